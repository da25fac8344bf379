#include "tlog_proof.h"

#include <stdbool.h>

enum err tlog_inclusion_check(const struct tlog_proof *proof, uint64_t index, uint64_t size,
                              const struct tlog_hash *leaf, const struct tlog_hash *root)
{
    if (size > TLOG_SIZE_MAX || index >= size || proof->count > TLOG_PROOF_MAX) {
        return ERR_FORMAT;
    }
    uint64_t node = index;
    uint64_t last = size - 1;
    struct tlog_hash hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0) {
            return ERR_FORMAT;
        }
        if ((node & 1) != 0 || node == last) {
            tlog_node(&proof->hashes[i], &hash, &hash);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            tlog_node(&hash, &proof->hashes[i], &hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if (last != 0) {
        return ERR_FORMAT;
    }
    return tlog_hash_equal(&hash, root) ? ERR_OK : ERR_CONFLICT;
}

/* RFC 9162 section 2.1.4.2, for old sizes between 0 and the new one, both excluded. */
static enum err consistency_walk(const struct tlog_proof *proof, const struct tlog_growth *growth)
{
    uint64_t node = growth->old_size - 1;
    uint64_t last = growth->new_size - 1;
    while ((node & 1) != 0) {
        node >>= 1;
        last >>= 1;
    }
    /* An old tree that is one complete subtree is the first node itself. */
    size_t next = node == 0 ? 0 : 1;
    if (proof->count < next) {
        return ERR_FORMAT;
    }
    struct tlog_hash was = node == 0 ? growth->old_root : proof->hashes[0];
    struct tlog_hash is = was;
    for (size_t i = next; i < proof->count; i++) {
        const struct tlog_hash *hash = &proof->hashes[i];
        if (last == 0) {
            return ERR_FORMAT;
        }
        if ((node & 1) != 0 || node == last) {
            tlog_node(hash, &was, &was);
            tlog_node(hash, &is, &is);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            tlog_node(&is, hash, &is);
        }
        node >>= 1;
        last >>= 1;
    }
    if (last != 0) {
        return ERR_FORMAT;
    }
    bool same = tlog_hash_equal(&was, &growth->old_root) && tlog_hash_equal(&is, &growth->new_root);
    return same ? ERR_OK : ERR_CONFLICT;
}

enum err tlog_consistency_check(const struct tlog_proof *proof, const struct tlog_growth *growth)
{
    if (growth->new_size > TLOG_SIZE_MAX || growth->old_size == 0 ||
        growth->old_size > growth->new_size || proof->count > TLOG_PROOF_MAX) {
        return ERR_FORMAT;
    }
    if (growth->old_size < growth->new_size) {
        return consistency_walk(proof, growth);
    }
    if (proof->count != 0) {
        return ERR_FORMAT;
    }
    return tlog_hash_equal(&growth->old_root, &growth->new_root) ? ERR_OK : ERR_CONFLICT;
}

/* A tree whose tiles can be read. */
struct proof_tree {
    const struct tlog_source *source;
    uint64_t size;
};

/* The largest power of two below n, for n > 1. */
static uint64_t split_of(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* The root over the 2^height entries from `from` on, which is a multiple of that. */
static enum err subtree_root(const struct proof_tree *t, unsigned height, uint64_t from,
                             struct tlog_hash *out_root)
{
    uint8_t level = (uint8_t)(height / 8);
    size_t count = (size_t)1 << (height % 8);
    uint64_t first = from >> (8 * level);
    struct tlog_tile tile = {.level = level, .index = first / TLOG_TILE_WIDTH};
    tile.width = tlog_tile_width(t->size, level, tile.index);
    size_t at = (size_t)(first % TLOG_TILE_WIDTH);
    if (tile.width < at + count) {
        return ERR_FORMAT;
    }
    struct tlog_hash hashes[TLOG_TILE_WIDTH];
    TRY(t->source->read(t->source->context, &tile, hashes));
    tlog_fold(hashes + at, count, out_root);
    return ERR_OK;
}

/* The root over entries from lo to hi (excluded), where lo is where a split of the tree leaves it.
 */
static enum err range_root(const struct proof_tree *t, uint64_t lo, uint64_t hi,
                           struct tlog_hash *out_root)
{
    struct tlog_hash parts[TLOG_PROOF_MAX];
    size_t count = 0;
    while (lo < hi) {
        unsigned height = 63u - (unsigned)__builtin_clzll(hi - lo);
        TRY(subtree_root(t, height, lo, &parts[count]));
        count++;
        lo += UINT64_C(1) << height;
    }
    struct tlog_hash hash = parts[count - 1];
    for (size_t i = count - 1; i > 0; i--) {
        tlog_node(&parts[i - 1], &hash, &hash);
    }
    *out_root = hash;
    return ERR_OK;
}

static enum err proof_push(const struct proof_tree *t, uint64_t lo, uint64_t hi,
                           struct tlog_proof *proof)
{
    if (proof->count == TLOG_PROOF_MAX) {
        return ERR_LIMIT;
    }
    TRY(range_root(t, lo, hi, &proof->hashes[proof->count]));
    proof->count++;
    return ERR_OK;
}

static void proof_reverse(struct tlog_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct tlog_hash swap = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = swap;
    }
}

enum err tlog_inclusion_make(const struct tlog_source *source, uint64_t index, uint64_t size,
                             struct tlog_proof *out_proof)
{
    if (size > TLOG_SIZE_MAX || index >= size) {
        return ERR_FORMAT;
    }
    struct proof_tree tree = {.source = source, .size = size};
    struct tlog_proof proof = {.count = 0};
    uint64_t lo = 0;
    uint64_t hi = size;
    while (hi - lo > 1) {
        uint64_t middle = lo + split_of(hi - lo);
        if (index < middle) {
            TRY(proof_push(&tree, middle, hi, &proof));
            hi = middle;
        } else {
            TRY(proof_push(&tree, lo, middle, &proof));
            lo = middle;
        }
    }
    proof_reverse(&proof);
    *out_proof = proof;
    return ERR_OK;
}

enum err tlog_consistency_make(const struct tlog_source *source, uint64_t old_size, uint64_t size,
                               struct tlog_proof *out_proof)
{
    if (size > TLOG_SIZE_MAX || old_size == 0 || old_size > size) {
        return ERR_FORMAT;
    }
    struct proof_tree tree = {.source = source, .size = size};
    struct tlog_proof proof = {.count = 0};
    uint64_t lo = 0;
    uint64_t hi = size;
    while (old_size != hi) {
        uint64_t middle = lo + split_of(hi - lo);
        if (old_size <= middle) {
            TRY(proof_push(&tree, middle, hi, &proof));
            hi = middle;
        } else {
            TRY(proof_push(&tree, lo, middle, &proof));
            lo = middle;
        }
    }
    if (lo != 0) {
        TRY(proof_push(&tree, lo, hi, &proof));
    }
    proof_reverse(&proof);
    *out_proof = proof;
    return ERR_OK;
}

enum err tlog_root_at(const struct tlog_source *source, uint64_t at, uint64_t size,
                      struct tlog_hash *out_root)
{
    if (size > TLOG_SIZE_MAX || at > size) {
        return ERR_FORMAT;
    }
    if (at == 0) {
        tlog_empty(out_root);
        return ERR_OK;
    }
    struct proof_tree tree = {.source = source, .size = size};
    return range_root(&tree, 0, at, out_root);
}
