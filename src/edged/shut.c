#include "shut_inside.h"

#include "base_file.h"
#include "datamap_field.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* ---- fields */

enum err shut_seal_items(const struct shut_of *of, uint16_t field, const struct span *items,
                         size_t count, struct buf *frame, struct span *out_items)
{
    struct custody_fields fields = {of->token, of->person, field, items, count, of->quick};
    struct custody_person person;
    if (of->token == NULL || (field & ~FIELD_SHARED) == FIELD_MEDIA || field == FIELD_LOOKS) {
        return custody_keep(of->custodian, &fields, frame, out_items);
    }
    TRY(custody_seal(of->custodian, &fields, frame, &person, out_items));
    return person.user == of->person ? ERR_OK : ERR_DENIED;
}

custody_open_fn *shut_opener(const struct shut_of *of, uint16_t field)
{
    if (of->token == NULL || field == FIELD_ORIGINAL) {
        return custody_open_waiting;
    }
    return of->guest ? custody_open_shared : custody_open;
}

enum err shut_open_items(const struct shut_of *of, uint16_t field, const struct span *items,
                         size_t count, struct buf *frame, struct span *out_items)
{
    struct custody_fields fields = {of->token, of->person, field, items, count, of->quick};
    return shut_opener(of, field)(of->custodian, &fields, frame, out_items);
}

/* ---- pieces */

/* Some pieces that follow each other: number is the first's, and items are the pieces. */
struct run {
    const struct shut_whole *whole;
    uint32_t number;
    size_t count;
    struct span items[SHUT_AT_ONCE];
};

static uint16_t field_of(enum shut_kind kind)
{
    static const uint16_t fields[] = {
        [SHUT_FILE] = FIELD_MEDIA,
        [SHUT_CAPTION] = FIELD_CAPTION,
        [SHUT_SHARED_FILE] = FIELD_MEDIA | FIELD_SHARED,
        [SHUT_SHARED_CAPTION] = FIELD_CAPTION | FIELD_SHARED,
        [SHUT_ORIGINAL] = FIELD_ORIGINAL,
        [SHUT_TAIL] = FIELD_ORIGINAL,
        [SHUT_WAITING_CAPTION] = FIELD_WAITING,
    };
    return fields[kind];
}

static uint32_t piece_count(const struct shut_whole *whole)
{
    return (uint32_t)((whole->bytes + SHUT_PIECE - 1) / SHUT_PIECE);
}

static struct run run_at(const struct shut_whole *whole, uint32_t number)
{
    uint32_t left = piece_count(whole) - number;
    return (struct run){whole, number, left < SHUT_AT_ONCE ? left : SHUT_AT_ONCE, {{0}}};
}

static size_t piece_len(const struct run *run, size_t i)
{
    return shut_piece_len(run->whole, run->number + (uint32_t)i);
}

/* In place of bytes, what is sealed of them, borrowed from frame; plain has SHUT_PLAIN bytes. */
static enum err seal_with(const struct shut_of *of, struct run *run, struct buf *plain,
                          struct buf *frame)
{
    struct span pieces[SHUT_AT_ONCE];
    TRY(buf_grow(plain, plain->max)); /* so that it never moves */
    for (size_t i = 0; i < run->count; i++) {
        size_t from = plain->len;
        TRY(shut_piece_encode(run->whole, run->number + (uint32_t)i, run->items[i], plain));
        pieces[i] = span_of(plain->ptr + from, plain->len - from);
    }
    return shut_seal_items(of, field_of(run->whole->kind), pieces, run->count, frame, run->items);
}

static enum err seal_run(const struct shut_of *of, struct run *run, struct buf *frame)
{
    AUTO(custody_frame) struct buf plain = {.max = SHUT_PLAIN};
    return seal_with(of, run, &plain, frame);
}

/* The other way round. */
static enum err open_run(const struct shut_of *of, struct run *run, struct buf *frame)
{
    struct span plain[SHUT_AT_ONCE];
    TRY(shut_open_items(of, field_of(run->whole->kind), run->items, run->count, frame, plain));
    for (size_t i = 0; i < run->count; i++) {
        TRY(shut_piece_decode(run->whole, run->number + (uint32_t)i, plain[i], &run->items[i]));
    }
    return ERR_OK;
}

