/*
 * test_store_leave.c: what leaves, from the schema's side: a person with something in every table
 * and in every column that holds text or bytes leaves, and no table keeps a row; each media object
 * that a row names is in a backup, and is removed with its video. A table or a column that is added
 * later, and forgotten in one of these, fails here by its name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db.h"
#include "store.h"
#include "store_block.h"
#include "store_caption.h"
#include "store_comment.h"
#include "store_copy.h"
#include "store_decision.h"
#include "store_draft.h"
#include "store_follow.h"
#include "store_job.h"
#include "store_leave.h"
#include "store_search.h"
#include "store_video.h"
#include "store_viewer.h"
#include "store_watch.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PERSON = 7, OTHER = 8, QUEUED = 1, RUNNING, PUBLIC, REFUSED, VIDEOS, NAMES_MAX = 64 };

static char folder[64];
static char path[128];
static struct store *store;
static sqlite3 *reader;
static const struct store_name mine = {"a viewer's name"};
static const struct store_name slot = {"a slot of mira's"};
static const char locker[] = "0123456789abcdef";

static int teardown(void **state)
{
    char line[128];
    (void)state;
    (void)sqlite3_close_v2(reader);
    store_close(store);
    (void)snprintf(line, sizeof(line), "rm -rf %s", folder);
    return system(line);
}

static void run(const char *sql)
{
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, sql), ERR_OK);
}

static struct store_person person(void)
{
    return (struct store_person){PERSON, span_text("mira")};
}

/* Names are as long as real ones, a letter and the video's number. */
static void name(char letter, int video, char out[STORE_BLOB_ID + 1])
{
    (void)snprintf(out, STORE_BLOB_ID + 1, "%c%031d", letter, video);
}

static const struct store_wish wish = {100, 900, true, 50, "A song", AUDIENCE_ALL};

static void add_video(int video, bool starts)
{
    char original[STORE_BLOB_ID + 1];
    struct store_job job = {.video = video};
    name('o', video, original);
    struct store_upload upload = {.id = video,
                                  .person = person(),
                                  .title = span_text("A #title"),
                                  .original = span_text(original),
                                  .original_bytes = 5,
                                  .now_ms = 1000,
                                  .wish = wish,
                                  .words = span_text("sealed words")};
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
    for (int i = 0; i < STORE_JOB_MEDIA; i++) {
        name((char)('a' + i), video, job.media[i]);
    }
    if (starts) {
        assert_int_equal(store_job_start(store, &job, 1), ERR_OK);
    }
}

static void publish(void)
{
    char poster[STORE_BLOB_ID + 1];
    struct store_hash hash = {0, 100, span_text("hash")};
    struct store_rendition rendition = {.width = 270,
                                        .height = 480,
                                        .rate_num = 25,
                                        .rate_den = 1,
                                        .bytes = 9,
                                        .init_bytes = 1,
                                        .segments = span_text("segments")};
    struct store_result result = {.video = PUBLIC,
                                  .now_ms = 2,
                                  .more = true,
                                  .poster = poster,
                                  .blurhash = span_text("LEHV6nWB2yk8"),
                                  .strip = {"", 4, 2, 7, 90, 160},
                                  .renditions = &rendition,
                                  .rendition_count = 1,
                                  .hashes = &hash,
                                  .hash_count = 1,
                                  .looks = span_text("sealed looks"),
                                  .waiting = span_text("sealed words"),
                                  .title = span_text("A #title"),
                                  .sound = "A song"};
    name('p', PUBLIC, poster);
    name('s', PUBLIC, result.strip.name);
    name('m', PUBLIC, rendition.mp4);
    name('h', PUBLIC, rendition.hls);
    assert_int_equal(store_job_publish(store, &result), ERR_OK);
}

