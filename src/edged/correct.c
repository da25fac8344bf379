/*
 * correct.c: a person puts right what is kept about them: the e-mail address and, once, the birth
 * date, with their password; what a session is called. The handle does not change.
 */
#include "handlers.h"

#include "base_text.h"
#include "session.h"
#include "sign.h"
#include "title.h"
#include "web_json.h"

static enum err read_correction(struct web_json *json, struct web_answer *a, struct ask_sign *b)
{
    static const char *const names[] = {"password", "email", "birth_date", NULL};
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "password", 1, LIMIT_PASSWORD, &b->password));
    if (web_json_has(json, "email")) {
        TRY(web_json_text(json, "email", 0, LIMIT_EMAIL, &b->email));
        b->number |= ASK_CORRECT_EMAIL;
    }
    if (web_json_has(json, "birth_date")) {
        TRY(web_json_text(json, "birth_date", 1, ASK_BIRTH_DATE, &b->birth_date));
        b->number |= ASK_CORRECT_BIRTH_DATE;
    }
    if (b->number == 0) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "email or birth_date: one at least is to be corrected");
        return ERR_FORMAT;
    }
    if (b->password.len > LIMIT_PASSWORD) {
        return sign_refuse(a, ERR_LIMIT, ABOUT_PASSWORD);
    }
    if (b->email.len > LIMIT_EMAIL) {
        return sign_refuse(a, ERR_LIMIT, ABOUT_EMAIL);
    }
    return b->birth_date.len > ASK_BIRTH_DATE ? sign_refuse(a, ERR_FORMAT, ABOUT_BIRTH_DATE)
                                              : ERR_OK;
}

enum err patch_me(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    TRY(web_json_open(r, a, &json));
    TRY(read_correction(json, a, &brought));
    enum err err =
        custody_own(e->custodian, ASK_CORRECT, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    return err == ERR_OK ? web_answer_empty(a) : sign_refuse_own(a, err, found.about);
}

enum err patch_session(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"label", NULL};
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    uint64_t number = 0;
    TRY(session_own(r, a, &brought));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK || number == 0) {
        return ERR_NOT_FOUND;
    }
    brought.number = (int64_t)number;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "label", 1, LIMIT_LABEL, &brought.label));
    if (title_check(brought.label, &brought.label) != ERR_OK || brought.label.len > LIMIT_LABEL) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "label: 1 to 64 bytes that can be seen", LIMIT_LABEL);
        return ERR_FORMAT;
    }
    enum err err =
        custody_own(e->custodian, ASK_RENAME, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err == ERR_NOT_FOUND) {
        return err;
    }
    return err == ERR_OK ? web_answer_empty(a) : sign_refuse_own(a, err, found.about);
}
