/*
 * account_passkey.h: the passkeys of accounts: names, public keys and counters, as passkey.h
 * checked them. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_PASSKEY_H
#define ACCOUNT_PASSKEY_H

#include "account.h"

#include <stdbool.h>

struct account_passkey_new {
    int64_t user;
    struct span credential;
    struct span key;
    uint32_t counter;
    struct span label; /* sealed (FIELD_PASSKEY_LABEL) */
    int64_t now_ms;
};

/* account_passkey_add: ERR_LIMIT: the user has LIMIT_PASSKEYS. ERR_CONFLICT: somebody has it. */
MUST_USE enum err account_passkey_add(struct db *db, const struct account_passkey_new *new);

/* account_passkey_find: by its own name, with whose it is. ERR_NOT_FOUND. */
struct account_passkey_row {
    int64_t id;
    uint32_t counter;
    size_t key_len;
    uint8_t key[LIMIT_PASSKEY_KEY];
    struct account_person person;
};
MUST_USE enum err account_passkey_find(struct db *db, struct span credential,
                                       struct account_passkey_row *out_row);

/* account_passkey_used: its counter, and the day. account_passkey_copied: that its counter went
 * back.
 */
MUST_USE enum err account_passkey_used(struct db *db, int64_t id, uint32_t counter, int64_t now_ms);
MUST_USE enum err account_passkey_copied(struct db *db, int64_t id);

struct account_passkey {
    int64_t id;
    int64_t created_ms;
    int64_t used_day;
    bool copied;
    size_t label_len;
    uint8_t label[LIMIT_LABEL + VAULT_OVERHEAD];
    size_t credential_len;
    uint8_t credential[LIMIT_CREDENTIAL];
};
struct account_passkeys {
    size_t count;
    struct account_passkey items[LIMIT_PASSKEYS];
};

/* account_passkey_list: the user's, the oldest first. */
MUST_USE enum err account_passkey_list(struct db *db, int64_t user,
                                       struct account_passkeys *out_passkeys);

/* account_passkey_drop: of the user's the one with that id. ERR_NOT_FOUND. */
MUST_USE enum err account_passkey_drop(struct db *db, int64_t user, int64_t id);

#endif
