#include "audience.h"

#include "base_file.h"
#include "session.h"
#include "shared.h"
#include "shut_captions.h"
#include "spoken.h"
#include "store_leave.h"
#include "viewer_answer.h"

#include <stdio.h>
#include <stdlib.h>

enum { FINISH_TRIES = 3 };

enum err audience_begin(struct edged *e, const struct web_request *r, struct web_answer *a,
                        int64_t person, enum video_audience audience)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    if (audience != AUDIENCE_FOLLOWERS) {
        return ERR_OK;
    }
    enum err err = session_token(r, &token);
    err = err == ERR_OK ? shared_begin(e, &token, person) : err;
    return err == ERR_OK ? ERR_OK : session_refuse(a, err);
}

enum err audience_seal(struct edged *e, const struct web_request *r, struct web_answer *a,
                       int64_t person, struct wishes *wishes, struct buf *out)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct shut_of of = {.custodian = e->custodian,
                         .token = &token,
                         .person = person,
                         .audience = wishes->video.audience};
    struct shut_words words;
    TRY(audience_begin(e, r, a, person, wishes->video.audience));
    memcpy(words.title, wishes->title, sizeof(words.title));
    memcpy(words.sound, wishes->video.sound, sizeof(words.sound));
    explicit_bzero(wishes->title, sizeof(wishes->title));
    explicit_bzero(wishes->video.sound, sizeof(wishes->video.sound));
    enum err err = session_token(r, &token);
    if (err == ERR_OK) {
        err = shut_put_words(&of, &words, out);
    }
    explicit_bzero(&words, sizeof(words));
    return err == ERR_OK ? ERR_OK : session_refuse(a, err);
}

/* ---- a change, and all that it holds in the clear meanwhile */

struct change {
    struct edged *e;
    struct shut_of of;    /* as it is */
    struct shut_of to_be; /* as it will be */
    struct span title;    /* another one; empty: as it is */
    bool wants_title;     /* the one it has does not open: refused for want of another */
    struct store_video video;
    struct store_move move;
    struct arena memory; /* of hashes as they are stored */
    struct buf frame;    /* of opened looks */
    struct buf words;    /* sealed, this and the next; as they were, and then as they will be */
    struct buf looks;
    struct shut_words said;
    struct shut_looks seen;
    struct shut_captions *captions;
};

static void change_free(struct change *c)
{
    if (c == NULL) {
        return;
    }
    arena_done(&c->memory);
    custody_frame_auto(&c->frame);
    buf_done(&c->words);
    buf_done(&c->looks);
    shut_captions_free(c->captions);
    explicit_bzero(c, sizeof(*c));
    free(c);
}
AUTO_CLOSER(change_free, struct change)

static enum err change_new(struct edged *e, const struct audience_wish *wish,
                           struct change **out_change)
{
    AUTO(change_free) struct change *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return ERR_NOMEM;
    }
    c->e = e;
    c->of = (struct shut_of){.custodian = e->custodian,
                             .token = wish->token,
                             .person = wish->person,
                             .audience = AUDIENCE_SELF};
    c->title = wish->title;
    c->memory.max = LIMIT_SHUT_MEMORY;
    c->frame.max = LIMIT_MESSAGE;
    c->words.max = LIMIT_FIELD;
    c->looks.max = LIMIT_FIELD;
    *out_change = MOVE(c);
    return ERR_OK;
}

/* ---- files */

static void add_file(struct store_move *move, enum store_move_kind kind, const char *name)
{
    struct blob_id fresh;
    if (name[0] != '\0' && move->file_count < STORE_MOVE_FILES) {
        struct store_move_file *file = &move->files[move->file_count++];
        blob_id_new(&fresh);
        file->kind = kind;
        memcpy(file->from, name, sizeof(file->from));
        memcpy(file->to, fresh.text, sizeof(file->to));
    }
}

static void list_files(struct change *c)
{
    add_file(&c->move, MOVE_POSTER, c->video.poster);
    add_file(&c->move, MOVE_STRIP, c->video.strip.name);
    for (size_t i = 0; i < c->video.rendition_count; i++) {
        add_file(&c->move, MOVE_MP4, c->video.renditions[i].mp4);
        add_file(&c->move, MOVE_HLS, c->video.renditions[i].hls);
    }
}

