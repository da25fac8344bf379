/* test_wire.c: every message there and back; every truncation and every trailing byte refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_limits.h"
#include "wire_ask.h"
#include "wire_codec.h"
#include "wire_ctl.h"
#include "wire_each.h"
#include "wire_region.h"
#include "wire_report.h"

#include <stdlib.h>
#include <string.h>

typedef enum err decode_fn(struct span frame);

/* From heap blocks of the exact size, so that a sanitizer sees a read past the end. */
static enum err decode_exact(decode_fn *decode, const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len == 0 ? 1 : len);
    assert_non_null(exact);
    if (len > 0) {
        memcpy(exact, bytes, len);
    }
    enum err err = decode(span_of(exact, len));
    free(exact);
    return err;
}

/* The whole frame is good; every shorter one and one with a byte more are not. */
static void only_the_whole_frame(decode_fn *decode, const struct buf *frame)
{
    assert_int_equal(buf_status(frame), ERR_OK);
    assert_int_equal(decode_exact(decode, frame->ptr, frame->len), ERR_OK);
    for (size_t len = 0; len < frame->len; len++) {
        assert_int_equal(decode_exact(decode, frame->ptr, len), ERR_FORMAT);
    }
    for (int more = 0; more < 2; more++) {
        AUTO(buf) struct buf longer = {.max = frame->len + 1};
        assert_int_equal(buf_append_span(&longer, buf_span(frame)), ERR_OK);
        assert_int_equal(buf_append_u8(&longer, more == 0 ? 0 : 0xff), ERR_OK);
        assert_int_equal(decode_exact(decode, longer.ptr, longer.len), ERR_FORMAT);
    }
}

static const uint64_t ID = UINT64_C(0x1122334455667788);

static enum err decode_sign(struct span frame)
{
    struct ask_head head;
    TRY(ask_head_decode(frame, &head));
    struct ask_sign sign;
    return ask_sign_decode(head.ask, head.body, &sign);
}

static const char filler[LIMIT_PASSKEY_EVIDENCE + 1] = "a";

/* Every part, each of its own length, so that a part in another's place shows. */
static struct ask_sign full_sign(void)
{
    struct ask_sign in = {.number = -77,
                          .handle = span_of(filler, 4),
                          .password = span_of(filler, 13),
                          .fresh = span_of(filler, 14),
                          .birth_date = span_of(filler, ASK_BIRTH_DATE),
                          .email = span_of(filler, 6),
                          .code = span_of(filler, 23),
                          .label = span_of(filler, 7),
                          .device = span_of(filler, ASK_TOKEN),
                          .credential = span_of(filler, 16),
                          .client_data = span_of(filler, 17),
                          .evidence = span_of(filler, 18),
                          .signature = span_of(filler, 19),
                          .kind = span_of(filler, 5),
                          .ground = span_of(filler, 8),
                          .words = span_of(filler, 20),
                          .name = span_of(filler, 21),
                          .statement = span_of(filler, 22),
                          .filter = span_of(filler, 15),
                          .after = 78};
    memset(in.token, 5, sizeof(in.token));
    return in;
}

static void what_a_person_brings_goes_there_and_back(void **state)
{
    (void)state;
    size_t kinds = 0;
    struct ask_sign in = full_sign();
    for (uint8_t ask = ASK_NONE; ask <= ASK_COUNT_; ask++) {
        AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
        AUTO(buf) struct buf again = {.max = LIMIT_MESSAGE};
        struct ask_sign out = {.number = 1};
        assert_int_equal(ask_sign_encode(ask, ID, &in, &b), ERR_OK);
        if (b.len == ASK_HEAD) { /* not of this kind */
            assert_int_equal(decode_sign(buf_span(&b)), ERR_FORMAT);
            continue;
        }
        struct span body = span_of(b.ptr + ASK_HEAD, b.len - ASK_HEAD);
        assert_int_equal(ask_sign_decode(ask, body, &out), ERR_OK);
        assert_int_equal(ask_sign_encode(ask, ID, &out, &again), ERR_OK);
        assert_true(span_equal(buf_span(&b), buf_span(&again)));
        only_the_whole_frame(decode_sign, &b);
        kinds++;
    }
    assert_int_equal(kinds, 37);
    AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
    struct ask_sign out;
    assert_int_equal(ask_sign_encode(ASK_SIGN_UP, ID, &in, &b), ERR_OK);
    assert_int_equal(
        ask_sign_decode(ASK_SIGN_UP, span_of(b.ptr + ASK_HEAD, b.len - ASK_HEAD), &out), ERR_OK);
    assert_int_equal(out.handle.len, in.handle.len);
    assert_int_equal(out.password.len, in.password.len);
    assert_int_equal(out.email.len, in.email.len);
    assert_int_equal(out.label.len, in.label.len);
}

