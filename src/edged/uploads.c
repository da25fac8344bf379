/*
 * uploads.c: the list of one's uploads that are not whole, for whoever lost their addresses.
 */
#include "handlers.h"

#include "base_json.h"
#include "session.h"
#include "shut.h"
#include "viewer_answer.h"

#include <stdio.h>
#include <stdlib.h>

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

_Static_assert((int)LIMIT_DRAFTS <= (int)SHUT_FILL, "all titles of one kind are one ask");

/* Titles of one kind. One that has gone meanwhile has none, nor has one of an older version. */
struct titles {
    size_t count;
    struct draft_seen *seen[LIMIT_DRAFTS];
    struct span items[LIMIT_DRAFTS];
    struct buf sealed; /* in which these lie */
    struct shut_words words[LIMIT_DRAFTS];
};

static void titles_free(struct titles *t)
{
    if (t != NULL) {
        buf_done(&t->sealed);
        explicit_bzero(t, sizeof(*t));
        free(t);
    }
}
AUTO_CLOSER(titles_free, struct titles)

static enum err add_title(struct edged *e, struct titles *t, struct draft_seen *seen)
{
    size_t from = t->sealed.len;
    enum err err =
        store_draft_words(e->store, seen->row.person, span_text(seen->row.id), &t->sealed);
    if (t->sealed.len > from) {
        t->seen[t->count] = seen;
        t->items[t->count++] = span_of(t->sealed.ptr + from, t->sealed.len - from);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err open_kind(struct edged *e, const struct shut_of *of, struct draft_seen *seen,
                          size_t count)
{
    AUTO(titles_free) struct titles *t = calloc(1, sizeof(*t));
    if (t == NULL) {
        return ERR_NOMEM;
    }
    t->sealed.max = LIMIT_DRAFTS * SHUT_WORDS_SEALED;
    TRY(buf_grow(&t->sealed, t->sealed.max)); /* so that it never moves */
    for (size_t i = 0; i < count; i++) {
        TRY(seen[i].row.wish.audience == of->audience ? add_title(e, t, &seen[i]) : ERR_OK);
    }
    TRY(shut_take_given(of, t->items, t->count, t->words));
    for (size_t i = 0; i < t->count; i++) {
        memcpy(t->seen[i]->row.title, t->words[i].title, sizeof(t->words[i].title));
    }
    return ERR_OK;
}

static enum err open_titles(struct edged *e, const struct web_request *r, struct draft_seen *seen,
                            size_t count)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct shut_of of = {.custodian = e->custodian, .token = &token};
    TRY(session_token(r, &token));
    for (size_t i = 0; i < AUDIENCE_COUNT_ && count > 0; i++) {
        of.person = seen[0].row.person;
        of.audience = (enum video_audience)i;
        TRY(open_kind(e, &of, seen, count));
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