static enum err write_file(struct change *c, const struct store_move_file *file)
{
    struct blob_id from_id;
    struct blob_id to_id;
    struct shut_file from = {.fd = -1, .sealed = c->move.from != AUDIENCE_ALL};
    struct shut_file to = {.fd = -1, .sealed = c->move.to != AUDIENCE_ALL};
    uint64_t bytes = 0;
    TRY(blob_id_of(span_text(file->from), &from_id));
    TRY(blob_id_of(span_text(file->to), &to_id));
    TRY(blob_get(c->e->blobs, BLOB_MEDIA, &from_id, &from.fd, &bytes));
    AUTO(fd_close) int from_fd = from.fd;
    TRY(blob_room(c->e->blobs, bytes));
    TRY(blob_create(c->e->blobs, &to_id, &to.fd));
    AUTO(fd_close) int to_fd = to.fd;
    if (from.sealed) {
        TRY(shut_bytes(bytes, &bytes));
    }
    from.whole = shut_whole_of(shut_file_kind(c->move.from), file->from, bytes);
    to.whole = shut_whole_of(shut_file_kind(c->move.to), file->to, bytes);
    TRY(shut_copy(&c->of, &from, &to));
    (void)from_fd;
    return blob_keep(c->e->blobs, &to_id, to_fd, BLOB_MEDIA);
}

/* ---- words and looks */

/* With what does not open any more, its sound's name is lost, and it needs another title: nobody
 * whom it becomes for is shown one that its author did not give it. */
static enum err open_words(struct change *c)
{
    struct custody_person person;
    enum err err = shut_take_words(&c->of, buf_span(&c->words), &c->said);
    if (err != ERR_DENIED && err != ERR_FORMAT) {
        return err;
    }
    TRY(custody_who(c->e->custodian, c->of.token, LIMIT_ASK_QUICK_MS, &person));
    c->wants_title = c->title.len == 0;
    return c->wants_title ? ERR_FORMAT : ERR_OK;
}

static enum err read_words(struct change *c)
{
    if (c->move.from != AUDIENCE_ALL) {
        TRY(store_shut_get(c->e->store, c->video.id, c->move.from, &c->words, &c->looks));
        TRY(open_words(c));
        return shut_take_looks(&c->of, buf_span(&c->looks), &c->frame, &c->seen);
    }
    memcpy(c->said.title, c->video.title, sizeof(c->said.title));
    memcpy(c->said.sound, c->video.sound, sizeof(c->said.sound));
    c->seen.blurhash = span_text(c->video.blurhash);
    return store_shut_hashes(c->e->store, c->video.id, &c->memory, c->seen.hashes,
                             &c->seen.hash_count);
}

static void take_title(struct change *c)
{
    if (c->title.len > 0) {
        memcpy(c->said.title, c->title.ptr, c->title.len);
        c->said.title[c->title.len] = '\0';
    }
}

/* With its new title, so that nobody whom it becomes for sees the one before. */
static enum err write_words(struct change *c)
{
    TRY(read_words(c));
    take_title(c);
    if (c->move.to != AUDIENCE_ALL) {
        buf_clear(&c->words);
        buf_clear(&c->looks);
        TRY(shut_put_words(&c->to_be, &c->said, &c->words));
        TRY(shut_put_looks(&c->to_be, &c->seen, &c->looks));
    }
    c->move.words = buf_span(&c->words);
    c->move.looks = buf_span(&c->looks);
    c->move.title = span_text(c->said.title);
    c->move.sound = c->said.sound;
    c->move.blurhash = c->seen.blurhash;
    c->move.hashes = c->seen.hashes;
    c->move.hash_count = c->seen.hash_count;
    return ERR_OK;
}

/* ---- all of it */

/* What was said about it is opened before it is for everybody, and what is said meanwhile, too.
 * What is to be sealed of it is sealed behind the change (leavers.h). */
static enum err finish(struct change *c)
{
    const struct shut_of *of = &c->of;
    enum err err = ERR_CONFLICT;
    for (int i = 0; i < FINISH_TRIES && err == ERR_CONFLICT; i++) {
        if (c->move.to == AUDIENCE_ALL) {
            TRY(spoken_open_all(c->e, of->token, of->person, c->video.id));
        }
        err = store_move_done(c->e->store, &c->move);
    }
    return err;
}

static enum err write_all(struct change *c)
{
    for (size_t i = 0; i < c->move.file_count; i++) {
        TRY(write_file(c, &c->move.files[i]));
    }
    TRY(write_words(c));
    TRY(shut_captions_move(c->e->store, c->video.id, &c->of,
                           c->move.to == AUDIENCE_ALL ? NULL : &c->to_be, &c->captions));
    c->move.captions = c->captions->moved;
    c->move.caption_count = c->captions->count;
    return finish(c);
}

