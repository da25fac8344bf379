/*
 * backup_run.c: one backup, in the order that decision 0018 gives: the size of the ledger, app.db,
 * the custodian's parts, media, the manifest, the ledger. Made under a name that is no backup's,
 * synced, and renamed at the end.
 */
#include "backup.h"

#include "base_file.h"
#include "base_id.h"
#include "base_time.h"
#include "datamap.h"
#include "digest.h"
#include "json.h"
#include "log.h"
#include "operator.h"
#include "tree.h"
#include "wire_ctl.h"
#include "wire_op.h"
#include "wire_region.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ANSWER_MAX = 4 * 1024, LOOK_US = 20 * 1000, LOOK_AGAIN_MS = 1000, REQUEST_MAX = 64 };

enum err backup_fail(struct backup_run *r, enum err err, const char *format, ...)
{
    if (r->problem[0] == '\0') {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(r->problem, sizeof(r->problem), format, args);
        va_end(args);
    }
    return err;
}

/* One request to gate: an op, and what it says. out_state: of that member of the answer. */
struct request {
    uint8_t op;
    const char *member;
    struct span more;
    const int *fds;
    size_t fd_count;
};

enum state { STATE_ASKED, STATE_DONE };

static enum err ask(struct backup_run *r, const struct request *q, enum state *out_state)
{
    AUTO(buf) struct buf frame = {.max = REQUEST_MAX};
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    (void)buf_append_u8(&frame, OP_VERSION);
    (void)buf_append_u8(&frame, q->op);
    TRY(buf_append_span(&frame, q->more));
    enum err err = operator_request(r->operator_fd, buf_span(&frame), q->fds, q->fd_count, &answer);
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s: the region does not answer: %s", r->options.data,
                           err_text(err));
    }
    AUTO(json_free) json_t *root = json_loadb((const char *)answer.ptr, answer.len, 0, NULL);
    const char *state = json_string_value(json_object_get(root, q->member));
    const char *why = json_string_value(json_object_get(root, "problem"));
    if (state == NULL || why != NULL) {
        return backup_fail(r, ERR_GONE, "%s: %s", r->options.data,
                           why == NULL ? "its answer is malformed" : why);
    }
    r->looked_ms = time_mono_ms();
    *out_state = strcmp(state, "done") == 0 ? STATE_DONE : STATE_ASKED;
    return ERR_OK;
}

enum err backup_look(struct backup_run *r)
{
    enum state state = STATE_ASKED;
    if (time_mono_ms() - r->looked_ms < LOOK_AGAIN_MS) {
        return ERR_OK;
    }
    return ask(r, &(struct request){.op = OP_BACKUP_LOOK, .member = "app"}, &state);
}

/* Asks, and waits until it is so. */
static enum err ask_and_wait(struct backup_run *r, const struct request *q)
{
    enum state state = STATE_ASKED;
    TRY(ask(r, q, &state));
    struct request look = {.op = OP_BACKUP_LOOK, .member = q->member};
    while (state != STATE_DONE) {
        (void)usleep(LOOK_US);
        TRY(ask(r, &look, &state));
    }
    return ERR_OK;
}

static void show(const char *what)
{
    if (isatty(STDERR_FILENO) == 1) {
        (void)fprintf(stderr, "\r\033[K%s", what);
    }
}

/* The region's name, its backup key, this week's. */
static enum err read_region(struct backup_run *r)
{
    struct region region = {.origin = ""};
    AUTO(buf) struct buf text = {.max = REGION_FILE_MAX};
    AUTO(buf) struct buf key = {.max = BACKUP_KEY_FILE_MAX};
    enum err err = file_read_all(r->data_fd, "region", &text);
    if (err == ERR_OK) {
        err = region_decode(buf_span(&text), &region);
    }
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s/region: %s", r->options.data, err_text(err));
    }
    (void)snprintf(r->manifest.origin, sizeof(r->manifest.origin), "%s", region.origin);
    err = file_read_all(r->data_fd, "custodian/backup.key", &key);
    if (err == ERR_OK) {
        err = backup_public_decode(buf_span(&key), r->manifest.key);
    }
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s/custodian/backup.key: %s", r->options.data,
                           err == ERR_NOT_FOUND ? ctl_backup_words(BACKUP_WHY_NO_KEY)
                                                : err_text(err));
    }
    week_of(r->manifest.begun_ms, &r->manifest.week);
    err = week_key(r->weekly_fd, &r->manifest.week, &r->week);
    return err == ERR_OK ? ERR_OK
                         : backup_fail(r, err, "the key of %s in %s: %s", r->manifest.week.name,
                                       r->options.weekly_keys, err_text(err));
}

