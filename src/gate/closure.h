/*
 * closure.h: the files that an executable is made of at run time: its interpreter and its
 * libraries. The list stands beside the executable, NAME.closure: one absolute path per line, made
 * by the build (tools/closure.py). A static executable has an empty list.
 */
#ifndef CLOSURE_H
#define CLOSURE_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "digest.h"

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

enum { CLOSURE_TEXT_MAX = 128 * 1024 };

/* What tells that a file is the one that was hashed. */
struct file_mark {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified;
    struct timespec changed;
};

struct closure_file {
    char *path;
    struct file_mark mark;
    uint8_t digest[DIGEST_SIZE];
};

struct closure {
    struct closure_file *files;
    size_t count;
};

/* closure_decode: the paths, not hashed yet; closure_done frees. ERR_FORMAT: a path that is not
 * absolute, that has an empty or dotted part, that comes twice, or a line without an end.
 * ERR_LIMIT: more than LIMIT_CLOSURE. ERR_NOMEM. */
MUST_USE enum err closure_decode(struct span text, struct closure *out_closure);
void closure_done(struct closure *c);
static inline void closure_auto(struct closure *c)
{
    closure_done(c);
}

/* closure_encode: the paths again, a line each. */
MUST_USE enum err closure_encode(const struct closure *c, struct buf *out);

/*
 * closure_digest: one digest over all: SHA-256 of the lines "path sha256\n" (lower-case
 * hexadecimal), sorted by their bytes; the executable is the line that begins with its name.
 * ERR_NOMEM.
 */
MUST_USE enum err closure_digest(const struct closure *c, const char *name,
                                 const uint8_t executable[DIGEST_SIZE],
                                 uint8_t out_digest[DIGEST_SIZE]);

#endif
