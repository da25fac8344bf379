/*
 * oauth.c: a person lets a client in: GET shows who asks for what, POST is the person's answer.
 * There is no way from here to another site but by that answer, and that one only to the origin
 * that was shown.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_limits.h"
#include "base_markup.h"
#include "base_text.h"
#include "oauth_ask.h"
#include "session.h"
#include "shell.h"
#include "web_form.h"

#include <string.h>

enum { LOCATION_MAX = 8 * 1024, ANSWER_MAX = 4 * 1024 };

static void put_title(struct shell_page *page, enum word word)
{
    shell_title(page, word);
    (void)markup_join(
        &page->body,
        (const char *const[]){"<h1>", words_of(page->tongue.language, word), "</h1>", NULL});
}

static enum err refuse(struct edged *e, const struct web_request *r, struct web_answer *a,
                       const char *why)
{
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    page.status = 400;
    page.tongue = tongue_of(r);
    put_title(&page, WORD_OAUTH_UNCLEAR);
    (void)buf_append_text(&page.body, "<p>");
    (void)words_put(&page.body, page.tongue.language, WORD_OAUTH_UNCLEAR_TEXT, NULL);
    (void)markup_join(&page.body, (const char *const[]){"</p><p><code lang=\"en\" dir=\"ltr\">",
                                                        why, "</code></p>", NULL});
    return shell_plain(e, r, a, &page);
}

static void put_escaped(struct buf *out, const char *before, struct span text, const char *after)
{
    (void)buf_append_text(out, before);
    (void)markup_text(out, text);
    (void)buf_append_text(out, after);
}

static void put_scopes(struct buf *body, enum language language, const struct oauth_ask *ask)
{
    (void)buf_append_text(body, "<ul>");
    for (size_t i = 0; i < OAUTH_SCOPES; i++) {
        if ((ask->scopes & (unsigned)oauth_scopes[i].bit) != 0) {
            const char *words = words_named(language, oauth_scopes[i].name);
            (void)markup_join(body, (const char *const[]){"<li>", words, "</li>", NULL});
        }
    }
    (void)buf_append_text(body, "</ul>");
}

/* All that was asked for, to be sent back with the answer. */
static void put_form(struct buf *body, const struct tongue *t, const struct web_pairs *fields)
{
    static const char *const parts[] = {
        "client_id", "redirect_uri", "response_type",        "code_challenge",
        "scope",     "state",        "code_challenge_method"};
    (void)buf_append_text(body, "<form method=\"post\" action=\"/oauth/authorize");
    (void)tongue_keep(body, t, '?');
    (void)buf_append_text(body, "\">");
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct span value = web_form_get(fields, parts[i]);
        (void)buf_append_text(body, "<input type=\"hidden\" name=\"");
        (void)buf_append_text(body, parts[i]);
        put_escaped(body, "\" value=\"", value, "\">");
    }
    (void)markup_join(body,
                      (const char *const[]){
                          "<div class=\"state-actions\">"
                          "<button class=\"button primary\" name=\"answer\" value=\"yes\">",
                          words_of(t->language, WORD_OAUTH_YES),
                          "</button><button class=\"button\" name=\"answer\" value=\"no\">",
                          words_of(t->language, WORD_OAUTH_NO), "</button></div></form>", NULL});
}

static enum err ask_person(struct edged *e, const struct web_request *r, struct web_answer *a,
                           const struct oauth_ask *ask, const struct custody_person *person)
{
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    page.tongue = tongue_of(r);
    enum language language = page.tongue.language;
    const char *name = arena_text(r->scratch, oauth_client_name(ask->client));
    if (name == NULL) {
        return ERR_NOMEM;
    }
    put_title(&page, WORD_OAUTH_ASK);
    (void)buf_append_text(&page.body, "<p>");
    (void)words_put(&page.body, language, WORD_OAUTH_ASK_TEXT,
                    (const char *const[]){name, person->handle});
    (void)buf_append_text(&page.body, "</p>");
    put_scopes(&page.body, language, ask);
    (void)buf_append_text(&page.body, "<p>");
    (void)words_put(&page.body, language, WORD_OAUTH_NOT, NULL);
    (void)buf_append_text(&page.body, "</p>");
    put_form(&page.body, &page.tongue, &r->query);
    TRY(shell_plain(e, r, a, &page));
    return web_answer_forms(a, oauth_origin_of(ask->place));
}

static enum err ask_sign_in(struct edged *e, const struct web_request *r, struct web_answer *a)
{
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    page.status = 401;
    page.tongue = tongue_of(r);
    enum language language = page.tongue.language;
    put_title(&page, WORD_OAUTH_SIGN_IN);
    (void)markup_join(
        &page.body,
        (const char *const[]){"<p>", words_of(language, WORD_OAUTH_SIGN_IN_TEXT),
                              "</p><div class=\"state-actions\"><a class=\"button primary\" "
                              "href=\"/me\" target=\"_blank\">",
                              words_of(language, WORD_OAUTH_SIGN_IN_DO), "</a></div>", NULL});
    return shell_plain(e, r, a, &page);
}

