#include "drafts.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "intake.h"
#include "store_leave.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct drafts {
    struct store *store;
    struct blobs *blobs;
    struct ipc_pool *custodian;
    struct turns *turns;
    int64_t sweep_at_ms; /* monotonic */
};

enum err drafts_new(struct store *store, struct blobs *blobs, struct ipc_pool *custodian,
                    struct drafts **out_drafts)
{
    AUTO(drafts_free) struct drafts *d = calloc(1, sizeof(*d));
    if (d == NULL) {
        return ERR_NOMEM;
    }
    d->store = store;
    d->blobs = blobs;
    d->custodian = custodian;
    TRY(turns_new(&d->turns));
    *out_drafts = MOVE(d);
    return ERR_OK;
}

void drafts_free(struct drafts *d)
{
    if (d == NULL) {
        return;
    }
    turns_free(d->turns);
    free(d);
}

void draft_unlock(struct draft *d)
{
    if (d->locked) {
        d->locked = false;
        turn_unlock(d->turn);
    }
}

void draft_close(struct draft *d)
{
    fd_close(fd_move(&d->fd));
    draft_unlock(d);
    if (d->turn != NULL) {
        turn_give(d->of->turns, MOVE(d->turn));
    }
}

static int64_t changed_ms(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
}

/* What is in a file that is so long, and in the row's tail behind it. */
static uint64_t found(const struct store_draft *row, uint64_t length)
{
    if (!row->sealed) {
        return length;
    }
    if (length >= shut_sealed((uint64_t)row->bytes)) {
        return (uint64_t)row->bytes;
    }
    uint64_t pieces = length / SHUT_SEALED;
    bool counts = row->tail_bytes > SHUT_HEAD + ASK_SEALING && (uint64_t)row->tail_piece == pieces;
    return pieces * SHUT_PIECE + (counts ? row->tail_bytes - SHUT_HEAD - ASK_SEALING : 0);
}

/* Of that, what counts. A file that is longer than it was to be has been damaged from outside. */
static uint64_t standing(const struct store_draft *row, uint64_t length)
{
    uint64_t size = found(row, length);
    uint64_t most = (uint64_t)(row->checked >= 0 ? row->checked : row->bytes);
    return size < most ? size : most;
}

/* How long the file is, if so much has come. */
static uint64_t file_length(const struct store_draft *row, uint64_t size)
{
    if (!row->sealed) {
        return size;
    }
    bool whole = size == (uint64_t)row->bytes;
    return whole ? shut_sealed(size) : size / SHUT_PIECE * SHUT_SEALED;
}

static struct shut_of shut_of(const struct drafts *of, const struct store_draft *row)
{
    return (struct shut_of){.custodian = of->custodian, .person = row->person, .quick = true};
}

static struct shut_whole whole_of(const struct store_draft *row, enum shut_kind kind,
                                  uint64_t bytes)
{
    struct shut_whole whole = {.kind = kind, .bytes = bytes};
    memcpy(whole.name, row->id, sizeof(whole.name));
    return whole;
}

static struct shut_file shut_file(const struct draft *d)
{
    return (struct shut_file){.fd = d->fd,
                              .sealed = d->row.sealed,
                              .whole = whole_of(&d->row, SHUT_ORIGINAL, (uint64_t)d->row.bytes)};
}

static void forget_intake(struct draft *d)
{
    struct intake **in = turn_intake(d->turn);
    intake_free(*in);
    *in = NULL;
}

static int64_t expiry(const struct store_draft *row, int64_t last_ms)
{
    return (last_ms > row->created_ms ? last_ms : row->created_ms) + LIMIT_DRAFT_KEEP_MS;
}

/* The file of a draft that is not a video yet. It may have been kept just before we were ended. */
static enum err open_file(struct draft *d)
{
    struct blob_draft file = {.fd = -1};
    enum err err = blob_resume(d->of->blobs, &d->id, &file);
    if (err == ERR_NOT_FOUND) {
        TRY(blob_get(d->of->blobs, BLOB_ORIGINAL, &d->id, &d->fd, &d->size));
        d->kept = true;
        d->expires_ms = INT64_MAX;
        bool whole = d->size == file_length(&d->row, (uint64_t)d->row.bytes);
        d->size = (uint64_t)d->row.bytes;
        return whole ? ERR_OK : ERR_NOT_FOUND;
    }
    TRY(err);
    d->fd = file.fd;
    if (d->row.checked >= 0 || !turn_at(d->turn, &d->size)) {
        d->size = standing(&d->row, file.size);
    }
    d->expires_ms = expiry(&d->row, file.changed_ms);
    return ERR_OK;
}

