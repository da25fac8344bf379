/*
 * atom.c: feeds for readers of others (RFC 4287, with Media RSS): the newest videos of all, of a
 * person, of a hashtag.
 */
#include "handlers.h"

#include "base_limits.h"
#include "base_markup.h"
#include "base_tag.h"
#include "base_time.h"
#include "named.h"
#include "policy.h"
#include "shell.h"
#include "store_search.h"

#include <stdio.h>

enum { FEED_MAX = 512 * 1024, PATH_MAX_HERE = 64, NUMBER_MAX = 24 };

struct feed {
    const char *title; /* what stands before the name */
    const char *name;  /* "": none */
    const char *path;  /* of the page; the name follows it */
    const struct store_video *videos;
    size_t count;
};

static void put_number(struct buf *out, const char *name, int64_t value)
{
    (void)buf_printf(out, " %s=\"%lld\"", name, (long long)value);
}

static enum err put_media(const struct edged *e, const struct store_video *v, struct buf *out)
{
    const struct store_rendition *first = &v->renditions[0];
    struct shell_address url;
    char path[PATH_MAX_HERE];
    (void)snprintf(path, sizeof(path), "/media/%s.mp4", first->mp4);
    TRY(shell_address(e, path, NULL, &url));
    (void)markup_join(out, (const char *const[]){"<media:group><media:title>", v->title,
                                                 "</media:title><media:content url=\"", url.text,
                                                 "\" type=\"video/mp4\" medium=\"video\"", NULL});
    put_number(out, "width", first->width);
    put_number(out, "height", first->height);
    put_number(out, "duration", (v->duration_ms + 999) / 1000);
    (void)snprintf(path, sizeof(path), "/media/%s.jpg", v->poster);
    TRY(shell_address(e, path, NULL, &url));
    (void)markup_join(out,
                      (const char *const[]){"/><media:thumbnail url=\"", url.text, "\"", NULL});
    put_number(out, "width", first->width);
    put_number(out, "height", first->height);
    return buf_append_text(out, "/></media:group>");
}

static enum err put_entry(const struct edged *e, const struct store_video *v, struct buf *out)
{
    struct shell_address page;
    struct shell_address author;
    char path[PATH_MAX_HERE];
    char date[TIME_ISO_SIZE];
    const char *label = policy_label_words(span_text(v->label));
    if (v->rendition_count == 0) {
        return ERR_OK;
    }
    (void)snprintf(path, sizeof(path), "/v/%lld", (long long)v->id);
    time_iso(v->published_ms, date);
    TRY(shell_address(e, path, NULL, &page));
    TRY(shell_address(e, "/@", v->handle, &author));
    (void)markup_join(
        out, (const char *const[]){"<entry><id>", page.text, "</id><title>", v->title,
                                   "</title><link rel=\"alternate\" type=\"text/html\" href=\"",
                                   page.text, "\"/><published>", date, "</published><updated>",
                                   date, "</updated><author><name>", v->handle, "</name><uri>",
                                   author.text, "</uri></author>", NULL});
    if (label != NULL) {
        (void)markup_join(out, (const char *const[]){"<summary>", label, "</summary>", NULL});
    }
    TRY(put_media(e, v, out));
    return buf_append_text(out, "</entry>\n");
}

/* A feed that has nothing yet was last changed when there was nothing. */
static enum err send_feed(const struct edged *e, const struct web_request *r, struct web_answer *a,
                          const struct feed *feed)
{
    AUTO(buf) struct buf out = {.max = FEED_MAX};
    struct shell_address page;
    char date[TIME_ISO_SIZE];
    const char *ending = feed->name[0] == '\0' ? "atom.xml" : "/atom.xml";
    time_iso(feed->count > 0 ? feed->videos[0].published_ms : 0, date);
    TRY(shell_address(e, feed->path, feed->name, &page));
    (void)markup_join(
        &out, (const char *const[]){"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                    "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                                    "xmlns:media=\"http://search.yahoo.com/mrss/\">\n<id>",
                                    page.text, "</id><title>", feed->title, "", feed->name,
                                    "</title><link rel=\"alternate\" type=\"text/html\" href=\"",
                                    page.text,
                                    "\"/><link rel=\"self\" "
                                    "type=\"application/atom+xml\" href=\"",
                                    page.text, "", ending, "\"/><updated>", date,
                                    "</updated><author><name>Vitrine</name></author>\n", NULL});
    for (size_t i = 0; i < feed->count; i++) {
        TRY(put_entry(e, &feed->videos[i], &out));
    }
    TRY(buf_append_text(&out, "</feed>\n"));
    web_answer_status(a, 200);
    return shell_answer(r, a, "application/atom+xml; charset=utf-8", &out);
}

static struct store_video *room(const struct web_request *r)
{
    return arena_alloc(r->scratch, LIMIT_PAGE * sizeof(struct store_video));
}

enum err get_atom(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct feed feed = {.title = "Vitrine", .name = "", .path = "/"};
    struct store_video *videos = room(r);
    if (videos == NULL) {
        return ERR_NOMEM;
    }
    TRY(store_video_newest(e->store, (struct store_place){0, 0}, LIMIT_PAGE, videos, &feed.count));
    feed.videos = videos;
    return send_feed(e, r, a, &feed);
}

enum err get_person_atom(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct store_profile person;
    struct feed feed = {.title = "Vitrine: @", .path = "/@"};
    struct store_video *videos = room(r);
    if (videos == NULL) {
        return ERR_NOMEM;
    }
    TRY(named_person(e, r, &person));
    TRY(store_video_of(e->store, span_text(person.handle), LIMIT_PAGE, videos, &feed.count));
    feed.name = person.handle;
    feed.videos = videos;
    return send_feed(e, r, a, &feed);
}

enum err get_tag_atom(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct tag tag;
    struct feed feed = {.title = "Vitrine: #", .path = "/tag/"};
    struct store_video *videos = room(r);
    if (videos == NULL) {
        return ERR_NOMEM;
    }
    if (tag_of(web_request_param(r, "tag"), &tag) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_tag_videos(e->store, &tag, (struct store_place){0, 0}, LIMIT_PAGE, videos,
                         &feed.count));
    feed.name = tag.text;
    feed.videos = videos;
    return feed.count == 0 ? ERR_NOT_FOUND : send_feed(e, r, a, &feed);
}
