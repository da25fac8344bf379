/*
 * test_passkey.c: passkeys that are made and used by an authenticator played here, with keys of
 * each kind; then each thing that must be checked is wrong in turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_buf.h"
#include "base_text.h"
#include "digest.h"
#include "passkey.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play_passkey.h"

static const struct passkey_origins origins = {2,
                                               {"http://localhost:8080", "https://region.example"}};

static const uint8_t challenge[PASSKEY_CHALLENGE] = {1, 2, 3, 250, 251, 252};

static struct played good_act(enum passkey_type type)
{
    struct played act = {.type = type == PASSKEY_CREATE ? "webauthn.create" : "webauthn.get",
                         .challenge = span_of(challenge, sizeof(challenge)),
                         .origin = "http://localhost:8080",
                         .name = "localhost",
                         .cross = "false",
                         .flags = PASSKEY_PRESENT | PASSKEY_VERIFIED,
                         .counter = 7};
    return act;
}

/* What passkey_made says of an act. */
static enum err made(const struct played *act, EVP_PKEY *key, struct buf *out_key)
{
    AUTO(buf) struct buf client = {.max = 4096};
    AUTO(buf) struct buf evidence = {.max = 8192};
    struct passkey_new new;
    play_client(act, &client);
    play_attestation(act, key, &evidence);
    enum err err = passkey_made(&origins, buf_span(&client), buf_span(&evidence), &new);
    if (err == ERR_OK && out_key != NULL) {
        buf_clear(out_key);
        assert_int_equal(buf_append_span(out_key, new.key), ERR_OK);
        assert_true(span_is(new.credential, PLAYED_CREDENTIAL));
        assert_int_equal(new.counter, act->counter);
    }
    return err;
}

/* What passkey_used says of an act, signed with key, of the passkey that cose is. */
static enum err used(const struct played *act, EVP_PKEY *key, struct span cose, uint32_t counter)
{
    AUTO(buf) struct buf client = {.max = 4096};
    AUTO(buf) struct buf evidence = {.max = 8192};
    AUTO(buf) struct buf signature = {.max = 1024};
    uint32_t seen = 0;
    play_client(act, &client);
    play_auth(act, &evidence);
    play_sign(key, buf_span(&client), buf_span(&evidence), &signature);
    if (act->spoil_signature) {
        signature.ptr[signature.len - 1] ^= 1;
    }
    if (act->spoil_client) {
        client.ptr[client.len - 2] =
            ' '; /* of "}  }": means the same, and is not what was signed */
    }
    struct passkey_proof proof = {.client_data = buf_span(&client),
                                  .evidence = buf_span(&evidence),
                                  .signature = buf_span(&signature),
                                  .key = cose,
                                  .counter = counter};
    enum err err = passkey_used(&origins, &proof, &seen);
    assert_true(err != ERR_OK || seen == act->counter);
    return err;
}

static void a_passkey_of_each_kind_is_made_and_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAYED_KINDS; i++) {
        EVP_PKEY *key = play_key(i);
        AUTO(buf) struct buf cose = {.max = 1024};
        struct played act = good_act(PASSKEY_CREATE);
        assert_int_equal(made(&act, key, &cose), ERR_OK);
        act = good_act(PASSKEY_GET);
        assert_int_equal(used(&act, key, buf_span(&cose), 6), ERR_OK);
        act.origin = "https://region.example";
        act.name = "region.example";
        assert_int_equal(used(&act, key, buf_span(&cose), 6), ERR_OK);
        EVP_PKEY *other = play_key(i);
        assert_int_equal(used(&act, other, buf_span(&cose), 6), ERR_DENIED);
        EVP_PKEY_free(key);
        EVP_PKEY_free(other);
    }
}

