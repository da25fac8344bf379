/*
 * comments.c: what people say about videos, and which of it a viewer likes. Texts are text: nothing
 * here or behind it makes HTML of them.
 */
#include "handlers.h"

#include "base_id.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "blocks.h"
#include "mention.h"
#include "page.h"
#include "people_json.h"
#include "said.h"
#include "session.h"
#include "spoken.h"
#include "store_comment.h"
#include "sum.h"
#include "video_page.h"
#include "viewer_answer.h"
#include "web_json.h"

enum {
    ANSWER_MAX = 256 * 1024,
    NUMBER_MAX = 24,
    SHA256_SIZE = 32,
    SAY_TRIES = 3, /* while whom its video is for changes */
    DAY_RETRY_S = 3600,
    LIKED_MONTHS = 3 /* as of a page of videos */
};

static enum err number_of(const struct web_request *r, int64_t *out)
{
    uint64_t id = 0;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK || id == 0) {
        return ERR_NOT_FOUND;
    }
    *out = (int64_t)id;
    return ERR_OK;
}

/* ---- writing them */

/* likes NULL: not known. */
static void put_comment(struct jot *j, const struct store_comment *c,
                        const struct feed_state *likes)
{
    struct people_user author = {
        .id = c->person, .handle = c->handle, .name = c->name, .avatar = c->avatar};
    jot_object(j);
    people_put_id(j, "id", c->id);
    people_put_id(j, "video", c->video);
    jot_key(j, "author");
    people_put_user(j, &author);
    jot_put_text(j, "text", c->text);
    jot_put_int(j, "created_ms", c->created_ms);
    jot_put_int(j, "likes", c->likes);
    if (likes == NULL) {
        jot_put_text(j, "liked", NULL);
    } else {
        jot_put_bool(j, "liked", feed_state_has(likes, FEED_COMMENT_LIKES, c->id));
    }
    jot_put_int(j, "replies", c->replies);
    people_put_maybe(j, "parent", c->parent);
    jot_put_bool(j, "by_creator", c->by_creator);
    jot_key(j, "mentions");
    jot_array(j);
    for (size_t i = 0; i < c->mention_count; i++) {
        jot_text(j, c->mentions[i]);
    }
    jot_array_end(j);
    people_put_label(j, c->label);
    jot_object_end(j);
}

/* As onlooker_likes, of comments. */
static bool find_likes(struct edged *e, const struct onlooker *o,
                       const struct store_comment *comments, size_t count,
                       struct feed_state *out_likes)
{
    uint16_t months[LIKED_MONTHS];
    size_t known = 0;
    if (o->person.user == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint16_t month = feed_month(comments[i].id);
        bool there = false;
        for (size_t k = 0; k < known; k++) {
            there = there || months[k] == month;
        }
        if (!there && known == LIKED_MONTHS) {
            return false;
        }
        if (!there) {
            months[known++] = month;
        }
    }
    struct viewer viewer = {.e = e, .token = &o->token, .person = o->person};
    return viewer_comment_likes(&viewer, months, known, out_likes) == ERR_OK;
}

struct comment_page {
    struct onlooker onlooker; /* wiped: AUTO(comment_page) */
    bool known;               /* whether that can be known */
    struct page page;
    bool liked;      /* in the order of likes */
    int64_t creator; /* of the video */
    int64_t total;
    size_t count; /* one more than page.max: there is a next page */
    struct store_comment *comments;
};

static void comment_page_auto(struct comment_page *p)
{
    onlooker_auto(&p->onlooker);
}

static enum err page_start(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct comment_page *out)
{
    struct span order = {NULL, 0};
    TRY(page_read(r, a, &out->page));
    out->known = onlooker_of(e, r, &out->onlooker) == ERR_OK;
    out->liked = false;
    if (web_request_query(r, "order", &order)) {
        out->liked = span_is(order, "liked");
        if (!out->liked && !span_is(order, "newest")) {
            (void)web_answer_problem(a, 400, "Malformed request", "order: newest or liked");
            return ERR_FORMAT;
        }
    }
    out->total = -1;
    out->comments = arena_alloc(r->scratch, (out->page.max + 1) * sizeof(struct store_comment));
    return out->comments == NULL ? ERR_NOMEM : ERR_OK;
}

/* What the creator's block hides is not there. */
static enum err check_bar(struct edged *e, const struct onlooker *o, int64_t creator)
{
    struct store_follows bars;
    bool known = o->person.user != 0 &&
                 blocks_by(e, &o->token, o->person.user, &creator, 1, &bars) == ERR_OK;
    return known && bars.count > 0 ? ERR_NOT_FOUND : ERR_OK;
}

