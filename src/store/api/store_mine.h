/*
 * store_mine.h: what app.db has about a person in rows that name them, for that person: as members
 * of an object, each the name of a table with an array of its rows (db_put_rows).
 */
#ifndef STORE_MINE_H
#define STORE_MINE_H

#include "base_json.h"
#include "store.h"
#include "store_media.h"

#include <stdint.h>

/* store_mine_person: the members "person" and "draft". */
MUST_USE enum err store_mine_person(struct store *s, int64_t person, struct jot *j);

/* store_mine_next: the highest number of a video of the person's that is below this one.
 * ERR_NOT_FOUND. */
MUST_USE enum err store_mine_next(struct store *s, int64_t person, int64_t below,
                                  int64_t *out_video);

/* store_mine_videos: the members "video", "rendition", "picture_hash" and "job_media" of the
 * person's videos with numbers from `first` to `last`. */
struct store_range {
    int64_t first;
    int64_t last;
};
MUST_USE enum err store_mine_videos(struct store *s, int64_t person, struct store_range range,
                                    struct jot *j);

/* store_mine_tables: how many these are, and store_mine_rows: the rows of the i-th alone, as one
 * array. store_mine_table: its name, borrowed for ever. */
size_t store_mine_tables(void);
const char *store_mine_table(size_t i);
MUST_USE enum err store_mine_rows(struct store *s, int64_t person, struct store_range range,
                                  size_t i, struct jot *j);

/* store_mine_files: what the next of the person's videos below this one is kept as: its largest
 * rendition, its poster, its original; empty: there is none (yet, or any more). ERR_NOT_FOUND. */
struct store_files {
    int64_t video;
    char largest[STORE_BLOB_ID + 1];
    char poster[STORE_BLOB_ID + 1];
    char original[STORE_BLOB_ID + 1];
};
MUST_USE enum err store_mine_files(struct store *s, int64_t person, int64_t below,
                                   struct store_files *out_files);

#endif
