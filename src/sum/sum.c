#include "sum.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>

static const struct {
    const char *name;
    size_t size;
} kinds[SUM_KIND_COUNT_] = {
    [SUM_SHA1] = {"sha1", SHA1_DIGEST_SIZE},
    [SUM_SHA256] = {"sha256", SHA256_DIGEST_SIZE},
};

struct sum {
    enum sum_kind kind;
    union {
        struct sha1_ctx sha1;
        struct sha256_ctx sha256;
    } of;
};

const char *sum_name(enum sum_kind kind)
{
    return (size_t)kind < SUM_KIND_COUNT_ ? kinds[kind].name : "unknown";
}

enum err sum_kind_of(struct span name, enum sum_kind *out_kind)
{
    for (size_t i = 0; i < SUM_KIND_COUNT_; i++) {
        if (span_is(name, kinds[i].name)) {
            *out_kind = (enum sum_kind)i;
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

size_t sum_size(enum sum_kind kind)
{
    return (size_t)kind < SUM_KIND_COUNT_ ? kinds[kind].size : 0;
}

static void start(struct sum *s, enum sum_kind kind)
{
    s->kind = kind;
    if (kind == SUM_SHA1) {
        sha1_init(&s->of.sha1);
    } else {
        sha256_init(&s->of.sha256);
    }
}

static void finish(struct sum *s, uint8_t *out)
{
    if (s->kind == SUM_SHA1) {
        sha1_digest(&s->of.sha1, SHA1_DIGEST_SIZE, out);
    } else {
        sha256_digest(&s->of.sha256, SHA256_DIGEST_SIZE, out);
    }
}

enum err sum_new(enum sum_kind kind, struct sum **out_sum)
{
    struct sum *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    start(s, kind);
    *out_sum = s;
    return ERR_OK;
}

void sum_add(struct sum *s, struct span bytes)
{
    if (s->kind == SUM_SHA1) {
        sha1_update(&s->of.sha1, bytes.len, bytes.ptr);
    } else {
        sha256_update(&s->of.sha256, bytes.len, bytes.ptr);
    }
}

bool sum_is(struct sum *s, struct span checksum)
{
    uint8_t own[SHA256_DIGEST_SIZE];
    finish(s, own);
    return span_equal(span_of(own, sum_size(s->kind)), checksum);
}

void sum_once(enum sum_kind kind, struct span bytes, uint8_t *out_checksum)
{
    struct sum s;
    start(&s, kind);
    sum_add(&s, bytes);
    finish(&s, out_checksum);
}

void sum_free(struct sum *s)
{
    free(s);
}
