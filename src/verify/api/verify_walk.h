/*
 * verify_walk.h: every entry of a tree, in order, and every tile that they make: the one way
 * through a whole ledger, for whoever checks it, backs it up or goes on with it.
 */
#ifndef VERIFY_WALK_H
#define VERIFY_WALK_H

#include "base_err.h"
#include "base_span.h"
#include "tlog_edge.h"
#include "tlog_tile.h"
#include "verify_files.h"

#include <stdint.h>

struct verify_walk {
    struct verify_files *files;
    struct tlog_edge *edge; /* where it starts; at the end, the tree that was read */
    uint64_t size;          /* of the tree to read */
    void *context;
    /* An entry, before it joins the tree. One below the edge's size is read again with its bundle,
     * and is in the tree. */
    enum err (*entry)(void *context, uint64_t index, struct span entry,
                      const struct tlog_hash *leaf);
    /* The tree has grown by one. */
    void (*grown)(void *context);
    /* The bundle of the entries before: as many as the tree has, and their bytes. */
    enum err (*bundle)(void *context, const struct tlog_tile *tile, struct span bytes);
    /* A tile of hashes: each that is full, once it is, and at the end those that are not. NULL:
     * nobody is told. */
    enum err (*tile)(void *context, const struct tlog_tile *tile, const struct tlog_hash *hashes);
};

/* verify_walk: errors as verify_files_bundle, which sets files->problem; of the functions, which do
 * not; ERR_NOMEM. */
MUST_USE enum err verify_walk(const struct verify_walk *w);

#endif
