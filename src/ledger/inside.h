/*
 * inside.h: what a ledger is made of, for the files of this folder only.
 */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include "base_buf.h"
#include "ledger.h"
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
    int private_fd;
    bool adopt;  /* as in the config */
    bool broken; /* a commit failed: nothing goes any more */
    struct ledger_problem problem;
    struct keys *keys;
    struct tlog_vkey vkey;
    struct tlog_edge edge; /* of what is committed */
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

/* open_resume: everything that ledger_open does behind opening the two folders. */
MUST_USE enum err open_resume(struct ledger *l, const char *origin);

#endif
