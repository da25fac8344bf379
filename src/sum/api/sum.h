/*
 * sum.h: checksums of bytes that come in pieces. They find accidents on the way; SHA-1 is no more
 * than that.
 */
#ifndef SUM_H
#define SUM_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

enum sum_kind { SUM_SHA1, SUM_SHA256, SUM_KIND_COUNT_ };

/* sum_name: "sha1", "sha256". Never NULL. sum_kind_of: ERR_NOT_FOUND for any other name. */
const char *sum_name(enum sum_kind kind);
MUST_USE enum err sum_kind_of(struct span name, enum sum_kind *out_kind);

/* sum_size: bytes of a checksum. */
size_t sum_size(enum sum_kind kind);

/* sum_once: of all bytes at once; out_checksum has room for sum_size(kind) bytes. */
void sum_once(enum sum_kind kind, struct span bytes, uint8_t *out_checksum);

/* A checksum in pieces: sum_new, sum_add as often as wanted, sum_is once; one thread at a time.
 * ERR_NOMEM. */
struct sum;
MUST_USE enum err sum_new(enum sum_kind kind, struct sum **out_sum);
void sum_add(struct sum *s, struct span bytes);

/* sum_is: whether what was added has this checksum. */
bool sum_is(struct sum *s, struct span checksum);
void sum_free(struct sum *s);
AUTO_CLOSER(sum_free, struct sum)

#endif
