#include "draft_bytes.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "store_leave.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
        bool whole = d->size == draft_file_length(&d->row, (uint64_t)d->row.bytes);
        d->size = (uint64_t)d->row.bytes;
        return whole ? ERR_OK : ERR_NOT_FOUND;
    }
    TRY(err);
    d->fd = file.fd;
    if (d->row.checked >= 0 || !turn_at(d->turn, &d->size)) {
        d->size = draft_standing(&d->row, file.size);
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

/* It may have been kept before, and the row not written then. */
static enum err finish(struct draft *d)
{
    struct store_draft row = d->row;
    int64_t now_ms = time_wall_ms();
    if (!d->kept) {
        TRY(draft_flush(d)); /* what makes them durable follows */
        draft_forget(d);
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
    *out = (struct draft_seen){.row = *row,
                               .size = draft_standing(row, file.size),
                               .expires_ms = expiry(row, file.changed_ms)};
    if (turn_try(turn) == ERR_OK) { /* or somebody puts it down just now */
        (void)(row->checked < 0 && turn_at(turn, &out->size));
        turn_unlock(turn);
    }
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
