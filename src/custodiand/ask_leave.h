/* ask_leave.h: the rows of the table by which a person leaves, or stays after all, and by which
 * edged learns of whom it has to remove everything. Answers in wire_ask.h. */
#ifndef ASK_LEAVE_H
#define ASK_LEAVE_H

#include "table.h"

enum handled do_leave(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_stay(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_erased(struct custodian *c, const struct request *request, struct reply *reply);

MUST_USE enum err finish_leave(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                               struct reply *reply);

#endif
