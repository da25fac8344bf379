/*
 * playlist.h: HLS playlists (RFC 8216, version 7) from numbers alone: no byte of them was written
 * by the process that decoded the clip.
 */
#ifndef PLAYLIST_H
#define PLAYLIST_H

#include "base_buf.h"
#include "segments.h"
#include "store_media.h"

#include <stdbool.h>

enum { PLAYLIST_MAX = 16 * 1024, CODECS_TEXT = 32 };

struct playlist_rendition {
    struct store_rendition row;
    struct segments segments;
};

/* codecs_text: of RFC 6381, as "avc1.64001F,mp4a.40.2"; empty if the level is not known. */
void codecs_text(int64_t level, bool audio, char out[CODECS_TEXT]);

/* playlist_media: one rendition's runs in its one file, "/media/NAME.m4s", by byte ranges. */
MUST_USE enum err playlist_media(const struct playlist_rendition *rendition, struct buf *out);

/* playlist_master: the renditions, each as "NUMBER.m3u8" beside it. */
MUST_USE enum err playlist_master(const struct playlist_rendition *renditions, size_t count,
                                  bool audio, struct buf *out);

/* playlist_peak: bits a second of the heaviest runs in a row that together last half to one and a
 * half times the target duration, as RFC 8216 defines BANDWIDTH; at least playlist_average. */
uint64_t playlist_peak(const struct segments *segments);
uint64_t playlist_average(const struct segments *segments);

#endif
