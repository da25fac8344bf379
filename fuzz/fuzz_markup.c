/*
 * fuzz_markup.c: the laws: what comes out has none of the signs that mean something in markup but
 * in the five references, is well-formed UTF-8 and of characters that XML has; reading the
 * references back gives what went in, if that was such text. A part of an address has nothing but
 * its letters.
 */
#include "base_markup.h"
#include "base_text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *text;
    char sign;
} references[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}};

/* The sign at the front, off the rest. */
static uint8_t take(struct span *rest)
{
    uint8_t c = rest->ptr[0];
    size_t len = 1;
    assert(strchr("<>\"'", c) == NULL || c == '\0');
    assert((c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n' || c == '\r');
    for (size_t i = 0; c == '&' && i < sizeof(references) / sizeof(references[0]); i++) {
        if (span_starts(*rest, references[i].text)) {
            c = (uint8_t)references[i].sign;
            len = strlen(references[i].text);
            break;
        }
    }
    assert(rest->ptr[0] != '&' || len > 1);
    *rest = span_of(rest->ptr + len, rest->len - len);
    return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf) struct buf out = {.max = size * 6 + 1};
    AUTO(buf) struct buf back = {.max = size * 3 + 1};
    AUTO(buf) struct buf url = {.max = size * 3 + 1};
    struct span text = span_of(data, size);
    enum err err = markup_text(&out, text);
    assert(err == ERR_OK);
    assert(text_is_utf8(buf_span(&out)));
    for (struct span rest = buf_span(&out); rest.len > 0;) {
        err = buf_append_u8(&back, take(&rest));
        assert(err == ERR_OK);
    }
    bool replaced = out.len > 0 && memmem(out.ptr, out.len, "\xef\xbf\xbd", 3) != NULL;
    assert(replaced || span_equal(buf_span(&back), text));
    err = markup_url(&url, text);
    assert(err == ERR_OK);
    for (size_t i = 0; i < url.len; i++) {
        assert(strchr("<>\"'&#?/ ", url.ptr[i]) == NULL && url.ptr[i] < 0x7f && url.ptr[i] > 0x20);
    }
    return 0;
}
