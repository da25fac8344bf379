/*
 * shut.h: what is sealed of a video that is not for everybody, or not yet, sealed and opened by
 * custodiand, a few pieces at a time: this process has them in the clear for one request, and keeps
 * none.
 *
 * Errors, where nothing else is said: those of custody_open and custody_keep; ERR_FORMAT: not what
 * was sealed, or not here; of files, ERR_IO and ERR_FULL.
 */
#ifndef SHUT_H
#define SHUT_H

#include "custody.h"
#include "shut_form.h"

/* Whose it is, whom it is for, and who opens it. For everybody: words and captions alone, until it
 * is public. */
struct shut_of {
    struct ipc_pool *custodian;
    const struct custody_token *token; /* NULL: a job's: it seals files, looks and what waits, and
                                        * opens nothing but what waits */
    int64_t person;
    enum video_audience audience;
    bool guest; /* the token is a follower's: words, files and captions open, and nothing is sealed
                 */
    bool quick; /* of originals: as custody_fields */
};

/* shut_file_kind: of the files of a video that is for these. */
static inline enum shut_kind shut_file_kind(enum video_audience audience)
{
    return audience == AUDIENCE_FOLLOWERS ? SHUT_SHARED_FILE : SHUT_FILE;
}

/* A file, sealed or not; which is borrowed. Its bytes are read and written by their place. */
struct shut_file {
    int fd;
    bool sealed;
    struct shut_whole whole;
};

/* shut_copy: all of it, from either to either; to is empty. Not synced. */
MUST_USE enum err shut_copy(const struct shut_of *of, const struct shut_file *from,
                            const struct shut_file *to);

/* shut_copy_run: SHUT_AT_ONCE of its pieces, or as many as are left, from that number on. */
MUST_USE enum err shut_copy_run(const struct shut_of *of, const struct shut_file *from,
                                const struct shut_file *to, uint32_t number);

/* shut_read: a part of a sealed file, appended; it is within the whole. */
MUST_USE enum err shut_read(const struct shut_of *of, const struct shut_file *from, uint64_t offset,
                            size_t len, struct buf *out);

/* What pieces are sealed in, kept from one ask to the next: freed memory is wiped, and given back
 * to the kernel by the page. */
struct shut_room {
    struct buf plain;
    struct buf sealed;
};
#define SHUT_ROOM                                                                                  \
    {                                                                                              \
        .plain = {.max = SHUT_PLAIN}, .sealed = {.max = LIMIT_MESSAGE }                            \
    }
static inline void shut_room_auto(struct shut_room *room)
{
    custody_frame_auto(&room->plain);
    buf_done(&room->sealed);
}

/* shut_write: a file's next pieces, at most SHUT_AT_ONCE, from that number on; sealed or not.
 * Nothing in the clear stays in the room. */
MUST_USE enum err shut_write(const struct shut_of *of, const struct shut_file *to, uint32_t number,
                             struct span bytes, struct shut_room *room);

/* shut_put_tail, shut_take_tail: of as much of an original as has come (whole; its name is the
 * original's), what does not fill a piece; appended. */
MUST_USE enum err shut_put_tail(const struct shut_of *of, const struct shut_whole *whole,
                                struct span bytes, struct buf *out);
MUST_USE enum err shut_take_tail(const struct shut_of *of, const struct shut_whole *whole,
                                 struct span sealed, struct buf *out);

/* shut_seal, shut_open: captions under their name, whole. */
MUST_USE enum err shut_seal(const struct shut_of *of, struct span name, struct span plain,
                            struct buf *out);
MUST_USE enum err shut_open(const struct shut_of *of, struct span name, struct span sealed,
                            struct buf *out);

/* shut_put_words, shut_put_looks: sealed, appended. */
MUST_USE enum err shut_put_words(const struct shut_of *of, const struct shut_words *words,
                                 struct buf *out);
MUST_USE enum err shut_put_looks(const struct shut_of *of, const struct shut_looks *looks,
                                 struct buf *out);

/* shut_take_words: of a video, whose title is "Untitled" if none was given. shut_take_given: of at
 * most SHUT_FILL, as they were given; empty of what does not open. shut_take_looks: they borrow
 * from frame, a buf of LIMIT_MESSAGE. */
MUST_USE enum err shut_take_words(const struct shut_of *of, struct span sealed,
                                  struct shut_words *out_words);
MUST_USE enum err shut_take_given(const struct shut_of *of, const struct span *sealed, size_t count,
                                  struct shut_words *out_words);
MUST_USE enum err shut_take_looks(const struct shut_of *of, struct span sealed, struct buf *frame,
                                  struct shut_looks *out_looks);

/* shut_fill: title and sound of those of at most SHUT_FILL videos that are of->person's and for
 * of->audience, and have none. One that is for others or gone by now is left as it is; one that has
 * become public is read anew; one that does not open is unreadable. If it fails, some are. */
struct store;
MUST_USE enum err shut_fill(const struct shut_of *of, struct store *store,
                            struct store_video *videos, size_t count);

#endif
