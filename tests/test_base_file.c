/* test_base_file.c: files that are replaced whole, ids in order, clocks, error words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_err.h"
#include "base_file.h"
#include "base_id.h"
#include "base_time.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char folder[64];
static int folder_fd = -1;

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-file-XXXXXX");
    assert_non_null(mkdtemp(folder));
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(folder_fd >= 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    (void)unlinkat(folder_fd, "f", 0);
    (void)unlinkat(folder_fd, "link", 0);
    (void)unlinkat(folder_fd, "sub/f", 0);
    (void)unlinkat(folder_fd, "sub", AT_REMOVEDIR);
    fd_close(folder_fd);
    assert_int_equal(rmdir(folder), 0); /* fails if a temporary file is left */
    return 0;
}

static void expect_file(const char *path, const char *expected)
{
    AUTO(buf) struct buf b = {.max = 1 << 20};
    assert_int_equal(file_read_all(folder_fd, path, &b), ERR_OK);
    assert_true(span_is(buf_span(&b), expected));
}

static void replace_makes_and_replaces(void **state)
{
    (void)state;
    assert_int_equal(file_replace(folder_fd, "f", span_text("old"), 0640), ERR_OK);
    expect_file("f", "old");
    struct stat st;
    assert_int_equal(fstatat(folder_fd, "f", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0640 & ~022);
    assert_int_equal(file_replace(folder_fd, "f", span_text("new and longer"), 0600), ERR_OK);
    expect_file("f", "new and longer");
    assert_int_equal(mkdirat(folder_fd, "sub", 0700), 0);
    assert_int_equal(file_replace(folder_fd, "sub/f", span_text(""), 0600), ERR_OK);
    expect_file("sub/f", "");
}

/* A write cut short by the file size limit: the old bytes stay, no temporary file is left (the
 * teardown's rmdir would fail). */
static void replace_leaves_the_old_bytes_when_the_disk_is_full(void **state)
{
    (void)state;
    assert_int_equal(file_replace(folder_fd, "f", span_text("old"), 0600), ERR_OK);
    static char large[200000];
    memset(large, 'x', sizeof(large));
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit low = {.rlim_cur = 65536, .rlim_max = before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    enum err err = file_replace(folder_fd, "f", span_of(large, sizeof(large)), 0600);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_not_equal(err, ERR_OK);
    expect_file("f", "old");
}

static void replace_into_a_missing_folder_fails_and_leaves_nothing(void **state)
{
    (void)state;
    assert_int_equal(file_replace(folder_fd, "none/f", span_text("x"), 0600), ERR_NOT_FOUND);
    assert_int_equal(mkdirat(folder_fd, "sub", 0700), 0);
    assert_int_not_equal(file_replace(folder_fd, "sub", span_text("x"), 0600), ERR_OK);
}

static void write_to_a_full_device_says_full(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, span_text("x")), ERR_FULL);
}

static void write_at_an_offset_leaves_the_rest_and_the_position(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = openat(folder_fd, "f", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(file_write_at(fd, span_text("one two"), 0), ERR_OK);
    assert_int_equal(file_write_at(fd, span_text("T"), 4), ERR_OK);
    assert_int_equal(file_write_at(fd, span_text(""), 99), ERR_OK);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
    expect_file("f", "one Two");
    AUTO(fd_close) int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    assert_int_equal(file_write_at(full, span_text("x"), 0), ERR_FULL);
}

struct racer {
    int dir;
    int rounds;
};

static void *replace_often(void *arg)
{
    struct racer *r = arg;
    static char a[30000];
    static char b[30000];
    memset(a, 'a', sizeof(a));
    memset(b, 'b', sizeof(b));
    for (int i = 0; i < r->rounds; i++) {
        struct span bytes = i % 2 == 0 ? span_of(a, sizeof(a)) : span_of(b, sizeof(b));
        if (file_replace(r->dir, "f", bytes, 0600) != ERR_OK) {
            return r;
        }
    }
    return NULL;
}

static void a_reader_sees_the_old_or_the_new_bytes_never_a_mix(void **state)
{
    (void)state;
    struct racer racer = {.dir = folder_fd, .rounds = 60};
    assert_int_equal(file_replace(folder_fd, "f", span_text("z"), 0600), ERR_OK);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, replace_often, &racer), 0);
    for (int i = 0; i < 400; i++) {
        AUTO(buf) struct buf b = {.max = 1 << 20};
        assert_int_equal(file_read_all(folder_fd, "f", &b), ERR_OK);
        assert_true(b.len == 1 || b.len == 30000);
        assert_int_equal(b.ptr[0], b.ptr[b.len - 1]);
    }
    void *failed = NULL;
    assert_int_equal(pthread_join(thread, &failed), 0);
    assert_null(failed);
}

static void read_obeys_the_ceiling_and_follows_no_link(void **state)
{
    (void)state;
    assert_int_equal(file_replace(folder_fd, "f", span_text("12345"), 0600), ERR_OK);
    AUTO(buf) struct buf small = {.max = 4};
    assert_int_equal(file_read_all(folder_fd, "f", &small), ERR_LIMIT);
    AUTO(buf) struct buf exact = {.max = 5};
    assert_int_equal(file_read_all(folder_fd, "f", &exact), ERR_OK);
    assert_int_equal(file_read_all(folder_fd, "none", &exact), ERR_NOT_FOUND);
    assert_int_equal(symlinkat("f", folder_fd, "link"), 0);
    AUTO(buf) struct buf linked = {.max = 5};
    assert_int_not_equal(file_read_all(folder_fd, "link", &linked), ERR_OK);
}

static enum err count_names(void *context, const char *name)
{
    size_t *count = context;
    assert_true(strcmp(name, "f") == 0 || strcmp(name, "sub") == 0);
    return ++*count < 3 ? ERR_OK : ERR_LIMIT;
}

