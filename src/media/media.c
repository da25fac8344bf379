#include "media.h"

#include "av.h"
#include "base_limits.h"
#include "codec.h"
#include "media_plan.h"
#include "picture.h"
#include "poster.h"
#include "sink.h"
#include "sound.h"
#include "source.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A clip is shown if at least one in so many of its pictures can be decoded. */
enum { DECODED_SHARE = 2 };

/* Errors that a decoder may give in a row: each of its threads one, and some. */
enum { ERRORS_MAX = 64 };

/* One job. */
struct work {
    const struct media_job *job;
    struct media_result *result;
    int threads;
    struct media_source *source;
    struct media_survey survey;
    AVCodecContext *video;
    AVCodecContext *audio; /* NULL: no sound */
    AVFrame *decoded;
    struct media_clock clock;
    struct media_picture *picture; /* NULL before the first picture, like sink */
    struct media_sink *sink;
    struct media_sound *sound;
    struct media_poster poster;
    struct media_size size;
    AVFrame *held;         /* as decoded: the picture on show */
    AVFrame *ready;        /* held, as the rendition has it, once a tick needs it */
    int64_t tick;          /* of the next picture to encode */
    int64_t taken;         /* pictures decoded */
    int64_t last_us;       /* the end of the latest picture */
    atomic_bool no_memory; /* a decoder's thread ran out of it */
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
}

/* Decoders that run out of memory in a thread may give neither pictures nor an error. */
static int get_buffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    struct work *work = codec->opaque;
    int got = avcodec_default_get_buffer2(codec, frame, flags);
    if (got == AVERROR(ENOMEM)) {
        atomic_store(&work->no_memory, true);
    }
    return got;
}

static enum err open_decoder(struct work *work, const AVStream *stream, int threads,
                             AVCodecContext **out_codec)
{
    enum err err = media_codec_open(stream, threads, out_codec);
    if (err == ERR_FORMAT) {
        return media_codec_refuse(work->result, stream);
    }
    TRY(err);
    (*out_codec)->opaque = work;
    (*out_codec)->get_buffer2 = get_buffer;
    return ERR_OK;
}

static enum err survey(struct work *work)
{
    AUTO(media_source_close) struct media_source *source = NULL;
    TRY(media_source_open(work->job->input_fd, work->result, &source));
    return media_source_survey(source, work->result, &work->survey);
}

static enum err open_all(struct work *work)
{
    TRY(survey(work));
    TRY(media_source_open(work->job->input_fd, work->result, &work->source));
    TRY(open_decoder(work, work->source->video, work->threads, &work->video));
    if (work->source->audio != NULL) {
        TRY(open_decoder(work, work->source->audio, 1, &work->audio));
        TRY(media_sound_open(&work->sound));
    }
    work->decoded = av_frame_alloc();
    AVRational said = work->source->video->r_frame_rate;
    work->clock.rate =
        media_plan_rate(work->survey.pictures, work->survey.last_us - work->survey.first_us,
                        (struct media_ratio){said.num, said.den});
    return work->decoded == NULL ? ERR_NOMEM : ERR_OK;
}

/* With the first picture: now its true size is known. */
static enum err open_rendition(struct work *work, const AVFrame *first)
{
    const AVStream *stream = work->source->video;
    struct media_turn turn = media_turn_of(media_source_matrix(stream));
    struct media_size stored = {first->width, first->height};
    AVRational pixel = first->sample_aspect_ratio;
    if (pixel.num <= 0 || pixel.den <= 0) {
        pixel = stream->sample_aspect_ratio;
    }
    enum err err = media_plan_size(stored, (struct media_ratio){pixel.num, pixel.den},
                                   turn.transpose, &work->size);
    if (err == ERR_LIMIT) {
        work->result->report.number = LIMIT_VIDEO_SIDE;
        return media_refuse(work->result, REFUSAL_TOO_LARGE);
    }
    if (err != ERR_OK) {
        return media_refuse(work->result, REFUSAL_ODD_SIZE);
    }
    TRY(media_picture_open(work->size, turn, &work->picture));
    struct media_sink_plan plan = {.fd = work->job->outputs[0].mp4_fd,
                                   .size = work->size,
                                   .rate = work->clock.rate,
                                   .sound = work->sound != NULL,
                                   .threads = work->threads};
    return media_sink_open(&plan, &work->sink);
}

static enum err drain_sound(struct work *work)
{
    while (work->sound != NULL && work->sink != NULL) {
        AUTO(av_frame) AVFrame *piece = NULL;
        enum err err = media_sound_next(work->sound, media_sink_piece(work->sink), &piece);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(media_sink_sound(work->sink, piece));
    }
    return ERR_OK;
}

/* Encodes the picture on show for this many ticks. */
static enum err show(struct work *work, int64_t ticks)
{
    if (ticks > 0 && work->ready == NULL) {
        TRY(media_picture_make(work->picture, work->held, &work->ready));
        TRY(media_poster_look(&work->poster, work->ready));
    }
    for (int64_t i = 0; i < ticks; i++) {
        work->ready->pts = work->tick++;
        work->ready->pict_type = AV_PICTURE_TYPE_NONE;
        TRY(media_sink_picture(work->sink, work->ready));
    }
    return ERR_OK;
}

