#include "looks.h"

#include "media_blurhash.h"
#include "media_pdq.h"
#include "poster.h"
#include "strip.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct media_looks {
    struct media_ratio rate;
    int64_t poster_us; /* below 0: the poster is to be chosen */
    struct media_poster poster;
    struct media_strip *strip;
    uint16_t hash_count;
    struct report_hash hashes[REPORT_HASHES]; /* one each second */
};

enum err media_looks_open(struct media_size size, struct media_ratio rate,
                          const struct media_looks_plan *plan, struct media_looks **out_looks)
{
    AUTO(media_looks_close) struct media_looks *looks = calloc(1, sizeof(*looks));
    if (looks == NULL) {
        return ERR_NOMEM;
    }
    looks->rate = rate;
    looks->poster_us = plan->poster_us;
    TRY(media_strip_open(size, plan->length_us, &looks->strip));
    *out_looks = MOVE(looks);
    return ERR_OK;
}

void media_looks_close(struct media_looks *looks)
{
    if (looks == NULL) {
        return;
    }
    media_poster_done(&looks->poster);
    media_strip_close(looks->strip);
    free(looks);
}

static struct media_yuv yuv_of(const AVFrame *frame)
{
    return (struct media_yuv){
        .luma = frame->data[0],
        .blue = frame->data[1],
        .red = frame->data[2],
        .luma_stride = frame->linesize[0],
        .blue_stride = frame->linesize[1],
        .red_stride = frame->linesize[2],
        .width = frame->width,
        .height = frame->height,
    };
}

/* The picture that is on show at each full second. */
static void hash(struct media_looks *looks, const AVFrame *shown, int64_t tick, int64_t ticks)
{
    struct media_pdq pdq;
    bool hashed = false;
    struct media_ratio rate = looks->rate;
    while (looks->hash_count < REPORT_HASHES &&
           looks->hash_count * (int64_t)rate.num < (tick + ticks) * rate.den) {
        if (!hashed) {
            struct media_yuv picture = yuv_of(shown);
            media_pdq_yuv(&picture, &pdq);
            hashed = true;
        }
        struct report_hash *hash = &looks->hashes[looks->hash_count];
        hash->at_ms = looks->hash_count * 1000U;
        hash->quality = (uint8_t)pdq.quality;
        memcpy(hash->hash, pdq.bits, sizeof(hash->hash));
        looks->hash_count++;
    }
}

/* The last picture that is on show at the wished time, or before it. */
static enum err wish(struct media_looks *looks, const AVFrame *shown, int64_t us)
{
    return us <= looks->poster_us || looks->poster.best == NULL
               ? media_poster_put(&looks->poster, shown)
               : ERR_OK;
}

enum err media_looks_take(struct media_looks *looks, const AVFrame *shown, int64_t tick,
                          int64_t ticks)
{
    AVRational unit = {looks->rate.den, looks->rate.num};
    hash(looks, shown, tick, ticks);
    TRY(looks->poster_us < 0 ? media_poster_look(&looks->poster, shown)
                             : wish(looks, shown, av_rescale_q(tick, unit, AV_TIME_BASE_Q)));
    /* A picture that stays is on show at the places that it passes, too. */
    TRY(media_strip_look(looks->strip, shown, av_rescale_q(tick, unit, AV_TIME_BASE_Q)));
    return media_strip_look(looks->strip, shown,
                            av_rescale_q(tick + ticks - 1, unit, AV_TIME_BASE_Q));
}

static_assert((int)REPORT_HASH == (int)MEDIA_PDQ_BYTES, "a report's hash is a PDQ hash");
static_assert((int)MEDIA_BLURHASH <= (int)REPORT_BLURHASH_MAX, "a report has room for a blurhash");

enum err media_looks_write(struct media_looks *looks, const struct media_job *job,
                           struct media_result *result)
{
    struct media_strip_form form;
    struct report *report = &result->report;
    TRY(media_poster_write(&looks->poster, job->poster_fd));
    TRY(media_strip_write(looks->strip, job->strip_fd, &form));
    report->strip = (struct report_strip){
        .columns = (uint8_t)form.columns,
        .rows = (uint8_t)form.rows,
        .count = (uint16_t)form.count,
        .width = (uint16_t)form.tile.width,
        .height = (uint16_t)form.tile.height,
    };
    struct media_yuv picture = yuv_of(looks->poster.best);
    media_blurhash_yuv(&picture, result->blurhash);
    report->hash_count = looks->hash_count;
    memcpy(report->hashes, looks->hashes, sizeof(report->hashes));
    return ERR_OK;
}
