#include "shut.h"

#include "base_file.h"
#include "datamap_field.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* ---- fields */

static enum err seal_items(const struct shut_of *of, uint16_t field, const struct span *items,
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

static enum err open_items(const struct shut_of *of, uint16_t field, const struct span *items,
                           size_t count, struct buf *frame, struct span *out_items)
{
    struct custody_fields fields = {of->token, of->person, field, items, count, of->quick};
    if (of->token == NULL || field == FIELD_ORIGINAL) {
        return custody_open_waiting(of->custodian, &fields, frame, out_items);
    }
    return (of->guest ? custody_open_shared : custody_open)(of->custodian, &fields, frame,
                                                            out_items);
}

static enum err seal_one(const struct shut_of *of, uint16_t field, struct span plain,
                         struct buf *out)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span sealed;
    TRY(seal_items(of, field, &plain, 1, &frame, &sealed));
    return buf_append_span(out, sealed);
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
    return seal_items(of, field_of(run->whole->kind), pieces, run->count, frame, run->items);
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
    TRY(open_items(of, field_of(run->whole->kind), run->items, run->count, frame, plain));
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

/* ---- words and looks */

static uint16_t words_field(const struct shut_of *of)
{
    static const uint16_t fields[AUDIENCE_COUNT_] = {
        [AUDIENCE_ALL] = FIELD_WAITING,
        [AUDIENCE_FOLLOWERS] = FIELD_WORDS | FIELD_SHARED,
        [AUDIENCE_SELF] = FIELD_WORDS,
    };
    return fields[of->audience];
}

/* Of a video: one always has a title. */
static enum err take_words(struct span plain, struct shut_words *out)
{
    TRY(shut_words_decode(plain, out));
    if (out->title[0] == '\0') {
        (void)snprintf(out->title, sizeof(out->title), "Untitled");
    }
    return ERR_OK;
}

enum err shut_put_words(const struct shut_of *of, const struct shut_words *words, struct buf *out)
{
    AUTO(custody_frame) struct buf plain = {.max = SHUT_WORDS};
    TRY(buf_grow(&plain, SHUT_WORDS));
    TRY(shut_words_encode(words, &plain));
    return seal_one(of, words_field(of), buf_span(&plain), out);
}

enum err shut_put_looks(const struct shut_of *of, const struct shut_looks *looks, struct buf *out)
{
    AUTO(custody_frame) struct buf plain = {.max = SHUT_LOOKS};
    TRY(buf_grow(&plain, SHUT_LOOKS));
    TRY(shut_looks_encode(looks, &plain));
    return seal_one(of, FIELD_LOOKS, buf_span(&plain), out);
}

enum err shut_take_words(const struct shut_of *of, struct span sealed, struct shut_words *out_words)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span plain;
    TRY(open_items(of, words_field(of), &sealed, 1, &frame, &plain));
    return take_words(plain, out_words);
}

/* Several words of one kind, each put somewhere; false: it is not what it should be. */
struct opening {
    const struct shut_of *of;
    const struct span *sealed;
    bool (*put)(void *context, size_t i, struct span plain);
    void (*shut)(void *context, size_t i);
    void *context;
    bool any_shut;
};

static void say_shut(struct opening *o, size_t i)
{
    o->shut(o->context, i);
    o->any_shut = true;
}

/* One that does not open keeps the others of its ask shut, and is found by halves. */
static enum err open_some(struct opening *o, size_t first, size_t count)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span plain[SHUT_FILL];
    enum err err = open_items(o->of, words_field(o->of), o->sealed + first, count, &frame, plain);
    bool shut = err == ERR_DENIED || err == ERR_FORMAT;
    if (shut && count > 1) {
        TRY(open_some(o, first, count / 2));
        return open_some(o, first + count / 2, count - count / 2);
    }
    if (shut) {
        say_shut(o, first);
        return ERR_OK;
    }
    TRY(err);
    for (size_t i = 0; i < count; i++) {
        if (!o->put(o->context, first + i, plain[i])) {
            say_shut(o, first + i);
        }
    }
    return ERR_OK;
}

