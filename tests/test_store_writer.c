/*
 * Writes of many threads, committed together: each waiter gets its own result, and what was
 * acknowledged is there after the worst.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db.h"
#include "store_viewer.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8, EACH = 60 };

static char folder[64];
static char path[128];

static struct store *open_store(void)
{
    struct store *s = NULL;
    struct store_problem problem = {{0}};
    assert_int_equal(store_open(&(struct store_config){.path = path}, &s, &problem), ERR_OK);
    assert_int_equal(store_start(s), ERR_OK);
    return s;
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-writer-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    assert_int_equal(rmdir(folder), 0);
    return 0;
}

static struct store_change row(int64_t id, struct span bytes)
{
    struct store_change change = {.to = bytes};
    memcpy(change.name.bytes, &id, sizeof(id));
    return change;
}

static enum err put_event(struct store *s, int64_t id, size_t len)
{
    static const uint8_t bytes[60000];
    struct store_change change = row(id, span_of(bytes, len));
    return store_viewer_swap(s, &(struct store_swap){.changes = &change, .count = 1});
}

static size_t count_events(struct store *s)
{
    (void)s;
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db), ERR_OK);
    assert_int_equal(db_query_start(db, "SELECT count(*) FROM viewer_part", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return (size_t)db_column_i64(&q, 0);
}

struct worker {
    struct store *store;
    int64_t first;
    size_t good;
    size_t clashes;
    size_t other;
};

/* An event of one's own and one that every thread brings, in one operation: all but one of the
 * threads must fail, and their own event with it. */
static enum err put_pair(struct store *s, int64_t own, int64_t shared)
{
    struct store_change both[2] = {row(own, span_text("own")), row(shared, span_text("shared"))};
    return store_viewer_swap(s, &(struct store_swap){.changes = both, .count = 2});
}

/* More in one operation than the engine keeps in memory: it writes before the commit. */
static enum err put_heap(struct store *s, int64_t first)
{
    enum { HEAP = 64 };
    static const uint8_t bytes[60000];
    struct store_change changes[HEAP];
    for (size_t i = 0; i < HEAP; i++) {
        changes[i] = row(first + (int64_t)i, span_of(bytes, sizeof(bytes)));
    }
    return store_viewer_swap(s, &(struct store_swap){.changes = changes, .count = HEAP});
}

static void *work(void *arg)
{
    struct worker *w = arg;
    for (int64_t i = 0; i < EACH; i++) {
        bool pair = i % 3 == 0;
        enum err err = pair ? put_pair(w->store, w->first + i, 1000000 + i)
                            : put_event(w->store, w->first + i, 20);
        w->good += err != ERR_OK ? 0 : pair ? 2 : 1;
        w->clashes += err == ERR_CONFLICT ? 1 : 0;
        w->other += err != ERR_OK && err != ERR_CONFLICT ? 1 : 0;
    }
    return NULL;
}

static void run_workers(struct store *s, struct worker *workers)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.store = s, .first = 1 + (int64_t)i * EACH};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

static void a_failed_write_among_many_fails_alone(void **state)
{
    (void)state;
    AUTO(store_close) struct store *s = open_store();
    struct worker workers[THREADS];
    size_t good = 0;
    size_t clashes = 0;
    run_workers(s, workers);
    for (size_t i = 0; i < THREADS; i++) {
        good += workers[i].good;
        clashes += workers[i].clashes;
        assert_int_equal(workers[i].other, 0);
    }
    assert_int_equal(good, THREADS * EACH * 2 / 3 + 2 * EACH / 3);
    assert_int_equal(clashes, (THREADS - 1) * EACH / 3);
    assert_int_equal(count_events(s), good);
}

