/* test_tlog_note.c: the golden vector to the byte; what a reader of notes and keys must refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_limits.h"
#include "base_text.h"
#include "tlog_checkpoint.h"
#include "tlog_edge.h"
#include "tlog_note.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "

static const char log_vkey[] =
    "log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
static const char witness_vkey[] =
    "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
static const char golden[] =
    "log.example/demo\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n" DASH
    "log.example/demo YHYW3jciitg4tH3DitBSA6FARs+s0yl4TJs8coMZftT1+IwEMQn0UQwq/"
    "DEZD3xOXINh2WACpZ6l2DtP78qWnSkg2wo=\n" DASH
    "witness.example/w1 IDJKvgAAAABlU/EA43A1YGk8iffPx84u4bHfSZGevnv5wKyAKzu98u0xYa5rYURRsPOnvcRY3en"
    "ZwtEr2axDDZsgr8dbh7qJa8qDDQ==\n";

static struct tlog_vkey vkey_of(const char *text)
{
    struct tlog_vkey vkey;
    assert_int_equal(tlog_vkey_decode(span_text(text), &vkey), ERR_OK);
    return vkey;
}

static void golden_vector_is_written_to_the_byte(void **state)
{
    (void)state;
    uint8_t seed[32];
    uint8_t keys[2][32];
    uint8_t secrets[2][64];
    for (unsigned k = 0; k < 2; k++) {
        for (unsigned i = 0; i < 32; i++) {
            seed[i] = (uint8_t)(k * 32 + i);
        }
        assert_int_equal(crypto_sign_seed_keypair(keys[k], secrets[k], seed), 0);
    }
    struct tlog_edge edge = {.size = 0};
    static const char *const entries[] = {"alpha", "", "gamma"};
    for (size_t i = 0; i < 3; i++) {
        struct tlog_hash leaf;
        tlog_leaf(span_text(entries[i]), &leaf);
        assert_int_equal(tlog_edge_append(&edge, &leaf, NULL), ERR_OK);
    }
    struct tlog_checkpoint checkpoint = {.origin = span_text("log.example/demo"), .size = 3};
    tlog_edge_root(&edge, &checkpoint.root);
    AUTO(buf) struct buf note = {.max = 4096};
    assert_int_equal(tlog_checkpoint_encode(&checkpoint, &note), ERR_OK);
    struct span text = span_of(note.ptr, note.len);
    AUTO(buf) struct buf cosigned = {.max = 4096};
    assert_int_equal(tlog_cosigned_text(1700000000, text, &cosigned), ERR_OK);

    uint8_t plain[64];
    uint8_t timed[72] = {0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x00};
    assert_int_equal(crypto_sign_detached(plain, NULL, note.ptr, note.len, secrets[0]), 0);
    assert_int_equal(crypto_sign_detached(timed + 8, NULL, cosigned.ptr, cosigned.len, secrets[1]),
                     0);
    struct tlog_vkey log_key;
    struct tlog_vkey witness;
    assert_int_equal(tlog_vkey_make(span_text("log.example/demo"), 1, keys[0], &log_key), ERR_OK);
    assert_int_equal(tlog_vkey_make(span_text("witness.example/w1"), 4, keys[1], &witness), ERR_OK);
    assert_int_equal(tlog_note_split(&note), ERR_OK);
    assert_int_equal(
        tlog_note_line_put(log_key.name, log_key.key_id, span_of(plain, sizeof(plain)), &note),
        ERR_OK);
    assert_int_equal(
        tlog_note_line_put(witness.name, witness.key_id, span_of(timed, sizeof(timed)), &note),
        ERR_OK);
    assert_string_equal(buf_text(&note), golden);

    AUTO(buf) struct buf out = {.max = 4096};
    assert_int_equal(tlog_vkey_encode(&log_key, &out), ERR_OK);
    assert_string_equal(buf_text(&out), log_vkey);
    buf_clear(&out);
    assert_int_equal(tlog_vkey_encode(&witness, &out), ERR_OK);
    assert_string_equal(buf_text(&out), witness_vkey);
}

static void golden_vector_verifies(void **state)
{
    (void)state;
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    struct tlog_vkey log_key = vkey_of(log_vkey);
    struct tlog_vkey witness = vkey_of(witness_vkey);
    uint64_t time_s = 1;
    assert_int_equal(tlog_note_decode(span_text(golden), &note), ERR_OK);
    assert_int_equal(note.count, 2);
    assert_int_equal(tlog_note_verify(&note, &log_key, &time_s), ERR_OK);
    assert_int_equal(time_s, 0);
    assert_int_equal(tlog_note_verify(&note, &witness, &time_s), ERR_OK);
    assert_int_equal(time_s, 1700000000);
    assert_int_equal(tlog_checkpoint_decode(note.text, &checkpoint), ERR_OK);
    assert_true(span_is(checkpoint.origin, "log.example/demo"));
    assert_int_equal(checkpoint.size, 3);
    assert_int_equal(checkpoint.extension.len, 0);
}

/* No byte of the text or of a known signature can change unnoticed. */
static void a_line_is_found_by_its_key_and_copied_to_the_byte(void **state)
{
    (void)state;
    struct tlog_note note;
    struct tlog_vkey vkey = {.name = "log.example/demo", .key_id = {0x60, 0x76, 0x16, 0xde}};
    AUTO(buf) struct buf copy = {.max = sizeof(golden)};
    assert_int_equal(tlog_note_decode(span_text(golden), &note), ERR_OK);
    assert_ptr_equal(tlog_note_line_of(&note, &vkey), &note.lines[0]);
    vkey.key_id[3]++;
    assert_null(tlog_note_line_of(&note, &vkey));
    assert_int_equal(buf_append_span(&copy, note.text), ERR_OK);
    assert_int_equal(tlog_note_split(&copy), ERR_OK);
    for (size_t i = 0; i < note.count; i++) {
        assert_int_equal(tlog_note_line_copy(&note.lines[i], &copy), ERR_OK);
    }
    assert_true(span_is(buf_span(&copy), golden));
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    struct tlog_vkey log_key = vkey_of(log_vkey);
    char copy[sizeof(golden)];
    size_t first_line_end = (size_t)(strstr(golden, "\n" DASH "witness") - golden) + 1;
    for (size_t i = 0; i < first_line_end; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct tlog_note note;
            memcpy(copy, golden, sizeof(golden));
            copy[i] = (char)(copy[i] ^ (1 << bit));
            enum err err = tlog_note_decode(span_of(copy, sizeof(golden) - 1), &note);
            assert_true(err != ERR_OK || tlog_note_verify(&note, &log_key, NULL) != ERR_OK);
        }
    }
}

