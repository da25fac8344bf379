/* backup_media.c: the media of a backup, each sealed by itself: they never change, so that the next
 * backup can link what this one has. */
#include "backup.h"

#include "base_file.h"
#include "base_text.h"
#include "digest.h"
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SOURCE_PATH = 80, SHOW_EACH = 64 };

void backup_media_path(const char *name, char out[BACKUP_MEDIA_PATH])
{
    (void)snprintf(out, BACKUP_MEDIA_PATH, "media/%.2s/%s", name, name);
}

enum err backup_media_name(const char *name, struct part_name *out_name)
{
    out_name->kind = PART_MEDIA;
    return text_unhex(span_text(name), out_name->id, PART_ID);
}

/* The newest earlier backup of this region beside the new one, and its list. */
struct earlier {
    int dir_fd; /* -1: there is none */
    int64_t begun_ms;
    struct buf list;
    struct span rest;
    struct manifest_media next;
    bool has_next;
};

static void earlier_auto(struct earlier *e)
{
    fd_close(e->dir_fd);
    buf_done(&e->list);
}

static void earlier_step(struct earlier *e)
{
    char before[sizeof(e->next.name)];
    (void)snprintf(before, sizeof(before), "%s", e->next.name);
    e->has_next = e->rest.len > 0 && manifest_media_take(&e->rest, before, &e->next) == ERR_OK;
}

/* A folder that is a backup of this region, to the same key, with a list as its manifest says. */
static bool earlier_read(const struct backup_run *r, int dir_fd, struct manifest *m,
                         struct buf *list)
{
    AUTO(buf) struct buf text = {.max = MANIFEST_MAX};
    uint8_t digest[MANIFEST_DIGEST];
    if (file_read_all(dir_fd, BACKUP_MANIFEST, &text) != ERR_OK ||
        manifest_decode(buf_span(&text), m) != ERR_OK ||
        strcmp(m->origin, r->manifest.origin) != 0 ||
        memcmp(m->key, r->manifest.key, sizeof(m->key)) != 0 ||
        file_read_all(dir_fd, BACKUP_MEDIA_LIST, list) != ERR_OK) {
        return false;
    }
    digest_of(buf_span(list), digest);
    return memcmp(digest, manifest_part_of(m, PART_MEDIA_LIST)->digest, sizeof(digest)) == 0;
}

static void dir_close_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

static void earlier_try(const struct backup_run *r, const char *name, struct earlier *e)
{
    struct manifest m;
    AUTO(buf) struct buf list = {.max = BACKUP_LIST_MAX};
    AUTO(fd_close)
    int fd = openat(r->parent_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || !earlier_read(r, fd, &m, &list) ||
        (e->dir_fd >= 0 && m.begun_ms <= e->begun_ms)) {
        return;
    }
    struct buf old = e->list;
    int old_fd = e->dir_fd;
    e->list = list;
    e->dir_fd = fd;
    e->begun_ms = m.begun_ms;
    list = old;
    fd = old_fd;
}

static void earlier_find(const struct backup_run *r, struct earlier *e)
{
    AUTO(fd_close) int fd = openat(r->parent_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(dir_close) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        return;
    }
    (void)fd_move(&fd); /* the DIR has it now */
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] != '.') {
            earlier_try(r, entry->d_name, e);
        }
    }
    e->rest = buf_span(&e->list);
    earlier_step(e);
}

/* The earlier backup's object, if its bytes are still what its list says. */
static bool reuse(struct backup_run *r, struct earlier *e, struct manifest_media *media)
{
    uint8_t digest[MANIFEST_DIGEST];
    char path[BACKUP_MEDIA_PATH];
    while (e->has_next && strcmp(e->next.name, media->name) < 0) {
        earlier_step(e);
    }
    if (!e->has_next || strcmp(e->next.name, media->name) != 0) {
        return false;
    }
    backup_media_path(media->name, path);
    AUTO(fd_close) int fd = -1;
    if (tree_open(e->dir_fd, path, &fd) != ERR_OK || digest_fd(fd, digest) != ERR_OK ||
        memcmp(digest, e->next.digest, sizeof(digest)) != 0) {
        return false;
    }
    if (linkat(e->dir_fd, path, r->to_fd, path, 0) != 0 &&
        (errno != ENOENT || tree_folders(r->to_fd, path) != ERR_OK ||
         linkat(e->dir_fd, path, r->to_fd, path, 0) != 0)) {
        return false;
    }
    memcpy(media->digest, digest, sizeof(digest));
    return true;
}

