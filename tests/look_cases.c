/*
 * look_cases.c: what wasm/look.c answers when it is compiled for this machine, with OpenSSL's
 * SHA-256 and libsodium's Ed25519, one ask per line, for src/app/wasm.test.mjs to ask the
 * WebAssembly module the same:
 *
 *   tile PATH HEX                  what look_tile gives from here on; the newest of a path counts
 *   ask NAME ARGUMENT… = IS HEX    an argument is a number, or x and hexadecimal digits
 *
 * The HEX of an answer are the bytes of struct look_answer, but for the zeros at its end.
 */
#include "look.h"

#include "base_buf.h"
#include "base_limits.h"
#include "base_text.h"
#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_note.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 600, FULL = 2 };

static struct tlog_hash leaves[ENTRIES];
static struct tlog_hash fulls[FULL]; /* roots of the full tiles */
static struct tlog_hash roots[ENTRIES + 1];
static int flipped = -1;                      /* the leaf that tiles show wrongly */
static bool shown[2][3][TLOG_TILE_WIDTH + 1]; /* level, index, width: tiles that were printed */

static void fail(const char *why)
{
    (void)fprintf(stderr, "%s\n", why);
    exit(1);
}

static void say_hex(const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        (void)printf("%02x", ((const uint8_t *)bytes)[i]);
    }
}

int look_tile(const char *path, uint32_t len, uint32_t width, uint8_t *out)
{
    struct tlog_tile tile;
    if (tlog_tile_decode(span_of(path, len), &tile) != ERR_OK || tile.entries || tile.level > 1) {
        return LOOK_TILE_BAD;
    }
    for (size_t i = 0; i < width; i++) {
        size_t at = (size_t)tile.index * TLOG_TILE_WIDTH + i;
        if (at >= (tile.level == 0 ? (size_t)ENTRIES : (size_t)FULL)) {
            return LOOK_TILE_BAD;
        }
        struct tlog_hash hash = tile.level == 0 ? leaves[at] : fulls[at];
        hash.bytes[5] ^= tile.level == 0 && (int)at == flipped ? 1 : 0;
        memcpy(out + i * TLOG_HASH_SIZE, hash.bytes, TLOG_HASH_SIZE);
    }
    if (!shown[tile.level][tile.index][width]) {
        shown[tile.level][tile.index][width] = true;
        (void)printf("tile %s ", path);
        say_hex(out, (size_t)width * TLOG_HASH_SIZE);
        (void)printf("\n");
    }
    return LOOK_TILE_PUT;
}

static void entry_of(size_t i, struct buf *out)
{
    static const char *const odd[] = {"{\"type\":\"heartbeat\",\"v\":1}", "{}", "",
                                      "{\"type\":\"other\",\"v\":3}",
                                      "{\"time_ms\":1, \"type\":\"heartbeat\",\"v\":1}"};
    if (i % 7 == 3) {
        (void)buf_append_text(out, odd[i / 7 % (sizeof(odd) / sizeof(odd[0]))]);
    } else {
        (void)buf_printf(out, "{\"time_ms\":%zu,\"type\":\"heartbeat\",\"v\":1}", i * 60000);
    }
    if (buf_status(out) != ERR_OK) {
        fail("no room for an entry");
    }
}

static enum err note_full(void *context, uint8_t level, uint64_t index,
                          const struct tlog_hash *hashes)
{
    (void)context;
    if (level == 0) {
        tlog_fold(hashes, TLOG_TILE_WIDTH, &fulls[index]);
    }
    return ERR_OK;
}

static void grow(void)
{
    static struct tlog_edge edge;
    const struct tlog_edge_sink sink = {.full = note_full};
    tlog_edge_root(&edge, &roots[0]);
    for (size_t i = 0; i < ENTRIES; i++) {
        AUTO(buf) struct buf entry = {.max = TLOG_ENTRY_MAX};
        entry_of(i, &entry);
        tlog_leaf(buf_span(&entry), &leaves[i]);
        if (tlog_edge_append(&edge, &leaves[i], &sink) != ERR_OK) {
            fail("no room for a leaf");
        }
        tlog_edge_root(&edge, &roots[i + 1]);
    }
}

