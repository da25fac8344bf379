#include "cue.h"

#include <stdbool.h>
#include <string.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static struct span skip_spaces(struct span text)
{
    while (text.len > 0 && is_space(text.ptr[0])) {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    return text;
}

/* So many digits at the front. -1: they are not there. */
static int64_t take_digits(struct span *text, size_t count)
{
    int64_t out = 0;
    if (text->len < count) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (text->ptr[i] < '0' || text->ptr[i] > '9') {
            return -1;
        }
        out = out * 10 + (text->ptr[i] - '0');
    }
    *text = span_of(text->ptr + count, text->len - count);
    return out;
}

static bool take_byte(struct span *text, uint8_t byte)
{
    bool there = text->len > 0 && text->ptr[0] == byte;
    if (there) {
        *text = span_of(text->ptr + 1, text->len - 1);
    }
    return there;
}

/* [HH:]MM:SS.mmm */
static enum err take_time(struct span *text, int64_t *out_ms)
{
    int64_t hours = 0;
    int64_t minutes = take_digits(text, 2);
    bool colon = take_byte(text, ':');
    int64_t seconds = take_digits(text, 2);
    if (minutes < 0 || !colon || seconds < 0) {
        return ERR_FORMAT;
    }
    if (take_byte(text, ':')) {
        hours = minutes;
        minutes = seconds;
        seconds = take_digits(text, 2);
    }
    bool point = take_byte(text, '.');
    int64_t rest_ms = take_digits(text, 3);
    if (minutes > 59 || seconds < 0 || seconds > 59 || !point || rest_ms < 0) {
        return ERR_FORMAT;
    }
    *out_ms = hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS + rest_ms;
    return ERR_OK;
}

enum err cue_times(struct span line, struct vtt_times *out_times)
{
    struct vtt_times times = {0};
    struct span rest = skip_spaces(line);
    TRY(take_time(&rest, &times.start_ms));
    rest = skip_spaces(rest);
    if (!span_starts(rest, "-->")) {
        return ERR_FORMAT;
    }
    rest = skip_spaces(span_of(rest.ptr + 3, rest.len - 3));
    TRY(take_time(&rest, &times.end_ms));
    if ((rest.len > 0 && !is_space(rest.ptr[0])) || times.end_ms <= times.start_ms) {
        return ERR_FORMAT;
    }
    *out_times = times;
    return ERR_OK;
}

static void put_time(int64_t ms, struct buf *out)
{
    (void)buf_printf(out, "%02d:%02d:%02d.%03d", (int)(ms / HOUR_MS), (int)(ms / MINUTE_MS % 60),
                     (int)(ms / SECOND_MS % 60), (int)(ms % SECOND_MS));
}

enum err cue_put_times(const struct vtt_times *times, struct buf *out)
{
    put_time(times->start_ms, out);
    (void)buf_append_text(out, " --> ");
    put_time(times->end_ms, out);
    return buf_append_text(out, "\n");
}

static const struct {
    const char *name;
    const char *text;
} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", " "}};

/* One character, or what stands for one. An "&" that begins no name we know is an "&". */
static enum err take_plain(struct span *rest, struct buf *out)
{
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (span_starts(*rest, entities[i].name)) {
            size_t len = strlen(entities[i].name);
            *rest = span_of(rest->ptr + len, rest->len - len);
            return buf_append_text(out, entities[i].text);
        }
    }
    uint8_t byte = rest->ptr[0];
    if ((byte < ' ' && byte != '\t') || byte == 0x7f) {
        return ERR_FORMAT;
    }
    *rest = span_of(rest->ptr + 1, rest->len - 1);
    return buf_append_u8(out, byte == '\t' ? ' ' : byte);
}

/* Whether a tag has this name: followed by its end, a class, or what belongs to it. */
static bool is_named(struct span tag, char name)
{
    return tag.len > 0 && tag.ptr[0] == (uint8_t)name &&
           (tag.len == 1 || tag.ptr[1] == '.' || is_space(tag.ptr[1]));
}

static enum err put_speaker(struct span tag, struct buf *out)
{
    while (tag.len > 0 && !is_space(tag.ptr[0])) {
        tag = span_of(tag.ptr + 1, tag.len - 1);
    }
    struct span name = skip_spaces(tag);
    if (name.len == 0) {
        return ERR_FORMAT;
    }
    while (name.len > 0) {
        TRY(take_plain(&name, out));
    }
    return buf_append_text(out, ": ");
}

/* From its "<" to its ">". */
static enum err take_tag(struct span *rest, struct buf *out)
{
    static const char names[] = "biuv";
    const uint8_t *end = memchr(rest->ptr, '>', rest->len);
    if (end == NULL) {
        return ERR_FORMAT;
    }
    size_t len = (size_t)(end - rest->ptr);
    struct span tag = span_of(rest->ptr + 1, len - 1);
    *rest = span_of(end + 1, rest->len - len - 1);
    bool closes = take_byte(&tag, '/');
    for (const char *name = names; *name != '\0'; name++) {
        if (is_named(tag, *name)) {
            return *name == 'v' && !closes ? put_speaker(tag, out) : ERR_OK;
        }
    }
    return ERR_FORMAT;
}

enum err cue_text(struct span line, struct buf *out)
{
    struct span rest = line;
    while (rest.len > 0) {
        TRY(rest.ptr[0] == '<' ? take_tag(&rest, out) : take_plain(&rest, out));
    }
    return ERR_OK;
}

enum err cue_escape(struct span text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *name = text.ptr[i] == '&'   ? "&amp;"
                           : text.ptr[i] == '<' ? "&lt;"
                           : text.ptr[i] == '>' ? "&gt;"
                                                : NULL;
        TRY(name != NULL ? buf_append_text(out, name) : buf_append_u8(out, text.ptr[i]));
    }
    return ERR_OK;
}
