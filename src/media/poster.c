#include "poster.h"

#include "io.h"

#include <libswscale/swscale.h>

enum {
    VISIBLE = 40,       /* luma, where black is 16 */
    VISIBLE_SHARE = 20, /* one pixel in so many must be visible */
    QUALITY = 3         /* 2 is the best */
};

static int64_t count_visible(const AVFrame *frame)
{
    int64_t count = 0;
    for (int y = 0; y < frame->height; y++) {
        const uint8_t *row = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
        for (int x = 0; x < frame->width; x++) {
            count += row[x] > VISIBLE ? 1 : 0;
        }
    }
    return count;
}

enum err media_poster_look(struct media_poster *poster, const AVFrame *frame)
{
    if (poster->found) {
        return ERR_OK;
    }
    int64_t bright = count_visible(frame);
    if (poster->best != NULL && bright <= poster->bright) {
        return ERR_OK;
    }
    av_frame_free(&poster->best);
    poster->best = av_frame_clone(frame);
    poster->bright = bright;
    poster->found = bright * VISIBLE_SHARE >= (int64_t)frame->width * frame->height;
    return poster->best == NULL ? ERR_NOMEM : ERR_OK;
}

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

enum err media_poster_write(const struct media_poster *poster, int fd)
{
    AUTO(av_frame) AVFrame *frame = NULL;
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    if (packet == NULL) {
        return ERR_NOMEM;
    }
    TRY(jpeg_colours(poster->best, &frame));
    TRY(encode(frame, packet));
    AUTO(media_io_close) struct media_io *io = NULL;
    TRY(media_io_open(fd, true, &io));
    avio_write(io->stream, packet->data, packet->size);
    return media_io_flush(io);
}

void media_poster_done(struct media_poster *poster)
{
    av_frame_free(&poster->best);
}
