/*
 * custody.h: what edged asks of custodiand, as typed calls. A call may be made by any thread and
 * waits for its answer.
 *
 * Every call may give back, beside its own errors: ERR_BUSY (custodiand is away, or has too much to
 * do), ERR_NOMEM, ERR_IO (its answer made no sense).
 */
#ifndef CUSTODY_H
#define CUSTODY_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"
#include "ipc_pool.h"
#include "wire_ask.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct custody_person {
    int64_t user;
    uint8_t locker[ASK_LOCKER];
    char handle[LIMIT_HANDLE + 1];
};

/* A session's token; wiped at the end of its scope: AUTO(custody_token). */
struct custody_token {
    uint8_t bytes[ASK_TOKEN];
};
static inline void custody_token_auto(struct custody_token *token)
{
    explicit_bzero(token, sizeof(*token));
}

struct custody_sign {
    uint8_t ask; /* ASK_SIGN_UP, ASK_SIGN_IN */
    struct span handle;
    struct span password;
};

/* custody_sign: a new session. ERR_FORMAT, ERR_LIMIT: no such handle or password can be;
 * ERR_CONFLICT: the handle is taken (sign-up); ERR_DENIED: handle and password do not match
 * (sign-in). */
MUST_USE enum err custody_sign(struct ipc_pool *pool, const struct custody_sign *sign,
                               struct custody_person *out_person, struct custody_token *out_token);

/* custody_sign_out: ends the session; one that is not there is no failure. */
MUST_USE enum err custody_sign_out(struct ipc_pool *pool, const struct custody_token *token);

/* custody_who: whose session it is. ERR_DENIED: nobody's, or it has ended. */
MUST_USE enum err custody_who(struct ipc_pool *pool, const struct custody_token *token, int wait_ms,
                              struct custody_person *out_person);

/* Fields of one kind, at most LIMIT_ASK_ITEMS. */
struct custody_fields {
    const struct custody_token *token;
    int64_t subject; /* custody_open: whose fields they are */
    uint16_t field;
    const struct span *items;
    size_t count;
};

/* custody_seal: each item sealed for the session's person, out_items[i] borrowing from frame (which
 * is replaced; its ceiling is LIMIT_MESSAGE). ERR_DENIED as custody_who. */
MUST_USE enum err custody_seal(struct ipc_pool *pool, const struct custody_fields *fields,
                               struct buf *frame, struct custody_person *out_person,
                               struct span *out_items);

/* custody_open: the other way round. ERR_DENIED: also a field of anybody else. ERR_LIMIT: the
 * session has opened as many as one may. */
MUST_USE enum err custody_open(struct ipc_pool *pool, const struct custody_fields *fields,
                               struct buf *frame, struct span *out_items);

#endif
