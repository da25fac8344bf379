#include "web_request.h"

#include "web_head.h"

struct span web_request_param(const struct web_request *r, const char *name)
{
    for (size_t i = 0; i < r->params.count; i++) {
        if (span_is(r->params.items[i].name, name)) {
            return r->params.items[i].value;
        }
    }
    return (struct span){0};
}

bool web_request_query(const struct web_request *r, const char *name, struct span *out_value)
{
    for (size_t i = 0; i < r->query.count; i++) {
        if (span_is(r->query.items[i].name, name)) {
            *out_value = r->query.items[i].value;
            return true;
        }
    }
    return false;
}

bool web_request_header(const struct web_request *r, const char *name, struct span *out_value)
{
    for (size_t i = 0; i < r->headers.count; i++) {
        if (web_token_is(r->headers.items[i].name, name)) {
            *out_value = r->headers.items[i].value;
            return true;
        }
    }
    return false;
}

bool web_request_cookie(const struct web_request *r, const char *name, struct span *out_value)
{
    struct span header = {0};
    return web_request_header(r, "Cookie", &header) && web_cookie_find(header, name, out_value);
}

bool web_request_bearer(const struct web_request *r, struct span *out_token)
{
    struct span rest = {0};
    if (!web_request_header(r, "Authorization", &rest)) {
        return false;
    }
    struct span kind = span_cut(&rest, ' ');
    struct span token = web_trim(rest);
    if (!web_token_is(kind, "Bearer") || token.len == 0) {
        return false;
    }
    *out_token = token;
    return true;
}
