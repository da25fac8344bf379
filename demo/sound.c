/*
 * sound.c: a small synthesizer: four instruments, two noises, a room. All goes round: what rings on
 * at a scene's end is heard at its beginning.
 */
#include "sound.h"

#include "paint.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 48000 };

struct mix {
    float *left, *right;
    size_t count;
};

enum voice { PAD, PLUCK, BELL, BASS };

struct note {
    enum voice voice;
    float at;    /* seconds */
    float pitch; /* in half tones, 60 is the middle c */
    float length;
    float gain;
    float pan; /* 0 left, 1 right */
};

static float hertz(float pitch)
{
    return 440 * powf(2, (pitch - 69) / 12);
}

static float swell(float t, float length, float attack, float release)
{
    return ease(0, attack, t) * ease(length, length - release, t);
}

static float wave(const struct note *n, float t)
{
    float w = TWO_PI * hertz(n->pitch) * t;
    switch (n->voice) {
    case PAD:
        return swell(t, n->length, n->length * 0.35F, n->length * 0.5F) * 0.35F *
               (sinf(w * 1.002F) + sinf(w * 0.998F) + 0.35F * sinf(2 * w * 1.003F) +
                0.12F * sinf(3 * w));
    case PLUCK:
        return ease(0, 0.004F, t) * expf(-t * 3.2F) *
               (sinf(w) + 0.5F * expf(-t * 5) * sinf(2 * w) + 0.3F * expf(-t * 9) * sinf(3 * w) +
                0.15F * expf(-t * 14) * sinf(5 * w));
    case BELL:
        return ease(0, 0.002F, t) * expf(-t * 1.9F) *
               (sinf(w + 1.2F * expf(-t * 3) * sinf(2.76F * w)) +
                0.3F * expf(-t * 4) * sinf(5.4F * w));
    case BASS:
        return swell(t, n->length, 0.012F, 0.08F) * expf(-t * 1.2F) *
               (sinf(w) + 0.4F * sinf(2 * w) + 0.15F * sinf(3 * w));
    default:
        return 0;
    }
}

static void play(struct mix *m, struct note n)
{
    float long_ = n.voice == PLUCK ? 1.8F : n.voice == BELL ? 2.8F : n.length;
    size_t first = (size_t)(n.at * SAMPLES);
    size_t count = (size_t)(long_ * SAMPLES);
    for (size_t i = 0; i < count; i++) {
        float v = wave(&n, (float)i / SAMPLES) * n.gain * ease(1, 0.9F, (float)i / (float)count);
        size_t at = (first + i) % m->count;
        m->left[at] += v * sqrtf(1 - n.pan);
        m->right[at] += v * sqrtf(n.pan);
    }
}

static void chord(struct mix *m, float at, float length, const int pitches[4], float gain)
{
    for (int i = 0; i < 4 && pitches[i] != 0; i++) {
        play(m, (struct note){PAD, at, (float)pitches[i], length, gain, 0.3F + 0.13F * (float)i});
    }
}

/* Noise through one low and one high pass, as loud as a slow swell says. */
static void hiss(struct mix *m, float low, float high, float gain, int swells, float depth)
{
    for (int side = 0; side < 2; side++) {
        float *out = side == 0 ? m->left : m->right;
        float slow = 0;
        float slower = 0;
        for (size_t i = 0; i < m->count + SAMPLES; i++) {
            size_t at = i % m->count;
            float v = chance((int)at, 81 + side) * 2 - 1;
            slow += (v - slow) * high;
            slower += (slow - slower) * low;
            float turn = (float)at / (float)m->count;
            float loud = 1 - depth * (0.5F + 0.5F * cosf(TWO_PI * turn * (float)swells));
            if (i >= SAMPLES) {
                out[at] += (slow - slower) * gain * loud * loud;
            }
        }
    }
}

