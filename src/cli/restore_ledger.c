/*
 * restore_ledger.c: which ledger the region goes on with. Never an older one than somebody is known
 * to have seen: that would be a rollback, and the first entry behind it a fork.
 */
#include "restore.h"

#include "base_file.h"
#include "base_text.h"
#include "tlog_entry.h"
#include "wire_region.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum err restore_know(struct restore_run *r, const char *where, uint64_t size,
                      const struct tlog_hash *root)
{
    if (r->known_count == sizeof(r->known) / sizeof(r->known[0])) {
        return restore_fail(r, ERR_LIMIT, "too many ledgers to compare");
    }
    struct restore_known *known = &r->known[r->known_count++];
    (void)snprintf(known->where, sizeof(known->where), "%s", where);
    known->at = (struct log_known){.size = size, .root = *root};
    return ERR_OK;
}

static bool same_key(const struct tlog_vkey *a, const struct tlog_vkey *b)
{
    return strcmp(a->name, b->name) == 0 && a->type == b->type &&
           memcmp(a->key, b->key, sizeof(a->key)) == 0;
}

/* asked: the operator named it, so that it must be of use. */
static enum err add_log(struct restore_run *r, const char *where, bool asked)
{
    AUTO(log_close) struct log *l = NULL;
    enum err err = log_open(where, &l);
    bool ours = err == ERR_OK && (r->own == NULL || same_key(&l->vkey, &r->own->vkey)) &&
                region_log_is(span_text(l->vkey.name), span_text(r->manifest.origin));
    if (!ours) {
        if (!asked) {
            return ERR_OK;
        }
        return restore_fail(r, err == ERR_OK ? ERR_DENIED : err, "the ledger in %s: %s", where,
                            err == ERR_OK ? "it is of another region or key"
                            : l == NULL   ? err_text(err)
                                          : l->files.problem);
    }
    if (r->log_count == RESTORE_LOGS) {
        return asked ? restore_fail(r, ERR_LIMIT, "too many ledgers") : ERR_OK;
    }
    TRY(restore_know(r, where, l->size, &l->root));
    r->logs[r->log_count++] = MOVE(l);
    return ERR_OK;
}

static void dir_close_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

/* Other backups of the region that lie beside this one know of their ledgers. */
static enum err add_beside(struct restore_run *r)
{
    AUTO(fd_close) int fd = openat(r->from_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(dir_close) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        return ERR_OK;
    }
    (void)fd_move(&fd); /* the DIR has it now */
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        char where[1024];
        int len = snprintf(where, sizeof(where), "%s/../%s", r->options.from, e->d_name);
        if (e->d_name[0] != '.' && len > 0 && (size_t)len < sizeof(where)) {
            TRY(add_log(r, where, false));
        }
    }
    return ERR_OK;
}

static enum err add_seen(struct restore_run *r)
{
    for (size_t i = 0; i < r->options.seen_count; i++) {
        AUTO(state_free) struct state *s = NULL;
        const char *path = r->options.seen[i];
        struct tlog_hash root;
        enum err err = state_load(path, &s);
        if (err != ERR_OK) {
            return restore_fail(r, err, "%s: %s", path,
                                err == ERR_FORMAT ? "this is no state of vitrine verify"
                                                  : err_text(err));
        }
        if (!same_key(&s->vkey, &r->own->vkey)) {
            return restore_fail(r, ERR_DENIED, "%s: it is of another region or key", path);
        }
        tlog_edge_root(&s->edge, &root);
        TRY(restore_know(r, path, s->edge.size, &root));
    }
    return ERR_OK;
}

/* Whether an entry names this backup's manifest. */
struct naming {
    char digest[2 * MANIFEST_DIGEST + 1];
    bool named;
};

static enum err look_for_manifest(void *context, uint64_t index, struct span entry)
{
    struct naming *n = context;
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    struct span text = {NULL, 0};
    (void)index;
    if (!n->named && tlog_entry_decode(entry, &e) == ERR_OK &&
        tlog_entry_kind(&e, &kind) == ERR_OK && kind == TLOG_KIND_BACKUP &&
        tlog_entry_text(&e, "manifest", &text) == ERR_OK) {
        n->named = span_is(text, n->digest);
    }
    return ERR_OK;
}

static int by_size(const void *a, const void *b)
{
    const struct log *const *x = a;
    const struct log *const *y = b;
    return (*x)->size < (*y)->size ? 1 : (*x)->size > (*y)->size ? -1 : 0;
}

