/*
 * backup_part.h: a sealed part of a backup: a stream that only whoever has the secret halves of all
 * its recipients can read, and that cannot be cut, reordered, mixed, or taken for another part.
 *
 *   0   8   "vitrpart"
 *   8   1   version, 1
 *   9   1   what it is: enum part_kind
 *  10  16   which: the backup's id; of a media object, its name
 *  26   1   recipients, 1 or 2
 *  27 112   for each: its public key[32] | crypto_box_seal of a share[32], 80 bytes
 *   …  24   header of crypto_secretstream_xchacha20poly1305
 *   …       pieces of PART_PIECE bytes, 17 more when sealed; the last one may be shorter, and only
 *           it has the tag FINAL
 *
 * Nothing may follow. The stream's key is BLAKE2b of the shares one after the other. The BLAKE2b
 * of all that stands before the stream's header is additional data of each piece.
 */
#ifndef BACKUP_PART_H
#define BACKUP_PART_H

#include "backup_key.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PART_ID = 16,
    PART_RECIPIENTS = 2,
    PART_PIECE = 64 * 1024,
    PART_SEALED = PART_PIECE + 17,
    PART_RECIPIENT = BACKUP_KEY_SIZE + 80,
    PART_HEAD_MAX = 27 + PART_RECIPIENTS * PART_RECIPIENT + 24
};

enum part_kind {
    PART_NONE,
    PART_REGION,
    PART_ACCOUNTS,
    PART_PEOPLE,
    PART_APP,
    PART_MEDIA_LIST,
    PART_MEDIA,
    PART_KIND_COUNT_
};

struct part_name {
    uint8_t kind;
    uint8_t id[PART_ID];
};

struct part_recipients {
    size_t count;
    uint8_t public[PART_RECIPIENTS][BACKUP_KEY_SIZE];
};

/* A part that is being written to a descriptor, which is the caller's. */
struct part_writer {
    int fd;
    uint64_t bytes; /* written so far */
    crypto_secretstream_xchacha20poly1305_state stream;
    uint8_t bound[32];
    uint8_t sealed[PART_SEALED];
};

/* part_start: writes the head. ERR_FORMAT: a public key that nothing can be sealed to. ERR_FULL,
 * ERR_IO, ERR_NOMEM. */
MUST_USE enum err part_start(struct part_writer *w, int fd, const struct part_name *name,
                             const struct part_recipients *to);

/* part_put: one piece: PART_PIECE bytes, or at most that many if it is the last. */
MUST_USE enum err part_put(struct part_writer *w, struct span piece, bool last);

/* part_seal_fd: start, all that is read from a descriptor, and its end. out_bytes: the length of
 * the part. ERR_GONE: *stop (may be NULL) became true meanwhile. */
struct part_sealing {
    int from;
    int to;
    const atomic_bool *stop;
};

MUST_USE enum err part_seal_fd(const struct part_sealing *s, const struct part_name *name,
                               const struct part_recipients *to, uint64_t *out_bytes);

/* A part that is being read from a descriptor, which is the caller's. */
struct part_reader {
    int fd;
    bool ended;
    crypto_secretstream_xchacha20poly1305_state stream;
    uint8_t bound[32];
    uint8_t sealed[PART_SEALED];
    uint8_t piece[PART_PIECE];
};

/* part_wipe: what a writer or reader held. */
void part_writer_auto(struct part_writer *w);
void part_reader_auto(struct part_reader *r);

/*
 * part_open: reads the head. Of the pairs, each recipient must have one. ERR_FORMAT: not a part.
 * ERR_CONFLICT: another part than the one named. ERR_NOT_FOUND: sealed to a key that is not here.
 * ERR_DENIED: damaged. ERR_IO.
 */
MUST_USE enum err part_open(struct part_reader *r, int fd, const struct part_name *name,
                            const struct backup_pair *pairs, size_t pair_count);

/* part_next: the next piece, borrowed until the next call; *out_last says whether it is the last,
 * behind which nothing stands. ERR_DENIED: damaged, cut off, or longer than it was. ERR_IO. */
MUST_USE enum err part_next(struct part_reader *r, struct span *out_piece, bool *out_last);

#endif
