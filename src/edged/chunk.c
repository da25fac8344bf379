#include "chunk.h"

#include "base_limits.h"

#include <stdlib.h>

/* From here on a break is cut off at where the chunk began, or, without a checksum, nowhere. */
static enum err mark(struct chunk *c)
{
    struct draft *d = &c->draft;
    int64_t checked = c->sum != NULL ? (int64_t)c->at : -1;
    if (c->fresh || d->row.video != 0 || d->kept || d->row.checked == checked) {
        return ERR_OK;
    }
    TRY(store_draft_check(c->store, span_text(d->row.id), checked));
    d->row.checked = checked;
    return ERR_OK;
}

enum err chunk_begin(struct chunk *c)
{
    struct draft *d = &c->draft;
    if (c->fresh) {
        turn_claim(d->turn, c);
        return draft_load(d);
    }
    if (d->size != c->at) {
        return ERR_CONFLICT;
    }
    TRY(draft_claim(d, c));
    if (d->size != c->at) { /* as the client is told */
        TRY(draft_settle(d));
        return ERR_CONFLICT;
    }
    TRY(draft_load(d));
    c->offset = c->at;
    c->room_until = c->at;
    TRY(mark(c));
    draft_unlock(d);
    return ERR_OK;
}

enum err chunk_write(struct chunk *c, struct span bytes)
{
    struct draft *d = &c->draft;
    c->over = c->over || bytes.len > (uint64_t)d->row.bytes - c->offset;
    if (c->over) {
        return ERR_OK;
    }
    TRY(blob_step(c->blobs, d->fd, c->offset, (uint64_t)d->row.bytes - c->offset, &c->room_until));
    if (c->sum != NULL) {
        sum_add(c->sum, bytes);
    }
    if (!turn_enter(d->turn, c)) {
        return ERR_GONE;
    }
    enum err err = bytes.len > 0 ? draft_write(d, bytes) : ERR_OK;
    turn_leave(d->turn);
    c->away = err == ERR_BUSY;
    TRY(err);
    c->offset += bytes.len;
    return ERR_OK;
}

/* With the draft's lock held: nobody can claim it meanwhile. */
static bool has_turn(struct chunk *c)
{
    bool out = turn_enter(c->draft.turn, c);
    if (out) {
        turn_leave(c->draft.turn);
    }
    return out;
}

/* What must not stand is cut off, with the row still saying so. */
static enum err judge(struct chunk *c)
{
    bool differs = c->sum != NULL && !c->over && !sum_is(c->sum, span_of(c->digest, c->digest_len));
    if (c->over || differs) {
        TRY(c->fresh || c->offset == c->at ? ERR_OK : draft_cut(&c->draft, c->at));
        c->offset = c->at;
        return c->over ? ERR_LIMIT : ERR_FORMAT;
    }
    return ERR_OK;
}

static enum err put_fresh(struct chunk *c, struct span handle)
{
    struct draft *d = &c->draft;
    TRY(blob_sync(c->blobs, &d->id, d->fd));
    TRY(store_draft_add(c->store, &d->row, handle));
    c->fresh = false;
    enum err err = draft_settle(d);
    if (err != ERR_OK && draft_remove(d) != ERR_OK) { /* its client will not hear of it */
        (void)blob_drop(c->blobs, BLOB_DRAFT, &d->id);
        (void)blob_drop(c->blobs, BLOB_ORIGINAL, &d->id); /* a row without a file goes later */
    }
    return err;
}

/* With a checksum: durable first, then the row says that all of it stands. */
static enum err put_checked(struct chunk *c)
{
    struct draft *d = &c->draft;
    if (c->sum != NULL && d->row.video == 0 && !d->kept) {
        TRY(blob_sync(c->blobs, &d->id, d->fd));
        TRY(store_draft_check(c->store, span_text(d->row.id), -1));
        d->row.checked = -1;
    }
    enum err err = draft_settle(d);
    c->away = err == ERR_BUSY;
    if (err != ERR_OK && !c->away && d->row.video == 0 && !d->kept && turn_enter(d->turn, c)) {
        /* The kernel says once that bytes did not reach the disk: nobody may count them later. */
        (void)draft_cut(d, c->at);
        turn_leave(d->turn);
    }
    return err;
}

enum err chunk_end(struct chunk *c, struct span handle)
{
    struct draft *d = &c->draft;
    TRY(turn_lock(d->turn));
    d->locked = true;
    if (!has_turn(c)) {
        return ERR_GONE;
    }
    TRY(judge(c));
    d->size = c->offset;
    if (c->fresh) {
        return put_fresh(c, handle);
    }
    return put_checked(c);
}

/* With the draft's lock held. */
static void put_down(struct chunk *c)
{
    struct draft *d = &c->draft;
    if (!has_turn(c)) {
        return;
    }
    if (d->row.checked >= 0) {
        (void)draft_cut(d, c->at); /* or the next who claims it does */
    } else {
        (void)!draft_put(d); /* or what fills no piece has to be sent again */
    }
}

/* Under the lock, as all that takes long: nobody waits for it longer than for anything else.
 * Whoever has the lock instead claims the turn, and finds what is in memory. */
void chunk_break(struct chunk *c)
{
    struct draft *d = &c->draft;
    if (c->fresh) {
        (void)blob_drop(c->blobs, BLOB_DRAFT, &d->id);
        return;
    }
    if (c->away || d->row.video != 0 || d->kept) {
        return;
    }
    if (d->locked) {
        put_down(c);
    } else if (turn_lock(d->turn) == ERR_OK) {
        put_down(c);
        turn_unlock(d->turn);
    }
}

void chunk_free(struct chunk *c)
{
    if (c == NULL) {
        return;
    }
    if (c->draft.turn != NULL) {
        turn_drop(c->draft.turn, c);
    }
    draft_close(&c->draft);
    sum_free(c->sum);
    free(c);
}
