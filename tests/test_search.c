/* Finding videos, people and hashtags by words, in a database of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db.h"
#include "store_caption.h"
#include "store_copy.h"
#include "store_decision.h"
#include "store_draft.h"
#include "store_job.h"
#include "store_leave.h"
#include "store_person.h"
#include "store_search.h"
#include "store_watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX = 20, NOW_MS = 1000000 };

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

static char folder[64];
static char path[128];
static struct store *store;

static void open_again(void)
{
    struct store_problem problem = {{0}};
    store_close(store);
    store = NULL;
    enum err err = store_open(&(struct store_config){.path = path}, &store, &problem);
    if (err != ERR_OK) {
        fail_msg("%s", problem.text);
    }
    assert_int_equal(store_start(store), ERR_OK);
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-search-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    open_again();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    store_close(store);
    store = NULL;
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    assert_int_equal(rmdir(folder), 0);
    return 0;
}

static void name_of(char letter, int64_t id, char out[STORE_BLOB_ID + 1])
{
    (void)snprintf(out, STORE_BLOB_ID + 1, "%c%031lld", letter, (long long)id);
}

/* Of a person whose number is its own hundreds. */
static void add(int64_t id, const char *title)
{
    char original[STORE_BLOB_ID + 1];
    char handle[32];
    name_of('o', id, original);
    (void)snprintf(handle, sizeof(handle), "person%lld", (long long)(id / 100));
    struct store_upload upload = {.id = id,
                                  .person = {id / 100, span_text(handle)},
                                  .title = span_text(title),
                                  .original = span_text(original),
                                  .original_bytes = 5,
                                  .now_ms = 1};
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
}

static void publish(int64_t id, int64_t at_ms)
{
    struct store_job job = {.video = id};
    struct store_rendition rendition = {.width = 270, .height = 480, .rate_den = 1, .bytes = 1};
    char poster[STORE_BLOB_ID + 1];
    for (int i = 0; i < STORE_JOB_MEDIA; i++) {
        name_of((char)('a' + i), id, job.media[i]);
    }
    name_of('p', id, poster);
    name_of('m', id, rendition.mp4);
    struct store_result result = {.video = id,
                                  .now_ms = at_ms,
                                  .poster = poster,
                                  .blurhash = span_text("x"),
                                  .renditions = &rendition,
                                  .rendition_count = 1};
    assert_int_equal(store_job_start(store, &job, 1), ERR_OK);
    assert_int_equal(store_job_publish(store, &result), ERR_OK);
}

static void show(int64_t id, const char *title)
{
    add(id, title);
    publish(id, NOW_MS);
}

static void hide(enum policy_kind kind, int64_t object, int64_t number)
{
    int64_t author = 0;
    struct store_ruling ruling = {.number = number,
                                  .entry = number,
                                  .kind = kind,
                                  .object = object,
                                  .state = POLICY_HIDDEN,
                                  .label = span_text(""),
                                  .subject = span_text("s"),
                                  .envelope = span_text("{}")};
    assert_int_equal(store_decision_apply(store, &ruling, &author), ERR_OK);
}

/* What is found, as "id id …", in its order. */
static void expect_span(struct span text, int64_t now_ms, const char *expected)
{
    AUTO(arena) struct arena memory = {.max = 8 * KIB};
    AUTO(buf) struct buf found = {.max = 4096};
    struct store_search search = {.text = text, .max = MAX, .now_ms = now_ms, .memory = &memory};
    struct store_video *videos = calloc(MAX, sizeof(*videos));
    size_t count = 0;
    bool more = false;
    assert_non_null(videos);
    assert_int_equal(store_search_videos(store, &search, videos, &count, &more), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        char id[32];
        (void)snprintf(id, sizeof(id), "%s%lld", i > 0 ? " " : "", (long long)videos[i].id);
        assert_int_equal(buf_append_text(&found, id), ERR_OK);
    }
    free(videos);
    assert_string_equal(count == 0 ? "" : buf_text(&found), expected);
}

static void expect(const char *text, const char *expected)
{
    expect_span(span_text(text), NOW_MS, expected);
}

