/*
 * region.c: the region's key in its file, region.key, and its successor in region-next.key, each of
 * 64 bytes:
 *
 *    0   8  "vitrkey" and the version, 1
 *    8   8  id of the key, big-endian, 1 to 2^63 - 1
 *   16  32  the key
 *   48  16  BLAKE2b-128 of the 48 bytes before: a damaged key must not look like a key
 *
 * Nothing may follow. The file is mode 0600. A file of 64 zeroes is a key that was destroyed.
 *
 * The caller stores the id of the key that wraps now, K. What an interrupted rotation left:
 *
 *   region.key   region-next.key   it stopped                      so
 *   K            another           before K was replaced           region-next.key is destroyed
 *   another      K                 before all were rewrapped       both are loaded, and it goes on
 *   zeroes       K                 while the old one was ended     region-next.key takes its name
 */
#include "base_file.h"
#include "base_id.h"
#include "vault_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES = 64, ID_AT = 8, KEY_AT = 16, CHECK_AT = 48, CHECK_BYTES = 16 };

static const uint8_t magic[ID_AT] = {'v', 'i', 't', 'r', 'k', 'e', 'y', 1};

_Static_assert(CHECK_AT == KEY_AT + KEY_BYTES && FILE_BYTES == CHECK_AT + CHECK_BYTES,
               "the layout above");

_Static_assert(sizeof(((struct locked *)0)->file) == FILE_BYTES + 1,
               "one byte more, to see a file that is too long");

static enum err fail(struct vault_problem *problem, enum err err, const char *name,
                     const char *words)
{
    (void)snprintf(problem->text, sizeof(problem->text), "%s: %s", name, words);
    return err;
}

static void check_of(const uint8_t *file, uint8_t out[CHECK_BYTES])
{
    (void)crypto_generichash(out, CHECK_BYTES, file, CHECK_AT, NULL, 0);
}

static enum err read_whole(int fd, uint8_t file[FILE_BYTES + 1])
{
    size_t len = 0;
    while (len < (size_t)FILE_BYTES + 1) {
        ssize_t got = read(fd, file + len, (size_t)FILE_BYTES + 1 - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return err_from_errno(errno);
        }
        if (got == 0) {
            break;
        }
        len += (size_t)got;
    }
    return len == FILE_BYTES ? ERR_OK : ERR_FORMAT;
}

static enum err key_take(uint8_t file[FILE_BYTES], const char *name, struct region_key *out_key,
                         struct vault_problem *problem)
{
    uint8_t check[CHECK_BYTES];
    if (sodium_is_zero(file, FILE_BYTES) != 0) {
        return fail(problem, ERR_GONE, name, "its key was destroyed");
    }
    check_of(file, check);
    if (memcmp(file, magic, sizeof(magic)) != 0) {
        return fail(problem, ERR_FORMAT, name, "not a region key of version 1");
    }
    uint64_t id = get_u64(file + ID_AT);
    if (sodium_memcmp(check, file + CHECK_AT, CHECK_BYTES) != 0 || id == 0 || id >> 63 != 0) {
        return fail(problem, ERR_FORMAT, name, "damaged");
    }
    out_key->id = id;
    memcpy(out_key->key, file + KEY_AT, KEY_BYTES);
    return ERR_OK;
}

/* Beside those of vault_open, ERR_GONE: the key was destroyed. */
static enum err key_read(const struct vault *v, const char *name, struct region_key *out_key,
                         struct vault_problem *problem)
{
    AUTO(fd_close) int fd = openat(v->dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        enum err err = err_from_errno(errno);
        return fail(problem, err, name, err_text(err));
    }
    struct stat st = {0};
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return fail(problem, ERR_FORMAT, name, "not a regular file");
    }
    if ((st.st_mode & 077) != 0) {
        return fail(problem, ERR_DENIED, name, "others may read it: its mode must be 0600");
    }
    uint8_t *file = v->locked->file;
    enum err err = read_whole(fd, file);
    if (err != ERR_OK) {
        err = fail(problem, err, name, err == ERR_FORMAT ? "not 64 bytes long" : err_text(err));
    } else {
        err = key_take(file, name, out_key, problem);
    }
    sodium_memzero(file, sizeof(v->locked->file));
    return err;
}

