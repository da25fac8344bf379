/* test_base_text.c: strict hexadecimal, base64, numbers and UTF-8; the JSON writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_json.h"
#include "base_limits.h"
#include "base_sip.h"
#include "base_tag.h"
#include "base_text.h"
#include "base_word.h"

#include <string.h>

static void hex_goes_there_and_back(void **state)
{
    (void)state;
    uint8_t all[256];
    for (size_t i = 0; i < sizeof(all); i++) {
        all[i] = (uint8_t)i;
    }
    AUTO(buf) struct buf text = {.max = 512};
    assert_int_equal(text_hex(span_of(all, sizeof(all)), &text), ERR_OK);
    uint8_t back[256] = {0};
    assert_int_equal(text_unhex(buf_span(&text), back, sizeof(back)), ERR_OK);
    assert_memory_equal(back, all, sizeof(all));
}

/* The reference vectors for the first bytes of 00…0e under the key 00…0f. */
static void a_short_text_is_hashed_as_siphash_has_it(void **state)
{
    (void)state;
    static const struct sip_key key = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
    static const uint8_t text[15] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    assert_true(sip_hash(&key, span_of(text, 0)) == 0x726fdb47dd0e0e31u);
    assert_true(sip_hash(&key, span_of(text, 8)) == 0x93f5f5799a932462u);
    assert_true(sip_hash(&key, span_of(text, 15)) == 0xa129ca6149be45e5u);
}

static void unhex_refuses_capitals_strays_and_other_lengths(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "0", "000", "00000", "0g00", "AB00", "00 0", "0x00"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        uint8_t out[2] = {7, 7};
        assert_int_equal(text_unhex(span_text(bad[i]), out, 2), ERR_FORMAT);
        assert_int_equal(out[0], 7);
        assert_int_equal(out[1], 7);
    }
}

static void base64_matches_the_vectors_of_rfc_4648(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        AUTO(buf) struct buf out = {.max = 64};
        assert_int_equal(text_base64(span_text(pairs[i][0]), &out), ERR_OK);
        assert_true(span_is(buf_span(&out), pairs[i][1]));
        AUTO(buf) struct buf back = {.max = 64};
        assert_int_equal(text_unbase64(span_text(pairs[i][1]), &back), ERR_OK);
        assert_true(span_is(buf_span(&back), pairs[i][0]));
    }
}

/* Every text of four characters out of a telling set decodes to at most one value that encodes to
 * that same text. */
static void base64_has_one_encoding_per_value(void **state)
{
    (void)state;
    static const char set[] = "AQZagv9+/=-_ \n";
    size_t n = sizeof(set) - 1;
    unsigned accepted = 0;
    for (size_t i = 0; i < n * n * n * n; i++) {
        char four[4] = {set[i % n], set[i / n % n], set[i / n / n % n], set[i / n / n / n]};
        AUTO(buf) struct buf out = {.max = 3};
        if (text_unbase64(span_of(four, 4), &out) != ERR_OK) {
            continue;
        }
        accepted++;
        AUTO(buf) struct buf again = {.max = 4};
        assert_int_equal(text_base64(buf_span(&out), &again), ERR_OK);
        assert_true(span_equal(buf_span(&again), span_of(four, 4)));
    }
    assert_true(accepted > 6000);
}

static void base64url_has_no_padding_and_one_encoding_per_value(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0xfb, 0xff, 0xbf, 0x00, 0x10};
    static const char *const texts[] = {"", "-w", "-_8", "-_-_", "-_-_AA", "-_-_ABA"};
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        AUTO(buf) struct buf out = {.max = 20};
        AUTO(buf) struct buf back = {.max = 20};
        assert_int_equal(text_base64url(span_of(bytes, len), &out), ERR_OK);
        assert_true(span_is(buf_span(&out), texts[len]));
        assert_int_equal(text_unbase64url(buf_span(&out), &back), ERR_OK);
        assert_true(span_equal(buf_span(&back), span_of(bytes, len)));
    }
    static const char *const bad[] = {"A", "AAAAA", "+w", "/w", "-w==", "-x", "-_9", "a b", "AA="};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        AUTO(buf) struct buf out = {.max = 20};
        assert_int_equal(text_unbase64url(span_text(bad[i]), &out), ERR_FORMAT);
    }
}

