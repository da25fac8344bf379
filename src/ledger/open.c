/*
 * open.c: from two folders to a ledger that may be appended to. What stands in the private head is
 * the truth; the public files may be behind it by one interrupted commit, and by nothing else.
 */
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "inside.h"
#include "ledger_head.h"
#include "publish.h"
#include "tlog_checkpoint.h"
#include "tlog_proof.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

static enum err problem(struct ledger *l, enum err err, const char *words)
{
    return publish_fail(&l->problem, err, "%s", words);
}

/* ERR_OK or ERR_NOT_FOUND: whether there is something of that name. */
static enum err look_for(int dir_fd, const char *name)
{
    struct stat st;
    return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? ERR_OK : err_from_errno(errno);
}

static enum err seed_read(struct ledger *l, uint8_t seed[crypto_sign_SEEDBYTES])
{
    AUTO(fd_close) int fd = openat(l->private_fd, "key", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode) || st.st_size != (off_t)crypto_sign_SEEDBYTES) {
        return problem(l, ERR_FORMAT, "the file key is not 32 bytes");
    }
    if ((st.st_mode & 077) != 0) {
        return problem(l, ERR_DENIED, "the file key may be read by others than its owner");
    }
    ssize_t got = read(fd, seed, crypto_sign_SEEDBYTES);
    return got == (ssize_t)crypto_sign_SEEDBYTES ? ERR_OK : ERR_IO;
}

/* The first start of all: nothing of a ledger may be there. */
static enum err seed_make(struct ledger *l, uint8_t seed[crypto_sign_SEEDBYTES])
{
    static const char *const published[] = {"vkey", "checkpoint", "tile"};
    for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
        if (look_for(l->public_fd, published[i]) != ERR_NOT_FOUND) {
            return problem(l, ERR_CONFLICT,
                           "there are public ledger files, and no private key for them");
        }
    }
    if (look_for(l->private_fd, "head") != ERR_NOT_FOUND) {
        return problem(l, ERR_CONFLICT, "there is a file head, and no key for it");
    }
    random_fill(seed, crypto_sign_SEEDBYTES);
    enum err err = file_replace(l->private_fd, "key", span_of(seed, crypto_sign_SEEDBYTES), 0600);
    return err == ERR_OK ? ERR_OK : problem(l, err, "writing the file key");
}

static enum err load_key(struct ledger *l, const char *origin)
{
    uint8_t *seed = l->keys->seed;
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    enum err err = seed_read(l, seed);
    if (err == ERR_NOT_FOUND) {
        err = seed_make(l, seed);
    }
    if (err != ERR_OK) {
        return problem(l, err, "reading the file key");
    }
    int failed = crypto_sign_seed_keypair(public_key, l->keys->secret, seed);
    sodium_memzero(seed, crypto_sign_SEEDBYTES);
    if (failed != 0) {
        return problem(l, ERR_IO, "making a key pair");
    }
    err = tlog_vkey_make(span_text(origin), TLOG_ED25519, public_key, &l->vkey);
    return err == ERR_OK ? ERR_OK : problem(l, err, "the origin can't be the name of a ledger");
}

/* Of bytes that we stored, or were told. */
enum err open_checkpoint(const struct ledger *l, struct span bytes, struct tlog_checkpoint *out)
{
    struct tlog_note note;
    TRY(tlog_note_decode(bytes, &note));
    enum err err = tlog_note_verify(&note, &l->vkey, NULL);
    if (err != ERR_OK) {
        return err == ERR_NOMEM ? ERR_NOMEM : ERR_DENIED;
    }
    TRY(tlog_checkpoint_decode(note.text, out));
    return span_is(out->origin, l->vkey.name) ? ERR_OK : ERR_DENIED;
}

enum err open_read_tile(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    struct ledger *l = context;
    char path[TLOG_PATH_MAX];
    tlog_tile_path(tile, path);
    AUTO(buf) struct buf bytes = {.max = TLOG_TILE_BYTES};
    enum err err = file_read_all(l->public_fd, path, &bytes);
    size_t want = (size_t)tile->width * TLOG_HASH_SIZE;
    if (err == ERR_LIMIT || (err == ERR_OK && bytes.len != want)) {
        return publish_fail(&l->problem, ERR_FORMAT, "%s has %s%zu bytes and not %zu", path,
                            err == ERR_LIMIT ? "more than " : "",
                            err == ERR_LIMIT ? bytes.max : bytes.len, want);
    }
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err, "reading %s", path);
    }
    memcpy(out_hashes, bytes.ptr, bytes.len);
    return ERR_OK;
}

