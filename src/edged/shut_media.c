/*
 * shut_media.c: files and captions of a video that is not for everybody, for those whom it is for.
 * They are opened for the request, a part at a time, and no cache may keep them.
 */
#include "handlers.h"

#include "base_file.h"
#include "base_text.h"
#include "session.h"
#include "shared.h"
#include "shut.h"
#include "store_caption.h"
#include "viewer_answer.h"
#include "web_range.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char no_cache[] = "private, no-store";

/* Who asks, for which video. The token is wiped: AUTO(asked). */
struct asked {
    struct edged *e;
    struct custody_token token;
    int64_t person;
    struct store_video video;
    char name[STORE_BLOB_ID + 1];
};

static void asked_auto(struct asked *asked)
{
    custody_token_auto(&asked->token);
}

static struct shut_of of_asked(const struct asked *asked)
{
    return (struct shut_of){.custodian = asked->e->custodian,
                            .token = &asked->token,
                            .person = asked->video.person,
                            .audience = asked->video.audience,
                            .guest = asked->video.person != asked->person};
}

/* As the video is now: its author while it is prepared, and who follows them, if it is shown. */
static enum err may_have(const struct asked *asked, const struct store_video *video, bool *out_may)
{
    *out_may = video->person == asked->person && store_video_ready(video);
    return *out_may ? ERR_OK : shared_may(asked->e, asked->person, video, out_may);
}

/* One that is for everybody has its files elsewhere. */
static enum err ask(struct edged *e, const struct web_request *r, struct web_answer *a,
                    struct asked *out)
{
    struct custody_person person;
    struct blob_id name;
    uint64_t id = 0;
    out->e = e;
    TRY(session_who(e, r, a, &person));
    TRY(session_token(r, &out->token));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK ||
        blob_id_of(web_request_param(r, "name"), &name) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    memcpy(out->name, name.text, sizeof(out->name));
    TRY(store_video_get(e->store, (int64_t)id, &out->video));
    out->person = person.user;
    bool may = false;
    TRY(may_have(out, &out->video, &may));
    return may && out->video.audience != AUDIENCE_ALL ? ERR_OK : ERR_NOT_FOUND;
}

static bool is_name(const struct asked *asked, const char *name)
{
    return strcmp(asked->name, name) == 0;
}

static bool is_rendition(const struct asked *asked)
{
    for (size_t i = 0; i < asked->video.rendition_count; i++) {
        if (is_name(asked, asked->video.renditions[i].mp4)) {
            return true;
        }
    }
    return false;
}

/* ---- a whole file, while it goes out */

struct whole {
    struct asked asked;
    struct shut_file file;
    uint64_t at;
};

static void whole_free(struct whole *w)
{
    if (w != NULL) {
        asked_auto(&w->asked);
        fd_close(w->file.fd);
        free(w);
    }
}
AUTO_CLOSER(whole_free, struct whole)

static enum err whole_next(void *state, struct buf *out)
{
    struct whole *w = state;
    struct shut_of of = of_asked(&w->asked);
    struct store_video now;
    bool may = false;
    TRY(store_video_get(w->asked.e->store, w->asked.video.id, &now));
    TRY(may_have(&w->asked, &now, &may));
    if (!may) {
        return ERR_NOT_FOUND;
    }
    uint64_t left = w->file.whole.bytes - w->at;
    size_t len = left < LIMIT_SHUT_PART ? (size_t)left : LIMIT_SHUT_PART;
    TRY(shut_read(&of, &w->file, w->at, len, out));
    w->at += len;
    return ERR_OK;
}

static void whole_close(void *state)
{
    whole_free(state);
}

static enum err send_whole(struct web_answer *a, struct whole *w)
{
    static const struct web_pull pull = {whole_next, whole_close};
    web_answer_status(a, 200);
    return web_answer_pull(a, &pull, w);
}

/* ---- a part of one */

