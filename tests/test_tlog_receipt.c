/* test_tlog_receipt.c: receipts: the bytes, and that each of its bindings is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "tlog_receipt.h"

#include <sodium.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "

/* The golden log (log.example/demo) of three entries, with its log's and its witness's line. */
static const char golden[] =
    "log.example/demo\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n" DASH
    "log.example/demo YHYW3jciitg4tH3DitBSA6FARs+s0yl4TJs8coMZftT1+IwEMQn0UQwq/"
    "DEZD3xOXINh2WACpZ6l2DtP78qWnSkg2wo=\n" DASH
    "witness.example/w1 IDJKvgAAAABlU/EA43A1YGk8iffPx84u4bHfSZGevnv5wKyAKzu98u0xYa5rYURRsPOnvcRY3en"
    "ZwtEr2axDDZsgr8dbh7qJa8qDDQ==\n";
static const char golden_policy[] =
    "log log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
    "witness w1 witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X\n"
    "quorum w1\n";

static struct tlog_hash leaves[3];

static int make_leaves(void **state)
{
    (void)state;
    static const char *const entries[] = {"alpha", "", "gamma"};
    for (size_t i = 0; i < 3; i++) {
        tlog_leaf(span_text(entries[i]), &leaves[i]);
    }
    return sodium_init() < 0 ? -1 : 0;
}

/* The receipt of an entry of the golden log, whose tree is ((0 1) 2). */
static struct tlog_receipt receipt_of(uint64_t index)
{
    struct tlog_receipt r = {.index = index, .note_bytes = span_text(golden)};
    if (index < 2) {
        r.proof.count = 2;
        r.proof.hashes[0] = leaves[1 - index];
        r.proof.hashes[1] = leaves[2];
    } else {
        r.proof.count = 1;
        tlog_node(&leaves[0], &leaves[1], &r.proof.hashes[0]);
    }
    return r;
}

static enum tlog_receipt_state check_text(struct span text, const struct tlog_hash *leaf,
                                          const char *policy_text)
{
    static struct tlog_policy policy;
    struct tlog_receipt r;
    enum tlog_receipt_state state = TLOG_RECEIPT_COUNT_;
    unsigned line = 0;
    unsigned witnesses = 77;
    assert_int_equal(tlog_policy_decode(span_text(policy_text), &policy, &line), ERR_OK);
    assert_int_equal(tlog_receipt_decode(text, &r), ERR_OK);
    assert_int_equal(tlog_receipt_check(&r, leaf, &policy, &state, &witnesses), ERR_OK);
    assert_int_equal(witnesses, state == TLOG_RECEIPT_GOOD ? policy.node_count : 77);
    return state;
}

static enum tlog_receipt_state check_one(const struct tlog_receipt *r, const struct tlog_hash *leaf)
{
    AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
    assert_int_equal(tlog_receipt_encode(r, &text), ERR_OK);
    return check_text(buf_span(&text), leaf, golden_policy);
}

static void receipts_of_the_golden_log_hold(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 3; i++) {
        struct tlog_receipt r = receipt_of(i);
        assert_int_equal(check_one(&r, &leaves[i]), TLOG_RECEIPT_GOOD);
        r.extra = span_text("bm90IHNpZ25lZA==");
        assert_int_equal(check_one(&r, &leaves[i]), TLOG_RECEIPT_GOOD);
    }
}

static void receipt_is_written_to_the_byte(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
    AUTO(buf) struct buf want = {.max = TLOG_RECEIPT_MAX};
    struct tlog_receipt r = receipt_of(2);
    r.extra = span_text("AA==");
    (void)buf_append_text(&want, "c2sp.org/tlog-proof@v1\nextra AA==\nindex 2\n");
    (void)text_base64(tlog_hash_span(&r.proof.hashes[0]), &want);
    (void)buf_printf(&want, "\n\n%s", golden);
    assert_int_equal(tlog_receipt_encode(&r, &text), ERR_OK);
    assert_string_equal(buf_text(&text), buf_text(&want));
}

