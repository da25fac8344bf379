/*
 * decoder.h: a track's packets to pictures or sound. Damage in a packet costs what it would have
 * shown, not the clip.
 */
#ifndef MEDIA_DECODER_H
#define MEDIA_DECODER_H

#include "av.h"

struct media_decoder;

/* What is done with what was decoded; the frame is taken back afterwards. */
typedef enum err media_decoder_taker(void *app, AVFrame *frame);

/* media_decoder_open: refuses (in result) a codec that is not allowed or can't be started. */
MUST_USE enum err media_decoder_open(const AVStream *stream, int threads,
                                     struct media_result *result,
                                     struct media_decoder **out_decoder);
void media_decoder_close(struct media_decoder *decoder);
AUTO_CLOSER(media_decoder_close, struct media_decoder)

/* media_decoder_run: NULL: nothing follows. ERR_NOMEM, or what the taker says. */
MUST_USE enum err media_decoder_run(struct media_decoder *decoder, const AVPacket *packet,
                                    media_decoder_taker *take, void *app);

#endif
