#include "custody.h"

#include "base_id.h"
#include "wire_codec.h"
#include "wire_each.h"

static void answer_auto(struct ask_answer *answer)
{
    explicit_bzero(answer->token, sizeof(answer->token));
    explicit_bzero(answer->device, sizeof(answer->device));
}

struct call {
    uint8_t ask;
    uint64_t id;
    int wait_ms;
};

/* What custodiand says becomes the caller's error; what went wrong on the way is BUSY or IO. */
static enum err ask_custodian(struct ipc_pool *pool, const struct call *call,
                              const struct buf *request, struct buf *frame,
                              struct ask_answer *out_answer)
{
    enum err err = ipc_pool_call(pool, buf_span(request), call->wait_ms, frame);
    if (err == ERR_NOMEM) {
        return err;
    }
    if (err != ERR_OK) {
        return err == ERR_BUSY || err == ERR_GONE ? ERR_BUSY : ERR_IO;
    }
    if (ask_answer_decode(call->ask, call->id, buf_span(frame), out_answer) != ERR_OK) {
        return ERR_IO;
    }
    return out_answer->err;
}

enum err custody_person_take(const struct ask_person *from, struct custody_person *out_person)
{
    if (from->user <= 0 || from->handle.len == 0 || from->handle.len > LIMIT_HANDLE) {
        return ERR_IO;
    }
    struct custody_person person = {.user = from->user, .leaves_ms = from->leaves_ms};
    memcpy(person.locker, from->locker, sizeof(person.locker));
    memcpy(person.handle, from->handle.ptr, from->handle.len);
    *out_person = person;
    return ERR_OK;
}

/* Encodes and asks. What custodiand's decoder would refuse is not sent: it would take us for
 * hostile. */
static enum err bring(struct ipc_pool *pool, const struct call *call,
                      const struct ask_sign *brought, struct buf *frame,
                      struct ask_answer *out_answer)
{
    AUTO(custody_frame) struct buf request = {.max = LIMIT_MESSAGE};
    struct ask_sign again;
    TRY(buf_grow(&request, LIMIT_MESSAGE)); /* so that it never moves */
    TRY(ask_sign_encode(call->ask, call->id, brought, &request));
    struct span body = span_of(request.ptr + ASK_HEAD, request.len - ASK_HEAD);
    if (ask_sign_decode(call->ask, body, &again) != ERR_OK) {
        return ERR_LIMIT;
    }
    explicit_bzero(again.token, sizeof(again.token));
    return ask_custodian(pool, call, &request, frame, out_answer);
}

enum err custody_sign(struct ipc_pool *pool, uint8_t ask, const struct ask_sign *brought,
                      struct custody_signed *out_signed)
{
    struct call call = {ask, random_u64(), LIMIT_ASK_WAIT_MS};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(answer) struct ask_answer answer = {0};
    enum err err = bring(pool, &call, brought, &frame, &answer);
    out_signed->about = answer.about;
    TRY(err);
    TRY(custody_person_take(&answer.person, &out_signed->person));
    memcpy(out_signed->token.bytes, answer.token, sizeof(out_signed->token.bytes));
    memcpy(out_signed->device.bytes, answer.device, sizeof(out_signed->device.bytes));
    return ERR_OK;
}

enum err custody_own(struct ipc_pool *pool, uint8_t ask, int wait_ms,
                     const struct ask_sign *brought, struct buf *frame,
                     struct ask_answer *out_answer)
{
    struct call call = {ask, random_u64(), wait_ms};
    *out_answer = (struct ask_answer){0};
    return bring(pool, &call, brought, frame, out_answer);
}

static enum err with_token(struct ipc_pool *pool, const struct call *call,
                           const struct custody_token *token, struct buf *frame,
                           struct ask_answer *out_answer)
{
    AUTO(custody_frame) struct buf request = {.max = LIMIT_MESSAGE};
    struct ask_token body = {.scope = ASK_SCOPE_OWN};
    memcpy(body.token, token->bytes, sizeof(body.token));
    body.scope = token->scope;
    enum err err = ask_token_encode(call->ask, call->id, &body, &request);
    explicit_bzero(&body, sizeof(body));
    TRY(err);
    return ask_custodian(pool, call, &request, frame, out_answer);
}