static void each_part_has_its_limit(void **state)
{
    (void)state;
    static const struct {
        uint8_t ask;
        size_t at;
        size_t max;
    } parts[] = {
        {ASK_SIGN_IN, offsetof(struct ask_sign, handle), LIMIT_HANDLE},
        {ASK_SIGN_IN, offsetof(struct ask_sign, password), LIMIT_PASSWORD},
        {ASK_PASSWORD, offsetof(struct ask_sign, fresh), LIMIT_PASSWORD},
        {ASK_SIGN_UP, offsetof(struct ask_sign, birth_date), ASK_BIRTH_DATE},
        {ASK_SIGN_UP, offsetof(struct ask_sign, email), LIMIT_EMAIL},
        {ASK_RECOVER, offsetof(struct ask_sign, code), ASK_CODE},
        {ASK_RECOVER, offsetof(struct ask_sign, label), LIMIT_LABEL},
        {ASK_PASSKEY_IN, offsetof(struct ask_sign, credential), LIMIT_CREDENTIAL},
        {ASK_PASSKEY_ADD, offsetof(struct ask_sign, client_data), LIMIT_CLIENT_DATA},
        {ASK_PASSKEY_ADD, offsetof(struct ask_sign, evidence), LIMIT_PASSKEY_EVIDENCE},
        {ASK_PASSKEY_IN, offsetof(struct ask_sign, signature), LIMIT_SIGNATURE},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        for (size_t more = 0; more < 2; more++) {
            AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
            struct ask_sign in = full_sign();
            struct span *part = (struct span *)(void *)((char *)&in + parts[i].at);
            *part = span_of(filler, parts[i].max + more);
            assert_int_equal(ask_sign_encode(parts[i].ask, ID, &in, &b), ERR_OK);
            assert_int_equal(decode_sign(buf_span(&b)), more == 0 ? ERR_OK : ERR_FORMAT);
        }
    }
    for (size_t len = 0; len <= ASK_TOKEN + 1; len++) { /* a device, or none */
        AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
        struct ask_sign in = {.device = span_of(filler, len)};
        assert_int_equal(ask_sign_encode(ASK_SIGN_IN, ID, &in, &b), ERR_OK);
        assert_int_equal(decode_sign(buf_span(&b)),
                         len == 0 || len == ASK_TOKEN ? ERR_OK : ERR_FORMAT);
    }
}

static enum err decode_token(struct span frame)
{
    struct ask_head head;
    TRY(ask_head_decode(frame, &head));
    struct ask_token token;
    return ask_token_decode(head.body, &token);
}

static void token_goes_there_and_back(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
    struct ask_token in;
    memset(in.token, 0x5a, sizeof(in.token));
    in.scope = ASK_SCOPE_WRITE;
    assert_int_equal(ask_token_encode(ASK_WHO, ID, &in, &b), ERR_OK);
    struct ask_token out = {.scope = ASK_SCOPE_OWN};
    assert_int_equal(ask_token_decode(span_of(b.ptr + ASK_HEAD, b.len - ASK_HEAD), &out), ERR_OK);
    assert_memory_equal(in.token, out.token, sizeof(in.token));
    assert_int_equal(out.scope, ASK_SCOPE_WRITE);
    b.ptr[b.len - 1] = ASK_SCOPE_READ | ASK_SCOPE_WRITE; /* for two things at once */
    assert_int_equal(ask_token_decode(span_of(b.ptr + ASK_HEAD, b.len - ASK_HEAD), &out),
                     ERR_FORMAT);
    b.ptr[b.len - 1] = ASK_SCOPE_WRITE;
    only_the_whole_frame(decode_token, &b);
}

