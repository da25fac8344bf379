/*
 * What is kept sealed of a viewer: noted, folded, read; with failures and races at every step. The
 * store is real; a custodian is played here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "play_viewer.h"
#include "viewer_feed.h"
#include "watch_event.h"

/* The n-th video of a month. */
static int64_t video_of(int64_t month, int64_t number)
{
    return ((month * 31 + 5) * INT64_C(86400000) << 22) + number;
}

static struct feed_delta watch_of(int64_t video, int64_t at_ms)
{
    return (struct feed_delta){
        .number = id_new(), .what = FEED_WATCHES, .count = 1, .watches = {{video, at_ms, 100}}};
}

static struct feed_delta act_of(uint8_t what, int64_t video)
{
    return (struct feed_delta){
        .number = id_new(), .what = what, .count = 1, .watches = {{video, 5, 0}}};
}

static bool note(struct viewer *v, int64_t video, int64_t at_ms)
{
    struct feed_delta delta = watch_of(video, at_ms);
    bool many = false;
    assert_int_equal(viewer_note(v, &delta, &many), ERR_OK);
    return many;
}

/* Whether exactly the watches 0 … count - 1 are there, each once. */
static void has_watches(const struct viewer *v, int64_t count)
{
    static struct feed_hot hot;
    assert_int_equal(viewer_recent(v, &hot), ERR_OK);
    assert_int_equal(hot.recent_count, count);
    for (int64_t i = 0; i < count; i++) {
        assert_int_equal(hot.recent[i].at_ms, count - 1 - i);
    }
}

static int64_t rows(const char *query)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db), ERR_OK);
    assert_int_equal(db_query_start(db, query, &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return db_column_i64(&q, 0);
}

static void run(const char *script)
{
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, script), ERR_OK);
}

static void put_video(int64_t id)
{
    char script[512];
    (void)snprintf(
        script, sizeof(script),
        "INSERT INTO person (id, handle, created_ms) VALUES (1, 'mira', 5) ON CONFLICT DO NOTHING;"
        "INSERT INTO video (id, person_id, title, state, rest, original_bytes, tries, due_ms,"
        " started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms,"
        " duration_ms, audio, blurhash, strip_columns, strip_rows, strip_count, strip_width,"
        " strip_height, watches) VALUES (%lld, 1, 'Shown #cat', 'public', 'none', 9, 0, 0, 5, 0, 0,"
        " '', 300, 333, 4000, 1, '', 0, 0, 0, 0, 0, 0)",
        (long long)id);
    run(script);
}

static int64_t likes_of(int64_t id)
{
    struct store_video video;
    assert_int_equal(counts_flush(edged.counts), ERR_OK);
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    return video.likes;
}

static bool likes(const struct viewer *v, int64_t video)
{
    AUTO(feed_state) struct feed_state found = {.set_count = 0};
    uint16_t month = feed_month(video);
    assert_int_equal(viewer_likes(v, &month, 1, &found), ERR_OK);
    return feed_state_has(&found, FEED_LIKES, video);
}

/* ---- tests */

static void a_name_is_written_to_the_byte(void **state)
{
    (void)state;
    /* SHA-256 of "vitrine viewer 1", NUL, 00 01 … 0f, 03, 00 00 00 5d */
    static const uint8_t golden[STORE_NAME] = {0x9c, 0x8b, 0x9d, 0xba, 0x59, 0x66, 0x2e, 0x6d,
                                               0x29, 0x8a, 0x08, 0x15, 0x5d, 0x12, 0x84, 0x5e};
    uint8_t locker[ASK_LOCKER];
    for (uint8_t i = 0; i < ASK_LOCKER; i++) {
        locker[i] = i;
    }
    struct store_name name = viewer_name(locker, FEED_SEEN, 0x5d);
    assert_memory_equal(name.bytes, golden, STORE_NAME);
}

static void a_watch_is_in_the_history_before_and_after_it_is_folded(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    for (int64_t i = 0; i < 3 * LIMIT_FOLD_AT; i++) {
        bool many = note(&ada, video_of(20 + i % 3, i), i);
        assert_int_equal(many, i % LIMIT_FOLD_AT == LIMIT_FOLD_AT - 1);
        has_watches(&ada, i + 1);
        if (many) {
            assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
            has_watches(&ada, i + 1);
            assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 1); /* the hot part */
        }
    }
    has_watches(&ben, 0);
}

/* By one ask; who has no session any more is refused, and nobody else for it. */
static void what_several_watched_is_noted_together_and_each_under_their_own_names(void **state)
{
    (void)state;
    enum { ALL = 4 };
    struct viewer viewers[ALL] = {viewer_of(ADA), viewer_of(NOBODY), viewer_of(BEN),
                                  viewer_of(ADA)};
    struct feed_delta deltas[ALL];
    struct viewer_note notes[ALL];
    for (size_t i = 0; i < ALL; i++) {
        deltas[i] = watch_of(video_of(20, 1), i == 3 ? 1 : 0);
        notes[i] = (struct viewer_note){.viewer = &viewers[i], .delta = &deltas[i]};
    }
    atomic_store(&fails_at, 2); /* a second ask would fail */
    viewer_note_each(&edged, notes, ALL);
    atomic_store(&fails_at, 0);
    for (size_t i = 0; i < ALL; i++) {
        assert_int_equal(notes[i].err, i == 1 ? ERR_DENIED : ERR_OK);
        assert_false(notes[i].many);
    }
    assert_int_equal(viewers[0].person.user, ADA);
    assert_int_equal(viewers[2].person.user, BEN);
    has_watches(&viewers[0], 2);
    has_watches(&viewers[2], 1);
    atomic_store(&fails_at, 1);
    viewer_note_each(&edged, notes, ALL);
    for (size_t i = 0; i < ALL; i++) {
        assert_int_equal(notes[i].err, ERR_LIMIT);
    }
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 3);
}