/* The folder that is being made; what a run that was killed left in it goes. */
static enum err make_unfinished(struct backup_run *r)
{
    if (faccessat(r->parent_fd, r->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return backup_fail(r, ERR_CONFLICT, "%s is there already; nothing was changed",
                           r->options.to);
    }
    if (mkdirat(r->parent_fd, r->unfinished, 0700) != 0 && errno != EEXIST) {
        return backup_fail(r, err_from_errno(errno), "%s: %s", r->options.to, strerror(errno));
    }
    AUTO(fd_close)
    int fd = openat(r->parent_fd, r->unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return backup_fail(r, ERR_BUSY, "%s is being made by another run", r->options.to);
    }
    static const char *const made[] = {"region.part",   "accounts.part",   "people.part",
                                       "app.part",      BACKUP_MEDIA_LIST, "media",
                                       BACKUP_MANIFEST, "ledger"};
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        enum err err = tree_remove(fd, made[i]);
        if (err != ERR_OK) {
            return backup_fail(r, err, "%s: %s", r->unfinished, err_text(err));
        }
    }
    r->to_fd = fd_move(&fd);
    return ERR_OK;
}

/* Erasures from this size on are applied again by a restore. */
static enum err note_ledger(struct backup_run *r)
{
    AUTO(log_close) struct log *l = NULL;
    enum err err = log_open(r->options.data, &l);
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s: the ledger: %s", r->options.data,
                           l == NULL ? err_text(err) : l->files.problem);
    }
    r->manifest.from = l->size;
    memcpy(r->manifest.root, l->root.bytes, sizeof(r->manifest.root));
    return ERR_OK;
}

static void part_file(enum part_kind kind, char out[32])
{
    (void)snprintf(out, 32, "%s.part", manifest_part_name(kind));
}

static void fds_close_auto(int (*fds)[CTL_BACKUP_FDS])
{
    for (size_t i = 0; i < CTL_BACKUP_FDS; i++) {
        fd_close((*fds)[i]);
    }
}

static enum err custodian_parts(struct backup_run *r)
{
    static const enum part_kind kinds[CTL_BACKUP_FDS] = {[BACKUP_FD_REGION] = PART_REGION,
                                                         [BACKUP_FD_ACCOUNTS] = PART_ACCOUNTS,
                                                         [BACKUP_FD_PEOPLE] = PART_PEOPLE};
    AUTO(fds_close) int fds[CTL_BACKUP_FDS] = {-1, -1, -1};
    uint8_t more[OP_BACKUP_KEY + OP_BACKUP_ID];
    for (size_t i = 0; i < CTL_BACKUP_FDS; i++) {
        char name[32];
        part_file(kinds[i], name);
        enum err err = tree_create(r->to_fd, name, 0600, &fds[i]);
        if (err != ERR_OK) {
            return backup_fail(r, err, "%s: %s", name, err_text(err));
        }
    }
    memcpy(more, r->week.public, OP_BACKUP_KEY);
    memcpy(more + OP_BACKUP_KEY, r->manifest.id, OP_BACKUP_ID);
    struct request q = {.op = OP_BACKUP_SEAL,
                        .member = "custodian",
                        .more = span_of(more, sizeof(more)),
                        .fds = fds,
                        .fd_count = CTL_BACKUP_FDS};
    return ask_and_wait(r, &q);
}

static enum err app_part(struct backup_run *r)
{
    struct part_name name = {.kind = PART_APP};
    struct part_recipients to = {.count = 1};
    uint64_t bytes = 0;
    AUTO(fd_close) int from = -1;
    AUTO(fd_close) int part = -1;
    memcpy(name.id, r->manifest.id, PART_ID);
    const uint8_t *key = r->manifest.key;
    memcpy(to.public[0], key, BACKUP_KEY_SIZE);
    enum err err = tree_open(r->data_fd, "app/backup/app.db", &from);
    if (err == ERR_OK) {
        err = tree_create(r->to_fd, "app.part", 0600, &part);
    }
    if (err == ERR_OK) {
        err = part_seal_fd(&(struct part_sealing){.from = from, .to = part}, &name, &to, &bytes);
    }
    return err == ERR_OK ? ERR_OK : backup_fail(r, err, "app.part: %s", err_text(err));
}