enum err region_key_make(struct vault *v, const char *name, struct region_key *out_key)
{
    uint8_t *file = v->locked->file;
    uint64_t id = key_id_new();
    memcpy(file, magic, sizeof(magic));
    put_u64(file + ID_AT, id);
    random_fill(file + KEY_AT, KEY_BYTES);
    check_of(file, file + CHECK_AT);
    enum err err = file_replace(v->dir_fd, name, span_of(file, FILE_BYTES), 0600);
    if (err == ERR_OK) {
        out_key->id = id;
        memcpy(out_key->key, file + KEY_AT, KEY_BYTES);
    }
    sodium_memzero(file, sizeof(v->locked->file));
    return err;
}

/* Zeroes over the key where it lies, durable. (A file system that copies on write, or a disk that
 * moves what is worn, may keep the old bytes: nothing above the disk can help that.) */
static enum err key_overwrite(const struct vault *v, const char *name)
{
    static const uint8_t zeroes[FILE_BYTES];
    AUTO(fd_close) int fd = openat(v->dir_fd, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    TRY(file_write_all(fd, span_of(zeroes, sizeof(zeroes))));
    return fsync(fd) == 0 ? ERR_OK : err_from_errno(errno);
}

static enum err key_remove(const struct vault *v, const char *name)
{
    if (unlinkat(v->dir_fd, name, 0) != 0) {
        return err_from_errno(errno);
    }
    return file_sync_dir(v->dir_fd, name);
}

static enum err key_succeed(const struct vault *v)
{
    if (renameat(v->dir_fd, REGION_KEY_NEXT, v->dir_fd, REGION_KEY) != 0) {
        return err_from_errno(errno);
    }
    return file_sync_dir(v->dir_fd, REGION_KEY);
}

enum err region_key_retire(const struct vault *v)
{
    TRY(key_overwrite(v, REGION_KEY));
    return key_succeed(v);
}

/* Only region.key counts: it is in locked->old. */
static void key_stays(struct locked *locked)
{
    locked->now = locked->old;
    sodium_memzero(&locked->old, sizeof(locked->old));
}

/* There is a successor, in locked->now: see the table above. kept: how reading region.key went. */
static enum err rotation_resume(struct vault *v, enum err kept, uint64_t wanted,
                                struct vault_problem *problem)
{
    struct locked *locked = v->locked;
    enum err err = kept;
    if (kept == ERR_OK && wanted == locked->old.id) {
        key_stays(locked);
        err = key_overwrite(v, REGION_KEY_NEXT);
        if (err == ERR_OK) {
            err = key_remove(v, REGION_KEY_NEXT);
        }
    } else if (wanted != locked->now.id) {
        return fail(problem, ERR_CONFLICT, REGION_KEY_NEXT,
                    "neither it nor region.key is what this region's data was sealed with");
    } else if (kept == ERR_GONE || kept == ERR_NOT_FOUND) {
        err = key_succeed(v);
    } else {
        return kept; /* loaded; or damaged, and it may be needed yet: the words are there */
    }
    return err == ERR_OK ? ERR_OK : fail(problem, err, REGION_KEY_NEXT, err_text(err));
}

enum err region_key_open(struct vault *v, const struct vault_config *config,
                         struct vault_problem *out_problem)
{
    struct vault_problem words = {{0}};
    struct locked *locked = v->locked;
    uint64_t wanted = (uint64_t)config->key_id;
    enum err next = key_read(v, REGION_KEY_NEXT, &locked->now, &words);
    enum err kept = key_read(v, REGION_KEY, &locked->old, out_problem);
    if (next == ERR_GONE) {
        next = key_remove(v, REGION_KEY_NEXT) == ERR_OK ? ERR_NOT_FOUND : ERR_IO;
    }
    if (next == ERR_OK) {
        return rotation_resume(v, kept, wanted, out_problem);
    }
    if (next != ERR_NOT_FOUND) {
        *out_problem = words;
        return next;
    }
    if (kept == ERR_NOT_FOUND && wanted == 0) {
        kept = region_key_make(v, REGION_KEY, &locked->now);
        return kept == ERR_OK ? ERR_OK : fail(out_problem, kept, REGION_KEY, err_text(kept));
    }
    TRY(kept == ERR_GONE ? ERR_FORMAT : kept);
    key_stays(locked);
    if (wanted != 0 && wanted != locked->now.id) {
        return fail(out_problem, ERR_CONFLICT, REGION_KEY,
                    "holds another key than the one this region's data was sealed with");
    }
    return ERR_OK;
}
