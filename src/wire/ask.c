#include "wire_ask.h"

#include "wire_codec.h"
#include "wire_desk.h"

#include <stddef.h>
#include <string.h>

enum { ASK_VERSION = 1 };

/* What a request of ask_sign's kind may hold, in the order in which it stands there. */
enum part {
    PART_TOKEN = 1 << 0,
    PART_NUMBER = 1 << 1,
    PART_HANDLE = 1 << 2,
    PART_PASSWORD = 1 << 3,
    PART_FRESH = 1 << 4,
    PART_BIRTH_DATE = 1 << 5,
    PART_EMAIL = 1 << 6,
    PART_CODE = 1 << 7,
    PART_LABEL = 1 << 8,
    PART_DEVICE = 1 << 9,
    PART_CREDENTIAL = 1 << 10,
    PART_CLIENT_DATA = 1 << 11,
    PART_EVIDENCE = 1 << 12,
    PART_SIGNATURE = 1 << 13,
    PART_KIND = 1 << 14,
    PART_GROUND = 1 << 15,
    PART_WORDS = 1 << 16,
    PART_NAME = 1 << 17,
    PART_STATEMENT = 1 << 18,
    PART_FILTER = 1 << 19,
    PART_AFTER = 1 << 20, /* a number; last of all */
};

/* What an answer may hold, in the order in which it stands there. */
enum gives {
    GIVES_PERSON = 1 << 0,
    GIVES_SESSION = 1 << 1,
    GIVES_ITEMS = 1 << 2,
    GIVES_ENTRIES = 1 << 3,
};

static const struct text_part {
    enum part part;
    size_t at;
    size_t max;
} text_parts[] = {
    {PART_HANDLE, offsetof(struct ask_sign, handle), LIMIT_HANDLE},
    {PART_PASSWORD, offsetof(struct ask_sign, password), LIMIT_PASSWORD},
    {PART_FRESH, offsetof(struct ask_sign, fresh), LIMIT_PASSWORD},
    {PART_BIRTH_DATE, offsetof(struct ask_sign, birth_date), ASK_BIRTH_DATE},
    {PART_EMAIL, offsetof(struct ask_sign, email), LIMIT_EMAIL},
    {PART_CODE, offsetof(struct ask_sign, code), ASK_CODE},
    {PART_LABEL, offsetof(struct ask_sign, label), LIMIT_LABEL},
    {PART_DEVICE, offsetof(struct ask_sign, device), ASK_TOKEN},
    {PART_CREDENTIAL, offsetof(struct ask_sign, credential), LIMIT_CREDENTIAL},
    {PART_CLIENT_DATA, offsetof(struct ask_sign, client_data), LIMIT_CLIENT_DATA},
    {PART_EVIDENCE, offsetof(struct ask_sign, evidence), LIMIT_PASSKEY_EVIDENCE},
    {PART_SIGNATURE, offsetof(struct ask_sign, signature), LIMIT_SIGNATURE},
    {PART_KIND, offsetof(struct ask_sign, kind), ASK_KIND},
    {PART_GROUND, offsetof(struct ask_sign, ground), ASK_GROUND},
    {PART_WORDS, offsetof(struct ask_sign, words), DESK_WORDS},
    {PART_NAME, offsetof(struct ask_sign, name), DESK_NAME},
    {PART_STATEMENT, offsetof(struct ask_sign, statement), LIMIT_STATEMENT_FILE},
    {PART_FILTER, offsetof(struct ask_sign, filter), DESK_FILTER},
};
enum { TEXT_PARTS = sizeof(text_parts) / sizeof(text_parts[0]) };

