#include "ledger.h"

#include "base_file.h"
#include "base_limits.h"
#include "inside.h"
#include "ledger_head.h"
#include "publish.h"
#include "tlog_checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>

enum { ENTRY_OVERHEAD = 2 + TLOG_HASH_SIZE };

static struct ledger *ledger_new(void)
{
    struct ledger *l = calloc(1, sizeof(*l));
    if (l != NULL) {
        l->public_fd = -1;
        l->private_fd = -1;
        l->mark_fd = -1;
        l->note.max = LIMIT_NOTE;
        l->partial.max = TLOG_BUNDLE_MAX;
        l->pending.max = LIMIT_BATCH;
        l->leaves.max = LIMIT_BATCH;
    }
    return l;
}

void ledger_close(struct ledger *l)
{
    if (l == NULL) {
        return;
    }
    fd_close(l->public_fd);
    fd_close(l->private_fd);
    fd_close(l->mark_fd);
    buf_done(&l->note);
    buf_done(&l->partial);
    buf_done(&l->pending);
    buf_done(&l->leaves);
    if (l->keys != NULL) {
        (void)sodium_munlock(l->keys, sizeof(*l->keys)); /* wipes */
        (void)munmap(l->keys, sizeof(*l->keys));
    }
    free(l);
}

static enum err open_folder(struct ledger *l, const char *path, int *out_fd)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return publish_fail(&l->problem, err_from_errno(errno), "opening the folder %s", path);
    }
    *out_fd = fd;
    return ERR_OK;
}

/* Two writers with one key would sign two histories. */
static enum err hold_folder(struct ledger *l, const char *path)
{
    if (flock(l->private_fd, LOCK_EX | LOCK_NB) == 0) {
        return ERR_OK;
    }
    enum err err = errno == EWOULDBLOCK ? ERR_CONFLICT : err_from_errno(errno);
    return publish_fail(&l->problem, err,
                        err == ERR_CONFLICT ? "another writer holds the ledger in %s"
                                            : "locking the folder %s",
                        path);
}

/* sodium_mlock leaves the mapping out of core dumps. */
static enum err keys_new(struct ledger *l)
{
    void *block =
        mmap(NULL, sizeof(struct keys), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) {
        return publish_fail(&l->problem, ERR_NOMEM, "no memory for the key");
    }
    if (sodium_mlock(block, sizeof(struct keys)) != 0) {
        (void)munmap(block, sizeof(struct keys));
        return publish_fail(&l->problem, ERR_DENIED,
                            "memory for the key could not be locked: raise RLIMIT_MEMLOCK");
    }
    l->keys = block;
    return ERR_OK;
}

static enum err open_all(struct ledger *l, const struct ledger_config *config)
{
    if (sodium_init() < 0) {
        return publish_fail(&l->problem, ERR_IO, "starting libsodium");
    }
    l->adopt = config->adopt;
    TRY(keys_new(l));
    TRY(open_folder(l, config->public_dir, &l->public_fd));
    TRY(open_folder(l, config->private_dir, &l->private_fd));
    TRY(hold_folder(l, config->private_dir));
    if (config->mark_dir != NULL) {
        TRY(open_folder(l, config->mark_dir, &l->mark_fd));
    }
    return open_resume(l, config);
}

enum err ledger_open(const struct ledger_config *config, struct ledger **out_ledger,
                     struct ledger_problem *out_problem)
{
    AUTO(ledger_close) struct ledger *l = ledger_new();
    if (l == NULL) {
        *out_problem = (struct ledger_problem){.text = "out of memory"};
        return ERR_NOMEM;
    }
    enum err err = open_all(l, config);
    if (err != ERR_OK) {
        (void)publish_fail(&l->problem, err, "opening the ledger");
        *out_problem = l->problem;
        return err;
    }
    *out_ledger = MOVE(l);
    return ERR_OK;
}

uint64_t ledger_size(const struct ledger *l)
{
    return l->edge.size;
}

uint64_t ledger_pending(const struct ledger *l)
{
    return l->leaves.len / TLOG_HASH_SIZE;
}

const char *ledger_problem_text(const struct ledger *l)
{
    return l->problem.text;
}

enum err ledger_append(struct ledger *l, struct span entry)
{
    if (l->broken) {
        return ERR_IO;
    }
    size_t used = l->pending.len + l->leaves.len;
    if (entry.len > LIMIT_ENTRY || LIMIT_BATCH - used < entry.len + ENTRY_OVERHEAD) {
        return ERR_LIMIT;
    }
    struct tlog_hash leaf;
    tlog_leaf(entry, &leaf);
    TRY(buf_grow(&l->leaves, TLOG_HASH_SIZE));
    TRY(tlog_bundle_put(entry, &l->pending));
    return buf_append_span(&l->leaves, tlog_hash_span(&leaf));
}

