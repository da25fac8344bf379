/*
 * store_inside.h: how the folder's files reach the database: a borrowed connection for reads, an
 * operation for the writer's thread.
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "db.h"
#include "queries.h"
#include "store.h"
#include "store_caption.h"
#include "store_decision.h"
#include "store_draft.h"
#include "store_media.h"
#include "store_notice.h"
#include "store_person.h"

#include <stdatomic.h>
#include <stddef.h>

/* The files of schema/ as text, in order; made by the build (schema.c.in). */
extern const char *const schema_steps[];
extern const size_t schema_count;

/* A connection that only reads, borrowed until the scope ends. Queries on it end earlier: declare
 * them after it. */
struct reader {
    struct store *store;
    struct db *db;
};

struct reader reader_take(struct store *s);
void reader_give(struct reader *r);
static inline void reader_auto(struct reader *r)
{
    reader_give(r);
}

/*
 * One operation: all of what it does, or nothing. It may be run more than once, if the transaction
 * that it was part of failed for another's sake, so it changes nothing but the database.
 */
typedef enum err write_op(struct db *db, const void *in);

struct known;
struct names;
struct shown;
struct writer;

/* writer_new: takes the connection over, in every case. */
MUST_USE enum err writer_new(struct db *db, struct writer **out_writer);
MUST_USE enum err writer_start(struct writer *w);
void writer_free(struct writer *w);
AUTO_CLOSER(writer_free, struct writer)

/* writer_run: returns once the operation is durable, or failed. */
MUST_USE enum err writer_run(struct writer *w, write_op *op, const void *in);

/* writer_run_each: the same of one operation for each of at most LIMIT_TOGETHER; what fails of one
 * is no failure of the others. */
void writer_run_each(struct writer *w, write_op *op, const void *const *ins, size_t count,
                     enum err *out_errs);

/* writer_delete: the same; soon after, what it deleted is not in the write-ahead log either. */
MUST_USE enum err writer_delete(struct writer *w, write_op *op, const void *in);

/* store_write, store_delete: writer_run and writer_delete of the store's writer. */
MUST_USE enum err store_write(struct store *s, write_op *op, const void *in);
MUST_USE enum err store_delete(struct store *s, write_op *op, const void *in);

/* store_write_part: store_write of what is sealed for one viewer, and of nothing else: what anybody
 * is shown is as it was. store_write_parts: writer_run_each of that. */
MUST_USE enum err store_write_part(struct store *s, write_op *op, const void *in);
void store_write_parts(struct store *s, write_op *op, const void *const *ins, size_t count,
                       enum err *out_errs);

/* store_shown, store_known: the media, and the videos, found public so far. Borrowed. */
struct shown *store_shown(struct store *s);
struct known *store_known(struct store *s);

/* store_unblocked: the state (shown_state) in which nobody blocked anybody, as of the last look; 0:
 * at none. */
atomic_uint_least64_t *store_unblocked(struct store *s);

/* store_no_old: nothing is left of what an older version kept of watches. */
atomic_bool *store_no_old(struct store *s);

/* store_names: which rows of viewers there may be. Borrowed. names_load: all that are there. */
struct names *store_names(struct store *s);
MUST_USE enum err names_load(struct db *db, struct names *out_names);

/* store_gone_of: the people who left while the store is open. Borrowed. */
struct gone *store_gone_of(struct store *s);

/* writer_tidy: the write-ahead log becomes empty, once what waited is durable. */
MUST_USE enum err writer_tidy(struct writer *w);

/* put_person: part of an operation. */
MUST_USE enum err put_person(struct db *db, const struct store_person *person, int64_t now_ms);

/* put_video: part of an operation: a queued video; its person is there, and may have it. */
MUST_USE enum err put_video(struct db *db, const struct store_upload *upload);

/* put_tags: part of an operation: the hashtags of the title, in place of those that were. */
MUST_USE enum err put_tags(struct db *db, int64_t video, struct span title);

/* What is found by words; the numbers stand in search_todo and search_merge. */
enum search_kind { SEARCH_VIDEO = 0, SEARCH_PERSON = 1, SEARCH_KINDS };

/* search_put: part of an operation: the words of a video or a person, anew, from all of its texts.
 * search_drop: none; the parts of the index have them until they are merged. search_read_todo:
 * those of an older version. Some at a time, each durable; at an open. search_anew: an index of
 * which words were dropped is made anew from its texts, in one piece: for a database that nobody
 * else has. */
MUST_USE enum err search_put(struct db *db, enum search_kind kind, int64_t object);
MUST_USE enum err search_drop(struct db *db, enum search_kind kind, int64_t object);
MUST_USE enum err search_read_todo(struct db *db);
MUST_USE enum err search_anew(struct db *db);

/* captions_changed: part of an operation, behind it: how large they are, and the words by which the
 * video is found. move_caption: captions under another name, sealed or in the clear; ERR_CONFLICT:
 * they are not there. */
