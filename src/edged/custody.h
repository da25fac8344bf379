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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct custody_person {
    int64_t user;
    int64_t leaves_ms; /* when their data will be destroyed; 0: they stay */
    uint8_t locker[ASK_LOCKER];
    char handle[LIMIT_HANDLE + 1];
};

/* A session's token, and what it is brought for (enum ask_scope: 0: what only a person's own
 * session does); wiped at the end of its scope: AUTO(custody_token). */
struct custody_token {
    uint8_t bytes[ASK_TOKEN];
    uint8_t scope;
};
static inline void custody_token_auto(struct custody_token *token)
{
    explicit_bzero(token, sizeof(*token));
}

/* A buffer that may hold secrets: wiped at the end of its scope, AUTO(custody_frame). */
static inline void custody_frame_auto(struct buf *frame)
{
    if (frame->ptr != NULL) {
        explicit_bzero(frame->ptr, frame->cap);
    }
    buf_done(frame);
}

/* What a sign-in gives; wiped at the end of its scope, AUTO(custody_signed). */
struct custody_signed {
    struct custody_person person;
    struct custody_token token;
    struct custody_token device; /* by which this browser is known from now on */
    uint8_t about;               /* of a failure: enum ask_about */
};
static inline void custody_signed_auto(struct custody_signed *got)
{
    explicit_bzero(got, sizeof(*got));
}

/* custody_sign: a new session, by what ask needs (wire_ask.h). Of a failure, as wire_ask.h says,
 * only out_signed->about is set. ERR_LIMIT: also a part that is longer than any can be. */
MUST_USE enum err custody_sign(struct ipc_pool *pool, uint8_t ask, const struct ask_sign *brought,
                               struct custody_signed *out_signed);

/*
 * custody_own: any ask with a token and an answer of its own, as wire_ask.h says; wait_ms at most.
 * brought has the token. The answer borrows from frame, whose ceiling is LIMIT_MESSAGE. Of a
 * failure only out_answer->about is set. ERR_DENIED about nothing: as custody_who.
 */
MUST_USE enum err custody_own(struct ipc_pool *pool, uint8_t ask, int wait_ms,
                              const struct ask_sign *brought, struct buf *frame,
                              struct ask_answer *out_answer);

/* custody_person_take: the person of an answer, checked. ERR_IO: it makes no sense. */
MUST_USE enum err custody_person_take(const struct ask_person *from,
                                      struct custody_person *out_person);

/* custody_sign_out: ends the session; one that is not there is no failure. */
MUST_USE enum err custody_sign_out(struct ipc_pool *pool, const struct custody_token *token);

/* custody_who: whose session it is. ERR_DENIED: nobody's, or it has ended. */
MUST_USE enum err custody_who(struct ipc_pool *pool, const struct custody_token *token, int wait_ms,
                              struct custody_person *out_person);

/* Fields of one kind, at most LIMIT_ASK_ITEMS. */
struct custody_fields {
    const struct custody_token *token;
    int64_t subject; /* custody_open, custody_keep: whose fields they are */
    uint16_t field;
    const struct span *items;
    size_t count;
    bool quick; /* custody_keep, custody_open_waiting: for a thread that serves many others:
                   LIMIT_ASK_QUICK_MS, and then ERR_BUSY */
};

/* custody_seal: each item sealed for the session's person, out_items[i] borrowing from frame (which
 * is replaced; its ceiling is LIMIT_MESSAGE). ERR_DENIED as custody_who. */
MUST_USE enum err custody_seal(struct ipc_pool *pool, const struct custody_fields *fields,
                               struct buf *frame, struct custody_person *out_person,
                               struct span *out_items);

/* One field of each of several persons, of whom there is a session each, at most LIMIT_TOGETHER. */
struct custody_one {
    const struct custody_token *token;
    struct span plain;
    enum err err;                 /* out: as of custody_seal, of this one */
    struct custody_person person; /* out: without a handle */
    struct span sealed;           /* out: borrows from the frame */
};

/* custody_seal_each: as custody_seal, each for its own session. An error: of all of them. */
MUST_USE enum err custody_seal_each(struct ipc_pool *pool, uint16_t field, struct custody_one *ones,
                                    size_t count, struct buf *frame);

/* custody_open: the other way round. ERR_DENIED: also a field of anybody else. ERR_LIMIT: the
 * session has opened as many as one may. */
MUST_USE enum err custody_open(struct ipc_pool *pool, const struct custody_fields *fields,
                               struct buf *frame, struct span *out_items);

/* custody_open_shared: of a subject whom the session's person follows, as custody_share said.
 * ERR_NOT_FOUND: they do not share, or that was not said. Else as custody_open. */
MUST_USE enum err custody_open_shared(struct ipc_pool *pool, const struct custody_fields *fields,
                                      struct buf *frame, struct span *out_items);

/* custody_open_spoken: each item is i64 who said it | what was sealed of it (wire_spoken.h), in the
 * subject's circle, which the session's person belongs to. An empty answer: whoever said it has
 * left. Errors as custody_open_shared. */
MUST_USE enum err custody_open_spoken(struct ipc_pool *pool, const struct custody_fields *fields,
                                      struct buf *frame, struct span *out_items);

/* custody_share: what the session's person says (enum ask_share), of a person or of nobody (0).
 * ERR_DENIED: also somebody who was shut out. ERR_LIMIT: as wire_ask.h says. */
MUST_USE enum err custody_share(struct ipc_pool *pool, const struct custody_token *token,
                                enum ask_share what, int64_t person);

/* custody_keep: as custody_seal, of the subject, without a token: what a job made, or what they
 * said (wire_ask.h).
 * ERR_NOT_FOUND: the subject has no key any more. */
MUST_USE enum err custody_keep(struct ipc_pool *pool, const struct custody_fields *fields,
                               struct buf *frame, struct span *out_items);

/* custody_open_waiting: what waits to be published, of the subject, without a token: FIELD_ORIGINAL
 * and FIELD_WAITING, and nothing else. ERR_NOT_FOUND: as custody_keep. ERR_DENIED, ERR_FORMAT: it
 * was not sealed as this field of this person. */
MUST_USE enum err custody_open_waiting(struct ipc_pool *pool, const struct custody_fields *fields,
                                       struct buf *frame, struct span *out_items);

/*
 * custody_open_each: any of the above that open, of fields->count, so that one that does not open
 * keeps no other shut: it is found by halves, in asks of their own. Each is put in turn, with its
 * number; plain.ptr is NULL: it does not open (ERR_DENIED, ERR_FORMAT). Other errors, and put's,
 * end it.
 */
typedef enum err custody_open_fn(struct ipc_pool *pool, const struct custody_fields *fields,
                                 struct buf *frame, struct span *out_items);
typedef enum err custody_put_fn(void *context, size_t i, struct span plain);
MUST_USE enum err custody_open_each(struct ipc_pool *pool, const struct custody_fields *fields,
                                    custody_open_fn *open, custody_put_fn *put, void *context);

/* custody_pairs: the names of pairs with each of at most LIMIT_ASK_ITEMS others (wire_ask.h).
 * Errors as custody_open. */
struct custody_pair {
    uint8_t by_them[ASK_PAIR_NAME]; /* they block the session's person */
    uint8_t by_me[ASK_PAIR_NAME];
};
MUST_USE enum err custody_pairs(struct ipc_pool *pool, const struct custody_token *token,
                                const int64_t *others, size_t count,
                                struct custody_pair *out_pairs);

#endif
