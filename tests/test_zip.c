/* test_zip.c: three programs that others wrote read what is written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 200001 };

/* 2026-03-04 05:06:08 */
static const int64_t moment_ms = INT64_C(1772600768000);

static const char python[] =
    "import io, sys, zipfile, zlib\n"
    "data = open(sys.argv[1], 'rb').read()\n"
    "z = zipfile.ZipFile(io.BytesIO(data))\n"
    "assert z.testzip() is None\n"
    "names = ['README.txt', 'videos/1/\\u00e4.bin', 'empty']\n"
    "assert z.namelist() == names, z.namelist()\n"
    "assert z.read('README.txt') == b'first and second'\n"
    "large = z.read(names[1])\n"
    "assert large == bytes(i * 7 % 251 for i in range(200001))\n"
    "assert z.read('empty') == b''\n"
    "assert all(i.date_time == (2026, 3, 4, 5, 6, 8) for i in z.infolist())\n"
    "assert all(i.external_attr >> 16 == 0o100600 for i in z.infolist())\n"
    /* Broken off anywhere, nobody takes it for whole. */
    "for n in list(range(0, len(data), 997)) + list(range(len(data) - 300, len(data))):\n"
    "    try:\n"
    "        zipfile.ZipFile(io.BytesIO(data[:n]))\n"
    "    except zipfile.BadZipFile:\n"
    "        continue\n"
    "    raise AssertionError('%d of %d bytes pass for an archive' % (n, len(data)))\n";

static void fill(uint8_t *bytes)
{
    for (unsigned i = 0; i < LARGE; i++) {
        bytes[i] = (uint8_t)(i * 7 % 251);
    }
}

static void write_archive(struct zip *z, struct buf *out)
{
    static uint8_t large[LARGE];
    fill(large);
    assert_int_equal(zip_begin(z, "README.txt", 100, out), ERR_OK);
    assert_int_equal(zip_put(z, span_text("first "), out), ERR_OK);
    assert_int_equal(zip_put(z, span_text("and second"), out), ERR_OK);
    assert_int_equal(zip_end(z, out), ERR_OK);
    assert_int_equal(zip_begin(z, "videos/1/\xc3\xa4.bin", LARGE, out), ERR_OK);
    assert_int_equal(zip_put(z, span_of(large, LARGE), out), ERR_OK);
    assert_int_equal(zip_end(z, out), ERR_OK);
    assert_int_equal(zip_begin(z, "empty", 0, out), ERR_OK);
    assert_int_equal(zip_end(z, out), ERR_OK);
    assert_int_equal(zip_finish(z, out), ERR_OK);
}

/* A command with a file's name in it. */
static void run(const char *before, const char *path, const char *after)
{
    char command[512];
    int len = snprintf(command, sizeof(command), "%s %s %s", before, path, after);
    assert_true(len > 0 && (size_t)len < sizeof(command));
    int status = system(command);
    if (status != 0) {
        fail_msg("%s: status %d", command, status);
    }
}

/* With what their lengths are put down in 64 bits from. */
static void others_read_it(uint64_t wide_from)
{
    char path[] = "/tmp/vitrine-zip-XXXXXX";
    char script[] = "/tmp/vitrine-zip-XXXXXX";
    AUTO(buf) struct buf out = {.max = MIB};
    AUTO(zip) struct zip z = {.files = 0};
    zip_init(&z, moment_ms, 64 * KIB);
    z.wide_from = wide_from == 0 ? z.wide_from : wide_from;
    write_archive(&z, &out);
    assert_int_equal(z.written, out.len);
    AUTO(fd_close) int fd = mkstemp(path);
    AUTO(fd_close) int script_fd = mkstemp(script);
    assert_int_equal(write(fd, out.ptr, out.len), (ssize_t)out.len);
    assert_int_equal(write(script_fd, python, strlen(python)), (ssize_t)strlen(python));
    char checked[256];
    (void)snprintf(checked, sizeof(checked), "python3 %s", script);
    run(checked, path, "");
    run("unzip -tqq", path, "> /dev/null");
    run("test 3 = $(bsdtar -tf", path, "| wc -l)");
    /* Where one cannot go back, too. */
    run("test 'first and second' = \"$(cat", path, "| bsdtar -xOf - README.txt empty)\"");
    (void)unlink(path);
    (void)unlink(script);
}