/* A session that has ended opens nothing either: that is another matter. */
static enum err open_each(struct opening *o, size_t count)
{
    struct custody_person person;
    TRY(count > 0 ? open_some(o, 0, count) : ERR_OK);
    return o->any_shut ? custody_who(o->of->custodian, o->of->token, LIMIT_ASK_QUICK_MS, &person)
                       : ERR_OK;
}

static bool put_given(void *context, size_t i, struct span plain)
{
    struct shut_words *words = context;
    return shut_words_decode(plain, &words[i]) == ERR_OK;
}

static void no_words(void *context, size_t i)
{
    struct shut_words *words = context;
    words[i] = (struct shut_words){.title = ""};
}

enum err shut_take_given(const struct shut_of *of, const struct span *sealed, size_t count,
                         struct shut_words *out_words)
{
    struct opening o = {
        .of = of, .sealed = sealed, .put = put_given, .shut = no_words, .context = out_words};
    return open_each(&o, count);
}

enum err shut_take_looks(const struct shut_of *of, struct span sealed, struct buf *frame,
                         struct shut_looks *out_looks)
{
    struct span plain;
    TRY(open_items(of, FIELD_LOOKS, &sealed, 1, frame, &plain));
    return shut_looks_decode(plain, out_looks);
}

/* ---- a page of videos */

struct filling {
    size_t count;
    struct store_video *videos[SHUT_FILL];
    struct span items[SHUT_FILL];
    struct buf sealed; /* in which these lie */
};

static void filling_auto(struct filling *f)
{
    buf_done(&f->sealed);
}

/* What is for others now, or went, since it was read stays as it is; what became public is read
 * anew. */
static enum err add_words(const struct shut_of *of, struct filling *f, struct store *store,
                          struct store_video *video)
{
    AUTO(buf) struct buf words = {.max = SHUT_WORDS_SEALED};
    AUTO(buf) struct buf looks = {.max = LIMIT_FIELD};
    size_t from = f->sealed.len;
    if (video->person != of->person || video->audience != of->audience || video->title[0] != '\0') {
        return ERR_OK;
    }
    if (f->sealed.ptr == NULL) {
        TRY(buf_grow(&f->sealed, f->sealed.max)); /* so that it never moves */
    }
    enum err err = store_shut_get(store, video->id, of->audience, &words, &looks);
    if (err == ERR_LIMIT) { /* nothing of ours is so long */
        video->unreadable = true;
        return ERR_OK;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    if (words.len > 0) {
        TRY(buf_append_span(&f->sealed, buf_span(&words)));
        f->videos[f->count] = video;
        f->items[f->count++] = span_of(f->sealed.ptr + from, f->sealed.len - from);
    } else if (of->audience == AUDIENCE_ALL && err == ERR_OK) {
        err = store_video_get(store, video->id, video);
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    return ERR_OK;
}

static bool put_filled(void *context, size_t i, struct span plain)
{
    struct filling *f = context;
    struct shut_words opened;
    if (take_words(plain, &opened) != ERR_OK) {
        return false;
    }
    memcpy(f->videos[i]->title, opened.title, sizeof(opened.title));
    memcpy(f->videos[i]->sound, opened.sound, sizeof(opened.sound));
    explicit_bzero(&opened, sizeof(opened));
    return true;
}

static void leave_shut(void *context, size_t i)
{
    struct filling *f = context;
    f->videos[i]->unreadable = true;
}

enum err shut_fill(const struct shut_of *of, struct store *store, struct store_video *videos,
                   size_t count)
{
    AUTO(filling) struct filling f = {.sealed = {.max = SHUT_FILL * SHUT_WORDS_SEALED}};
    struct opening o = {
        .of = of, .sealed = f.items, .put = put_filled, .shut = leave_shut, .context = &f};
    for (size_t i = 0; i < count && i < SHUT_FILL; i++) {
        TRY(add_words(of, &f, store, &videos[i]));
    }
    return open_each(&o, f.count);
}
