/*
 * leave.c: a person leaves: in some days, which they may undo, or now. custodiand decides and
 * destroys their key; what edged has of them, leavers.c removes.
 */
#include "handlers.h"

#include "base_json.h"
#include "events.h"
#include "session.h"
#include "sign.h"
#include "web_json.h"

enum { ANSWER_MAX = 1024 };

static enum err put_leaving(struct web_answer *a, const struct ask_answer *found)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "leaves_ms");
    if (found->person.leaves_ms > 0) {
        jot_int(&j, found->person.leaves_ms);
    } else {
        jot_null(&j);
    }
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* Without days the session has ended with the answer. */
enum err post_leaving(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"password", "days", NULL};
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "password", 1, LIMIT_PASSWORD, &brought.password));
    TRY(web_json_int(json, "days", 0, LIMIT_LEAVE_DAYS, &brought.number));
    if (brought.number != 0 && brought.number != LIMIT_LEAVE_DAYS) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "days: 0, or the number given here", LIMIT_LEAVE_DAYS);
        return ERR_FORMAT;
    }
    if (brought.password.len > LIMIT_PASSWORD) {
        return sign_refuse(a, ERR_LIMIT, ABOUT_PASSWORD);
    }
    enum err err =
        custody_own(e->custodian, ASK_LEAVE, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (brought.number == 0) {
        events_check(e->events);
        leavers_wake(e->leavers); /* also if the answer was lost: it may have taken effect */
    }
    if (err != ERR_OK) {
        return sign_refuse_own(a, err, found.about);
    }
    if (brought.number == 0) {
        TRY(session_drop(a));
    }
    return put_leaving(a, &found);
}

enum err delete_leaving(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    enum err err = custody_own(e->custodian, ASK_STAY, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err == ERR_CONFLICT) {
        (void)web_answer_problem(a, 409, "Conflict", "You do not leave.");
        return err;
    }
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    return web_answer_empty(a);
}
