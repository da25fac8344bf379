#include "reel.h"

#include "base_limits.h"
#include "looks.h"
#include "picture.h"
#include "sink.h"
#include "source.h"
#include "weave.h"

#include <stdlib.h>

struct rung {
    struct media_picture *picture;
    struct media_sink *sink;
};

struct media_reel {
    struct media_reel_plan plan;
    bool more;      /* there are larger renditions than this stage's */
    int rung_count; /* from the smallest to the largest */
    struct rung rungs[REPORT_RENDITIONS];
    struct media_looks *looks; /* of the first stage */
    struct media_clock clock;
    struct media_weave *weave;
    AVFrame *before; /* the picture before held, if that was interlaced */
    AVFrame *held;   /* the picture on show, as decoded; NULL: it is not needed any more */
    bool made;       /* every rung has it as it will be encoded */
    int64_t tick;    /* of the next picture to encode */
};

/* A turn that stands inside the video stream goes with the picture; else the file's counts. */
static struct media_turn turn_of(const AVStream *stream, const AVFrame *frame)
{
    const AVFrameSideData *data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    const size_t size = 9 * sizeof(int32_t);
    const void *matrix = data != NULL && data->size >= size ? data->data : NULL;
    return media_turn_of(matrix != NULL ? matrix : media_source_matrix(stream));
}

static enum err plan_ladder(const AVStream *stream, const AVFrame *first, struct media_turn turn,
                            struct media_result *result, struct media_ladder *out_ladder)
{
    AVRational pixel = first->sample_aspect_ratio;
    if (pixel.num <= 0 || pixel.den <= 0) {
        pixel = stream->sample_aspect_ratio;
    }
    enum err err =
        media_plan_ladder((struct media_size){first->width, first->height},
                          (struct media_ratio){pixel.num, pixel.den}, turn.transpose, out_ladder);
    if (err == ERR_LIMIT) {
        return media_refuse_size(result);
    }
    return err == ERR_OK ? ERR_OK : media_refuse(result, REFUSAL_ODD_SIZE);
}

static const int64_t longest_whole_us = (int64_t)MEDIA_HLS_S * 1000000;

static enum err add_rung(struct media_reel *reel, struct media_size size, struct media_turn turn)
{
    const struct media_reel_plan *plan = &reel->plan;
    struct rung *rung = &reel->rungs[reel->rung_count];
    struct media_sink_plan sink = {
        .mp4_fd = plan->job->outputs[reel->rung_count].mp4_fd,
        .hls_fd =
            plan->length_us > longest_whole_us ? plan->job->outputs[reel->rung_count].hls_fd : -1,
        .video = {plan->job->stage, size, plan->rate, plan->threads, plan->thrifty},
        .audio = plan->audio,
    };
    reel->rung_count++;
    TRY(media_picture_open(size, turn, &rung->picture));
    return media_sink_open(&sink, &rung->sink);
}

enum err media_reel_open(const struct media_reel_plan *plan, const AVFrame *first,
                         struct media_result *result, struct media_reel **out_reel)
{
    struct media_turn turn = turn_of(plan->stream, first);
    struct media_ladder ladder;
    TRY(plan_ladder(plan->stream, first, turn, result, &ladder));
    AUTO(media_reel_close) struct media_reel *reel = calloc(1, sizeof(*reel));
    if (reel == NULL) {
        return ERR_NOMEM;
    }
    reel->plan = *plan;
    reel->clock.rate = plan->rate;
    TRY(media_weave_open(&reel->weave));
    if (plan->job->stage == STAGE_FIRST) {
        reel->more = ladder.larger_count > 0;
        TRY(add_rung(reel, ladder.first, turn));
        struct media_looks_plan looks = {.length_us = plan->length_us,
                                         .poster_us = ((int64_t)plan->job->cut.poster - 1) * 1000};
        TRY(media_looks_open(ladder.first, plan->rate, &looks, &reel->looks));
    }
    for (int i = 0; plan->job->stage == STAGE_REST && i < ladder.larger_count; i++) {
        TRY(add_rung(reel, ladder.larger[i], turn));
    }
    if (reel->rung_count == 0) {
        return media_refuse(result, REFUSAL_INTERNAL); /* whoever asked for more has to know */
    }
    *out_reel = MOVE(reel);
    return ERR_OK;
}

