#include "playlist.h"

#include <stdio.h>

static const uint64_t second_us = 1000000;

void codecs_text(int64_t level, bool audio, char out[CODECS_TEXT])
{
    out[0] = '\0';
    if (level > 0) {
        (void)snprintf(out, CODECS_TEXT, "avc1.6400%02X%s", (unsigned)level & 0xffu,
                       audio ? ",mp4a.40.2" : "");
    }
}

/* Whole seconds; a run rounded to whole seconds is no longer. */
static uint64_t target_s(const struct segments *segments)
{
    uint64_t most = 1;
    for (uint32_t i = 0; i < segments->count; i++) {
        uint64_t rounded = (segments->items[i].duration_us + second_us / 2) / second_us;
        most = rounded > most ? rounded : most;
    }
    return most;
}

static uint64_t bits_a_second(uint64_t bytes, uint64_t us)
{
    return (bytes * 8 * second_us + us - 1) / us;
}

uint64_t playlist_average(const struct segments *segments)
{
    uint64_t bytes = 0;
    uint64_t us = 0;
    for (uint32_t i = 0; i < segments->count; i++) {
        bytes += segments->items[i].bytes;
        us += segments->items[i].duration_us;
    }
    return us == 0 ? 0 : bits_a_second(bytes, us);
}

uint64_t playlist_peak(const struct segments *segments)
{
    uint64_t target_us = target_s(segments) * second_us;
    uint64_t peak = playlist_average(segments);
    for (uint32_t first = 0; first < segments->count; first++) {
        uint64_t bytes = 0;
        uint64_t us = 0;
        for (uint32_t i = first; i < segments->count; i++) {
            bytes += segments->items[i].bytes;
            us += segments->items[i].duration_us;
            if (us * 2 > target_us * 3) {
                break;
            }
            if (us * 2 >= target_us && bits_a_second(bytes, us) > peak) {
                peak = bits_a_second(bytes, us);
            }
        }
    }
    return peak;
}

enum err playlist_media(const struct playlist_rendition *rendition, struct buf *out)
{
    const struct store_rendition *row = &rendition->row;
    uint64_t at = (uint64_t)row->init_bytes;
    (void)buf_printf(out,
                     "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%llu\n"
                     "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
                     "#EXT-X-INDEPENDENT-SEGMENTS\n"
                     "#EXT-X-MAP:URI=\"/media/%s.m4s\",BYTERANGE=\"%llu@0\"\n",
                     (unsigned long long)target_s(&rendition->segments), row->hls,
                     (unsigned long long)at);
    for (uint32_t i = 0; i < rendition->segments.count; i++) {
        const struct report_segment *segment = &rendition->segments.items[i];
        (void)buf_printf(out, "#EXTINF:%llu.%06llu,\n#EXT-X-BYTERANGE:%u@%llu\n/media/%s.m4s\n",
                         (unsigned long long)(segment->duration_us / second_us),
                         (unsigned long long)(segment->duration_us % second_us), segment->bytes,
                         (unsigned long long)at, row->hls);
        at += segment->bytes;
    }
    return buf_append_text(out, "#EXT-X-ENDLIST\n");
}

static void put_variant(const struct playlist_rendition *rendition, bool audio, struct buf *out)
{
    const struct store_rendition *row = &rendition->row;
    char codecs[CODECS_TEXT];
    codecs_text(row->level, audio, codecs);
    uint64_t rate = 0; /* thousandths of a picture a second */
    if (row->rate_den > 0) {
        rate = ((uint64_t)row->rate_num * 1000 + (uint64_t)row->rate_den / 2) /
               (uint64_t)row->rate_den;
    }
    (void)buf_printf(out, "#EXT-X-STREAM-INF:BANDWIDTH=%llu,AVERAGE-BANDWIDTH=%llu",
                     (unsigned long long)playlist_peak(&rendition->segments),
                     (unsigned long long)playlist_average(&rendition->segments));
    if (codecs[0] != '\0') {
        (void)buf_printf(out, ",CODECS=\"%s\"", codecs);
    }
    (void)buf_printf(out, ",RESOLUTION=%lldx%lld,FRAME-RATE=%llu.%03llu\n%lld.m3u8\n",
                     (long long)row->width, (long long)row->height,
                     (unsigned long long)(rate / 1000), (unsigned long long)(rate % 1000),
                     (long long)row->number);
}

enum err playlist_master(const struct playlist_rendition *renditions, size_t count, bool audio,
                         struct buf *out)
{
    (void)buf_append_text(out, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (size_t i = 0; i < count; i++) {
        put_variant(&renditions[i], audio, out);
    }
    return buf_status(out);
}