/* What one says, whom one follows, and what one is told of. */
static void fill_words(void)
{
    int64_t id = 0;
    enum store_comment_excess excess;
    struct store_person mira = person();
    struct store_person ben = {OTHER, span_text("ben")};
    struct span text = span_text("Something");
    struct span handle = ben.handle;
    struct store_saying saying = {.person = mira,
                                  .video = PUBLIC,
                                  .text = text,
                                  .made_by = span_text("0123456789abcdef"),
                                  .mentions = &handle,
                                  .mention_count = 1,
                                  .now_ms = 7};
    assert_int_equal(store_person_put(store, &ben, 7), ERR_OK);
    assert_int_equal(store_profile_set(store, &mira, &(struct store_words){&text, &text}, 7),
                     ERR_OK);
    assert_int_equal(store_follow_add(store, &mira, OTHER, 7, NULL), ERR_OK);
    assert_int_equal(store_follow_add(store, &ben, PERSON, 7, NULL), ERR_OK);
    assert_int_equal(store_comment_add(store, &saying, &excess, &id), ERR_OK);
    saying.person = ben;
    saying.parent = id;
    assert_int_equal(store_comment_add(store, &saying, &excess, &id), ERR_OK);
}

static void add_avatars(void)
{
    char shown[STORE_BLOB_ID + 1];
    char next[STORE_BLOB_ID + 1];
    struct store_person mira = person();
    name('v', 0, shown);
    name('w', 0, next);
    assert_int_equal(store_avatar_begin(store, &mira, span_text(shown), 1), ERR_OK);
    assert_int_equal(store_avatar_show(store, PERSON, span_text(shown)), ERR_OK);
    assert_int_equal(store_avatar_begin(store, &mira, span_text(next), 1), ERR_OK);
}

static void add_caption(void)
{
    struct store_caption caption = {.person = PERSON,
                                    .video = PUBLIC,
                                    .lang = span_text("de"),
                                    .label = span_text("Deutsch"),
                                    .name = span_text("as they are served"),
                                    .vtt = span_text("WEBVTT"),
                                    .text = span_text("words")};
    assert_int_equal(store_caption_put(store, &caption), ERR_OK);
}

static void add_block(void)
{
    struct store_block block = {.pair = {"of two people"},
                                .slots = &slot,
                                .slot_count = 1,
                                .person = PERSON,
                                .target = 999};
    assert_int_equal(store_block_add(store, &block), ERR_OK);
}

static void fill(void)
{
    size_t taken = 0;
    int64_t author = 0;
    const struct store_ruling about_person = {.number = 1,
                                              .entry = 9,
                                              .kind = POLICY_PERSON,
                                              .object = PERSON,
                                              .state = POLICY_LABELLED,
                                              .label = span_text("disputed"),
                                              .subject = span_text("person:commitment"),
                                              .envelope = span_text("{}")};
    struct store_refusal refusal = {.video = REFUSED,
                                    .refusal = 4,
                                    .codec = span_text("odd"),
                                    .kept_until_ms = INT64_C(1) << 40};
    struct store_draft draft = {.person = PERSON,
                                .bytes = 7,
                                .checked = -1,
                                .expires_ms = 9,
                                .title = "A draft",
                                .wish = wish,
                                .metadata = span_text("sealed"),
                                .words = span_text("sealed words")};
    int64_t counted = 0;
    assert_int_equal(store_counting_begin(store, &counted), ERR_OK);
    for (int video = QUEUED; video < VIDEOS; video++) {
        add_video(video, video != QUEUED);
    }
    publish();
    assert_int_equal(store_job_refuse(store, &refusal), ERR_OK);
    name('d', 0, draft.id);
    assert_int_equal(store_draft_add(store, &draft, person().handle), ERR_OK);
    assert_int_equal(
        store_draft_put_tail(store, span_text(draft.id), 3, span_text("a sealed tail")), ERR_OK);
    assert_int_equal(
        store_viewer_add(store, span_of(locker, 16), &mine, 1, span_text("sealed"), &taken),
        ERR_OK);
    assert_int_equal(store_decision_apply(store, &about_person, &author), ERR_OK);
    assert_true(author == PERSON);
    fill_words();
    add_avatars();
    add_caption();
    add_block();
    run("INSERT INTO watch_sealed VALUES (CAST('0123456789abcdef' AS BLOB), 7, 5, "
        "CAST('seen' AS BLOB))");
    run("INSERT INTO video_untagged VALUES (1)");
    run("INSERT INTO spoken_move VALUES (3)");
    run("UPDATE comment SET sealed = CAST('said' AS BLOB)");
    run("UPDATE caption SET sealed = CAST('and sealed' AS BLOB)");
}