MUST_USE enum err captions_changed(struct db *db, int64_t video);
MUST_USE enum err move_caption(struct db *db, int64_t video,
                               const struct store_move_caption *caption);

/* read_videos: the rows of a query with VIDEO_COLUMNS. */
MUST_USE enum err read_videos(struct db_query *q, size_t max, struct store_video *out_videos,
                              size_t *out_count);

/* read_untagged: the titles of an older version. Some at a time, each durable; at an open. */
MUST_USE enum err read_untagged(struct db *db);

/* load_video: of either kind of connection; as store_video_get. place_after: zeroes are a place
 * before all. */
MUST_USE enum err load_video(struct db *db, int64_t id, struct store_video *out_video);
struct store_place place_after(struct store_place after);

/* put_notice: part of an operation: the person is there; what is over LIMIT_NOTICES goes. */
MUST_USE enum err put_notice(struct db *db, const struct store_notice *notice);

/* put_notice_video, put_notice_likes: of what became of a video, to its author; and that a video or
 * a comment (video 0) is liked more, to its author, unless that was said lately. */
MUST_USE enum err put_notice_video(struct db *db, int64_t video);
MUST_USE enum err put_notice_likes(struct db *db, int64_t video, int64_t comment);

/* drop_follow: part of an operation: one that is not there is no failure. */
MUST_USE enum err drop_follow(struct db *db, int64_t person, int64_t target);

/* sweep_video: part of an operation that removes a video: what was said about it will go.
 * sweep_step: a part of that goes now. */
MUST_USE enum err sweep_video(struct db *db, int64_t video);
MUST_USE enum err sweep_step(struct db *db, bool *out_more);

/* column_sealed: comment.sealed. read_comments: the rows of a query with COMMENT_COLUMNS. */
struct store_comment;
void column_sealed(struct db_query *q, int column, struct store_comment *out);
MUST_USE enum err read_comments(struct db_query *q, size_t max, struct store_comment *out_comments,
                                size_t *out_count);

/* remove_comment: part of an operation: it and its replies, with all that hangs on them. */
MUST_USE enum err remove_comment(struct db *db, int64_t comment, int64_t video, int64_t parent);

/* What is counted of a comment: nothing of one that is gone. */
struct tally {
    int64_t own;      /* 1: as its video's */
    int64_t as_reply; /* 1: as what it answers has it */
    int64_t replies;  /* its own, as the video's */
};

/* Parts of an operation that changed which comments are shown (recount.c). recount_ruled: counts
 * all that a decision is about anew. tally_of: what one that came or goes changes. */
MUST_USE enum err recount_ruled(struct db *db, const struct store_ruling *ruling);
MUST_USE enum err tally_of(struct db *db, int64_t video, int64_t comment, struct tally *out_tally);

/* leave_words: part of an operation: some of what a person who left said, and of whom they follow
 * and are followed by. */
MUST_USE enum err leave_words(struct db *db, int64_t person, bool *out_more);

/* column_state: a video's state; the schema has no other names. */
enum video_state column_state(struct db_query *q, int column);
enum video_audience column_audience(struct db_query *q, int column);

/* run_1, run_2: a statement with one or two numbers; out_changes may be NULL. */
MUST_USE enum err run_1(struct db *db, const char *sql, int64_t number, int64_t *out_changes);
MUST_USE enum err run_2(struct db *db, const char *sql, int64_t first, int64_t second,
                        int64_t *out_changes);

/* get_room: part of an operation: what the person has. */
MUST_USE enum err get_room(struct db *db, int64_t person, struct store_room *out_room);
/* read_renditions, put_rendition: of one video; at most STORE_RENDITIONS are read. */
MUST_USE enum err read_renditions(struct db *db, int64_t video, struct store_rendition *out,
                                  size_t *out_count);
MUST_USE enum err put_rendition(struct db *db, int64_t video,
                                const struct store_rendition *rendition);

/* put_hash: part of an operation. */
MUST_USE enum err put_hash(struct db *db, int64_t video, const struct store_hash *hash);

/* bind_name: an object's name; an empty one is NULL. */
void bind_name(struct db_query *q, int parameter, const char *name);

/* bind_sealed: bytes; none are NULL. */
void bind_sealed(struct db_query *q, int parameter, struct span sealed);

/* bind_wish, column_wish: WISH_COLUMNS, from this parameter or column on. */
void bind_wish(struct db_query *q, int first, const struct store_wish *wish);
void column_wish(struct db_query *q, int first, struct store_wish *out);

/* step_one: to its end. ERR_CONFLICT: it did not change exactly one row. */
MUST_USE enum err step_one(struct db_query *q);

/* column_text: copies a text column with a NUL, cut to size. */
void column_text(struct db_query *q, int column, char *out, size_t size);

/* column_copy: its bytes, borrowed from memory. ERR_NOMEM. */
MUST_USE enum err column_copy(struct db_query *q, int column, struct arena *memory,
                              struct span *out);

#endif
