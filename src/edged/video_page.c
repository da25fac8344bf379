#include "video_page.h"

#include "blocks.h"
#include "page.h"
#include "session.h"
#include "shared.h"
#include "viewer.h"
#include "viewer_answer.h"

enum {
    ANSWER_MAX = 256 * 1024,
    LIKED_MONTHS = 3 /* of a page: past these it says of no video whether it is liked */
};

enum err video_page_start(const struct web_request *r, struct web_answer *a, struct video_page *out)
{
    struct page page;
    TRY(page_read(r, a, &page));
    *out = (struct video_page){.after = page.after, .max = page.max, .of = page.of};
    out->videos = arena_alloc(r->scratch, (page.max + 1) * sizeof(struct store_video));
    return out->videos == NULL ? ERR_NOMEM : ERR_OK;
}

enum err video_page_answer(struct web_answer *a, const struct video_page *page,
                           const struct sight *sight)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    bool more = page->count > page->max;
    size_t count = more ? page->max : page->count;
    jot_object(&j);
    jot_key(&j, "videos");
    jot_array(&j);
    for (size_t i = 0; i < count; i++) {
        const struct store_video *video = &page->videos[i];
        bool there = sight->jobs != NULL || video->audience != AUDIENCE_SELF;
        if (there && !sight_lacks(sight, video->person)) {
            TRY(video_put(&j, video, sight));
        }
    }
    jot_array_end(&j);
    struct store_place last = {0};
    if (more) {
        last =
            (struct store_place){page->videos[count - 1].published_ms, page->videos[count - 1].id};
    }
    TRY(page_put_next(&j, &(struct page){.of = page->of}, more ? &last : NULL));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err onlooker_of(struct edged *e, const struct web_request *r, struct onlooker *out)
{
    out->person = (struct custody_person){0};
    if (session_token(r, &out->token) != ERR_OK) {
        return ERR_OK;
    }
    enum err err = custody_who(e->custodian, &out->token, LIMIT_ASK_QUICK_MS, &out->person);
    return err == ERR_DENIED ? ERR_OK : err;
}

bool onlooker_likes(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                    size_t count, struct feed_state *out_likes)
{
    struct viewer viewer = {.e = e, .token = &o->token, .person = o->person};
    uint16_t months[LIKED_MONTHS];
    size_t known = 0;
    if (o->person.user == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint16_t month = feed_month(videos[i].id);
        if (known > 0 && months[known - 1] == month) {
            continue;
        }
        if (known == LIKED_MONTHS) {
            return false;
        }
        months[known++] = month;
    }
    return viewer_likes(&viewer, months, known, out_likes) == ERR_OK;
}

bool onlooker_barred(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                     size_t count, struct store_follows *out_bars)
{
    int64_t people[LIMIT_PAGE + 1];
    if (o->person.user == 0 || count > LIMIT_PAGE + 1) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        people[i] = videos[i].person;
    }
    return blocks_by(e, &o->token, o->person.user, people, count, out_bars) == ERR_OK;
}

bool onlooker_saved(struct edged *e, const struct onlooker *o, struct feed_saved *out_saved)
{
    struct viewer viewer = {.e = e, .token = &o->token, .person = o->person};
    return o->person.user != 0 && viewer_saved(&viewer, out_saved) == ERR_OK;
}

bool onlooker_people(struct edged *e, const struct onlooker *o, struct feed_people *out_people)
{
    struct viewer viewer = {.e = e, .token = &o->token, .person = o->person};
    return o->person.user != 0 && viewer_people(&viewer, out_people) == ERR_OK;
}

bool onlooker_follows(struct edged *e, const struct onlooker *o, const struct store_video *videos,
                      size_t count, struct store_follows *out_follows)
{
    int64_t people[LIMIT_PAGE + 1];
    if (o->person.user == 0 || count > LIMIT_PAGE + 1) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        people[i] = videos[i].person;
    }
    return store_follow_of(e->store, o->person.user, people, count, out_follows) == ERR_OK;
}

enum err video_page_show(struct edged *e, const struct web_request *r, struct web_answer *a,
                         const struct video_page *page)
{
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    struct store_follows follows;
    struct feed_saved saved;
    struct feed_people off;
    struct store_follows bars;
    bool known = onlooker_of(e, r, &onlooker) == ERR_OK;
    enum err err = shared_fill(e, &onlooker, page->videos, page->count);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    bool liked = known && onlooker_likes(e, &onlooker, page->videos, page->count, &likes);
    bool kept = known && onlooker_saved(e, &onlooker, &saved);
    bool barred = known && onlooker_barred(e, &onlooker, page->videos, page->count, &bars);
    bool leaves = known && page->chosen && onlooker_people(e, &onlooker, &off);
    known = known && onlooker_follows(e, &onlooker, page->videos, page->count, &follows);
    struct sight sight = {.store = e->store,
                          .guest = true,
                          .likes = liked ? &likes : NULL,
                          .follows = known ? &follows : NULL,
                          .saved = kept ? &saved : NULL,
                          .off = leaves ? &off : NULL,
                          .bars = barred ? &bars : NULL};
    return video_page_answer(a, page, &sight);
}
