/*
 * drafts.h: uploads that may be resumed. A draft's bytes are the file incoming/NAME.part, piece by
 * piece sealed with its person's key; what fills no piece is sealed in its row, which says whose it
 * is and how long it will be. Both are there before a client hears of it, and outlive this process.
 * How far the upload has come is what is in the file's pieces and, if it belongs behind them, the
 * row's tail.
 *
 * When the last byte is there, the file is kept as an original and the row becomes a queued video,
 * in this order, by whichever request finds it so: the one that brought the byte, a later one, or
 * the next start. The row makes it happen once.
 */
#ifndef DRAFTS_H
#define DRAFTS_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "blob.h"
#include "store_draft.h"
#include "turns.h"

#include <stdbool.h>
#include <stdint.h>

struct drafts;
struct ipc_pool;

MUST_USE enum err drafts_new(struct store *store, struct blobs *blobs, struct ipc_pool *custodian,
                             struct drafts **out_drafts);
void drafts_free(struct drafts *d);
AUTO_CLOSER(drafts_free, struct drafts)

/* drafts_recover: at start, before anybody has a draft in hand. Those that are whole become videos,
 * those that were given up go. Errors of store. */
MUST_USE enum err drafts_recover(struct drafts *d);

/* drafts_sweep: those that were given up go, if the last look was long enough ago. One thread. */
void drafts_sweep(struct drafts *d);

/* drafts_own: the person's that are not whole, the newest first, as they stand at this moment:
 * nobody's writing is disturbed. */
struct draft_seen {
    struct store_draft row;
    uint64_t size; /* bytes that have come */
    int64_t expires_ms;
};
MUST_USE enum err drafts_own(struct drafts *d, int64_t person,
                             struct draft_seen out_seen[LIMIT_DRAFTS], size_t *out_count);

/* draft_look: of a sealed one, whose file is so long: how much stands, and in out_tail (a buf of
 * SHUT_PIECE, to be wiped) what lies behind the file's pieces. Errors of store and custody. */
MUST_USE enum err draft_look(struct drafts *of, const struct store_draft *row, uint64_t length,
                             struct buf *out_tail, uint64_t *out_size);

/* drafts_forget: all of the person's go, those under way, too. Errors of store and blob. */
MUST_USE enum err drafts_forget(struct drafts *d, int64_t person);

/* One draft in one request's hand. */
struct draft {
    struct drafts *of;
    struct store_draft row;
    struct blob_id id;
    struct turn *turn;
    bool locked; /* the turn's lock is held */
    bool kept;   /* its file is an original already */
    int fd;
    uint64_t size; /* bytes that stand */
    int64_t expires_ms;
};

#define DRAFT_NONE                                                                                 \
    {                                                                                              \
        .fd = -1                                                                                   \
    }

/* draft_open: with its lock held. Nobody's writing is disturbed yet: size may be more in the next
 * moment. ERR_NOT_FOUND: there is none, or it is another person's; ERR_GONE: its time is over. */
MUST_USE enum err draft_open(struct drafts *of, int64_t person, struct span name,
                             struct draft *out_draft);

/* draft_new: a file with a fresh name and no row yet, claimed by nobody; without the lock. */
MUST_USE enum err draft_new(struct drafts *of, struct draft *out_draft);

/* draft_close: gives up the lock and the turn. */
void draft_close(struct draft *d);
static inline void draft_auto(struct draft *d)
{
    draft_close(d);
}

/* draft_unlock: others may have it in hand from here on. */
void draft_unlock(struct draft *d);

/* The next six with the lock held. draft_claim: from its return on nobody but owner (NULL: nobody
 * at all) writes; a broken chunk with a checksum is cut off, and size is what has come, some of it
 * perhaps in memory only. */
MUST_USE enum err draft_claim(struct draft *d, const void *owner);

/* draft_load: once claimed, or of a new one: more can be written behind size. Errors of custody. */
MUST_USE enum err draft_load(struct draft *d);

/* draft_cut: nothing after size stands, where the chunk under way began; or nothing at all: 0. */
enum err draft_cut(struct draft *d, uint64_t size);

/* draft_put: what has come is durable. Also by the turn's owner between turn_enter and turn_leave.
 * Errors of custody, store and of the file: what was durable before is. */
MUST_USE enum err draft_put(struct draft *d);

/* draft_settle: as draft_put, and if that is all, it is a queued video: row.video. */
MUST_USE enum err draft_settle(struct draft *d);

/* draft_remove: row and file go. */
enum err draft_remove(struct draft *d);

/* draft_write: behind what has come, by the turn's owner between turn_enter and turn_leave. Errors
 * of intake_write. */
MUST_USE enum err draft_write(struct draft *d, struct span bytes);

#endif
