#include "media_loudness.h"

#include <ebur128.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RATE = 48000, SECONDS = 6, SAMPLES = RATE * SECONDS };

static const double pi = 3.14159265358979323846;

static float left_samples[SAMPLES];
static float right_samples[SAMPLES];
static const struct media_stereo sound = {left_samples, right_samples, SAMPLES};

/* The library's calls that need memory: the one with this number fails. */
static long calls_left = -1;

static bool must_fail(void)
{
    return calls_left >= 0 && calls_left-- == 0;
}

ebur128_state *__real_ebur128_init(unsigned channels, unsigned long rate, int mode);
ebur128_state *__wrap_ebur128_init(unsigned channels, unsigned long rate, int mode);
int __real_ebur128_add_frames_float(ebur128_state *state, const float *from, size_t frames);
int __wrap_ebur128_add_frames_float(ebur128_state *state, const float *from, size_t frames);

ebur128_state *__wrap_ebur128_init(unsigned channels, unsigned long rate, int mode)
{
    return must_fail() ? NULL : __real_ebur128_init(channels, rate, mode);
}

int __wrap_ebur128_add_frames_float(ebur128_state *state, const float *from, size_t frames)
{
    return must_fail() ? EBUR128_ERROR_NOMEM : __real_ebur128_add_frames_float(state, from, frames);
}

static void tone(double hertz, double decibels)
{
    for (int i = 0; i < SAMPLES; i++) {
        float value = (float)(pow(10, decibels / 20) * sin(2 * pi * hertz * i / RATE));
        left_samples[i] = value;
        right_samples[i] = value;
    }
}

/* Soft with a loud moment in each second. */
static void drums(double soft_db, double loud_db)
{
    tone(300, soft_db);
    for (int i = 0; i < SAMPLES; i++) {
        if (i % RATE < RATE / 250) {
            double value = pow(10, loud_db / 20) * sin(2 * pi * 4321 * i / RATE);
            left_samples[i] += (float)value;
            right_samples[i] -= (float)value;
        }
    }
}

static double loudest(void)
{
    double most = 0;
    for (int i = 0; i < SAMPLES; i++) {
        most = fmax(most, fmax(fabs((double)left_samples[i]), fabs((double)right_samples[i])));
    }
    return 20 * log10(most);
}

static double lufs(void)
{
    double value = 0;
    assert_int_equal(media_loudness_measure(sound, &value), ERR_OK);
    return value;
}

/* EBU Tech 3341: a tone of 1000 Hz with -23 dBFS in both channels has -23 LUFS. */
static void the_measure_is_that_of_the_ebu(void **state)
{
    (void)state;
    tone(1000, -23);
    assert_true(fabs(lufs() - -23) < 0.1);
    tone(1000, -33);
    assert_true(fabs(lufs() - -33) < 0.1);
}

static void quiet_and_loud_become_the_same(void **state)
{
    (void)state;
    for (double decibels = -42; decibels <= 6; decibels += 8) {
        tone(1000, decibels);
        assert_int_equal(media_loudness_level(sound), ERR_OK);
        assert_true(fabs(lufs() - MEDIA_LOUDNESS_LUFS) < 0.2);
        assert_true(fabs(loudest() - MEDIA_LOUDNESS_LUFS) < 0.2); /* as a tone's peak is */
    }
}

static void peaks_stay_under_the_ceiling_and_the_loudness_is_met(void **state)
{
    (void)state;
    static const double rows[][2] = {{-30, -3}, {-40, -12}, {-26, 0}, {-20, 6}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        drums(rows[i][0], rows[i][1]);
        assert_int_equal(media_loudness_level(sound), ERR_OK);
        assert_true(loudest() <= MEDIA_LOUDNESS_PEAK_DB + 0.05);
        assert_true(fabs(lufs() - MEDIA_LOUDNESS_LUFS) < 0.5);
    }
}

/* A quarter of the rate, between its samples: the samples say -3 dB of what is heard. */
static void what_is_between_the_samples_counts(void **state)
{
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        double swell = pow(sin(pi * i / RATE), 20000);
        float value = (float)((0.01 + 1.4 * swell) * sin(pi * (i + 0.5) / 2));
        left_samples[i] = value;
        right_samples[i] = value;
    }
    assert_int_equal(media_loudness_level(sound), ERR_OK);
    assert_true(loudest() < MEDIA_LOUDNESS_PEAK_DB - 2.5);
    assert_true(loudest() > MEDIA_LOUDNESS_PEAK_DB - 3.5);
}

static void what_is_limited_anew_has_that_peak(void **state)
{
    (void)state;
    drums(-26, 0);
    assert_int_equal(media_loudness_level(sound), ERR_OK);
    for (double peak_db = -2; peak_db > -5; peak_db--) {
        assert_int_equal(media_loudness_limit(sound, peak_db), ERR_OK);
        assert_true(loudest() <= peak_db + 0.05);
        assert_true(loudest() > peak_db - 0.5);
    }
}

