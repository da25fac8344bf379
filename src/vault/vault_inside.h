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

struct region_key {
    uint64_t id; /* 0: none */
    uint8_t key[KEY_BYTES];
};

/* All keys, in one mapping that is locked. */
struct locked {
    struct region_key now;        /* wraps */
    struct region_key old;        /* while the region's key rotates: unwraps what it wrapped */
    struct region_key mac;        /* of vault_mac; wrapped as a user's key is */
    uint8_t file[65];             /* a key file as it is read or written; wiped then */
    uint8_t moving[2][KEY_BYTES]; /* a user key on its way from one wrapping to the next */
    struct user_key users[CACHE_SETS][CACHE_WAYS];
};

struct vault {
    struct locked *locked;
    int dir_fd; /* where the key files are */
    uint64_t uses;
    size_t origin_len;
    uint8_t origin[LIMIT_ORIGIN];
};

/* region_key_open: the key, or both keys, that config asks for, into locked memory; ends what an
 * interrupted rotation left half done. Errors and words as vault_open. region_key_make: a fresh key
 * in a file that is durable. */
enum err region_key_open(struct vault *v, const struct vault_config *config,
                         struct vault_problem *out_problem);
enum err region_key_make(struct vault *v, const char *name, struct region_key *out_key);

/* region.key, and, while the region's key rotates, the key that takes its place. */
#define REGION_KEY "region.key"
#define REGION_KEY_NEXT "region-next.key"

/* region_key_retire: destroys the file of the old key and gives its name to that of the new one. */
enum err region_key_retire(const struct vault *v);

/* cache_find: the user's place, or NULL. cache_place: a place for the user, wiped. */
struct user_key *cache_find(const struct vault *v, int64_t user);
struct user_key *cache_place(struct vault *v, int64_t user);

/* key_id_new: random, greater than zero, fits a signed 64-bit column. */
uint64_t key_id_new(void);

/* Big-endian, fixed width. */
void put_u64(uint8_t *out, uint64_t value);
uint64_t get_u64(const uint8_t *in);

#endif