/* Whether or not its time is over. */
static enum err open_any(struct drafts *of, int64_t person, struct span name,
                         struct draft *out_draft)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    d.of = of;
    if (blob_id_of(name, &d.id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(turn_take(of->turns, &d.id, &d.turn));
    TRY(turn_lock(d.turn));
    d.locked = true;
    TRY(store_draft_get(of->store, person, name, &d.row));
    if (d.row.video != 0) {
        d.size = (uint64_t)d.row.bytes;
        d.expires_ms = d.row.expires_ms;
    } else {
        enum err err = open_file(&d);
        if (err == ERR_NOT_FOUND) { /* bytes that were lost: not even the beginning is there */
            TRY(store_draft_drop(of->store, name));
        }
        TRY(err);
    }
    *out_draft = d;
    d = (struct draft)DRAFT_NONE;
    return ERR_OK;
}

enum err draft_open(struct drafts *of, int64_t person, struct span name, struct draft *out_draft)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    TRY(open_any(of, person, name, &d));
    if (d.expires_ms <= time_wall_ms()) {
        return ERR_GONE;
    }
    *out_draft = d;
    d = (struct draft)DRAFT_NONE;
    return ERR_OK;
}

enum err draft_new(struct drafts *of, struct draft *out_draft)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    d.of = of;
    d.row.checked = -1;
    d.row.sealed = true;
    d.row.created_ms = time_wall_ms();
    d.row.expires_ms = d.row.created_ms + LIMIT_DRAFT_KEEP_MS;
    d.expires_ms = d.row.expires_ms;
    blob_id_new(&d.id);
    memcpy(d.row.id, d.id.text, sizeof(d.row.id));
    TRY(turn_take(of->turns, &d.id, &d.turn));
    TRY(blob_create(of->blobs, &d.id, &d.fd));
    *out_draft = d;
    d = (struct draft)DRAFT_NONE;
    return ERR_OK;
}

enum err draft_cut(struct draft *d, uint64_t size)
{
    forget_intake(d);
    if (ftruncate(d->fd, (off_t)file_length(&d->row, size)) != 0) {
        return err_from_errno(errno);
    }
    d->size = size;
    return ERR_OK;
}

enum err draft_claim(struct draft *d, const void *owner)
{
    turn_claim(d->turn, owner);
    if (d->row.video != 0 || d->kept) {
        return ERR_OK;
    }
    struct stat st;
    if (fstat(d->fd, &st) != 0) {
        return err_from_errno(errno);
    }
    struct intake *in = *turn_intake(d->turn);
    uint64_t length = (uint64_t)st.st_size;
    bool kept = in != NULL && d->row.checked < 0;
    if (!kept) {
        forget_intake(d);
    }
    d->size = kept ? intake_at(in) : standing(&d->row, length);
    uint64_t stands = file_length(&d->row, kept ? in->from : d->size);
    return stands < length && ftruncate(d->fd, (off_t)stands) != 0 ? err_from_errno(errno) : ERR_OK;
}

/* Of a draft that stands at size, which no piece ends at. */
static enum err open_tail(struct drafts *d, const struct store_draft *row, uint64_t size,
                          struct buf *out)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    struct shut_of of = shut_of(d, row);
    struct shut_whole whole = whole_of(row, SHUT_TAIL, size);
    TRY(store_draft_tail(d->store, row->person, span_text(row->id), &sealed));
    TRY(buf_grow(out, SHUT_PIECE));
    enum err err = shut_take_tail(&of, &whole, buf_span(&sealed), out);
    return err == ERR_FORMAT || err == ERR_DENIED ? ERR_IO : err; /* the row is damaged */
}

enum err draft_look(struct drafts *of, const struct store_draft *row, uint64_t length,
                    struct buf *out_tail, uint64_t *out_size)
{
    uint64_t size = standing(row, length);
    bool tail = size < (uint64_t)row->bytes && size % SHUT_PIECE > 0;
    TRY(tail ? open_tail(of, row, size, out_tail) : ERR_OK);
    *out_size = size;
    return ERR_OK;
}

