#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_time.h"
#include "db.h"
#include "store.h"
#include "store_audience.h"
#include "store_decision.h"
#include "store_draft.h"
#include "store_fill.h"
#include "store_job.h"
#include "store_kept.h"
#include "store_leave.h"
#include "store_mine.h"
#include "store_shelf.h"
#include "store_video.h"
#include "store_viewer.h"
#include "store_watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern const char *const schema_steps[];
extern const size_t schema_count; /* of the library */

static char folder[64];
static char path[128];
static struct store *store;

static struct store *open_store(void)
{
    struct store *s = NULL;
    struct store_problem problem = {{0}};
    enum err err = store_open(&(struct store_config){.path = path}, &s, &problem);
    if (err != ERR_OK) {
        print_error("%s\n", problem.text);
    }
    assert_int_equal(err, ERR_OK);
    return s;
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-store-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    store = open_store();
    assert_int_equal(store_start(store), ERR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    store_close(store);
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    assert_int_equal(rmdir(folder), 0);
    return 0;
}

static struct store_person person_of(int64_t id)
{
    static char handles[16][32];
    char *handle = handles[id % 16];
    (void)snprintf(handle, sizeof(handles[0]), "person%lld", (long long)id);
    return (struct store_person){id, span_text(handle)};
}

/* Originals are named after their videos here. */
static enum err add_video(int64_t id, int64_t person)
{
    char original[STORE_BLOB_ID + 1];
    (void)snprintf(original, sizeof(original), "%032lld", (long long)id);
    struct store_upload upload = {.id = id,
                                  .person = person_of(person),
                                  .title = span_text("A \"title\""),
                                  .original = span_text(original),
                                  .original_bytes = 5,
                                  .now_ms = 1000 + id};
    return store_video_add(store, &upload);
}

/* Media are named after their videos, stages and places here. */
static struct store_job job_of(int64_t id, bool rest)
{
    struct store_job job = {.video = id, .rest = rest};
    for (int i = 0; i < STORE_JOB_MEDIA; i++) {
        (void)snprintf(job.media[i], sizeof(job.media[i]), "%c%031lld", (rest ? 'r' : 'a') + i,
                       (long long)id);
    }
    return job;
}

static void start_video(int64_t id, int64_t now_ms)
{
    struct store_job job = job_of(id, false);
    assert_int_equal(store_job_start(store, &job, now_ms), ERR_OK);
}

static struct store_rendition rendition_of(int64_t id, char letter, int64_t number)
{
    struct store_rendition out = {.number = number,
                                  .width = 270 * (number + 1),
                                  .height = 480 * (number + 1),
                                  .rate_num = 30000,
                                  .rate_den = 1001,
                                  .level = 31,
                                  .bytes = 1000};
    (void)snprintf(out.mp4, sizeof(out.mp4), "%c%031lld", letter, (long long)id);
    return out;
}

/* What waited to be public, and what is in it. */
struct opened {
    const char *waiting;
    const char *title;
};

static enum err publish_opened(int64_t id, int64_t now_ms, bool more, const struct opened *opened)
{
    struct store_job job = job_of(id, false);
    struct store_rendition rendition = rendition_of(id, 'c', 0);
    struct store_hash hashes[2] = {{0, 100, span_text("one")}, {1000, 50, span_text("two")}};
    struct store_result result = {.video = id,
                                  .now_ms = now_ms,
                                  .duration_ms = 4000,
                                  .audio = true,
                                  .more = more,
                                  .poster = job.media[0],
                                  .blurhash = span_text("LEHV6nWB2yk8"),
                                  .strip = {"", 4, 2, 7, 90, 160},
                                  .renditions = &rendition,
                                  .rendition_count = 1,
                                  .hashes = hashes,
                                  .hash_count = 2};
    memcpy(result.strip.name, job.media[1], sizeof(result.strip.name));
    memcpy(rendition.hls, job.media[3], sizeof(rendition.hls));
    rendition.init_bytes = 10;
    rendition.segments = span_text("segments");
    if (opened != NULL) {
        result.waiting = span_text(opened->waiting);
        result.title = span_text(opened->title);
        result.sound = "A song";
    }
    return store_job_publish(store, &result);
}

/* With its title in the clear, as an older version left it. */
static enum err publish(int64_t id, int64_t now_ms, bool more)
{
    return publish_opened(id, now_ms, more, NULL);
}

static enum err add_rest(int64_t id)
{
    struct store_rendition renditions[2] = {rendition_of(id, 'r', 1), rendition_of(id, 't', 2)};
    struct store_result result = {.video = id, .renditions = renditions, .rendition_count = 2};
    return store_job_add(store, &result);
}

static void publish_video(int64_t id, int64_t now_ms)
{
    start_video(id, now_ms);
    assert_int_equal(publish(id, now_ms, false), ERR_OK);
}

static enum video_state state_of(int64_t id)
{
    struct store_video video;
    assert_int_equal(store_video_get(store, id, &video), ERR_OK);
    return video.state;
}

static enum rest_state rest_of(int64_t id)
{
    struct store_video video;
    assert_int_equal(store_video_get(store, id, &video), ERR_OK);
    return video.rest;
}

static void a_column_that_is_not_in_the_data_map_is_refused_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        const char *words;
        const char *undo;
    } added[] = {
        {"ALTER TABLE video ADD COLUMN place TEXT", "column video.place is not in the data map",
         "ALTER TABLE video DROP COLUMN place"},
        {"CREATE TABLE viewer (address TEXT)", "column viewer.address is not in the data map",
         "DROP TABLE viewer"},
        {"CREATE VIEW seen AS SELECT id AS what FROM video",
         "column seen.what is not in the data map", "DROP VIEW seen"},
        {"CREATE INDEX x ON video (state); ANALYZE", "column sqlite_stat1.",
         "DROP INDEX x; DROP TABLE sqlite_stat1"},
        {"CREATE TABLE shadow (id BIGINT, twice BIGINT GENERATED ALWAYS AS (id * 2))",
         "column shadow.id is not in the data map", "DROP TABLE shadow"},
    };
    store_close(store);
    store = NULL;
    for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++) {
        AUTO(db_close) struct db *db = NULL;
        struct store_problem problem = {{0}};
        struct db_config config = {.path = path, .mode = DB_WRITER};
        assert_int_equal(db_open(&config, &db), ERR_OK);
        assert_int_equal(db_script(db, added[i].script), ERR_OK);
        struct store *none = NULL;
        enum err err = store_open(&(struct store_config){.path = path}, &none, &problem);
        assert_int_equal(err, ERR_DENIED);
        if (strstr(problem.text, added[i].words) == NULL) {
            fail_msg("%s", problem.text);
        }
        assert_int_equal(db_script(db, added[i].undo), ERR_OK);
    }
    store = open_store();
}

static void a_database_of_a_newer_version_is_refused_unchanged_and_in_words(void **state)
{
    (void)state;
    store_close(store);
    store = NULL;
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    char sql[80];
    char words[32];
    (void)snprintf(sql, sizeof(sql), "INSERT INTO schema_version (version) VALUES (%lld)",
                   (long long)store_version() + 1);
    (void)snprintf(words, sizeof(words), "version %lld", (long long)store_version() + 1);
    assert_int_equal(db_script(db, sql), ERR_OK);
    struct store_problem problem = {{0}};
    struct store *s = NULL;
    assert_int_equal(store_open(&(struct store_config){.path = path}, &s, &problem), ERR_CONFLICT);
    assert_null(s);
    assert_non_null(strstr(problem.text, words));
    assert_non_null(strstr(problem.text, "newer build"));
}

static void every_query_is_prepared_at_opening(void **state)
{
    (void)state;
    store_close(store);
    store = NULL;
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, "ALTER TABLE video RENAME COLUMN poster TO picture"), ERR_OK);
    db_close(db);
    struct store_problem problem = {{0}};
    struct store *s = NULL;
    assert_int_not_equal(store_open(&(struct store_config){.path = path}, &s, &problem), ERR_OK);
    assert_null(s);
    assert_non_null(strstr(problem.text, "poster"));
}

/* Rows: queued, running, public, refused. Columns: start, publish, refuse, again, resume,
 * retry. */
static void the_machine_of_states_is_exactly_this(void **state)
{
    (void)state;
    static const char expected[VIDEO_STATE_COUNT_][VIDEO_EVENT_COUNT_ + 1] = {
        "r.....",
        ".pxqq.",
        "......",
        ".....q",
    };
    static const char letters[VIDEO_STATE_COUNT_ + 1] = "qrpx";
    for (int from = 0; from < VIDEO_STATE_COUNT_; from++) {
        for (int event = 0; event < VIDEO_EVENT_COUNT_; event++) {
            enum video_state to = (enum video_state)from;
            enum err err = video_move((enum video_state)from, (enum video_event)event, &to);
            char seen = err == ERR_OK ? letters[to] : '.';
            assert_int_equal(seen, expected[from][event]);
            assert_true(err == ERR_OK || err == ERR_CONFLICT);
        }
    }
}

/* Rows: none, waiting, running, done, given up. Columns: ask, start, add, give up, again, resume.
 */
static void the_machine_of_larger_renditions_is_exactly_this(void **state)
{
    (void)state;
    static const char expected[REST_STATE_COUNT_][REST_EVENT_COUNT_ + 1] = {
        "w.....", ".r....", "..dgww", "......", "......",
    };
    static const char letters[REST_STATE_COUNT_ + 1] = "nwrdg";
    for (int from = 0; from < REST_STATE_COUNT_; from++) {
        for (int event = 0; event < REST_EVENT_COUNT_; event++) {
            enum rest_state to = (enum rest_state)from;
            enum err err = rest_move((enum rest_state)from, (enum rest_event)event, &to);
            char seen = err == ERR_OK ? letters[to] : '.';
            assert_int_equal(seen, expected[from][event]);
            assert_true(err == ERR_OK || err == ERR_CONFLICT);
        }
    }
    assert_string_equal(rest_state_name((enum rest_state)77), "unknown");
}

static enum err do_event(int64_t id, enum video_event event)
{
    struct store_job job = job_of(id, false);
    struct store_refusal refusal = {.video = id, .refusal = 1, .kept_until_ms = 10};
    struct store_retry retry = {.video = id, .person = 1, .now_ms = 9};
    switch (event) {
    case VIDEO_START:
        return store_job_start(store, &job, 1);
    case VIDEO_PUBLISH:
        return publish(id, 1, false);
    case VIDEO_REFUSE:
        return store_job_refuse(store, &refusal);
    case VIDEO_AGAIN:
        return store_job_again(store, &job, 0);
    case VIDEO_RESUME:
        return store_job_resume(store, &job, 0);
    case VIDEO_RETRY:
        return store_kept_retry(store, &retry);
    case VIDEO_EVENT_COUNT_:
        break;
    }
    return ERR_FORMAT;
}

static enum err do_rest_event(int64_t id, enum rest_event event)
{
    struct store_job job = job_of(id, true);
    switch (event) {
    case REST_ASK:
        return publish(id, 1, true);
    case REST_START:
        return store_job_start(store, &job, 1);
    case REST_ADD:
        return add_rest(id);
    case REST_GIVE_UP:
        return store_job_give_up(store, id);
    case REST_AGAIN:
        return store_job_again(store, &job, 0);
    case REST_RESUME:
        return store_job_resume(store, &job, 0);
    case REST_EVENT_COUNT_:
        break;
    }
    return ERR_FORMAT;
}

