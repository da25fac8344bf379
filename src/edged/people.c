/*
 * people.c: people as everybody sees them, whom they follow, and what they say of themselves.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "blocks.h"
#include "named.h"
#include "page.h"
#include "people_json.h"
#include "said.h"
#include "session.h"
#include "shared.h"
#include "store_follow.h"
#include "title.h"
#include "video_page.h"
#include "web_json.h"

enum { ANSWER_MAX = 32 * 1024, DAY_MS = 24 * 3600 * 1000 };

/* Whether one follows the other; unknown where nobody asks. */
static enum followed follows(struct edged *e, int64_t who, int64_t whom, int64_t asks)
{
    struct store_follows found;
    if (asks == 0 || store_follow_of(e->store, who, &whom, 1, &found) != ERR_OK) {
        return FOLLOWED_UNKNOWN;
    }
    return found.count > 0 ? FOLLOWED_YES : FOLLOWED_NO;
}

/* Whether whoever asks muted and blocked them; off NULL: not known. */
static void put_off(struct jot *j, const struct feed_people *off, int64_t person)
{
    static const char *const keys[] = {"muted", "blocked"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (off == NULL) {
            jot_put_text(j, keys[i], NULL);
        } else {
            jot_put_bool(j, keys[i], feed_list_has(i == 0 ? &off->muted : &off->blocked, person));
        }
    }
}

/* Of when somebody came, the day is enough. */
static enum err answer_person(struct edged *e, struct web_answer *a, const struct store_profile *p,
                              int64_t asks, const struct feed_people *off)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    struct people_user user = {p->id, p->handle, p->name, p->avatar, follows(e, asks, p->id, asks)};
    jot_object(&j);
    people_put_members(&j, &user);
    people_put_followed(&j, "follows_me", follows(e, p->id, asks, asks));
    put_off(&j, off, p->id);
    jot_put_bool(&j, "self", asks == p->id);
    jot_put_text(&j, "bio", p->bio);
    jot_put_int(&j, "created_ms", p->created_ms - p->created_ms % DAY_MS);
    jot_put_int(&j, "followers", p->followers);
    jot_put_int(&j, "following", p->following);
    jot_put_int(&j, "videos", p->videos);
    jot_put_int(&j, "likes", p->likes);
    people_put_label(&j, p->label);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err get_person(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    struct store_profile person;
    struct feed_people off;
    TRY(named_shown(e, r, &person));
    bool known = onlooker_of(e, r, &onlooker) == ERR_OK;
    bool listed = known && onlooker_people(e, &onlooker, &off);
    return answer_person(e, a, &person, known ? onlooker.person.user : 0, listed ? &off : NULL);
}

enum err get_person_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    struct store_profile person;
    struct video_page page;
    TRY(named_shown(e, r, &person));
    TRY(video_page_start(r, a, &page));
    enum err err = onlooker_of(e, r, &onlooker);
    struct store_look look = {.person = person.id,
                              .viewer = err == ERR_OK ? onlooker.person.user : 0,
                              .after = page.after};
    TRY(store_video_by(e->store, &look, page.max + 1, page.videos, &page.count));
    return video_page_show(e, r, a, &page);
}

enum err get_following_videos(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct video_page page;
    TRY(session_who(e, r, a, &person));
    TRY(video_page_start(r, a, &page));
    page.chosen = true;
    TRY(store_video_following(e->store, person.user, page.after, page.max + 1, page.videos,
                              &page.count));
    return video_page_show(e, r, a, &page);
}

/* ---- lists of people */

typedef enum err list_fn(struct store *s, int64_t person, int64_t after, size_t max,
                         struct store_follower *out_people, size_t *out_count);

static enum err answer_list(struct edged *e, const struct web_request *r, struct web_answer *a,
                            list_fn *fn)
{
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct store_profile person;
    struct store_follower people[LIMIT_PAGE + 1];
    struct store_follows found = {.count = 0};
    int64_t ids[LIMIT_PAGE + 1];
    struct page page;
    size_t count = 0;
    TRY(named_shown(e, r, &person));
    TRY(page_read(r, a, &page));
    TRY(fn(e->store, person.id, page.after.id, page.max + 1, people, &count));
    for (size_t i = 0; i < count; i++) {
        ids[i] = people[i].id;
    }
    bool known = onlooker_of(e, r, &onlooker) == ERR_OK && onlooker.person.user != 0 &&
                 store_follow_of(e->store, onlooker.person.user, ids, count, &found) == ERR_OK;
    bool more = count > page.max;
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "people");
    jot_array(&j);
    for (size_t i = 0; i < count - (more ? 1 : 0); i++) {
        bool followed = store_follows_has(&found, people[i].id);
        people_put_user(&j, &(struct people_user){people[i].id, people[i].handle, people[i].name,
                                                  people[i].avatar,
                                                  !known     ? FOLLOWED_UNKNOWN
                                                  : followed ? FOLLOWED_YES
                                                             : FOLLOWED_NO});
    }
    jot_array_end(&j);
    struct store_place last = {0};
    last.id = more ? people[count - 2].follow : 0;
    TRY(page_put_next(&j, &page, more ? &last : NULL));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err get_followers(void *app, const struct web_request *r, struct web_answer *a)
{
    return answer_list(app, r, a, store_followers);
}

