/* What members of an office sign, and the opening beside it. That each has one encoding is
 * fuzz/fuzz_statement.c's law. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "approval_statement.h"
#include "base_text.h"
#include "digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t seed[APPROVAL_SEED] = {7};

static struct approval_decision decision_of(void)
{
    struct approval_decision d = {.action = POLICY_HIDE,
                                  .ground = policy_ground_find(span_text("terms-spam")),
                                  .object = "video:12",
                                  .previous = 3,
                                  .puid = {1, 2},
                                  .opening = {9},
                                  .region = "r.example/1",
                                  .made_ms = 1700000000000};
    return d;
}

static struct approval_office office_of(void)
{
    struct approval_office o = {.adds = true,
                                .key = {4},
                                .organisation = "Office & Co. of Examples",
                                .puid = {5},
                                .region = "r.example/1",
                                .made_ms = 1700000000000};
    return o;
}

static void a_decision_is_written_in_the_words_of_the_law(void **state)
{
    static const char expected[] =
        "{\"action\":\"hide\",\"automated_decision\":\"AUTOMATED_DECISION_NOT_AUTOMATED\","
        "\"category\":\"STATEMENT_CATEGORY_SCAMS_AND_FRAUD\",\"content_type\":\"CONTENT_TYPE_"
        "VIDEO\",\"decision_ground\":\"DECISION_GROUND_INCOMPATIBLE_CONTENT\","
        "\"decision_visibility\":\"DECISION_VISIBILITY_CONTENT_DISABLED\",\"ground\":\"terms-"
        "spam\",\"label\":\"\",\"made_ms\":1700000000000,\"object\":\"video:12\",\"opening\":"
        "\"0900000000000000000000000000000000000000000000000000000000000000\",\"previous\":3,"
        "\"puid\":\"01020000000000000000000000000000\",\"region\":\"r.example/1\",\"type\":"
        "\"decision\",\"v\":1}";
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    struct approval_decision d = decision_of();
    struct approval_statement read;
    (void)state;
    assert_int_equal(approval_decision_encode(&d, &text), ERR_OK);
    const char *words = buf_text(&text);
    assert_non_null(words);
    assert_string_equal(words, expected);
    assert_int_equal(approval_statement_decode(buf_span(&text), &read), ERR_OK);
    assert_int_equal(read.type, APPROVAL_IS_DECISION);
    assert_true(read.decision.ground == d.ground);
    assert_true(read.decision.number == 12 && read.decision.previous == 3);
    assert_int_equal(read.decision.kind, POLICY_VIDEO);
}

/* Each byte of a statement, an envelope and an opening in turn is another one. */
static void nothing_may_be_changed_or_left_out(void **state)
{
    struct approval_decision d = decision_of();
    struct approval_statement read;
    struct approval_envelope envelope;
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    (void)state;
    assert_int_equal(approval_decision_encode(&d, &payload), ERR_OK);
    assert_int_equal(approval_sign(seed, buf_span(&payload), &text), ERR_OK);
    for (size_t len = 0; len < payload.len; len++) {
        assert_int_equal(approval_statement_decode(span_of(payload.ptr, len), &read), ERR_FORMAT);
    }
    for (size_t i = 0; i < text.len; i++) {
        AUTO(buf) struct buf other = {.max = LIMIT_STATEMENT};
        text.ptr[i] ^= 1;
        enum err err = approval_envelope_decode(buf_span(&text), &other, &envelope);
        if (err == ERR_OK) { /* another key, payload or signature */
            err = approval_verify(&envelope, buf_span(&other));
            assert_int_equal(err, ERR_DENIED);
        }
        text.ptr[i] ^= 1;
        other.len = 0;
        err = approval_envelope_decode(span_of(text.ptr, i), &other, &envelope);
        assert_int_equal(err, ERR_FORMAT);
    }
    payload.len = 0;
    assert_int_equal(approval_envelope_decode(buf_span(&text), &payload, &envelope), ERR_OK);
    assert_int_equal(approval_verify(&envelope, buf_span(&payload)), ERR_OK);
}

