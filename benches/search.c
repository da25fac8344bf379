/*
 * search.c: how long a search takes, in a region that is made up, in one process. Usage: search DIR
 * VIDEOS ROUNDS
 *
 * Titles have five to nine words, of which few are in many and many in few, as in a language; in
 * every fourth video 150 more are said. What is searched for is what people type: the beginnings of
 * a word, letter by letter; two words; three, with a beginning. Prints one JSON object, in
 * microseconds of the thread's processor time.
 */
#include "base_file.h"
#include "db.h"
#include "store_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORDS = 4000, TITLE = 256, SAID = 4096, SEARCHES = 400, MAX = 20, MEMORY = 8 * 1024 };

static uint64_t seed = 1;

static void must(enum err err, const char *what)
{
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s: %s\n", what, err_text(err));
        exit(1);
    }
}

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* The n-th word of the language: two to five syllables. */
static void word_of(uint64_t n, char *out, size_t size)
{
    static const char *const syllables[] = {"ka", "lo", "mi",  "ter", "san", "vi",  "po", "ra",
                                            "ne", "du", "gel", "sho", "wi",  "ben", "fu", "ya"};
    size_t len = 0;
    out[0] = '\0';
    n = n * UINT64_C(2654435761) % 1048576;
    for (size_t i = 0; i < 2 + n % 4 && len < size; i++) {
        int put = snprintf(out + len, size - len, "%s", syllables[(n >> (4 * i)) % 16]);
        len += put > 0 ? (size_t)put : 0;
    }
}

/* Few words are in many titles: the square of an even choice is a low one. */
static uint64_t some_word(void)
{
    uint64_t choice = draw() % WORDS;
    return choice * choice / WORDS * (draw() % WORDS) / WORDS;
}

static void text_of(size_t words, char *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < words; i++) {
        char word[32];
        word_of(some_word(), word, sizeof(word));
        int put = snprintf(out + len, size - len, "%s%s", i > 0 ? " " : "", word);
        len += put > 0 ? (size_t)put : 0;
    }
}

static struct store *open_store(const char *path)
{
    struct store *s = NULL;
    struct store_problem problem = {{0}};
    enum err err = store_open(&(struct store_config){.path = path}, &s, &problem);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s\n", problem.text);
        exit(1);
    }
    return s;
}

static void say(struct db *db, int64_t video)
{
    char text[SAID];
    char sql[SAID + 256];
    text_of(150, text, sizeof(text));
    (void)snprintf(sql, sizeof(sql),
                   "INSERT INTO caption (video_id, lang, label, name, vtt, text) "
                   "VALUES (%lld, 'en', 'English', 'c%lld', '', '%s')",
                   (long long)video, (long long)video, text);
    must(db_script(db, sql), "captions");
}

/* Rows as they stand once a video is public; their words are read when the store is opened. */
static void fill(const char *path, int64_t videos)
{
    AUTO(db_close) struct db *db = NULL;
    must(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), "opening");
    must(db_begin(db), "beginning");
    must(db_script(db, "INSERT INTO person (id, handle, created_ms) VALUES (1, 'somebody', 1)"),
         "a person");
    for (int64_t id = 1; id <= videos; id++) {
        char title[TITLE];
        char sql[2 * TITLE + 1024];
        text_of(5 + draw() % 5, title, sizeof(title));
        (void)snprintf(
            sql, sizeof(sql),
            "INSERT INTO video (id, person_id, title, state, rest, original_bytes, tries, due_ms, "
            "started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, "
            "duration_ms, audio, blurhash, strip_columns, strip_rows, strip_count, strip_width, "
            "strip_height, watches, likes) VALUES (%lld, 1, '%s', 'public', 'none', 1, 0, 0, 0, 0, "
            "0, '', 1, %lld, 1, 0, '', 0, 0, 0, 0, 0, %d, %d); "
            "INSERT INTO search_todo (kind, object) VALUES (0, %lld); "
            "INSERT INTO rendition (video_id, number, width, height, rate_num, rate_den, level, "
            "bytes, mp4, init_bytes, segments) VALUES (%lld, 0, 9, 16, 1, 1, 0, 1, 'm%lld', 0, '')",
            (long long)id, title, (long long)id * 1000, (int)(draw() % 5000), (int)(draw() % 500),
            (long long)id, (long long)id, (long long)id);
        must(db_script(db, sql), "a video");
        if (id % 4 == 0) {
            say(db, id);
        }
    }
    must(db_commit(db), "committing");
}

/* What somebody types. */
static void typed(size_t number, char out[TITLE])
{
    char first[32];
    char second[32];
    char third[32];
    word_of(some_word(), first, sizeof(first));
    word_of(some_word(), second, sizeof(second));
    word_of(some_word(), third, sizeof(third));
    if (number % 4 == 0) {
        (void)snprintf(out, TITLE, "%.*s", (int)(1 + draw() % 5), first);
    } else if (number % 4 == 1) {
        (void)snprintf(out, TITLE, "%s", first);
    } else if (number % 4 == 2) {
        (void)snprintf(out, TITLE, "%s %s", first, second);
    } else {
        (void)snprintf(out, TITLE, "%s %s %.2s", first, second, third);
    }
}

static int64_t processor_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void search_all(struct store *s, size_t count, int64_t *took_us, int64_t *found)
{
    struct store_video *videos = calloc(MAX, sizeof(*videos));
    if (videos == NULL) {
        must(ERR_NOMEM, "searching");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        AUTO(arena) struct arena memory = {.max = MEMORY};
        char text[TITLE];
        size_t got = 0;
        bool more = false;
        typed(i, text);
        struct store_search search = {
            .text = span_text(text), .max = MAX, .now_ms = 1000000, .memory = &memory};
        int64_t start = processor_us();
        must(store_search_videos(s, &search, videos, &got, &more), "searching");
        took_us[i] = processor_us() - start;
        *found += (int64_t)got;
    }
    free(videos);
}

int main(int argc, char **argv)
{
    char path[256];
    if (argc != 4) {
        (void)fprintf(stderr, "usage: search DIR VIDEOS ROUNDS\n");
        return 2;
    }
    size_t count = (size_t)strtoul(argv[3], NULL, 10) * SEARCHES;
    int64_t *took_us = calloc(count, sizeof(*took_us));
    int64_t found = 0;
    if (took_us == NULL || count == 0) {
        return 1;
    }
    (void)snprintf(path, sizeof(path), "%s/app.db", argv[1]);
    store_close(open_store(path));
    fill(path, strtol(argv[2], NULL, 10));
    AUTO(store_close) struct store *s = open_store(path);
    search_all(s, count, took_us, &found);
    qsort(took_us, count, sizeof(*took_us), by_number);
    (void)printf("{\"searches\": %zu, \"found\": %lld, \"half_us\": %lld, \"p99_us\": %lld, "
                 "\"most_us\": %lld}\n",
                 count, (long long)found, (long long)took_us[count / 2],
                 (long long)took_us[count * 99 / 100], (long long)took_us[count - 1]);
    free(took_us);
    return 0;
}
