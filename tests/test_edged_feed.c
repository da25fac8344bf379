/*
 * Pages of "For You" as edged makes them: from a real store, with a viewer's state that a played
 * custodian opens.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_time.h"
#include "feed.h"
#include "play_viewer.h"
#include "store_leave.h"

enum { MONTHS = 3, OF_MONTH = 15, VIDEOS = MONTHS * OF_MONTH, AUTHORS = 9, FIRST_AUTHOR = 100 };

/* The n-th video, of months that are past. */
static int64_t video_at(int n)
{
    int64_t day = (int64_t)feed_day(id_new()) - 62 + 31 * (n % MONTHS);
    return (day * INT64_C(86400000) << 22) + n + 1;
}

static void fill(void)
{
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    for (int i = 0; i < AUTHORS; i++) {
        char script[200];
        (void)snprintf(script, sizeof(script),
                       "INSERT INTO person (id, handle, created_ms) VALUES (%d, 'author_%d', 5)",
                       FIRST_AUTHOR + i, i);
        assert_int_equal(db_script(db, script), ERR_OK);
    }
    for (int i = 0; i < VIDEOS; i++) {
        char script[600];
        (void)snprintf(
            script, sizeof(script),
            "INSERT INTO video (id, person_id, title, state, rest, original, original_bytes, "
            "tries, "
            "due_ms, started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, "
            "duration_ms, audio, blurhash, strip_columns, strip_rows, strip_count, strip_width, "
            "strip_height, watches) VALUES (%lld, %d, 'No. %d #Tag%d', 'public', 'none', NULL, 9, "
            "0, "
            "0, 5, 0, 0, '', 300, %lld, 4000, 1, '', 0, 0, 0, 0, 0, 0)",
            (long long)video_at(i), FIRST_AUTHOR + i % AUTHORS, i, i % 4,
            (long long)(time_wall_ms() - 1000 * i));
        assert_int_equal(db_script(db, script), ERR_OK);
    }
    assert_int_equal(shelf_load(edged.shelf), ERR_OK);
}

static int setup_filled(void **state)
{
    int err = setup(state);
    fill();
    return err;
}

/* One sitting: page after page. */
struct sitting {
    const struct viewer *viewer; /* NULL: a stranger */
    struct feed_cursor cursor;
    enum feed_page_kind kind;
    size_t count;
    int64_t videos[LIMIT_FEED_PAGE];
    int64_t authors[LIMIT_FEED_PAGE];
};

static void next_page(struct sitting *s)
{
    AUTO(feed) struct feed feed = {.e = &edged, .viewer = s->viewer, .cursor = s->cursor};
    assert_int_equal(feed_make(&feed), ERR_OK);
    feed_next(&feed, &s->cursor);
    s->kind = feed.page.kind;
    s->count = feed.page.count;
    for (size_t i = 0; i < s->count; i++) {
        s->videos[i] = feed.page.items[i].row->facts.video;
        s->authors[i] = feed.page.items[i].row->person;
    }
}

static void note_watch(struct viewer *v, int64_t video)
{
    static int64_t at_ms = 1000;
    struct feed_delta delta = {
        .number = id_new(), .what = FEED_WATCHES, .count = 1, .watches = {{video, at_ms++, 4000}}};
    bool many = false;
    assert_int_equal(viewer_note(v, &delta, &many), ERR_OK);
    assert_int_equal(many ? viewer_fold(v, NULL) : ERR_OK, ERR_OK);
}

static size_t times_in(const int64_t *videos, size_t count, int64_t video)
{
    size_t times = 0;
    for (size_t i = 0; i < count; i++) {
        times += videos[i] == video;
    }
    return times;
}

/* Of each page only every other video is reported as watched. */
static void nothing_comes_twice_until_all_was_seen_also_if_it_was_not_reported(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s = {.viewer = &ada, .cursor = {.seed = 7}};
    int64_t all[VIDEOS];
    size_t count = 0;
    while (count < VIDEOS) {
        next_page(&s);
        assert_int_equal(s.kind, FEED_PAGE_NEW);
        assert_true(s.count == 10 || count + s.count == VIDEOS);
        for (size_t i = 0; i < s.count; i++) {
            assert_int_equal(times_in(all, count, s.videos[i]), 0);
            all[count++] = s.videos[i];
            if (i % 2 == 0) {
                note_watch(&ada, s.videos[i]);
            }
        }
    }
    next_page(&s);
    assert_int_equal(s.kind, FEED_PAGE_AGAIN);
    assert_int_equal(s.count, 10);
    int64_t again[10];
    memcpy(again, s.videos, sizeof(again));
    next_page(&s);
    assert_int_equal(s.kind, FEED_PAGE_AGAIN);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(times_in(s.videos, s.count, again[i]), 0);
    }
}

