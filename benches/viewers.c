/*
 * viewers.c: what is kept of many viewers, in one process: the real store, vault and folding, with
 * threads that play HTTP's on one side and custodiand on the other. Usage: viewers DIR PEOPLE
 * SECONDS
 *
 * PEOPLE viewers with WATCHES watches each are written as they stand after folding, with some
 * deltas that wait; then batches come in for SECONDS. Prints one JSON object.
 */
#include "base_file.h"
#include "base_id.h"
#include "base_time.h"
#include "datamap_field.h"
#include "db.h"
#include "ipc_socket.h"
#include "vault.h"
#include "viewer.h"
#include "viewer_name.h"
#include "wire_each.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { THREADS = 8, WATCHES = 200, BATCH = 5, VIDEOS = 6000, MONTHS = 3, PARTS = 256, OF_ONE = 24 };

static struct edged edged;
static struct vault *vault;
static pthread_mutex_t vault_lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t (*wrapped)[VAULT_WRAPPED];
static int64_t people;
static int64_t end_ms;
static int64_t first_video_ms;
static _Atomic int64_t filled_bytes;
static _Atomic int64_t most_bytes;
static _Atomic int64_t events;
static _Atomic int64_t folds;

static void must(enum err err, const char *what)
{
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s: %s\n", what, err_text(err));
        exit(1);
    }
}

/* Videos of the last months, spread evenly; some are watched by many. */
static int64_t video_of(uint64_t choice)
{
    int64_t step_ms = MONTHS * INT64_C(30) * 86400000 / VIDEOS;
    int64_t ms = first_video_ms + (int64_t)(choice % VIDEOS) * step_ms;
    return (ms << 22) + 77;
}

static struct feed_delta batch_of(size_t count)
{
    struct feed_delta delta = {.number = id_new(), .what = FEED_WATCHES, .count = (uint8_t)count};
    for (size_t i = 0; i < count; i++) {
        delta.watches[i] = (struct feed_watch){video_of(random_u64()), time_wall_ms() + (int64_t)i,
                                               (uint32_t)(random_u64() % 9000)};
    }
    return delta;
}

/* ---- custodiand's side: the first bytes of a token are the user's number */

static int64_t user_of(const uint8_t *token)
{
    int64_t user = 0;
    memcpy(&user, token, sizeof(user));
    return user;
}

static struct viewer viewer_of(int64_t user, struct custody_token *token)
{
    struct viewer v = {.e = &edged, .token = token, .person = {.user = user}};
    memset(token, 0, sizeof(*token));
    memcpy(token->bytes, &user, sizeof(user));
    memcpy(v.person.locker, &user, sizeof(user));
    return v;
}

/* One of several, each of whom brings a token of their own. */
static enum err seal_one(const struct ask_item *item, struct buf *bytes)
{
    struct each_asked asked;
    TRY(each_asked_decode(item->bytes, &asked));
    int64_t user = user_of(asked.token);
    struct each_sealed sealed = {.err = ERR_OK, .user = user};
    memcpy(sealed.locker, &user, sizeof(user));
    TRY(vault_user_load(vault, user, span_of(wrapped[user - 1], VAULT_WRAPPED)));
    TRY(each_sealed_encode(&sealed, bytes));
    return vault_seal(vault, user, item->field, asked.value, bytes);
}

static enum err play_each(const struct ask_items *items, struct buf *bytes,
                          struct ask_answer *answer)
{
    for (size_t i = 0; i < items->count; i++) {
        size_t from = bytes->len;
        TRY(seal_one(&items->items[i], bytes));
        answer->items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
    }
    answer->count = items->count;
    return ERR_OK;
}

static enum err play(uint8_t ask, const struct ask_items *items, struct buf *bytes,
                     struct ask_answer *answer)
{
    if (ask == ASK_SEAL_EACH) {
        return play_each(items, bytes, answer);
    }
    int64_t user = user_of(items->token);
    TRY(vault_user_load(vault, user, span_of(wrapped[user - 1], VAULT_WRAPPED)));
    for (size_t i = 0; i < items->count; i++) {
        size_t from = bytes->len;
        const struct ask_item *item = &items->items[i];
        TRY(ask == ASK_SEAL ? vault_seal(vault, user, item->field, item->bytes, bytes)
                            : vault_unseal(vault, user, item->field, item->bytes, bytes));
        answer->items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
    }
    answer->count = items->count;
    answer->person.user = user;
    answer->person.handle = span_text("somebody");
    memcpy(answer->person.locker, &user, sizeof(user));
    return ERR_OK;
}

