/*
 * export.h: one person's data and media as a ZIP archive, step by step, in memory that does not
 * grow with how much that is.
 *
 * README.txt: what is in it, in words.
 * data.schema.json: the JSON Schema of:
 * data.json: all that GET /api/v1/me/data shows, of all videos, and which videos were seen and
 *     liked, month by month.
 * picture.jpg: the person's, if they have one.
 * videos/ID/: the largest rendition, and its poster; the original while it is kept; captions; title
 *     and sound of one that is not for everybody.
 * uploads/NAME: what has arrived of uploads that are not whole.
 * not-included.txt: if there is anything: files that could not be had, with the reason; or that
 *     older videos are in the next part.
 *
 * Whose videos are more than EXPORT_VIDEOS gets as many in each part, the newest in the first, with
 * all else; the others have README.txt and videos.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "blob.h"
#include "shut.h"
#include "store_mine.h"
#include "store_person.h"
#include "viewer.h"
#include "zip.h"

enum {
    EXPORT_VIDEO_FILES = 3,
    EXPORT_OTHERS = 1000, /* files beside those of videos: uploads under way, and words */
    EXPORT_VIDEO_WORDS = 2 + LIMIT_LANGUAGES, /* files of a video as well */
    EXPORT_VIDEOS = (LIMIT_EXPORT_FILES - EXPORT_OTHERS) / (EXPORT_VIDEO_FILES + EXPORT_VIDEO_WORDS)
};

_Static_assert((int)LIMIT_DRAFTS < (int)EXPORT_OTHERS / 2, "uploads under way fit the first part");

struct export
{
    struct edged *e;
    struct custody_token token; /* until all that is sealed was opened */
    struct viewer viewer;
    bool placed; /* it has a place to give back */
    struct zip zip;
    int64_t part; /* from 1 */
    int64_t parts;
    size_t videos; /* of this part, that were begun */
    size_t step;
    struct buf first; /* what was made before the answer began */
    bool comma;       /* something stands before, where data.json goes on */
    uint32_t months;  /* that are still to come */
    size_t table;
    bool avatar;   /* it went out, or there is none */
    int64_t below; /* videos that come next have lower numbers */
    struct store_files files;
    size_t file; /* of these; EXPORT_VIDEO_FILES: all were taken, and captions come, */
    char lang[LIMIT_LANGUAGE + 1]; /* those behind this one; */
    bool said;                     /* all of them were taken */
    int fd;                        /* of the file that goes out; -1: none */
    bool sealed;                   /* it is */
    struct shut_whole whole;
    struct buf tail; /* of an upload under way: what is in its row, behind the file's pieces */
    uint64_t at;
    uint64_t left;
    size_t draft_count;
    size_t draft;
    char drafts[LIMIT_DRAFTS][STORE_BLOB_ID + 1];
    struct buf absent;
    uint64_t absent_more;
};

/* export_step: the next piece, into out (ceiling LIMIT_PULL_PIECE); nothing: that was all. Errors
 * as viewer.h while data.json lasts; ERR_IO: a file ended before its end. Not to be called after
 * one. */
MUST_USE enum err export_step(struct export *x, struct buf *out);

/* export_data_begun: whether all has been opened that may be refused or unreadable, but for the
 * months. */
bool export_data_begun(const struct export *x);

/* export_parts: of the person's archive: 1 at least. */
MUST_USE enum err export_parts(struct store *s, int64_t person, int64_t *out_parts);

/* export_words.c: README.txt, for the handle; and the schema, made of the data map. */
MUST_USE enum err export_readme(struct buf *out, const char *handle, const char *origin);
MUST_USE enum err export_schema(struct buf *out);

#endif
