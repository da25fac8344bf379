/*
 * feed_wishes.c: what a viewer says about their own pages, and what is kept of it: the order,
 * people and words that are hidden, and taste, in words.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_tag.h"
#include "named.h"
#include "people_json.h"
#include "store_person.h"
#include "title.h"
#include "viewer_answer.h"
#include "web_json.h"

#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_MAX = 128 * 1024, NUMBER_MAX = 24 };

static const char *const orders[FEED_ORDERS] = {
    [FEED_ORDER_RANKED] = "ranked",
    [FEED_ORDER_NEWEST] = "newest",
};

/* ---- shown */

static enum err put_person(struct jot *j, struct store *store, int64_t person)
{
    struct store_profile profile;
    enum err err = store_profile_get(store, person, &profile);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? ERR_OK : err; /* they left */
    }
    struct people_user user = {
        .id = person, .handle = profile.handle, .name = profile.name, .avatar = profile.avatar};
    people_put_user(j, &user);
    return ERR_OK;
}

/* The hashtag that a key stands for, from the title of a video that has it. False: none has. */
static bool find_tag(struct shelf *shelf, uint64_t key, struct tag *out)
{
    struct tag tags[TAGS_MAX];
    bool found = false;
    struct shelf_list list = shelf_of(shelf_hold(shelf), key);
    for (size_t i = 0; i < list.count && i < 1; i++) {
        size_t count = tags_of(shelf_row(shelf, list.at[i])->title, tags);
        for (size_t k = 0; k < count; k++) {
            if (feed_key_tag(span_of(tags[k].text, tags[k].len)) == key) {
                *out = tags[k];
                found = true;
            }
        }
    }
    shelf_let_go(shelf);
    return found;
}

/* A key of a creator has their number in it; a hashtag's is a hash. What no name is found for is
 * left out: nothing that is there can be ranked by it. */
static enum err put_taste(struct jot *j, struct edged *e, const struct feed_taste *taste)
{
    struct tag tag;
    struct store_profile profile;
    int64_t person = (int64_t)(taste->key >> 1);
    bool is_creator = (taste->key & 1) != 0;
    enum err err = is_creator ? store_profile_get(e->store, person, &profile) : ERR_OK;
    if (err == ERR_NOT_FOUND || (!is_creator && !find_tag(e->shelf, taste->key, &tag))) {
        return ERR_OK;
    }
    TRY(err);
    jot_object(j);
    jot_put_text(j, is_creator ? "creator" : "hashtag", is_creator ? profile.handle : tag.text);
    jot_put_int(j, "weight", taste->weight);
    jot_object_end(j);
    return ERR_OK;
}

/* What this needs is too much for a stack. */
struct wishes {
    struct feed_hot hot;
    struct feed_prefs prefs;
};
static void wishes_free(struct wishes *w)
{
    free(w);
}
AUTO_CLOSER(wishes_free, struct wishes)

static enum err put_wishes(struct jot *j, struct edged *e, const struct wishes *w)
{
    jot_object(j);
    jot_put_text(j, "order", orders[w->prefs.order]);
    jot_key(j, "hidden_people");
    jot_array(j);
    for (size_t i = 0; i < w->prefs.hidden_count; i++) {
        TRY(put_person(j, e->store, w->prefs.hidden[i]));
    }
    jot_array_end(j);
    jot_key(j, "hidden_words");
    jot_array(j);
    for (size_t i = 0; i < w->prefs.word_count; i++) {
        jot_span(j, span_of(w->prefs.words[i].text, w->prefs.words[i].len));
    }
    jot_array_end(j);
    jot_put_int(j, "unwanted", w->hot.unwanted_count);
    jot_key(j, "tastes");
    jot_array(j);
    for (size_t i = 0; i < w->hot.taste_count; i++) {
        TRY(put_taste(j, e, &w->hot.tastes[i]));
    }
    jot_array_end(j);
    jot_object_end(j);
    return ERR_OK;
}