/* Brings a fresh video into a state by allowed moves. */
static void bring_to(int64_t id, enum video_state state)
{
    assert_int_equal(add_video(id, 1), ERR_OK);
    if (state != VIDEO_QUEUED) {
        start_video(id, id);
    }
    if (state == VIDEO_PUBLIC) {
        assert_int_equal(do_event(id, VIDEO_PUBLISH), ERR_OK);
    } else if (state == VIDEO_REFUSED) {
        assert_int_equal(do_event(id, VIDEO_REFUSE), ERR_OK);
    }
    assert_int_equal(state_of(id), state);
}

static void the_database_makes_every_allowed_move_and_no_other(void **state)
{
    (void)state;
    int64_t id = 100;
    for (int from = 0; from < VIDEO_STATE_COUNT_; from++) {
        for (int event = 0; event < VIDEO_EVENT_COUNT_; event++) {
            id++;
            enum video_state to = (enum video_state)from;
            bring_to(id, (enum video_state)from);
            enum err allowed = video_move((enum video_state)from, (enum video_event)event, &to);
            assert_int_equal(do_event(id, (enum video_event)event), allowed);
            assert_int_equal(state_of(id), to);
        }
    }
}

/* Brings a fresh video's rest into a state by allowed moves. */
static void bring_rest_to(int64_t id, enum rest_state state)
{
    bring_to(id, VIDEO_RUNNING);
    if (state == REST_NONE) {
        return;
    }
    assert_int_equal(do_rest_event(id, REST_ASK), ERR_OK);
    if (state != REST_WAITING) {
        assert_int_equal(do_rest_event(id, REST_START), ERR_OK);
    }
    if (state == REST_DONE) {
        assert_int_equal(do_rest_event(id, REST_ADD), ERR_OK);
    } else if (state == REST_GIVEN_UP) {
        assert_int_equal(do_rest_event(id, REST_GIVE_UP), ERR_OK);
    }
    assert_int_equal(rest_of(id), state);
}

static void the_database_makes_every_allowed_move_of_the_rest_and_no_other(void **state)
{
    (void)state;
    int64_t id = 500;
    for (int from = 0; from < REST_STATE_COUNT_; from++) {
        for (int event = 0; event < REST_EVENT_COUNT_; event++) {
            id++;
            enum rest_state to = (enum rest_state)from;
            bring_rest_to(id, (enum rest_state)from);
            enum video_state before = state_of(id);
            enum err allowed = rest_move((enum rest_state)from, (enum rest_event)event, &to);
            assert_int_equal(do_rest_event(id, (enum rest_event)event), allowed);
            assert_int_equal(rest_of(id), to);
            assert_int_equal(state_of(id),
                             event == REST_ASK && allowed == ERR_OK ? VIDEO_PUBLIC : before);
        }
    }
}

static void larger_renditions_come_to_what_is_public_already(void **state)
{
    (void)state;
    struct store_video video;
    assert_int_equal(add_video(1, 1), ERR_OK);
    start_video(1, 10);
    assert_int_equal(publish(1, 10, true), ERR_OK);
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_int_equal(video.rendition_count, 1);
    assert_int_equal(video.strip.count, 7);
    assert_string_equal(video.blurhash, "LEHV6nWB2yk8");
    assert_int_equal(do_rest_event(1, REST_START), ERR_OK);
    assert_int_equal(add_rest(1), ERR_OK);
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_int_equal(video.state, VIDEO_PUBLIC);
    assert_int_equal(video.rest, REST_DONE);
    assert_int_equal(video.rendition_count, 3);
    for (int64_t i = 0; i < 3; i++) {
        assert_int_equal(video.renditions[i].number, i);
        assert_int_equal(video.renditions[i].height, 480 * (i + 1));
        assert_int_equal(store_media_public(store, STORE_MP4, span_text(video.renditions[i].mp4)),
                         ERR_OK);
    }
}

static void first_renditions_of_anybody_come_before_larger_ones(void **state)
{
    (void)state;
    struct store_job job;
    for (int64_t i = 1; i <= 3; i++) {
        assert_int_equal(add_video(i, i), ERR_OK);
        start_video(i, 100 + i);
        assert_int_equal(publish(i, 10, true), ERR_OK);
    }
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_NOT_FOUND);
    static const int64_t expected[] = {1, 2, 3}; /* who began longest ago */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(store_job_next(store, true, 5000, &job), ERR_OK);
        assert_true(job.rest);
        assert_int_equal(job.video, expected[i]);
        job = job_of(job.video, true);
        assert_int_equal(store_job_start(store, &job, 200), ERR_OK);
    }
    assert_int_equal(store_job_next(store, true, 5000, &job), ERR_NOT_FOUND);
    assert_int_equal(add_video(9, 1), ERR_OK);
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_OK);
    assert_false(job.rest);
    assert_int_equal(job.video, 9);
}

static void each_stage_has_tries_of_its_own(void **state)
{
    (void)state;
    struct store_job job;
    assert_int_equal(add_video(1, 1), ERR_OK);
    start_video(1, 10);
    assert_int_equal(do_event(1, VIDEO_AGAIN), ERR_OK);
    assert_int_equal(store_job_next(store, false, 10, &job), ERR_OK);
    assert_int_equal(job.tries, 1);
    start_video(1, 10);
    assert_int_equal(publish(1, 10, true), ERR_OK);
    assert_int_equal(store_job_next(store, true, 10, &job), ERR_OK);
    assert_int_equal(job.tries, 0);
    assert_int_equal(do_rest_event(1, REST_START), ERR_OK);
    assert_int_equal(do_rest_event(1, REST_RESUME), ERR_OK);
    assert_int_equal(do_rest_event(1, REST_START), ERR_OK);
    assert_int_equal(do_rest_event(1, REST_AGAIN), ERR_OK);
    assert_int_equal(store_job_next(store, true, 10, &job), ERR_OK);
    assert_int_equal(job.tries, 1);
}

static void segments_are_handed_out_for_public_videos_with_an_hls_file_only(void **state)
{
    (void)state;
    AUTO(arena) struct arena memory = {.max = 4096};
    struct store_rendition renditions[STORE_RENDITIONS];
    size_t count = 0;
    assert_int_equal(add_video(1, 1), ERR_OK);
    start_video(1, 10);
    assert_int_equal(store_media_hls(store, 1, &memory, renditions, &count), ERR_NOT_FOUND);
    assert_int_equal(publish(1, 10, true), ERR_OK);
    assert_int_equal(do_rest_event(1, REST_START), ERR_OK);
    assert_int_equal(add_rest(1), ERR_OK); /* without an HLS file */
    assert_int_equal(store_media_hls(store, 1, &memory, renditions, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_true(span_is(renditions[0].segments, "segments"));
    assert_int_equal(renditions[0].init_bytes, 10);
    struct arena small = {.max = 4};
    assert_int_equal(store_media_hls(store, 1, &small, renditions, &count), ERR_NOMEM);
    arena_done(&small);
}

/* A database as version 1 left it, with one video in each state. */
static void fill_version_1(void)
{
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_migrate(db, schema_steps, 1, NULL), ERR_OK);
    assert_int_equal(
        db_script(db,
                  "INSERT INTO person (id, handle, created_ms) VALUES (1, 'mira', 5);"
                  "INSERT INTO video VALUES (1, 1, 'waits', 'queued', 'o1', 9, 1, 7, 3, 0, 0, '', "
                  "100, 0, 0, 0, 0, 0, NULL, NULL, 0);"
                  "INSERT INTO video VALUES (2, 1, 'runs', 'running', 'o2', 9, 2, 0, 4, 0, 0, '', "
                  "200, 0, 0, 0, 0, 0, 'r2', 'p2', 0);"
                  "INSERT INTO video VALUES (3, 1, 'Shown #CafÉ #cat #cat', 'public', NULL, 9, 0, "
                  "0, 5, 0, 0, '', "
                  "300, 333, 4000, 270, 480, 1, 'r3', 'p3', 17);"
                  "INSERT INTO video VALUES (4, 1, 'refused', 'refused', NULL, 9, 0, 0, 6, 4, 99, "
                  "'odd', 400, 0, 0, 0, 0, 0, NULL, NULL, 0);"
                  "INSERT INTO watch_sealed VALUES (CAST('0123456789abcdef' AS BLOB), 7, 5, "
                  "CAST('seen' AS BLOB));"),
        ERR_OK);
}

/* What is stored of a video's hashtags, as JSON. */
static void expect_hashtags(int64_t video, const char *wanted)
{
    AUTO(buf) struct buf out = {.max = 64 * KIB};
    struct jot j = jot_start(&out);
    jot_object(&j);
    assert_int_equal(store_mine_part(store, &(struct store_mine_of){.person = 1}, STORE_MINE_VIDEOS,
                                     &(struct store_page){.first = video, .last = video}, &j),
                     ERR_OK);
    jot_object_end(&j);
    const char *text = buf_text(&out);
    const char *found = strstr(text, "\"video_hashtag\":");
    assert_non_null(found);
    found += strlen("\"video_hashtag\":");
    if (strncmp(found, wanted, strlen(wanted)) != 0) {
        fail_msg("%.200s", found);
    }
}

static void is_version_1_brought_forward(void)
{
    expect_hashtags(3,
                    "[{\"tag\":\"café\",\"video_id\":\"3\"},{\"tag\":\"cat\",\"video_id\":\"3\"}]");
    expect_hashtags(4, "[]");
    struct store_video video;
    struct store_job job;
    struct store_sealed seen[2];
    size_t count = 0;
    AUTO(arena) struct arena memory = {.max = 4096};
    assert_int_equal(
        store_watch_old(store, span_of("0123456789abcdef", 16), 2, &memory, seen, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_true(span_is(seen[0].sealed, "seen"));
    assert_int_equal(store_video_get(store, 3, &video), ERR_OK);
    assert_int_equal(video.likes, 0);
    assert_int_equal(video.state, VIDEO_PUBLIC);
    assert_int_equal(video.rest, REST_NONE);
    assert_string_equal(video.handle, "mira");
    assert_string_equal(video.poster, "p3");
    assert_int_equal(video.watches, 17);
    assert_int_equal(video.published_ms, 333);
    assert_true(video.audio);
    assert_int_equal(video.rendition_count, 1);
    assert_string_equal(video.renditions[0].mp4, "r3");
    assert_int_equal(video.renditions[0].width, 270);
    assert_int_equal(video.renditions[0].height, 480);
    assert_string_equal(video.renditions[0].hls, "");
    assert_int_equal(store_media_public(store, STORE_MP4, span_text("r3")), ERR_OK);
    assert_int_equal(store_video_get(store, 4, &video), ERR_OK);
    assert_int_equal(video.refusal_number, 99);
    assert_string_equal(video.refusal_codec, "odd");
    assert_int_equal(store_job_running(store, &job), ERR_OK);
    assert_int_equal(job.video, 2);
    assert_int_equal(job.tries, 2);
    assert_string_equal(job.original, "o2");
    assert_false(job.original_sealed);
    assert_string_equal(job.media[0], "p2");
    assert_string_equal(job.media[1], "r2");
    assert_int_equal(store_job_resume(store, &job, 0), ERR_OK);
    assert_int_equal(store_job_next(store, false, 7, &job), ERR_OK);
    assert_int_equal(job.video, 1);
    assert_int_equal(job.tries, 1);
}

static void remove_database(void)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    store_close(MOVE(store));
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
}

static void a_filled_database_of_version_1_is_brought_forward(void **state)
{
    (void)state;
    remove_database();
    fill_version_1();
    store = open_store();
    is_version_1_brought_forward();
    publish_video(1, 8);
    struct store_video video;
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_string_equal(video.title, "waits");
}

/* The first count statements of a step; false: it has fewer. */
static bool cut_step(const char *step, size_t count, char *out, size_t size)
{
    (void)snprintf(out, size, "%s", step);
    char *end = out;
    for (size_t i = 0; i < count && end != NULL; i++) {
        end = strchr(end, ';');
        end = end == NULL ? NULL : end + 1;
    }
    if (end != NULL) {
        *end = '\0';
    }
    return end != NULL;
}

static struct db *open_database(void)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    return db;
}

/* The step dies half-way, as in a crash. */
static void die_in_step(const char *half)
{
    pid_t child = fork();
    if (child == 0) {
        struct db *db = NULL;
        bool ok = db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db) == ERR_OK;
        ok = ok && db_begin(db) == ERR_OK && db_script(db, half) == ERR_OK;
        _exit(ok ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void dump_rows(struct db *db, const char *sql, struct jot *j)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db, sql, &q), ERR_OK);
    assert_int_equal(db_put_rows(&q, j, &(struct db_put){.bytes_fn = NULL}), ERR_OK);
}

