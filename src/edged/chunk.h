/*
 * chunk.h: bytes on their way into a draft: the body of one request. If the body breaks off, what
 * came stays, unless a checksum was to be compared at its end, or custodiand is away: then what
 * fills no piece goes.
 */
#ifndef CHUNK_H
#define CHUNK_H

#include "drafts.h"
#include "sum.h"

struct chunk {
    struct draft draft;
    bool fresh;  /* the draft has no row yet, and nobody knows its name */
    bool away;   /* its bytes could not be sealed: custodiand is not there */
    bool over;   /* more bytes came than the draft is to have */
    uint64_t at; /* where it began */
    uint64_t offset;
    uint64_t room_until; /* how far there was room on the disk */
    struct sum *sum;     /* NULL: no checksum was sent */
    uint8_t digest[64];  /* what it must be */
    size_t digest_len;
    struct blobs *blobs;
    struct store *store;
};

/* chunk_begin: the draft is open and locked, or fresh; the chunk has the turn from here on, and the
 * lock is given up. ERR_CONFLICT: the draft does not stand at `at`; nobody was disturbed, or only
 * by this moment's writing. Errors of store, blob and custody. */
MUST_USE enum err chunk_begin(struct chunk *c);

/* chunk_write: ERR_GONE: a newer request has the turn. ERR_FULL: what fitted is there. Errors of
 * custody. */
MUST_USE enum err chunk_write(struct chunk *c, struct span bytes);

/* chunk_end: durable, and a video if that was all. ERR_GONE as above; ERR_LIMIT: over, nothing of
 * it stands; ERR_FORMAT: the checksum differs, nothing of it stands; of a fresh one also ERR_LIMIT
 * of store_draft_add. Afterwards offset is where the draft stands. */
MUST_USE enum err chunk_end(struct chunk *c, struct span handle);

/* chunk_break: the body broke off, or chunk_end failed. */
void chunk_break(struct chunk *c);

/* chunk_free: gives all back. */
void chunk_free(struct chunk *c);
AUTO_CLOSER(chunk_free, struct chunk)

#endif