static enum err decode_items(struct span frame)
{
    struct ask_head head;
    TRY(ask_head_decode(frame, &head));
    struct ask_items items;
    return ask_items_decode(head.ask, head.body, &items);
}

static void items_go_there_and_back(void **state)
{
    (void)state;
    static const uint8_t asks[] = {ASK_SEAL,      ASK_OPEN,        ASK_PAIR,
                                   ASK_KEEP,      ASK_SHARE,       ASK_OPEN_SHARED,
                                   ASK_SEAL_EACH, ASK_OPEN_SPOKEN, ASK_OPEN_WAITING};
    for (size_t k = 0; k < sizeof(asks); k++) {
        AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
        uint8_t ask = asks[k];
        bool subject = ask == ASK_OPEN || ask == ASK_KEEP || ask == ASK_OPEN_SHARED ||
                       ask == ASK_OPEN_SPOKEN || ask == ASK_OPEN_WAITING;
        bool no_token = ask == ASK_KEEP || ask == ASK_SEAL_EACH || ask == ASK_OPEN_WAITING;
        struct ask_items in = {.subject = subject ? -77 : 0, .count = 3};
        memset(in.token, no_token ? 0 : 3, sizeof(in.token));
        in.items[0] = (struct ask_item){1, span_text("one")};
        in.items[1] = (struct ask_item){65535, span_text("")};
        in.items[2] = (struct ask_item){3, span_of("\0\1\2", 3)};
        assert_int_equal(ask_items_encode(ask, ID, &in, &b), ERR_OK);
        struct ask_items out;
        assert_int_equal(ask_items_decode(ask, span_of(b.ptr + ASK_HEAD, b.len - ASK_HEAD), &out),
                         ERR_OK);
        assert_int_equal(out.subject, in.subject);
        assert_memory_equal(out.token, in.token, sizeof(in.token));
        assert_int_equal(out.count, 3);
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(out.items[i].field, in.items[i].field);
            assert_true(span_equal(out.items[i].bytes, in.items[i].bytes));
        }
        only_the_whole_frame(decode_items, &b);
    }
}

/* The value goes to the end: what is cut off in front of it is refused, and an error ends there. */
static void what_is_asked_for_each_goes_there_and_back(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 1000};
    struct each_asked asked = {.scope = ASK_SCOPE_WRITE, .value = span_text("watched")};
    struct each_asked again;
    memset(asked.token, 3, sizeof(asked.token));
    assert_int_equal(each_asked_encode(&asked, &b), ERR_OK);
    assert_int_equal(b.len, EACH_ASKED + strlen("watched"));
    assert_int_equal(each_asked_decode(buf_span(&b), &again), ERR_OK);
    assert_memory_equal(again.token, asked.token, sizeof(asked.token));
    assert_int_equal(again.scope, ASK_SCOPE_WRITE);
    assert_true(span_is(again.value, "watched"));
    for (size_t len = 0; len < EACH_ASKED; len++) {
        assert_int_equal(each_asked_decode(span_of(b.ptr, len), &again), ERR_FORMAT);
    }
    b.ptr[EACH_ASKED - 1] = ASK_SCOPE_READ | ASK_SCOPE_WRITE;
    assert_int_equal(each_asked_decode(buf_span(&b), &again), ERR_FORMAT);
    b.ptr[0] = 2;
    assert_int_equal(each_asked_decode(buf_span(&b), &again), ERR_FORMAT);
}

