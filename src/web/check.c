/*
 * check.c: all that is looked at before a byte of a body is taken: the target, the head's size and
 * framing, the route, where the request comes from, who sends it, and how long its body says it is.
 */
#include "inside.h"

#include "base_text.h"
#include "web_head.h"
#include "web_path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const method_names[WEB_METHOD_COUNT_] = {"GET",    "POST", "PUT",    "PATCH",
                                                            "DELETE", "HEAD", "OPTIONS"};

static bool refuse(struct exchange *x, unsigned status, const char *title, const char *detail)
{
    (void)web_answer_problem(&x->answer, status, title, detail);
    return false;
}

static enum MHD_Result add_header(void *argument, enum MHD_ValueKind kind, const char *name,
                                  size_t name_len, const char *value, size_t value_len)
{
    struct exchange *x = argument;
    (void)kind;
    if (x->header_count == LIMIT_HEADER_FIELDS) {
        x->headers_over = true;
        return MHD_NO;
    }
    x->header_bytes += name_len + value_len;
    x->headers[x->header_count++] =
        (struct web_pair){span_of(name, name_len),
                          span_of(value == NULL ? "" : value, value == NULL ? 0 : value_len)};
    return MHD_YES;
}

static size_t count_of(const struct exchange *x, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < x->header_count; i++) {
        count += web_token_is(x->headers[i].name, name) ? 1 : 0;
    }
    return count;
}

/* A head that two readers could frame differently is refused, and the connection ends. */
static bool framing_is_plain(struct exchange *x)
{
    struct span coding = {0};
    struct span length = {0};
    size_t lengths = count_of(x, "Content-Length");
    size_t codings = count_of(x, "Transfer-Encoding");
    (void)web_request_header(&x->request, "Transfer-Encoding", &coding);
    (void)web_request_header(&x->request, "Content-Length", &length);
    x->chunked = codings > 0;
    return lengths + codings <= 1 && count_of(x, "Host") <= 1 &&
           (codings == 0 || web_token_is(coding, "chunked")) &&
           (lengths == 0 || text_u64(length, UINT64_MAX - 1, &x->told_len) == ERR_OK);
}

/* Whom the front names last is who asks. One that names nobody asks for itself. */
static void look_behind_front(struct exchange *x)
{
    struct web_address address = {.len = 0};
    for (size_t i = 0; x->by_front && i < x->header_count; i++) {
        if (web_token_is(x->headers[i].name, "X-Forwarded-For")) {
            address = web_address_forwarded(x->headers[i].value); /* the last such line counts */
        }
    }
    if (address.len > 0) {
        x->request.client = web_client_key(&x->server->secret, &address);
    }
}

static bool read_headers(struct exchange *x)
{
    (void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, add_header, x);
    x->request.headers = (struct web_pairs){x->headers, x->header_count};
    if (x->headers_over || x->header_bytes > LIMIT_HEADER_MEMORY) {
        x->answer.close = true;
        return refuse(x, 431, "Header fields too large", NULL);
    }
    if (!framing_is_plain(x)) {
        (void)refuse(x, 400, "Malformed request", "The length of the body is not plain.");
        x->answer.close = true;
        return false;
    }
    look_behind_front(x);
    return true;
}

/* What follows the authority in "http://host/path"; the target itself otherwise. */
static struct span without_authority(struct span target)
{
    if (!span_starts(target, "http://") && !span_starts(target, "https://")) {
        return target;
    }
    struct span rest = target;
    (void)span_cut(&rest, '/');
    (void)span_cut(&rest, '/');
    const uint8_t *slash = rest.len == 0 ? NULL : memchr(rest.ptr, '/', rest.len);
    return slash == NULL ? span_text("/") : span_of(slash, rest.len - (size_t)(slash - rest.ptr));
}

