#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "blob.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct blobs *blobs;

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-blob-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(blob_open(folder, &blobs), ERR_OK);
    return 0;
}

static int remove_one(const char *name, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(name);
}

static int teardown(void **state)
{
    (void)state;
    blob_close(blobs);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static struct blob_id make(enum blob_place place, const char *bytes)
{
    struct blob_id id;
    AUTO(fd_close) int fd = -1;
    blob_id_new(&id);
    assert_int_equal(blob_create(blobs, &id, &fd), ERR_OK);
    assert_int_equal(file_write_all(fd, span_text(bytes)), ERR_OK);
    if (place != BLOB_DRAFT) {
        assert_int_equal(blob_keep(blobs, &id, fd, place), ERR_OK);
    }
    return id;
}

static enum err find(enum blob_place place, const struct blob_id *id)
{
    AUTO(fd_close) int fd = -1;
    uint64_t size = 0;
    return blob_get(blobs, place, id, &fd, &size);
}

static void a_kept_object_is_whole_and_at_one_place_only(void **state)
{
    (void)state;
    struct blob_id id = make(BLOB_MEDIA, "bytes");
    AUTO(fd_close) int fd = -1;
    AUTO(buf) struct buf read = {.max = 64};
    uint64_t size = 0;
    assert_int_equal(blob_get(blobs, BLOB_MEDIA, &id, &fd, &size), ERR_OK);
    assert_int_equal(size, 5);
    assert_int_equal(file_read_fd(fd, &read), ERR_OK);
    assert_true(span_is(buf_span(&read), "bytes"));
    assert_int_equal(find(BLOB_DRAFT, &id), ERR_NOT_FOUND);
    assert_int_equal(find(BLOB_ORIGINAL, &id), ERR_NOT_FOUND);
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/blobs/%.2s/%.2s/%s", folder, id.text, id.text + 2,
                   id.text);
    assert_int_equal(access(path, R_OK), 0);
}

static void an_object_for_reading_cannot_be_written(void **state)
{
    (void)state;
    struct blob_id id = make(BLOB_ORIGINAL, "bytes");
    AUTO(fd_close) int fd = -1;
    uint64_t size = 0;
    assert_int_equal(blob_get(blobs, BLOB_ORIGINAL, &id, &fd, &size), ERR_OK);
    assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
}

static void dropping_is_final_and_may_be_repeated(void **state)
{
    (void)state;
    struct blob_id id = make(BLOB_MEDIA, "bytes");
    assert_int_equal(blob_drop(blobs, BLOB_MEDIA, &id), ERR_OK);
    assert_int_equal(find(BLOB_MEDIA, &id), ERR_NOT_FOUND);
    assert_int_equal(blob_drop(blobs, BLOB_MEDIA, &id), ERR_OK);
}

static void an_object_that_was_opened_is_found_again_and_shares_nothing_but_its_bytes(void **state)
{
    (void)state;
    struct blob_id id = make(BLOB_MEDIA, "bytes");
    for (int i = 0; i < 3; i++) {
        AUTO(fd_close) int fd = -1;
        uint64_t size = 0;
        char bytes[8] = "";
        assert_int_equal(blob_get(blobs, BLOB_MEDIA, &id, &fd, &size), ERR_OK);
        assert_int_equal(size, 5);
        assert_int_equal(pread(fd, bytes, sizeof(bytes), 0), 5);
        assert_string_equal(bytes, "bytes");
        assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    }
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 1024; fd++) {
        count += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
    }
    return count;
}

static void a_dropped_object_is_closed_at_once_and_others_are_bounded(void **state)
{
    (void)state;
    size_t before = open_descriptors();
    struct blob_id id = make(BLOB_MEDIA, "bytes");
    assert_int_equal(find(BLOB_MEDIA, &id), ERR_OK);
    assert_int_equal(find(BLOB_MEDIA, &id), ERR_OK);
    assert_int_equal(open_descriptors(), before + 1);
    assert_int_equal(blob_drop(blobs, BLOB_MEDIA, &id), ERR_OK);
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(find(BLOB_MEDIA, &id), ERR_NOT_FOUND);
    for (size_t i = 0; i < LIMIT_OPENED + 100; i++) {
        id = make(BLOB_MEDIA, "bytes");
        assert_int_equal(find(BLOB_MEDIA, &id), ERR_OK);
    }
    assert_in_range(open_descriptors(), before + 1, before + LIMIT_OPENED);
}

