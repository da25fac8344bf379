#include "http.h"

#include "base_limits.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct http {
    CURL *curl;
    char base[LIMIT_URL];
    const char *agent;
    char problem[CURL_ERROR_SIZE + 64];
};

/* One request under way, for curl's callbacks. */
struct exchange {
    const struct http_request *request;
    struct http_answer *answer;
    uint64_t sent;
    size_t head; /* bytes of headers, also of answers before the last, and behind the body */
    bool head_long;
    enum err failed;
};

static void slist_auto(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static void url_auto(CURLU **url)
{
    curl_url_cleanup(*url);
}

static bool url_lacks(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(url, part, &text, 0);
    curl_free(text);
    return code != CURLUE_OK;
}

static enum err base_check(const char *base)
{
    AUTO(url) CURLU *url = curl_url();
    if (url == NULL) {
        return ERR_NOMEM;
    }
    bool scheme = strncasecmp(base, "http://", 7) == 0 || strncasecmp(base, "https://", 8) == 0;
    bool good = scheme && curl_url_set(url, CURLUPART_URL, base, 0) == CURLUE_OK &&
                url_lacks(url, CURLUPART_USER) && url_lacks(url, CURLUPART_PASSWORD) &&
                url_lacks(url, CURLUPART_QUERY) && url_lacks(url, CURLUPART_FRAGMENT) &&
                strchr(base, '?') == NULL && strchr(base, '#') == NULL;
    return good ? ERR_OK : ERR_FORMAT;
}

enum err http_open(const char *base, struct http **out_http)
{
    size_t len = strlen(base);
    if (len >= LIMIT_URL / 2 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return ERR_FORMAT;
    }
    TRY(base_check(base));
    AUTO(http_close) struct http *h = calloc(1, sizeof(*h));
    if (h == NULL) {
        return ERR_NOMEM;
    }
    h->curl = curl_easy_init();
    if (h->curl == NULL) {
        return ERR_NOMEM;
    }
    while (len > 0 && base[len - 1] == '/') {
        len--;
    }
    memcpy(h->base, base, len);
    h->agent = "vitrine";
    *out_http = MOVE(h);
    return ERR_OK;
}

void http_close(struct http *h)
{
    if (h != NULL) {
        curl_easy_cleanup(h->curl);
        free(h);
    }
}

void http_agent(struct http *h, const char *agent)
{
    h->agent = agent;
}

const char *http_base(const struct http *h)
{
    return h->base;
}

const char *http_problem(const struct http *h)
{
    return h->problem;
}

void http_answer_done(struct http_answer *answer)
{
    buf_done(&answer->body);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *x = context;
    enum err err = buf_append(&x->answer->body, bytes, size * count);
    if (err != ERR_OK) {
        x->failed = err;
        return 0;
    }
    return size * count;
}

/* The value of a header line, if it is this one; cut at the line's end. */
static bool header_value(struct span line, const char *name, struct span *out)
{
    size_t len = strlen(name);
    if (line.len <= len || strncasecmp((const char *)line.ptr, name, len) != 0 ||
        line.ptr[len] != ':') {
        return false;
    }
    struct span value = span_of(line.ptr + len + 1, line.len - len - 1);
    while (value.len > 0 && value.ptr[0] == ' ') {
        value = span_of(value.ptr + 1, value.len - 1);
    }
    while (value.len > 0 && value.ptr[value.len - 1] <= ' ') {
        value.len--;
    }
    *out = value;
    return true;
}

static void keep_text(struct span value, char *out, size_t size)
{
    size_t len = value.len < size ? value.len : 0; /* what does not fit is as good as not sent */
    if (len > 0) {
        memcpy(out, value.ptr, len);
    }
    out[len] = '\0';
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *x = context;
    struct http_answer *answer = x->answer;
    const struct {
        const char *name;
        char *out;
        size_t size;
    } kept[] = {
        {"Content-Type", answer->content_type, sizeof(answer->content_type)},
        {"Location", answer->location, sizeof(answer->location)},
        {"Upload-Offset", answer->upload_offset, sizeof(answer->upload_offset)},
        {"Vitrine-Video", answer->video, sizeof(answer->video)},
    };
    struct span line = span_of(bytes, size * count);
    struct span value = {NULL, 0};
    x->head += line.len;
    if (x->head > LIMIT_HEADER_MEMORY) { /* curl keeps each, and knows no end of those behind */
        x->head_long = true;
        x->failed = ERR_LIMIT;
        return 0;
    }
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (header_value(line, kept[i].name, &value)) {
            keep_text(value, kept[i].out, kept[i].size);
        }
    }
    if (header_value(line, "Set-Cookie", &value)) {
        keep_text(span_cut(&value, ';'), answer->cookie, sizeof(answer->cookie));
    }
    return size * count;
}

