#include "wish.h"

#include "base_text.h"
#include "title.h"

#include <stdio.h>
#include <string.h>

static const int64_t longest_ms = (int64_t)LIMIT_VIDEO_S * 1000;

static enum err refuse(struct web_answer *a, const char *name, const char *what)
{
    char detail[160];
    (void)snprintf(detail, sizeof(detail), "%s: %s", name, what);
    (void)web_answer_problem(a, 400, "Malformed request", detail);
    return ERR_FORMAT;
}

static enum err refuse_limit(struct web_answer *a, const char *name, const char *what,
                             int64_t limit)
{
    char detail[160];
    (void)snprintf(detail, sizeof(detail), "%s: %s", name, what);
    (void)web_answer_problem_limit(a, 400, "Malformed request", detail, limit);
    return ERR_LIMIT;
}

/* The fields of one video. */
struct wishing {
    struct web_answer *answer;
    wish_text *text;
    void *app;
};

/* Words of at most so many characters; out stays empty without the field. */
static enum err take_words(const struct wishing *w, const char *name, size_t max, char *out)
{
    struct span text = {0};
    struct span words = {0};
    enum err err = w->text(w->app, name, &text);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = title_words(text, max, false, &words);
    }
    if (err == ERR_LIMIT) {
        return refuse_limit(w->answer, name, "from 1 to this many characters", (int64_t)max);
    }
    if (err == ERR_FORMAT) {
        return refuse(w->answer, name, "a character that cannot be shown");
    }
    TRY(err);
    memcpy(out, words.ptr, words.len);
    out[words.len] = '\0';
    return ERR_OK;
}

static enum err take_time(const struct wishing *w, const char *name, int64_t *out_ms, bool *there)
{
    struct span text = {0};
    uint64_t ms = 0;
    enum err err = w->text(w->app, name, &text);
    *there = err == ERR_OK;
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_LIMIT || (err == ERR_OK && text_u64(text, INT64_MAX, &ms) != ERR_OK)) {
        return refuse(w->answer, name, "a number of milliseconds, in digits");
    }
    TRY(err);
    if ((int64_t)ms > longest_ms) {
        return refuse_limit(w->answer, name, "no video has more milliseconds than this",
                            longest_ms);
    }
    *out_ms = (int64_t)ms;
    return ERR_OK;
}

/* For everybody, if nothing is said. */
static enum err take_audience(const struct wishing *w, enum video_audience *out)
{
    struct span text = {0};
    enum err err = w->text(w->app, "visibility", &text);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_LIMIT || (err == ERR_OK && video_audience_of(text, out) != ERR_OK)) {
        return refuse(w->answer, "visibility", VISIBILITY_WORDS);
    }
    return err;
}

static enum err check_times(const struct wishing *w, const struct store_wish *wish, bool has_end)
{
    int64_t end_ms = has_end ? wish->trim_to_ms : longest_ms;
    int64_t kept_ms = end_ms - wish->trim_from_ms;
    if (kept_ms < LIMIT_TRIM_LEAST_MS) {
        return refuse_limit(w->answer, has_end ? "trim_to_ms" : "trim_from_ms",
                            "of a video at least so many milliseconds are kept",
                            LIMIT_TRIM_LEAST_MS);
    }
    if (wish->has_poster && wish->poster_ms >= kept_ms) {
        return refuse_limit(w->answer, "poster_ms",
                            "less than the milliseconds that are kept of the video", kept_ms);
    }
    return ERR_OK;
}

enum err wishes_take(struct web_answer *a, wish_text *text, void *app, struct wishes *out_wishes)
{
    struct wishing w = {a, text, app};
    struct wishes wishes = {.title = ""};
    struct store_wish *video = &wishes.video;
    bool has_start = false;
    bool has_end = false;
    TRY(take_words(&w, "title", LIMIT_TITLE, wishes.title));
    TRY(take_words(&w, "sound", LIMIT_SOUND, video->sound));
    TRY(take_time(&w, "trim_from_ms", &video->trim_from_ms, &has_start));
    TRY(take_time(&w, "trim_to_ms", &video->trim_to_ms, &has_end));
    TRY(take_time(&w, "poster_ms", &video->poster_ms, &video->has_poster));
    TRY(take_audience(&w, &video->audience));
    TRY(check_times(&w, video, has_end));
    *out_wishes = wishes;
    return ERR_OK;
}
