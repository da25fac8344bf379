/*
 * fuzz_ask.c: the first byte says whether the rest is read as a request or as an answer (to the
 * question that its own head names). The law: what decodes encodes to the same bytes.
 */
#include "wire_ask.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(struct span frame, const struct buf *again)
{
    assert(buf_status(again) == ERR_OK);
    assert(span_equal(frame, buf_span(again)));
}

static void request(struct span frame)
{
    struct ask_head head;
    if (ask_head_decode(frame, &head) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf again = {.max = frame.len + 1};
    struct ask_sign sign;
    struct ask_token token;
    struct ask_items items;
    enum err err = ERR_FORMAT;
    switch (head.ask) {
    case ASK_SIGN_OUT:
    case ASK_WHO:
        if (ask_token_decode(head.body, &token) == ERR_OK) {
            err = ask_token_encode(head.ask, head.id, &token, &again);
            same(frame, &again);
        }
        break;
    case ASK_SEAL:
    case ASK_OPEN:
    case ASK_PAIR:
    case ASK_KEEP:
    case ASK_SHARE:
    case ASK_OPEN_SHARED:
    case ASK_SEAL_EACH:
    case ASK_OPEN_SPOKEN:
    case ASK_OPEN_WAITING:
        if (ask_items_decode(head.ask, head.body, &items) == ERR_OK) {
            assert(items.count >= 1 && items.count <= LIMIT_ASK_ITEMS);
            err = ask_items_encode(head.ask, head.id, &items, &again);
            same(frame, &again);
        }
        break;
    default:
        if (ask_sign_decode(head.ask, head.body, &sign) == ERR_OK) {
            assert(sign.device.len == 0 || sign.device.len == ASK_TOKEN);
            err = ask_sign_encode(head.ask, head.id, &sign, &again);
            same(frame, &again);
        }
        break;
    }
    (void)err;
}

static void answer(struct span frame)
{
    struct ask_head head;
    struct ask_answer answer;
    if (ask_head_decode(frame, &head) != ERR_OK ||
        ask_answer_decode(head.ask, head.id, frame, &answer) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf again = {.max = frame.len + 1};
    assert(ask_answer_encode(head.ask, head.id, &answer, &again) == ERR_OK);
    same(frame, &again);
    assert(ask_answer_decode(head.ask, head.id + 1, frame, &answer) == ERR_FORMAT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct span frame = {data + 1, size - 1};
    if (data[0] % 2 == 0) {
        request(frame);
    } else {
        answer(frame);
    }
    return 0;
}
