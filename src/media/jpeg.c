#include "jpeg.h"

#include "io.h"

#include <libswscale/swscale.h>

enum { QUALITY = 3 /* 2 is the best */ };

AUTO_CLOSER(sws_freeContext, struct SwsContext)

/* JPEG files have the full range and BT.601's matrix. */
static enum err jpeg_colours(const AVFrame *from, AVFrame **out_frame)
{
    AUTO(av_frame) AVFrame *to = av_frame_alloc();
    AUTO(sws_freeContext) struct SwsContext *scaler = NULL;
    scaler =
        sws_getContext(from->width, from->height, AV_PIX_FMT_YUV420P, from->width, from->height,
                       AV_PIX_FMT_YUV420P, SWS_BICUBIC | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (to == NULL || scaler == NULL) {
        return ERR_NOMEM;
    }
    (void)sws_setColorspaceDetails(scaler, sws_getCoefficients(SWS_CS_ITU709), 0,
                                   sws_getCoefficients(SWS_CS_ITU601), 1, 0, 1 << 16, 1 << 16);
    to->width = from->width;
    to->height = from->height;
    to->format = AV_PIX_FMT_YUV420P;
    to->color_range = AVCOL_RANGE_JPEG;
    to->quality = FF_QP2LAMBDA * QUALITY;
    TRY_AV(av_frame_get_buffer(to, 0));
    TRY_AV(sws_scale(scaler, (const uint8_t *const *)from->data, from->linesize, 0, from->height,
                     to->data, to->linesize));
    to->format = AV_PIX_FMT_YUVJ420P;
    *out_frame = MOVE(to);
    return ERR_OK;
}

static enum err encode(const AVFrame *frame, AVPacket *packet)
{
    AUTO(av_codec) AVCodecContext *codec = NULL;
    codec = avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG));
    if (codec == NULL) {
        return ERR_NOMEM;
    }
    codec->width = frame->width;
    codec->height = frame->height;
    codec->pix_fmt = AV_PIX_FMT_YUVJ420P;
    codec->color_range = AVCOL_RANGE_JPEG;
    codec->time_base = (AVRational){1, 1};
    codec->flags = AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
    codec->global_quality = FF_QP2LAMBDA * QUALITY;
    codec->thread_count = 1;
    TRY_AV(avcodec_open2(codec, NULL, NULL));
    TRY_AV(avcodec_send_frame(codec, frame));
    return media_err(avcodec_receive_packet(codec, packet));
}

enum err media_jpeg_write(const AVFrame *frame, int fd)
{
    AUTO(av_frame) AVFrame *picture = NULL;
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    if (packet == NULL) {
        return ERR_NOMEM;
    }
    TRY(jpeg_colours(frame, &picture));
    TRY(encode(picture, packet));
    AUTO(media_io_close) struct media_io *io = NULL;
    TRY(media_io_open(fd, true, &io));
    avio_write(io->stream, packet->data, packet->size);
    return media_io_flush(io);
}