/* All that the database has: its schema, and each row of each table. */
static void dump(struct buf *out)
{
    static char queries[64][80]; /* each lives as long as the connection */
    size_t count = 0;
    AUTO(db_close) struct db *db = open_database();
    struct jot j = jot_start(out);
    jot_array(&j);
    dump_rows(db, "SELECT type, name, sql FROM sqlite_schema ORDER BY name", &j);
    {
        AUTO(db_query) struct db_query q = {0};
        assert_int_equal(
            db_query_start(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", &q), ERR_OK);
        for (bool row = true;; count++) {
            assert_int_equal(db_step(&q, &row), ERR_OK);
            if (!row) {
                break;
            }
            assert_true(count < 64);
            struct span name = db_column_bytes(&q, 0);
            (void)snprintf(queries[count], sizeof(queries[count]), "SELECT * FROM %.*s",
                           (int)name.len, (const char *)name.ptr);
        }
    }
    for (size_t i = 0; i < count; i++) {
        dump_rows(db, queries[i], &j);
    }
    jot_array_end(&j);
    assert_int_equal(out->failed, ERR_OK);
}

/* After each such death all is as before the step, which is then made. */
static void bringing_forward_may_be_interrupted_at_any_statement(void **state)
{
    (void)state;
    size_t statements = 0;
    remove_database();
    fill_version_1();
    for (size_t number = 1; number < schema_count; number++) {
        char half[16 * 1024];
        AUTO(buf) struct buf before = {.max = MIB};
        dump(&before);
        for (size_t cut = 0; cut_step(schema_steps[number], cut, half, sizeof(half)); cut++) {
            AUTO(buf) struct buf after = {.max = MIB};
            statements++;
            die_in_step(half);
            dump(&after);
            assert_string_equal(buf_text(&after), buf_text(&before));
        }
        AUTO(db_close) struct db *db = open_database();
        assert_int_equal(db_migrate(db, schema_steps, number + 1, NULL), ERR_OK);
    }
    assert_true(statements > 10);
    store = open_store();
    is_version_1_brought_forward();
}

static void hashtags_go_with_their_title(void **state)
{
    (void)state;
    struct store_upload upload = {.id = 77,
                                  .person = {.id = 1, .handle = span_text("mira")},
                                  .title = span_text("a #Cat and a #dog"),
                                  .original = span_text("o77"),
                                  .original_bytes = 5,
                                  .now_ms = 6};
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
    expect_hashtags(77, "[]");
    publish_video(77, 7);
    expect_hashtags(
        77, "[{\"tag\":\"cat\",\"video_id\":\"77\"},{\"tag\":\"dog\",\"video_id\":\"77\"}]");
    assert_int_equal(store_video_title(store, 2, 77, span_text("#none")), ERR_NOT_FOUND);
    assert_int_equal(store_video_title(store, 1, 77, span_text("a #DOG")), ERR_OK);
    expect_hashtags(77, "[{\"tag\":\"dog\",\"video_id\":\"77\"}]");
    assert_int_equal(store_video_remove(store, 1, 77), ERR_OK);
    expect_hashtags(77, "[]");
}

static void expect_words(int64_t id, const char *sealed, const char *title, const char *sound)
{
    AUTO(buf) struct buf words = {.max = 64};
    AUTO(buf) struct buf looks = {.max = 64};
    struct store_video video;
    assert_int_equal(store_shut_get(store, id, AUDIENCE_ALL, &words, &looks), ERR_OK);
    assert_true(span_is(buf_span(&words), sealed));
    assert_int_equal(store_video_get(store, id, &video), ERR_OK);
    assert_string_equal(video.title, title);
    assert_string_equal(video.sound, sound);
}

static enum err retitle(int64_t id, const char *before, const char *words)
{
    struct store_shut_words row = {
        .video = id, .person = 1, .before = span_text(before), .words = span_text(words)};
    return store_shut_words(store, &row);
}

/* Until it is public nothing of its title is in the clear, nor what follows from it; then all is,
 * if its author did not change it in that moment. */
static void words_wait_sealed_until_their_video_is_public(void **state)
{
    (void)state;
    static const struct opened first = {"sealed", "of #Cats"};
    static const struct opened second = {"sealed anew", "of #Dogs"};
    struct store_upload upload = {.id = 77,
                                  .person = {.id = 1, .handle = span_text("mira")},
                                  .original = span_text("o77"),
                                  .original_bytes = 5,
                                  .now_ms = 6,
                                  .words = span_text("sealed")};
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
    expect_words(77, "sealed", "", "");
    assert_int_equal(store_video_title(store, 1, 77, span_text("in the clear")), ERR_NOT_FOUND);
    start_video(77, 7);
    assert_int_equal(retitle(77, "sealed", "sealed anew"), ERR_OK);
    assert_int_equal(retitle(77, "sealed", "sealed late"), ERR_CONFLICT);
    assert_int_equal(publish_opened(77, 8, false, &first), ERR_BUSY);
    assert_int_equal(publish(77, 8, false), ERR_BUSY);
    assert_int_equal(state_of(77), VIDEO_RUNNING);
    expect_words(77, "sealed anew", "", "");
    expect_hashtags(77, "[]");
    assert_int_equal(publish_opened(77, 9, false, &second), ERR_OK);
    expect_words(77, "", "of #Dogs", "A song");
    expect_hashtags(77, "[{\"tag\":\"dogs\",\"video_id\":\"77\"}]");
    assert_int_equal(retitle(77, "sealed anew", "too late"), ERR_CONFLICT);
    assert_int_equal(retitle(77, "", "too late"), ERR_CONFLICT);
    assert_int_equal(store_video_title(store, 1, 77, span_text("of #Birds")), ERR_OK);
}

static void words_go_from_an_upload_to_its_video(void **state)
{
    (void)state;
    struct store_draft draft = {
        .id = "o79", .person = 1, .title = "", .bytes = 5, .words = span_text("sealed")};
    AUTO(buf) struct buf words = {.max = 64};
    assert_int_equal(store_draft_add(store, &draft, span_text("mira")), ERR_OK);
    assert_int_equal(store_draft_words(store, 1, span_text("o79"), &words), ERR_OK);
    assert_true(span_is(buf_span(&words), "sealed"));
    draft.video = 79;
    (void)snprintf(draft.title, sizeof(draft.title), "Untitled");
    assert_int_equal(store_draft_finish(store, &draft, 7), ERR_OK);
    expect_words(79, "sealed", "", "");
    buf_clear(&words);
    assert_int_equal(store_draft_words(store, 1, span_text("o79"), &words), ERR_OK);
    assert_int_equal(words.len, 0);
}

/* Its title is sealed when it is changed; else it becomes public as it is. */
static void a_title_that_an_older_version_left_in_the_clear_goes_on(void **state)
{
    (void)state;
    static const struct opened anew = {"sealed", "of #Dogs"};
    struct store_upload upload = {.id = 77,
                                  .person = {.id = 1, .handle = span_text("mira")},
                                  .title = span_text("of #Cats"),
                                  .original = span_text("o77"),
                                  .original_bytes = 5,
                                  .now_ms = 6};
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
    upload.id = 78;
    upload.original = span_text("o78");
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
    publish_video(77, 7);
    expect_words(77, "", "of #Cats", "");
    expect_hashtags(77, "[{\"tag\":\"cats\",\"video_id\":\"77\"}]");
    struct store_draft draft = {.id = "o79", .person = 1, .title = "of #Birds", .bytes = 5};
    memcpy(draft.wish.sound, "A song", sizeof("A song"));
    assert_int_equal(store_draft_add(store, &draft, span_text("mira")), ERR_OK);
    draft.video = 79;
    assert_int_equal(store_draft_finish(store, &draft, 7), ERR_OK);
    expect_words(79, "", "of #Birds", "A song");
    start_video(78, 7);
    assert_int_equal(retitle(78, "", "sealed"), ERR_OK);
    expect_words(78, "sealed", "", "");
    assert_int_equal(publish(78, 8, false), ERR_BUSY);
    assert_int_equal(publish_opened(78, 8, false, &anew), ERR_OK);
    expect_words(78, "", "of #Dogs", "A song");
}

static void a_job_step_for_an_unknown_video_changes_nothing(void **state)
{
    (void)state;
    for (int event = 0; event < VIDEO_EVENT_COUNT_; event++) {
        assert_int_equal(do_event(77, (enum video_event)event), ERR_CONFLICT);
    }
}

static void the_queue_is_fair_between_creators(void **state)
{
    (void)state;
    static const int64_t expected[] = {1, 11, 21, 2, 12, 3};
    struct store_job job;
    for (int64_t i = 1; i <= 3; i++) {
        assert_int_equal(add_video(i, 1), ERR_OK);
    }
    assert_int_equal(add_video(11, 2), ERR_OK);
    assert_int_equal(add_video(12, 2), ERR_OK);
    assert_int_equal(add_video(21, 3), ERR_OK);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_int_equal(store_job_next(store, false, 5000, &job), ERR_OK);
        assert_int_equal(job.video, expected[i]);
        publish_video(job.video, 6000 + (int64_t)i);
    }
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_NOT_FOUND);
}

