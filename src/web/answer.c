#include "web_answer.h"

#include "base_file.h"
#include "base_json.h"
#include "base_limits.h"
#include "base_text.h"

#include "stream.h"

#include <stdio.h>
#include <string.h>

enum { PROBLEM_MAX = 4 * 1024, COOKIE_MAX = 1024 };

void web_answer_init(struct web_answer *a)
{
    *a = (struct web_answer)WEB_ANSWER_EMPTY;
}

static void drop_pull(struct web_answer *a)
{
    const struct web_pull *pull = a->pull;
    a->pull = NULL;
    if (pull != NULL) {
        pull->close(a->pull_state);
    }
}

void web_answer_done(struct web_answer *a)
{
    drop_pull(a);
    stream_free(a->stream);
    fd_close(a->fd);
    buf_done(&a->body);
    arena_done(&a->strings);
    web_answer_init(a);
}

void web_answer_again(struct web_answer *a)
{
    struct web_quota quota = a->quota;
    bool secure = a->secure;
    web_answer_done(a);
    a->quota = quota;
    a->secure = secure;
}

static enum err fail(struct web_answer *a, enum err err)
{
    if (a->failed == ERR_OK) {
        a->failed = err;
    }
    return err;
}

void web_answer_status(struct web_answer *a, unsigned status)
{
    a->status = status;
}

static bool is_header_text(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || (unsigned char)*c == 0x7f) {
            return false;
        }
    }
    return true;
}

enum err web_answer_header(struct web_answer *a, const char *name, const char *value)
{
    if (a->failed != ERR_OK) {
        return a->failed;
    }
    if (name == NULL || value == NULL || name[0] == '\0' || !is_header_text(name) ||
        strpbrk(name, ": \t") != NULL || !is_header_text(value)) {
        return fail(a, ERR_FORMAT);
    }
    if (a->header_count == WEB_ANSWER_HEADERS) {
        return fail(a, ERR_LIMIT);
    }
    struct web_answer_header h = {arena_text(&a->strings, span_text(name)),
                                  arena_text(&a->strings, span_text(value))};
    if (h.name == NULL || h.value == NULL) {
        return fail(a, ERR_NOMEM);
    }
    a->headers[a->header_count++] = h;
    return ERR_OK;
}

enum err web_answer_forms(struct web_answer *a, struct span origin)
{
    char text[sizeof(WEB_HTML_POLICY) + LIMIT_WEB_ORIGIN + 1];
    if (!text_is_web_origin(origin)) {
        return fail(a, ERR_FORMAT);
    }
    (void)snprintf(text, sizeof(text), "%s %.*s", WEB_HTML_POLICY, (int)origin.len,
                   (const char *)origin.ptr);
    a->policy = arena_text(&a->strings, span_text(text));
    return a->policy == NULL ? fail(a, ERR_NOMEM) : ERR_OK;
}

enum err web_answer_type(struct web_answer *a, const char *content_type)
{
    return web_answer_header(a, "Content-Type", content_type);
}

enum err web_answer_cache(struct web_answer *a, const char *cache_control)
{
    return web_answer_header(a, "Cache-Control", cache_control);
}

enum err web_answer_empty(struct web_answer *a)
{
    web_answer_status(a, 204);
    return web_answer_cache(a, "no-store");
}

enum err web_answer_location(struct web_answer *a, const char *url)
{
    return web_answer_header(a, "Location", url);
}

enum err web_answer_etag(struct web_answer *a, const char *quoted)
{
    return web_answer_header(a, "ETag", quoted);
}

static enum err put_cookie(struct web_answer *a, const char *name, const char *value,
                           int64_t max_age_s, const char *same_site)
{
    char text[COOKIE_MAX];
    if (strpbrk(value, ";,\" \\") != NULL) {
        return fail(a, ERR_FORMAT);
    }
    int len = snprintf(text, sizeof(text), "%s=%s; HttpOnly; SameSite=%s; Path=/; Max-Age=%lld%s",
                       name, value, same_site, (long long)max_age_s, a->secure ? "; Secure" : "");
    if (len < 0 || (size_t)len >= sizeof(text)) {
        return fail(a, ERR_LIMIT);
    }
    return web_answer_header(a, "Set-Cookie", text);
}

enum err web_answer_cookie(struct web_answer *a, const char *name, const char *value,
                           int64_t max_age_s)
{
    return put_cookie(a, name, value, max_age_s, "Lax");
}

enum err web_answer_cookie_strict(struct web_answer *a, const char *name, const char *value,
                                  int64_t max_age_s)
{
    return put_cookie(a, name, value, max_age_s, "Strict");
}