static size_t give_upload(char *out, size_t size, size_t count, void *context)
{
    struct exchange *x = context;
    uint64_t left = x->request->upload_len - x->sent;
    size_t want = size * count < left ? size * count : (size_t)left;
    ssize_t got = want == 0 ? 0 : read(x->request->upload_fd, out, want);
    while (got < 0 && errno == EINTR) {
        got = read(x->request->upload_fd, out, want);
    }
    if (got < 0 || (got == 0 && left > 0)) {
        x->failed = ERR_IO;
        return CURL_READFUNC_ABORT;
    }
    x->sent += (uint64_t)got;
    if (x->request->progress != NULL) {
        x->request->progress(x->request->context, x->sent);
    }
    return (size_t)got;
}

static enum err make_headers(const struct http_request *request, struct curl_slist **out_list)
{
    AUTO(slist) struct curl_slist *list = NULL;
    char type[192] = "Content-Type:"; /* without a value: curl sends none of its own */
    if (request->content_type != NULL) {
        (void)snprintf(type, sizeof(type), "Content-Type: %s", request->content_type);
    }
    list = curl_slist_append(NULL, type);
    if (list == NULL) {
        return ERR_NOMEM;
    }
    for (const char *const *h = request->headers; h != NULL && *h != NULL; h++) {
        if (curl_slist_append(list, *h) == NULL) {
            return ERR_NOMEM;
        }
    }
    *out_list = MOVE(list);
    return ERR_OK;
}

/* A proxy of the environment's may be on the way to others, not to this machine. */
static void set_proxy(CURL *c)
{
    const char *given = getenv("no_proxy");
    char list[1024];
    int len = snprintf(list, sizeof(list), "localhost,127.0.0.1,::1%s%s", given == NULL ? "" : ",",
                       given == NULL ? "" : given);
    bool fits = len > 0 && (size_t)len < sizeof(list);
    (void)curl_easy_setopt(c, CURLOPT_NOPROXY, fits ? list : "localhost,127.0.0.1,::1");
}

static void set_limits(CURL *c, const struct http_request *request)
{
    bool upload = request->upload_len > 0;
    bool less = request->time_ms > 0 && request->time_ms < LIMIT_FETCH_MS;
    long time_ms = less ? (long)request->time_ms : (long)LIMIT_FETCH_MS;
    (void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_FETCH_CONNECT_MS);
    (void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, upload ? 0L : time_ms);
    (void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    (void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)LIMIT_FETCH_STALL_S);
}