/* clang-format off */
static const struct shape {
    unsigned parts; /* 0: not of ask_sign's kind */
    unsigned gives;
} shapes[ASK_COUNT_] = {
    [ASK_SIGN_UP] = {PART_HANDLE | PART_PASSWORD | PART_BIRTH_DATE | PART_EMAIL | PART_LABEL |
                     PART_DEVICE,                               GIVES_PERSON | GIVES_SESSION},
    [ASK_SIGN_IN] = {PART_HANDLE | PART_PASSWORD | PART_LABEL | PART_DEVICE,
                                                                GIVES_PERSON | GIVES_SESSION},
    [ASK_RECOVER] = {PART_HANDLE | PART_FRESH | PART_CODE | PART_LABEL | PART_DEVICE,
                                                                GIVES_PERSON | GIVES_SESSION},
    [ASK_WHO]     = {0,                                         GIVES_PERSON},
    [ASK_SEAL]    = {0,                                         GIVES_PERSON | GIVES_ITEMS},
    [ASK_OPEN]    = {0,                                         GIVES_ITEMS},
    [ASK_PAIR]    = {0,                                         GIVES_ITEMS},
    [ASK_KEEP]    = {0,                                         GIVES_ITEMS},
    [ASK_SHARE]   = {0,                                         GIVES_ITEMS},
    [ASK_OPEN_SHARED] = {0,                                     GIVES_ITEMS},
    [ASK_SEAL_EACH] = {0,                                       GIVES_ITEMS},
    [ASK_OPEN_SPOKEN] = {0,                                     GIVES_ITEMS},
    [ASK_OPEN_WAITING] = {0,                                    GIVES_ITEMS},
    [ASK_DETAILS] = {PART_TOKEN,                                GIVES_PERSON | GIVES_ITEMS},
    [ASK_SESSIONS] = {PART_TOKEN,                               GIVES_ENTRIES},
    [ASK_END]     = {PART_TOKEN | PART_NUMBER,                  0},
    [ASK_PASSWORD] = {PART_TOKEN | PART_PASSWORD | PART_FRESH,  0},
    [ASK_CODES]   = {PART_TOKEN | PART_PASSWORD,                GIVES_ITEMS},
    [ASK_PASSKEY_NEW] = {PART_TOKEN | PART_PASSWORD,            GIVES_PERSON | GIVES_ITEMS},
    [ASK_PASSKEY_ADD] = {PART_TOKEN | PART_LABEL | PART_CLIENT_DATA | PART_EVIDENCE, 0},
    [ASK_PASSKEYS] = {PART_TOKEN,                               GIVES_ENTRIES},
    [ASK_PASSKEY_DROP] = {PART_TOKEN | PART_NUMBER | PART_PASSWORD, 0},
    [ASK_PASSKEY_ASK] = {PART_HANDLE,                           GIVES_ITEMS},
    [ASK_PASSKEY_IN] = {PART_LABEL | PART_DEVICE | PART_CREDENTIAL | PART_CLIENT_DATA |
                        PART_EVIDENCE | PART_SIGNATURE,         GIVES_PERSON | GIVES_SESSION},
    [ASK_LEAVE]   = {PART_TOKEN | PART_NUMBER | PART_PASSWORD,  GIVES_PERSON},
    [ASK_STAY]    = {PART_TOKEN,                                0},
    [ASK_DATA]    = {PART_TOKEN | PART_NUMBER,                  GIVES_PERSON | GIVES_ITEMS},
    [ASK_CORRECT] = {PART_TOKEN | PART_NUMBER | PART_PASSWORD | PART_BIRTH_DATE | PART_EMAIL, 0},
    [ASK_RENAME]  = {PART_TOKEN | PART_NUMBER | PART_LABEL,     0},
    [ASK_ERASED]  = {PART_NUMBER,                               GIVES_ENTRIES},
    [ASK_DECIDED] = {PART_NUMBER,                               GIVES_ITEMS},
    [ASK_REASON]  = {PART_TOKEN | PART_NUMBER,                  GIVES_ITEMS},
    [ASK_PERMIT]  = {PART_TOKEN | PART_NUMBER | PART_CREDENTIAL, GIVES_ITEMS},
    [ASK_REDEEM]  = {PART_CODE | PART_LABEL | PART_CREDENTIAL,  GIVES_PERSON | GIVES_SESSION},
    [ASK_REPORT]  = {PART_TOKEN | PART_NUMBER | PART_KIND | PART_GROUND | PART_WORDS, GIVES_ITEMS},
    [ASK_REPORTS] = {PART_TOKEN | PART_NUMBER,                  GIVES_ITEMS},
    [ASK_REPORTS_ENDED] = {PART_TOKEN | PART_NUMBER,            GIVES_ITEMS},
    [ASK_NOTICE]  = {PART_NUMBER | PART_EMAIL | PART_KIND | PART_GROUND | PART_WORDS | PART_NAME,
                                                                GIVES_ITEMS},
    [ASK_NOTICE_STATE] = {PART_TOKEN | PART_NUMBER,             GIVES_ITEMS},
    [ASK_DESK]    = {PART_STATEMENT,                            GIVES_ITEMS},
    [ASK_DESK_END] = {PART_TOKEN,                               0},
    [ASK_CASES]   = {PART_TOKEN | PART_FILTER,                  GIVES_ITEMS},
    [ASK_CASE]    = {PART_TOKEN | PART_NUMBER | PART_AFTER,     GIVES_ITEMS},
    [ASK_LOOK]    = {PART_TOKEN | PART_NUMBER,                  GIVES_ITEMS},
    [ASK_STATEMENT] = {PART_TOKEN | PART_STATEMENT,             GIVES_ITEMS},
    [ASK_ANSWERS] = {PART_TOKEN | PART_NUMBER,                  GIVES_ITEMS},
    [ASK_ANSWER]  = {PART_TOKEN | PART_NUMBER | PART_WORDS,     GIVES_ITEMS},
};
/* clang-format on */

