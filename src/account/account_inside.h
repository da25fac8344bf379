/* account_inside.h: what the files of this folder share. */
#ifndef ACCOUNT_INSIDE_H
#define ACCOUNT_INSIDE_H

#include "account.h"
#include "account_desk.h"
#include "base_limits.h"
#include "vault.h"

#include <string.h>

/* account_person_read: the first columns of a row: id, locker, handle, state, leaves_ms.
 * ERR_FORMAT: damaged. */
enum { ACCOUNT_PERSON_COLUMNS = 5 };
MUST_USE enum err account_person_read(struct db_query *q, struct account_person *out_person);

/* account_state_of: by its name in the schema. ERR_FORMAT. */
MUST_USE enum err account_state_of(struct span name, enum account_state *out_state);

/* keys_move: copies each key of an older custodian.db into keys.db, durable. salts_fill: gives a
 * salt to each account of an older version's. */
MUST_USE enum err keys_move(struct db *from, struct db *to);
MUST_USE enum err salts_fill(struct db *db);

/* account_session_end_made: the user's session that this request began, if it is there. */
MUST_USE enum err account_session_end_made(struct db *db, int64_t user, int64_t request);

/* account_session_name: gives a public id to each session of an older version's. */
MUST_USE enum err account_session_name(struct db *db);

/* account_number: of a query without parameters that has one row, its number. account_bind_bytes:
 * no bytes are NULL. */
MUST_USE enum err account_number(struct db *db, const char *sql, int64_t *out);
void account_bind_bytes(struct db_query *q, int parameter, struct span bytes);

/* account_case_read: the first columns of a row. ERR_FORMAT: damaged. */
#define CASE_COLUMNS                                                                               \
    "c.number, c.kind, c.object, c.state, c.first_ms, c.last_ms, c.closed_ms, c.decision, "        \
    "c.answer, c.said"
enum { CASE_COLUMN_COUNT = 10 };
MUST_USE enum err account_case_read(struct db_query *q, struct account_case *out_case);

/* What a case is found by (account_queue.h). queue_more: one more report or notice is in it.
 * queue_anew: something else of them has changed; by what is there now. */
MUST_USE enum err queue_more(struct db *db, int64_t number, struct span ground, bool notice);
MUST_USE enum err queue_anew(struct db *db, int64_t number);

/* desk_forget: removes all that somebody who leaves has reported. */
MUST_USE enum err desk_forget(struct db *db, int64_t user);

/* account_day: the days since 1970 of a time. */
static inline int64_t account_day(int64_t now_ms)
{
    return now_ms / ((int64_t)24 * 60 * 60 * 1000);
}

/* account_label_copy: a sealed label, and its length. What is longer than any of ours is cut, and
 * does not open then. */
enum { SEALED_LABEL = LIMIT_LABEL + VAULT_OVERHEAD };
static inline size_t account_label_copy(struct span label, uint8_t out[SEALED_LABEL])
{
    size_t len = label.len < SEALED_LABEL ? label.len : SEALED_LABEL;
    if (len > 0) {
        memcpy(out, label.ptr, len);
    }
    return len;
}

enum { TOKEN_HASH = 32 };

/* session_hash: of a session's token, as its row has it. session_spend: adds to the openings of the
 * session with that hash. ERR_LIMIT: over LIMIT_OPENS_PER_SESSION, ERR_DENIED: no such session;
 * then nothing is changed. */
void session_hash(const uint8_t token[ACCOUNT_TOKEN], uint8_t out[TOKEN_HASH]);
MUST_USE enum err session_spend(struct db *db, const uint8_t hash[TOKEN_HASH], int64_t count);

/* account_token_hash: a token is as random as a key, so a plain hash is enough; the domain keeps
 * tokens of one kind apart from those of another. */
void account_token_hash(const char *domain, const uint8_t token[ACCOUNT_TOKEN],
                        uint8_t out[TOKEN_HASH]);

#endif