static void an_ask_that_fails_at_any_step_loses_and_doubles_nothing(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    put_video(video_of(20, 1));
    for (int64_t i = 0; i < LIMIT_FOLD_AT; i++) {
        (void)note(&ada, video_of(20 + i % 3, i), i);
    }
    struct feed_delta like = act_of(FEED_LIKE, video_of(20, 1));
    enum err err = ERR_LIMIT;
    int steps = 0;
    while (err != ERR_OK) {
        steps++;
        assert_in_range(steps, 1, 10);
        atomic_store(&fails_at, steps);
        err = viewer_fold(&ada, &like);
        assert_true(err == ERR_OK || err == ERR_LIMIT);
        atomic_store(&fails_at, 0);
        has_watches(&ada, LIMIT_FOLD_AT);
        assert_int_equal(likes(&ada, video_of(20, 1)), err == ERR_OK);
        assert_int_equal(likes_of(video_of(20, 1)), err == ERR_OK);
    }
    assert_true(steps > 2); /* an open and a seal failed */
}

static void a_write_that_fails_loses_and_doubles_nothing(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    put_video(video_of(20, 1));
    (void)note(&ada, video_of(20, 1), 0);
    (void)note(&ada, video_of(21, 1), 1);
    /* The engine refuses the third statement of the swap, after two that it took. */
    run("CREATE TRIGGER fails BEFORE DELETE ON viewer_part BEGIN SELECT RAISE(FAIL, 'no'); END");
    struct feed_delta like = act_of(FEED_LIKE, video_of(20, 1));
    assert_int_equal(viewer_fold(&ada, &like), ERR_BUSY);
    has_watches(&ada, 2);
    assert_false(likes(&ada, video_of(20, 1)));
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 2);
    run("DROP TRIGGER fails");
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    has_watches(&ada, 2);
    assert_true(likes(&ada, video_of(20, 1)));
    assert_int_equal(likes_of(video_of(20, 1)), 1);
}

/* Another device of ada's: watches, folds and likes, all of it while the first is about to. */
static void other_device(void)
{
    struct viewer ada = viewer_of(ADA);
    struct feed_delta like = act_of(FEED_LIKE, video_of(20, 1));
    (void)note(&ada, video_of(22, 5), 2);
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
}

static void of_two_devices_at_once_the_slower_begins_again(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    put_video(video_of(20, 1));
    (void)note(&ada, video_of(20, 1), 0);
    (void)note(&ada, video_of(21, 1), 1);
    struct feed_delta like = act_of(FEED_LIKE, video_of(20, 1));
    atomic_store(&before_seal, other_device);
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    has_watches(&ada, 3);
    assert_true(likes(&ada, video_of(20, 1)));
    assert_int_equal(likes_of(video_of(20, 1)), 1);
}

/* Nothing waits that only one of them could fold: they meet in the rows that are there. */
static void of_two_devices_that_change_the_same_rows_neither_is_lost(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    for (int64_t i = 1; i <= 3; i++) {
        put_video(video_of(20, i));
    }
    struct feed_delta like = act_of(FEED_LIKE, video_of(20, 3));
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    like = act_of(FEED_LIKE, video_of(20, 2));
    atomic_store(&before_seal, other_device);
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    for (int64_t i = 1; i <= 3; i++) {
        assert_true(likes(&ada, video_of(20, i)));
        assert_int_equal(likes_of(video_of(20, i)), 1);
    }
}

/* Of a viewer who has nothing yet: both would make the same rows. */
static void the_first_fold_of_two_devices_is_one_too(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    put_video(video_of(20, 1));
    put_video(video_of(20, 2));
    struct feed_delta like = act_of(FEED_LIKE, video_of(20, 2));
    atomic_store(&before_seal, other_device);
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    assert_true(likes(&ada, video_of(20, 1)));
    assert_true(likes(&ada, video_of(20, 2)));
    assert_int_equal(likes_of(video_of(20, 1)), 1);
    assert_int_equal(likes_of(video_of(20, 2)), 1);
}

static void a_thousand_likes_count_once(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    int64_t video = video_of(20, 1);
    put_video(video);
    for (int i = 0; i < 1000; i++) {
        struct feed_delta like = act_of(FEED_LIKE, video);
        assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    }
    assert_int_equal(likes_of(video), 1);
    struct feed_delta of_ben = act_of(FEED_LIKE, video);
    assert_int_equal(viewer_fold(&ben, &of_ben), ERR_OK);
    assert_int_equal(likes_of(video), 2);
    for (int i = 0; i < 3; i++) {
        struct feed_delta unlike = act_of(FEED_UNLIKE, video);
        assert_int_equal(viewer_fold(&ada, &unlike), ERR_OK);
    }
    assert_int_equal(likes_of(video), 1);
    assert_false(likes(&ada, video));
    assert_true(likes(&ben, video));
}