static void known_line_that_fails_refuses_the_note(void **state)
{
    (void)state;
    struct tlog_vkey log_key = vkey_of(log_vkey);
    AUTO(buf) struct buf text = {.max = 4096};
    struct tlog_note note;
    uint8_t zeros[64] = {0};
    assert_int_equal(buf_append_text(&text, golden), ERR_OK);
    assert_int_equal(tlog_note_line_put(log_key.name, log_key.key_id, span_of(zeros, 64), &text),
                     ERR_OK);
    assert_int_equal(tlog_note_decode(buf_span(&text), &note), ERR_OK);
    assert_int_equal(note.count, 3);
    assert_int_equal(tlog_note_verify(&note, &log_key, NULL), ERR_DENIED);
}

static void unknown_lines_are_ignored(void **state)
{
    (void)state;
    struct tlog_vkey log_key = vkey_of(log_vkey);
    AUTO(buf) struct buf text = {.max = 16384};
    struct tlog_note note;
    uint8_t junk[64] = {9};
    assert_int_equal(buf_append_text(&text, golden), ERR_OK);
    for (unsigned i = 0; i < 20; i++) { /* the same id under another name, and other ids */
        uint8_t id[4];
        memcpy(id, log_key.key_id, sizeof(id));
        id[3] = (uint8_t)(id[3] ^ i);
        assert_int_equal(tlog_note_line_put("grease.example", id, span_of(junk, 1 + i), &text),
                         ERR_OK);
    }
    assert_int_equal(tlog_note_decode(buf_span(&text), &note), ERR_OK);
    assert_int_equal(note.count, 22);
    assert_int_equal(tlog_note_verify(&note, &log_key, NULL), ERR_OK);
    struct tlog_vkey other = log_key;
    other.key_id[0] ^= 1;
    assert_int_equal(tlog_note_verify(&note, &other, NULL), ERR_NOT_FOUND);
}

