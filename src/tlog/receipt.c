#include "tlog_receipt.h"

#include "base_text.h"
#include "lines.h"

#include <assert.h>
#include <inttypes.h>

static const char receipt_first[] = "c2sp.org/tlog-proof@v1";
static const char receipt_extra[] = "extra ";

/* What is extra, in base64: not empty, canonical. */
static enum err extra_check(struct span text)
{
    AUTO(buf) struct buf bytes = {.max = TLOG_RECEIPT_EXTRA};
    TRY(text_unbase64(text, &bytes));
    return bytes.len == 0 ? ERR_FORMAT : ERR_OK;
}

enum err tlog_receipt_decode(struct span in, struct tlog_receipt *out_receipt)
{
    struct span rest = in;
    struct span line = {NULL, 0};
    struct tlog_receipt receipt = {.index = 0};
    TRY(line_take(&rest, &line));
    if (!span_is(line, receipt_first)) {
        return ERR_FORMAT;
    }
    TRY(line_take(&rest, &line));
    if (span_starts(line, receipt_extra)) {
        size_t skip = sizeof(receipt_extra) - 1;
        receipt.extra = span_of(line.ptr + skip, line.len - skip);
        TRY(extra_check(receipt.extra));
        TRY(line_take(&rest, &line));
    }
    TRY(line_number(line, "index", &receipt.index));
    TRY(lines_hashes(&rest, TLOG_PROOF_MAX, &receipt.proof));
    receipt.note_bytes = rest;
    TRY(tlog_note_decode(rest, &receipt.note));
    TRY(tlog_checkpoint_decode(receipt.note.text, &receipt.checkpoint));
    *out_receipt = receipt;
    return ERR_OK;
}

enum err tlog_receipt_encode(const struct tlog_receipt *receipt, struct buf *out)
{
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    if (receipt->proof.count > TLOG_PROOF_MAX) {
        return ERR_LIMIT;
    }
    if (receipt->index > TLOG_SIZE_MAX) {
        return ERR_FORMAT;
    }
    TRY(tlog_note_decode(receipt->note_bytes, &note));
    TRY(tlog_checkpoint_decode(note.text, &checkpoint));
    if (receipt->extra.len > 0) {
        TRY(extra_check(receipt->extra));
    }
    (void)buf_printf(out, "%s\n", receipt_first);
    if (receipt->extra.len > 0) {
        (void)buf_append_text(out, receipt_extra);
        (void)buf_append_span(out, receipt->extra);
        (void)buf_append_u8(out, '\n');
    }
    (void)buf_printf(out, "index %" PRIu64 "\n", receipt->index);
    lines_hashes_put(&receipt->proof, out);
    return buf_append_span(out, receipt->note_bytes);
}

const char *tlog_receipt_words(enum tlog_receipt_state state)
{
#define TLOG_RECEIPT_WORDS(name, words) words,
    static const char *const all[] = {TLOG_RECEIPT_TABLE(TLOG_RECEIPT_WORDS)};
#undef TLOG_RECEIPT_WORDS
    assert(state < TLOG_RECEIPT_COUNT_);
    return all[state];
}

/* A log of the policy that signed, and whose name the checkpoint has. */
static enum err check_log(const struct tlog_receipt *receipt, const struct tlog_policy *policy,
                          enum tlog_receipt_state *out_state)
{
    bool by_one = false;
    for (size_t i = 0; i < policy->log_count; i++) {
        const struct tlog_vkey *log = &policy->logs[i];
        enum err err = tlog_note_verify(&receipt->note, log, NULL);
        if (err == ERR_DENIED) {
            *out_state = TLOG_RECEIPT_SPOILT;
            return ERR_OK;
        }
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            return err;
        }
        by_one = by_one || (err == ERR_OK && span_is(receipt->checkpoint.origin, log->name));
    }
    *out_state = by_one ? TLOG_RECEIPT_GOOD : TLOG_RECEIPT_NO_LOG;
    return ERR_OK;
}

enum err tlog_receipt_check(const struct tlog_receipt *receipt, const struct tlog_hash *leaf,
                            const struct tlog_policy *policy, enum tlog_receipt_state *out_state,
                            unsigned *out_witnesses)
{
    enum tlog_receipt_state state = TLOG_RECEIPT_GOOD;
    unsigned witnesses = 0;
    TRY(check_log(receipt, policy, &state));
    if (state == TLOG_RECEIPT_GOOD) {
        enum err err = tlog_policy_check(policy, &receipt->note, &witnesses, NULL);
        if (err != ERR_OK && err != ERR_NOT_FOUND && err != ERR_DENIED) {
            return err;
        }
        state = err == ERR_DENIED      ? TLOG_RECEIPT_SPOILT
                : err == ERR_NOT_FOUND ? TLOG_RECEIPT_QUORUM
                                       : TLOG_RECEIPT_GOOD;
    }
    if (state == TLOG_RECEIPT_GOOD) {
        enum err err =
            tlog_inclusion_check(&receipt->proof, receipt->index, receipt->checkpoint.size, leaf,
                                 &receipt->checkpoint.root);
        state = err == ERR_OK       ? TLOG_RECEIPT_GOOD
                : err == ERR_FORMAT ? TLOG_RECEIPT_SHAPE
                                    : TLOG_RECEIPT_OTHER;
    }
    *out_state = state;
    if (state == TLOG_RECEIPT_GOOD && out_witnesses != NULL) {
        *out_witnesses = witnesses;
    }
    return ERR_OK;
}