static int64_t comment_likes(int64_t id)
{
    char query[96];
    assert_int_equal(counts_flush(edged.counts), ERR_OK);
    (void)snprintf(query, sizeof(query), "SELECT likes FROM comment WHERE id = %lld",
                   (long long)id);
    return rows(query);
}

/* As if edged had died: what it counted since the last flush is lost. */
static void lose_counts(void)
{
    run("CREATE TRIGGER dies BEFORE UPDATE ON video BEGIN SELECT RAISE(FAIL, 'no'); END");
    counts_free(MOVE(edged.counts));
    run("DROP TRIGGER dies");
    assert_int_equal(counts_new(edged.store, edged.shelf, LIMIT_COUNT_FLUSH_MS, &edged.counts),
                     ERR_OK);
}

static void a_like_whose_count_was_lost_is_counted_at_the_next_folding_once(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    int64_t video = video_of(20, 1);
    int64_t other = video_of(21, 2);
    put_video(video);
    put_video(other);
    struct feed_delta like = act_of(FEED_LIKE, video);
    struct feed_delta unlike = act_of(FEED_UNLIKE, video);
    struct feed_delta second = act_of(FEED_LIKE, other);
    assert_int_equal(viewer_fold(&ben, &like), ERR_OK);
    assert_int_equal(likes_of(video), 1); /* durable: whatever dies, it is not counted again */
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    assert_int_equal(viewer_fold(&ada, &second), ERR_OK);
    lose_counts();
    assert_int_equal(likes_of(video), 1);
    lose_counts();
    (void)note(&ben, video, 0);
    assert_int_equal(viewer_fold(&ben, NULL), ERR_OK);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    lose_counts(); /* what was counted again, too */
    assert_int_equal(likes_of(video), 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
        assert_int_equal(viewer_fold(&ben, NULL), ERR_OK);
        assert_int_equal(likes_of(video), 2);
        assert_int_equal(likes_of(other), 1);
    }
    assert_int_equal(viewer_fold(&ada, &unlike), ERR_OK);
    lose_counts();
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK); /* both are due */
    assert_int_equal(likes_of(video), 2);
    assert_int_equal(likes_of(other), 1);
}

/* A viewer who likes so much in a minute that no delta holds it. */
static void likes_past_what_can_be_owed_are_counted_all_the_same(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    for (int64_t i = 1; i <= FEED_WATCHES_MAX + 5; i++) {
        struct feed_delta like = act_of(FEED_LIKE, video_of(20, i));
        put_video(video_of(20, i));
        assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    }
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 3); /* hot, likes, owed */
    for (int64_t i = 1; i <= FEED_WATCHES_MAX + 5; i++) {
        assert_int_equal(likes_of(video_of(20, i)), 1);
    }
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 2);
}

/* As many videos as are counted between two flushes: one more is counted after a flush. */
static void a_like_and_a_watch_are_counted_when_there_is_no_room_to_count(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    int64_t liked = video_of(20, 1);
    put_video(liked);
    put_video(video_of(20, 2));
    for (int64_t i = 1; i <= LIMIT_COUNT_VIDEOS; i++) {
        counts_add(edged.counts, (int64_t[]){video_of(19, i)}, 1);
    }
    struct feed_delta like = act_of(FEED_LIKE, liked);
    (void)note(&ada, video_of(20, 2), 0);
    (void)alarm(60); /* in place of waiting for oneself for ever */
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    (void)alarm(0);
    assert_int_equal(likes_of(liked), 1);
    assert_int_equal(rows("SELECT sum(viewers) FROM video"), 1);
}

static void likes_of_a_comment_count_once_and_are_no_likes_of_videos(void **state)
{
    (void)state;
    char script[256];
    struct viewer viewers[2] = {viewer_of(ADA), viewer_of(BEN)};
    int64_t comment = video_of(20, 7);
    uint16_t month = feed_month(comment);
    put_video(video_of(20, 1));
    (void)snprintf(
        script, sizeof(script),
        "INSERT INTO comment (id, video_id, person_id, parent_id, text, created_ms, likes, "
        "replies) VALUES (%lld, %lld, 1, 0, 'Said', 5, 0, 0)",
        (long long)comment, (long long)video_of(20, 1));
    run(script);
    for (int i = 0; i < 20; i++) {
        struct feed_delta like = act_of(FEED_LIKE_COMMENT, comment);
        assert_int_equal(viewer_fold(&viewers[i % 2], &like), ERR_OK);
    }
    assert_int_equal(comment_likes(comment), 2);
    struct feed_delta unlike = act_of(FEED_UNLIKE_COMMENT, comment);
    assert_int_equal(viewer_fold(&viewers[0], &unlike), ERR_OK);
    assert_int_equal(viewer_fold(&viewers[0], &unlike), ERR_OK);
    assert_int_equal(comment_likes(comment), 1);
    for (size_t i = 0; i < 2; i++) {
        AUTO(feed_state) struct feed_state liked = {.set_count = 0};
        assert_int_equal(viewer_comment_likes(&viewers[i], &month, 1, &liked), ERR_OK);
        assert_int_equal(feed_state_has(&liked, FEED_COMMENT_LIKES, comment), i == 1);
        assert_false(likes(&viewers[i], comment));
    }
}

