#include "feed_score.h"

enum {
    HOUR_MS = 3600000,
    PRIOR_WATCHES = 1000,        /* what we started from counts as so many */
    COUNT_UNIT = FEED_ONE / 1000 /* a thousandth of a share */
};
static const int64_t COUNT_MAX = INT64_C(1) << 40; /* times FEED_ONE it fits 63 bits */

/* The longest of each class, but the last. */
static const int64_t lengths_ms[FEED_LENGTHS - 1] = {8000, 15000, 30000, 60000};

/* What a region starts from; its own counts soon outweigh it. */
static const struct feed_usual start[FEED_LENGTHS] = {
    {700000, 450000, 40000, 10000}, {600000, 350000, 40000, 10000}, {500000, 250000, 40000, 10000},
    {400000, 150000, 40000, 10000}, {300000, 80000, 40000, 10000},
};

/* Why these: docs/decisions/0020-what-ranks.md. */
const struct feed_model feed_model_1 = {
    .sure = 20,
    .sure_acts = 60,
    .holds = 500,
    .finished = 300,
    .liked = 1000,
    .unwanted = 2000,
    .creator = 250000,
    .creator_half = 300,
    .tags = 600000,
    .tags_half = 200,
    .followed = 80000,
    .fresh = 50000,
    .fresh_half_h = 24,
    .unsure = 120000,
    .new_share = 200,
    .new_watches = 100,
    .new_hours = 48,
    .chance_share = 50,
};

size_t feed_length_class(int64_t length_ms)
{
    size_t class = 0;
    while (class < FEED_LENGTHS - 1 && length_ms > lengths_ms[class]) {
        class ++;
    }
    return class;
}

void feed_counts_watch(struct feed_counts *counts, const struct feed_watch *watch,
                       int64_t length_ms)
{
    if (length_ms <= 0) {
        return;
    }
    int64_t share = (int64_t)watch->watched_ms * 1000 / length_ms;
    share = share > 1000 ? 1000 : share;
    counts->watches++;
    counts->shares += share;
    counts->finished += share >= FEED_FINISHED;
}

