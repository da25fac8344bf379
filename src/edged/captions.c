/*
 * captions.c: what is said in a video, as its author writes it down, a language at a time. What
 * goes out is written anew from times and text (vtt.h): nothing of what was sent is served.
 */
#include "handlers.h"

#include "base_text.h"
#include "media_cache.h"
#include "room.h"
#include "session.h"
#include "shut_captions.h"
#include "store_caption.h"
#include "title.h"
#include "viewer_answer.h"
#include "vtt.h"
#include "web_head.h"

#include <stdio.h>
#include <stdlib.h>

enum { PUT_TRIES = 3 };

/* Captions that come in. */
struct coming {
    struct custody_person person;
    struct buf bytes;
};

static void coming_free(struct coming *c)
{
    if (c != NULL) {
        buf_done(&c->bytes);
        free(c);
    }
}
AUTO_CLOSER(coming_free, struct coming)

static enum err coming_begin(void *app, const struct web_request *r, struct web_answer *a,
                             void **out_state)
{
    struct edged *e = app;
    struct span type = {0};
    AUTO(coming_free) struct coming *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return ERR_NOMEM;
    }
    c->bytes.max = LIMIT_CAPTIONS;
    TRY(session_who(e, r, a, &c->person));
    (void)web_request_header(r, "Content-Type", &type);
    if (!web_token_is(span_cut(&type, ';'), "text/vtt")) {
        (void)web_answer_problem(a, 415, "Unsupported media type", "Send captions: text/vtt.");
        return ERR_FORMAT;
    }
    *out_state = MOVE(c);
    return ERR_OK;
}

static enum err coming_write(void *state, struct span bytes)
{
    struct coming *c = state;
    return buf_append_span(&c->bytes, bytes);
}

static enum err coming_end(void *state, struct web_answer *a)
{
    (void)state;
    (void)a;
    return ERR_OK;
}

static void coming_abort(void *state)
{
    coming_free(state);
}

const struct web_sink caption_sink = {coming_begin, coming_write, coming_end, coming_abort};

/* A tag of BCP 47, as far as its form goes: parts of one to eight letters or digits. */
static bool is_language(struct span text)
{
    size_t part = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        part = c == '-' && part > 0 ? 0 : part + 1;
        if ((!plain && c != '-') || (c == '-' && part != 0) || part > 8) {
            return false;
        }
    }
    return part > 0 && text.len >= 2 && text.len <= LIMIT_LANGUAGE;
}

/* The video and the language in the path; the label is the language's tag if none is sent. */
static enum err read_path(const struct web_request *r, struct web_answer *a,
                          struct store_caption *out)
{
    uint64_t id = 0;
    struct span label = {0};
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    out->video = (int64_t)id;
    out->lang = web_request_param(r, "lang");
    out->label = out->lang;
    if (!is_language(out->lang)) {
        (void)web_answer_problem_limit(
            a, 400, "Malformed request",
            "lang: a language's tag, such as en or pt-BR, of at most so many characters",
            LIMIT_LANGUAGE);
        return ERR_FORMAT;
    }
    if (web_request_query(r, "label", &label) &&
        title_words(label, LIMIT_LABEL, false, &out->label) != ERR_OK) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "label: from 1 to this many characters that can be shown",
                                       LIMIT_LABEL);
        return ERR_FORMAT;
    }
    return ERR_OK;
}

static enum err refuse(struct web_answer *a, enum err err, const struct vtt_problem *problem)
{
    char detail[160];
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 413, "Too large",
                                       "The captions have more bytes than this.", LIMIT_CAPTIONS);
    } else if (err == ERR_FORMAT) {
        (void)snprintf(detail, sizeof(detail), "Line %zu: %s.", problem->line, problem->what);
        (void)web_answer_problem(a, 422, "Not such captions", detail);
    }
    return err;
}

/* Of a video that is not for everybody, or not yet: in place of what they say, and of their label.
 */
static enum err seal(struct edged *e, const struct web_request *r, struct store_caption *caption,
                     struct buf *sealed)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(custody_frame) struct buf plain = {.max = LIMIT_SHUT_CAPTIONS};
    struct shut_of of = {.custodian = e->custodian, .token = &token, .person = caption->person};
    struct store_video video;
    TRY(store_video_get(e->store, caption->video, &video));
    caption->audience = video.audience;
    of.audience = video.audience;
    bool shown = video.audience == AUDIENCE_ALL && video.state == VIDEO_PUBLIC;
    if (shown || video.person != caption->person) {
        return ERR_OK; /* another person's: the store refuses */
    }
    TRY(session_token(r, &token));
    TRY(shut_caption_plain(caption, &plain));
    TRY(shut_seal(&of, caption->name, buf_span(&plain), sealed));
    caption->label = span_text("");
    caption->vtt = span_text("");
    caption->text = span_text("");
    caption->sealed = buf_span(sealed);
    return ERR_OK;
}

static enum err put(struct edged *e, const struct web_request *r, struct web_answer *a,
                    const struct store_caption *written)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_SHUT_CAPTIONS};
    struct store_caption caption = *written;
    enum err err = seal(e, r, &caption, &sealed);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : viewer_refuse(a, err);
    }
    return store_caption_put(e->store, &caption);
}

enum err put_caption(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(coming_free) struct coming *c = r->sink;
    AUTO(custody_frame) struct buf vtt = {.max = LIMIT_CAPTIONS};
    AUTO(custody_frame) struct buf text = {.max = LIMIT_CAPTIONS};
    struct store_caption caption = {.person = c->person.user};
    struct vtt_problem problem = {0};
    struct blob_id name;
    TRY(read_path(r, a, &caption));
    enum err err = vtt_clean(buf_span(&c->bytes), &vtt, &text, &problem);
    if (err != ERR_OK) {
        return refuse(a, err, &problem);
    }
    blob_id_new(&name);
    caption.name = span_text(name.text);
    caption.vtt = buf_span(&vtt);
    caption.text = buf_span(&text);
    TRY(room_beside(e, a, caption.person, vtt.len + text.len));
    err = ERR_CONFLICT;
    for (int i = 0; i < PUT_TRIES && err == ERR_CONFLICT; i++) { /* it may become public just now */
        err = put(e, r, a, &caption);
    }
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 409, "Too many languages",
                                       "A video has captions in at most so many languages.",
                                       LIMIT_LANGUAGES);
    }
    TRY(err);
    return web_answer_empty(a);
}

enum err delete_caption(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    struct store_caption caption = {0};
    TRY(session_who(e, r, a, &person));
    TRY(read_path(r, a, &caption));
    caption.person = person.user;
    TRY(store_caption_drop(e->store, &caption));
    return web_answer_empty(a);
}

enum err get_caption(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(buf) struct buf vtt = {.max = LIMIT_CAPTIONS};
    TRY(store_caption_get(e->store, web_request_param(r, "id"), &vtt));
    web_answer_status(a, 200);
    (void)web_answer_cache(a, MEDIA_CACHE);
    return web_answer_body(a, "text/vtt; charset=utf-8", &vtt);
}
