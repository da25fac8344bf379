#include "backup_key.h"

#include "base_file.h"
#include "base_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char public_first[] = "vitrine-backup-public 1";
static const char secret_first[] = "vitrine-backup-secret 1";

_Static_assert(crypto_box_PUBLICKEYBYTES == BACKUP_KEY_SIZE &&
                   crypto_box_SECRETKEYBYTES == BACKUP_KEY_SIZE,
               "X25519");

void backup_pair_auto(struct backup_pair *p)
{
    sodium_memzero(p, sizeof(*p));
}

void backup_wipe(struct buf *b)
{
    if (b->cap > 0) {
        sodium_memzero(b->ptr, b->cap);
    }
    buf_clear(b);
}

void backup_clear(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

enum err backup_locked_new(size_t size, void **out_memory)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return ERR_NOMEM;
    }
    if (sodium_mlock(memory, size) != 0) {
        (void)munmap(memory, size);
        return ERR_DENIED;
    }
    *out_memory = memory;
    return ERR_OK;
}

void backup_locked_free(void *memory, size_t size)
{
    if (memory != NULL) {
        (void)sodium_munlock(memory, size); /* wipes */
        (void)munmap(memory, size);
    }
}

enum err backup_ready(void)
{
    return sodium_init() < 0 ? ERR_IO : ERR_OK;
}

void backup_pair_new(struct backup_pair *out_pair)
{
    (void)crypto_box_keypair(out_pair->public, out_pair->secret);
}

static void put_key(const char *word, const uint8_t key[BACKUP_KEY_SIZE], struct buf *out)
{
    (void)buf_printf(out, "%s ", word);
    (void)text_hex(span_of(key, BACKUP_KEY_SIZE), out);
    (void)buf_append_u8(out, '\n');
}

static enum err take_key(struct span *rest, const char *word, uint8_t out[BACKUP_KEY_SIZE])
{
    struct span after = *rest;
    struct span line = span_cut(&after, '\n');
    if (line.len == rest->len || !span_is(span_cut(&line, ' '), word)) {
        return ERR_FORMAT;
    }
    *rest = after;
    return text_unhex(line, out, BACKUP_KEY_SIZE);
}

enum err backup_public_encode(const uint8_t public[BACKUP_KEY_SIZE], struct buf *out)
{
    (void)buf_printf(out, "%s\n", public_first);
    put_key("public", public, out);
    return buf_status(out);
}

enum err backup_public_decode(struct span in, uint8_t out_public[BACKUP_KEY_SIZE])
{
    uint8_t key[BACKUP_KEY_SIZE];
    if (!span_is(span_cut(&in, '\n'), public_first)) {
        return ERR_FORMAT;
    }
    TRY(take_key(&in, "public", key));
    if (in.len != 0) {
        return ERR_FORMAT;
    }
    memcpy(out_public, key, sizeof(key));
    return ERR_OK;
}

enum err backup_secret_encode(const struct backup_pair *pair, struct buf *out)
{
    (void)buf_printf(out, "%s\n", secret_first);
    put_key("public", pair->public, out);
    put_key("secret", pair->secret, out);
    return buf_status(out);
}

enum err backup_secret_decode(struct span in, struct backup_pair *out_pair)
{
    AUTO(backup_pair) struct backup_pair pair = {.secret = {0}};
    uint8_t public[BACKUP_KEY_SIZE];
    if (!span_is(span_cut(&in, '\n'), secret_first)) {
        return ERR_FORMAT;
    }
    TRY(take_key(&in, "public", pair.public));
    TRY(take_key(&in, "secret", pair.secret));
    if (in.len != 0 || crypto_scalarmult_base(public, pair.secret) != 0 ||
        memcmp(public, pair.public, sizeof(public)) != 0) {
        return ERR_FORMAT;
    }
    *out_pair = pair;
    return ERR_OK;
}

/* A buf of a secret file: it never moves, and is wiped. */
static void wiped_auto(struct buf *b)
{
    backup_wipe(b);
    buf_done(b);
}

static enum err write_new(int dir_fd, const char *name, struct span bytes)
{
    AUTO(fd_close)
    int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    enum err err = file_write_all(fd, bytes);
    if (err == ERR_OK && fsync(fd) != 0) {
        err = err_from_errno(errno);
    }
    if (err == ERR_OK) {
        err = file_sync_dir(dir_fd, name);
    }
    if (err != ERR_OK) {
        (void)unlinkat(dir_fd, name, 0);
    }
    return err;
}

enum err backup_secret_make(int dir_fd, const char *name, struct backup_pair *out_pair)
{
    AUTO(backup_pair) struct backup_pair pair = {.secret = {0}};
    AUTO(wiped) struct buf text = {.max = BACKUP_KEY_FILE_MAX};
    TRY(buf_grow(&text, BACKUP_KEY_FILE_MAX));
    backup_pair_new(&pair);
    TRY(backup_secret_encode(&pair, &text));
    TRY(write_new(dir_fd, name, buf_span(&text)));
    *out_pair = pair;
    return ERR_OK;
}

enum err backup_secret_read(int dir_fd, const char *name, struct backup_pair *out_pair)
{
    AUTO(fd_close) int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
    struct stat st = {0};
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode)) {
        return ERR_FORMAT;
    }
    if ((st.st_mode & 077) != 0) {
        return ERR_DENIED;
    }
    AUTO(wiped) struct buf text = {.max = BACKUP_KEY_FILE_MAX};
    TRY(buf_grow(&text, BACKUP_KEY_FILE_MAX));
    enum err err = file_read_fd(fd, &text);
    if (err != ERR_OK) {
        return err == ERR_LIMIT ? ERR_FORMAT : err;
    }
    return backup_secret_decode(buf_span(&text), out_pair);
}

enum err backup_destroy(int dir_fd, const char *name)
{
    static const uint8_t zeroes[4096];
    AUTO(fd_close) int fd = openat(dir_fd, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st = {0};
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    for (off_t left = st.st_size; left > 0; left -= (off_t)sizeof(zeroes)) {
        size_t len = left < (off_t)sizeof(zeroes) ? (size_t)left : sizeof(zeroes);
        TRY(file_write_all(fd, span_of(zeroes, len)));
    }
    if (fsync(fd) != 0 || unlinkat(dir_fd, name, 0) != 0) {
        return err_from_errno(errno);
    }
    return file_sync_dir(dir_fd, name);
}
