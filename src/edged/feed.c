#include "feed.h"

#include "base_limits.h"
#include "base_time.h"

#include <stdlib.h>
#include <string.h>

enum {
    NEWEST_MONTHS = LIMIT_FEED_MONTHS / 2, /* the others are drawn */
    MEMORY = 1024 * 1024, /* places of rows of five sources, and what the library needs: */
    MEMORY_USUAL = 192 * 1024
};

void feed_done(struct feed *feed)
{
    viewer_feed_done(&feed->kept);
    arena_done(&feed->memory);
}

static int by_number(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

/* All months of which there are videos: the newest, then all others as the seed draws them, so that
 * none is out of reach for whoever has not seen all that is new. */
static size_t months_of(const struct feed *feed, uint16_t out[FEED_MONTHS])
{
    uint64_t seed = feed->cursor.seed;
    const struct shelf *shelf = shelf_hold(feed->e->shelf);
    size_t count = shelf_months(shelf, FEED_MONTHS, out);
    shelf_let_go(feed->e->shelf);
    for (size_t i = count; i > NEWEST_MONTHS + 1; i--) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        size_t other = NEWEST_MONTHS + (size_t)((seed >> 33) % (i - NEWEST_MONTHS));
        uint16_t held = out[i - 1];
        out[i - 1] = out[other];
        out[other] = held;
    }
    return count;
}

static size_t take_list(struct feed *feed, size_t count, const struct feed_list *list)
{
    memcpy(feed->off + count, list->people, list->count * sizeof(feed->off[0]));
    return count + list->count;
}

/* Of whom nothing comes. */
static struct feed_ids set_off(struct feed *feed)
{
    size_t count = 1;
    feed->off[0] = feed->viewer->person.user;
    count = take_list(feed, count, &feed->kept.people.muted);
    count = take_list(feed, count, &feed->kept.people.blocked);
    memcpy(feed->off + count, feed->barred, feed->barred_count * sizeof(feed->off[0]));
    count += feed->barred_count;
    qsort(feed->off, count, sizeof(feed->off[0]), by_number);
    return (struct feed_ids){feed->off, count};
}

static void set_filter(struct feed *feed)
{
    struct feed_filter *filter = &feed->request.filter;
    const struct feed_prefs *prefs = &feed->kept.prefs;
    if (feed->viewer != NULL) {
        filter->blocked = set_off(feed);
    }
    filter->hidden = (struct feed_ids){prefs->hidden, prefs->hidden_count};
    for (size_t i = 0; i < prefs->word_count; i++) {
        feed->words[i] = span_of(prefs->words[i].text, prefs->words[i].len);
    }
    filter->words = feed->words;
    filter->word_count = prefs->word_count;
    memcpy(feed->shown, feed->cursor.shown, feed->cursor.count * sizeof(feed->shown[0]));
    qsort(feed->shown, feed->cursor.count, sizeof(feed->shown[0]), by_number);
    filter->shown = (struct feed_ids){feed->shown, feed->cursor.count};
}

/* What the list ends with, as far as it is still there. */
static void set_before(struct feed *feed, const struct shelf *shelf)
{
    const struct feed_cursor *cursor = &feed->cursor;
    size_t from = cursor->count < FEED_WINDOW - 1 ? 0 : cursor->count - (FEED_WINDOW - 1);
    feed->request.before_count = 0;
    for (size_t i = from; i < cursor->count; i++) {
        const struct feed_row *row = shelf_find(shelf, cursor->shown[i]);
        if (row != NULL) {
            feed->before[feed->request.before_count++] = *row;
        }
    }
    feed->request.before = feed->before;
}

static void set_request(struct feed *feed, const struct shelf *shelf)
{
    struct feed_request *request = &feed->request;
    request->view.model = &feed_model_1;
    request->view.prior = shelf_prior(shelf);
    request->view.state = &feed->kept.state;
    request->view.followed = feed->followed;
    request->view.now_ms = time_wall_ms();
    request->seed = feed->cursor.seed + feed->cursor.page;
    request->wanted = FEED_PAGE_ITEMS;
    feed->newest = feed->kept.prefs.order == FEED_ORDER_NEWEST;
    set_filter(feed);
    set_before(feed, shelf);
}

/* In their own order, by their viewer's wish: nothing is ranked, and nothing is kept apart; what
 * was seen neither. */
static void make_newest(struct feed *feed)
{
    enum feed_source source = feed->again ? FEED_EXPLORING : FEED_FRESH;
    const struct feed_rows *rows = &feed->request.sources[source];
    struct feed_page *page = &feed->page;
    memset(page, 0, sizeof(*page));
    while (page->count < rows->count && page->count < feed->request.wanted) {
        struct feed_item *item = &page->items[page->count];
        item->row = rows->rows[page->count];
        item->sources = (uint8_t)(1u << source);
        item->place = feed->again ? FEED_AGAIN : FEED_NEW;
        feed_score(&feed->request.view, item->row, &item->score);
        page->count++;
    }
    page->kind = feed->again && page->count == 0                              ? FEED_PAGE_EMPTY
                 : feed->again                                                ? FEED_PAGE_AGAIN
                 : page->count < feed->request.wanted && !feed->request.whole ? FEED_PAGE_MORE
                                                                              : FEED_PAGE_NEW;
}

