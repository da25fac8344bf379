/* test_tlog_tree.c: hashes, the right edge and proofs against the definition in RFC 6962, written
 * down once more here in the plainest way, and against known roots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "tlog_edge.h"
#include "tlog_hash.h"
#include "tlog_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 70, LARGE = 66000 };

static struct tlog_hash leaves[LARGE];

static void make_leaves(void)
{
    for (unsigned i = 0; i < LARGE; i++) {
        char text[16];
        int len = snprintf(text, sizeof(text), "%u", i);
        tlog_leaf(span_of(text, (size_t)len), &leaves[i]);
    }
}

/* MTH(D[lo:hi]), word for word. */
static void plain_root(size_t lo, size_t hi, struct tlog_hash *out)
{
    size_t n = hi - lo;
    if (n == 0) {
        tlog_empty(out);
        return;
    }
    if (n == 1) {
        *out = leaves[lo];
        return;
    }
    size_t k = 1;
    while (k * 2 < n) {
        k *= 2;
    }
    struct tlog_hash left;
    struct tlog_hash right;
    plain_root(lo, lo + k, &left);
    plain_root(lo + k, hi, &right);
    tlog_node(&left, &right, out);
}

static void expect_hex(const struct tlog_hash *hash, const char *hex)
{
    uint8_t want[TLOG_HASH_SIZE];
    assert_int_equal(text_unhex(span_text(hex), want, sizeof(want)), ERR_OK);
    assert_memory_equal(hash->bytes, want, sizeof(want));
}

/* The roots that the Certificate Transparency code base publishes for its eight test leaves. */
static void roots_of_the_reference_tree(void **state)
{
    (void)state;
    static const struct {
        const char *entry;
        const char *root;
    } rows[] = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f",
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    struct tlog_edge edge = {.size = 0};
    struct tlog_hash root;
    tlog_edge_root(&edge, &root);
    expect_hex(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t entry[16];
        size_t len = strlen(rows[i].entry) / 2;
        struct tlog_hash leaf;
        assert_int_equal(text_unhex(span_text(rows[i].entry), entry, len), ERR_OK);
        tlog_leaf(span_of(entry, len), &leaf);
        assert_int_equal(tlog_edge_append(&edge, &leaf, NULL), ERR_OK);
        tlog_edge_root(&edge, &root);
        expect_hex(&root, rows[i].root);
    }
}

/* Tiles that a tree of LARGE leaves has, kept as they become full. */
struct tiles {
    struct tlog_edge edge;
    struct tlog_hash full[2][LARGE / TLOG_TILE_WIDTH][TLOG_TILE_WIDTH];
    unsigned counts[TLOG_LEVELS];
};

static enum err keep_tile(void *context, uint8_t level, uint64_t index,
                          const struct tlog_hash *hashes)
{
    struct tiles *t = context;
    assert_true(level < 2);
    assert_int_equal(index, t->counts[level]);
    memcpy(t->full[level][index], hashes, TLOG_TILE_BYTES);
    t->counts[level]++;
    return ERR_OK;
}

static enum err read_tile(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    const struct tiles *t = context;
    assert_false(tile->entries);
    assert_int_equal(tile->width, tlog_tile_width(t->edge.size, tile->level, tile->index));
    const struct tlog_hash *from = tile->width == TLOG_TILE_WIDTH
                                       ? t->full[tile->level][tile->index]
                                       : t->edge.tile[tile->level];
    memcpy(out_hashes, from, (size_t)tile->width * TLOG_HASH_SIZE);
    return ERR_OK;
}

static struct tiles *grow(size_t size)
{
    struct tiles *t = calloc(1, sizeof(*t));
    assert_non_null(t);
    struct tlog_edge_sink sink = {.context = t, .full = keep_tile};
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(tlog_edge_append(&t->edge, &leaves[i], &sink), ERR_OK);
    }
    return t;
}

