#include "vtt.h"

#include "base_limits.h"
#include "base_text.h"
#include "cue.h"

#include <stdbool.h>
#include <string.h>

static const char mark[] = "\xef\xbb\xbf"; /* of a file's order of bytes */

/* What is being read, line by line. */
struct reading {
    struct span rest;
    size_t number; /* of the line */
    struct span line;
    size_t cues;
    int64_t last_ms; /* where the cue before begins */
    struct buf *vtt;
    struct buf *text;
    struct vtt_problem *problem;
};

static enum err wrong(struct reading *r, const char *what)
{
    *r->problem = (struct vtt_problem){r->number, what};
    return ERR_FORMAT;
}

/* Up to a line feed, a carriage return, or both. False: there is none. */
static bool next_line(struct reading *r)
{
    if (r->rest.len == 0) {
        r->line = span_of(NULL, 0);
        return false;
    }
    size_t len = 0;
    while (len < r->rest.len && r->rest.ptr[len] != '\n' && r->rest.ptr[len] != '\r') {
        len++;
    }
    r->line = span_of(r->rest.ptr, len);
    size_t end = len < r->rest.len ? len + 1 : len;
    if (end < r->rest.len && r->rest.ptr[len] == '\r' && r->rest.ptr[end] == '\n') {
        end++;
    }
    r->rest = span_of(r->rest.ptr + end, r->rest.len - end);
    r->number++;
    return true;
}

/* The word alone, or with a space behind it. */
static bool begins_with(struct span line, const char *word)
{
    size_t len = strlen(word);
    return span_starts(line, word) &&
           (line.len == len || line.ptr[len] == ' ' || line.ptr[len] == '\t');
}

static void skip_block(struct reading *r)
{
    while (next_line(r) && r->line.len > 0) {
    }
}

static bool has_arrow(struct span line)
{
    return line.len > 0 && memmem(line.ptr, line.len, "-->", 3) != NULL;
}

static struct span trim(struct span text)
{
    while (text.len > 0 && text.ptr[0] == ' ') {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    while (text.len > 0 && text.ptr[text.len - 1] == ' ') {
        text.len--;
    }
    return text;
}

/* The lines of a cue; its times come before the first that says anything. */
static enum err read_text(struct reading *r, const struct vtt_times *times)
{
    AUTO(buf) struct buf said = {.max = LIMIT_CAPTIONS};
    bool any = false;
    while (next_line(r) && r->line.len > 0) {
        buf_clear(&said);
        if (has_arrow(r->line)) {
            return wrong(r, "a cue ends with an empty line");
        }
        enum err err = cue_text(r->line, &said);
        if (err == ERR_FORMAT) {
            return wrong(r, "of tags only <b>, <i>, <u> and <v NAME> may be there, and no control "
                            "characters");
        }
        TRY(err);
        struct span words = trim(buf_span(&said));
        if (words.len == 0) {
            continue;
        }
        if (!any) {
            TRY(buf_append_text(r->vtt, "\n"));
            TRY(cue_put_times(times, r->vtt));
            r->cues++;
        }
        any = true;
        TRY(cue_escape(words, r->vtt));
        TRY(buf_append_text(r->vtt, "\n"));
        TRY(buf_append_span(r->text, words));
        TRY(buf_append_text(r->text, "\n"));
    }
    return ERR_OK;
}

static enum err read_cue(struct reading *r)
{
    struct vtt_times times;
    if (!has_arrow(r->line) && (!next_line(r) || !has_arrow(r->line))) {
        return wrong(r, "a cue has a line of times: 00:01.000 --> 00:02.500");
    }
    if (cue_times(r->line, &times) != ERR_OK) {
        return wrong(r, "times are two of [HH:]MM:SS.mmm, the later one last");
    }
    if (times.end_ms > (int64_t)(LIMIT_VIDEO_S + 1) * 1000) {
        return wrong(r, "no video is as long as this cue's time");
    }
    if (times.start_ms < r->last_ms) {
        return wrong(r, "cues come in the order of their times");
    }
    r->last_ms = times.start_ms;
    TRY(read_text(r, &times));
    return r->cues > LIMIT_CUES ? wrong(r, "there are more cues than may be") : ERR_OK;
}

static enum err read_head(struct reading *r)
{
    if (span_starts(r->rest, mark)) {
        r->rest = span_of(r->rest.ptr + 3, r->rest.len - 3);
    }
    if (!next_line(r) || !begins_with(r->line, "WEBVTT")) {
        return wrong(r, "the first line is WEBVTT");
    }
    if (next_line(r) && r->line.len > 0) {
        return wrong(r, "an empty line follows the first");
    }
    return buf_append_text(r->vtt, "WEBVTT\n");
}

enum err vtt_clean(struct span in, struct buf *out_vtt, struct buf *out_text,
                   struct vtt_problem *out_problem)
{
    struct reading r = {.rest = in, .vtt = out_vtt, .text = out_text, .problem = out_problem};
    if (!text_is_utf8(in)) {
        return wrong(&r, "the text is not UTF-8");
    }
    TRY(read_head(&r));
    while (next_line(&r)) {
        if (r.line.len == 0) {
            continue;
        }
        bool aside = begins_with(r.line, "NOTE") || begins_with(r.line, "STYLE") ||
                     begins_with(r.line, "REGION");
        if (aside && !has_arrow(r.line)) {
            skip_block(&r);
        } else {
            TRY(read_cue(&r));
        }
    }
    return r.cues == 0 ? wrong(&r, "there is no cue that says anything") : ERR_OK;
}