enum err open_root_at(struct ledger *l, uint64_t at, uint64_t size, struct tlog_hash *out_root)
{
    struct tlog_source source = {.context = l, .read = open_read_tile};
    return tlog_root_at(&source, at, size, out_root);
}

static enum err write_head(struct ledger *l, struct span note, struct buf *head)
{
    enum err err = ledger_head_end(note, head);
    if (err == ERR_OK) {
        err = file_replace(l->private_fd, "head", buf_span(head), 0600);
    }
    return err == ERR_OK ? ERR_OK : problem(l, err, "writing the first head");
}

/* Of a ledger that was restored: the public checkpoint, once its tiles are seen to give its root.
 */
static enum err adopt_head(struct ledger *l, struct buf *head)
{
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    struct tlog_checkpoint checkpoint;
    struct tlog_source source = {.context = l, .read = open_read_tile};
    enum err err = file_read_all(l->public_fd, "checkpoint", &note);
    if (err == ERR_OK) {
        err = open_checkpoint(l, buf_span(&note), &checkpoint);
    }
    if (err != ERR_OK) {
        return problem(l, err,
                       "the restored checkpoint is not one that this key and origin signed");
    }
    err = tlog_edge_load(&source, checkpoint.size, &checkpoint.root, &l->edge);
    if (err != ERR_OK) {
        return problem(l, err, "the restored tiles do not give the root that is signed");
    }
    ledger_head_start(head);
    return write_head(l, buf_span(&note), head);
}

/* The head as it is stored, or a first one for the empty tree. */
static enum err load_head(struct ledger *l, struct buf *head)
{
    enum err err = file_read_all(l->private_fd, "head", head);
    if (err == ERR_OK) {
        return ERR_OK;
    }
    if (err != ERR_NOT_FOUND) {
        return problem(l, err, "reading the file head");
    }
    if (l->adopt) {
        return adopt_head(l, head);
    }
    if (look_for(l->public_fd, "vkey") != ERR_NOT_FOUND ||
        look_for(l->public_fd, "checkpoint") != ERR_NOT_FOUND) {
        return problem(l, ERR_CONFLICT, "there are public ledger files, and no private head");
    }
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    l->guarded = true; /* there is nothing older */
    ledger_head_start(head);
    err = head_sign(l, &l->edge, &note);
    return err == ERR_OK ? write_head(l, buf_span(&note), head)
                         : problem(l, err, "signing the first head");
}

/* The public vkey: ours, or none yet. */
static enum err settle_vkey(struct ledger *l)
{
    AUTO(buf) struct buf mine = {.max = 1024};
    AUTO(buf) struct buf there = {.max = 1024};
    TRY(tlog_vkey_encode(&l->vkey, &mine));
    TRY(buf_append_text(&mine, "\n"));
    enum err err = file_read_all(l->public_fd, "vkey", &there);
    if (err == ERR_NOT_FOUND) {
        struct publish publish = {.root_fd = l->public_fd, .problem = &l->problem};
        return publish_text(&publish, "vkey", buf_span(&mine));
    }
    if (err != ERR_OK) {
        return problem(l, err, "reading the public vkey");
    }
    return span_equal(buf_span(&mine), buf_span(&there))
               ? ERR_OK
               : problem(l, ERR_DENIED, "the public vkey is of another key or origin");
}

/* The bundle that is not yet full, for the next commit to go on with. */
static enum err load_partial(struct ledger *l)
{
    struct tlog_tile tile = {.entries = true,
                             .width = (uint16_t)(l->edge.size % TLOG_TILE_WIDTH),
                             .index = l->edge.size / TLOG_TILE_WIDTH};
    if (tile.width == 0) {
        return ERR_OK;
    }
    char path[TLOG_PATH_MAX];
    struct span entries[TLOG_TILE_WIDTH];
    tlog_tile_path(&tile, path);
    enum err err = file_read_all(l->public_fd, path, &l->partial);
    if (err == ERR_OK && tlog_bundle_decode(buf_span(&l->partial), tile.width, entries) != ERR_OK) {
        char fault[TLOG_FAULT_SIZE];
        tlog_bundle_fault(buf_span(&l->partial), tile.width, tile.index * TLOG_TILE_WIDTH, fault);
        return publish_fail(&l->problem, ERR_FORMAT, "%s: %s", path, fault);
    }
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err, "reading %s", path);
    }
    for (uint16_t i = 0; i < tile.width; i++) {
        struct tlog_hash leaf;
        tlog_leaf(entries[i], &leaf);
        if (!tlog_hash_equal(&leaf, &l->edge.tile[0][i])) {
            return publish_fail(&l->problem, ERR_CONFLICT,
                                "entry %" PRIu64 " in %s is not what the tile of its hash says",
                                tile.index * TLOG_TILE_WIDTH + i, path);
        }
    }
    return ERR_OK;
}

