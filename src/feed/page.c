#include "feed_page.h"

#include "pool.h"
#include "spacing.h"

#include <assert.h>

struct plan {
    enum feed_place at[LIMIT_FEED_PAGE]; /* what each place is for */
};

struct choice {
    struct entry *entry; /* NULL: none */
    unsigned cost;
};

static enum err check(const struct feed_request *request)
{
    bool fits = request->wanted > 0 && request->wanted <= LIMIT_FEED_PAGE &&
                request->filter.word_count <= LIMIT_HIDDEN_WORDS &&
                request->before_count < FEED_WINDOW;
    for (size_t i = 0; i < FEED_SOURCES; i++) {
        fits = fits && request->sources[i].count <= LIMIT_FEED_ROWS;
    }
    return fits ? ERR_OK : ERR_LIMIT;
}

static size_t part_of(size_t places, int32_t thousandths)
{
    return (places * (size_t)thousandths + 999) / 1000;
}

/* Which places are for what, drawn by the seed. The first is for the best there is. */
static struct plan plan_of(const struct feed_request *request, size_t places, bool seen)
{
    struct plan plan = {.at = {FEED_RANKED}};
    size_t order[LIMIT_FEED_PAGE];
    size_t free = places - 1;
    if (seen) {
        return plan;
    }
    for (size_t i = 0; i < free; i++) {
        order[i] = i + 1;
    }
    size_t news = part_of(places, request->view.model->new_share);
    size_t both = news + part_of(places, request->view.model->chance_share);
    for (size_t i = 0; i < both && i < free; i++) {
        size_t other = i + (size_t)(map_mix(request->seed + i) % (free - i));
        size_t held = order[i];
        order[i] = order[other];
        order[other] = held;
        plan.at[order[i]] = i < news ? FEED_NEW : FEED_CHANCE;
    }
    return plan;
}

static bool fits_place(const struct entry *entry, enum feed_place place, bool any_explored)
{
    if (place == FEED_NEW) {
        return entry->is_new;
    }
    return place != FEED_CHANCE || !any_explored || (entry->sources & 1u << FEED_EXPLORING) != 0;
}

/* What is drawn goes by lot; else by score, and what is equal in it by lot. Lots differ, as videos
 * do. */
static bool is_better(const struct entry *a, const struct entry *b, enum feed_place place)
{
    if (place == FEED_CHANCE || a->score.sum == b->score.sum) {
        return a->lot < b->lot;
    }
    return a->score.sum > b->score.sum;
}

/* The best of those that cost least. */
static struct choice choose(const struct pool *pool, const struct spacing *spacing,
                            enum feed_place place)
{
    struct choice found = {.entry = NULL};
    bool any_explored = false;
    for (size_t i = 0; i < pool->count && place == FEED_CHANCE; i++) {
        const struct entry *entry = &pool->entries[i];
        any_explored =
            any_explored || (!entry->taken && (entry->sources & 1u << FEED_EXPLORING) != 0);
    }
    for (size_t i = 0; i < pool->count; i++) {
        struct entry *entry = &pool->entries[i];
        if (entry->taken || !fits_place(entry, place, any_explored)) {
            continue;
        }
        bool better = found.entry == NULL || is_better(entry, found.entry, place);
        if (!better && found.cost == 0) {
            continue; /* most of them: what it costs need not be known */
        }
        unsigned cost = spacing_cost(spacing, entry);
        if (found.entry == NULL || cost < found.cost || (cost == found.cost && better)) {
            found = (struct choice){entry, cost};
        }
    }
    return found;
}

/* How many of one kind are to be there by now, and are not. */
static bool is_owed(const struct plan *plan, const struct feed_page *page, enum feed_place kind)
{
    size_t planned = 0;
    size_t there = 0;
    for (size_t i = 0; i <= page->count; i++) {
        planned += plan->at[i] == kind;
    }
    for (size_t i = 0; i < page->count; i++) {
        const struct feed_item *item = &page->items[i];
        there += kind == FEED_NEW ? item->is_new : item->place == kind;
    }
    return there < planned;
}

/* What is owed is put where it costs no more than the best; until then it stays owed. */
static void add_item(const struct plan *plan, struct pool *pool, size_t places, bool seen,
                     struct feed_page *page)
{
    struct spacing spacing;
    spacing_at(&spacing, pool, page, places - page->count);
    struct choice best = choose(pool, &spacing, FEED_RANKED);
    enum feed_place place = seen ? FEED_AGAIN : FEED_RANKED;
    for (enum feed_place kind = FEED_NEW; kind <= FEED_CHANCE && place == FEED_RANKED; kind++) {
        struct choice other = {.entry = NULL};
        if (is_owed(plan, page, kind)) {
            other = choose(pool, &spacing, kind);
        }
        if (other.entry != NULL && other.cost <= best.cost) {
            bool changed = other.entry != best.entry || kind == FEED_CHANCE;
            place = changed ? kind : FEED_RANKED;
            best = other;
            break;
        }
    }
    assert(best.entry != NULL);
    struct entry *entry = best.entry;
    entry->taken = true;
    pool->group_left[entry->group]--;
    page->items[page->count++] = (struct feed_item){.row = entry->row,
                                                    .sources = entry->sources,
                                                    .is_new = entry->is_new,
                                                    .place = place,
                                                    .score = entry->score};
}

static enum feed_page_kind kind_of(const struct feed_request *request, const struct pool *pool,
                                   bool seen)
{
    if (seen) {
        return pool->count == 0 ? FEED_PAGE_EMPTY : FEED_PAGE_AGAIN;
    }
    return pool->count < request->wanted && !request->whole ? FEED_PAGE_MORE : FEED_PAGE_NEW;
}

enum err feed_page_make(const struct feed_request *request, struct arena *scratch,
                        struct feed_page *out_page)
{
    struct pool pool;
    bool seen = false;
    TRY(check(request));
    TRY(pool_fill(&pool, request, false, scratch));
    if (pool.count == 0 && request->whole) {
        seen = true;
        TRY(pool_fill(&pool, request, true, scratch));
    }
    size_t places = pool.count < request->wanted ? pool.count : request->wanted;
    out_page->kind = kind_of(request, &pool, seen);
    out_page->count = 0;
    out_page->candidates = pool.count;
    for (size_t i = 0; i < FEED_DROPS; i++) {
        out_page->dropped[i] = pool.dropped[i];
    }
    if (places > 0) {
        struct plan plan = plan_of(request, places, seen);
        while (out_page->count < places) {
            add_item(&plan, &pool, places, seen, out_page);
        }
    }
    return ERR_OK;
}

static enum feed_source first_source(uint8_t sources)
{
    enum feed_source source = 0;
    while (source < FEED_SOURCES - 1 && (sources & 1u << source) == 0) {
        source++;
    }
    return source;
}

struct feed_why feed_why(const struct feed_item *item)
{
    struct feed_why why = {
        .place = item->place, .source = first_source(item->sources), .term = FEED_TERMS};
    for (enum feed_term term = 0; term < FEED_TERMS && item->place == FEED_RANKED; term++) {
        if (item->score.terms[term] > why.value) {
            why.term = term;
            why.value = item->score.terms[term];
        }
    }
    if (why.term == FEED_TERM_CREATOR) {
        why.key = item->row->facts.keys[0];
    } else if (why.term == FEED_TERM_TAGS) {
        why.key = item->score.tag;
    }
    return why;
}