static void other_device_reads(void)
{
    struct viewer ada = viewer_of(ADA);
    int64_t mark = 0;
    assert_int_equal(viewer_mark_put(&ada, 70, &mark), ERR_OK);
}

static void what_was_read_stays_read_whoever_else_reads_and_nobody_else_can_tell(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    int64_t mark = -1;
    assert_int_equal(viewer_mark(&ada, &mark), ERR_OK);
    assert_int_equal(mark, 0);
    atomic_store(&before_seal, other_device_reads);
    assert_int_equal(viewer_mark_put(&ada, 50, &mark), ERR_OK);
    assert_int_equal(mark, 70); /* the other was quicker, and further */
    assert_int_equal(viewer_mark_put(&ada, 60, &mark), ERR_OK);
    assert_int_equal(mark, 70);
    assert_int_equal(viewer_mark_put(&ada, 80, &mark), ERR_OK);
    assert_int_equal(viewer_mark(&ada, &mark), ERR_OK);
    assert_int_equal(mark, 80);
    assert_int_equal(viewer_mark(&ben, &mark), ERR_OK);
    assert_int_equal(mark, 0);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 1);
    char query[96];
    (void)snprintf(query, sizeof(query), "SELECT length(sealed) FROM viewer_part");
    assert_int_equal(rows(query), FEED_SIZE_1 + MARK); /* as long as any act */
    assert_int_equal(viewer_forget(edged.store, ada.person.locker), ERR_OK);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 0);
}

static enum err save(struct feed_saved *saved, void *context)
{
    return feed_saved_add(saved, *(const int64_t *)context);
}

static enum err unsave(struct feed_saved *saved, void *context)
{
    feed_saved_drop(saved, *(const int64_t *)context);
    return ERR_OK;
}

static void other_device_saves(void)
{
    struct viewer ada = viewer_of(ADA);
    assert_int_equal(viewer_saved_change(&ada, save, &(int64_t){70}), ERR_OK);
}

static void
what_is_saved_stays_in_its_order_whoever_else_saves_and_nobody_else_can_tell(void **state)
{
    (void)state;
    static struct feed_saved saved;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    for (int64_t video = 1; video <= 3; video++) {
        assert_int_equal(viewer_saved_change(&ada, save, &video), ERR_OK);
    }
    atomic_store(&before_seal, other_device_saves);
    assert_int_equal(viewer_saved_change(&ada, save, &(int64_t){80}), ERR_OK);
    assert_int_equal(viewer_saved_change(&ada, save, &(int64_t){2}), ERR_OK); /* it stays */
    assert_int_equal(viewer_saved_change(&ada, unsave, &(int64_t){3}), ERR_OK);
    assert_int_equal(viewer_saved_change(&ada, unsave, &(int64_t){3}), ERR_OK);
    assert_int_equal(viewer_saved(&ada, &saved), ERR_OK);
    assert_int_equal(saved.count, 4);
    assert_memory_equal(saved.videos, ((int64_t[]){80, 70, 2, 1}), 4 * sizeof(int64_t));
    assert_int_equal(viewer_saved(&ben, &saved), ERR_OK);
    assert_int_equal(saved.count, 0);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 1);
    assert_int_equal(rows("SELECT length(sealed) FROM viewer_part"), FEED_SIZE_1 + MARK);
    for (int64_t video = 100; saved.count < LIMIT_SAVED; video++) {
        assert_int_equal(feed_saved_add(&saved, video), ERR_OK);
    }
    assert_int_equal(feed_saved_add(&saved, 99), ERR_LIMIT);
    assert_int_equal(feed_saved_add(&saved, 100), ERR_OK);
    assert_int_equal(viewer_forget(edged.store, ada.person.locker), ERR_OK);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 0);
}

static enum err mute(struct feed_people *people, void *context)
{
    return feed_list_add(&people->muted, *(const int64_t *)context);
}

static enum err block(struct feed_people *people, void *context)
{
    return feed_list_add(&people->blocked, *(const int64_t *)context);
}

static void who_is_muted_or_blocked_is_in_a_part_of_one_length(void **state)
{
    (void)state;
    static struct feed_people people;
    struct viewer ada = viewer_of(ADA);
    for (int64_t person = 9; person > 0; person -= 3) {
        assert_int_equal(viewer_people_change(&ada, mute, &person), ERR_OK);
        assert_int_equal(viewer_people_change(&ada, mute, &person), ERR_OK);
    }
    assert_int_equal(viewer_people_change(&ada, block, &(int64_t){4}), ERR_OK);
    assert_int_equal(viewer_people(&ada, &people), ERR_OK);
    assert_int_equal(people.muted.count, 3);
    assert_true(feed_people_off(&people, 6) && feed_people_off(&people, 4));
    assert_false(feed_people_off(&people, 5));
    assert_int_equal(rows("SELECT length(sealed) FROM viewer_part"), FEED_SIZE_1 + MARK);
    for (int64_t person = 100; people.muted.count < LIMIT_LISTED_PEOPLE; person++) {
        assert_int_equal(feed_list_add(&people.muted, person), ERR_OK);
    }
    assert_int_equal(feed_list_add(&people.muted, 99), ERR_LIMIT);
    assert_int_equal(viewer_forget(edged.store, ada.person.locker), ERR_OK);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 0);
}