/* A file that may not grow: what a full disk or a dying one looks like to the engine. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_disk_that_fails_fails_every_waiter_and_leaves_nothing_half_done(void **state)
{
    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    AUTO(store_close) struct store *s = open_store();
    assert_int_equal(put_event(s, 1, 50000), ERR_OK);
    limit_files(64 * 1024);
    struct worker workers[THREADS];
    enum err big = put_event(s, 2, 60000);
    run_workers(s, workers);
    limit_files(RLIM_INFINITY);
    assert_true(big == ERR_IO || big == ERR_FULL);
    size_t good = 1;
    size_t other = 0;
    for (size_t i = 0; i < THREADS; i++) {
        good += workers[i].good;
        other += workers[i].other;
    }
    assert_true(other > 0);
    assert_int_equal(count_events(s), good);
    assert_int_equal(put_event(s, 3000000, 60000), ERR_OK);
    store_close(MOVE(s));
    s = open_store();
    assert_int_equal(count_events(s), good + 1);
}

/* The child reports each acknowledged event, and is killed in the middle. */
static void write_until_killed(int report)
{
    struct store *s = open_store();
    for (int64_t id = 1;; id++) {
        if (put_event(s, id, 300) == ERR_OK && write(report, &id, sizeof(id)) != sizeof(id)) {
            _exit(1);
        }
    }
}

static void *work_heaps(void *arg)
{
    struct worker *w = arg;
    for (int64_t i = 0; i < 8; i++) {
        enum err err = put_heap(w->store, w->first + i * 100);
        w->good += err == ERR_OK ? 1 : 0;
        w->other += err == ERR_IO || err == ERR_FULL ? 1 : 0;
    }
    return NULL;
}

/* The engine gives up the whole transaction in the middle of it: those that shared it are run
 * again. */
static void a_write_that_breaks_the_transaction_takes_no_other_with_it(void **state)
{
    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    AUTO(store_close) struct store *s = open_store();
    struct worker workers[THREADS];
    struct worker heaps = {.store = s, .first = 2000000};
    size_t good = 0;
    pthread_t thread;
    limit_files(2 * 1024 * 1024);
    assert_int_equal(pthread_create(&thread, NULL, work_heaps, &heaps), 0);
    run_workers(s, workers);
    assert_int_equal(pthread_join(thread, NULL), 0);
    limit_files(RLIM_INFINITY);
    for (size_t i = 0; i < THREADS; i++) {
        good += workers[i].good;
    }
    assert_int_equal(heaps.good, 0);
    assert_int_equal(heaps.other, 8);
    assert_true(good > 0);
    assert_int_equal(count_events(s), good);
}

static void what_was_acknowledged_survives_kill_dash_nine(void **state)
{
    (void)state;
    int ends[2];
    int64_t last = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        write_until_killed(ends[1]);
    }
    (void)close(ends[1]);
    for (int64_t id = 0; last < 40 && read(ends[0], &id, sizeof(id)) == sizeof(id);) {
        last = id;
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    for (int64_t id = 0; read(ends[0], &id, sizeof(id)) == sizeof(id);) {
        last = id;
    }
    (void)close(ends[0]);
    AUTO(store_close) struct store *s = open_store();
    size_t found = count_events(s);
    assert_true(found >= (size_t)last && found <= (size_t)last + 1);
}

static void a_place_where_nothing_can_be_made_is_said_in_words(void **state)
{
    (void)state;
    struct store *s = NULL;
    struct store_problem problem = {{0}};
    assert_int_equal(store_open(&(struct store_config){.path = "/proc/app.db"}, &s, &problem),
                     ERR_NOT_FOUND);
    assert_non_null(strstr(problem.text, "can't be opened"));
    assert_null(s);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_failed_write_among_many_fails_alone),
        CASE(a_disk_that_fails_fails_every_waiter_and_leaves_nothing_half_done),
        CASE(a_write_that_breaks_the_transaction_takes_no_other_with_it),
        CASE(what_was_acknowledged_survives_kill_dash_nine),
        CASE(a_place_where_nothing_can_be_made_is_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