/* One row for each check: what is wrong, and what comes of it. */
static void each_check_of_an_act_refuses_when_it_alone_fails(void **state)
{
    (void)state;
    EVP_PKEY *key = play_key(0);
    AUTO(buf) struct buf cose = {.max = 1024};
    struct played act = good_act(PASSKEY_CREATE);
    assert_int_equal(made(&act, key, &cose), ERR_OK);
    for (int making = 0; making < 2; making++) {
        enum passkey_type type = making ? PASSKEY_CREATE : PASSKEY_GET;
        struct played wrong[8];
        for (size_t i = 0; i < 8; i++) {
            wrong[i] = good_act(type);
        }
        wrong[0].origin = "http://localhost:8081";
        wrong[1].origin = "https://localhost:8080";
        wrong[2].type = making ? "webauthn.get" : "webauthn.create";
        wrong[3].name = "region.example"; /* one of ours, but not this address's */
        wrong[4].flags = PASSKEY_VERIFIED;
        wrong[5].flags = PASSKEY_PRESENT;
        wrong[6].cross = "true";
        wrong[7].type = "payment.get";
        for (size_t i = 0; i < 8; i++) {
            enum err err =
                making ? made(&wrong[i], key, NULL) : used(&wrong[i], key, buf_span(&cose), 6);
            if (err != ERR_DENIED) {
                fail_msg("row %zu, making %d: %s", i, making, err_text(err));
            }
        }
    }
    act = good_act(PASSKEY_GET);
    act.spoil_signature = true;
    assert_int_equal(used(&act, key, buf_span(&cose), 6), ERR_DENIED);
    act = good_act(PASSKEY_GET);
    act.spoil_client = true;
    assert_int_equal(used(&act, key, buf_span(&cose), 6), ERR_DENIED);
    EVP_PKEY_free(key);
}

static void a_counter_that_does_not_go_up_is_a_conflict(void **state)
{
    (void)state;
    EVP_PKEY *key = play_key(1);
    AUTO(buf) struct buf cose = {.max = 1024};
    struct played act = good_act(PASSKEY_CREATE);
    assert_int_equal(made(&act, key, &cose), ERR_OK);
    act = good_act(PASSKEY_GET);
    static const struct {
        uint32_t before;
        uint32_t now;
        enum err err;
    } rows[] = {{6, 7, ERR_OK},          {7, 7, ERR_CONFLICT},
                {8, 7, ERR_CONFLICT},    {0, 0, ERR_OK},
                {0, 1, ERR_OK},          {1, 0, ERR_CONFLICT},
                {0, UINT32_MAX, ERR_OK}, {UINT32_MAX, 0, ERR_CONFLICT}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        act.counter = rows[i].now;
        assert_int_equal(used(&act, key, buf_span(&cose), rows[i].before), rows[i].err);
    }
    act.spoil_signature = true; /* whoever has not the key cannot cast doubt on a passkey */
    act.counter = 1;
    assert_int_equal(used(&act, key, buf_span(&cose), 9), ERR_DENIED);
    EVP_PKEY_free(key);
}

static void client_data_is_read_strictly(void **state)
{
    (void)state;
#define CLIENT(more)                                                                               \
    "{\"type\":\"webauthn.get\",\"challenge\":\"AAAA\",\"origin\":\"http://a\"" more "}"
    static const char *const good[] = {
        CLIENT(""), CLIENT(",\"crossOrigin\":false"),
        CLIENT(",\"other\":{\"a\":[1,-2.5e3,true,null,\"\\u00e4\\n\"]},\"more\":[]"),
        " { \"origin\" : \"http://a\" , \"type\":\"x\",\n\"challenge\":\"\" } "};
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        CLIENT("") "x",
        CLIENT(",\"type\":\"webauthn.get\""),
        CLIENT(",\"crossOrigin\":\"false\""),
        CLIENT(",\"crossOrigin\":null"),
        CLIENT(","),
        CLIENT(",\"a\":tru"),
        CLIENT(",\"a\":\"\\x\""),
        CLIENT(",\"a\":\"\\u00g0\""),
        CLIENT(",\"a\":\"\n\""),
        CLIENT(",\"a\":[[[[[1]]]]]"),
        CLIENT(",\"a\":[1}"),
        CLIENT(",\"a\":\"\xff\""),
        "{\"type\":\"webauthn.get\",\"challenge\":\"AAAA\",\"origin\":\"http:\\/\\/a\"}",
        "{\"type\":\"webauthn.get\",\"challenge\":\"AA+A\",\"origin\":\"http://a\"}",
        "{\"type\":\"webauthn.get\",\"challenge\":\"AAAA\"}",
        "{\"type\":1,\"challenge\":\"AAAA\",\"origin\":\"http://a\"}"};
    struct passkey_client out;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (passkey_client_decode(span_text(good[i]), &out) != ERR_OK) {
            fail_msg("%s is refused", good[i]);
        }
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (passkey_client_decode(span_text(bad[i]), &out) != ERR_FORMAT) {
            fail_msg("%s is taken", bad[i]);
        }
    }
    for (size_t len = 0; len < strlen(good[1]); len++) {
        assert_int_equal(passkey_client_decode(span_of(good[1], len), &out), ERR_FORMAT);
    }
}

