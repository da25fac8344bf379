#include "backup.h"

#include "backup_part.h"
#include "backup_plan.h"
#include "base_diag.h"
#include "base_file.h"
#include "db.h"
#include "wire_region.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char copy_name[] = "copy.db";
static const char *const leftovers[] = {copy_name, "copy.db-wal", "copy.db-journal"};

/* The region's keys on their way into their part. Locked, and wiped when they are sealed. */
struct locked {
    size_t len;
    uint8_t bytes[PLAN_REGION_MAX + 1]; /* one more, to see a file that is too long */
};

struct backup {
    int dir_fd;
    char copy[PATH_MAX];
    struct locked *locked;
    bool running;
    bool silent; /* it was given up: its end is nobody's business */
    pthread_t thread;
    atomic_bool stop;
    atomic_bool done;
    /* The thread's, while it runs. */
    const struct hasher *waker;
    uint64_t ask_id;
    uint8_t id[PART_ID];
    int fds[CTL_BACKUP_FDS];
    struct part_recipients to; /* the first alone, or both */
    struct db_snapshot *accounts;
    struct db_snapshot *people;
    enum err err;
};

/* A copy has people's wrapped keys in it for a while: what is removed is overwritten. */
static enum err sweep(int dir_fd)
{
    for (size_t i = 0; i < sizeof(leftovers) / sizeof(leftovers[0]); i++) {
        enum err err = backup_destroy(dir_fd, leftovers[i]);
        TRY(err == ERR_NOT_FOUND ? ERR_OK : err);
    }
    return ERR_OK;
}

enum err backup_new(int dir_fd, const char *data, struct backup **out_backup)
{
    AUTO(backup_free) struct backup *b = calloc(1, sizeof(*b));
    if (b == NULL) {
        return ERR_NOMEM;
    }
    int len = snprintf(b->copy, sizeof(b->copy), "%s/%s", data, copy_name);
    if (len < 0 || (size_t)len >= sizeof(b->copy)) {
        return ERR_LIMIT;
    }
    b->dir_fd = dir_fd;
    TRY(backup_ready());
    void *locked = NULL;
    TRY(backup_locked_new(sizeof(*b->locked), &locked));
    b->locked = locked;
    TRY(sweep(dir_fd));
    *out_backup = MOVE(b);
    return ERR_OK;
}

static void close_fds(struct backup *b)
{
    for (size_t i = 0; i < CTL_BACKUP_FDS; i++) {
        fd_close(b->fds[i]);
        b->fds[i] = -1;
    }
}

static void drop_snapshots(struct backup *b)
{
    db_snapshot_free(MOVE(b->accounts));
    db_snapshot_free(MOVE(b->people));
}

/* Waits for the thread. */
static void finish(struct backup *b)
{
    (void)pthread_join(b->thread, NULL);
    drop_snapshots(b);
    close_fds(b);
    backup_clear(b->locked, sizeof(*b->locked));
    b->running = false;
}

void backup_stop(struct backup *b)
{
    atomic_store(&b->stop, true);
    b->silent = true;
}

void backup_free(struct backup *b)
{
    if (b == NULL) {
        return;
    }
    backup_stop(b);
    if (b->running) {
        finish(b);
    }
    backup_locked_free(b->locked, sizeof(*b->locked));
    free(b);
}

bool backup_runs(const struct backup *b)
{
    return b->running;
}