static struct shape shape_of(uint8_t ask)
{
    return ask < ASK_COUNT_ ? shapes[ask] : (struct shape){0, 0};
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

static struct span *text_place(struct ask_sign *sign, const struct text_part *part)
{
    return (struct span *)(void *)((char *)sign + part->at);
}

static struct span text_of(const struct ask_sign *sign, const struct text_part *part)
{
    return *(const struct span *)(const void *)((const char *)sign + part->at);
}

enum err ask_sign_decode(uint8_t ask, struct span body, struct ask_sign *out_sign)
{
    struct wire_reader r = wire_read(body);
    struct ask_sign sign = {0};
    unsigned parts = shape_of(ask).parts;
    wire_expect(&r, parts != 0);
    if ((parts & PART_TOKEN) != 0) {
        wire_fixed(&r, sign.token, sizeof(sign.token));
    }
    sign.number = (parts & PART_NUMBER) != 0 ? wire_i64(&r) : 0;
    for (size_t i = 0; i < TEXT_PARTS; i++) {
        if ((parts & text_parts[i].part) != 0) {
            *text_place(&sign, &text_parts[i]) = wire_bytes(&r, text_parts[i].max);
        }
    }
    sign.after = (parts & PART_AFTER) != 0 ? wire_i64(&r) : 0;
    wire_expect(&r, sign.device.len == 0 || sign.device.len == ASK_TOKEN);
    TRY(wire_end(&r));
    *out_sign = sign;
    return ERR_OK;
}

enum err ask_sign_encode(uint8_t ask, uint64_t id, const struct ask_sign *sign, struct buf *out)
{
    unsigned parts = shape_of(ask).parts;
    ask_head_put(ask, id, out);
    if ((parts & PART_TOKEN) != 0) {
        wire_put_fixed(out, sign->token, sizeof(sign->token));
    }
    if ((parts & PART_NUMBER) != 0) {
        wire_put_i64(out, sign->number);
    }
    for (size_t i = 0; i < TEXT_PARTS; i++) {
        if ((parts & text_parts[i].part) != 0) {
            wire_put_bytes(out, text_of(sign, &text_parts[i]));
        }
    }
    if ((parts & PART_AFTER) != 0) {
        wire_put_i64(out, sign->after);
    }
    return buf_status(out);
}

static uint8_t scope_take(struct wire_reader *r)
{
    uint8_t scope = wire_u8(r);
    wire_expect(r, ask_scope_is(scope));
    return scope;
}

enum err ask_token_decode(struct span body, struct ask_token *out_token)
{
    struct wire_reader r = wire_read(body);
    struct ask_token token;
    wire_fixed(&r, token.token, sizeof(token.token));
    token.scope = scope_take(&r);
    TRY(wire_end(&r));
    *out_token = token;
    return ERR_OK;
}

enum err ask_token_encode(uint8_t ask, uint64_t id, const struct ask_token *token, struct buf *out)
{
    ask_head_put(ask, id, out);
    wire_put_fixed(out, token->token, sizeof(token->token));
    wire_put_u8(out, token->scope);
    return buf_status(out);
}

/* What a request of ask_items' kind has before its items. */
static bool has_token(uint8_t ask)
{
    return ask != ASK_KEEP && ask != ASK_SEAL_EACH && ask != ASK_OPEN_WAITING;
}

static bool has_subject(uint8_t ask)
{
    return ask == ASK_OPEN || ask == ASK_OPEN_SHARED || ask == ASK_OPEN_SPOKEN ||
           ask == ASK_OPEN_WAITING || ask == ASK_KEEP;
}

enum err ask_items_decode(uint8_t ask, struct span body, struct ask_items *out_items)
{
    struct wire_reader r = wire_read(body);
    struct ask_items items = {0};
    if (has_token(ask)) {
        wire_fixed(&r, items.token, sizeof(items.token));
        items.scope = scope_take(&r);
    }
    items.subject = has_subject(ask) ? wire_i64(&r) : 0;
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
    if (has_token(ask)) {
        wire_put_fixed(out, items->token, sizeof(items->token));
        wire_put_u8(out, items->scope);
    }
    if (has_subject(ask)) {
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
    wire_put_i64(out, person->leaves_ms);
    wire_put_fixed(out, person->locker, sizeof(person->locker));
    wire_put_bytes(out, person->handle);
}

static void ask_lists_put(unsigned gives, const struct ask_answer *answer, struct buf *out)
{
    if ((gives & (GIVES_ITEMS | GIVES_ENTRIES)) != 0) {
        wire_put_u8(out, answer->count);
    }
    for (size_t i = 0; i < answer->count && (gives & GIVES_ITEMS) != 0; i++) {
        wire_put_bytes(out, answer->items[i].bytes);
    }
    for (size_t i = 0; i < answer->count && (gives & GIVES_ENTRIES) != 0; i++) {
        const struct ask_entry *entry = &answer->entries[i];
        wire_put_i64(out, entry->id);
        wire_put_i64(out, entry->begun_ms);
        wire_put_i64(out, entry->used_day);
        wire_put_u8(out, entry->mark);
        wire_put_u8(out, entry->shut ? 1 : 0);
        wire_put_bytes(out, entry->label);
    }
}

enum err ask_answer_encode(uint8_t ask, uint64_t id, const struct ask_answer *answer,
                           struct buf *out)
{
    unsigned gives = shape_of(ask).gives;
    ask_head_put(ask, id, out);
    wire_put_u8(out, (uint8_t)answer->err);
    wire_put_u8(out, answer->err == ERR_OK ? ABOUT_NONE : answer->about);
    if (answer->err != ERR_OK) {
        return buf_status(out);
    }
    if ((gives & GIVES_PERSON) != 0) {
        ask_person_put(&answer->person, out);
    }
    if ((gives & GIVES_SESSION) != 0) {
        wire_put_fixed(out, answer->token, sizeof(answer->token));
        wire_put_fixed(out, answer->device, sizeof(answer->device));
    }
    ask_lists_put(gives, answer, out);
    return buf_status(out);
}

static void ask_lists_take(struct wire_reader *r, unsigned gives, struct ask_answer *answer)
{
    if ((gives & (GIVES_ITEMS | GIVES_ENTRIES)) != 0) {
        answer->count = wire_u8(r);
        wire_expect(r, answer->count <= LIMIT_ASK_ITEMS);
    }
    for (size_t i = 0; i < answer->count && !r->failed && (gives & GIVES_ITEMS) != 0; i++) {
        answer->items[i].bytes = wire_bytes(r, LIMIT_MESSAGE);
    }
    for (size_t i = 0; i < answer->count && !r->failed && (gives & GIVES_ENTRIES) != 0; i++) {
        struct ask_entry *entry = &answer->entries[i];
        entry->id = wire_i64(r);
        entry->begun_ms = wire_i64(r);
        entry->used_day = wire_i64(r);
        entry->mark = wire_u8(r);
        wire_expect(r, entry->mark <= ASK_MARK_CLIENT);
        uint8_t shut = wire_u8(r);
        entry->shut = shut == 1;
        entry->label = wire_bytes(r, LIMIT_LABEL);
        wire_expect(r, shut <= 1 && (!entry->shut || entry->label.len == 0));
    }
}

static void ask_answer_body(struct wire_reader *r, uint8_t ask, struct ask_answer *answer)
{
    unsigned gives = shape_of(ask).gives;
    if ((gives & GIVES_PERSON) != 0) {
        answer->person.user = wire_i64(r);
        answer->person.leaves_ms = wire_i64(r);
        wire_fixed(r, answer->person.locker, sizeof(answer->person.locker));
        answer->person.handle = wire_bytes(r, LIMIT_HANDLE);
    }
    if ((gives & GIVES_SESSION) != 0) {
        wire_fixed(r, answer->token, sizeof(answer->token));
        wire_fixed(r, answer->device, sizeof(answer->device));
    }
    ask_lists_take(r, gives, answer);
}

enum err ask_answer_decode(uint8_t ask, uint64_t id, struct span frame,
                           struct ask_answer *out_answer)
{
    struct ask_head head;
    TRY(ask_head_decode(frame, &head));
    struct wire_reader r = wire_read(head.body);
    struct ask_answer answer = {0};
    uint8_t err = wire_u8(&r);
    answer.about = wire_u8(&r);
    wire_expect(&r, head.ask == ask && head.id == id && err < ERR_COUNT_);
    wire_expect(&r, answer.about < ABOUT_COUNT_ && (err != ERR_OK || answer.about == ABOUT_NONE));
    if (!r.failed && err == ERR_OK) {
        ask_answer_body(&r, ask, &answer);
    }
    TRY(wire_end(&r));
    answer.err = (enum err)err;
    *out_answer = answer;
    return ERR_OK;
}