static enum err refuse(struct web_answer *a, enum err err)
{
    switch ((int)err) {
    case ERR_CONFLICT:
        (void)web_answer_problem(a, 409, "Not just now",
                                 "visibility: This video is being prepared, or was changed "
                                 "meanwhile. Try again in a moment.");
        return err;
    case ERR_NOT_FOUND:
    case ERR_FULL:
        return err;
    default:
        return viewer_refuse(a, err);
    }
}

/* The files before it go from the disk, and from caches within LIMIT_MEDIA_AGE_S. */
static enum err move_to(struct change *c, struct web_answer *a, enum video_audience audience)
{
    const struct store_video *v = &c->video;
    c->move.video = v->id;
    c->move.person = v->person;
    c->move.from = v->audience;
    c->move.to = audience;
    c->to_be = c->of;
    c->to_be.audience = audience;
    if (v->state != VIDEO_PUBLIC || v->rest == REST_RUNNING) {
        return refuse(a, ERR_CONFLICT);
    }
    list_files(c);
    TRY(store_move_begin(c->e->store, &c->move));
    enum err err = write_all(c);
    if (err != ERR_OK && store_move_undo(c->e->store, &c->move) != ERR_OK) {
        return refuse(a, err); /* the next start removes them */
    }
    leavers_wake(c->e->leavers);
    if (c->wants_title) {
        (void)web_answer_problem(a, 409, "Not readable",
                                 "title: It was changed where it is kept and does not open. Give "
                                 "this video another one first.");
        return err;
    }
    return err == ERR_OK ? ERR_OK : refuse(a, err);
}

/* Whoever shares says so before and behind it: an end that came in between does not hold. */
static enum err change_sharing(struct change *c, struct web_answer *a, enum video_audience audience)
{
    bool begins = audience == AUDIENCE_FOLLOWERS;
    bool ends = c->video.audience == AUDIENCE_FOLLOWERS;
    enum err err = begins ? shared_begin(c->e, c->of.token, c->of.person) : ERR_OK;
    if (err != ERR_OK) {
        return refuse(a, err);
    }
    TRY(move_to(c, a, audience));
    err = begins ? shared_begin(c->e, c->of.token, c->of.person)
          : ends ? shared_end(c->e, c->of.token, c->of.person)
                 : ERR_OK;
    return err == ERR_OK ? ERR_OK : refuse(a, err);
}

/* ---- the title alone */

/* Of one that waits since an older version the words are not sealed yet. */
static enum err retitle_shut(struct change *c)
{
    struct store_shut_words row = {.video = c->video.id, .person = c->of.person};
    AUTO(buf) struct buf before = {.max = LIMIT_FIELD};
    row.audience = c->video.audience;
    buf_clear(&c->words);
    buf_clear(&c->looks);
    TRY(store_shut_get(c->e->store, c->video.id, row.audience, &before, &c->looks));
    if (before.len > 0) { /* with what does not open any more, its sound's name is lost */
        TRY(shut_take_given(&c->of, &(struct span){before.ptr, before.len}, 1, &c->said));
    } else {
        memcpy(c->said.sound, c->video.sound, sizeof(c->said.sound));
    }
    take_title(c);
    TRY(shut_put_words(&c->of, &c->said, &c->words));
    row.before = buf_span(&before);
    row.words = buf_span(&c->words);
    return store_shut_words(c->e->store, &row);
}

static enum err retitle_once(struct change *c)
{
    if (c->video.audience == AUDIENCE_ALL && c->video.state == VIDEO_PUBLIC) {
        return store_video_title(c->e->store, c->of.person, c->video.id, c->title);
    }
    return retitle_shut(c);
}

/* It may become public in the next moment. */
static enum err retitle(struct change *c, struct web_answer *a)
{
    enum err err = retitle_once(c);
    for (int i = 1; i < FINISH_TRIES && err == ERR_CONFLICT; i++) {
        TRY(store_video_get(c->e->store, c->video.id, &c->video));
        c->of.audience = c->video.audience;
        err = retitle_once(c);
    }
    return err == ERR_OK ? ERR_OK : refuse(a, err);
}

enum err audience_change(struct edged *e, struct web_answer *a, const struct audience_wish *wish)
{
    AUTO(change_free) struct change *c = NULL;
    TRY(change_new(e, wish, &c));
    TRY(store_video_get(e->store, wish->video, &c->video));
    if (c->video.person != wish->person) {
        return ERR_NOT_FOUND;
    }
    c->of.audience = c->video.audience;
    if (wish->has_audience && wish->audience != c->video.audience) {
        TRY(change_sharing(c, a, wish->audience));
    } else if (wish->title.len > 0) {
        TRY(retitle(c, a));
    }
    shelf_look(e->shelf, wish->video);
    return ERR_OK;
}