/* Appends a whole file of the folder, read straight into locked memory. */
static enum err read_secret(struct backup *b, const char *name, size_t want, size_t most)
{
    AUTO(fd_close) int fd = openat(b->dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct locked *l = b->locked;
    if (fd < 0) {
        return err_from_errno(errno);
    }
    ssize_t got = 0;
    size_t from = l->len;
    while ((got = read(fd, l->bytes + l->len, sizeof(l->bytes) - l->len)) > 0) {
        l->len += (size_t)got;
    }
    if (got < 0) {
        return err_from_errno(errno);
    }
    return l->len - from < want || l->len - from > most ? ERR_FORMAT : ERR_OK;
}

static enum err read_secrets(struct backup *b)
{
    b->locked->len = 0;
    TRY(read_secret(b, "region.key", PLAN_REGION_KEY, PLAN_REGION_KEY));
    TRY(read_secret(b, "ledger/key", PLAN_LEDGER_KEY, PLAN_LEDGER_KEY));
    TRY(read_secret(b, "said", 0, PLAN_SAID_MAX));
    enum err err = read_secret(b, REGION_WITNESSES, 0, TLOG_WITNESSES_MAX);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void name_of(const struct backup *b, enum part_kind kind, struct part_name *out_name)
{
    out_name->kind = (uint8_t)kind;
    memcpy(out_name->id, b->id, PART_ID);
}

static enum err sync_part(int fd)
{
    return fsync(fd) == 0 ? ERR_OK : err_from_errno(errno);
}

static enum err seal_region(struct backup *b)
{
    AUTO(part_writer) struct part_writer w = {.fd = -1};
    struct part_recipients to = b->to;
    struct part_name name;
    name_of(b, PART_REGION, &name);
    to.count = 1;
    TRY(part_start(&w, b->fds[BACKUP_FD_REGION], &name, &to));
    enum err err = part_put(&w, span_of(b->locked->bytes, b->locked->len), true);
    backup_clear(b->locked, sizeof(*b->locked));
    TRY(err);
    return sync_part(b->fds[BACKUP_FD_REGION]);
}

/* A copy of one database, sealed; then overwritten. */
struct sealing {
    struct db_snapshot *snapshot;
    enum part_kind kind;
    enum ctl_backup_fd fd;
    size_t recipients;
};

static enum err seal_copy(struct backup *b, const struct sealing *s)
{
    struct part_recipients to = b->to;
    struct part_name name;
    uint64_t bytes = 0;
    TRY(db_snapshot_copy(s->snapshot, b->copy, &b->stop));
    name_of(b, s->kind, &name);
    to.count = s->recipients;
    AUTO(fd_close) int fd = openat(b->dir_fd, copy_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    struct part_sealing sealing = {.from = fd, .to = b->fds[s->fd], .stop = &b->stop};
    TRY(part_seal_fd(&sealing, &name, &to, &bytes));
    TRY(sync_part(b->fds[s->fd]));
    return sweep(b->dir_fd);
}

static enum err work(struct backup *b)
{
    const struct sealing both[] = {
        {b->accounts, PART_ACCOUNTS, BACKUP_FD_ACCOUNTS, 1},
        {b->people, PART_PEOPLE, BACKUP_FD_PEOPLE, 2},
    };
    TRY(seal_region(b));
    TRY(seal_copy(b, &both[0]));
    return seal_copy(b, &both[1]);
}

static void *thread_main(void *arg)
{
    struct backup *b = arg;
    b->err = work(b);
    enum err swept = sweep(b->dir_fd);
    b->err = b->err == ERR_OK ? swept : b->err;
    atomic_store(&b->done, true);
    hasher_wake(b->waker);
    return NULL;
}

/* Of both databases at one moment: no round is committed in between. */
static enum err take_snapshots(struct backup *b)
{
    char path[PATH_MAX + 16];
    int folder = (int)(strlen(b->copy) - strlen(copy_name));
    (void)snprintf(path, sizeof(path), "%.*scustodian.db", folder, b->copy);
    TRY(db_snapshot_take(path, &b->accounts));
    (void)snprintf(path, sizeof(path), "%.*skeys.db", folder, b->copy);
    return db_snapshot_take(path, &b->people);
}

static enum err read_public(struct backup *b)
{
    AUTO(buf) struct buf text = {.max = BACKUP_KEY_FILE_MAX};
    TRY(file_read_all(b->dir_fd, "backup.key", &text));
    return backup_public_decode(buf_span(&text), b->to.public[0]);
}

static void put_id(uint64_t first, uint64_t second, uint8_t out[PART_ID])
{
    for (size_t i = 0; i < 8; i++) {
        out[i] = (uint8_t)(first >> (8 * (7 - i)));
        out[i + 8] = (uint8_t)(second >> (8 * (7 - i)));
    }
}

static enum ctl_backup_why why_of(enum err err)
{
    return err == ERR_OK     ? BACKUP_WHY_NONE
           : err == ERR_FULL ? BACKUP_WHY_FULL
           : err == ERR_GONE ? BACKUP_WHY_GONE
                             : BACKUP_WHY_ERROR;
}

enum ctl_backup_why backup_start(struct backup *b, const struct ctl *ask, struct ipc_fds *fds,
                                 const struct hasher *waker)
{
    if (b->running) {
        return BACKUP_WHY_BUSY;
    }
    enum err err = read_public(b);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? BACKUP_WHY_NO_KEY : why_of(err);
    }
    err = read_secrets(b);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "a backup: the region's keys cannot be read: %s", err_text(err));
        return why_of(err);
    }
    err = take_snapshots(b);
    if (err != ERR_OK) {
        drop_snapshots(b);
        diag(DIAG_ERROR, "a backup: the databases cannot be read: %s", err_text(err));
        return why_of(err);
    }
    const uint8_t *week_key = ask->digest;
    memcpy(b->to.public[1], week_key, BACKUP_KEY_SIZE);
    b->to.count = 2;
    put_id(ask->id, (uint64_t)ask->value, b->id);
    for (size_t i = 0; i < CTL_BACKUP_FDS; i++) {
        b->fds[i] = ipc_fds_take(fds, i);
    }
    b->ask_id = ask->id;
    b->waker = waker;
    atomic_store(&b->stop, false);
    b->silent = false;
    atomic_store(&b->done, false);
    if (pthread_create(&b->thread, NULL, thread_main, b) != 0) {
        drop_snapshots(b);
        close_fds(b);
        backup_clear(b->locked, sizeof(*b->locked));
        return BACKUP_WHY_ERROR;
    }
    b->running = true;
    return BACKUP_WHY_NONE;
}

bool backup_ended(struct backup *b, uint64_t *out_id, enum ctl_backup_why *out_why)
{
    if (!b->running || !atomic_load(&b->done)) {
        return false;
    }
    finish(b);
    *out_id = b->ask_id;
    enum err err = b->err;
    *out_why = why_of(err);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "a backup: %s", err_text(err));
    }
    return !b->silent;
}
