#include "zip.h"

#include "crc.h"

#include <string.h>
#include <time.h>

enum {
    NEEDS = 20,      /* the format's version that can read a file in a folder, deflated */
    NEEDS_WIDE = 45, /* and 64 bits */
    MADE_BY = 3 << 8 | NEEDS_WIDE, /* on Unix */
    FLAGS = 1 << 3 | 1 << 11,      /* a descriptor follows; names are UTF-8 */
    DEFLATED = 8,
    WIDE_FIELD = 1, /* the extra field with 64 bits */
    MODE = 0100600  /* a file of its owner's */
};

static const uint64_t full32 = 0xffffffff; /* "see the extra field" */
static const uint16_t full16 = 0xffff;

static void put(struct buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        (void)buf_append_u8(out, (uint8_t)(value >> (8 * i)));
    }
}

static uint32_t moment_of(int64_t wall_ms)
{
    struct tm t = {0};
    time_t seconds = (time_t)(wall_ms / 1000);
    if (gmtime_r(&seconds, &t) == NULL || t.tm_year < 80 || t.tm_year > 80 + 127) {
        return 1 << 21 | 1 << 16; /* the first day that the format knows */
    }
    return (uint32_t)(t.tm_year - 80) << 25 | (uint32_t)(t.tm_mon + 1) << 21 |
           (uint32_t)t.tm_mday << 16 | (uint32_t)t.tm_hour << 11 | (uint32_t)t.tm_min << 5 |
           (uint32_t)t.tm_sec / 2;
}

void zip_init(struct zip *z, int64_t wall_ms, size_t directory_max)
{
    *z = (struct zip){
        .directory = {.max = directory_max}, .wide_from = full32, .moment = moment_of(wall_ms)};
    crc_fill(z->table);
}

void zip_done(struct zip *z)
{
    buf_done(&z->directory);
}

/* Whoever unpacks it must find all of it below one folder. */
static bool is_name(const char *name)
{
    struct span left = span_text(name);
    if (left.len == 0 || left.len > ZIP_NAME) {
        return false;
    }
    for (size_t i = 0; i < left.len; i++) {
        if (left.ptr[i] < 0x20 || left.ptr[i] == 0x7f || left.ptr[i] == '\\') {
            return false;
        }
    }
    bool ends_in_folder = left.ptr[left.len - 1] == '/';
    while (left.len > 0) {
        struct span part = span_cut(&left, '/');
        if (part.len == 0 || span_is(part, ".") || span_is(part, "..")) {
            return false;
        }
    }
    return !ends_in_folder;
}

/* What the archive has grown by. */
static enum err count(struct zip *z, const struct buf *out, size_t before)
{
    z->written += out->len - before;
    return buf_status(out);
}

enum err zip_begin(struct zip *z, const char *name, uint64_t most, struct buf *out)
{
    size_t before = out->len;
    if (!is_name(name)) {
        return ERR_FORMAT;
    }
    if (z->open) {
        return ERR_CONFLICT;
    }
    size_t len = strlen(name);
    if (z->directory.max - z->directory.len < ZIP_EXTRA + len) {
        return ERR_LIMIT;
    }
    memcpy(z->name, name, len + 1);
    z->open = true;
    z->wide = most + most / ZIP_BLOCK * 5 + ZIP_EXTRA >= z->wide_from;
    z->place = z->written;
    z->length = 0;
    z->packed = 0;
    z->crc = 0;
    put(out, 0x04034b50, 4);
    put(out, z->wide ? NEEDS_WIDE : NEEDS, 2);
    put(out, FLAGS, 2);
    put(out, DEFLATED, 2);
    put(out, z->moment, 4);
    put(out, 0, 4);
    put(out, z->wide ? full32 : 0, 4);
    put(out, z->wide ? full32 : 0, 4);
    put(out, len, 2);
    put(out, z->wide ? 20 : 0, 2);
    (void)buf_append(out, name, len);
    if (z->wide) {
        put(out, WIDE_FIELD, 2);
        put(out, 16, 2);
        put(out, 0, 8);
        put(out, 0, 8);
    }
    return count(z, out, before);
}

