/* test_tlog_witness.c: what a log and its witness say to each other, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "tlog_witness.h"

#include <sodium.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "
#define HASH "AGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n"
#define NOTE "o\n3\n" HASH "\n" DASH "n AAAAAAE=\n"

static void request_is_read_and_written_to_the_byte(void **state)
{
    (void)state;
    static const char text[] = "old 2\n" HASH HASH "\n" NOTE;
    struct tlog_witness_request r;
    assert_int_equal(tlog_witness_request_decode(span_text(text), &r), ERR_OK);
    assert_int_equal(r.old_size, 2);
    assert_int_equal(r.proof.count, 2);
    assert_true(span_is(r.note_bytes, NOTE));
    assert_true(span_is(r.checkpoint.origin, "o"));
    assert_int_equal(r.checkpoint.size, 3);
    assert_int_equal(r.note.count, 1);
    AUTO(buf) struct buf out = {.max = TLOG_WITNESS_REQUEST_MAX};
    assert_int_equal(tlog_witness_request_encode(2, &r.proof, r.note_bytes, &out), ERR_OK);
    assert_string_equal(buf_text(&out), text);
}

static void request_takes_63_hashes_and_no_more(void **state)
{
    (void)state;
    for (size_t count = 62; count <= 65; count++) {
        AUTO(buf) struct buf text = {.max = TLOG_WITNESS_REQUEST_MAX};
        struct tlog_witness_request r = {.old_size = 77};
        struct tlog_proof proof = {.count = count};
        (void)buf_append_text(&text, "old 0\n");
        for (size_t i = 0; i < count; i++) {
            (void)buf_append_text(&text, HASH);
        }
        assert_int_equal(buf_append_text(&text, "\n" NOTE), ERR_OK);
        bool few = count <= TLOG_WITNESS_HASHES;
        assert_int_equal(tlog_witness_request_decode(buf_span(&text), &r),
                         few ? ERR_OK : ERR_LIMIT);
        assert_int_equal(r.old_size, few ? 0 : 77);
        buf_clear(&text);
        proof.count = count < TLOG_PROOF_MAX ? count : TLOG_PROOF_MAX;
        assert_int_equal(tlog_witness_request_encode(0, &proof, span_text(NOTE), &text),
                         few ? ERR_OK : ERR_LIMIT);
    }
}

static void malformed_requests_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "old 2",
        "old 2\n",
        "old 2\n\n",
        "old\n\n" NOTE,
        "old \n\n" NOTE,
        "old 02\n\n" NOTE,
        "old +2\n\n" NOTE,
        "old -2\n\n" NOTE,
        "old  2\n\n" NOTE,
        "old 2 \n\n" NOTE,
        "Old 2\n\n" NOTE,
        " old 2\n\n" NOTE,
        "old 9223372036854775808\n\n" NOTE,
        "old 18446744073709551616\n\n" NOTE,
        "old 2\r\n\r\n" NOTE,
        "old 2\n" HASH NOTE,
        "old 2\n" NOTE,
        "old 2\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMd=\n\n" NOTE, /* spare bits */
        "old 2\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAM==\n\n" NOTE, /* 31 bytes */
        "old 2\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMcA\n\n" NOTE, /* 33 bytes */
        "old 2\n\n\n" NOTE,                                             /* two empty lines */
        "old 2\n\no\n3\n" HASH,                                         /* nobody signed */
        "old 2\n\no\n03\n" HASH "\n" DASH "n AAAAAAE=\n",
        "old 2\n\n" NOTE "x",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct tlog_witness_request r = {.old_size = 77};
        if (tlog_witness_request_decode(span_text(bad[i]), &r) != ERR_FORMAT) {
            fail_msg("not refused: %s", bad[i]);
        }
        assert_int_equal(r.old_size, 77);
    }
    static const char zero[] = "old 2\0\n\n" NOTE;
    struct tlog_witness_request r;
    assert_int_equal(tlog_witness_request_decode(span_of(zero, sizeof(zero) - 1), &r), ERR_FORMAT);
    struct tlog_proof none = {.count = 0};
    AUTO(buf) struct buf out = {.max = TLOG_WITNESS_REQUEST_MAX};
    assert_int_equal(tlog_witness_request_encode(TLOG_SIZE_MAX + 1, &none, span_text(NOTE), &out),
                     ERR_FORMAT);
    assert_int_equal(tlog_witness_request_encode(0, &none, span_text("o\n"), &out), ERR_FORMAT);
    assert_int_equal(out.len, 0);
}

static void size_of_a_refusal_has_one_spelling(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "\n", "3", "03\n", " 3\n", "3\n\n", "3\r\n", "3\n3\n", "9223372036854775808\n"};
    uint64_t size = 77;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(tlog_witness_size_decode(span_text(bad[i]), &size), ERR_FORMAT);
        assert_int_equal(size, 77);
    }
    AUTO(buf) struct buf out = {.max = TLOG_WITNESS_SIZE_MAX};
    assert_int_equal(tlog_witness_size_encode(TLOG_SIZE_MAX, &out), ERR_OK);
    assert_string_equal(buf_text(&out), "9223372036854775807\n");
    assert_int_equal(tlog_witness_size_decode(buf_span(&out), &size), ERR_OK);
    assert_int_equal(size, TLOG_SIZE_MAX);
    assert_int_equal(tlog_witness_size_encode(TLOG_SIZE_MAX + 1, &out), ERR_FORMAT);
}

