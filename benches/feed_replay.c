/*
 * feed_replay.c: a log of who watched what, with the feed's own library in it. What was watched is
 * folded and counted in its order. Of the second half of what each viewer watched, the videos that
 * are new to them are put in order by each policy, block by block, as that policy could have known
 * at the block's first moment; ours goes page by page and hears after each how much of it was
 * watched, and so does its score without the rules of a page. Nothing is guessed about what nobody
 * watched: an order is of what was.
 *
 * Prints a line for each policy and each viewer who has a block: VIEWER VIDEOS POLICY NUMBER...,
 * VIDEOS being how many different ones the viewer watched in all. The numbers are the mean share
 * that was watched of the first tenth, the first third and the first half of a block, and how many
 * of ten were watched to the end, of the same.
 *
 * Usage: feed-replay FILE     as feed_log.h has it, made by feed_replay.py
 */
#include "feed_counted.h"
#include "feed_log.h"

#include "base_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    BLOCK = 100,
    BLOCK_LEAST = 10, /* fewer have no first tenth */
    PAGE = 10,
    CUTS = 3,
    SHELF_MONTH = 8000, /* videos that a viewer's sets hold of one month */
    DAY_MS = 86400000,
    SHARES = 1000,
    FILE_MAX = 256 * 1024 * 1024 /* more than feed_log.h allows */
};
static const size_t cuts[CUTS] = {10, 3, 2};
static const int64_t START_MS = INT64_C(1735776000000); /* 2 January 2025 */

enum policy { OURS, SCORE, NEWEST, POPULAR, RANDOM, ORACLE, POLICIES };
static const char *const policy_names[] = {"ours",    "score",  "newest",
                                           "popular", "random", "oracle"};

struct viewer {
    struct feed_state *state; /* from the first watch to the last */
    size_t first;             /* of what they watched, in order */
    size_t total;
    size_t done;
    size_t block_end; /* up to which it was put in order */
    size_t distinct;
    size_t shown[CUTS];
    double shares[POLICIES][CUTS];
    double finished[POLICIES][CUTS];
};

struct world {
    struct feed_log log;
    struct feed_counted counted;
    struct viewer *viewers;
    size_t *by_viewer; /* places of watches, viewer by viewer */
    size_t *in_block;  /* of each video, the last block that had it */
    size_t blocks;
    int64_t shift_ms; /* from the log's time to one that numbers can have */
};

/* One block, and the order that a policy gives it. */
struct block {
    size_t count;
    int64_t now_ms;
    uint64_t seed;
    const struct log_watch *watches[BLOCK];
    size_t order[BLOCK];
};

struct worth {
    double value;
    uint64_t lot; /* among equals */
    size_t at;
};

static uint64_t mix(uint64_t value)
{
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

/* In thousandths, of which no more than all. */
static int64_t share_of(const struct world *w, const struct log_watch *watch)
{
    int64_t share = (int64_t)watch->watched_ms * SHARES / w->log.videos[watch->video].length_ms;
    return share < SHARES ? share : SHARES;
}

/* ---- what happened */

static void set_row(struct world *w, size_t video)
{
    enum { TAG_TEXT = 16 };
    const struct log_video *of = &w->log.videos[video];
    char title[FEED_LOG_TAGS * TAG_TEXT];
    size_t len = 0;
    for (size_t i = 0; i < of->tag_count; i++) {
        len += (size_t)snprintf(title + len, sizeof(title) - len, "#t%u ", of->tags[i]);
    }
    /* Its number says no more than which set it is in: so many of a month as one has places for. */
    int64_t number =
        counted_number(START_MS + (int64_t)(video / SHELF_MONTH) * 31 * DAY_MS, (int64_t)video + 1);
    struct feed_row *row = &w->counted.rows[video];
    *row = (struct feed_row){.person = (int64_t)of->creator + 1, .visible = true};
    row->published_ms = of->published_ms + w->shift_ms;
    row->facts = feed_facts_of(number, row->person, of->length_ms, span_of(title, len));
}

static void fold(struct world *w, struct feed_state *state, const struct log_watch *watch,
                 int64_t now_ms)
{
    int video = (int)watch->video;
    struct feed_delta delta = {
        .number = counted_number(now_ms, 0), .what = FEED_WATCHES, .count = 1};
    delta.watches[0] =
        (struct feed_watch){w->counted.rows[video].facts.video, now_ms, watch->watched_ms};
    counted_fold(&w->counted, state, &delta, &video);
    if (watch->liked) {
        delta.what = FEED_LIKE;
        counted_fold(&w->counted, state, &delta, &video);
    }
}

/* ---- policies */

/* What a page showed, as the log has it: into this sitting's state, and counted nowhere. */
static void hear(const struct world *w, const struct block *block, struct feed_state *sitting,
                 const size_t *page, size_t count)
{
    struct feed_delta delta = {
        .number = counted_number(block->now_ms, 0), .what = FEED_WATCHES, .count = (uint8_t)count};
    struct feed_facts facts[PAGE];
    struct feed_effect effect;
    for (size_t i = 0; i < count; i++) {
        const struct log_watch *watch = block->watches[page[i]];
        facts[i] = w->counted.rows[watch->video].facts;
        delta.watches[i] = (struct feed_watch){facts[i].video, block->now_ms, watch->watched_ms};
    }
    enum err err = feed_fold(sitting, &delta, facts, count, &effect);
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        struct feed_delta like = {.number = delta.number, .what = FEED_LIKE, .count = 1};
        like.watches[0] = delta.watches[i];
        if (block->watches[page[i]]->liked) {
            err = feed_fold(sitting, &like, facts, count, &effect);
        }
    }
    if (err != ERR_OK) {
        abort();
    }
}