static void an_address_of_a_site_has_a_host_and_perhaps_a_port(void **state)
{
    (void)state;
    static const char *const good[] = {"http://localhost:8080", "https://region.example",
                                       "https://a-b.example:443", "http://127.0.0.1:1"};
    static const char *const bad[] = {"",
                                      "http://",
                                      "https://:80",
                                      "ftp://a",
                                      "localhost:80",
                                      "http://a/",
                                      "http://a:",
                                      "http://a:8x",
                                      "http://A",
                                      "http://a:80:80",
                                      "http://[::1]:80",
                                      "http://a b"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(text_is_web_origin(span_text(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(text_is_web_origin(span_text(bad[i])));
    }
    assert_true(span_is(text_web_host(span_text("http://localhost:8080")), "localhost"));
    assert_true(span_is(text_web_host(span_text("https://region.example")), "region.example"));
    char many[LIMIT_WEB_ORIGIN + 2];
    memset(many, 'a', sizeof(many));
    memcpy(many, "http://", 7);
    assert_true(text_is_web_origin(span_of(many, LIMIT_WEB_ORIGIN)));
    assert_false(text_is_web_origin(span_of(many, LIMIT_WEB_ORIGIN + 1)));
}

static void unbase64_refuses_what_the_encoder_never_writes(void **state)
{
    (void)state;
    static const char *const bad[] = {"Z",        "Zg",     "Zg=",  "=",    "====", "Zh==", "Zm9=",
                                      "Zg==Zg==", "Zm9v\n", "Zm-v", "Zm_v", " Zm9", "Z===", "Zg=a"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        AUTO(buf) struct buf out = {.max = 64};
        assert_int_equal(text_unbase64(span_text(bad[i]), &out), ERR_FORMAT);
    }
    AUTO(buf) struct buf out = {.max = 64};
    assert_int_equal(text_unbase64(span_of("Zm9\0", 4), &out), ERR_FORMAT);
    AUTO(buf) struct buf small = {.max = 2};
    assert_int_equal(text_unbase64(span_text("Zm9v"), &small), ERR_LIMIT);
}

static void numbers_have_one_spelling(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "00",
                                      "01",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "1e3",
                                      "18446744073709551616",
                                      "99999999999999999999",
                                      "184467440737095516150"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        uint64_t out = 42;
        assert_int_equal(text_u64(span_text(bad[i]), UINT64_MAX, &out), ERR_FORMAT);
        assert_int_equal(out, 42);
    }
    uint64_t out = 42;
    assert_int_equal(text_u64(span_text("0"), 0, &out), ERR_OK);
    assert_int_equal(out, 0);
    assert_int_equal(text_u64(span_text("18446744073709551615"), UINT64_MAX, &out), ERR_OK);
    assert_true(out == UINT64_MAX);
    assert_int_equal(text_u64(span_text("255"), 255, &out), ERR_OK);
    assert_int_equal(text_u64(span_text("256"), 255, &out), ERR_FORMAT);
    assert_int_equal(out, 255);
}

static void utf8_accepts_the_edges_of_every_length(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "a",
                                       "\x7f",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       "caf\xc3\xa9 \xe2\x82\xac"};
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        assert_true(text_is_utf8(span_text(good[i])));
    }
    assert_true(text_is_utf8(span_of("a\0b", 3)));
    assert_int_equal(text_characters(span_text("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")), 4);
    assert_int_equal(text_characters(span_text("")), 0);
}

