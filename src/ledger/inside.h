/*
 * inside.h: what a ledger is made of, for the files of this folder only.
 */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include "base_buf.h"
#include "ledger.h"
#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_note.h"

#include <sodium.h>
#include <stdbool.h>

/* The signing key: as it is stored, wiped once it is read, and as it signs. In a mapping of its
 * own, which is locked, left out of core dumps, and wiped at the end. */
struct keys {
    uint8_t seed[crypto_sign_SEEDBYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

struct ledger {
    int public_fd;
    int private_fd; /* under a lock that ends with it */
    int mark_fd;    /* -1: there is no mark */
    bool adopt;     /* as in the config */
    bool guarded;
    bool broken; /* a commit failed: nothing goes any more */
    struct ledger_problem problem;
    struct keys *keys;
    struct tlog_vkey vkey;
    struct tlog_edge edge; /* of what is committed */
    struct buf note;       /* the newest signed checkpoint */
    struct buf partial;    /* the bundle that is not yet full, as it is stored */
    struct buf pending;    /* the entries of the next batch, as a bundle stores them */
    struct buf leaves;     /* their leaf hashes, from the caller's bytes */
};

/* batch_build: the head of the next commit, without its note: all bundles and tiles that change. */
MUST_USE enum err batch_build(const struct ledger *l, struct buf *out_head);

/* batch_check: hashes the bundles of a head once more from its very bytes and demands that its
 * tiles and the leaves of ledger_append agree. On success out_edge is the tree that they make, and
 * out_partial holds the bytes of the last bundle if that is not full. ERR_CONFLICT. */
MUST_USE enum err batch_check(const struct ledger *l, const struct buf *head,
                              struct tlog_edge *out_edge, struct buf *out_partial);

/* head_sign: the signed note of a tree. ERR_CONFLICT if the signature does not verify. */
MUST_USE enum err head_sign(const struct ledger *l, const struct tlog_edge *edge,
                            struct buf *out_note);

/* open_read_tile: of the public ones, for a struct tlog_source whose context is the ledger. */
MUST_USE enum err open_read_tile(void *context, const struct tlog_tile *tile,
                                 struct tlog_hash *out_hashes);

/* open_resume: everything that ledger_open does behind opening the folders. */
MUST_USE enum err open_resume(struct ledger *l, const struct ledger_config *config);

/* open_checkpoint: a signed checkpoint of this ledger's; its origin borrows. ERR_DENIED: of another
 * key or origin. ERR_FORMAT. */
MUST_USE enum err open_checkpoint(const struct ledger *l, struct span note,
                                  struct tlog_checkpoint *out_checkpoint);

/* open_root_at: the root of the first entries of the tree that the public tiles hold. */
MUST_USE enum err open_root_at(struct ledger *l, uint64_t at, uint64_t size,
                               struct tlog_hash *out_root);

/* What is known from outside of how far the ledger was. */
struct known {
    struct buf note; /* empty: nothing is */
    struct tlog_checkpoint at;
};

static inline void known_auto(struct known *k)
{
    buf_done(&k->note);
}

/* known_load: the mark. known_ahead: ERR_CONFLICT if it is ahead of a tree of this size.
 * known_other: ERR_CONFLICT if it is of another history than the loaded edge; reads tiles. */
MUST_USE enum err known_load(struct ledger *l, struct known *out_known);
MUST_USE enum err known_ahead(struct ledger *l, const struct known *k, uint64_t size);
MUST_USE enum err known_other(struct ledger *l, const struct known *k);

/* known_mark: the note is the newest: into the mark, if there is one. */
MUST_USE enum err known_mark(struct ledger *l, struct span note);

#endif
