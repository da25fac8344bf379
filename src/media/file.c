#include "file.h"

#include "io.h"

#include <libavutil/intreadwrite.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct media_file {
    struct media_io *io;
    AVFormatContext *format;
    AVRational video_unit; /* of the encoder's times */
    AVRational audio_unit;
    AVStream *video;
    AVStream *audio; /* NULL: no sound */
    AVPacket *packet;
};

static enum err add_stream(struct media_file *file, const AVCodecContext *codec,
                           AVStream **out_stream)
{
    AVStream *stream = avformat_new_stream(file->format, NULL);
    if (stream == NULL) {
        return ERR_NOMEM;
    }
    TRY_AV(avcodec_parameters_from_context(stream->codecpar, codec));
    stream->time_base = codec->time_base;
    stream->avg_frame_rate = codec->framerate;
    stream->sample_aspect_ratio = codec->sample_aspect_ratio;
    *out_stream = stream;
    return ERR_OK;
}

static enum err open_format(struct media_file *file, const struct media_file_plan *plan)
{
    TRY_AV(avformat_alloc_output_context2(&file->format, NULL, "mp4", NULL));
    file->format->pb = file->io->stream;
    file->format->opaque = file->io;
    file->format->io_open = media_io_reopen;
    file->format->io_close2 = media_io_reclose;
    file->format->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
    file->format->max_interleave_delta = 0; /* both tracks keep up with each other */
    TRY(add_stream(file, plan->video, &file->video));
    file->video_unit = plan->video->time_base;
    if (plan->audio != NULL) {
        TRY(add_stream(file, plan->audio, &file->audio));
        file->audio_unit = plan->audio->time_base;
    }
    const char *const whole[] = {"movflags", "+faststart", NULL};
    const char *const parts[] = {"movflags",
                                 "+frag_keyframe+delay_moov+default_base_moof+skip_trailer", NULL};
    AUTO(av_dict) AVDictionary *options = NULL;
    TRY(media_options(&options, plan->fragments ? parts : whole));
    return media_err(avformat_write_header(file->format, &options));
}

enum err media_file_open(const struct media_file_plan *plan, struct media_file **out_file)
{
    AUTO(media_file_close) struct media_file *file = calloc(1, sizeof(*file));
    if (file == NULL) {
        return ERR_NOMEM;
    }
    file->packet = av_packet_alloc();
    if (file->packet == NULL) {
        return ERR_NOMEM;
    }
    TRY(media_io_open(plan->fd, true, &file->io));
    TRY(open_format(file, plan));
    *out_file = MOVE(file);
    return ERR_OK;
}

void media_file_close(struct media_file *file)
{
    if (file == NULL) {
        return;
    }
    av_packet_free(&file->packet);
    avformat_free_context(file->format);
    media_io_close(file->io);
    free(file);
}

static enum err put(struct media_file *file, const AVPacket *packet, AVRational unit,
                    const AVStream *stream)
{
    TRY_AV(av_packet_ref(file->packet, packet));
    file->packet->stream_index = stream->index;
    av_packet_rescale_ts(file->packet, unit, stream->time_base);
    TRY_AV(av_interleaved_write_frame(file->format, file->packet));
    return media_err(file->io->failed);
}

enum err media_file_picture(struct media_file *file, const AVPacket *packet)
{
    return put(file, packet, file->video_unit, file->video);
}

enum err media_file_sound(struct media_file *file, const AVPacket *packet)
{
    return put(file, packet, file->audio_unit, file->audio);
}

enum err media_file_finish(struct media_file *file)
{
    enum err err = media_err(av_write_trailer(file->format));
    TRY(media_io_flush(file->io)); /* its reason is the better one */
    return err;
}

/* A box of an MP4 file: its name and how long it is. ERR_NOT_FOUND: the end of the file. */
static enum err box_at(int fd, off_t at, char out_name[4], uint32_t *out_bytes)
{
    uint8_t head[8];
    ssize_t got = pread(fd, head, sizeof(head), at);
    if (got == 0) {
        return ERR_NOT_FOUND;
    }
    uint32_t bytes = AV_RB32(head);
    if (got != (ssize_t)sizeof(head) || bytes < sizeof(head)) {
        return ERR_IO;
    }
    memcpy(out_name, head + 4, 4);
    *out_bytes = bytes;
    return ERR_OK;
}

enum err media_file_measure(int fd, struct report_rendition *rendition)
{
    rendition->init_bytes = 0;
    rendition->segment_count = 0;
    for (off_t at = 0;;) {
        char name[4];
        uint32_t bytes = 0;
        enum err err = box_at(fd, at, name, &bytes);
        if (err == ERR_NOT_FOUND) {
            return rendition->segment_count == 0 ? ERR_IO : ERR_OK;
        }
        TRY(err);
        if (memcmp(name, "moof", 4) == 0) {
            if (rendition->segment_count == REPORT_SEGMENTS) {
                return ERR_LIMIT;
            }
            rendition->segments[rendition->segment_count++].bytes = bytes;
        } else if (rendition->segment_count > 0) {
            rendition->segments[rendition->segment_count - 1].bytes += bytes;
        } else {
            rendition->init_bytes += bytes;
        }
        at += bytes;
    }
}
