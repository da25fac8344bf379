#include "tlog_checkpoint.h"

#include "base_text.h"

#include <inttypes.h>
#include <string.h>

/* One line that must end in LF and not be empty. */
static enum err checkpoint_line(struct span *rest, struct span *out_line)
{
    const uint8_t *end = rest->len == 0 ? NULL : memchr(rest->ptr, '\n', rest->len);
    if (end == NULL || end == rest->ptr) {
        return ERR_FORMAT;
    }
    *out_line = span_cut(rest, '\n');
    return ERR_OK;
}

enum err tlog_checkpoint_decode(struct span text, struct tlog_checkpoint *out_checkpoint)
{
    struct span rest = text;
    struct span size = {NULL, 0};
    struct span root = {NULL, 0};
    struct tlog_checkpoint checkpoint = {.size = 0};
    TRY(checkpoint_line(&rest, &checkpoint.origin));
    TRY(checkpoint_line(&rest, &size));
    TRY(checkpoint_line(&rest, &root));
    TRY(text_u64(size, TLOG_SIZE_MAX, &checkpoint.size));
    AUTO(buf) struct buf bytes = {.max = TLOG_HASH_SIZE};
    if (text_unbase64(root, &bytes) != ERR_OK || bytes.len != TLOG_HASH_SIZE) {
        return bytes.failed == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT;
    }
    memcpy(checkpoint.root.bytes, bytes.ptr, TLOG_HASH_SIZE);
    checkpoint.extension = rest;
    while (rest.len > 0) {
        struct span line = {NULL, 0};
        TRY(checkpoint_line(&rest, &line));
    }
    struct tlog_hash empty;
    tlog_empty(&empty);
    if (checkpoint.size == 0 && !tlog_hash_equal(&checkpoint.root, &empty)) {
        return ERR_CONFLICT;
    }
    *out_checkpoint = checkpoint;
    return ERR_OK;
}

enum err tlog_checkpoint_encode(const struct tlog_checkpoint *checkpoint, struct buf *out)
{
    (void)buf_append_span(out, checkpoint->origin);
    (void)buf_printf(out, "\n%" PRIu64 "\n", checkpoint->size);
    (void)text_base64(tlog_hash_span(&checkpoint->root), out);
    (void)buf_append_u8(out, '\n');
    return buf_append_span(out, checkpoint->extension);
}