enum err get_my_feed(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(custody_frame) struct buf body = {.max = ANSWER_MAX};
    AUTO(wishes_free) struct wishes *w = calloc(1, sizeof(*w));
    struct viewer viewer;
    if (w == NULL) {
        return ERR_NOMEM;
    }
    TRY(viewer_enter(e, r, a, &token, &viewer));
    enum err err = viewer_recent(&viewer, &w->hot);
    err = err == ERR_OK ? viewer_prefs(&viewer, &w->prefs) : err;
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    TRY(put_wishes(&j, e, w));
    return web_answer_json(a, 200, &body);
}

/* ---- said */

static enum err change(struct edged *e, const struct web_request *r, struct web_answer *a,
                       viewer_prefs_fn *fn, void *context)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct viewer viewer;
    TRY(viewer_enter(e, r, a, &token, &viewer));
    enum err err = viewer_prefs_change(&viewer, fn, context);
    if (err == ERR_NOT_FOUND) { /* fn's word for its own limit: others have theirs */
        (void)web_answer_problem_limit(a, 409, "Too many people", "You hide as many as one may.",
                                       LIMIT_HIDDEN_PEOPLE);
        return err;
    }
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    return web_answer_empty(a);
}

static enum err set_order(struct feed_prefs *prefs, void *context)
{
    prefs->order = *(const uint8_t *)context;
    return ERR_OK;
}

enum err put_feed_order(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"order", NULL};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct span text = {0};
    uint8_t order = 0;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(web_json_text(json, "order", 1, NUMBER_MAX, &text));
    while (order < FEED_ORDERS && !span_is(text, orders[order])) {
        order++;
    }
    if (order == FEED_ORDERS) {
        (void)web_answer_problem(a, 400, "Malformed request", "order: ranked or newest");
        return ERR_FORMAT;
    }
    return change(app, r, a, set_order, &order);
}

static enum err hide(struct feed_prefs *prefs, void *context)
{
    enum err err = feed_prefs_hide(prefs, *(const int64_t *)context);
    return err == ERR_LIMIT ? ERR_NOT_FOUND : err;
}

static enum err show(struct feed_prefs *prefs, void *context)
{
    feed_prefs_show(prefs, *(const int64_t *)context);
    return ERR_OK;
}

static enum err change_person(struct edged *e, const struct web_request *r, struct web_answer *a,
                              viewer_prefs_fn *fn)
{
    struct store_profile profile;
    TRY(named_person(e, r, &profile));
    return change(e, r, a, fn, &profile.id);
}

enum err put_hide(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_person(app, r, a, hide);
}

enum err delete_hide(void *app, const struct web_request *r, struct web_answer *a)
{
    return change_person(app, r, a, show);
}

/* All of them: those that were before are no more. */
static enum err set_words(struct feed_prefs *prefs, void *context)
{
    const struct feed_prefs *fresh = context;
    prefs->word_count = fresh->word_count;
    memcpy(prefs->words, fresh->words, sizeof(prefs->words));
    return ERR_OK;
}

static enum err read_words(struct web_json *json, struct web_answer *a, struct feed_prefs *out)
{
    size_t count = 0;
    TRY(web_json_texts(json, "words", LIMIT_HIDDEN_WORDS, &count));
    for (size_t i = 0; i < count; i++) {
        struct span word = {0};
        TRY(web_json_text_of(json, "words", i, LIMIT_HIDDEN_WORD, &word));
        if (title_words(word, LIMIT_HIDDEN_WORD, false, &word) != ERR_OK ||
            feed_prefs_word(out, word) != ERR_OK) {
            (void)web_answer_problem(a, 400, "Malformed request",
                                     "words: each a word, or # and a hashtag");
            return ERR_FORMAT;
        }
    }
    return ERR_OK;
}

enum err put_feed_words(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"words", NULL};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct feed_prefs *fresh = ARENA_NEW(r->scratch, struct feed_prefs);
    if (fresh == NULL) {
        return ERR_NOMEM;
    }
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    TRY(read_words(json, a, fresh));
    return change(app, r, a, set_words, fresh);
}