void web_answer_quota(struct web_answer *a, const struct web_quota *quota)
{
    a->quota = *quota;
}

static void drop_body(struct web_answer *a)
{
    drop_pull(a);
    stream_free(a->stream);
    a->stream = NULL;
    fd_close(a->fd);
    a->fd = -1;
    a->offset = 0;
    a->length = 0;
    buf_done(&a->body);
    a->body = (struct buf){0};
}

enum err web_answer_body(struct web_answer *a, const char *content_type, struct buf *body)
{
    enum err status = buf_status(body);
    if (status != ERR_OK) {
        return fail(a, status);
    }
    drop_body(a);
    a->body = *body;
    *body = (struct buf){.max = body->max};
    return web_answer_type(a, content_type);
}

enum err web_answer_json(struct web_answer *a, unsigned status, struct buf *body)
{
    web_answer_status(a, status);
    (void)web_answer_cache(a, "no-store");
    return web_answer_body(a, "application/json", body);
}

enum err web_answer_fd(struct web_answer *a, int fd, uint64_t offset, uint64_t length)
{
    drop_body(a);
    a->fd = fd;
    a->offset = offset;
    a->length = length;
    return a->failed;
}

enum err web_answer_while(struct web_answer *a, web_may_fn *may, const char *name)
{
    a->may = may;
    a->may_name = arena_text(&a->strings, span_text(name));
    return a->may_name == NULL ? fail(a, ERR_NOMEM) : a->failed;
}

enum err web_answer_pull(struct web_answer *a, const struct web_pull *pull, void *state)
{
    drop_body(a);
    a->pull = pull;
    a->pull_state = state;
    return a->failed;
}

/* Only cookies stay: a refused sign-in may still take a stale one away. */
static void keep_cookies(struct web_answer *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->header_count; i++) {
        if (strcmp(a->headers[i].name, "Set-Cookie") == 0) {
            a->headers[kept++] = a->headers[i];
        }
    }
    a->header_count = kept;
}

/* "events[3].video: …": the name in front; empty: there is none. */
struct span web_answer_field(const char *detail)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]";
    size_t len = strspn(detail, letters);
    bool named = len > 0 && detail[len] == ':' && detail[len + 1] == ' ';
    return span_of(detail, named ? len : 0);
}

static void put_detail(struct jot *j, const char *detail)
{
    struct span field = web_answer_field(detail);
    jot_put_text(j, "detail", detail);
    if (field.len > 0) {
        jot_put_span(j, "field", field);
    }
}

static enum err problem(struct web_answer *a, unsigned status, const char *title,
                        const char *detail, const int64_t *limit)
{
    AUTO(buf) struct buf body = {.max = PROBLEM_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_text(&j, "type", "about:blank");
    jot_put_text(&j, "title", title);
    jot_put_int(&j, "status", (int64_t)status);
    if (detail != NULL) {
        put_detail(&j, detail);
    }
    if (limit != NULL) {
        jot_put_int(&j, "limit", *limit);
    }
    jot_object_end(&j);
    a->failed = ERR_OK;
    keep_cookies(a);
    web_answer_status(a, status);
    a->problem = true;
    a->detail = detail == NULL ? NULL : arena_text(&a->strings, span_text(detail));
    (void)web_answer_cache(a, "no-store");
    return web_answer_body(a, "application/problem+json", &body);
}

enum err web_answer_problem(struct web_answer *a, unsigned status, const char *title,
                            const char *detail)
{
    return problem(a, status, title, detail, NULL);
}

enum err web_answer_problem_limit(struct web_answer *a, unsigned status, const char *title,
                                  const char *detail, int64_t limit)
{
    return problem(a, status, title, detail, &limit);
}

enum err web_answer_err(struct web_answer *a, enum err err, const char *detail)
{
    static const struct {
        enum err err;
        unsigned status;
        const char *title;
    } rows[] = {
        {ERR_FORMAT, 400, "Malformed request"},
        {ERR_LIMIT, 413, "Too large"},
        {ERR_DENIED, 403, "Not allowed"},
        {ERR_NOT_FOUND, 404, "Not found"},
        {ERR_CONFLICT, 409, "Conflict"},
        {ERR_BUSY, 503, "Busy"},
        {ERR_GONE, 503, "Busy"},
        {ERR_FULL, 507, "No space left"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].err == err) {
            enum err put = problem(a, rows[i].status, rows[i].title, detail, NULL);
            if (put == ERR_OK && rows[i].status == 503) {
                put = web_answer_header(a, "Retry-After", "2");
            }
            return put;
        }
    }
    return problem(a, 500, "Something went wrong here", detail, NULL);
}
