/*
 * tlog_proof.h: inclusion and consistency proofs (RFC 6962, checked as RFC 9162 section 2.1 says).
 * Hashes stand leaf-sibling first.
 */
#ifndef TLOG_PROOF_H
#define TLOG_PROOF_H

#include "base_err.h"
#include "tlog_edge.h"
#include "tlog_hash.h"

#include <stddef.h>
#include <stdint.h>

enum { TLOG_PROOF_MAX = 64 };

struct tlog_proof {
    size_t count;
    struct tlog_hash hashes[TLOG_PROOF_MAX];
};

/* tlog_inclusion_check: that leaf stands at index in the tree of this size and root. ERR_FORMAT if
 * no such proof can have this index, size or number of hashes; ERR_CONFLICT if it proves another
 * root. */
MUST_USE enum err tlog_inclusion_check(const struct tlog_proof *proof, uint64_t index,
                                       uint64_t size, const struct tlog_hash *leaf,
                                       const struct tlog_hash *root);

struct tlog_growth { /* from one tree to a later one */
    uint64_t old_size;
    uint64_t new_size;
    struct tlog_hash old_root;
    struct tlog_hash new_root;
};

/* tlog_consistency_check: that the old tree is the beginning of the new one. Errors as above; an
 * old size of 0 is ERR_FORMAT: there is nothing to prove. */
MUST_USE enum err tlog_consistency_check(const struct tlog_proof *proof,
                                         const struct tlog_growth *growth);

/* tlog_inclusion_make, tlog_consistency_make: from the tiles of a tree of this size. ERR_FORMAT for
 * an index or old size that the tree does not have; the source's errors. */
MUST_USE enum err tlog_inclusion_make(const struct tlog_source *source, uint64_t index,
                                      uint64_t size, struct tlog_proof *out_proof);
MUST_USE enum err tlog_consistency_make(const struct tlog_source *source, uint64_t old_size,
                                        uint64_t size, struct tlog_proof *out_proof);

/* tlog_root_at: the root that the first `at` entries of a tree of this size had. */
MUST_USE enum err tlog_root_at(const struct tlog_source *source, uint64_t at, uint64_t size,
                               struct tlog_hash *out_root);

#endif
