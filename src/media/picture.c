#include "picture.h"

#include "media_tone.h"

#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdlib.h>

/* From here on a picture whose matrix is not named is taken for high definition (BT.709). */
enum { HIGH_DEFINITION = 720 };

/* What a conversion depends on. */
struct kind {
    int width;
    int height;
    enum AVPixelFormat format;
    int matrix;
    int full_range;
    bool wide; /* goes through media_tone */
    enum media_transfer transfer;
    enum media_gamut gamut;
};

struct media_picture {
    struct media_size shown;
    struct media_size flat; /* before it is turned */
    struct media_turn turn;
    AVFrame *colours;          /* red, green and blue, wide only */
    AVFrame *made;             /* before it is turned */
    AVFrame *upright;          /* NULL where nothing turns */
    struct kind kind;          /* what the scalers below are for */
    struct SwsContext *first;  /* to 4:2:0, or to red, green and blue if wide */
    struct SwsContext *second; /* wide only: to 4:2:0 */
    struct media_tone *tone;
};

AUTO_CLOSER(sws_freeContext, struct SwsContext)

/* Formats whose names imply the full range: the range is said separately here. */
static enum AVPixelFormat plain_format(enum AVPixelFormat format, int *full_range)
{
    static const struct {
        enum AVPixelFormat full;
        enum AVPixelFormat plain;
    } pairs[] = {
        {AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUV420P}, {AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUV422P},
        {AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUV444P}, {AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUV440P},
        {AV_PIX_FMT_YUVJ411P, AV_PIX_FMT_YUV411P},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        if (pairs[i].full == format) {
            *full_range = 1;
            return pairs[i].plain;
        }
    }
    return format;
}

static int matrix_of(const AVFrame *frame, enum media_gamut gamut)
{
    switch ((int)frame->colorspace) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_SMPTE240M:
    case AVCOL_SPC_BT2020_NCL:
        return (int)frame->colorspace;
    case AVCOL_SPC_BT2020_CL:
        return AVCOL_SPC_BT2020_NCL;
    default:
        break;
    }
    if (gamut == MEDIA_BT2020) {
        return AVCOL_SPC_BT2020_NCL;
    }
    int shorter = frame->width < frame->height ? frame->width : frame->height;
    return shorter >= HIGH_DEFINITION ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

static struct kind kind_of(const AVFrame *frame)
{
    struct kind kind = {.width = frame->width, .height = frame->height};
    kind.full_range = frame->color_range == AVCOL_RANGE_JPEG ? 1 : 0;
    kind.format = plain_format((enum AVPixelFormat)frame->format, &kind.full_range);
    kind.transfer = frame->color_trc == AVCOL_TRC_SMPTE2084      ? MEDIA_PQ
                    : frame->color_trc == AVCOL_TRC_ARIB_STD_B67 ? MEDIA_HLG
                                                                 : MEDIA_SDR;
    bool p3 = frame->color_primaries == AVCOL_PRI_SMPTE432 ||
              frame->color_primaries == AVCOL_PRI_SMPTE431;
    bool bt2020 = frame->color_primaries == AVCOL_PRI_BT2020 ||
                  (kind.transfer != MEDIA_SDR && frame->color_primaries == AVCOL_PRI_UNSPECIFIED);
    kind.gamut = p3 ? MEDIA_P3 : bt2020 ? MEDIA_BT2020 : MEDIA_BT709;
    kind.matrix = matrix_of(frame, kind.gamut);
    kind.wide = kind.transfer != MEDIA_SDR || kind.gamut != MEDIA_BT709;
    return kind;
}

static bool kind_equal(const struct kind *a, const struct kind *b)
{
    return a->width == b->width && a->height == b->height && a->format == b->format &&
           a->matrix == b->matrix && a->full_range == b->full_range && a->wide == b->wide &&
           a->transfer == b->transfer && a->gamut == b->gamut;
}

enum err media_picture_open(struct media_size shown, struct media_turn turn,
                            struct media_picture **out_picture)
{
    AUTO(media_picture_close) struct media_picture *picture = calloc(1, sizeof(*picture));
    if (picture == NULL) {
        return ERR_NOMEM;
    }
    picture->shown = shown;
    picture->turn = turn;
    picture->flat = turn.transpose ? (struct media_size){shown.height, shown.width} : shown;
    picture->kind.format = AV_PIX_FMT_NONE;
    *out_picture = MOVE(picture);
    return ERR_OK;
}

void media_picture_close(struct media_picture *picture)
{
    if (picture == NULL) {
        return;
    }
    sws_freeContext(picture->first);
    sws_freeContext(picture->second);
    av_frame_free(&picture->colours);
    av_frame_free(&picture->made);
    av_frame_free(&picture->upright);
    free(picture->tone);
    free(picture);
}

/* The ranges are part of what a scaler is built for: set afterwards, they are passed over where
 * nothing else is to be done. Grey of eight bits is always taken for the full range: grey of the
 * limited one comes out as it went in where that is said of both. */
