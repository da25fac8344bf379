#include "survey.h"

#include "base_limits.h"
#include "source.h"

#include <libavutil/intreadwrite.h>
#include <sys/stat.h>

/* How long a picture or piece of sound may claim to last. */
enum { LAST_MAX_US = 10 * 1000000 };

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

static void look_at(const AVStream *stream, const AVPacket *packet, struct media_survey *survey)
{
    bool is_picture = stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    survey->pictures += is_picture ? 1 : 0;
    survey->sound = survey->sound || !is_picture;
    int64_t time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    int64_t us = media_source_us(stream, time);
    if (us == MEDIA_NO_TIME) {
        return;
    }
    us += skipped_us(stream, packet);
    int64_t last_us = media_source_us(stream, packet->duration);
    last_us = last_us < 0 ? 0 : last_us > LAST_MAX_US ? LAST_MAX_US : last_us;
    survey->start_us = least(us, survey->start_us);
    survey->end_us = most(us + last_us, survey->end_us);
    if (is_picture) {
        survey->first_us = least(us, survey->first_us);
        survey->last_us = most(us, survey->last_us);
    } else {
        survey->sound_start_us = least(us, survey->sound_start_us);
        survey->sound_end_us = most(us + last_us, survey->sound_end_us);
    }
}

static enum err read_all(struct media_source *source, struct media_result *result,
                         struct media_pace *pace, struct media_survey *survey)
{
    AUTO(av_packet) AVPacket *packet = av_packet_alloc();
    struct stat status;
    if (packet == NULL) {
        return ERR_NOMEM;
    }
    if (fstat(source->io->fd, &status) != 0) {
        return ERR_IO;
    }
    const int64_t longest_us = (int64_t)LIMIT_VIDEO_S * 1000000 + GRACE_US;
    for (;;) {
        enum err err = media_source_next(source, packet);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        if ((packet->flags & AV_PKT_FLAG_DISCARD) == 0) {
            look_at(source->format->streams[packet->stream_index], packet, survey);
        }
        av_packet_unref(packet);
        if (survey->end_us > survey->start_us && survey->end_us - survey->start_us > longest_us) {
            return media_refuse_length(result);
        }
        if (survey->pictures > LIMIT_VIDEO_PICTURES) {
            return media_refuse(result, REFUSAL_UNREADABLE);
        }
        media_pace_survey(pace, source->io->at, status.st_size);
    }
}

enum err media_survey(const struct media_job *job, struct media_result *result,
                      struct media_pace *pace, struct media_survey *out_survey)
{
    AUTO(media_source_close) struct media_source *source = NULL;
    TRY(media_source_open(job->input_fd, result, &source));
    struct media_survey survey = {
        .first_us = INT64_MAX,
        .last_us = INT64_MIN,
        .start_us = INT64_MAX,
        .end_us = INT64_MIN,
        .sound_start_us = INT64_MAX,
        .sound_end_us = INT64_MIN,
    };
    TRY(read_all(source, result, pace, &survey));
    if (survey.pictures == 0 || survey.first_us == INT64_MAX) {
        return media_refuse(result, REFUSAL_NO_FRAMES);
    }
    survey.promised = avformat_index_get_entries_count(source->video);
    *out_survey = survey;
    return ERR_OK;
}
