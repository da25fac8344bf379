/*
 * vtt.h: WebVTT captions, read strictly and written anew.
 *
 *   WEBVTT [text]
 *   (an empty line, then a cue, a note, a style or a region, and so on)
 *   cue: [a line that names it]
 *        [HH:]MM:SS.mmm --> [HH:]MM:SS.mmm [settings]
 *        lines of text, with <b> <i> <u> <v NAME> and &amp; &lt; &gt; &nbsp;
 *
 * Of this the times and the text stay. A speaker becomes "NAME: " before what they say; other tags
 * that are allowed go. What is written has one form: WEBVTT, and before each cue an empty line.
 */
#ifndef VTT_H
#define VTT_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>

/* What is wrong, as a sentence, and in which line. */
struct vtt_problem {
    size_t line;
    const char *what;
};

/*
 * vtt_clean: appends the captions anew to out_vtt and what they say, a line each, to out_text; what
 * is written, cleaned again, is the same. ERR_FORMAT: out_problem says why: no WebVTT, another tag,
 * times that are none or go back, or lie behind the longest video, no cue at all, more than
 * LIMIT_CUES. ERR_LIMIT: over a ceiling of out_vtt or out_text. ERR_NOMEM.
 */
MUST_USE enum err vtt_clean(struct span in, struct buf *out_vtt, struct buf *out_text,
                            struct vtt_problem *out_problem);

#endif