static void what_has_every_word_is_found_and_the_last_may_be_a_beginning(void **state)
{
    (void)state;
    show(101, "A cat in \u00c1vila");
    show(102, "Catalogue of ships");
    show(103, "Two dogs");
    expect("cat", "101 102");
    expect("CATA", "102");
    expect("avila cat", "101");
    expect("a\u0301vi", "101");
    expect("ca avila", ""); /* only the last may be one */
    expect("cat dogs", "");
    expect("#cat!", "101 102");
    expect("bird", "");
}

static void an_emoji_in_a_title_is_found(void **state)
{
    (void)state;
    show(101, "Harbour \u2764\ufe0f\U0001f1f3\U0001f1f4");
    show(102, "\U0001f469\U0001f3fd\u200d\U0001f680 up");
    expect("\u2764", "101");
    expect("\U0001f1f3\U0001f1f4 harbour", "101");
    expect("\U0001f1f8\U0001f1ea", "");
    expect("\U0001f469\u200d\U0001f680", "102");
    expect("up \U0001f469", "102");
    expect("\U0001f680", ""); /* inside another picture */
}

static void words_follow_the_title_and_what_is_not_public_is_not_found(void **state)
{
    (void)state;
    add(101, "Morning light");
    expect("morning", "");
    publish(101, NOW_MS);
    expect("morning", "101");
    assert_int_equal(store_video_title(store, 1, 101, span_text("Evening light")), ERR_OK);
    expect("morning", "");
    expect("evening light", "101");
    assert_int_equal(store_video_remove(store, 1, 101), ERR_OK);
    expect("light", "");
}

static void say(int64_t id, const char *lang, const char *text)
{
    static int64_t names;
    char name[STORE_BLOB_ID + 1];
    name_of('c', ++names, name);
    struct store_caption caption = {.person = id / 100,
                                    .video = id,
                                    .lang = span_text(lang),
                                    .label = span_text(lang),
                                    .name = span_text(name),
                                    .vtt = span_text("WEBVTT"),
                                    .text = span_text(text),
                                    .audience = AUDIENCE_ALL};
    assert_int_equal(store_caption_put(store, &caption), ERR_OK);
}

static void what_is_said_in_a_video_is_found_behind_titles(void **state)
{
    (void)state;
    show(101, "A walk");
    show(102, "Lighthouse");
    say(101, "en", "Here is the lighthouse of the\nold harbour\n");
    say(101, "de", "Hier steht der Leuchtturm\n");
    expect("harbour", "101");
    expect("leuchtturm lighthouse", "101");
    expect("lighthouse", "102 101"); /* a title counts more */
    say(101, "en", "Nothing\n");
    expect("harbour", "");
    expect("walk nothing leuchtturm", "101");
    struct store_caption gone = {.person = 1, .video = 101, .lang = span_text("de")};
    assert_int_equal(store_caption_drop(store, &gone), ERR_OK);
    expect("leuchtturm", "");
    expect("walk", "101");
}

/* Of all captions. */
static int64_t words_stored(void)
{
    struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db), ERR_OK);
    assert_int_equal(
        db_query_start(
            db, "SELECT sum(length(c1) - length(replace(c1, ' ', ''))) FROM search_video_content",
            &q),
        ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    int64_t count = db_column_i64(&q, 0);
    db_query_auto(&q);
    q = (struct db_query){0};
    db_close(db);
    return count;
}

/* Twenty languages, as long as captions may be. */
static void what_is_said_behind_a_title_without_words_is_no_title(void **state)
{
    (void)state;
    show(701, "Zebra runs");
    show(801, "!!!");
    say(801, "en", "Zebra runs");
    expect("zebra", "701 801");
}

static void what_is_said_at_any_length_has_few_words(void **state)
{
    (void)state;
    char *text = calloc(1, LIMIT_CAPTIONS);
    assert_non_null(text);
    show(101, "Title");
    assert_int_equal(words_stored(), 0);
    for (int lang = 0; lang < LIMIT_LANGUAGES; lang++) {
        char tag[8];
        size_t len = 0;
        for (int i = 0; len + 32 < LIMIT_CAPTIONS; i++) {
            len += (size_t)snprintf(text + len, LIMIT_CAPTIONS - len, "w%dx%d ", lang, i);
        }
        (void)snprintf(tag, sizeof(tag), "x-%02d", lang);
        say(101, tag, text);
    }
    int64_t words = words_stored();
    assert_true(words >= LIMIT_OBJECT_WORDS - 1);
    assert_true(words < LIMIT_OBJECT_WORDS + LIMIT_TEXT_READ);
    expect("w0x0", "101");
    expect("w0x999", "101");
    expect("w0x1000", "");
    expect("title", "101");
    memset(text, 'a',
           LIMIT_CAPTIONS - 1); /* one word without an end, and the same again and again */
    say(101, "x-00", text);
    for (size_t i = 1; i < LIMIT_CAPTIONS - 1; i += 2) {
        text[i] = ' ';
    }
    say(101, "x-01", text);
    free(text);
}

