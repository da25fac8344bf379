/*
 * sound.h: a track's decoded sound of any kind becomes the renditions': stereo, 48,000 samples per
 * second, each at its time, as loud as other clips. It is kept whole until it is written: how loud
 * it is shows at its end. A hole is filled with silence, what overlaps is dropped.
 */
#ifndef MEDIA_SOUND_H
#define MEDIA_SOUND_H

#include "av.h"

enum { MEDIA_SOUND_RATE = 48000 };

struct media_sound;

MUST_USE enum err media_sound_open(struct media_sound **out_sound);
void media_sound_close(struct media_sound *sound);
AUTO_CLOSER(media_sound_close, struct media_sound)

/* media_sound_take: a decoded piece that begins at time_us of the sound (MEDIA_NO_TIME: after the
 * piece before). ERR_FORMAT: a kind of sound that can't be converted; ERR_LIMIT: there is more
 * sound than the longest clip has. */
MUST_USE enum err media_sound_take(struct media_sound *sound, const AVFrame *frame,
                                   int64_t time_us);

/* media_sound_end: no piece follows. */
MUST_USE enum err media_sound_end(struct media_sound *sound);

/* media_sound_us: how much sound there is. */
int64_t media_sound_us(const struct media_sound *sound);

/* media_sound_cut: once, at the end: only length_us from from_us on stay (below 0: what is before
 * the sound is silence, and no part of it). */
void media_sound_cut(struct media_sound *sound, int64_t from_us, int64_t length_us);

/* media_sound_level: once, at the end: brings the sound to its loudness (media_loudness.h), and
 * puts silence of this length before it. ERR_LIMIT as above. */
MUST_USE enum err media_sound_level(struct media_sound *sound, int64_t silence_us);

/* media_sound_again: after that, as often as need be: limited to this true peak, in dB of full
 * scale; the next piece is the first again. */
MUST_USE enum err media_sound_again(struct media_sound *sound, double peak_db);

/* media_sound_next: the next piece of exactly size samples, with its pts, if it begins before
 * until_us; past the sound's end there is silence. ERR_NOT_FOUND: no piece begins before that. */
MUST_USE enum err media_sound_next(struct media_sound *sound, int size, int64_t until_us,
                                   AVFrame **out_frame);

#endif
