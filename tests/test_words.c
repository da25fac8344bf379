/* The words of the pages that edged writes: each in every language, for all that has a name. */
#include "claims.h"
#include "oauth_ask.h"
#include "policy.h"
#include "words.h"

#include "base_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *key;
    const char *words[LANGUAGES_];
};

#define WORD(key, english, arabic) {#key, {english, arabic}},
#define NAMED(name, english, arabic) {name, {english, arabic}},
static const struct row rows[] = {
#include "words.tbl"
};

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what)) {
        count++;
    }
    return count;
}

/* Arabic letters are U+0600 to U+06FF. */
static bool has_arabic(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if ((uint8_t)at[0] >= 0xd8 && (uint8_t)at[0] <= 0xdb) {
            return true;
        }
    }
    return false;
}

static void each_row_has_words_in_each_language(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        bool name = strcmp(row->key, "LANGUAGE_OTHER") == 0; /* each in the other */
        bool letters = strpbrk(row->words[name], "aeiouAEIOU") != NULL;
        if (has_arabic(row->words[LANGUAGE_EN]) != name ||
            has_arabic(row->words[LANGUAGE_AR]) != (letters && !name)) {
            fail_msg("%s: words of another language", row->key);
        }
    }
}

static void places_for_texts_agree(void **state)
{
    (void)state;
    static const char *const places[] = {"{1}", "{2}", "{3}"};
    static const char *const links[] = {"<a ", "</a>", "<strong>", "</strong>", "<code", "</code>"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const *words = rows[i].words;
        size_t all = 0;
        for (size_t p = 0; p < 3; p++) {
            size_t count = count_of(words[LANGUAGE_EN], places[p]);
            if (count > 1 || count != count_of(words[LANGUAGE_AR], places[p])) {
                fail_msg("%s: %s", rows[i].key, places[p]);
            }
            all += count;
        }
        for (size_t l = 0; l < LANGUAGES_; l++) {
            if (count_of(words[l], "{") != all || count_of(words[l], "}") != all ||
                count_of(words[l], "<") != count_of(words[l], ">")) {
                fail_msg("%s: a place for nothing", rows[i].key);
            }
        }
        for (size_t l = 0; l < sizeof(links) / sizeof(links[0]); l++) {
            if (count_of(words[LANGUAGE_EN], links[l]) != count_of(words[LANGUAGE_AR], links[l])) {
                fail_msg("%s: %s", rows[i].key, links[l]);
            }
        }
    }
}

/* That name is there; a sentence is, in English, as it stands elsewhere. */
static void is_known(const char *name, bool sentence)
{
    bool same = strcmp(words_named(LANGUAGE_EN, name), name) == 0;
    if (!has_arabic(words_named(LANGUAGE_AR, name)) || (sentence && !same)) {
        fail_msg("%s: no words", name);
    }
}

static void all_that_has_a_name_elsewhere_has_words(void **state)
{
    (void)state;
    static const char *const verdicts[] = {"proven", "sampled", "asserted", "FALSE"};
    const struct policy_ground *ground = NULL;
    const struct claims_row *claim = NULL;
    for (size_t i = 0; (claim = claims_at(i)) != NULL; i++) {
        is_known(claim->claim, true);
        is_known(claim->control, true);
        is_known(claim->limit, true);
        is_known(claim->at_most, true);
    }
    for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
        is_known(verdicts[i], true);
    }
    for (enum claims_state i = 0; i < CLAIMS_STATES_; i++) {
        is_known(claims_state_name(i), true);
    }
    for (size_t i = 0; (ground = policy_ground_at(i)) != NULL; i++) {
        if (strncmp(ground->words, "against the law: ", 17) == 0) {
            assert_int_equal(strncmp(ground->code, "law-", 4), 0);
            is_known(ground->code, false);
        }
    }
    for (size_t i = 0; i < OAUTH_SCOPES; i++) {
        is_known(oauth_scopes[i].name, false);
    }
    assert_string_equal(words_named(LANGUAGE_AR, "nothing of this"), "nothing of this");
}

static void texts_go_into_their_places_escaped(void **state)
{
    (void)state;
    AUTO(buf) struct buf out = {.max = KIB};
    const char *const texts[] = {"<b>", "{1}"};
    assert_int_equal(words_put(&out, LANGUAGE_EN, WORD_VIDEO_TITLE, texts), ERR_OK);
    assert_string_equal(buf_text(&out), "&lt;b&gt; \xe2\x80\x93 @{1}");
    buf_done(&out);
    out = (struct buf){.max = KIB};
    assert_int_equal(words_put(&out, LANGUAGE_AR, WORD_VIDEO_TITLE, texts), ERR_OK);
    assert_string_equal(buf_text(&out), "\u2068&lt;b&gt;\u2069 \u2013 \u2066@{1}\u2069");
    assert_string_equal(words_of(LANGUAGE_AR, WORD_NONE), "");
}

/* Minutes of Intl.DateTimeFormat, styles "medium" and "short", in UTC. */
static void a_moment_is_written_as_the_app_writes_it(void **state)
{
    (void)state;
    static const struct {
        int64_t wall_ms;
        const char *words[LANGUAGES_];
    } moments[] = {
        {INT64_C(1795766580000),
         {"Nov 27, 2026, 8:03 AM UTC", "27\u200f/11\u200f/2026، 8:03 ص \u2066UTC\u2069"}},
        {INT64_C(1767816780000),
         {"Jan 7, 2026, 8:13 PM UTC", "07\u200f/01\u200f/2026، 8:13 م \u2066UTC\u2069"}},
        {INT64_C(1777593600000),
         {"May 1, 2026, 12:00 AM UTC", "01\u200f/05\u200f/2026، 12:00 ص \u2066UTC\u2069"}},
        {INT64_C(1777636800000),
         {"May 1, 2026, 12:00 PM UTC", "01\u200f/05\u200f/2026، 12:00 م \u2066UTC\u2069"}},
    };
    char text[WORDS_MOMENT];
    for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        for (enum language l = 0; l < LANGUAGES_; l++) {
            words_moment(l, moments[i].wall_ms, text);
            assert_string_equal(text, moments[i].words[l]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_has_words_in_each_language),
        cmocka_unit_test(places_for_texts_agree),
        cmocka_unit_test(all_that_has_a_name_elsewhere_has_words),
        cmocka_unit_test(texts_go_into_their_places_escaped),
        cmocka_unit_test(a_moment_is_written_as_the_app_writes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
