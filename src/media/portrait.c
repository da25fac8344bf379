#include "media_portrait.h"

#include "av.h"
#include "base_limits.h"
#include "jpeg.h"
#include "media_head.h"
#include "picture.h"

#include <errno.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

AUTO_CLOSER(sws_freeContext, struct SwsContext)

enum {
    SIDE = MEDIA_PORTRAIT,
    COLOURS = 4, /* red, green, blue, and how opaque */
    OPAQUE = 255
};

/* The first reason stays. Always ERR_FORMAT. */
static enum err refuse(struct report_picture *report, enum refusal why, uint32_t number)
{
    if (report->refusal == REFUSAL_NONE) {
        *report = (struct report_picture){.refusal = (uint8_t)why, .number = number};
    }
    return ERR_FORMAT;
}

static enum err read_file(int fd, struct report_picture *report, AVPacket *packet)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return ERR_IO;
    }
    if (st.st_size <= 0 || st.st_size > (off_t)(LIMIT_PICTURE_MIB * MIB)) {
        return refuse(report, REFUSAL_PICTURE, 0);
    }
    TRY_AV(
        av_new_packet(packet, (int)st.st_size)); /* with the zeroes that decoders want after it */
    for (int done = 0; done < packet->size;) {
        ssize_t got = pread(fd, packet->data + done, (size_t)(packet->size - done), done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return ERR_IO;
        }
        done += (int)got;
    }
    packet->flags |= AV_PKT_FLAG_KEY;
    return ERR_OK;
}

static enum err check_size(struct report_picture *report, uint32_t width, uint32_t height)
{
    uint32_t longer = width > height ? width : height;
    uint32_t shorter = width > height ? height : width;
    if (longer > LIMIT_PICTURE_SIDE) {
        return refuse(report, REFUSAL_PICTURE_LARGE, LIMIT_PICTURE_SIDE);
    }
    if (longer / LIMIT_PICTURE_SHAPE >= shorter && longer > shorter * LIMIT_PICTURE_SHAPE) {
        return refuse(report, REFUSAL_PICTURE_SHAPE, LIMIT_PICTURE_SHAPE);
    }
    return ERR_OK;
}

static enum err open_decoder(enum media_head_kind kind, AVCodecContext **out_codec)
{
    static const char *const decoders[] = {
        [MEDIA_JPEG] = "mjpeg", [MEDIA_PNG] = "png", [MEDIA_WEBP] = "webp"};
    const AVCodec *decoder = avcodec_find_decoder_by_name(decoders[kind]);
    if (decoder == NULL) {
        return ERR_IO;
    }
    AUTO(av_codec) AVCodecContext *codec = avcodec_alloc_context3(decoder);
    if (codec == NULL) {
        return ERR_NOMEM;
    }
    codec->thread_count = 1;
    codec->max_pixels = (int64_t)LIMIT_PICTURE_SIDE * LIMIT_PICTURE_SIDE;
    codec->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
    TRY_AV(avcodec_open2(codec, decoder, NULL));
    *out_codec = MOVE(codec);
    return ERR_OK;
}

/* One picture, and whole: half of one is none. */
static enum err decode(const AVPacket *packet, struct report_picture *report, AVFrame *frame)
{
    AUTO(av_codec) AVCodecContext *codec = NULL;
    struct media_head head;
    if (media_head_decode(span_of(packet->data, (size_t)packet->size), &head) != ERR_OK) {
        return refuse(report, REFUSAL_PICTURE, 0);
    }
    if (head.moves) {
        return refuse(report, REFUSAL_PICTURE_MOVES, 0);
    }
    TRY(check_size(report, head.width, head.height));
    TRY(open_decoder(head.kind, &codec));
    int got = avcodec_send_packet(codec, packet);
    if (got >= 0) {
        (void)avcodec_send_packet(codec, NULL);
        got = avcodec_receive_frame(codec, frame);
    }
    if (got == AVERROR(ENOMEM)) {
        return refuse(report, REFUSAL_PICTURE_MEMORY, 0);
    }
    if (got < 0 || frame->decode_error_flags != 0) {
        return refuse(report, REFUSAL_PICTURE, 0);
    }
    /* What was decoded counts, whatever the head said. */
    return check_size(report, (uint32_t)frame->width, (uint32_t)frame->height);
}

/* The shorter side becomes SIDE, the longer one as long as it has to be. */
static struct media_size cover_of(const AVFrame *frame)
{
    int64_t shorter = frame->width < frame->height ? frame->width : frame->height;
    return (struct media_size){(int)((frame->width * (int64_t)SIDE + shorter - 1) / shorter),
                               (int)((frame->height * (int64_t)SIDE + shorter - 1) / shorter)};
}