static void what_waits_has_a_ceiling_and_nothing_acknowledged_goes_over_it(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    for (int64_t i = 0; i < LIMIT_DELTAS; i++) {
        (void)note(&ada, video_of(20, i + 1), i);
    }
    struct feed_delta more = watch_of(video_of(20, 99), LIMIT_DELTAS);
    bool many = false;
    atomic_store(&fails_at, 2); /* the seal, then the folding's first opening */
    assert_int_equal(viewer_note(&ada, &more, &many), ERR_LIMIT);
    has_watches(&ada, LIMIT_DELTAS);
    assert_int_equal(viewer_note(&ada, &more, &many), ERR_OK); /* nobody is blocked for ever */
    assert_false(many);
    has_watches(&ada, LIMIT_DELTAS + 1);
}

/* As a page does whose request was kept and whose answer was lost. */
static void a_batch_that_is_sent_again_is_in_the_history_once(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    for (int64_t i = 0; i < 2 * 3; i++) {
        (void)note(&ada, video_of(20, i / 2), i / 2);
    }
    has_watches(&ada, 3);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    has_watches(&ada, 3);
    (void)note(&ada, video_of(20, 1), 1);
    has_watches(&ada, 3);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    has_watches(&ada, 3);
}

/* More months than one folding reads sets of: the rest waits for the next. */
static void batches_of_many_months_are_folded_in_several_goes(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    for (int64_t batch = 0; batch < 3; batch++) {
        struct feed_delta delta = watch_of(1, 0);
        bool many = false;
        delta.count = FEED_WATCHES_MAX;
        for (int64_t i = 0; i < FEED_WATCHES_MAX; i++) {
            delta.watches[i] =
                (struct feed_watch){video_of(batch * 30 + i, 1), batch * FEED_WATCHES_MAX + i, 1};
        }
        assert_int_equal(viewer_note(&ada, &delta, &many), ERR_OK);
    }
    for (int i = 0; i < 3; i++) {
        has_watches(&ada, 3 * FEED_WATCHES_MAX);
        assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    }
    has_watches(&ada, 3 * FEED_WATCHES_MAX);
    /* the hot part, and a set for each of the hundred months that the batches overlap in */
    assert_in_range(rows("SELECT count(*) FROM viewer_part"), 90, 110);
}

static void what_an_older_version_kept_is_folded_once(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    for (int64_t i = 0; i < FEED_WATCHES_MAX + 5; i++) {
        AUTO(buf) struct buf plain = {.max = WATCH_EVENT_SIZE};
        AUTO(buf) struct buf sealed = {.max = 64};
        AUTO(buf) struct buf script = {.max = 1024};
        struct watch_event event = {video_of(20, i + 1), 100, i};
        assert_int_equal(watch_event_encode(&event, &plain), ERR_OK);
        seal(ADA, &(struct ask_item){FIELD_WATCH, buf_span(&plain)}, &sealed);
        (void)buf_printf(&script,
                         "INSERT INTO watch_sealed VALUES (x'07070707070707070707070707070707'"
                         ", %d, 5, x'",
                         (int)i + 1);
        for (size_t k = 0; k < sealed.len; k++) {
            (void)buf_printf(&script, "%02x", sealed.ptr[k]);
        }
        (void)buf_append_text(&script, "')");
        run(buf_text(&script));
    }
    has_watches(&ada, FEED_WATCHES_MAX + 5);
    assert_int_equal(rows("SELECT count(*) FROM watch_sealed"), 0);
    has_watches(&ada, FEED_WATCHES_MAX + 5);
}

static void a_row_that_was_moved_is_said_and_nothing_is_changed(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    char script[256];
    (void)note(&ada, video_of(20, 1), 0);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    (void)note(&ada, video_of(20, 2), 1);
    (void)note(&ada, video_of(20, 3), 2);
    struct store_name hot = viewer_name(ada.person.locker, FEED_HOT, 0);
    struct store_name delta = viewer_name(ada.person.locker, FEED_DELTA, 1);
    char from[2 * STORE_NAME + 1];
    char to[2 * STORE_NAME + 1];
    for (size_t i = 0; i < STORE_NAME; i++) {
        (void)snprintf(from + 2 * i, 3, "%02x", hot.bytes[i]);
        (void)snprintf(to + 2 * i, 3, "%02x", delta.bytes[i]);
    }
    (void)snprintf(
        script, sizeof(script),
        "UPDATE viewer_part SET sealed = (SELECT sealed FROM viewer_part WHERE name = x'%s') "
        "WHERE name = x'%s'",
        from, to);
    run(script);
    static struct feed_hot read;
    assert_int_equal(viewer_recent(&ada, &read), ERR_FORMAT);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_FORMAT);
    (void)snprintf(script, sizeof(script), "DELETE FROM viewer_part WHERE name = x'%s'", to);
    run(script);
    has_watches(&ada, 2);
}

