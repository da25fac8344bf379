/*
 * accounts.c: sign-up, sign-in by password or recovery code, sign-out, who am I. custodiand
 * decides; the person's public row here follows what it said.
 */
#include "handlers.h"

#include "base_json.h"
#include "events.h"
#include "session.h"
#include "sign.h"
#include "web_json.h"

enum { ANSWER_MAX = 4 * 1024 };

/* The lengths in bytes: more than any can have, and custodiand is not asked. */
static enum err check_bytes(struct web_answer *a, const struct ask_sign *brought)
{
    if (brought->handle.len > LIMIT_HANDLE) { /* few characters, many bytes: not our letters */
        return sign_refuse(a, ERR_FORMAT, ABOUT_HANDLE);
    }
    if (brought->password.len > LIMIT_PASSWORD || brought->fresh.len > LIMIT_PASSWORD) {
        return sign_refuse(a, ERR_LIMIT, ABOUT_PASSWORD);
    }
    if (brought->birth_date.len > ASK_BIRTH_DATE) {
        return sign_refuse(a, ERR_FORMAT, ABOUT_BIRTH_DATE);
    }
    return brought->email.len > LIMIT_EMAIL ? sign_refuse(a, ERR_LIMIT, ABOUT_EMAIL) : ERR_OK;
}

enum err post_account(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"handle", "password", "birth_date", "email", NULL};
    struct sign sign = {.ask = ASK_SIGN_UP, .status = 201};
    struct ask_sign *b = &sign.brought;
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "handle", LIMIT_HANDLE_MIN, LIMIT_HANDLE, &b->handle));
    TRY(web_json_text(json, "password", LIMIT_PASSWORD_MIN, LIMIT_PASSWORD, &b->password));
    TRY(web_json_text(json, "birth_date", 1, ASK_BIRTH_DATE, &b->birth_date));
    if (web_json_has(json, "email")) {
        TRY(web_json_text(json, "email", 0, LIMIT_EMAIL, &b->email));
    }
    TRY(check_bytes(a, b));
    return sign_ask(app, r, a, &sign);
}

enum err post_session(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"handle", "password", NULL};
    struct sign sign = {
        .ask = ASK_SIGN_IN, .status = 200, .denied = "Handle and password do not match."};
    struct ask_sign *b = &sign.brought;
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "handle", 1, LIMIT_HANDLE, &b->handle));
    TRY(web_json_text(json, "password", 1, LIMIT_PASSWORD, &b->password));
    TRY(check_bytes(a, b));
    return sign_ask(app, r, a, &sign);
}

enum err post_recovery(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"handle", "code", "password", NULL};
    struct sign sign = {
        .ask = ASK_RECOVER, .status = 200, .denied = "Handle and recovery code do not match."};
    struct ask_sign *b = &sign.brought;
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "handle", 1, LIMIT_HANDLE, &b->handle));
    TRY(web_json_text(json, "code", 1, ASK_CODE, &b->code));
    TRY(web_json_text(json, "password", LIMIT_PASSWORD_MIN, LIMIT_PASSWORD, &b->fresh));
    TRY(check_bytes(a, b));
    if (b->code.len > ASK_CODE) { /* no code of ours has such letters */
        b->code = span_text("-");
    }
    return sign_ask(app, r, a, &sign);
}

enum err delete_session(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    if (session_token(r, &token) == ERR_OK) {
        TRY(custody_sign_out(e->custodian, &token));
        events_check(e->events);
    }
    (void)web_answer_empty(a);
    return session_drop(a);
}

static void put_or_null(struct jot *j, const char *key, struct span text)
{
    if (text.len > 0) {
        jot_put_span(j, key, text);
    } else {
        jot_put_text(j, key, NULL);
    }
}

/* What only the person may see, opened with their session. */
static enum err put_me(struct edged *e, struct web_answer *a, const struct ask_answer *found)
{
    struct custody_person person;
    TRY(custody_person_take(&found->person, &person));
    if (found->count != 2) {
        return ERR_IO;
    }
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    sign_put_user(e, &j, &person);
    put_or_null(&j, "birth_date", found->items[0].bytes);
    put_or_null(&j, "email", found->items[1].bytes);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err get_me(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    enum err err =
        custody_own(e->custodian, ASK_DETAILS, LIMIT_ASK_QUICK_MS, &brought, &frame, &found);
    return err == ERR_OK ? put_me(e, a, &found) : session_refuse(a, err);
}
