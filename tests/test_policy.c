/* What may be decided, and what follows: every pair of state and action, every word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy.h"

#include <string.h>

static void every_state_and_action_leads_where_it_is_printed(void **state)
{
    static const char expected[] = "shown hide: hidden\n"
                                   "shown label: labelled\n"
                                   "shown restore: -\n"
                                   "labelled hide: hidden\n"
                                   "labelled label: -\n"
                                   "labelled restore: shown\n"
                                   "hidden hide: -\n"
                                   "hidden label: labelled\n"
                                   "hidden restore: shown\n";
    AUTO(buf) struct buf text = {.max = 4096};
    (void)state;
    for (int from = 0; from < POLICY_STATE_COUNT_; from++) {
        for (int action = 0; action < POLICY_ACTION_COUNT_; action++) {
            enum policy_state to = POLICY_STATE_COUNT_;
            enum err err = policy_move((enum policy_state)from, (enum policy_action)action, &to);
            assert_true(err != ERR_OK || to == policy_leads_to((enum policy_action)action));
            assert_true(err == ERR_OK || (err == ERR_CONFLICT && to == POLICY_STATE_COUNT_));
            (void)buf_printf(&text, "%s %s: %s\n", policy_state_name((enum policy_state)from),
                             policy_action_name((enum policy_action)action),
                             err == ERR_OK ? policy_state_name(to) : "-");
        }
    }
    const char *printed = buf_text(&text);
    assert_non_null(printed);
    assert_string_equal(printed, expected);
}

static void every_word_is_read_as_what_it_was(void **state)
{
    (void)state;
    for (int i = 0; i < POLICY_KIND_COUNT_; i++) {
        enum policy_kind kind = POLICY_KIND_COUNT_;
        assert_int_equal(policy_kind_read(span_text(policy_kind_name((enum policy_kind)i)), &kind),
                         ERR_OK);
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < POLICY_STATE_COUNT_; i++) {
        enum policy_state read = POLICY_STATE_COUNT_;
        assert_int_equal(
            policy_state_read(span_text(policy_state_name((enum policy_state)i)), &read), ERR_OK);
        assert_int_equal(read, i);
    }
    for (int i = 0; i < POLICY_ACTION_COUNT_; i++) {
        enum policy_action action = POLICY_ACTION_COUNT_;
        assert_int_equal(
            policy_action_read(span_text(policy_action_name((enum policy_action)i)), &action),
            ERR_OK);
        assert_int_equal(action, i);
    }
    enum policy_kind kind = POLICY_VIDEO;
    assert_int_equal(policy_kind_read(span_text("unknown"), &kind), ERR_FORMAT);
    assert_int_equal(policy_kind_read(span_text("Video"), &kind), ERR_FORMAT);
    assert_string_equal(policy_kind_name(POLICY_KIND_COUNT_), "unknown");
}

static void each_ground_restores_or_takes_down(void **state)
{
    const struct policy_ground *ground = NULL;
    size_t restoring = 0;
    size_t count = 0;
    (void)state;
    for (; (ground = policy_ground_at(count)) != NULL; count++) {
        assert_ptr_equal(policy_ground_find(span_text(ground->code)), ground); /* none twice */
        assert_true(strncmp(ground->dsa_ground, "DECISION_GROUND_", 16) == 0);
        assert_true(strncmp(ground->dsa_category, "STATEMENT_CATEGORY_", 19) == 0);
        assert_true(policy_ground_fits(ground, POLICY_RESTORE) == ground->restores);
        assert_true(policy_ground_fits(ground, POLICY_HIDE) == !ground->restores);
        restoring += ground->restores;
    }
    assert_true(restoring > 0);
    assert_true(restoring < count);
    assert_null(policy_ground_find(span_text("terms")));
    assert_int_equal(policy_ground_place(span_text("terms")), 0);
    assert_non_null(policy_label_words(span_text(policy_label_at(0))));
    assert_null(policy_label_words(span_text("")));
}

/* It is stored, by the schema of custodian.db as well: what is new goes behind. */
static void a_ground_stays_in_its_place(void **state)
{
    static const char *const codes[] = {
        "law-child-safety", "law-terror",   "law-speech",       "law-rights",
        "law-privacy",      "law-other",    "terms-violence",   "terms-harassment",
        "terms-hate",       "terms-sexual", "terms-self-harm",  "terms-danger",
        "terms-spam",       "terms-minors", "restored-mistake", "restored-answer",
        "restored-changed",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        assert_int_equal(policy_ground_place(span_text(codes[i])), i + 1);
    }
}

static void an_object_has_one_text(void **state)
{
    static const char *const bad[] = {
        "",
        "video",
        "video:",
        "video:0",
        "video:01",
        "video:-1",
        "video:9223372036854775808",
        "Video:1",
        "video:1 ",
        "person:12",
        "person:00000000000000000000000000000000000000000000000000000000000000",
        "clip:1"};
    static const char commitment[] =
        "person:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    AUTO(buf) struct buf text = {.max = POLICY_OBJECT};
    enum policy_kind kind = POLICY_KIND_COUNT_;
    int64_t number = -1;
    (void)state;
    assert_int_equal(policy_object_text(POLICY_COMMENT, INT64_MAX, &text), ERR_OK);
    assert_int_equal(policy_object_read(buf_span(&text), &kind, &number), ERR_OK);
    assert_int_equal(kind, POLICY_COMMENT);
    assert_true(number == INT64_MAX);
    assert_int_equal(policy_object_read(span_text(commitment), &kind, &number), ERR_OK);
    assert_int_equal(kind, POLICY_PERSON);
    assert_int_equal(number, 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(policy_object_read(span_text(bad[i]), &kind, &number), ERR_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_action_leads_where_it_is_printed),
        cmocka_unit_test(every_word_is_read_as_what_it_was),
        cmocka_unit_test(each_ground_restores_or_takes_down),
        cmocka_unit_test(a_ground_stays_in_its_place),
        cmocka_unit_test(an_object_has_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