/* Kinds of after quantum computers have signatures of up to 8 KiB; a reader must take 16. */
static void long_signatures_of_unknown_kinds_are_ignored(void **state)
{
    (void)state;
    enum { LONG = 7856, LINES = 16 };
    static const uint8_t junk[LONG] = {9};
    struct tlog_vkey log_key = vkey_of(log_vkey);
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    struct tlog_note note;
    assert_int_equal(buf_append_text(&text, golden), ERR_OK);
    for (uint8_t i = 2; i < LINES; i++) {
        const uint8_t id[4] = {0xff, 0, 0, i};
        assert_int_equal(tlog_note_line_put("pq.example", id, span_of(junk, LONG), &text), ERR_OK);
    }
    assert_int_equal(tlog_note_decode(buf_span(&text), &note), ERR_OK);
    assert_int_equal(note.count, LINES);
    assert_int_equal(tlog_note_verify(&note, &log_key, NULL), ERR_OK);
}

static void colliding_key_id_is_no_signature(void **state)
{
    (void)state;
    struct tlog_note note;
    struct tlog_vkey other = vkey_of(witness_vkey);
    struct tlog_vkey log_key = vkey_of(log_vkey);
    memcpy(other.key_id, log_key.key_id, sizeof(other.key_id));
    memcpy(other.name, log_key.name, sizeof(other.name));
    other.type = TLOG_ED25519;
    assert_int_equal(tlog_note_decode(span_text(golden), &note), ERR_OK);
    assert_int_equal(tlog_note_verify(&note, &other, NULL), ERR_DENIED);
}

static void decode_refuses_malformed_notes(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        "text\n" DASH "n AAAAAAE=\n",     /* no empty line */
        "text\n\n" DASH "n AAAAAAE=",     /* no final LF */
        "text\n\n" DASH "n AAAAAAE=\n\n", /* nothing after the last empty line */
        "text\n\n" DASH "n AAAAAA==\n",   /* a key id and no signature */
        "text\n\n" DASH "n AAAAAAF=\n",   /* spare bits */
        "text\n\n" DASH "n AAAAAAE\n",    /* padding */
        "text\n\n" DASH "n AAAAAAE= \n",
        "text\n\n" DASH "n  AAAAAAE=\n",
        "text\n\n" DASH " AAAAAAE=\n",
        "text\n\n" DASH "n\n",
        "text\n\n" DASH "a+b AAAAAAE=\n",
        "text\n\n" DASH "a\xc2\xa0"
        "b AAAAAAE=\n", /* a Unicode space in a name */
        "text\n\n" DASH "a\xe2\x80\x83"
        "b AAAAAAE=\n",
        "te\txt\n\n" DASH "n AAAAAAE=\n",
        "te\rxt\n\n" DASH "n AAAAAAE=\n",
        "te\xffxt\n\n" DASH "n AAAAAAE=\n",
        "text\r\n\r\n" DASH "n AAAAAAE=\r\n",
        "text\n\n" DASH "n AAAAAAE=\n - n AAAAAAE=\n",
        "text\n\n\xe2\x80\x94n AAAAAAE=\n",
    };
    static const char zero[] = "a\0\n\n" DASH "n AAAAAAE=\n";
    struct tlog_note note = {.count = 77};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(tlog_note_decode(span_text(bad[i]), &note), ERR_FORMAT);
        assert_int_equal(note.count, 77);
    }
    assert_int_equal(tlog_note_decode(span_of(zero, sizeof(zero) - 1), &note), ERR_FORMAT);
    /* The last empty line splits: earlier ones belong to the text. */
    assert_int_equal(tlog_note_decode(span_text("a\n\nb\n\n" DASH "n AAAAAAE=\n"), &note), ERR_OK);
    assert_true(span_is(note.text, "a\n\nb\n"));
}

static void decode_takes_only_so_many_lines(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = 65536};
    struct tlog_note note;
    uint8_t id[4] = {1, 2, 3, 4};
    assert_int_equal(buf_append_text(&text, "t\n\n"), ERR_OK);
    for (unsigned i = 0; i < TLOG_NOTE_SIGNATURES; i++) {
        assert_int_equal(tlog_note_line_put("n", id, span_of(id, 4), &text), ERR_OK);
    }
    assert_int_equal(tlog_note_decode(buf_span(&text), &note), ERR_OK);
    assert_int_equal(tlog_note_line_put("n", id, span_of(id, 4), &text), ERR_OK);
    assert_int_equal(tlog_note_decode(buf_span(&text), &note), ERR_LIMIT);
}

