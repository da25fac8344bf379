/* test_tlog_policy.c: whom a reader trusts: quorums, and the spellings that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_buf.h"
#include "tlog_policy.h"

#include <sodium.h>
#include <string.h>

enum { WITNESSES = 4 };

static struct tlog_vkey keys[WITNESSES];
static uint8_t secrets[WITNESSES][64];
static char vkeys[WITNESSES][256];
static const char log_vkey[] =
    "log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

static int make_keys(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WITNESSES; i++) {
        uint8_t seed[32] = {(uint8_t)(i + 1)};
        uint8_t key[32];
        char name[] = "witness.example/0";
        AUTO(buf) struct buf text = {.max = sizeof(vkeys[i]) - 1};
        name[16] = (char)('0' + i);
        assert_int_equal(crypto_sign_seed_keypair(key, secrets[i], seed), 0);
        assert_int_equal(tlog_vkey_make(span_text(name), TLOG_ED25519_COSIGNATURE, key, &keys[i]),
                         ERR_OK);
        assert_int_equal(tlog_vkey_encode(&keys[i], &text), ERR_OK);
        memcpy(vkeys[i], text.ptr, text.len);
    }
    return 0;
}

/* A note that the witnesses in the mask have cosigned, each one second after the other. */
static void make_note(unsigned mask, struct buf *out, struct tlog_note *note)
{
    static const char text[] = "n\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    static const uint8_t nobody[4] = {0};
    assert_int_equal(buf_append_text(out, text), ERR_OK);
    assert_int_equal(tlog_note_split(out), ERR_OK);
    assert_int_equal(tlog_note_line_put("nobody", nobody, span_of(nobody, 4), out), ERR_OK);
    for (unsigned i = 0; i < WITNESSES; i++) {
        AUTO(buf) struct buf message = {.max = 4096};
        uint8_t signature[72] = {0, 0, 0, 0, 0, 0, 1, (uint8_t)i};
        assert_int_equal(tlog_cosigned_text(256 + i, span_text(text), &message), ERR_OK);
        assert_int_equal(
            crypto_sign_detached(signature + 8, NULL, message.ptr, message.len, secrets[i]), 0);
        if ((mask >> i & 1) != 0) {
            assert_int_equal(tlog_note_line_put(keys[i].name, keys[i].key_id,
                                                span_of(signature, sizeof(signature)), out),
                             ERR_OK);
        }
    }
    assert_int_equal(tlog_note_decode(buf_span(out), note), ERR_OK);
}

static void quorum_is_met_by_exactly_the_right_witnesses(void **state)
{
    (void)state;
    static struct tlog_policy p;
    AUTO(buf) struct buf text = {.max = 8192};
    unsigned line = 0;
    (void)buf_printf(
        &text,
        "# two of three, and the fourth\nlog %s https://x\n\nwitness a %s\n\twitness b %s u\n"
        "witness c  %s\nwitness d %s\ngroup abc 2 a b c\ngroup all all abc d\nquorum all\n",
        log_vkey, vkeys[0], vkeys[1], vkeys[2], vkeys[3]);
    assert_int_equal(tlog_policy_decode(buf_span(&text), &p, &line), ERR_OK);
    assert_int_equal(p.log_count, 1);
    for (unsigned mask = 0; mask < 16; mask++) {
        AUTO(buf) struct buf bytes = {.max = 8192};
        struct tlog_note note;
        unsigned witnesses = 0;
        uint64_t time_s = 0;
        make_note(mask, &bytes, &note);
        unsigned abc = (unsigned)__builtin_popcount(mask & 7);
        bool enough = abc >= 2 && (mask & 8) != 0;
        assert_int_equal(tlog_policy_check(&p, &note, &witnesses, &time_s),
                         enough ? ERR_OK : ERR_NOT_FOUND);
        assert_int_equal(witnesses, enough ? abc + 1 : 0);
        unsigned oldest = (mask & 6) == 6 ? 257 : 256; /* of the two newest of a, b and c */
        assert_int_equal(time_s, enough ? oldest : 0);
    }
}