static bool read_target(struct exchange *x)
{
    if (x->url_too_long) {
        (void)web_answer_problem_limit(&x->answer, 414, "Address too long", NULL, LIMIT_URL);
        return false;
    }
    struct span query = without_authority(x->target);
    struct span path = span_cut(&query, '?');
    enum err err = web_path_decode(path, &x->arena, &x->request.path);
    if (err == ERR_OK) {
        err = web_query_decode(query, &x->arena, &x->request.query);
    }
    if (err != ERR_OK) {
        (void)web_answer_err(&x->answer, err == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT,
                             "The address has a part that is not well-formed.");
        return false;
    }
    return true;
}

static enum web_method method_of(struct span name)
{
    enum web_method out = WEB_METHOD_COUNT_;
    for (unsigned i = 0; i < WEB_METHOD_COUNT_; i++) {
        if (span_is(name, method_names[i])) {
            out = (enum web_method)i;
        }
    }
    return out;
}

static bool not_allowed(struct exchange *x, unsigned allowed)
{
    char text[64] = "";
    size_t len = 0;
    for (unsigned i = 0; i < WEB_METHOD_COUNT_; i++) {
        if ((allowed & (1u << i)) != 0) {
            bool head = i == WEB_GET && (allowed & (1u << WEB_HEAD)) == 0;
            int put = snprintf(text + len, sizeof(text) - len, "%s%s%s", len > 0 ? ", " : "",
                               method_names[i], head ? ", HEAD" : "");
            len += put > 0 ? (size_t)put : 0;
        }
    }
    (void)refuse(x, 405, "Method not allowed", NULL);
    (void)web_answer_header(&x->answer, "Allow", text);
    return false;
}

static struct web_match match_of(struct exchange *x, enum web_method method)
{
    const struct web_config *c = &x->server->config;
    size_t count = 0;
    struct web_match out =
        web_route_find(c->routes, c->route_count, method, x->request.path, x->params, &count);
    x->request.params = (struct web_pairs){x->params, count};
    return out;
}

static void leave_out(struct exchange *x, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < x->header_count; i++) {
        if (!web_token_is(x->headers[i].name, name)) {
            x->headers[kept++] = x->headers[i];
        }
    }
    x->header_count = kept;
    x->request.headers.count = kept;
}

/* What a plain route does not get to see. */
static void leave_out_private(struct exchange *x)
{
    leave_out(x, "Cookie");
    leave_out(x, "Authorization");
    x->request.query = (struct web_pairs){0};
}

/* Whether any site's page may send this and read the answer. */
static bool is_open(const struct exchange *x)
{
    struct span token = {0};
    return x->route->pages == WEB_EVERY_PAGE ||
           (x->route->pages == WEB_TOKEN_PAGES && web_request_bearer(&x->request, &token));
}

/* Whether a list has this name, without case. */
static bool names(struct span list, const char *name)
{
    bool found = false;
    while (list.len > 0) {
        found |= web_token_is(web_trim(span_cut(&list, ',')), name);
    }
    return found;
}

/* A browser asks whether another site's page may send what it is about to (Fetch, 4.8): yes, if
 * any site's may, and said with no cookie looked at. False: it is not asked, or the answer is no,
 * and this is a request like any other. */
static bool answers_preflight(struct exchange *x)
{
    static const char takes[] =
        "Authorization, Content-Type, Idempotency-Key, If-None-Match, If-Range, Range, "
        "Tus-Resumable, Upload-Checksum, Upload-Length, Upload-Metadata, Upload-Offset, "
        "X-HTTP-Method-Override";
    struct span asked = {0};
    struct span brings = {0};
    if (!web_request_header(&x->request, "Access-Control-Request-Method", &asked)) {
        return false;
    }
    enum web_method method = method_of(asked);
    const struct web_route *route = match_of(x, method).route;
    (void)web_request_header(&x->request, "Access-Control-Request-Headers", &brings);
    if (route == NULL || route->pages == WEB_OWN_PAGES ||
        (route->pages == WEB_TOKEN_PAGES && !names(brings, "authorization"))) {
        return false;
    }
    x->open = true;
    (void)web_answer_empty(&x->answer);
    (void)web_answer_header(&x->answer, "Access-Control-Allow-Methods", method_names[method]);
    (void)web_answer_header(&x->answer, "Access-Control-Allow-Headers", takes);
    (void)web_answer_header(&x->answer, "Access-Control-Max-Age", "7200");
    return true;
}

