/*
 * sound.h: decoded sound of any kind becomes the rendition's: stereo, 48,000 samples per second,
 * each sample at its time. A hole is filled with silence, what overlaps is dropped.
 */
#ifndef MEDIA_SOUND_H
#define MEDIA_SOUND_H

#include "av.h"

enum { MEDIA_SOUND_RATE = 48000 };

struct media_sound;

MUST_USE enum err media_sound_open(struct media_sound **out_sound);
void media_sound_close(struct media_sound *sound);
AUTO_CLOSER(media_sound_close, struct media_sound)

/* media_sound_take: a decoded piece that begins at time_us of the rendition (MEDIA_NO_TIME: after
 * the piece before). ERR_FORMAT: a kind of sound that can't be converted; ERR_LIMIT: there is more
 * sound than the longest clip has. */
MUST_USE enum err media_sound_take(struct media_sound *sound, const AVFrame *frame,
                                   int64_t time_us);

/* media_sound_fill: silence up to until_us, if there is no sound up to there. */
MUST_USE enum err media_sound_fill(struct media_sound *sound, int64_t until_us);

/* media_sound_end: no piece follows. */
MUST_USE enum err media_sound_end(struct media_sound *sound);

/* media_sound_next: the next piece of exactly size samples (after the end: at most), with its pts.
 * ERR_NOT_FOUND: there is none yet. */
MUST_USE enum err media_sound_next(struct media_sound *sound, int size, AVFrame **out_frame);

/* media_sound_us: how much sound there is so far, taken or not. */
int64_t media_sound_us(const struct media_sound *sound);

#endif
