#include "folder.h"

#include "base_file.h"
#include "spawn.h"
#include "wire_ctl.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char data[64];
static char problem[FOLDER_PROBLEM];

static const char *under(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", data, name);
    return path;
}

static void write_region(const char *text)
{
    assert_int_equal(file_replace(AT_FDCWD, under("region"), span_text(text), 0644), ERR_OK);
}

static int make_region(void **state)
{
    (void)state;
    (void)snprintf(data, sizeof(data), "/tmp/vitrine-folder-XXXXXX");
    if (mkdtemp(data) == NULL) {
        return -1;
    }
    (void)mkdir(under("custodian"), 0700);
    (void)mkdir(under("app"), 0700);
    (void)mkdir(under("ledger"), 0755);
    write_region("vitrine-region 1\norigin a.example/b\n");
    return 0;
}

static int remove_region(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", data);
    return system(command);
}

static enum err try_open(void)
{
    struct folder f;
    enum err err = folder_open(&f, data, false, problem);
    folder_done(&f);
    return err;
}

static void second_run_finds_the_folder_locked(void **state)
{
    (void)state;
    struct folder first;
    assert_int_equal(folder_open(&first, data, false, problem), ERR_OK);
    assert_string_equal(first.region.origin, "a.example/b");
    assert_int_equal(try_open(), ERR_CONFLICT);
    assert_non_null(strstr(problem, "in use"));
    folder_done(&first);
    assert_int_equal(try_open(), ERR_OK);
}

static void folder_of_a_newer_version_is_left_alone(void **state)
{
    (void)state;
    write_region("vitrine-region 2\norigin a.example/b\nmore\n");
    assert_int_equal(try_open(), ERR_FORMAT);
    assert_non_null(strstr(problem, "newer version"));
    assert_int_equal(access(under("lock"), F_OK), -1);
}

static void folder_that_is_not_ours_is_left_alone(void **state)
{
    (void)state;
    write_region("something else\n");
    assert_int_equal(try_open(), ERR_FORMAT);
    assert_int_equal(unlink(under("region")), 0);
    assert_int_equal(try_open(), ERR_FORMAT);
    assert_non_null(strstr(problem, "vitrine init"));
    assert_int_equal(access(under("lock"), F_OK), -1);
}

static void missing_or_linked_part_is_named(void **state)
{
    (void)state;
    assert_int_equal(rmdir(under("app")), 0);
    assert_int_equal(try_open(), ERR_FORMAT);
    assert_non_null(strstr(problem, "'app'"));
    assert_int_equal(symlink("/tmp", under("app")), 0);
    assert_int_equal(try_open(), ERR_FORMAT);
}

static void part_of_another_owner_is_refused(void **state)
{
    (void)state;
    struct folder f;
    /* Made by this user, opened as if each process had a user of its own. */
    assert_int_equal(folder_open(&f, data, true, problem), ERR_FORMAT);
    assert_non_null(strstr(problem, "belongs to user"));
    folder_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(second_run_finds_the_folder_locked, make_region,
                                        remove_region),
        cmocka_unit_test_setup_teardown(folder_of_a_newer_version_is_left_alone, make_region,
                                        remove_region),
        cmocka_unit_test_setup_teardown(folder_that_is_not_ours_is_left_alone, make_region,
                                        remove_region),
        cmocka_unit_test_setup_teardown(missing_or_linked_part_is_named, make_region,
                                        remove_region),
        cmocka_unit_test_setup_teardown(part_of_another_owner_is_refused, make_region,
                                        remove_region),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
