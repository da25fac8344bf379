/* What comes in that is no clip at all. Clips are made, and tried, in tests/system/test_mediad.py.
 */
#include "media.h"

#include "base_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cmocka.h>

static int file_of(const void *bytes, size_t len)
{
    int fd = memfd_create("clip", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, span_of(bytes, len)), ERR_OK);
    return fd;
}

static uint8_t refusal_of(const void *bytes, size_t len)
{
    AUTO(fd_close) int input = file_of(bytes, len);
    AUTO(fd_close) int output = file_of("", 0);
    struct media_job job = {.stage = STAGE_FIRST,
                            .input_fd = input,
                            .poster_fd = output,
                            .strip_fd = output,
                            .outputs = {{output, output}, {output, output}},
                            .threads = 2};
    struct media_result result;
    media_transcode(&job, &result);
    struct stat status;
    assert_int_equal(fstat(output, &status), 0);
    assert_int_equal(status.st_size, 0);
    AUTO(buf) struct buf report = {.max = LIMIT_REPORT};
    assert_int_equal(report_encode(&result.report, &report), ERR_OK);
    struct report again;
    assert_int_equal(report_decode(buf_span(&report), &again), ERR_OK);
    assert_int_equal(again.refusal, result.report.refusal);
    return again.refusal;
}

static void what_is_no_clip_is_unreadable(void **state)
{
    (void)state;
    static const char playlist[] = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n";
    static const char list[] = "ffconcat version 1.0\nfile '/etc/passwd'\n";
    static const char markup[] = "<?xml version=\"1.0\"?><MPD><BaseURL>/etc/passwd</BaseURL></MPD>";
    static const char session[] = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n";
    static const uint8_t png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
    assert_int_equal(refusal_of("", 0), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of("\0", 1), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of("hello, world\n", 13), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of(playlist, sizeof(playlist) - 1), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of(list, sizeof(list) - 1), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of(markup, sizeof(markup) - 1), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of(session, sizeof(session) - 1), REFUSAL_UNREADABLE);
    assert_int_equal(refusal_of(png, sizeof(png)), REFUSAL_UNREADABLE);
}

static void headers_without_a_clip_are_unreadable(void **state)
{
    (void)state;
    static const uint8_t mp4[] = {0,   0,   0,   24,  'f', 't', 'y', 'p', 'i', 's', 'o', 'm',
                                  0,   0,   2,   0,   'i', 's', 'o', 'm', 'm', 'p', '4', '1',
                                  255, 255, 255, 255, 'm', 'o', 'o', 'v', 0,   0,   0,   0};
    for (size_t len = 0; len <= sizeof(mp4); len++) {
        assert_int_equal(refusal_of(mp4, len), REFUSAL_UNREADABLE);
    }
    static const uint8_t webm[] = {0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84,
                                   'w',  'e',  'b',  'm',  0x18, 0x53, 0x80, 0x67,
                                   0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    assert_int_equal(refusal_of(webm, sizeof(webm)), REFUSAL_UNREADABLE);
}

static void an_input_that_cannot_be_read_is_our_failure(void **state)
{
    (void)state;
    struct media_job job = {.stage = STAGE_FIRST,
                            .input_fd = -1,
                            .poster_fd = -1,
                            .strip_fd = -1,
                            .outputs = {{-1, -1}, {-1, -1}},
                            .threads = 1};
    struct media_result result;
    media_transcode(&job, &result);
    assert_int_equal(result.report.refusal, REFUSAL_INTERNAL);
    assert_true(refusal_may_pass(result.report.refusal));
}

int main(void)
{
    media_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_clip_is_unreadable),
        cmocka_unit_test(headers_without_a_clip_are_unreadable),
        cmocka_unit_test(an_input_that_cannot_be_read_is_our_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
