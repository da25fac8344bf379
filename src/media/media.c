#include "media.h"

#include "av.h"
#include "base_limits.h"
#include "decoder.h"
#include "media_plan.h"
#include "pace.h"
#include "reel.h"
#include "sound.h"
#include "source.h"
#include "survey.h"
#include "voice.h"

#include <libavutil/imgutils.h>
#include <string.h>

/* A clip is shown if at least one in so many of its pictures can be decoded. */
enum { DECODED_SHARE = 2 };

/* A last picture that claims to stay for longer is not believed. */
enum { STAY_MAX_US = 60 * 1000000 };

/* Bytes. A picture of 3840 x 2160 has more than 12 million. */
enum { LARGE_PICTURE = 8 * 1000 * 1000 };

/* One job. */
struct work {
    const struct media_job *job;
    struct media_result *result;
    int threads;
    int decoder_threads;
    bool thrifty;
    struct media_pace pace;
    struct media_survey survey;
    struct media_source *source;
    struct media_decoder *video;
    struct media_voice *voice; /* NULL: no sound */
    struct media_ratio rate;
    struct media_reel *reel; /* NULL before the first picture */
    int64_t taken;           /* pictures decoded */
    int64_t last_us;         /* the end of the latest picture */
    int64_t lead_us;         /* so much before the clip its first tick is; below 0: after it */
    int64_t from_us;         /* of that tick on: where what is kept begins, */
    int64_t length_us;       /* and how long that is, as it was surveyed */
};

static void be_silent(void *context, int level, const char *format, va_list arguments)
{
    (void)context;
    (void)level;
    (void)format;
    (void)arguments;
}

void media_start(void)
{
    av_log_set_callback(be_silent);
    av_max_alloc((size_t)LIMIT_JOB_PIECE_MIB << 20);
}

/* Each thread of a decoder, and of an encoder, holds pictures of its own: large ones must not add
 * up. Nobody waits for the second stage, and LIMIT_JOBS may run at a time. For the first somebody
 * does: small pictures are decoded further ahead, so that no processor waits for one. */
static void settle_threads(struct work *work, int threads)
{
    const AVCodecParameters *video = work->source->video->codecpar;
    int bytes =
        av_image_get_buffer_size((enum AVPixelFormat)video->format, video->width, video->height, 1);
    const bool first = work->job->stage == STAGE_FIRST;
    const bool large = bytes > LARGE_PICTURE;
    threads = threads < LIMIT_JOB_THREADS ? threads : LIMIT_JOB_THREADS;
    work->thrifty = large && !first;
    work->threads = work->thrifty || threads < 1 ? 1 : threads;
    const bool ahead = first && !large && 2 * threads <= LIMIT_JOB_THREADS;
    work->decoder_threads = ahead && threads > 1 ? 2 * threads : work->threads;
}

/* Where the sound begins before the pictures, these may lie between the ticks, and would be shown
 * now too early, now too late. So all begins where they lie on them: a little earlier, in silence,
 * or a little later. */
static void align(struct work *work)
{
    struct media_survey *survey = &work->survey;
    work->lead_us = media_plan_lead(work->rate, survey->first_us - survey->start_us);
    survey->start_us -= work->lead_us;
    survey->silence_us += work->lead_us;
}

/* From the nearest tick on: a picture begins there, or none does near it. */
static int64_t from_of(const struct work *work)
{
    int64_t from_ms = work->job->cut.from_ms;
    AVRational tick = {work->rate.den, work->rate.num};
    int64_t ticks = av_rescale_q(from_ms * 1000 + work->lead_us, AV_TIME_BASE_Q, tick);
    return from_ms == 0 || ticks < 0 ? 0 : av_rescale_q(ticks, tick, AV_TIME_BASE_Q);
}