static void what_each_gets_goes_there_and_back(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 1000};
    struct each_sealed sealed = {.err = ERR_OK, .user = -7, .value = span_text("sealed")};
    struct each_sealed again;
    memset(sealed.locker, 5, sizeof(sealed.locker));
    assert_int_equal(each_sealed_encode(&sealed, &b), ERR_OK);
    assert_int_equal(b.len, EACH_SEALED + strlen("sealed"));
    assert_int_equal(each_sealed_decode(buf_span(&b), &again), ERR_OK);
    assert_true(again.err == ERR_OK && again.user == -7 && span_is(again.value, "sealed"));
    assert_memory_equal(again.locker, sealed.locker, sizeof(sealed.locker));
    for (size_t len = 0; len < EACH_SEALED; len++) {
        assert_int_equal(each_sealed_decode(span_of(b.ptr, len), &again), ERR_FORMAT);
    }
    buf_clear(&b);
    sealed.err = ERR_DENIED;
    assert_int_equal(each_sealed_encode(&sealed, &b), ERR_OK);
    assert_int_equal(each_sealed_decode(buf_span(&b), &again), ERR_OK);
    assert_true(again.err == ERR_DENIED && again.user == 0 && again.value.len == 0);
    assert_int_equal(buf_append_u8(&b, 0), ERR_OK);
    assert_int_equal(each_sealed_decode(buf_span(&b), &again), ERR_FORMAT);
    b.ptr[1] = ERR_COUNT_;
    assert_int_equal(each_sealed_decode(span_of(b.ptr, 2), &again), ERR_FORMAT);
}

static void items_are_one_to_the_limit(void **state)
{
    (void)state;
    static const uint8_t counts[] = {0, 1, LIMIT_ASK_ITEMS, LIMIT_ASK_ITEMS + 1, 255};
    for (size_t c = 0; c < sizeof(counts); c++) {
        AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
        uint8_t token[ASK_TOKEN] = {0};
        wire_put_fixed(&b, token, sizeof(token));
        wire_put_u8(&b, ASK_SCOPE_OWN);
        wire_put_u8(&b, counts[c]);
        for (size_t i = 0; i < counts[c]; i++) {
            wire_put_u16(&b, 1);
            wire_put_bytes(&b, span_text("x"));
        }
        bool good = counts[c] >= 1 && counts[c] <= LIMIT_ASK_ITEMS;
        struct ask_items out;
        assert_int_equal(ask_items_decode(ASK_SEAL, buf_span(&b), &out),
                         good ? ERR_OK : ERR_FORMAT);
    }
}

static void a_length_larger_than_the_frame_is_refused(void **state)
{
    (void)state;
    static const uint32_t lengths[] = {2, 25, 0x7fffffff, 0x80000000, 0xffffffff};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        AUTO(buf) struct buf b = {.max = 100};
        wire_put_u32(&b, lengths[i]);
        wire_put_u8(&b, 'a');
        struct wire_reader r = wire_read(buf_span(&b));
        assert_int_equal(wire_bytes(&r, SIZE_MAX).len, 0);
        assert_int_equal(wire_u8(&r), 0); /* the failure sticks, though a byte is there */
        assert_int_equal(wire_end(&r), ERR_FORMAT);
    }
}

static void another_version_is_refused(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
    assert_int_equal(ask_token_encode(ASK_WHO, ID, &(struct ask_token){.scope = 0}, &b), ERR_OK);
    for (int version = 0; version < 256; version++) {
        b.ptr[0] = (uint8_t)version;
        assert_int_equal(decode_token(buf_span(&b)), version == 1 ? ERR_OK : ERR_FORMAT);
    }
}

static uint8_t answered_ask;

static enum err decode_answer(struct span frame)
{
    struct ask_answer answer;
    return ask_answer_decode(answered_ask, ID, frame, &answer);
}

static struct ask_answer full_answer(void)
{
    struct ask_answer in = {.err = ERR_OK, .count = 2};
    in.person = (struct ask_person){.user = INT64_MAX, .handle = span_text("mira")};
    memset(in.person.locker, 9, sizeof(in.person.locker));
    memset(in.token, 8, sizeof(in.token));
    in.items[0].bytes = span_text("sealed");
    in.items[1].bytes = span_text("");
    memset(in.device, 7, sizeof(in.device));
    in.entries[0] = (struct ask_entry){1, 2, 3, 1, false, span_text("Firefox on Linux")};
    in.entries[1] = (struct ask_entry){INT64_MIN, -1, 0, 0, true, span_text("")};
    return in;
}

