/*
 * shut_captions.h: all captions of a video, carried from those whom they are for to others: what is
 * sealed of them is opened, and all are sealed anew or written down, each under a fresh name.
 */
#ifndef SHUT_CAPTIONS_H
#define SHUT_CAPTIONS_H

#include "base_auto.h"
#include "blob.h"
#include "shut.h"
#include "store_audience.h"

struct store;

/* What is in the clear is wiped when it is freed. */
struct shut_captions {
    size_t count;
    struct store_move_caption moved[LIMIT_LANGUAGES]; /* for the store; they borrow from here */
    struct arena memory;                              /* as they are stored */
    struct store_caption captions[LIMIT_LANGUAGES];
    struct blob_id names[LIMIT_LANGUAGES];
    struct buf plain[LIMIT_LANGUAGES]; /* label and vtt */
    struct buf text[LIMIT_LANGUAGES];
    struct buf vtt[LIMIT_LANGUAGES];
    struct buf sealed[LIMIT_LANGUAGES];
};

void shut_captions_free(struct shut_captions *c);
AUTO_CLOSER(shut_captions_free, struct shut_captions)

/* shut_captions_move: of whom they are; to_be, of whom they will be, NULL: everybody's, in the
 * clear. Nothing is stored. Errors: those of shut_seal and shut_open; ERR_NOMEM. */
MUST_USE enum err shut_captions_move(struct store *store, int64_t video, const struct shut_of *of,
                                     const struct shut_of *to_be,
                                     struct shut_captions **out_captions);

/* shut_caption_plain: what is sealed of captions that are in the clear, appended: their label, a
 * line feed, and the vtt. shut_caption_read: the same of captions that are sealed, or not. */
MUST_USE enum err shut_caption_plain(const struct store_caption *caption, struct buf *out);
MUST_USE enum err shut_caption_read(const struct shut_of *of, const struct store_caption *caption,
                                    struct buf *out);

#endif
