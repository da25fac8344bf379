/* The poster and the filmstrip, of pictures as the rendition has them. */
#include "strip.h"

#include "base_file.h"
#include "base_limits.h"
#include "poster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { WIDTH = 270, HEIGHT = 480 };

/* A picture of squares around a brightness; contrast 0 makes it plain. */
static AVFrame *picture_of(int width, int height, int bright, int contrast, int cell)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->width = width;
    frame->height = height;
    frame->format = AV_PIX_FMT_YUV420P;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int value = bright + ((x / cell + y / cell) % 2 != 0 ? contrast : -contrast);
            frame->data[0][y * frame->linesize[0] + x] = (uint8_t)value;
        }
    }
    for (int i = 1; i < 3; i++) {
        memset(frame->data[i], 128, (size_t)frame->linesize[i] * (size_t)(height / 2));
    }
    return frame;
}

static int file_new(void)
{
    int fd = memfd_create("jpeg", MFD_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static AVFrame *decode(int fd)
{
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    assert_non_null(packet);
    assert_int_equal(av_new_packet(packet, (int)status.st_size), 0);
    assert_int_equal(pread(fd, packet->data, (size_t)status.st_size, 0), status.st_size);
    AUTO(av_codec) AVCodecContext *codec = NULL;
    codec = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_MJPEG));
    assert_non_null(codec);
    assert_int_equal(avcodec_open2(codec, NULL, NULL), 0);
    assert_int_equal(avcodec_send_packet(codec, packet), 0);
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    assert_int_equal(avcodec_receive_frame(codec, frame), 0);
    return frame;
}

/* The limited range becomes the full one. */
static int full(int luma)
{
    return (luma - 16) * 255 / 219;
}

