#include "lines.h"

#include "base_text.h"

#include <string.h>

enum err line_take(struct span *rest, struct span *out_line)
{
    if (rest->len == 0 || memchr(rest->ptr, '\n', rest->len) == NULL) {
        return ERR_FORMAT;
    }
    *out_line = span_cut(rest, '\n');
    return ERR_OK;
}

enum err line_number(struct span line, const char *word, uint64_t *out_number)
{
    struct span rest = line;
    struct span first = span_cut(&rest, ' ');
    if (first.len == line.len || !span_is(first, word)) {
        return ERR_FORMAT;
    }
    return text_u64(rest, TLOG_SIZE_MAX, out_number);
}

static enum err line_hash(struct span line, struct tlog_hash *out_hash)
{
    AUTO(buf) struct buf bytes = {.max = TLOG_HASH_SIZE};
    if (text_unbase64(line, &bytes) != ERR_OK || bytes.len != TLOG_HASH_SIZE) {
        return bytes.failed == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT;
    }
    memcpy(out_hash->bytes, bytes.ptr, TLOG_HASH_SIZE);
    return ERR_OK;
}

enum err lines_hashes(struct span *rest, size_t max, struct tlog_proof *out_proof)
{
    struct span line = {NULL, 0};
    struct tlog_proof proof = {.count = 0};
    TRY(line_take(rest, &line));
    while (line.len > 0) {
        if (proof.count == max) {
            return ERR_LIMIT;
        }
        TRY(line_hash(line, &proof.hashes[proof.count]));
        proof.count++;
        TRY(line_take(rest, &line));
    }
    *out_proof = proof;
    return ERR_OK;
}

void lines_hashes_put(const struct tlog_proof *proof, struct buf *out)
{
    for (size_t i = 0; i < proof->count; i++) {
        (void)text_base64(tlog_hash_span(&proof->hashes[i]), out);
        (void)buf_append_u8(out, '\n');
    }
    (void)buf_append_u8(out, '\n');
}
