/*
 * feed_prefs.h: what a viewer has said about their pages. A part (feed_part.h) of kind FEED_PREFS:
 *
 *   u8 order (enum feed_order)
 *   u16 n, to 200 | n x i64 person   creators that are hidden, rising
 *   u8 n, to 100 | n x (u8 len, 1 to 128 | len bytes)   words and hashtags that are hidden, rising
 *
 * Every person is greater than zero. A word is lower-case UTF-8 (tag_small); a hashtag begins with
 * its #.
 */
#ifndef FEED_PREFS_H
#define FEED_PREFS_H

#include "base_limits.h"
#include "feed_part.h"

#include <stdbool.h>
#include <stddef.h>

enum { FEED_WORD = LIMIT_HIDDEN_WORD * 4 };

enum feed_order { FEED_ORDER_RANKED, FEED_ORDER_NEWEST, FEED_ORDERS };

struct feed_word {
    uint8_t len;
    char text[FEED_WORD];
};

struct feed_prefs {
    uint8_t order;
    uint8_t word_count;
    uint16_t hidden_count;
    int64_t hidden[LIMIT_HIDDEN_PEOPLE];
    struct feed_word words[LIMIT_HIDDEN_WORDS];
};

MUST_USE enum err feed_prefs_decode(struct span in, struct feed_prefs *out_prefs);
MUST_USE enum err feed_prefs_encode(const struct feed_prefs *prefs, struct buf *out);

/* feed_prefs_hide, feed_prefs_show: a creator. What is so already is no failure. ERR_LIMIT:
 * LIMIT_HIDDEN_PEOPLE are hidden. */
MUST_USE enum err feed_prefs_hide(struct feed_prefs *prefs, int64_t person);
void feed_prefs_show(struct feed_prefs *prefs, int64_t person);

/*
 * feed_prefs_word: one more hidden word: in small letters, without the spaces around it; what
 * begins with # must be a hashtag (base_tag.h). One that is there already is no failure. The word
 * is well-formed UTF-8. ERR_FORMAT: it is no word or hashtag; ERR_LIMIT: it is too long, or there
 * are LIMIT_HIDDEN_WORDS.
 */
MUST_USE enum err feed_prefs_word(struct feed_prefs *prefs, struct span word);

#endif
