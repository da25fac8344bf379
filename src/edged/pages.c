/*
 * pages.c: pages that say what they are about without JavaScript, to people and to other machines:
 * a video, a person, a hashtag; and a video to be shown on another site's page.
 */
#include "handlers.h"

#include "base_limits.h"
#include "base_markup.h"
#include "base_tag.h"
#include "named.h"
#include "policy.h"
#include "shell.h"
#include "store_comment.h"
#include "store_search.h"

#include <stdio.h>

enum { PATH_MAX_HERE = 64, NUMBER_MAX = 24, LIST_NAME = 512 };

static void put_meta(struct buf *head, const char *property, const char *value)
{
    (void)markup_join(head, (const char *const[]){"<meta property=\"", property, "\" content=\"",
                                                  value, "\">", NULL});
}

static void put_number(struct buf *head, const char *property, int64_t value)
{
    char text[NUMBER_MAX];
    (void)snprintf(text, sizeof(text), "%lld", (long long)value);
    put_meta(head, property, text);
}

static void put_link(struct buf *head, const char *rel, const char *type, const char *url)
{
    if (type == NULL) {
        (void)markup_join(
            head, (const char *const[]){"<link rel=\"", rel, "\" href=\"", url, "\">", NULL});
    } else {
        (void)markup_join(head, (const char *const[]){"<link rel=\"", rel, "\" type=\"", type,
                                                      "\" href=\"", url, "\">", NULL});
    }
}

static enum err put_feed(const struct edged *e, struct buf *head, const char *path,
                         const char *rest, const char *ending)
{
    struct shell_address feed;
    TRY(shell_address(e, path, rest, &feed));
    (void)markup_join(
        head, (const char *const[]){"<link rel=\"alternate\" type=\"application/atom+xml\" href=\"",
                                    feed.text, ending, "", "\">", NULL});
    return buf_status(head);
}

/* A word of warning, by a decision. */
static void put_label(struct buf *body, enum language language, const char *code)
{
    const char *words = policy_label_words(span_text(code));
    if (words != NULL) {
        (void)markup_join(body, (const char *const[]){" <strong>", words_named(language, words),
                                                      "</strong> ", NULL});
    }
}

/* ---- a video */

struct video_urls {
    struct shell_address page;
    struct shell_address poster;
    struct shell_address mp4;
    struct shell_address embed;
};

static enum err urls_of(const struct edged *e, const struct store_video *v, struct video_urls *out)
{
    char path[PATH_MAX_HERE];
    (void)snprintf(path, sizeof(path), "/v/%lld", (long long)v->id);
    TRY(shell_address(e, path, NULL, &out->page));
    (void)snprintf(path, sizeof(path), "/embed/%lld", (long long)v->id);
    TRY(shell_address(e, path, NULL, &out->embed));
    (void)snprintf(path, sizeof(path), "/media/%s.jpg", v->poster);
    TRY(shell_address(e, path, NULL, &out->poster));
    (void)snprintf(path, sizeof(path), "/media/%s.mp4", v->renditions[0].mp4);
    return shell_address(e, path, NULL, &out->mp4);
}

static void put_card(struct buf *head, const struct store_video *v, const struct video_urls *urls)
{
    const struct store_rendition *first = &v->renditions[0];
    put_meta(head, "og:site_name", "Vitrine");
    put_meta(head, "og:type", "video.other");
    put_meta(head, "og:title", v->title);
    put_meta(head, "og:url", urls->page.text);
    if (policy_label_words(span_text(v->label)) != NULL) {
        put_meta(head, "og:description", policy_label_words(span_text(v->label)));
    }
    put_meta(head, "og:image", urls->poster.text);
    put_number(head, "og:image:width", first->width);
    put_number(head, "og:image:height", first->height);
    put_meta(head, "og:video", urls->mp4.text);
    put_meta(head, "og:video:type", "video/mp4");
    put_number(head, "og:video:width", first->width);
    put_number(head, "og:video:height", first->height);
    put_number(head, "video:duration", (v->duration_ms + 999) / 1000);
    put_meta(head, "twitter:card", "player");
    put_meta(head, "twitter:title", v->title);
    put_meta(head, "twitter:image", urls->poster.text);
    put_meta(head, "twitter:player", urls->embed.text);
    put_number(head, "twitter:player:width", first->width);
    put_number(head, "twitter:player:height", first->height);
}

static enum err put_video_head(const struct edged *e, const struct store_video *v,
                               const struct video_urls *urls, struct buf *head)
{
    struct shell_address oembed;
    TRY(shell_address(e, "/oembed?url=", urls->page.text, &oembed));
    put_link(head, "canonical", NULL, urls->page.text);
    put_link(head, "alternate", "application/json+oembed", oembed.text);
    TRY(put_feed(e, head, "/@", v->handle, "/atom.xml"));
    put_card(head, v, urls);
    return buf_status(head);
}