static void a_creator_has_one_first_rendition_made_at_a_time(void **state)
{
    (void)state;
    struct store_job job;
    for (int64_t i = 1; i <= 3; i++) {
        assert_int_equal(add_video(i, 1), ERR_OK);
    }
    start_video(1, 100);
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_NOT_FOUND);
    assert_int_equal(add_video(4, 2), ERR_OK);
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_OK);
    assert_int_equal(job.video, 4);
    assert_int_equal(publish(1, 200, true), ERR_OK);
    job = job_of(1, true);
    assert_int_equal(store_job_start(store, &job, 300), ERR_OK);
    start_video(4, 350);
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_OK); /* beside its larger ones */
    assert_int_equal(job.video, 2);
}

/* Many rows at once: people 1 to 50 with twenty clips each, person 1 with a thousand more, each
 * waiting for its first or for its second job. */
static void fill_queue(const char *state, const char *rest, const char *after)
{
    static char script[2048];
    AUTO(db_close) struct db *db = NULL;
    store_close(MOVE(store));
    (void)snprintf(
        script, sizeof(script),
        "INSERT INTO person (id, handle, created_ms) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
        "SELECT i + 1 FROM n WHERE i < 50) SELECT i, 'p' || i, 0 FROM n;"
        "INSERT INTO video (id, person_id, title, state, rest, original, original_bytes, tries, "
        "due_ms, started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, "
        "duration_ms, audio, blurhash, strip_columns, strip_rows, strip_count, strip_width, "
        "strip_height, watches) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 2000) SELECT i, CASE WHEN i <= 1000 THEN 1 ELSE i %% 50 + 1 END, 't', '%s', "
        "'%s', 'o' || i, 1, 0, 0, 0, 0, 0, '', 0, 0, 0, 0, '', 0, 0, 0, 0, 0, 0 FROM n;",
        state, rest);
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, script), ERR_OK);
    assert_int_equal(db_script(db, after), ERR_OK);
    store = open_store(); /* its writes run here */
}

/* The next is begun; whose it is. */
static int64_t begin_next(bool rest, int64_t now_ms, int64_t *out_video)
{
    struct store_job job;
    assert_int_equal(store_job_next(store, rest, now_ms, &job), ERR_OK);
    int64_t person = job.person;
    *out_video = job.video;
    job = job_of(job.video, rest);
    assert_int_equal(store_job_start(store, &job, now_ms), ERR_OK);
    return person;
}

static void a_thousand_clips_of_one_creator_keep_nobody_waiting(void **state)
{
    (void)state;
    fill_queue("queued", "none", "");
    for (int64_t round = 0; round < 2; round++) { /* two at a time, one person after the other */
        for (int64_t i = 0; i < 50; i += 2) {
            int64_t videos[2];
            int64_t one = begin_next(false, 5000 + round * 50 + i, &videos[0]);
            int64_t two = begin_next(false, 5000 + round * 50 + i + 1, &videos[1]);
            assert_int_not_equal(one, two);
            if (round == 0 && i == 0) {
                assert_int_equal(one, 1);
            }
            assert_true(round == 0 || (one != 1 || i == 0));
            assert_int_equal(publish(videos[0], 6000, false), ERR_OK);
            assert_int_equal(publish(videos[1], 6000, false), ERR_OK);
        }
    }
}

static void a_thousand_larger_renditions_of_one_creator_keep_nobody_waiting(void **state)
{
    (void)state;
    int64_t served[51] = {0};
    fill_queue("public", "waiting",
               "UPDATE video SET state = 'queued', rest = 'none' WHERE id = 1");
    for (int64_t i = 0; i < 100; i++) {
        int64_t video = 0;
        int64_t person = begin_next(true, 5000 + i, &video);
        served[person]++;
        assert_int_equal(served[person], i / 50 + 1);
        assert_int_equal(store_job_give_up(store, video), ERR_OK);
        start_video(1, 5000 + i); /* a first job of person 1 takes no turn of the second stage */
        assert_int_equal(do_event(1, VIDEO_RESUME), ERR_OK);
    }
}

static void a_retry_waits_until_it_is_due_but_not_for_a_clock_that_was_set_back(void **state)
{
    (void)state;
    struct store_job job = job_of(1, false);
    assert_int_equal(add_video(1, 1), ERR_OK);
    start_video(1, 10);
    assert_int_equal(store_job_again(store, &job, 1000000), ERR_OK);
    assert_int_equal(store_job_next(store, false, 999000, &job), ERR_NOT_FOUND);
    assert_int_equal(store_job_next(store, false, 1000000, &job), ERR_OK);
    assert_int_equal(job.tries, 1);
    assert_int_equal(store_job_next(store, false, 500, &job), ERR_OK);
}

static void what_ran_is_found_again_with_the_names_of_its_media(void **state)
{
    (void)state;
    struct store_job job;
    assert_int_equal(store_job_running(store, &job), ERR_NOT_FOUND);
    assert_int_equal(add_video(1, 1), ERR_OK);
    for (int rest = 0; rest <= 1; rest++) {
        job = job_of(1, rest == 1);
        assert_int_equal(store_job_start(store, &job, 10), ERR_OK);
        store_close(store);
        store = open_store();
        assert_int_equal(store_job_running(store, &job), ERR_OK);
        assert_int_equal(job.video, 1);
        assert_int_equal(job.rest, rest == 1);
        for (int i = 0; i < STORE_JOB_MEDIA; i++) {
            assert_int_equal(job.media[i][0], (rest == 1 ? 'r' : 'a') + i);
        }
        assert_int_equal(store_job_resume(store, &job, 0), ERR_OK);
        assert_int_equal(store_job_running(store, &job), ERR_NOT_FOUND);
        assert_int_equal(store_job_next(store, rest == 1, 10, &job), ERR_OK);
        assert_int_equal(job.tries, 0);
        if (rest == 0) {
            start_video(1, 20);
            assert_int_equal(publish(1, 20, true), ERR_OK);
        }
    }
}

static void an_original_is_needed_until_its_video_is_public_or_refused(void **state)
{
    (void)state;
    struct span name = span_text("00000000000000000000000000000001");
    assert_int_equal(store_job_needs(store, name), ERR_NOT_FOUND);
    assert_int_equal(add_video(1, 1), ERR_OK);
    assert_int_equal(store_job_needs(store, name), ERR_OK);
    publish_video(1, 50);
    assert_int_equal(store_job_needs(store, name), ERR_NOT_FOUND);
}

static void an_original_is_needed_until_its_larger_renditions_are_done_or_given_up(void **state)
{
    (void)state;
    static const enum rest_event ends[] = {REST_ADD, REST_GIVE_UP};
    for (int64_t i = 0; i < 2; i++) {
        char name[STORE_BLOB_ID + 1];
        (void)snprintf(name, sizeof(name), "%032lld", (long long)i + 1);
        bring_rest_to(i + 1, REST_WAITING);
        assert_int_equal(store_job_needs(store, span_text(name)), ERR_OK);
        assert_int_equal(do_rest_event(i + 1, REST_START), ERR_OK);
        assert_int_equal(store_job_needs(store, span_text(name)), ERR_OK);
        assert_int_equal(do_rest_event(i + 1, ends[i]), ERR_OK);
        assert_int_equal(store_job_needs(store, span_text(name)), ERR_NOT_FOUND);
    }
}

/* Refused, with its original kept until then; 0: not kept. */
static void refuse_until(int64_t id, int64_t kept_until_ms)
{
    struct store_refusal refusal = {id, 10, 99, span_text("odd"), kept_until_ms};
    start_video(id, id);
    assert_int_equal(store_job_refuse(store, &refusal), ERR_OK);
}

static int64_t kept_until(int64_t id)
{
    struct store_video video;
    assert_int_equal(store_video_get(store, id, &video), ERR_OK);
    return video.kept_until_ms;
}

static void what_was_refused_is_queued_again_while_its_original_is_there(void **state)
{
    (void)state;
    struct store_video video;
    struct store_job job;
    struct span name = span_text("00000000000000000000000000000001");
    struct store_retry retry = {.video = 1, .person = 1, .now_ms = 4999};
    assert_int_equal(add_video(1, 1), ERR_OK);
    assert_int_equal(store_kept_retry(store, &retry), ERR_CONFLICT);
    for (int i = 0; i < 2; i++) { /* a crash counts a try, and a retry takes all away */
        start_video(1, 1);
        assert_int_equal(do_event(1, VIDEO_AGAIN), ERR_OK);
    }
    refuse_until(1, 5000);
    assert_int_equal(kept_until(1), 5000);
    assert_int_equal(store_job_needs(store, name), ERR_OK);
    assert_int_equal(store_job_next(store, false, 10000, &job), ERR_NOT_FOUND);
    retry.person = 2;
    assert_int_equal(store_kept_retry(store, &retry), ERR_CONFLICT);
    retry = (struct store_retry){.video = 1, .person = 1, .now_ms = 5000};
    assert_int_equal(store_kept_retry(store, &retry), ERR_CONFLICT); /* its time is over */
    retry.now_ms = 4999;
    assert_int_equal(store_kept_retry(store, &retry), ERR_OK);
    assert_int_equal(store_kept_retry(store, &retry), ERR_CONFLICT);
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_int_equal(video.state, VIDEO_QUEUED);
    assert_int_equal(video.refusal, 0);
    assert_int_equal(video.kept_until_ms, 0);
    assert_int_equal(store_job_next(store, false, 1, &job), ERR_OK);
    assert_int_equal(job.tries, 0);
    assert_true(span_is(name, job.original));
    publish_video(1, 5);
    assert_int_equal(store_kept_retry(store, &retry), ERR_CONFLICT);
}

static void an_original_that_is_not_kept_cannot_be_tried_again(void **state)
{
    (void)state;
    struct store_retry retry = {.video = 1, .person = 1, .now_ms = 1};
    assert_int_equal(add_video(1, 1), ERR_OK);
    refuse_until(1, 0);
    assert_int_equal(kept_until(1), 0);
    assert_int_equal(store_kept_retry(store, &retry), ERR_CONFLICT);
    assert_int_equal(store_job_needs(store, span_text("00000000000000000000000000000001")),
                     ERR_NOT_FOUND);
}

static void originals_of_the_refused_are_found_when_their_time_is_over(void **state)
{
    (void)state;
    struct store_kept kept;
    struct store_room room;
    struct store_retry retry = {.video = 2, .person = 1, .now_ms = 7000};
    for (int64_t id = 1; id <= 3; id++) {
        assert_int_equal(add_video(id, 1), ERR_OK);
        refuse_until(id, id == 3 ? 0 : 5000 * id);
    }
    assert_int_equal(store_room_get(store, 1, &room), ERR_OK);
    assert_int_equal(room.bytes, 10); /* what is kept counts, and waits for nothing */
    assert_int_equal(room.videos, 0);
    assert_int_equal(store_kept_due(store, 4999, &kept), ERR_NOT_FOUND);
    assert_int_equal(store_kept_due(store, 5000, &kept), ERR_OK);
    assert_int_equal(kept.video, 1);
    assert_string_equal(kept.original, "00000000000000000000000000000001");
    assert_int_equal(store_kept_drop(store, &kept), ERR_OK);
    assert_int_equal(store_kept_drop(store, &kept), ERR_CONFLICT);
    assert_int_equal(store_job_needs(store, span_text(kept.original)), ERR_NOT_FOUND);
    assert_int_equal(kept_until(1), 0);
    assert_int_equal(store_kept_due(store, 5000, &kept), ERR_NOT_FOUND);
    assert_int_equal(store_kept_due(store, 10000, &kept), ERR_OK);
    assert_int_equal(store_kept_retry(store, &retry), ERR_OK);
    assert_int_equal(store_kept_drop(store, &kept), ERR_CONFLICT); /* it was put back meanwhile */
    assert_int_equal(state_of(2), VIDEO_QUEUED);
    assert_int_equal(store_room_get(store, 1, &room), ERR_OK);
    assert_int_equal(room.bytes, 5);
    refuse_until(2, 10000 + 2 * (int64_t)LIMIT_KEPT_MS);
    assert_int_equal(store_kept_due(store, 10000, &kept), ERR_NOT_FOUND);
    assert_int_equal(store_kept_due(store, 9999, &kept), ERR_OK); /* the clock was set back */
}

