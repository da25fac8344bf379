/*
 * feed_answer.c: GET /api/v1/feed: a page of "For You" as JSON, each item with its reason.
 */
#include "handlers.h"

#include "base_id.h"
#include "base_json.h"
#include "base_tag.h"
#include "feed.h"
#include "store_follow.h"
#include "store_shelf.h"
#include "video_page.h"
#include "viewer_answer.h"

#include <stdlib.h>

enum { ANSWER_MAX = 256 * 1024, ANSWER_USUAL = 24 * 1024, CURSOR_TEXT_MAX = 2048 };

static const char *const kinds[] = {
    [FEED_PAGE_NEW] = "new",
    [FEED_PAGE_MORE] = "more",
    [FEED_PAGE_AGAIN] = "again",
    [FEED_PAGE_EMPTY] = "empty",
};
static const char *const places[] = {
    [FEED_RANKED] = "ranked",
    [FEED_NEW] = "new",
    [FEED_CHANCE] = "chance",
    [FEED_AGAIN] = "again",
};
static const char *const sources[FEED_SOURCES] = {
    [FEED_FOLLOWING] = "following", [FEED_SIMILAR] = "similar",     [FEED_TRENDING] = "trending",
    [FEED_FRESH] = "fresh",         [FEED_EXPLORING] = "exploring",
};
static const char *const terms[FEED_TERMS] = {
    [FEED_TERM_HOLDS] = "holds",       [FEED_TERM_FINISHED] = "finished",
    [FEED_TERM_LIKED] = "liked",       [FEED_TERM_WANTED] = "wanted",
    [FEED_TERM_CREATOR] = "creator",   [FEED_TERM_TAGS] = "tags",
    [FEED_TERM_FOLLOWED] = "followed", [FEED_TERM_FRESH] = "fresh",
    [FEED_TERM_UNSURE] = "unsure",     [FEED_TERM_AGAIN] = "again",
};

/* What a request needs is too much for a stack. */
struct page {
    struct feed feed;
    struct feed_sieve sieve;
    struct feed_cursor next;
    size_t count;
    struct store_video videos[FEED_PAGE_ITEMS];
    struct store_follows bars; /* who blocked the viewer */
};

static void page_free(struct page *p)
{
    if (p != NULL) {
        feed_done(&p->feed);
        free(p);
    }
}
AUTO_CLOSER(page_free, struct page)

/* The hashtag of the title that a key stands for, or null. */
static void put_hashtag(struct jot *j, struct span title, uint64_t key)
{
    struct tag tags[TAGS_MAX];
    size_t count = tags_of(title, tags);
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (feed_key_tag(span_of(tags[i].text, tags[i].len)) == key) {
            found = tags[i].text;
        }
    }
    jot_put_text(j, "hashtag", found);
}

static void put_why(struct jot *j, const struct feed_item *item, const struct store_video *v)
{
    struct feed_why why = feed_why(item);
    jot_key(j, "why");
    jot_object(j);
    jot_put_text(j, "place", places[why.place]);
    jot_put_text(j, "source", sources[why.source]);
    jot_put_text(j, "term", why.term < FEED_TERMS ? terms[why.term] : NULL);
    jot_put_text(j, "creator", why.term == FEED_TERM_CREATOR ? v->handle : NULL);
    put_hashtag(j, why.term == FEED_TERM_TAGS ? span_text(v->title) : span_of(NULL, 0), why.key);
    jot_key(j, "terms");
    jot_array(j);
    for (size_t i = 0; i < FEED_TERMS; i++) {
        if (item->score.terms[i] == 0) {
            continue;
        }
        jot_object(j);
        jot_put_text(j, "term", terms[i]);
        jot_put_int(j, "value", item->score.terms[i]);
        jot_object_end(j);
    }
    jot_array_end(j);
    jot_object_end(j);
}

/* A title that was changed a moment ago may have a hidden word. */
static bool may_still_come(const struct page *p, const struct feed_item *item,
                           const struct store_video *v)
{
    char small[STORE_TITLE];
    struct feed_row row = *item->row;
    if (p->feed.request.filter.word_count == 0) {
        return true;
    }
    row.title = span_of(small, tag_small(span_text(v->title), small));
    return feed_sieve_drop(&p->sieve, &row, p->feed.again) == FEED_DROPS;
}

