/*
 * mine.c: GET /api/v1/me/data: everything that is kept about a person, with the reason for whatever
 * is not shown.
 */
#include "mine.h"

#include "base_text.h"
#include "datamap_mine.h"
#include "export.h"
#include "handlers.h"
#include "session.h"
#include "store_mine.h"
#include "viewer_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CURSOR_MAX = 40 };

/* In the order of account_data.h. */
static const char *const account_tables[] = {"account",  "session", "device",
                                             "recovery", "passkey", "share"};

enum err mine_account(struct edged *e, const struct custody_token *token, struct jot *j)
{
    for (size_t i = 0; i < sizeof(account_tables) / sizeof(account_tables[0]); i++) {
        AUTO(session_own) struct ask_sign brought = {.number = (int64_t)i};
        AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
        struct ask_answer found;
        memcpy(brought.token, token->bytes, sizeof(brought.token));
        TRY(custody_own(e->custodian, ASK_DATA, LIMIT_ASK_WAIT_MS, &brought, &frame, &found));
        if (found.count != 1) {
            return ERR_IO;
        }
        jot_key(j, account_tables[i]);
        jot_json(j, found.items[0].bytes);
    }
    return ERR_OK;
}

void mine_fields(struct jot *j)
{
    static const char *const how[] = {
        [MINE_SHOWN] = "shown",
        [MINE_FILE] = "a file that a row names",
        [MINE_WITHHELD] = "not shown",
    };
    jot_key(j, "fields");
    jot_array(j);
    for (size_t i = 0; i < datamap_count; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        const struct datamap_mine_row *mine = datamap_mine_find(row);
        if (mine == NULL || mine->how == MINE_NOBODY) {
            continue;
        }
        jot_object(j);
        jot_put_text(j, "store", datamap_store_name(row->store));
        jot_put_text(j, "table", row->table);
        jot_put_text(j, "column", row->column);
        jot_put_text(j, "class", datamap_class_name(row->class));
        jot_put_text(j, "purpose", row->purpose);
        jot_put_text(j, "retention", row->retention);
        jot_put_text(j, "place", row->place);
        jot_put_text(j, "how", how[mine->how]);
        jot_put_text(j, "reason", mine->reason);
        jot_object_end(j);
    }
    jot_array_end(j);
}

/* Where an answer begins. */
struct mine_place {
    bool first;       /* all that comes once */
    int64_t videos;   /* that are below; 0: those have come */
    int64_t comments; /* the same */
};

/* "VIDEOS-COMMENTS" */
static enum err read_place(const struct web_request *r, struct mine_place *out)
{
    struct span text = {0};
    uint64_t videos = 0;
    uint64_t comments = 0;
    *out = (struct mine_place){.first = true, .videos = INT64_MAX, .comments = INT64_MAX};
    if (!web_request_query(r, "cursor", &text)) {
        return ERR_OK;
    }
    const uint8_t *dash = text.len > 0 ? memchr(text.ptr, '-', text.len) : NULL;
    if (dash == NULL) {
        return ERR_FORMAT;
    }
    size_t len = (size_t)(dash - text.ptr);
    TRY(text_u64(span_of(text.ptr, len), INT64_MAX, &videos));
    TRY(text_u64(span_of(dash + 1, text.len - len - 1), INT64_MAX, &comments));
    *out = (struct mine_place){.videos = (int64_t)videos, .comments = (int64_t)comments};
    return videos > 0 || comments > 0 ? ERR_OK : ERR_FORMAT;
}

/* The next page of a part; below: where it goes on, or 0. */
static enum err put_part(const struct viewer *v, enum store_mine_part part, int64_t *below,
                         struct jot *j)
{
    struct store_page page = {.first = 1, .last = 0};
    TRY(store_mine_page(v->e->store, v->person.user, part, *below, &page));
    TRY(mine_part(v, part, &page, j));
    *below = page.more ? page.first : 0;
    return ERR_OK;
}

/* The newest of both come first of all; then all other videos, and then all other comments. */
static enum err put_pages(const struct viewer *v, struct mine_place place, struct jot *j)
{
    char cursor[CURSOR_MAX];
    bool videos = place.videos != 0;
    if (videos) {
        TRY(put_part(v, STORE_MINE_VIDEOS, &place.videos, j));
    }
    if (place.first || !videos) {
        TRY(put_part(v, STORE_MINE_COMMENTS, &place.comments, j));
    }
    (void)snprintf(cursor, sizeof(cursor), "%" PRId64 "-%" PRId64, place.videos, place.comments);
    jot_put_text(j, "next", place.videos != 0 || place.comments != 0 ? cursor : NULL);
    return ERR_OK;
}

enum err mine_first(const struct viewer *v, struct jot *j)
{
    TRY(mine_account(v->e, v->token, j));
    TRY(mine_reports(v, j));
    TRY(mine_person(v, j));
    TRY(mine_viewer(v, j));
    mine_fields(j);
    return ERR_OK;
}

/* Only where the archive is more than one. */
static enum err put_parts(const struct viewer *v, struct jot *j)
{
    int64_t parts = 1;
    TRY(export_parts(v->e->store, v->person.user, &parts));
    if (parts > 1) {
        jot_put_int(j, "archives", parts);
    }
    return ERR_OK;
}

/* With a cursor, only more videos or comments. */
enum err get_my_data(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(custody_frame) struct buf body = {.max = LIMIT_MINE};
    struct mine_place place;
    struct viewer viewer;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    if (read_place(r, &place) != ERR_OK) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
        return ERR_FORMAT;
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    enum err err = place.first ? put_parts(&viewer, &j) : ERR_OK;
    err = err == ERR_OK && place.first ? mine_first(&viewer, &j) : err;
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    err = put_pages(&viewer, place, &j);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
