/*
 * fuzz_media.c: the law: whatever the bytes of a clip are, either it is refused and nothing else is
 * said, or each file that the report names is there: MP4 files that begin as such, JPEGs, and HLS
 * parts whose bytes add up. The report encodes, and decodes to the same. If the first stage says
 * that there is more, the rest makes it.
 */
#include "base_file.h"
#include "media.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT, POSTER, STRIP, MP4_A, HLS_A, MP4_B, HLS_B, FILES };

static int files[FILES];

static void start(void)
{
    media_start();
    for (int i = 0; i < FILES; i++) {
        files[i] = memfd_create("clip", MFD_CLOEXEC);
        assert(files[i] >= 0);
    }
}

static void refill(const uint8_t *data, size_t size)
{
    for (int i = 0; i < FILES; i++) {
        assert(ftruncate(files[i], 0) == 0);
        assert(lseek(files[i], 0, SEEK_SET) == 0);
    }
    assert(file_write_all(files[INPUT], (struct span){data, size}) == ERR_OK);
}

static int64_t size_of(int fd)
{
    struct stat status;
    assert(fstat(fd, &status) == 0);
    return status.st_size;
}

static void begins_with(int fd, off_t at, const char *bytes, size_t len)
{
    char got[8] = {0};
    assert(len <= sizeof(got));
    assert(pread(fd, got, len, at) == (ssize_t)len);
    assert(memcmp(got, bytes, len) == 0);
}

static void check_rendition(const struct report_rendition *rendition, int mp4, int hls)
{
    assert(rendition->width % 2 == 0 && rendition->height % 2 == 0);
    assert(rendition->width <= LIMIT_VIDEO_SIDE && rendition->height <= LIMIT_VIDEO_SIDE);
    begins_with(mp4, 4, "ftyp", 4);
    int64_t sum = rendition->init_bytes;
    for (uint8_t i = 0; i < rendition->segment_count; i++) {
        begins_with(hls, (off_t)sum + 4, "moof", 4);
        sum += rendition->segments[i].bytes;
    }
    assert(sum == size_of(hls));
}

static void check(const struct report *report, enum ctl_stage stage)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_REPORT};
    AUTO(buf) struct buf again = {.max = LIMIT_REPORT};
    static struct report decoded;
    assert(report_encode(report, &bytes) == ERR_OK);
    assert(report_decode(buf_span(&bytes), &decoded) == ERR_OK);
    assert(report_encode(&decoded, &again) == ERR_OK);
    assert(span_equal(buf_span(&bytes), buf_span(&again)));
    assert(stage == STAGE_FIRST || !report->more);
    if (report->refusal != REFUSAL_NONE) {
        return;
    }
    assert(report->duration_ms <= (LIMIT_VIDEO_S + 2) * 1000);
    for (uint8_t i = 0; i < report->rendition_count; i++) {
        check_rendition(&report->renditions[i], files[MP4_A + 2 * i], files[HLS_A + 2 * i]);
    }
    if (stage == STAGE_FIRST) {
        assert(report->hash_count > 0 && report->blurhash.len > 0 && report->strip.count > 0);
        begins_with(files[POSTER], 0, "\xff\xd8\xff", 3);
        begins_with(files[STRIP], 0, "\xff\xd8\xff", 3);
    }
}

static uint8_t percent;

static void progress(void *app, const struct report_progress *now)
{
    (void)app;
    assert(now->percent >= percent && now->percent <= REPORT_PERCENT);
    percent = now->percent;
}

static bool run(enum ctl_stage stage, const uint8_t *data, size_t size)
{
    refill(data, size);
    percent = 0;
    const struct media_job job = {
        .stage = stage,
        .input_fd = files[INPUT],
        .poster_fd = files[POSTER],
        .strip_fd = files[STRIP],
        .outputs = {{files[MP4_A], files[HLS_A]}, {files[MP4_B], files[HLS_B]}},
        .threads = 1,
        .progress = progress,
    };
    static struct media_result result;
    media_transcode(&job, &result);
    check(&result.report, stage);
    return result.report.more;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static atomic_flag started = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&started)) {
        start();
    }
    if (run(STAGE_FIRST, data, size)) {
        (void)run(STAGE_REST, data, size);
    }
    return 0;
}
