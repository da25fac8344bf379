/*
 * ledger.h: the writer of a region's ledger: an append-only tree whose files anyone may mirror
 * (C2SP tlog-tiles, signed-note, tlog-checkpoint). One writer per folder: a second one is refused.
 *
 *   public_dir   vkey, checkpoint, tile/…    read by everybody, 0444 and 0644
 *                cosigned                    the newest checkpoint that others signed, too
 *   private_dir  key                         the Ed25519 seed, 32 bytes, 0600; never leaves
 *                head                        what was last promised; its format is in ledger_head.h
 *   mark_dir     checkpoint                  the newest signed one, 0644; in a folder that is in no
 *                                            snapshot or backup of the other two. A later one that
 *                                            somebody else has may be put in its place
 *
 * A commit goes in this order, each step durable before the next: all that will be stored is
 * built in memory; its leaves are hashed once more from those bytes, and the tree that they join is
 * seen to be the one that was signed last; the checkpoint is signed; head
 * (checkpoint and tiles) is replaced; the mark is; tiles, then the checkpoint are published. So
 * head is the only promise: whatever it holds is published again at the next start, and what it
 * does not hold was never acknowledged. Two checkpoints of one size with different roots are never
 * signed.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

struct ledger;

struct ledger_config {
    const char *public_dir; /* both exist already */
    const char *private_dir;
    bool adopt; /* restored from a backup: without a head, the public checkpoint is taken for it, if
                 * it is signed by this key and the tiles give its root */
    const char *mark_dir; /* NULL: there is none */
    const char *origin;   /* name of the log and of its key: see tlog_note.h for what it may hold */
};

/* In words: what went wrong and where. For a process's log; names files, never contents. */
struct ledger_problem {
    char text[320];
};

/*
 * ledger_open: opens the ledger, or begins it (size 0, checkpoint and vkey published) if both
 * folders hold nothing of one. Publishes again what head holds, removes what an interrupted run
 * left behind, and compares the right edge of the public tiles with the signed root. On failure
 * out_problem->text says what and where, and nothing may be appended.
 * ERR_DENIED: another origin or key, or a signature that does not verify. ERR_CONFLICT: another
 * writer holds the folder; head and the public files contradict each other (a restored backup, a
 * changed tile); the mark is ahead of head, or of another history: an older copy was put back.
 * ERR_FORMAT: a file is malformed. ERR_NOT_FOUND: a file is missing that must be there. ERR_IO,
 * ERR_FULL, ERR_NOMEM, ERR_LIMIT.
 */
MUST_USE enum err ledger_open(const struct ledger_config *config, struct ledger **out_ledger,
                              struct ledger_problem *out_problem);
void ledger_close(struct ledger *l);
AUTO_CLOSER(ledger_close, struct ledger)

/* ledger_guarded: whether anything outside the two folders said at the start how far the ledger had
 * been, or it began just now. If not, an older copy of both that was put back was not noticed. */
bool ledger_guarded(const struct ledger *l);

/* ledger_size: entries that are committed. ledger_pending: appended and not yet committed. */
uint64_t ledger_size(const struct ledger *l);
uint64_t ledger_pending(const struct ledger *l);

/*
 * ledger_append: takes the entry's bytes into the next batch, in memory. The caller makes the bytes
 * with ledger_entry.h. ERR_LIMIT if the entry is longer than LIMIT_ENTRY or the batch is full
 * (LIMIT_BATCH bytes with overhead): commit, then append again. ERR_NOMEM.
 */
MUST_USE enum err ledger_append(struct ledger *l, struct span entry);

/*
 * ledger_commit: makes all that was appended durable and published, under one new checkpoint. With
 * nothing appended, signs and publishes nothing and returns ERR_OK.
 * After any failure the process must exit without another try (the page cache can't be trusted
 * after a failed fsync): this ledger refuses everything from then on, and the next ledger_open
 * finds out what was kept. ERR_CONFLICT: the bytes changed between hashing and storing, or a tile
 * that is already there differs. ERR_IO, ERR_FULL, ERR_NOMEM, ERR_LIMIT.
 */
MUST_USE enum err ledger_commit(struct ledger *l);

/*
 * ledger_tail: shows the newest committed entries, at most that many, oldest first; each is
 * borrowed during its call. ERR_IO, ERR_NOT_FOUND, ERR_FORMAT: a public bundle cannot be read;
 * ERR_NOMEM.
 */
typedef void ledger_seen(void *context, struct span entry);
MUST_USE enum err ledger_tail(struct ledger *l, uint64_t most, ledger_seen *seen, void *context);

/* ledger_note: the signed checkpoint of what is committed. Borrowed until the next commit. */
struct span ledger_note(const struct ledger *l);

struct tlog_proof;

/* ledger_growth: that the tree of size, which is not over ledger_size, began with that of old_size;
 * empty if there is nothing to prove. Errors of tlog_consistency_make. */
MUST_USE enum err ledger_growth(struct ledger *l, uint64_t old_size, uint64_t size,
                                struct tlog_proof *out_proof);

/* ledger_cosign: a checkpoint of this ledger's with signatures of others is published: as
 * `cosigned`, and in place of `checkpoint` if that is of the same tree. ERR_FORMAT, ERR_DENIED,
 * ERR_NOT_FOUND: it is none that this ledger signed; ERR_IO, ERR_FULL, ERR_NOMEM: leave, as after
 * ledger_commit. */
MUST_USE enum err ledger_cosign(struct ledger *l, struct span note);

/* ledger_beside: publishes a text in the ledger's folder that is no part of the log; an empty one
 * is removed. */
MUST_USE enum err ledger_beside(struct ledger *l, const char *name, struct span bytes);

/* ledger_problem_text: what the last failure of this ledger was, in words; "" if there was none.
 * Borrowed until ledger_close. */
const char *ledger_problem_text(const struct ledger *l);

#endif
