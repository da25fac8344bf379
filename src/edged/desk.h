/*
 * desk.h: a member of the office at its desk: the cookie, and what is asked with it.
 */
#ifndef EDGED_DESK_H
#define EDGED_DESK_H

#include "base_json.h"
#include "custody.h"
#include "edged.h"
#include "web_answer.h"
#include "web_request.h"
#include "wire_desk.h"

#define DESK_COOKIE "vitrine_desk"

/* desk_token: the request's token into out_brought, wiped by the caller's AUTO(session_own). On
 * failure the answer has its problem: 401. */
MUST_USE enum err desk_token(const struct web_request *r, struct web_answer *a,
                             struct ask_sign *out_brought);

/* desk_refuse: the problem for what custodiand had against a request of the desk's. */
enum err desk_refuse(struct web_answer *a, enum err err);

/* desk_put_case: the members that a case has in the queue and by itself. */
void desk_put_case(struct jot *j, const struct desk_case *found);

#endif
