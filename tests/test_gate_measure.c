#include "measure.h"

#include "base_file.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { WHERE = 64, PATH_SIZE = 128 };

static char bin[WHERE];
static char problem[IMAGE_PROBLEM];

static void put(const char *name, const char *text, mode_t mode)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s/%s", bin, name);
    assert_int_equal(file_replace(AT_FDCWD, path, span_text(text), mode), ERR_OK);
    assert_int_equal(chmod(path, mode), 0);
}

static int make_bin(void **state)
{
    (void)state;
    (void)snprintf(bin, sizeof(bin), "/tmp/vitrine-measure-XXXXXX");
    return mkdtemp(bin) == NULL ? -1 : 0;
}

static int remove_bin(void **state)
{
    (void)state;
    char command[PATH_SIZE];
    (void)snprintf(command, sizeof(command), "rm -rf %s", bin);
    return system(command);
}

static void image_auto(struct image *image)
{
    image_done(image);
}

static void missing_list_is_refused_by_name(void **state)
{
    (void)state;
    AUTO(image) struct image image = {.fd = -1};
    assert_int_equal(image_open(&image, bin, "x", problem), ERR_NOT_FOUND);
    put("x", "code", 0755);
    image_done(&image);
    assert_int_equal(image_open(&image, bin, "x", problem), ERR_NOT_FOUND);
    assert_non_null(strstr(problem, "x.closure"));
}

static void executable_that_may_not_run_is_refused(void **state)
{
    (void)state;
    AUTO(image) struct image image = {.fd = -1};
    put("x", "code", 0644);
    put("x.closure", "", 0644);
    assert_int_equal(image_open(&image, bin, "x", problem), ERR_DENIED);
}

static void what_was_hashed_can_no_longer_change(void **state)
{
    (void)state;
    AUTO(image) struct image image = {.fd = -1};
    put("x", "code", 0755);
    put("x.closure", "", 0644);
    assert_int_equal(image_open(&image, bin, "x", problem), ERR_OK);
    if (!image.sealed) {
        (void)printf("SKIPPED: files cannot be sealed\n");
        skip();
    }
    struct stat st;
    assert_int_equal(fstat(image.fd, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0111);
    assert_int_equal(pwrite(image.fd, "evil", 4, 0), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(ftruncate(image.fd, 0), -1);
    assert_int_equal(fcntl(image.fd, F_ADD_SEALS, 0), -1);
    char bytes[4];
    put("x", "evil", 0755);
    assert_int_equal(pread(image.fd, bytes, sizeof(bytes), 0), 4);
    assert_memory_equal(bytes, "code", 4);
}

static void changed_library_changes_the_digest(void **state)
{
    (void)state;
    AUTO(image) struct image image = {.fd = -1};
    char list[PATH_SIZE + 8];
    (void)snprintf(list, sizeof(list), "%s/lib\n", bin);
    put("x", "code", 0755);
    put("lib", "one", 0644);
    put("x.closure", list, 0644);
    assert_int_equal(image_open(&image, bin, "x", problem), ERR_OK);
    assert_int_equal(image_refresh(&image, problem), ERR_OK);
    uint8_t before[DIGEST_SIZE];
    memcpy(before, image.digest, sizeof(before));
    assert_int_equal(image_refresh(&image, problem), ERR_OK);
    assert_memory_equal(before, image.digest, DIGEST_SIZE);
    put("lib", "two", 0644);
    assert_int_equal(image_refresh(&image, problem), ERR_OK);
    assert_memory_not_equal(before, image.digest, DIGEST_SIZE);
    put("lib", "one", 0644);
    assert_int_equal(image_refresh(&image, problem), ERR_OK);
    assert_memory_equal(before, image.digest, DIGEST_SIZE);
    list[strlen(list) - 1] = '\0';
    assert_int_equal(unlink(list), 0);
    assert_int_equal(image_refresh(&image, problem), ERR_NOT_FOUND);
    image_done(&image);
    assert_int_equal(image_open(&image, bin, "x", problem), ERR_NOT_FOUND);
    assert_non_null(strstr(problem, "/lib: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(missing_list_is_refused_by_name, make_bin, remove_bin),
        cmocka_unit_test_setup_teardown(executable_that_may_not_run_is_refused, make_bin,
                                        remove_bin),
        cmocka_unit_test_setup_teardown(what_was_hashed_can_no_longer_change, make_bin, remove_bin),
        cmocka_unit_test_setup_teardown(changed_library_changes_the_digest, make_bin, remove_bin),
    };
    return digest_ready() == ERR_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