/* More than one set holds, by numbers so close that it is as short as a full one can be. */
static void what_was_seen_in_a_full_month_does_not_come_either(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s = {.viewer = &ada, .cursor = {.seed = 7}};
    int64_t next = video_at(0) + VIDEOS;
    for (int64_t i = 0; i < FEED_SET_MAX / FEED_WATCHES_MAX; i++) {
        struct feed_delta delta = {
            .number = id_new(), .what = FEED_WATCHES, .count = FEED_WATCHES_MAX};
        bool many = false;
        for (size_t k = 0; k < FEED_WATCHES_MAX; k++) {
            delta.watches[k] = (struct feed_watch){next++, 1, 4000};
        }
        assert_int_equal(viewer_note(&ada, &delta, &many), ERR_OK);
        assert_int_equal(many ? viewer_fold(&ada, NULL) : ERR_OK, ERR_OK);
    }
    for (int i = 0; i < OF_MONTH; i++) {
        note_watch(&ada, video_at(i * MONTHS));
    }
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    for (size_t count = 0; count < VIDEOS - OF_MONTH; count += s.count) {
        next_page(&s);
        assert_int_equal(s.kind, FEED_PAGE_NEW);
        for (int i = 0; i < OF_MONTH; i++) {
            assert_int_equal(times_in(s.videos, s.count, video_at(i * MONTHS)), 0);
        }
    }
}

/* What one device has watched does not come on the other; and nobody else's watching matters. */
static void two_devices_and_another_viewer(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    struct sitting phone = {.viewer = &ada, .cursor = {.seed = 1}};
    struct sitting desk = {.viewer = &ada, .cursor = {.seed = 2}};
    struct sitting other = {.viewer = &ben, .cursor = {.seed = 1}};
    next_page(&phone);
    for (size_t i = 0; i < phone.count; i++) {
        note_watch(&ada, phone.videos[i]);
    }
    next_page(&desk);
    next_page(&other);
    for (size_t i = 0; i < phone.count; i++) {
        assert_int_equal(times_in(desk.videos, desk.count, phone.videos[i]), 0);
        assert_int_equal(times_in(other.videos, other.count, phone.videos[i]), 1);
    }
}