static struct SwsContext *scaler(const struct kind *from, struct media_size to,
                                 enum AVPixelFormat to_format)
{
    AUTO(sws_freeContext) struct SwsContext *scaler = sws_alloc_context();
    if (scaler == NULL) {
        return NULL;
    }
    const int to_full = from->format == AV_PIX_FMT_GRAY8 && from->full_range == 0 ? 1 : 0;
    const struct {
        const char *name;
        int64_t value;
    } options[] = {
        {"srcw", from->width},
        {"srch", from->height},
        {"src_format", from->format},
        {"src_range", from->full_range},
        {"dstw", to.width},
        {"dsth", to.height},
        {"dst_format", to_format},
        {"dst_range", to_full},
        {"sws_flags", SWS_BICUBIC | SWS_ACCURATE_RND},
    };
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        if (av_opt_set_int(scaler, options[i].name, options[i].value, 0) < 0) {
            return NULL;
        }
    }
    if (sws_init_context(scaler, NULL, NULL) < 0) {
        return NULL;
    }
    /* A negative answer only says that the format has no such details. */
    (void)sws_setColorspaceDetails(scaler, sws_getCoefficients(from->matrix), from->full_range,
                                   sws_getCoefficients(SWS_CS_ITU709), to_full, 0, 1 << 16,
                                   1 << 16);
    return MOVE(scaler);
}

static enum err prepare(struct media_picture *picture, const struct kind *kind)
{
    if (!sws_isSupportedInput(kind->format)) {
        return ERR_FORMAT;
    }
    sws_freeContext(picture->first);
    sws_freeContext(picture->second);
    picture->second = NULL;
    picture->kind.format = AV_PIX_FMT_NONE;
    picture->first =
        scaler(kind, picture->flat, kind->wide ? AV_PIX_FMT_RGB48 : AV_PIX_FMT_YUV420P);
    if (picture->first == NULL) {
        return ERR_NOMEM;
    }
    if (kind->wide) {
        struct kind middle = {.width = picture->flat.width,
                              .height = picture->flat.height,
                              .format = AV_PIX_FMT_RGB48,
                              .matrix = SWS_CS_ITU709,
                              .full_range = 1};
        picture->second = scaler(&middle, picture->flat, AV_PIX_FMT_YUV420P);
        free(picture->tone);
        picture->tone = malloc(sizeof(*picture->tone));
        if (picture->second == NULL || picture->tone == NULL) {
            return ERR_NOMEM;
        }
        media_tone_init(picture->tone, kind->transfer, kind->gamut);
    }
    picture->kind = *kind;
    return ERR_OK;
}

static enum err frame_new(struct media_size size, enum AVPixelFormat format, AVFrame **out_frame)
{
    AUTO(av_frame) AVFrame *frame = av_frame_alloc();
    if (frame == NULL) {
        return ERR_NOMEM;
    }
    frame->width = size.width;
    frame->height = size.height;
    frame->format = format;
    frame->colorspace = AVCOL_SPC_BT709;
    frame->color_primaries = AVCOL_PRI_BT709;
    frame->color_trc = AVCOL_TRC_BT709;
    frame->color_range = AVCOL_RANGE_MPEG;
    frame->sample_aspect_ratio = (AVRational){1, 1};
    TRY_AV(av_frame_get_buffer(frame, 0));
    *out_frame = MOVE(frame);
    return ERR_OK;
}

/* A frame to write to: the one that is there, unless someone keeps it. */
static enum err frame_ready(AVFrame **frame, struct media_size size, enum AVPixelFormat format)
{
    if (*frame != NULL && av_frame_is_writable(*frame) > 0) {
        return ERR_OK;
    }
    av_frame_free(frame);
    return frame_new(size, format, frame);
}

static enum err scale(struct SwsContext *scaler, const AVFrame *from, AVFrame *to)
{
    int rows = sws_scale(scaler, (const uint8_t *const *)from->data, from->linesize, 0,
                         from->height, to->data, to->linesize);
    return rows < 0 ? media_err(rows) : ERR_OK;
}

static enum err make_flat(struct media_picture *picture, const AVFrame *from)
{
    if (!picture->kind.wide) {
        return scale(picture->first, from, picture->made);
    }
    TRY(frame_ready(&picture->colours, picture->flat, AV_PIX_FMT_RGB48));
    const AVFrame *colours = picture->colours;
    TRY(scale(picture->first, from, picture->colours));
    for (int y = 0; y < colours->height; y++) {
        void *row = colours->data[0] + (ptrdiff_t)y * colours->linesize[0];
        media_tone_row(picture->tone, row, (size_t)colours->width);
    }
    return scale(picture->second, colours, picture->made);
}

static void turn(struct media_turn turn, const AVFrame *from, AVFrame *to)
{
    for (int i = 0; i < 3; i++) {
        int half = i == 0 ? 1 : 2;
        media_turn_plane(turn, (struct media_plane){from->data[i], from->linesize[i]},
                         from->width / half, from->height / half,
                         (struct media_plane){to->data[i], to->linesize[i]});
    }
}

enum err media_picture_make(struct media_picture *picture, const AVFrame *from)
{
    struct kind kind = kind_of(from);
    if (!kind_equal(&kind, &picture->kind)) {
        TRY(prepare(picture, &kind));
    }
    TRY(frame_ready(&picture->made, picture->flat, AV_PIX_FMT_YUV420P));
    TRY(make_flat(picture, from));
    if (media_turn_is_none(picture->turn)) {
        return ERR_OK;
    }
    TRY(frame_ready(&picture->upright, picture->shown, AV_PIX_FMT_YUV420P));
    turn(picture->turn, picture->made, picture->upright);
    return ERR_OK;
}

const AVFrame *media_picture_flat(const struct media_picture *picture)
{
    return picture->made;
}

AVFrame *media_picture_shown(const struct media_picture *picture)
{
    return picture->upright != NULL ? picture->upright : picture->made;
}
