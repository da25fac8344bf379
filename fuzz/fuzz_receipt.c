/* A receipt that decodes is written again as the same bytes, and checking it against a policy is
 * safe: nobody that it trusts has signed what a fuzzer makes. */
#include "tlog_receipt.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char trusts_nobody[] = "quorum none\n";
    static struct tlog_receipt receipt;
    static struct tlog_policy policy;
    enum tlog_receipt_state state = TLOG_RECEIPT_GOOD;
    struct tlog_hash leaf = {{0}};
    unsigned line = 0;
    if (tlog_receipt_decode(span_of(data, size), &receipt) != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf out = {.max = size + 1};
    assert(receipt.index <= TLOG_SIZE_MAX && receipt.proof.count <= TLOG_PROOF_MAX);
    assert(tlog_receipt_encode(&receipt, &out) == ERR_OK);
    assert(span_equal(buf_span(&out), span_of(data, size)));
    assert(tlog_policy_decode(span_text(trusts_nobody), &policy, &line) == ERR_OK);
    assert(tlog_receipt_check(&receipt, &leaf, &policy, &state, NULL) == ERR_OK);
    assert(state == TLOG_RECEIPT_NO_LOG);
    return 0;
}
