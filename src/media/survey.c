#include "survey.h"

#include "base_limits.h"
#include "decoder.h"
#include "media_plan.h"
#include "source.h"

#include <libavutil/intreadwrite.h>
#include <sys/stat.h>

/* How much of what a picture or piece of sound claims to last counts against the limit; and for how
 * long the last picture may stay, up to it. */
enum { LAST_MAX_US = 1000000, STAY_MAX_US = 60 * 1000000 };

/* A clip of "3:00" may have a few pictures more. */
enum { GRACE_US = 500 * 1000 };

/* Sound that the decoder throws away at its start is not the clip's. */
static int64_t skipped_us(const AVStream *stream, const AVPacket *packet)
{
    size_t size = 0;
    const uint8_t *skip = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    if (skip == NULL || size < 4 || stream->codecpar->sample_rate <= 0) {
        return 0;
    }
    return av_rescale(AV_RL32(skip), 1000000, stream->codecpar->sample_rate);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The survey under way. */
struct look {
    struct media_source *source;
    struct media_result *result;
    struct media_decoder *audio; /* NULL: no sound */
    struct media_survey *survey;
    int64_t first_us; /* of the pictures, and in the order of decoding */
    int64_t last_us;
    int64_t end_us;  /* of the pictures */
    int64_t stay_us; /* where they end if the last may stay as long as it says */
    int64_t first_decoded_us;
    int64_t last_decoded_us;
    struct media_motion motion;
    bool untimed;     /* there are pictures that don't say when they are shown */
    int64_t sound_us; /* where the sound's first piece stands; MEDIA_NO_TIME: not known yet */
};

static void note_decoding(struct look *look, const AVStream *stream, const AVPacket *packet)
{
    look->untimed = look->untimed || packet->pts == AV_NOPTS_VALUE;
    int64_t us = media_source_us(stream, packet->dts);
    if (us != MEDIA_NO_TIME) {
        look->first_decoded_us = least(us, look->first_decoded_us);
        look->last_decoded_us = most(us, look->last_decoded_us);
        media_motion_take(&look->motion, us);
    }
}

static void note(struct look *look, const AVPacket *packet)
{
    struct media_survey *survey = look->survey;
    const AVStream *stream = look->source->format->streams[packet->stream_index];
    bool is_picture = stream == look->source->video;
    if (is_picture) {
        survey->pictures++;
        note_decoding(look, stream, packet);
    }
    int64_t time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    int64_t us = media_source_us(stream, time);
    if (us == MEDIA_NO_TIME) {
        return;
    }
    us += skipped_us(stream, packet);
    int64_t last_us = media_source_us(stream, packet->duration);
    int64_t stay_us = last_us < 0 ? 0 : least(last_us, STAY_MAX_US);
    last_us = least(stay_us, LAST_MAX_US);
    survey->start_us = least(us, survey->start_us);
    survey->end_us = most(us + last_us, survey->end_us);
    if (is_picture) {
        look->first_us = least(us, look->first_us);
        look->last_us = most(us, look->last_us);
        look->end_us = most(us + last_us, look->end_us);
        look->stay_us = most(us + stay_us, look->stay_us);
    }
}

static enum err take_sound(void *app, AVFrame *frame)
{
    struct look *look = app;
    int64_t time = frame->pts != AV_NOPTS_VALUE ? frame->pts : frame->best_effort_timestamp;
    int64_t us = media_source_us(look->source->audio, time);
    if (look->sound_us == MEDIA_NO_TIME && us != MEDIA_NO_TIME) {
        look->sound_us = us - media_sound_us(look->survey->sound);
    }
    us = us == MEDIA_NO_TIME ? us : us - look->sound_us;
    enum err err = media_sound_take(look->survey->sound, frame, us);
    if (err == ERR_FORMAT) {
        return media_refuse(look->result, REFUSAL_UNREADABLE);
    }
    return err == ERR_LIMIT ? media_refuse_length(look->result) : err;
}

static const int64_t longest_us = (int64_t)LIMIT_VIDEO_S * 1000000 + GRACE_US;

static bool is_too_long(const struct media_survey *survey)
{
    return survey->end_us > survey->start_us && survey->end_us - survey->start_us > longest_us;
}

static enum err read_all(struct look *look, struct media_pace *pace)
{
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    struct media_source *source = look->source;
    struct stat status;
    if (packet == NULL) {
        return ERR_NOMEM;
    }
    if (fstat(source->io->fd, &status) != 0) {
        return ERR_IO;
    }
    for (;;) {
        enum err err = media_source_next(source, packet);
        if (err == ERR_NOT_FOUND) {
            return look->audio == NULL ? ERR_OK
                                       : media_decoder_run(look->audio, NULL, take_sound, look);
        }
        TRY(err);
        if ((packet->flags & AV_PKT_FLAG_DISCARD) == 0) {
            note(look, packet);
        }
        if (look->audio != NULL && packet->stream_index == source->audio->index) {
            err = media_decoder_run(look->audio, packet, take_sound, look);
        }
        av_packet_unref(packet);
        TRY(err);
        if (is_too_long(look->survey)) {
            return media_refuse_length(look->result);
        }
        if (look->survey->pictures > LIMIT_VIDEO_PICTURES) {
            return media_refuse(look->result, REFUSAL_UNREADABLE);
        }
        media_pace_survey(pace, source->io->at, status.st_size);
    }
}

static void settle_rate(const struct look *look)
{
    struct media_survey *survey = look->survey;
    if (media_motion_tells(&look->motion)) {
        survey->moving = look->motion.steps + 1;
        survey->span_us = look->motion.span_us;
        return;
    }
    bool decoding = look->untimed && look->first_decoded_us != INT64_MAX;
    survey->moving = survey->pictures;
    survey->span_us =
        decoding ? look->last_decoded_us - look->first_decoded_us : look->last_us - look->first_us;
}

/* What an edit list hides is listed, too: it is decoded, since others need it, and not shown. */
static int64_t promised(AVStream *stream)
{
    int64_t count = 0;
    int listed = avformat_index_get_entries_count(stream);
    for (int i = 0; i < listed; i++) {
        const AVIndexEntry *entry = avformat_index_get_entry(stream, i);
        count += entry != NULL && (entry->flags & AVINDEX_DISCARD_FRAME) == 0;
    }
    return count;
}

/* What was decoded counts, whatever the packets said. */
static enum err settle_sound(struct look *look)
{
    struct media_survey *survey = look->survey;
    TRY(media_sound_end(survey->sound));
    int64_t length_us = media_sound_us(survey->sound);
    if (length_us == 0) {
        media_sound_close(survey->sound);
        survey->sound = NULL;
        return ERR_OK;
    }
    int64_t start_us = look->sound_us == MEDIA_NO_TIME ? look->first_us : look->sound_us;
    survey->start_us = least(start_us, survey->start_us);
    survey->end_us = most(start_us + length_us, survey->end_us);
    if (is_too_long(survey)) {
        return media_refuse_length(look->result);
    }
    survey->silence_us = start_us - survey->start_us;
    return ERR_OK;
}

enum err media_survey(const struct media_job *job, struct media_result *result,
                      struct media_pace *pace, struct media_survey *survey)
{
    AUTO(media_source_close) struct media_source *source = NULL;
    AUTO(media_decoder_close) struct media_decoder *audio = NULL;
    TRY(media_source_open(job->input_fd, result, &source));
    *survey = (struct media_survey){.start_us = INT64_MAX, .end_us = INT64_MIN};
    if (source->audio != NULL) {
        TRY(media_decoder_open(source->audio, 1, result, &audio));
        TRY(media_sound_open(&survey->sound));
    }
    struct look look = {.source = source,
                        .result = result,
                        .audio = audio,
                        .survey = survey,
                        .first_us = INT64_MAX,
                        .last_us = INT64_MIN,
                        .end_us = INT64_MIN,
                        .stay_us = INT64_MIN,
                        .first_decoded_us = INT64_MAX,
                        .last_decoded_us = INT64_MIN,
                        .sound_us = MEDIA_NO_TIME};
    TRY(read_all(&look, pace));
    if (survey->pictures == 0 || look.first_us == INT64_MAX) {
        return media_refuse(result, REFUSAL_NO_FRAMES);
    }
    settle_rate(&look);
    survey->first_us = look.first_us;
    survey->end_us = most(look.end_us, least(look.stay_us, survey->start_us + longest_us));
    survey->start_us = look.first_us;
    survey->promised = promised(source->video);
    return survey->sound == NULL ? ERR_OK : settle_sound(&look);
}

void media_survey_done(struct media_survey *survey)
{
    media_sound_close(survey->sound);
    survey->sound = NULL;
}