bool feed_ids_has(const struct feed_ids *ids, int64_t id)
{
    size_t low = 0;
    size_t high = ids->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ids->ids[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < ids->count && ids->ids[low] == id;
}

static int64_t bounded(int64_t value, int64_t max)
{
    return value < 0 ? 0 : value > max ? max : value;
}

/* What was counted beside what is usual, which weighs as `sure` watches do; in millionths. */
static int64_t shrunk(int64_t millionths, int64_t watches, int64_t usual, int64_t sure)
{
    return (usual * sure + millionths) / (watches + sure);
}

/* Of one count; no more of it than of watches. */
static int64_t shrunk_count(int64_t count, int64_t watches, int64_t usual, int64_t sure)
{
    return shrunk(bounded(count, watches) * FEED_ONE, watches, usual, sure);
}

void feed_prior_of(const struct feed_counts totals[FEED_LENGTHS], struct feed_prior *out_prior)
{
    for (size_t i = 0; i < FEED_LENGTHS; i++) {
        const struct feed_counts *of = &totals[i];
        int64_t watches = bounded(of->watches, COUNT_MAX);
        int64_t shares = bounded(of->shares, watches * 1000);
        out_prior->of[i] = (struct feed_usual){
            (int32_t)shrunk(shares * COUNT_UNIT, watches, start[i].share, PRIOR_WATCHES),
            (int32_t)shrunk_count(of->finished, watches, start[i].finished, PRIOR_WATCHES),
            (int32_t)shrunk_count(of->likes, watches, start[i].likes, PRIOR_WATCHES),
            (int32_t)shrunk_count(of->unwanted, watches, start[i].unwanted, PRIOR_WATCHES),
        };
    }
}

/* Without a branch that depends on a key: which way it goes cannot be guessed. */
static int64_t taste_of(const struct feed_hot *hot, uint64_t key)
{
    const struct feed_taste *at = hot->tastes;
    size_t left = hot->taste_count;
    while (left > 1) {
        size_t half = left / 2;
        at += at[half].key <= key ? half : 0;
        left -= half;
    }
    return left == 1 && at->key == key ? at->weight : 0;
}

/* Nothing for no weight, half of most for half, and never quite most. */
static int64_t saturated(int64_t weight, int64_t most, int64_t half)
{
    return most * weight / ((weight < 0 ? -weight : weight) + half);
}

/* By the mean of all hashtags: one that is put on for its many friends takes from the others. */
static void score_tags(const struct feed_view *view, const struct feed_row *row,
                       struct feed_score *out)
{
    const struct feed_model *model = view->model;
    int64_t sum = 0;
    int64_t best = 0;
    for (size_t i = 1; i < row->facts.key_count; i++) {
        int64_t weight = taste_of(&view->state->hot, row->facts.keys[i]);
        sum += weight;
        if (weight > best) {
            best = weight;
            out->tag = row->facts.keys[i];
        }
    }
    if (row->facts.key_count > 1) {
        int64_t mean = sum / (int64_t)(row->facts.key_count - 1);
        out->terms[FEED_TERM_TAGS] = saturated(mean, model->tags, model->tags_half);
    }
}

/* Beside what is usual of clips as long; what is usual. */
static const struct feed_usual *score_others(const struct feed_view *view,
                                             const struct feed_row *row, struct feed_score *out)
{
    const struct feed_model *model = view->model;
    const struct feed_usual *usual = &view->prior->of[feed_length_class(row->facts.length_ms)];
    int64_t watches = bounded(row->counts.watches, COUNT_MAX);
    int64_t shares = bounded(row->counts.shares, watches * 1000);
    int64_t holds = shrunk(shares * COUNT_UNIT, watches, usual->share, model->sure);
    int64_t finished = shrunk_count(row->counts.finished, watches, usual->finished, model->sure);
    int64_t likes = shrunk_count(row->counts.likes, watches, usual->likes, model->sure_acts);
    int64_t unwanted =
        shrunk_count(row->counts.unwanted, watches, usual->unwanted, model->sure_acts);
    out->terms[FEED_TERM_HOLDS] = (holds - usual->share) * model->holds / 1000;
    out->terms[FEED_TERM_FINISHED] = (finished - usual->finished) * model->finished / 1000;
    out->terms[FEED_TERM_LIKED] = (likes - usual->likes) * model->liked / 1000;
    out->terms[FEED_TERM_WANTED] = (usual->unwanted - unwanted) * model->unwanted / 1000;
    out->terms[FEED_TERM_UNSURE] = (int64_t)model->unsure * model->sure / (watches + model->sure);
    return usual;
}

void feed_score(const struct feed_view *view, const struct feed_row *row,
                struct feed_score *out_score)
{
    const struct feed_model *model = view->model;
    struct feed_score score = {.sum = 0};
    const struct feed_usual *usual = score_others(view, row, &score);
    int64_t weight = row->facts.key_count > 0 ? taste_of(&view->state->hot, row->facts.keys[0]) : 0;
    score.terms[FEED_TERM_CREATOR] = saturated(weight, model->creator, model->creator_half);
    score_tags(view, row, &score);
    if (feed_ids_has(&view->followed, row->person)) {
        score.terms[FEED_TERM_FOLLOWED] = model->followed;
    }
    int64_t age_ms = bounded(view->now_ms, INT64_MAX) - bounded(row->published_ms, INT64_MAX);
    int64_t age_h = bounded(age_ms, INT64_MAX) / HOUR_MS;
    score.terms[FEED_TERM_FRESH] =
        (int64_t)model->fresh * model->fresh_half_h / (age_h + model->fresh_half_h);
    score.expected =
        (int32_t)bounded(usual->share + score.terms[FEED_TERM_HOLDS] +
                             score.terms[FEED_TERM_CREATOR] + score.terms[FEED_TERM_TAGS],
                         FEED_ONE);
    for (size_t i = 0; i < FEED_TERMS; i++) {
        score.sum += score.terms[i];
    }
    *out_score = score;
}
