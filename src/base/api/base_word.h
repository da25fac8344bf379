/*
 * base_word.h: the words of a text, as what is searched in and what is searched for: one rule for
 * both.
 *
 * A word is a run of letters and digits, in small letters, without marks ("Ärger" and "arger" are
 * one; so is what is composed and what is decomposed, and what is of full width). It is cut after
 * LIMIT_WORD characters. Where a script has no spaces between words (Han, Kana, Thai, Lao, Khmer,
 * Burmese), each character is a word. An emoji is a word as well: with what is joined to it (a
 * family, a flag), without its tone of skin, as letters are without marks. Everything else stands
 * between words: stops, _, marks of direction.
 */
#ifndef BASE_WORD_H
#define BASE_WORD_H

#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>

enum { WORD_BYTES = LIMIT_WORD * 4 };

struct word {
    size_t len;
    char text[WORD_BYTES + 1]; /* ends with a NUL */
};

/* word_next: the next one, off the rest. False: none is left; the text is well-formed UTF-8, and
 * where it is not, it ends. */
bool word_next(struct span *rest, struct word *out_word);

#endif