enum err custody_sign_out(struct ipc_pool *pool, const struct custody_token *token)
{
    struct call call = {ASK_SIGN_OUT, random_u64(), LIMIT_ASK_WAIT_MS};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(answer) struct ask_answer answer = {0};
    enum err err = with_token(pool, &call, token, &frame, &answer);
    return err == ERR_DENIED || err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err custody_who(struct ipc_pool *pool, const struct custody_token *token, int wait_ms,
                     struct custody_person *out_person)
{
    struct call call = {ASK_WHO, random_u64(), wait_ms};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(answer) struct ask_answer answer = {0};
    TRY(with_token(pool, &call, token, &frame, &answer));
    return custody_person_take(&answer.person, out_person);
}

static enum err with_fields(struct ipc_pool *pool, const struct call *call,
                            const struct custody_fields *fields, struct buf *frame,
                            struct ask_answer *out_answer)
{
    if (fields->count == 0 || fields->count > LIMIT_ASK_ITEMS) {
        return ERR_LIMIT;
    }
    AUTO(custody_frame) struct buf request = {.max = LIMIT_MESSAGE};
    struct ask_items body = {.subject = fields->subject, .count = (uint8_t)fields->count};
    if (fields->token != NULL) {
        memcpy(body.token, fields->token->bytes, sizeof(body.token));
        body.scope = fields->token->scope;
    }
    size_t room = ASK_HEAD + sizeof(body);
    for (size_t i = 0; i < fields->count; i++) {
        body.items[i] = (struct ask_item){fields->field, fields->items[i]};
        room += fields->items[i].len;
    }
    room = room < LIMIT_MESSAGE ? room : LIMIT_MESSAGE;
    enum err err = buf_grow(&request, room); /* at once: each move is a copy to be wiped */
    err = err == ERR_OK ? ask_items_encode(call->ask, call->id, &body, &request) : err;
    explicit_bzero(&body, sizeof(body));
    TRY(err);
    TRY(ask_custodian(pool, call, &request, frame, out_answer));
    return out_answer->count == fields->count ? ERR_OK : ERR_IO;
}

static void take_items(const struct ask_answer *answer, struct span *out_items)
{
    for (size_t i = 0; i < answer->count; i++) {
        out_items[i] = answer->items[i].bytes;
    }
}

enum err custody_seal(struct ipc_pool *pool, const struct custody_fields *fields, struct buf *frame,
                      struct custody_person *out_person, struct span *out_items)
{
    struct call call = {ASK_SEAL, random_u64(), LIMIT_ASK_WAIT_MS};
    AUTO(answer) struct ask_answer answer = {0};
    TRY(with_fields(pool, &call, fields, frame, &answer));
    TRY(custody_person_take(&answer.person, out_person));
    take_items(&answer, out_items);
    return ERR_OK;
}

static enum err take_one(struct span item, struct custody_one *one)
{
    struct each_sealed sealed;
    if (each_sealed_decode(item, &sealed) != ERR_OK) {
        return ERR_IO;
    }
    one->err = sealed.err;
    one->person = (struct custody_person){.user = sealed.user};
    memcpy(one->person.locker, sealed.locker, sizeof(one->person.locker));
    one->sealed = sealed.value;
    return sealed.err == ERR_OK && sealed.user <= 0 ? ERR_IO : ERR_OK;
}

/* What is brought for each, in bytes, one behind the other. */
static enum err put_ones(const struct custody_one *ones, size_t count, struct buf *bytes,
                         struct span *out_items)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++) {
        room += EACH_ASKED + ones[i].plain.len;
    }
    TRY(buf_grow(bytes, room)); /* so that it never moves */
    for (size_t i = 0; i < count; i++) {
        size_t from = bytes->len;
        struct each_asked asked = {.scope = ones[i].token->scope, .value = ones[i].plain};
        memcpy(asked.token, ones[i].token->bytes, sizeof(asked.token));
        enum err err = each_asked_encode(&asked, bytes);
        explicit_bzero(&asked, sizeof(asked));
        TRY(err);
        out_items[i] = span_of(bytes->ptr + from, bytes->len - from);
    }
    return ERR_OK;
}

enum err custody_seal_each(struct ipc_pool *pool, uint16_t field, struct custody_one *ones,
                           size_t count, struct buf *frame)
{
    struct call call = {ASK_SEAL_EACH, random_u64(), LIMIT_ASK_WAIT_MS};
    AUTO(custody_frame) struct buf bytes = {.max = LIMIT_MESSAGE};
    AUTO(answer) struct ask_answer answer = {0};
    struct span items[LIMIT_TOGETHER];
    if (count > LIMIT_TOGETHER) {
        return ERR_LIMIT;
    }
    TRY(put_ones(ones, count, &bytes, items));
    struct custody_fields fields = {.field = field, .items = items, .count = count};
    TRY(with_fields(pool, &call, &fields, frame, &answer));
    for (size_t i = 0; i < count; i++) {
        TRY(take_one(answer.items[i].bytes, &ones[i]));
    }
    return ERR_OK;
}

static enum err open_by(struct ipc_pool *pool, uint8_t ask, const struct custody_fields *fields,
                        struct buf *frame, struct span *out_items)
{
    struct call call = {ask, random_u64(), LIMIT_ASK_WAIT_MS};
    AUTO(answer) struct ask_answer answer = {0};
    TRY(with_fields(pool, &call, fields, frame, &answer));
    take_items(&answer, out_items);
    return ERR_OK;
}

enum err custody_open(struct ipc_pool *pool, const struct custody_fields *fields, struct buf *frame,
                      struct span *out_items)
{
    return open_by(pool, ASK_OPEN, fields, frame, out_items);
}

