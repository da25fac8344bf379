/*
 * wire_report.h: what mediad says of a job, in the report file that it was given. The reader must
 * take it as hostile: mediad decodes hostile video. Two messages, at the file's start:
 *
 * Progress, while the job runs, REPORT_PROGRESS bytes:
 *
 *   u8 version = 2 | u8 kind = 1 | u8 percent | u32 duration_ms
 *
 * The result, once everything else is synced; at most LIMIT_REPORT bytes, and the whole file:
 *
 *   u8 version = 2 | u8 kind = 2 | u8 refusal | u32 number | bytes codec (at most 32, printable
 *   ASCII) | u32 duration_ms | u8 audio | u8 more | bytes blurhash (base 83) |
 *   u8 strip columns | u8 strip rows | u16 strip count | u16 tile width | u16 tile height |
 *   u8 renditions | renditions | u16 hashes | hashes
 *   rendition: u16 width | u16 height | u32 rate numerator | u32 rate denominator | u8 level |
 *              u32 init bytes | u8 segments | segments
 *   segment:   u32 bytes | u32 duration_us
 *   hash:      u32 at_ms | u8 quality | 32 bytes
 *
 * The result of a picture's stage, the same way, and the whole file:
 *
 *   u8 version = 2 | u8 kind = 3 | u8 refusal | u32 number | u16 width | u16 height
 *
 * Its width and height are REPORT_PICTURE, or 0 if the picture is refused.
 *
 * A refused job's report has nothing but refusal, number and codec. Refusal NONE says that each
 * rendition named, with the poster and the strip of a first stage, is whole and synced.
 */
#ifndef WIRE_REPORT_H
#define WIRE_REPORT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

/* Why a clip is refused. X(name, may pass on another try, words for the creator). "%u" stands for
 * the report's number, "%s" for its codec. */
#define REFUSAL_TABLE(X)                                                                           \
    X(NONE, false, "")                                                                             \
    X(UNREADABLE, false, "This file is not a video that can be read. It may be damaged.")          \
    X(NO_VIDEO, false, "This file has no video track.")                                            \
    X(NO_FRAMES, false, "No picture could be decoded from this video. It may be damaged.")         \
    X(CODEC, false, "This video's format (%s) is not supported.")                                  \
    X(TOO_LONG, false, "This video is longer than %u seconds, the longest that can be shown.")     \
    X(TOO_LARGE, false,                                                                            \
      "This video has more than %u pixels on a side, the most that can be shown.")                 \
    X(ODD_SIZE, false, "This video's width and height make no sense.")                             \
    X(STORAGE, true, "The service had no room to store this video.")                               \
    X(MEMORY, true, "This video needed more memory than a job may use.")                           \
    X(INTERNAL, true, "Something went wrong on our side while preparing this video.")              \
    X(OVERDUE, true, "Preparing this video took longer than is allowed.")                          \
    X(CUT, false, "The part to be kept begins after this video's end, at %u milliseconds.")        \
    X(PICTURE, false,                                                                              \
      "This file is not a picture that can be read: it has to be a JPEG, PNG or WebP, and whole.") \
    X(PICTURE_LARGE, false,                                                                        \
      "This picture has more than %u pixels on a side, the most that can be taken.")               \
    X(PICTURE_SHAPE, false,                                                                        \
      "One side of this picture is more than %u times as long as the other.")                      \
    X(PICTURE_MOVES, false, "This picture moves. Send one that stands still.")                     \
    X(PICTURE_MEMORY, false,                                                                       \
      "This picture needs more memory than a job may use. Send a smaller one.")                    \
    X(LOST, false, "What was sent cannot be read any more. Send this video again.")

enum refusal {
#define REFUSAL_ROW(name, again, text) REFUSAL_##name,
    REFUSAL_TABLE(REFUSAL_ROW)
#undef REFUSAL_ROW
        REFUSAL_COUNT_
};

enum {
    REPORT_PROGRESS = 7,
    REPORT_CODEC_MAX = 32,
    REPORT_BLURHASH_MAX = 64,
    REPORT_RENDITIONS = 2,                   /* of one job */
    REPORT_SEGMENTS = LIMIT_VIDEO_S / 2 + 4, /* of two seconds each, and some to spare */
    REPORT_HASHES = LIMIT_VIDEO_S + 2,       /* one a second */
    REPORT_HASH = 32,
    REPORT_PERCENT = 100,
    REPORT_PICTURE = 256 /* pixels of a side: sharp at 96 points on a phone */
};

/* How far a job is. */
struct report_progress {
    uint8_t percent;      /* of the stage; 100: only the end is left */
    uint32_t duration_ms; /* of the clip; 0: not known yet */
};

/* A run of the HLS file, in order, after its init bytes. */
struct report_segment {
    uint32_t bytes;
    uint32_t duration_us;
};

struct report_rendition {
    uint16_t width; /* as shown */
    uint16_t height;
    uint32_t rate_num; /* pictures a second */
    uint32_t rate_den;
    uint8_t level;       /* of H.264, times ten */
    uint32_t init_bytes; /* of the HLS file; 0 with no segments: there is none */
    uint8_t segment_count;
    struct report_segment segments[REPORT_SEGMENTS];
};

/* Tiles of one JPEG, row by row, evenly over the clip. All zero: there is no strip. */
struct report_strip {
    uint8_t columns;
    uint8_t rows;
    uint16_t count;
    uint16_t width; /* of a tile */
    uint16_t height;
};

/* A perceptual hash (PDQ) of the picture at at_ms. */
struct report_hash {
    uint32_t at_ms;
    uint8_t quality; /* 0 to 100 */
    uint8_t hash[REPORT_HASH];
};

struct report {
    uint8_t refusal; /* enum refusal */
    uint32_t number;
    struct span codec; /* borrowed */
    uint32_t duration_ms;
    bool audio;
    bool more;            /* another stage would make larger renditions */
    struct span blurhash; /* borrowed; empty: none */
    struct report_strip strip;
    uint8_t rendition_count;
    struct report_rendition renditions[REPORT_RENDITIONS];
    uint16_t hash_count;
    struct report_hash hashes[REPORT_HASHES]; /* at_ms ascends */
};

/*
 * report_decode: ERR_FORMAT on another version or kind, an unknown refusal, text with other bytes,
 * anything beside a refusal, a published clip without length or rendition, numbers that
 * contradict each other, or a byte left over. Borrows from in; out_report is untouched on failure.
 */
MUST_USE enum err report_decode(struct span in, struct report *out_report);
MUST_USE enum err report_encode(const struct report *report, struct buf *out);

/* progress_decode: from the first REPORT_PROGRESS bytes of the file; ERR_FORMAT for anything else,
 * such as a result that is being written. */
MUST_USE enum err progress_decode(struct span in, struct report_progress *out_progress);
MUST_USE enum err progress_encode(const struct report_progress *progress, struct buf *out);

/* What became of a person's picture. */
struct report_picture {
    uint8_t refusal; /* enum refusal */
    uint32_t number;
    uint16_t width;
    uint16_t height;
};

/* picture_decode: ERR_FORMAT on another version or kind, an unknown refusal, another size than
 * belongs to it, or a byte left over. */
MUST_USE enum err picture_decode(struct span in, struct report_picture *out_picture);
MUST_USE enum err picture_encode(const struct report_picture *picture, struct buf *out);

/* refusal_text: the words, with number and codec filled in, appended. */
enum err refusal_text(const struct report *report, struct buf *out);

/* refusal_may_pass: whether another try makes sense. */
bool refusal_may_pass(uint8_t refusal);

#endif
