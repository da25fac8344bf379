/* vault_inside.h: what the files of this folder share. */
#ifndef VAULT_INSIDE_H
#define VAULT_INSIDE_H

#include "base_limits.h"
#include "vault.h"

#include <sodium.h>

enum {
    KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    CACHE_WAYS = 4,
    CACHE_SETS = LIMIT_KEY_CACHE / CACHE_WAYS
};

struct user_key {
    int64_t user; /* 0: this place is free */
    uint64_t key_id;
    uint64_t used; /* when, in uses of this vault */
    uint8_t key[KEY_BYTES];
};

/* All keys, in one mapping that is locked. */
struct locked {
    uint8_t region_key[KEY_BYTES];
    uint8_t file[65]; /* region.key as it is read or written; wiped then */
    struct user_key users[CACHE_SETS][CACHE_WAYS];
};

struct vault {
    struct locked *locked;
    uint64_t region_id; /* of the region key */
    uint64_t uses;
    size_t origin_len;
    uint8_t origin[LIMIT_ORIGIN];
};

/* region_key_read, region_key_make: region.key in dir_fd, read and made in locked memory only.
 * Errors and words as vault_open. */
enum err region_key_read(int dir_fd, struct locked *locked, uint64_t *out_id,
                         struct vault_problem *out_problem);
enum err region_key_make(int dir_fd, struct locked *locked, uint64_t *out_id,
                         struct vault_problem *out_problem);

/* cache_find: the user's place, or NULL. cache_place: a place for the user, wiped. */
struct user_key *cache_find(const struct vault *v, int64_t user);
struct user_key *cache_place(struct vault *v, int64_t user);

/* key_id_new: random, greater than zero, fits a signed 64-bit column. */
uint64_t key_id_new(void);

/* Big-endian, fixed width. */
void put_u64(uint8_t *out, uint64_t value);
uint64_t get_u64(const uint8_t *in);

#endif