/* That the note says what it was made from, under a signature that holds. */
static enum err head_check(const struct ledger *l, struct span bytes,
                           const struct tlog_checkpoint *want)
{
    struct tlog_note note;
    struct tlog_checkpoint got;
    bool good = tlog_note_decode(bytes, &note) == ERR_OK &&
                tlog_note_verify(&note, &l->vkey, NULL) == ERR_OK &&
                tlog_checkpoint_decode(note.text, &got) == ERR_OK &&
                span_equal(got.origin, want->origin) && got.size == want->size &&
                tlog_hash_equal(&got.root, &want->root);
    return good ? ERR_OK : ERR_CONFLICT;
}

enum err head_sign(const struct ledger *l, const struct tlog_edge *edge, struct buf *out_note)
{
    struct tlog_checkpoint checkpoint = {.origin = span_text(l->vkey.name), .size = edge->size};
    uint8_t signature[crypto_sign_BYTES];
    tlog_edge_root(edge, &checkpoint.root);
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    TRY(tlog_checkpoint_encode(&checkpoint, &text));
    if (crypto_sign_detached(signature, NULL, text.ptr, text.len, l->keys->secret) != 0) {
        return ERR_IO;
    }
    TRY(buf_append_span(out_note, buf_span(&text)));
    TRY(tlog_note_split(out_note));
    TRY(tlog_note_line_put(l->vkey.name, l->vkey.key_id, span_of(signature, sizeof(signature)),
                           out_note));
    /* A signature that a fault has spoilt can give the key away: it never leaves memory. */
    return head_check(l, buf_span(out_note), &checkpoint);
}

/* What the batch was appended to has lain in memory for as long as the ledger is open, and no file
 * that is written now has all of it: it must still be what was signed last. */
static enum err edge_check(const struct ledger *l)
{
    struct tlog_checkpoint last;
    struct tlog_hash root;
    TRY(open_checkpoint(l, buf_span(&l->note), &last));
    tlog_edge_root(&l->edge, &root);
    return last.size == l->edge.size && tlog_hash_equal(&last.root, &root) ? ERR_OK : ERR_CONFLICT;
}

/* From memory to the private promise: after this the batch is durable. */
static enum err commit_promise(struct ledger *l, struct tlog_edge *edge, struct buf *partial,
                               struct buf *head, struct ledger_head *parts)
{
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    enum err err = batch_build(l, head);
    if (err == ERR_OK) {
        err = buf_grow(head, LIMIT_NOTE); /* the bytes do not move between check and storing */
    }
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err, "building a batch");
    }
    err = batch_check(l, head, edge, partial);
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err,
                            "reading a batch back before signing, from entry %" PRIu64
                            " on: its bytes are not those that were hashed",
                            l->edge.size);
    }
    err = edge_check(l);
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err,
                            "reading the tree of %" PRIu64
                            " entries back from memory: it is not the one that was signed",
                            l->edge.size);
    }
    err = head_sign(l, edge, &note);
    if (err == ERR_OK) {
        err = ledger_head_end(buf_span(&note), head);
    }
    if (err == ERR_OK) {
        err = ledger_head_decode(buf_span(head), parts);
    }
    if (err == ERR_OK && !span_equal(parts->note, buf_span(&note))) {
        err = ERR_CONFLICT;
    }
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err, "signing a checkpoint");
    }
    err = file_replace(l->private_fd, "head", buf_span(head), 0600);
    return err == ERR_OK ? ERR_OK : publish_fail(&l->problem, err, "writing the file head");
}

static enum err commit_all(struct ledger *l)
{
    AUTO(buf) struct buf head = {.max = LEDGER_HEAD_MAX};
    AUTO(buf) struct buf partial = {.max = TLOG_BUNDLE_MAX};
    struct tlog_edge edge;
    struct ledger_head parts;
    TRY(commit_promise(l, &edge, &partial, &head, &parts));
    struct publish publish = {.root_fd = l->public_fd, .problem = &l->problem};
    TRY(known_mark(l, parts.note));
    TRY(publish_pieces(&publish, parts.pieces));
    TRY(publish_text(&publish, "checkpoint", parts.note));
    TRY(publish_trim(&publish, parts.pieces));
    struct buf old = l->partial;
    l->partial = partial;
    partial = old;
    l->edge = edge;
    buf_clear(&l->note);
    TRY(buf_append_span(&l->note, parts.note));
    buf_clear(&l->pending);
    buf_clear(&l->leaves);
    return ERR_OK;
}

enum err ledger_commit(struct ledger *l)
{
    if (l->broken) {
        return ERR_IO;
    }
    if (ledger_pending(l) == 0) {
        return ERR_OK;
    }
    enum err err = commit_all(l);
    if (err != ERR_OK) {
        l->broken = true;
        (void)publish_fail(&l->problem, err, "committing a batch");
    }
    return err;
}
