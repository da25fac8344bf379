/*
 * store_mine.h: what app.db has about a person in rows that name them, for that person: as members
 * of an object, each the name of a table with an array of its rows (db_put_rows).
 */
#ifndef STORE_MINE_H
#define STORE_MINE_H

#include "base_json.h"
#include "store.h"

#include <stdint.h>

/* store_mine_person: the members "person", "draft", "follow" (whom they follow) and "notice". */
MUST_USE enum err store_mine_person(struct store *s, int64_t person, struct jot *j);

/* store_mine_next: the highest number of a video of the person's that is below this one.
 * ERR_NOT_FOUND. */
MUST_USE enum err store_mine_next(struct store *s, int64_t person, int64_t below,
                                  int64_t *out_video);

/* store_mine_videos: the members "video", "video_hashtag", "rendition", "picture_hash" and
 * "job_media" of the person's videos with numbers from `first` to `last`. */
struct store_range {
    int64_t first;
    int64_t last;
};
MUST_USE enum err store_mine_videos(struct store *s, int64_t person, struct store_range range,
                                    struct jot *j);

/* store_mine_comments: the members "comment" and "mention" of the person's newest comments with
 * numbers below this one, LIMIT_MINE_COMMENTS at most; out_next: the last one's number if more
 * follow, else 0. */
MUST_USE enum err store_mine_comments(struct store *s, int64_t person, int64_t below, struct jot *j,
                                      int64_t *out_next);

#endif