/* Where edged has it, or where it puts aside what it would have removed. */
static enum err open_object(const struct backup_run *r, const struct manifest_media *media,
                            int *out_fd)
{
    char path[SOURCE_PATH];
    const char *name = media->name;
    if (media->original) {
        (void)snprintf(path, sizeof(path), "app/incoming/%s", name);
    } else {
        (void)snprintf(path, sizeof(path), "app/blobs/%.2s/%.2s/%s", name, name + 2, name);
    }
    enum err err = tree_open(r->data_fd, path, out_fd);
    if (err == ERR_NOT_FOUND) {
        (void)snprintf(path, sizeof(path), "app/held/%s", name);
        err = tree_open(r->data_fd, path, out_fd);
    }
    return err;
}

static enum err seal_object(struct backup_run *r, struct manifest_media *media)
{
    struct part_recipients to = {.count = 1};
    struct part_name name;
    char path[BACKUP_MEDIA_PATH];
    uint64_t bytes = 0;
    AUTO(fd_close) int from = -1;
    AUTO(fd_close) int part = -1;
    const uint8_t *key = r->manifest.key;
    memcpy(to.public[0], key, BACKUP_KEY_SIZE);
    TRY(backup_media_name(media->name, &name));
    TRY(open_object(r, media, &from));
    backup_media_path(media->name, path);
    TRY(tree_create(r->to_fd, path, 0600, &part));
    TRY(part_seal_fd(&(struct part_sealing){.from = from, .to = part}, &name, &to, &bytes));
    AUTO(fd_close) int again = -1;
    TRY(tree_open(r->to_fd, path, &again));
    return digest_fd(again, media->digest);
}

/* edged's list, which is hostile: "<32 hex> <place>", sorted. */
static enum err take_line(struct span *rest, const char *before, struct manifest_media *out)
{
    uint8_t id[PART_ID];
    struct span after = *rest;
    struct span line = span_cut(&after, '\n');
    struct span name = span_cut(&line, ' ');
    *out = (struct manifest_media){.original = span_is(line, "original")};
    if (text_unhex(name, id, sizeof(id)) != ERR_OK || (!out->original && !span_is(line, "media"))) {
        return ERR_FORMAT;
    }
    memcpy(out->name, name.ptr, name.len);
    *rest = after;
    return strcmp(before, out->name) < 0 ? ERR_OK : ERR_FORMAT;
}

static enum err each(struct backup_run *r, struct span rest, struct buf *list)
{
    AUTO(earlier) struct earlier earlier = {.dir_fd = -1, .list = {.max = BACKUP_LIST_MAX}};
    struct manifest_media media = {.name = ""};
    char before[sizeof(media.name)] = "";
    earlier_find(r, &earlier);
    for (uint64_t *count = &r->manifest.media_count; rest.len > 0; (*count)++) {
        if (take_line(&rest, before, &media) != ERR_OK) {
            return backup_fail(r, ERR_FORMAT, "edged's list of media is malformed");
        }
        TRY(backup_look(r));
        if (reuse(r, &earlier, &media)) {
            r->reused++;
        } else {
            enum err err = seal_object(r, &media);
            if (err != ERR_OK) {
                return backup_fail(r, err, "the media object %s: %s", media.name, err_text(err));
            }
        }
        TRY(manifest_media_put(&media, list));
        (void)snprintf(before, sizeof(before), "%s", media.name);
        if (*count % SHOW_EACH == 0 && isatty(STDERR_FILENO) == 1) {
            (void)fprintf(stderr, "\r\033[Kmedia: %" PRIu64 " objects", *count + 1);
        }
    }
    return ERR_OK;
}

enum err backup_media(struct backup_run *r)
{
    AUTO(buf) struct buf from = {.max = BACKUP_LIST_MAX};
    AUTO(buf) struct buf list = {.max = BACKUP_LIST_MAX};
    AUTO(fd_close) int fd = -1;
    enum err err = tree_open(r->data_fd, "app/backup/media", &fd);
    if (err == ERR_OK) {
        err = file_read_fd(fd, &from);
    }
    if (err != ERR_OK) {
        return backup_fail(r, err, "app/backup/media: %s", err_text(err));
    }
    TRY(each(r, buf_span(&from), &list));
    err = tree_put(r->to_fd, BACKUP_MEDIA_LIST, buf_span(&list), 0600);
    return err == ERR_OK ? ERR_OK : backup_fail(r, err, BACKUP_MEDIA_LIST ": %s", err_text(err));
}