enum err draft_load(struct draft *d)
{
    struct intake **held = turn_intake(d->turn);
    if (*held != NULL || d->row.video != 0 || d->kept) {
        return ERR_OK;
    }
    AUTO(intake_free) struct intake *in = calloc(1, sizeof(*in));
    if (in == NULL) {
        return ERR_NOMEM;
    }
    in->from = d->size;
    size_t rest = d->size % SHUT_PIECE;
    if (d->row.sealed && d->size < (uint64_t)d->row.bytes && rest > 0) {
        AUTO(custody_frame) struct buf tail = {.max = SHUT_PIECE};
        TRY(open_tail(d->of, &d->row, d->size, &tail));
        in->from -= rest;
        in->len = tail.len;
        memcpy(in->bytes, tail.ptr, tail.len);
    }
    *held = MOVE(in);
    return ERR_OK;
}

enum err draft_write(struct draft *d, struct span bytes)
{
    struct shut_of of = shut_of(d->of, &d->row);
    struct shut_file file = shut_file(d);
    return intake_write(*turn_intake(d->turn), &of, &file, bytes);
}

/* The time of its last byte is the file's, which is not written to. */
static enum err put_tail(struct draft *d, const struct intake *in)
{
    AUTO(buf) struct buf tail = {.max = LIMIT_FIELD};
    struct shut_of of = shut_of(d->of, &d->row);
    struct shut_whole whole = whole_of(&d->row, SHUT_TAIL, intake_at(in));
    int64_t piece = (int64_t)(in->from / SHUT_PIECE);
    TRY(shut_put_tail(&of, &whole, span_of(in->bytes, in->len), &tail));
    if (ftruncate(d->fd, (off_t)file_length(&d->row, in->from)) != 0) {
        return err_from_errno(errno);
    }
    TRY(store_draft_put_tail(d->of->store, span_text(d->row.id), piece, buf_span(&tail)));
    d->row.tail_piece = piece;
    d->row.tail_bytes = tail.len;
    return ERR_OK;
}

/* The pieces first: until they are durable, the tail before this one is needed behind those before.
 */
enum err draft_put(struct draft *d)
{
    struct intake *in = *turn_intake(d->turn);
    struct shut_of of = shut_of(d->of, &d->row);
    struct shut_file file = shut_file(d);
    TRY(in != NULL ? intake_flush(in, &of, &file) : ERR_OK);
    if (fdatasync(d->fd) != 0) {
        return err_from_errno(errno);
    }
    if (in != NULL && in->late) {
        TRY(in->len > 0 ? put_tail(d, in) : ERR_OK);
        in->late = false;
    }
    return ERR_OK;
}

/* It may have been kept before, and the row not written then. */
static enum err finish(struct draft *d)
{
    struct store_draft row = d->row;
    int64_t now_ms = time_wall_ms();
    if (!d->kept) {
        TRY(draft_put(d));
        forget_intake(d);
        TRY(blob_keep(d->of->blobs, &d->id, d->fd, BLOB_ORIGINAL));
        d->kept = true;
    }
    row.video = id_new();
    row.expires_ms = now_ms + LIMIT_DRAFT_KEEP_MS;
    if (row.title[0] == '\0' && row.wish.audience == AUDIENCE_ALL) {
        (void)snprintf(row.title, sizeof(row.title), "Untitled");
    }
    TRY(store_draft_finish(d->of->store, &row, now_ms));
    d->row.video = row.video;
    d->row.expires_ms = row.expires_ms;
    d->expires_ms = row.expires_ms;
    return ERR_OK;
}

enum err draft_settle(struct draft *d)
{
    if (d->row.video != 0) {
        return ERR_OK;
    }
    if (d->size == (uint64_t)d->row.bytes) {
        return finish(d);
    }
    TRY(draft_put(d));
    struct stat st;
    if (fstat(d->fd, &st) != 0) {
        return err_from_errno(errno);
    }
    d->expires_ms = expiry(&d->row, changed_ms(&st));
    return ERR_OK;
}

/* Its bytes first: where the disk is full no row can change, but room comes back. Then the row: a
 * file without one is swept away at the next start. */
enum err draft_remove(struct draft *d)
{
    if (d->row.video == 0 && !d->kept) {
        (void)draft_cut(d, 0);
    }
    TRY(store_draft_drop(d->of->store, span_text(d->row.id)));
    if (d->row.video != 0) {
        return ERR_OK;
    }
    TRY(blob_drop(d->of->blobs, BLOB_DRAFT, &d->id));
    return blob_drop(d->of->blobs, BLOB_ORIGINAL, &d->id);
}

