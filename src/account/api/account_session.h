/*
 * account_session.h: sessions. A token is 32 random bytes that only the person's client keeps; the
 * database has its hash. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_SESSION_H
#define ACCOUNT_SESSION_H

#include "account.h"

#include <stdbool.h>
#include <stdint.h>

struct account_session_new {
    int64_t user;
    uint64_t request; /* a repeat of the same request replaces the session of the first */
    int64_t now_ms;
    struct span label; /* what its owner knows it by, sealed (FIELD_SESSION_LABEL); or empty */
    int64_t scopes;    /* a client's: bits of what it may do; 0: the person's own */
};

/* account_session_begin: a session of LIMIT_SESSION_DAYS. Of more than LIMIT_SESSIONS_PER_ACCOUNT,
 * the oldest end. */
MUST_USE enum err account_session_begin(struct db *db, const struct account_session_new *new,
                                        uint8_t out_token[ACCOUNT_TOKEN]);

/* account_session_find: whose own it is; writes down, once a day, that it was used. ERR_DENIED: no
 * such session, or it has ended, or is a client's. account_session_find_for: also of a client that
 * has this scope (not 0). */
MUST_USE enum err account_session_find(struct db *db, const uint8_t token[ACCOUNT_TOKEN],
                                       int64_t now_ms, struct account_person *out_person);
MUST_USE enum err account_session_find_for(struct db *db, const uint8_t token[ACCOUNT_TOKEN],
                                           int64_t scope, int64_t now_ms,
                                           struct account_person *out_person);

/* account_session_end: ends it, if it is there. */
MUST_USE enum err account_session_end(struct db *db, const uint8_t token[ACCOUNT_TOKEN]);

/* A session as its owner may see it: by a random number, not by its token or that one's hash. */
struct account_session {
    int64_t public_id;
    int64_t begun_ms;
    int64_t used_day;
    bool current;
    bool client;                                 /* not a browser of its owner's */
    size_t label_len;                            /* 0: none */
    uint8_t label[LIMIT_LABEL + VAULT_OVERHEAD]; /* sealed */
};

struct account_sessions {
    size_t count;
    struct account_session items[LIMIT_SESSIONS_PER_ACCOUNT];
};

/* account_session_list: the user's, the newest first; the token's own is the current one. */
MUST_USE enum err account_session_list(struct db *db, int64_t user,
                                       const uint8_t token[ACCOUNT_TOKEN], int64_t now_ms,
                                       struct account_sessions *out_sessions);

/* account_session_end_one: of the user's sessions the one with that number. ERR_NOT_FOUND. */
MUST_USE enum err account_session_end_one(struct db *db, int64_t user, int64_t public_id);

/* account_session_end_others: all of the user's but the token's own; all of them without a token;
 * and the codes by which clients would get more. */
MUST_USE enum err account_session_end_others(struct db *db, int64_t user, const uint8_t *token);

/* account_session_end_all: everybody's, for a database that was restored: it may have sessions that
 * were ended since the copy was made. */
MUST_USE enum err account_session_end_all(struct db *db);

/* account_session_sweep: removes all that have ended. */
MUST_USE enum err account_session_sweep(struct db *db, int64_t now_ms);

#endif