/* The line of an ask whose arguments are printed already. */
static void said(int is)
{
    (void)printf(" = %d ", is);
    size_t len = sizeof(struct look_answer);
    const uint8_t *bytes = (const uint8_t *)look_answer();
    while (len > 0 && bytes[len - 1] == 0) {
        len--;
    }
    say_hex(bytes, len);
    (void)printf("\n");
}

static void argument(const void *bytes, size_t len)
{
    (void)printf(" x");
    say_hex(bytes, len);
}

static void ask_tree(uint64_t size, const struct tlog_hash *root)
{
    int is = look_tree(size, root->bytes, TLOG_HASH_SIZE);
    (void)printf("ask look_tree %" PRIu64, size);
    argument(root, sizeof(*root));
    said(is);
}

static void ask_growth(uint64_t old, const struct tlog_hash *was, uint64_t size,
                       const struct tlog_hash *root)
{
    int is = look_growth(old, was->bytes, TLOG_HASH_SIZE, size, root->bytes, TLOG_HASH_SIZE);
    (void)printf("ask look_growth %" PRIu64, old);
    argument(was, sizeof(*was));
    (void)printf(" %" PRIu64, size);
    argument(root, sizeof(*root));
    said(is);
}

static void ask_entry(struct span entry, uint64_t index, uint64_t size)
{
    int is = look_entry(entry.ptr, entry.len);
    (void)printf("ask look_entry");
    argument(entry.ptr, entry.len);
    said(is);
    is = look_inclusion(index, entry.ptr, entry.len, size, roots[size].bytes, TLOG_HASH_SIZE);
    (void)printf("ask look_inclusion %" PRIu64, index);
    argument(entry.ptr, entry.len);
    (void)printf(" %" PRIu64, size);
    argument(&roots[size], TLOG_HASH_SIZE);
    said(is);
}

/* `spoiled`: which byte of the bundle is another, or -1. */
static void ask_bundle(uint64_t index, uint64_t size, int spoiled)
{
    AUTO(buf) struct buf bundle = {.max = TLOG_BUNDLE_MAX};
    size_t first = (size_t)index * TLOG_TILE_WIDTH;
    for (size_t i = first; i < first + TLOG_TILE_WIDTH && i < size; i++) {
        AUTO(buf) struct buf entry = {.max = TLOG_ENTRY_MAX};
        entry_of(i, &entry);
        if (tlog_bundle_put(buf_span(&entry), &bundle) != ERR_OK) {
            fail("no room for a bundle");
        }
    }
    if (spoiled >= 0) {
        bundle.ptr[spoiled] ^= 1;
    }
    int is = look_bundle(index, bundle.ptr, bundle.len, size, roots[size].bytes, TLOG_HASH_SIZE);
    (void)printf("ask look_bundle %" PRIu64, index);
    argument(bundle.ptr, bundle.len);
    (void)printf(" %" PRIu64, size);
    argument(&roots[size], TLOG_HASH_SIZE);
    said(is);
    is = look_path(index, size);
    (void)printf("ask look_path %" PRIu64 " %" PRIu64, index, size);
    said(is);
}

/* The signed notes that LEDGER.md's vectors and this code's own keys make, and each byte's damage.
 */
struct signer {
    struct tlog_vkey vkey;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

static void signer_make(const char *name, uint8_t type, uint8_t seed_byte, struct signer *out)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    uint8_t key[crypto_sign_PUBLICKEYBYTES];
    memset(seed, seed_byte, sizeof(seed));
    (void)crypto_sign_seed_keypair(key, out->secret, seed);
    if (tlog_vkey_make(span_text(name), type, key, &out->vkey) != ERR_OK) {
        fail("no key");
    }
}

static void ask_note(struct span vkey, struct span note, struct span policy)
{
    int is = look_note(vkey.ptr, vkey.len, note.ptr, note.len);
    (void)printf("ask look_note");
    argument(vkey.ptr, vkey.len);
    argument(note.ptr, note.len);
    said(is);
    is = look_policy(policy.ptr, policy.len, vkey.ptr, vkey.len, note.ptr, note.len);
    (void)printf("ask look_policy");
    argument(policy.ptr, policy.len);
    argument(vkey.ptr, vkey.len);
    argument(note.ptr, note.len);
    said(is);
}