static void utf8_refuses_overlong_surrogate_and_cut_forms(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80",
                                      "\xbf",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xc2\x61",
                                      "\xe0\x9f\xbf",
                                      "\xe0\xa0",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf0\x90\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xfe",
                                      "\xff",
                                      "ok\xe2\x82"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_false(text_is_utf8(span_text(bad[i])));
    }
}

/* Walks every code point: its encoding is accepted unless it is a surrogate. */
static void utf8_accepts_every_code_point_once(void **state)
{
    (void)state;
    for (uint32_t c = 0x800; c < 0x10000; c++) {
        uint8_t three[3] = {(uint8_t)(0xe0 | c >> 12), (uint8_t)(0x80 | (c >> 6 & 63)),
                            (uint8_t)(0x80 | (c & 63))};
        bool surrogate = c >= 0xd800 && c <= 0xdfff;
        assert_int_equal(text_is_utf8(span_of(three, 3)), !surrogate);
    }
}

static void expect_json(struct buf *b, const char *expected)
{
    assert_int_equal(buf_status(b), ERR_OK);
    assert_string_equal(buf_text(b), expected);
}

static void json_places_commas(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 1000};
    struct jot j = jot_start(&b);
    jot_object(&j);
    jot_put_int(&j, "a", -1);
    jot_key(&j, "b");
    jot_array(&j);
    jot_array_end(&j);
    jot_key(&j, "c");
    jot_array(&j);
    jot_int(&j, INT64_MIN);
    jot_bool(&j, true);
    jot_null(&j);
    jot_object(&j);
    jot_object_end(&j);
    jot_text(&j, NULL);
    jot_array_end(&j);
    jot_put_bool(&j, "d", false);
    jot_put_hex(&j, "e", span_text("\x01\xfe"));
    jot_object_end(&j);
    expect_json(&b, "{\"a\":-1,\"b\":[],\"c\":[-9223372036854775808,true,null,{},null],"
                    "\"d\":false,\"e\":\"01fe\"}");
}

static void json_escapes_as_rfc_8785(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 1000};
    struct jot j = jot_start(&b);
    jot_span(&j, span_of("\0\x1f\b\t\n\f\r\"\\/\x7f<\xe2\x82\xac", 15));
    expect_json(&b, "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\x7f<\xe2\x82\xac\"");
}

static void json_replaces_malformed_bytes(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 1000};
    struct jot j = jot_start(&b);
    jot_text(&j, "a\xff\xc3\xa9\xe2\x82"
                 "b");
    expect_json(&b, "\"a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd"
                    "b\"");
    assert_true(text_is_utf8(buf_span(&b)));
}

static void json_failure_sticks_in_its_buf(void **state)
{
    (void)state;
    for (size_t max = 0; max < 20; max++) {
        AUTO(buf) struct buf b = {.max = max};
        struct jot j = jot_start(&b);
        jot_object(&j);
        jot_put_text(&j, "key", "some value");
        jot_object_end(&j);
        assert_int_equal(buf_status(&b), ERR_LIMIT);
    }
}

static void a_line_is_taken_by_its_word_and_to_its_end(void **state)
{
    (void)state;
    static const char *const refused[] = {"",          "word",      "word 5",
                                          "words 5\n", " word 5\n", "\nword 5\n"};
    struct span rest = span_text("word 5 6\nword\nword \nother\n");
    static const char *const values[] = {"5 6", "", ""};
    struct span value = {NULL, 0};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(text_take_line(&rest, "word", &value), ERR_OK);
        assert_true(span_is(value, values[i]));
    }
    assert_int_equal(text_take_line(&rest, "word", &value), ERR_FORMAT);
    assert_true(span_is(rest, "other\n"));
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        rest = span_text(refused[i]);
        assert_int_equal(text_take_line(&rest, "word", &value), ERR_FORMAT);
    }
}