static void answers_go_there_and_back(void **state)
{
    (void)state;
    struct ask_answer in = full_answer();
    for (answered_ask = ASK_SIGN_UP; answered_ask < ASK_COUNT_; answered_ask++) {
        AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
        assert_int_equal(ask_answer_encode(answered_ask, ID, &in, &b), ERR_OK);
        struct ask_answer out;
        assert_int_equal(ask_answer_decode(answered_ask, ID, buf_span(&b), &out), ERR_OK);
        assert_int_equal(out.err, ERR_OK);
        AUTO(buf) struct buf again = {.max = LIMIT_MESSAGE};
        assert_int_equal(ask_answer_encode(answered_ask, ID, &out, &again), ERR_OK);
        assert_true(span_equal(buf_span(&b), buf_span(&again)));
        only_the_whole_frame(decode_answer, &b);
    }
}

static void refusals_carry_only_the_error(void **state)
{
    (void)state;
    struct ask_answer in = full_answer();
    answered_ask = ASK_SIGN_IN;
    for (int err = ERR_OK + 1; err < ERR_COUNT_; err++) {
        in.err = (enum err)err;
        in.about = (uint8_t)(err % ABOUT_COUNT_);
        AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
        assert_int_equal(ask_answer_encode(ASK_SIGN_IN, ID, &in, &b), ERR_OK);
        assert_int_equal(b.len, ASK_HEAD + 2);
        struct ask_answer out;
        assert_int_equal(ask_answer_decode(ASK_SIGN_IN, ID, buf_span(&b), &out), ERR_OK);
        assert_int_equal(out.err, err);
        assert_int_equal(out.about, in.about);
        only_the_whole_frame(decode_answer, &b);
    }
}

static void an_answer_to_another_question_is_refused(void **state)
{
    (void)state;
    struct ask_answer in = full_answer();
    AUTO(buf) struct buf b = {.max = LIMIT_MESSAGE};
    assert_int_equal(ask_answer_encode(ASK_WHO, ID, &in, &b), ERR_OK);
    struct ask_answer out = {.count = 99};
    assert_int_equal(ask_answer_decode(ASK_WHO, ID + 1, buf_span(&b), &out), ERR_FORMAT);
    assert_int_equal(ask_answer_decode(ASK_SIGN_OUT, ID, buf_span(&b), &out), ERR_FORMAT);
    b.ptr[ASK_HEAD] = ERR_COUNT_;
    b.len = ASK_HEAD + 2;
    assert_int_equal(ask_answer_decode(ASK_WHO, ID, buf_span(&b), &out), ERR_FORMAT);
    b.ptr[ASK_HEAD] = ERR_DENIED;
    b.ptr[ASK_HEAD + 1] = ABOUT_COUNT_;
    assert_int_equal(ask_answer_decode(ASK_WHO, ID, buf_span(&b), &out), ERR_FORMAT);
    assert_int_equal(out.count, 99); /* untouched by all of these */
}

static enum err decode_ctl(struct span frame)
{
    struct ctl ctl;
    return ctl_decode(frame, &ctl);
}

static void control_messages_go_there_and_back(void **state)
{
    (void)state;
    for (uint8_t kind = CTL_NONE + 1; kind < CTL_KIND_COUNT_; kind++) {
        struct ctl in = {.kind = kind,
                         .role = ROLE_MEDIAD,
                         .index = 255,
                         .generation = UINT32_MAX,
                         .id = UINT64_MAX,
                         .code = INT64_MIN,
                         .value = -1};
        memset(in.digest, 0xd1, sizeof(in.digest));
        AUTO(buf) struct buf b = {.max = CTL_SIZE};
        assert_int_equal(buf_grow(&b, CTL_SIZE), ERR_OK);
        ctl_encode(&in, b.ptr);
        b.len = CTL_SIZE;
        struct ctl out = {0};
        assert_int_equal(ctl_decode(buf_span(&b), &out), ERR_OK);
        uint8_t again[CTL_SIZE];
        ctl_encode(&out, again);
        assert_memory_equal(again, b.ptr, CTL_SIZE);
        assert_int_equal(out.code, INT64_MIN);
        assert_int_equal(out.generation, UINT32_MAX);
        only_the_whole_frame(decode_ctl, &b);
    }
}