static void a_stranger_has_pages_without_anything_being_kept(void **state)
{
    (void)state;
    struct sitting s = {.cursor = {.seed = 3}};
    int64_t all[VIDEOS];
    for (size_t count = 0; count < VIDEOS; count += s.count) {
        next_page(&s);
        assert_int_equal(s.kind, FEED_PAGE_NEW);
        for (size_t i = 0; i < s.count; i++) {
            assert_int_equal(times_in(all, count, s.videos[i]), 0);
            all[count + i] = s.videos[i];
        }
    }
    next_page(&s);
    assert_int_equal(s.kind, FEED_PAGE_AGAIN);
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db), ERR_OK);
    assert_int_equal(db_query_start(db, "SELECT count(*) FROM viewer_part", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    assert_int_equal(db_column_i64(&q, 0), 0);
}

static void videos_of_whom_one_follows_come_first_of_what_is_alike(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    int64_t people[] = {FIRST_AUTHOR + 1, FIRST_AUTHOR + 5};
    AUTO(feed)
    struct feed feed = {
        .e = &edged, .viewer = &ada, .cursor = {.seed = 4}, .followed = {people, 2}};
    size_t found = 0;
    assert_int_equal(feed_make(&feed), ERR_OK);
    for (size_t i = 0; i < feed.page.count; i++) {
        const struct feed_item *item = &feed.page.items[i];
        bool is_followed = item->row->person == people[0] || item->row->person == people[1];
        bool by_source = (item->sources & 1u << FEED_FOLLOWING) != 0;
        assert_int_equal(item->score.terms[FEED_TERM_FOLLOWED] > 0, is_followed);
        assert_true(is_followed || !by_source);
        found += by_source;
        if (by_source) {
            assert_int_equal(feed_why(item).source, FEED_FOLLOWING);
        }
    }
    assert_in_range(found, 2, 4); /* two of each are picked; creators stand apart */
}

/* ---- wishes */

struct wish {
    int64_t hide;
    int64_t show;
    const char *word;
    int order; /* -1: as it is */
};

static enum err wish_for(struct feed_prefs *prefs, void *context)
{
    const struct wish *wish = context;
    if (wish->show != 0) {
        feed_prefs_show(prefs, wish->show);
    }
    if (wish->order >= 0) {
        prefs->order = (uint8_t)wish->order;
    }
    TRY(wish->hide == 0 ? ERR_OK : feed_prefs_hide(prefs, wish->hide));
    return wish->word == NULL ? ERR_OK : feed_prefs_word(prefs, span_text(wish->word));
}

static void wish(const struct viewer *v, struct wish wish)
{
    assert_int_equal(viewer_prefs_change(v, wish_for, &wish), ERR_OK);
}

/* All that comes before "again". */
static size_t all_of(const struct viewer *v, struct sitting *s, int64_t *authors, int64_t *videos)
{
    size_t count = 0;
    *s = (struct sitting){.viewer = v, .cursor = {.seed = 5}};
    next_page(s);
    while (s->kind == FEED_PAGE_NEW) {
        for (size_t i = 0; i < s->count; i++) {
            authors[count] = s->authors[i];
            videos[count++] = s->videos[i];
        }
        next_page(s);
    }
    return count;
}

static void a_wish_holds_at_once_and_can_be_taken_back(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s;
    int64_t authors[VIDEOS];
    int64_t videos[VIDEOS];
    wish(&ada, (struct wish){.hide = FIRST_AUTHOR + 2, .order = -1});
    assert_int_equal(all_of(&ada, &s, authors, videos), VIDEOS - VIDEOS / AUTHORS);
    assert_int_equal(times_in(authors, VIDEOS - VIDEOS / AUTHORS, FIRST_AUTHOR + 2), 0);
    wish(&ada, (struct wish){.show = FIRST_AUTHOR + 2, .order = -1});
    assert_int_equal(all_of(&ada, &s, authors, videos), VIDEOS);
    wish(&ada, (struct wish){.word = "#TAG1", .order = -1});
    size_t count = all_of(&ada, &s, authors, videos);
    assert_int_equal(count, VIDEOS - VIDEOS / 4);
    for (int i = 1; i < VIDEOS; i += 4) {
        assert_int_equal(times_in(videos, count, video_at(i)), 0);
    }
}

static enum err listed_for(struct feed_people *people, void *context)
{
    const int64_t *wish = context; /* muted, blocked */
    *people = (struct feed_people){{0}, {0}};
    TRY(wish[0] == 0 ? ERR_OK : feed_list_add(&people->muted, wish[0]));
    return wish[1] == 0 ? ERR_OK : feed_list_add(&people->blocked, wish[1]);
}

static void nothing_comes_of_who_is_muted_or_blocked(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s;
    int64_t authors[VIDEOS];
    int64_t videos[VIDEOS];
    size_t left = VIDEOS - 2 * (VIDEOS / AUTHORS);
    int64_t both[2] = {FIRST_AUTHOR + 2, FIRST_AUTHOR + 1};
    int64_t none[2] = {0, 0};
    assert_int_equal(viewer_people_change(&ada, listed_for, both), ERR_OK);
    assert_int_equal(all_of(&ada, &s, authors, videos), left);
    assert_int_equal(times_in(authors, left, both[0]), 0);
    assert_int_equal(times_in(authors, left, both[1]), 0);
    assert_int_equal(viewer_people_change(&ada, listed_for, none), ERR_OK);
    assert_int_equal(all_of(&ada, &s, authors, videos), VIDEOS);
}

static void the_newest_come_in_their_order_if_one_wishes(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s;
    int64_t authors[VIDEOS];
    int64_t videos[VIDEOS];
    wish(&ada, (struct wish){.order = FEED_ORDER_NEWEST});
    assert_int_equal(all_of(&ada, &s, authors, videos), VIDEOS);
    for (int i = 0; i < VIDEOS; i++) {
        assert_int_equal(videos[i], video_at(i));
    }
}

static void what_was_seen_comes_the_newest_first_again_if_one_wishes(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s = {.viewer = &ada, .cursor = {.seed = 5}};
    wish(&ada, (struct wish){.order = FEED_ORDER_NEWEST});
    for (int i = 0; i < VIDEOS; i++) {
        note_watch(&ada, video_at((i * 7) % VIDEOS));
    }
    for (int round = 0; round < 2; round++) {
        for (int count = 0; count < VIDEOS; count += (int)s.count) {
            next_page(&s);
            assert_int_equal(s.kind, FEED_PAGE_AGAIN);
            for (size_t i = 0; i < s.count; i++) {
                assert_int_equal(s.videos[i], video_at(count + (int)i));
            }
        }
    }
}

static void ones_own_videos_do_not_come(void **state)
{
    (void)state;
    struct viewer author = viewer_of(FIRST_AUTHOR + 3 - FIRST_AUTHOR);
    struct sitting s;
    int64_t authors[VIDEOS];
    int64_t videos[VIDEOS];
    author.person.user = FIRST_AUTHOR + 3;
    assert_int_equal(all_of(&author, &s, authors, videos), VIDEOS - VIDEOS / AUTHORS);
    assert_int_equal(times_in(authors, VIDEOS - VIDEOS / AUTHORS, FIRST_AUTHOR + 3), 0);
}

static void not_interested_holds_at_once_and_can_be_taken_back(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct sitting s;
    int64_t authors[VIDEOS];
    int64_t videos[VIDEOS];
    struct feed_delta unwanted = {.number = id_new(),
                                  .what = FEED_NOT_INTERESTED,
                                  .count = 1,
                                  .watches = {{video_at(4), 5, 0}}};
    struct feed_delta wanted = unwanted;
    wanted.what = FEED_INTERESTED;
    assert_int_equal(viewer_fold(&ada, &unwanted), ERR_OK);
    assert_int_equal(all_of(&ada, &s, authors, videos), VIDEOS - 1);
    assert_int_equal(times_in(videos, VIDEOS - 1, video_at(4)), 0);
    assert_int_equal(viewer_fold(&ada, &wanted), ERR_OK);
    assert_int_equal(all_of(&ada, &s, authors, videos), VIDEOS);
}

static void nobody_says_more_than_once_that_they_are_not_interested(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct store_row row;
    for (int i = 0; i < 7; i++) {
        struct feed_delta delta = {.number = id_new(),
                                   .what = i % 2 == 0 ? FEED_NOT_INTERESTED : FEED_RESET,
                                   .count = 1,
                                   .watches = {{i % 2 == 0 ? video_at(4) : 0, 5, 0}}};
        assert_int_equal(viewer_fold(&ada, &delta), ERR_OK);
    }
    assert_int_equal(counts_flush(edged.counts), ERR_OK);
    assert_int_equal(store_shelf_get(edged.store, video_at(4), &row), ERR_OK);
    assert_int_equal(row.unwanted, 1);
}

/* ---- the shelf */

static void the_shelf_follows_what_changes(void **state)
{
    (void)state;
    struct store_row row;
    int64_t video = video_at(2);
    const struct shelf *shelf = shelf_hold(edged.shelf);
    uint64_t tag = feed_key_tag(span_text("tag2"));
    size_t before = shelf_of(shelf, tag).count;
    assert_int_equal(shelf_newest(shelf).count, VIDEOS);
    assert_true(span_is(shelf_find(shelf, video)->title, "no. 2 #tag2"));
    shelf_let_go(edged.shelf);
    assert_int_equal(
        store_video_title(edged.store, FIRST_AUTHOR + 2, video, span_text("ÄNDERUNG #Neu")),
        ERR_OK);
    shelf_look(edged.shelf, video);
    shelf_hold(edged.shelf);
    assert_int_equal(shelf_of(shelf, feed_key_tag(span_text("neu"))).count, 1);
    assert_true(span_is(shelf_find(shelf, video)->title, "änderung #neu"));
    assert_int_equal(shelf_of(shelf, tag).count, before); /* with one that is gone */
    shelf_let_go(edged.shelf);
    assert_int_equal(store_video_remove(edged.store, FIRST_AUTHOR + 2, video), ERR_OK);
    assert_int_equal(store_shelf_get(edged.store, video, &row), ERR_NOT_FOUND);
    assert_int_equal(shelf_load(edged.shelf), ERR_OK); /* this round had it already, the next not */
    assert_int_equal(shelf_load(edged.shelf), ERR_OK);
    shelf_hold(edged.shelf);
    assert_null(shelf_find(shelf, video));
    assert_non_null(shelf_find(shelf, video_at(3)));
    shelf_let_go(edged.shelf);
}

/* Of ten in a row, whatever page they are on. */
static void two_of_ten_are_called_the_same_by_their_sound_at_most(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = NULL;
    struct viewer ada = viewer_of(ADA);
    struct sitting s = {.viewer = &ada, .cursor = {.seed = 7}};
    int64_t same[VIDEOS / 5];
    int64_t all[VIDEOS];
    size_t count = 0;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    for (int i = 0; i < VIDEOS / 5; i++) {
        char script[100];
        same[i] = video_at(i);
        (void)snprintf(script, sizeof(script), "UPDATE video SET sound = '%s' WHERE id = %lld",
                       i % 2 == 0 ? "A Song" : "a song", (long long)same[i]);
        assert_int_equal(db_script(db, script), ERR_OK);
        shelf_look(edged.shelf, same[i]);
    }
    for (; count + 10 <= VIDEOS; count += s.count) {
        next_page(&s);
        memcpy(all + count, s.videos, s.count * sizeof(all[0]));
    }
    for (size_t i = 0; i + 10 <= VIDEOS / 2; i++) {
        size_t found = 0;
        for (size_t k = i; k < i + 10; k++) {
            found += times_in(same, VIDEOS / 5, all[k]);
        }
        assert_true(found <= 2);
    }
}

/* Who makes a thousand in a row does not keep out who made one before them. */
static void a_flood_of_one_creator_leaves_room_for_a_new_one(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = NULL;
    char script[900];
    int64_t now_ms = time_wall_ms();
    int64_t first = video_at(0) + 100;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    (void)snprintf(
        script, sizeof(script),
        "CREATE TEMP TABLE n (i INTEGER); WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 "
        "FROM c WHERE i < 1000) INSERT INTO n SELECT i FROM c; DELETE FROM video; "
        "INSERT INTO video (id, person_id, title, state, rest, original, original_bytes, tries, "
        "due_ms, started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, "
        "duration_ms, audio, blurhash, strip_columns, strip_rows, strip_count, strip_width, "
        "strip_height, watches) SELECT %lld + i, CASE WHEN i = 0 THEN %d ELSE %d END, 'One', "
        "'public', 'none', NULL, 9, 0, 0, 5, 0, 0, '', 300, %lld + i, 4000, 1, '', 0, 0, 0, 0, 0, "
        "0 FROM n",
        (long long)first, FIRST_AUTHOR, FIRST_AUTHOR + 1, (long long)now_ms - 60000);
    assert_int_equal(db_script(db, script), ERR_OK);
    assert_int_equal(shelf_load(edged.shelf), ERR_OK);
    assert_int_equal(shelf_load(edged.shelf), ERR_OK);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct sitting s = {.cursor = {.seed = seed}};
        next_page(&s);
        assert_int_equal(s.count, 10);
        assert_int_equal(times_in(s.videos, s.count, first), 1);
    }
}