/* What is kept of the clip, once it is known how long it is. */
static enum err cut(struct work *work)
{
    struct media_survey *survey = &work->survey;
    const struct ctl_cut *cut = &work->job->cut;
    int64_t end_us = survey->end_us - survey->start_us;
    int64_t to_us = cut->to_ms == 0 ? end_us : (int64_t)cut->to_ms * 1000 + work->lead_us;
    int64_t long_us = end_us - work->lead_us;
    if (cut->from_ms > 0 && (int64_t)cut->from_ms * 1000 >= long_us) {
        return media_refuse_cut(work->result, long_us / 1000);
    }
    work->from_us = from_of(work);
    work->length_us = (to_us < end_us ? to_us : end_us) - work->from_us;
    bool whole = cut->from_ms == 0 && cut->to_ms == 0 && survey->silence_us >= 0;
    if (survey->sound == NULL || whole) {
        return ERR_OK;
    }
    media_sound_cut(survey->sound, work->from_us - survey->silence_us, work->length_us);
    survey->silence_us -= work->from_us;
    survey->silence_us = survey->silence_us < 0 ? 0 : survey->silence_us;
    if (media_sound_us(survey->sound) == 0) { /* it is silent */
        media_sound_close(survey->sound);
        survey->sound = NULL;
    }
    return ERR_OK;
}

static enum err open_all(struct work *work)
{
    struct media_survey *survey = &work->survey;
    TRY(media_survey(work->job, work->result, &work->pace, survey));
    TRY(media_source_open(work->job->input_fd, work->result, &work->source));
    const AVStream *stream = work->source->video;
    struct media_ratio said = {stream->r_frame_rate.num, stream->r_frame_rate.den};
    work->rate = media_plan_rate(survey->moving, survey->span_us, said);
    align(work);
    TRY(cut(work));
    settle_threads(work, work->job->threads);
    TRY(media_decoder_open(stream, work->decoder_threads, work->result, &work->video));
    if (survey->sound != NULL) {
        TRY(media_voice_open(survey->sound, survey->silence_us, &work->voice));
    }
    return ERR_OK;
}

static enum err open_reel(struct work *work, const AVFrame *first)
{
    struct media_reel_plan plan = {
        .job = work->job,
        .stream = work->source->video,
        .audio = work->voice == NULL ? NULL : media_voice_codec(work->voice),
        .rate = work->rate,
        .length_us = work->length_us,
        .threads = work->threads,
        .thrifty = work->thrifty,
    };
    return media_reel_open(&plan, first, work->result, &work->reel);
}

/* The sound keeps up with the pictures, as far as it is made. */
static enum err sound_until(struct work *work, int64_t until_us)
{
    while (work->voice != NULL) {
        AUTO(av_packet) AVPacket *packet = NULL;
        enum err err = media_voice_next(work->voice, until_us, &packet);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(media_reel_sound(work->reel, packet));
    }
    return ERR_OK;
}

/* What is on show where the kept part begins stands at its start: pictures before that take each
 * other's place there for no time at all. */
static enum err keep_picture(struct work *work, AVFrame *frame, int64_t us)
{
    if (work->reel == NULL) {
        TRY(open_reel(work, frame));
    }
    int64_t half_us = (int64_t)work->rate.den * 500000 / work->rate.num;
    if (us > 0 && work->job->cut.to_ms > 0 && us + half_us >= work->length_us) {
        return ERR_OK; /* less than half its time is kept */
    }
    enum err err = media_reel_take(work->reel, frame, us);
    if (err == ERR_LIMIT) {
        return media_refuse_size(work->result);
    }
    TRY(err);
    return us > 0 ? sound_until(work, us) : ERR_OK;
}

static enum err take_picture(void *app, AVFrame *frame)
{
    struct work *work = app;
    int64_t us = media_source_us(work->source->video, frame->best_effort_timestamp);
    us = us == MEDIA_NO_TIME ? work->last_us : us - work->survey.start_us;
    if (us > (int64_t)(LIMIT_VIDEO_S + 1) * 1000000) {
        return media_refuse_length(work->result);
    }
    work->taken++;
    work->last_us = us + (int64_t)work->rate.den * 1000000 / work->rate.num;
    media_pace_work(&work->pace, us, work->survey.end_us - work->survey.start_us);
    return keep_picture(work, frame, us - work->from_us);
}