static void a_scratch_file_leaves_no_name(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = -1;
    size_t removed = 9;
    assert_int_equal(blob_scratch(blobs, &fd), ERR_OK);
    assert_int_equal(file_write_all(fd, span_text("x")), ERR_OK);
    assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
    assert_int_equal(blob_sweep(blobs, NULL, NULL, &removed), ERR_OK);
    assert_int_equal(removed, 0);
}

static void a_name_is_taken_only_as_it_was_given(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "0123456789abcdef0123456789abcde",
                                      "0123456789abcdef0123456789abcdef0",
                                      "0123456789ABCDEF0123456789abcdef",
                                      "../../../../../../../etc/passwd0",
                                      "0123456789abcdef0123456789abcde/"};
    struct blob_id id;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(blob_id_of(span_text(bad[i]), &id), ERR_FORMAT);
    }
    assert_int_equal(blob_id_of(span_text("0123456789abcdef0123456789abcdef"), &id), ERR_OK);
}

static void a_draft_goes_on_where_it_ended(void **state)
{
    (void)state;
    struct blob_id id = make(BLOB_DRAFT, "half");
    struct blob_draft draft = {.fd = -1};
    AUTO(buf) struct buf read = {.max = 64};
    uint64_t size = 0;
    assert_int_equal(blob_resume(blobs, &id, &draft), ERR_OK);
    AUTO(fd_close) int fd = draft.fd;
    assert_int_equal(draft.size, 4);
    int64_t age_ms = time_wall_ms() - draft.changed_ms;
    assert_true(age_ms > -1000 && age_ms < 60000);
    assert_int_equal(file_write_at(fd, span_text(" and whole"), draft.size), ERR_OK);
    assert_int_equal(blob_sync(blobs, &id, fd), ERR_OK);
    assert_int_equal(blob_keep(blobs, &id, fd, BLOB_ORIGINAL), ERR_OK);
    assert_int_equal(blob_resume(blobs, &id, &draft), ERR_NOT_FOUND);
    AUTO(fd_close) int kept = -1;
    assert_int_equal(blob_get(blobs, BLOB_ORIGINAL, &id, &kept, &size), ERR_OK);
    assert_int_equal(file_read_fd(kept, &read), ERR_OK);
    assert_true(span_is(buf_span(&read), "half and whole"));
}

static struct blob_id wanted;

static struct blob_id wanted_draft;

static enum err is_wanted(void *app, enum blob_place place, const struct blob_id *id)
{
    if (place == BLOB_DRAFT) {
        return strcmp(id->text, wanted_draft.text) == 0 ? ERR_OK : ERR_NOT_FOUND;
    }
    if (app != NULL) {
        return ERR_IO;
    }
    return strcmp(id->text, wanted.text) == 0 ? ERR_OK : ERR_NOT_FOUND;
}

