/*
 * accounts.c: sign-up, sign-in, sign-out, who am I. custodiand decides; the person's public row
 * here follows what it said.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_time.h"
#include "session.h"
#include "store_person.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 4 * 1024 };

static enum err put_user(struct web_answer *a, unsigned status, const struct custody_person *person)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    char id[24];
    (void)snprintf(id, sizeof(id), "%lld", (long long)person->user);
    jot_object(&j);
    jot_key(&j, "user");
    jot_object(&j);
    jot_put_text(&j, "id", id);
    jot_put_text(&j, "handle", person->handle);
    jot_object_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, status, &body);
}

static enum err refuse_rate(struct web_answer *a)
{
    (void)web_answer_problem_limit(a, 429, "Too many attempts",
                                   "Too many sign-ups and sign-ins from here; wait a minute.",
                                   LIMIT_SIGN_PER_MINUTE);
    (void)web_answer_header(a, "Retry-After", "60");
    return ERR_BUSY;
}

static enum err refuse_sign(struct web_answer *a, uint8_t ask, enum err err)
{
    if (err == ERR_CONFLICT) {
        (void)web_answer_problem(a, 409, "Conflict", "handle is taken");
    } else if (err == ERR_DENIED) {
        (void)web_answer_problem(a, 401, "Not signed in", "Handle and password do not match.");
    } else if ((err == ERR_FORMAT || err == ERR_LIMIT) && ask == ASK_SIGN_IN) {
        (void)web_answer_problem(a, 401, "Not signed in", "Handle and password do not match.");
    } else if (err == ERR_FORMAT) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "handle: small letters, digits, '_' and '.', a letter first");
    } else if (err == ERR_LIMIT) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "handle or password: too short, or too many bytes");
    } else {
        (void)web_answer_err(a, err, NULL);
    }
    return err;
}

static enum err sign(struct edged *e, const struct web_request *r, struct web_answer *a,
                     uint8_t ask, unsigned status)
{
    static const char *const names[] = {"handle", "password", NULL};
    bool up = ask == ASK_SIGN_UP;
    if (!rate_take(e->signs, r->client, time_mono_ms())) {
        return refuse_rate(a);
    }
    AUTO(web_json_close) struct web_json *json = NULL;
    struct custody_sign sign = {.ask = ask};
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "handle", up ? LIMIT_HANDLE_MIN : 1, LIMIT_HANDLE, &sign.handle));
    TRY(web_json_text(json, "password", up ? LIMIT_PASSWORD_MIN : 1, LIMIT_PASSWORD,
                      &sign.password));
    AUTO(custody_token) struct custody_token token = {{0}};
    struct custody_person person;
    enum err err = custody_sign(e->custodian, &sign, &person, &token);
    if (err != ERR_OK) {
        return refuse_sign(a, ask, err);
    }
    struct store_person row = {person.user, span_text(person.handle)};
    TRY(store_person_put(e->store, &row, time_wall_ms()));
    TRY(session_put(a, &token));
    return put_user(a, status, &person);
}

enum err post_account(void *app, const struct web_request *r, struct web_answer *a)
{
    return sign(app, r, a, ASK_SIGN_UP, 201);
}

enum err post_session(void *app, const struct web_request *r, struct web_answer *a)
{
    return sign(app, r, a, ASK_SIGN_IN, 200);
}

enum err delete_session(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    if (session_token(r, &token) == ERR_OK) {
        TRY(custody_sign_out(e->custodian, &token));
    }
    web_answer_status(a, 204);
    (void)web_answer_cache(a, "no-store");
    return session_drop(a);
}

enum err get_me(void *app, const struct web_request *r, struct web_answer *a)
{
    struct custody_person person;
    TRY(session_who(app, r, a, &person));
    return put_user(a, 200, &person);
}