static void what_is_watched_lately_trends(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    struct feed_counts counts = {.watches = 0};
    note_watch(&ada, video_at(30));
    note_watch(&ben, video_at(30));
    note_watch(&ben, video_at(20));
    note_watch(&ben, video_at(20));
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    assert_int_equal(viewer_fold(&ben, NULL), ERR_OK);
    assert_int_equal(counts_flush(edged.counts), ERR_OK);
    const struct shelf *shelf = shelf_hold(edged.shelf);
    struct shelf_list trending = shelf_trending(shelf);
    assert_int_equal(shelf_row(shelf, trending.at[0])->facts.video, video_at(30));
    assert_int_equal(shelf_row(shelf, trending.at[1])->facts.video, video_at(20));
    counts = shelf_row(shelf, trending.at[0])->counts;
    assert_int_equal(counts.watches, 2);
    assert_int_equal(counts.shares, 2000);
    assert_int_equal(counts.finished, 2);
    counts = shelf_row(shelf, trending.at[1])->counts;
    assert_int_equal(counts.watches, 1);
    shelf_let_go(edged.shelf);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup_filled, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nothing_comes_twice_until_all_was_seen_also_if_it_was_not_reported),
        CASE(what_was_seen_in_a_full_month_does_not_come_either),
        CASE(two_devices_and_another_viewer),
        CASE(a_stranger_has_pages_without_anything_being_kept),
        CASE(videos_of_whom_one_follows_come_first_of_what_is_alike),
        CASE(nothing_comes_of_who_is_muted_or_blocked),
        CASE(a_wish_holds_at_once_and_can_be_taken_back),
        CASE(the_newest_come_in_their_order_if_one_wishes),
        CASE(what_was_seen_comes_the_newest_first_again_if_one_wishes),
        CASE(ones_own_videos_do_not_come),
        CASE(not_interested_holds_at_once_and_can_be_taken_back),
        CASE(nobody_says_more_than_once_that_they_are_not_interested),
        CASE(the_shelf_follows_what_changes),
        CASE(a_flood_of_one_creator_leaves_room_for_a_new_one),
        CASE(two_of_ten_are_called_the_same_by_their_sound_at_most),
        CASE(what_is_watched_lately_trends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