static void put_block(struct zip *z, bool last, struct span bytes, struct buf *out)
{
    put(out, last ? 1 : 0, 1);
    put(out, bytes.len, 2);
    put(out, ~(uint64_t)bytes.len, 2);
    (void)buf_append_span(out, bytes);
    z->packed += 5 + bytes.len;
}

enum err zip_put(struct zip *z, struct span bytes, struct buf *out)
{
    size_t before = out->len;
    if (!z->open) {
        return ERR_CONFLICT;
    }
    z->crc = zip_crc(z, z->crc, bytes);
    z->length += bytes.len;
    while (bytes.len > 0) {
        size_t len = bytes.len < ZIP_BLOCK ? bytes.len : ZIP_BLOCK;
        put_block(z, false, span_of(bytes.ptr, len), out);
        bytes = span_of(bytes.ptr + len, bytes.len - len);
    }
    if (!z->wide && z->packed + ZIP_EXTRA > full32) {
        return ERR_LIMIT;
    }
    return count(z, out, before);
}

/* The file's line of the directory. */
static void put_line(struct zip *z)
{
    struct buf *d = &z->directory;
    bool far = z->place >= z->wide_from;
    size_t extra = (z->wide ? 16u : 0u) + (far ? 8u : 0u);
    put(d, 0x02014b50, 4);
    put(d, MADE_BY, 2);
    put(d, extra > 0 ? NEEDS_WIDE : NEEDS, 2);
    put(d, FLAGS, 2);
    put(d, DEFLATED, 2);
    put(d, z->moment, 4);
    put(d, z->crc, 4);
    put(d, z->wide ? full32 : z->packed, 4);
    put(d, z->wide ? full32 : z->length, 4);
    put(d, strlen(z->name), 2);
    put(d, extra > 0 ? extra + 4 : 0, 2);
    put(d, 0, 2); /* no comment */
    put(d, 0, 2); /* on this disk */
    put(d, 0, 2);
    put(d, (uint64_t)MODE << 16, 4);
    put(d, far ? full32 : z->place, 4);
    (void)buf_append_text(d, z->name);
    if (extra > 0) {
        put(d, WIDE_FIELD, 2);
        put(d, extra, 2);
    }
    if (z->wide) {
        put(d, z->length, 8);
        put(d, z->packed, 8);
    }
    if (far) {
        put(d, z->place, 8);
    }
}

enum err zip_end(struct zip *z, struct buf *out)
{
    size_t before = out->len;
    if (!z->open) {
        return ERR_CONFLICT;
    }
    put_block(z, true, span_of(NULL, 0), out);
    int width = z->wide ? 8 : 4;
    put(out, 0x08074b50, 4);
    put(out, z->crc, 4);
    put(out, z->packed, width);
    put(out, z->length, width);
    put_line(z);
    z->open = false;
    z->files++;
    TRY(buf_status(&z->directory));
    return count(z, out, before);
}

static void put_wide_end(const struct zip *z, uint64_t at, struct buf *out)
{
    put(out, 0x06064b50, 4);
    put(out, 44, 8); /* of what follows in this record */
    put(out, MADE_BY, 2);
    put(out, NEEDS_WIDE, 2);
    put(out, 0, 4);
    put(out, 0, 4);
    put(out, z->files, 8);
    put(out, z->files, 8);
    put(out, z->directory.len, 8);
    put(out, at, 8);
    put(out, 0x07064b50, 4);
    put(out, 0, 4);
    put(out, at + z->directory.len, 8);
    put(out, 1, 4);
}

enum err zip_finish(struct zip *z, struct buf *out)
{
    size_t before = out->len;
    uint64_t at = z->written;
    if (z->open) {
        return ERR_CONFLICT;
    }
    bool far = at >= z->wide_from;
    bool many = z->files >= full16;
    (void)buf_append_span(out, buf_span(&z->directory));
    if (far || many) {
        put_wide_end(z, at, out);
    }
    put(out, 0x06054b50, 4);
    put(out, 0, 2);
    put(out, 0, 2);
    put(out, many ? full16 : z->files, 2);
    put(out, many ? full16 : z->files, 2);
    put(out, z->directory.len, 4);
    put(out, far ? full32 : at, 4);
    put(out, 0, 2);
    return count(z, out, before);
}