/* The next page of those that are left, in *order; how many that are. */
static size_t next_page(const struct world *w, const struct block *block,
                        const struct feed_state *sitting, size_t done, size_t *order)
{
    AUTO(arena) struct arena scratch = {.max = LIMIT_FEED_SCRATCH};
    const struct feed_row *rows[BLOCK];
    struct feed_row before[FEED_WINDOW];
    struct feed_prior prior;
    struct feed_page page;
    struct feed_request request = {
        .view = {&feed_model_1, &prior, sitting, {NULL, 0}, block->now_ms},
        .sources = {[FEED_EXPLORING] = {rows, block->count}},
        .whole = true,
        .before = before,
        .before_count = done < FEED_WINDOW - 1 ? done : FEED_WINDOW - 1,
        .seed = mix(block->seed + done),
        .wanted = PAGE};
    feed_prior_of(w->counted.totals, &prior);
    for (size_t i = 0; i < block->count; i++) {
        rows[i] = &w->counted.rows[block->watches[i]->video];
    }
    for (size_t i = 0; i < request.before_count; i++) {
        before[i] = *rows[block->order[done - request.before_count + i]];
    }
    if (feed_page_make(&request, &scratch, &page) != ERR_OK || page.kind != FEED_PAGE_NEW) {
        abort();
    }
    for (size_t i = 0; i < page.count; i++) {
        order[i] = 0;
        while (rows[order[i]] != page.items[i].row) {
            order[i]++;
        }
    }
    return page.count;
}

static int by_worth(const void *a, const void *b)
{
    const struct worth *one = a;
    const struct worth *other = b;
    if (one->value != other->value) {
        return one->value > other->value ? -1 : 1;
    }
    return one->lot < other->lot ? -1 : one->lot > other->lot;
}

static uint64_t lot_of(const struct block *block, const struct log_watch *watch)
{
    return mix(block->seed ^ mix(watch->video + 1));
}

static void order_by(const struct world *w, enum policy policy, struct block *block)
{
    struct worth worths[BLOCK];
    for (size_t i = 0; i < block->count; i++) {
        const struct log_watch *watch = block->watches[i];
        const struct feed_row *row = &w->counted.rows[watch->video];
        double value = (double)share_of(w, watch);
        if (policy == NEWEST) { /* what is not there yet is as new as can be */
            int64_t published_ms = row->published_ms;
            value = (double)(published_ms < block->now_ms ? published_ms : block->now_ms);
        } else if (policy == POPULAR) {
            value = (double)row->counts.watches;
        }
        worths[i] = (struct worth){value, lot_of(block, watch), i};
    }
    qsort(worths, block->count, sizeof(worths[0]), by_worth);
    for (size_t i = 0; i < block->count; i++) {
        block->order[i] = worths[i].at;
    }
}