static void plans_fit_in_a_square(void **state)
{
    (void)state;
    static const struct {
        struct media_size shown;
        int64_t duration_us;
        struct media_strip_form form;
    } rows[] = {
        {{480, 854}, 180000000, {20, 20, 1, {54, 96}}},
        {{854, 480}, 180000000, {20, 20, 1, {170, 96}}},
        {{480, 480}, 4000000, {8, 8, 1, {96, 96}}},
        {{480, 480}, 400000, {1, 1, 1, {96, 96}}},
        {{480, 480}, 0, {1, 1, 1, {96, 96}}},
        {{480, 480}, -5, {1, 1, 1, {96, 96}}},
        {{480, 480}, INT64_MAX, {20, 20, 1, {96, 96}}},
        {{3840, 480}, 60000000, {20, 5, 4, {768, 96}}},
        {{60, 480}, 60000000, {20, 20, 1, {12, 96}}},
        {{1, 4096}, 60000000, {20, 20, 1, {2, 96}}},
        {{4096, 1}, 60000000, {20, 1, 20, {4096, 96}}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct media_strip_form form = media_strip_plan(rows[i].shown, rows[i].duration_us);
        assert_memory_equal(&form, &rows[i].form, sizeof(form));
    }
}

static void every_plan_holds_its_pictures(void **state)
{
    (void)state;
    for (int width = 1; width <= LIMIT_VIDEO_SIDE; width += 131) {
        for (int height = 1; height <= LIMIT_VIDEO_SIDE; height += 127) {
            struct media_strip_form form =
                media_strip_plan((struct media_size){width, height}, 10000000);
            assert_int_equal(form.tile.width % 2, 0);
            assert_true(form.tile.width * form.columns <= MEDIA_STRIP_SIDE);
            assert_true(form.tile.height * form.rows <= MEDIA_STRIP_SIDE);
            assert_true(form.columns * form.rows >= form.count);
            assert_true(form.columns * (form.rows - 1) < form.count);
        }
    }
}

/* A clip that becomes brighter with each of ten pictures. */
static void film(struct media_size size, int64_t expected_us, int64_t seen_us, int *levels)
{
    AUTO(media_strip_close) struct media_strip *strip = NULL;
    assert_int_equal(media_strip_open(size, expected_us, &strip), ERR_OK);
    AUTO(fd_close) int fd = file_new();
    struct media_strip_form form;
    assert_int_equal(media_strip_write(strip, fd, &form), ERR_NOT_FOUND);
    for (int64_t time_us = 0; time_us < seen_us; time_us += 100000) {
        int bright = 20 + (int)(time_us / 500000) * 20;
        AUTO(av_frame) AVFrame *frame = picture_of(size.width, size.height, bright, 0, 8);
        assert_int_equal(media_strip_look(strip, frame, time_us), ERR_OK);
    }
    assert_int_equal(media_strip_write(strip, fd, &form), ERR_OK);
    struct media_strip_form planned = media_strip_plan(size, expected_us);
    assert_memory_equal(&form, &planned, sizeof(form));
    AUTO(av_frame) AVFrame *whole = decode(fd);
    assert_int_equal(whole->width, form.tile.width * form.columns);
    assert_int_equal(whole->height, form.tile.height * form.rows);
    for (int i = 0; i < form.columns * form.rows; i++) {
        int x = i % form.columns * form.tile.width + form.tile.width / 2;
        int y = i / form.columns * form.tile.height + form.tile.height / 2;
        levels[i] = whole->data[0][y * whole->linesize[0] + x];
    }
}

static void each_place_shows_its_time(void **state)
{
    (void)state;
    static const struct media_size sizes[] = {{270, 480}, {480, 270}, {480, 60}, {16, 16}};
    for (size_t k = 0; k < 4; k++) {
        int levels[64] = {0};
        film(sizes[k], 5000000, 5000000, levels);
        for (int i = 0; i < 10; i++) {
            assert_true(abs(levels[i] - full(20 + 20 * i)) <= 2);
        }
    }
}

static void a_clip_that_ends_early_is_filled_up(void **state)
{
    (void)state;
    int levels[64] = {0};
    film((struct media_size){480, 270}, 5000000, 2000000, levels);
    for (int i = 0; i < 10; i++) {
        assert_true(abs(levels[i] - full(20 + 20 * (i < 4 ? i : 3))) <= 2);
    }
}

static void places_without_a_picture_are_black(void **state)
{
    (void)state;
    int levels[64] = {0};
    film((struct media_size){480, 60}, 5000000, 5000000, levels); /* 5 columns, 10 pictures */
    struct media_strip_form form = media_strip_plan((struct media_size){480, 60}, 5500000);
    assert_int_equal(form.columns * form.rows - form.count, 4);
    film((struct media_size){480, 60}, 5500000, 5500000, levels);
    for (int i = form.count; i < form.columns * form.rows; i++) {
        assert_in_range(levels[i], 0, 2);
    }
}

/* One picture at a time: its brightness, contrast and fineness. What the poster shows. */
static int poster_of(const int pictures[][3], int count)
{
    struct media_poster poster = {0};
    for (int i = 0; i < count; i++) {
        AUTO(av_frame)
        AVFrame *frame = picture_of(WIDTH, HEIGHT, pictures[i][0], pictures[i][1], pictures[i][2]);
        assert_int_equal(media_poster_look(&poster, frame), ERR_OK);
    }
    AUTO(fd_close) int fd = file_new();
    assert_int_equal(media_poster_write(&poster, fd), ERR_OK);
    AUTO(av_frame) AVFrame *shown = decode(fd);
    media_poster_done(&poster);
    assert_int_equal(shown->width, WIDTH);
    int64_t sum = 0;
    for (int y = 0; y < shown->height; y++) {
        for (int x = 0; x < shown->width; x++) {
            sum += shown->data[0][y * shown->linesize[0] + x];
        }
    }
    return (int)(sum / shown->width / shown->height);
}

static void posters_are_neither_black_nor_flat_nor_blurred(void **state)
{
    (void)state;
    static const struct {
        int pictures[5][3];
        int count;
        int shown;
    } rows[] = {
        {{{16, 0, 8}, {18, 2, 8}, {120, 50, 8}, {140, 60, 8}}, 4, 120}, /* black, then good */
        {{{16, 0, 8}, {200, 0, 8}, {130, 50, 8}}, 3, 130},              /* white is flat */
        {{{120, 10, 60}, {130, 50, 4}, {140, 55, 4}}, 3, 130},          /* hardly a detail */
        {{{120, 50, 8}, {130, 55, 8}, {140, 60, 8}}, 3, 120},           /* the first will do */
        {{{16, 0, 8}, {90, 0, 8}, {16, 0, 8}}, 3, 90},                  /* better than black */
        {{{17, 0, 8}, {16, 0, 8}}, 2, 17},                              /* all black */
        {{{120, 50, 8}, {16, 0, 8}, {200, 0, 8}}, 3, 120},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        int shown = poster_of(rows[i].pictures, rows[i].count);
        assert_true(abs(shown - full(rows[i].shown)) <= 3);
    }
}

static void only_the_first_seconds_are_looked_at(void **state)
{
    (void)state;
    struct media_poster poster = {0};
    AUTO(av_frame) AVFrame *soft = picture_of(WIDTH, HEIGHT, 120, 20, 60);
    AUTO(av_frame) AVFrame *sharp = picture_of(WIDTH, HEIGHT, 120, 50, 4);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(media_poster_look(&poster, soft), ERR_OK);
    }
    assert_int_equal(poster.looked, 90);
    assert_int_equal(media_poster_look(&poster, sharp), ERR_OK);
    assert_ptr_equal(poster.best->data[0], soft->data[0]);
    media_poster_done(&poster);
    media_poster_done(&poster);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void)state;
    struct media_poster poster = {0};
    AUTO(av_frame) AVFrame *frame = picture_of(WIDTH, HEIGHT, 120, 50, 8);
    assert_int_equal(media_poster_look(&poster, frame), ERR_OK);
    assert_int_equal(media_poster_write(&poster, -1), ERR_IO);
    media_poster_done(&poster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_fit_in_a_square),
        cmocka_unit_test(every_plan_holds_its_pictures),
        cmocka_unit_test(each_place_shows_its_time),
        cmocka_unit_test(a_clip_that_ends_early_is_filled_up),
        cmocka_unit_test(places_without_a_picture_are_black),
        cmocka_unit_test(posters_are_neither_black_nor_flat_nor_blurred),
        cmocka_unit_test(only_the_first_seconds_are_looked_at),
        cmocka_unit_test(what_cannot_be_written_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