static void set_body(CURL *c, const struct http_request *request, struct exchange *x)
{
    if (request->upload_len > 0) {
        (void)curl_easy_setopt(c, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->upload_len);
        (void)curl_easy_setopt(c, CURLOPT_READFUNCTION, give_upload);
        (void)curl_easy_setopt(c, CURLOPT_READDATA, x);
    } else if (request->body.len > 0 ||
               (request->method != NULL && strcmp(request->method, "POST") == 0)) {
        (void)curl_easy_setopt(c, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        (void)curl_easy_setopt(c, CURLOPT_POSTFIELDS,
                               request->body.len > 0 ? (const char *)request->body.ptr : "");
    }
    if (request->method != NULL && strcmp(request->method, "HEAD") == 0) {
        (void)curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
    } else if (request->method != NULL) {
        (void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, request->method);
    }
}

static enum err err_from_curl(CURLcode code, const struct exchange *x)
{
    if (x->failed != ERR_OK) {
        return x->failed;
    }
    switch ((int)code) {
    case CURLE_OK:
        return ERR_OK;
    case CURLE_OUT_OF_MEMORY:
        return ERR_NOMEM;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_URL_MALFORMAT:
        return ERR_FORMAT;
    default:
        return ERR_GONE;
    }
}

enum err http_do(struct http *h, const struct http_request *request, struct http_answer *out_answer)
{
    char url[LIMIT_URL * 2];
    int len = snprintf(url, sizeof(url), "%s%s", h->base, request->path);
    if (len < 0 || (size_t)len >= sizeof(url)) {
        return ERR_LIMIT;
    }
    struct exchange x = {.request = request, .answer = out_answer};
    AUTO(slist) struct curl_slist *headers = NULL;
    TRY(make_headers(request, &headers));
    http_answer_done(out_answer);
    *out_answer = (struct http_answer){.body = {.max = request->answer_max}};
    CURL *c = h->curl;
    curl_easy_reset(c); /* keeps the connection */
    h->problem[0] = '\0';
    set_limits(c, request);
    set_proxy(c);
    set_body(c, request, &x);
    (void)curl_easy_setopt(c, CURLOPT_URL, url);
    (void)curl_easy_setopt(c, CURLOPT_USERAGENT, h->agent);
    (void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->problem);
    (void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(c, CURLOPT_WRITEDATA, &x);
    (void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl_easy_setopt(c, CURLOPT_HEADERDATA, &x);
    if (request->cookie != NULL) {
        (void)curl_easy_setopt(c, CURLOPT_COOKIE, request->cookie);
    }
    CURLcode code = curl_easy_perform(c);
    long status = 0;
    (void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, NULL);
    out_answer->status = (int)status;
    enum err err = err_from_curl(code, &x);
    if (err == ERR_LIMIT) {
        (void)snprintf(h->problem, sizeof(h->problem), "%s: the answer%s longer than %zu bytes",
                       request->path, x.head_long ? "'s headers are" : " is",
                       x.head_long ? (size_t)LIMIT_HEADER_MEMORY : request->answer_max);
    } else if (err != ERR_OK && h->problem[0] == '\0') {
        (void)snprintf(h->problem, sizeof(h->problem), "%s", curl_easy_strerror(code));
    }
    return err;
}

enum err http_get(struct http *h, const char *path, size_t answer_max, struct buf *out_body)
{
    return http_get_with(h, &(struct http_request){.path = path, .answer_max = answer_max},
                         out_body);
}

enum err http_get_with(struct http *h, const struct http_request *wanted, struct buf *out_body)
{
    AUTO(http_answer) struct http_answer answer = {.status = 0};
    struct http_request request = *wanted;
    const char *path = wanted->path;
    size_t answer_max = wanted->answer_max;
    /* A page that says "not found" may be longer than what was wanted. */
    request.answer_max = answer_max > LIMIT_NOTE ? answer_max : LIMIT_NOTE;
    TRY(http_do(h, &request, &answer));
    if (answer.status != 200) {
        bool leads = answer.status >= 300 && answer.status < 400 && answer.status != 304;
        (void)snprintf(h->problem, sizeof(h->problem), "%.200s: status %d%s", path, answer.status,
                       leads ? ", which leads elsewhere: that is not followed" : "");
        if (answer.status == 404 || answer.status == 410) {
            return ERR_NOT_FOUND;
        }
        return answer.status == 429 || answer.status >= 500 ? ERR_GONE : ERR_DENIED;
    }
    if (answer.body.len > answer_max) {
        (void)snprintf(h->problem, sizeof(h->problem), "%.200s: longer than %zu bytes", path,
                       answer_max);
        return ERR_LIMIT;
    }
    buf_done(out_body);
    *out_body = answer.body;
    answer.body = (struct buf){.max = 0};
    return ERR_OK;
}
