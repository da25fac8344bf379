/*
 * wire_report.h: what mediad says of a job, in the report file that it was given. The reader must
 * take it as hostile: mediad decodes hostile video. At most LIMIT_REPORT bytes:
 *
 *   u8 version = 1 | u8 refusal | u32 number | u32 duration_ms | u16 width | u16 height | u8 audio
 *   | bytes codec (at most 32, printable ASCII)
 *
 * A report with refusal NONE says that the rendition and the poster are whole and synced.
 */
#ifndef WIRE_REPORT_H
#define WIRE_REPORT_H

#include "base_buf.h"
#include "base_err.h"
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
    X(OVERDUE, true, "Preparing this video took longer than is allowed.")

enum refusal {
#define REFUSAL_ROW(name, again, text) REFUSAL_##name,
    REFUSAL_TABLE(REFUSAL_ROW)
#undef REFUSAL_ROW
        REFUSAL_COUNT_
};

enum { REPORT_CODEC_MAX = 32 };

struct report {
    uint8_t refusal; /* enum refusal */
    uint32_t number;
    uint32_t duration_ms;
    uint16_t width; /* of the rendition, as shown */
    uint16_t height;
    bool audio;
    struct span codec; /* borrowed */
};

/* report_decode: ERR_FORMAT on another version, an unknown refusal, a codec name with other bytes,
 * a published clip without length or size, or a byte left over. Borrows from in. */
MUST_USE enum err report_decode(struct span in, struct report *out_report);
MUST_USE enum err report_encode(const struct report *report, struct buf *out);

/* refusal_text: the words, with number and codec filled in, appended. */
enum err refusal_text(const struct report *report, struct buf *out);

/* refusal_may_pass: whether another try makes sense. */
bool refusal_may_pass(uint8_t refusal);

#endif