/* ---- files */

static enum err read_all(int fd, uint64_t offset, size_t len, struct buf *out)
{
    TRY(buf_grow(out, len));
    for (size_t done = 0; done < len;) {
        ssize_t got = pread(fd, out->ptr + out->len, len - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return ERR_IO;
        }
        done += (size_t)got;
        out->len += (size_t)got;
    }
    return ERR_OK;
}

static enum err write_all(int fd, uint64_t offset, struct span bytes)
{
    for (size_t done = 0; done < bytes.len;) {
        ssize_t put =
            pwrite(fd, bytes.ptr + done, bytes.len - done, (off_t)(offset + (uint64_t)done));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return put < 0 ? err_from_errno(errno) : ERR_IO;
        }
        done += (size_t)put;
    }
    return ERR_OK;
}

/* As they lie there. */
static enum err read_run(const struct shut_file *from, struct run *run, struct buf *bytes)
{
    uint64_t at = (uint64_t)run->number * (from->sealed ? SHUT_SEALED : SHUT_PIECE);
    TRY(buf_grow(bytes, SHUT_AT_ONCE * SHUT_SEALED)); /* so that it never moves */
    for (size_t i = 0; i < run->count; i++) {
        size_t len = piece_len(run, i) + (from->sealed ? SHUT_HEAD + ASK_SEALING : 0);
        size_t start = bytes->len;
        TRY(read_all(from->fd, at, len, bytes));
        run->items[i] = span_of(bytes->ptr + start, len);
        at += len;
    }
    return ERR_OK;
}

static enum err write_run(const struct shut_file *to, const struct run *run)
{
    uint64_t at = (uint64_t)run->number * (to->sealed ? SHUT_SEALED : SHUT_PIECE);
    for (size_t i = 0; i < run->count; i++) {
        TRY(write_all(to->fd, at, run->items[i]));
        at += run->items[i].len;
    }
    return ERR_OK;
}

enum err shut_copy_run(const struct shut_of *of, const struct shut_file *from,
                       const struct shut_file *to, uint32_t number)
{
    AUTO(custody_frame) struct buf bytes = {.max = SHUT_AT_ONCE * SHUT_SEALED};
    AUTO(custody_frame) struct buf opened = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf sealed = {.max = LIMIT_MESSAGE};
    struct run run = run_at(&from->whole, number);
    TRY(read_run(from, &run, &bytes));
    if (from->sealed) {
        TRY(open_run(of, &run, &opened));
    }
    run.whole = &to->whole;
    if (to->sealed) {
        TRY(seal_run(of, &run, &sealed));
    }
    return write_run(to, &run);
}

enum err shut_copy(const struct shut_of *of, const struct shut_file *from,
                   const struct shut_file *to)
{
    uint32_t count = piece_count(&from->whole);
    for (uint32_t i = 0; i < count; i += SHUT_AT_ONCE) {
        TRY(shut_copy_run(of, from, to, i));
    }
    return ERR_OK;
}

enum err shut_write(const struct shut_of *of, const struct shut_file *to, uint32_t number,
                    struct span bytes, struct shut_room *room)
{
    struct run run = {.whole = &to->whole, .number = number};
    while (bytes.len > 0) {
        if (run.count == SHUT_AT_ONCE) {
            return ERR_LIMIT;
        }
        size_t len = piece_len(&run, run.count);
        if (len > bytes.len) {
            return ERR_FORMAT;
        }
        run.items[run.count++] = span_of(bytes.ptr, len);
        bytes = span_of(bytes.ptr + len, bytes.len - len);
    }
    if (to->sealed && run.count > 0) {
        enum err err = seal_with(of, &run, &room->plain, &room->sealed);
        explicit_bzero(room->plain.ptr, room->plain.len);
        buf_clear(&room->plain);
        TRY(err);
    }
    return write_run(to, &run);
}

static struct run tail_of(const struct shut_whole *whole)
{
    return (struct run){.whole = whole, .number = piece_count(whole) - 1, .count = 1};
}

