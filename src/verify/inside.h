/*
 * inside.h: the parts of a visit.
 */
#ifndef VERIFY_INSIDE_H
#define VERIFY_INSIDE_H

#include "tlog_edge.h"
#include "verify_visit.h"

#include <jansson.h>

static inline void json_free_auto(json_t **root)
{
    json_decref(*root);
}

/* visit_stop: ends the visit with this status; returns false. */
bool visit_stop(struct visit *v, enum verify_exit exit);

/* visit_note_fault: NULL: text is a checkpoint that the ledger's key signed, of its ledger. Else
 * why not, in words. What it gives borrows from text. */
const char *visit_note_fault(const struct visit *v, struct span text, struct tlog_note *note,
                             struct tlog_checkpoint *checkpoint);

/* visit_lacks: a claim that could not be checked, since this could not be had; what would hold else
 * is UNREACHABLE. */
void visit_lacks(struct visit *v, enum check check, const char *what);

/* fetcher_start: over a source, until then. It must stay where it is. */
void fetcher_start(struct fetcher *f, const struct verify_source *source, int64_t until_ms);

/* fetcher_get: errors as a source's; ERR_GONE also without memory, or when the visit's time is
 * over. fetcher_packed: as a browser asks. */
MUST_USE enum err fetcher_get(struct fetcher *f, const char *path, size_t max, struct buf *out);
MUST_USE enum err fetcher_packed(struct fetcher *f, const struct verify_want *want,
                                 struct buf *out);

struct audit {
    struct fetcher *fetcher;
    struct tlog_edge *edge; /* where it starts; at the end, the tree that was read */
    struct story *story;    /* NULL: entries are only hashed */
    uint64_t size;          /* of the tree to read */
    bool quiet;             /* no progress to the standard error */
    int64_t shown_ms;       /* when there was some */
    uint64_t remember_at;   /* when the tree has this size, its root goes to remembered */
    struct tlog_hash remembered;
    const struct unread *unread; /* LIMIT_UNREAD of them */
    const struct unread *broken; /* one that the tree does not begin with; NULL: none was met */
    char problem[512];           /* what contradicts, or what could not be had */
};

/*
 * audit_run: fetches every bundle from the edge on, hashes its entries, fetches every tile that
 * they make and compares. ERR_CONFLICT: the files contradict each other, or what was read before.
 * ERR_GONE, ERR_DENIED, ERR_NOT_FOUND, ERR_LIMIT: a file could not be had. ERR_NOMEM.
 */
MUST_USE enum err audit_run(struct audit *a);

/* audit_peek: an entry of a tree of that size, as it comes: nothing proves it. Borrows from
 * *bundle, which is replaced. Errors as verify_files_bundle; ERR_FORMAT: the tree has none. */
MUST_USE enum err audit_peek(struct fetcher *f, uint64_t size, uint64_t index, struct buf *bundle,
                             struct span *out_entry);

/* visit_is_later: something is so by an entry that was not read, as its number says that it is
 * newer: whether the service shows such an entry by now, of that kind and with that text. Waits a
 * moment. A copy can't be asked: true. */
bool visit_is_later(struct visit *v, uint64_t index, enum tlog_kind kind,
                    const struct tlog_member *is);

/* visit_waits: what is shown is not what the ledger says; the newest entry that it follows from is
 * of changed_ms (0: there is none). If that was lately, by the times of its entries, it may not be
 * done yet: waits, and true: look again. *until_ms is 0 at first. */
bool visit_waits(const struct visit *v, int64_t changed_ms, int64_t *until_ms);

/* visit_is_fork: says so, keeps the evidence, and ends the visit. visit_is_shorter: the ledger that
 * is shown is shorter than the one seen before: a rollback, a copy that is older, or a fork. Both
 * return false. was, note: the size of the tree that was seen before, and its signed checkpoint.
 * visit_begins_with: true, or false as visit_is_fork: it can be proven that what is shown does not
 * begin with a tree that was signed and shown in this same visit. */
bool visit_is_fork(struct visit *v, uint64_t was, struct span note);
bool visit_is_shorter(struct visit *v, uint64_t was, struct span note);
bool visit_begins_with(struct visit *v, uint64_t size, struct span note);

/* visit_unread_load: what earlier visits could not read. visit_unread_keep: a checkpoint that was
 * signed and shown now, among it, if it is not remembered yet; says so if it could not be written.
 * visit_unread_follows: nothing of earlier visits is longer than what is shown, and none is another
 * history of its length; visit_unread_holds, once the tree was read: nothing that was shown
 * meanwhile is another beginning of it; both false as above. visit_unread_drop: what is no longer
 * than that, on the disk: a tree was read that begins with each, or a fork is proven. */
void visit_unread_load(struct visit *v);
void visit_unread_keep(struct visit *v, const struct tlog_checkpoint *shown, struct span note);
bool visit_unread_follows(struct visit *v);
bool visit_unread_holds(struct visit *v);
void visit_unread_drop(const struct visit *v, uint64_t size);

/* visit_was_fork: an earlier visit kept evidence that the key which is shown has signed two
 * histories: says so, and ends the visit. */
bool visit_was_fork(struct visit *v);

/* visit_tree: every entry that is new, every tile that they make, and the root that was signed. */
bool visit_tree(struct visit *v);

/* visit_receipt_load: ERR_FORMAT: it is no receipt; others as file_read_all. visit_receipt: whether
 * an entry is there that it opens. */
MUST_USE enum err visit_receipt_load(struct visit *v);
void visit_receipt(struct visit *v);

/* visit_map: whether the data map that is served is the one that the ledger names. visit_decided:
 * whether what the service hides and labels is what the decisions in its ledger say, and the other
 * way round. visit_signed: whether members signed these. visit_app: whether the web app's files are
 * those that the ledger names. visit_public: whether it shows a claim of its own as more than it
 * is; comes when all else was checked. */
void visit_map(struct visit *v);

/* visit_claimed: what the service shows of its claims (the array of /api/v1/claims) beside what its
 * ledger says of them; false, and why, if it is not that. out_newer: how many are by entries that
 * are there by now, and were not when the ledger was read. visit_says: whether a claim's words, as
 * they are shown, have that digest. */
bool visit_says(const json_t *claim, const uint8_t digest[CLAIMS_DIGEST]);
bool visit_claimed(struct visit *v, const json_t *claims, size_t *out_newer, char *out,
                   size_t size);
void visit_public(struct visit *v);
void visit_app(struct visit *v);
void visit_decided(struct visit *v);
void visit_signed(struct visit *v);

/* decided_has_label: whether that is the label that a decision gave; "": none. */
bool decided_has_label(const struct decided_row *row, const char *label);

#endif
