/*
 * tus_head.h: what a tus request's headers ask for. Each refusal is a problem that names the
 * header, and, where a limit was passed, the limit.
 */
#ifndef TUS_HEAD_H
#define TUS_HEAD_H

#include "sum.h"
#include "web_answer.h"
#include "web_request.h"
#include "web_tus.h"
#include "wish.h"

#include <stdbool.h>
#include <stdint.h>

#define TUS_VERSION "1.0.0"

/* tus_version: ERR_DENIED with 412 unless Tus-Resumable is TUS_VERSION. */
MUST_USE enum err tus_version(const struct web_request *r, struct web_answer *a);

/* The body of a request that brings bytes. */
struct tus_body {
    bool there;
    uint64_t len; /* as told; 0 if it was not */
    bool has_checksum;
    enum sum_kind kind;
    struct web_tus_checksum checksum; /* as long as its kind's are */
};

/* tus_body: its length, type and checksum. 415 for another type than
 * application/offset+octet-stream, unless the body is empty and need not have one; 400. */
MUST_USE enum err tus_body(const struct web_request *r, struct web_answer *a, bool may_be_absent,
                           struct tus_body *out_body);

/* tus_offset: Upload-Offset; 400. */
MUST_USE enum err tus_offset(const struct web_request *r, struct web_answer *a,
                             uint64_t *out_offset);

struct tus_creation {
    uint64_t length;
    struct span metadata; /* the header as it was sent, borrowed from the request; or empty */
    struct wishes wishes;
};

/* tus_creation: Upload-Length, Upload-Metadata; 400, and 413 with the most that an upload may have.
 * What is not offered (a length that comes later, parts of a whole) is refused in words. */
MUST_USE enum err tus_creation(const struct web_request *r, struct web_answer *a,
                               struct tus_creation *out_creation);

#endif
