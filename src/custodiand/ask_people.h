/* ask_people.h: the rows of the table that concern accounts and sessions. Answers in wire_ask.h. */
#ifndef ASK_PEOPLE_H
#define ASK_PEOPLE_H

#include "table.h"

enum handled do_sign_up(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_sign_in(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_sign_out(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_who(struct custodian *c, const struct request *request, struct reply *reply);

/* What follows on the hash of a sign-up or a sign-in. */
MUST_USE enum err finish_sign_up(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);
MUST_USE enum err finish_sign_in(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);

static inline void ask_token_auto(struct ask_token *asked)
{
    vault_wipe(asked, sizeof(*asked));
}

/* reply_person: puts the person into the answer. */
void reply_person(struct reply *reply, const struct account_person *person);

/* reply_error: an answer that is an error. */
enum handled reply_error(struct reply *reply, enum err err);

#endif
