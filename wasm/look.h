/*
 * look.h: what the page about the ledger may ask of src/tlog. Bytes go in as pointer and length,
 * numbers as 64 bits; what comes back is one of look_is, and the rest stands in look_answer(),
 * little-endian.
 *
 * A tile that is not there is named to look_tile, and the ask ends with LOOK_WAITS: the page
 * fetches it and asks again. Nothing is remembered from one ask to the next.
 */
#ifndef LOOK_H
#define LOOK_H

#include "tlog_hash.h"
#include "tlog_proof.h"
#include "tlog_tile.h"

#include <stddef.h>
#include <stdint.h>

enum look_is {
    LOOK_TRUE,
    LOOK_WAITS,     /* for a tile */
    LOOK_BROKEN,    /* out of memory, or asked for what cannot be */
    LOOK_VKEY,      /* no key of a log's */
    LOOK_NOTE,      /* no signed note */
    LOOK_UNSIGNED,  /* not signed by the key, or its signature is false */
    LOOK_NO_TREE,   /* the note names no tree */
    LOOK_ORIGIN,    /* the tree is of another log than the key */
    LOOK_POLICY,    /* no policy; answer.size is the line at fault, or 0 */
    LOOK_OTHER_LOG, /* the policy does not name the log's key */
    LOOK_WITNESS,   /* a witness's signature is false */
    LOOK_TOO_FEW,   /* witnesses */
    LOOK_TILES,     /* tiles do not give the root */
    LOOK_ROLLBACK,  /* the tree is smaller than it was */
    LOOK_FORK,      /* the tree does not begin with the one that was */
    LOOK_BUNDLE,    /* the bundle is not made of that many entries */
    LOOK_ENTRY,     /* entry answer.size is another than the tree names */
    LOOK_UNKNOWN,   /* an entry of no known kind */
    LOOK_MISFIT     /* an entry that lacks what its kind must have, or is not canonical */
};

struct look_answer {
    uint64_t size;
    uint64_t time_s;
    uint32_t witnesses;
    uint32_t count;                         /* of what follows */
    struct tlog_hash root;                  /* or the leaf of a proof */
    struct tlog_hash proof[TLOG_PROOF_MAX]; /* of an entry, leaf-sibling first */
    uint32_t offsets[TLOG_TILE_WIDTH];      /* of a bundle's entries */
    uint32_t lengths[TLOG_TILE_WIDTH];
    char path[TLOG_PATH_MAX];
};

const struct look_answer *look_answer(void);

/* look_tile: the page's. Puts the hashes of a tile to out: LOOK_TILE_PUT. It is not there yet, and
 * is fetched: LOOK_TILE_LATER. What came has not that many hashes: LOOK_TILE_BAD. */
enum { LOOK_TILE_LATER, LOOK_TILE_PUT, LOOK_TILE_BAD };
int look_tile(const char *path, uint32_t len, uint32_t width, uint8_t *out);

/* look_note: that the note is signed by the key and names a tree of its log: size and root. */
int look_note(const uint8_t *vkey, size_t vkey_len, const uint8_t *note, size_t note_len);

/* look_policy: that a policy trusts the key and that its witnesses signed: witnesses, time_s. */
int look_policy(const uint8_t *policy, size_t policy_len, const uint8_t *vkey, size_t vkey_len,
                const uint8_t *note, size_t note_len);

/* look_tree: that the tiles at the right edge of a tree give its root. */
int look_tree(uint64_t size, const uint8_t *root, size_t root_len);

/* look_growth: that the tree begins with the old one. */
int look_growth(uint64_t old_size, const uint8_t *old_root, size_t old_len, uint64_t size,
                const uint8_t *root, size_t root_len);

/* look_bundle: that bundle `index` of the tree holds the entries that the tree names: offsets,
 * lengths, count. */
int look_bundle(uint64_t index, const uint8_t *bundle, size_t len, uint64_t size,
                const uint8_t *root, size_t root_len);

/* look_inclusion: the proof of an entry, made and checked: root is its leaf, proof, count. */
int look_inclusion(uint64_t index, const uint8_t *entry, size_t len, uint64_t size,
                   const uint8_t *root, size_t root_len);

/* look_entry: that an entry has what its kind must have. */
int look_entry(const uint8_t *entry, size_t len);

/* look_path: of the bundle `index` in a tree of this size: path, and count of its entries. */
int look_path(uint64_t index, uint64_t size);

#endif