static void known_witness_that_fails_refuses_the_note(void **state)
{
    (void)state;
    static struct tlog_policy p;
    AUTO(buf) struct buf text = {.max = 8192};
    AUTO(buf) struct buf bytes = {.max = 8192};
    struct tlog_note note;
    unsigned line = 0;
    uint8_t wrong[72] = {0};
    (void)buf_printf(&text, "witness a %s\nwitness b %s\ngroup g any a b\nquorum g\n", vkeys[0],
                     vkeys[1]);
    assert_int_equal(tlog_policy_decode(buf_span(&text), &p, &line), ERR_OK);
    make_note(1, &bytes, &note);
    assert_int_equal(tlog_policy_check(&p, &note, NULL, NULL), ERR_OK);
    assert_int_equal(
        tlog_note_line_put(keys[1].name, keys[1].key_id, span_of(wrong, sizeof(wrong)), &bytes),
        ERR_OK);
    assert_int_equal(tlog_note_decode(buf_span(&bytes), &note), ERR_OK);
    assert_int_equal(tlog_policy_check(&p, &note, NULL, NULL), ERR_DENIED);
}

/* The same key under two names would count twice. */
static void one_witness_counts_once(void **state)
{
    (void)state;
    static struct tlog_policy p;
    AUTO(buf) struct buf text = {.max = 8192};
    AUTO(buf) struct buf renamed = {.max = 1024};
    struct tlog_vkey other;
    unsigned line = 0;
    assert_int_equal(
        tlog_vkey_make(span_text("another.example"), TLOG_ED25519_COSIGNATURE, keys[0].key, &other),
        ERR_OK);
    assert_int_equal(tlog_vkey_encode(&other, &renamed), ERR_OK);
    (void)buf_printf(&text, "witness a %s\nwitness b %s\nquorum a\n", vkeys[0], buf_text(&renamed));
    assert_int_equal(tlog_policy_decode(buf_span(&text), &p, &line), ERR_FORMAT);
    assert_int_equal(line, 2);
}

static void decode_refuses_malformed_policies(void **state)
{
    (void)state;
    static struct tlog_policy p;
    /* $ stands for a witness's key, @ for the log's. */
    static const char *const bad[] = {
        "",
        "quorum none",
        "quorum\n",
        "quorum none none\n",
        "quorum none\nquorum none\n",
        "quorum a\n",
        "log\nquorum none\n",
        "log $\nquorum none\n",
        "log @ u v\nquorum none\n",
        "log @\nlog @\nquorum none\n",
        "witness a @\nquorum a\n",
        "witness a\nquorum none\n",
        "witness none $\nquorum none\n",
        "witness a $\ngroup a any a\nquorum a\n",
        "witness a $\ngroup g 0 a\nquorum g\n",
        "witness a $\ngroup g 2 a\nquorum g\n",
        "witness a $\ngroup g 01 a\nquorum g\n",
        "witness a $\ngroup g any\nquorum g\n",
        "witness a $\ngroup g any a a\nquorum g\n",
        "witness a $\ngroup g any b\nquorum g\n",
        "witness a $\ngroup g any g\nquorum g\n",
        "quorum a\nwitness a $\n",
        "witness a $\ngroup g any a\ngroup h any a\nquorum h\n",
        "whatever\nquorum none\n",
        "quorum none\r\n",
        "quorum none\x7f\n",
        "quorum\vnone\n",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        AUTO(buf) struct buf text = {.max = 8192};
        unsigned line = 0;
        for (const char *c = bad[i]; *c != '\0'; c++) {
            (void)buf_printf(&text, "%.*s", *c == '$' || *c == '@' ? 999 : 1,
                             *c == '$'   ? vkeys[0]
                             : *c == '@' ? log_vkey
                                         : c);
        }
        if (tlog_policy_decode(buf_span(&text), &p, &line) != ERR_FORMAT) {
            fail_msg("not refused: %s", bad[i]);
        }
        char out[TLOG_POLICY_FAULT];
        const char *fault = tlog_policy_fault(line, out);
        if ((strstr(fault, "quorum") != NULL) != (i == 0)) { /* the others have one, or say none */
            fail_msg("%s: %s", bad[i], fault);
        }
    }
}

int main(void)
{
    if (sodium_init() < 0) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quorum_is_met_by_exactly_the_right_witnesses),
        cmocka_unit_test(known_witness_that_fails_refuses_the_note),
        cmocka_unit_test(one_witness_counts_once),
        cmocka_unit_test(decode_refuses_malformed_policies),
    };
    return cmocka_run_group_tests(tests, make_keys, NULL);
}