static void *custodian(void *arg)
{
    const int *fd = arg;
    AUTO(buf) struct buf in = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf bytes = {.max = LIMIT_MESSAGE};
    must(buf_grow(&bytes, LIMIT_MESSAGE), "memory");
    while (ipc_recv(*fd, &in, NULL) == ERR_OK) {
        struct ask_head head;
        struct ask_items items;
        struct ask_answer answer = {0};
        must(ask_head_decode(buf_span(&in), &head), "ask");
        must(ask_items_decode(head.ask, head.body, &items), "ask");
        buf_clear(&bytes);
        buf_clear(&out);
        (void)pthread_mutex_lock(&vault_lock);
        answer.err = play(head.ask, &items, &bytes, &answer);
        (void)pthread_mutex_unlock(&vault_lock);
        must(ask_answer_encode(head.ask, head.id, &answer, &out), "answer");
        must(ipc_send(*fd, buf_span(&out), NULL, 0), "answer");
        buf_clear(&in);
    }
    return NULL;
}

/* ---- a viewer as they stand: after forty batches of five, the last ones not folded yet */

struct fill {
    size_t count;
    struct store_change changes[PARTS];
    struct buf bytes;
};

static void add_row(struct fill *f, struct store_name name, int64_t user, struct span plain)
{
    size_t from = f->bytes.len;
    (void)pthread_mutex_lock(&vault_lock);
    must(vault_user_load(vault, user, span_of(wrapped[user - 1], VAULT_WRAPPED)), "key");
    must(vault_seal(vault, user, FIELD_VIEWER, plain, &f->bytes), "seal");
    (void)pthread_mutex_unlock(&vault_lock);
    f->changes[f->count++] = (struct store_change){
        .name = name, .to = span_of(f->bytes.ptr + from, f->bytes.len - from)};
}

static void fold_batch(struct feed_state *state, const struct feed_delta *delta)
{
    struct feed_facts facts[FEED_WATCHES_MAX];
    struct feed_effect effect;
    for (size_t i = 0; i < delta->count; i++) {
        int64_t creator = delta->watches[i].video % 997 + 1;
        facts[i] =
            feed_facts_of(delta->watches[i].video, creator, 8000, span_text("A #clip of a #cat"));
    }
    must(feed_fold(state, delta, facts, delta->count, &effect), "fold");
}

static void fill_one(struct fill *f, int64_t user)
{
    AUTO(feed_state) struct feed_state state = {.hot = {.whole = FEED_WHOLE | FEED_ONLY_SEEN}};
    AUTO(buf) struct buf plain = {.max = FEED_SIZE_4};
    struct custody_token token;
    struct viewer v = viewer_of(user, &token);
    uint32_t waiting = (uint32_t)(user % LIMIT_FOLD_AT);
    (void)pthread_mutex_lock(&vault_lock);
    vault_user_make(vault, user, wrapped[user - 1]);
    (void)pthread_mutex_unlock(&vault_lock);
    must(feed_state_begin(&state, NULL, 0), "begin");
    for (uint32_t i = 0; i < WATCHES / BATCH; i++) {
        struct feed_delta delta = batch_of(BATCH);
        if (i < WATCHES / BATCH - waiting) {
            fold_batch(&state, &delta);
            continue;
        }
        buf_clear(&plain);
        must(feed_delta_encode(&delta, &plain), "delta");
        uint32_t place = i - (WATCHES / BATCH - waiting);
        add_row(f, viewer_name(v.person.locker, FEED_DELTA, place), user, buf_span(&plain));
    }
    buf_clear(&plain);
    must(feed_hot_encode(&state.hot, &plain), "hot part");
    add_row(f, viewer_name(v.person.locker, FEED_HOT, 0), user, buf_span(&plain));
}

/* Those of several viewers in one step: this part is not what is measured. */
static void write_rows(struct fill *f)
{
    struct store_swap swap = {.changes = f->changes, .count = f->count};
    must(store_viewer_swap(edged.store, &swap), "store");
    f->count = 0;
    buf_clear(&f->bytes);
}

static void *fill(void *arg)
{
    const int64_t *part = arg;
    struct fill *f = calloc(1, sizeof(*f));
    if (f == NULL) {
        exit(1);
    }
    f->bytes.max = PARTS * (FEED_SIZE_4 + VAULT_OVERHEAD);
    must(buf_grow(&f->bytes, f->bytes.max), "memory");
    for (int64_t user = 1 + *part; user <= people; user += THREADS) {
        int64_t before = (int64_t)f->bytes.len;
        fill_one(f, user);
        int64_t bytes = (int64_t)f->bytes.len - before;
        atomic_fetch_add(&filled_bytes, bytes);
        int64_t most = atomic_load(&most_bytes);
        while (bytes > most && !atomic_compare_exchange_weak(&most_bytes, &most, bytes)) {
        }
        if (f->count + OF_ONE > PARTS) {
            write_rows(f);
        }
    }
    write_rows(f);
    buf_done(&f->bytes);
    free(f);
    return NULL;
}

/* ---- batches that come in */

