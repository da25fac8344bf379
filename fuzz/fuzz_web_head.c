/*
 * fuzz_web_head.c: one header value, read as cookies, entity tags, accepted encodings,
 * languages and an origin. The laws: a cookie's value lies within the header and could be sent
 * again as it is; what is the same tag is in the list; a tag in front of any list is in it; a
 * language that is wanted first of all is the best, and one that is not named is not; an origin is
 * ours only if the host stands in it.
 */
#include "web_head.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void cookies(struct span header)
{
    struct span value = {0};
    if (!web_cookie_find(header, "s", &value)) {
        return;
    }
    assert(value.len <= header.len);
    for (size_t i = 0; i < value.len; i++) {
        assert(value.ptr + i >= header.ptr && value.ptr + i < header.ptr + header.len);
        assert(value.ptr[i] > ' ' && value.ptr[i] < 0x7f && strchr("\",;\\", value.ptr[i]) == NULL);
    }
    char *again = malloc(value.len + 3);
    if (again == NULL) {
        abort();
    }
    memcpy(again, "s=", 3);
    memcpy(again + 2, value.len == 0 ? (const uint8_t *)"" : value.ptr, value.len);
    struct span same = {0};
    assert(web_cookie_find(span_of(again, value.len + 2), "s", &same));
    assert(span_equal(same, value));
    free(again);
}

static void tags(struct span list)
{
    static const char tag[] = "\"abc\"";
    if (web_etag_same(list, tag)) {
        assert(web_etag_in_strong(list, tag));
    }
    if (web_etag_in_strong(list, tag)) {
        assert(web_etag_in(list, tag));
    }
    uint8_t *longer = malloc(list.len + sizeof(tag) + 1);
    if (longer == NULL) {
        abort();
    }
    memcpy(longer, tag, sizeof(tag) - 1);
    longer[sizeof(tag) - 1] = ',';
    memcpy(longer + sizeof(tag), list.len == 0 ? (const uint8_t *)"" : list.ptr, list.len);
    assert(web_etag_in(span_of(longer, list.len + sizeof(tag)), tag));
    free(longer);
}

/* Whoever wants one first of all gets it, and nobody gets one that they do not name. */
static void languages(struct span header)
{
    static const char *const known[] = {"en", "ar"};
    static const char first[] = "ar,";
    size_t best = web_language_best(header, known, 2);
    bool named = false;
    for (size_t i = 1; i < header.len; i++) {
        named |= (header.ptr[i - 1] | 32) == 'a' && (header.ptr[i] | 32) == 'r';
    }
    assert(best < 2 && (best == 0 || named));
    uint8_t *longer = malloc(header.len + sizeof(first));
    if (longer == NULL) {
        abort();
    }
    memcpy(longer, first, sizeof(first) - 1);
    memcpy(longer + sizeof(first) - 1, header.len == 0 ? (const uint8_t *)"" : header.ptr,
           header.len);
    assert(web_language_best(span_of(longer, header.len + sizeof(first) - 1), known, 2) == 1);
    free(longer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span value = span_of(data, size);
    cookies(value);
    tags(value);
    languages(value);
    if (web_encoding_taken(value, "br")) {
        assert(size >= 2);
    }
    struct web_origin o = {.origin = value, .host = span_text("a.example:8080")};
    if (value.ptr != NULL && web_origin_is_same(&o)) {
        assert(size == strlen("http://a.example:8080") || size == strlen("https://a.example:8080"));
    }
    o = (struct web_origin){.fetch_site = value, .origin = span_text("http://evil")};
    if (value.ptr != NULL && web_origin_is_same(&o)) {
        assert(span_is(value, "none") || span_is(value, "same-origin"));
    }
    return 0;
}