void media_reel_close(struct media_reel *reel)
{
    if (reel == NULL) {
        return;
    }
    for (int i = 0; i < reel->rung_count; i++) {
        media_picture_close(reel->rungs[i].picture);
        media_sink_close(reel->rungs[i].sink);
    }
    media_looks_close(reel->looks);
    media_weave_close(reel->weave);
    av_frame_free(&reel->before);
    av_frame_free(&reel->held);
    free(reel);
}

/* The largest comes from the clip's picture, each smaller one from the next larger one: to scale a
 * clip's picture down costs by the clip's size, and what is bright or turned is brought in once. */
static enum err make(struct media_reel *reel, const AVFrame *next)
{
    const AVFrame *from = NULL;
    TRY(media_weave_make(reel->weave, reel->before, reel->held, next, &from));
    for (int i = reel->rung_count - 1; i >= 0; i--) {
        struct media_picture *picture = reel->rungs[i].picture;
        TRY(media_picture_make(picture, from));
        from = media_picture_flat(picture);
    }
    reel->made = true;
    return ERR_OK;
}

/* Encodes the picture on show for this many ticks. next: what takes its place; NULL: nothing. */
static enum err show(struct media_reel *reel, int64_t ticks, const AVFrame *next)
{
    if (ticks == 0) {
        return ERR_OK;
    }
    if (!reel->made) {
        TRY(make(reel, next));
    }
    if (reel->looks != NULL) {
        const AVFrame *shown = media_picture_shown(reel->rungs[0].picture);
        TRY(media_looks_take(reel->looks, shown, reel->tick, ticks));
    }
    for (int64_t end = reel->tick + ticks; reel->tick < end; reel->tick++) {
        for (int i = 0; i < reel->rung_count; i++) {
            AVFrame *shown = media_picture_shown(reel->rungs[i].picture);
            shown->pts = reel->tick;
            TRY(media_sink_picture(reel->rungs[i].sink, shown));
        }
    }
    return ERR_OK;
}

enum err media_reel_take(struct media_reel *reel, const AVFrame *frame, int64_t time_us)
{
    const struct media_reel_plan *plan = &reel->plan;
    if (frame->width > LIMIT_VIDEO_SIDE || frame->height > LIMIT_VIDEO_SIDE) {
        return ERR_LIMIT;
    }
    TRY(show(reel, media_clock_take(&reel->clock, time_us), frame));
    av_frame_free(&reel->before);
    if (reel->held != NULL && reel->held->interlaced_frame != 0) {
        reel->before = MOVE(reel->held);
    }
    av_frame_free(&reel->held);
    reel->held = av_frame_clone(frame);
    reel->made = false;
    if (reel->held == NULL) {
        return ERR_NOMEM;
    }
    if (plan->thrifty && frame->interlaced_frame == 0) {
        TRY(make(reel,
                 NULL)); /* nothing has to be known of the next, and the decoder gets it back */
        av_frame_free(&reel->held);
    }
    return ERR_OK;
}

enum err media_reel_sound(struct media_reel *reel, const AVPacket *packet)
{
    for (int i = 0; i < reel->rung_count; i++) {
        TRY(media_sink_sound(reel->rungs[i].sink, packet));
    }
    return ERR_OK;
}

enum err media_reel_end(struct media_reel *reel, int64_t end_us, struct media_result *result)
{
    struct report *report = &result->report;
    TRY(show(reel, media_clock_end(&reel->clock, end_us), NULL));
    for (int i = 0; i < reel->rung_count; i++) {
        TRY(media_sink_finish(reel->rungs[i].sink, reel->tick, &report->renditions[i]));
    }
    report->rendition_count = (uint8_t)reel->rung_count;
    report->duration_ms = (uint32_t)(media_clock_us(&reel->clock) / 1000);
    report->more = reel->more;
    return reel->looks == NULL ? ERR_OK : media_looks_write(reel->looks, reel->plan.job, result);
}
