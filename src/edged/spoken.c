#include "spoken.h"

#include "datamap_field.h"
#include "shared.h"
#include "wire_codec.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)SPOKEN_SEALED <= (int)STORE_SPOKEN, "the store has room for it");
_Static_assert((int)SPOKEN_TEXT <= (int)STORE_COMMENT, "and for what is in it");

enum { STEP = 16 }; /* of a change, in one write; opened in one ask, sealed in one each */

enum err spoken_seal(struct edged *e, const struct custody_token *token,
                     const struct spoken *spoken, struct buf *out)
{
    AUTO(custody_frame) struct buf plain = {.max = SPOKEN_SIZE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct custody_person person;
    struct span sealed;
    TRY(buf_grow(&plain, SPOKEN_SIZE));
    TRY(spoken_encode(spoken, &plain));
    struct span item = buf_span(&plain);
    struct custody_fields fields = {
        .token = token, .field = FIELD_SPOKEN, .items = &item, .count = 1};
    TRY(custody_seal(e->custodian, &fields, &frame, &person, &sealed));
    return buf_append_span(out, sealed);
}

/* ---- opening */

/* What was put in its place by whoever writes the disk stays shut. */
static enum err take(struct store *s, struct span plain, struct store_comment *comment)
{
    struct spoken spoken;
    if (spoken_decode(plain, &spoken) != ERR_OK || spoken.comment != comment->id ||
        spoken.video != comment->video) {
        return ERR_OK;
    }
    memcpy(comment->text, spoken.text.ptr, spoken.text.len);
    comment->text[spoken.text.len] = '\0';
    memcpy(comment->named, spoken.named, sizeof(comment->named));
    comment->named_count = spoken.named_count;
    comment->shut = false;
    return store_spoken_names(s, comment);
}

struct opening {
    size_t count;
    struct store_comment *comments[SPOKEN_FILL];
    struct span items[SPOKEN_FILL];
    struct buf bytes; /* in which these lie */
};

static void opening_auto(struct opening *o)
{
    buf_done(&o->bytes);
}

static enum err add(struct opening *o, struct store_comment *comment)
{
    size_t from = o->bytes.len;
    if (!comment->shut || comment->sealed_len == 0) {
        return ERR_OK;
    }
    wire_put_i64(&o->bytes, comment->person);
    TRY(buf_append(&o->bytes, comment->sealed, comment->sealed_len));
    o->comments[o->count] = comment;
    o->items[o->count++] = span_of(o->bytes.ptr + from, o->bytes.len - from);
    return ERR_OK;
}

static enum err open_all(struct edged *e, const struct custody_token *token, int64_t circle,
                         struct store_comment *const *comments, size_t count)
{
    AUTO(opening) struct opening o = {.bytes = {.max = SPOKEN_FILL * (8 + STORE_SPOKEN)}};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span plain[SPOKEN_FILL];
    TRY(buf_grow(&o.bytes, o.bytes.max)); /* so that it never moves */
    for (size_t i = 0; i < count && i < SPOKEN_FILL; i++) {
        TRY(add(&o, comments[i]));
    }
    struct custody_fields fields = {token, circle, FIELD_SPOKEN, o.items, o.count, false};
    TRY(o.count == 0 ? ERR_OK : custody_open_spoken(e->custodian, &fields, &frame, plain));
    for (size_t i = 0; i < o.count; i++) {
        TRY(take(e->store, plain[i], o.comments[i]));
    }
    return ERR_OK;
}

/* Whoever followed before the author shared, or before this version, is not known yet. */
enum err spoken_fill(struct edged *e, const struct onlooker *o, int64_t circle,
                     struct store_comment *const *comments, size_t count)
{
    bool shut = false;
    for (size_t i = 0; i < count; i++) {
        shut = shut || comments[i]->shut;
    }
    if (!shut || o->person.user == 0) {
        return ERR_OK;
    }
    enum err err = open_all(e, &o->token, circle, comments, count);
    if (err == ERR_NOT_FOUND && o->person.user != circle) {
        err = shared_follow(e, &o->token, o->person.user, circle);
        err = err == ERR_OK ? open_all(e, &o->token, circle, comments, count) : err;
    }
    return err == ERR_BUSY || err == ERR_NOMEM || err == ERR_IO ? err : ERR_OK;
}

enum err spoken_own(struct edged *e, const struct custody_token *token,
                    struct store_comment *comment)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span item = span_of(comment->sealed, comment->sealed_len);
    struct custody_fields fields = {token, comment->person, FIELD_SPOKEN, &item, 1, false};
    struct span plain;
    if (!comment->shut) {
        return ERR_OK;
    }
    TRY(custody_open(e->custodian, &fields, &frame, &plain));
    return take(e->store, plain, comment);
}