static void vkey_decode_refuses_malformed_keys(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "+",
        "++",
        "log.example/demo",
        "log.example/demo+607616de",
        "log.example/demo+607616df+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example/demO+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example/demo+607616DE+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
        "log.example/demo+607616de+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTE=",
        "log example+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct tlog_vkey vkey;
        assert_int_equal(tlog_vkey_decode(span_text(bad[i]), &vkey), ERR_FORMAT);
    }
}

/* The points of low order verify anything for anybody: all eight, and the other spellings of those
 * that have some, with y at or above the prime, or with the sign of a zero. With a good key added,
 * each of them is a point of which a part is of low order. */
static void keys_of_low_order_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    };
    static const uint8_t types[] = {TLOG_ED25519, TLOG_ED25519_COSIGNATURE};
    struct tlog_vkey log_key = vkey_of(log_vkey);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint8_t key[32];
        uint8_t mixed[32];
        struct tlog_vkey vkey;
        assert_int_equal(text_unhex(span_text(bad[i]), key, sizeof(key)), ERR_OK);
        for (size_t t = 0; t < 2; t++) {
            assert_int_equal(tlog_vkey_make(span_text("n"), types[t], key, &vkey), ERR_FORMAT);
        }
        bool added = crypto_core_ed25519_add(mixed, log_key.key, key) == 0 &&
                     memcmp(mixed, log_key.key, sizeof(mixed)) != 0;
        if (added) {
            assert_int_equal(tlog_vkey_make(span_text("n"), TLOG_ED25519, mixed, &vkey),
                             ERR_FORMAT);
        }
        assert_true(added || (bad[i][0] != '2' && bad[i][0] != 'c'));
    }
}

static void checkpoint_decode_is_strict(void **state)
{
    (void)state;
#define ROOT "AGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n"
    static const char *const bad[] = {
        "",
        "o\n",
        "o\n3\n",
        "o\n3\n\n",
        "\n3\n" ROOT,
        "o\n03\n" ROOT,
        "o\n+3\n" ROOT,
        "o\n-3\n" ROOT,
        "o\n 3\n" ROOT,
        "o\n3 \n" ROOT,
        "o\n0x3\n" ROOT,
        "o\n\n" ROOT,
        "o\n9223372036854775808\n" ROOT,
        "o\n18446744073709551616\n" ROOT,
        "o\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMd=\n", /* spare bits */
        "o\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAM==\n", /* 31 bytes */
        "o\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=",   /* no LF */
        "o\n3\n" ROOT "\n",
        "o\n3\n" ROOT "x\n\ny\n",
        "o\n3\n" ROOT "x",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct tlog_checkpoint c = {.size = 77};
        assert_int_equal(tlog_checkpoint_decode(span_text(bad[i]), &c), ERR_FORMAT);
        assert_int_equal(c.size, 77);
    }
    struct tlog_checkpoint c;
    assert_int_equal(
        tlog_checkpoint_decode(span_text("o\n9223372036854775807\n" ROOT "x\ny\n"), &c), ERR_OK);
    assert_int_equal(c.size, TLOG_SIZE_MAX);
    assert_true(span_is(c.extension, "x\ny\n"));
    assert_int_equal(tlog_checkpoint_decode(span_text("o\n0\n" ROOT), &c), ERR_CONFLICT);
    assert_int_equal(tlog_checkpoint_decode(
                         span_text("o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), &c),
                     ERR_OK);
}

int main(void)
{
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_vector_is_written_to_the_byte),
        cmocka_unit_test(golden_vector_verifies),
        cmocka_unit_test(a_line_is_found_by_its_key_and_copied_to_the_byte),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(known_line_that_fails_refuses_the_note),
        cmocka_unit_test(unknown_lines_are_ignored),
        cmocka_unit_test(long_signatures_of_unknown_kinds_are_ignored),
        cmocka_unit_test(colliding_key_id_is_no_signature),
        cmocka_unit_test(decode_refuses_malformed_notes),
        cmocka_unit_test(decode_takes_only_so_many_lines),
        cmocka_unit_test(vkey_decode_refuses_malformed_keys),
        cmocka_unit_test(keys_of_low_order_are_refused),
        cmocka_unit_test(checkpoint_decode_is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
