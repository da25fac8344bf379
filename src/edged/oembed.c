/*
 * oembed.c: GET /oembed: how another site shows a video of ours (oembed.com, as JSON). It speaks of
 * addresses of this region only, and asks nobody.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_limits.h"
#include "base_markup.h"
#include "base_text.h"
#include "shell.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 32 * 1024, PATH_MAX_HERE = 64, SIDE_MAX = 100000 };

struct size {
    int64_t width;
    int64_t height;
};

/* A side that is asked for; what is not there has no end. */
static enum err read_side(struct web_answer *a, const char *name, struct span text, int64_t *out)
{
    uint64_t side = 0;
    if (text_u64(text, SIDE_MAX, &side) != ERR_OK || side == 0) {
        char detail[80];
        (void)snprintf(detail, sizeof(detail), "%s: a number of pixels from 1 on", name);
        (void)web_answer_problem(a, 400, "Malformed request", detail);
        return ERR_FORMAT;
    }
    *out = (int64_t)side;
    return ERR_OK;
}

/* The largest of the same shape that is within both sides; a pixel at least. */
static struct size fit(struct size size, struct size most)
{
    struct size out = size;
    if (out.width > most.width) {
        out = (struct size){most.width, size.height * most.width / size.width};
    }
    if (out.height > most.height) {
        out = (struct size){size.width * most.height / size.height, most.height};
    }
    out.width = out.width > 0 ? out.width : 1;
    out.height = out.height > 0 ? out.height : 1;
    return out;
}

/* The number in an address of a video's page. */
static enum err number_of(const struct edged *e, struct span url, struct span *out_number)
{
    struct shell_address prefix;
    TRY(shell_address(e, "/v/", NULL, &prefix));
    if (!span_starts(url, prefix.text)) {
        return ERR_NOT_FOUND;
    }
    size_t len = strlen(prefix.text);
    struct span rest = span_of(url.ptr + len, url.len - len);
    rest = span_cut(&rest, '#');
    *out_number = span_cut(&rest, '?');
    return ERR_OK;
}

static enum err put_frame(const struct edged *e, const struct store_video *v, struct size size,
                          struct jot *j)
{
    AUTO(buf) struct buf html = {.max = ANSWER_MAX};
    struct shell_address embed;
    char path[PATH_MAX_HERE];
    char sides[2 * PATH_MAX_HERE];
    (void)snprintf(path, sizeof(path), "/embed/%lld", (long long)v->id);
    (void)snprintf(sides, sizeof(sides), "\" width=\"%lld\" height=\"%lld\" title=\"",
                   (long long)size.width, (long long)size.height);
    TRY(shell_address(e, path, NULL, &embed));
    TRY(markup_join(&html, (const char *const[]){"<iframe src=\"", embed.text, sides, v->title,
                                                 "\" allowfullscreen></iframe>", NULL}));
    jot_put_span(j, "html", buf_span(&html));
    return ERR_OK;
}

static enum err answer(const struct edged *e, struct web_answer *a, const struct store_video *v,
                       struct size size)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct shell_address author;
    struct shell_address poster;
    char path[PATH_MAX_HERE];
    (void)snprintf(path, sizeof(path), "/media/%s.jpg", v->poster);
    TRY(shell_address(e, "/@", v->handle, &author));
    TRY(shell_address(e, path, NULL, &poster));
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_text(&j, "version", "1.0");
    jot_put_text(&j, "type", "video");
    jot_put_text(&j, "title", v->title);
    jot_put_text(&j, "author_name", v->handle);
    jot_put_text(&j, "author_url", author.text);
    jot_put_text(&j, "provider_name", "Vitrine");
    jot_put_text(&j, "provider_url", e->web_origin);
    jot_put_text(&j, "thumbnail_url", poster.text);
    jot_put_int(&j, "thumbnail_width", v->renditions[0].width);
    jot_put_int(&j, "thumbnail_height", v->renditions[0].height);
    jot_put_int(&j, "width", size.width);
    jot_put_int(&j, "height", size.height);
    TRY(put_frame(e, v, size, &j));
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err get_oembed(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct span text = {0};
    struct span number = {0};
    struct store_video video;
    struct size most = {SIDE_MAX, SIDE_MAX};
    if (web_request_query(r, "format", &text) && !span_is(text, "json")) {
        (void)web_answer_problem(a, 501, "Not implemented", "format: json");
        return ERR_NOT_FOUND;
    }
    if (web_request_query(r, "maxwidth", &text)) {
        TRY(read_side(a, "maxwidth", text, &most.width));
    }
    if (web_request_query(r, "maxheight", &text)) {
        TRY(read_side(a, "maxheight", text, &most.height));
    }
    if (!web_request_query(r, "url", &text)) {
        (void)web_answer_problem(a, 400, "Malformed request", "url: of a video's page here");
        return ERR_FORMAT;
    }
    TRY(number_of(e, text, &number));
    TRY(shell_video(e, number, &video));
    struct size size = {video.renditions[0].width, video.renditions[0].height};
    return answer(e, a, &video, fit(size, most));
}
