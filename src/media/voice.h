/*
 * voice.h: the clip's sound on its way: brought to its loudness and encoded by a thread of its own,
 * while the pictures are decoded.
 */
#ifndef MEDIA_VOICE_H
#define MEDIA_VOICE_H

#include "encoder.h"
#include "sound.h"

struct media_voice;

/* media_voice_open: begins. sound belongs to the voice from here on until media_voice_wait has
 * answered, and stays the caller's to close, after the voice. silence_us: what comes before it. */
MUST_USE enum err media_voice_open(struct media_sound *sound, int64_t silence_us,
                                   struct media_voice **out_voice);
void media_voice_close(struct media_voice *voice);
AUTO_CLOSER(media_voice_close, struct media_voice)

/* media_voice_codec: for what a file says of its tracks. Borrowed. */
const AVCodecContext *media_voice_codec(const struct media_voice *voice);

/* media_voice_next: the next packet, if it is made by now and begins before until_us.
 * ERR_NOT_FOUND: it is not, or it does not. The caller frees it. */
MUST_USE enum err media_voice_next(struct media_voice *voice, int64_t until_us,
                                   AVPacket **out_packet);

/* media_voice_wait: until all of the sound is encoded, or why it can't be: ERR_LIMIT: it is longer
 * than the longest clip; ERR_NOMEM. */
MUST_USE enum err media_voice_wait(struct media_voice *voice);

/* media_voice_end: once, after waiting: silence until end_us; nothing follows. All packets can be
 * had. */
MUST_USE enum err media_voice_end(struct media_voice *voice, int64_t end_us);

#endif
