#include "look.h"

#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_entry.h"
#include "tlog_note.h"
#include "tlog_policy.h"

#include <string.h>

static struct look_answer answer;

const struct look_answer *look_answer(void)
{
    return &answer;
}

static void begin(void)
{
    memset(&answer, 0, sizeof(answer));
}

static enum err read_tile(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    char path[TLOG_PATH_MAX];
    (void)context;
    tlog_tile_path(tile, path);
    int there = look_tile(path, (uint32_t)strlen(path), tile->width, out_hashes->bytes);
    if (there == LOOK_TILE_PUT) {
        return ERR_OK;
    }
    return there == LOOK_TILE_BAD ? ERR_FORMAT : ERR_BUSY;
}

static const struct tlog_source tiles = {.read = read_tile};

/* What an error means, if those that are nobody's lie are told apart. */
static int is(enum err err, int otherwise)
{
    if (err == ERR_OK) {
        return LOOK_TRUE;
    }
    if (err == ERR_BUSY) {
        return LOOK_WAITS;
    }
    return err == ERR_NOMEM ? LOOK_BROKEN : otherwise;
}

static int hash_of(const uint8_t *bytes, size_t len, struct tlog_hash *out)
{
    if (len != TLOG_HASH_SIZE) {
        return LOOK_BROKEN;
    }
    memcpy(out->bytes, bytes, len);
    return LOOK_TRUE;
}

static int read_note(struct span vkey_text, struct span note_text, struct tlog_vkey *out_vkey,
                     struct tlog_note *out_note)
{
    enum err err = tlog_vkey_decode(vkey_text, out_vkey);
    if (err != ERR_OK) {
        return is(err, LOOK_VKEY);
    }
    return is(tlog_note_decode(note_text, out_note), LOOK_NOTE);
}

int look_note(const uint8_t *vkey, size_t vkey_len, const uint8_t *note, size_t note_len)
{
    struct tlog_vkey key;
    struct tlog_note parts;
    struct tlog_checkpoint tree;
    begin();
    int read = read_note(span_of(vkey, vkey_len), span_of(note, note_len), &key, &parts);
    if (read != LOOK_TRUE) {
        return read;
    }
    enum err err = tlog_note_verify(&parts, &key, NULL);
    if (err != ERR_OK) {
        return is(err, LOOK_UNSIGNED);
    }
    err = tlog_checkpoint_decode(parts.text, &tree);
    if (err != ERR_OK) {
        return is(err, LOOK_NO_TREE);
    }
    answer.size = tree.size;
    answer.root = tree.root;
    answer.count = (uint32_t)parts.count;
    return span_is(tree.origin, key.name) ? LOOK_TRUE : LOOK_ORIGIN;
}

static bool names_log(const struct tlog_policy *policy, const struct tlog_vkey *key)
{
    bool named = false;
    for (size_t i = 0; i < policy->log_count; i++) {
        const struct tlog_vkey *log = &policy->logs[i];
        named = named || (memcmp(log->key, key->key, TLOG_KEY_SIZE) == 0 &&
                          span_is(span_text(log->name), key->name));
    }
    return named;
}

int look_policy(const uint8_t *policy, size_t policy_len, const uint8_t *vkey, size_t vkey_len,
                const uint8_t *note, size_t note_len)
{
    static struct tlog_policy whom;
    struct tlog_vkey key;
    struct tlog_note parts;
    unsigned line = 0;
    begin();
    int read = read_note(span_of(vkey, vkey_len), span_of(note, note_len), &key, &parts);
    if (read != LOOK_TRUE) {
        return read;
    }
    enum err err = tlog_policy_decode(span_of(policy, policy_len), &whom, &line);
    if (err != ERR_OK) {
        answer.size = line;
        return is(err, LOOK_POLICY);
    }
    if (!names_log(&whom, &key)) {
        return LOOK_OTHER_LOG;
    }
    unsigned witnesses = 0;
    err = tlog_policy_check(&whom, &parts, &witnesses, &answer.time_s);
    answer.witnesses = witnesses;
    return err == ERR_NOT_FOUND ? LOOK_TOO_FEW : is(err, LOOK_WITNESS);
}

int look_tree(uint64_t size, const uint8_t *root, size_t root_len)
{
    static struct tlog_edge edge;
    struct tlog_hash wanted;
    begin();
    int read = hash_of(root, root_len, &wanted);
    if (read != LOOK_TRUE) {
        return read;
    }
    return is(tlog_edge_load(&tiles, size, &wanted, &edge), LOOK_TILES);
}

/* A proof that fails is the tiles' fault if they do not even agree on what the old root was. */
static int not_grown(const struct tlog_proof *proof, const struct tlog_growth *growth)
{
    struct tlog_growth theirs = *growth;
    enum err err = tlog_root_at(&tiles, growth->old_size, growth->new_size, &theirs.old_root);
    if (err != ERR_OK) {
        return is(err, LOOK_TILES);
    }
    return tlog_consistency_check(proof, &theirs) == ERR_OK ? LOOK_FORK : LOOK_TILES;
}