static void expect_tags(const char *title, const char *wanted)
{
    struct tag tags[TAGS_MAX];
    char found[4 * TAG_BYTES] = "";
    size_t count = tags_of(span_text(title), tags);
    for (size_t i = 0; i < count; i++) {
        (void)strncat(found, i == 0 ? "" : " ", 2);
        (void)strncat(found, tags[i].text, TAG_BYTES);
        assert_int_equal(tags[i].len, strlen(tags[i].text));
    }
    assert_string_equal(found, wanted);
}

static void hashtags_are_letters_digits_and_lines_in_small_letters(void **state)
{
    (void)state;
    expect_tags("My #Cat, #cat ##cAt_2 and C# and #", "cat cat_2");
    expect_tags("#1 #_ #2024 #2024er", "2024er");
    expect_tags("#CAFÉ #ЁЖИК #ΟΔΟΣ #οδος #ŽLUŤOUČKÝ #ԵՐԵՎԱՆ #ＡＢ",
                "café ёжик οδοσ žluťoučký երեվան ａｂ");
    expect_tags("今日#猫、#हिन्दी। #ไทย #العربية، #😀 #a😀b #a“b #x…", "猫 हिन्दी ไทย العربية a x");
    expect_tags("#a#b#c#d#e#f#g#h", "a b c d e f g");
    expect_tags("", "");
    expect_tags("#é\xc3", "é"); /* cut off */
}

static void a_hashtag_has_an_end(void **state)
{
    (void)state;
    char title[1 + LIMIT_TAG * 2 + 2 + 1] = "#";
    struct tag tag;
    for (size_t i = 0; i < LIMIT_TAG; i++) {
        memcpy(title + 1 + 2 * i, "É", 2);
    }
    struct tag tags[TAGS_MAX];
    assert_int_equal(tags_of(span_text(title), tags), 1);
    assert_int_equal(tags[0].len, LIMIT_TAG * 2);
    assert_int_equal(tag_of(span_text(title), &tag), ERR_OK);
    memcpy(title + 1 + 2 * LIMIT_TAG, "é", 2);
    assert_int_equal(tags_of(span_text(title), tags), 0);
    assert_int_equal(tag_of(span_text(title), &tag), ERR_FORMAT);
}

static void a_hashtag_may_come_with_its_sign_or_without(void **state)
{
    (void)state;
    static const char *const refused[] = {"", "#", "##a", "a b", "a#", "1", "a.", "😀", "#a#b"};
    struct tag tag;
    assert_int_equal(tag_of(span_text("#Cat"), &tag), ERR_OK);
    assert_string_equal(tag.text, "cat");
    assert_int_equal(tag_of(span_text("ÄPFEL_1"), &tag), ERR_OK);
    assert_string_equal(tag.text, "äpfel_1");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(tag_of(span_text(refused[i]), &tag), ERR_FORMAT);
    }
}

static void expect_words(const char *text, const char *expected)
{
    AUTO(buf) struct buf found = {.max = 1024};
    struct span rest = span_text(text);
    struct word word;
    while (word_next(&rest, &word)) {
        assert_int_equal(buf_append_text(&found, word.text), ERR_OK);
        assert_int_equal(buf_append_text(&found, "|"), ERR_OK);
    }
    assert_string_equal(buf_text(&found), expected);
}

static void words_are_small_bare_and_apart(void **state)
{
    (void)state;
    expect_words("", "");
    expect_words(" .,;\"'()*-:^{}#@!?%&/\\", "");
    expect_words("\u200e\u200f\u202e\u2066\u2069\ufeff", "");
    expect_words("A Cat's #Life, 2nd_part", "a|cat|s|life|2nd|part|");
    expect_words("\u00c4rger A\u0308rger \u0130stanbul S\u00c3O", "arger|arger|istanbul|sao|");
    expect_words("\u0395\u03bb\u03bb\u03ac\u03c2 \u0401\u043b\u043a\u0438",
                 "\u03b5\u03bb\u03bb\u03b1\u03c3|\u0435\u043b\u043a\u0438|");
    expect_words("\u6771\u4eac\u30bf cat\u6771", "\u6771|\u4eac|\u30bf|cat|\u6771|");
    expect_words("\uff23\uff41\uff54\uff11 \U0001f600 fin", "cat1|\U0001f600|fin|");
    expect_words("\u05e9\u05b8\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd|");
    expect_words("a\xff b", "a|");
    expect_words("12345678901234567890123456789012345 x", "12345678901234567890123456789012|x|");
}