static void what_is_hidden_by_a_decision_is_found_by_nobody(void **state)
{
    (void)state;
    AUTO(arena) struct arena memory = {.max = 8 * KIB};
    struct store_search search = {.text = span_text("per"), .max = MAX, .memory = &memory};
    struct store_found_person people[MAX];
    struct store_found_tag tags[MAX];
    struct tag tag;
    int64_t videos = 0;
    size_t count = 0;
    bool more = false;
    show(101, "light #sun");
    show(102, "light #sun");
    show(201, "light #moon");
    expect("light", "201 102 101");
    hide(POLICY_VIDEO, 102, 1);
    hide(POLICY_PERSON, 2, 2);
    expect("light", "101");
    assert_int_equal(store_search_people(store, &search, people, &count, &more), ERR_OK);
    assert_int_equal(count, 1);
    assert_string_equal(people[0].handle, "person1");
    search.text = span_text("#s");
    assert_int_equal(store_search_tags(store, &search, tags, &count, &more), ERR_OK);
    assert_true(count == 1 && tags[0].videos == 1 && strcmp(tags[0].tag.text, "sun") == 0);
    search.text = span_text("moon");
    assert_int_equal(store_search_tags(store, &search, tags, &count, &more), ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store_tags_lately(store, MAX, tags, &count), ERR_OK);
    assert_true(count == 1 && tags[0].videos == 1 && strcmp(tags[0].tag.text, "sun") == 0);
    assert_int_equal(tag_of(span_text("Moon"), &tag), ERR_OK);
    assert_int_equal(store_tag_count(store, &tag, &videos), ERR_OK);
    assert_int_equal(videos, 0);
    struct store_video *found = calloc(MAX, sizeof(*found));
    assert_non_null(found);
    assert_int_equal(store_video_of(store, span_text("person1"), MAX, found, &count), ERR_OK);
    assert_true(count == 1 && found[0].id == 101);
    assert_int_equal(store_video_of(store, span_text("person2"), MAX, found, &count),
                     ERR_NOT_FOUND);
    free(found);
}

/* Whoever uses one very often is one who uses it. */
static void what_the_newest_are_about_goes_by_how_many_people_say_so(void **state)
{
    (void)state;
    struct store_found_tag tags[MAX];
    size_t count = 0;
    char title[64];
    show(100, "#old");
    for (int64_t id = 200; id < 210; id++) {
        add(id, "#mine #again");
        publish(id, NOW_MS + 1);
    }
    show(301, "#sea #again");
    show(401, "#sea");
    assert_int_equal(store_tags_lately(store, MAX, tags, &count), ERR_OK);
    assert_int_equal(count, 4);
    assert_true(strcmp(tags[0].tag.text, "again") == 0 && tags[0].videos == 11);
    assert_true(strcmp(tags[1].tag.text, "sea") == 0 && tags[1].videos == 2);
    assert_true(strcmp(tags[2].tag.text, "mine") == 0 && tags[2].videos == 10);
    assert_int_equal(store_tags_lately(store, 1, tags, &count), ERR_OK);
    assert_int_equal(count, 1);
    for (int64_t id = 1000; id < 1000 + LIMIT_LATELY; id++) {
        (void)snprintf(title, sizeof(title), "#new%lld", (long long)(id % 3));
        add(id, title);
        publish(id, NOW_MS + 2);
    }
    assert_int_equal(store_tags_lately(store, MAX, tags, &count), ERR_OK);
    assert_int_equal(count, 3);
}

