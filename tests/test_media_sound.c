#include "sound.h"

#include "source.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Samples of a piece; so many make 21 ms. */
enum { PIECE = 1024, PIECES = 40, LOST = 20 };

static const float level = 0.25f;

/* One piece of nothing but level. */
static void take(struct media_sound *sound, int64_t time_us)
{
    AUTO(av_frame) AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = MEDIA_SOUND_RATE;
    frame->nb_samples = PIECE;
    av_channel_layout_default(&frame->ch_layout, 2);
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    for (int i = 0; i < 2; i++) {
        float *samples = (float *)(void *)frame->data[i];
        for (int k = 0; k < PIECE; k++) {
            samples[k] = level;
        }
    }
    assert_int_equal(media_sound_take(sound, frame, time_us), ERR_OK);
}

static int64_t time_of(int piece)
{
    return (int64_t)piece * PIECE * 1000000 / MEDIA_SOUND_RATE;
}

static void what_is(struct media_sound *sound, int piece, float wanted)
{
    AUTO(av_frame) AVFrame *frame = NULL;
    assert_int_equal(media_sound_next(sound, PIECE, INT64_MAX / MEDIA_SOUND_RATE, &frame), ERR_OK);
    assert_int_equal(frame->pts, (int64_t)piece * PIECE);
    const float *samples = (const float *)(const void *)frame->data[0];
    /* Times are rounded: the edges of a piece may lie a sample beside it. */
    for (int k = 2; k < PIECE - 2; k++) {
        assert_true(fabsf(samples[k] - wanted) < 1e-6f);
    }
}

static void a_piece_that_is_missing_is_silence_of_its_length(void **state)
{
    (void)state;
    AUTO(media_sound_close) struct media_sound *sound = NULL;
    assert_int_equal(media_sound_open(&sound), ERR_OK);
    for (int i = 0; i < PIECES; i++) {
        if (i != LOST) {
            take(sound, time_of(i));
        }
    }
    assert_int_equal(media_sound_end(sound), ERR_OK);
    assert_true(llabs(media_sound_us(sound) - time_of(PIECES)) < 100);
    for (int i = 0; i < PIECES; i++) {
        what_is(sound, i, i == LOST ? 0 : level);
    }
}

/* As Matroska and FLV do. */
static void times_that_are_rounded_to_milliseconds_make_no_holes(void **state)
{
    (void)state;
    AUTO(media_sound_close) struct media_sound *sound = NULL;
    assert_int_equal(media_sound_open(&sound), ERR_OK);
    for (int i = 0; i < PIECES; i++) {
        take(sound, (time_of(i) + 500) / 1000 * 1000 + i % 3 * 1000);
    }
    assert_int_equal(media_sound_end(sound), ERR_OK);
    assert_true(llabs(media_sound_us(sound) - time_of(PIECES)) < 100);
}

/* Half a millisecond of each piece is too much: some of it goes, before the ear notices. */
static void times_that_pass_more_slowly_are_kept_up_with(void **state)
{
    (void)state;
    AUTO(media_sound_close) struct media_sound *sound = NULL;
    assert_int_equal(media_sound_open(&sound), ERR_OK);
    for (int i = 0; i < 3 * PIECES; i++) {
        take(sound, time_of(i) - i * 500);
        int64_t late_us = media_sound_us(sound) - (time_of(i + 1) - i * 500);
        assert_in_range(late_us + 100, 0, 20 * 1000 + 200);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_that_is_missing_is_silence_of_its_length),
        cmocka_unit_test(times_that_pass_more_slowly_are_kept_up_with),
        cmocka_unit_test(times_that_are_rounded_to_milliseconds_make_no_holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
