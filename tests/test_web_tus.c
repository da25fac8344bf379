/* test_web_tus.c: every form of tus's header values that is taken, and every way to break one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web_tus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From a block of exactly its size, so that a sanitizer sees one byte too many. */
static enum err decode_metadata(const char *text, size_t len, struct web_tus_metadata *out,
                                char **out_block)
{
    *out_block = malloc(len == 0 ? 1 : len);
    assert_non_null(*out_block);
    memcpy(*out_block, text, len);
    return web_tus_metadata_decode(span_of(*out_block, len), out);
}

static void metadata_gives_the_value_of_each_key(void **state)
{
    (void)state;
    static const char header[] = "title R3LDvG4=, empty,filename YS5tcDQ= ,bare ";
    static const struct {
        const char *key;
        enum err err;
        const char *value;
    } rows[] = {
        {"title", ERR_OK, "Gr\xc3\xbcn"},
        {"filename", ERR_OK, "a.mp4"},
        {"empty", ERR_OK, ""},
        {"bare", ERR_OK, ""},
        {"Title", ERR_NOT_FOUND, ""},
        {"", ERR_NOT_FOUND, ""},
    };
    struct web_tus_metadata m;
    assert_int_equal(web_tus_metadata_decode(span_text(header), &m), ERR_OK);
    assert_int_equal(m.count, 4);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        AUTO(buf) struct buf value = {.max = 5};
        assert_int_equal(web_tus_metadata_find(&m, rows[i].key, &value), rows[i].err);
        assert_true(span_is(buf_span(&value), rows[i].value));
    }
    AUTO(buf) struct buf little = {.max = 4};
    assert_int_equal(web_tus_metadata_find(&m, "title", &little), ERR_LIMIT);
    AUTO(buf) struct buf plain = {.max = 100};
    assert_int_equal(web_tus_metadata_encode(&m, &plain), ERR_OK);
    assert_string_equal(buf_text(&plain), "title R3LDvG4=,empty,filename YS5tcDQ=,bare");
}

static void malformed_metadata_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",        " ",     ",",           "a,",         ",a",      "a,,b",       "a AA==,a",
        "a AA=",   "a AA",  "a A===",      "a AB==",     "a AA==x", "a AA== x",   "a  AA==",
        "a\tAA==", "a b c", "\xc3\xa4 AA", "a\x7f AA==", "a -_8=",  "a AAA=AAA=", "a\x01 AA==",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct web_tus_metadata m = {.count = 77};
        char *block = NULL;
        enum err err = decode_metadata(bad[i], strlen(bad[i]), &m, &block);
        free(block);
        if (err != ERR_FORMAT || m.count != 77) {
            fail_msg("row %zu: %s", i, bad[i]);
        }
    }
}

/* What is left of a header may be one itself: then with fewer pairs, or a pair without value. */
static void every_truncation_of_metadata_is_refused_or_shorter(void **state)
{
    (void)state;
    static const char header[] = "title R3LDvG4=,filename YS5tcDQ=";
    for (size_t len = 0; len < strlen(header); len++) {
        struct web_tus_metadata m = {.count = 0};
        char *block = NULL;
        enum err err = decode_metadata(header, len, &m, &block);
        AUTO(buf) struct buf again = {.max = 100};
        if (err == ERR_OK) {
            assert_int_equal(web_tus_metadata_encode(&m, &again), ERR_OK);
            assert_true(again.len == len || (again.len + 1 == len && header[len - 1] == ' '));
        } else {
            assert_int_equal(err, ERR_FORMAT);
        }
        free(block);
    }
}

static void too_many_pairs_are_over_the_limit(void **state)
{
    (void)state;
    AUTO(buf) struct buf header = {.max = 1000};
    struct web_tus_metadata m;
    for (int i = 0; i < WEB_TUS_PAIRS; i++) {
        (void)buf_printf(&header, "%sk%d", i > 0 ? "," : "", i);
    }
    assert_int_equal(web_tus_metadata_decode(buf_span(&header), &m), ERR_OK);
    assert_int_equal(m.count, WEB_TUS_PAIRS);
    (void)buf_append_text(&header, ",one-more");
    assert_int_equal(web_tus_metadata_decode(buf_span(&header), &m), ERR_LIMIT);
}

static void checksum_is_read_in_its_one_form(void **state)
{
    (void)state;
    static const char header[] = "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=";
    struct web_tus_checksum c;
    assert_int_equal(web_tus_checksum_decode(span_text(header), &c), ERR_OK);
    assert_true(span_is(c.algorithm, "sha1"));
    assert_int_equal(c.len, 20);
    assert_int_equal(c.digest[0], 0x2a);
    assert_int_equal(c.digest[19], 0xed);
    for (size_t len = 0; len < strlen(header); len++) {
        char *block = malloc(len == 0 ? 1 : len);
        assert_non_null(block);
        memcpy(block, header, len);
        enum err err = web_tus_checksum_decode(span_of(block, len), &c);
        /* A multiple of four digits of base64 is a shorter digest: the caller knows the length. */
        assert_int_equal(err, len > 5 && (len - 5) % 4 == 0 ? ERR_OK : ERR_FORMAT);
        free(block);
    }
    static const char *const bad[] = {
        "sha1",
        "sha1 ",
        " Kq5s",
        "sha1  Kq5s",
        "SHA1 Kq5s",
        "sha1 Kq5s ",
        "sha1 Kq5s AA",
        "sha1\tKq5s",
        "sha1,Kq5s",
        "sha1 K-5_",
        "sha1 K===",
        "sha_1 Kq5s",
        "sha1 AB==",
        "sha1 Kq5sKq5\n",
        "an-algorithm-too-long Kq5s",
        "sha512 "
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAA=",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (web_tus_checksum_decode(span_text(bad[i]), &c) != ERR_FORMAT) {
            fail_msg("row %zu: %s", i, bad[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_gives_the_value_of_each_key),
        cmocka_unit_test(malformed_metadata_is_refused),
        cmocka_unit_test(every_truncation_of_metadata_is_refused_or_shorter),
        cmocka_unit_test(too_many_pairs_are_over_the_limit),
        cmocka_unit_test(checksum_is_read_in_its_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