static bool find_route(struct exchange *x, enum web_method method)
{
    struct span instead = {0};
    if (method == WEB_OPTIONS && answers_preflight(x)) {
        return false;
    }
    struct web_match match = match_of(x, method);
    if (match.protocol != NULL && match.protocol->overrides &&
        web_request_header(&x->request, "X-HTTP-Method-Override", &instead)) {
        method = method_of(instead);
        match = match_of(x, method);
    }
    x->protocol = match.protocol;
    if (match.route == NULL) {
        return match.allowed != 0 ? not_allowed(x, match.allowed)
                                  : refuse(x, 404, "Not found", NULL);
    }
    x->route = match.route;
    x->open = is_open(x);
    if (x->open) {
        leave_out(x, "Cookie");
    }
    if (match.route->lane == WEB_PLAIN) {
        leave_out_private(x);
    }
    x->request.method = match.route->method;
    x->request.scope = match.route->scope;
    x->request.head = method == WEB_HEAD;
    return true;
}

/* What is asked by these changes nothing. */
static bool is_safe(enum web_method method)
{
    return method == WEB_GET || method == WEB_HEAD || method == WEB_OPTIONS;
}

/* The token of a session, of whichever kind the row takes. */
static bool brings_token(const struct exchange *x)
{
    struct span token = {0};
    if (x->route->who == WEB_CLIENT && web_request_bearer(&x->request, &token)) {
        return true;
    }
    return web_request_cookie(&x->request, x->server->config.session_cookie, &token) &&
           token.len > 0;
}

static bool is_public_host(const struct exchange *x, struct span host)
{
    static const char https[] = "https://";
    const char *public = x->server->config.public_origin;
    struct span origin = span_text(public == NULL ? "" : public);
    size_t skip = sizeof(https) - 1;
    return host.len > 0 && span_starts(origin, https) && origin.len - skip == host.len &&
           memcmp(origin.ptr + skip, host.ptr, host.len) == 0;
}

static bool may_come_in(struct exchange *x)
{
    struct web_origin origin = {0};
    (void)web_request_header(&x->request, "Sec-Fetch-Site", &origin.fetch_site);
    (void)web_request_header(&x->request, "Origin", &origin.origin);
    (void)web_request_header(&x->request, "Host", &origin.host);
    x->answer.secure = is_public_host(x, origin.host);
    if (!x->open && !is_safe(x->request.method) && !web_origin_is_same(&origin)) {
        return refuse(x, 403, "Not allowed", "The request comes from another site's page.");
    }
    if (x->route->who != WEB_ANYONE && !brings_token(x)) {
        (void)refuse(x, 401, "Not signed in", "Sign in first.");
        (void)web_answer_header(&x->answer, "WWW-Authenticate", "Bearer");
        return false;
    }
    return true;
}

void exchange_too_large(struct exchange *x)
{
    char detail[80];
    uint64_t max = x->route->body_max;
    (void)snprintf(detail, sizeof(detail), "The body is longer than %" PRIu64 " bytes.", max);
    (void)web_answer_problem_limit(&x->answer, 413, "Too large",
                                   max == 0 ? "No body is taken here." : detail, (int64_t)max);
}

static bool body_is_wanted(struct exchange *x)
{
    if (x->told_len > x->route->body_max || (x->chunked && x->route->body_max == 0)) {
        exchange_too_large(x);
        return false;
    }
    return true;
}

bool exchange_head(struct exchange *x, const char *method)
{
    return read_headers(x) && read_target(x) && find_route(x, method_of(span_text(method))) &&
           may_come_in(x) && body_is_wanted(x);
}
