#include "web_tus.h"

#include "base_text.h"
#include "web_head.h"

#include <string.h>

static bool is_key(struct span key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] <= ' ' || key.ptr[i] > '~' || key.ptr[i] == ',') {
            return false;
        }
    }
    return key.len > 0;
}

static enum err check_base64(struct span value)
{
    AUTO(buf) struct buf bytes = {.max = value.len};
    return text_unbase64(value, &bytes);
}

static enum err add_pair(struct web_tus_metadata *m, struct span pair)
{
    struct span value = web_trim(pair);
    struct span key = span_cut(&value, ' ');
    if (!is_key(key)) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < m->count; i++) {
        if (span_equal(m->pairs[i].key, key)) {
            return ERR_FORMAT;
        }
    }
    TRY(check_base64(value));
    if (m->count == WEB_TUS_PAIRS) {
        return ERR_LIMIT;
    }
    m->pairs[m->count].key = key;
    m->pairs[m->count].value = value;
    m->count++;
    return ERR_OK;
}

enum err web_tus_metadata_decode(struct span header, struct web_tus_metadata *out)
{
    struct web_tus_metadata m = {.count = 0};
    struct span rest = header;
    bool more = true;
    while (more) {
        const uint8_t *comma = rest.len == 0 ? NULL : memchr(rest.ptr, ',', rest.len);
        more = comma != NULL;
        TRY(add_pair(&m, span_cut(&rest, ',')));
    }
    *out = m;
    return ERR_OK;
}

enum err web_tus_metadata_encode(const struct web_tus_metadata *m, struct buf *out)
{
    for (size_t i = 0; i < m->count; i++) {
        (void)buf_append_text(out, i > 0 ? "," : "");
        (void)buf_append_span(out, m->pairs[i].key);
        (void)buf_append_text(out, m->pairs[i].value.len > 0 ? " " : "");
        (void)buf_append_span(out, m->pairs[i].value);
    }
    return buf_status(out);
}

enum err web_tus_metadata_find(const struct web_tus_metadata *m, const char *key,
                               struct buf *out_value)
{
    for (size_t i = 0; i < m->count; i++) {
        if (span_is(m->pairs[i].key, key)) {
            return text_unbase64(m->pairs[i].value, out_value);
        }
    }
    return ERR_NOT_FOUND;
}

static bool is_algorithm(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return name.len > 0 && name.len <= WEB_TUS_ALGORITHM;
}

enum err web_tus_checksum_decode(struct span header, struct web_tus_checksum *out)
{
    AUTO(buf) struct buf digest = {.max = WEB_TUS_DIGEST};
    struct web_tus_checksum c = {.len = 0};
    struct span rest = header;
    c.algorithm = span_cut(&rest, ' ');
    if (!is_algorithm(c.algorithm) || rest.len == 0) {
        return ERR_FORMAT;
    }
    enum err err = text_unbase64(rest, &digest);
    if (err != ERR_OK) {
        return err == ERR_LIMIT ? ERR_FORMAT : err;
    }
    memcpy(c.digest, digest.ptr, digest.len);
    c.len = digest.len;
    *out = c;
    return ERR_OK;
}

enum err web_tus_checksum_encode(const struct web_tus_checksum *c, struct buf *out)
{
    (void)buf_append_span(out, c->algorithm);
    (void)buf_append_text(out, " ");
    return text_base64(span_of(c->digest, c->len), out);
}