static enum err fill(struct edged *e, const struct comment_page *p)
{
    struct store_comment *comments[SPOKEN_FILL];
    for (size_t i = 0; i < p->count; i++) {
        comments[i] = &p->comments[i];
    }
    return spoken_fill(e, &p->onlooker, p->creator, comments, p->count);
}

static bool is_left_out(const struct store_comment *c, const struct feed_people *off)
{
    return c->shut || (off != NULL && feed_people_off(off, c->person));
}

static enum err page_answer(struct edged *e, struct web_answer *a, const struct comment_page *p)
{
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct feed_people off = {{0}, {0}};
    bool known = p->known && onlooker_people(e, &p->onlooker, &off);
    TRY(check_bar(e, &p->onlooker, p->creator));
    bool liked = find_likes(e, &p->onlooker, p->comments, p->count, &likes);
    TRY(fill(e, p));
    bool more = p->count > p->page.max;
    size_t count = more ? p->page.max : p->count;
    struct store_place last = {0};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "comments");
    jot_array(&j);
    for (size_t i = 0; i < count; i++) {
        if (!is_left_out(&p->comments[i], known ? &off : NULL)) {
            put_comment(&j, &p->comments[i], liked ? &likes : NULL);
        }
    }
    jot_array_end(&j);
    if (more) {
        last.id = p->comments[count - 1].id;
        last.time_ms = p->liked ? p->comments[count - 1].likes : 0;
    }
    TRY(page_put_next(&j, &p->page, more ? &last : NULL));
    if (p->total >= 0) {
        jot_put_int(&j, "count", p->total);
    }
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err get_comments(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(comment_page) struct comment_page p = {.onlooker = {.person = {.user = 0}}};
    int64_t video = 0;
    TRY(number_of(r, &video));
    TRY(page_start(e, r, a, &p));
    int64_t viewer = p.onlooker.person.user;
    struct store_comment_of of;
    struct store_comment_ask ask = {viewer, video};
    TRY(store_comment_video(e->store, ask, &of));
    p.creator = of.creator;
    p.total = of.count;
    struct store_comment_place after = {p.page.after.time_ms, p.page.after.id, viewer};
    TRY((p.liked ? store_comments_liked : store_comments_newest)(
        e->store, video, after, p.page.max + 1, p.comments, &p.count));
    return page_answer(e, a, &p);
}

/* The oldest first, as in a conversation. */
enum err get_replies(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(comment_page) struct comment_page p = {.onlooker = {.person = {.user = 0}}};
    struct store_comment parent;
    int64_t comment = 0;
    TRY(number_of(r, &comment));
    TRY(page_start(e, r, a, &p));
    int64_t viewer = p.onlooker.person.user;
    TRY(store_comment_get(e->store, (struct store_comment_ask){viewer, comment}, &parent));
    p.liked = false;
    p.creator = parent.creator;
    struct store_comment_place after = {0, p.page.after.id, viewer};
    TRY(store_replies(e->store, &parent, after, p.page.max + 1, p.comments, &p.count));
    return page_answer(e, a, &p);
}

/* ---- saying something */

struct said {
    struct store_saying saying;
    struct mentions mentions;
    struct span handles[LIMIT_MENTIONS];
    int64_t named[LIMIT_MENTIONS];
    uint8_t key[SHA256_SIZE];
    struct store_comment_of of; /* its video */
    uint8_t sealed[STORE_SPOKEN];
};

static enum err read_parent(struct web_json *json, struct web_answer *a, int64_t *out)
{
    struct span text = {NULL, 0};
    uint64_t parent = 0;
    if (!web_json_has(json, "parent")) {
        *out = 0;
        return ERR_OK;
    }
    TRY(web_json_text(json, "parent", 1, NUMBER_MAX, &text));
    if (text_u64(text, INT64_MAX, &parent) != ERR_OK || parent == 0) {
        (void)web_answer_problem(a, 400, "Malformed request", "parent: not a comment's number");
        return ERR_FORMAT;
    }
    *out = (int64_t)parent;
    return ERR_OK;
}

