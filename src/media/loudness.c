#include "media_loudness.h"

#include "base_auto.h"
#include "limiter.h"
#include "sound.h"

#include <ebur128.h>
#include <math.h>
#include <stdbool.h>

enum {
    CHANNELS = 2,
    PIECE = 1024, /* samples that are measured or written at once */
    PHASES = 4,   /* places between two samples where the true peak is looked for, and the sample */
    REACH = 8,    /* samples on each side that say what is between them */
    TRIES = 6     /* of a gain, if the limiter takes some of it */
};

static const double pi = 3.14159265358979323846;

/* A clip is at its loudness if it is as near as this, in LU. */
static const double near_enough = 0.1;

/* Samples beyond this are a decoder's mistake. */
static const float sample_max = 16;

static inline void meter_close(ebur128_state *meter)
{
    if (meter != NULL) {
        ebur128_destroy(&meter);
    }
}
AUTO_CLOSER(meter_close, ebur128_state)

static enum err meter_open(ebur128_state **out_meter)
{
    *out_meter = ebur128_init(CHANNELS, MEDIA_SOUND_RATE, EBUR128_MODE_I);
    return *out_meter == NULL ? ERR_NOMEM : ERR_OK;
}

/* Samples on their way out, left and right in turn: to a meter, or back into the sound. */
struct outlet {
    ebur128_state *meter; /* NULL: into the sound */
    struct media_stereo sound;
    size_t start; /* the number of the piece's first sample */
    size_t count;
    float piece[PIECE * CHANNELS];
};

static enum err outlet_flush(struct outlet *outlet)
{
    size_t count = outlet->count;
    size_t start = outlet->start;
    outlet->start += count;
    outlet->count = 0;
    if (outlet->meter != NULL) {
        int got = ebur128_add_frames_float(outlet->meter, outlet->piece, count);
        return got == EBUR128_SUCCESS ? ERR_OK : ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        outlet->sound.left[start + i] = outlet->piece[CHANNELS * i];
        outlet->sound.right[start + i] = outlet->piece[CHANNELS * i + 1];
    }
    return ERR_OK;
}

static enum err outlet_put(struct outlet *outlet, float left, float right)
{
    outlet->piece[CHANNELS * outlet->count] = left;
    outlet->piece[CHANNELS * outlet->count + 1] = right;
    outlet->count++;
    return outlet->count == PIECE ? outlet_flush(outlet) : ERR_OK;
}

static double lufs_of(ebur128_state *meter)
{
    double lufs = -HUGE_VAL;
    return ebur128_loudness_global(meter, &lufs) == EBUR128_SUCCESS ? lufs : -HUGE_VAL;
}

enum err media_loudness_measure(struct media_stereo sound, double *out_lufs)
{
    AUTO(meter_close) ebur128_state *meter = NULL;
    TRY(meter_open(&meter));
    struct outlet outlet = {.meter = meter};
    for (size_t i = 0; i < sound.samples; i++) {
        TRY(outlet_put(&outlet, sound.left[i], sound.right[i]));
    }
    TRY(outlet_flush(&outlet));
    *out_lufs = lufs_of(meter);
    return ERR_OK;
}

/* The signal between two samples, as a sum of the samples around: a sinc under a raised cosine. */
struct between {
    float weight[PHASES][2 * REACH];
    float most; /* so many times the loudest sample around is the most that can come out */
};

static void between_init(struct between *between)
{
    between->most = 1;
    for (int phase = 1; phase < PHASES; phase++) {
        float sum = 0;
        for (int k = 0; k < 2 * REACH; k++) {
            double away = k - REACH + 1 - (double)phase / PHASES;
            double window = 0.5 + 0.5 * cos(pi * away / REACH);
            between->weight[phase][k] = (float)(window * sin(pi * away) / (pi * away));
            sum += fabsf(between->weight[phase][k]);
        }
        between->most = sum > between->most ? sum : between->most;
    }
}

/* The loudest place from the sample at i to just before the next one. */
static float peak_after(const struct between *between, const float *samples, size_t count, size_t i)
{
    float around[2 * REACH];
    for (size_t k = 0; k < 2 * REACH; k++) {
        size_t number = i + k + 1;
        around[k] = number < REACH || number - REACH >= count ? 0 : samples[number - REACH];
    }
    float most = fabsf(samples[i]);
    for (int phase = 1; phase < PHASES; phase++) {
        float sum = 0;
        for (int k = 0; k < 2 * REACH; k++) {
            sum += between->weight[phase][k] * around[k];
        }
        most = fmaxf(most, fabsf(sum));
    }
    return most;
}

/* What all samples are multiplied with, and the limiter, whose ceiling is in terms of the input. */
struct levelling {
    struct media_stereo sound;
    const struct between *between;
    float gain;
    float ceiling;
    size_t last_loud; /* of the samples looked at, the last that may need limiting; or SIZE_MAX */
    struct media_limiter limiter;
};