static int setup(void **state)
{
    struct store_problem problem = {{0}};
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-leave-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    assert_int_equal(store_start(store), ERR_OK);
    fill();
    assert_int_equal(sqlite3_open_v2(path, &reader, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return 0;
}

/* ---- what the schema has */

static int64_t count(const char *format, ...) __attribute__((__format__(printf, 1, 2)));

static int64_t count(const char *format, ...)
{
    char sql[512];
    va_list args;
    sqlite3_stmt *q = NULL;
    va_start(args, format);
    (void)vsnprintf(sql, sizeof(sql), format, args);
    va_end(args);
    assert_int_equal(sqlite3_prepare_v2(reader, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t found = sqlite3_column_int64(q, 0);
    assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
    return found;
}

typedef void each_column(const char *table, const char *column, const char *type);

static void columns(each_column *fn)
{
    static const char sql[] =
        "SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.name <> 'schema_version'";
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(reader, sql, -1, &q, NULL), SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW) {
        fn((const char *)sqlite3_column_text(q, 0), (const char *)sqlite3_column_text(q, 1),
           (const char *)sqlite3_column_text(q, 2));
    }
    assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
}

static void is_filled(const char *table, const char *column, const char *type)
{
    bool in_words = strcmp(type, "TEXT") == 0 || strcmp(type, "BYTEA") == 0;
    bool later = strcmp(table, "removal") == 0 || strcmp(table, "video_removal") == 0 ||
                 strcmp(table, "media_move") == 0 || strcmp(table, "video_untagged") == 0 ||
                 strcmp(table, "search_todo") == 0 || strcmp(table, "search_merge") == 0 ||
                 strcmp(table, "made_up") == 0;
    if (!later && /* filled by what is tested */
        count("SELECT count(*) FROM \"%s\" WHERE length(\"%s\") > %d", table, column,
              in_words ? 0 : -1) == 0) {
        fail_msg("%s.%s: this test fills it with nothing: see fill()", table, column);
    }
}

/* What an index has beside its words: it stays, and test_search looks for words in it. */
static bool is_of_index(const char *table)
{
    static const char *const endings[] = {"_data", "_idx", "_config", "_merge"};
    const char *ending = strrchr(table, '_');
    bool found = false;
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings) && strncmp(table, "search_", 7) == 0;
         i++) {
        found = found || strcmp(ending, endings[i]) == 0;
    }
    return found;
}

static void is_empty(const char *table, const char *column, const char *type)
{
    (void)column;
    (void)type;
    if (strcmp(table, "decision") == 0 || strcmp(table, "visibility") == 0 ||
        strcmp(table, "counting") == 0 || is_of_index(table)) {
        return; /* they name nobody: see no_decision_names_a_person_who_left */
    }
    int64_t others = /* how the other is found */
        strcmp(table, "person") == 0 || strncmp(table, "search_person", 13) == 0 ? 1 : 0;
    if (count("SELECT count(*) FROM \"%s\"", table) != others) {
        fail_msg("%s keeps rows of a person who left", table);
    }
}

/* ---- names of files */

static char names[NAMES_MAX][STORE_BLOB_ID + 1];
static size_t name_count;

static bool is_noted(const char *text)
{
    bool found = false;
    for (size_t i = 0; i < name_count; i++) {
        found = found || strcmp(names[i], text) == 0;
    }
    return found;
}

static void note(const char *text)
{
    assert_true(name_count < NAMES_MAX);
    (void)snprintf(names[name_count++], sizeof(names[0]), "%s", text);
}

/* Whatever looks like the name of a file, in any column of a table; what is passed over is named as
 * a table, or as a column of one. */
static const char *const *passed_over;

static void expect_noted(const char *table, const char *column, const char *type)
{
    char sql[256];
    char both[128];
    sqlite3_stmt *q = NULL;
    (void)type;
    (void)snprintf(both, sizeof(both), "%s.%s", table, column);
    for (const char *const *over = passed_over; *over != NULL; over++) {
        if (strcmp(*over, table) == 0 || strcmp(*over, both) == 0) {
            return;
        }
    }
    (void)snprintf(sql, sizeof(sql), "SELECT \"%s\" FROM \"%s\" WHERE length(\"%s\") = %d", column,
                   table, column, STORE_BLOB_ID);
    assert_int_equal(sqlite3_prepare_v2(reader, sql, -1, &q, NULL), SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(q, 0);
        if (!is_noted(text)) {
            fail_msg("%s.%s names %s, which is forgotten", table, column, text);
        }
    }
    assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
}

static enum err note_media(void *context, struct span text, bool original)
{
    (void)context;
    char copy[STORE_BLOB_ID + 1];
    (void)snprintf(copy, sizeof(copy), "%.*s", (int)text.len, (const char *)text.ptr);
    assert_int_equal(original, copy[0] == 'o');
    assert_false(is_noted(copy));
    note(copy);
    return ERR_OK;
}

static void each_object_that_a_row_names_is_in_a_backup(void **state)
{
    /* An upload that is not whole is in none; a job begins anew; what is removed is gone. */
    static const char *const over[] = {"draft", "job_media", "removal", "person.avatar_next", NULL};
    (void)state;
    columns(is_filled);
    name_count = 0;
    assert_int_equal(store_copy_media(path, note_media, NULL), ERR_OK);
    passed_over = over;
    columns(expect_noted);
    assert_int_equal(name_count, 4 + 4 + 1); /* originals; poster, strip, mp4, hls; picture */
}

static void each_object_that_a_row_names_is_removed_with_its_video(void **state)
{
    /* A draft is no video's yet, a person's picture none's. */
    static const char *const over[] = {"draft", "removal", "person", NULL};
    struct store_removal found[NAMES_MAX];
    size_t found_count = 0;
    (void)state;
    columns(is_filled);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT * FROM video", NULL, NULL, NULL),
                     SQLITE_OK); /* it sees what was there */
    for (int video = QUEUED; video < VIDEOS; video++) {
        assert_int_equal(store_video_remove(store, PERSON, video), ERR_OK);
    }
    assert_int_equal(store_removal_next(store, NAMES_MAX, found, &found_count), ERR_OK);
    name_count = 0;
    for (size_t i = 0; i < found_count; i++) {
        note(found[i].text);
    }
    passed_over = over;
    columns(expect_noted);
    assert_int_equal(name_count, 4 + 4 + STORE_JOB_MEDIA);
}

