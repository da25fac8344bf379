#include "decoder.h"

#include "codec.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Errors that a decoder may give in a row: each of its threads one, and some. */
enum { ERRORS_MAX = 64 };

struct media_decoder {
    AVCodecContext *codec;
    AVFrame *frame;
    atomic_bool no_memory; /* a thread of the codec ran out of it */
};

/* Decoders that run out of memory in a thread may give neither pictures nor an error. */
static int get_buffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    struct media_decoder *decoder = codec->opaque;
    int got = avcodec_default_get_buffer2(codec, frame, flags);
    if (got == AVERROR(ENOMEM)) {
        atomic_store(&decoder->no_memory, true);
    }
    return got;
}

enum err media_decoder_open(const AVStream *stream, int threads, struct media_result *result,
                            struct media_decoder **out_decoder)
{
    AUTO(media_decoder_close) struct media_decoder *decoder = calloc(1, sizeof(*decoder));
    if (decoder == NULL) {
        return ERR_NOMEM;
    }
    decoder->frame = av_frame_alloc();
    if (decoder->frame == NULL) {
        return ERR_NOMEM;
    }
    enum err err = media_codec_open(stream, threads, &decoder->codec);
    if (err == ERR_FORMAT) {
        return media_codec_refuse(result, stream);
    }
    TRY(err);
    decoder->codec->opaque = decoder;
    decoder->codec->get_buffer2 = get_buffer;
    *out_decoder = MOVE(decoder);
    return ERR_OK;
}

void media_decoder_close(struct media_decoder *decoder)
{
    if (decoder == NULL) {
        return;
    }
    avcodec_free_context(&decoder->codec);
    av_frame_free(&decoder->frame);
    free(decoder);
}

enum err media_decoder_run(struct media_decoder *decoder, const AVPacket *packet,
                           media_decoder_taker *take, void *app)
{
    int sent = avcodec_send_packet(decoder->codec, packet);
    if (sent == AVERROR(ENOMEM)) {
        return ERR_NOMEM;
    }
    for (int errors = 0; errors < ERRORS_MAX;) {
        int got = avcodec_receive_frame(decoder->codec, decoder->frame);
        if (got == AVERROR(ENOMEM) || atomic_load(&decoder->no_memory)) {
            return ERR_NOMEM;
        }
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            return ERR_OK;
        }
        if (got < 0) {
            errors++;
            continue;
        }
        enum err err = take(app, decoder->frame);
        av_frame_unref(decoder->frame);
        TRY(err);
    }
    return ERR_OK;
}
