/*
 * tus.c: uploads that may be resumed, by tus 1.0.0 with creation, creation-with-upload, checksum,
 * expiration and termination. An upload is its creator's; for anybody else it is not there.
 */
#include "handlers.h"

#include "audience.h"
#include "base_text.h"
#include "base_time.h"
#include "chunk.h"
#include "datamap_field.h"
#include "room.h"
#include "session.h"
#include "shared.h"
#include "tus_head.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_OTHER = 460, NUMBER_MAX = 24, URL_MAX = 64 };

const struct web_protocol tus_protocol = {
    .header = "Tus-Resumable", .value = TUS_VERSION, .overrides = true};

enum err options_uploads(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    (void)r;
    char max[NUMBER_MAX];
    char sums[64];
    (void)snprintf(max, sizeof(max), "%zu", LIMIT_UPLOAD_MIB * MIB);
    (void)snprintf(sums, sizeof(sums), "%s,%s", sum_name(SUM_SHA1), sum_name(SUM_SHA256));
    web_answer_status(a, 204);
    (void)web_answer_header(a, "Tus-Version", TUS_VERSION);
    (void)web_answer_header(a, "Tus-Max-Size", max);
    (void)web_answer_header(a, "Tus-Extension",
                            "creation,creation-with-upload,checksum,expiration,termination");
    return web_answer_header(a, "Tus-Checksum-Algorithm", sums);
}

/* ---- what an answer says of an upload */

static void put_number(struct web_answer *a, const char *name, uint64_t number)
{
    char text[NUMBER_MAX];
    (void)snprintf(text, sizeof(text), "%" PRIu64, number);
    (void)web_answer_header(a, name, text);
}

static enum err answer_draft(struct web_answer *a, unsigned status, const struct draft *d,
                             uint64_t offset)
{
    char date[TIME_HTTP_SIZE];
    time_http(d->expires_ms, date);
    web_answer_status(a, status);
    put_number(a, "Upload-Offset", offset);
    (void)web_answer_header(a, "Upload-Expires", date);
    if (d->row.video != 0) {
        put_number(a, "Vitrine-Video", (uint64_t)d->row.video);
    }
    return web_answer_cache(a, "no-store");
}

static enum err refuse_draft(struct web_answer *a, enum err err)
{
    if (err == ERR_NOT_FOUND) {
        (void)web_answer_problem(a, 404, "No such upload",
                                 "There is no upload of yours at this address.");
    } else if (err == ERR_GONE) {
        (void)web_answer_problem(a, 410, "Upload expired",
                                 "The upload was given up after a day without a byte.");
    }
    return err;
}

static enum err find_draft(struct edged *e, const struct web_request *r, struct web_answer *a,
                           struct draft *out)
{
    struct custody_person person;
    TRY(tus_version(r, a));
    TRY(session_who(e, r, a, &person));
    return refuse_draft(a, draft_open(e->drafts, person.user, web_request_param(r, "id"), out));
}

/* ---- bodies */

/* What a chunk's request holds until it is answered. */
struct delivery {
    struct edged *edged;
    struct chunk *chunk;
    struct room_hold hold; /* of a creation */
    struct custody_person person;
    struct buf frame; /* of a creation: what custodiand sealed lies in it, as in the next */
    struct buf words;
};

static void delivery_free(struct delivery *d)
{
    if (d != NULL) {
        buf_done(&d->frame);
        buf_done(&d->words);
        room_give(d->edged, &d->hold);
        chunk_free(d->chunk);
        free(d);
    }
}
AUTO_CLOSER(delivery_free, struct delivery)

static enum err delivery_new(struct edged *e, struct delivery **out)
{
    AUTO(delivery_free) struct delivery *d = calloc(1, sizeof(*d));
    if (d == NULL) {
        return ERR_NOMEM;
    }
    d->edged = e;
    d->frame.max = LIMIT_MESSAGE;
    d->words.max = LIMIT_FIELD;
    d->chunk = calloc(1, sizeof(*d->chunk));
    if (d->chunk == NULL) {
        return ERR_NOMEM;
    }
    *d->chunk = (struct chunk){.draft = DRAFT_NONE, .blobs = e->blobs, .store = e->store};
    *out = MOVE(d);
    return ERR_OK;
}

static enum err refuse_length(struct web_answer *a, const struct chunk *c)
{
    (void)web_answer_problem_limit(a, 413, "Too large",
                                   "The body goes past the length that the upload was to have.",
                                   c->draft.row.bytes);
    return ERR_LIMIT;
}