/* Controls, and the poster until somebody asks for more. */
static void put_player(struct buf *body, const struct store_video *v)
{
    (void)markup_join(
        body, (const char *const[]){"<video controls playsinline preload=\"none\" width=\"100%\""
                                    " poster=\"/media/",
                                    v->poster, ".jpg\" src=\"/media/", v->renditions[0].mp4,
                                    ".mp4\"></video>", NULL});
}

/* The way to a legal notice about it. */
static void put_report(struct buf *body, const struct tongue *t, const char *about, enum word word)
{
    (void)markup_join(body, (const char *const[]){
                                " <a class=\"text-button\" href=\"/notice?about=", about, NULL});
    (void)tongue_keep(body, t, '&');
    (void)markup_join(body,
                      (const char *const[]){"\">", words_of(t->language, word), "</a>", NULL});
}

static void put_report_of(struct buf *body, const struct tongue *t, enum policy_kind kind,
                          int64_t number)
{
    char about[PATH_MAX_HERE];
    bool video = kind == POLICY_VIDEO;
    (void)snprintf(about, sizeof(about), "%s:%lld", policy_kind_name(kind), (long long)number);
    put_report(body, t, about, video ? WORD_REPORT_ILLEGAL : WORD_REPORT);
}

/* A handle reads from left to right in each language. */
static void put_person(struct buf *body, const struct tongue *t, const char *handle)
{
    (void)markup_join(body, (const char *const[]){"<a dir=\"ltr\" href=\"/@", handle, NULL});
    (void)tongue_keep(body, t, '?');
    (void)markup_join(body, (const char *const[]){"\">@", handle, "</a>", NULL});
}

/* The newest of what was said about it. */
static enum err put_comments(const struct edged *e, const struct web_request *r, int64_t video,
                             struct shell_page *page)
{
    struct buf *body = &page->body;
    size_t count = 0;
    struct store_comment *comments = arena_alloc(r->scratch, LIMIT_PAGE * sizeof(*comments));
    if (comments == NULL) {
        return ERR_NOMEM;
    }
    TRY(store_comments_newest(e->store, video, (struct store_comment_place){0}, LIMIT_PAGE,
                              comments, &count));
    (void)buf_append_text(body, count > 0 ? "<ul>" : "");
    for (size_t i = 0; i < count; i++) {
        (void)buf_append_text(body, "<li>");
        put_person(body, &page->tongue, comments[i].handle);
        put_label(body, page->tongue.language, comments[i].label);
        (void)markup_join(body, (const char *const[]){" <bdi>", comments[i].text, "</bdi>", NULL});
        put_report_of(body, &page->tongue, POLICY_COMMENT, comments[i].id);
        (void)buf_append_text(body, "</li>");
    }
    return buf_append_text(body, count > 0 ? "</ul>" : "");
}

enum err get_video_page(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct store_video video;
    struct video_urls urls;
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    enum err err = shell_video(e, web_request_param(r, "id"), &video);
    if (err == ERR_NOT_FOUND) {
        return get_shell_alone(app, r, a);
    }
    TRY(err);
    TRY(urls_of(e, &video, &urls));
    page.tongue = tongue_of(r);
    (void)words_put(&page.title, page.tongue.language, WORD_VIDEO_TITLE,
                    (const char *const[]){video.title, video.handle});
    TRY(put_video_head(e, &video, &urls, &page.head));
    (void)markup_join(&page.body, (const char *const[]){"<main class=\"page\"><article><h1><bdi>",
                                                        video.title, "</bdi></h1><p>", NULL});
    put_person(&page.body, &page.tongue, video.handle);
    put_label(&page.body, page.tongue.language, video.label);
    (void)buf_append_text(&page.body, "</p>");
    put_player(&page.body, &video);
    put_report_of(&page.body, &page.tongue, POLICY_VIDEO, video.id);
    TRY(put_comments(e, r, video.id, &page));
    (void)buf_append_text(&page.body, "</article></main>");
    return shell_send(e, r, a, &page);
}

enum err get_embed(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct store_video video;
    struct video_urls urls;
    AUTO(buf) struct buf out = {.max = 64 * KIB};
    TRY(shell_video(e, web_request_param(r, "id"), &video));
    TRY(urls_of(e, &video, &urls));
    enum language language = tongue_of(r).language;
    (void)shell_bare(&out, language);
    (void)markup_join(&out, (const char *const[]){"<title>", video.title,
                                                  "</title><link rel=\"canonical\" href=\"",
                                                  urls.page.text, "\">", NULL});
    put_label(&out, language, video.label);
    put_player(&out, &video);
    (void)markup_join(
        &out, (const char *const[]){"<p><a target=\"_blank\" rel=\"noopener\" dir=\"auto\" href=\"",
                                    urls.page.text, "\">", video.title,
                                    "</a> \xc2\xb7 <bdi dir=\"ltr\">@", video.handle,
                                    "</bdi></p></html>\n", NULL});
    web_answer_status(a, 200);
    (void)tongue_say(a, language);
    a->embeds = true;
    return shell_answer(r, a, "text/html; charset=utf-8", &out);
}