/* All that is known, compared while the entries of one ledger are hashed. */
static enum err read_one(struct restore_run *r, struct log *l, struct naming *n)
{
    struct log_known known[RESTORE_KNOWN];
    for (size_t i = 0; i < r->known_count; i++) {
        known[i] = r->known[i].at;
    }
    struct log_reading reading = {.to_fd = -1,
                                  .sink = {.context = n, .entry = look_for_manifest},
                                  .known = known,
                                  .known_count = r->known_count};
    TRY(log_read(l, &reading));
    for (size_t i = 0; i < r->known_count; i++) {
        r->known[i].at.good = known[i].good;
    }
    return ERR_OK;
}

static enum err judge(struct restore_run *r)
{
    const struct restore_known *newest = &r->known[0];
    for (size_t i = 0; i < r->known_count; i++) {
        const struct restore_known *k = &r->known[i];
        newest = k->at.size > newest->at.size ? k : newest;
        if (k->at.size <= r->best->size && !k->at.good) {
            r->exit = RESTORE_FORK;
            return restore_fail(r, ERR_CONFLICT,
                                "FORK: the checkpoint of size %" PRIu64
                                " that %s has is of another "
                                "history than the ledger in\n%s. Both are signed by this region's "
                                "key. Nothing was restored: keep both as evidence",
                                k->at.size, k->where, r->best->where);
        }
    }
    if (newest->at.size > r->best->size && r->options.anew != NULL) {
        r->lost = newest;
        return ERR_OK;
    }
    if (newest->at.size > r->best->size) {
        r->exit = RESTORE_ROLLBACK;
        return restore_fail(
            r, ERR_CONFLICT,
            "a ledger of %" PRIu64 " entries is known (%s), and entries are at hand up to %" PRIu64
            " (%s).\nA region that went on from there would take back what was said, and nothing "
            "was restored.\nGive the missing entries with --ledger: the lost region's own folder "
            "(its ledger/ is enough), a\nmirror's folder, or the address of a service that has "
            "them. If they are nowhere any more, the\nledger can't go on as the same: --begin-anew "
            "REASON goes on with what is left, as another one, and says so in it",
            newest->at.size, newest->where, r->best->size, r->best->where);
    }
    return ERR_OK;
}

/* The ledger keeps its name and key, or gets others. */
static enum err name_log(struct restore_run *r)
{
    const char *before = r->own->vkey.name;
    if (r->lost == NULL) {
        (void)snprintf(r->log, sizeof(r->log), "%.*s", LIMIT_ORIGIN, before);
        return r->options.anew == NULL
                   ? ERR_OK
                   : restore_fail(
                         r, ERR_CONFLICT,
                         "every entry that is known is at hand: the ledger goes on as it is, "
                         "without --begin-anew. Nothing was restored");
    }
    enum err err = region_log_next(span_text(before), span_text(r->manifest.origin), r->log);
    if (err == ERR_OK) {
        err = plan_anew_begin(r->log, r->best->size, r->best->root.bytes, &r->begun);
    }
    return err == ERR_OK ? ERR_OK : restore_fail(r, err, "a ledger to go on as: %s", err_text(err));
}

enum err restore_ledger(struct restore_run *r)
{
    char words[1536] = "";
    struct naming n = {.named = false};
    AUTO(buf) struct buf hex = {.max = sizeof(n.digest)};
    struct tlog_hash root;
    TRY(text_hex(span_of(r->digest, sizeof(r->digest)), &hex));
    memcpy(n.digest, hex.ptr, hex.len);
    TRY(add_log(r, r->options.from, true));
    r->own = r->logs[0];
    memcpy(root.bytes, r->manifest.root, sizeof(root.bytes));
    TRY(restore_know(r, "the backup's manifest", r->manifest.from, &root));
    TRY(add_beside(r));
    for (size_t i = 0; i < r->options.ledger_count; i++) {
        TRY(add_log(r, r->options.ledgers[i], true));
    }
    TRY(add_seen(r));
    TRY(restore_witnesses(r));
    qsort(r->logs, r->log_count, sizeof(r->logs[0]), by_size);
    for (size_t i = 0; i < r->log_count && r->best == NULL; i++) {
        n.named = false;
        if (read_one(r, r->logs[i], &n) == ERR_OK) {
            r->best = r->logs[i];
        } else {
            (void)snprintf(words, sizeof(words), "%s: %s", r->logs[i]->where,
                           r->logs[i]->files.problem);
        }
    }
    if (r->best == NULL) {
        return restore_fail(r, ERR_CONFLICT, "no ledger can be used: %s", words);
    }
    TRY(judge(r));
    TRY(name_log(r));
    return n.named ? ERR_OK
                   : restore_fail(r, ERR_DENIED,
                                  "the ledger does not name this backup: the manifest was not made "
                                  "by this region, or was changed");
}
