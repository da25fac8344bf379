/*
 * viewer_fold.c: foldings of several viewers at a time, or of one: each is read by itself, all are
 * sealed by as few asks as messages hold, and written side by side.
 */
#include "viewer.h"

#include "datamap_field.h"
#include "viewer_folding.h"

enum { TOGETHER = 8 /* foldings at a time: some hundred KiB of memory each */ };

struct foldings {
    size_t count;
    struct folding *all[TOGETHER];
    enum err errs[TOGETHER];
    size_t of[TOGETHER]; /* whose they are */
};
static void foldings_auto(struct foldings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        folding_free(all->all[i]);
    }
}

/* ---- sealing: parts of whichever foldings, as many as one message holds */

struct sealing {
    struct foldings *all;
    size_t bytes;
    size_t count;
    struct custody_one ones[LIMIT_TOGETHER];
    size_t of[LIMIT_TOGETHER]; /* which folding, and which of its parts */
    size_t part[LIMIT_TOGETHER];
};

static void seal_now(struct edged *e, struct sealing *s)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    enum err err = custody_seal_each(e->custodian, FIELD_VIEWER, s->ones, s->count, &frame);
    for (size_t i = 0; i < s->count; i++) {
        enum err *of = &s->all->errs[s->of[i]];
        enum err one = err == ERR_OK ? s->ones[i].err : err;
        if (one == ERR_OK) {
            one = folding_sealed(s->all->all[s->of[i]], s->part[i], s->ones[i].sealed);
        }
        *of = *of == ERR_OK ? one : *of;
    }
    s->count = 0;
    s->bytes = 0;
}

static void seal_part(struct edged *e, struct sealing *s, size_t of, size_t part)
{
    const struct folding *f = s->all->all[of];
    struct span plain = folding_part(f, part);
    if (s->count == LIMIT_TOGETHER || s->bytes + plain.len > LIMIT_FOLD_FRAME) {
        seal_now(e, s);
    }
    s->of[s->count] = of;
    s->part[s->count] = part;
    s->ones[s->count++] = (struct custody_one){.token = folding_viewer(f)->token, .plain = plain};
    s->bytes += plain.len;
}

static void seal_all(struct edged *e, struct foldings *all)
{
    struct sealing s = {.all = all};
    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k < folding_parts(all->all[i]) && all->errs[i] == ERR_OK; k++) {
            seal_part(e, &s, i, k);
        }
    }
    if (s.count > 0) {
        seal_now(e, &s);
    }
}

/* ---- writing */

/* What fails of one is no failure of the others. */
static void write_all(struct edged *e, struct foldings *all)
{
    struct store_swap swaps[TOGETHER];
    enum err errs[TOGETHER];
    size_t of[TOGETHER];
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        all->errs[i] = folding_plan(all->all[i]);
    }
    seal_all(e, all);
    for (size_t i = 0; i < all->count; i++) {
        if (all->errs[i] == ERR_OK) {
            of[count] = i;
            swaps[count++] = *folding_swap(all->all[i]);
        }
    }
    store_viewer_swap_each(e->store, swaps, count, errs);
    for (size_t i = 0; i < count; i++) {
        all->errs[of[i]] = errs[i];
    }
}

/* Whatever was liked is owed until its count is durable: it is written by itself, while no flush
 * begins. */
static enum err write_owed(struct edged *e, struct folding *f)
{
    struct foldings one = {.count = 1, .all = {f}};
    int64_t flush = 0;
    TRY(counts_hold(e->counts, &flush));
    folding_hand(f, flush);
    write_all(e, &one);
    if (one.errs[0] == ERR_OK) {
        folding_count_likes(f);
    }
    counts_let_go(e->counts);
    if (one.errs[0] == ERR_OK) {
        folding_count(f); /* which may have to flush first */
    }
    return one.errs[0];
}

static enum err add_folding(struct foldings *all, const struct viewer *v,
                            const struct feed_delta *more, size_t of)
{
    AUTO(folding_free) struct folding *f = NULL;
    TRY(folding_new(v, more, &f));
    TRY(folding_read(f));
    if (folding_idle(f)) {
        return ERR_OK;
    }
    if (folding_owes(f)) {
        return write_owed(v->e, f);
    }
    all->of[all->count] = of;
    all->all[all->count++] = MOVE(f);
    return ERR_OK;
}

/* At most TOGETHER; more: of the first. */
static void fold_some(struct edged *e, const struct viewer *const *viewers, size_t count,
                      const struct feed_delta *more, enum err *out_errs)
{
    AUTO(foldings) struct foldings all = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        out_errs[i] = add_folding(&all, viewers[i], i == 0 ? more : NULL, i);
    }
    write_all(e, &all);
    for (size_t i = 0; i < all.count; i++) {
        out_errs[all.of[i]] = all.errs[i];
        if (all.errs[i] == ERR_OK) {
            folding_count(all.all[i]);
        }
    }
}

enum err viewer_fold(const struct viewer *v, const struct feed_delta *more)
{
    for (int i = 0; i < LIMIT_FOLD_TRIES; i++) {
        enum err err = ERR_OK;
        fold_some(v->e, &v, 1, more, &err);
        if (err != ERR_CONFLICT) {
            return err;
        }
    }
    return ERR_BUSY;
}

void viewer_fold_each(struct edged *e, const struct viewer *const *viewers, size_t count,
                      enum err *out_errs)
{
    for (size_t i = 0; i < count; i += TOGETHER) {
        size_t some = count - i < TOGETHER ? count - i : TOGETHER;
        fold_some(e, &viewers[i], some, NULL, &out_errs[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (out_errs[i] == ERR_CONFLICT) { /* another device was quicker */
            out_errs[i] = viewer_fold(viewers[i], NULL);
        }
    }
}
