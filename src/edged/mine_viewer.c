/*
 * mine_viewer.c: a viewer's sealed state in words. Taste is kept by keys that are hashes; which
 * creator or hashtag one stands for is found by trying those of the videos that the viewer watched
 * last or likes.
 */
#include "mine.h"

#include "base_tag.h"
#include "people_json.h"
#include "store_video.h"
#include "store_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORD_MAX = STORE_TITLE + 2 };

/* ---- taste */

struct words {
    const struct feed_hot *hot;
    char (*of)[WORD_MAX]; /* one for each taste; empty: not found */
};

static void words_say(const struct words *words, uint64_t key, const char *sign, struct span word)
{
    for (size_t i = 0; i < words->hot->taste_count; i++) {
        if (words->hot->tastes[i].key == key && words->of[i][0] == '\0') {
            (void)snprintf(words->of[i], WORD_MAX, "%s%.*s", sign, (int)word.len, word.ptr);
        }
    }
}

static void words_of_title(const struct words *words, struct span title)
{
    struct tag tags[TAGS_MAX];
    size_t count = tags_of(title, tags);
    for (size_t i = 0; i < count; i++) {
        struct span tag = span_of(tags[i].text, tags[i].len);
        words_say(words, feed_key_tag(tag), "#", tag);
    }
}

static enum err words_of_video(const struct viewer *v, const struct words *words, int64_t video)
{
    struct store_video found;
    enum err err = store_video_get(v->e->store, video, &found);
    if (err == ERR_OK) {
        words_say(words, feed_key_creator(found.person), "@", span_text(found.handle));
        words_of_title(words, span_text(found.title));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err find_words(const struct viewer *v, const struct words *words)
{
    const struct feed_hot *hot = words->hot;
    for (size_t i = 0; i < hot->recent_count; i++) {
        bool again = i > 0 && hot->recent[i - 1].video == hot->recent[i].video;
        TRY(again ? ERR_OK : words_of_video(v, words, hot->recent[i].video));
    }
    for (size_t i = 0; i < hot->liked_count; i++) {
        TRY(words_of_video(v, words, hot->liked[i].video));
    }
    for (size_t i = 0; i < hot->unwanted_count; i++) {
        TRY(words_of_video(v, words, hot->unwanted[i]));
    }
    return ERR_OK;
}

static void put_taste(struct jot *j, const struct words *words)
{
    jot_key(j, "taste");
    jot_array(j);
    for (size_t i = 0; i < words->hot->taste_count; i++) {
        const char *word = words->of[i];
        jot_object(j);
        jot_put_text(j, "about", word[0] != '\0' ? word : NULL);
        jot_put_int(j, "weight", words->hot->tastes[i].weight);
        jot_object_end(j);
    }
    jot_array_end(j);
}

/* ---- lists */

static void put_hot(struct jot *j, const struct feed_hot *hot)
{
    jot_key(j, "watches");
    jot_array(j);
    for (size_t i = 0; i < hot->recent_count; i++) {
        jot_object(j);
        people_put_id(j, "video", hot->recent[i].video);
        jot_put_int(j, "watched_ms", hot->recent[i].watched_ms);
        jot_put_int(j, "at_ms", hot->recent[i].at_ms);
        jot_object_end(j);
    }
    jot_array_end(j);
    jot_key(j, "liked");
    jot_array(j);
    for (size_t i = 0; i < hot->liked_count; i++) {
        jot_object(j);
        people_put_id(j, "video", hot->liked[i].video);
        jot_put_int(j, "at_ms", hot->liked[i].at_ms);
        jot_object_end(j);
    }
    jot_array_end(j);
    jot_key(j, "not_interested");
    jot_array(j);
    for (size_t i = 0; i < hot->unwanted_count; i++) {
        jot_object(j);
        people_put_id(j, "video", hot->unwanted[i]);
        jot_object_end(j);
    }
    jot_array_end(j);
}

/* What they said about their pages. */
static void put_prefs(struct jot *j, const struct feed_prefs *prefs)
{
    jot_put_text(j, "order", prefs->order == FEED_ORDER_NEWEST ? "newest" : "ranked");
    jot_key(j, "hidden_people");
    jot_array(j);
    for (size_t i = 0; i < prefs->hidden_count; i++) {
        jot_object(j);
        people_put_id(j, "person", prefs->hidden[i]);
        jot_object_end(j);
    }
    jot_array_end(j);
    jot_key(j, "hidden_words");
    jot_array(j);
    for (size_t i = 0; i < prefs->word_count; i++) {
        jot_span(j, span_of(prefs->words[i].text, prefs->words[i].len));
    }
    jot_array_end(j);
}

static void put_numbers(struct jot *j, const char *key, const char *of, const int64_t *numbers,
                        size_t count)
{
    jot_key(j, key);
    jot_array(j);
    for (size_t i = 0; i < count; i++) {
        jot_object(j);
        people_put_id(j, of, numbers[i]);
        jot_object_end(j);
    }
    jot_array_end(j);
}

/* What they keep for themselves. */
static enum err put_lists(const struct viewer *v, struct jot *j)
{
    struct feed_saved saved = {.count = 0};
    struct feed_people people = {{0}, {0}};
    TRY(viewer_saved(v, &saved));
    TRY(viewer_people(v, &people));
    put_numbers(j, "saved", "video", saved.videos, saved.count);
    put_numbers(j, "muted_people", "person", people.muted.people, people.muted.count);
    put_numbers(j, "blocked_people", "person", people.blocked.people, people.blocked.count);
    return ERR_OK;
}

/* What this needs is too much for a stack. */
struct state {
    struct feed_hot hot;
    struct feed_prefs prefs;
    char words[FEED_TASTES][WORD_MAX];
};
static void state_free(struct state *s)
{
    free(s);
}
AUTO_CLOSER(state_free, struct state)

enum err mine_viewer(const struct viewer *v, struct jot *j)
{
    AUTO(state_free) struct state *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    struct words words = {&s->hot, s->words};
    int64_t mark = 0;
    TRY(viewer_recent(v, &s->hot));
    TRY(viewer_prefs(v, &s->prefs));
    TRY(find_words(v, &words));
    TRY(viewer_mark(v, &mark));
    jot_key(j, "viewer_part");
    jot_array(j);
    jot_object(j);
    jot_key(j, "sealed");
    jot_object(j);
    put_hot(j, &s->hot);
    put_taste(j, &words);
    put_prefs(j, &s->prefs);
    TRY(put_lists(v, j));
    TRY(mine_months(v, j));
    people_put_id(j, "notices_read_to", mark);
    jot_object_end(j);
    jot_object_end(j);
    jot_array_end(j);
    return ERR_OK;
}
