/*
 * vault.h: sealing. One key per user, wrapped by the region's key; a field is sealed with its
 * subject's key and bound to (region, subject, field, version of the field). Keys live in one block
 * of locked memory that is left out of core dumps and wiped at the end, and never leave it except
 * wrapped. The region's key can be replaced while all this goes on (vault_rotate).
 *
 * A vault keeps the keys of LIMIT_KEY_CACHE users. Sealing and opening need the subject's key
 * there: the caller loads it from the wrapped form, which the caller stores.
 */
#ifndef VAULT_H
#define VAULT_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "vault_secret.h"

#include <stdbool.h>
#include <stdint.h>

struct vault;

enum {
    VAULT_WRAPPED = 89,  /* bytes of a wrapped key */
    VAULT_OVERHEAD = 51, /* a sealed field is this much longer than what is in it */
    VAULT_MAC = 32
};

struct vault_config {
    int dir_fd;         /* where region.key is, or is made; the vault keeps a copy */
    const char *origin; /* the region's name; bound into everything that is sealed */
    int64_t key_id;     /* the region key that must be there; 0: make one if the file is missing */
};

/* In words: why a vault could not be opened. Names files, never contents. */
struct vault_problem {
    char text[160];
};

/*
 * vault_open: reads region.key, or makes it (0600, synced) if config->key_id is 0 and it is
 * missing. On failure out_problem says why: ERR_NOT_FOUND  the file is missing and must be there
 *   ERR_DENIED     others may read the file, or memory could not be locked
 *   ERR_FORMAT     the file is not a region key, or is damaged
 *   ERR_CONFLICT   the file holds another key than the one asked for
 *   ERR_IO, ERR_FULL, ERR_NOMEM, ERR_LIMIT (an origin over LIMIT_ORIGIN)
 */
MUST_USE enum err vault_open(const struct vault_config *config, struct vault **out_vault,
                             struct vault_problem *out_problem);
void vault_close(struct vault *v);
AUTO_CLOSER(vault_close, struct vault)

/* vault_key_id: the id of the region's key, greater than zero. vault_old_id: while the region's key
 * rotates, that of the key before; else 0. */
int64_t vault_key_id(const struct vault *v);
int64_t vault_old_id(const struct vault *v);

/*
 * The region's key is replaced in three steps, each of which may be the last before a crash:
 *
 *   vault_rotate   makes a key, durable in region-next.key. From now on it wraps; what the key
 *                  before has wrapped still loads. The caller stores vault_key_id before it
 *                  acknowledges anything: a vault that is opened with the id before forgets the
 *                  new key, which has then wrapped nothing.
 *   vault_rewrap   one user's key, as often as there are users; the caller stores the results.
 *   vault_retire   once all are stored: overwrites and removes the key before.
 *
 * ERR_CONFLICT: a rotation is under way (vault_rotate), or none is (vault_retire). ERR_IO,
 * ERR_FULL: vault_rotate has changed nothing; after vault_retire the process must leave.
 */
MUST_USE enum err vault_rotate(struct vault *v);
MUST_USE enum err vault_retire(struct vault *v);

/* vault_rewrap: the user's key, wrapped with the region's key of now. out_changed: false if it
 * already was; nothing is written then. Errors as vault_user_load. */
MUST_USE enum err vault_rewrap(struct vault *v, int64_t user, struct span wrapped,
                               uint8_t out_wrapped[VAULT_WRAPPED], bool *out_changed);

/*
 * vault_mac: a hash of the bytes that nobody can make or check without this vault's key for it,
 * which must have been made or loaded. domain keeps one use apart from another. The key is none of
 * the region's: what it hashed can be checked after the region's key was replaced.
 *
 * vault_mac_make  a fresh key, in place of any.
 * vault_mac_wrap  its form to store, wrapped with the region's key of now: when it was made, and in
 *                 the step that stores vault_key_id after vault_rotate. ERR_IO: it would not open.
 * vault_mac_load  from that form. ERR_FORMAT: not a wrapped key. ERR_DENIED: another region's, a
 *                 user's, or changed.
 */
void vault_mac(const struct vault *v, const char *domain, struct span bytes,
               uint8_t out_mac[VAULT_MAC]);
void vault_mac_make(struct vault *v);
MUST_USE enum err vault_mac_wrap(struct vault *v, uint8_t out_wrapped[VAULT_WRAPPED]);
MUST_USE enum err vault_mac_load(struct vault *v, struct span wrapped);

/* vault_user_make: a fresh key for the user, loaded, and its wrapped form to store. */
void vault_user_make(struct vault *v, int64_t user, uint8_t out_wrapped[VAULT_WRAPPED]);

bool vault_user_ready(const struct vault *v, int64_t user);

/* vault_user_load: unwraps and keeps, perhaps in place of the key least recently used. ERR_FORMAT:
 * not a wrapped key. ERR_DENIED: another user's, another region's, or changed. */
MUST_USE enum err vault_user_load(struct vault *v, int64_t user, struct span wrapped);

/* vault_user_forget: wipes the user's key from memory. */
void vault_user_forget(struct vault *v, int64_t user);

/* vault_seal: appends the sealed form of plain. ERR_NOT_FOUND: the user's key is not loaded.
 * ERR_DENIED: the field's number is not in the data map. ERR_LIMIT: over LIMIT_FIELD, or over out's
 * ceiling. ERR_NOMEM. */
MUST_USE enum err vault_seal(struct vault *v, int64_t user, uint16_t field, struct span plain,
                             struct buf *out);

/*
 * vault_unseal: appends what was sealed; out must be wiped after use (vault_wipe), and have grown
 * enough before, or copies stay behind. ERR_NOT_FOUND, ERR_DENIED (field), ERR_LIMIT as vault_seal.
 * ERR_FORMAT: not a sealed field. ERR_DENIED: another user's, field's, version's or region's, or
 * changed.
 */
MUST_USE enum err vault_unseal(struct vault *v, int64_t user, uint16_t field, struct span sealed,
                               struct buf *out);

#endif