static void note_make(const struct signer *log, const struct signer *witness, struct buf *out)
{
    AUTO(buf) struct buf cosigned = {.max = LIMIT_NOTE + 64};
    uint8_t signature[crypto_sign_BYTES];
    struct tlog_checkpoint tree = {
        .origin = span_text(log->vkey.name), .size = ENTRIES, .root = roots[ENTRIES]};
    enum err err = tlog_checkpoint_encode(&tree, out);
    err = err != ERR_OK ? err : tlog_cosigned_text(1700000000, buf_span(out), &cosigned);
    (void)crypto_sign_detached(signature, NULL, out->ptr, out->len, log->secret);
    err = err != ERR_OK ? err : tlog_note_split(out);
    err = err != ERR_OK ? err
                        : tlog_note_line_put(log->vkey.name, log->vkey.key_id,
                                             span_of(signature, sizeof(signature)), out);
    (void)crypto_sign_detached(signature, NULL, cosigned.ptr, cosigned.len, witness->secret);
    err = err != ERR_OK ? err : tlog_cosignature_put(&witness->vkey, 1700000000, signature, out);
    if (err != ERR_OK) {
        fail("no note");
    }
}

static void put_vkey(const struct signer *s, struct buf *out)
{
    if (tlog_vkey_encode(&s->vkey, out) != ERR_OK) {
        fail("no room for a key");
    }
}

static void ask_notes(void)
{
    struct signer log;
    struct signer witness;
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    AUTO(buf) struct buf vkey = {.max = LIMIT_NOTE};
    AUTO(buf) struct buf policy = {.max = LIMIT_NOTE};
    signer_make("log.example", TLOG_ED25519, 1, &log);
    signer_make("witness.example", TLOG_ED25519_COSIGNATURE, 2, &witness);
    note_make(&log, &witness, &note);
    (void)buf_append_text(&policy, "log ");
    put_vkey(&log, &policy);
    (void)buf_append_text(&policy, "\nwitness w ");
    put_vkey(&witness, &policy);
    (void)buf_append_text(&policy, "\nquorum w\n");
    put_vkey(&log, &vkey);
    if (buf_status(&policy) != ERR_OK) {
        fail("no policy");
    }
    ask_note(buf_span(&vkey), buf_span(&note), buf_span(&policy));
    for (size_t i = 0; i < note.len; i += 5) {
        note.ptr[i] ^= 1;
        ask_note(buf_span(&vkey), buf_span(&note), buf_span(&policy));
        note.ptr[i] ^= 1;
    }
    for (size_t i = 0; i < policy.len; i += 9) {
        policy.ptr[i] ^= 1;
        ask_note(buf_span(&vkey), buf_span(&note), buf_span(&policy));
        policy.ptr[i] ^= 1;
    }
    for (size_t i = 0; i < vkey.len; i += 3) {
        vkey.ptr[i] ^= 1;
        ask_note(buf_span(&vkey), buf_span(&note), buf_span(&policy));
        vkey.ptr[i] ^= 1;
    }
}

static void ask_trees(void)
{
    static const uint64_t sizes[] = {0, 1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 600};
    const size_t count = sizeof(sizes) / sizeof(sizes[0]);
    for (size_t i = 0; i < count; i++) {
        ask_tree(sizes[i], &roots[sizes[i]]);
        ask_tree(sizes[i], &roots[5]);
        for (size_t k = 0; k < count; k++) {
            ask_growth(sizes[k], &roots[sizes[k]], sizes[i], &roots[sizes[i]]);
            ask_growth(sizes[k], &roots[9], sizes[i], &roots[sizes[i]]);
        }
    }
}

static void ask_entries(void)
{
    for (size_t i = 0; i < ENTRIES; i += i < 40 ? 1 : 23) {
        AUTO(buf) struct buf entry = {.max = TLOG_ENTRY_MAX};
        entry_of(i, &entry);
        ask_entry(buf_span(&entry), i, ENTRIES);
        ask_entry(buf_span(&entry), i + 1, ENTRIES);
    }
    ask_bundle(0, 256, -1);
    ask_bundle(0, 600, -1);
    ask_bundle(2, 600, -1);
    ask_bundle(3, 600, -1);
    ask_bundle(1, 600, 0);
    ask_bundle(1, 600, 100);
}

int main(void)
{
    if (sodium_init() < 0) {
        fail("no libsodium");
    }
    grow();
    ask_trees();
    ask_entries();
    ask_notes();
    flipped = 300;
    memset(shown, 0, sizeof(shown));
    ask_trees();
    ask_entries();
    return 0;
}
