/* ask_secrets.h: the rows of the table by which a person's secrets change: the password, recovery
 * codes. Answers in wire_ask.h. */
#ifndef ASK_SECRETS_H
#define ASK_SECRETS_H

#include "table.h"

enum handled do_password(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_codes(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_recover(struct custodian *c, const struct request *request, struct reply *reply);

MUST_USE enum err finish_password(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                  struct reply *reply);
MUST_USE enum err finish_codes(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                               struct reply *reply);
MUST_USE enum err finish_recover(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);

#endif
