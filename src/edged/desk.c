/*
 * desk.c: a member of the office sits down at its desk, signs, and leaves. Who may is custodiand's
 * word; what is signed is the member's own.
 */
#include "desk.h"

#include "base_json.h"
#include "base_text.h"
#include "handlers.h"
#include "people_json.h"
#include "session.h"
#include "store_decision.h"
#include "web_json.h"
#include "wire_codec.h"
#include "wire_ctl.h"

#include <stdio.h>

enum { ANSWER_MAX = 4 * 1024 };

enum err desk_refuse(struct web_answer *a, enum err err)
{
    if (err == ERR_DENIED) {
        (void)web_answer_cookie_strict(a, DESK_COOKIE, "", 0);
        (void)web_answer_problem(a, 401, "Not at the desk",
                                 "For members of the office, with a statement that they sign.");
    } else if (err == ERR_FORMAT) { /* of what was stored */
        (void)web_answer_problem(a, 500, "Not readable",
                                 "What is kept here was changed and does not open.");
    } else {
        (void)web_answer_err(a, err, NULL);
    }
    return err;
}

enum err desk_token(const struct web_request *r, struct web_answer *a, struct ask_sign *out_brought)
{
    struct span text = {NULL, 0};
    if (!web_request_cookie(r, DESK_COOKIE, &text) ||
        text_unhex(text, out_brought->token, sizeof(out_brought->token)) != ERR_OK) {
        return desk_refuse(a, ERR_DENIED);
    }
    return ERR_OK;
}

static enum err put_cookie(struct web_answer *a, struct span token)
{
    AUTO(custody_frame) struct buf text = {.max = 2 * ASK_TOKEN + 1};
    TRY(buf_grow(&text, 2 * ASK_TOKEN + 1));
    TRY(text_hex(token, &text));
    const char *value = buf_text(&text);
    if (value == NULL) {
        return ERR_NOMEM;
    }
    return web_answer_cookie_strict(a, DESK_COOKIE, value, (int64_t)LIMIT_DESK_HOURS * 3600);
}

/* The field "statement": what was signed and, behind a line end, its opening. */
static enum err read_statement(const struct web_request *r, struct web_answer *a,
                               struct web_json **out_json, struct ask_sign *out_brought)
{
    static const char *const names[] = {"statement", NULL};
    TRY(web_json_open(r, a, out_json));
    TRY(web_json_only(*out_json, names));
    TRY(web_json_text(*out_json, "statement", 1, LIMIT_STATEMENT_FILE, &out_brought->statement));
    if (out_brought->statement.len > LIMIT_STATEMENT_FILE) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "statement: at most so many bytes", LIMIT_STATEMENT_FILE);
        return ERR_FORMAT;
    }
    return ERR_OK;
}

enum err post_desk_session(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(web_json_close) struct web_json *json = NULL;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct ask_answer answer;
    TRY(read_statement(r, a, &json, &brought));
    enum err err =
        custody_own(e->custodian, ASK_DESK, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return desk_refuse(a, err);
    }
    if (answer.count != 3 || answer.items[0].bytes.len != ASK_TOKEN) {
        return ERR_IO;
    }
    struct wire_reader reader = wire_read(answer.items[2].bytes);
    int64_t until_ms = wire_i64(&reader);
    TRY(wire_end(&reader) == ERR_OK ? ERR_OK : ERR_IO);
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_hex(&j, "member", answer.items[1].bytes);
    jot_put_int(&j, "until_ms", until_ms);
    jot_object_end(&j);
    TRY(put_cookie(a, answer.items[0].bytes));
    return web_answer_json(a, 200, &body);
}

enum err delete_desk_session(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer;
    TRY(desk_token(r, a, &brought));
    enum err err =
        custody_own(e->custodian, ASK_DESK_END, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return desk_refuse(a, err);
    }
    TRY(web_answer_cookie_strict(a, DESK_COOKIE, "", 0));
    return web_answer_empty(a);
}

/* Where the ledger has a decision, once it holds here; -1: it is there, and holds in a moment. */
static int64_t entry_of(struct edged *e, const struct web_request *r, int64_t number)
{
    struct store_decision *decision = ARENA_NEW(r->scratch, struct store_decision);
    rulings_apply(e->rulings);
    bool holds = decision != NULL && store_decision_get(e->store, number, decision) == ERR_OK;
    return holds ? decision->entry : -1;
}

/* What was taken: a decision, or (number < 0) the end of a case without one. */
static enum err answer_taken(struct edged *e, const struct web_request *r, struct web_answer *a,
                             int64_t number)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    const struct {
        const char *key;
        int64_t value; /* 0 or less: none */
    } members[] = {{"decision", number},
                   {"case", -number},
                   {"entry", number > 0 ? entry_of(e, r, number) : -1}};
    struct jot j = jot_start(&body);
    jot_object(&j);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (members[i].value > 0) {
            people_put_id(&j, members[i].key, members[i].value);
        } else {
            jot_put_text(&j, members[i].key, NULL);
        }
    }
    jot_object_end(&j);
    return web_answer_json(a, 201, &body);
}

static enum err refuse_statement(struct web_answer *a, int64_t code)
{
    bool denied = code == STATEMENT_NO_MEMBER || code == STATEMENT_SAME_MEMBER;
    unsigned status = code == STATEMENT_MALFORMED ? 400
                      : denied                    ? 403
                      : code == STATEMENT_ERROR   ? 500
                                                  : 409;
    char detail[160];
    (void)snprintf(detail, sizeof(detail), "statement: %s", ctl_statement_words(code));
    (void)web_answer_problem(a, status, "Not taken", detail);
    return ERR_CONFLICT;
}

enum err post_desk_statement(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(web_json_close) struct web_json *json = NULL;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer;
    TRY(desk_token(r, a, &brought));
    TRY(read_statement(r, a, &json, &brought));
    enum err err =
        custody_own(e->custodian, ASK_STATEMENT, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return desk_refuse(a, err);
    }
    struct span item = answer.count == 1 ? answer.items[0].bytes : span_of(NULL, 0);
    struct wire_reader reader = wire_read(item);
    int64_t code = wire_i64(&reader);
    int64_t number = wire_i64(&reader);
    TRY(wire_end(&reader) == ERR_OK ? ERR_OK : ERR_IO);
    return code == STATEMENT_TAKEN ? answer_taken(e, r, a, number) : refuse_statement(a, code);
}
