/* restore_check.c: a backup is read to its last byte before anything is written. */
#include "restore.h"

#include "base_file.h"
#include "digest.h"
#include "tree.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void restore_part_name(const struct restore_run *r, enum part_kind kind, char out_file[32],
                       struct part_name *out_name)
{
    (void)snprintf(out_file, 32, "%s.part", manifest_part_name(kind));
    out_name->kind = (uint8_t)kind;
    memcpy(out_name->id, r->manifest.id, PART_ID);
}

static enum err read_manifest(struct restore_run *r)
{
    AUTO(buf) struct buf text = {.max = MANIFEST_MAX};
    enum err err = file_read_all(r->from_fd, BACKUP_MANIFEST, &text);
    if (err == ERR_NOT_FOUND) {
        return restore_fail(r, err, "%s is not a backup: there is no manifest in it",
                            r->options.from);
    }
    if (err == ERR_OK) {
        err = manifest_decode(buf_span(&text), &r->manifest);
    }
    if (err != ERR_OK) {
        return restore_fail(r, err, "%s/" BACKUP_MANIFEST ": %s", r->options.from,
                            err == ERR_CONFLICT ? "made by a newer version of vitrine"
                                                : err_text(err));
    }
    digest_of(buf_span(&text), r->digest);
    return ERR_OK;
}

static enum err read_keys(struct restore_run *r)
{
    const struct manifest *m = &r->manifest;
    enum err err = backup_secret_read(AT_FDCWD, r->options.key, &r->pairs[0]);
    if (err != ERR_OK) {
        return restore_fail(r, err, "%s: %s", r->options.key,
                            err == ERR_FORMAT   ? "this is no secret backup key"
                            : err == ERR_DENIED ? "others may read it, or you may not: its mode "
                                                  "must be 0600"
                                                : err_text(err));
    }
    if (memcmp(r->pairs[0].public, m->key, sizeof(m->key)) != 0) {
        return restore_fail(r, ERR_DENIED, "%s: the backup is sealed to another key",
                            r->options.key);
    }
    char file[WEEK_NAME + 4];
    week_file(&m->week, file);
    AUTO(fd_close)
    int dir = open(r->options.weekly_keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    err = dir < 0 ? ERR_NOT_FOUND : backup_secret_read(dir, file, &r->pairs[1]);
    if (err != ERR_OK) {
        return restore_fail(r, err,
                            "%s/%s: %s\nThe key of %s opens people's keys in this backup; it is "
                            "destroyed %d days after that week\nbegan. Without it nobody can read "
                            "what people have sealed, and nothing is restored: use a newer backup",
                            r->options.weekly_keys, file, err_text(err), m->week.name,
                            WEEK_KEEP_DAYS);
    }
    return ERR_OK;
}

static enum err check_file(struct restore_run *r, const char *path, const uint8_t *digest,
                           uint64_t *bytes)
{
    uint8_t got[MANIFEST_DIGEST];
    struct stat st;
    AUTO(fd_close) int fd = -1;
    enum err err = tree_open(r->from_fd, path, &fd);
    if (err == ERR_OK) {
        err = fstat(fd, &st) == 0 ? digest_fd(fd, got) : ERR_IO;
    }
    if (err != ERR_OK) {
        return restore_fail(r, err, "%s/%s: %s", r->options.from, path,
                            err == ERR_NOT_FOUND ? "missing" : err_text(err));
    }
    if (bytes != NULL && *bytes != (uint64_t)st.st_size) {
        return restore_fail(r, ERR_CONFLICT,
                            "%s/%s: it has %lld bytes and should have %" PRIu64 ": cut off or "
                            "changed",
                            r->options.from, path, (long long)st.st_size, *bytes);
    }
    return memcmp(got, digest, sizeof(got)) == 0
               ? ERR_OK
               : restore_fail(r, ERR_CONFLICT,
                              "%s/%s: not what the manifest says: changed, or of "
                              "another backup",
                              r->options.from, path);
}

static enum err check_media(struct restore_run *r)
{
    uint64_t count = 0;
    struct manifest_media media = {.name = ""};
    enum err err = file_read_all(r->from_fd, BACKUP_MEDIA_LIST, &r->list);
    if (err != ERR_OK) {
        return restore_fail(r, err, BACKUP_MEDIA_LIST ": %s", err_text(err));
    }
    for (struct span rest = buf_span(&r->list); rest.len > 0; count++) {
        char path[BACKUP_MEDIA_PATH];
        struct manifest_media before = media;
        if (manifest_media_take(&rest, before.name, &media) != ERR_OK) {
            return restore_fail(r, ERR_FORMAT, BACKUP_MEDIA_LIST ": malformed");
        }
        backup_media_path(media.name, path);
        TRY(check_file(r, path, media.digest, NULL));
    }
    return count == r->manifest.media_count
               ? ERR_OK
               : restore_fail(r, ERR_CONFLICT, BACKUP_MEDIA_LIST ": too short or too long");
}

static void reader_auto(struct part_reader **reader)
{
    if (*reader != NULL) {
        part_reader_auto(*reader);
        free(*reader);
    }
}

static enum err copy_part(struct part_reader *reader, int to_fd)
{
    for (bool last = false; !last;) {
        struct span piece = {NULL, 0};
        TRY(part_next(reader, &piece, &last));
        if (to_fd >= 0) {
            TRY(file_write_all(to_fd, piece));
        }
    }
    return ERR_OK;
}

enum err restore_part(struct restore_run *r, const char *path, const struct part_name *name,
                      int to_fd)
{
    AUTO(reader) struct part_reader *reader = calloc(1, sizeof(*reader));
    AUTO(fd_close) int fd = -1;
    if (reader == NULL) {
        return restore_fail(r, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
    }
    enum err err = tree_open(r->from_fd, path, &fd);
    if (err == ERR_OK) {
        err = part_open(reader, fd, name, r->pairs, 2);
    }
    if (err == ERR_OK) {
        err = copy_part(reader, to_fd);
    }
    return err == ERR_OK
               ? ERR_OK
               : restore_fail(r, err, "%s/%s: it does not open: %s", r->options.from, path,
                              err == ERR_DENIED      ? "damaged, or another key"
                              : err == ERR_CONFLICT  ? "it is another part"
                              : err == ERR_NOT_FOUND ? "sealed to another key"
                                                     : err_text(err));
}

enum err restore_check(struct restore_run *r)
{
    TRY(read_manifest(r));
    TRY(read_keys(r));
    for (int kind = PART_REGION; kind <= PART_MEDIA_LIST; kind++) {
        char file[32];
        struct part_name name;
        struct manifest_part *part = manifest_part_of(&r->manifest, (enum part_kind)kind);
        restore_part_name(r, (enum part_kind)kind, file, &name);
        if (kind == PART_MEDIA_LIST) {
            TRY(check_file(r, BACKUP_MEDIA_LIST, part->digest, &part->bytes));
        } else {
            TRY(check_file(r, file, part->digest, &part->bytes));
            TRY(restore_part(r, file, &name, -1));
        }
    }
    return check_media(r);
}
