/*
 * title.h: what may be the title of a video, or other words of one line that are shown with it.
 */
#ifndef TITLE_H
#define TITLE_H

#include "base_err.h"
#include "base_span.h"

/*
 * title_check: the title without the spaces around it, borrowed from text. ERR_FORMAT: not UTF-8,
 * or a character that can't be seen or turns the writing around (controls, line and paragraph
 * separators, bidirectional marks and overrides, interlinear marks, non-characters). ERR_LIMIT:
 * empty, or longer than LIMIT_TITLE characters.
 */
MUST_USE enum err title_check(struct span text, struct span *out_title);

/* words_check: the same with another limit. */
MUST_USE enum err words_check(struct span text, size_t max, struct span *out_words);

#endif