/* A witness's key, and its signature of a text at a time, as the line of an answer. */
static void cosign(const char *text, uint64_t time_s, struct tlog_vkey *out_vkey,
                   struct buf *out_line)
{
    uint8_t seed[32] = {7};
    uint8_t key[32];
    uint8_t secret[64];
    uint8_t signature[TLOG_ED25519_SIZE];
    AUTO(buf) struct buf message = {.max = 4096};
    assert_int_equal(crypto_sign_seed_keypair(key, secret, seed), 0);
    assert_int_equal(
        tlog_vkey_make(span_text("w.example"), TLOG_ED25519_COSIGNATURE, key, out_vkey), ERR_OK);
    assert_int_equal(tlog_cosigned_text(time_s, span_text(text), &message), ERR_OK);
    assert_int_equal(crypto_sign_detached(signature, NULL, message.ptr, message.len, secret), 0);
    assert_int_equal(tlog_cosignature_put(out_vkey, time_s, signature, out_line), ERR_OK);
}

static void cosignature_vouches_for_its_time_and_text_alone(void **state)
{
    (void)state;
    static const char text[] = "o\n3\n" HASH;
    static const uint64_t times[] = {0, 1700000000, TLOG_SIZE_MAX};
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct tlog_vkey vkey;
        struct tlog_note note;
        uint64_t time_s = 77;
        AUTO(buf) struct buf line = {.max = 4096};
        cosign(text, times[i], &vkey, &line);
        assert_int_equal(tlog_note_lines_decode(buf_span(&line), span_text(text), &note), ERR_OK);
        assert_int_equal(note.count, 1);
        assert_int_equal(tlog_note_verify(&note, &vkey, &time_s), ERR_OK);
        assert_int_equal(time_s, times[i]);
        assert_int_equal(tlog_note_lines_decode(buf_span(&line), span_text("o\n4\n" HASH), &note),
                         ERR_OK);
        assert_int_equal(tlog_note_verify(&note, &vkey, NULL), ERR_DENIED);
    }
    AUTO(buf) struct buf out = {.max = 4096};
    uint8_t zeros[TLOG_ED25519_SIZE] = {0};
    struct tlog_vkey vkey;
    cosign(text, 1, &vkey, &out);
    buf_clear(&out);
    assert_int_equal(tlog_cosigned_text(TLOG_SIZE_MAX + 1, span_text(text), &out), ERR_FORMAT);
    assert_int_equal(tlog_cosignature_put(&vkey, TLOG_SIZE_MAX + 1, zeros, &out), ERR_FORMAT);
    vkey.type = TLOG_ED25519;
    assert_int_equal(tlog_cosignature_put(&vkey, 1, zeros, &out), ERR_FORMAT);
    assert_int_equal(out.len, 0);
}

/* Every byte of the time and of the signature is bound. */
static void cosignature_with_one_changed_byte_is_refused(void **state)
{
    (void)state;
    static const char text[] = "o\n3\n" HASH;
    struct tlog_vkey vkey;
    AUTO(buf) struct buf line = {.max = 4096};
    AUTO(buf) struct buf bytes = {.max = 4096};
    struct tlog_note note;
    cosign(text, 1700000000, &vkey, &line);
    assert_int_equal(tlog_note_lines_decode(buf_span(&line), span_text(text), &note), ERR_OK);
    assert_int_equal(text_unbase64(note.lines[0].base64, &bytes), ERR_OK);
    for (size_t i = TLOG_KEY_ID; i <= bytes.len; i++) { /* and once a byte short */
        AUTO(buf) struct buf changed = {.max = 4096};
        size_t len = i < bytes.len ? bytes.len : bytes.len - 1;
        bytes.ptr[i < bytes.len ? i : 0] ^= 1;
        assert_int_equal(tlog_note_line_put(vkey.name, vkey.key_id,
                                            span_of(bytes.ptr + TLOG_KEY_ID, len - TLOG_KEY_ID),
                                            &changed),
                         ERR_OK);
        bytes.ptr[i < bytes.len ? i : 0] ^= 1;
        assert_int_equal(tlog_note_lines_decode(buf_span(&changed), span_text(text), &note),
                         ERR_OK);
        assert_int_equal(tlog_note_verify(&note, &vkey, NULL), ERR_DENIED);
    }
}

static void answers_are_signature_lines_and_nothing_else(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        DASH "n AAAAAAE=",
        "\n" DASH "n AAAAAAE=\n",
        DASH "n AAAAAAE=\n\n",
        DASH "n AAAAAAE=\r\n",
        "x\n" DASH "n AAAAAAE=\n",
        "- n AAAAAAE=\n",
    };
    struct tlog_note note = {.count = 77};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(tlog_note_lines_decode(span_text(bad[i]), span_text("t\n"), &note),
                         ERR_FORMAT);
        assert_int_equal(note.count, 77);
    }
}

int main(void)
{
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_is_read_and_written_to_the_byte),
        cmocka_unit_test(request_takes_63_hashes_and_no_more),
        cmocka_unit_test(malformed_requests_are_refused),
        cmocka_unit_test(size_of_a_refusal_has_one_spelling),
        cmocka_unit_test(cosignature_vouches_for_its_time_and_text_alone),
        cmocka_unit_test(cosignature_with_one_changed_byte_is_refused),
        cmocka_unit_test(answers_are_signature_lines_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