static int64_t frame_us(const struct work *work, const AVStream *stream, int64_t time)
{
    int64_t us = media_source_us(stream, time);
    return us == MEDIA_NO_TIME ? us : us - work->survey.start_us;
}

static enum err refuse_length(struct work *work)
{
    work->result->report.number = LIMIT_VIDEO_S;
    return media_refuse(work->result, REFUSAL_TOO_LONG);
}

static enum err take_picture(struct work *work)
{
    const struct media_ratio rate = work->clock.rate;
    int64_t us = frame_us(work, work->source->video, work->decoded->best_effort_timestamp);
    if (us == MEDIA_NO_TIME) {
        us = work->last_us;
    }
    if (us > (int64_t)(LIMIT_VIDEO_S + 1) * 1000000) {
        return refuse_length(work);
    }
    if (work->sink == NULL) {
        TRY(open_rendition(work, work->decoded));
    }
    TRY(show(work, media_clock_take(&work->clock, us)));
    work->taken++;
    work->last_us = us + (int64_t)rate.den * 1000000 / rate.num;
    av_frame_free(&work->ready);
    av_frame_free(&work->held);
    work->held = av_frame_clone(work->decoded);
    return work->held == NULL ? ERR_NOMEM : drain_sound(work);
}

static enum err take_sound(struct work *work)
{
    int64_t time = work->decoded->pts;
    if (time == AV_NOPTS_VALUE) {
        time = work->decoded->best_effort_timestamp;
    }
    int64_t us = frame_us(work, work->source->audio, time);
    enum err err = media_sound_take(work->sound, work->decoded, us);
    if (err == ERR_FORMAT) {
        return media_refuse(work->result, REFUSAL_UNREADABLE);
    }
    TRY(err);
    return drain_sound(work);
}

/* Damage in a packet costs its pictures, not the clip. NULL: nothing follows. */
static enum err decode(struct work *work, AVCodecContext *codec, const AVPacket *packet)
{
    int sent = avcodec_send_packet(codec, packet);
    if (sent == AVERROR(ENOMEM)) {
        return ERR_NOMEM;
    }
    for (int errors = 0; errors < ERRORS_MAX;) {
        int got = avcodec_receive_frame(codec, work->decoded);
        if (got == AVERROR(ENOMEM) || atomic_load(&work->no_memory)) {
            return ERR_NOMEM;
        }
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            return ERR_OK;
        }
        if (got < 0) {
            errors++;
            continue;
        }
        enum err err = codec == work->video ? take_picture(work) : take_sound(work);
        av_frame_unref(work->decoded);
        TRY(err);
    }
    return ERR_OK;
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
        bool is_picture = packet->stream_index == work->source->video->index;
        err = decode(work, is_picture ? work->video : work->audio, packet);
        av_packet_unref(packet);
        TRY(err);
    }
    TRY(decode(work, work->video, NULL));
    return work->audio == NULL ? ERR_OK : decode(work, work->audio, NULL);
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
    int64_t end_us = work->last_us;
    if (work->sound != NULL) {
        TRY(media_sound_end(work->sound));
        TRY(drain_sound(work));
        /* The last picture stays until the sound ends. */
        int64_t sound_us = media_sound_us(work->sound);
        end_us = sound_us > end_us ? sound_us : end_us;
    }
    TRY(show(work, media_clock_end(&work->clock, end_us)));
    TRY(media_sink_finish(work->sink));
    return media_poster_write(&work->poster, work->job->poster_fd);
}

static void work_done(struct work *work)
{
    avcodec_free_context(&work->video);
    avcodec_free_context(&work->audio);
    av_frame_free(&work->decoded);
    av_frame_free(&work->held);
    av_frame_free(&work->ready);
    media_poster_done(&work->poster);
    media_picture_close(work->picture);
    media_sound_close(work->sound);
    media_sink_close(work->sink);
    media_source_close(work->source);
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
    int threads = job->threads < LIMIT_JOB_THREADS ? job->threads : LIMIT_JOB_THREADS;
    struct work work = {.job = job, .result = out_result, .threads = threads < 1 ? 1 : threads};
    enum err err = run(&work);
    struct report *report = &out_result->report;
    if (err == ERR_OK) {
        report->duration_ms = (uint32_t)(media_clock_us(&work.clock) / 1000);
        report->audio = work.sound != NULL;
        report->rendition_count = 1;
        report->renditions[0] =
            (struct report_rendition){.width = (uint16_t)work.size.width,
                                      .height = (uint16_t)work.size.height,
                                      .rate_num = (uint32_t)work.clock.rate.num,
                                      .rate_den = (uint32_t)work.clock.rate.den,
                                      .level = (uint8_t)media_sink_level(work.sink)};
    } else if (report->refusal == REFUSAL_NONE) {
        (void)media_refuse(out_result, refusal_of(err));
    }
    report->codec = span_text(out_result->codec);
    work_done(&work);
}