static bool is_loud(const struct levelling *level, size_t i)
{
    float most = level->ceiling / level->between->most;
    return fabsf(level->sound.left[i]) > most || fabsf(level->sound.right[i]) > most;
}

/* The most that the sample may be multiplied with, besides the gain. Only around loud samples is
 * there anything to look at. */
static float wanted_at(struct levelling *level, size_t i)
{
    size_t ahead = i + REACH < level->sound.samples ? i + REACH : level->sound.samples - 1;
    if (is_loud(level, ahead)) {
        level->last_loud = ahead;
    }
    if (level->last_loud == SIZE_MAX || level->last_loud + REACH < i) {
        return 1;
    }
    size_t count = level->sound.samples;
    float peak = fmaxf(peak_after(level->between, level->sound.left, count, i),
                       peak_after(level->between, level->sound.right, count, i));
    return peak > level->ceiling ? level->ceiling / peak : 1;
}

static double factor_of(double decibels)
{
    return pow(10, decibels / 20);
}

/* How it is to come out. */
struct aim {
    double gain;
    double peak_db;
};

/* The whole sound, louder by a gain and limited. */
static enum err run(struct media_stereo sound, const struct between *between, struct aim aim,
                    struct outlet *outlet)
{
    struct levelling level = {.sound = sound,
                              .between = between,
                              .gain = (float)aim.gain,
                              .ceiling = (float)(factor_of(aim.peak_db) / aim.gain)};
    media_limiter_init(&level.limiter);
    level.last_loud = SIZE_MAX;
    for (size_t i = 0; i < REACH && i < sound.samples; i++) {
        level.last_loud = is_loud(&level, i) ? i : level.last_loud;
    }
    for (size_t i = 0; i < sound.samples + MEDIA_LIMITER_AHEAD; i++) {
        float wanted = i < sound.samples ? wanted_at(&level, i) : 1;
        float factor = level.gain * media_limiter_next(&level.limiter, wanted);
        if (i >= MEDIA_LIMITER_AHEAD) {
            size_t out = i - MEDIA_LIMITER_AHEAD;
            TRY(outlet_put(outlet, factor * sound.left[out], factor * sound.right[out]));
        }
    }
    return outlet_flush(outlet);
}

/* The gain with which the sound has its loudness once it is limited. */
static enum err find_gain(struct media_stereo sound, const struct between *between, double lufs,
                          double *out_gain)
{
    double gain_db = MEDIA_LOUDNESS_LUFS - lufs;
    for (int i = 0; i < TRIES; i++) {
        gain_db = gain_db > MEDIA_LOUDNESS_GAIN_MAX_DB ? MEDIA_LOUDNESS_GAIN_MAX_DB : gain_db;
        AUTO(meter_close) ebur128_state *meter = NULL;
        TRY(meter_open(&meter));
        struct outlet outlet = {.meter = meter};
        struct aim aim = {factor_of(gain_db), MEDIA_LOUDNESS_PEAK_DB};
        TRY(run(sound, between, aim, &outlet));
        double missing = MEDIA_LOUDNESS_LUFS - lufs_of(meter);
        if (missing < near_enough || gain_db >= MEDIA_LOUDNESS_GAIN_MAX_DB) {
            break;
        }
        gain_db += missing;
    }
    *out_gain = factor_of(gain_db);
    return ERR_OK;
}

static float clean(float sample)
{
    if (!isfinite(sample)) {
        return 0;
    }
    return sample > sample_max ? sample_max : sample < -sample_max ? -sample_max : sample;
}

enum err media_loudness_level(struct media_stereo sound)
{
    for (size_t i = 0; i < sound.samples; i++) {
        sound.left[i] = clean(sound.left[i]);
        sound.right[i] = clean(sound.right[i]);
    }
    double lufs = 0;
    TRY(media_loudness_measure(sound, &lufs));
    struct between between = {0};
    between_init(&between);
    double gain = 1;
    if (isfinite(lufs)) {
        TRY(find_gain(sound, &between, lufs, &gain));
    }
    struct outlet outlet = {.sound = sound};
    return run(sound, &between, (struct aim){gain, MEDIA_LOUDNESS_PEAK_DB}, &outlet);
}

enum err media_loudness_limit(struct media_stereo sound, double peak_db)
{
    struct between between = {0};
    between_init(&between);
    struct outlet outlet = {.sound = sound};
    return run(sound, &between, (struct aim){1, peak_db}, &outlet);
}

float media_loudness_peak(const float *samples, size_t count)
{
    struct between between = {0};
    float loudest = 0;
    for (size_t i = 0; i < count; i++) {
        loudest = fmaxf(loudest, fabsf(samples[i]));
    }
    between_init(&between);
    if (loudest * between.most < (float)factor_of(MEDIA_LOUDNESS_OUT_DB)) {
        return 0;
    }
    float peak = 0;
    for (size_t i = 0; i < count; i++) {
        peak = fmaxf(peak, peak_after(&between, samples, count, i));
    }
    return peak;
}
