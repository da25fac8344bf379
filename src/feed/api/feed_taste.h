/*
 * feed_taste.h: what a viewer likes, as whole numbers by key. A key is a creator, or a hashtag of a
 * video's title. Each day takes a sixteenth of every weight, and at least one.
 */
#ifndef FEED_TASTE_H
#define FEED_TASTE_H

#include "feed_hot.h"

enum {
    FEED_KEYS = 8,            /* of one video: its creator and up to seven hashtags */
    FEED_WEIGHT_MAX = 1 << 20 /* either way */
};

/* What is public about a video, as far as taste goes. */
struct feed_facts {
    int64_t video;
    int64_t length_ms;
    size_t key_count;
    uint64_t keys[FEED_KEYS];
};

/* feed_key_creator: odd. feed_key_tag: even; of a hashtag as base_tag.h has it. */
uint64_t feed_key_creator(int64_t person);
uint64_t feed_key_tag(struct span tag);

/* feed_facts_of: the keys are the creator's and those of the title's hashtags (base_tag.h). */
struct feed_facts feed_facts_of(int64_t video, int64_t person, int64_t length_ms,
                                struct span title);

/* feed_taste_decay: up to a day; one that is past changes nothing. */
void feed_taste_decay(struct feed_hot *hot, int64_t day);

/* feed_taste_add: to each key of the facts. In a full table the weight nearest to zero makes room,
 * if it is nearer than what comes. */
void feed_taste_add(struct feed_hot *hot, const struct feed_facts *facts, int32_t gain);

/* feed_gain_of: of a watch: below zero if it was left at once, more the longer it was watched. */
int32_t feed_gain_of(const struct feed_watch *watch, int64_t length_ms);

#endif
