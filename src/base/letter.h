/*
 * letter.h: characters of text, one by one, for hashtags (base_tag.h) and words (base_word.h).
 */
#ifndef LETTER_H
#define LETTER_H

#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NO_CHARACTER = 0x110000 };

/* letter_take: the next one, off the rest; NO_CHARACTER at its end, or where it is not well-formed.
 */
uint32_t letter_take(struct span *rest);

/* letter_is: whether it is a letter of any script, a digit above ASCII, or a mark. */
bool letter_is(uint32_t c);

/* letter_small: the small letter of a capital. letter_bare: the small letter without its marks. */
uint32_t letter_small(uint32_t c);
uint32_t letter_bare(uint32_t c);

/* letter_put: as UTF-8, at most four bytes; how many. */
size_t letter_put(char *out, uint32_t c);

#endif