/* The best by score of those that are left, and nothing else that makes a page one. */
static size_t next_best(const struct world *w, const struct block *block,
                        const struct feed_state *sitting, size_t done, size_t *order)
{
    bool taken[BLOCK] = {false};
    struct worth worths[BLOCK];
    struct feed_prior prior;
    struct feed_view view = {&feed_model_1, &prior, sitting, {NULL, 0}, block->now_ms};
    size_t left = 0;
    feed_prior_of(w->counted.totals, &prior);
    for (size_t i = 0; i < done; i++) {
        taken[block->order[i]] = true;
    }
    for (size_t i = 0; i < block->count; i++) {
        const struct log_watch *watch = block->watches[i];
        struct feed_score of;
        feed_score(&view, &w->counted.rows[watch->video], &of);
        worths[left] = (struct worth){(double)of.sum, lot_of(block, watch), i};
        left += !taken[i];
    }
    qsort(worths, left, sizeof(worths[0]), by_worth);
    size_t count = left < PAGE ? left : PAGE;
    for (size_t i = 0; i < count; i++) {
        order[i] = worths[i].at;
    }
    return count;
}

static void order_ours(const struct world *w, const struct viewer *viewer, enum policy policy,
                       struct block *block)
{
    AUTO(feed_state) struct feed_state sitting = {.hot = viewer->state->hot};
    size_t done = 0;
    while (done < block->count) {
        size_t *order = &block->order[done];
        size_t count = policy == OURS ? next_page(w, block, &sitting, done, order)
                                      : next_best(w, block, &sitting, done, order);
        hear(w, block, &sitting, order, count);
        done += count;
    }
}

/* ---- what came of it */

static size_t places_of(const struct block *block, size_t cut)
{
    return (block->count + cuts[cut] - 1) / cuts[cut];
}

static void score(const struct world *w, const struct block *block, enum policy policy,
                  struct viewer *viewer)
{
    for (size_t cut = 0; cut < CUTS; cut++) {
        for (size_t i = 0; i < places_of(block, cut); i++) {
            int64_t share = share_of(w, block->watches[block->order[i]]);
            viewer->shares[policy][cut] += (double)share / SHARES;
            viewer->finished[policy][cut] += share >= FEED_FINISHED;
        }
    }
}

/* Chance, on average: of any part of the block what there is of the whole. */
static void score_random(const struct world *w, const struct block *block, struct viewer *viewer)
{
    double share = 0;
    double finished = 0;
    for (size_t i = 0; i < block->count; i++) {
        share += (double)share_of(w, block->watches[i]) / SHARES;
        finished += share_of(w, block->watches[i]) >= FEED_FINISHED;
    }
    for (size_t cut = 0; cut < CUTS; cut++) {
        double part = (double)places_of(block, cut) / (double)block->count;
        viewer->shares[RANDOM][cut] += share * part;
        viewer->finished[RANDOM][cut] += finished * part;
    }
}

/* From what is watched next on: videos that are new to the viewer, each once. */
static void put_in_order(struct world *w, struct viewer *viewer)
{
    struct block block = {.seed = mix(++w->blocks)};
    size_t at = viewer->done;
    for (; at < viewer->total && block.count < BLOCK; at++) {
        const struct log_watch *watch = &w->log.watches[w->by_viewer[viewer->first + at]];
        int64_t video = w->counted.rows[watch->video].facts.video;
        if (w->in_block[watch->video] != w->blocks &&
            !feed_state_has(viewer->state, FEED_SEEN, video)) {
            w->in_block[watch->video] = w->blocks;
            block.watches[block.count++] = watch;
        }
    }
    viewer->block_end = at;
    if (block.count < BLOCK_LEAST) {
        return;
    }
    block.now_ms = block.watches[0]->at_ms + w->shift_ms;
    for (enum policy policy = 0; policy < POLICIES; policy++) {
        if (policy == RANDOM) {
            score_random(w, &block, viewer);
            continue;
        }
        if (policy == OURS || policy == SCORE) {
            order_ours(w, viewer, policy, &block);
        } else {
            order_by(w, policy, &block);
        }
        score(w, &block, policy, viewer);
    }
    for (size_t cut = 0; cut < CUTS; cut++) {
        viewer->shown[cut] += places_of(&block, cut);
    }
}