/* Read back from what was written. */
static enum err measure(struct backup_run *r, enum part_kind kind)
{
    char name[32];
    struct stat st;
    struct manifest_part *part = manifest_part_of(&r->manifest, kind);
    AUTO(fd_close) int fd = -1;
    part_file(kind, name);
    enum err err = tree_open(r->to_fd, kind == PART_MEDIA_LIST ? BACKUP_MEDIA_LIST : name, &fd);
    if (err == ERR_OK) {
        err = fstat(fd, &st) == 0 ? digest_fd(fd, part->digest) : ERR_IO;
    }
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s: %s", name, err_text(err));
    }
    part->bytes = (uint64_t)st.st_size;
    return ERR_OK;
}

/* The manifest, and its digest into the ledger. */
static enum err record(struct backup_run *r)
{
    AUTO(buf) struct buf text = {.max = MANIFEST_MAX};
    AUTO(buf) struct buf map = {.max = LIMIT_DATA_MAP};
    uint8_t digest[OP_BACKUP_DIGEST];
    for (int kind = PART_REGION; kind <= PART_MEDIA_LIST; kind++) {
        TRY(measure(r, (enum part_kind)kind));
    }
    enum err err = datamap_json(&map);
    if (err == ERR_OK) {
        digest_of(buf_span(&map), r->manifest.datamap);
        r->manifest.ended_ms = time_wall_ms();
        err = manifest_encode(&r->manifest, &text);
    }
    if (err == ERR_OK) {
        err = tree_put(r->to_fd, BACKUP_MANIFEST, buf_span(&text), 0644);
    }
    if (err == ERR_OK) { /* what the ledger will name must be there still after a power cut */
        err = tree_sync(r->to_fd);
    }
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s/" BACKUP_MANIFEST ": %s", r->options.to, err_text(err));
    }
    digest_of(buf_span(&text), digest);
    struct request q = {
        .op = OP_BACKUP_RECORD, .member = "record", .more = span_of(digest, sizeof(digest))};
    return ask_and_wait(r, &q);
}

static enum err copy_ledger(struct backup_run *r)
{
    AUTO(log_close) struct log *l = NULL;
    AUTO(fd_close) int to = -1;
    struct log_known known = {.size = r->manifest.from};
    memcpy(known.root.bytes, r->manifest.root, sizeof(known.root.bytes));
    if (mkdirat(r->to_fd, "ledger", 0755) != 0) {
        return backup_fail(r, err_from_errno(errno), "ledger: %s", strerror(errno));
    }
    to = openat(r->to_fd, "ledger", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    enum err err = to < 0 ? ERR_IO : log_open(r->options.data, &l);
    struct log_reading reading = {.to_fd = to, .tiles = true, .known = &known, .known_count = 1};
    if (err == ERR_OK) {
        err = log_read(l, &reading);
    }
    if (err == ERR_OK) {
        err = known.good ? log_put_head(l, to) : ERR_CONFLICT;
    }
    if (err != ERR_OK) {
        return backup_fail(r, err, "the ledger: %s", l == NULL ? err_text(err) : l->files.problem);
    }
    r->ledger = l->size;
    return ERR_OK;
}

static enum err finish(struct backup_run *r)
{
    enum err err = tree_sync(r->to_fd);
    if (err == ERR_OK &&
        renameat2(r->parent_fd, r->unfinished, r->parent_fd, r->name, RENAME_NOREPLACE) != 0) {
        err = err_from_errno(errno);
    }
    if (err == ERR_OK && fsync(r->parent_fd) != 0) {
        err = err_from_errno(errno);
    }
    return err == ERR_OK ? ERR_OK : backup_fail(r, err, "%s: %s", r->options.to, err_text(err));
}

static enum err copy_all(struct backup_run *r)
{
    TRY(note_ledger(r));
    show("app.db");
    TRY(ask_and_wait(r, &(struct request){.op = OP_BACKUP, .member = "app"}));
    show("accounts and keys");
    TRY(custodian_parts(r)); /* at once: erasures wait for it */
    show("app.db");
    TRY(app_part(r));
    show("media");
    TRY(backup_media(r));
    show("the manifest");
    TRY(record(r));
    show("the ledger");
    TRY(copy_ledger(r));
    return finish(r);
}

enum err backup_make(struct backup_run *r)
{
    r->manifest.begun_ms = time_wall_ms();
    random_fill(r->manifest.id, sizeof(r->manifest.id));
    TRY(read_region(r));
    enum err err = operator_connect(r->data_fd, &r->operator_fd);
    if (err != ERR_OK) {
        return backup_fail(r, err, "%s: %s", r->options.data,
                           err == ERR_GONE ? "the region does not run: start it, a backup is made "
                                             "while it runs"
                                           : err_text(err));
    }
    TRY(make_unfinished(r));
    err = copy_all(r);
    show("");
    if (err != ERR_OK) {
        (void)tree_remove(r->parent_fd, r->unfinished);
    }
    return err;
}