/* What the public says must be the head's tree or an earlier state of it. */
static enum err settle_checkpoint(struct ledger *l, struct span note,
                                  const struct tlog_checkpoint *head)
{
    AUTO(buf) struct buf there = {.max = LIMIT_NOTE};
    struct publish publish = {.root_fd = l->public_fd, .problem = &l->problem};
    enum err err = file_read_all(l->public_fd, "checkpoint", &there);
    if (err == ERR_NOT_FOUND) {
        return publish_text(&publish, "checkpoint", note);
    }
    struct tlog_checkpoint public = {.size = 0};
    if (err == ERR_OK) {
        err = open_checkpoint(l, buf_span(&there), &public);
    }
    if (err != ERR_OK) {
        return problem(l, err, "reading the public checkpoint");
    }
    if (public.size > head->size) {
        return publish_fail(&l->problem, ERR_CONFLICT,
                            "the public checkpoint has %" PRIu64
                            " entries and the private head %" PRIu64
                            ": the private folder is older than the public one",
                            public.size, head->size);
    }
    struct tlog_hash root;
    TRY(open_root_at(l, public.size, head->size, &root));
    if (!tlog_hash_equal(&root, &public.root)) {
        return problem(l, ERR_CONFLICT,
                       "the public checkpoint is of another history than the head");
    }
    if (public.size == head->size) { /* signatures of others may stand there, too */
        return ERR_OK;
    }
    return publish_text(&publish, "checkpoint", note);
}

/* What an interrupted run left of files that this start may find as they must be. */
static enum err sweep_texts(struct ledger *l)
{
    static const char *const names[] = {"vkey", "checkpoint", "cosigned"};
    struct publish publish = {.root_fd = l->public_fd, .problem = &l->problem};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        TRY(publish_text_rest(&publish, names[i]));
    }
    return ERR_OK;
}

/* The tree of the head, from tiles that are published again if they were not yet. */
static enum err resume_tree(struct ledger *l, const struct ledger_head *parts,
                            const struct tlog_checkpoint *checkpoint)
{
    struct publish publish = {.root_fd = l->public_fd, .again = true, .problem = &l->problem};
    struct tlog_source source = {.context = l, .read = open_read_tile};
    TRY(settle_vkey(l));
    TRY(publish_pieces(&publish, parts->pieces));
    enum err err = tlog_edge_load(&source, checkpoint->size, &checkpoint->root, &l->edge);
    if (err != ERR_OK) {
        return problem(l, err, "the public tiles do not give the root that the head has signed");
    }
    return load_partial(l);
}

enum err open_resume(struct ledger *l, const struct ledger_config *config)
{
    TRY(publish_sweep(l->private_fd, &l->problem));
    TRY(sweep_texts(l));
    TRY(load_key(l, config->origin));
    AUTO(known) struct known known = {.note = {.max = 0}};
    AUTO(buf) struct buf head = {.max = LEDGER_HEAD_MAX};
    TRY(known_load(l, &known));
    TRY(load_head(l, &head));
    struct ledger_head parts;
    struct tlog_checkpoint checkpoint;
    enum err err = ledger_head_decode(buf_span(&head), &parts);
    if (err == ERR_OK) {
        err = open_checkpoint(l, parts.note, &checkpoint);
    }
    if (err != ERR_OK) {
        return problem(l, err, "the file head is not one that this key and origin have signed");
    }
    TRY(known_ahead(l, &known, checkpoint.size));
    TRY(resume_tree(l, &parts, &checkpoint));
    TRY(known_other(l, &known));
    TRY(known_mark(l, parts.note));
    TRY(settle_checkpoint(l, parts.note, &checkpoint));
    TRY(buf_append_span(&l->note, parts.note));
    struct publish publish = {.root_fd = l->public_fd, .again = true, .problem = &l->problem};
    return publish_trim(&publish, parts.pieces);
}