static void what_does_not_fit_together_is_not_written(void **state)
{
    AUTO(buf) struct buf out = {.max = LIMIT_STATEMENT};
    struct approval_decision bad[9];
    struct approval_office offices[4];
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        bad[i] = decision_of();
    }
    bad[0].ground = NULL;
    bad[1].ground = policy_ground_find(span_text("restored-mistake"));
    bad[2].action = POLICY_LABEL;                                   /* without a label */
    (void)snprintf(bad[3].label, sizeof(bad[3].label), "disputed"); /* with one */
    (void)snprintf(bad[4].object, sizeof(bad[4].object), "video:0");
    bad[5].previous = -1;
    bad[6].made_ms = 0;
    (void)snprintf(bad[7].region, sizeof(bad[7].region), "a \"region\"");
    bad[8].action = POLICY_ACTION_COUNT_;
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(approval_decision_encode(&bad[i], &out), ERR_FORMAT);
    }
    for (size_t i = 0; i < 4; i++) {
        offices[i] = office_of();
    }
    offices[0].organisation[0] = '\0';
    (void)snprintf(offices[1].organisation, sizeof(offices[1].organisation), " office");
    (void)snprintf(offices[2].organisation, sizeof(offices[2].organisation), "of\nfice");
    offices[3].region[0] = '\0';
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(approval_office_encode(&offices[i], &out), ERR_FORMAT);
    }
    assert_int_equal(out.len, 0);
}

static void an_opening_says_why_and_of_whom(void **state)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf longest = {.max = LIMIT_STATEMENT_FILE};
    struct approval_opening o = {
        .object = 5, .person = 0, .salt = {3}, .reason = span_text("Why:\n\nso.")};
    struct approval_opening read;
    char object[POLICY_OBJECT + 1];
    char other[POLICY_OBJECT + 1];
    (void)state;
    assert_int_equal(approval_opening_encode(&o, &text), ERR_OK);
    assert_int_equal(approval_opening_decode(buf_span(&text), &read), ERR_OK);
    assert_true(span_is(read.reason, "Why:\n\nso."));
    assert_true(read.object == 5 && read.person == 0 && read.salt[0] == 3);
    assert_int_equal(approval_object(&read, POLICY_VIDEO, object), ERR_OK);
    assert_string_equal(object, "video:5");
    assert_int_equal(approval_object(&read, POLICY_PERSON, object), ERR_OK);
    read.salt[0] = 4;
    assert_int_equal(approval_object(&read, POLICY_PERSON, other), ERR_OK);
    assert_string_not_equal(object, other);
    assert_int_equal(strlen(object), strlen("person:") + 64);
    for (size_t i = 0; i < LIMIT_REASON; i++) {
        assert_int_equal(buf_append_span(&longest, span_text("\xc3\xa9")), ERR_OK);
    }
    o.reason = buf_span(&longest);
    text.len = 0;
    assert_int_equal(approval_opening_encode(&o, &text), ERR_OK);
    assert_int_equal(buf_append_span(&longest, span_text(".")), ERR_OK);
    o.reason = buf_span(&longest);
    assert_int_equal(approval_opening_encode(&o, &text), ERR_FORMAT);
    o.reason = span_text("");
    assert_int_equal(approval_opening_encode(&o, &text), ERR_FORMAT);
    o.reason = span_text("\xff");
    assert_int_equal(approval_opening_encode(&o, &text), ERR_FORMAT);
}

static int setup(void **state)
{
    (void)state;
    return approval_ready() == ERR_OK && digest_ready() == ERR_OK ? 0 : 1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_is_written_in_the_words_of_the_law),
        cmocka_unit_test(nothing_may_be_changed_or_left_out),
        cmocka_unit_test(what_does_not_fit_together_is_not_written),
        cmocka_unit_test(an_opening_says_why_and_of_whom),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
