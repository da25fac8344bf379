#include "media_head.h"

#include <string.h>

enum {
    MARK = 0xff,
    TAG = 4, /* of RIFF: a chunk's name, and as many bytes for its length */
    WEBP_MOVES = 0x02
};

/* Bytes that must be there; once they were not, all that follows is 0. */
struct reader {
    struct span rest;
    bool failed;
};

static const uint8_t *take(struct reader *r, size_t len)
{
    static const uint8_t nothing[16];
    if (r->failed || len > sizeof(nothing) || r->rest.len < len) {
        r->failed = true;
        return nothing;
    }
    const uint8_t *at = r->rest.ptr;
    r->rest.ptr += len;
    r->rest.len -= len;
    return at;
}

static void skip(struct reader *r, size_t len)
{
    r->failed = r->failed || len > r->rest.len;
    len = r->failed ? 0 : len;
    r->rest.ptr += len;
    r->rest.len -= len;
}

static void expect(struct reader *r, const char *bytes, size_t len)
{
    r->failed = memcmp(take(r, len), bytes, len) != 0 || r->failed;
}

static uint32_t big(const uint8_t *at, size_t len)
{
    uint32_t out = 0;
    for (size_t i = 0; i < len; i++) {
        out = out << 8 | at[i];
    }
    return out;
}

static uint32_t little(const uint8_t *at, size_t len)
{
    uint32_t out = 0;
    for (size_t i = len; i > 0; i--) {
        out = out << 8 | at[i - 1];
    }
    return out;
}

/* C0 to CF begin a frame, but for three of them. */
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static uint8_t next_marker(struct reader *r)
{
    uint8_t byte = take(r, 1)[0];
    r->failed = r->failed || byte != MARK;
    while (!r->failed && byte == MARK) {
        byte = take(r, 1)[0];
    }
    return byte;
}

static void read_jpeg(struct reader *r, struct media_head *out)
{
    uint8_t marker = next_marker(r);
    while (!r->failed && !is_frame(marker)) {
        /* Pictures, ends and restarts have no length, and no place before a frame. */
        bool plain = marker >= 0xc0 && !(marker >= 0xd0 && marker <= 0xda);
        uint32_t len = big(take(r, 2), 2);
        r->failed = r->failed || !plain || len < 2;
        skip(r, r->failed ? 0 : len - 2);
        marker = next_marker(r);
    }
    skip(r, 3); /* the length, bits of a colour */
    out->height = big(take(r, 2), 2);
    out->width = big(take(r, 2), 2);
}

static void read_png(struct reader *r, struct media_head *out)
{
    expect(r, "\0\0\0\rIHDR", 8);
    out->width = big(take(r, 4), 4);
    out->height = big(take(r, 4), 4);
}

static void read_webp(struct reader *r, struct media_head *out)
{
    skip(r, TAG);
    expect(r, "WEBP", TAG);
    const uint8_t *name = take(r, TAG);
    skip(r, TAG);
    if (memcmp(name, "VP8X", TAG) == 0) {
        out->moves = (take(r, 4)[0] & WEBP_MOVES) != 0;
        out->width = little(take(r, 3), 3) + 1;
        out->height = little(take(r, 3), 3) + 1;
    } else if (memcmp(name, "VP8L", TAG) == 0) {
        expect(r, "\x2f", 1);
        uint32_t both = little(take(r, 4), 4);
        out->width = (both & 0x3fff) + 1;
        out->height = (both >> 14 & 0x3fff) + 1;
    } else if (memcmp(name, "VP8 ", TAG) == 0) {
        skip(r, 3);
        expect(r, "\x9d\x01\x2a", 3);
        out->width = little(take(r, 2), 2) & 0x3fff;
        out->height = little(take(r, 2), 2) & 0x3fff;
    } else {
        r->failed = true;
    }
}

enum err media_head_decode(struct span file, struct media_head *out_head)
{
    static const struct {
        enum media_head_kind kind;
        const char *begins;
        size_t len;
        void (*read)(struct reader *r, struct media_head *out);
    } kinds[] = {
        {MEDIA_JPEG, "\xff\xd8", 2, read_jpeg},
        {MEDIA_PNG, "\x89PNG\r\n\x1a\n", 8, read_png},
        {MEDIA_WEBP, "RIFF", 4, read_webp},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct reader r = {.rest = file};
        struct media_head head = {.kind = kinds[i].kind};
        expect(&r, kinds[i].begins, kinds[i].len);
        if (r.failed) {
            continue;
        }
        kinds[i].read(&r, &head);
        if (r.failed || head.width == 0 || head.height == 0) {
            return ERR_FORMAT;
        }
        *out_head = head;
        return ERR_OK;
    }
    return ERR_FORMAT;
}
