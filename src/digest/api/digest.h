/*
 * digest.h: SHA-256. The algorithm is fetched once per process; each thread that hashes keeps one
 * context. Call digest_ready in main before confinement: it does all that could open a file.
 * After that, hashing needs no system call but memory's, and cannot fail: a thread that can't get
 * its context (some hundred bytes, once) ends the process.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32 };

/* digest_ready: ERR_NOMEM, or ERR_IO if the library offers no SHA-256. May be called again. */
MUST_USE enum err digest_ready(void);

/* digest_of: of the bytes. Thread-safe. */
void digest_of(struct span bytes, uint8_t out_digest[DIGEST_SIZE]);

/* digest_parts: of the parts one after the other, as if they were joined. Thread-safe. */
void digest_parts(const struct span *parts, size_t count, uint8_t out_digest[DIGEST_SIZE]);

/* A digest in pieces: digest_new, digest_add as often as wanted, digest_take; then it may be filled
 * again from the start. One thread at a time. */
struct digest;
MUST_USE enum err digest_new(struct digest **out_digest);
void digest_add(struct digest *d, struct span bytes);
void digest_take(struct digest *d, uint8_t out_digest[DIGEST_SIZE]);
void digest_free(struct digest *d);
AUTO_CLOSER(digest_free, struct digest)

/* digest_fd: of all bytes from the descriptor's start to its end, by pread; leaves its position
 * alone. ERR_IO, ERR_NOMEM. */
MUST_USE enum err digest_fd(int fd, uint8_t out_digest[DIGEST_SIZE]);

#endif
