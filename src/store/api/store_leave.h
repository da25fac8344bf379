/*
 * store_leave.h: what goes: a video, at its author's word; all of a person who left. A video's row
 * goes first, with which nothing of it can be reached any more; in the same operation the names of
 * its files are noted, and stay noted until the files are gone; and what was said about it goes in
 * steps that follow. With a person goes what they said about others' videos, with the replies to
 * it.
 */
#ifndef STORE_LEAVE_H
#define STORE_LEAVE_H

#include "base_span.h"
#include "store_video.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* store_video_title: another title. store_video_remove: the video is gone; a job of it that runs
 * ends in ERR_CONFLICT. ERR_NOT_FOUND: there is none, or it is another person's. */
MUST_USE enum err store_video_title(struct store *s, int64_t person, int64_t video,
                                    struct span title);
MUST_USE enum err store_video_remove(struct store *s, int64_t person, int64_t video);

/* store_removal_next: names of files to remove, at most max. store_removal_done: those are gone. */
struct store_removal {
    char text[STORE_BLOB_ID + 1];
};
MUST_USE enum err store_removal_next(struct store *s, size_t max, struct store_removal *out_names,
                                     size_t *out_count);
MUST_USE enum err store_removal_done(struct store *s, const struct store_removal *names,
                                     size_t count);

/* A person who left: custodiand has nothing of them any more, not even a session. */
struct store_leaver {
    int64_t person;
    struct span locker;
};

/* store_gone: from its return on, as long as the store is open, nothing of the leaver's is added:
 * what a request of theirs that is still under way brings is ERR_DENIED. */
void store_gone(struct store *s, const struct store_leaver *leaver);

/* store_leave_step: removes a bounded part of what there is of the leaver, but drafts (drafts.h)
 * and sealed rows (store_viewer.h); drafts must be gone before the last step. out_more: there was
 * something. */
MUST_USE enum err store_leave_step(struct store *s, const struct store_leaver *leaver,
                                   bool *out_more);

/* store_sweep_step: removes a bounded part of what was said about videos that are gone. out_more:
 * there was something. */
MUST_USE enum err store_sweep_step(struct store *s, bool *out_more);

/* store_draft_of: one of the person's. ERR_NOT_FOUND. */
MUST_USE enum err store_draft_of(struct store *s, int64_t person, struct store_removal *out_name);

/* store_tidy: what was removed is overwritten in the database; after this, the write-ahead log has
 * nothing of it either. ERR_BUSY: a reader was in the way; again later. */
MUST_USE enum err store_tidy(struct store *s);

#endif
