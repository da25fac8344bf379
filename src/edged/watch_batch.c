#include "watch_batch.h"

#include <string.h>

enum { DIGITS = 18 }; /* of which any number fits 63 bits */

struct reading {
    const uint8_t *at;
    const uint8_t *end;
    bool failed; /* and stays so */
};

static uint8_t next(struct reading *r)
{
    while (r->at < r->end &&
           (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')) {
        r->at++;
    }
    return r->at < r->end ? *r->at : 0;
}

static bool takes(struct reading *r, uint8_t byte)
{
    bool there = next(r) == byte && r->at < r->end;
    r->at += there ? 1 : 0;
    return there;
}

static void need(struct reading *r, uint8_t byte)
{
    r->failed = !takes(r, byte) || r->failed;
}

/* As JSON has whole numbers, but for a sign: no zero in front of others. */
static int64_t digits(struct reading *r)
{
    int64_t number = 0;
    const uint8_t *from = r->at;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9' && r->at - from < DIGITS; r->at++) {
        number = number * 10 + (*r->at - '0');
    }
    bool zero = r->at - from > 1 && *from == '0';
    r->failed = r->failed || r->at == from || zero;
    return number;
}

static bool ends_number(const struct reading *r)
{
    return r->at < r->end && strchr(" \n\r\t,}", *r->at) != NULL && *r->at != 0;
}

static int64_t number(struct reading *r)
{
    (void)next(r);
    int64_t value = digits(r);
    r->failed = r->failed || !ends_number(r);
    return value;
}

static int64_t number_in_text(struct reading *r)
{
    need(r, '"');
    int64_t value = digits(r);
    r->failed = r->failed || r->at == r->end || *r->at != '"';
    r->at += r->failed ? 0 : 1;
    return value;
}

/* Whether the next member is called so; then it is passed over, with its colon. */
static bool is_called(struct reading *r, const char *name)
{
    size_t len = strlen(name);
    bool called = next(r) == '"' && (size_t)(r->end - r->at) > len + 1 &&
                  memcmp(r->at + 1, name, len) == 0 && r->at[len + 1] == '"';
    if (called) {
        r->at += len + 2;
        need(r, ':');
    }
    return called;
}

/* Three members, each once. */
static void read_said(struct reading *r, struct watch_said *out)
{
    bool video = false;
    bool watched = false;
    bool at = false;
    need(r, '{');
    for (int i = 0; i < 3 && !r->failed; i++) {
        if (i > 0) {
            need(r, ',');
        }
        if (!video && is_called(r, "video")) {
            out->video = number_in_text(r);
            video = true;
        } else if (!watched && is_called(r, "watched_ms")) {
            out->watched_ms = number(r);
            watched = true;
        } else if (!at && is_called(r, "at_ms")) {
            out->at_ms = number(r);
            at = true;
        } else {
            r->failed = true;
        }
    }
    need(r, '}');
}

bool watch_batch_read(struct span text, struct watch_batch *out_batch)
{
    struct reading r = {.at = text.ptr, .end = text.ptr + text.len};
    out_batch->count = 0;
    need(&r, '{');
    r.failed = r.failed || !is_called(&r, "events");
    need(&r, '[');
    do {
        if (r.failed || out_batch->count == LIMIT_WATCHES) {
            return false;
        }
        read_said(&r, &out_batch->said[out_batch->count++]);
    } while (takes(&r, ','));
    need(&r, ']');
    need(&r, '}');
    (void)next(&r);
    return !r.failed && r.at == r.end;
}