static void a_retry_may_not_make_more_videos_wait_than_may(void **state)
{
    (void)state;
    struct store_retry retry = {.video = 1, .person = 1, .now_ms = 1};
    assert_int_equal(add_video(1, 1), ERR_OK);
    refuse_until(1, 5000);
    for (int64_t i = 0; i < LIMIT_VIDEOS_WAITING; i++) {
        assert_int_equal(add_video(2 + i, 1), ERR_OK);
    }
    assert_int_equal(store_kept_retry(store, &retry), ERR_LIMIT);
    assert_int_equal(state_of(1), VIDEO_REFUSED);
    assert_int_equal(kept_until(1), 5000);
    publish_video(2, 10);
    assert_int_equal(store_kept_retry(store, &retry), ERR_OK);
}

static void media_are_there_only_while_their_video_is_public(void **state)
{
    (void)state;
    struct store_job job = job_of(1, false);
    struct span poster = span_text(job.media[0]);
    struct span strip = span_text(job.media[1]);
    struct span mp4 = span_text(job.media[2]);
    struct span hls = span_text(job.media[3]);
    assert_int_equal(add_video(1, 1), ERR_OK);
    start_video(1, 10);
    assert_int_equal(store_media_public(store, STORE_MP4, mp4), ERR_NOT_FOUND);
    assert_int_equal(do_event(1, VIDEO_PUBLISH), ERR_OK);
    assert_int_equal(store_media_public(store, STORE_MP4, mp4), ERR_OK);
    assert_int_equal(store_media_public(store, STORE_HLS, hls), ERR_OK);
    assert_int_equal(store_media_public(store, STORE_PICTURE, poster), ERR_OK);
    assert_int_equal(store_media_public(store, STORE_PICTURE, strip), ERR_OK);
    assert_int_equal(store_media_public(store, STORE_PICTURE, mp4), ERR_NOT_FOUND);
    assert_int_equal(store_media_public(store, STORE_MP4, hls), ERR_NOT_FOUND);
}

/* Whatever is remembered of what is public, a write that was answered ends it. */
static void media_that_were_shown_are_gone_once_a_write_took_them_away(void **state)
{
    (void)state;
    struct span rendition = span_text("c0000000000000000000000000000001");
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(add_video(1, 1), ERR_OK);
    publish_video(1, 10);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_media_public(store, STORE_MP4, rendition), ERR_OK);
        assert_int_equal(store_media_public(store, STORE_PICTURE, rendition), ERR_NOT_FOUND);
    }
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, "UPDATE video SET state = 'refused' WHERE id = 1"), ERR_OK);
    assert_int_equal(add_video(2, 1), ERR_OK);
    assert_int_equal(store_media_public(store, STORE_MP4, rendition), ERR_NOT_FOUND);
}

/* Video 1 as a page shows it; false: it is passed over. */
static bool page_has(char title[STORE_TITLE + 1])
{
    int64_t id = 1;
    struct store_video video;
    size_t count = 9;
    assert_int_equal(store_shelf_videos(store, &id, 1, &video, &count), ERR_OK);
    assert_true(count == 0 || (count == 1 && video.id == 1));
    (void)snprintf(title, STORE_TITLE + 1, "%s", count == 0 ? "" : video.title);
    return count == 1;
}

/* A viewer's sealed parts are none of it: after them it need not be read again. */
static void videos_of_a_page_are_as_the_last_write_left_them(void **state)
{
    (void)state;
    char title[STORE_TITLE + 1];
    struct store_name name = {{0}};
    size_t taken = 0;
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(add_video(1, 1), ERR_OK);
    assert_false(page_has(title));
    publish_video(1, 10);
    assert_true(page_has(title));
    assert_int_equal(store_video_title(store, 1, 1, span_text("another")), ERR_OK);
    assert_true(page_has(title) && strcmp(title, "another") == 0);
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, "UPDATE video SET title = 'third' WHERE id = 1"), ERR_OK);
    assert_int_equal(
        store_viewer_add(store, span_text("locker"), &name, 1, span_text("sealed"), &taken),
        ERR_OK);
    assert_true(page_has(title) && strcmp(title, "another") == 0);
    assert_int_equal(add_video(2, 1), ERR_OK);
    assert_true(page_has(title) && strcmp(title, "third") == 0);
    assert_int_equal(store_video_remove(store, 1, 1), ERR_OK);
    assert_false(page_has(title));
}

static struct store_ruling ruling_on(enum policy_kind kind, int64_t object, enum policy_state state)
{
    int64_t last = 0;
    assert_int_equal(store_decision_last(store, &last), ERR_OK);
    return (struct store_ruling){.number = last + 1,
                                 .entry = 100 + last,
                                 .kind = kind,
                                 .object = object,
                                 .state = state,
                                 .label = span_text(state == POLICY_LABELLED ? "disputed" : ""),
                                 .subject = span_text("video:3"),
                                 .envelope = span_text("{}")};
}

static void rule(enum policy_kind kind, int64_t object, enum policy_state state)
{
    struct store_ruling ruling = ruling_on(kind, object, state);
    int64_t person = -1;
    assert_int_equal(store_decision_apply(store, &ruling, &person), ERR_OK);
    assert_true(person >= 0);
}

/* Whether everybody finds video 3, the same everywhere. */
static bool is_shown(void)
{
    AUTO(arena) struct arena memory = {.max = 64 * KIB};
    struct store_rendition renditions[STORE_RENDITIONS];
    struct store_video videos[8];
    struct store_facts facts;
    struct store_job job = job_of(3, false);
    size_t count = 0;
    size_t hls_count = 0;
    assert_int_equal(store_video_newest(store, (struct store_place){0}, 8, videos, &count), ERR_OK);
    bool shown = count > 0;
    enum err expected = shown ? ERR_OK : ERR_NOT_FOUND;
    assert_int_equal(store_video_get(store, 3, &videos[0]), ERR_OK); /* for its author */
    assert_true(store_video_shown(&videos[0]) == shown);
    assert_int_equal(store_media_public(store, STORE_MP4, span_text(job.media[2])), expected);
    assert_int_equal(store_media_public(store, STORE_PICTURE, span_text(job.media[0])), expected);
    assert_int_equal(store_media_public(store, STORE_HLS, span_text(job.media[3])), expected);
    assert_int_equal(store_media_hls(store, 3, &memory, renditions, &hls_count), expected);
    assert_int_equal(store_watch_facts(store, 3, &facts), expected);
    for (int i = 0; i < 2; i++) { /* read, and then known */
        assert_int_equal(store_shelf_videos(store, &(int64_t){3}, 1, videos, &count), ERR_OK);
        assert_int_equal(count, shown ? 1 : 0);
    }
    return shown;
}

static void what_is_hidden_is_hidden_everywhere_and_comes_back(void **state)
{
    (void)state;
    assert_int_equal(add_video(3, 1), ERR_OK);
    publish_video(3, 10);
    assert_true(is_shown());
    rule(POLICY_VIDEO, 3, POLICY_HIDDEN);
    assert_false(is_shown());
    rule(POLICY_VIDEO, 3, POLICY_SHOWN);
    assert_true(is_shown());
    rule(POLICY_PERSON, 1, POLICY_HIDDEN); /* with all that is theirs */
    assert_false(is_shown());
    rule(POLICY_VIDEO, 3, POLICY_LABELLED);
    assert_false(is_shown());
    rule(POLICY_PERSON, 1, POLICY_SHOWN);
    assert_true(is_shown());
    rule(POLICY_COMMENT, 3, POLICY_HIDDEN); /* another thing of the same number */
    assert_true(is_shown());
}