/* ---- a change of whom a video is for */

/* In the clear for one step. */
struct step {
    struct store_spoken_place place;
    size_t count;
    struct store_comment comments[STEP];
};

static void step_free(struct step *step)
{
    if (step != NULL) {
        explicit_bzero(step, sizeof(*step));
        free(step);
    }
}
AUTO_CLOSER(step_free, struct step)

static void step_on(struct step *step)
{
    const struct store_comment *last = &step->comments[step->count - 1];
    step->place.parent = last->parent;
    step->place.id = last->id;
}

/* What nobody can read any more, since whoever said it has left, or the disk was written, goes. */
static enum err open_step(struct edged *e, const struct custody_token *token, int64_t person,
                          struct step *step)
{
    struct store_comment *comments[STEP];
    size_t opened = 0;
    for (size_t i = 0; i < step->count; i++) {
        comments[i] = &step->comments[i];
    }
    TRY(open_all(e, token, person, comments, step->count));
    for (size_t i = 0; i < step->count; i++) {
        if (!step->comments[i].shut) {
            step->comments[opened++] = step->comments[i];
            continue;
        }
        enum err err = store_comment_drop(e->store, person, step->comments[i].id);
        TRY(err == ERR_NOT_FOUND ? ERR_OK : err);
    }
    return opened == 0 ? ERR_OK : store_spoken_open(e->store, step->comments, opened);
}

enum err spoken_open_all(struct edged *e, const struct custody_token *token, int64_t person,
                         int64_t video)
{
    AUTO(step_free) struct step *step = calloc(1, sizeof(*step));
    if (step == NULL) {
        return ERR_NOMEM;
    }
    step->place.video = video;
    for (;;) {
        TRY(store_spoken_sealed(e->store, &step->place, STEP, step->comments, &step->count));
        if (step->count == 0) {
            return ERR_OK;
        }
        step_on(step);
        TRY(open_step(e, token, person, step));
    }
}

static enum err shut_one(struct ipc_pool *custodian, struct store_comment *comment)
{
    AUTO(custody_frame) struct buf plain = {.max = SPOKEN_SIZE};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct spoken spoken = {.circle = comment->creator,
                            .video = comment->video,
                            .comment = comment->id,
                            .named_count = (uint8_t)comment->named_count,
                            .text = span_text(comment->text)};
    struct span sealed;
    memcpy(spoken.named, comment->named, sizeof(spoken.named));
    TRY(buf_grow(&plain, SPOKEN_SIZE));
    TRY(spoken_encode(&spoken, &plain));
    struct span item = buf_span(&plain);
    struct custody_fields fields = {NULL, comment->person, FIELD_SPOKEN, &item, 1, false};
    comment->sealed_len = 0;
    enum err err = custody_keep(custodian, &fields, &frame, &sealed);
    if (err == ERR_NOT_FOUND) { /* whoever said it leaves just now, and it goes, too */
        return ERR_OK;
    }
    TRY(err);
    if (sealed.len > sizeof(comment->sealed)) {
        return ERR_IO;
    }
    memcpy(comment->sealed, sealed.ptr, sealed.len);
    comment->sealed_len = sealed.len;
    return ERR_OK;
}

static enum err shut_video(struct store *s, struct ipc_pool *custodian, struct step *step)
{
    for (;;) {
        TRY(store_spoken_clear(s, &step->place, STEP, step->comments, &step->count));
        if (step->count == 0) {
            return store_spoken_done(s, step->place.video);
        }
        step_on(step);
        for (size_t i = 0; i < step->count; i++) {
            TRY(shut_one(custodian, &step->comments[i]));
        }
        TRY(store_spoken_seal(s, step->comments, step->count));
    }
}

enum err spoken_settle(struct store *s, struct ipc_pool *custodian, bool *out_any)
{
    AUTO(step_free) struct step *step = calloc(1, sizeof(*step));
    int64_t video = 0;
    *out_any = false;
    if (step == NULL) {
        return ERR_NOMEM;
    }
    for (;;) {
        enum err err = store_spoken_noted(s, video, &video);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        *out_any = true;
        step->place = (struct store_spoken_place){.video = video};
        TRY(shut_video(s, custodian, step));
    }
}