enum err shut_put_tail(const struct shut_of *of, const struct shut_whole *whole, struct span bytes,
                       struct buf *out)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct run run = tail_of(whole);
    run.items[0] = bytes;
    TRY(seal_run(of, &run, &frame));
    return buf_append_span(out, run.items[0]);
}

enum err shut_take_tail(const struct shut_of *of, const struct shut_whole *whole,
                        struct span sealed, struct buf *out)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct run run = tail_of(whole);
    run.items[0] = sealed;
    TRY(open_run(of, &run, &frame));
    return buf_append_span(out, run.items[0]);
}

enum err shut_read(const struct shut_of *of, const struct shut_file *from, uint64_t offset,
                   size_t len, struct buf *out)
{
    uint64_t end = offset + len;
    while (offset < end) {
        AUTO(buf) struct buf bytes = {.max = SHUT_AT_ONCE * SHUT_SEALED};
        AUTO(custody_frame) struct buf opened = {.max = LIMIT_MESSAGE};
        uint32_t first = (uint32_t)(offset / SHUT_PIECE);
        uint32_t last = (uint32_t)((end - 1) / SHUT_PIECE);
        struct run run = run_at(&from->whole, first);
        run.count = last == first ? 1 : run.count;
        TRY(read_run(from, &run, &bytes));
        TRY(open_run(of, &run, &opened));
        for (size_t i = 0; i < run.count && offset < end; i++) {
            size_t skip = (size_t)(offset % SHUT_PIECE);
            size_t take = run.items[i].len - skip;
            take = take < end - offset ? take : (size_t)(end - offset);
            TRY(buf_append(out, run.items[i].ptr + skip, take));
            offset += take;
        }
    }
    return ERR_OK;
}

/* ---- captions */

static enum err caption_whole(const struct shut_of *of, struct span name, uint64_t bytes,
                              struct shut_whole *out)
{
    static const enum shut_kind kinds[AUDIENCE_COUNT_] = {
        [AUDIENCE_ALL] = SHUT_WAITING_CAPTION,
        [AUDIENCE_FOLLOWERS] = SHUT_SHARED_CAPTION,
        [AUDIENCE_SELF] = SHUT_CAPTION,
    };
    if (name.len != STORE_BLOB_ID || bytes == 0) {
        return ERR_FORMAT;
    }
    *out = shut_whole_of(kinds[of->audience], (const char *)name.ptr, bytes);
    return ERR_OK;
}

enum err shut_seal(const struct shut_of *of, struct span name, struct span plain, struct buf *out)
{
    struct shut_whole whole;
    TRY(caption_whole(of, name, plain.len, &whole));
    uint32_t count = piece_count(&whole);
    for (uint32_t i = 0; i < count; i += SHUT_AT_ONCE) {
        AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
        struct run run = run_at(&whole, i);
        for (size_t k = 0; k < run.count; k++) {
            run.items[k] = span_of(plain.ptr + (i + k) * SHUT_PIECE, piece_len(&run, k));
        }
        TRY(seal_run(of, &run, &frame));
        for (size_t k = 0; k < run.count; k++) {
            TRY(buf_append_span(out, run.items[k]));
        }
    }
    return ERR_OK;
}

enum err shut_open(const struct shut_of *of, struct span name, struct span sealed, struct buf *out)
{
    struct shut_whole whole;
    uint64_t bytes = 0;
    TRY(shut_bytes(sealed.len, &bytes));
    TRY(caption_whole(of, name, bytes, &whole));
    uint32_t count = piece_count(&whole);
    for (uint32_t i = 0; i < count; i += SHUT_AT_ONCE) {
        AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
        struct run run = run_at(&whole, i);
        for (size_t k = 0; k < run.count; k++) {
            run.items[k] = span_of(sealed.ptr + (i + k) * SHUT_SEALED,
                                   piece_len(&run, k) + SHUT_HEAD + ASK_SEALING);
        }
        TRY(open_run(of, &run, &frame));
        for (size_t k = 0; k < run.count; k++) {
            TRY(buf_append_span(out, run.items[k]));
        }
    }
    return ERR_OK;
}