/* The body, as the headers tell it, against the draft that it is for. */
static enum err prepare(struct delivery *d, struct web_answer *a, const struct tus_body *body)
{
    struct chunk *c = d->chunk;
    uint64_t bytes = (uint64_t)c->draft.row.bytes;
    if (c->at <= bytes && body->len > bytes - c->at) {
        return refuse_length(a, c);
    }
    if (body->has_checksum) {
        TRY(sum_new(body->kind, &c->sum));
        memcpy(c->digest, body->checksum.digest, body->checksum.len);
        c->digest_len = body->checksum.len;
    }
    enum err err = chunk_begin(c);
    if (err == ERR_CONFLICT) {
        char detail[80];
        (void)snprintf(detail, sizeof(detail), "Upload-Offset: the upload stands at %" PRIu64 ".",
                       c->draft.size);
        (void)web_answer_problem(a, 409, "Another offset", detail);
        put_number(a, "Upload-Offset", c->draft.size);
    }
    return err;
}

static struct room_ask room_of(const struct delivery *d)
{
    return (struct room_ask){
        .person = d->person.user, .bytes = (uint64_t)d->chunk->draft.row.bytes, .draft = true};
}

/* A file name says who was filmed where: what a program says of a file is kept for its person only.
 */
static enum err seal_metadata(struct delivery *d, const struct web_request *r, struct web_answer *a,
                              struct span metadata)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct custody_fields fields = {
        .token = &token, .field = FIELD_UPLOAD, .items = &metadata, .count = 1};
    if (metadata.len == 0) {
        return ERR_OK;
    }
    enum err err = session_token(r, &token);
    if (err == ERR_OK) {
        err = custody_seal(d->edged->custodian, &fields, &d->frame, &d->person,
                           &d->chunk->draft.row.metadata);
    }
    return err == ERR_OK ? ERR_OK : session_refuse(a, err);
}

static enum err create_begin(void *app, const struct web_request *r, struct web_answer *a,
                             void **out_state)
{
    struct edged *e = app;
    AUTO(delivery_free) struct delivery *d = NULL;
    struct tus_creation creation;
    struct tus_body body;
    TRY(tus_version(r, a));
    TRY(delivery_new(e, &d));
    TRY(session_who(e, r, a, &d->person));
    TRY(tus_creation(r, a, &creation));
    TRY(tus_body(r, a, true, &body));
    struct room_ask ask = {d->person.user, creation.length, true};
    TRY(room_take(e, a, &ask, &d->hold));
    struct chunk *c = d->chunk;
    TRY(room_refuse(e, a, &ask, draft_new(e->drafts, &c->draft)));
    c->fresh = true;
    c->draft.row.person = d->person.user;
    c->draft.row.bytes = (int64_t)creation.length;
    enum err err = audience_seal(e, r, a, d->person.user, &creation.wishes, &d->words);
    c->draft.row.wish = creation.wishes.video;
    c->draft.row.words = buf_span(&d->words);
    if (err == ERR_OK) {
        err = seal_metadata(d, r, a, creation.metadata);
    }
    if (err == ERR_OK) {
        err = prepare(d, a, &body);
    }
    if (err != ERR_OK) {
        chunk_break(c);
        return err;
    }
    *out_state = MOVE(d);
    return ERR_OK;
}

static enum err patch_begin(void *app, const struct web_request *r, struct web_answer *a,
                            void **out_state)
{
    struct edged *e = app;
    AUTO(delivery_free) struct delivery *d = NULL;
    struct tus_body body;
    TRY(delivery_new(e, &d));
    TRY(tus_version(r, a));
    TRY(tus_body(r, a, false, &body));
    TRY(tus_offset(r, a, &d->chunk->at));
    TRY(find_draft(e, r, a, &d->chunk->draft));
    TRY(prepare(d, a, &body));
    *out_state = MOVE(d);
    return ERR_OK;
}

static enum err delivery_write(void *state, struct span bytes)
{
    struct delivery *d = state;
    return chunk_write(d->chunk, bytes);
}

static enum err refuse_end(struct delivery *d, struct web_answer *a, enum err err)
{
    struct room_ask ask = room_of(d);
    if (err == ERR_GONE) {
        (void)web_answer_problem(a, 409, "Taken over", "A newer request goes on with this upload.");
    } else if (err == ERR_FORMAT) {
        (void)web_answer_problem(a, CHECKSUM_OTHER, "Checksum mismatch",
                                 "Upload-Checksum: the bytes have another; they were dropped.");
    } else if (d->chunk->over) {
        (void)refuse_length(a, d->chunk);
    } else {
        (void)room_refuse(d->edged, a, &ask, err);
    }
    return err;
}