static void edge_gives_the_root_of_the_definition(void **state)
{
    (void)state;
    static const size_t sizes[] = {255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 66000};
    for (size_t n = 0; n < SMALL + sizeof(sizes) / sizeof(sizes[0]); n++) {
        size_t size = n < SMALL ? n : sizes[n - SMALL];
        struct tlog_hash want;
        struct tlog_hash got;
        struct tiles *t = grow(size);
        plain_root(0, size, &want);
        tlog_edge_root(&t->edge, &got);
        assert_true(tlog_hash_equal(&want, &got));
        assert_int_equal(t->counts[0], size / 256);
        assert_int_equal(t->counts[1], size / 65536);
        /* And read back from its tiles; another root is noticed. */
        struct tlog_edge again = {.size = 0};
        struct tlog_source source = {.context = t, .read = read_tile};
        assert_int_equal(tlog_edge_load(&source, size, &want, &again), ERR_OK);
        want.bytes[31] ^= 1;
        assert_int_equal(tlog_edge_load(&source, size, &want, &again), ERR_CONFLICT);
        free(t);
    }
}

static void edge_passes_on_the_error_of_its_sink(void **state)
{
    (void)state;
    struct tiles *t = grow(255);
    struct tlog_edge full = {.size = TLOG_SIZE_MAX};
    assert_int_equal(tlog_edge_append(&full, &leaves[0], NULL), ERR_LIMIT);
    assert_int_equal(tlog_edge_append(&t->edge, &leaves[255], NULL), ERR_OK);
    free(t);
}

/* Every index of every small tree: the proof holds; each field of it swapped for another does not.
 */
static void inclusion_proofs_hold_and_bind_every_field(void **state)
{
    (void)state;
    for (uint64_t size = 1; size < SMALL; size++) {
        struct tiles *t = grow(size);
        struct tlog_source source = {.context = t, .read = read_tile};
        struct tlog_hash root;
        tlog_edge_root(&t->edge, &root);
        for (uint64_t index = 0; index < size; index++) {
            struct tlog_proof p;
            assert_int_equal(tlog_inclusion_make(&source, index, size, &p), ERR_OK);
            assert_int_equal(tlog_inclusion_check(&p, index, size, &leaves[index], &root), ERR_OK);
            for (uint64_t other = 0; other < size + 2; other++) {
                if (other != index) {
                    assert_int_not_equal(
                        tlog_inclusion_check(&p, other, size, &leaves[index], &root), ERR_OK);
                }
            }
            assert_int_not_equal(tlog_inclusion_check(&p, index, size, &leaves[index + 1], &root),
                                 ERR_OK);
            for (size_t i = 0; i < p.count; i++) {
                struct tlog_proof bad = p;
                bad.hashes[i].bytes[i % 32] ^= 4;
                assert_int_equal(tlog_inclusion_check(&bad, index, size, &leaves[index], &root),
                                 ERR_CONFLICT);
            }
            struct tlog_proof longer = p;
            longer.hashes[longer.count++] = root;
            assert_int_equal(tlog_inclusion_check(&longer, index, size, &leaves[index], &root),
                             ERR_FORMAT);
            if (p.count > 0) {
                struct tlog_proof shorter = p;
                shorter.count--;
                assert_int_equal(tlog_inclusion_check(&shorter, index, size, &leaves[index], &root),
                                 ERR_FORMAT);
            }
        }
        struct tlog_proof none;
        assert_int_equal(tlog_inclusion_make(&source, size, size, &none), ERR_FORMAT);
        free(t);
    }
}

