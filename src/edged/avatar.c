/*
 * avatar.c: one's picture: brought as a still of any size, shown as mediad makes it. Not a byte of
 * it is looked at here.
 */
#include "handlers.h"

#include "base_file.h"
#include "base_json.h"
#include "base_text.h"
#include "said.h"
#include "session.h"
#include "sign.h"
#include "web_head.h"

#include <stdlib.h>

enum { ANSWER_MAX = 4 * 1024 };

/* A picture that comes in. */
struct still {
    struct edged *edged;
    struct custody_person person;
    int fd;      /* of a file without a name */
    int read_fd; /* of the same */
    uint64_t bytes;
};

static void still_free(struct still *s)
{
    if (s != NULL) {
        fd_close(s->fd);
        fd_close(s->read_fd);
        free(s);
    }
}
AUTO_CLOSER(still_free, struct still)

static enum err check_type(const struct web_request *r, struct web_answer *a)
{
    static const char *const types[] = {"image/jpeg", "image/png", "image/webp"};
    struct span type = {0};
    (void)web_request_header(r, "Content-Type", &type);
    struct span whole = span_cut(&type, ';');
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (web_token_is(whole, types[i])) {
            return ERR_OK;
        }
    }
    (void)web_answer_problem(a, 415, "Unsupported media type",
                             "Send a picture: image/jpeg, image/png or image/webp.");
    return ERR_FORMAT;
}

static enum err still_begin(void *app, const struct web_request *r, struct web_answer *a,
                            void **out_state)
{
    struct edged *e = app;
    AUTO(still_free) struct still *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    s->edged = e;
    s->fd = -1;
    s->read_fd = -1;
    TRY(session_who(e, r, a, &s->person));
    TRY(check_type(r, a));
    TRY(said_often(a, e->picture_rate, (int64_t)r->client));
    TRY(blob_room(e->blobs, LIMIT_PICTURE_MIB * MIB));
    TRY(blob_scratch_read(e->blobs, &s->fd, &s->read_fd));
    *out_state = MOVE(s);
    return ERR_OK;
}

static enum err still_write(void *state, struct span bytes)
{
    struct still *s = state;
    s->bytes += bytes.len;
    return file_write_all(s->fd, bytes);
}

static void still_abort(void *state)
{
    still_free(state);
}

static enum err still_end(void *state, struct web_answer *a)
{
    struct still *s = state;
    if (s->bytes > 0) {
        return ERR_OK;
    }
    (void)web_answer_problem(a, 400, "Malformed request", "The picture is empty.");
    still_free(s);
    return ERR_FORMAT;
}

const struct web_sink still_sink = {still_begin, still_write, still_end, still_abort};

static enum err refuse(struct web_answer *a, enum err err, const struct report_picture *refused)
{
    AUTO(buf) struct buf words = {.max = 512};
    struct report report = {.refusal = refused->refusal, .number = refused->number};
    if (err == ERR_BUSY) {
        (void)web_answer_problem(a, 503, "Later, please",
                                 "The picture could not be prepared now. Try again soon.");
        (void)web_answer_header(a, "Retry-After", "10");
        return err;
    }
    if (err != ERR_FORMAT || refused->refusal == REFUSAL_NONE) {
        return err;
    }
    TRY(refusal_text(&report, &words));
    const char *text = buf_text(&words);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    if (refused->number > 0) {
        (void)web_answer_problem_limit(a, 422, "Not such a picture", text, refused->number);
    } else {
        (void)web_answer_problem(a, 422, "Not such a picture", text);
    }
    return err;
}

static enum err answer_self(struct edged *e, struct web_answer *a,
                            const struct custody_person *person)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    sign_put_members(e, &j, person);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err put_avatar(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(still_free) struct still *s = r->sink;
    struct store_person person = {s->person.user, span_text(s->person.handle)};
    struct report_picture refused = {.refusal = REFUSAL_NONE};
    enum err err = pictures_make(e->pictures, &person, s->read_fd, &refused);
    if (err != ERR_OK) {
        return refuse(a, err, &refused);
    }
    leavers_wake(e->leavers); /* the one before is removed */
    return answer_self(e, a, &s->person);
}

enum err delete_avatar(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct custody_person person;
    TRY(session_who(e, r, a, &person));
    TRY(store_avatar_hide(e->store, person.user));
    leavers_wake(e->leavers);
    return web_answer_empty(a);
}