/* Each field of one good receipt is put into another good one. */
static void every_field_swapped_with_another_good_receipt_is_refused(void **state)
{
    (void)state;
    for (uint64_t a = 0; a < 3; a++) {
        for (uint64_t b = 0; b < 3; b++) {
            struct tlog_receipt mine = receipt_of(a);
            struct tlog_receipt other = receipt_of(b);
            if (a == b) {
                continue;
            }
            assert_int_equal(check_one(&mine, &leaves[b]), TLOG_RECEIPT_OTHER);
            mine.index = other.index;
            assert_int_not_equal(check_one(&mine, &leaves[a]), TLOG_RECEIPT_GOOD);
            mine = receipt_of(a);
            mine.proof = other.proof;
            assert_int_not_equal(check_one(&mine, &leaves[a]), TLOG_RECEIPT_GOOD);
        }
    }
    struct tlog_receipt r = receipt_of(0);
    r.index = 3;
    assert_int_equal(check_one(&r, &leaves[0]), TLOG_RECEIPT_SHAPE);
    r = receipt_of(0);
    r.proof.hashes[r.proof.count++] = leaves[0];
    assert_int_equal(check_one(&r, &leaves[0]), TLOG_RECEIPT_SHAPE);
    r = receipt_of(0);
    r.proof.count--;
    assert_int_equal(check_one(&r, &leaves[0]), TLOG_RECEIPT_SHAPE);
}

/* The golden receipt under a changed note, or another policy. */
static void signatures_origin_and_quorum_are_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        const char *to;
        enum tlog_receipt_state want;
    } rows[] = {
        {"\n3\nAGY8", "\n4\nAGY8", TLOG_RECEIPT_SPOILT},
        {"log.example/demo\n3", "log.example/dem0\n3", TLOG_RECEIPT_SPOILT},
        {"log.example/demo YHYW3", "log.example/dem0 YHYW3", TLOG_RECEIPT_NO_LOG},
        {"log.example/demo YHYW3", "log.example/demo ZHYW3", TLOG_RECEIPT_NO_LOG},
        {"YHYW3jc", "YHYW3jd", TLOG_RECEIPT_SPOILT},
        {"w1 IDJK", "w2 IDJK", TLOG_RECEIPT_QUORUM},
        {"w1 IDJK", "w1 JDJK", TLOG_RECEIPT_QUORUM},
        {"IDJKvgAAAABl", "IDJKvgAAAABm", TLOG_RECEIPT_SPOILT}, /* the time */
        {"43A1YGk8", "43A1YGk9", TLOG_RECEIPT_SPOILT},
    };
    struct tlog_receipt r = receipt_of(1);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char note[sizeof(golden)];
        memcpy(note, golden, sizeof(golden));
        char *at = strstr(note, rows[i].from);
        assert_non_null(at);
        memcpy(at, rows[i].to, strlen(rows[i].to));
        r.note_bytes = span_text(note);
        assert_int_equal(check_one(&r, &leaves[1]), rows[i].want);
    }
    AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
    r = receipt_of(1);
    assert_int_equal(tlog_receipt_encode(&r, &text), ERR_OK);
    const char *quorum_only = strchr(golden_policy, '\n') + 1;
    assert_int_equal(check_text(buf_span(&text), &leaves[1], quorum_only), TLOG_RECEIPT_NO_LOG);
}

/* A key that the policy trusts as a log's, and a checkpoint that it signed as another log's. */
static void log_that_signs_for_another_origin_is_refused(void **state)
{
    (void)state;
    uint8_t seed[32] = {3};
    uint8_t key[32];
    uint8_t secret[64];
    uint8_t signature[64];
    struct tlog_vkey vkey;
    AUTO(buf) struct buf note = {.max = 4096};
    AUTO(buf) struct buf policy = {.max = 4096};
    AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
    assert_int_equal(crypto_sign_seed_keypair(key, secret, seed), 0);
    assert_int_equal(tlog_vkey_make(span_text("other.example"), TLOG_ED25519, key, &vkey), ERR_OK);
    (void)buf_append_text(&policy, "log ");
    assert_int_equal(tlog_vkey_encode(&vkey, &policy), ERR_OK);
    assert_int_equal(buf_append_text(&policy, "\nquorum none\n"), ERR_OK);
    size_t len = (size_t)(strstr(golden, "\n\n") - golden) + 1;
    assert_int_equal(buf_append(&note, golden, len), ERR_OK);
    assert_int_equal(crypto_sign_detached(signature, NULL, note.ptr, note.len, secret), 0);
    assert_int_equal(tlog_note_split(&note), ERR_OK);
    assert_int_equal(
        tlog_note_line_put(vkey.name, vkey.key_id, span_of(signature, sizeof(signature)), &note),
        ERR_OK);
    struct tlog_receipt r = receipt_of(0);
    r.note_bytes = buf_span(&note);
    assert_int_equal(tlog_receipt_encode(&r, &text), ERR_OK);
    assert_int_equal(check_text(buf_span(&text), &leaves[0], buf_text(&policy)),
                     TLOG_RECEIPT_NO_LOG);
}

