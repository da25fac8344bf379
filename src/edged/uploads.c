/*
 * uploads.c: the list of one's uploads that are not whole, for whoever lost their addresses.
 */
#include "handlers.h"

#include "base_json.h"
#include "session.h"
#include "shut.h"
#include "viewer_answer.h"

#include <stdio.h>

enum { ANSWER_MAX = 64 * 1024, URL_MAX = 64 };

static void put_upload(struct jot *j, const struct draft_seen *seen)
{
    char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "/api/v1/uploads/%s", seen->row.id);
    jot_object(j);
    jot_put_text(j, "url", url);
    jot_put_text(j, "title", seen->row.title[0] == '\0' ? NULL : seen->row.title);
    jot_put_text(j, "visibility", video_audience_name(seen->row.wish.audience));
    jot_put_int(j, "length", seen->row.bytes);
    jot_put_int(j, "offset", (int64_t)seen->size);
    jot_put_int(j, "created_ms", seen->row.created_ms);
    jot_put_int(j, "expires_ms", seen->expires_ms);
    jot_object_end(j);
}

/* The titles of those that are not to be for everybody; one that has gone meanwhile has none. */
static enum err open_titles(struct edged *e, const struct web_request *r, struct draft_seen *seen,
                            size_t count)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct shut_of of = {.custodian = e->custodian, .token = &token};
    TRY(session_token(r, &token));
    for (size_t i = 0; i < count; i++) {
        AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
        struct store_draft *row = &seen[i].row;
        struct shut_words words;
        if (row->wish.audience == AUDIENCE_ALL) {
            continue;
        }
        of.person = row->person;
        of.audience = row->wish.audience;
        enum err err = store_draft_words(e->store, row->person, span_text(row->id), &sealed);
        err = err == ERR_OK ? shut_take_words(&of, buf_span(&sealed), &words) : err;
        if (err == ERR_NOT_FOUND) {
            continue;
        }
        TRY(err);
        memcpy(row->title, words.title, sizeof(row->title));
        explicit_bzero(&words, sizeof(words));
    }
    return ERR_OK;
}

enum err get_uploads(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    size_t count = 0;
    TRY(session_who(e, r, a, &person));
    struct draft_seen *seen = arena_alloc(r->scratch, LIMIT_DRAFTS * sizeof(*seen));
    if (seen == NULL) {
        return ERR_NOMEM;
    }
    TRY(drafts_own(e->drafts, person.user, seen, &count));
    enum err err = open_titles(e, r, seen, count);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "uploads");
    jot_array(&j);
    for (size_t i = 0; i < count; i++) {
        put_upload(&j, &seen[i]);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}
