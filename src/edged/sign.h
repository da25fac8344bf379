/*
 * sign.h: what the handlers of signing in share: the browser's marks, the words for what
 * custodiand refused, and the answer with the new session.
 */
#ifndef SIGN_H
#define SIGN_H

#include "base_json.h"
#include "custody.h"
#include "edged.h"
#include "web_answer.h"
#include "web_request.h"

/* sign_refuse: the problem for a failure of custody_sign or custody_own; gives err back. ERR_DENIED
 * about nothing is the caller's to put into words. */
enum err sign_refuse(struct web_answer *a, enum err err, uint8_t about);

/* sign_refuse_own: the same of a request with a session: DENIED about nothing is the session's. */
enum err sign_refuse_own(struct web_answer *a, enum err err, uint8_t about);

/* sign_ask: custody_sign with this browser's label and device; then cookies, the person's public
 * row and the answer with the person. denied: the words for a refusal about nothing. */
struct sign {
    uint8_t ask;
    unsigned status;
    const char *denied;
    struct ask_sign brought;
};
MUST_USE enum err sign_ask(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct sign *sign);

/* sign_put_user: the member "user" of an object: a person as others see them, and when their
 * data will be destroyed. sign_put_members: what is in it, but for that, in an object that is
 * begun. What cannot be looked up is left out. */
void sign_put_user(struct edged *e, struct jot *j, const struct custody_person *person);
void sign_put_members(struct edged *e, struct jot *j, const struct custody_person *person);

#endif
