/*
 * account.h: accounts and sessions in custodian.db. Every function that writes must be called
 * inside a transaction of the database's owner, and what it did counts once that is committed.
 * Times are wall times in ms, from the caller. All may fail as db.h says (ERR_IO, ERR_FULL,
 * ERR_NOMEM …).
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "account_hash.h"
#include "account_keys.h"
#include "account_rules.h"
#include "base_auto.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "db.h"
#include "vault.h"

#include <stdint.h>

enum { ACCOUNT_TOKEN = 32, ACCOUNT_LOCKER = 16, ACCOUNT_BIRTH_DATE = 10 };

/* active: as everybody. leaving: their erasure is due at a time, until which they may stay. ending:
 * it is due now. account_leave.h has the moves. */
enum account_state { ACCOUNT_ACTIVE, ACCOUNT_LEAVING, ACCOUNT_ENDING, ACCOUNT_STATE_COUNT_ };

struct account_person {
    int64_t user;
    enum account_state state;
    int64_t leaves_ms; /* when an erasure is due; 0: none is, or it is due now */
    uint8_t locker[ACCOUNT_LOCKER];
    size_t handle_len;
    char handle[LIMIT_HANDLE];
};

/* account_migrate: makes or brings forward the schemas of custodian.db and keys.db, and fills in
 * what older rows have not. Keys in an older custodian.db move to keys.db: interrupted, that begins
 * again. ERR_CONFLICT: a newer version's database. */
MUST_USE enum err account_migrate(struct db *db, const struct account_keys *keys);

/* The region that the database belongs to. key_id is 0 as long as there is no row. */
struct account_region {
    int64_t key_id;
    size_t origin_len;
    char origin[LIMIT_ORIGIN];
};
MUST_USE enum err account_region_get(struct db *db, struct account_region *out_region);
MUST_USE enum err account_region_set(struct db *db, struct span origin, int64_t key_id);

/* account_region_key: from now on, the region's key is this one. */
MUST_USE enum err account_region_key(struct db *db, int64_t key_id);

/* account_mac_load: the vault has the key of vault_mac from now on; one is made and stored if there
 * is none. account_mac_store: the key as the region's key of now wraps it. ERR_NOT_FOUND: the
 * database belongs to no region yet; others as vault_mac_load and vault_mac_wrap. */
MUST_USE enum err account_mac_load(struct db *db, struct vault *vault);
MUST_USE enum err account_mac_store(struct db *db, struct vault *vault);

/* account_find: by handle. made_by is the request that made the account. ERR_NOT_FOUND. */
struct account_row {
    struct account_person person;
    struct account_hash hash;
    uint64_t made_by;
};
MUST_USE enum err account_find(struct db *db, struct span handle, struct account_row *out_row);

struct account_new {
    struct span handle; /* these three checked by account_rules.h */
    struct span birth_date;
    struct span email; /* empty: none */
    const struct account_hash *hash;
    uint64_t request; /* the id of the request that makes it */
    int64_t now_ms;
};

/* account_create: the account, its key and its details, sealed with that. ERR_CONFLICT: the handle
 * is taken. */
MUST_USE enum err account_create(struct db *db, const struct account_keys *keys,
                                 const struct account_new *new, struct account_person *out_person);

/* account_password_set: another hash from now on. ERR_NOT_FOUND. */
MUST_USE enum err account_password_set(struct db *db, int64_t user,
                                       const struct account_hash *hash);

/*
 * account_details_get: what is sealed of the person, opened into out (wiped by the caller, and
 * grown enough before: LIMIT_EMAIL + ACCOUNT_BIRTH_DATE); the spans borrow from it, and are empty
 * for what is not there. The user's key must be loaded. ERR_NOT_FOUND; others as vault_unseal.
 */
struct account_details {
    struct span birth_date;
    struct span email;
};
MUST_USE enum err account_details_get(struct db *db, struct vault *vault, int64_t user,
                                      struct buf *out, struct account_details *out_details);

#endif
