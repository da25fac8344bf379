/*
 * oauth_token.c: a client changes its code for a session of its own (RFC 6749, section 4.1.3, with
 * RFC 7636), and ends one (RFC 7009). Errors are as those demand.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_limits.h"
#include "base_text.h"
#include "events.h"
#include "oauth_ask.h"
#include "people_json.h"
#include "session.h"
#include "sum.h"
#include "web_form.h"

enum { ANSWER_MAX = 4 * 1024, VERIFIER_MIN = 43, VERIFIER_MAX = 128, DAY_S = 24 * 60 * 60 };

static enum err refuse(struct web_answer *a, const char *error, const char *words)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_text(&j, "error", error);
    jot_put_text(&j, "error_description", words);
    jot_object_end(&j);
    return web_answer_json(a, 400, &body);
}

/* The challenge that this verifier is of. */
static enum err challenge_of(struct span verifier, struct buf *out)
{
    uint8_t digest[ASK_BINDING];
    if (verifier.len < VERIFIER_MIN || verifier.len > VERIFIER_MAX) {
        return ERR_FORMAT;
    }
    sum_once(SUM_SHA256, verifier, digest);
    return text_base64url(span_of(digest, sizeof(digest)), out);
}

static enum err answer_session(struct web_answer *a, const struct custody_signed *got)
{
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    AUTO(custody_frame) struct buf token = {.max = 2 * ASK_TOKEN};
    TRY(buf_grow(&body, ANSWER_MAX / 2)); /* so that it never moves */
    TRY(buf_grow(&token, 2 * ASK_TOKEN));
    TRY(text_hex(span_of(got->token.bytes, ASK_TOKEN), &token));
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_span(&j, "access_token", buf_span(&token));
    jot_put_text(&j, "token_type", "Bearer");
    jot_put_int(&j, "expires_in", (int64_t)LIMIT_SESSION_DAYS * DAY_S);
    jot_key(&j, "user");
    jot_object(&j);
    people_put_id(&j, "id", got->person.user);
    jot_put_text(&j, "handle", got->person.handle);
    jot_object_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

static enum err redeem(struct edged *e, struct web_answer *a, const struct web_pairs *fields)
{
    uint8_t binding[ASK_BINDING];
    uint8_t code[ASK_TOKEN];
    AUTO(buf) struct buf challenge = {.max = VERIFIER_MAX};
    AUTO(custody_signed) struct custody_signed got = {.about = 0};
    struct span client = web_form_get(fields, "client_id");
    struct span place = web_form_get(fields, "redirect_uri");
    if (!oauth_client_is(client) || !oauth_place_is(client, place)) {
        return refuse(a, "invalid_client",
                      "client_id and redirect_uri must be those of the request.");
    }
    if (text_unhex(web_form_get(fields, "code"), code, sizeof(code)) != ERR_OK) {
        return refuse(a, "invalid_grant", "code: 64 hexadecimal digits.");
    }
    if (challenge_of(web_form_get(fields, "code_verifier"), &challenge) != ERR_OK) {
        return refuse(a, "invalid_request", "code_verifier: 43 to 128 characters.");
    }
    enum err err = oauth_binding(client, place, buf_span(&challenge), binding);
    struct ask_sign brought = {.code = span_of(code, sizeof(code)),
                               .label = oauth_client_name(client),
                               .credential = span_of(binding, sizeof(binding))};
    err = err == ERR_OK ? custody_sign(e->custodian, ASK_REDEEM, &brought, &got) : err;
    explicit_bzero(code, sizeof(code));
    if (err == ERR_DENIED) {
        events_check(e->events); /* a session may have ended with it */
        return refuse(a, "invalid_grant",
                      "There is no such code, or it was used, or it is another client's.");
    }
    TRY(err);
    return answer_session(a, &got);
}

enum err post_token(void *app, const struct web_request *r, struct web_answer *a)
{
    struct web_pairs fields;
    TRY(web_form_read(r, a, &fields));
    if (!span_is(web_form_get(&fields, "grant_type"), "authorization_code")) {
        return refuse(a, "unsupported_grant_type",
                      "grant_type: authorization_code is the only one.");
    }
    return redeem(app, a, &fields);
}

/* One that is not there is no failure, nor told from one that is. */
enum err post_revoke(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct web_pairs fields;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    TRY(web_form_read(r, a, &fields));
    if (text_unhex(web_form_get(&fields, "token"), token.bytes, sizeof(token.bytes)) == ERR_OK) {
        TRY(custody_sign_out(e->custodian, &token));
        events_check(e->events);
    }
    web_answer_status(a, 200);
    return web_answer_cache(a, "no-store");
}