/* What stands in the row is another person's. */
static void spoil(const struct viewer *v, uint8_t kind, uint32_t number)
{
    char script[512];
    char name[2 * STORE_NAME + 1];
    struct store_name row = viewer_name(v->person.locker, kind, number);
    for (size_t i = 0; i < STORE_NAME; i++) {
        (void)snprintf(name + 2 * i, 3, "%02x", row.bytes[i]);
    }
    (void)snprintf(script, sizeof(script),
                   "UPDATE viewer_part SET sealed = CAST(x'09' || substr(sealed, 2) AS BLOB) WHERE "
                   "name = x'%s'",
                   name);
    run(script);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part WHERE substr(sealed, 1, 1) = x'09'"),
                     1);
}

/* So much of a month that there is a set of it. */
static void watch_much(struct viewer *v)
{
    for (int64_t batch = 0; batch <= FEED_RECENT / FEED_WATCHES_MAX; batch++) {
        struct feed_delta delta = watch_of(1, 0);
        bool many = false;
        delta.count = FEED_WATCHES_MAX;
        for (int64_t i = 0; i < FEED_WATCHES_MAX; i++) {
            int64_t at = batch * FEED_WATCHES_MAX + i;
            delta.watches[i] = (struct feed_watch){video_of(20, 100 + at), at, 1};
        }
        assert_int_equal(viewer_note(v, &delta, &many), ERR_OK);
    }
}

/* It does not end the session (ERR_DENIED would), and blocks nobody for ever. */
static void a_part_that_was_changed_is_removed_by_its_owners_word_and_no_other(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    static struct feed_hot read;
    size_t removed = 0;
    uint32_t set = feed_month(video_of(20, 1)) * (uint32_t)FEED_PLACES;
    put_video(video_of(20, 1));
    const struct {
        uint8_t kind;
        uint32_t number;
    } parts[] = {{FEED_LIKES, set}, {FEED_SEEN, set}, {FEED_DELTA, 1}, {FEED_HOT, 0}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct feed_delta like = act_of(FEED_LIKE, video_of(20, 1));
        struct feed_delta more = act_of(FEED_LIKE, video_of(20, 1));
        struct feed_delta unlike = act_of(FEED_UNLIKE, video_of(20, 1));
        (void)note(&ada, video_of(20, 1), 0);
        if (parts[i].kind == FEED_SEEN) {
            watch_much(&ada);
        }
        assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
        (void)note(&ada, video_of(20, 2), 1);
        int64_t before = rows("SELECT count(*) FROM viewer_part");
        assert_int_equal(viewer_mend(&ada, &removed), ERR_OK);
        assert_int_equal(removed, 0);
        spoil(&ada, parts[i].kind, parts[i].number);
        assert_int_equal(viewer_fold(&ada, parts[i].kind == FEED_SEEN ? NULL : &more), ERR_FORMAT);
        if (parts[i].kind == FEED_HOT || parts[i].kind == FEED_DELTA) {
            assert_int_equal(viewer_recent(&ada, &read), ERR_FORMAT);
        }
        assert_int_equal(rows("SELECT count(*) FROM viewer_part"), before);
        assert_int_equal(viewer_mend(&ada, &removed), ERR_OK);
        assert_int_equal(removed, 1);
        assert_int_equal(rows("SELECT count(*) FROM viewer_part"), before - 1);
        assert_int_equal(likes(&ada, video_of(20, 1)), parts[i].kind != FEED_LIKES);
        assert_int_equal(viewer_fold(&ada, &unlike), ERR_OK);
        assert_int_equal(viewer_recent(&ada, &read), ERR_OK);
        assert_int_equal(read.recent_count, parts[i].kind == FEED_SEEN    ? FEED_RECENT
                                            : parts[i].kind == FEED_LIKES ? 2
                                                                          : 1);
        assert_int_equal(viewer_forget(edged.store, ada.person.locker), ERR_OK);
    }
}

static void several_are_folded_together_and_what_fails_of_one_is_no_others(void **state)
{
    (void)state;
    enum { ALL = 3, CY = 10 };
    struct viewer viewers[ALL] = {viewer_of(ADA), viewer_of(BEN), viewer_of(CY)};
    const struct viewer *all[ALL];
    enum err errs[ALL];
    (void)note(&viewers[1], video_of(20, 1), 0);
    assert_int_equal(viewer_fold(&viewers[1], NULL), ERR_OK);
    for (size_t i = 0; i < ALL; i++) {
        all[i] = &viewers[i];
        for (int64_t k = 0; k < LIMIT_FOLD_AT; k++) {
            (void)note(&viewers[i], video_of(20, 1 + k), k);
        }
    }
    spoil(&viewers[1], FEED_HOT, 0);
    viewer_fold_each(&edged, all, ALL, errs);
    assert_true(errs[0] == ERR_OK && errs[1] == ERR_FORMAT && errs[2] == ERR_OK);
    has_watches(&viewers[0], LIMIT_FOLD_AT);
    has_watches(&viewers[2], LIMIT_FOLD_AT);
    /* a hot part of each, and what waits of the one */
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), ALL + LIMIT_FOLD_AT);
}

