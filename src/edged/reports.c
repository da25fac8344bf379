/*
 * reports.c: what people report, and what became of it. custodiand keeps it, sealed; here nothing
 * stands of who reported what.
 */
#include "handlers.h"

#include "about.h"
#include "base_json.h"
#include "base_text.h"
#include "custody.h"
#include "mine.h"
#include "page.h"
#include "people_json.h"
#include "said.h"
#include "session.h"
#include "spoken.h"
#include "wire_desk.h"

enum { ANSWER_MAX = 128 * 1024, GROUNDS_MAX = 16 * 1024, QUOTE_MARKS = 3 };

static const char grounds_cache[] = "public, max-age=3600";

enum err get_report_grounds(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    (void)r;
    AUTO(buf) struct buf body = {.max = GROUNDS_MAX};
    struct jot j = jot_start(&body);
    const struct policy_ground *ground = NULL;
    jot_object(&j);
    jot_key(&j, "items");
    jot_array(&j);
    for (size_t i = 0; (ground = policy_ground_at(i)) != NULL; i++) {
        if (!ground->restores) {
            jot_object(&j);
            jot_put_text(&j, "code", ground->code);
            jot_put_text(&j, "words", ground->words);
            jot_object_end(&j);
        }
    }
    jot_array_end(&j);
    jot_object_end(&j);
    web_answer_status(a, 200);
    (void)web_answer_cache(a, grounds_cache);
    return web_answer_body(a, "application/json", &body);
}

static void put_report(struct jot *j, const struct desk_report *report)
{
    jot_object(j);
    people_put_id(j, "id", report->number);
    about_put(j, report->kind, report->object);
    jot_put_span(j, "ground", report->ground);
    jot_put_span(j, "text", report->words);
    jot_put_text(j, "state", desk_state_name(report->state));
    people_put_maybe(j, "decision", report->decision);
    jot_put_int(j, "at_ms", report->at_ms);
    if (report->closed_ms == 0) {
        jot_put_text(j, "closed_ms", NULL);
    } else {
        jot_put_int(j, "closed_ms", report->closed_ms);
    }
    jot_object_end(j);
}

static enum err refuse(struct web_answer *a, enum err err)
{
    if (err == ERR_LIMIT) {
        return said_too_often(a, "So many reports of one person an hour.", LIMIT_REPORTS_HOUR,
                              LIMIT_REPORT_RETRY_S);
    }
    return session_refuse(a, err);
}

/* Words that may be left out. */
static enum err read_words(struct web_json *json, struct web_answer *a, struct span *out_words)
{
    static const struct said_rule rule = {"text", LIMIT_REPORT_WORDS, true};
    struct span text = {NULL, 0};
    if (!web_json_has(json, "text")) {
        *out_words = text;
        return ERR_OK;
    }
    TRY(web_json_text(json, "text", 0, LIMIT_REPORT_WORDS, &text));
    if (text.len == 0) {
        *out_words = text;
        return ERR_OK;
    }
    return said_check(a, &rule, text, out_words);
}

/* The first bytes of a text that have at most so many characters. */
static size_t fitting(struct span text, size_t characters)
{
    size_t len = 0;
    for (; len < text.len; len++) {
        bool begins = (text.ptr[len] & 0xc0) != 0x80;
        if (begins && characters == 0) {
            break;
        }
        characters -= begins ? 1 : 0;
    }
    return len;
}

static enum err add_quote(struct arena *memory, struct span quoted, struct span *words)
{
    AUTO(custody_frame) struct buf whole = {.max = LIMIT_MESSAGE};
    size_t taken = text_characters(*words) + QUOTE_MARKS;
    size_t len = taken < LIMIT_REPORT_WORDS ? fitting(quoted, LIMIT_REPORT_WORDS - taken) : 0;
    if (len == 0) {
        return ERR_OK;
    }
    TRY(buf_append_span(&whole, *words));
    TRY(buf_append_text(&whole, words->len > 0 ? "\n\xe2\x80\x9c" : "\xe2\x80\x9c"));
    TRY(buf_append(&whole, quoted.ptr, len));
    TRY(buf_append_text(&whole, "\xe2\x80\x9d"));
    char *text = arena_text(memory, buf_span(&whole));
    *words = text == NULL ? *words : span_of(text, whole.len);
    return text == NULL ? ERR_NOMEM : ERR_OK;
}

/* A comment that nobody at the desk can open comes with its report, as it opens for whoever reports
 * it, as far as there is room. */
static enum err quote(struct edged *e, const struct web_request *r,
                      const struct custody_person *person, const struct about *about,
                      struct span *words)
{
    AUTO(onlooker) struct onlooker o = {.person = *person};
    struct store_comment comment = {.id = 0};
    struct store_comment *one = &comment;
    if (about->kind != POLICY_COMMENT) {
        return ERR_OK;
    }
    TRY(store_comment_get(e->store, (struct store_comment_ask){person->user, about->number},
                          &comment));
    if (!comment.shut) {
        return ERR_OK;
    }
    TRY(session_token(r, &o.token));
    TRY(spoken_fill(e, &o, comment.creator, &one, 1));
    enum err err = add_quote(r->scratch, span_text(comment.text), words);
    explicit_bzero(&comment, sizeof(comment));
    return err;
}

