/*
 * decisions.c: what the office decided: for everybody, as it was signed, which names nobody; and
 * for whoever it is about, with the reason.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "custody.h"
#include "edged.h"
#include "page.h"
#include "people_json.h"
#include "receipts.h"
#include "said.h"
#include "session.h"
#include "store_decision.h"
#include "web_json.h"
#include "wire_desk.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 512 * 1024, PAGE = 20, ROWS = 100 };

static const char before_payload[] = "{\"payload\":\"";

/* A statement that was lost with the region that took it: the ledger's entry is there instead. */
static bool is_lost(const struct store_decision *d)
{
    return !span_starts(span_text(d->envelope), before_payload);
}

/* What was signed, out of its envelope; or the entry. Its form was checked by whoever took it. */
enum err decision_payload(const struct store_decision *d, struct buf *out)
{
    struct span rest = span_text(d->envelope);
    if (is_lost(d)) {
        return buf_append_span(out, rest);
    }
    rest = span_of(rest.ptr + sizeof(before_payload) - 1, rest.len - (sizeof(before_payload) - 1));
    return text_unbase64(span_cut(&rest, '"'), out) == ERR_OK ? ERR_OK : ERR_IO;
}

/* A text member of canonical JSON: in no text stands a quote without its escape. */
static struct span member_of(struct span payload, const char *key)
{
    char before[64];
    (void)snprintf(before, sizeof(before), "\"%s\":\"", key);
    const uint8_t *at = memmem(payload.ptr, payload.len, before, strlen(before));
    if (at == NULL) {
        return span_of(NULL, 0);
    }
    at += strlen(before);
    struct span rest = span_of(at, payload.len - (size_t)(at - payload.ptr));
    return span_cut(&rest, '"');
}

/* When it was signed, or written down. */
static int64_t ms_of(struct span payload, bool lost)
{
    const char *before = lost ? "\"time_ms\":" : "\"made_ms\":";
    const uint8_t *at = memmem(payload.ptr, payload.len, before, strlen(before));
    uint64_t ms = 0;
    if (at == NULL) {
        return 0;
    }
    at += strlen(before);
    struct span rest = span_of(at, payload.len - (size_t)(at - payload.ptr));
    return text_u64(span_cut(&rest, ','), INT64_MAX, &ms) == ERR_OK ? (int64_t)ms : 0;
}

static struct span what_of(struct span payload, bool lost)
{
    static const enum policy_action brings[POLICY_STATE_COUNT_] = {[POLICY_SHOWN] = POLICY_RESTORE,
                                                                   [POLICY_LABELLED] = POLICY_LABEL,
                                                                   [POLICY_HIDDEN] = POLICY_HIDE};
    enum policy_state state = POLICY_SHOWN;
    return lost && policy_state_read(member_of(payload, "state"), &state) == ERR_OK
               ? span_text(policy_action_name(brings[state]))
               : member_of(payload, "action");
}

/* The facts of a decision, which everybody may know. */
static enum err put_facts(struct jot *j, const struct store_decision *d)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    bool lost = is_lost(d);
    TRY(decision_payload(d, &payload));
    struct span ground = member_of(buf_span(&payload), "ground");
    const struct policy_ground *row = policy_ground_find(ground);
    const char *label = policy_label_words(member_of(buf_span(&payload), "label"));
    people_put_id(j, "id", d->number);
    jot_put_text(j, "about", d->subject);
    jot_put_span(j, "what", what_of(buf_span(&payload), lost));
    jot_key(j, "ground");
    jot_object(j);
    jot_put_span(j, "code", ground);
    jot_put_text(j, "text", row == NULL ? NULL : row->words);
    jot_object_end(j);
    jot_put_text(j, "label", label);
    jot_put_int(j, "at_ms", ms_of(buf_span(&payload), lost));
    people_put_id(j, "entry", d->entry);
    jot_key(j, "statement");
    jot_json(j, lost ? span_text("null") : buf_span(&payload));
    jot_key(j, "envelope");
    jot_json(j, span_text(lost ? "null" : d->envelope));
    return ERR_OK;
}

enum err get_decision(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct store_decision *decision = ARENA_NEW(r->scratch, struct store_decision);
    uint64_t number = 0;
    if (decision == NULL) {
        return ERR_NOMEM;
    }
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_decision_get(e->store, (int64_t)number, decision));
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    TRY(put_facts(&j, decision));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* How many rows were shown: a plain number, since verifiers read it as one. */
static enum err read_skip(const struct web_request *r, struct web_answer *a, int64_t *out)
{
    struct span text = {NULL, 0};
    uint64_t number = 0;
    if (web_request_query(r, "cursor", &text) &&
        (text_u64(text, INT64_MAX, &number) != ERR_OK || number == 0)) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
        return ERR_FORMAT;
    }
    *out = (int64_t)number;
    return ERR_OK;
}