static void *serve(void *arg)
{
    const int64_t *part = arg;
    while (time_mono_ms() < end_ms) {
        struct custody_token token;
        int64_t among = (people - 1 - *part) / THREADS + 1;
        int64_t user = 1 + *part + (int64_t)(random_u64() % (uint64_t)among) * THREADS;
        struct viewer v = viewer_of(user, &token);
        struct feed_delta delta = batch_of(BATCH);
        bool many = false;
        must(viewer_note(&v, &delta, &many), "note");
        if (many) {
            must(viewer_fold(&v, NULL), "fold");
            atomic_fetch_add(&folds, 1);
        }
        atomic_fetch_add(&events, BATCH);
    }
    return NULL;
}

static void run_all(void *(*what)(void *))
{
    pthread_t threads[THREADS];
    int64_t parts[THREADS];
    for (int64_t i = 0; i < THREADS; i++) {
        parts[i] = i;
        if (pthread_create(&threads[i], NULL, what, &parts[i]) != 0) {
            exit(1);
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
}

/* ---- around it */

static void put_videos(const char *path)
{
    AUTO(db_close) struct db *db = NULL;
    must(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), "app.db");
    must(db_script(db, "BEGIN; INSERT INTO person (id, handle, created_ms) VALUES (1, 'mira', 5)"),
         "person");
    for (uint64_t i = 0; i < VIDEOS; i++) {
        char script[600];
        (void)snprintf(
            script, sizeof(script),
            "INSERT INTO video (id, person_id, title, state, rest, original_bytes, tries, due_ms,"
            " started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms,"
            " duration_ms, audio, blurhash, strip_columns, strip_rows, strip_count, strip_width,"
            " strip_height, watches) VALUES (%lld, 1, 'A #clip of a #cat', 'public', 'none', 9, 0,"
            " 0, 5, 0, 0, '', 300, 333, 8000, 1, '', 0, 0, 0, 0, 0, 0)",
            (long long)video_of(i));
        must(db_script(db, script), "video");
    }
    must(db_script(db, "COMMIT"), "videos");
}

static void start(const char *folder)
{
    static int ends[THREADS];
    char path[512];
    struct vault_problem vault_problem = {{0}};
    struct store_problem problem = {{0}};
    AUTO(fd_close) int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct vault_config config = {.dir_fd = dir, .origin = "bench.example"};
    must(vault_open(&config, &vault, &vault_problem), vault_problem.text);
    wrapped = calloc((size_t)people, sizeof(*wrapped));
    must(wrapped == NULL ? ERR_NOMEM : ERR_OK, "memory");
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    must(store_open(&(struct store_config){.path = path}, &edged.store, &problem), problem.text);
    put_videos(path);
    must(store_start(edged.store), "store");
    must(shelf_new(edged.store, &edged.shelf), "shelf");
    must(counts_new(edged.store, edged.shelf, LIMIT_COUNT_FLUSH_MS, &edged.counts), "counts");
    must(ipc_pool_new(THREADS, &edged.custodian), "channels");
    for (size_t i = 0; i < THREADS; i++) {
        int pair[2];
        pthread_t thread;
        must(ipc_pair(pair), "channel");
        ends[i] = pair[0];
        must(ipc_pool_put(edged.custodian, (uint8_t)i, pair[1]), "channel");
        if (pthread_create(&thread, NULL, custodian, &ends[i]) != 0) {
            exit(1);
        }
        (void)pthread_detach(thread);
    }
}

static double processor_s(void)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* Of all its pages, those that are still in its log, too. */
static int64_t bytes_of_database(const char *folder)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    must(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db), "the database");
    must(db_query_start(
             db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", &q),
         "its pages");
    must(db_step_row(&q), "its size");
    return db_column_i64(&q, 0);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fputs("usage: viewers DIR PEOPLE SECONDS\n", stderr);
        return 2;
    }
    people = strtoll(argv[2], NULL, 10);
    int64_t seconds = strtoll(argv[3], NULL, 10);
    if (people < THREADS || seconds < 1) {
        (void)fprintf(stderr, "viewers: at least %d people and 1 second\n", (int)THREADS);
        return 2;
    }
    first_video_ms = (id_new() >> 22) - MONTHS * INT64_C(30) * 86400000;
    start(argv[1]);
    run_all(fill);
    int64_t file_bytes = bytes_of_database(argv[1]);
    double used = processor_s();
    int64_t began_ms = time_mono_ms();
    end_ms = began_ms + seconds * 1000;
    run_all(serve);
    used = processor_s() - used;
    (void)printf(
        "{\"people\": %lld, \"sealed_mean\": %.1f, \"sealed_most\": %lld, \"file_mean\": %.1f, "
        "\"events\": %lld, \"folds\": %lld, \"processor_s\": %.2f, \"clock_s\": %.2f}\n",
        (long long)people, (double)filled_bytes / (double)people, (long long)most_bytes,
        (double)file_bytes / (double)people, (long long)events, (long long)folds, used,
        (double)(time_mono_ms() - began_ms) / 1000);
    return 0;
}