static enum err decode_all(struct work *work)
{
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    if (packet == NULL) {
        return ERR_NOMEM;
    }
    for (;;) {
        enum err err = media_source_next(work->source, packet);
        if (err == ERR_NOT_FOUND) {
            break;
        }
        TRY(err);
        if (packet->stream_index == work->source->video->index) {
            err = media_decoder_run(work->video, packet, take_picture, work);
        }
        av_packet_unref(packet);
        TRY(err);
    }
    return media_decoder_run(work->video, NULL, take_picture, work);
}

/* The last picture of a slow clip stays as long as its packet says. */
static int64_t end_of_pictures(const struct work *work)
{
    int64_t said_us = work->survey.end_us - work->survey.start_us;
    int64_t most_us = work->last_us + STAY_MAX_US;
    said_us = said_us < most_us ? said_us : most_us;
    int64_t end_us = (said_us > work->last_us ? said_us : work->last_us) - work->from_us;
    bool cut = work->job->cut.to_ms > 0 && end_us > work->length_us;
    return cut ? work->length_us : end_us;
}

/* The last picture stays until the sound ends, or the sound goes on in silence. */
static enum err end_sound(struct work *work, int64_t *end_us)
{
    if (work->voice == NULL) {
        return ERR_OK;
    }
    enum err err = media_voice_wait(work->voice);
    if (err == ERR_LIMIT) {
        return media_refuse_length(work->result);
    }
    TRY(err);
    int64_t sound_us = media_sound_us(work->survey.sound);
    *end_us = sound_us > *end_us ? sound_us : *end_us;
    TRY(media_voice_end(work->voice, *end_us));
    return sound_until(work, INT64_MAX);
}

static enum err finish(struct work *work)
{
    int64_t promised = work->survey.pictures;
    if (work->survey.promised > promised) {
        promised = work->survey.promised;
    }
    if (work->taken == 0) {
        return media_refuse(work->result, REFUSAL_NO_FRAMES);
    }
    if (work->taken * DECODED_SHARE < promised) {
        return media_refuse(work->result, REFUSAL_UNREADABLE);
    }
    int64_t end_us = end_of_pictures(work);
    TRY(end_sound(work, &end_us));
    media_pace_end(&work->pace);
    return media_reel_end(work->reel, end_us, work->result);
}

static void work_done(struct work *work)
{
    media_reel_close(work->reel);
    media_voice_close(work->voice);
    media_decoder_close(work->video);
    media_source_close(work->source);
    media_survey_done(&work->survey);
}

static enum refusal refusal_of(enum err err)
{
    switch ((int)err) {
    case ERR_NOMEM:
        return REFUSAL_MEMORY;
    case ERR_FULL:
        return REFUSAL_STORAGE;
    default:
        return REFUSAL_INTERNAL;
    }
}

static enum err run(struct work *work)
{
    TRY(open_all(work));
    TRY(decode_all(work));
    return finish(work);
}

void media_transcode(const struct media_job *job, struct media_result *out_result)
{
    memset(out_result, 0, sizeof(*out_result));
    struct work work = {
        .job = job, .result = out_result, .pace = {.say = job->progress, .app = job->progress_app}};
    enum err err = run(&work);
    struct report *report = &out_result->report;
    report->audio = err == ERR_OK && work.voice != NULL;
    if (err != ERR_OK) {
        (void)media_refuse(out_result, refusal_of(err));
        /* What was noted on the way to the end is no part of a refusal. */
        *report = (struct report){.refusal = report->refusal, .number = report->number};
    }
    report->codec = span_text(out_result->codec);
    report->blurhash = span_text(err == ERR_OK ? out_result->blurhash : "");
    work_done(&work);
}