static void consistency_proofs_hold_and_bind_every_field(void **state)
{
    (void)state;
    for (uint64_t size = 1; size < SMALL; size++) {
        struct tiles *t = grow(size);
        struct tlog_source source = {.context = t, .read = read_tile};
        for (uint64_t old = 1; old <= size; old++) {
            struct tlog_growth g = {.old_size = old, .new_size = size};
            struct tlog_proof p;
            plain_root(0, old, &g.old_root);
            plain_root(0, size, &g.new_root);
            assert_int_equal(tlog_consistency_make(&source, old, size, &p), ERR_OK);
            assert_int_equal(tlog_consistency_check(&p, &g), ERR_OK);
            struct tlog_hash was;
            assert_int_equal(tlog_root_at(&source, old, size, &was), ERR_OK);
            assert_true(tlog_hash_equal(&was, &g.old_root));
            struct tlog_growth bad = g;
            bad.old_root.bytes[0] ^= 1;
            assert_int_equal(tlog_consistency_check(&p, &bad), ERR_CONFLICT);
            bad = g;
            bad.new_root.bytes[0] ^= 1;
            assert_int_equal(tlog_consistency_check(&p, &bad), ERR_CONFLICT);
            for (uint64_t other = 1; other <= size && old < size; other++) {
                bad = g;
                bad.old_size = other;
                if (other != old) {
                    assert_int_not_equal(tlog_consistency_check(&p, &bad), ERR_OK);
                }
            }
            for (size_t i = 0; i < p.count; i++) {
                struct tlog_proof flipped = p;
                flipped.hashes[i].bytes[i % 32] ^= 4;
                assert_int_equal(tlog_consistency_check(&flipped, &g), ERR_CONFLICT);
            }
            struct tlog_proof longer = p;
            longer.hashes[longer.count++] = g.new_root;
            assert_int_equal(tlog_consistency_check(&longer, &g), ERR_FORMAT);
        }
        struct tlog_proof none;
        assert_int_equal(tlog_consistency_make(&source, 0, size, &none), ERR_FORMAT);
        assert_int_equal(tlog_consistency_make(&source, size + 1, size, &none), ERR_FORMAT);
        free(t);
    }
}

static void proofs_cross_tiles(void **state)
{
    (void)state;
    static const uint64_t places[] = {0, 1, 255, 256, 257, 511, 512, 4095, 65534, 65535};
    for (uint64_t size = 65535; size <= 65537; size++) {
        struct tiles *t = grow(size);
        struct tlog_source source = {.context = t, .read = read_tile};
        struct tlog_hash root;
        tlog_edge_root(&t->edge, &root);
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && places[i] < size; i++) {
            uint64_t at = places[i];
            struct tlog_proof p;
            assert_int_equal(tlog_inclusion_make(&source, at, size, &p), ERR_OK);
            assert_int_equal(tlog_inclusion_check(&p, at, size, &leaves[at], &root), ERR_OK);
            struct tlog_growth g = {.old_size = at + 1, .new_size = size, .new_root = root};
            plain_root(0, at + 1, &g.old_root);
            assert_int_equal(tlog_consistency_make(&source, at + 1, size, &p), ERR_OK);
            assert_int_equal(tlog_consistency_check(&p, &g), ERR_OK);
        }
        free(t);
    }
}

static void leaf_is_never_a_node(void **state)
{
    (void)state;
    struct tlog_hash node;
    struct tlog_hash leaf;
    uint8_t both[64];
    uint8_t prefixed[65] = {1};
    memcpy(both, leaves[0].bytes, 32);
    memcpy(both + 32, leaves[1].bytes, 32);
    memcpy(prefixed + 1, both, 64);
    tlog_node(&leaves[0], &leaves[1], &node);
    tlog_leaf(span_of(both, sizeof(both)), &leaf);
    assert_false(tlog_hash_equal(&leaf, &node));
    tlog_leaf(span_of(prefixed, sizeof(prefixed)), &leaf);
    assert_false(tlog_hash_equal(&leaf, &node));
}

int main(void)
{
    make_leaves();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_the_reference_tree),
        cmocka_unit_test(edge_gives_the_root_of_the_definition),
        cmocka_unit_test(edge_passes_on_the_error_of_its_sink),
        cmocka_unit_test(inclusion_proofs_hold_and_bind_every_field),
        cmocka_unit_test(consistency_proofs_hold_and_bind_every_field),
        cmocka_unit_test(proofs_cross_tiles),
        cmocka_unit_test(leaf_is_never_a_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
