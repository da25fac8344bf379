/*
 * desk_cases.c: a case of the office's desk with all that was said about it. Who reported is not
 * told there, either.
 */
#include "handlers.h"

#include "about.h"
#include "base_json.h"
#include "base_text.h"
#include "blob.h"
#include "desk.h"
#include "page.h"
#include "people_json.h"
#include "session.h"
#include "store_object.h"
#include "web_file.h"
#include "wire_desk.h"

#include <stdio.h>

enum { ANSWER_MAX = 256 * 1024, URL_MAX = 64 };

void desk_put_case(struct jot *j, const struct desk_case *found)
{
    struct span rest = found->grounds;
    people_put_id(j, "id", found->number);
    about_put(j, found->kind, found->object);
    jot_put_text(j, "state", desk_state_name(found->state));
    people_put_maybe(j, "decision", found->decision);
    jot_put_int(j, "reports", found->reports);
    jot_put_int(j, "notices", found->notices);
    jot_put_bool(j, "answer", found->answer != 0);
    jot_put_bool(j, "own", found->own != 0);
    jot_key(j, "grounds");
    jot_array(j);
    while (rest.len > 0) {
        jot_span(j, span_cut(&rest, ' '));
    }
    jot_array_end(j);
    jot_put_int(j, "first_ms", found->first_ms);
    jot_put_int(j, "last_ms", found->last_ms);
    jot_put_text(j, "visibility", policy_state_name((enum policy_state)found->visible));
}

static void put_url(struct jot *j, const char *key, int64_t number, const char *media)
{
    char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "/api/v1/desk/cases/%lld/%s", (long long)number, key);
    jot_put_text(j, key, media[0] == '\0' ? NULL : url);
}

/* What edged has of the object; null: it is gone. */
static enum err put_object(struct edged *e, const struct desk_case *found, struct jot *j)
{
    struct store_object object;
    enum policy_kind kind = (enum policy_kind)found->kind;
    enum err err = found->object <= 0 ? ERR_NOT_FOUND
                                      : store_object_get(e->store, kind, found->object, &object);
    jot_key(j, "object");
    if (err == ERR_NOT_FOUND) {
        jot_null(j);
        return ERR_OK;
    }
    TRY(err);
    jot_object(j);
    people_put_id(j, "number", found->object);
    people_put_id(j, "person", object.person);
    jot_put_text(j, "handle", object.handle);
    jot_put_text(j, "text", object.text);
    put_url(j, "poster", found->number, object.poster);
    put_url(j, "video", found->number, object.mp4);
    jot_object_end(j);
    return ERR_OK;
}

static void put_answer(struct jot *j, const struct desk_answer *answer)
{
    jot_key(j, "answered");
    if (answer->state == ANSWER_NONE) {
        jot_null(j);
        return;
    }
    jot_object(j);
    people_put_id(j, "to", answer->decision);
    jot_put_span(j, "text", answer->words);
    jot_put_text(j, "state", desk_answer_name(answer->state));
    jot_put_int(j, "at_ms", answer->at_ms);
    jot_object_end(j);
}

static void put_said(struct jot *j, const struct desk_report *report)
{
    jot_object(j);
    people_put_id(j, "id", report->number);
    jot_put_text(j, "from", report->notice != 0 ? "notice" : "person");
    jot_put_span(j, "ground", report->ground);
    jot_put_span(j, "text", report->words);
    jot_put_int(j, "at_ms", report->at_ms);
    if (report->notice != 0) {
        jot_put_span(j, "name", report->name);
        jot_put_span(j, "email", report->email);
    }
    jot_object_end(j);
}

/* The reports of an answer's items, behind case and answer. */
static enum err put_reports(struct jot *j, const struct page *page, const struct ask_answer *answer,
                            int64_t newest)
{
    struct store_place last = {0};
    jot_key(j, "said");
    jot_array(j);
    for (size_t i = 2; i < answer->count; i++) {
        struct desk_report report;
        TRY(desk_report_decode(answer->items[i].bytes, &report) == ERR_OK ? ERR_OK : ERR_IO);
        put_said(j, &report);
        last.id = report.number;
    }
    jot_array_end(j);
    return page_put_next(j, page, last.id != 0 && last.id < newest ? &last : NULL);
}

static enum err case_number(const struct web_request *r, struct ask_sign *out_brought)
{
    uint64_t number = 0;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    out_brought->number = (int64_t)number;
    return ERR_OK;
}

enum err get_desk_case(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    struct page page;
    struct ask_answer answer;
    struct desk_case found;
    struct desk_answer given;
    TRY(desk_token(r, a, &brought));
    TRY(page_read(r, a, &page));
    TRY(case_number(r, &brought));
    brought.after = page.after.id;
    enum err err =
        custody_own(e->custodian, ASK_CASE, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : desk_refuse(a, err);
    }
    if (answer.count < 2 || desk_case_decode(answer.items[0].bytes, &found) != ERR_OK ||
        desk_answer_decode(answer.items[1].bytes, &given) != ERR_OK) {
        return ERR_IO;
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    desk_put_case(&j, &found);
    jot_put_text(&j, "region", e->origin);
    people_put_maybe(&j, "previous", found.held);
    jot_put_int(&j, "upto", found.last_ms);
    TRY(put_object(e, &found, &j));
    put_answer(&j, &given);
    TRY(put_reports(&j, &page, &answer, found.newest));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* ---- its media, hidden or not: for the desk alone, and kept nowhere */

static enum err send_media(struct edged *e, const struct web_request *r, struct web_answer *a,
                           bool poster)
{
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer;
    struct desk_case found;
    struct store_object object;
    struct blob_id id;
    TRY(desk_token(r, a, &brought));
    TRY(case_number(r, &brought));
    enum err err =
        custody_own(e->custodian, ASK_LOOK, LIMIT_ASK_WAIT_MS, &brought, &frame, &answer);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : desk_refuse(a, err);
    }
    if (answer.count != 1 || desk_case_decode(answer.items[0].bytes, &found) != ERR_OK) {
        return ERR_IO;
    }
    TRY(store_object_get(e->store, (enum policy_kind)found.kind, found.object, &object));
    const char *name = poster ? object.poster : object.mp4;
    TRY(name[0] == '\0' ? ERR_NOT_FOUND : blob_id_of(span_text(name), &id));
    struct web_file file = {
        .fd = -1, .content_type = poster ? "image/jpeg" : "video/mp4", .cache_control = "no-store"};
    TRY(blob_get(e->blobs, BLOB_MEDIA, &id, &file.fd, &file.size));
    return web_send_file(r, a, file);
}

enum err get_desk_poster(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_media(app, r, a, true);
}

enum err get_desk_video(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_media(app, r, a, false);
}