/* More than one message holds: each viewer's parts come back to them. */
static void what_is_folded_together_may_be_longer_than_a_message(void **state)
{
    (void)state;
    enum { ALL = 8 };
    struct viewer viewers[ALL];
    const struct viewer *all[ALL];
    enum err errs[ALL];
    for (uint8_t i = 0; i < ALL; i++) {
        viewers[i] = viewer_of((uint8_t)(1 + i));
        all[i] = &viewers[i];
        watch_much(&viewers[i]);
    }
    viewer_fold_each(&edged, all, ALL, errs);
    for (size_t i = 0; i < ALL; i++) {
        static struct feed_hot hot;
        assert_int_equal(errs[i], ERR_OK);
        assert_int_equal(viewer_recent(&viewers[i], &hot), ERR_OK);
        assert_int_equal(hot.recent_count, FEED_RECENT);
    }
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 2 * ALL); /* and a set of each */
}

static struct viewer slower;

static void fold_first(void)
{
    assert_int_equal(viewer_fold(&slower, NULL), ERR_OK);
}

/* The one of whom it is begins again, after all others. */
static void of_several_one_may_find_another_device_quicker(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    slower = viewer_of(BEN);
    const struct viewer *all[] = {&slower, &ada};
    enum err errs[2];
    for (int64_t k = 0; k < LIMIT_FOLD_AT; k++) {
        (void)note(&ada, video_of(20, 1 + k), k);
        (void)note(&slower, video_of(20, 1 + k), k);
    }
    atomic_store(&before_seal, fold_first);
    viewer_fold_each(&edged, all, 2, errs);
    assert_true(errs[0] == ERR_OK && errs[1] == ERR_OK);
    has_watches(&ada, LIMIT_FOLD_AT);
    has_watches(&slower, LIMIT_FOLD_AT);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 2);
}

/* Whether a page is made without the sets; what was seen and liked is known either way. */
static bool page_needs_no_sets(const struct viewer *v, int64_t video)
{
    static struct viewer_feed feed;
    uint16_t month = feed_month(video);
    memset(&feed, 0, sizeof(feed));
    assert_int_equal(viewer_feed_read(v, &month, 1, &feed), ERR_OK);
    bool whole = feed.whole;
    assert_true(feed.months[month]);
    assert_int_equal(feed.months[month + 1], whole);
    assert_true(feed_state_has(&feed.state, FEED_SEEN, video));
    assert_int_equal(feed_state_has(&feed.state, FEED_LIKES, video), likes(v, video));
    viewer_feed_done(&feed);
    return whole;
}

static void sets_are_read_by_a_page_only_if_the_hot_part_has_not_all_of_them(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    int64_t video = video_of(20, 1);
    uint32_t set = feed_month(video) * (uint32_t)FEED_PLACES;
    struct feed_delta like = act_of(FEED_LIKE, video);
    struct feed_delta again = act_of(FEED_LIKE, video_of(20, 3));
    size_t removed = 0;
    put_video(video);
    put_video(video_of(20, 3));
    (void)note(&ada, video, 0);
    assert_false(page_needs_no_sets(&ada, video)); /* nothing is folded yet */
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    assert_true(page_needs_no_sets(&ada, video));
    (void)note(&ada, video_of(20, 2), 1);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    assert_true(page_needs_no_sets(&ada, video));
    spoil(&ada, FEED_LIKES, set); /* what is lost there is forgotten here, too */
    assert_int_equal(viewer_mend(&ada, &removed), ERR_OK);
    assert_int_equal(removed, 1);
    assert_false(page_needs_no_sets(&ada, video));
    assert_int_equal(viewer_fold(&ada, &again), ERR_OK);
    spoil(&ada, FEED_HOT, 0); /* and whoever has sets and no such part is no newcomer */
    assert_int_equal(viewer_mend(&ada, &removed), ERR_OK);
    (void)note(&ada, video_of(20, 3), 2);
    assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
    assert_false(page_needs_no_sets(&ada, video_of(20, 3)));
}

static size_t seen_of(const struct viewer *v, int64_t video)
{
    AUTO(feed_state) struct feed_state sets = {.set_count = 0};
    size_t count = 0;
    assert_int_equal(viewer_set(v, FEED_SEEN, feed_month(video), &sets), ERR_OK);
    for (size_t i = 0; i < sets.set_count; i++) {
        count += sets.sets[i]->count;
    }
    return count;
}

/* Whoever has watched little has one row; what they have seen is told all the same, and by pages
 * known, before and after there are sets of it. */
