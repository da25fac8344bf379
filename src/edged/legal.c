/*
 * legal.c: legal notices by anyone, as the EU's Digital Services Act has them (article 16):
 * custodiand seals them for the office. Whoever gives one has a receipt, and needs no account.
 */
#include "legal.h"

#include "about.h"
#include "base_json.h"
#include "base_text.h"
#include "handlers.h"
#include "people_json.h"
#include "said.h"
#include "session.h"

#include <string.h>

enum { ANSWER_MAX = 4 * 1024, EMAIL_MIN = 3 };

static const char anonymous[] = "law-child-safety"; /* the one ground that needs no name */

static enum err read_email(struct web_json *json, struct web_answer *a, struct span *out)
{
    static const struct said_rule rule = {"email", LIMIT_EMAIL, false};
    struct span text = {NULL, 0};
    TRY(web_json_text(json, "email", EMAIL_MIN, LIMIT_EMAIL, &text));
    TRY(said_check(a, &rule, text, &text));
    if (memchr(text.ptr, '@', text.len) == NULL || text.len > LIMIT_EMAIL) {
        (void)web_answer_problem(a, 400, "Malformed request", "email: not an e-mail address");
        return ERR_FORMAT;
    }
    *out = text;
    return ERR_OK;
}

/* Who gives it: both or, of abuse of children, neither. */
static enum err read_notifier(struct web_json *json, struct web_answer *a,
                              const struct policy_ground *ground, struct ask_sign *out)
{
    static const struct said_rule rule = {"name", LIMIT_NOTIFIER, false};
    struct span text = {NULL, 0};
    bool none = !web_json_has(json, "name") && !web_json_has(json, "email");
    if (none && strcmp(ground->code, anonymous) == 0) {
        return ERR_OK;
    }
    TRY(web_json_text(json, "name", 1, LIMIT_NOTIFIER, &text));
    TRY(said_check(a, &rule, text, &out->name));
    return read_email(json, a, &out->email);
}

static enum err read_notice(struct edged *e, struct web_json *json, struct web_answer *a,
                            struct ask_sign *out)
{
    static const struct said_rule rule = {"explanation", LIMIT_EXPLANATION, true};
    const struct policy_ground *ground = NULL;
    struct about about;
    struct span text = {NULL, 0};
    bool good_faith = false;
    TRY(about_ground(json, a, &ground));
    TRY(web_json_text(json, "explanation", LIMIT_EXPLANATION_MIN, LIMIT_EXPLANATION, &text));
    TRY(said_check(a, &rule, text, &out->words));
    TRY(read_notifier(json, a, ground, out));
    TRY(web_json_bool(json, "good_faith", &good_faith));
    if (!good_faith) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "good_faith: true, or it is no notice: that what it says is "
                                 "right, as far as you know");
        return ERR_FORMAT;
    }
    TRY(about_read(e, json, a, 0, &about));
    out->number = about.number;
    out->kind = span_text(policy_kind_name(about.kind));
    out->ground = span_text(ground->code);
    return ERR_OK;
}

static void put_state(struct jot *j, const struct desk_report *report)
{
    people_put_id(j, "number", report->number);
    about_put(j, report->kind, report->object);
    jot_put_span(j, "ground", report->ground);
    jot_put_text(j, "state", desk_state_name(report->state));
    people_put_maybe(j, "decision", report->decision);
    jot_put_int(j, "at_ms", report->at_ms);
}

static enum err too_many(struct web_answer *a)
{
    (void)web_answer_problem_limit(a, 503, "Too much to do",
                                   "The office has as many notices as it can keep.",
                                   LIMIT_LEGAL_NOTICES);
    return ERR_BUSY;
}

enum err legal_give(struct edged *e, const struct web_request *r, struct web_json *json,
                    struct web_answer *a, struct legal_told *out_told)
{
    static const char *const names[] = {"about", "ground",     "explanation", "name",
                                        "email", "good_faith", NULL};
    struct ask_sign brought = {.number = 0};
    struct ask_answer answer;
    TRY(web_json_only(json, names));
    TRY(read_notice(e, json, a, &brought));
    TRY(said_often(a, e->legal, (int64_t)r->client));
    enum err err = custody_own(e->custodian, ASK_NOTICE, LIMIT_ASK_WAIT_MS, &brought,
                               &out_told->frame, &answer);
    if (err == ERR_LIMIT) {
        return too_many(a);
    }
    TRY(err);
    if (answer.count != 2 || answer.items[1].bytes.len != ASK_TOKEN ||
        desk_report_decode(answer.items[0].bytes, &out_told->report) != ERR_OK) {
        return ERR_IO;
    }
    out_told->receipt = answer.items[1].bytes;
    return ERR_OK;
}

enum err legal_look(struct edged *e, struct span number, struct span receipt,
                    struct legal_told *out_told)
{
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    struct ask_answer answer;
    uint64_t of = 0;
    if (text_u64(number, INT64_MAX, &of) != ERR_OK ||
        text_unhex(receipt, brought.token, sizeof(brought.token)) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    brought.number = (int64_t)of;
    TRY(custody_own(e->custodian, ASK_NOTICE_STATE, LIMIT_ASK_WAIT_MS, &brought, &out_told->frame,
                    &answer));
    bool fine =
        answer.count == 1 && desk_report_decode(answer.items[0].bytes, &out_told->report) == ERR_OK;
    return fine ? ERR_OK : ERR_IO;
}

enum err post_legal_notice(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(web_json_close) struct web_json *json = NULL;
    AUTO(legal_told) struct legal_told told = LEGAL_TOLD;
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    TRY(web_json_open(r, a, &json));
    TRY(legal_give(app, r, json, a, &told));
    struct jot j = jot_start(&body);
    jot_object(&j);
    put_state(&j, &told.report);
    jot_put_hex(&j, "receipt", told.receipt);
    jot_object_end(&j);
    return web_answer_json(a, 201, &body);
}

enum err get_legal_notice(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(legal_told) struct legal_told told = LEGAL_TOLD;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct span receipt = {NULL, 0};
    if (!web_request_header(r, "Receipt", &receipt)) {
        return ERR_NOT_FOUND;
    }
    TRY(legal_look(app, web_request_param(r, "number"), receipt, &told));
    struct jot j = jot_start(&body);
    jot_object(&j);
    put_state(&j, &told.report);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
