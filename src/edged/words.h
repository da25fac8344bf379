/*
 * words.h: the words of the pages that are written here, in the languages of the app, from one
 * table (words.tbl).
 */
#ifndef WORDS_H
#define WORDS_H

#include "base_buf.h"
#include "base_err.h"

#include <stddef.h>
#include <stdint.h>

enum language { LANGUAGE_EN, LANGUAGE_AR, LANGUAGES_ };

enum word {
    WORD_NONE, /* no words */
#define WORD(key, english, arabic) WORD_##key,
#include "words.tbl"
    WORDS_
};

/* words_of: markup, with {1} where a text belongs. */
const char *words_of(enum language language, enum word word);

/* words_put: appends it, each of the texts escaped in its place, {1} the first; as many as it has
 * places for. NULL: it has none. */
enum err words_put(struct buf *out, enum language language, enum word word,
                   const char *const *texts);

/* words_named: plain text for what has this name, or is this English sentence, in another table;
 * the name itself where the table has no row. */
const char *words_named(enum language language, const char *name);

/* words_moment: a wall time, in UTC, as the app writes one: "Nov 27, 2026, 8:03 AM UTC". out holds
 * WORDS_MOMENT bytes. */
enum { WORDS_MOMENT = 64 };
void words_moment(enum language language, int64_t wall_ms, char out[WORDS_MOMENT]);

#endif
