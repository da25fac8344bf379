#include "strip.h"

#include "jpeg.h"

#include <assert.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <string.h>

enum { BLACK = 16, NO_COLOUR = 128 };

struct media_strip {
    struct media_strip_form form;
    int64_t duration_us;
    int taken;
    struct SwsContext *scaler;
    AVFrame *tile;
    AVFrame *whole;
};

struct media_strip_form media_strip_plan(struct media_size shown, int64_t duration_us)
{
    assert(shown.width > 0);
    assert(shown.height > 0);
    struct media_strip_form form = {.tile.height = MEDIA_STRIP_HEIGHT};
    int64_t half = ((int64_t)MEDIA_STRIP_HEIGHT * shown.width + shown.height) / (2 * shown.height);
    form.tile.width = half < 1 ? 2 : half > MEDIA_STRIP_SIDE / 2 ? MEDIA_STRIP_SIDE : 2 * (int)half;
    int64_t steps = duration_us / (MEDIA_STRIP_STEP_MS * 1000);
    form.count = steps < 1 ? 1 : steps > MEDIA_STRIP_MAX ? MEDIA_STRIP_MAX : (int)steps;
    int most = MEDIA_STRIP_SIDE / form.tile.width;
    form.columns = form.count < most ? form.count : most;
    form.rows = (form.count + form.columns - 1) / form.columns;
    return form;
}

static enum err frame_new(int width, int height, AVFrame **out_frame)
{
    AUTO(av_frame) AVFrame *frame = av_frame_alloc();
    if (frame == NULL) {
        return ERR_NOMEM;
    }
    frame->width = width;
    frame->height = height;
    frame->format = AV_PIX_FMT_YUV420P;
    TRY_AV(av_frame_get_buffer(frame, 0));
    for (int i = 0; i < 3; i++) {
        int rows = i == 0 ? height : height / 2;
        memset(frame->data[i], i == 0 ? BLACK : NO_COLOUR,
               (size_t)frame->linesize[i] * (size_t)rows);
    }
    *out_frame = MOVE(frame);
    return ERR_OK;
}

enum err media_strip_open(struct media_size shown, int64_t duration_us,
                          struct media_strip **out_strip)
{
    AUTO(media_strip_close) struct media_strip *strip = calloc(1, sizeof(*strip));
    if (strip == NULL) {
        return ERR_NOMEM;
    }
    strip->form = media_strip_plan(shown, duration_us);
    strip->duration_us = duration_us;
    struct media_size tile = strip->form.tile;
    strip->scaler =
        sws_getContext(shown.width, shown.height, AV_PIX_FMT_YUV420P, tile.width, tile.height,
                       AV_PIX_FMT_YUV420P, SWS_AREA | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (strip->scaler == NULL) {
        return ERR_NOMEM;
    }
    TRY(frame_new(tile.width, tile.height, &strip->tile));
    TRY(frame_new(tile.width * strip->form.columns, tile.height * strip->form.rows, &strip->whole));
    *out_strip = MOVE(strip);
    return ERR_OK;
}

void media_strip_close(struct media_strip *strip)
{
    if (strip == NULL) {
        return;
    }
    sws_freeContext(strip->scaler);
    av_frame_free(&strip->tile);
    av_frame_free(&strip->whole);
    free(strip);
}

/* The next place gets what tile holds. */
static void place(struct media_strip *strip)
{
    int column = strip->taken % strip->form.columns;
    int row = strip->taken / strip->form.columns;
    for (int i = 0; i < 3; i++) {
        int share = i == 0 ? 1 : 2;
        int width = strip->form.tile.width / share;
        int height = strip->form.tile.height / share;
        uint8_t *to = strip->whole->data[i] + (ptrdiff_t)row * height * strip->whole->linesize[i] +
                      (ptrdiff_t)column * width;
        for (int y = 0; y < height; y++) {
            memcpy(to + (ptrdiff_t)y * strip->whole->linesize[i],
                   strip->tile->data[i] + (ptrdiff_t)y * strip->tile->linesize[i], (size_t)width);
        }
    }
    strip->taken++;
}

static bool is_due(const struct media_strip *strip, int64_t time_us)
{
    return strip->taken < strip->form.count &&
           (strip->taken == 0 || time_us >= strip->taken * strip->duration_us / strip->form.count);
}

enum err media_strip_look(struct media_strip *strip, const AVFrame *frame, int64_t time_us)
{
    if (!is_due(strip, time_us)) {
        return ERR_OK;
    }
    TRY_AV(sws_scale(strip->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0,
                     frame->height, strip->tile->data, strip->tile->linesize));
    while (is_due(strip, time_us)) {
        place(strip);
    }
    return ERR_OK;
}

enum err media_strip_write(struct media_strip *strip, int fd, struct media_strip_form *out_form)
{
    if (strip->taken == 0) {
        return ERR_NOT_FOUND;
    }
    while (strip->taken < strip->form.count) {
        place(strip);
    }
    TRY(media_jpeg_write(strip->whole, fd));
    *out_form = strip->form;
    return ERR_OK;
}
