/*
 * ask_desk.h: what people report, legal notices by anyone, and what authors answer to decisions.
 */
#ifndef ASK_DESK_H
#define ASK_DESK_H

#include "table.h"

enum handled do_report(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_reports(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_reports_ended(struct custodian *c, const struct request *request,
                              struct reply *reply);
enum handled do_notice(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_notice_state(struct custodian *c, const struct request *request,
                             struct reply *reply);
enum handled do_answer(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_answers(struct custodian *c, const struct request *request, struct reply *reply);

/* reports_of_case: those above a number, as many items as have room. answer_of_case: the item about
 * the answer to that decision, or that there is none. Both opened, for the desk. */
MUST_USE enum err reports_of_case(struct custodian *c, int64_t number, int64_t after,
                                  struct reply *reply);
MUST_USE enum err answer_of_case(struct custodian *c, int64_t decision, struct reply *reply);

/* answer_append: the item of wire_desk.h about the answer to a decision, as one more of reply's
 * items: opened, with its author's session, if there is one. */
struct answer_of {
    const struct account_decision *decision;
    const uint8_t *token;
    int64_t now_ms;
};
MUST_USE enum err answer_append(struct custodian *c, const struct answer_of *of,
                                struct reply *reply);

#endif