static void each_name_in_a_folder_is_given_until_one_is_refused(void **state)
{
    (void)state;
    size_t count = 0;
    assert_int_equal(file_names(folder_fd, count_names, &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(file_replace(folder_fd, "f", span_text("x"), 0600), ERR_OK);
    assert_int_equal(mkdirat(folder_fd, "sub", 0700), 0);
    assert_int_equal(file_replace(folder_fd, "sub/f", span_text("x"), 0600), ERR_OK);
    assert_int_equal(file_names(folder_fd, count_names, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(file_names(folder_fd, count_names, &count), ERR_LIMIT);
    assert_int_equal(count, 3);
    assert_int_not_equal(file_names(-1, count_names, &count), ERR_OK);
}

static void move_keeps_a_descriptor_open(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int kept = fd_move(&fd);
    assert_int_equal(fd, -1);
    assert_true(fcntl(kept, F_GETFD) >= 0);
    fd_close(kept);
    assert_true(fcntl(kept, F_GETFD) < 0);
    fd_close(-1);
}

enum { THREADS = 4, PER_THREAD = 20000 };

static void *many_ids(void *out)
{
    int64_t *ids = out;
    for (int i = 0; i < PER_THREAD; i++) {
        ids[i] = id_new();
    }
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void ids_grow_within_a_thread_and_never_repeat_across_threads(void **state)
{
    (void)state;
    static int64_t ids[THREADS][PER_THREAD];
    pthread_t threads[THREADS];
    for (int t = 0; t < THREADS; t++) {
        assert_int_equal(pthread_create(&threads[t], NULL, many_ids, ids[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        assert_int_equal(pthread_join(threads[t], NULL), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        for (int i = 1; i < PER_THREAD; i++) {
            assert_true(ids[t][i] > ids[t][i - 1]);
        }
    }
    qsort(ids, (size_t)THREADS * PER_THREAD, sizeof(int64_t), by_value);
    for (size_t i = 1; i < (size_t)THREADS * PER_THREAD; i++) {
        assert_true(ids[0][0] > 0);
        assert_int_not_equal((&ids[0][0])[i], (&ids[0][0])[i - 1]);
    }
}

static void ids_carry_the_time(void **state)
{
    (void)state;
    int64_t ms = (id_new() >> 22) + INT64_C(1735689600000);
    int64_t now = time_wall_ms();
    assert_true(ms > now - 60000 && ms < now + 60000);
}

static void random_bytes_differ(void **state)
{
    (void)state;
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    random_fill(a, sizeof(a));
    random_fill(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
    assert_true(random_u64() != random_u64());
}

static void iso_times_are_cut_to_seconds(void **state)
{
    (void)state;
    char out[TIME_ISO_SIZE];
    time_iso(0, out);
    assert_string_equal(out, "1970-01-01T00:00:00Z");
    time_iso(INT64_C(1769860799999), out);
    assert_string_equal(out, "2026-01-31T11:59:59Z");
    time_iso(INT64_MAX, out);
    assert_true(strlen(out) < TIME_ISO_SIZE);
}

static void http_times_are_written_as_its_standard_says(void **state)
{
    (void)state;
    char out[TIME_HTTP_SIZE];
    time_http(INT64_C(784111777000), out);
    assert_string_equal(out, "Sun, 06 Nov 1994 08:49:37 GMT");
    time_http(INT64_MAX, out);
    assert_true(strlen(out) < TIME_HTTP_SIZE);
}

static void monotonic_time_never_goes_back(void **state)
{
    (void)state;
    int64_t last = time_mono_ms();
    for (int i = 0; i < 10000; i++) {
        int64_t now = time_mono_ms();
        assert_true(now >= last);
        last = now;
    }
}

static void every_error_has_words(void **state)
{
    (void)state;
    for (int i = 0; i < ERR_COUNT_; i++) {
        const char *text = err_text((enum err)i);
        assert_true(strlen(text) > 1);
        assert_int_not_equal(text[strlen(text) - 1], '.');
    }
    assert_string_equal(err_text(ERR_COUNT_), "unknown error");
    assert_int_equal(err_from_errno(ENOSPC), ERR_FULL);
    assert_int_equal(err_from_errno(EDQUOT), ERR_FULL);
    assert_int_equal(err_from_errno(EPIPE), ERR_GONE);
    assert_int_equal(err_from_errno(EIO), ERR_IO);
    assert_int_equal(err_from_errno(0), ERR_IO);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    (void)umask(022);
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(replace_makes_and_replaces),
        IN_A_FOLDER(replace_leaves_the_old_bytes_when_the_disk_is_full),
        IN_A_FOLDER(replace_into_a_missing_folder_fails_and_leaves_nothing),
        cmocka_unit_test(write_to_a_full_device_says_full),
        IN_A_FOLDER(write_at_an_offset_leaves_the_rest_and_the_position),
        IN_A_FOLDER(a_reader_sees_the_old_or_the_new_bytes_never_a_mix),
        IN_A_FOLDER(read_obeys_the_ceiling_and_follows_no_link),
        IN_A_FOLDER(each_name_in_a_folder_is_given_until_one_is_refused),
        cmocka_unit_test(move_keeps_a_descriptor_open),
        cmocka_unit_test(ids_grow_within_a_thread_and_never_repeat_across_threads),
        cmocka_unit_test(ids_carry_the_time),
        cmocka_unit_test(random_bytes_differ),
        cmocka_unit_test(iso_times_are_cut_to_seconds),
        cmocka_unit_test(http_times_are_written_as_its_standard_says),
        cmocka_unit_test(monotonic_time_never_goes_back),
        cmocka_unit_test(every_error_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
