#include "job_fds.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int open_in(const char *name, int flags)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    int fd = open(path, flags | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    return fd;
}

struct job_world {
    int good[CTL_JOB_FDS];
};
static struct job_world world;

static int make_files(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-job-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    for (int i = 0; i < CTL_JOB_FDS; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "file-%d", i);
        world.good[i] = open_in(name, i == JOB_INPUT ? O_RDONLY : O_RDWR);
    }
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    for (int i = 0; i < CTL_JOB_FDS; i++) {
        (void)close(world.good[i]);
    }
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

/* Whether the good job with one descriptor replaced is refused. */
static bool refused(size_t place, int fd)
{
    struct job_world changed = world;
    changed.good[place] = fd;
    bool is_refused = job_fds_problem(changed.good) != NULL;
    (void)close(fd);
    return is_refused;
}

static void regular_files_with_the_right_modes_pass(void **state)
{
    (void)state;
    assert_null(job_fds_problem(world.good));
}

static void input_must_be_open_for_reading_only(void **state)
{
    (void)state;
    assert_true(refused(0, open_in("other", O_RDWR)));
    assert_true(refused(0, open_in("other", O_WRONLY)));
}

static void outputs_must_be_open_for_reading_and_writing(void **state)
{
    (void)state;
    for (size_t i = 1; i < CTL_JOB_FDS; i++) {
        assert_true(refused(i, open_in("other", O_RDONLY)));
        assert_true(refused(i, open_in("other", O_WRONLY)));
        assert_false(refused(i, open_in("other", O_RDWR)));
    }
}

static void anything_but_a_regular_file_is_refused(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    assert_true(refused(1, ends[0]));
    (void)close(ends[1]);
    assert_int_equal(pipe(ends), 0);
    assert_true(refused(0, ends[0]));
    (void)close(ends[1]);
    assert_true(refused(0, open("/dev/zero", O_RDONLY)));
    assert_true(refused(0, open("/tmp", O_RDONLY | O_DIRECTORY)));
    assert_true(refused(0, open(folder, O_PATH)));
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/file-0", folder);
    assert_true(refused(0, open(path, O_PATH)));
}

static void one_file_in_two_places_is_refused(void **state)
{
    (void)state;
    assert_true(refused(0, open_in("file-3", O_RDONLY)));
    assert_true(refused(2, open_in("file-1", O_RDWR)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regular_files_with_the_right_modes_pass),
        cmocka_unit_test(input_must_be_open_for_reading_only),
        cmocka_unit_test(outputs_must_be_open_for_reading_and_writing),
        cmocka_unit_test(anything_but_a_regular_file_is_refused),
        cmocka_unit_test(one_file_in_two_places_is_refused),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
