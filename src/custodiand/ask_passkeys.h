/* ask_passkeys.h: the rows of the table that concern passkeys. Answers in wire_ask.h. */
#ifndef ASK_PASSKEYS_H
#define ASK_PASSKEYS_H

#include "table.h"

enum handled do_passkey_new(struct custodian *c, const struct request *request,
                            struct reply *reply);
enum handled do_passkey_add(struct custodian *c, const struct request *request,
                            struct reply *reply);
enum handled do_passkeys(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_passkey_drop(struct custodian *c, const struct request *request,
                             struct reply *reply);
enum handled do_passkey_ask(struct custodian *c, const struct request *request,
                            struct reply *reply);
enum handled do_passkey_in(struct custodian *c, const struct request *request, struct reply *reply);

MUST_USE enum err finish_passkey_new(struct custodian *c, const struct hash_job *job,
                                     int64_t now_ms, struct reply *reply);
MUST_USE enum err finish_passkey_drop(struct custodian *c, const struct hash_job *job,
                                      int64_t now_ms, struct reply *reply);

#endif
