#include "web_head.h"

#include "base_limits.h"

#include <string.h>

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

bool web_token_is(struct span value, const char *word)
{
    size_t len = strlen(word);
    if (value.len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (lower(value.ptr[i]) != lower((uint8_t)word[i])) {
            return false;
        }
    }
    return true;
}

static struct span skip(struct span s, size_t len)
{
    return span_of(s.ptr + len, s.len - len);
}

struct span web_trim(struct span s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
        s = skip(s, 1);
    }
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

/* cookie-octet of RFC 6265, section 4.1.1. */
static bool is_cookie_byte(uint8_t c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool web_cookie_find(struct span header, const char *name, struct span *out_value)
{
    struct span rest = header;
    while (rest.len > 0) {
        struct span value = web_trim(span_cut(&rest, ';'));
        bool has_value = value.len > 0 && memchr(value.ptr, '=', value.len) != NULL;
        struct span found = span_cut(&value, '=');
        if (!has_value || !span_is(found, name)) {
            continue;
        }
        if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"') {
            value = span_of(value.ptr + 1, value.len - 2);
        }
        for (size_t i = 0; i < value.len; i++) {
            if (!is_cookie_byte(value.ptr[i])) {
                return false;
            }
        }
        *out_value = value;
        return true;
    }
    return false;
}

/* One entity tag at the front of rest: its quoted part; false if there is none. */
static bool take_etag(struct span *rest, bool *out_weak, struct span *out_tag)
{
    *out_weak = span_starts(*rest, "W/");
    struct span s = *out_weak ? skip(*rest, 2) : *rest;
    if (s.len < 2 || s.ptr[0] != '"') {
        return false;
    }
    for (size_t i = 1; i < s.len; i++) {
        if (s.ptr[i] == '"') {
            *out_tag = span_of(s.ptr, i + 1);
            *rest = skip(s, i + 1);
            return true;
        }
        if (s.ptr[i] < 0x21 || s.ptr[i] == 0x7f) {
            return false;
        }
    }
    return false;
}

static bool is_listed(struct span list, const char *etag, bool strongly)
{
    struct span rest = web_trim(list);
    if (span_is(rest, "*")) {
        return true;
    }
    while (rest.len > 0) {
        bool weak = false;
        struct span tag = {0};
        if (!take_etag(&rest, &weak, &tag)) {
            return false;
        }
        if (span_is(tag, etag) && !(weak && strongly)) {
            return true;
        }
        rest = web_trim(rest);
        if (rest.len > 0 && rest.ptr[0] != ',') {
            return false;
        }
        while (rest.len > 0 && rest.ptr[0] == ',') {
            rest = web_trim(skip(rest, 1));
        }
    }
    return false;
}

bool web_etag_in(struct span list, const char *etag)
{
    return is_listed(list, etag, false);
}

bool web_etag_in_strong(struct span list, const char *etag)
{
    return is_listed(list, etag, true);
}

bool web_etag_same(struct span value, const char *etag)
{
    struct span rest = web_trim(value);
    bool weak = false;
    struct span tag = {0};
    return take_etag(&rest, &weak, &tag) && !weak && rest.len == 0 && span_is(tag, etag);
}

/* "q=0", "q=0.0": not taken. Anything else, malformed too, is above zero or harmless. */
static bool is_zero_weight(struct span parameter)
{
    struct span rest = web_trim(parameter);
    struct span name = web_trim(span_cut(&rest, '='));
    rest = web_trim(rest);
    if (!web_token_is(name, "q")) {
        return false;
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != '0' && rest.ptr[i] != '.') {
            return false;
        }
    }
    return true;
}

bool web_encoding_taken(struct span header, const char *coding)
{
    struct span rest = header;
    while (rest.len > 0) {
        struct span item = span_cut(&rest, ',');
        struct span name = web_trim(span_cut(&item, ';'));
        if (web_token_is(name, coding)) {
            return item.len == 0 || !is_zero_weight(item);
        }
    }
    return false;
}

/* "q=0.8" as 800; 1000 if there is none. False: it is malformed (RFC 9110, section 12.4.2). */
static bool read_weight(struct span item, unsigned *out_weight)
{
    struct span rest = web_trim(item);
    struct span name = web_trim(span_cut(&rest, '='));
    struct span text = web_trim(rest);
    unsigned weight = 0;
    unsigned unit = 1000;
    if (item.len == 0) {
        *out_weight = unit;
        return true;
    }
    if (!web_token_is(name, "q") || text.len == 0 || text.len > strlen("0.000")) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        bool point = text.ptr[i] == '.';
        if (point != (i == 1) || (!point && (text.ptr[i] < '0' || text.ptr[i] > '9'))) {
            return false;
        }
        weight += point ? 0 : (unsigned)(text.ptr[i] - '0') * unit;
        unit = point ? unit : unit / 10;
    }
    *out_weight = weight;
    return weight <= 1000;
}

/* "ar" and "ar-EG" are of "ar". */
static bool is_of_language(struct span range, const char *language)
{
    struct span rest = range;
    return web_token_is(span_cut(&rest, '-'), language);
}

size_t web_language_best(struct span header, const char *const *languages, size_t count)
{
    struct span rest = header;
    unsigned best = 0;
    size_t found = 0;
    for (size_t items = 0; rest.len > 0 && items < LIMIT_HEAD_LANGUAGES; items++) {
        struct span item = span_cut(&rest, ',');
        struct span range = web_trim(span_cut(&item, ';'));
        unsigned weight = 0;
        if (!read_weight(item, &weight) || weight <= best) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            if (is_of_language(range, languages[i]) || (i == 0 && span_is(range, "*"))) {
                best = weight;
                found = i;
            }
        }
    }
    return found;
}

bool web_origin_is_same(const struct web_origin *o)
{
    if (o->fetch_site.ptr != NULL) {
        return span_is(o->fetch_site, "same-origin") || span_is(o->fetch_site, "none");
    }
    if (o->origin.ptr == NULL) {
        return true;
    }
    struct span authority = {0};
    if (span_starts(o->origin, "https://")) {
        authority = skip(o->origin, strlen("https://"));
    } else if (span_starts(o->origin, "http://")) {
        authority = skip(o->origin, strlen("http://"));
    }
    if (authority.len == 0 || authority.len != o->host.len) {
        return false;
    }
    for (size_t i = 0; i < authority.len; i++) {
        if (lower(authority.ptr[i]) != lower(o->host.ptr[i])) {
            return false;
        }
    }
    return true;
}