/* Never more than fits memory: whoever wants more asks again from there. */
static enum err send_part(struct web_answer *a, const struct whole *w, const char *type,
                          struct web_range range)
{
    AUTO(custody_frame) struct buf body = {.max = LIMIT_SHUT_PART};
    struct shut_of of = of_asked(&w->asked);
    char text[96];
    size_t len = range.length < LIMIT_SHUT_PART ? (size_t)range.length : LIMIT_SHUT_PART;
    TRY(buf_grow(&body, len));
    enum err err = shut_read(&of, &w->file, range.offset, len, &body);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    (void)snprintf(text, sizeof(text), "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, range.offset,
                   range.offset + len - 1, w->file.whole.bytes);
    web_answer_status(a, 206);
    (void)web_answer_header(a, "Content-Range", text);
    return web_answer_body(a, type, &body);
}

static enum err refuse_range(struct web_answer *a, uint64_t bytes)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "bytes */%" PRIu64, bytes);
    (void)web_answer_problem(a, 416, "Range not satisfiable", NULL);
    return web_answer_header(a, "Content-Range", text);
}

static enum err send_file(struct whole **held, const struct web_request *r, struct web_answer *a,
                          const char *type)
{
    struct whole *w = *held;
    struct span range = {0};
    struct web_range part = {.kind = WEB_RANGE_WHOLE};
    (void)web_answer_cache(a, no_cache);
    (void)web_answer_header(a, "Accept-Ranges", "bytes");
    if (r->method == WEB_GET && !r->head && web_request_header(r, "Range", &range)) {
        part = web_range_decode(range, w->file.whole.bytes);
    }
    if (part.kind == WEB_RANGE_OUTSIDE) {
        return refuse_range(a, w->file.whole.bytes);
    }
    (void)web_answer_type(a, type);
    return part.kind == WEB_RANGE_PART ? send_part(a, w, type, part) : send_whole(a, MOVE(*held));
}

static enum err open_whole(struct edged *e, const struct asked *asked, struct whole *w)
{
    struct blob_id id;
    uint64_t sealed = 0;
    TRY(blob_id_of(span_text(asked->name), &id));
    TRY(blob_get(e->blobs, BLOB_MEDIA, &id, &w->file.fd, &sealed));
    w->file.sealed = true;
    w->file.whole = shut_whole_of(shut_file_kind(asked->video.audience), asked->name, 0);
    return shut_bytes(sealed, &w->file.whole.bytes);
}

static enum err send_one(struct edged *e, const struct web_request *r, struct web_answer *a,
                         bool picture)
{
    AUTO(whole_free) struct whole *w = calloc(1, sizeof(*w));
    if (w == NULL) {
        return ERR_NOMEM;
    }
    w->file.fd = -1;
    TRY(ask(e, r, a, &w->asked));
    const struct store_video *video = &w->asked.video;
    bool there = picture
                     ? is_name(&w->asked, video->poster) || is_name(&w->asked, video->strip.name)
                     : is_rendition(&w->asked);
    if (!there) {
        return ERR_NOT_FOUND;
    }
    enum err err = open_whole(e, &w->asked, w);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : viewer_refuse(a, err);
    }
    return send_file(&w, r, a, picture ? "image/jpeg" : "video/mp4");
}

enum err get_shut_rendition(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_one(app, r, a, false);
}

enum err get_shut_picture(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_one(app, r, a, true);
}

enum err get_shut_caption(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(asked) struct asked asked = {.e = e};
    AUTO(buf) struct buf sealed = {.max = LIMIT_SHUT_CAPTIONS};
    AUTO(custody_frame) struct buf plain = {.max = LIMIT_SHUT_CAPTIONS};
    AUTO(custody_frame) struct buf vtt = {.max = LIMIT_CAPTIONS};
    TRY(ask(e, r, a, &asked));
    struct shut_of of = of_asked(&asked);
    struct span name = span_text(asked.name);
    TRY(store_caption_sealed(e->store, asked.video.id, name, &sealed));
    TRY(buf_grow(&plain, sealed.len + 1));
    enum err err = shut_open(&of, name, buf_span(&sealed), &plain);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    struct span text = buf_span(&plain);
    (void)span_cut(&text, '\n'); /* its label */
    TRY(buf_append_span(&vtt, text));
    web_answer_status(a, 200);
    (void)web_answer_cache(a, no_cache);
    return web_answer_body(a, "text/vtt; charset=utf-8", &vtt);
}