int look_growth(uint64_t old_size, const uint8_t *old_root, size_t old_len, uint64_t size,
                const uint8_t *root, size_t root_len)
{
    struct tlog_growth growth = {.old_size = old_size, .new_size = size};
    struct tlog_proof proof;
    begin();
    if (hash_of(old_root, old_len, &growth.old_root) != LOOK_TRUE ||
        hash_of(root, root_len, &growth.new_root) != LOOK_TRUE) {
        return LOOK_BROKEN;
    }
    if (old_size > size) {
        return LOOK_ROLLBACK;
    }
    if (old_size == size) {
        return tlog_hash_equal(&growth.old_root, &growth.new_root) ? LOOK_TRUE : LOOK_FORK;
    }
    if (old_size == 0) {
        return LOOK_TRUE;
    }
    enum err err = tlog_consistency_make(&tiles, old_size, size, &proof);
    if (err != ERR_OK) {
        return is(err, LOOK_TILES);
    }
    answer.count = (uint32_t)proof.count;
    bool grown = tlog_consistency_check(&proof, &growth) == ERR_OK;
    return grown ? LOOK_TRUE : not_grown(&proof, &growth);
}

/* The hashes of a tile's entries are of the tree if one of them is: its proof has all the others.
 */
static int tile_of_tree(uint64_t first, const struct tlog_hash *leaf, uint64_t size,
                        const struct tlog_hash *root)
{
    struct tlog_proof proof;
    enum err err = tlog_inclusion_make(&tiles, first, size, &proof);
    if (err != ERR_OK) {
        return is(err, LOOK_TILES);
    }
    return is(tlog_inclusion_check(&proof, first, size, leaf, root), LOOK_TILES);
}

int look_bundle(uint64_t index, const uint8_t *bundle, size_t len, uint64_t size,
                const uint8_t *root, size_t root_len)
{
    struct tlog_tile tile = {.index = index};
    struct tlog_hash wanted;
    struct tlog_hash leaves[TLOG_TILE_WIDTH];
    struct span entries[TLOG_TILE_WIDTH];
    begin();
    tile.width = index > size / TLOG_TILE_WIDTH ? 0 : tlog_tile_width(size, 0, index);
    if (tile.width == 0 || hash_of(root, root_len, &wanted) != LOOK_TRUE) {
        return LOOK_BROKEN;
    }
    enum err err = read_tile(NULL, &tile, leaves);
    if (err != ERR_OK) {
        return is(err, LOOK_TILES);
    }
    int held = tile_of_tree(index * TLOG_TILE_WIDTH, &leaves[0], size, &wanted);
    if (held != LOOK_TRUE) {
        return held;
    }
    err = tlog_bundle_decode(span_of(bundle, len), tile.width, entries);
    if (err != ERR_OK) {
        return is(err, LOOK_BUNDLE);
    }
    answer.count = tile.width;
    for (size_t i = 0; i < tile.width; i++) {
        struct tlog_hash leaf;
        tlog_leaf(entries[i], &leaf);
        if (!tlog_hash_equal(&leaf, &leaves[i])) {
            answer.size = index * TLOG_TILE_WIDTH + i;
            return LOOK_ENTRY;
        }
        answer.offsets[i] = (uint32_t)(entries[i].ptr - bundle);
        answer.lengths[i] = (uint32_t)entries[i].len;
    }
    return LOOK_TRUE;
}

int look_inclusion(uint64_t index, const uint8_t *entry, size_t len, uint64_t size,
                   const uint8_t *root, size_t root_len)
{
    struct tlog_proof proof;
    struct tlog_hash wanted;
    begin();
    if (hash_of(root, root_len, &wanted) != LOOK_TRUE || index >= size) {
        return LOOK_BROKEN;
    }
    tlog_leaf(span_of(entry, len), &answer.root);
    enum err err = tlog_inclusion_make(&tiles, index, size, &proof);
    if (err != ERR_OK) {
        return is(err, LOOK_TILES);
    }
    answer.count = (uint32_t)proof.count;
    memcpy(answer.proof, proof.hashes, proof.count * sizeof(proof.hashes[0]));
    answer.size = index;
    return is(tlog_inclusion_check(&proof, index, size, &answer.root, &wanted), LOOK_ENTRY);
}

int look_entry(const uint8_t *entry, size_t len)
{
    struct tlog_entry parts;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    begin();
    enum err err = tlog_entry_decode(span_of(entry, len), &parts);
    if (err != ERR_OK) {
        return is(err, LOOK_MISFIT);
    }
    err = tlog_entry_kind(&parts, &kind);
    return err == ERR_NOT_FOUND ? LOOK_UNKNOWN : is(err, LOOK_MISFIT);
}

int look_path(uint64_t index, uint64_t size)
{
    struct tlog_tile tile = {.entries = true, .index = index};
    begin();
    tile.width = index > size / TLOG_TILE_WIDTH ? 0 : tlog_tile_width(size, 0, index);
    if (tile.width == 0) {
        return LOOK_BROKEN;
    }
    answer.count = tile.width;
    tlog_tile_path(&tile, answer.path);
    return LOOK_TRUE;
}
