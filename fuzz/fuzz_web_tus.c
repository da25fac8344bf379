/*
 * fuzz_web_tus.c: one header value, read as Upload-Metadata and as Upload-Checksum. The laws: a
 * checksum that is taken is written the same again, so one value has one form; metadata that is
 * taken, written without the spaces around its pairs, is taken again with the same pairs, and each
 * of its keys is found with bytes whose base64 is what stood there.
 */
#include "base_text.h"
#include "web_tus.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void checksum(struct span header)
{
    struct web_tus_checksum c;
    if (web_tus_checksum_decode(header, &c) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf again = {.max = header.len + 1};
    assert(c.len > 0);
    assert(c.len <= WEB_TUS_DIGEST);
    assert(web_tus_checksum_encode(&c, &again) == ERR_OK);
    assert(span_equal(buf_span(&again), header));
}

static void find_each(const struct web_tus_metadata *m)
{
    for (size_t i = 0; i < m->count; i++) {
        char key[256] = "";
        if (m->pairs[i].key.len >= sizeof(key)) {
            continue;
        }
        memcpy(key, m->pairs[i].key.ptr, m->pairs[i].key.len);
        AUTO(buf) struct buf value = {.max = m->pairs[i].value.len};
        AUTO(buf) struct buf text = {.max = m->pairs[i].value.len + 1};
        assert(web_tus_metadata_find(m, key, &value) == ERR_OK);
        assert(text_base64(buf_span(&value), &text) == ERR_OK);
        assert(span_equal(buf_span(&text), m->pairs[i].value));
    }
    AUTO(buf) struct buf none = {.max = 1};
    assert(web_tus_metadata_find(m, "no key, this", &none) == ERR_NOT_FOUND);
}

static void metadata(struct span header)
{
    struct web_tus_metadata m;
    struct web_tus_metadata same;
    if (web_tus_metadata_decode(header, &m) != ERR_OK) {
        return;
    }
    assert(m.count > 0);
    find_each(&m);
    AUTO(buf) struct buf plain = {.max = header.len + 1};
    assert(web_tus_metadata_encode(&m, &plain) == ERR_OK);
    assert(web_tus_metadata_decode(buf_span(&plain), &same) == ERR_OK);
    assert(same.count == m.count);
    for (size_t i = 0; i < m.count; i++) {
        assert(span_equal(same.pairs[i].key, m.pairs[i].key));
        assert(span_equal(same.pairs[i].value, m.pairs[i].value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    checksum(span_of(data, size));
    metadata(span_of(data, size));
    return 0;
}
