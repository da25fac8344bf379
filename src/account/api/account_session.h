/*
 * account_session.h: sessions. A token is 32 random bytes that only the person's client keeps; the
 * database has its hash. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_SESSION_H
#define ACCOUNT_SESSION_H

#include "account.h"

#include <stdint.h>

struct account_session_new {
    int64_t user;
    uint64_t request; /* a repeat of the same request replaces the session of the first */
    int64_t now_ms;
};

/* account_session_begin: a session of LIMIT_SESSION_DAYS. Of more than LIMIT_SESSIONS_PER_ACCOUNT,
 * the oldest end. */
MUST_USE enum err account_session_begin(struct db *db, const struct account_session_new *new,
                                        uint8_t out_token[ACCOUNT_TOKEN]);

/* account_session_find: whose it is. ERR_DENIED: no such session, or it has ended. */
MUST_USE enum err account_session_find(struct db *db, const uint8_t token[ACCOUNT_TOKEN],
                                       int64_t now_ms, struct account_person *out_person);

/* account_session_spend: counts openings. ERR_LIMIT: more than LIMIT_OPENS_PER_SESSION; nothing was
 * counted. ERR_DENIED: no such session. */
MUST_USE enum err account_session_spend(struct db *db, const uint8_t token[ACCOUNT_TOKEN],
                                        int64_t count);

/* account_session_end: ends it, if it is there. */
MUST_USE enum err account_session_end(struct db *db, const uint8_t token[ACCOUNT_TOKEN]);

/* account_session_sweep: removes all that have ended. */
MUST_USE enum err account_session_sweep(struct db *db, int64_t now_ms);

#endif