static void the_sweep_takes_what_nobody_needs_and_nothing_else(void **state)
{
    (void)state;
    size_t removed = 0;
    struct blob_id draft = make(BLOB_DRAFT, "half");
    struct blob_id orphan = make(BLOB_ORIGINAL, "orphan");
    struct blob_id media = make(BLOB_MEDIA, "media");
    wanted = make(BLOB_ORIGINAL, "wanted");
    wanted_draft = make(BLOB_DRAFT, "wanted");
    char strange[128];
    (void)snprintf(strange, sizeof(strange), "%s/incoming/notes.txt", folder);
    AUTO(fd_close) int fd = open(strange, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(blob_sweep(blobs, is_wanted, &removed, &removed), ERR_IO);
    assert_int_equal(find(BLOB_ORIGINAL, &wanted), ERR_OK);
    assert_int_equal(blob_sweep(blobs, is_wanted, NULL, &removed), ERR_OK);
    assert_int_equal(find(BLOB_DRAFT, &draft), ERR_NOT_FOUND);
    assert_int_equal(find(BLOB_ORIGINAL, &orphan), ERR_NOT_FOUND);
    assert_int_equal(find(BLOB_ORIGINAL, &wanted), ERR_OK);
    assert_int_equal(find(BLOB_DRAFT, &wanted_draft), ERR_OK);
    assert_int_equal(find(BLOB_MEDIA, &media), ERR_OK);
    assert_int_equal(access(strange, R_OK), 0);
}

static void more_room_than_any_disk_has_is_refused(void **state)
{
    (void)state;
    assert_int_equal(blob_room(blobs, 1), ERR_OK);
    assert_int_equal(blob_room(blobs, (uint64_t)1 << 60), ERR_FULL);
}

static void room_is_looked_at_every_few_steps(void **state)
{
    (void)state;
    struct blob_id id;
    AUTO(fd_close) int fd = -1;
    uint64_t until = 0;
    blob_id_new(&id);
    assert_int_equal(blob_create(blobs, &id, &fd), ERR_OK);
    assert_int_equal(blob_step(blobs, fd, 0, 10, &until), ERR_OK);
    assert_int_equal(until, 8 * MIB);
    assert_int_equal(blob_step(blobs, -1, until - 1, 10, &until), ERR_OK); /* it does not look */
    assert_int_equal(blob_step(blobs, -1, until, 0, &until), ERR_OK);      /* nothing comes */
    assert_int_equal(ftruncate(fd, (off_t)until), 0);
    assert_int_equal(blob_step(blobs, fd, until, UINT64_MAX, &until), ERR_OK);
    assert_int_equal(until, 16 * MIB);
    fd_close(fd);
    fd = -1;
    assert_int_equal(blob_step(blobs, fd, until, 1, &until),
                     ERR_IO); /* what cannot be written is said */
    assert_int_equal(until, 16 * MIB);
    assert_int_equal(blob_drop(blobs, BLOB_DRAFT, &id), ERR_OK);
}

static void a_name_is_never_given_twice(void **state)
{
    (void)state;
    struct blob_id id = make(BLOB_DRAFT, "x");
    int fd = -1;
    assert_int_equal(blob_create(blobs, &id, &fd), ERR_CONFLICT);
    assert_int_equal(fd, -1);
}

/* For somebody who is to read what is written here. */
static void a_file_without_a_name_may_be_handed_on_for_reading(void **state)
{
    (void)state;
    char bytes[8] = {0};
    AUTO(fd_close) int fd = -1;
    AUTO(fd_close) int read_fd = -1;
    assert_int_equal(blob_scratch_read(blobs, &fd, &read_fd), ERR_OK);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_nlink, 0);
    assert_int_equal(fcntl(read_fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    assert_int_equal(file_write_all(fd, span_text("bytes")), ERR_OK);
    assert_int_equal(read(read_fd, bytes, sizeof(bytes)), 5);
    assert_string_equal(bytes, "bytes");
    assert_int_equal(write(read_fd, "x", 1), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_kept_object_is_whole_and_at_one_place_only),
        CASE(an_object_for_reading_cannot_be_written),
        CASE(a_file_without_a_name_may_be_handed_on_for_reading),
        CASE(dropping_is_final_and_may_be_repeated),
        CASE(an_object_that_was_opened_is_found_again_and_shares_nothing_but_its_bytes),
        CASE(a_dropped_object_is_closed_at_once_and_others_are_bounded),
        CASE(a_scratch_file_leaves_no_name),
        CASE(a_name_is_taken_only_as_it_was_given),
        CASE(a_draft_goes_on_where_it_ended),
        CASE(the_sweep_takes_what_nobody_needs_and_nothing_else),
        CASE(more_room_than_any_disk_has_is_refused),
        CASE(room_is_looked_at_every_few_steps),
        CASE(a_name_is_never_given_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