static void malformed_receipts_are_refused(void **state)
{
    (void)state;
#define FIRST "c2sp.org/tlog-proof@v1\n"
    static const char *const bad[] = {
        "",
        FIRST,
        FIRST "index 0\n",
        FIRST "index 0\n\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\n$",
        "C2sp.org/tlog-proof@v1\nindex 0\n\n$",
        " " FIRST "index 0\n\n$",
        FIRST "\nindex 0\n\n$",
        FIRST "index 00\n\n$",
        FIRST "index +0\n\n$",
        FIRST "index  0\n\n$",
        FIRST "index 0 \n\n$",
        FIRST "index 9223372036854775808\n\n$",
        FIRST "index 0\nindex 0\n\n$",
        FIRST "extra \nindex 0\n\n$",
        FIRST "extra A\nindex 0\n\n$",
        FIRST "extra AB==\nindex 0\n\n$",
        FIRST "extra AA==\nextra AA==\nindex 0\n\n$",
        FIRST "index 0\nextra AA==\n\n$",
        FIRST "index 0\r\n\r\n$",
        FIRST "index 0\nAGY8\n\n$",
        FIRST "index 0\n$",
        FIRST "index 0\n\n\n$",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
        struct tlog_receipt r = {.index = 77};
        size_t len = strlen(bad[i]);
        bool has_note = len > 0 && bad[i][len - 1] == '$';
        (void)buf_append(&text, bad[i], len - (has_note ? 1 : 0));
        assert_int_equal(buf_append_text(&text, has_note ? golden : ""), ERR_OK);
        if (tlog_receipt_decode(buf_span(&text), &r) != ERR_FORMAT) {
            fail_msg("not refused: %s", bad[i]);
        }
        assert_int_equal(r.index, 77);
    }
}

static void extra_and_hashes_have_limits(void **state)
{
    (void)state;
    static uint8_t zeros[TLOG_RECEIPT_EXTRA + 1];
    for (size_t more = 0; more < 2; more++) {
        AUTO(buf) struct buf extra = {.max = 2 * sizeof(zeros)};
        AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
        struct tlog_receipt r = receipt_of(0);
        struct tlog_receipt back;
        assert_int_equal(text_base64(span_of(zeros, TLOG_RECEIPT_EXTRA + more), &extra), ERR_OK);
        r.extra = buf_span(&extra);
        assert_int_equal(tlog_receipt_encode(&r, &text), more == 0 ? ERR_OK : ERR_LIMIT);
        buf_clear(&text);
        (void)buf_printf(&text, FIRST "extra %s\nindex 0\n\n%s", buf_text(&extra), golden);
        assert_int_equal(tlog_receipt_decode(buf_span(&text), &back),
                         more == 0 ? ERR_OK : ERR_LIMIT);
        buf_clear(&text);
        (void)buf_append_text(&text, FIRST "index 0\n");
        for (size_t i = 0; i < TLOG_PROOF_MAX + more; i++) {
            (void)text_base64(tlog_hash_span(&leaves[0]), &text);
            (void)buf_append_u8(&text, '\n');
        }
        (void)buf_printf(&text, "\n%s", golden);
        assert_int_equal(tlog_receipt_decode(buf_span(&text), &back),
                         more == 0 ? ERR_OK : ERR_LIMIT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipts_of_the_golden_log_hold),
        cmocka_unit_test(receipt_is_written_to_the_byte),
        cmocka_unit_test(every_field_swapped_with_another_good_receipt_is_refused),
        cmocka_unit_test(signatures_origin_and_quorum_are_asked_for),
        cmocka_unit_test(log_that_signs_for_another_origin_is_refused),
        cmocka_unit_test(malformed_receipts_are_refused),
        cmocka_unit_test(extra_and_hashes_have_limits),
    };
    return cmocka_run_group_tests(tests, make_leaves, NULL);
}
