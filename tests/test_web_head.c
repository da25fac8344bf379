/* Header values: ranges, cookies, entity tags, accepted encodings and languages, origins;
 * addresses. */
#include "base_limits.h"
#include "web_client.h"
#include "web_head.h"
#include "web_range.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void range_follows_the_rfc(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        uint64_t size;
        struct web_range want;
    } rows[] = {
        {"bytes=0-499", 10000, {WEB_RANGE_PART, 0, 500}},
        {"bytes=500-999", 10000, {WEB_RANGE_PART, 500, 500}},
        {"bytes=9500-", 10000, {WEB_RANGE_PART, 9500, 500}},
        {"bytes=-500", 10000, {WEB_RANGE_PART, 9500, 500}},
        {"bytes=0-0", 10000, {WEB_RANGE_PART, 0, 1}},
        {"bytes=-1", 10000, {WEB_RANGE_PART, 9999, 1}},
        {"bytes=0-", 10000, {WEB_RANGE_PART, 0, 10000}},
        {"BYTES=0-1", 10000, {WEB_RANGE_PART, 0, 2}},
        {"bytes= 0-1", 10000, {WEB_RANGE_PART, 0, 2}},
        {"bytes=9999-20000", 10000, {WEB_RANGE_PART, 9999, 1}},
        {"bytes=-20000", 10000, {WEB_RANGE_PART, 0, 10000}},
        {"bytes=0-18446744073709551616", 10000, {WEB_RANGE_PART, 0, 10000}},
        {"bytes=10000-", 10000, {WEB_RANGE_OUTSIDE, 0, 0}},
        {"bytes=99999999999999999999999-", 10000, {WEB_RANGE_OUTSIDE, 0, 0}},
        {"bytes=-0", 10000, {WEB_RANGE_OUTSIDE, 0, 0}},
        {"bytes=0-", 0, {WEB_RANGE_OUTSIDE, 0, 0}},
        {"bytes=-5", 0, {WEB_RANGE_OUTSIDE, 0, 0}},
        {"bytes=0-1,5-6", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=5-4", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=-", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=a-b", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=1-2x", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=1", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"bytes=+1-2", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"items=0-1", 10000, {WEB_RANGE_WHOLE, 0, 0}},
        {"", 10000, {WEB_RANGE_WHOLE, 0, 0}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct web_range got = web_range_decode(span_text(rows[i].value), rows[i].size);
        if (got.kind != rows[i].want.kind || got.offset != rows[i].want.offset ||
            got.length != rows[i].want.length) {
            fail_msg("%s of %llu", rows[i].value, (unsigned long long)rows[i].size);
        }
    }
}

static void cookie_is_found_by_its_whole_name(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *want; /* NULL: none */
    } rows[] = {
        {"s=abc", "abc"},
        {"a=1; s=abc", "abc"},
        {"a=1;s=abc;b=2", "abc"},
        {"s=\"abc\"", "abc"},
        {"s=", ""},
        {"s=one; s=two", "one"},
        {"s=a=b", "a=b"},
        {"xs=abc", NULL},
        {"sx=abc", NULL},
        {"S=abc", NULL},
        {"s", NULL},
        {"", NULL},
        {";;;", NULL},
        {"s=a b", NULL},
        {"s=a\"b", NULL},
        {"s=\x80", NULL},
        {"a=s=abc", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span value = {0};
        bool found = web_cookie_find(span_text(rows[i].header), "s", &value);
        if (found != (rows[i].want != NULL) || (found && !span_is(value, rows[i].want))) {
            fail_msg("%s", rows[i].header);
        }
    }
}

static void etag_lists_compare_weakly_but_for_if_match_and_if_range(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        bool in;
        bool in_strong;
        bool same;
    } rows[] = {
        {"\"abc\"", true, true, true},
        {"W/\"abc\"", true, false, false},
        {"*", true, true, false},
        {"\"x\", \"abc\"", true, true, false},
        {"\"x\",,W/\"abc\"", true, false, false},
        {" \"abc\" ", true, true, true},
        {"\"a,b\", \"abc\"", true, true, false},
        {"\"x\"", false, false, false},
        {"abc", false, false, false},
        {"\"abc", false, false, false},
        {"\"abcd\"", false, false, false},
        {"\"x\" \"abc\"", false, false, false},
        {"w/\"abc\"", false, false, false},
        {"", false, false, false},
        {"Mon, 23 Nov 2026 21:35:03 GMT", false, false, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (web_etag_in(span_text(rows[i].list), "\"abc\"") != rows[i].in ||
            web_etag_in_strong(span_text(rows[i].list), "\"abc\"") != rows[i].in_strong ||
            web_etag_same(span_text(rows[i].list), "\"abc\"") != rows[i].same) {
            fail_msg("%s", rows[i].list);
        }
    }
}

static void encoding_with_no_weight_is_not_taken(void **state)
{
    (void)state;
    assert_true(web_encoding_taken(span_text("gzip, deflate, br"), "br"));
    assert_true(web_encoding_taken(span_text("BR;q=0.5"), "br"));
    assert_true(web_encoding_taken(span_text("gzip;q=1.0, br"), "gzip"));
    assert_false(web_encoding_taken(span_text("br;q=0"), "br"));
    assert_false(web_encoding_taken(span_text("br; q=0.000, gzip"), "br"));
    assert_false(web_encoding_taken(span_text("brx"), "br"));
    assert_false(web_encoding_taken(span_text(""), "br"));
    assert_false(web_encoding_taken((struct span){0}, "br"));
}

static void the_language_of_the_highest_weight_is_best(void **state)
{
    (void)state;
    static const char *const languages[] = {"en", "ar", "fr"};
    static const struct {
        const char *header;
        size_t best;
    } rows[] = {
        {"", 0},
        {"ar", 1},
        {"AR-eg", 1},
        {"ar-EG,ar;q=0.9,en-US;q=0.8,en;q=0.7", 1},
        {"en-GB, ar;q=0.9", 0},
        {"ar;q=0.2, en;q=0.3", 0},
        {"ar ; q=0.301 , en;q=0.3", 1},
        {"en;q=0.5, ar;q=0.5, fr;q=0.5", 0},
        {"fr;q=0.5, ar;q=0.5", 2},
        {"de, fa;q=0.9, ar;q=0.1", 1},
        {"ar;q=0", 0},
        {"ar;q=0, fr;q=0.001", 2},
        {"*, ar;q=0.5", 0},
        {"*;q=0.1, ar;q=0.5", 1},
        {"arx, x-ar, a, -", 0},
        {"ar;q=1.001", 0},
        {"ar;q=2", 0},
        {"ar;q=", 0},
        {"ar;q=.9", 0},
        {"ar;q=0,9", 0},
        {"ar;q=0.1.1", 0},
        {"ar;q=0.1234", 0},
        {"ar;level=1", 0},
        {",,;,ar", 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (web_language_best(span_text(rows[i].header), languages, 3) != rows[i].best) {
            fail_msg("%s", rows[i].header);
        }
    }
    assert_int_equal(web_language_best((struct span){0}, languages, 3), 0);
    char many[4 * LIMIT_HEAD_LANGUAGES + 4] = "";
    for (size_t i = 0; i < LIMIT_HEAD_LANGUAGES - 1; i++) {
        (void)memcpy(many + strlen(many), "de,", 4);
    }
    (void)memcpy(many + strlen(many), "ar,fr", 6);
    assert_int_equal(web_language_best(span_text(many), languages, 3), 1);
    (void)memcpy(many + strlen(many) - 5, "de,fr", 6);
    assert_int_equal(web_language_best(span_text(many), languages, 3), 0);
}

static void another_sites_page_is_told_from_ours(void **state)
{
    (void)state;
    static const struct {
        const char *site;
        const char *origin;
        const char *host;
        bool same;
    } rows[] = {
        {NULL, NULL, "h:1", true},
        {"same-origin", NULL, "h:1", true},
        {"none", NULL, "h:1", true},
        {"same-site", "http://h:1", "h:1", false},
        {"cross-site", "http://h:1", "h:1", false},
        {"", "http://h:1", "h:1", false},
        {NULL, "http://h:1", "h:1", true},
        {NULL, "https://H:1", "h:1", true},
        {NULL, "http://h:2", "h:1", false},
        {NULL, "http://h:11", "h:1", false},
        {NULL, "http://xh:1", "h:1", false},
        {NULL, "null", "h:1", false},
        {NULL, "", "h:1", false},
        {NULL, "http://", "", false},
        {NULL, "ftp://h:1", "h:1", false},
        {NULL, "http://h:1", NULL, false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct web_origin o = {span_text(rows[i].site), span_text(rows[i].origin),
                               span_text(rows[i].host)};
        if (web_origin_is_same(&o) != rows[i].same) {
            fail_msg("row %zu", i);
        }
    }
}

static uint64_t key_of(const void *address)
{
    static const struct sip_key secret = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
    struct web_address a = web_address_of(address);
    return web_client_key(&secret, &a);
}

static uint64_t key_of_v6(const uint8_t address[16], uint16_t port)
{
    struct sockaddr_in6 in = {.sin6_family = AF_INET6, .sin6_port = port};
    memcpy(in.sin6_addr.s6_addr, address, 16);
    return key_of(&in);
}

static void address_becomes_a_key_as_siphash_has_it(void **state)
{
    (void)state;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = 5};
    const uint8_t bytes[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    memcpy(&in.sin_addr, bytes, 4);
    /* The reference vectors for the messages 00…03 and 00…07 under the key 00…0f. */
    uint64_t four = key_of(&in);
    assert_true(four == 0xcf2794e0277187b7u);
    assert_true(key_of_v6(bytes, 1) == 0x93f5f5799a932462u);
    /* The last 64 bits and the port do not count; a mapped address is an IPv4 address. */
    const uint8_t neighbour[16] = {0, 1, 2, 3, 4, 5, 6, 7, 99};
    const uint8_t other[16] = {0, 1, 2, 3, 4, 5, 6, 8, 8, 9};
    const uint8_t mapped[16] = {[10] = 0xff, [11] = 0xff, [12] = 0, [13] = 1, [14] = 2, [15] = 3};
    assert_true(key_of_v6(neighbour, 2) == key_of_v6(bytes, 1));
    assert_true(key_of_v6(other, 1) != key_of_v6(bytes, 1));
    assert_true(key_of_v6(mapped, 1) == four);
    in.sin_family = AF_UNIX;
    assert_true(key_of(&in) == 0);
    assert_true(key_of(NULL) == 0);
}

static void the_last_whom_a_front_names_is_who_asks(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *address; /* NULL: none */
    } rows[] = {
        {"192.0.2.1", "192.0.2.1"},
        {" 192.0.2.1\t", "192.0.2.1"},
        {"10.0.0.1, 192.0.2.1", "192.0.2.1"},
        {"not an address,192.0.2.1", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"192.0.2.1, unknown", NULL},
        {"192.0.2.1,", NULL},
        {"192.0.2.1:80", NULL},
        {"[2001:db8::1]", NULL},
        {"192.0.2", NULL},
        {"", NULL},
        {",", NULL},
        {"fe80::1%eth0", NULL},
        {"0000:0000:0000:0000:0000:0000:0000:0000:0000:0001", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *wanted = rows[i].address == NULL ? "" : rows[i].address;
        struct web_address found = web_address_forwarded(span_text(rows[i].header));
        struct web_address a = web_address_read(span_text(wanted));
        if (!web_address_same(&found, &a) || (found.len == 0) != (rows[i].address == NULL)) {
            fail_msg("%s", rows[i].header);
        }
    }
    struct web_address v4 = web_address_read(span_text("0.0.0.0"));
    struct web_address v6 = web_address_read(span_text("::"));
    assert_false(web_address_same(&v4, &v6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(range_follows_the_rfc),
        cmocka_unit_test(cookie_is_found_by_its_whole_name),
        cmocka_unit_test(etag_lists_compare_weakly_but_for_if_match_and_if_range),
        cmocka_unit_test(encoding_with_no_weight_is_not_taken),
        cmocka_unit_test(the_language_of_the_highest_weight_is_best),
        cmocka_unit_test(another_sites_page_is_told_from_ours),
        cmocka_unit_test(the_last_whom_a_front_names_is_who_asks),
        cmocka_unit_test(address_becomes_a_key_as_siphash_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