enum err get_following(void *app, const struct web_request *r, struct web_answer *a)
{
    return answer_list(app, r, a, store_following);
}

/* ---- following */

/* Of two of whom one blocked the other neither follows the other. */
static enum err check_bar(struct edged *e, const struct web_request *r, struct web_answer *a,
                          int64_t self, int64_t target)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct blocks_between bars = {false, false};
    TRY(session_token(r, &token));
    TRY(self == target ? ERR_OK : blocks_between(e, &token, target, &bars));
    if (bars.by_them || bars.by_me) {
        (void)web_answer_problem(a, 403, "Not allowed",
                                 bars.by_them ? "This person does not want you to follow."
                                              : "You block this person.");
        return ERR_DENIED;
    }
    return ERR_OK;
}

/* custodiand keeps who follows those who share. */
static enum err share(struct edged *e, const struct web_request *r, enum ask_share what,
                      int64_t self, int64_t target)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    TRY(session_token(r, &token));
    return what == SHARE_FOLLOW ? shared_follow(e, &token, self, target)
                                : custody_share(e->custodian, &token, what, target);
}

enum err put_follow(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct store_profile target;
    TRY(session_who(e, r, a, &person));
    TRY(named_shown(e, r, &target));
    TRY(said_often(a, e->follows, person.user));
    TRY(check_bar(e, r, a, person.user, target.id));
    struct store_person self = {person.user, span_text(person.handle)};
    enum err err = store_follow_add(e->store, &self, target.id, time_wall_ms(), NULL);
    if (err == ERR_CONFLICT) {
        (void)web_answer_problem(a, 409, "Conflict", "Nobody follows themselves.");
    } else if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 409, "Too many followed",
                                       "You follow as many people as one may. Follow somebody no "
                                       "longer first.",
                                       LIMIT_FOLLOWS);
    }
    TRY(err);
    err = check_bar(e, r, a, person.user, target.id); /* a block that came in between ends it */
    if (err == ERR_DENIED) {
        TRY(store_follow_drop(e->store, person.user, target.id));
    }
    TRY(err);
    TRY(share(e, r, SHARE_FOLLOW, person.user, target.id));
    return web_answer_empty(a);
}

enum err delete_follow(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct store_profile target;
    TRY(session_who(e, r, a, &person));
    TRY(named_person(e, r, &target));
    TRY(store_follow_drop(e->store, person.user, target.id));
    TRY(person.user == target.id ? ERR_OK : share(e, r, SHARE_UNFOLLOW, person.user, target.id));
    return web_answer_empty(a);
}

/* ---- oneself */

/* An empty text takes the words away. */
static enum err read_words(struct web_json *json, struct web_answer *a,
                           const struct said_rule *rule, struct span *out)
{
    struct span text = {NULL, 0};
    TRY(web_json_text(json, rule->field, 0, rule->max, &text));
    if (text.len == 0) {
        *out = span_text("");
        return ERR_OK;
    }
    return said_check(a, rule, text, out);
}

enum err patch_profile(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"name", "bio", NULL};
    static const struct said_rule of_name = {"name", LIMIT_NAME, false};
    static const struct said_rule of_bio = {"bio", LIMIT_BIO, true};
    struct edged *e = app;
    struct custody_person person;
    struct store_words words = {NULL, NULL};
    struct span name = {NULL, 0};
    struct span bio = {NULL, 0};
    struct store_profile profile;
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(session_who(e, r, a, &person));
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    if (web_json_has(json, "name")) {
        TRY(read_words(json, a, &of_name, &name));
        words.name = &name;
    }
    if (web_json_has(json, "bio")) {
        TRY(read_words(json, a, &of_bio, &bio));
        words.bio = &bio;
    }
    struct store_person self = {person.user, span_text(person.handle)};
    TRY(store_profile_set(e->store, &self, &words, time_wall_ms()));
    TRY(store_profile_get(e->store, person.user, &profile));
    static const struct feed_people nobody; /* nobody mutes themselves */
    return answer_person(e, a, &profile, person.user, &nobody);
}