enum err custody_open_shared(struct ipc_pool *pool, const struct custody_fields *fields,
                             struct buf *frame, struct span *out_items)
{
    return open_by(pool, ASK_OPEN_SHARED, fields, frame, out_items);
}

enum err custody_open_spoken(struct ipc_pool *pool, const struct custody_fields *fields,
                             struct buf *frame, struct span *out_items)
{
    return open_by(pool, ASK_OPEN_SPOKEN, fields, frame, out_items);
}

enum err custody_share(struct ipc_pool *pool, const struct custody_token *token,
                       enum ask_share what, int64_t person)
{
    struct call call = {ASK_SHARE, random_u64(), LIMIT_ASK_WAIT_MS};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf number = {.max = sizeof(int64_t)};
    AUTO(answer) struct ask_answer answer = {0};
    wire_put_i64(&number, person);
    TRY(buf_status(&number));
    struct span item = buf_span(&number);
    struct custody_fields fields = {
        .token = token, .field = (uint16_t)what, .items = &item, .count = 1};
    return with_fields(pool, &call, &fields, &frame, &answer);
}

static enum err without_session(struct ipc_pool *pool, uint8_t ask,
                                const struct custody_fields *fields, struct buf *frame,
                                struct span *out_items)
{
    int wait_ms = fields->quick ? LIMIT_ASK_QUICK_MS : LIMIT_ASK_WAIT_MS;
    struct call call = {ask, random_u64(), wait_ms};
    AUTO(answer) struct ask_answer answer = {0};
    TRY(with_fields(pool, &call, fields, frame, &answer));
    take_items(&answer, out_items);
    return ERR_OK;
}

enum err custody_keep(struct ipc_pool *pool, const struct custody_fields *fields, struct buf *frame,
                      struct span *out_items)
{
    return without_session(pool, ASK_KEEP, fields, frame, out_items);
}

enum err custody_open_waiting(struct ipc_pool *pool, const struct custody_fields *fields,
                              struct buf *frame, struct span *out_items)
{
    return without_session(pool, ASK_OPEN_WAITING, fields, frame, out_items);
}

/* Of those from first on, as many as part has. */
static enum err open_part(struct ipc_pool *pool, const struct custody_fields *part, size_t first,
                          custody_open_fn *open, custody_put_fn *put, void *context)
{
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct span plain[LIMIT_ASK_ITEMS] = {{NULL, 0}};
    if (part->count == 0) {
        return ERR_OK;
    }
    enum err err = open(pool, part, &frame, plain);
    bool shut = err == ERR_DENIED || err == ERR_FORMAT;
    if (shut && part->count > 1) {
        struct custody_fields left = *part;
        struct custody_fields right = *part;
        left.count = part->count / 2;
        right.items += left.count;
        right.count -= left.count;
        TRY(open_part(pool, &left, first, open, put, context));
        return open_part(pool, &right, first + left.count, open, put, context);
    }
    TRY(shut ? ERR_OK : err);
    for (size_t i = 0; i < part->count; i++) {
        TRY(put(context, first + i, plain[i]));
    }
    return ERR_OK;
}

enum err custody_open_each(struct ipc_pool *pool, const struct custody_fields *fields,
                           custody_open_fn *open, custody_put_fn *put, void *context)
{
    return open_part(pool, fields, 0, open, put, context);
}

enum err custody_pairs(struct ipc_pool *pool, const struct custody_token *token,
                       const int64_t *others, size_t count, struct custody_pair *out_pairs)
{
    struct call call = {ASK_PAIR, random_u64(), LIMIT_ASK_QUICK_MS};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf numbers = {.max = LIMIT_ASK_ITEMS * sizeof(int64_t)};
    AUTO(answer) struct ask_answer answer = {0};
    struct span items[LIMIT_ASK_ITEMS];
    struct custody_fields fields = {.token = token, .items = items, .count = count};
    TRY(buf_grow(&numbers, LIMIT_ASK_ITEMS * sizeof(int64_t))); /* so that it never moves */
    for (size_t i = 0; i < count && i < LIMIT_ASK_ITEMS; i++) {
        size_t from = numbers.len;
        wire_put_i64(&numbers, others[i]);
        items[i] = span_of(numbers.ptr + from, numbers.len - from);
    }
    TRY(buf_status(&numbers));
    TRY(with_fields(pool, &call, &fields, &frame, &answer));
    for (size_t i = 0; i < count; i++) {
        struct span names = answer.items[i].bytes;
        if (names.len != sizeof(*out_pairs)) {
            return ERR_IO;
        }
        memcpy(out_pairs[i].by_them, names.ptr, ASK_PAIR_NAME);
        memcpy(out_pairs[i].by_me, names.ptr + ASK_PAIR_NAME, ASK_PAIR_NAME);
    }
    return ERR_OK;
}