static void others_read_an_archive_and_none_that_was_broken_off(void **state)
{
    (void)state;
    others_read_it(0);
}

static void others_read_it_with_lengths_and_places_of_64_bits(void **state)
{
    (void)state;
    others_read_it(1000);
    others_read_it(1);
}

static void a_checksum_is_that_of_the_whole_however_it_comes(void **state)
{
    (void)state;
    AUTO(zip) struct zip z = {.files = 0};
    static uint8_t large[LARGE];
    fill(large);
    zip_init(&z, 0, 0);
    assert_int_equal(zip_crc(&z, 0, span_text("123456789")), 0xcbf43926);
    uint32_t whole = zip_crc(&z, 0, span_of(large, LARGE));
    for (size_t step = 1; step < 40; step++) {
        uint32_t crc = 0;
        for (size_t at = 0; at < LARGE; at += step) {
            crc = zip_crc(&z, crc, span_of(large + at, LARGE - at < step ? LARGE - at : step));
        }
        assert_int_equal(crc, whole);
    }
}

static void a_name_that_could_lead_elsewhere_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "/etc/passwd", "../x", "a/../b", "a//b",
                                      "./a", "a\\b",        "a\nb", "..",     "a/"};
    AUTO(zip) struct zip z = {.files = 0};
    AUTO(buf) struct buf out = {.max = KIB};
    char longest[ZIP_NAME + 2];
    zip_init(&z, moment_ms, KIB);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(zip_begin(&z, bad[i], 1, &out), ERR_FORMAT);
    }
    memset(longest, 'a', sizeof(longest));
    longest[ZIP_NAME + 1] = '\0';
    assert_int_equal(zip_begin(&z, longest, 1, &out), ERR_FORMAT);
    assert_int_equal(out.len, 0);
    longest[ZIP_NAME] = '\0';
    assert_int_equal(zip_begin(&z, longest, 1, &out), ERR_OK);
}

static void out_of_order_or_past_a_limit_it_is_refused(void **state)
{
    (void)state;
    AUTO(zip) struct zip z = {.files = 0};
    AUTO(buf) struct buf out = {.max = 64 * KIB};
    zip_init(&z, moment_ms, KIB);
    assert_int_equal(zip_put(&z, span_text("x"), &out), ERR_CONFLICT);
    assert_int_equal(zip_end(&z, &out), ERR_CONFLICT);
    assert_int_equal(zip_begin(&z, "a", 1, &out), ERR_OK);
    assert_int_equal(zip_begin(&z, "b", 1, &out), ERR_CONFLICT);
    assert_int_equal(zip_finish(&z, &out), ERR_CONFLICT);
    assert_int_equal(zip_end(&z, &out), ERR_OK);
    enum err err = ERR_OK;
    for (int files = 1; err == ERR_OK && files < 100; files++) {
        err = zip_begin(&z, "another", 1, &out);
        assert_true(err != ERR_OK || zip_end(&z, &out) == ERR_OK);
    }
    assert_int_equal(err, ERR_LIMIT);
    assert_int_equal(zip_finish(&z, &out), ERR_OK); /* with those that had room */
    AUTO(zip) struct zip other = {.files = 0};
    AUTO(buf) struct buf small = {.max = 40};
    zip_init(&other, moment_ms, KIB);
    assert_int_equal(zip_begin(&other, "has-no-room-where-it-goes", 1, &small), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_read_an_archive_and_none_that_was_broken_off),
        cmocka_unit_test(others_read_it_with_lengths_and_places_of_64_bits),
        cmocka_unit_test(a_checksum_is_that_of_the_whole_however_it_comes),
        cmocka_unit_test(a_name_that_could_lead_elsewhere_is_refused),
        cmocka_unit_test(out_of_order_or_past_a_limit_it_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
