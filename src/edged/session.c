#include "session.h"

#include "base_text.h"

enum { DAY_S = 24 * 60 * 60 };

static enum err take_cookie(const struct web_request *r, const char *name,
                            struct custody_token *out_token)
{
    struct span text = {0};
    if (!web_request_cookie(r, name, &text) ||
        text_unhex(text, out_token->bytes, sizeof(out_token->bytes)) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    return ERR_OK;
}

enum err session_token(const struct web_request *r, struct custody_token *out_token)
{
    struct span bearer = {0};
    out_token->scope = r->scope;
    if (web_request_bearer(r, &bearer)) {
        return text_unhex(bearer, out_token->bytes, sizeof(out_token->bytes)) == ERR_OK
                   ? ERR_OK
                   : ERR_NOT_FOUND;
    }
    return take_cookie(r, SESSION_COOKIE, out_token);
}

enum err session_device(const struct web_request *r, struct custody_token *out_device)
{
    return take_cookie(r, DEVICE_COOKIE, out_device);
}

enum err session_refuse(struct web_answer *a, enum err err)
{
    if (err == ERR_DENIED || err == ERR_NOT_FOUND) {
        (void)session_drop(a);
        (void)web_answer_problem(a, 401, "Not signed in", "Sign in first.");
        (void)web_answer_header(a, "WWW-Authenticate", "Bearer");
    } else if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 429, "Too many openings",
                                       "This session has opened as much as one may. Sign in again.",
                                       LIMIT_OPENS_PER_SESSION);
    } else if (err == ERR_FORMAT) { /* of what was stored, not of the request */
        (void)web_answer_problem(a, 500, "Not readable",
                                 "What is kept of you here was changed and does not open.");
    } else {
        (void)web_answer_err(a, err, NULL);
    }
    return err;
}

/* A client's session that holds, but not for this, stays; what it lacks is said (RFC 6750, section
 * 3.1). */
static enum err refuse_scope(struct edged *e, const struct web_request *r, struct web_answer *a,
                             struct custody_token *token)
{
    static const struct {
        uint8_t scope;
        const char *lacks;
    } scopes[] = {
        {ASK_SCOPE_READ, "Bearer error=\"insufficient_scope\", scope=\"read\""},
        {ASK_SCOPE_WRITE, "Bearer error=\"insufficient_scope\", scope=\"write\""},
        {ASK_SCOPE_UPLOAD, "Bearer error=\"insufficient_scope\", scope=\"upload\""},
    };
    struct custody_person person;
    const char *lacks = NULL;
    bool holds = false;
    for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
        token->scope = scopes[i].scope;
        lacks = token->scope == r->scope ? scopes[i].lacks : lacks;
        holds = holds || (token->scope != r->scope &&
                          custody_who(e->custodian, token, LIMIT_ASK_QUICK_MS, &person) == ERR_OK);
    }
    if (!holds || lacks == NULL) {
        return session_refuse(a, ERR_DENIED);
    }
    (void)web_answer_problem(a, 403, "Not allowed", "This program was not permitted that.");
    (void)web_answer_header(a, "WWW-Authenticate", lacks);
    return ERR_DENIED;
}

enum err session_who(struct edged *e, const struct web_request *r, struct web_answer *a,
                     struct custody_person *out_person)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct span bearer = {0};
    enum err err = session_token(r, &token);
    if (err == ERR_OK) {
        err = custody_who(e->custodian, &token, LIMIT_ASK_QUICK_MS, out_person);
    }
    if (err == ERR_DENIED && web_request_bearer(r, &bearer)) {
        return refuse_scope(e, r, a, &token);
    }
    return err == ERR_OK ? ERR_OK : session_refuse(a, err);
}

enum err session_own(const struct web_request *r, struct web_answer *a,
                     struct ask_sign *out_brought)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    enum err err = session_token(r, &token);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    memcpy(out_brought->token, token.bytes, sizeof(out_brought->token));
    return ERR_OK;
}

static enum err put_cookie(struct web_answer *a, const char *name,
                           const struct custody_token *token, int64_t days)
{
    AUTO(custody_frame) struct buf text = {.max = 2 * ASK_TOKEN + 1};
    TRY(buf_grow(&text, 2 * ASK_TOKEN + 1));
    TRY(text_hex(span_of(token->bytes, sizeof(token->bytes)), &text));
    const char *value = buf_text(&text);
    if (value == NULL) {
        return ERR_NOMEM;
    }
    return web_answer_cookie(a, name, value, days * DAY_S);
}

enum err session_put(struct web_answer *a, const struct custody_signed *got)
{
    TRY(put_cookie(a, DEVICE_COOKIE, &got->device, LIMIT_DEVICE_DAYS));
    return put_cookie(a, SESSION_COOKIE, &got->token, LIMIT_SESSION_DAYS);
}

enum err session_drop(struct web_answer *a)
{
    return web_answer_cookie(a, SESSION_COOKIE, "", 0);
}
