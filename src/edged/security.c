/*
 * security.c: what a person does for the safety of their account: sessions, the password, recovery
 * codes. custodiand decides; nothing of it is kept here.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "events.h"
#include "session.h"
#include "sign.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 32 * 1024 };

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

static void put_session(struct jot *j, const struct ask_entry *entry)
{
    char id[24];
    (void)snprintf(id, sizeof(id), "%lld", (long long)entry->id);
    jot_object(j);
    jot_put_text(j, "id", id);
    jot_put_span(j, "label", entry->label);
    jot_put_bool(j, "unreadable", entry->shut);
    jot_put_int(j, "begun_ms", entry->begun_ms);
    jot_put_int(j, "used_day_ms", entry->used_day * DAY_MS);
    jot_put_bool(j, "current", entry->mark == ASK_MARK_CURRENT);
    jot_put_bool(j, "client", entry->mark == ASK_MARK_CLIENT);
    jot_object_end(j);
}

enum err get_sessions(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    enum err err =
        custody_own(e->custodian, ASK_SESSIONS, LIMIT_ASK_QUICK_MS, &brought, &frame, &found);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "sessions");
    jot_array(&j);
    for (size_t i = 0; i < found.count; i++) {
        put_session(&j, &found.entries[i]);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* number: which; 0: all others. */
static enum err end_sessions(struct edged *e, const struct web_request *r, struct web_answer *a,
                             int64_t number)
{
    AUTO(session_own) struct ask_sign brought = {.number = number};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    enum err err = custody_own(e->custodian, ASK_END, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err == ERR_NOT_FOUND) {
        return err;
    }
    events_check(e->events);
    return err == ERR_OK ? web_answer_empty(a) : session_refuse(a, err);
}

enum err delete_sessions(void *app, const struct web_request *r, struct web_answer *a)
{
    return end_sessions(app, r, a, 0);
}

enum err delete_session_of(void *app, const struct web_request *r, struct web_answer *a)
{
    uint64_t number = 0;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK || number == 0) {
        return ERR_NOT_FOUND;
    }
    return end_sessions(app, r, a, (int64_t)number);
}

enum err put_password(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"old", "new", NULL};
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "old", 1, LIMIT_PASSWORD, &brought.password));
    TRY(web_json_text(json, "new", LIMIT_PASSWORD_MIN, LIMIT_PASSWORD, &brought.fresh));
    if (brought.fresh.len > LIMIT_PASSWORD || brought.password.len > LIMIT_PASSWORD) {
        return sign_refuse(a, ERR_LIMIT, ABOUT_PASSWORD);
    }
    enum err err =
        custody_own(e->custodian, ASK_PASSWORD, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    events_check(e->events);
    return err == ERR_OK ? web_answer_empty(a) : sign_refuse_own(a, err, found.about);
}

static enum err put_codes(struct web_answer *a, const struct ask_answer *found)
{
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    TRY(buf_grow(&body, ANSWER_MAX / 8)); /* holds them all, so that it never moves */
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "codes");
    jot_array(&j);
    for (size_t i = 0; i < found->count; i++) {
        jot_span(&j, found->items[i].bytes);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err post_recovery_codes(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"password", NULL};
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "password", 1, LIMIT_PASSWORD, &brought.password));
    if (brought.password.len > LIMIT_PASSWORD) {
        return sign_refuse(a, ERR_LIMIT, ABOUT_PASSWORD);
    }
    enum err err =
        custody_own(e->custodian, ASK_CODES, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    return err == ERR_OK ? put_codes(a, &found) : sign_refuse_own(a, err, found.about);
}
