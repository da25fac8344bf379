#include "weave.h"

#include "media_interlace.h"

#include <libavutil/pixdesc.h>
#include <stdlib.h>

enum { PLANES_MAX = 4, BITS_MAX = 12 };

struct media_weave {
    struct media_interlace *interlace; /* NULL before the first interlaced picture */
    AVFrame *made;
};

enum err media_weave_open(struct media_weave **out_weave)
{
    *out_weave = calloc(1, sizeof(**out_weave));
    return *out_weave == NULL ? ERR_NOMEM : ERR_OK;
}

void media_weave_close(struct media_weave *weave)
{
    if (weave == NULL) {
        return;
    }
    media_interlace_close(weave->interlace);
    av_frame_free(&weave->made);
    free(weave);
}

/* Planes of samples that follow each other, in the machine's order. */
static bool is_plain(const AVPixFmtDescriptor *kind)
{
    const uint64_t other = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                           AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT;
    if (kind == NULL || (kind->flags & other) != 0) {
        return false;
    }
    for (int i = 0; i < kind->nb_components; i++) {
        const AVComponentDescriptor *part = &kind->comp[i];
        int step = part->depth > 8 ? 2 : 1;
        if (part->plane != i || part->step != step || part->shift != 0 || part->depth > BITS_MAX) {
            return false;
        }
    }
    return true;
}

static bool is_same_kind(const AVFrame *a, const AVFrame *b)
{
    return a != NULL && a->width == b->width && a->height == b->height && a->format == b->format;
}

static enum err ready(struct media_weave *weave, const AVFrame *now)
{
    if (weave->interlace == NULL) {
        TRY(media_interlace_open(&weave->interlace));
    }
    if (!is_same_kind(weave->made, now)) {
        av_frame_free(&weave->made);
        AUTO(av_frame) AVFrame *made = av_frame_alloc();
        if (made == NULL) {
            return ERR_NOMEM;
        }
        made->width = now->width;
        made->height = now->height;
        made->format = now->format;
        TRY_AV(av_frame_get_buffer(made, 0));
        weave->made = MOVE(made);
    }
    TRY_AV(av_frame_copy_props(weave->made, now));
    weave->made->interlaced_frame = 0;
    return ERR_OK;
}

static struct media_rows rows_of(const AVFrame *frame, const AVFrame *now, int plane)
{
    return is_same_kind(frame, now)
               ? (struct media_rows){frame->data[plane], frame->linesize[plane]}
               : (struct media_rows){0};
}

enum err media_weave_make(struct media_weave *weave, const AVFrame *before, const AVFrame *now,
                          const AVFrame *after, const AVFrame **out_frame)
{
    const AVPixFmtDescriptor *kind = av_pix_fmt_desc_get((enum AVPixelFormat)now->format);
    if (now->interlaced_frame == 0 || !is_plain(kind)) {
        *out_frame = now;
        return ERR_OK;
    }
    TRY(ready(weave, now));
    for (int i = 0; i < kind->nb_components && i < PLANES_MAX; i++) {
        bool colour = i == 1 || i == 2;
        struct media_interlace_plane plane = {
            .before = rows_of(before, now, i),
            .now = rows_of(now, now, i),
            .after = rows_of(after, now, i),
            .to = weave->made->data[i],
            .to_stride = weave->made->linesize[i],
            .width = colour ? AV_CEIL_RSHIFT(now->width, kind->log2_chroma_w) : now->width,
            .height = colour ? AV_CEIL_RSHIFT(now->height, kind->log2_chroma_h) : now->height,
            .wide = kind->comp[i].depth > 8,
            .odd_first = now->top_field_first == 0,
        };
        media_interlace_plane(weave->interlace, &plane);
    }
    *out_frame = weave->made;
    return ERR_OK;
}
