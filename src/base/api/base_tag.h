/*
 * base_tag.h: the hashtags of a title: one rule for what is stored, searched, shown and ranked by.
 *
 * A hashtag is a # and what follows of letters, digits and _, wherever it stands: 1 to LIMIT_TAG
 * characters, of which one is a letter at least. A longer run is no hashtag. Letters are those of
 * any script, with their marks; emoji are none, and no punctuation but what rare scripts have. A
 * tag is kept without its #, in small letters (of Latin, Greek, Cyrillic and Armenian; a final
 * sigma is a sigma; other scripts have none). Composed and decomposed letters are two tags: nothing
 * is normalised. Of a title the first TAGS_MAX count, each once.
 */
#ifndef BASE_TAG_H
#define BASE_TAG_H

#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stddef.h>

enum { TAGS_MAX = 7, TAG_BYTES = LIMIT_TAG * 4 };

struct tag {
    size_t len;
    char text[TAG_BYTES + 1]; /* ends with a NUL */
};

/* tags_of: how many there are. The title is well-formed UTF-8; where it is not, it ends. */
size_t tags_of(struct span title, struct tag out_tags[TAGS_MAX]);

/* tag_of: a hashtag as a person or a link writes it, in any case, with or without its #.
 * ERR_FORMAT: it is not one, or there is more. */
MUST_USE enum err tag_of(struct span text, struct tag *out_tag);

/* tag_small: a text in small letters, as a tag's are; its length, never more than the text's. Where
 * the text is not well-formed UTF-8, it ends. out has room for as many bytes; no NUL is written. */
size_t tag_small(struct span text, char *out);

#endif
