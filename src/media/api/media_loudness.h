/*
 * media_loudness.h: every clip is heard as loud as the others. Measured as EBU R 128 says (Debian's
 * libebur128), brought to -14 LUFS by one gain for the whole clip; what would become louder than
 * the ceiling is turned down for some milliseconds around it.
 */
#ifndef MEDIA_LOUDNESS_H
#define MEDIA_LOUDNESS_H

#include "base_err.h"

#include <stddef.h>

/* A whole clip's sound, 48,000 samples per second. */
struct media_stereo {
    float *left;
    float *right;
    size_t samples;
};

/* What a clip is brought to: the loudness in LUFS, and the true peak that it never goes over. AAC
 * adds to that: to most sound less than half a decibel. */
#define MEDIA_LOUDNESS_LUFS (-14.0)
#define MEDIA_LOUDNESS_PEAK_DB (-1.5)

/* The true peak that is not gone over once it is encoded; a burst of noise would without more ado
 * (voice.c). */
#define MEDIA_LOUDNESS_OUT_DB (-1.0)

/* The largest gain, in dB: what is quieter than that was meant to be, or is only noise. */
#define MEDIA_LOUDNESS_GAIN_MAX_DB 30.0

/* media_loudness_measure: LUFS; -HUGE_VAL if there is less than 0.4 s, or nothing over -70 LUFS.
 * ERR_NOMEM. */
MUST_USE enum err media_loudness_measure(struct media_stereo sound, double *out_lufs);

/* media_loudness_level: in place. Sound without a loudness is not turned up or down. What is no
 * number becomes silence. After ERR_NOMEM the sound may be half done. */
MUST_USE enum err media_loudness_level(struct media_stereo sound);

/* media_loudness_limit: in place, of sound that was brought to its loudness: no louder than this,
 * in dB of full scale. */
MUST_USE enum err media_loudness_limit(struct media_stereo sound, double peak_db);

/* media_loudness_peak: the true peak of one channel, as a share of full scale. 0: it is so far
 * below MEDIA_LOUDNESS_OUT_DB that it was not looked for. */
float media_loudness_peak(const float *samples, size_t count);

#endif