static enum err scale(const AVFrame *from, struct media_size size, AVFrame *to)
{
    AUTO(sws_freeContext)
    struct SwsContext *scaler = sws_getContext(
        from->width, from->height, (enum AVPixelFormat)from->format, size.width, size.height,
        AV_PIX_FMT_RGBA, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, NULL, NULL, NULL);
    if (scaler == NULL) {
        return ERR_NOMEM;
    }
    int full = from->color_range == AVCOL_RANGE_JPEG ? 1 : 0;
    (void)sws_setColorspaceDetails(scaler, sws_getCoefficients(SWS_CS_ITU601), full,
                                   sws_getCoefficients(SWS_CS_ITU601), 1, 0, 1 << 16, 1 << 16);
    to->width = size.width;
    to->height = size.height;
    to->format = AV_PIX_FMT_RGBA;
    TRY_AV(av_frame_get_buffer(to, 0));
    int rows = sws_scale(scaler, (const uint8_t *const *)from->data, from->linesize, 0,
                         from->height, to->data, to->linesize);
    return rows < 0 ? media_err(rows) : ERR_OK;
}

/* The middle of it, on white. */
static enum err cut(const AVFrame *from, AVFrame *to)
{
    to->width = SIDE;
    to->height = SIDE;
    to->format = AV_PIX_FMT_RGB24;
    to->color_range = AVCOL_RANGE_JPEG;
    TRY_AV(av_frame_get_buffer(to, 0));
    ptrdiff_t left = (from->width - SIDE) / 2;
    ptrdiff_t top = (from->height - SIDE) / 2;
    for (ptrdiff_t y = 0; y < SIDE; y++) {
        const uint8_t *in = from->data[0] + (top + y) * from->linesize[0] + left * COLOURS;
        uint8_t *out = to->data[0] + y * to->linesize[0];
        for (int x = 0; x < SIDE; x++, in += COLOURS, out += 3) {
            for (int i = 0; i < 3; i++) {
                int white = OPAQUE * (OPAQUE - in[3]);
                out[i] = (uint8_t)((in[i] * in[3] + white + OPAQUE / 2) / OPAQUE);
            }
        }
    }
    return ERR_OK;
}

/* EXIF's eight ways to lie, as the turn that puts them right: some decoders say it as a matrix,
 * some as a number. */
static struct media_turn turn_of(const AVFrame *frame)
{
    static const struct media_turn turns[] = {
        [2] = {.flip_x = true},
        [3] = {.flip_x = true, .flip_y = true},
        [4] = {.flip_y = true},
        [5] = {.transpose = true},
        [6] = {.transpose = true, .flip_x = true},
        [7] = {.transpose = true, .flip_x = true, .flip_y = true},
        [8] = {.transpose = true, .flip_y = true},
    };
    const AVFrameSideData *data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (data != NULL && data->size >= 9 * sizeof(int32_t)) {
        return media_turn_of((const void *)data->data);
    }
    const AVDictionaryEntry *said = av_dict_get(frame->metadata, "Orientation", NULL, 0);
    long way = said == NULL ? 0 : strtol(said->value, NULL, 10);
    return way >= 2 && way < (long)(sizeof(turns) / sizeof(turns[0])) ? turns[way]
                                                                      : (struct media_turn){0};
}

static enum err write_square(const AVFrame *whole, int fd)
{
    AUTO(av_frame) AVFrame *scaled = av_frame_alloc();
    AUTO(av_frame) AVFrame *square = av_frame_alloc();
    AUTO(media_picture_close) struct media_picture *picture = NULL;
    if (scaled == NULL || square == NULL) {
        return ERR_NOMEM;
    }
    TRY(scale(whole, cover_of(whole), scaled));
    TRY(cut(scaled, square));
    TRY(media_picture_open((struct media_size){SIDE, SIDE}, turn_of(whole), &picture));
    TRY(media_picture_make(picture, square));
    return media_jpeg_write(media_picture_shown(picture), fd);
}

static enum err run(int input_fd, int picture_fd, struct report_picture *report)
{
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    AUTO(av_frame) AVFrame *whole = av_frame_alloc();
    if (packet == NULL || whole == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_file(input_fd, report, packet));
    TRY(decode(packet, report, whole));
    TRY(write_square(whole, picture_fd));
    report->width = SIDE;
    report->height = SIDE;
    return ERR_OK;
}

void media_portrait(int input_fd, int picture_fd, struct report_picture *out_report)
{
    *out_report = (struct report_picture){.refusal = REFUSAL_NONE};
    enum err err = run(input_fd, picture_fd, out_report);
    if (err != ERR_OK) {
        (void)refuse(out_report,
                     err == ERR_NOMEM  ? REFUSAL_PICTURE_MEMORY
                     : err == ERR_FULL ? REFUSAL_STORAGE
                                       : REFUSAL_INTERNAL,
                     0);
    }
}