/* A key that the client made: what came with it once is not made again. */
static enum err read_key(const struct web_request *r, struct web_answer *a, struct said *s)
{
    struct span key = {NULL, 0};
    if (!web_request_header(r, "Idempotency-Key", &key)) {
        return ERR_OK;
    }
    if (key.len == 0 || key.len > LIMIT_COMMENT_KEY) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "Idempotency-Key: from 1 to this many characters",
                                       LIMIT_COMMENT_KEY);
        return ERR_FORMAT;
    }
    sum_once(SUM_SHA256, key, s->key);
    s->saying.made_by = span_of(s->key, STORE_COMMENT_KEY);
    return ERR_OK;
}

static enum err refuse(struct web_answer *a, enum err err, enum store_comment_excess excess)
{
    if (err == ERR_LIMIT && excess == COMMENT_EXCESS_DAY) {
        return said_too_often(a, "So many comments of one person a day.", LIMIT_COMMENTS_DAY,
                              DAY_RETRY_S);
    }
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 409, "Too many replies",
                                       "This comment has as many replies as one may have.",
                                       LIMIT_REPLIES);
    } else if (err == ERR_FORMAT) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "parent: not a comment on this video that can be answered");
    } else if (err == ERR_CONFLICT) {
        (void)web_answer_problem(a, 409, "Conflict",
                                 excess == COMMENT_EXCESS_MOVED
                                     ? "Whom this video is for changes just now; try again."
                                     : "Idempotency-Key: it came with another comment before");
    }
    return err;
}

/* One that came before, by its key, is sealed perhaps: then it is compared here. */
static enum err answer_new(struct edged *e, const struct web_request *r, struct web_answer *a,
                           const struct said *s, int64_t id)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    static const struct feed_state none;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct store_comment made;
    struct jot j = jot_start(&body);
    TRY(session_token(r, &token));
    TRY(store_comment_own(e->store, s->saying.person.id, id, &made));
    TRY(spoken_own(e, &token, &made));
    if (!span_equal(span_text(made.text), s->saying.text)) {
        return refuse(a, ERR_CONFLICT, COMMENT_EXCESS_NONE);
    }
    put_comment(&j, &made, &none);
    return web_answer_json(a, 201, &body);
}

/* Who blocked the author is named without effect, and neither their video nor what they said can be
 * answered. */
static enum err heed_blocks(struct edged *e, const struct web_request *r, struct said *s)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    int64_t people[LIMIT_MENTIONS + 2] = {
        0}; /* the video's creator, whom it answers, who is named */
    struct store_follows bars;
    struct store_comment parent;
    size_t kept = 0;
    TRY(session_token(r, &token));
    int64_t self = s->saying.person.id;
    struct store_comment_ask about = {self, s->saying.video};
    struct store_comment_ask answers = {self, s->saying.parent};
    TRY(store_comment_video(e->store, about, &s->of));
    people[0] = s->of.creator;
    if (answers.id != 0 && store_comment_get(e->store, answers, &parent) == ERR_OK) {
        people[1] = parent.person;
    }
    for (size_t i = 0; i < s->mentions.count; i++) {
        struct store_profile named;
        enum err err = store_profile_find(e->store, s->handles[i], &named);
        TRY(err == ERR_NOT_FOUND ? ERR_OK : err);
        people[i + 2] = err == ERR_OK ? named.id : 0;
    }
    TRY(blocks_by(e, &token, s->saying.person.id, people, s->mentions.count + 2, &bars));
    if (store_follows_has(&bars, people[0]) || store_follows_has(&bars, people[1])) {
        return ERR_NOT_FOUND;
    }
    for (size_t i = 0; i < s->mentions.count; i++) {
        if (!store_follows_has(&bars, people[i + 2])) {
            s->named[kept] = people[i + 2];
            s->handles[kept++] = s->handles[i];
        }
    }
    s->saying.mention_count = kept;
    return ERR_OK;
}

/* With the number that it will have. */
static enum err seal(struct edged *e, const struct web_request *r, struct said *s)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(buf) struct buf sealed = {.max = sizeof(s->sealed)};
    struct store_saying *saying = &s->saying;
    struct spoken spoken = {
        .circle = s->of.creator, .video = saying->video, .comment = id_new(), .text = saying->text};
    TRY(session_token(r, &token));
    for (size_t i = 0; i < saying->mention_count; i++) {
        if (s->named[i] != 0) {
            spoken.named[spoken.named_count++] = s->named[i];
        }
    }
    TRY(spoken_seal(e, &token, &spoken, &sealed));
    memcpy(s->sealed, sealed.ptr, sealed.len);
    memcpy(s->named, spoken.named, sizeof(s->named));
    saying->id = spoken.comment;
    saying->sealed = span_of(s->sealed, sealed.len);
    saying->named = s->named;
    saying->named_count = spoken.named_count;
    return ERR_OK;
}

