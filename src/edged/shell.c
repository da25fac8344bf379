#include "shell.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_markup.h"
#include "base_text.h"
#include "web_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHELL_MAX = 64 * 1024, WHOLE_MAX = 512 * 1024, ETAG_MAX = 24 };

enum err shell_address(const struct edged *e, const char *path, const char *rest,
                       struct shell_address *out)
{
    AUTO(buf) struct buf text = {.max = sizeof(out->text)};
    AUTO(buf) struct buf quoted = {.max = sizeof(out->quoted)};
    (void)buf_append_text(&text, e->web_origin);
    (void)buf_append_text(&text, path);
    if (rest != NULL) {
        (void)markup_url(&text, span_text(rest));
    }
    (void)markup_url(&quoted, buf_span(&text));
    (void)buf_append_u8(&text, 0);
    (void)buf_append_u8(&quoted, 0);
    TRY(buf_status(&text));
    TRY(buf_status(&quoted));
    memcpy(out->text, text.ptr, text.len);
    memcpy(out->quoted, quoted.ptr, quoted.len);
    return ERR_OK;
}

enum err shell_video(const struct edged *e, struct span number, struct store_video *out_video)
{
    uint64_t id = 0;
    if (text_u64(number, INT64_MAX, &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_video_get(e->store, (int64_t)id, out_video));
    bool there = store_video_shown(out_video) && out_video->rendition_count > 0;
    return there ? ERR_OK : ERR_NOT_FOUND;
}

/* FNV-1a: it only has to tell one text from the next. */
static void etag_of(struct span text, char out[ETAG_MAX])
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ text.ptr[i]) * UINT64_C(0x100000001b3);
    }
    (void)snprintf(out, ETAG_MAX, "\"%016" PRIx64 "\"", hash);
}

enum err shell_answer(const struct web_request *r, struct web_answer *a, const char *type,
                      struct buf *text)
{
    char etag[ETAG_MAX];
    TRY(buf_status(text));
    etag_of(buf_span(text), etag);
    enum web_condition condition = a->status == 200 ? web_condition(r, a, etag) : WEB_GO_ON;
    if (condition == WEB_OTHER) {
        return ERR_OK;
    }
    web_answer_status(a, condition == WEB_UNCHANGED ? 304 : a->status);
    (void)web_answer_etag(a, etag);
    (void)web_answer_cache(a, "no-cache");
    return web_answer_body(a, type, text);
}

/* What stands before a mark, off the rest; all of it, if the mark is not there. */
static struct span take_until(struct span *rest, const char *mark)
{
    const uint8_t *at = memmem(rest->ptr, rest->len, mark, strlen(mark));
    size_t len = at == NULL ? rest->len : (size_t)(at - rest->ptr);
    struct span out = span_of(rest->ptr, len);
    *rest = span_of(rest->ptr + len, rest->len - len);
    return out;
}

void shell_title(struct shell_page *page, enum word word)
{
    enum language language = page->tongue.language;
    (void)words_put(&page->title, language, WORD_TITLE,
                    (const char *const[]){words_of(language, word)});
}

static enum err read_page(const struct edged *e, const struct shell_page *page, const char *name,
                          struct buf *out)
{
    char file[TONGUE_FILE];
    tongue_page(page->tongue.language, name, file);
    return file_read_all(e->www_fd, file, out);
}

static void put_title(struct buf *out, const struct shell_page *page, struct span *rest)
{
    (void)buf_append_span(out, take_until(rest, "<title>"));
    (void)take_until(rest, "</title>");
    (void)buf_append_text(out, "<title>");
    (void)buf_append_span(out, buf_span(&page->title));
}

/* An answer to a form cannot be asked for again. */
static void put_link(struct buf *out, const struct shell_page *page, const struct web_request *r)
{
    if (r->method == WEB_GET) {
        (void)tongue_link(out, &page->tongue, r);
    }
}

enum err shell_send(const struct edged *e, const struct web_request *r, struct web_answer *a,
                    struct shell_page *page)
{
    AUTO(buf) struct buf shell = {.max = SHELL_MAX};
    AUTO(buf) struct buf out = {.max = WHOLE_MAX};
    TRY(read_page(e, page, "index", &shell));
    struct span rest = buf_span(&shell);
    put_title(&out, page, &rest);
    (void)buf_append_span(&out, take_until(&rest, "</head>"));
    (void)buf_append_span(&out, buf_span(&page->head));
    (void)buf_append_span(&out, take_until(&rest, "<noscript>"));
    (void)take_until(&rest, "</noscript>");
    (void)buf_append_text(&out, "<noscript>");
    put_link(&out, page, r);
    (void)buf_append_span(&out, buf_span(&page->body));
    (void)buf_append_span(&out, rest);
    web_answer_status(a, page->status);
    (void)tongue_say(a, page->tongue.language);
    if (page->own) {
        (void)web_answer_cache(a, "no-store");
        return web_answer_body(a, "text/html; charset=utf-8", &out);
    }
    return shell_answer(r, a, "text/html; charset=utf-8", &out);
}

bool shell_wanted(const struct web_request *r)
{
    struct span accept = {0};
    (void)web_request_header(r, "Accept", &accept);
    return accept.len > 0 && memmem(accept.ptr, accept.len, "text/html", 9) != NULL;
}

/* In place of what the page for what is not there says. */
enum err shell_plain(const struct edged *e, const struct web_request *r, struct web_answer *a,
                     struct shell_page *page)
{
    AUTO(buf) struct buf shell = {.max = SHELL_MAX};
    AUTO(buf) struct buf out = {.max = WHOLE_MAX};
    TRY(read_page(e, page, "not-found", &shell));
    struct span rest = buf_span(&shell);
    put_title(&out, page, &rest);
    (void)buf_append_span(&out, take_until(&rest, "<nav "));
    (void)take_until(&rest, "<main ");
    put_link(&out, page, r);
    (void)buf_append_span(&out, take_until(&rest, "<div class=\"state-card\">"));
    (void)take_until(&rest, "</main>");
    (void)buf_append_text(&out, "<div class=\"state-card\">");
    (void)buf_append_span(&out, buf_span(&page->body));
    (void)buf_append_text(&out, "</div>");
    (void)buf_append_span(&out, rest);
    web_answer_status(a, page->status);
    (void)web_answer_cache(a, "no-store");
    (void)tongue_say(a, page->tongue.language);
    return web_answer_body(a, "text/html; charset=utf-8", &out);
}

enum err shell_bare(struct buf *out, enum language language)
{
    return markup_join(out,
                       (const char *const[]){"<!doctype html><html lang=\"", tongue_name(language),
                                             "\" dir=\"", tongue_direction(language),
                                             "\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
                                             "content=\"width=device-width\">",
                                             NULL});
}
