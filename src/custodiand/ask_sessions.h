/* ask_sessions.h: the rows of the table by which a person sees what is theirs: sessions, details.
 * Answers in wire_ask.h. */
#ifndef ASK_SESSIONS_H
#define ASK_SESSIONS_H

#include "table.h"

enum handled do_details(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_sessions(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_data(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_end(struct custodian *c, const struct request *request, struct reply *reply);

static inline void ask_sign_auto(struct ask_sign *asked)
{
    vault_wipe(asked->token, sizeof(asked->token));
}

/* reply_open: opens what is kept of a session's person into reply->bytes, which never moves, and
 * counts it; empty for an empty one. The person's key must be loaded. ERR_LIMIT: the session has
 * opened as much as one may; ERR_FORMAT: it was changed and does not open. reply_label: of one
 * entry among others, which says so itself. */
struct reply_opener {
    const uint8_t *token; /* the session's */
    int64_t user;         /* and its person */
};
MUST_USE enum err reply_open(struct custodian *c, const struct reply_opener *by,
                             const struct ask_item *sealed, struct reply *reply,
                             struct span *out_plain);
MUST_USE enum err reply_label(struct custodian *c, const struct reply_opener *by,
                              const struct ask_item *sealed, struct reply *reply,
                              struct ask_entry *entry);

#endif
