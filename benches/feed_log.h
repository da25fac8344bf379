/*
 * feed_log.h: who watched what, as feed_replay.py hands it over and feed_replay.c reads it:
 *
 *   u8 version, 1 | u32 viewers | u32 videos | u32 watches
 *   | videos x (i64 published_ms | u32 creator | u32 length_ms | u8 n, to 7 | n x u32 hashtag)
 *   | watches x (u32 viewer | u32 video | i64 at_ms | u32 watched_ms | u8 liked, 0 or 1)
 *
 * Viewers and videos are numbers from 0 on; of watches there is one at least. Moments are
 * milliseconds since 1970 and below FEED_LOG_MS_MAX; those of watches do not fall, and lie within
 * FEED_LOG_SPAN_MS. No clip is longer than FEED_LOG_LENGTH_MAX ms, or shorter than one.
 */
#ifndef FEED_LOG_H
#define FEED_LOG_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"

enum {
    FEED_LOG_VIEWERS = 100000, /* a viewer's state is 20 KiB */
    FEED_LOG_VIDEOS = 160000,  /* what one viewer saw and liked fits FEED_SETS, whatever it is */
    FEED_LOG_WATCHES = 5000000,
    FEED_LOG_TAGS = 7,
    FEED_LOG_LENGTH_MAX = 86400000
};
static const int64_t FEED_LOG_MS_MAX = INT64_C(100000000000000);
static const int64_t FEED_LOG_SPAN_MS = INT64_C(1000000000000); /* fits the numbers of base_id.h */

struct log_video {
    int64_t published_ms;
    uint32_t creator;
    uint32_t length_ms;
    uint8_t tag_count;
    uint32_t tags[FEED_LOG_TAGS];
};

struct log_watch {
    int64_t at_ms;
    uint32_t viewer;
    uint32_t video;
    uint32_t watched_ms;
    bool liked;
};

/* Starts as {0}; feed_log_done frees what it has. */
struct feed_log {
    size_t viewer_count;
    size_t video_count;
    size_t watch_count;
    struct log_video *videos;
    struct log_watch *watches;
};
void feed_log_done(struct feed_log *log);
static inline void feed_log_auto(struct feed_log *log)
{
    feed_log_done(log);
}

/* feed_log_decode: ERR_FORMAT: it is not that; ERR_NOMEM: no more is asked for than a few times
 * what the bytes take. After a failure out_log is to be freed all the same. */
MUST_USE enum err feed_log_decode(struct span in, struct feed_log *out_log);

#endif