/* A look at one whose row says that it may be over. */
static enum err look_at(struct drafts *of, const struct store_draft *row)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    enum err err = open_any(of, row->person, span_text(row->id), &d);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    if (d.kept && d.row.video == 0) {
        return draft_settle(&d);
    }
    if (d.expires_ms > time_wall_ms()) {
        return store_draft_extend(of->store, span_text(row->id), d.expires_ms);
    }
    TRY(draft_claim(&d, NULL));
    return draft_remove(&d);
}

/* One that cannot be looked at must not keep the others waiting: it comes again later. */
static enum err look_past(struct drafts *of, const struct store_draft *row)
{
    enum err err = look_at(of, row);
    if (err == ERR_OK || err == ERR_NOMEM) {
        return err;
    }
    diag(DIAG_ERROR, "an upload that was given up waits: %s", err_text(err));
    return store_draft_extend(of->store, span_text(row->id), time_wall_ms() + LIMIT_DRAFT_RETRY_MS);
}

void drafts_sweep(struct drafts *d)
{
    struct store_draft row;
    enum err err = ERR_OK;
    if (time_mono_ms() < d->sweep_at_ms) {
        return;
    }
    d->sweep_at_ms = time_mono_ms() + LIMIT_DRAFT_SWEEP_MS;
    while (err == ERR_OK) {
        err = store_draft_due(d->store, time_wall_ms(), &row);
        if (err == ERR_OK) {
            err = look_past(d, &row);
        }
    }
    if (err != ERR_NOT_FOUND) {
        diag(DIAG_ERROR, "uploads that were given up wait for the next look: %s", err_text(err));
    }
}

/* ERR_NOT_FOUND: it has just become a video, its bytes were lost, or its time is over. */
static enum err see(struct drafts *of, const struct store_draft *row, struct draft_seen *out)
{
    struct blob_id id;
    struct turn *turn = NULL;
    struct blob_draft file = {.fd = -1};
    if (blob_id_of(span_text(row->id), &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(blob_resume(of->blobs, &id, &file));
    fd_close(file.fd);
    TRY(turn_take(of->turns, &id, &turn));
    *out = (struct draft_seen){
        .row = *row, .size = standing(row, file.size), .expires_ms = expiry(row, file.changed_ms)};
    (void)(row->checked < 0 && turn_at(turn, &out->size));
    turn_give(of->turns, turn);
    return out->expires_ms > time_wall_ms() ? ERR_OK : ERR_NOT_FOUND;
}

enum err drafts_own(struct drafts *d, int64_t person, struct draft_seen out_seen[LIMIT_DRAFTS],
                    size_t *out_count)
{
    struct store_draft rows[LIMIT_DRAFTS];
    size_t found = 0;
    size_t count = 0;
    TRY(store_draft_own(d->store, person, rows, &found));
    for (size_t i = 0; i < found; i++) {
        enum err err = see(d, &rows[i], &out_seen[count]);
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            return err;
        }
        count += err == ERR_OK ? 1 : 0;
    }
    *out_count = count;
    return ERR_OK;
}

/* One that was whole when the process ended. */
static enum err recover_one(struct drafts *of, const struct store_draft *row)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    enum err err = open_any(of, row->person, span_text(row->id), &d);
    if (err == ERR_NOMEM) {
        return err;
    }
    if (err == ERR_NOT_FOUND || (err == ERR_OK && d.size != (uint64_t)row->bytes)) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = draft_claim(&d, NULL);
    }
    if (err == ERR_OK) {
        err = draft_settle(&d);
    }
    if (err != ERR_OK) { /* its client's next request tries again */
        diag(DIAG_ERROR, "an upload that is whole waits: %s", err_text(err));
    }
    return ERR_OK;
}

enum err drafts_recover(struct drafts *d)
{
    struct store_draft row = {.id = ""};
    enum err err = store_draft_after(d->store, span_text(row.id), &row);
    while (err == ERR_OK) {
        TRY(recover_one(d, &row));
        struct store_draft last = row;
        err = store_draft_after(d->store, span_text(last.id), &row);
    }
    drafts_sweep(d);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err forget_one(struct drafts *of, int64_t person, struct span name)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    enum err err = open_any(of, person, name, &d);
    if (err == ERR_NOT_FOUND) { /* its row went, too */
        return ERR_OK;
    }
    TRY(err);
    TRY(draft_claim(&d, NULL));
    return draft_remove(&d);
}

enum err drafts_forget(struct drafts *d, int64_t person)
{
    for (;;) {
        struct store_removal name;
        enum err err = store_draft_of(d->store, person, &name);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(forget_one(d, person, span_text(name.text)));
    }
}