static void what_an_authenticator_says_is_read_whole_or_not_at_all(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < PLAYED_KINDS; kind++) {
        EVP_PKEY *key = play_key(kind);
        AUTO(buf) struct buf evidence = {.max = 8192};
        struct played act = good_act(PASSKEY_CREATE);
        struct span data = {NULL, 0};
        struct passkey_auth auth;
        struct passkey_key parts;
        play_attestation(&act, key, &evidence);
        assert_int_equal(passkey_attestation_decode(buf_span(&evidence), &data), ERR_OK);
        assert_int_equal(passkey_auth_decode(data, &auth), ERR_OK);
        assert_int_equal(passkey_key_decode(auth.key, &parts), ERR_OK);
        struct span key_bytes = auth.key;
        for (size_t len = 0; len < evidence.len; len++) {
            assert_int_equal(passkey_attestation_decode(span_of(evidence.ptr, len), &data),
                             ERR_FORMAT);
        }
        for (size_t len = 0; len < key_bytes.len; len++) {
            assert_int_equal(passkey_key_decode(span_of(key_bytes.ptr, len), &parts), ERR_FORMAT);
        }
        assert_int_equal(buf_append_u8(&evidence, 0), ERR_OK);
        assert_int_equal(passkey_attestation_decode(buf_span(&evidence), &data), ERR_FORMAT);
        EVP_PKEY_free(key);
    }
    AUTO(buf) struct buf bytes = {.max = 100};
    struct passkey_auth auth;
    struct played act = good_act(PASSKEY_GET);
    play_auth(&act, &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        assert_int_equal(passkey_auth_decode(span_of(bytes.ptr, len), &auth), ERR_FORMAT);
    }
    assert_int_equal(buf_append_u8(&bytes, 0xa0), ERR_OK);
    assert_int_equal(passkey_auth_decode(buf_span(&bytes), &auth), ERR_FORMAT);
    bytes.ptr[32] |= PASSKEY_EXTENDED; /* then it is an empty map of extensions */
    assert_int_equal(passkey_auth_decode(buf_span(&bytes), &auth), ERR_OK);
    bytes.ptr[bytes.len - 1] = 0x80;
    assert_int_equal(passkey_auth_decode(buf_span(&bytes), &auth), ERR_FORMAT);
}

/* Hexadecimal keys that are wrong in one place. */
static void keys_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const uint8_t p256[] = {0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20};
    uint8_t key[77] = {0};
    struct passkey_key out;
    memcpy(key, p256, sizeof(p256));
    key[42] = 0x22;
    key[43] = 0x58;
    key[44] = 0x20;
    assert_int_equal(passkey_key_decode(span_of(key, sizeof(key)), &out), ERR_OK);
    static const struct {
        size_t at;
        uint8_t value;
    } rows[] = {{0, 0xa4}, {0, 0xa6}, {0, 0xbf}, {2, 1},    {2, 3},    {4, 0x27},  {4, 0x25},
                {6, 2},    {7, 0x22}, {8, 0x59}, {8, 0x78}, {9, 0x1f}, {42, 0x23}, {44, 0x21}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t wrong[sizeof(key)];
        memcpy(wrong, key, sizeof(key));
        wrong[rows[i].at] = rows[i].value;
        assert_int_equal(passkey_key_decode(span_of(wrong, sizeof(wrong)), &out), ERR_FORMAT);
    }
    /* The form is right, but no such point is on the curve. */
    struct passkey_proof proof = {.key = span_of(key, sizeof(key))};
    AUTO(buf) struct buf client = {.max = 4096};
    AUTO(buf) struct buf evidence = {.max = 8192};
    uint32_t counter = 0;
    struct played act = good_act(PASSKEY_GET);
    play_client(&act, &client);
    play_auth(&act, &evidence);
    proof.client_data = buf_span(&client);
    proof.evidence = buf_span(&evidence);
    proof.signature = span_text("0");
    assert_int_equal(passkey_used(&origins, &proof, &counter), ERR_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_passkey_of_each_kind_is_made_and_used),
        cmocka_unit_test(each_check_of_an_act_refuses_when_it_alone_fails),
        cmocka_unit_test(a_counter_that_does_not_go_up_is_a_conflict),
        cmocka_unit_test(client_data_is_read_strictly),
        cmocka_unit_test(what_an_authenticator_says_is_read_whole_or_not_at_all),
        cmocka_unit_test(keys_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