static void control_messages_of_unknown_kind_or_role_are_refused(void **state)
{
    (void)state;
    uint8_t good[CTL_SIZE];
    ctl_encode(&(struct ctl){.kind = CTL_READY, .role = ROLE_EDGED}, good);
    static const struct {
        size_t at;
        unsigned first;
        unsigned last;
    } ranges[] = {{0, 1, 1}, {1, CTL_NONE + 1, CTL_KIND_COUNT_ - 1}, {2, 0, ROLE_COUNT_ - 1}};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t frame[CTL_SIZE];
            memcpy(frame, good, sizeof(frame));
            frame[ranges[i].at] = (uint8_t)value;
            bool ok = value >= ranges[i].first && value <= ranges[i].last;
            assert_int_equal(decode_ctl(span_of(frame, sizeof(frame))), ok ? ERR_OK : ERR_FORMAT);
        }
    }
    assert_string_equal(ctl_role_name(ROLE_EDGED), "edged");
    assert_string_equal(ctl_role_name(200), "none");
}

static struct report report;
static struct report report_again;

static enum err decode_report(struct span frame)
{
    return report_decode(frame, &report_again);
}

/* All that a first stage may say. */
static void fill_report(void)
{
    report =
        (struct report){.duration_ms = 15000,
                        .audio = true,
                        .more = true,
                        .blurhash = span_text("LEHV6nWB2yk8pyo0adR*.7kCMdnj"),
                        .strip = {.columns = 4, .rows = 2, .count = 7, .width = 90, .height = 160},
                        .rendition_count = REPORT_RENDITIONS,
                        .hash_count = 3};
    for (uint8_t i = 0; i < REPORT_RENDITIONS; i++) {
        struct report_rendition *rendition = &report.renditions[i];
        *rendition = (struct report_rendition){.width = 270,
                                               .height = 480,
                                               .rate_num = 30000,
                                               .rate_den = 1001,
                                               .level = 31,
                                               .init_bytes = 800,
                                               .segment_count = (uint8_t)(i + 1)};
        rendition->segments[0] = (struct report_segment){4000, 2002000};
        rendition->segments[1] = (struct report_segment){3000, 1001000};
    }
    for (uint16_t i = 0; i < report.hash_count; i++) {
        report.hashes[i] =
            (struct report_hash){.at_ms = 1000u * i, .quality = 100, .hash = {(uint8_t)i, 9}};
    }
}

static void reports_go_there_and_back(void **state)
{
    (void)state;
    fill_report();
    AUTO(buf) struct buf b = {.max = LIMIT_REPORT};
    assert_int_equal(report_encode(&report, &b), ERR_OK);
    assert_int_equal(report_decode(buf_span(&b), &report_again), ERR_OK);
    assert_true(report_again.audio && report_again.more);
    assert_true(span_is(report_again.blurhash, "LEHV6nWB2yk8pyo0adR*.7kCMdnj"));
    assert_int_equal(report_again.strip.count, 7);
    assert_int_equal(report_again.renditions[1].segment_count, 2);
    assert_int_equal(report_again.renditions[1].segments[1].duration_us, 1001000);
    assert_int_equal(report_again.hashes[2].at_ms, 2000);
    assert_int_equal(report_again.hashes[2].hash[0], 2);
    only_the_whole_frame(decode_report, &b);
}

static void refusals_go_there_and_back(void **state)
{
    (void)state;
    for (uint8_t refusal = 1; refusal < REFUSAL_COUNT_; refusal++) {
        report = (struct report){.refusal = refusal, .number = 180, .codec = span_text("vvc")};
        AUTO(buf) struct buf b = {.max = LIMIT_REPORT};
        assert_int_equal(report_encode(&report, &b), ERR_OK);
        assert_int_equal(report_decode(buf_span(&b), &report_again), ERR_OK);
        assert_int_equal(report_again.number, 180);
        assert_true(span_is(report_again.codec, "vvc"));
        only_the_whole_frame(decode_report, &b);
    }
}

