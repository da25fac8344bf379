/*
 * session.h: the session of a request: the cookie, and whose it is.
 */
#ifndef SESSION_H
#define SESSION_H

#include "custody.h"
#include "edged.h"
#include "web_answer.h"
#include "web_request.h"

#define SESSION_COOKIE "vitrine_session"
#define DEVICE_COOKIE "vitrine_device"

/* session_token: a client's that Authorization brings, else the cookie's; for what the row is for.
 * ERR_NOT_FOUND: there is none, or it cannot be a token. */
MUST_USE enum err session_token(const struct web_request *r, struct custody_token *out_token);

/* session_who: the person. On failure the answer has its problem: 401 without a session that holds
 * (the cookie is taken away if it was one), 403 if it is a client's that was not permitted this,
 * 503 while custodiand is away. */
MUST_USE enum err session_who(struct edged *e, const struct web_request *r, struct web_answer *a,
                              struct custody_person *out_person);

/* session_device: the cookie that this browser got at an earlier sign-in, here or before that one's
 * end. ERR_NOT_FOUND. */
MUST_USE enum err session_device(const struct web_request *r, struct custody_token *out_device);

/* session_own: the request's token into out_brought, wiped by the caller's AUTO(session_own). On
 * failure the answer has its problem. */
MUST_USE enum err session_own(const struct web_request *r, struct web_answer *a,
                              struct ask_sign *out_brought);
static inline void session_own_auto(struct ask_sign *brought)
{
    explicit_bzero(brought->token, sizeof(brought->token));
}

/* session_put: the cookies for a new session. session_drop: takes the session's away; the browser
 * stays known. */
enum err session_put(struct web_answer *a, const struct custody_signed *got);
enum err session_drop(struct web_answer *a);

/* session_refuse: the problem for what custody_* gave back to a request with a session. */
enum err session_refuse(struct web_answer *a, enum err err);

#endif