/* ---- lists */

static void put_list(struct buf *body, const struct tongue *t, const struct store_video *videos,
                     size_t count)
{
    (void)buf_append_text(body, "<ul>");
    for (size_t i = 0; i < count; i++) {
        char id[NUMBER_MAX];
        (void)snprintf(id, sizeof(id), "%lld", (long long)videos[i].id);
        (void)markup_join(body, (const char *const[]){"<li><a dir=\"auto\" href=\"/v/", id, NULL});
        (void)tongue_keep(body, t, '?');
        (void)markup_join(body, (const char *const[]){"\">", videos[i].title, "</a>", NULL});
        put_label(body, t->language, videos[i].label);
        (void)buf_append_text(body, "</li>");
    }
    (void)buf_append_text(body, "</ul>");
}

/* A person's or a hashtag's: their name with its sign, where it is, and what is there. */
struct listed {
    const char *sign;
    const char *name;
    const char *path;
    const char *label; /* of a person */
    const struct store_video *videos;
    size_t count;
};

static enum err put_list_head(const struct edged *e, const struct listed *list, const char *name,
                              const struct shell_address *url, struct buf *head)
{
    put_link(head, "canonical", NULL, url->text);
    TRY(put_feed(e, head, list->path, list->name, "/atom.xml"));
    put_meta(head, "og:site_name", "Vitrine");
    put_meta(head, "og:type", list->sign[0] == '@' ? "profile" : "website");
    put_meta(head, "og:title", name);
    put_meta(head, "og:url", url->text);
    return buf_status(head);
}

static enum err send_list(const struct edged *e, const struct web_request *r, struct web_answer *a,
                          const struct listed *list)
{
    struct shell_address url;
    char name[LIST_NAME];
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    page.tongue = tongue_of(r);
    (void)snprintf(name, sizeof(name), "%s%s", list->sign, list->name);
    TRY(shell_address(e, list->path, list->name, &url));
    (void)words_put(&page.title, page.tongue.language, WORD_LIST_TITLE,
                    (const char *const[]){name});
    TRY(put_list_head(e, list, name, &url, &page.head));
    (void)markup_join(&page.body, (const char *const[]){"<main class=\"page\"><h1><bdi>", name,
                                                        "</bdi></h1>", NULL});
    put_label(&page.body, page.tongue.language, list->label);
    put_list(&page.body, &page.tongue, list->videos, list->count);
    if (list->sign[0] == '@') {
        (void)buf_append_text(&page.body, "<p>");
        put_report(&page.body, &page.tongue, url.quoted, WORD_REPORT_ILLEGAL);
        (void)buf_append_text(&page.body, "</p>");
    }
    (void)buf_append_text(&page.body, "</main>");
    return shell_send(e, r, a, &page);
}

enum err get_person_page(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct listed list = {.sign = "@", .path = "/@"};
    struct store_profile person;
    struct store_video *videos = arena_alloc(r->scratch, LIMIT_PAGE * sizeof(*videos));
    if (videos == NULL) {
        return ERR_NOMEM;
    }
    enum err err = named_person(e, r, &person);
    if (err == ERR_OK) {
        struct span handle = span_text(person.handle);
        err = store_video_of(e->store, handle, LIMIT_PAGE, videos, &list.count);
    }
    if (err == ERR_NOT_FOUND) {
        return get_shell_alone(app, r, a);
    }
    TRY(err);
    list.name = person.handle;
    list.label = person.label;
    list.videos = videos;
    return send_list(e, r, a, &list);
}

enum err get_tag_page(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct listed list = {.sign = "#", .path = "/tag/", .label = ""};
    struct tag tag;
    struct store_video *videos = arena_alloc(r->scratch, LIMIT_PAGE * sizeof(*videos));
    if (videos == NULL) {
        return ERR_NOMEM;
    }
    if (tag_of(web_request_param(r, "tag"), &tag) != ERR_OK) {
        return get_shell_alone(app, r, a);
    }
    TRY(store_tag_videos(e->store, &tag, (struct store_place){0, 0}, LIMIT_PAGE, videos,
                         &list.count));
    list.name = tag.text;
    list.videos = videos;
    return list.count == 0 ? get_shell_alone(app, r, a) : send_list(e, r, a, &list);
}