enum err get_visibility(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    int64_t skip = 0;
    size_t count = 0;
    struct store_visible *rows = arena_alloc(r->scratch, (ROWS + 1) * sizeof(*rows));
    if (rows == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_skip(r, a, &skip));
    TRY(store_visible_list(e->store, skip, ROWS + 1, rows, &count));
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    bool more = count > ROWS;
    size_t shown = more ? ROWS : count;
    jot_object(&j);
    jot_key(&j, "objects");
    jot_array(&j);
    for (size_t i = 0; i < shown; i++) {
        jot_object(&j);
        jot_put_text(&j, "object", rows[i].subject);
        jot_put_text(&j, "state", policy_state_name(rows[i].state));
        jot_put_text(&j, "label", rows[i].label[0] == '\0' ? NULL : rows[i].label);
        people_put_id(&j, "decision", rows[i].decision);
        people_put_id(&j, "entry", rows[i].entry);
        jot_object_end(&j);
    }
    jot_array_end(&j);
    people_put_maybe(&j, "next", more ? skip + (int64_t)shown : 0);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* What its author answered, and until when they may. */
static void put_answer(struct jot *j, const struct desk_answer *answer)
{
    jot_key(j, "answer");
    if (answer->state == ANSWER_NONE) {
        jot_null(j);
    } else {
        jot_object(j);
        jot_put_span(j, "text", answer->words);
        jot_put_int(j, "at_ms", answer->at_ms);
        jot_put_text(j, "state", desk_answer_name(answer->state));
        people_put_maybe(j, "decision", answer->closing);
        jot_key(j, "reply");
        if (answer->reply.len == 0) {
            jot_null(j);
        } else {
            jot_span(j, answer->reply);
        }
        jot_put_bool(j, "receipt", answer->salt.len == DESK_SALT);
        jot_object_end(j);
    }
    jot_key(j, "may_answer_until_ms");
    if (answer->until_ms == 0) {
        jot_null(j);
    } else {
        jot_int(j, answer->until_ms);
    }
}

/* The reason, opened with the session of whom it is about; null: nobody wrote one for them. */
static enum err put_reason(struct edged *e, const struct custody_token *token, int64_t number,
                           struct jot *j)
{
    static const char before[] = "\n\n";
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(session_own) struct ask_sign asked = {.number = number};
    struct ask_answer answer = {0};
    struct desk_answer given = {.state = ANSWER_NONE};
    memcpy(asked.token, token->bytes, sizeof(asked.token));
    enum err err =
        custody_own(e->custodian, ASK_REASON, LIMIT_ASK_WAIT_MS, &asked, &frame, &answer);
    if (err == ERR_NOT_FOUND) {
        jot_put_text(j, "reason", NULL);
        jot_put_text(j, "opening", NULL);
        put_answer(j, &given);
        return ERR_OK;
    }
    TRY(err);
    struct span opening = answer.count == 2 ? answer.items[0].bytes : span_of(NULL, 0);
    const uint8_t *at = opening.len == 0 ? NULL : memmem(opening.ptr, opening.len, before, 2);
    if (at == NULL) {
        return ERR_IO;
    }
    jot_put_span(j, "reason", span_of(at + 2, opening.len - (size_t)(at + 2 - opening.ptr)));
    jot_put_span(j, "opening", opening);
    TRY(desk_answer_decode(answer.items[1].bytes, &given) == ERR_OK ? ERR_OK : ERR_IO);
    put_answer(j, &given);
    return ERR_OK;
}

enum err get_my_decisions(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct custody_person person;
    struct store_decisions_of of = {.max = PAGE + 1};
    struct store_place last = {0};
    struct page page;
    size_t count = 0;
    struct store_decision *rows = arena_alloc(r->scratch, (PAGE + 1) * sizeof(*rows));
    if (rows == NULL) {
        return ERR_NOMEM;
    }
    TRY(session_who(e, r, a, &person));
    TRY(session_token(r, &token));
    TRY(page_read_cursor(r, a, &page));
    of.before = page.after.id;
    of.person = person.user;
    TRY(store_decision_own(e->store, &of, rows, &count));
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    bool more = count > PAGE;
    size_t shown = more ? PAGE : count;
    jot_object(&j);
    jot_key(&j, "decisions");
    jot_array(&j);
    for (size_t i = 0; i < shown; i++) {
        jot_object(&j);
        TRY(put_facts(&j, &rows[i]));
        enum err err = put_reason(e, &token, rows[i].number, &j);
        if (err != ERR_OK) {
            return session_refuse(a, err);
        }
        jot_object_end(&j);
    }
    jot_array_end(&j);
    last.id = more ? rows[shown - 1].number : 0;
    TRY(page_put_next(&j, &page, more ? &last : NULL));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

static enum err refuse_answer(struct web_answer *a, enum err err)
{
    if (err == ERR_NOT_FOUND) {
        return err; /* nothing of theirs */
    }
    if (err == ERR_CONFLICT) {
        (void)web_answer_problem(a, 409, "Conflict",
                                 "This decision was answered, or does not hold any more.");
        return err;
    }
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 409, "Too late", "So many days it may be answered.",
                                       LIMIT_ANSWER_DAYS);
        return err;
    }
    return session_refuse(a, err);
}

enum err post_answer(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"text", NULL};
    static const struct said_rule rule = {"text", LIMIT_ANSWER, true};
    struct edged *e = app;
    AUTO(web_json_close) struct web_json *json = NULL;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    struct ask_answer answer;
    struct desk_answer given;
    struct span text = {NULL, 0};
    uint64_t number = 0;
    TRY(session_own(r, a, &brought));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "text", 1, LIMIT_ANSWER, &text));
    TRY(said_check(a, &rule, text, &brought.words));
    brought.number = (int64_t)number;
    enum err err =
        custody_own(e->custodian, ASK_ANSWER, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return refuse_answer(a, err);
    }
    if (answer.count != 1 || desk_answer_decode(answer.items[0].bytes, &given) != ERR_OK) {
        return ERR_IO;
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    put_answer(&j, &given);
    jot_object_end(&j);
    return web_answer_json(a, 201, &body);
}
