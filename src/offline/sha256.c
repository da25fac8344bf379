/* sha256.c: digest.h by libsodium, in one file, so that nothing of digest.c is linked. */
#include "digest.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

struct digest {
    crypto_hash_sha256_state state;
};

enum err digest_ready(void)
{
    return sodium_init() < 0 ? ERR_IO : ERR_OK;
}

enum err digest_new(struct digest **out_digest)
{
    struct digest *d = calloc(1, sizeof(*d));
    if (d == NULL) {
        return ERR_NOMEM;
    }
    (void)crypto_hash_sha256_init(&d->state);
    *out_digest = d;
    return ERR_OK;
}

void digest_free(struct digest *d)
{
    free(d);
}

void digest_add(struct digest *d, struct span bytes)
{
    (void)crypto_hash_sha256_update(&d->state, bytes.ptr, bytes.len);
}

void digest_take(struct digest *d, uint8_t out_digest[DIGEST_SIZE])
{
    (void)crypto_hash_sha256_final(&d->state, out_digest);
    (void)crypto_hash_sha256_init(&d->state);
}

void digest_parts(const struct span *parts, size_t count, uint8_t out_digest[DIGEST_SIZE])
{
    struct digest d;
    (void)crypto_hash_sha256_init(&d.state);
    for (size_t i = 0; i < count; i++) {
        digest_add(&d, parts[i]);
    }
    digest_take(&d, out_digest);
}

void digest_of(struct span bytes, uint8_t out_digest[DIGEST_SIZE])
{
    digest_parts(&bytes, 1, out_digest);
}

enum err digest_fd(int fd, uint8_t out_digest[DIGEST_SIZE])
{
    enum { STEP = 64 * 1024 };
    struct digest d;
    (void)crypto_hash_sha256_init(&d.state);
    for (off_t at = 0;;) {
        uint8_t piece[STEP];
        ssize_t got = pread(fd, piece, sizeof(piece), at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return err_from_errno(errno);
        }
        if (got == 0) {
            break;
        }
        digest_add(&d, span_of(piece, (size_t)got));
        at += got;
    }
    digest_take(&d, out_digest);
    return ERR_OK;
}