static void what_was_seen_is_in_no_set_as_long_as_the_hot_part_has_all_of_it(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    int64_t at = 0;
    while (rows("SELECT count(*) FROM viewer_part") <= 1) {
        struct feed_delta delta = watch_of(1, 0);
        bool many = false;
        delta.count = FEED_WATCHES_MAX;
        for (int64_t i = 0; i < FEED_WATCHES_MAX; i++, at++) {
            delta.watches[i] = (struct feed_watch){video_of(20 + at % 3, 1 + at), at, 1};
        }
        assert_int_equal(viewer_note(&ada, &delta, &many), ERR_OK);
        assert_int_equal(viewer_fold(&ada, NULL), ERR_OK);
        assert_int_equal(seen_of(&ada, video_of(20, 1)), (at + 2) / 3);
        assert_int_equal(seen_of(&ada, video_of(21, 1)), (at + 1) / 3);
        assert_int_equal(seen_of(&ada, video_of(30, 1)), 0);
        (void)page_needs_no_sets(&ada, video_of(20, 1)); /* the first of all */
        (void)page_needs_no_sets(&ada, video_of(20 + (at - 1) % 3, at));
    }
    assert_in_range(at, FEED_RECENT + 1, FEED_RECENT + FEED_WATCHES_MAX);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 1 + 3);
}

static void all_that_is_kept_of_a_viewer_can_be_removed(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    struct viewer ben = viewer_of(BEN);
    int64_t now = id_new();
    put_video(now);
    struct feed_delta like = act_of(FEED_LIKE, now);
    (void)note(&ada, now, 0);
    (void)note(&ada, video_of(1, 1), 1);
    assert_int_equal(viewer_fold(&ada, &like), ERR_OK);
    (void)note(&ada, now, 2);
    (void)note(&ben, now, 0);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 5);
    assert_int_equal(viewer_forget(edged.store, ada.person.locker), ERR_OK);
    assert_int_equal(rows("SELECT count(*) FROM viewer_part"), 1);
    has_watches(&ada, 0);
    has_watches(&ben, 1);
}

static void months_with_likes_are_found_from_the_newest(void **state)
{
    (void)state;
    struct viewer ada = viewer_of(ADA);
    uint16_t month = 0;
    put_video(video_of(3, 1));
    put_video(video_of(20, 1));
    struct feed_delta first = act_of(FEED_LIKE, video_of(3, 1));
    struct feed_delta second = act_of(FEED_LIKE, video_of(20, 1));
    assert_int_equal(viewer_liked_month(&ada, 23, &month), ERR_NOT_FOUND);
    assert_int_equal(viewer_fold(&ada, &first), ERR_OK);
    assert_int_equal(viewer_fold(&ada, &second), ERR_OK);
    assert_int_equal(viewer_liked_month(&ada, 23, &month), ERR_OK);
    assert_int_equal(month, feed_month(video_of(20, 1)));
    assert_int_equal(viewer_liked_month(&ada, (uint16_t)(month - 1), &month), ERR_OK);
    assert_int_equal(month, feed_month(video_of(3, 1)));
    assert_int_equal(viewer_liked_month(&ada, (uint16_t)(month - 1), &month), ERR_NOT_FOUND);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_name_is_written_to_the_byte),
        CASE(a_watch_is_in_the_history_before_and_after_it_is_folded),
        CASE(what_several_watched_is_noted_together_and_each_under_their_own_names),
        CASE(an_ask_that_fails_at_any_step_loses_and_doubles_nothing),
        CASE(a_write_that_fails_loses_and_doubles_nothing),
        CASE(of_two_devices_at_once_the_slower_begins_again),
        CASE(of_two_devices_that_change_the_same_rows_neither_is_lost),
        CASE(the_first_fold_of_two_devices_is_one_too),
        CASE(a_thousand_likes_count_once),
        CASE(a_like_whose_count_was_lost_is_counted_at_the_next_folding_once),
        CASE(likes_past_what_can_be_owed_are_counted_all_the_same),
        CASE(a_like_and_a_watch_are_counted_when_there_is_no_room_to_count),
        CASE(likes_of_a_comment_count_once_and_are_no_likes_of_videos),
        CASE(what_was_read_stays_read_whoever_else_reads_and_nobody_else_can_tell),
        CASE(what_is_saved_stays_in_its_order_whoever_else_saves_and_nobody_else_can_tell),
        CASE(who_is_muted_or_blocked_is_in_a_part_of_one_length),
        CASE(what_waits_has_a_ceiling_and_nothing_acknowledged_goes_over_it),
        CASE(a_batch_that_is_sent_again_is_in_the_history_once),
        CASE(batches_of_many_months_are_folded_in_several_goes),
        CASE(what_an_older_version_kept_is_folded_once),
        CASE(a_row_that_was_moved_is_said_and_nothing_is_changed),
        CASE(a_part_that_was_changed_is_removed_by_its_owners_word_and_no_other),
        CASE(several_are_folded_together_and_what_fails_of_one_is_no_others),
        CASE(what_is_folded_together_may_be_longer_than_a_message),
        CASE(of_several_one_may_find_another_device_quicker),
        CASE(sets_are_read_by_a_page_only_if_the_hot_part_has_not_all_of_them),
        CASE(what_was_seen_is_in_no_set_as_long_as_the_hot_part_has_all_of_it),
        CASE(all_that_is_kept_of_a_viewer_can_be_removed),
        CASE(months_with_likes_are_found_from_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
