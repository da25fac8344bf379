/* ask_secrets.h: the rows of the table by which a person's secrets change: the password, recovery
 * codes. Answers in wire_ask.h. */
#ifndef ASK_SECRETS_H
#define ASK_SECRETS_H

#include "table.h"

enum handled do_password(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_codes(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_recover(struct custodian *c, const struct request *request, struct reply *reply);

/* secrets_check: whoever holds a session must still bring the password: to the hasher, out of a
 * bucket of their own. secrets_checked: what came of it: the person, if the password was right and
 * the session has not ended meanwhile; else an error with its part. asked is wiped by the caller.
 */
enum handled secrets_check(struct custodian *c, const struct request *request,
                           const struct ask_sign *asked, struct reply *reply);
struct secrets_at {
    const struct hash_job *job;
    int64_t now_ms;
};
MUST_USE enum err secrets_checked(struct custodian *c, const struct secrets_at *at,
                                  struct reply *reply, struct account_row *out_row,
                                  struct ask_sign *out_asked);

MUST_USE enum err finish_password(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                  struct reply *reply);
MUST_USE enum err finish_codes(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                               struct reply *reply);
MUST_USE enum err finish_recover(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);

#endif
