/*
 * ear.h: what a player will make of encoded sound: each packet is decoded again, for its true peak.
 */
#ifndef MEDIA_EAR_H
#define MEDIA_EAR_H

#include "av.h"

struct media_ear;

/* media_ear_open: for the packets of one encoder of AAC. ERR_NOMEM. */
MUST_USE enum err media_ear_open(const AVCodecContext *encoder, struct media_ear **out_ear);
void media_ear_close(struct media_ear *ear);
AUTO_CLOSER(media_ear_close, struct media_ear)

MUST_USE enum err media_ear_hear(struct media_ear *ear, const AVPacket *packet);

/* media_ear_peak_db: the true peak of all that was heard, in dB of full scale; -HUGE_VAL: silence,
 * or nothing near full scale. */
double media_ear_peak_db(const struct media_ear *ear);

#endif