static bool happen(struct world *w, const struct log_watch *watch)
{
    struct viewer *viewer = &w->viewers[watch->viewer];
    if (viewer->state == NULL && (viewer->state = calloc(1, sizeof(*viewer->state))) == NULL) {
        return false;
    }
    if (viewer->done >= viewer->total / 2 && viewer->done >= viewer->block_end) {
        put_in_order(w, viewer);
    }
    int64_t video = w->counted.rows[watch->video].facts.video;
    viewer->distinct += !feed_state_has(viewer->state, FEED_SEEN, video);
    fold(w, viewer->state, watch, watch->at_ms + w->shift_ms);
    viewer->done++;
    if (viewer->done == viewer->total) {
        feed_state_done(viewer->state);
        free(viewer->state);
        viewer->state = NULL;
    }
    return true;
}

static void say(const struct world *w, size_t number)
{
    const struct viewer *viewer = &w->viewers[number];
    for (enum policy policy = 0; policy < POLICIES && viewer->shown[0] > 0; policy++) {
        (void)printf("%zu %zu %s", number, viewer->distinct, policy_names[policy]);
        for (size_t cut = 0; cut < CUTS; cut++) {
            (void)printf(" %.6f", viewer->shares[policy][cut] / (double)viewer->shown[cut]);
        }
        for (size_t cut = 0; cut < CUTS; cut++) {
            (void)printf(" %.6f", 10 * viewer->finished[policy][cut] / (double)viewer->shown[cut]);
        }
        (void)printf("\n");
    }
}

/* ---- the whole */

static bool begin(struct world *w)
{
    const struct feed_log *log = &w->log;
    w->viewers = calloc(log->viewer_count, sizeof(*w->viewers));
    w->by_viewer = calloc(log->watch_count, sizeof(*w->by_viewer));
    w->in_block = calloc(log->video_count, sizeof(*w->in_block));
    w->counted.rows = calloc(log->video_count, sizeof(*w->counted.rows));
    if (w->viewers == NULL || w->by_viewer == NULL || w->in_block == NULL ||
        w->counted.rows == NULL) {
        return false;
    }
    w->shift_ms = START_MS - log->watches[0].at_ms;
    for (size_t i = 0; i < log->video_count; i++) {
        set_row(w, i);
    }
    for (size_t i = 0; i < log->watch_count; i++) {
        w->viewers[log->watches[i].viewer].total++;
    }
    for (size_t i = 1; i < log->viewer_count; i++) {
        w->viewers[i].first = w->viewers[i - 1].first + w->viewers[i - 1].total;
    }
    for (size_t i = 0; i < log->watch_count; i++) {
        struct viewer *viewer = &w->viewers[log->watches[i].viewer];
        w->by_viewer[viewer->first + viewer->done++] = i;
    }
    for (size_t i = 0; i < log->viewer_count; i++) {
        w->viewers[i].done = 0;
    }
    return true;
}

static bool replay(struct world *w)
{
    bool well = begin(w);
    for (size_t i = 0; i < w->log.watch_count && well; i++) {
        well = happen(w, &w->log.watches[i]);
    }
    for (size_t i = 0; i < w->log.viewer_count && well; i++) {
        say(w, i);
    }
    return well;
}

static void end(struct world *w)
{
    for (size_t i = 0; i < w->log.viewer_count && w->viewers != NULL; i++) {
        if (w->viewers[i].state != NULL) {
            feed_state_done(w->viewers[i].state);
            free(w->viewers[i].state);
        }
    }
    free(w->viewers);
    free(w->by_viewer);
    free(w->in_block);
    free(w->counted.rows);
}

int main(int argc, char **argv)
{
    AUTO(buf) struct buf bytes = {.max = FILE_MAX};
    AUTO(feed_log) struct feed_log log = {0};
    if (argc != 2) {
        (void)fprintf(stderr, "Usage: feed-replay FILE\n");
        return 2;
    }
    enum err err = file_read_all(AT_FDCWD, argv[1], &bytes);
    if (err == ERR_OK) {
        err = feed_log_decode(buf_span(&bytes), &log);
    }
    if (err != ERR_OK) {
        (void)fprintf(stderr, "feed-replay: %s: %s\n", argv[1], err_text(err));
        return 1;
    }
    struct world w = {.log = log};
    bool well = replay(&w);
    end(&w);
    if (!well) {
        (void)fprintf(stderr, "feed-replay: out of memory\n");
    }
    return well ? 0 : 1;
}