static void the_best_come_first_by_words_then_likes_and_age(void **state)
{
    (void)state;
    static const struct store_count liked[] = {{.video = 102, .likes = 50}};
    show(101, "harbour");
    show(102, "harbour");
    show(103, "harbour and a great many other words beside it that say more");
    add(104, "harbour");
    publish(104, NOW_MS + 400 * DAY_MS);
    expect_span(span_text("harbour"), NOW_MS, "104 102 101 103");
    assert_int_equal(store_count_add(store, liked, 1), ERR_OK);
    expect_span(span_text("harbour"), NOW_MS, "102 104 101 103");
    expect_span(span_text("harbour"), NOW_MS + 400 * DAY_MS, "104 102 101 103");
}

static void nothing_that_is_searched_for_is_an_error(void **state)
{
    (void)state;
    static const char *const odd[] = {"",           " ",         "\"",
                                      "'",          "cat\"",     "NEAR(cat dog, 5)",
                                      "cat OR dog", "NOT",       "*",
                                      "ca*",        "title:cat", "^cat",
                                      "-cat",       "+cat",      "(((",
                                      "cat AND",    "a^2",       "{cat}",
                                      "%",          "_",         "\\",
                                      ";--",        "..., !?",   "\u202e\u200f\u2066",
                                      "\U0001f600", "\x01\x7f",  "cat\xff\xfe dog",
                                      "$1",         "?1"};
    char *text = malloc(10000);
    assert_non_null(text);
    show(101, "cat near or not title and a 2");
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        bool has = strstr(odd[i], "dog") == NULL && strpbrk(odd[i], "cnNa") != NULL;
        expect(odd[i], has || strcmp(odd[i], "cat\xff\xfe dog") == 0 ? "101" : "");
    }
    memset(text, 'c', 10000);
    expect_span(span_of(text, 10000), NOW_MS, "");
    for (size_t i = 1; i < 10000; i += 2) {
        text[i] = ' ';
    }
    text[18] = 'x'; /* past the words that count */
    expect_span(span_of(text, 9999), NOW_MS, "");
    memset(text, '"', 10000);
    expect_span(span_of(text, 10000), NOW_MS, "");
    free(text);
}

static void pages_follow_each_other_without_a_gap(void **state)
{
    (void)state;
    AUTO(arena) struct arena memory = {.max = 8 * MIB};
    struct store_search search = {
        .text = span_text("clip"), .max = 4, .now_ms = NOW_MS, .memory = &memory};
    struct store_video *videos = calloc(4, sizeof(*videos));
    bool seen[11] = {false};
    bool more = true;
    assert_non_null(videos);
    for (int64_t id = 100; id < 111; id++) {
        show(id, "clip");
    }
    while (more) {
        size_t count = 0;
        assert_int_equal(store_search_videos(store, &search, videos, &count, &more), ERR_OK);
        assert_int_equal(count, more ? 4 : 3);
        for (size_t i = 0; i < count; i++) {
            assert_false(seen[videos[i].id - 100]);
            seen[videos[i].id - 100] = true;
        }
        search.from += 4;
    }
    assert_int_equal(search.from, 12);
    free(videos);
}

static void script(const char *sql)
{
    store_close(store);
    store = NULL;
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, sql), ERR_OK);
    db_close(db);
    open_again();
}

/* As it was before the engine's index. */
#define BEFORE_26                                                                                  \
    "DROP TABLE search_video; DROP TABLE search_person; DROP TABLE search_merge;"                  \
    "CREATE TABLE search_word (word TEXT NOT NULL, kind BIGINT NOT NULL, object BIGINT NOT NULL, " \
    "weight BIGINT NOT NULL, PRIMARY KEY (word, kind, object)) WITHOUT ROWID;"

static void an_older_database_is_found_by_its_words_once_it_is_open(void **state)
{
    (void)state;
    show(101, "Old words");
    show(102, "Older words");
    script("DELETE FROM search_video; INSERT INTO search_todo (kind, object) "
           "SELECT 0, id FROM video");
    expect("old words", "101");
    expect("words old", "101 102");
}

static void captions_of_an_older_database_are_found_once_it_is_open(void **state)
{
    (void)state;
    show(101, "A walk");
    struct store_room without;
    struct store_room with;
    assert_int_equal(store_room_get(store, 1, &without), ERR_OK);
    say(101, "en", "harbour");
    say(101, "de", "hafen");
    assert_int_equal(store_room_get(store, 1, &with), ERR_OK);
    assert_int_equal(with.bytes - without.bytes, 2 * strlen("WEBVTT") + strlen("harbourhafen"));
    script(BEFORE_26 "ALTER TABLE video DROP COLUMN caption_bytes;"
                     "DELETE FROM schema_version WHERE version >= 24;");
    expect("harbour", "101");
    expect("walk hafen", "101");
    struct store_room after;
    assert_int_equal(store_room_get(store, 1, &after), ERR_OK);
    assert_true(after.bytes == with.bytes);
}