/* Which of the page's creators are among them. */
static void follows_of(const struct page *p, struct store_follows *out)
{
    const struct feed_ids *followed = &p->feed.followed;
    out->count = 0;
    for (size_t i = 0; i < p->count; i++) {
        int64_t creator = p->videos[i].person;
        if (feed_ids_has(followed, creator)) {
            out->people[out->count++] = creator;
        }
    }
}

static enum err put_items(struct jot *j, const struct page *p)
{
    const struct feed_page *page = &p->feed.page;
    struct store_follows follows;
    bool known = p->feed.viewer != NULL;
    follows_of(p, &follows);
    struct sight sight = {.store = p->feed.e->store,
                          .likes = p->feed.viewer == NULL ? NULL : &p->feed.kept.state,
                          .follows = known ? &follows : NULL,
                          .saved = known ? &p->feed.kept.saved : NULL,
                          .bars = &p->bars};
    size_t at = 0;
    jot_key(j, "items");
    jot_array(j);
    for (size_t i = 0; i < page->count; i++) {
        const struct feed_item *item = &page->items[i];
        const struct store_video *v = &p->videos[at];
        if (at == p->count || v->id != item->row->facts.video) {
            continue; /* it is not public any more */
        }
        at++;
        if (!sight_lacks(&sight, v->person) && may_still_come(p, item, v)) {
            jot_object(j);
            jot_key(j, "video");
            TRY(video_put(j, v, &sight));
            put_why(j, item, v);
            jot_object_end(j);
        }
    }
    jot_array_end(j);
    return ERR_OK;
}

static enum err put_page(struct page *p, struct web_answer *a)
{
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    AUTO(buf) struct buf next = {.max = CURSOR_TEXT_MAX};
    struct jot j = jot_start(&body);
    TRY(buf_grow(&body, ANSWER_USUAL));
    feed_next(&p->feed, &p->next);
    TRY(feed_cursor_encode(&p->next, &next));
    jot_object(&j);
    TRY(put_items(&j, p));
    bool more = p->feed.page.count > 0;
    jot_put_text(&j, "next", more ? buf_text(&next) : NULL);
    jot_put_text(&j, "kind", kinds[p->feed.page.kind]);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

static enum err read_videos(struct page *p)
{
    int64_t ids[FEED_PAGE_ITEMS];
    const struct feed_page *page = &p->feed.page;
    for (size_t i = 0; i < page->count; i++) {
        ids[i] = page->items[i].row->facts.video;
    }
    feed_sieve_init(&p->sieve, &p->feed.request);
    return store_shelf_videos(p->feed.e->store, ids, page->count, p->videos, &p->count);
}

/* Whom the viewer follows, in memory of the request's. */
static enum err read_followed(struct page *p, const struct web_request *r, int64_t person)
{
    int64_t *people = arena_alloc(r->scratch, LIMIT_FOLLOWS * sizeof(*people));
    if (people == NULL) {
        return ERR_NOMEM;
    }
    TRY(store_follow_all(p->feed.e->store, person, LIMIT_FOLLOWS, people, &p->feed.followed.count));
    p->feed.followed.ids = people;
    return ERR_OK;
}

static enum err read_cursor(const struct web_request *r, struct web_answer *a,
                            struct feed_cursor *out)
{
    struct span text = {0};
    if (!web_request_query(r, "cursor", &text)) {
        out->seed = random_u64();
        return ERR_OK;
    }
    enum err err = feed_cursor_decode(text, out);
    if (err == ERR_FORMAT) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "cursor: not one that this service gave");
    }
    return err;
}

enum err get_feed(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(page_free) struct page *p = calloc(1, sizeof(*p));
    if (p == NULL) {
        return ERR_NOMEM;
    }
    p->feed.e = e;
    TRY(read_cursor(r, a, &p->feed.cursor));
    TRY(onlooker_of(e, r, &onlooker));
    struct viewer viewer = {.e = e, .token = &onlooker.token, .person = onlooker.person};
    if (onlooker.person.user != 0) {
        p->feed.viewer = &viewer;
        TRY(read_followed(p, r, onlooker.person.user));
    }
    enum err err = feed_make(&p->feed);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    TRY(read_videos(p));
    if (!onlooker_barred(e, &onlooker, p->videos, p->count, &p->bars)) {
        p->bars.count = 0;
    }
    return put_page(p, a);
}
