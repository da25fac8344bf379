#include "wire_receipt.h"

#include "base_text.h"
#include "wire_codec.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

static const char first_line[] = "vitrine-receipt 1";

static enum err take_erasure(struct span value, struct span rest, struct receipt *out)
{
    uint64_t person = 0;
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &person));
    TRY(text_unhex(value, out->salt, sizeof(out->salt)));
    out->kind = RECEIPT_ERASURE;
    out->person = (int64_t)person;
    return person > 0 && rest.len == 0 ? ERR_OK : ERR_FORMAT;
}

static enum err take_answer(struct span value, struct span rest, struct receipt *out)
{
    uint64_t decision = 0;
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &decision));
    TRY(text_unhex(value, out->salt, sizeof(out->salt)));
    out->kind = RECEIPT_ANSWER;
    out->decision = (int64_t)decision;
    out->opening = rest;
    return decision > 0 && rest.len > 0 && rest.len <= RECEIPT_OPENING ? ERR_OK : ERR_FORMAT;
}

static enum err take_decision(struct span value, struct span rest, struct receipt *out)
{
    uint64_t len = 0;
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &out->entry));
    TRY(text_u64(value, LIMIT_STATEMENT, &len));
    if (len == 0 || rest.len < len + 2 || rest.ptr[len] != '\n' ||
        rest.len - len - 1 > RECEIPT_OPENING) {
        return ERR_FORMAT;
    }
    out->statement = span_of(rest.ptr, (size_t)len);
    out->opening = span_of(rest.ptr + len + 1, rest.len - (size_t)len - 1);
    return ERR_OK;
}

enum err receipt_decode(struct span in, struct receipt *out_receipt)
{
    struct receipt receipt = {.kind = RECEIPT_DECISION};
    struct span rest = in;
    if (!span_is(span_cut(&rest, '\n'), first_line)) {
        return ERR_FORMAT;
    }
    struct span before = rest;
    struct span value = span_cut(&rest, '\n');
    if (value.len == before.len) {
        return ERR_FORMAT; /* no line end */
    }
    struct span word = span_cut(&value, ' ');
    if (span_is(word, "erasure")) {
        TRY(take_erasure(value, rest, &receipt));
    } else if (span_is(word, "decision")) {
        TRY(take_decision(value, rest, &receipt));
    } else if (span_is(word, "answer")) {
        TRY(take_answer(value, rest, &receipt));
    } else {
        return ERR_FORMAT;
    }
    *out_receipt = receipt;
    return ERR_OK;
}

static bool is_whole(const struct receipt *receipt)
{
    bool opens = receipt->opening.len > 0 && receipt->opening.len <= RECEIPT_OPENING;
    switch (receipt->kind) {
    case RECEIPT_ERASURE:
        return receipt->person > 0;
    case RECEIPT_ANSWER:
        return receipt->decision > 0 && opens;
    case RECEIPT_DECISION:
        return receipt->statement.len > 0 && receipt->statement.len <= LIMIT_STATEMENT && opens;
    }
    return false;
}

enum err receipt_encode(const struct receipt *receipt, struct buf *out)
{
    if (!is_whole(receipt)) {
        return ERR_FORMAT;
    }
    (void)buf_printf(out, "%s\n", first_line);
    if (receipt->kind == RECEIPT_DECISION) {
        (void)buf_printf(out, "decision %" PRIu64 " %zu\n", receipt->entry, receipt->statement.len);
        (void)buf_append_span(out, receipt->statement);
        (void)buf_append_u8(out, '\n');
        return buf_append_span(out, receipt->opening);
    }
    bool answer = receipt->kind == RECEIPT_ANSWER;
    (void)buf_printf(out, "%s %" PRId64 " ", answer ? "answer" : "erasure",
                     answer ? receipt->decision : receipt->person);
    (void)text_hex(span_of(receipt->salt, sizeof(receipt->salt)), out);
    (void)buf_append_u8(out, '\n');
    return answer ? buf_append_span(out, receipt->opening) : buf_status(out);
}

void receipt_erasure_bound(const uint8_t salt[RECEIPT_SALT], int64_t person,
                           uint8_t out[RECEIPT_ERASURE_BOUND])
{
    static const char domain[] = "vitrine erasure subject 1"; /* with its end */
    _Static_assert(sizeof(domain) + RECEIPT_SALT + sizeof(person) == RECEIPT_ERASURE_BOUND,
                   "all of it");
    uint8_t *at = out;
    memcpy(at, domain, sizeof(domain));
    at += sizeof(domain);
    memcpy(at, salt, RECEIPT_SALT);
    at += RECEIPT_SALT;
    for (size_t i = 0; i < sizeof(person); i++) {
        at[i] = (uint8_t)((uint64_t)person >> (8 * (sizeof(person) - 1 - i)));
    }
}

enum err receipt_answer_bound(const struct receipt *receipt, struct buf *out)
{
    static const char domain[] = "vitrine answer 1";
    (void)buf_append(out, domain, sizeof(domain)); /* with its end */
    (void)buf_append(out, receipt->salt, sizeof(receipt->salt));
    wire_put_i64(out, receipt->decision);
    return buf_append_span(out, receipt->opening);
}