static void delivery_abort(void *state)
{
    struct delivery *d = state;
    chunk_break(d->chunk);
    delivery_free(d);
}

static enum err delivery_end(void *state, struct web_answer *a)
{
    struct delivery *d = state;
    enum err err = chunk_end(d->chunk, span_text(d->person.handle));
    if (err != ERR_OK) {
        (void)refuse_end(d, a, err);
        delivery_abort(d);
        return err;
    }
    if (d->chunk->draft.row.video != 0) {
        jobs_wake(d->edged->jobs);
    }
    return ERR_OK;
}

const struct web_sink create_sink = {create_begin, delivery_write, delivery_end, delivery_abort};
const struct web_sink patch_sink = {patch_begin, delivery_write, delivery_end, delivery_abort};

enum err post_upload(void *app, const struct web_request *r, struct web_answer *a)
{
    AUTO(delivery_free) struct delivery *d = r->sink;
    char url[URL_MAX];
    const struct store_draft *row = &d->chunk->draft.row;
    TRY(audience_begin(app, r, a, row->person, row->wish.audience));
    (void)snprintf(url, sizeof(url), "/api/v1/uploads/%s", d->chunk->draft.row.id);
    (void)web_answer_location(a, url);
    return answer_draft(a, 201, &d->chunk->draft, d->chunk->offset);
}

enum err patch_upload(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    AUTO(delivery_free) struct delivery *d = r->sink;
    return answer_draft(a, 204, &d->chunk->draft, d->chunk->offset);
}

/* ---- without a body */

/* As the client sent it. Uploads of an older version have no more than a title. */
static enum err open_metadata(struct edged *e, const struct web_request *r,
                              const struct store_draft *row, struct buf *out)
{
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    struct span plain = {0};
    TRY(store_draft_metadata(e->store, row->person, span_text(row->id), &sealed));
    if (sealed.len == 0 && row->title[0] != '\0') {
        TRY(buf_append_text(out, "title "));
        return text_base64(span_text(row->title), out);
    }
    if (sealed.len == 0) {
        return ERR_OK;
    }
    struct span item = buf_span(&sealed);
    struct custody_fields fields = {
        .token = &token, .subject = row->person, .field = FIELD_UPLOAD, .items = &item, .count = 1};
    TRY(session_token(r, &token));
    TRY(custody_open(e->custodian, &fields, &frame, &plain));
    return buf_append_span(out, plain);
}

static enum err put_metadata(struct edged *e, const struct web_request *r, struct web_answer *a,
                             const struct store_draft *row)
{
    AUTO(custody_frame) struct buf metadata = {.max = LIMIT_HEADER_MEMORY};
    enum err err = open_metadata(e, r, row, &metadata);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    const char *text = buf_text(&metadata);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    return metadata.len == 0 ? ERR_OK : web_answer_header(a, "Upload-Metadata", text);
}

/* Whoever asks means to go on: what stands now stays as it is until they do. */
enum err head_upload(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(draft) struct draft d = DRAFT_NONE;
    TRY(find_draft(e, r, a, &d));
    bool was_video = d.row.video != 0;
    TRY(draft_claim(&d, NULL));
    TRY(draft_settle(&d));
    if (!was_video && d.row.video != 0) {
        jobs_wake(e->jobs);
    }
    draft_unlock(&d); /* nobody need wait while custodiand is asked */
    TRY(put_metadata(e, r, a, &d.row));
    put_number(a, "Upload-Length", (uint64_t)d.row.bytes);
    return answer_draft(a, 200, &d, d.size);
}

enum err delete_upload(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(draft) struct draft d = DRAFT_NONE;
    TRY(find_draft(e, r, a, &d));
    if (d.row.video != 0) {
        (void)web_answer_problem(a, 403, "Already a video",
                                 "The upload is complete, and a video by now.");
        put_number(a, "Vitrine-Video", (uint64_t)d.row.video);
        return ERR_DENIED;
    }
    AUTO(custody_token) struct custody_token token = {.scope = ASK_SCOPE_OWN};
    TRY(session_token(r, &token));
    TRY(draft_claim(&d, NULL));
    TRY(draft_remove(&d));
    bool shared = d.row.wish.audience == AUDIENCE_FOLLOWERS;
    TRY(shared ? shared_end(e, &token, d.row.person) : ERR_OK);
    return web_answer_empty(a);
}