/* A quarter of the rate at full scale, between its samples. */
static void true_peak_is_found_between_the_samples(void **state)
{
    (void)state;
    float samples[400];
    for (size_t i = 0; i < 400; i++) {
        samples[i] = (float)sin(pi * ((double)i + 0.5) / 2);
    }
    assert_true(fabsf(media_loudness_peak(samples + 100, 200) - 1) < 0.15F);
    for (size_t i = 0; i < 400; i++) {
        samples[i] /= 100;
    }
    assert_true(media_loudness_peak(samples, 400) == 0);
}

static void silence_and_what_is_nearly_silent_stay_to_the_bit(void **state)
{
    (void)state;
    static float before[SAMPLES];
    tone(1000, -200);
    memset(left_samples, 0, sizeof(left_samples));
    memset(right_samples, 0, sizeof(right_samples));
    memset(before, 0, sizeof(before));
    assert_int_equal(media_loudness_level(sound), ERR_OK);
    assert_memory_equal(left_samples, before, sizeof(before));
    assert_memory_equal(right_samples, before, sizeof(before));
    tone(1000, -75);
    memcpy(before, left_samples, sizeof(before));
    assert_int_equal(media_loudness_level(sound), ERR_OK);
    assert_memory_equal(left_samples, before, sizeof(before));
}

static void the_gain_has_a_limit(void **state)
{
    (void)state;
    tone(1000, -60);
    assert_int_equal(media_loudness_level(sound), ERR_OK);
    assert_true(fabs(lufs() - (-60 + MEDIA_LOUDNESS_GAIN_MAX_DB)) < 0.2);
}

static void what_is_no_number_becomes_silence(void **state)
{
    (void)state;
    tone(1000, -20);
    for (int i = 0; i < SAMPLES; i += 1000) {
        left_samples[i] = i % 3000 == 0 ? NAN : i % 2000 == 0 ? INFINITY : -INFINITY;
        right_samples[i] = i % 5000 == 0 ? 1e30f : right_samples[i];
    }
    assert_int_equal(media_loudness_level(sound), ERR_OK);
    for (int i = 0; i < SAMPLES; i++) {
        assert_true(isfinite(left_samples[i]));
        assert_true(isfinite(right_samples[i]));
    }
    assert_true(loudest() <= MEDIA_LOUDNESS_PEAK_DB + 0.05);
}

/* Blocks of exactly that size: a step outside is seen by the sanitizer. */
static void every_length_works(void **state)
{
    (void)state;
    static const size_t lengths[] = {0,   1,   7,    8,    9,    239,   240,
                                     241, 242, 1023, 1024, 1025, 19200, 19201};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        float *left = calloc(lengths[i] + 1, sizeof(*left));
        float *right = malloc(lengths[i] * sizeof(*right) + 1);
        assert_non_null(left);
        assert_non_null(right);
        for (size_t k = 0; k < lengths[i]; k++) {
            left[k] = 2;
            right[k] = k % 2 == 0 ? -2 : 2;
        }
        struct media_stereo piece = {left, right, lengths[i]};
        assert_int_equal(media_loudness_level(piece), ERR_OK);
        for (size_t k = 0; k < lengths[i]; k++) {
            assert_true(fabsf(left[k]) < 0.85f && fabsf(right[k]) < 0.85f);
        }
        double value = 0;
        assert_int_equal(media_loudness_measure(piece, &value), ERR_OK);
        assert_true(lengths[i] >= 19200 || !isfinite(value));
        free(left);
        free(right);
    }
}

static void no_memory_is_said(void **state)
{
    (void)state;
    long failures = 0;
    for (long i = 0;; i += i < 8 ? 1 : 97) {
        drums(-30, -3);
        calls_left = i;
        enum err err = media_loudness_level(sound);
        bool hit = calls_left == -1;
        calls_left = -1;
        if (!hit) {
            assert_int_equal(err, ERR_OK);
            break;
        }
        assert_int_equal(err, ERR_NOMEM);
        failures++;
    }
    assert_true(failures > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_measure_is_that_of_the_ebu),
        cmocka_unit_test(quiet_and_loud_become_the_same),
        cmocka_unit_test(peaks_stay_under_the_ceiling_and_the_loudness_is_met),
        cmocka_unit_test(what_is_between_the_samples_counts),
        cmocka_unit_test(what_is_limited_anew_has_that_peak),
        cmocka_unit_test(true_peak_is_found_between_the_samples),
        cmocka_unit_test(silence_and_what_is_nearly_silent_stay_to_the_bit),
        cmocka_unit_test(the_gain_has_a_limit),
        cmocka_unit_test(what_is_no_number_becomes_silence),
        cmocka_unit_test(every_length_works),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
