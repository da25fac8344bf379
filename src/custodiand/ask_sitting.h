/*
 * ask_sitting.h: members of the office at its desk: who sits down, what they see of the cases, and
 * what they sign there. Whatever is opened is counted, in the same write.
 */
#ifndef ASK_SITTING_H
#define ASK_SITTING_H

#include "table.h"

enum handled do_desk(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_desk_end(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_cases(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_case(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_look(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_statement(struct custodian *c, const struct request *request, struct reply *reply);

#endif