static void an_emoji_is_a_word_with_what_is_joined_to_it(void **state)
{
    (void)state;
    expect_words("cat\U0001f600\U0001f600 dog", "cat|\U0001f600|\U0001f600|dog|");
    expect_words("\u2764\ufe0f \u2764", "\u2764|\u2764|");
    expect_words("\U0001f44d\U0001f3fd\U0001f44d", "\U0001f44d|\U0001f44d|");
    expect_words("\U0001f469\U0001f3fb\u200d\U0001f680!", "\U0001f469\u200d\U0001f680|");
    expect_words("\u2764\ufe0f\u200d\U0001f525x", "\u2764\u200d\U0001f525|x|");
    expect_words("\U0001f1f3\U0001f1f4\U0001f1e9\U0001f1ea\U0001f1eb",
                 "\U0001f1f3\U0001f1f4|\U0001f1e9\U0001f1ea|\U0001f1eb|");
    expect_words("\U0001f3f4\U000e0067\U000e0062\U000e007f",
                 "\U0001f3f4\U000e0067\U000e0062\U000e007f|");
    expect_words("\U0001f469\u200da \u200d\ufe0f\U000e007f", "\U0001f469|a|");
    expect_words("\u201ca\u201d \u2192 \u275db\u275e", "a|b|");
}

static void a_chain_of_emoji_has_an_end(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = 4096};
    struct word word;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(buf_append_text(&text, "\U0001f469\u200d"), ERR_OK);
    }
    assert_int_equal(buf_append_text(&text, "\U0001f469 x"), ERR_OK);
    struct span rest = buf_span(&text);
    assert_true(word_next(&rest, &word));
    assert_int_equal(word.len, 4 + (LIMIT_WORD - 1) / 2 * 7);
    assert_true(word_next(&rest, &word));
    assert_string_equal(word.text, "x");
    assert_false(word_next(&rest, &word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hex_goes_there_and_back),
        cmocka_unit_test(unhex_refuses_capitals_strays_and_other_lengths),
        cmocka_unit_test(base64_matches_the_vectors_of_rfc_4648),
        cmocka_unit_test(base64_has_one_encoding_per_value),
        cmocka_unit_test(base64url_has_no_padding_and_one_encoding_per_value),
        cmocka_unit_test(an_address_of_a_site_has_a_host_and_perhaps_a_port),
        cmocka_unit_test(unbase64_refuses_what_the_encoder_never_writes),
        cmocka_unit_test(numbers_have_one_spelling),
        cmocka_unit_test(a_line_is_taken_by_its_word_and_to_its_end),
        cmocka_unit_test(utf8_accepts_the_edges_of_every_length),
        cmocka_unit_test(a_short_text_is_hashed_as_siphash_has_it),
        cmocka_unit_test(utf8_refuses_overlong_surrogate_and_cut_forms),
        cmocka_unit_test(utf8_accepts_every_code_point_once),
        cmocka_unit_test(hashtags_are_letters_digits_and_lines_in_small_letters),
        cmocka_unit_test(a_hashtag_has_an_end),
        cmocka_unit_test(a_hashtag_may_come_with_its_sign_or_without),
        cmocka_unit_test(json_places_commas),
        cmocka_unit_test(json_escapes_as_rfc_8785),
        cmocka_unit_test(json_replaces_malformed_bytes),
        cmocka_unit_test(json_failure_sticks_in_its_buf),
        cmocka_unit_test(words_are_small_bare_and_apart),
        cmocka_unit_test(an_emoji_is_a_word_with_what_is_joined_to_it),
        cmocka_unit_test(a_chain_of_emoji_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