/* Sealed, or not, as its video is now; which may change meanwhile. */
static enum err say(struct edged *e, const struct web_request *r, struct said *s,
                    enum store_comment_excess *out_excess, int64_t *out_id)
{
    struct store_comment_ask about = {s->saying.person.id, s->saying.video};
    enum err err = ERR_CONFLICT;
    *out_excess = COMMENT_EXCESS_MOVED;
    for (int i = 0; i < SAY_TRIES && *out_excess == COMMENT_EXCESS_MOVED; i++) {
        TRY(i == 0 ? ERR_OK : store_comment_video(e->store, about, &s->of));
        s->saying.sealed = span_of(NULL, 0);
        TRY(s->of.audience == AUDIENCE_ALL ? ERR_OK : seal(e, r, s));
        err = store_comment_add(e->store, &s->saying, out_excess, out_id);
    }
    return err;
}

enum err post_comment(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"text", "parent", NULL};
    static const struct said_rule rule = {"text", LIMIT_COMMENT, true};
    struct edged *e = app;
    struct custody_person person;
    struct span text = {NULL, 0};
    struct said s = {.saying = {.now_ms = time_wall_ms()}};
    enum store_comment_excess excess = COMMENT_EXCESS_NONE;
    int64_t id = 0;
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(number_of(r, &s.saying.video));
    TRY(session_who(e, r, a, &person));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "text", 1, LIMIT_COMMENT, &text));
    TRY(said_check(a, &rule, text, &s.saying.text));
    TRY(read_parent(json, a, &s.saying.parent));
    TRY(read_key(r, a, &s));
    TRY(said_often(a, e->comments, person.user));
    struct web_quota own = a->quota;
    TRY(said_often(a, e->storms, s.saying.video));
    web_answer_quota(a, &own);
    mention_find(s.saying.text, &s.mentions);
    for (size_t i = 0; i < s.mentions.count; i++) {
        s.handles[i] = span_text(s.mentions.handles[i]);
    }
    s.saying.mentions = s.handles;
    s.saying.mention_count = s.mentions.count;
    s.saying.person = (struct store_person){person.user, span_text(person.handle)};
    TRY(heed_blocks(e, r, &s));
    enum err err = say(e, r, &s, &excess, &id);
    return err == ERR_OK ? answer_new(e, r, a, &s, id) : refuse(a, err, excess);
}

enum err delete_comment(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    int64_t comment = 0;
    TRY(session_who(e, r, a, &person));
    TRY(number_of(r, &comment));
    enum err err = store_comment_drop(e->store, person.user, comment);
    if (err == ERR_DENIED) {
        (void)web_answer_problem(a, 403, "Not allowed",
                                 "Its author or the video's may remove a comment.");
    }
    TRY(err);
    return web_answer_empty(a);
}

/* ---- liking */

/* What is liked must be there to be seen, and be said neither by somebody who blocked whoever likes
 * it, nor about such a person's video; what is no longer may still be unliked. */
static enum err check_liked(const struct viewer *v, int64_t comment)
{
    struct store_comment found;
    int64_t self = v->person.user;
    TRY(store_comment_get(v->e->store, (struct store_comment_ask){self, comment}, &found));
    int64_t people[] = {found.person, found.creator};
    return blocks_none(v->e, v->token, self, people, 2);
}

static enum err act(struct edged *e, const struct web_request *r, struct web_answer *a,
                    uint8_t what)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct viewer viewer;
    int64_t comment = 0;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    TRY(number_of(r, &comment));
    TRY(what == FEED_UNLIKE_COMMENT ? ERR_OK : check_liked(&viewer, comment));
    struct feed_delta delta = {
        .number = id_new(), .what = what, .count = 1, .watches = {{comment, time_wall_ms(), 0}}};
    enum err err = viewer_fold(&viewer, &delta);
    if (err == ERR_NOT_FOUND) {
        (void)web_answer_problem_limit(a, 409, "Too many likes",
                                       "You like as many comments of that month as one may.",
                                       (int64_t)FEED_PLACES * FEED_SET_MAX);
        return err;
    }
    return err == ERR_OK ? web_answer_empty(a) : viewer_refuse(a, err);
}

enum err put_comment_like(void *app, const struct web_request *r, struct web_answer *a)
{
    return act(app, r, a, FEED_LIKE_COMMENT);
}

enum err delete_comment_like(void *app, const struct web_request *r, struct web_answer *a)
{
    return act(app, r, a, FEED_UNLIKE_COMMENT);
}