enum err post_report(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"about", "ground", "text", NULL};
    struct edged *e = app;
    AUTO(web_json_close) struct web_json *json = NULL;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    struct custody_person person;
    struct about about;
    const struct policy_ground *ground = NULL;
    struct ask_answer answer;
    struct desk_report report;
    TRY(session_who(e, r, a, &person));
    TRY(session_own(r, a, &brought));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(about_ground(json, a, &ground));
    TRY(read_words(json, a, &brought.words));
    TRY(about_read(e, json, a, person.user, &about));
    TRY(said_often(a, e->reports, person.user));
    TRY(quote(e, r, &person, &about, &brought.words));
    brought.number = about.number;
    brought.kind = span_text(policy_kind_name(about.kind));
    brought.ground = span_text(ground->code);
    enum err err =
        custody_own(e->custodian, ASK_REPORT, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return refuse(a, err);
    }
    if (answer.count != 1 || desk_report_decode(answer.items[0].bytes, &report) != ERR_OK) {
        return ERR_IO;
    }
    struct jot j = jot_start(&body);
    put_report(&j, &report);
    return web_answer_json(a, report.fresh != 0 ? 201 : 200, &body);
}

enum err get_my_reports(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    struct page page;
    struct ask_answer answer;
    struct store_place last = {0};
    TRY(session_own(r, a, &brought));
    TRY(page_read(r, a, &page));
    brought.number = page.after.id;
    enum err err =
        custody_own(e->custodian, ASK_REPORTS, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    size_t count = answer.count < page.max ? answer.count : page.max;
    jot_object(&j);
    jot_key(&j, "items");
    jot_array(&j);
    for (size_t i = 0; i < count; i++) {
        struct desk_report report;
        TRY(desk_report_decode(answer.items[i].bytes, &report) == ERR_OK ? ERR_OK : ERR_IO);
        put_report(&j, &report);
        last.id = report.number;
    }
    jot_array_end(&j);
    TRY(page_put_next(&j, &page, count > 0 && last.id > 1 ? &last : NULL));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* ---- the same, as GET /api/v1/me/data has it: by column */

static void put_columns(struct jot *j, int64_t person, const struct desk_report *report)
{
    jot_object(j);
    jot_put_int(j, "number", report->number);
    jot_put_int(j, "case_number", report->of);
    people_put_id(j, "account_id", person);
    jot_put_span(j, "ground", report->ground);
    jot_put_span(j, "words", report->words);
    jot_put_int(j, "at_ms", report->at_ms);
    jot_object_end(j);
}

static void put_answer(struct jot *j, int64_t person, const struct desk_answer *answer)
{
    jot_object(j);
    jot_put_int(j, "decision", answer->decision);
    people_put_id(j, "account_id", person);
    jot_put_span(j, "words", answer->words);
    jot_put_span(j, "reply", answer->reply);
    jot_put_hex(j, "salt", answer->salt);
    jot_put_text(j, "state", desk_answer_name(answer->state));
    jot_put_int(j, "closing", answer->closing);
    jot_put_int(j, "at_ms", answer->at_ms);
    jot_object_end(j);
}

/* One page; out_below: where the next goes on, 0: nowhere. */
static enum err mine_page(const struct viewer *v, uint8_t ask, struct jot *j, int64_t *below)
{
    AUTO(session_own) struct ask_sign brought = {.number = *below};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer;
    struct desk_report report;
    struct desk_answer given;
    memcpy(brought.token, v->token->bytes, sizeof(brought.token));
    TRY(custody_own(v->e->custodian, ask, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer));
    *below = 0;
    for (size_t i = 0; i < answer.count; i++) {
        struct span item = answer.items[i].bytes;
        if (ask == ASK_REPORTS && desk_report_decode(item, &report) == ERR_OK) {
            put_columns(j, v->person.user, &report);
            *below = report.number;
        } else if (ask == ASK_ANSWERS && desk_answer_decode(item, &given) == ERR_OK) {
            put_answer(j, v->person.user, &given);
            *below = given.decision;
        } else {
            return ERR_IO;
        }
    }
    return ERR_OK;
}

enum err mine_reports(const struct viewer *v, struct jot *j)
{
    static const struct {
        const char *table;
        uint8_t ask;
    } tables[] = {{"report", ASK_REPORTS}, {"answer", ASK_ANSWERS}};
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        int64_t below = 0;
        jot_key(j, tables[i].table);
        jot_array(j);
        do {
            TRY(mine_page(v, tables[i].ask, j, &below));
        } while (below > 1);
        jot_array_end(j);
    }
    return ERR_OK;
}
