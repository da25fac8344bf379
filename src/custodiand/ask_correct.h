/* ask_correct.h: the rows of the table by which a person puts right what is kept about them.
 * Answers in wire_ask.h. */
#ifndef ASK_CORRECT_H
#define ASK_CORRECT_H

#include "table.h"

enum handled do_correct(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_rename(struct custodian *c, const struct request *request, struct reply *reply);

MUST_USE enum err finish_correct(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);

#endif