/* Drops, crackles: short knocks at chance moments. */
static void knocks(struct mix *m, int count, float pitch, float spread, float gain, int seed)
{
    for (int i = 0; i < count; i++) {
        float at = chance(i, seed) * (float)m->count / SAMPLES;
        float w = TWO_PI * hertz(pitch + spread * chance(i, seed + 1));
        float loud = gain * (0.2F + 0.8F * powf(chance(i, seed + 2), 3));
        float pan = chance(i, seed + 3);
        for (size_t k = 0; k < SAMPLES / 20; k++) {
            float t = (float)k / SAMPLES;
            float v = loud * ease(0, 0.001F, t) * expf(-t * 140) * sinf(w * t * (1 + 3 * t));
            size_t to = ((size_t)(at * SAMPLES) + k) % m->count;
            m->left[to] += v * (1 - pan);
            m->right[to] += v * pan;
        }
    }
}

/* Four echoes that feed themselves, twice round, so that the end rings on into the beginning. */
static void room(struct mix *m, float gain)
{
    static const size_t delays[2][4] = {{1557, 2617, 3491, 4422}, {1617, 2557, 3571, 4337}};
    for (int side = 0; side < 2; side++) {
        float *out = side == 0 ? m->left : m->right;
        float *wet = calloc(m->count, sizeof(*wet));
        for (int k = 0; k < 4 && wet != NULL; k++) {
            float line[5000] = {0};
            size_t delay = delays[side][k];
            float soft = 0;
            for (size_t i = 0; i < 2 * m->count; i++) {
                float heard = line[i % delay];
                soft += (heard - soft) * 0.35F;
                line[i % delay] = out[i % m->count] + soft * 0.82F;
                if (i >= m->count) {
                    wet[i - m->count] += heard * gain;
                }
            }
        }
        for (size_t i = 0; i < m->count && wet != NULL; i++) {
            out[i] += wet[i];
        }
        free(wet);
    }
}

/* ---- the scenes' own ---- */

/* A tune: pitches at even steps, 0 for a rest. */
static void tune(struct mix *m, enum voice voice, const int *pitches, int count, float gain)
{
    float step = (float)m->count / SAMPLES / (float)count;
    for (int i = 0; i < count; i++) {
        if (pitches[i] != 0) {
            play(m, (struct note){voice, step * (float)i, (float)pitches[i], step * 0.95F,
                                  gain * (i % 4 == 0 ? 1 : 0.8F), 0.35F + 0.3F * chance(i, 91)});
        }
    }
}

static void harmony(struct mix *m, const int (*chords)[4], int count, float gain)
{
    float length = (float)m->count / SAMPLES / (float)count;
    for (int i = 0; i < count; i++) {
        chord(m, length * (float)i, length * 1.5F, chords[i], gain);
    }
}

static const int calm[4][4] = {
    {48, 55, 64, 67}, {45, 52, 60, 64}, {41, 53, 57, 60}, {43, 50, 59, 62}};
static const int dark[4][4] = {
    {45, 52, 60, 64}, {41, 48, 57, 60}, {48, 55, 60, 64}, {43, 50, 55, 62}};
static const int bright[4][4] = {
    {50, 57, 62, 66}, {47, 54, 62, 66}, {43, 55, 59, 62}, {45, 52, 57, 64}};

static void sound_koi(struct mix *m)
{
    static const int notes[] = {72, 0, 76, 0, 79, 0, 0, 74, 0, 72, 0, 69, 0, 0, 67, 0,
                                69, 0, 72, 0, 76, 0, 0, 74, 0, 79, 0, 76, 0, 0, 74, 0};
    harmony(m, calm, 4, 0.05F);
    tune(m, PLUCK, notes, 32, 0.13F);
    hiss(m, 0.01F, 0.06F, 0.25F, 2, 0.5F);
    knocks(m, 40, 80, 20, 0.10F, 100);
}

static void sound_jellies(struct mix *m)
{
    static const int notes[] = {76, 0, 0, 83, 0, 0, 81, 0, 0, 0, 72, 0, 0, 79, 0, 0,
                                74, 0, 0, 79, 0, 0, 84, 0, 0, 0, 71, 0, 0, 74, 0, 0};
    harmony(m, dark, 4, 0.08F);
    tune(m, BELL, notes, 32, 0.07F);
    hiss(m, 0.004F, 0.02F, 0.5F, 3, 0.6F);
}

