/*
 * cue.h: the inside of a cue: its line of times, and a line of its text.
 */
#ifndef VTT_CUE_H
#define VTT_CUE_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

struct vtt_times {
    int64_t start_ms;
    int64_t end_ms;
};

/* cue_times: ERR_FORMAT. Settings after the times are passed over. */
MUST_USE enum err cue_times(struct span line, struct vtt_times *out_times);

/* cue_put_times: as a line. */
enum err cue_put_times(const struct vtt_times *times, struct buf *out);

/* cue_text: appends what the line says, without tags. ERR_FORMAT: a tag that is not allowed, or a
 * character that cannot be shown. */
MUST_USE enum err cue_text(struct span line, struct buf *out);

/* cue_escape: appends text so that cue_text gives it back. */
enum err cue_escape(struct span text, struct buf *out);

#endif
