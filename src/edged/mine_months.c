/*
 * mine_months.c: what a viewer has seen and likes, by the months of the videos and comments: how
 * many, or which.
 */
#include "mine.h"

#include "base_time.h"

#include <inttypes.h>
#include <stdio.h>

enum { NUMBER_MAX = 24, MONTH_MAX = 24 };

static const int first_year = 2025; /* of month 0: feed_set.h */

static void put_name(struct jot *j, uint16_t month)
{
    char name[MONTH_MAX];
    (void)snprintf(name, sizeof(name), "%04d-%02d", first_year + month / 12, month % 12 + 1);
    jot_put_text(j, "month", name);
}

uint16_t mine_month_last(void)
{
    return (uint16_t)(feed_month_at(time_wall_ms()) + 1u);
}

static enum err count_of(const struct viewer *v, uint8_t kind, uint16_t month, int64_t *out)
{
    AUTO(feed_state) struct feed_state sets = {.set_count = 0};
    int64_t count = 0;
    TRY(viewer_set(v, kind, month, &sets));
    for (size_t i = 0; i < sets.set_count; i++) {
        count += sets.sets[i]->count;
    }
    *out = count;
    return ERR_OK;
}

enum err mine_months(const struct viewer *v, struct jot *j)
{
    jot_key(j, "months");
    jot_array(j);
    for (uint32_t left = mine_month_last() + 1u; left > 0; left--) {
        uint16_t month = (uint16_t)(left - 1);
        int64_t seen = 0;
        int64_t likes = 0;
        int64_t of_comments = 0;
        TRY(count_of(v, FEED_SEEN, month, &seen));
        TRY(count_of(v, FEED_LIKES, month, &likes));
        TRY(count_of(v, FEED_COMMENT_LIKES, month, &of_comments));
        if (seen == 0 && likes == 0 && of_comments == 0) {
            continue;
        }
        jot_object(j);
        put_name(j, month);
        jot_put_int(j, "seen", seen);
        jot_put_int(j, "likes", likes);
        jot_put_int(j, "comment_likes", of_comments);
        jot_object_end(j);
    }
    jot_array_end(j);
    return ERR_OK;
}

static void put_numbers(struct jot *j, const char *key, const struct feed_state *sets)
{
    jot_key(j, key);
    jot_array(j);
    for (size_t i = 0; i < sets->set_count; i++) {
        for (size_t k = 0; k < sets->sets[i]->count; k++) {
            char text[NUMBER_MAX];
            (void)snprintf(text, sizeof(text), "%" PRId64, sets->sets[i]->videos[k]);
            jot_text(j, text);
        }
    }
    jot_array_end(j);
}

enum err mine_month(const struct viewer *v, uint16_t month, struct jot *j, bool *out_any)
{
    AUTO(feed_state) struct feed_state seen = {.set_count = 0};
    AUTO(feed_state) struct feed_state likes = {.set_count = 0};
    AUTO(feed_state) struct feed_state of_comments = {.set_count = 0};
    TRY(viewer_set(v, FEED_SEEN, month, &seen));
    TRY(viewer_set(v, FEED_LIKES, month, &likes));
    TRY(viewer_set(v, FEED_COMMENT_LIKES, month, &of_comments));
    *out_any = seen.set_count > 0 || likes.set_count > 0 || of_comments.set_count > 0;
    if (*out_any) {
        jot_object(j);
        put_name(j, month);
        put_numbers(j, "seen", &seen);
        put_numbers(j, "likes", &likes);
        put_numbers(j, "comment_likes", &of_comments);
        jot_object_end(j);
    }
    return ERR_OK;
}