static enum err pick_rows(struct feed *feed, const struct shelf *shelf, bool again)
{
    struct feed_pick pick = {
        .shelf = shelf,
        .months = feed->viewer == NULL ? NULL : feed->kept.months,
        .newest = feed->newest,
        .again = again,
    };
    feed->again = again;
    arena_clear(&feed->memory);
    return feed_pick(&pick, &feed->memory, &feed->request);
}

static size_t rows_of(const struct feed *feed)
{
    return feed->request.sources[feed->again ? FEED_EXPLORING : FEED_FRESH].count;
}

/* Nothing is left that was not seen: what was; if all of that was shown in this sitting, all of it
 * another time. */
static enum err begin_again(struct feed *feed, const struct shelf *shelf)
{
    TRY(pick_rows(feed, shelf, true));
    if (rows_of(feed) > 0 || feed->cursor.count == 0) {
        return ERR_OK;
    }
    feed->cursor.again = true;
    feed->cursor.count = 0;
    set_request(feed, shelf);
    TRY(pick_rows(feed, shelf, false));
    return rows_of(feed) > 0 ? ERR_OK : pick_rows(feed, shelf, true);
}

/* It is new only to those who do not know what they were shown. */
static void say_again(struct feed_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        page->items[i].place = FEED_AGAIN;
    }
    page->kind = page->count > 0 ? FEED_PAGE_AGAIN : page->kind;
}

/* What is on the page is kept, as the shelf may change once it is let go. */
static void keep_rows(struct feed *feed)
{
    for (size_t i = 0; i < feed->page.count; i++) {
        feed->rows[i] = *feed->page.items[i].row;
        feed->page.items[i].row = &feed->rows[i];
    }
}

/* With the shelf held. out_enough: false: more months may have more. */
static enum err make(struct feed *feed, const struct shelf *shelf, bool *out_enough)
{
    set_request(feed, shelf);
    TRY(pick_rows(feed, shelf, false));
    *out_enough = feed->all || rows_of(feed) >= feed->request.wanted;
    if (!*out_enough) {
        return ERR_OK;
    }
    if (rows_of(feed) == 0) {
        TRY(begin_again(feed, shelf));
    }
    feed->request.whole = feed->request.whole && feed->all;
    if (feed->newest) {
        make_newest(feed);
    } else {
        TRY(feed_page_make(&feed->request, &feed->memory, &feed->page));
    }
    if (feed->cursor.again) {
        say_again(&feed->page);
    }
    keep_rows(feed);
    return ERR_OK;
}

/* More of what was seen, by months. */
static enum err read_more(struct feed *feed)
{
    size_t left = feed->month_count - feed->months_read;
    size_t more = left < LIMIT_FEED_MONTHS ? left : LIMIT_FEED_MONTHS;
    bool fits = feed->kept.state.set_count <= FEED_SETS - 2 * LIMIT_FEED_MONTHS * FEED_PLACES;
    if (feed->viewer != NULL && fits) {
        TRY(viewer_feed_read(feed->viewer, feed->months + feed->months_read, more, &feed->kept));
    }
    feed->months_read = feed->kept.whole ? feed->month_count : feed->months_read + more;
    feed->all = feed->months_read == feed->month_count || feed->viewer == NULL || !fits;
    return ERR_OK;
}

enum err feed_make(struct feed *feed)
{
    feed->memory.max = MEMORY;
    feed->memory.block = MEMORY_USUAL;
    feed->month_count = months_of(feed, feed->months);
    TRY(read_more(feed));
    return feed_remake(feed);
}

bool feed_bar(struct feed *feed, int64_t creator)
{
    for (size_t i = 0; i < feed->barred_count; i++) {
        if (feed->barred[i] == creator) {
            return false;
        }
    }
    if (feed->barred_count == FEED_BARRED) {
        return false;
    }
    feed->barred[feed->barred_count++] = creator;
    return true;
}

enum err feed_remake(struct feed *feed)
{
    for (;;) {
        bool enough = false;
        const struct shelf *shelf = shelf_hold(feed->e->shelf);
        enum err err = make(feed, shelf, &enough);
        shelf_let_go(feed->e->shelf);
        TRY(err);
        if (enough) {
            return ERR_OK;
        }
        TRY(read_more(feed));
    }
}

static bool is_kept(const struct feed *feed, int64_t video)
{
    return feed->again || !feed_state_has(&feed->kept.state, FEED_SEEN, video);
}

void feed_next(const struct feed *feed, struct feed_cursor *out_cursor)
{
    int64_t all[LIMIT_FEED_SHOWN + LIMIT_FEED_PAGE];
    size_t count = 0;
    const struct feed_cursor *cursor = &feed->cursor;
    for (size_t i = 0; i < cursor->count; i++) {
        bool ends = i + FEED_WINDOW > cursor->count;
        bool comes = false;
        for (size_t k = 0; k < feed->page.count; k++) {
            comes = comes || feed->page.items[k].row->facts.video == cursor->shown[i];
        }
        if (!comes && (ends || is_kept(feed, cursor->shown[i]))) {
            all[count++] = cursor->shown[i];
        }
    }
    for (size_t i = 0; i < feed->page.count; i++) {
        all[count++] = feed->page.items[i].row->facts.video;
    }
    size_t from = count > LIMIT_FEED_SHOWN ? count - LIMIT_FEED_SHOWN : 0;
    *out_cursor = (struct feed_cursor){.again = cursor->again,
                                       .seed = cursor->seed,
                                       .page = (uint16_t)(cursor->page + 1),
                                       .count = count - from};
    memcpy(out_cursor->shown, all + from, out_cursor->count * sizeof(all[0]));
}
