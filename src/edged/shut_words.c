/* shut_words.c: what is said of a video, sealed whole; and of a page of videos. */
#include "shut_inside.h"

#include "datamap_field.h"

#include <stdio.h>

static enum err seal_one(const struct shut_of *of, uint16_t field, struct span plain,
                         struct buf *out)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span sealed;
    TRY(shut_seal_items(of, field, &plain, 1, &frame, &sealed));
    return buf_append_span(out, sealed);
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
    TRY(shut_open_items(of, words_field(of), &sealed, 1, &frame, &plain));
    return take_words(plain, out_words);
}

/* Where several are put, each with its number. */
struct opening {
    bool (*put)(void *context, size_t i,
                struct span plain); /* false: it is not what it should be */
    void (*shut)(void *context, size_t i);
    void *context;
    bool any_shut;
};

static enum err put_one(void *context, size_t i, struct span plain)
{
    struct opening *o = context;
    if (plain.ptr == NULL || !o->put(o->context, i, plain)) {
        o->shut(o->context, i);
        o->any_shut = true;
    }
    return ERR_OK;
}

/* A session that has ended opens nothing either: that is another matter. */
static enum err open_each(const struct shut_of *of, const struct span *sealed, size_t count,
                          struct opening *o)
{
    uint16_t field = words_field(of);
    struct custody_fields fields = {of->token, of->person, field, sealed, count, of->quick};
    struct custody_person person;
    TRY(custody_open_each(of->custodian, &fields, shut_opener(of, field), put_one, o));
    return o->any_shut ? custody_who(of->custodian, of->token, LIMIT_ASK_QUICK_MS, &person)
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
    struct opening o = {.put = put_given, .shut = no_words, .context = out_words};
    return open_each(of, sealed, count, &o);
}

enum err shut_take_looks(const struct shut_of *of, struct span sealed, struct buf *frame,
                         struct shut_looks *out_looks)
{
    struct span plain;
    TRY(shut_open_items(of, FIELD_LOOKS, &sealed, 1, frame, &plain));
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
    struct opening o = {.put = put_filled, .shut = leave_shut, .context = &f};
    for (size_t i = 0; i < count && i < SHUT_FILL; i++) {
        TRY(add_words(of, &f, store, &videos[i]));
    }
    return open_each(of, f.items, f.count, &o);
}