static void sound_beach(struct mix *m)
{
    hiss(m, 0.01F, 0.35F, 0.30F, 1, 0.85F);
    hiss(m, 0.004F, 0.03F, 0.55F, 1, 0.5F);
    static const int notes[] = {0, 67, 0, 72, 0, 76, 0, 0, 0, 74, 0, 72, 0, 69, 0, 0};
    tune(m, PLUCK, notes, 16, 0.09F);
}

static void sound_window(struct mix *m)
{
    static const int notes[] = {0, 0, 69, 72, 76, 0, 74, 0, 0, 72, 0,  69, 67, 0, 0, 0,
                                0, 0, 69, 72, 79, 0, 76, 0, 0, 74, 72, 0,  74, 0, 0, 0};
    harmony(m, dark, 4, 0.06F);
    tune(m, PLUCK, notes, 32, 0.12F);
    hiss(m, 0.05F, 0.4F, 0.10F, 2, 0.3F);
    knocks(m, 260, 84, 28, 0.14F, 110);
}

static void sound_cat(struct mix *m)
{
    static const int notes[] = {64, 0, 67, 71, 0, 74, 0, 71, 72, 0, 67, 64, 0, 60, 0, 0,
                                65, 0, 69, 72, 0, 76, 0, 72, 74, 0, 71, 67, 0, 62, 0, 0};
    static const int low[] = {40, 0, 0, 47, 36, 0, 0, 43, 41, 0, 0, 48, 43, 0, 0, 50};
    tune(m, PLUCK, notes, 32, 0.15F);
    tune(m, BASS, low, 16, 0.16F);
    harmony(m, calm, 4, 0.03F);
    for (int i = 0; i < 70; i++) { /* crickets */
        float at = (float)i / 7 + 0.3F * floorf((float)i / 7);
        play(m, (struct note){BELL, at, 109, 0.1F, 0.004F, chance(i, 3)});
    }
}

static void sound_highway(struct mix *m)
{
    static const int low[] = {33, 33, 45, 33, 33, 45, 33, 43, 29, 29, 41, 29, 29, 41, 29, 41,
                              36, 36, 48, 36, 36, 48, 36, 48, 31, 31, 43, 31, 31, 43, 31, 47};
    static const int high[] = {69, 76, 81, 76, 69, 76, 84, 76, 65, 72, 77, 72, 65, 72, 81, 72,
                               72, 79, 84, 79, 72, 79, 88, 79, 67, 74, 79, 74, 67, 74, 83, 74};
    tune(m, BASS, low, 32, 0.26F);
    tune(m, PLUCK, high, 32, 0.09F);
    harmony(m, dark, 4, 0.06F);
    for (int beat = 0; beat < 16; beat++) {
        size_t first = (size_t)beat * m->count / 16;
        for (size_t k = 0; k < SAMPLES / 5; k++) {
            float t = (float)k / SAMPLES;
            float kick =
                0.55F * expf(-t * 18) * sinf(TWO_PI * (48 * t + 3.2F * (1 - expf(-t * 40))));
            float snap = beat % 2 == 1 ? 0.16F * expf(-t * 22) * (chance((int)k, 120) * 2 - 1) : 0;
            m->left[(first + k) % m->count] += kick + snap;
            m->right[(first + k) % m->count] += kick + snap;
        }
    }
}

static void sound_cabin(struct mix *m)
{
    static const int notes[] = {79, 0, 0, 76, 0, 0, 72, 0, 74, 0, 0, 71, 0, 0,  67, 0,
                                77, 0, 0, 74, 0, 0, 69, 0, 72, 0, 0, 76, 0, 74, 0,  0};
    harmony(m, calm, 4, 0.05F);
    tune(m, BELL, notes, 32, 0.08F);
    hiss(m, 0.003F, 0.012F, 0.9F, 2, 0.7F);
    knocks(m, 90, 70, 24, 0.12F, 130);
}

static void sound_balloons(struct mix *m)
{
    static const int notes[] = {74, 0, 78, 0, 81, 0, 78, 0, 74, 0, 71, 0, 69, 0, 0, 0,
                                71, 0, 74, 0, 78, 0, 81, 0, 83, 0, 81, 0, 76, 0, 0, 0};
    harmony(m, bright, 4, 0.08F);
    tune(m, PLUCK, notes, 32, 0.11F);
    hiss(m, 0.006F, 0.04F, 0.22F, 2, 0.8F);
}

