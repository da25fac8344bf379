/*
 * test_statement_vectors.c: what the desk's page signs is what members of an office sign here, byte
 * for byte: tests/statement_vectors.json, to which the page's own encoder is held, too
 * (src/app/src/logic/statement.test.ts).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "approval_statement.h"
#include "base_text.h"
#include "digest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *file;

static const char *text_of(const json_t *of, const char *key)
{
    const char *text = json_string_value(json_object_get(of, key));
    assert_non_null(text);
    return text;
}

static int64_t number_of(const json_t *of, const char *key)
{
    return json_integer_value(json_object_get(of, key));
}

static void unhex(const json_t *of, const char *key, uint8_t *out, size_t size)
{
    assert_int_equal(text_unhex(span_text(text_of(of, key)), out, size), ERR_OK);
}

static void is_text(struct buf *made, const char *expected)
{
    const char *text = buf_text(made);
    assert_non_null(text);
    assert_string_equal(text, expected);
}

/* The opening by its parts, and its digest. */
static void check_opening(const json_t *v, struct approval_opening *opening,
                          uint8_t digest[DIGEST_SIZE])
{
    AUTO(buf) struct buf made = {.max = LIMIT_STATEMENT_FILE};
    unhex(v, "salt", opening->salt, sizeof(opening->salt));
    opening->reason = span_text(text_of(v, "reason"));
    assert_int_equal(approval_opening_encode(opening, &made), ERR_OK);
    digest_of(buf_span(&made), digest);
    is_text(&made, text_of(v, "opening"));
}

static int64_t id_of(const json_t *v, const char *key)
{
    uint64_t number = 0;
    assert_int_equal(text_u64(span_text(text_of(v, key)), INT64_MAX, &number), ERR_OK);
    return (int64_t)number;
}

static void check_decision(const json_t *v, struct buf *made)
{
    struct approval_opening opening = {.object = id_of(v, "number"), .person = id_of(v, "person")};
    struct approval_decision d = {.ground = policy_ground_find(span_text(text_of(v, "ground"))),
                                  .previous = number_of(v, "previous"),
                                  .made_ms = number_of(v, "made_ms")};
    assert_int_equal(policy_action_read(span_text(text_of(v, "action")), &d.action), ERR_OK);
    assert_int_equal(policy_kind_read(span_text(text_of(v, "kind")), &d.kind), ERR_OK);
    (void)snprintf(d.label, sizeof(d.label), "%s", text_of(v, "label"));
    (void)snprintf(d.region, sizeof(d.region), "%s", text_of(v, "region"));
    unhex(v, "puid", d.puid, sizeof(d.puid));
    check_opening(v, &opening, d.opening);
    assert_int_equal(approval_object(&opening, d.kind, d.object), ERR_OK);
    assert_int_equal(approval_decision_encode(&d, made), ERR_OK);
}

static void check_dismissal(const json_t *v, struct buf *made)
{
    struct approval_dismissal d = {.of = number_of(v, "case"),
                                   .upto = number_of(v, "upto"),
                                   .made_ms = number_of(v, "made_ms")};
    struct approval_opening opening = {.object = d.of};
    (void)snprintf(d.region, sizeof(d.region), "%s", text_of(v, "region"));
    unhex(v, "puid", d.puid, sizeof(d.puid));
    check_opening(v, &opening, d.opening);
    assert_int_equal(approval_dismissal_encode(&d, made), ERR_OK);
}

static void check_desk(const json_t *v, struct buf *made)
{
    struct approval_desk d = {.made_ms = number_of(v, "made_ms"),
                              .until_ms = number_of(v, "until_ms")};
    (void)snprintf(d.region, sizeof(d.region), "%s", text_of(v, "region"));
    unhex(v, "puid", d.puid, sizeof(d.puid));
    assert_int_equal(approval_desk_encode(&d, made), ERR_OK);
}

static void the_pages_vectors_are_written_here_to_the_byte(void **state)
{
    static const struct {
        const char *is;
        void (*check)(const json_t *v, struct buf *made);
    } types[] = {
        {"decision", check_decision}, {"dismissal", check_dismissal}, {"desk", check_desk}};
    size_t seen = 0;
    size_t i = 0;
    const json_t *v = NULL;
    (void)state;
    json_array_foreach(json_object_get(file, "vectors"), i, v)
    {
        for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++) {
            AUTO(buf) struct buf made = {.max = LIMIT_STATEMENT};
            struct approval_statement read;
            if (strcmp(types[t].is, text_of(v, "is")) == 0) {
                types[t].check(v, &made);
                assert_int_equal(approval_statement_decode(buf_span(&made), &read), ERR_OK);
                is_text(&made, text_of(v, "payload"));
                seen++;
            }
        }
    }
    assert_int_equal(seen, json_array_size(json_object_get(file, "vectors")));
}

static void the_same_seed_signs_the_same_envelope(void **state)
{
    uint8_t seed[APPROVAL_SEED];
    size_t seen = 0;
    size_t i = 0;
    const json_t *v = NULL;
    (void)state;
    unhex(file, "seed", seed, sizeof(seed));
    json_array_foreach(json_object_get(file, "vectors"), i, v)
    {
        AUTO(buf) struct buf made = {.max = LIMIT_STATEMENT};
        if (json_object_get(v, "envelope") != NULL) {
            struct span payload = span_text(text_of(v, "payload"));
            assert_int_equal(approval_sign(seed, payload, &made), ERR_OK);
            is_text(&made, text_of(v, "envelope"));
            seen++;
        }
    }
    assert_int_equal(seen, 4);
}

/* A ground or a label that is added here is added there. */
static void every_ground_and_label_is_in_the_vectors(void **state)
{
    size_t grounds = 0;
    size_t labels = 0;
    size_t i = 0;
    const json_t *v = NULL;
    (void)state;
    json_array_foreach(json_object_get(file, "vectors"), i, v)
    {
        const char *label = json_string_value(json_object_get(v, "label"));
        const struct policy_ground *next = policy_ground_at(grounds);
        if (label != NULL && label[0] == '\0' && next != NULL &&
            strcmp(next->code, text_of(v, "ground")) == 0) {
            grounds++;
        } else if (label != NULL && policy_label_at(labels) != NULL &&
                   strcmp(policy_label_at(labels), label) == 0) {
            labels++;
        }
    }
    assert_null(policy_ground_at(grounds));
    assert_null(policy_label_at(labels));
    assert_int_equal(grounds, number_of(file, "grounds"));
    assert_int_equal(labels, number_of(file, "labels"));
}

static int setup(void **state)
{
    char path[4096];
    const char *source = getenv("VITRINE_SOURCE");
    (void)state;
    (void)snprintf(path, sizeof(path), "%s/tests/statement_vectors.json",
                   source == NULL ? "." : source);
    file = json_load_file(path, 0, NULL);
    return file != NULL && approval_ready() == ERR_OK && digest_ready() == ERR_OK ? 0 : 1;
}

static int teardown(void **state)
{
    (void)state;
    json_decref(file);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pages_vectors_are_written_here_to_the_byte),
        cmocka_unit_test(the_same_seed_signs_the_same_envelope),
        cmocka_unit_test(every_ground_and_label_is_in_the_vectors),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
