/* ask_fields.h: the rows of the table that concern sealed fields, and names of rows that only the
 * custodian can make. Answers in wire_ask.h. */
#ifndef ASK_FIELDS_H
#define ASK_FIELDS_H

#include "table.h"

enum handled do_seal(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_open(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_open_shared(struct custodian *c, const struct request *request,
                            struct reply *reply);
enum handled do_open_spoken(struct custodian *c, const struct request *request,
                            struct reply *reply);
enum handled do_keep(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_open_waiting(struct custodian *c, const struct request *request,
                             struct reply *reply);
enum handled do_seal_each(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_pair(struct custodian *c, const struct request *request, struct reply *reply);

#endif