static const int scale[] = {60, 62, 64, 67, 69, 72, 74, 76, 79, 81, 84, 86};

/* Each pendulum is heard where it crosses the middle. */
static void sound_pendulums(struct mix *m)
{
    float seconds = (float)m->count / SAMPLES;
    for (int i = 0; i < 12; i++) {
        int swings = 10 + i;
        for (int k = 0; k < 2 * swings; k++) {
            float at = ((float)k + 0.5F) / (float)(2 * swings) * seconds;
            play(m, (struct note){BELL, at, (float)scale[i], 1, 0.030F, k % 2 == 0 ? 0.3F : 0.7F});
        }
    }
    harmony(m, calm, 4, 0.04F);
}

/* Each marble is heard where it lands. */
static void sound_marbles(struct mix *m)
{
    static const int hops[] = {12, 10, 8, 7, 6, 5};
    static const int pitches[] = {79, 76, 74, 72, 67, 60};
    float seconds = (float)m->count / SAMPLES;
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < hops[i]; k++) {
            float at = (float)k / (float)hops[i] * seconds;
            play(m, (struct note){PLUCK, at, (float)pitches[i], 1, 0.16F, (float)i / 5});
            play(m, (struct note){BELL, at, (float)pitches[i] + 12, 1, 0.03F, (float)i / 5});
        }
    }
}

static void sound_cubes(struct mix *m)
{
    static const int notes[] = {62, 69, 74, 78, 81, 78, 74, 69, 59, 66, 71, 74, 78, 74, 71, 66,
                                55, 62, 67, 71, 74, 71, 67, 62, 57, 64, 69, 73, 76, 73, 69, 64};
    harmony(m, bright, 4, 0.07F);
    tune(m, PLUCK, notes, 32, 0.11F);
}

static void sound_mandala(struct mix *m)
{
    static const int drone[4][4] = {
        {38, 50, 57, 62}, {38, 50, 57, 64}, {38, 50, 57, 65}, {38, 50, 57, 64}};
    static const int notes[] = {74, 0, 77, 0, 81, 79, 77, 0, 76, 0, 0, 72, 74, 0, 0, 0};
    harmony(m, drone, 4, 0.09F);
    tune(m, BELL, notes, 16, 0.07F);
}

static const struct {
    const char *scene;
    void (*make)(struct mix *m);
    float room;
} sounds[] = {
    {"koi", sound_koi, 0.10F},
    {"jellies", sound_jellies, 0.16F},
    {"beach", sound_beach, 0.06F},
    {"window", sound_window, 0.07F},
    {"cat", sound_cat, 0.07F},
    {"highway", sound_highway, 0.04F},
    {"cabin", sound_cabin, 0.12F},
    {"balloons", sound_balloons, 0.10F},
    {"pendulums", sound_pendulums, 0.10F},
    {"marbles", sound_marbles, 0.06F},
    {"cubes", sound_cubes, 0.10F},
    {"mandala", sound_mandala, 0.16F},
};

static int write_mix(const struct mix *m, FILE *to)
{
    for (size_t i = 0; i < m->count; i++) {
        int16_t both[2] = {(int16_t)(tanhf(m->left[i] * 1.6F) * 30000),
                           (int16_t)(tanhf(m->right[i] * 1.6F) * 30000)};
        if (fwrite(both, sizeof(both), 1, to) != 1) {
            return -1;
        }
    }
    return 0;
}

int sound_write(const char *scene, int seconds, FILE *to)
{
    size_t which = 0;
    while (which < sizeof(sounds) / sizeof(sounds[0]) && strcmp(sounds[which].scene, scene) != 0) {
        which++;
    }
    struct mix m = {.count = (size_t)seconds * SAMPLES};
    m.left = calloc(m.count, sizeof(*m.left));
    m.right = calloc(m.count, sizeof(*m.right));
    int status = -1;
    if (which < sizeof(sounds) / sizeof(sounds[0]) && m.left != NULL && m.right != NULL) {
        sounds[which].make(&m);
        room(&m, sounds[which].room);
        status = write_mix(&m, to);
    }
    free(m.left);
    free(m.right);
    return status;
}
