/*
 * upload.c: a clip in one POST. Session, title and room are checked before a byte is taken; bytes
 * go to a draft, sealed; the answer comes once the clip and its row are durable.
 */
#include "handlers.h"

#include "audience.h"
#include "base_file.h"
#include "base_id.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "intake.h"
#include "room.h"
#include "session.h"
#include "store_video.h"
#include "web_head.h"
#include "wish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 1024 };

struct upload {
    struct edged *edged;
    struct blob_id id;
    int fd;
    bool kept;      /* it is an original, and no draft any more */
    uint64_t bytes; /* once all came */
    struct intake *intake;
    uint64_t room_until;
    struct room_hold hold;
    struct custody_person person;
    struct wishes wishes;
};

static void upload_free(struct upload *u)
{
    if (u != NULL) {
        room_give(u->edged, &u->hold);
        intake_free(u->intake);
        fd_close(u->fd);
        free(u);
    }
}
AUTO_CLOSER(upload_free, struct upload)

static void upload_abort(void *state)
{
    struct upload *u = state;
    (void)blob_drop(u->edged->blobs, u->kept ? BLOB_ORIGINAL : BLOB_DRAFT, &u->id);
    upload_free(u);
}

static enum err check_type(const struct web_request *r, struct web_answer *a)
{
    struct span type = {0};
    if (web_request_header(r, "Content-Type", &type)) {
        struct span rest = type;
        struct span kind = span_cut(&rest, '/');
        struct span whole = span_cut(&type, ';');
        if (web_token_is(kind, "video") || web_token_is(whole, "application/octet-stream")) {
            return ERR_OK;
        }
    }
    (void)web_answer_problem(a, 415, "Unsupported media type",
                             "Send a video: video/… or application/octet-stream.");
    return ERR_FORMAT;
}

static enum err text_of(void *app, const char *name, struct span *out_text)
{
    return web_request_query(app, name, out_text) ? ERR_OK : ERR_NOT_FOUND;
}

static enum err check_wishes(const struct web_request *r, struct web_answer *a, struct wishes *out)
{
    TRY(wishes_take(a, text_of, (void *)(uintptr_t)r, out));
    if (out->title[0] == '\0') {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "title: from 1 to this many characters", LIMIT_TITLE);
        return ERR_LIMIT;
    }
    return ERR_OK;
}

static enum err take_room(struct upload *u, const struct web_request *r, struct web_answer *a,
                          struct room_ask *ask)
{
    struct span text = {0};
    if (web_request_header(r, "Content-Length", &text)) {
        TRY(text_u64(text, LIMIT_UPLOAD_MIB * MIB, &ask->bytes));
    }
    return room_take(u->edged, a, ask, &u->hold);
}

static enum err upload_begin(void *app, const struct web_request *r, struct web_answer *a,
                             void **out_state)
{
    struct edged *e = app;
    AUTO(upload_free) struct upload *u = calloc(1, sizeof(*u));
    if (u == NULL) {
        return ERR_NOMEM;
    }
    u->edged = e;
    u->fd = -1;
    TRY(session_who(e, r, a, &u->person));
    TRY(check_type(r, a));
    TRY(check_wishes(r, a, &u->wishes));
    struct room_ask ask = {.person = u->person.user};
    TRY(take_room(u, r, a, &ask));
    blob_id_new(&u->id);
    TRY(intake_new(&u->intake));
    TRY(room_refuse(e, a, &ask, blob_create(e->blobs, &u->id, &u->fd)));
    *out_state = MOVE(u);
    return ERR_OK;
}

static struct shut_of shut_of(const struct upload *u)
{
    return (struct shut_of){
        .custodian = u->edged->custodian, .person = u->person.user, .quick = true};
}

static struct shut_file shut_file(const struct upload *u, uint64_t bytes)
{
    return (struct shut_file){
        .fd = u->fd, .sealed = true, .whole = shut_whole_of(SHUT_ORIGINAL, u->id.text, bytes)};
}

static enum err upload_write(void *state, struct span bytes)
{
    struct upload *u = state;
    struct shut_of of = shut_of(u);
    struct shut_file file = shut_file(u, SHUT_ENDLESS);
    TRY(blob_step(u->edged->blobs, u->fd, u->intake->from, UINT64_MAX, &u->room_until));
    return intake_write(u->intake, &of, &file, bytes);
}

/* From here on it is as long as it is. */
static enum err keep(struct upload *u)
{
    struct shut_of of = shut_of(u);
    struct shut_file file = shut_file(u, u->bytes);
    TRY(intake_flush(u->intake, &of, &file));
    return blob_keep(u->edged->blobs, &u->id, u->fd, BLOB_ORIGINAL);
}

static enum err upload_end(void *state, struct web_answer *a)
{
    struct upload *u = state;
    enum err err = ERR_FORMAT;
    u->bytes = intake_at(u->intake);
    if (u->bytes == 0) {
        (void)web_answer_problem(a, 400, "Malformed request", "The video is empty.");
    } else {
        struct room_ask ask = {.person = u->person.user, .bytes = u->bytes};
        err = room_refuse(u->edged, a, &ask, keep(u));
    }
    if (err != ERR_OK) {
        upload_abort(u);
        return err;
    }
    u->kept = true;
    return ERR_OK;
}

const struct web_sink upload_sink = {upload_begin, upload_write, upload_end, upload_abort};

static enum err answer_created(struct web_answer *a, int64_t id)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    char text[24];
    char url[64];
    (void)snprintf(text, sizeof(text), "%lld", (long long)id);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%s", text);
    jot_object(&j);
    jot_put_text(&j, "id", text);
    jot_put_text(&j, "state", "processing");
    jot_object_end(&j);
    (void)web_answer_location(a, url);
    return web_answer_json(a, 201, &body);
}

enum err post_video(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(upload_free) struct upload *u = r->sink;
    AUTO(buf) struct buf words = {.max = LIMIT_FIELD};
    enum err err = audience_seal(e, r, a, u->person.user, &u->wishes, &words);
    if (err != ERR_OK) {
        (void)blob_drop(e->blobs, BLOB_ORIGINAL, &u->id);
        return err;
    }
    struct store_upload row = {
        .id = id_new(),
        .person = {u->person.user, span_text(u->person.handle)},
        .title = span_text(u->wishes.title),
        .original = span_text(u->id.text),
        .original_bytes = (int64_t)u->bytes,
        .original_sealed = true,
        .now_ms = time_wall_ms(),
        .wish = u->wishes.video,
        .words = buf_span(&words),
    };
    err = store_video_add(e->store, &row);
    if (err != ERR_OK) {
        struct room_ask ask = {.person = u->person.user, .bytes = u->bytes};
        (void)blob_drop(e->blobs, BLOB_ORIGINAL, &u->id);
        return room_refuse(e, a, &ask, err);
    }
    jobs_wake(e->jobs);
    TRY(audience_begin(e, r, a, u->person.user, row.wish.audience));
    return answer_created(a, row.id);
}
