/*
 * title.h: what may be the title of a video, or other words of one line that are shown with it.
 */
#ifndef TITLE_H
#define TITLE_H

#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * title_check: the title without the spaces around it, borrowed from text. ERR_FORMAT: not UTF-8,
 * or a character that can't be seen or turns the writing around (controls, line and paragraph
 * separators, bidirectional marks and overrides, interlinear marks, non-characters). ERR_LIMIT:
 * empty, nothing but spaces, joiners and the like, or longer than LIMIT_TITLE characters.
 */
MUST_USE enum err title_check(struct span text, struct span *out_title);

/* title_words: other words of a person's, by the same rules, of at most max characters; with lines,
 * they may be broken into lines. */
MUST_USE enum err title_words(struct span text, size_t max, bool lines, struct span *out_words);

#endif