static void a_decision_is_applied_once_and_in_order(void **state)
{
    struct store_ruling first = ruling_on(POLICY_VIDEO, 3, POLICY_HIDDEN);
    struct store_ruling late = first;
    struct store_visible rows[4];
    struct store_decision own[4];
    size_t count = 0;
    int64_t person = -1;
    int64_t last = -1;
    (void)state;
    assert_int_equal(add_video(3, 1), ERR_OK);
    publish_video(3, 10);
    late.number = 2;
    assert_int_equal(store_decision_apply(store, &late, &person), ERR_CONFLICT);
    assert_true(person == -1);
    assert_true(is_shown());
    assert_int_equal(store_decision_apply(store, &first, &person), ERR_OK);
    assert_true(person == 1);
    rule(POLICY_VIDEO, 3, POLICY_SHOWN);
    assert_int_equal(store_decision_apply(store, &first, &person), ERR_OK); /* nothing new */
    assert_true(person == 1);
    assert_true(is_shown());
    assert_int_equal(store_decision_last(store, &last), ERR_OK);
    assert_true(last == 2);
    assert_int_equal(store_visible_list(store, 0, 4, rows, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_true(rows[0].decision == 2 && rows[0].entry == 101);
    assert_int_equal(rows[0].state, POLICY_SHOWN);
    struct store_decisions_of of = {.person = 1, .max = 4};
    assert_int_equal(store_decision_own(store, &of, own, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_true(own[0].number == 2 && own[1].number == 1);
    of.before = 2;
    assert_int_equal(store_decision_own(store, &of, own, &count), ERR_OK);
    assert_int_equal(count, 1);
    rule(POLICY_VIDEO, 99, POLICY_HIDDEN); /* of a video that is not there: nobody's */
    assert_int_equal(store_decision_get(store, 3, &own[0]), ERR_OK);
    assert_true(own[0].person == 0);
}

static void the_newest_come_first_in_pages_without_gap_or_repeat(void **state)
{
    (void)state;
    struct store_video page[2];
    struct store_place after = {0, 0};
    size_t count = 0;
    int64_t expected = 5;
    for (int64_t i = 1; i <= 5; i++) {
        assert_int_equal(add_video(i, 1 + i % 2), ERR_OK);
        publish_video(i, i < 4 ? 300 : 400); /* several in the same millisecond */
    }
    assert_int_equal(add_video(6, 1), ERR_OK);
    while (expected > 0) {
        assert_int_equal(store_video_newest(store, after, 2, page, &count), ERR_OK);
        assert_true(count > 0);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(page[i].id, expected);
            expected--;
        }
        after = (struct store_place){page[count - 1].published_ms, page[count - 1].id};
    }
    assert_int_equal(store_video_newest(store, after, 2, page, &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_string_equal(page[0].handle, "person2");
    assert_string_equal(page[0].title, "A \"title\"");
}

static void ones_own_videos_are_listed_in_any_state(void **state)
{
    (void)state;
    struct store_video page[8];
    size_t count = 0;
    assert_int_equal(add_video(1, 1), ERR_OK);
    assert_int_equal(add_video(2, 2), ERR_OK);
    assert_int_equal(add_video(3, 1), ERR_OK);
    start_video(3, 10);
    struct store_refusal refusal = {3, 4, 99, span_text("odd"), 0};
    assert_int_equal(store_job_refuse(store, &refusal), ERR_OK);
    struct store_place start = {0, 0};
    assert_int_equal(store_video_own(store, 1, start, 8, page, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(page[0].id, 3);
    assert_int_equal(page[0].state, VIDEO_REFUSED);
    assert_int_equal(page[0].refusal, 4);
    assert_int_equal(page[0].refusal_number, 99);
    assert_string_equal(page[0].refusal_codec, "odd");
    assert_int_equal(page[1].state, VIDEO_QUEUED);
}

static enum store_excess excess_of(int64_t person, int64_t bytes, bool draft)
{
    struct store_room room;
    assert_int_equal(store_room_get(store, person, &room), ERR_OK);
    return store_room_excess(&room, bytes, draft);
}

static struct store_draft draft_of(int64_t number, int64_t person)
{
    struct store_draft d = {.person = person,
                            .bytes = 7,
                            .checked = -1,
                            .created_ms = 1000 + number,
                            .expires_ms = 2000 + number};
    (void)snprintf(d.id, sizeof(d.id), "%032lld", (long long)number);
    (void)snprintf(d.title, sizeof(d.title), "Draft %lld", (long long)number);
    return d;
}

static enum err add_draft(int64_t number, int64_t person)
{
    struct store_draft d = draft_of(number, person);
    return store_draft_add(store, &d, person_of(person).handle);
}

static void a_draft_is_its_persons_alone(void **state)
{
    (void)state;
    struct store_draft want = draft_of(70, 1);
    struct store_draft d;
    assert_int_equal(add_draft(70, 1), ERR_OK);
    assert_int_equal(add_draft(70, 1), ERR_CONFLICT);
    assert_int_equal(store_draft_get(store, 1, span_text(want.id), &d), ERR_OK);
    assert_string_equal(d.id, want.id);
    assert_string_equal(d.title, want.title);
    assert_int_equal(d.person, 1);
    assert_int_equal(d.bytes, 7);
    assert_int_equal(d.checked, -1);
    assert_int_equal(d.video, 0);
    assert_int_equal(d.created_ms, want.created_ms);
    assert_int_equal(d.expires_ms, want.expires_ms);
    assert_int_equal(store_draft_get(store, 2, span_text(want.id), &d), ERR_NOT_FOUND);
    assert_int_equal(store_draft_get(store, 1, span_text("other"), &d), ERR_NOT_FOUND);
    assert_int_equal(store_draft_needs(store, span_text(want.id)), ERR_OK);
    assert_int_equal(store_draft_drop(store, span_text(want.id)), ERR_OK);
    assert_int_equal(store_draft_drop(store, span_text(want.id)), ERR_OK);
    assert_int_equal(store_draft_get(store, 1, span_text(want.id), &d), ERR_NOT_FOUND);
    assert_int_equal(store_draft_needs(store, span_text(want.id)), ERR_NOT_FOUND);
}

/* Whether the word is in the database's file or in its log. */
static bool is_on_disk(const char *word)
{
    static const char *const endings[] = {"", "-wal"};
    bool found = false;
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        FILE *f = fopen(file, "rb");
        assert_non_null(f);
        static char bytes[1024 * 1024];
        size_t len = fread(bytes, 1, sizeof(bytes), f);
        assert_in_range(len, 0, sizeof(bytes) - 1);
        found = found || memmem(bytes, len, word, strlen(word)) != NULL;
        (void)fclose(f);
    }
    return found;
}

/* What fills no piece is in the row until the draft is whole. */
static void a_drafts_tail_is_replaced_and_goes_with_its_end(void **state)
{
    (void)state;
    struct store_draft d = draft_of(70, 1);
    AUTO(buf) struct buf tail = {.max = 100};
    struct store_job job;
    d.sealed = true;
    assert_int_equal(store_draft_put_tail(store, span_text(d.id), 0, span_text("a")), ERR_CONFLICT);
    assert_int_equal(store_draft_add(store, &d, person_of(1).handle), ERR_OK);
    assert_int_equal(store_draft_put_tail(store, span_text(d.id), 0, span_text("first")), ERR_OK);
    assert_int_equal(store_draft_put_tail(store, span_text(d.id), 9, span_text("other")), ERR_OK);
    assert_int_equal(store_draft_get(store, 1, span_text(d.id), &d), ERR_OK);
    assert_true(d.sealed && d.tail_piece == 9 && d.tail_bytes == 5);
    assert_int_equal(store_draft_tail(store, 1, span_text(d.id), &tail), ERR_OK);
    assert_true(span_is(buf_span(&tail), "other"));
    assert_int_equal(store_draft_tail(store, 2, span_text(d.id), &tail), ERR_NOT_FOUND);
    d.video = 3000;
    assert_int_equal(store_draft_finish(store, &d, 1), ERR_OK);
    assert_int_equal(store_draft_get(store, 1, span_text(d.id), &d), ERR_OK);
    assert_int_equal(d.tail_bytes, 0);
    assert_int_equal(store_draft_put_tail(store, span_text(d.id), 1, span_text("x")), ERR_CONFLICT);
    assert_int_equal(store_job_next(store, false, 1, &job), ERR_OK);
    assert_true(job.original_sealed);
}

static void what_a_dropped_draft_was_called_is_on_the_disk_no_more(void **state)
{
    (void)state;
    static const struct timespec pause = {.tv_nsec = 1000 * 1000};
    struct store_draft d = draft_of(70, 1);
    (void)snprintf(d.title, sizeof(d.title), "Nobody may know");
    assert_int_equal(store_draft_add(store, &d, person_of(1).handle), ERR_OK);
    assert_true(is_on_disk(d.title));
    assert_int_equal(store_draft_drop(store, span_text(d.id)), ERR_OK);
    for (int i = 0; i < 10000 && is_on_disk(d.title); i++) { /* the writer tidies up behind */
        (void)nanosleep(&pause, NULL);
    }
    assert_false(is_on_disk(d.title));
}

static void ones_drafts_are_listed_until_they_are_whole(void **state)
{
    (void)state;
    struct store_draft listed[LIMIT_DRAFTS];
    size_t count = 7;
    assert_int_equal(store_draft_own(store, 1, listed, &count), ERR_OK);
    assert_int_equal(count, 0);
    for (int64_t i = 1; i <= LIMIT_DRAFTS; i++) {
        assert_int_equal(add_draft(i, 1), ERR_OK);
    }
    assert_int_equal(add_draft(99, 2), ERR_OK);
    assert_int_equal(store_draft_own(store, 1, listed, &count), ERR_OK);
    assert_int_equal(count, LIMIT_DRAFTS);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(listed[i].person, 1);
    }
    listed[0].video = 77;
    assert_int_equal(store_draft_finish(store, &listed[0], 1), ERR_OK);
    assert_int_equal(store_draft_own(store, 1, listed, &count), ERR_OK);
    assert_int_equal(count, LIMIT_DRAFTS - 1);
    assert_int_equal(store_draft_own(store, 2, listed, &count), ERR_OK);
    assert_int_equal(count, 1);
}

static void a_whole_draft_becomes_one_video_once(void **state)
{
    (void)state;
    struct store_draft d = draft_of(70, 1);
    struct store_draft found;
    struct store_video video;
    struct store_job job;
    assert_int_equal(add_draft(70, 1), ERR_OK);
    d.video = 500;
    d.expires_ms = 9000;
    assert_int_equal(store_draft_check(store, span_text(d.id), 3), ERR_OK);
    assert_int_equal(store_draft_finish(store, &d, 4000), ERR_OK);
    d.video = 501;
    assert_int_equal(store_draft_finish(store, &d, 4000), ERR_CONFLICT);
    assert_int_equal(store_video_get(store, 501, &video), ERR_NOT_FOUND);
    assert_int_equal(store_video_get(store, 500, &video), ERR_OK);
    assert_int_equal(video.state, VIDEO_QUEUED);
    assert_string_equal(video.title, "Draft 70");
    assert_int_equal(video.created_ms, 4000);
    assert_int_equal(store_job_next(store, false, 5000, &job), ERR_OK);
    assert_string_equal(job.original, d.id);
    assert_int_equal(job.original_bytes, 7);
    assert_int_equal(store_draft_get(store, 1, span_text(d.id), &found), ERR_OK);
    assert_int_equal(found.video, 500);
    assert_int_equal(found.expires_ms, 9000);
    assert_int_equal(store_draft_needs(store, span_text(d.id)), ERR_NOT_FOUND);
    assert_int_equal(store_draft_check(store, span_text(d.id), -1), ERR_CONFLICT);
    assert_int_equal(store_draft_after(store, span_text(""), &found), ERR_NOT_FOUND);
}

static void drafts_are_found_by_age_and_in_order(void **state)
{
    (void)state;
    struct store_draft d;
    size_t count = 0;
    for (int64_t i = 0; i < 5; i++) {
        assert_int_equal(add_draft(70 + i, 1 + i % 2), ERR_OK);
    }
    d = (struct store_draft){.id = ""};
    while (store_draft_after(store, span_text(d.id), &d) == ERR_OK) {
        struct store_draft want = draft_of(70 + (int64_t)count, 0);
        assert_string_equal(d.id, want.id);
        count++;
    }
    assert_int_equal(count, 5);
    assert_int_equal(store_draft_due(store, 2069, &d), ERR_NOT_FOUND);
    assert_int_equal(store_draft_due(store, 2074, &d), ERR_OK);
    assert_int_equal(d.expires_ms, 2070);
    assert_int_equal(store_draft_extend(store, span_text(d.id), 3000), ERR_OK);
    assert_int_equal(store_draft_due(store, 2074, &d), ERR_OK);
    assert_int_equal(d.expires_ms, 2071);
    assert_int_equal(store_draft_extend(store, span_text("none"), 3000), ERR_CONFLICT);
}

static void drafts_and_what_waits_share_one_persons_room(void **state)
{
    (void)state;
    struct store_room room;
    for (int64_t i = 0; i < LIMIT_DRAFTS; i++) {
        assert_int_equal(add_draft(1 + i, 1), ERR_OK);
    }
    assert_int_equal(add_draft(50, 1), ERR_LIMIT);
    assert_int_equal(excess_of(1, 1, true), STORE_EXCESS_DRAFTS);
    assert_int_equal(excess_of(1, 1, false), STORE_EXCESS_NONE);
    assert_int_equal(add_draft(51, 2), ERR_OK);
    for (int64_t i = 0; i < LIMIT_VIDEOS_WAITING - LIMIT_DRAFTS; i++) {
        assert_int_equal(add_video(1000 + i, 1), ERR_OK);
    }
    assert_int_equal(add_video(2000, 1), ERR_LIMIT);
    assert_int_equal(excess_of(1, 1, false), STORE_EXCESS_VIDEOS);
    assert_int_equal(store_room_get(store, 1, &room), ERR_OK);
    assert_int_equal(room.videos, LIMIT_VIDEOS_WAITING - LIMIT_DRAFTS);
    assert_int_equal(room.drafts, LIMIT_DRAFTS);
    assert_int_equal(room.bytes, room.videos * 5 + room.drafts * 7);
    struct store_draft d = draft_of(1, 1);
    d.video = 3000;
    assert_int_equal(store_draft_finish(store, &d, 1), ERR_OK);
    assert_int_equal(add_video(2000, 1), ERR_LIMIT);
}

static void bytes_over_the_quota_are_refused_to_the_byte(void **state)
{
    (void)state;
    int64_t max = (int64_t)(LIMIT_PERSON_GIB * GIB);
    struct store_draft d = draft_of(70, 1);
    d.bytes = max - 5;
    assert_int_equal(store_draft_add(store, &d, person_of(1).handle), ERR_OK);
    assert_int_equal(excess_of(1, 6, false), STORE_EXCESS_BYTES);
    assert_int_equal(excess_of(1, INT64_MAX, true), STORE_EXCESS_BYTES);
    assert_int_equal(add_draft(71, 1), ERR_LIMIT);
    assert_int_equal(add_video(1, 1), ERR_OK);
    assert_int_equal(add_video(2, 1), ERR_LIMIT);
    assert_int_equal(add_video(2, 2), ERR_OK);
    publish_video(1, 10); /* its original goes, its rendition stays */
    struct store_video video;
    struct store_room room;
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_int_equal(store_room_get(store, 1, &room), ERR_OK);
    assert_true(video.renditions[0].bytes > 5);
    assert_true(video.renditions[0].hls[0] != 0); /* which is as long again */
    assert_int_equal(room.bytes, d.bytes + 2 * video.renditions[0].bytes);
    assert_int_equal(add_video(4, 1), ERR_LIMIT);
    assert_int_equal(store_draft_drop(store, span_text(d.id)), ERR_OK);
    assert_int_equal(add_video(4, 1), ERR_OK);
}

static void one_person_cannot_fill_the_queue(void **state)
{
    (void)state;
    for (int64_t i = 0; i < LIMIT_VIDEOS_WAITING; i++) {
        assert_int_equal(excess_of(1, 5, false), STORE_EXCESS_NONE);
        assert_int_equal(add_video(1 + i, 1), ERR_OK);
    }
    assert_int_equal(excess_of(1, 5, false), STORE_EXCESS_VIDEOS);
    assert_int_equal(add_video(5000, 1), ERR_LIMIT);
    assert_int_equal(add_video(5001, 2), ERR_OK);
    publish_video(1, 10);
    assert_int_equal(add_video(5002, 1), ERR_OK);
}

static void a_handle_belongs_to_one_person_and_may_change(void **state)
{
    (void)state;
    struct store_person anna = {1, span_text("anna")};
    struct store_person other = {2, span_text("anna")};
    struct store_person renamed = {1, span_text("hanna")};
    assert_int_equal(store_person_put(store, &anna, 5), ERR_OK);
    assert_int_equal(store_person_put(store, &anna, 6), ERR_OK);
    assert_int_equal(store_person_put(store, &other, 7), ERR_CONFLICT);
    assert_int_equal(store_person_put(store, &renamed, 8), ERR_OK);
    assert_int_equal(store_person_put(store, &other, 9), ERR_OK);
}

static struct store_name name_of(const char *text)
{
    struct store_name name = {{0}};
    memcpy(name.bytes, text, strlen(text));
    return name;
}

/* What stands under the name; "" if nothing does. */
static void stands(const char *name, const char *expected)
{
    AUTO(arena) struct arena memory = {.max = 4096};
    struct store_name names[1] = {name_of(name)};
    struct span sealed = span_text("untouched");
    assert_int_equal(store_viewer_get(store, names, 1, &memory, &sealed), ERR_OK);
    assert_true(span_is(sealed, expected));
}

static void sealed_rows_come_back_under_their_names_only(void **state)
{
    (void)state;
    struct store_name names[3] = {name_of("a"), name_of("b"), name_of("c")};
    struct span sealed[3];
    size_t taken = 9;
    AUTO(arena) struct arena memory = {.max = 4096};
    AUTO(arena) struct arena small = {.max = 2};
    assert_int_equal(
        store_viewer_add(store, span_text("locker"), &names[1], 1, span_of("t\0o", 3), &taken),
        ERR_OK);
    assert_int_equal(taken, 0);
    assert_int_equal(store_viewer_get(store, names, 3, &memory, sealed), ERR_OK);
    assert_int_equal(sealed[0].len, 0);
    assert_int_equal(sealed[1].len, 3);
    assert_memory_equal(sealed[1].ptr, "t\0o", 3);
    assert_int_equal(sealed[2].len, 0);
    assert_int_equal(store_viewer_get(store, names, 3, &small, sealed), ERR_NOMEM);
    assert_int_equal(store_viewer_forget(store, names, 3, span_text("locker")), ERR_OK);
    stands("b", "");
}

static void a_sealed_row_takes_the_first_name_that_is_free(void **state)
{
    (void)state;
    struct store_name names[2] = {name_of("a"), name_of("b")};
    size_t taken = 9;
    assert_int_equal(store_viewer_add(store, span_text("locker"), names, 2, span_text("1"), &taken),
                     ERR_OK);
    assert_int_equal(taken, 0);
    assert_int_equal(store_viewer_add(store, span_text("locker"), names, 2, span_text("2"), &taken),
                     ERR_OK);
    assert_int_equal(taken, 1);
    assert_int_equal(store_viewer_add(store, span_text("locker"), names, 2, span_text("3"), &taken),
                     ERR_LIMIT);
    stands("a", "1");
    stands("b", "2");
}

static enum err swap_with(const char *name, const char *from, const char *to)
{
    struct store_change changes[2] = {
        {name_of("a"), span_text("old"), span_text("new")},
        {name_of(name), span_text(from), span_text(to)},
    };
    return store_viewer_swap(store, &(struct store_swap){.changes = changes, .count = 2});
}

static void a_swap_happens_as_a_whole_or_not_at_all(void **state)
{
    (void)state;
    struct store_name names[2] = {name_of("a"), name_of("b")};
    size_t taken = 0;
    assert_int_equal(
        store_viewer_add(store, span_text("locker"), names, 1, span_text("old"), &taken), ERR_OK);
    assert_int_equal(
        store_viewer_add(store, span_text("locker"), &names[1], 1, span_text("there"), &taken),
        ERR_OK);
    assert_int_equal(swap_with("b", "", "other"), ERR_CONFLICT);     /* there is one */
    assert_int_equal(swap_with("b", "then", "other"), ERR_CONFLICT); /* it is another */
    assert_int_equal(swap_with("b", "then", ""), ERR_CONFLICT);
    assert_int_equal(swap_with("c", "there", ""), ERR_CONFLICT); /* there is none */
    stands("a", "old");
    stands("b", "there");
    assert_int_equal(swap_with("b", "there", ""), ERR_OK);
    stands("a", "new");
    stands("b", "");
    assert_int_equal(swap_with("c", "", "fresh"), ERR_CONFLICT); /* a is new by now */
    stands("c", "");
}

/* Durable together, and each by itself. */
static void of_several_swaps_each_happens_or_not_by_itself(void **state)
{
    (void)state;
    struct store_change changes[3] = {{name_of("a"), span_text(""), span_text("1")},
                                      {name_of("b"), span_text("there"), span_text("2")},
                                      {name_of("c"), span_text(""), span_text("3")}};
    struct store_swap swaps[3];
    enum err errs[3];
    for (size_t i = 0; i < 3; i++) {
        swaps[i] = (struct store_swap){.changes = &changes[i], .count = 1};
    }
    store_viewer_swap_each(store, swaps, 3, errs);
    assert_true(errs[0] == ERR_OK && errs[1] == ERR_CONFLICT && errs[2] == ERR_OK);
    stands("a", "1");
    stands("b", "");
    stands("c", "3");
}

enum { NAMED = 96, TOGETHER = 16 };

/* Names of which twelve at a time begin alike, and all with numbers that are near each other. */
static struct store_name near_name(size_t i)
{
    struct store_name name = {{(uint8_t)(i % 8)}};
    name.bytes[STORE_NAME - 1] = (uint8_t)(i / 8 + 1);
    return name;
}

static void stand_as(const bool there[NAMED])
{
    AUTO(arena) struct arena memory = {.max = 4096};
    struct store_name names[NAMED];
    struct span sealed[NAMED];
    for (size_t i = 0; i < NAMED; i++) {
        names[i] = near_name(i);
    }
    assert_int_equal(store_viewer_get(store, names, NAMED, &memory, sealed), ERR_OK);
    for (size_t i = 0; i < NAMED; i++) {
        assert_true(span_is(sealed[i], there[i] ? "x" : ""));
    }
}

/* Also if the swap fails, and what was there when the database was opened. */
static void rows_are_found_whatever_came_and_went(void **state)
{
    (void)state;
    bool there[NAMED] = {false};
    for (size_t round = 0; round < 60; round++) {
        struct store_change changes[TOGETHER];
        bool fails = round % 7 == 3;
        for (size_t k = 0; k < TOGETHER; k++) {
            size_t i = (round * round * 5 + k * 11) % NAMED;
            bool was = fails && k == TOGETHER - 1 ? !there[i] : there[i];
            changes[k] = (struct store_change){near_name(i), span_text(was ? "x" : ""),
                                               span_text(was ? "" : "x")};
        }
        assert_int_equal(
            store_viewer_swap(store, &(struct store_swap){.changes = changes, .count = TOGETHER}),
            fails ? ERR_CONFLICT : ERR_OK);
        for (size_t k = 0; k < TOGETHER && !fails; k++) {
            size_t i = (round * round * 5 + k * 11) % NAMED;
            there[i] = !there[i];
        }
        stand_as(there);
        if (round % 20 == 19) {
            store_close(MOVE(store));
            store = open_store();
            assert_int_equal(store_start(store), ERR_OK);
            stand_as(there);
        }
    }
}

static atomic_bool swapping;

/* A row goes as another changes, and comes as it changes back. */
static void *swap_to_and_fro(void *context)
{
    (void)context;
    for (int i = 0; i < 80; i++) {
        bool back = i % 2 == 1;
        struct store_change changes[2] = {
            {near_name(0), span_text(back ? "new" : "old"), span_text(back ? "old" : "new")},
            {near_name(NAMED - 1), span_text(back ? "" : "waits"), span_text(back ? "waits" : "")},
        };
        assert_int_equal(
            store_viewer_swap(store, &(struct store_swap){.changes = changes, .count = 2}), ERR_OK);
    }
    atomic_store(&swapping, false);
    return NULL;
}

/* One of them is asked for first and one last, of more than are looked for at a time. */
static void what_is_read_is_as_of_one_moment(void **state)
{
    (void)state;
    pthread_t thread;
    size_t taken = 0;
    struct store_name names[NAMED];
    struct span sealed[NAMED];
    for (size_t i = 0; i < NAMED; i++) {
        names[i] = near_name(i);
    }
    assert_int_equal(
        store_viewer_add(store, span_text("locker"), names, 1, span_text("old"), &taken), ERR_OK);
    assert_int_equal(store_viewer_add(store, span_text("locker"), &names[NAMED - 1], 1,
                                      span_text("waits"), &taken),
                     ERR_OK);
    atomic_store(&swapping, true);
    assert_int_equal(pthread_create(&thread, NULL, swap_to_and_fro, NULL), 0);
    while (atomic_load(&swapping)) {
        AUTO(arena) struct arena memory = {.max = 4096};
        assert_int_equal(store_viewer_get(store, names, NAMED, &memory, sealed), ERR_OK);
        assert_true(span_is(sealed[NAMED - 1], span_is(sealed[0], "old") ? "waits" : ""));
    }
    (void)pthread_join(thread, NULL);
}

/* Sixteen rows, the first names last: as they lie in the table they are in the order neither of
 * their coming nor of their names, but once in twenty million million times each. */
static void an_empty_database_is_filled_once_and_says_so(void **state)
{
    (void)state;
    struct store_video videos[LIMIT_PAGE];
    size_t count = 0;
    int64_t watches = 0;
    bool filled = true;
    struct store_fill fill = {
        .people = 3, .videos = 12, .watches = 12000, .now_ms = time_wall_ms()};
    assert_int_equal(store_fill_is(store, &filled), ERR_OK);
    assert_false(filled);
    assert_int_equal(store_fill(store, &(struct store_fill){.videos = 1}), ERR_LIMIT);
    assert_int_equal(store_fill(store, &(struct store_fill){.people = LIMIT_FILL + 1}), ERR_LIMIT);
    assert_int_equal(store_fill(store, &fill), ERR_OK);
    assert_int_equal(store_fill_is(store, &filled), ERR_OK);
    assert_true(filled);
    assert_int_equal(
        store_video_newest(store, (struct store_place){0, 0}, LIMIT_PAGE, videos, &count), ERR_OK);
    assert_int_equal(count, 12);
    for (size_t i = 0; i < count; i++) {
        watches += videos[i].watches;
        assert_int_equal(videos[i].rendition_count, 2);
        assert_in_range(videos[i].person, 1, 3);
    }
    assert_in_range(watches, 3000, 24000);
    assert_int_equal(store_fill(store, &fill), ERR_CONFLICT);
}

static void sealed_rows_stand_in_no_order(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    const char names[] = "ponmlkjihgfedcba";
    const size_t count = sizeof(names) - 1;
    size_t falls = 0;
    uint8_t last = 0;
    for (size_t i = 0; i < count; i++) {
        struct store_name name = name_of((char[]){names[i], '\0'});
        size_t taken = 0;
        assert_int_equal(
            store_viewer_add(store, span_text("locker"), &name, 1, span_text("sealed"), &taken),
            ERR_OK);
    }
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db), ERR_OK);
    assert_int_equal(
        db_query_start(db, "SELECT name FROM viewer_part NOT INDEXED ORDER BY rowid", &q), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(db_step_row(&q), ERR_OK);
        falls += i > 0 && db_column_bytes(&q, 0).ptr[0] < last;
        last = db_column_bytes(&q, 0).ptr[0];
    }
    assert_in_range(falls, 1, count - 2);
}

static bool file_has(const char *text)
{
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    assert_int_equal(fclose(file), 0);
    return memmem(bytes, len, text, strlen(text)) != NULL;
}

static void what_was_replaced_is_overwritten(void **state)
{
    (void)state;
    struct store_name name = name_of("a");
    struct store_problem problem;
    size_t taken = 0;
    char before[] = "xealed before";
    char after[] = "xealed afterwards";
    before[0] = 's'; /* so that this program's own bytes are not what is found */
    after[0] = 's';
    assert_int_equal(
        store_viewer_add(store, span_text("locker"), &name, 1, span_text(before), &taken), ERR_OK);
    store_close(MOVE(store));
    assert_true(file_has(before));
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    struct store_change change = {name, span_text(before), span_text(after)};
    assert_int_equal(store_viewer_swap(store, &(struct store_swap){.changes = &change, .count = 1}),
                     ERR_OK);
    store_close(MOVE(store));
    assert_false(file_has(before));
    assert_true(file_has(after));
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
}

static void what_an_older_version_kept_goes_with_the_swap(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = NULL;
    AUTO(arena) struct arena memory = {.max = 4096};
    struct store_sealed old[3];
    size_t count = 0;
    struct span locker = span_of("0123456789abcdef", 16);
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db,
                               "INSERT INTO watch_sealed (locker, id, created_ms, sealed) VALUES "
                               "(CAST('0123456789abcdef' AS BLOB), 2, 5, CAST('two' AS BLOB)), "
                               "(CAST('0123456789abcdef' AS BLOB), 1, 5, CAST('one' AS BLOB)), "
                               "(CAST('0123456789abcdeX' AS BLOB), 3, 5, CAST('other' AS BLOB))"),
                     ERR_OK);
    assert_int_equal(store_watch_old(store, locker, 3, &memory, old, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(old[0].id, 1);
    assert_true(span_is(old[0].sealed, "one"));
    struct store_swap swap = {.locker = locker, .old = old, .old_count = 2};
    assert_int_equal(store_viewer_swap(store, &swap), ERR_OK);
    assert_int_equal(store_viewer_swap(store, &swap), ERR_CONFLICT);
    assert_int_equal(store_watch_old(store, locker, 3, &memory, old, &count), ERR_OK);
    assert_int_equal(count, 0);
    locker = span_of("0123456789abcdeX", 16);
    assert_int_equal(store_watch_old(store, locker, 3, &memory, old, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(store_viewer_forget(store, NULL, 0, locker), ERR_OK);
    assert_int_equal(store_watch_old(store, locker, 3, &memory, old, &count), ERR_OK);
    assert_int_equal(count, 0);
}

static void counts_add_up_and_pass_over_what_is_gone(void **state)
{
    (void)state;
    struct store_video video;
    struct store_count counts[] = {{.video = 1, .watches = 3, .likes = 2},
                                   {.video = 99, .watches = 5, .likes = 1},
                                   {.video = 1, .watches = 4, .likes = -1}};
    struct store_count fewer = {.video = 1, .likes = -5};
    struct store_facts facts;
    assert_int_equal(add_video(1, 1), ERR_OK);
    assert_int_equal(store_watch_facts(store, 1, &facts), ERR_NOT_FOUND);
    publish_video(1, 10);
    assert_int_equal(store_watch_facts(store, 1, &facts), ERR_OK);
    assert_int_equal(facts.duration_ms, 4000);
    assert_int_equal(facts.person, 1);
    assert_string_equal(facts.title, "A \"title\"");
    assert_int_equal(store_count_add(store, counts, 3), ERR_OK);
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_int_equal(video.watches, 7);
    assert_int_equal(video.likes, 1);
    assert_int_equal(store_count_add(store, &fewer, 1), ERR_OK);
    assert_int_equal(store_video_get(store, 1, &video), ERR_OK);
    assert_int_equal(video.likes, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_column_that_is_not_in_the_data_map_is_refused_and_named),
        CASE(a_database_of_a_newer_version_is_refused_unchanged_and_in_words),
        CASE(every_query_is_prepared_at_opening),
        CASE(the_machine_of_states_is_exactly_this),
        CASE(the_machine_of_larger_renditions_is_exactly_this),
        CASE(the_database_makes_every_allowed_move_and_no_other),
        CASE(the_database_makes_every_allowed_move_of_the_rest_and_no_other),
        CASE(larger_renditions_come_to_what_is_public_already),
        CASE(first_renditions_of_anybody_come_before_larger_ones),
        CASE(each_stage_has_tries_of_its_own),
        CASE(segments_are_handed_out_for_public_videos_with_an_hls_file_only),
        CASE(a_filled_database_of_version_1_is_brought_forward),
        CASE(hashtags_go_with_their_title),
        CASE(words_wait_sealed_until_their_video_is_public),
        CASE(words_go_from_an_upload_to_its_video),
        CASE(a_title_that_an_older_version_left_in_the_clear_goes_on),
        CASE(bringing_forward_may_be_interrupted_at_any_statement),
        CASE(a_job_step_for_an_unknown_video_changes_nothing),
        CASE(the_queue_is_fair_between_creators),
        CASE(a_creator_has_one_first_rendition_made_at_a_time),
        CASE(a_thousand_clips_of_one_creator_keep_nobody_waiting),
        CASE(a_thousand_larger_renditions_of_one_creator_keep_nobody_waiting),
        CASE(a_retry_waits_until_it_is_due_but_not_for_a_clock_that_was_set_back),
        CASE(what_ran_is_found_again_with_the_names_of_its_media),
        CASE(an_original_is_needed_until_its_video_is_public_or_refused),
        CASE(an_original_is_needed_until_its_larger_renditions_are_done_or_given_up),
        CASE(what_was_refused_is_queued_again_while_its_original_is_there),
        CASE(an_original_that_is_not_kept_cannot_be_tried_again),
        CASE(originals_of_the_refused_are_found_when_their_time_is_over),
        CASE(a_retry_may_not_make_more_videos_wait_than_may),
        CASE(media_are_there_only_while_their_video_is_public),
        CASE(media_that_were_shown_are_gone_once_a_write_took_them_away),
        CASE(videos_of_a_page_are_as_the_last_write_left_them),
        CASE(what_is_hidden_is_hidden_everywhere_and_comes_back),
        CASE(a_decision_is_applied_once_and_in_order),
        CASE(the_newest_come_first_in_pages_without_gap_or_repeat),
        CASE(ones_own_videos_are_listed_in_any_state),
        CASE(one_person_cannot_fill_the_queue),
        CASE(a_draft_is_its_persons_alone),
        CASE(a_drafts_tail_is_replaced_and_goes_with_its_end),
        CASE(what_a_dropped_draft_was_called_is_on_the_disk_no_more),
        CASE(ones_drafts_are_listed_until_they_are_whole),
        CASE(a_whole_draft_becomes_one_video_once),
        CASE(drafts_are_found_by_age_and_in_order),
        CASE(drafts_and_what_waits_share_one_persons_room),
        CASE(bytes_over_the_quota_are_refused_to_the_byte),
        CASE(a_handle_belongs_to_one_person_and_may_change),
        CASE(sealed_rows_come_back_under_their_names_only),
        CASE(a_sealed_row_takes_the_first_name_that_is_free),
        CASE(a_swap_happens_as_a_whole_or_not_at_all),
        CASE(of_several_swaps_each_happens_or_not_by_itself),
        CASE(rows_are_found_whatever_came_and_went),
        CASE(what_is_read_is_as_of_one_moment),
        CASE(an_empty_database_is_filled_once_and_says_so),
        CASE(sealed_rows_stand_in_no_order),
        CASE(what_was_replaced_is_overwritten),
        CASE(what_an_older_version_kept_goes_with_the_swap),
        CASE(counts_add_up_and_pass_over_what_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
