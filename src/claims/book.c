#include "claims_book.h"

#include "base_text.h"

#include <inttypes.h>
#include <string.h>

static const char first_line[] = "vitrine-claims 1";

bool claims_name(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '-' && (text.ptr[i] < 'a' || text.ptr[i] > 'z')) {
            return false;
        }
    }
    return text.len > 0 && text.len <= CLAIMS_NAME;
}

const struct claims_record *claims_book_find(const struct claims_book *book, struct span name)
{
    for (size_t i = 0; i < book->count; i++) {
        if (span_is(name, book->records[i].name)) {
            return &book->records[i];
        }
    }
    return NULL;
}

/* The claim's record; else a new one, or that of the claim that is withdrawn for the longest; NULL:
 * there is no room. */
static struct claims_record *record_for(struct claims_book *book, struct span name)
{
    struct claims_record *withdrawn = NULL;
    for (size_t i = 0; i < book->count; i++) {
        struct claims_record *record = &book->records[i];
        if (span_is(name, record->name)) {
            return record;
        }
        if (record->changes[0].state == CLAIMS_WITHDRAWN &&
            (withdrawn == NULL || record->changes[0].entry < withdrawn->changes[0].entry)) {
            withdrawn = record;
        }
    }
    struct claims_record *fresh =
        book->count < CLAIMS_KEPT ? &book->records[book->count] : withdrawn;
    if (fresh != NULL) {
        book->count += book->count < CLAIMS_KEPT ? 1 : 0;
        *fresh = (struct claims_record){.count = 0};
        memcpy(fresh->name, name.ptr, name.len);
    }
    return fresh;
}

enum err claims_book_put(struct claims_book *book, struct span name,
                         const uint8_t digest[CLAIMS_DIGEST], const struct claims_change *change)
{
    if (!claims_name(name)) {
        return ERR_FORMAT;
    }
    struct claims_record *record = record_for(book, name);
    if (record == NULL) {
        return ERR_LIMIT;
    }
    record->count += record->count < CLAIMS_CHANGES ? 1 : 0;
    memmove(record->changes + 1, record->changes, (record->count - 1) * sizeof(*change));
    record->changes[0] = *change;
    memcpy(record->digest, digest, CLAIMS_DIGEST);
    return ERR_OK;
}

static enum err take_change(struct span *rest, struct claims_change *out)
{
    struct span value = {NULL, 0};
    uint64_t time_ms = 0;
    TRY(text_take_line(rest, "change", &value));
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &out->entry));
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &time_ms));
    out->time_ms = (int64_t)time_ms;
    return claims_state_read(value, &out->state);
}

static enum err take_record(struct span *rest, const struct claims_book *before,
                            struct claims_record *out)
{
    struct span value = {NULL, 0};
    uint64_t count = 0;
    TRY(text_take_line(rest, "claim", &value));
    struct span name = span_cut(&value, ' ');
    if (!claims_name(name) || claims_book_find(before, name) != NULL) {
        return ERR_FORMAT;
    }
    memcpy(out->name, name.ptr, name.len);
    TRY(text_unhex(span_cut(&value, ' '), out->digest, sizeof(out->digest)));
    TRY(text_u64(value, CLAIMS_CHANGES, &count));
    for (; out->count < count; out->count++) {
        TRY(take_change(rest, &out->changes[out->count]));
        if (out->count > 0 &&
            out->changes[out->count].entry >= out->changes[out->count - 1].entry) {
            return ERR_FORMAT;
        }
    }
    return count > 0 ? ERR_OK : ERR_FORMAT;
}

enum err claims_book_decode(struct span in, struct claims_book *out_book)
{
    struct claims_book book = {.count = 0};
    struct span rest = in;
    struct span first = span_cut(&rest, '\n');
    if (first.len == in.len || !span_is(first, first_line)) {
        return ERR_FORMAT;
    }
    while (rest.len > 0) {
        struct claims_record record = {.count = 0};
        if (book.count == CLAIMS_KEPT) {
            return ERR_FORMAT;
        }
        TRY(take_record(&rest, &book, &record));
        book.records[book.count++] = record;
    }
    *out_book = book;
    return ERR_OK;
}

enum err claims_book_encode(const struct claims_book *book, struct buf *out)
{
    (void)buf_printf(out, "%s\n", first_line);
    for (size_t i = 0; i < book->count; i++) {
        const struct claims_record *record = &book->records[i];
        (void)buf_printf(out, "claim %s ", record->name);
        (void)text_hex(span_of(record->digest, sizeof(record->digest)), out);
        (void)buf_printf(out, " %zu\n", record->count);
        for (size_t k = 0; k < record->count; k++) {
            const struct claims_change *change = &record->changes[k];
            (void)buf_printf(out, "change %" PRIu64 " %" PRId64 " %s\n", change->entry,
                             change->time_ms, claims_state_name(change->state));
        }
    }
    return buf_status(out);
}