/* What was decided still holds, of nobody. */
static void no_decision_names_a_person_who_left(void)
{
    assert_true(count("SELECT count(*) FROM decision WHERE person_id <> 0") == 0);
    assert_true(count("SELECT count(*) FROM visibility WHERE object = %d", PERSON) == 0);
    assert_true(count("SELECT count(*) FROM visibility WHERE kind = 'person' AND object = -1 "
                      "AND state = 'labelled'") == 1);
}

static void no_table_keeps_a_row_of_a_person_who_left(void **state)
{
    char draft[STORE_BLOB_ID + 1];
    struct store_leaver leaver = {PERSON, span_of(locker, 16)};
    struct store_removal found[NAMES_MAX];
    size_t found_count = 0;
    static const atomic_bool never;
    bool merged = false;
    (void)state;
    columns(is_filled);
    store_gone(store, &leaver);
    name('d', 0, draft);
    assert_int_equal(store_draft_drop(store, span_text(draft)), ERR_OK);
    for (bool more = true; more;) {
        assert_int_equal(store_leave_step(store, &leaver, &more), ERR_OK);
    }
    assert_int_equal(store_viewer_forget(store, &mine, 1, leaver.locker), ERR_OK);
    assert_int_equal(store_block_forget(store, &slot, 1), ERR_OK);
    assert_int_equal(store_removal_next(store, NAMES_MAX, found, &found_count), ERR_OK);
    name_count = 0;
    for (size_t i = 0; i < found_count; i++) {
        note(found[i].text);
    }
    assert_int_equal(name_count, 4 + 4 + STORE_JOB_MEDIA + 2); /* with both pictures */
    assert_int_equal(store_removal_done(store, found, found_count), ERR_OK);
    assert_int_equal(store_search_merge(store, &never, &merged), ERR_OK);
    columns(is_empty);
    no_decision_names_a_person_who_left();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_object_that_a_row_names_is_in_a_backup, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(each_object_that_a_row_names_is_removed_with_its_video,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(no_table_keeps_a_row_of_a_person_who_left, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
