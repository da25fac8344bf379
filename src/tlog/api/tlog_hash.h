/*
 * tlog_hash.h: hashes of RFC 6962: leaf = SHA-256(0x00 || entry), node = SHA-256(0x01 || left ||
 * right), empty tree = SHA-256(""). A tree over n leaves splits at the largest power of two below
 * n.
 */
#ifndef TLOG_HASH_H
#define TLOG_HASH_H

#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TLOG_HASH_SIZE = 32 };

struct tlog_hash {
    uint8_t bytes[TLOG_HASH_SIZE];
};

/* Sizes and indexes stay below this: the formats have 63 bits. */
#define TLOG_SIZE_MAX ((UINT64_C(1) << 63) - 1)

void tlog_leaf(struct span entry, struct tlog_hash *out_hash);
void tlog_node(const struct tlog_hash *left, const struct tlog_hash *right,
               struct tlog_hash *out_hash);
void tlog_empty(struct tlog_hash *out_hash);
bool tlog_hash_equal(const struct tlog_hash *a, const struct tlog_hash *b);
struct span tlog_hash_span(const struct tlog_hash *hash);

/* tlog_fold: the root over count hashes (1 to TLOG_FOLD_MAX), the last of which may stand for an
 * incomplete subtree. */
enum { TLOG_FOLD_MAX = 256 };
void tlog_fold(const struct tlog_hash *hashes, size_t count, struct tlog_hash *out_root);

#endif
