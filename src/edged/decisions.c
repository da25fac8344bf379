/*
 * decisions.c: what the office decided: for everybody, as it was signed, which names nobody; and
 * for whoever it is about, with the reason.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "custody.h"
#include "edged.h"
#include "session.h"
#include "store_decision.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 512 * 1024, PAGE = 20, ROWS = 100, NUMBER_MAX = 24 };

static void put_id(struct jot *j, const char *key, int64_t id)
{
    char text[NUMBER_MAX];
    (void)snprintf(text, sizeof(text), "%lld", (long long)id);
    jot_put_text(j, key, text);
}

/* What was signed, out of its envelope. Its form was checked by whoever took it. */
static enum err payload_of(const struct store_decision *d, struct buf *out)
{
    static const char before[] = "{\"payload\":\"";
    struct span rest = span_text(d->envelope);
    if (!span_starts(rest, before)) {
        return ERR_IO;
    }
    rest = span_of(rest.ptr + sizeof(before) - 1, rest.len - (sizeof(before) - 1));
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

/* When it was signed. */
static int64_t made_ms_of(struct span payload)
{
    static const char before[] = "\"made_ms\":";
    const uint8_t *at = memmem(payload.ptr, payload.len, before, sizeof(before) - 1);
    uint64_t ms = 0;
    if (at == NULL) {
        return 0;
    }
    at += sizeof(before) - 1;
    struct span rest = span_of(at, payload.len - (size_t)(at - payload.ptr));
    return text_u64(span_cut(&rest, ','), INT64_MAX, &ms) == ERR_OK ? (int64_t)ms : 0;
}

/* The facts of a decision, which everybody may know. */
static enum err put_facts(struct jot *j, const struct store_decision *d)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    TRY(payload_of(d, &payload));
    struct span ground = member_of(buf_span(&payload), "ground");
    const struct policy_ground *row = policy_ground_find(ground);
    const char *label = policy_label_words(member_of(buf_span(&payload), "label"));
    put_id(j, "id", d->number);
    jot_put_text(j, "about", d->subject);
    jot_put_span(j, "what", member_of(buf_span(&payload), "action"));
    jot_key(j, "ground");
    jot_object(j);
    jot_put_span(j, "code", ground);
    jot_put_text(j, "text", row == NULL ? NULL : row->words);
    jot_object_end(j);
    jot_put_text(j, "label", label);
    jot_put_int(j, "at_ms", made_ms_of(buf_span(&payload)));
    put_id(j, "entry", d->entry);
    jot_key(j, "statement");
    jot_json(j, buf_span(&payload));
    jot_key(j, "envelope");
    jot_json(j, span_text(d->envelope));
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

/* A cursor is a number: of a decision, or of rows that were shown. */
static enum err read_cursor(const struct web_request *r, struct web_answer *a, int64_t *out)
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

static void put_next(struct jot *j, bool more, int64_t number)
{
    if (more) {
        put_id(j, "next", number);
    } else {
        jot_put_text(j, "next", NULL);
    }
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
    TRY(read_cursor(r, a, &skip));
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
        put_id(&j, "decision", rows[i].decision);
        put_id(&j, "entry", rows[i].entry);
        jot_object_end(&j);
    }
    jot_array_end(&j);
    put_next(&j, more, skip + (int64_t)shown);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* The reason, opened with the session of whom it is about; null: nobody wrote one for them. */
static enum err put_reason(struct edged *e, const struct custody_token *token, int64_t number,
                           struct jot *j)
{
    static const char before[] = "\n\n";
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(session_own) struct ask_sign asked = {.number = number};
    struct ask_answer answer = {0};
    memcpy(asked.token, token->bytes, sizeof(asked.token));
    enum err err =
        custody_own(e->custodian, ASK_REASON, LIMIT_ASK_WAIT_MS, &asked, &frame, &answer);
    if (err == ERR_NOT_FOUND) {
        jot_put_text(j, "reason", NULL);
        jot_put_text(j, "opening", NULL);
        return ERR_OK;
    }
    TRY(err);
    struct span opening = answer.count == 1 ? answer.items[0].bytes : span_of(NULL, 0);
    const uint8_t *at = opening.len == 0 ? NULL : memmem(opening.ptr, opening.len, before, 2);
    if (at == NULL) {
        return ERR_IO;
    }
    jot_put_span(j, "reason", span_of(at + 2, opening.len - (size_t)(at + 2 - opening.ptr)));
    jot_put_span(j, "opening", opening);
    return ERR_OK;
}

enum err get_my_decisions(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {{0}};
    struct custody_person person;
    struct store_decisions_of of = {.max = PAGE + 1};
    size_t count = 0;
    struct store_decision *rows = arena_alloc(r->scratch, (PAGE + 1) * sizeof(*rows));
    if (rows == NULL) {
        return ERR_NOMEM;
    }
    TRY(session_who(e, r, a, &person));
    TRY(session_token(r, &token));
    TRY(read_cursor(r, a, &of.before));
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
        TRY(put_reason(e, &token, rows[i].number, &j));
        jot_object_end(&j);
    }
    jot_array_end(&j);
    put_next(&j, more, shown == 0 ? 0 : rows[shown - 1].number);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