enum err get_authorize(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct custody_person person;
    struct oauth_ask ask;
    const char *why = NULL;
    if (oauth_ask_read(&r->query, &ask, &why) != ERR_OK) {
        return refuse(e, r, a, why);
    }
    enum err err = session_token(r, &token);
    if (err == ERR_OK) {
        err = custody_who(e->custodian, &token, LIMIT_ASK_QUICK_MS, &person);
    }
    if (err == ERR_NOT_FOUND || err == ERR_DENIED) {
        return ask_sign_in(e, r, a);
    }
    TRY(err);
    return ask_person(e, r, a, &ask, &person);
}

/* ---- the answer */

static void put_part(struct buf *out, char before, const char *name, struct span value)
{
    (void)buf_append_u8(out, (uint8_t)before);
    (void)buf_append_text(out, name);
    (void)markup_url(out, value);
}

/* Back to the client, with a code or an error (RFC 6749, 4.1.2; RFC 9207). */
static enum err go_back(struct edged *e, struct web_answer *a, const struct oauth_ask *ask,
                        const char *name, struct span value)
{
    AUTO(custody_frame) struct buf to = {.max = LOCATION_MAX};
    bool asked = memchr(ask->place.ptr, '?', ask->place.len) != NULL;
    TRY(buf_grow(&to, LOCATION_MAX)); /* so that it never moves */
    (void)buf_append_span(&to, ask->place);
    put_part(&to, asked ? '&' : '?', name, value);
    if (ask->state.len > 0) {
        put_part(&to, '&', "state=", ask->state);
    }
    put_part(&to, '&', "iss=", span_text(e->web_origin));
    const char *location = buf_text(&to);
    if (location == NULL) {
        return ERR_NOMEM;
    }
    web_answer_status(a, 303);
    (void)web_answer_cache(a, "no-store");
    return web_answer_location(a, location);
}

static enum err permit(struct edged *e, const struct web_request *r, struct web_answer *a,
                       const struct oauth_ask *ask)
{
    uint8_t binding[ASK_BINDING];
    AUTO(session_own) struct ask_sign brought = {.number = (int64_t)ask->scopes};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(custody_frame) struct buf code = {.max = 2 * ASK_TOKEN};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    TRY(oauth_binding(ask->client, ask->place, ask->challenge, binding));
    brought.credential = span_of(binding, sizeof(binding));
    enum err err =
        custody_own(e->custodian, ASK_PERMIT, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    if (found.count != 1 || found.items[0].bytes.len != ASK_TOKEN) {
        return ERR_IO;
    }
    TRY(text_hex(found.items[0].bytes, &code));
    return go_back(e, a, ask, "code=", buf_span(&code));
}

enum err post_authorize(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct web_pairs fields;
    struct oauth_ask ask;
    const char *why = NULL;
    TRY(web_form_read(r, a, &fields));
    if (oauth_ask_read(&fields, &ask, &why) != ERR_OK) {
        return refuse(e, r, a, why);
    }
    struct span answer = web_form_get(&fields, "answer");
    if (span_is(answer, "yes")) {
        return permit(e, r, a, &ask);
    }
    if (span_is(answer, "no")) {
        return go_back(e, a, &ask, "error=", span_text("access_denied"));
    }
    return refuse(e, r, a, "answer: yes or no");
}

enum err get_oauth_server(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    static const struct {
        const char *member;
        const char *path;
    } places[] = {{"authorization_endpoint", "/oauth/authorize"},
                  {"token_endpoint", "/oauth/token"},
                  {"revocation_endpoint", "/oauth/revoke"}};
    static const struct {
        const char *member;
        const char *value;
    } fixed[] = {{"response_types_supported", "code"},
                 {"grant_types_supported", "authorization_code"},
                 {"code_challenge_methods_supported", "S256"},
                 {"token_endpoint_auth_methods_supported", "none"},
                 {"revocation_endpoint_auth_methods_supported", "none"}};
    struct jot j = jot_start(&body);
    (void)r;
    jot_object(&j);
    jot_put_text(&j, "issuer", e->web_origin);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct shell_address address;
        TRY(shell_address(e, places[i].path, NULL, &address));
        jot_put_text(&j, places[i].member, address.text);
    }
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        jot_key(&j, fixed[i].member);
        jot_array(&j);
        jot_span(&j, span_text(fixed[i].value));
        jot_array_end(&j);
    }
    jot_key(&j, "scopes_supported");
    jot_array(&j);
    for (size_t i = 0; i < OAUTH_SCOPES; i++) {
        jot_span(&j, span_text(oauth_scopes[i].name));
    }
    jot_array_end(&j);
    jot_put_bool(&j, "authorization_response_iss_parameter_supported", true);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