static void emoji_of_an_older_database_are_found_once_it_is_open(void **state)
{
    (void)state;
    show(101, "\U0001f600 a");
    show(102, "\U0001f600 b");
    script(
        BEFORE_26
        "ALTER TABLE draft DROP COLUMN sealed;" /* as it was before version 23 */
        "ALTER TABLE draft DROP COLUMN tail;"
        "ALTER TABLE draft DROP COLUMN tail_piece;"
        "ALTER TABLE video DROP COLUMN original_sealed;"
        "ALTER TABLE video DROP COLUMN caption_bytes;"
        "DELETE FROM schema_version WHERE version >= 22;"
        "INSERT INTO search_todo (kind, object) VALUES (0, 101)"); /* not done when it was ended */
    expect("\U0001f600", "102 101");
}

/* Whether the bytes are anywhere in a file. */
static bool has_bytes(const char *ending, const char *bytes)
{
    char file[160];
    (void)snprintf(file, sizeof(file), "%s%s", path, ending);
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    size_t size = (size_t)lseek(fd, 0, SEEK_END);
    char *all = malloc(size + 1);
    assert_non_null(all);
    assert_int_equal(pread(fd, all, size, 0), size);
    bool found = memmem(all, size, bytes, strlen(bytes)) != NULL;
    free(all);
    (void)close(fd);
    return found;
}

static const atomic_bool never;

static void merge_and_tidy(bool expected)
{
    bool any = !expected;
    assert_int_equal(store_search_merge(store, &never, &any), ERR_OK);
    assert_true(any == expected);
    assert_int_equal(store_tidy(store), ERR_OK);
}

/* In neither of the files. */
static void expect_gone(const char *word)
{
    if (has_bytes("", word) || has_bytes("-wal", word)) {
        fail_msg("%s is in a file", word);
    }
}

/* More than one step merges. */
static void fill_index(int64_t from, int64_t to)
{
    char text[4000];
    for (int64_t id = from; id < to; id++) {
        size_t len = 0;
        show(id, "filler");
        for (int64_t i = 0; len < sizeof(text) - 32; i++) {
            len += (size_t)snprintf(text + len, sizeof(text) - len, "w%lldx%lld ", (long long)id,
                                    (long long)(i * i));
        }
        say(id, "en", text);
    }
}

static void rename_7(const char *name)
{
    struct span text = span_text(name);
    struct store_person person = {7, span_text("person7")};
    assert_int_equal(
        store_profile_set(store, &person, &(struct store_words){.name = &text}, NOW_MS), ERR_OK);
}

static void words_that_were_dropped_are_in_no_file_once_their_index_is_merged(void **state)
{
    (void)state;
    AUTO(arena) struct arena memory = {.max = 8 * KIB};
    struct store_search search = {.text = span_text("newname"), .max = MAX, .memory = &memory};
    struct store_found_person people[MAX];
    size_t count = 0;
    bool more = false;
    fill_index(100, 300);
    show(701, "Zyxwvutq here");
    say(701, "en", "Qponmlkj said");
    rename_7("Oldname");
    fill_index(300, 400);
    assert_int_equal(store_video_title(store, 7, 701, span_text("Other here")), ERR_OK);
    say(701, "en", "Nothing said");
    rename_7("Newname");
    expect("zyxwvutq", "");
    expect("other here", "701");
    merge_and_tidy(true);
    expect_gone("zyxwvutq");
    expect_gone("qponmlkj");
    expect_gone("oldname");
    merge_and_tidy(false);
    expect("other nothing", "701");
    expect("w399x0", "399");
    assert_int_equal(store_search_people(store, &search, people, &count, &more), ERR_OK);
    assert_true(count == 1 && people[0].id == 7);
}

static void merging_that_was_stopped_is_done_at_the_next_time(void **state)
{
    (void)state;
    static const atomic_bool now = true;
    bool any = false;
    show(701, "Zyxwvutq here");
    fill_index(100, 110);
    assert_int_equal(store_video_remove(store, 7, 701), ERR_OK);
    assert_int_equal(store_search_merge(store, &now, &any), ERR_GONE);
    open_again();
    merge_and_tidy(true);
    expect_gone("zyxwvutq");
}

