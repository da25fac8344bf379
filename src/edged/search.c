/*
 * search.c: finding videos, people and hashtags by words, and the pages of a hashtag. What is
 * searched for is nobody's business: it is in no log, and nothing of it is kept.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_time.h"
#include "page.h"
#include "people_json.h"
#include "store_search.h"
#include "video_page.h"

enum { ANSWER_MAX = 256 * 1024, MEMORY = 64 * 1024 };

struct asked {
    struct page page;
    struct store_search search;
    struct arena memory;
    size_t count;
    bool more;
    union {
        struct store_video *videos;
        struct store_found_person *people;
        struct store_found_tag *tags;
    } found;
};

static inline void asked_auto(struct asked *asked)
{
    arena_done(&asked->memory);
}

/* The list is left open for what is found. */
static struct jot answer_start(struct buf *body, const char *name)
{
    struct jot j = jot_start(body);
    jot_object(&j);
    jot_key(&j, name);
    jot_array(&j);
    return j;
}

/* The cursor is how many were given. */
static enum err answer_end(struct web_answer *a, struct jot *j, const struct asked *asked)
{
    size_t from = asked->search.from + asked->search.max;
    bool more = asked->more && from <= LIMIT_SEARCH_TOP;
    jot_array_end(j);
    TRY(page_put_next(j, &asked->page, more ? &(struct store_place){0, (int64_t)from} : NULL));
    jot_object_end(j);
    return web_answer_json(a, 200, j->out);
}

static enum err search_videos(struct edged *e, const struct web_request *r, struct web_answer *a,
                              struct asked *asked)
{
    AUTO(onlooker) struct onlooker onlooker = {.person = {0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct store_video *videos = asked->found.videos;
    struct feed_saved saved;
    struct store_follows follows;
    struct store_follows bars;
    TRY(store_search_videos(e->store, &asked->search, videos, &asked->count, &asked->more));
    bool known = onlooker_of(e, r, &onlooker) == ERR_OK && onlooker.person.user != 0;
    bool liked = known && onlooker_likes(e, &onlooker, videos, asked->count, &likes);
    bool kept = known && onlooker_saved(e, &onlooker, &saved);
    bool barred = known && onlooker_barred(e, &onlooker, videos, asked->count, &bars);
    known = known && onlooker_follows(e, &onlooker, videos, asked->count, &follows);
    struct sight sight = {.store = e->store,
                          .likes = liked ? &likes : NULL,
                          .follows = known ? &follows : NULL,
                          .saved = kept ? &saved : NULL,
                          .bars = barred ? &bars : NULL};
    struct jot j = answer_start(&body, "videos");
    for (size_t i = 0; i < asked->count; i++) {
        if (!sight_lacks(&sight, videos[i].person)) {
            TRY(video_put(&j, &videos[i], &sight));
        }
    }
    return answer_end(a, &j, asked);
}

static enum err search_people(struct edged *e, const struct web_request *r, struct web_answer *a,
                              struct asked *asked)
{
    (void)r;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    const struct store_found_person *people = asked->found.people;
    TRY(store_search_people(e->store, &asked->search, asked->found.people, &asked->count,
                            &asked->more));
    struct jot j = answer_start(&body, "people");
    for (size_t i = 0; i < asked->count; i++) {
        people_put_user(&j, &(struct people_user){people[i].id, people[i].handle, people[i].name,
                                                  people[i].avatar, FOLLOWED_UNSAID});
    }
    return answer_end(a, &j, asked);
}

static void put_tag(struct jot *j, const char *tag, int64_t videos)
{
    jot_object(j);
    jot_put_text(j, "tag", tag);
    jot_put_int(j, "videos", videos);
    jot_object_end(j);
}

static void put_tags(struct jot *j, const struct store_found_tag *tags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        put_tag(j, tags[i].tag.text, tags[i].videos);
    }
}

static enum err search_tags(struct edged *e, const struct web_request *r, struct web_answer *a,
                            struct asked *asked)
{
    (void)r;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    TRY(store_search_tags(e->store, &asked->search, asked->found.tags, &asked->count,
                          &asked->more));
    struct jot j = answer_start(&body, "hashtags");
    put_tags(&j, asked->found.tags, asked->count);
    return answer_end(a, &j, asked);
}

static const struct {
    const char *name;
    size_t size; /* of one that is found */
    enum err (*search)(struct edged *e, const struct web_request *r, struct web_answer *a,
                       struct asked *asked);
} kinds[] = {
    {"videos", sizeof(struct store_video), search_videos}, /* if none is named */
    {"people", sizeof(struct store_found_person), search_people},
    {"hashtags", sizeof(struct store_found_tag), search_tags},
};

enum err get_search(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(asked) struct asked asked = {.memory = {.max = MEMORY}};
    struct span kind = span_text(kinds[0].name);
    asked.search =
        (struct store_search){.max = LIMIT_PAGE, .now_ms = time_wall_ms(), .memory = &asked.memory};
    (void)web_request_query(r, "kind", &kind);
    if (!web_request_query(r, "q", &asked.search.text)) {
        (void)web_answer_problem(a, 400, "Malformed request", "q: what is searched for");
        return ERR_FORMAT;
    }
    TRY(page_read_cursor(r, a, &asked.page));
    asked.search.from = (size_t)asked.page.after.id;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (span_is(kind, kinds[i].name)) {
            asked.found.videos = arena_alloc(&asked.memory, LIMIT_PAGE * kinds[i].size);
            return asked.found.videos == NULL ? ERR_NOMEM : kinds[i].search(app, r, a, &asked);
        }
    }
    (void)web_answer_problem(a, 400, "Malformed request", "kind: videos, people or hashtags");
    return ERR_FORMAT;
}

/* As a link writes it, in any case. What nobody may see, and what is no hashtag, is not there. */
static enum err take_tag(struct edged *e, const struct web_request *r, struct tag *out_tag,
                         int64_t *out_videos)
{
    if (tag_of(web_request_param(r, "tag"), out_tag) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_tag_count(e->store, out_tag, out_videos));
    return *out_videos > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err get_hashtag(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct tag tag;
    int64_t videos = 0;
    TRY(take_tag(app, r, &tag, &videos));
    struct jot j = jot_start(&body);
    put_tag(&j, tag.text, videos);
    return web_answer_json(a, 200, &body);
}

enum err get_hashtags(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)r;
    struct edged *e = app;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct store_found_tag tags[LIMIT_PAGE];
    size_t count = 0;
    TRY(store_tags_lately(e->store, LIMIT_PAGE, tags, &count));
    struct jot j = answer_start(&body, "hashtags");
    put_tags(&j, tags, count);
    jot_array_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err get_hashtag_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct video_page page;
    struct tag tag;
    int64_t videos = 0;
    TRY(video_page_start(r, a, &page));
    TRY(take_tag(e, r, &tag, &videos));
    TRY(store_tag_videos(e->store, &tag, page.after, page.max + 1, page.videos, &page.count));
    return video_page_show(e, r, a, &page);
}
