/*
 * region.c: the region's key in its file, region.key, 64 bytes:
 *
 *    0   8  "vitrkey" and the version, 1
 *    8   8  id of the key, big-endian, 1 to 2^63 - 1
 *   16  32  the key
 *   48  16  BLAKE2b-128 of the 48 bytes before: a damaged key must not look like a key
 *
 * Nothing may follow. The file is mode 0600.
 */
#include "base_file.h"
#include "base_id.h"
#include "vault_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_BYTES = 64, ID_AT = 8, KEY_AT = 16, CHECK_AT = 48, CHECK_BYTES = 16 };

static const char file_name[] = "region.key";
static const uint8_t magic[ID_AT] = {'v', 'i', 't', 'r', 'k', 'e', 'y', 1};

_Static_assert(CHECK_AT == KEY_AT + KEY_BYTES && FILE_BYTES == CHECK_AT + CHECK_BYTES,
               "the layout above");

_Static_assert(sizeof(((struct locked *)0)->file) == FILE_BYTES + 1,
               "one byte more, to see a file that is too long");

static enum err fail(struct vault_problem *problem, enum err err, const char *words)
{
    (void)snprintf(problem->text, sizeof(problem->text), "%s: %s", file_name, words);
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

enum err region_key_read(int dir_fd, struct locked *locked, uint64_t *out_id,
                         struct vault_problem *out_problem)
{
    AUTO(fd_close) int fd = openat(dir_fd, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        enum err err = err_from_errno(errno);
        return fail(out_problem, err, err_text(err));
    }
    struct stat st = {0};
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return fail(out_problem, ERR_FORMAT, "not a regular file");
    }
    if ((st.st_mode & 077) != 0) {
        return fail(out_problem, ERR_DENIED, "others may read it: its mode must be 0600");
    }
    uint8_t *file = locked->file;
    enum err err = read_whole(fd, file);
    if (err != ERR_OK) {
        return fail(out_problem, err, err == ERR_FORMAT ? "not 64 bytes long" : err_text(err));
    }
    uint8_t check[CHECK_BYTES];
    check_of(file, check);
    if (memcmp(file, magic, sizeof(magic)) != 0) {
        return fail(out_problem, ERR_FORMAT, "not a region key of version 1");
    }
    uint64_t id = get_u64(file + ID_AT);
    if (sodium_memcmp(check, file + CHECK_AT, CHECK_BYTES) != 0 || id == 0 || id >> 63 != 0) {
        return fail(out_problem, ERR_FORMAT, "damaged");
    }
    memcpy(locked->region_key, file + KEY_AT, KEY_BYTES);
    *out_id = id;
    return ERR_OK;
}

enum err region_key_make(int dir_fd, struct locked *locked, uint64_t *out_id,
                         struct vault_problem *out_problem)
{
    uint8_t *file = locked->file;
    uint64_t id = key_id_new();
    memcpy(file, magic, sizeof(magic));
    put_u64(file + ID_AT, id);
    random_fill(file + KEY_AT, KEY_BYTES);
    check_of(file, file + CHECK_AT);
    enum err err = file_replace(dir_fd, file_name, span_of(file, FILE_BYTES), 0600);
    if (err != ERR_OK) {
        return fail(out_problem, err, err_text(err));
    }
    memcpy(locked->region_key, file + KEY_AT, KEY_BYTES);
    *out_id = id;
    return ERR_OK;
}
