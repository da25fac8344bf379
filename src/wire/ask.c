#include "wire_ask.h"

#include "wire_codec.h"

#include <string.h>

enum { ASK_VERSION = 1 };

static bool ask_has_items(uint8_t ask)
{
    return ask == ASK_SEAL || ask == ASK_OPEN;
}

static bool ask_has_token_answer(uint8_t ask)
{
    return ask == ASK_SIGN_UP || ask == ASK_SIGN_IN;
}

static bool ask_has_person(uint8_t ask)
{
    return ask_has_token_answer(ask) || ask == ASK_WHO || ask == ASK_SEAL;
}

enum err ask_head_decode(struct span frame, struct ask_head *out_head)
{
    struct wire_reader r = wire_read(frame);
    uint8_t version = wire_u8(&r);
    uint8_t ask = wire_u8(&r);
    uint64_t id = wire_u64(&r);
    wire_expect(&r, version == ASK_VERSION);
    if (r.failed) {
        return ERR_FORMAT;
    }
    *out_head = (struct ask_head){.ask = ask, .id = id, .body = r.rest};
    return ERR_OK;
}

static void ask_head_put(uint8_t ask, uint64_t id, struct buf *out)
{
    wire_put_u8(out, ASK_VERSION);
    wire_put_u8(out, ask);
    wire_put_u64(out, id);
}

enum err ask_sign_decode(struct span body, struct ask_sign *out_sign)
{
    struct wire_reader r = wire_read(body);
    struct ask_sign sign = {0};
    sign.handle = wire_bytes(&r, LIMIT_HANDLE);
    sign.password = wire_bytes(&r, LIMIT_PASSWORD);
    TRY(wire_end(&r));
    *out_sign = sign;
    return ERR_OK;
}

enum err ask_sign_encode(uint8_t ask, uint64_t id, const struct ask_sign *sign, struct buf *out)
{
    ask_head_put(ask, id, out);
    wire_put_bytes(out, sign->handle);
    wire_put_bytes(out, sign->password);
    return buf_status(out);
}

enum err ask_token_decode(struct span body, struct ask_token *out_token)
{
    struct wire_reader r = wire_read(body);
    struct ask_token token;
    wire_fixed(&r, token.token, sizeof(token.token));
    TRY(wire_end(&r));
    *out_token = token;
    return ERR_OK;
}

enum err ask_token_encode(uint8_t ask, uint64_t id, const struct ask_token *token, struct buf *out)
{
    ask_head_put(ask, id, out);
    wire_put_fixed(out, token->token, sizeof(token->token));
    return buf_status(out);
}

enum err ask_items_decode(uint8_t ask, struct span body, struct ask_items *out_items)
{
    struct wire_reader r = wire_read(body);
    struct ask_items items = {0};
    wire_fixed(&r, items.token, sizeof(items.token));
    items.subject = ask == ASK_OPEN ? wire_i64(&r) : 0;
    items.count = wire_u8(&r);
    wire_expect(&r, items.count >= 1 && items.count <= LIMIT_ASK_ITEMS);
    for (size_t i = 0; i < items.count && !r.failed; i++) {
        items.items[i].field = wire_u16(&r);
        items.items[i].bytes = wire_bytes(&r, LIMIT_MESSAGE);
    }
    TRY(wire_end(&r));
    *out_items = items;
    return ERR_OK;
}

enum err ask_items_encode(uint8_t ask, uint64_t id, const struct ask_items *items, struct buf *out)
{
    ask_head_put(ask, id, out);
    wire_put_fixed(out, items->token, sizeof(items->token));
    if (ask == ASK_OPEN) {
        wire_put_i64(out, items->subject);
    }
    wire_put_u8(out, items->count);
    for (size_t i = 0; i < items->count; i++) {
        wire_put_u16(out, items->items[i].field);
        wire_put_bytes(out, items->items[i].bytes);
    }
    return buf_status(out);
}

static void ask_person_put(const struct ask_person *person, struct buf *out)
{
    wire_put_i64(out, person->user);
    wire_put_fixed(out, person->locker, sizeof(person->locker));
    wire_put_bytes(out, person->handle);
}

enum err ask_answer_encode(uint8_t ask, uint64_t id, const struct ask_answer *answer,
                           struct buf *out)
{
    ask_head_put(ask, id, out);
    wire_put_u8(out, (uint8_t)answer->err);
    if (answer->err != ERR_OK) {
        return buf_status(out);
    }
    if (ask_has_person(ask)) {
        ask_person_put(&answer->person, out);
    }
    if (ask_has_token_answer(ask)) {
        wire_put_fixed(out, answer->token, sizeof(answer->token));
    }
    if (ask_has_items(ask)) {
        wire_put_u8(out, answer->count);
        for (size_t i = 0; i < answer->count; i++) {
            wire_put_bytes(out, answer->items[i].bytes);
        }
    }
    return buf_status(out);
}

static void ask_answer_body(struct wire_reader *r, uint8_t ask, struct ask_answer *answer)
{
    if (ask_has_person(ask)) {
        answer->person.user = wire_i64(r);
        wire_fixed(r, answer->person.locker, sizeof(answer->person.locker));
        answer->person.handle = wire_bytes(r, LIMIT_HANDLE);
    }
    if (ask_has_token_answer(ask)) {
        wire_fixed(r, answer->token, sizeof(answer->token));
    }
    if (ask_has_items(ask)) {
        answer->count = wire_u8(r);
        wire_expect(r, answer->count <= LIMIT_ASK_ITEMS);
        for (size_t i = 0; i < answer->count && !r->failed; i++) {
            answer->items[i].bytes = wire_bytes(r, LIMIT_MESSAGE);
        }
    }
}

enum err ask_answer_decode(uint8_t ask, uint64_t id, struct span frame,
                           struct ask_answer *out_answer)
{
    struct ask_head head;
    TRY(ask_head_decode(frame, &head));
    struct wire_reader r = wire_read(head.body);
    struct ask_answer answer = {0};
    uint8_t err = wire_u8(&r);
    wire_expect(&r, head.ask == ask && head.id == id && err < ERR_COUNT_);
    if (!r.failed && err == ERR_OK) {
        ask_answer_body(&r, ask, &answer);
    }
    TRY(wire_end(&r));
    answer.err = (enum err)err;
    *out_answer = answer;
    return ERR_OK;
}