/* The largest report that may be fits its file. */
static void a_report_of_the_longest_clip_fits(void **state)
{
    (void)state;
    fill_report();
    report.hash_count = REPORT_HASHES;
    for (uint16_t i = 0; i < REPORT_HASHES; i++) {
        report.hashes[i] = (struct report_hash){.at_ms = i};
    }
    for (uint8_t i = 0; i < REPORT_RENDITIONS; i++) {
        report.renditions[i].segment_count = REPORT_SEGMENTS;
        for (size_t k = 0; k < REPORT_SEGMENTS; k++) {
            report.renditions[i].segments[k] = (struct report_segment){1, 1};
        }
    }
    AUTO(buf) struct buf b = {.max = LIMIT_REPORT};
    assert_int_equal(report_encode(&report, &b), ERR_OK);
    assert_int_equal(decode_report(buf_span(&b)), ERR_OK);
}

/* Each row makes one thing of a good report wrong. */
static void spoil(size_t row)
{
    fill_report();
    struct report_rendition *rendition = &report.renditions[1];
    switch (row) {
    case 0:
        report.duration_ms = 0;
        break;
    case 1:
        rendition->width = 0;
        break;
    case 2:
        rendition->rate_den = 0;
        break;
    case 3:
        report.codec = span_text("a\nb");
        break;
    case 4:
        report.codec = span_text("a name of thirty-three characters");
        break;
    case 5:
        report.blurhash = span_text("with a \"quote\"");
        break;
    case 6:
        report.blurhash = span_text("short");
        break;
    case 7:
        report.strip.count = 9; /* of 4 × 2 */
        break;
    case 8:
        report.strip.width = 0;
        break;
    case 9:
        report.rendition_count = 0;
        break;
    case 10:
        rendition->init_bytes = 0; /* and segments */
        break;
    case 11:
        rendition->segments[1].bytes = 0;
        break;
    case 12:
        rendition->segments[0].duration_us = 0;
        break;
    case 13:
        report.hashes[1].quality = 101;
        break;
    case 14:
        report.hashes[2].at_ms = report.hashes[1].at_ms;
        break;
    default:
        report.refusal = REFUSAL_CODEC; /* with a rendition */
        break;
    }
}

static void reports_that_lie_are_refused(void **state)
{
    (void)state;
    for (size_t row = 0; row <= 15; row++) {
        spoil(row);
        AUTO(buf) struct buf b = {.max = LIMIT_REPORT};
        assert_int_equal(report_encode(&report, &b), ERR_OK);
        assert_int_equal(decode_report(buf_span(&b)), ERR_FORMAT);
    }
    fill_report();
    AUTO(buf) struct buf b = {.max = LIMIT_REPORT};
    assert_int_equal(report_encode(&report, &b), ERR_OK);
    static const struct {
        size_t at;
        uint8_t value;
    } bytes[] = {{0, 1}, {1, 1}, {2, REFUSAL_COUNT_}, {15, 2}, {16, 2}}; /* 15, 16: audio, more */
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
        uint8_t was = b.ptr[bytes[i].at];
        b.ptr[bytes[i].at] = bytes[i].value;
        assert_int_equal(decode_report(buf_span(&b)), ERR_FORMAT);
        b.ptr[bytes[i].at] = was;
    }
    assert_int_equal(decode_report(buf_span(&b)), ERR_OK);
}

static enum err decode_progress(struct span frame)
{
    struct report_progress progress;
    return progress_decode(frame, &progress);
}

static void progress_goes_there_and_back_and_is_no_result(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = LIMIT_REPORT};
    struct report_progress in = {.percent = 42, .duration_ms = 180000};
    struct report_progress out = {0};
    assert_int_equal(progress_encode(&in, &b), ERR_OK);
    assert_int_equal(b.len, REPORT_PROGRESS);
    assert_int_equal(progress_decode(buf_span(&b), &out), ERR_OK);
    assert_int_equal(out.percent, 42);
    assert_int_equal(out.duration_ms, 180000);
    only_the_whole_frame(decode_progress, &b);
    assert_int_equal(decode_report(buf_span(&b)), ERR_FORMAT);
    b.ptr[2] = REPORT_PERCENT + 1;
    assert_int_equal(decode_progress(buf_span(&b)), ERR_FORMAT);
    fill_report();
    buf_clear(&b);
    assert_int_equal(report_encode(&report, &b), ERR_OK);
    assert_int_equal(decode_progress(span_of(b.ptr, REPORT_PROGRESS)), ERR_FORMAT);
}

