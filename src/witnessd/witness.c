#include "witness.h"

#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_text.h"
#include "digest.h"
#include "tlog_checkpoint.h"
#include "tlog_note.h"
#include "tlog_policy.h"
#include "tlog_proof.h"
#include "tlog_witness.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { HEX = 2 * DIGEST_SIZE, STATE_PATH = 6 + HEX + 1, VKEY_MAX = 512 };

/* What is remembered of one origin. */
struct known {
    char path[STATE_PATH]; /* "state/<hex>" */
    uint64_t size;
    struct tlog_hash root;
    struct buf note; /* as it was answered; empty: none was cosigned */
};

struct keys {
    uint8_t seed[crypto_sign_SEEDBYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

struct witness {
    int dir_fd; /* borrowed */
    pthread_mutex_t lock;
    bool broken; /* something could not be written: nothing is signed any more */
    struct keys *keys;
    struct tlog_vkey vkey;
    struct buf vkey_text;
    struct buf policy_text; /* the policy borrows from it */
    struct tlog_policy policy;
    struct known known[TLOG_POLICY_LOGS]; /* beside policy.logs; of one origin, the first counts */
};

static enum err fail(struct witness_problem *problem, enum err err, const char *what)
{
    if (problem->text[0] == '\0') {
        (void)snprintf(problem->text, sizeof(problem->text), "%s: %s", what, err_text(err));
    }
    return err;
}

static void secret_auto(uint8_t (*seed)[crypto_sign_SEEDBYTES])
{
    sodium_memzero(*seed, sizeof(*seed));
}

enum err witness_init(int dir_fd, const char *name, struct buf *out_vkey)
{
    AUTO(secret) uint8_t seed[crypto_sign_SEEDBYTES] = {0};
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    struct tlog_vkey vkey;
    struct stat st;
    if (sodium_init() < 0) {
        return ERR_IO;
    }
    TRY(digest_ready());
    if (fstatat(dir_fd, "key", &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT) {
        return ERR_CONFLICT;
    }
    random_fill(seed, sizeof(seed));
    int failed = crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(secret, sizeof(secret));
    if (failed != 0) {
        return ERR_IO;
    }
    AUTO(buf) struct buf text = {.max = VKEY_MAX};
    TRY(tlog_vkey_make(span_text(name), TLOG_ED25519_COSIGNATURE, public_key, &vkey));
    TRY(tlog_vkey_encode(&vkey, &text));
    TRY(buf_append_span(out_vkey, buf_span(&text)));
    TRY(buf_append_u8(&text, '\n'));
    if (mkdirat(dir_fd, "state", 0700) != 0 && errno != EEXIST) {
        return err_from_errno(errno);
    }
    TRY(file_replace(dir_fd, "vkey", buf_span(&text), 0644));
    return file_replace(dir_fd, "key", span_of(seed, sizeof(seed)), 0600); /* last: it is whole */
}

/* In a mapping of its own, locked and left out of core dumps. */
static enum err keys_new(struct witness *w)
{
    void *block =
        mmap(NULL, sizeof(struct keys), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) {
        return ERR_NOMEM;
    }
    if (sodium_mlock(block, sizeof(struct keys)) != 0) {
        (void)munmap(block, sizeof(struct keys));
        return ERR_DENIED;
    }
    w->keys = block;
    return ERR_OK;
}

static enum err read_seed(struct witness *w)
{
    struct stat st;
    AUTO(fd_close) int fd = openat(w->dir_fd, "key", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode) || st.st_size != (off_t)crypto_sign_SEEDBYTES) {
        return ERR_FORMAT;
    }
    if ((st.st_mode & 077) != 0) {
        return ERR_DENIED;
    }
    ssize_t got = read(fd, w->keys->seed, crypto_sign_SEEDBYTES);
    return got == (ssize_t)crypto_sign_SEEDBYTES ? ERR_OK : ERR_IO;
}

/* That the public half is the key's own. */
static enum err open_key(struct witness *w, struct witness_problem *problem)
{
    enum err err = keys_new(w);
    if (err != ERR_OK) {
        return fail(problem, err, "memory for the key could not be locked");
    }
    err = read_seed(w);
    if (err != ERR_OK) {
        return fail(problem, err, "the file key (32 bytes, which nobody else may read)");
    }
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    int failed = crypto_sign_seed_keypair(public_key, w->keys->secret, w->keys->seed);
    sodium_memzero(w->keys->seed, crypto_sign_SEEDBYTES);
    err = file_read_all(w->dir_fd, "vkey", &w->vkey_text);
    struct span text = buf_span(&w->vkey_text);
    if (err == ERR_OK) {
        err = tlog_vkey_decode(span_cut(&text, '\n'), &w->vkey);
    }
    if (err == ERR_OK &&
        (failed != 0 || text.len != 0 || w->vkey.type != TLOG_ED25519_COSIGNATURE ||
         memcmp(w->vkey.key, public_key, sizeof(public_key)) != 0)) {
        err = ERR_CONFLICT;
    }
    return err == ERR_OK ? ERR_OK : fail(problem, err, "the file vkey is not the key's");
}

static enum err open_logs(struct witness *w, struct witness_problem *problem)
{
    unsigned line = 0;
    enum err err = file_read_all(w->dir_fd, "logs", &w->policy_text);
    if (err == ERR_OK) {
        err = tlog_policy_decode(buf_span(&w->policy_text), &w->policy, &line);
    }
    if (err == ERR_OK) {
        return ERR_OK;
    }
    char what[64];
    (void)snprintf(what, sizeof(what), "the file logs, line %u", line);
    return fail(problem, err, line > 0 ? what : "the file logs");
}

/* The first log of that name; NULL: the origin is not known. */
static struct known *known_of(struct witness *w, struct span origin)
{
    for (size_t i = 0; i < w->policy.log_count; i++) {
        if (span_is(origin, w->policy.logs[i].name)) {
            return &w->known[i];
        }
    }
    return NULL;
}

/* What an earlier run wrote down, under a signature of our own. */
static enum err read_state(struct witness *w, struct known *k, const char *origin)
{
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    enum err err = file_read_all(w->dir_fd, k->path, &k->note);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    TRY(err);
    TRY(tlog_note_decode(buf_span(&k->note), &note));
    TRY(tlog_note_verify(&note, &w->vkey, NULL));
    TRY(tlog_checkpoint_decode(note.text, &checkpoint));
    if (!span_is(checkpoint.origin, origin)) {
        return ERR_CONFLICT;
    }
    k->size = checkpoint.size;
    k->root = checkpoint.root;
    return ERR_OK;
}

static enum err open_states(struct witness *w, struct witness_problem *problem)
{
    for (size_t i = 0; i < w->policy.log_count; i++) {
        struct known *k = &w->known[i];
        uint8_t digest[DIGEST_SIZE];
        char hex[HEX + 1];
        digest_of(span_text(w->policy.logs[i].name), digest);
        (void)sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
        (void)snprintf(k->path, sizeof(k->path), "state/%s", hex);
        tlog_empty(&k->root);
        enum err err = read_state(w, k, w->policy.logs[i].name);
        if (err != ERR_OK) {
            return fail(problem, err, k->path);
        }
    }
    return ERR_OK;
}

enum err witness_open(int dir_fd, struct witness **out_witness, struct witness_problem *out_problem)
{
    *out_problem = (struct witness_problem){{0}};
    AUTO(witness_close) struct witness *w = calloc(1, sizeof(*w));
    if (w == NULL) {
        return fail(out_problem, ERR_NOMEM, "starting");
    }
    w->dir_fd = dir_fd;
    (void)pthread_mutex_init(&w->lock, NULL);
    w->vkey_text.max = VKEY_MAX;
    w->policy_text.max = TLOG_POLICY_MAX;
    for (size_t i = 0; i < TLOG_POLICY_LOGS; i++) {
        w->known[i].note.max = LIMIT_NOTE;
    }
    if (sodium_init() < 0 || digest_ready() != ERR_OK) {
        return fail(out_problem, ERR_IO, "starting libsodium and OpenSSL");
    }
    TRY(open_key(w, out_problem));
    TRY(open_logs(w, out_problem));
    TRY(open_states(w, out_problem));
    *out_witness = MOVE(w);
    return ERR_OK;
}

void witness_close(struct witness *w)
{
    if (w == NULL) {
        return;
    }
    for (size_t i = 0; i < TLOG_POLICY_LOGS; i++) {
        buf_done(&w->known[i].note);
    }
    buf_done(&w->vkey_text);
    buf_done(&w->policy_text);
    if (w->keys != NULL) {
        (void)sodium_munlock(w->keys, sizeof(*w->keys)); /* wipes */
        (void)munmap(w->keys, sizeof(*w->keys));
    }
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}

/* ERR_OK: a key that is known for the origin signed it, and out has the text with its line.
 * ERR_DENIED: none did, or there is a line by such a key that does not verify. */
static enum err signed_by_log(const struct witness *w, const struct tlog_witness_request *r,
                              struct buf *out)
{
    const struct tlog_note_line *line = NULL;
    for (size_t i = 0; i < w->policy.log_count; i++) {
        const struct tlog_vkey *log = &w->policy.logs[i];
        if (!span_is(r->checkpoint.origin, log->name)) {
            continue;
        }
        enum err err = tlog_note_verify(&r->note, log, NULL);
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            return err;
        }
        line = line == NULL && err == ERR_OK ? tlog_note_line_of(&r->note, log) : line;
    }
    if (line == NULL) {
        return ERR_DENIED;
    }
    (void)buf_append_span(out, r->note.text);
    TRY(tlog_note_split(out));
    return tlog_note_line_copy(line, out);
}

/* Whether the checkpoint is of the tree that is remembered, grown or as it was. */
static bool follows(const struct known *k, const struct tlog_witness_request *r)
{
    const struct tlog_checkpoint *c = &r->checkpoint;
    if (k->size == 0 || k->size == c->size) {
        bool same = k->size != c->size || tlog_hash_equal(&k->root, &c->root);
        return r->proof.count == 0 && same;
    }
    struct tlog_growth growth = {
        .old_size = k->size, .new_size = c->size, .old_root = k->root, .new_root = c->root};
    return tlog_consistency_check(&r->proof, &growth) == ERR_OK;
}

static enum err cosign(const struct witness *w, struct span text, uint64_t now_s, struct buf *out)
{
    uint8_t signature[crypto_sign_BYTES];
    AUTO(buf) struct buf message = {.max = LIMIT_NOTE + 64};
    TRY(tlog_cosigned_text(now_s, text, &message));
    if (crypto_sign_detached(signature, NULL, message.ptr, message.len, w->keys->secret) != 0) {
        return ERR_IO;
    }
    return tlog_cosignature_put(&w->vkey, now_s, signature, out);
}

/* note: the text with the log's line. First it is written down, then the line leaves. */
static unsigned remember(struct witness *w, struct known *k, const struct tlog_witness_request *r,
                         uint64_t now_s, struct buf *note, struct buf *out)
{
    AUTO(buf) struct buf line = {.max = LIMIT_NOTE};
    if (cosign(w, r->note.text, now_s, &line) != ERR_OK ||
        buf_append_span(note, buf_span(&line)) != ERR_OK) {
        return 500;
    }
    if (file_replace(w->dir_fd, k->path, buf_span(note), 0600) != ERR_OK) {
        w->broken =
            true; /* what is on the disk now is not known, and a second try proves nothing */
        return 500;
    }
    struct buf old = k->note;
    k->note = *note;
    *note = old;
    k->size = r->checkpoint.size;
    k->root = r->checkpoint.root;
    return buf_append_span(out, buf_span(&line)) == ERR_OK ? 200 : 500;
}

static unsigned add_locked(struct witness *w, struct span body, uint64_t now_s, struct buf *out)
{
    struct tlog_witness_request r;
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    enum err err = tlog_witness_request_decode(body, &r);
    if (err != ERR_OK) { /* in conflict with itself: an empty tree with a root that is none's */
        return err == ERR_NOMEM ? 500 : err == ERR_CONFLICT ? 422 : 400;
    }
    struct known *k = known_of(w, r.checkpoint.origin);
    if (k == NULL) {
        return 404;
    }
    err = signed_by_log(w, &r, &note);
    if (err != ERR_OK) {
        return err == ERR_DENIED ? 403 : 500;
    }
    if (r.old_size > r.checkpoint.size) {
        return 400;
    }
    if (r.old_size != k->size) {
        return tlog_witness_size_encode(k->size, out) == ERR_OK ? 409 : 500;
    }
    return follows(k, &r) ? remember(w, k, &r, now_s, &note, out) : 422;
}

void witness_add(struct witness *w, struct span body, uint64_t now_s, unsigned *out_status,
                 struct buf *out)
{
    (void)pthread_mutex_lock(&w->lock);
    *out_status = w->broken ? 503 : add_locked(w, body, now_s, out);
    (void)pthread_mutex_unlock(&w->lock);
}

enum err witness_latest(struct witness *w, struct span hex, struct buf *out)
{
    enum err err = ERR_NOT_FOUND;
    (void)pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->policy.log_count && err == ERR_NOT_FOUND; i++) {
        struct known *k = &w->known[i];
        if (span_is(hex, strchr(k->path, '/') + 1) && k->note.len > 0) {
            err = buf_append_span(out, buf_span(&k->note));
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
    return err;
}

struct span witness_vkey(const struct witness *w)
{
    return buf_span(&w->vkey_text);
}

size_t witness_logs(const struct witness *w)
{
    return w->policy.log_count;
}
