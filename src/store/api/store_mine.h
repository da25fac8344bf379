/*
 * store_mine.h: what app.db has about a person in rows that name them, for that person: as members
 * of an object, each the name of a table with an array of its rows (db_put_rows).
 */
#ifndef STORE_MINE_H
#define STORE_MINE_H

#include "base_json.h"
#include "store.h"
#include "store_media.h"
#include "store_state.h"

#include <stdint.h>

/* Whose rows they are, and what writes one value that is sealed, while the query is open: of the
 * column "sealed" of a comment, or "title" or "sound" of what waits to be public; NULL: base64url.
 */
typedef enum err store_mine_open(void *context, struct jot *j, const char *column,
                                 struct span sealed);
struct store_mine_of {
    int64_t person;
    store_mine_open *open;
    void *context;
};

/* store_mine_person: the members "person", "draft", "decision" (about what is theirs), "visibility"
 * (what of it is hidden or labelled), "follow" (whom they follow) and "notice". */
MUST_USE enum err store_mine_person(struct store *s, const struct store_mine_of *of, struct jot *j);

/* What comes in pages, the newest first: tables by the numbers of videos, or of comments. */
enum store_mine_part { STORE_MINE_VIDEOS, STORE_MINE_COMMENTS };

/* store_mine_page: the numbers of the part's next rows below this one: LIMIT_PAGE videos,
 * LIMIT_MINE_COMMENTS comments. None: `first` is above `last`, which stands for no rows below. */
struct store_page {
    int64_t first;
    int64_t last;
    bool more; /* below `first` */
};
MUST_USE enum err store_mine_page(struct store *s, int64_t person, enum store_mine_part part,
                                  int64_t below, struct store_page *out_page);

/* store_mine_part: the members of a page: "video", "video_hashtag", "rendition", "picture_hash" and
 * "job_media", or "comment" and "mention" (whom they name). */
MUST_USE enum err store_mine_part(struct store *s, const struct store_mine_of *of,
                                  enum store_mine_part part, const struct store_page *page,
                                  struct jot *j);

/* store_mine_tables: how many tables the parts have together, and store_mine_rows: a page's rows of
 * the i-th alone, as one array. store_mine_table: its name, borrowed for ever, and its part. */
struct store_mine_table {
    const char *name;
    enum store_mine_part part;
};
size_t store_mine_tables(void);
struct store_mine_table store_mine_table(size_t i);
MUST_USE enum err store_mine_rows(struct store *s, const struct store_mine_of *of, size_t i,
                                  const struct store_page *page, struct jot *j);

/* store_mine_videos: how many videos the person has. store_mine_video: the number of the one with
 * so many newer ones. ERR_NOT_FOUND. */
MUST_USE enum err store_mine_videos(struct store *s, int64_t person, int64_t *out_count);
MUST_USE enum err store_mine_video(struct store *s, int64_t person, int64_t newer,
                                   int64_t *out_video);

/* store_mine_files: what the next of the person's videos below this one is kept as: its largest
 * rendition, its poster, its original; empty: there is none (yet, or any more). ERR_NOT_FOUND. */
struct store_files {
    int64_t video;
    char largest[STORE_BLOB_ID + 1];
    char poster[STORE_BLOB_ID + 1];
    char original[STORE_BLOB_ID + 1];
    enum video_audience audience; /* but AUDIENCE_ALL: the first two are sealed */
    bool original_sealed;
    uint64_t original_bytes; /* of what is in it */
};
MUST_USE enum err store_mine_files(struct store *s, int64_t person, int64_t below,
                                   struct store_files *out_files);

#endif