static void refusals_are_said_in_words(void **state)
{
    (void)state;
    report = (struct report){.refusal = REFUSAL_TOO_LONG, .number = 180, .codec = span_text("vvc")};
    AUTO(buf) struct buf b = {.max = 500};
    assert_int_equal(refusal_text(&report, &b), ERR_OK);
    assert_string_equal(buf_text(&b),
                        "This video is longer than 180 seconds, the longest that can be shown.");
    buf_clear(&b);
    report.refusal = REFUSAL_CODEC;
    assert_int_equal(refusal_text(&report, &b), ERR_OK);
    assert_string_equal(buf_text(&b), "This video's format (vvc) is not supported.");
    for (uint8_t i = 1; i < REFUSAL_COUNT_; i++) {
        buf_clear(&b);
        report.refusal = i;
        assert_int_equal(refusal_text(&report, &b), ERR_OK);
        assert_int_equal(b.ptr[b.len - 1], '.');
        assert_null(memchr(b.ptr, '%', b.len));
    }
    buf_clear(&b);
    report.refusal = 250;
    assert_int_equal(refusal_text(&report, &b), ERR_OK);
    assert_true(refusal_may_pass(REFUSAL_STORAGE));
    assert_false(refusal_may_pass(REFUSAL_CODEC));
    assert_false(refusal_may_pass(250));
}

static enum err decode_region(struct span frame)
{
    struct region region;
    return region_decode(frame, &region);
}

static void region_files_go_there_and_back(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = REGION_FILE_MAX};
    struct region in = {.origin = "demo.example/north-1"};
    assert_int_equal(region_encode(&in, &b), ERR_OK);
    struct region out = {.origin = ""};
    assert_int_equal(region_decode(buf_span(&b), &out), ERR_OK);
    assert_string_equal(out.origin, in.origin);
    only_the_whole_frame(decode_region, &b);
}

static void region_files_of_a_later_version_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(decode_region(span_text("vitrine-region 2\nanything\n")), ERR_CONFLICT);
    static const char *const bad[] = {
        "vitrine-region 0\norigin a\n",    "vitrine-region 1\norigin A\n",
        "vitrine-region 1\norigin a b\n",  "other 1\norigin a\n",
        "vitrine-region 1\norigin a..b\n", "vitrine-region 01\norigin a\n",
        "vitrine-region 1\norigin \n",     "vitrine-region 1\r\norigin a\r\n"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(decode_region(span_text(bad[i])), ERR_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_person_brings_goes_there_and_back),
        cmocka_unit_test(each_part_has_its_limit),
        cmocka_unit_test(token_goes_there_and_back),
        cmocka_unit_test(items_go_there_and_back),
        cmocka_unit_test(items_are_one_to_the_limit),
        cmocka_unit_test(what_is_asked_for_each_goes_there_and_back),
        cmocka_unit_test(what_each_gets_goes_there_and_back),
        cmocka_unit_test(a_length_larger_than_the_frame_is_refused),
        cmocka_unit_test(another_version_is_refused),
        cmocka_unit_test(answers_go_there_and_back),
        cmocka_unit_test(refusals_carry_only_the_error),
        cmocka_unit_test(an_answer_to_another_question_is_refused),
        cmocka_unit_test(control_messages_go_there_and_back),
        cmocka_unit_test(control_messages_of_unknown_kind_or_role_are_refused),
        cmocka_unit_test(reports_go_there_and_back),
        cmocka_unit_test(refusals_go_there_and_back),
        cmocka_unit_test(a_report_of_the_longest_clip_fits),
        cmocka_unit_test(reports_that_lie_are_refused),
        cmocka_unit_test(progress_goes_there_and_back_and_is_no_result),
        cmocka_unit_test(refusals_are_said_in_words),
        cmocka_unit_test(region_files_go_there_and_back),
        cmocka_unit_test(region_files_of_a_later_version_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
