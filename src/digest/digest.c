#include "digest.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct digest {
    EVP_MD_CTX *context;
};

static pthread_once_t digest_once = PTHREAD_ONCE_INIT;
static EVP_MD *digest_sha256; /* fetched once: a fetch costs more than hashing an entry */
static pthread_key_t digest_key;
static int digest_key_made;
static _Thread_local struct digest *digest_mine;

static void digest_forget(void *mine)
{
    digest_free(mine);
}

/* No configuration file is read: the default provider is built in, and the process may be confined.
 */
static void digest_fetch(void)
{
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    digest_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    digest_key_made = pthread_key_create(&digest_key, digest_forget) == 0;
}

enum err digest_new(struct digest **out_digest)
{
    (void)pthread_once(&digest_once, digest_fetch);
    if (digest_sha256 == NULL) {
        return ERR_IO;
    }
    AUTO(digest_free) struct digest *d = calloc(1, sizeof(*d));
    if (d == NULL) {
        return ERR_NOMEM;
    }
    d->context = EVP_MD_CTX_new();
    if (d->context == NULL || EVP_DigestInit_ex2(d->context, digest_sha256, NULL) != 1) {
        return ERR_NOMEM;
    }
    *out_digest = MOVE(d);
    return ERR_OK;
}

void digest_free(struct digest *d)
{
    if (d != NULL) {
        EVP_MD_CTX_free(d->context);
        free(d);
    }
}

/* What follows can fail only by a broken library; a wrong digest must never be returned instead. */
static void digest_must(int ok)
{
    if (ok != 1) {
        abort();
    }
}

void digest_add(struct digest *d, struct span bytes)
{
    digest_must(EVP_DigestUpdate(d->context, bytes.ptr, bytes.len));
}

void digest_take(struct digest *d, uint8_t out_digest[DIGEST_SIZE])
{
    unsigned len = 0;
    digest_must(EVP_DigestFinal_ex(d->context, out_digest, &len));
    digest_must(len == DIGEST_SIZE);
    digest_must(EVP_DigestInit_ex2(d->context, NULL, NULL));
}

/* This thread's context; freed when the thread ends. */
static enum err digest_of_thread(struct digest **out_digest)
{
    if (digest_mine == NULL) {
        AUTO(digest_free) struct digest *d = NULL;
        TRY(digest_new(&d));
        if (!digest_key_made || pthread_setspecific(digest_key, d) != 0) {
            return ERR_NOMEM;
        }
        digest_mine = MOVE(d);
    }
    *out_digest = digest_mine;
    return ERR_OK;
}

enum err digest_ready(void)
{
    struct digest *d = NULL;
    return digest_of_thread(&d);
}

void digest_parts(const struct span *parts, size_t count, uint8_t out_digest[DIGEST_SIZE])
{
    struct digest *d = NULL;
    digest_must(digest_of_thread(&d) == ERR_OK);
    for (size_t i = 0; i < count; i++) {
        digest_add(d, parts[i]);
    }
    digest_take(d, out_digest);
}

void digest_of(struct span bytes, uint8_t out_digest[DIGEST_SIZE])
{
    digest_parts(&bytes, 1, out_digest);
}

enum err digest_fd(int fd, uint8_t out_digest[DIGEST_SIZE])
{
    enum { STEP = 64 * 1024 };
    AUTO(digest_free) struct digest *d = NULL;
    TRY(digest_new(&d));
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
        digest_add(d, span_of(piece, (size_t)got));
        at += got;
    }
    digest_take(d, out_digest);
    return ERR_OK;
}
