#include "web_route.h"

#include <string.h>

/* One segment of a row's path, taken apart: before{name}after, or before alone. */
struct piece {
    struct span before;
    struct span name;
    struct span after;
    bool takes_rest; /* {name...} */
};

static struct span from(struct span s, size_t start)
{
    return span_of(s.ptr + start, s.len - start);
}

static struct piece piece_of(struct span segment)
{
    struct piece p = {.before = segment};
    const uint8_t *open = segment.len == 0 ? NULL : memchr(segment.ptr, '{', segment.len);
    if (open == NULL) {
        return p;
    }
    size_t at = (size_t)(open - segment.ptr);
    p.before = span_of(segment.ptr, at);
    p.after = from(segment, at + 1);
    p.name = span_cut(&p.after, '}');
    if (p.name.len > 3 && span_is(from(p.name, p.name.len - 3), "...")) {
        p.takes_rest = true;
        p.name.len -= 3;
    }
    return p;
}

static bool is_plain(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '{' || s.ptr[i] == '}') {
            return false;
        }
    }
    return true;
}

static bool pattern_is_fine(const char *path)
{
    if (path == NULL || path[0] != '/') {
        return false;
    }
    size_t names = 0;
    struct span rest = span_text(path + 1);
    while (rest.len > 0) {
        struct span segment = span_cut(&rest, '/');
        struct piece p = piece_of(segment);
        if (segment.len == 0 || !is_plain(p.before) || !is_plain(p.name) || !is_plain(p.after)) {
            return false;
        }
        bool has_name = p.name.len > 0;
        names += has_name ? 1 : 0;
        size_t told =
            p.before.len + p.after.len + (has_name ? p.name.len + 2 + (p.takes_rest ? 3u : 0u) : 0);
        if (told != segment.len || (p.takes_rest && (rest.len > 0 || told != p.name.len + 5))) {
            return false;
        }
    }
    return names <= WEB_PARAMS;
}

enum err web_route_check(const struct web_route *routes, size_t count, size_t *out_row)
{
    for (size_t i = 0; i < count; i++) {
        const struct web_route *r = &routes[i];
        bool streams = r->body == WEB_BODY_STREAM;
        bool sink = r->sink != NULL && r->sink->begin != NULL && r->sink->write != NULL &&
                    r->sink->end != NULL && r->sink->abort != NULL;
        bool body = r->body == WEB_BODY_NONE ? r->body_max == 0 : r->body_max > 0;
        bool plain = r->who == WEB_ANYONE && r->body == WEB_BODY_NONE;
        bool asks = r->method == WEB_GET || r->method == WEB_HEAD || r->method == WEB_OPTIONS;
        bool one = r->together == NULL ? r->handler != NULL
                                       : r->handler == NULL && r->lane == WEB_PATIENT && !streams;
        bool pages = (r->pages != WEB_TOKEN_PAGES || r->who != WEB_MEMBER) &&
                     (r->pages != WEB_EVERY_PAGE || r->who == WEB_ANYONE);
        if (!pattern_is_fine(r->path) || !one || !pages || r->method >= WEB_METHOD_COUNT_ ||
            streams != sink || !body || (streams && r->admit != NULL) ||
            (asks && r->body != WEB_BODY_NONE) || (r->lane == WEB_PLAIN && !plain)) {
            *out_row = i;
            return ERR_FORMAT;
        }
    }
    return ERR_OK;
}

/* The value that stands for the piece's name in a segment; false: the literal text differs. */
static bool piece_match(const struct piece *p, struct span segment, struct span *out_value)
{
    if (p->name.len == 0) {
        *out_value = (struct span){0};
        return span_equal(p->before, segment);
    }
    size_t fixed = p->before.len + p->after.len;
    if (segment.len <= fixed) {
        return false;
    }
    *out_value = span_of(segment.ptr + p->before.len, segment.len - fixed);
    return span_equal(span_of(segment.ptr, p->before.len), p->before) &&
           span_equal(from(segment, segment.len - p->after.len), p->after);
}

/* Whether a path may match: it begins as the pattern does up to its first name. */
static bool begins_alike(const char *pattern, struct span path)
{
    size_t i = 0;
    while (pattern[i] != '\0' && pattern[i] != '{') {
        if (i == path.len || (uint8_t)pattern[i] != path.ptr[i]) {
            return false;
        }
        i++;
    }
    return true;
}

static bool path_match(const char *pattern, struct span path, struct web_pair *params,
                       size_t *out_count)
{
    struct span row = span_text(pattern + 1);
    struct span rest = from(path, 1);
    bool slash_at_end = path.len > 1 && path.ptr[path.len - 1] == '/';
    size_t count = 0;
    while (row.len > 0) {
        struct piece p = piece_of(span_cut(&row, '/'));
        struct web_pair param = {.name = p.name};
        if (rest.len == 0) {
            return false;
        }
        if (p.takes_rest) {
            param.value = rest;
            rest = (struct span){0};
            slash_at_end = false;
        } else if (!piece_match(&p, span_cut(&rest, '/'), &param.value)) {
            return false;
        }
        if (p.name.len > 0) {
            params[count++] = param;
        }
    }
    *out_count = count;
    return rest.len == 0 && !slash_at_end;
}

static bool method_match(enum web_method row, enum web_method asked)
{
    return row == asked || (row == WEB_GET && asked == WEB_HEAD);
}

static bool is_catch_all(const char *pattern)
{
    struct piece p = piece_of(span_text(pattern + 1));
    return p.takes_rest;
}

struct web_match web_route_find(const struct web_route *routes, size_t count,
                                enum web_method method, struct span path, struct web_pair *params,
                                size_t *out_count)
{
    struct web_match out = {0};
    if (path.len == 0) {
        return out;
    }
    for (int catch_all = 0; catch_all <= 1 && out.allowed == 0; catch_all++) {
        for (size_t i = 0; i < count; i++) {
            if (!begins_alike(routes[i].path, path) ||
                is_catch_all(routes[i].path) != (catch_all == 1) ||
                !path_match(routes[i].path, path, params, out_count)) {
                continue;
            }
            if (method_match(routes[i].method, method)) {
                return (struct web_match){.route = &routes[i], .protocol = routes[i].protocol};
            }
            out.protocol = routes[i].protocol;
            out.allowed |= catch_all == 0 ? 1u << routes[i].method : 0u;
        }
    }
    return out;
}
