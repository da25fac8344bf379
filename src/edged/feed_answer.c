/*
 * feed_answer.c: GET /api/v1/feed: a page of "For You" as JSON, each item with its reason.
 */
#include "handlers.h"

#include "base_id.h"
#include "base_json.h"
#include "base_tag.h"
#include "blocks.h"
#include "feed_room.h"
#include "seats.h"
#include "session.h"
#include "store_follow.h"
#include "store_shelf.h"
#include "video_page.h"
#include "viewer_answer.h"

#include <stdlib.h>

enum {
    ANSWER_MAX = 256 * 1024,
    ANSWER_USUAL = 24 * 1024,
    CURSOR_TEXT_MAX = 2048,
    USUAL_FOLLOWS = 64 /* for whom there is room at once */
};

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

static void put_why(struct jot *j, const struct feed_item *item, const struct print *v)
{
    struct feed_why why = feed_why(item);
    jot_key(j, "why");
    jot_object(j);
    jot_put_text(j, "place", places[why.place]);
    jot_put_text(j, "source", sources[why.source]);
    jot_put_text(j, "term", why.term < FEED_TERMS ? terms[why.term] : NULL);
    jot_put_text(j, "creator", why.term == FEED_TERM_CREATOR ? v->bytes : NULL);
    put_hashtag(j, why.term == FEED_TERM_TAGS ? span_text(print_title(v)) : span_of(NULL, 0),
                why.key);
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
static bool may_still_come(const struct feed_room *p, const struct feed_item *item,
                           const struct print *v)
{
    char small[STORE_TITLE];
    struct feed_row row = *item->row;
    if (p->feed.request.filter.word_count == 0) {
        return true;
    }
    row.title = span_of(small, tag_small(span_text(print_title(v)), small));
    return feed_sieve_drop(&p->sieve, &row, p->feed.again) == FEED_DROPS;
}

/* Which of the page's creators are among them. */
static void follows_of(const struct feed_room *p, struct store_follows *out)
{
    const struct feed_page *page = &p->feed.page;
    out->count = 0;
    for (size_t i = 0; i < page->count; i++) {
        int64_t creator = page->items[i].row->person;
        if (feed_ids_has(&p->feed.followed, creator)) {
            out->people[out->count++] = creator;
        }
    }
}

static bool may_show(const struct feed_room *p, size_t i)
{
    const struct feed_item *item = &p->feed.page.items[i];
    const struct print *print = p->prints[i];
    return print != NULL && !store_follows_has(&p->bars, print->person) &&
           may_still_come(p, item, print);
}

static enum err put_items(struct jot *j, const struct feed_room *p)
{
    const struct feed_page *page = &p->feed.page;
    struct store_follows follows;
    bool known = p->feed.viewer != NULL;
    follows_of(p, &follows);
    struct sight sight = {.store = p->feed.e->store,
                          .likes = p->feed.viewer == NULL ? NULL : &p->feed.kept.state,
                          .follows = known ? &follows : NULL,
                          .saved = known ? &p->feed.kept.saved : NULL};
    jot_key(j, "items");
    jot_array(j);
    for (size_t i = 0; i < page->count; i++) {
        const struct feed_item *item = &page->items[i];
        if (may_show(p, i)) {
            jot_object(j);
            jot_key(j, "video");
            TRY(print_put(j, p->prints[i], &sight));
            put_why(j, item, p->prints[i]);
            jot_object_end(j);
        }
    }
    jot_array_end(j);
    return ERR_OK;
}

static enum err put_page(struct feed_room *p, struct web_answer *a)
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

/* Those that are not kept, in one look at the database. What is not public any more is not found.
 */
static enum err make_prints(struct feed_room *p, uint64_t state)
{
    struct edged *e = p->feed.e;
    const struct feed_page *page = &p->feed.page;
    int64_t ids[FEED_PAGE_ITEMS];
    size_t of[FEED_PAGE_ITEMS];
    size_t lacking = 0;
    size_t found = 0;
    for (size_t i = 0; i < page->count; i++) {
        if (p->prints[i] == NULL) {
            of[lacking] = i;
            ids[lacking++] = page->items[i].row->facts.video;
        }
    }
    TRY(lacking == 0 ? ERR_OK : store_shelf_videos(e->store, ids, lacking, p->videos, &found));
    for (size_t i = 0, at = 0; at < found; i++) {
        if (p->videos[at].id == ids[i]) {
            TRY(prints_make(e->prints, state, &p->videos[at], e->store, &p->feed.memory,
                            &p->prints[of[i]]));
            at++;
        }
    }
    return ERR_OK;
}

static enum err read_videos(struct feed_room *p)
{
    struct edged *e = p->feed.e;
    const struct feed_page *page = &p->feed.page;
    uint64_t state = store_state(e->store);
    feed_sieve_init(&p->sieve, &p->feed.request);
    for (size_t i = 0; i < page->count; i++) {
        TRY(prints_get(e->prints, state, page->items[i].row->facts.video, &p->feed.memory,
                       &p->prints[i]));
    }
    return make_prints(p, state);
}

/* Who of the page's creators blocked the viewer. */
static void read_bars(struct feed_room *p, const struct onlooker *o)
{
    const struct feed_page *page = &p->feed.page;
    int64_t people[FEED_PAGE_ITEMS];
    for (size_t i = 0; i < page->count; i++) {
        people[i] = page->items[i].row->person;
    }
    bool known = o->person.user != 0 && blocks_by(p->feed.e, &o->token, o->person.user, people,
                                                  page->count, &p->bars) == ERR_OK;
    p->bars.count = known ? p->bars.count : 0;
}

/* What of the page may not be shown leaves its place to something else: who blocked the viewer, and
 * what was hidden or changed a moment ago. Whether there is any. */
static bool leave_out(struct feed_room *p)
{
    bool any = false;
    for (size_t i = 0; i < p->feed.page.count; i++) {
        const struct feed_row *row = p->feed.page.items[i].row;
        if (may_show(p, i)) {
            continue;
        }
        if (store_follows_has(&p->bars, row->person)) {
            any = feed_bar(&p->feed, row->person) || any;
        } else {
            shelf_look(p->feed.e->shelf, row->facts.video);
            any = true;
        }
    }
    return any;
}

static enum err read_page(struct feed_room *p, const struct onlooker *o)
{
    TRY(read_videos(p));
    read_bars(p, o);
    for (int i = 0; i < FEED_REMAKES && leave_out(p); i++) {
        TRY(feed_remake(&p->feed));
        TRY(read_videos(p));
        read_bars(p, o);
    }
    return ERR_OK;
}

/* Whom the viewer follows, in memory of the request's. */
static enum err read_followed(struct feed_room *p, const struct web_request *r, int64_t person)
{
    size_t max = USUAL_FOLLOWS;
    struct feed_ids *followed = &p->feed.followed;
    for (;; max = LIMIT_FOLLOWS) {
        int64_t *people = arena_alloc(r->scratch, max * sizeof(*people));
        if (people == NULL) {
            return ERR_NOMEM;
        }
        TRY(store_follow_all(p->feed.e->store, person, max, people, &followed->count));
        followed->ids = people;
        if (followed->count < max || max == LIMIT_FOLLOWS) {
            return ERR_OK;
        }
    }
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

/* As the onlooker sees it. */
static enum err make(struct feed_room *p, const struct web_request *r, const struct onlooker *o)
{
    if (o->person.user != 0) {
        p->viewer = (struct viewer){.e = p->feed.e, .token = &o->token, .person = o->person};
        p->feed.viewer = &p->viewer;
        TRY(read_followed(p, r, o->person.user));
    }
    return feed_make(&p->feed);
}

/* By the seat of the request's session: one ask less. That the session holds is said by what was
 * opened with it, or else custodiand is asked after all. */
static enum err make_seated(struct feed_room *p, const struct web_request *r, struct onlooker *o)
{
    struct edged *e = p->feed.e;
    TRY(session_token(r, &o->token));
    if (!seats_find(e->seats, &o->token, &o->person)) {
        return ERR_NOT_FOUND;
    }
    enum err err = make(p, r, o);
    if (err == ERR_OK && !p->feed.kept.opened) {
        err = custody_who(e->custodian, &o->token, LIMIT_ASK_QUICK_MS, &o->person);
    }
    if (err != ERR_OK) {
        seats_drop(e->seats, &o->token);
    }
    return err;
}

/* Whatever failed with the seat is tried without it, and then said. */
static enum err make_page(struct feed_room *p, const struct web_request *r, struct onlooker *o)
{
    struct edged *e = p->feed.e;
    struct feed_cursor cursor = p->feed.cursor;
    if (make_seated(p, r, o) == ERR_OK) {
        return ERR_OK;
    }
    feed_room_clear(p);
    p->feed.e = e;
    p->feed.cursor = cursor;
    TRY(onlooker_of(e, r, o));
    if (o->person.user != 0) {
        seats_keep(e->seats, &o->token, &o->person);
    }
    return make(p, r, o);
}

enum err get_feed(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(feed_room_give) struct feed_room *p = feed_room_take(e->rooms);
    if (p == NULL) {
        return ERR_NOMEM;
    }
    p->feed.e = e;
    TRY(read_cursor(r, a, &p->feed.cursor));
    enum err err = make_page(p, r, &onlooker);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    err = read_page(p, &onlooker);
    return err == ERR_OK ? put_page(p, a) : viewer_refuse(a, err);
}
