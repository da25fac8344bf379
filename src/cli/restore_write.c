/* restore_write.c: the new region: made under another name, synced, renamed. */
#include "restore.h"

#include "backup_plan.h"
#include "base_file.h"
#include "tree.h"
#include "wire_region.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name;
    mode_t mode;
    uid_t user;
} parts[] = {
    {"custodian", 0700, REGION_USER_CUSTODIAND},
    {"app", 0700, REGION_USER_EDGED},
    {"ledger", 0755, REGION_USER_CUSTODIAND},
};

static enum err make_unfinished(struct restore_run *r)
{
    if (faccessat(r->parent_fd, r->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return restore_fail(r, ERR_CONFLICT, "%s is there already; nothing was changed",
                            r->options.to);
    }
    enum err err = tree_remove(r->parent_fd, r->unfinished); /* of a run that was killed */
    if (err == ERR_OK && mkdirat(r->parent_fd, r->unfinished, 0700) != 0) {
        err = err_from_errno(errno);
    }
    r->to_fd = err != ERR_OK ? -1
                             : openat(r->parent_fd, r->unfinished,
                                      O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    for (size_t i = 0; r->to_fd >= 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (mkdirat(r->to_fd, parts[i].name, parts[i].mode) != 0) {
            err = err_from_errno(errno);
        }
    }
    return err == ERR_OK && r->to_fd >= 0
               ? ERR_OK
               : restore_fail(r, ERR_IO, "%s: %s", r->options.to, strerror(errno));
}

static enum err said(struct restore_run *r, enum err err, const char *path)
{
    return err == ERR_OK ? ERR_OK
                         : restore_fail(r, err, "%s/%s: %s", r->options.to, path, err_text(err));
}

static enum err put_part(struct restore_run *r, enum part_kind kind, const char *path)
{
    char file[32];
    struct part_name name;
    AUTO(fd_close) int fd = -1;
    restore_part_name(r, kind, file, &name);
    TRY(said(r, tree_create(r->to_fd, path, 0600, &fd), path));
    return restore_part(r, file, &name, fd);
}

static void wiped_auto(struct buf *b)
{
    backup_wipe(b);
    buf_done(b);
}

enum err restore_region(struct restore_run *r, struct buf *out)
{
    char file[32];
    struct part_name name;
    AUTO(fd_close) int fd = memfd_create("region", MFD_CLOEXEC);
    out->max = PLAN_REGION_MAX;
    restore_part_name(r, PART_REGION, file, &name);
    TRY(said(r, fd < 0 ? ERR_IO : buf_grow(out, PLAN_REGION_MAX), file));
    TRY(restore_part(r, file, &name, fd));
    TRY(said(r, lseek(fd, 0, SEEK_SET) == 0 ? file_read_fd(fd, out) : ERR_IO, file));
    return plan_region_check(buf_span(out), r->own->vkey.key) == ERR_OK
               ? ERR_OK
               : restore_fail(r, ERR_DENIED, "%s: it does not hold this ledger's key", file);
}

static enum err put_region(struct restore_run *r)
{
    AUTO(wiped) struct buf bytes = {.max = PLAN_REGION_MAX};
    struct span told = {NULL, 0};
    struct span witnesses = {NULL, 0};
    TRY(restore_region(r, &bytes));
    struct span rest = buf_span(&bytes);
    plan_region_texts(rest, &told, &witnesses);
    TRY(said(r,
             tree_put(r->to_fd, "custodian/region.key", span_of(rest.ptr, PLAN_REGION_KEY), 0600),
             "custodian/region.key"));
    TRY(said(r,
             tree_put(r->to_fd, "custodian/ledger/key",
                      r->lost != NULL ? span_of(r->begun.seed, sizeof(r->begun.seed))
                                      : span_of(rest.ptr + PLAN_REGION_KEY, PLAN_LEDGER_KEY),
                      0600),
             "custodian/ledger/key"));
    if (witnesses.len > 0) {
        TRY(said(r, tree_put(r->to_fd, "custodian/witnesses", witnesses, 0644),
                 "custodian/witnesses"));
    }
    return said(r, tree_put(r->to_fd, "custodian/said", told, 0600), "custodian/said");
}

static enum err put_media(struct restore_run *r)
{
    struct manifest_media media = {.name = ""};
    TRY(said(r, tree_folders(r->to_fd, "app/blobs/"), "app/blobs"));
    TRY(said(r, tree_folders(r->to_fd, "app/incoming/"), "app/incoming"));
    for (struct span rest = buf_span(&r->list); rest.len > 0;) {
        char from[BACKUP_MEDIA_PATH];
        char to[80];
        struct part_name name;
        struct manifest_media before = media;
        AUTO(fd_close) int fd = -1;
        TRY(said(r, manifest_media_take(&rest, before.name, &media), BACKUP_MEDIA_LIST));
        TRY(said(r, backup_media_name(media.name, &name), BACKUP_MEDIA_LIST));
        backup_media_path(media.name, from);
        (void)snprintf(to, sizeof(to), "app/incoming/%s", media.name);
        if (!media.original) {
            (void)snprintf(to, sizeof(to), "app/blobs/%.2s/%.2s/%s", media.name, media.name + 2,
                           media.name);
        }
        TRY(said(r, tree_create(r->to_fd, to, 0600, &fd), to));
        TRY(restore_part(r, from, &name, fd));
    }
    return ERR_OK;
}

static enum err put_ledger(struct restore_run *r)
{
    AUTO(fd_close)
    int fd = openat(r->to_fd, "ledger", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    struct log_reading reading = {.to_fd = fd, .tiles = true};
    enum err err = fd < 0 ? ERR_IO : log_read(r->best, &reading);
    if (err == ERR_OK && r->lost == NULL) {
        err = log_put_head(r->best, fd);
    } else if (err == ERR_OK) {
        TRY(said(r, tree_put(fd, "vkey", buf_span(&r->begun.vkey), 0644), "ledger/vkey"));
        return said(r, tree_put(fd, "checkpoint", buf_span(&r->begun.note), 0644),
                    "ledger/checkpoint");
    }
    return err == ERR_OK ? ERR_OK
                         : restore_fail(r, err, "the ledger in %s: %s", r->best->where,
                                        r->best->files.problem);
}

static struct plan_anew plan_anew(const struct restore_run *r)
{
    struct plan_anew a = {.known = r->lost->at.size};
    memcpy(a.key, r->own->vkey.key, sizeof(a.key));
    memcpy(a.root, r->lost->at.root.bytes, sizeof(a.root));
    (void)snprintf(a.before, sizeof(a.before), "%.*s", LIMIT_ORIGIN, r->own->vkey.name);
    (void)snprintf(a.origin, sizeof(a.origin), "%s", r->log);
    (void)snprintf(a.reason, sizeof(a.reason), "%s", r->options.anew);
    return a;
}

static enum err put_plan(struct restore_run *r)
{
    AUTO(buf) struct buf key = {.max = BACKUP_KEY_FILE_MAX};
    AUTO(buf) struct buf text = {.max = PLAN_MAX};
    AUTO(buf) struct buf region = {.max = REGION_FILE_MAX};
    struct region made = {.origin = ""};
    struct plan plan = {
        .made_ms = r->manifest.begun_ms, .from = r->manifest.from, .to = r->best->size};
    memcpy(plan.manifest, r->digest, sizeof(plan.manifest));
    (void)snprintf(made.origin, sizeof(made.origin), "%s", r->manifest.origin);
    if (strcmp(r->log, made.origin) != 0) {
        memcpy(made.log, r->log, sizeof(made.log));
    }
    if (r->lost != NULL) {
        plan.anew = plan_anew(r);
    }
    TRY(said(r, backup_public_encode(r->manifest.key, &key), "custodian/backup.key"));
    TRY(said(r, tree_put(r->to_fd, "custodian/backup.key", buf_span(&key), 0644),
             "custodian/backup.key"));
    TRY(said(r, plan_encode(&plan, &text), "custodian/" PLAN_FILE));
    TRY(said(r, tree_put(r->to_fd, "custodian/" PLAN_FILE, buf_span(&text), 0600),
             "custodian/" PLAN_FILE));
    TRY(said(r, region_encode(&made, &region), "region"));
    return said(r, tree_put(r->to_fd, "region", buf_span(&region), 0644), "region");
}

/* Whose the parts are, as vitrine init has it. */
static enum err give(struct restore_run *r)
{
    for (size_t i = 0; geteuid() == 0 && i < sizeof(parts) / sizeof(parts[0]); i++) {
        TRY(said(r, tree_give(r->to_fd, parts[i].name, parts[i].user), parts[i].name));
    }
    return said(r, fchmod(r->to_fd, 0711) == 0 ? ERR_OK : ERR_IO, ".");
}

static enum err write_all(struct restore_run *r)
{
    TRY(make_unfinished(r));
    TRY(put_region(r));
    TRY(put_part(r, PART_ACCOUNTS, "custodian/custodian.db"));
    TRY(put_part(r, PART_PEOPLE, "custodian/keys.db"));
    TRY(put_part(r, PART_APP, "app/app.db"));
    TRY(put_media(r));
    TRY(put_ledger(r));
    TRY(put_plan(r));
    TRY(give(r));
    TRY(said(r, tree_sync(r->to_fd), "."));
    if (renameat2(r->parent_fd, r->unfinished, r->parent_fd, r->name, RENAME_NOREPLACE) != 0 ||
        fsync(r->parent_fd) != 0) {
        return restore_fail(r, err_from_errno(errno), "%s: %s", r->options.to, strerror(errno));
    }
    return ERR_OK;
}

enum err restore_write(struct restore_run *r)
{
    mode_t before = umask(022);
    enum err err = write_all(r);
    (void)umask(before);
    if (err != ERR_OK && r->to_fd >= 0) {
        (void)tree_remove(r->parent_fd, r->unfinished);
    }
    return err;
}
