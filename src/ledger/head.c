#include "ledger_head.h"

#include "base_text.h"
#include "digest.h"
#include "tlog_tile.h"

#include <string.h>

static const char head_first[] = "vitrine-ledger-head 1\n";
static const char head_note[] = "checkpoint";
static const char head_last[] = "end ";

/* name SP length LF bytes, off the front of *rest. */
static enum err head_item(struct span *rest, struct span *out_name, struct span *out_bytes)
{
    struct span after = *rest;
    struct span line = span_cut(&after, '\n');
    if (line.len == rest->len) {
        return ERR_FORMAT;
    }
    struct span name = span_cut(&line, ' ');
    uint64_t len = 0;
    TRY(text_u64(line, LEDGER_HEAD_MAX, &len));
    if (after.len < len) {
        return ERR_FORMAT;
    }
    *out_name = name;
    *out_bytes = span_of(after.ptr, (size_t)len);
    *rest = span_of(after.ptr + len, after.len - (size_t)len);
    return ERR_OK;
}

static enum err head_piece_check(struct span name, struct span bytes)
{
    struct tlog_tile tile;
    TRY(tlog_tile_decode(name, &tile));
    if (tile.entries) {
        struct span entries[TLOG_TILE_WIDTH];
        return tlog_bundle_decode(bytes, tile.width, entries);
    }
    return bytes.len == (size_t)tile.width * TLOG_HASH_SIZE ? ERR_OK : ERR_FORMAT;
}

/* The last line, which vouches for all before it. */
static enum err head_end_check(struct span in, struct span last)
{
    size_t skip = sizeof(head_last) - 1;
    uint8_t want[DIGEST_SIZE];
    uint8_t got[DIGEST_SIZE];
    if (!span_starts(last, head_last) || last.ptr[last.len - 1] != '\n') {
        return ERR_FORMAT;
    }
    TRY(text_unhex(span_of(last.ptr + skip, last.len - skip - 1), want, sizeof(want)));
    digest_of(span_of(in.ptr, in.len - last.len), got);
    return memcmp(want, got, sizeof(want)) == 0 ? ERR_OK : ERR_FORMAT;
}

enum err ledger_head_decode(struct span in, struct ledger_head *out_head)
{
    size_t skip = sizeof(head_first) - 1;
    if (in.len > LEDGER_HEAD_MAX || !span_starts(in, head_first)) {
        return ERR_FORMAT;
    }
    struct span rest = span_of(in.ptr + skip, in.len - skip);
    const uint8_t *start = rest.ptr;
    for (;;) {
        const uint8_t *here = rest.ptr;
        struct span name = {NULL, 0};
        struct span bytes = {NULL, 0};
        TRY(head_item(&rest, &name, &bytes));
        if (span_is(name, head_note)) {
            TRY(head_end_check(in, rest));
            *out_head = (struct ledger_head){.pieces = span_of(start, (size_t)(here - start)),
                                             .note = bytes};
            return ERR_OK;
        }
        TRY(head_piece_check(name, bytes));
    }
}

bool ledger_head_piece(struct span *pieces, struct ledger_piece *out_piece)
{
    struct span name = {NULL, 0};
    struct span bytes = {NULL, 0};
    if (pieces->len == 0 || head_item(pieces, &name, &bytes) != ERR_OK ||
        name.len >= LEDGER_HEAD_PATH) {
        return false;
    }
    memcpy(out_piece->path, name.ptr, name.len);
    out_piece->path[name.len] = '\0';
    out_piece->bytes = bytes;
    return true;
}

void ledger_head_start(struct buf *out)
{
    (void)buf_append_text(out, head_first);
}

void ledger_head_put(const char *path, struct span bytes, struct buf *out)
{
    (void)buf_printf(out, "%s %zu\n", path, bytes.len);
    (void)buf_append_span(out, bytes);
}

struct span ledger_head_pieces(const struct buf *out)
{
    size_t skip = sizeof(head_first) - 1;
    return out->len < skip ? (struct span){NULL, 0} : span_of(out->ptr + skip, out->len - skip);
}

enum err ledger_head_end(struct span note, struct buf *out)
{
    uint8_t digest[DIGEST_SIZE];
    ledger_head_put(head_note, note, out);
    TRY(buf_status(out));
    digest_of(buf_span(out), digest);
    (void)buf_append_text(out, head_last);
    (void)text_hex(span_of(digest, sizeof(digest)), out);
    (void)buf_append_u8(out, '\n');
    return buf_status(out);
}