/* SQLite 3.40 takes an index for damaged whose parts were merged a thousand times. */
static void an_index_is_merged_without_end(void **state)
{
    (void)state;
    show(701, "Zyxwvutq here");
    fill_index(100, 103);
    for (int i = 0; i < 1010; i++) {
        const char *title = i % 2 == 0 ? "Qponmlkj here" : "Zyxwvutq here";
        assert_int_equal(store_video_title(store, 7, 701, span_text(title)), ERR_OK);
        bool any = false;
        assert_int_equal(store_search_merge(store, &never, &any), ERR_OK);
        assert_true(any);
    }
    open_again();
    expect("zyxwvutq", "701");
    expect("w102x0", "102");
    assert_int_equal(store_tidy(store), ERR_OK);
    expect_gone("qponmlkj");
}

static void a_copy_has_no_word_that_was_dropped(void **state)
{
    (void)state;
    char copy[160];
    struct store *live = store;
    show(701, "Zyxwvutq here");
    fill_index(100, 110);
    assert_int_equal(store_video_remove(store, 7, 701), ERR_OK);
    assert_int_equal(store_tidy(store), ERR_OK);
    assert_true(has_bytes("", "zyxwvutq"));
    (void)snprintf(copy, sizeof(copy), "%s/copy.db", folder);
    assert_int_equal(store_copy(path, copy, &never), ERR_OK);
    assert_false(has_bytes("/../copy.db", "zyxwvutq"));
    struct store_problem problem = {{0}};
    assert_int_equal(store_open(&(struct store_config){.path = copy}, &store, &problem), ERR_OK);
    expect("filler w109x0", "109");
    store_close(store);
    store = live;
    assert_int_equal(unlink(copy), 0);
}

static void of_who_left_no_word_is_in_the_files(void **state)
{
    (void)state;
    static const uint8_t locker[16] = {1};
    struct store_leaver leaver = {.person = 7, .locker = span_of(locker, sizeof(locker))};
    bool more = true;
    for (int64_t id = 100; id < 140; id++) {
        char title[64];
        (void)snprintf(title, sizeof(title), "filler%lld number%lld", (long long)id, (long long)id);
        show(id, title);
    }
    show(701, "Zyxwvutq here");
    say(701, "en", "Qponmlkj said");
    expect("zyxwvutq qponmlkj", "701");
    assert_int_equal(store_tidy(store), ERR_OK);
    assert_true(has_bytes("", "zyxwvutq"));
    while (more) {
        assert_int_equal(store_leave_step(store, &leaver, &more), ERR_OK);
    }
    merge_and_tidy(true);
    expect("zyxwvutq", "");
    expect_gone("zyxwvutq");
    expect_gone("Zyxwvutq");
    expect_gone("qponmlkj");
    expect_gone("Qponmlkj");
    expect_gone("person7");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(what_has_every_word_is_found_and_the_last_may_be_a_beginning),
        CASE(an_emoji_in_a_title_is_found),
        CASE(words_follow_the_title_and_what_is_not_public_is_not_found),
        CASE(what_is_said_in_a_video_is_found_behind_titles),
        CASE(what_is_said_behind_a_title_without_words_is_no_title),
        CASE(what_is_said_at_any_length_has_few_words),
        CASE(what_is_hidden_by_a_decision_is_found_by_nobody),
        CASE(what_the_newest_are_about_goes_by_how_many_people_say_so),
        CASE(the_best_come_first_by_words_then_likes_and_age),
        CASE(nothing_that_is_searched_for_is_an_error),
        CASE(pages_follow_each_other_without_a_gap),
        CASE(an_older_database_is_found_by_its_words_once_it_is_open),
        CASE(captions_of_an_older_database_are_found_once_it_is_open),
        CASE(emoji_of_an_older_database_are_found_once_it_is_open),
        CASE(words_that_were_dropped_are_in_no_file_once_their_index_is_merged),
        CASE(merging_that_was_stopped_is_done_at_the_next_time),
        CASE(an_index_is_merged_without_end),
        CASE(a_copy_has_no_word_that_was_dropped),
        CASE(of_who_left_no_word_is_in_the_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
