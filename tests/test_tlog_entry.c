/* test_tlog_entry.c: canonical JSON, and only that; the table of kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_buf.h"
#include "tlog_entry.h"

#include <stdio.h>
#include <string.h>

static enum err decode(const char *text, struct tlog_entry *e)
{
    return tlog_entry_decode(span_text(text), e);
}

static void decode_takes_canonical_entries(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{\"type\":\"x\",\"v\":1}",
        "{\"type\":\"x\",\"v\":9007199254740991}",
        "{\"type\":\"x\",\"v\":-9007199254740991}",
        "{\"a\":[],\"b\":{},\"c\":[1,\"\",null,true,false,{\"\":0}],\"type\":\"x\",\"v\":0}",
        "{\"a\":\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\x7f\xc3\xa9\",\"type\":\"x\",\"v\":1}",
        /* By UTF-16 units a key above U+FFFF sorts before U+E000 and above. */
        "{\"type\":\"x\",\"v\":1,\"\xf0\x9f\x98\x80\":1,\"\xef\xac\xb3\":2}",
        "{\"\\n\":1,\"\\r\":2,\"1\":3,\"\\\\\":4,\"a\":5,\"aa\":6,\"type\":\"x\",\"v\":1}",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        struct tlog_entry e;
        assert_int_equal(decode(good[i], &e), ERR_OK);
        assert_true(span_is(e.type, "x"));
        for (size_t cut = 0; cut < strlen(good[i]); cut++) {
            assert_int_equal(tlog_entry_decode(span_of(good[i], cut), &e), ERR_FORMAT);
        }
    }
}

static void decode_refuses_everything_else(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "1",
        "[]",
        "{}",
        "null",
        "{\"type\":\"x\"}",
        "{\"v\":1}",
        "{\"type\":1,\"v\":1}",
        "{\"type\":\"x\",\"v\":\"1\"}",
        "{\"type\":\"\",\"v\":1}",
        "{\"v\":1,\"type\":\"x\"}",
        "{\"type\":\"x\",\"type\":\"x\",\"v\":1}",
        " {\"type\":\"x\",\"v\":1}",
        "{\"type\":\"x\",\"v\":1}\n",
        "{\"type\":\"x\", \"v\":1}",
        "{\"type\" :\"x\",\"v\":1}",
        "{\"type\":\"x\",\"v\":1,}",
        "{\"type\":\"x\",\"v\":01}",
        "{\"type\":\"x\",\"v\":-0}",
        "{\"type\":\"x\",\"v\":1.0}",
        "{\"type\":\"x\",\"v\":1e3}",
        "{\"type\":\"x\",\"v\":+1}",
        "{\"type\":\"x\",\"v\":9007199254740992}",
        "{\"type\":\"x\",\"v\":--1}",
        "{\"type\":\"x\",\"v\":-}",
        "{\"type\":\"\\/\",\"v\":1}",
        "{\"type\":\"\\u0041\",\"v\":1}",
        "{\"type\":\"\\u000a\",\"v\":1}",
        "{\"type\":\"\\u001F\",\"v\":1}",
        "{\"type\":\"\\u00\",\"v\":1}",
        "{\"type\":\"\\u002f\",\"v\":1}",
        "{\"type\":\"\\ud83d\\ude00\",\"v\":1}",
        "{\"type\":\"a\nb\",\"v\":1}",
        "{\"type\":\"\xff\",\"v\":1}",
        "{\"type\":\"\xed\xa0\x80\",\"v\":1}",
        "{\"type\":\"x\",\"v\":1,\"\xef\xac\xb3\":2,\"\xf0\x9f\x98\x80\":1}",
        "{\"a\":[1,],\"type\":\"x\",\"v\":1}",
        "{\"a\":[,1],\"type\":\"x\",\"v\":1}",
        "{\"a\":True,\"type\":\"x\",\"v\":1}",
        "{\"a\":nul,\"type\":\"x\",\"v\":1}",
        "{\"a\":{\"b\":1,\"a\":1},\"type\":\"x\",\"v\":1}",
        "{'type':'x','v':1}",
        "{\"type\":\"x\",\"v\":1}}",
        "{\"type\":\"x\",\"v\":1",
        "{\"aa\":1,\"a\":1,\"type\":\"x\",\"v\":1}",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct tlog_entry e = {.v = 77};
        if (decode(bad[i], &e) != ERR_FORMAT || e.v != 77) {
            fail_msg("not refused: %s", bad[i]);
        }
    }
}

static void decode_has_ceilings(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = 65536};
    struct tlog_entry e;
    (void)buf_append_text(&text, "{\"a\":");
    for (unsigned i = 0; i < TLOG_ENTRY_DEPTH; i++) {
        (void)buf_append_text(&text, "[");
    }
    for (unsigned i = 0; i < TLOG_ENTRY_DEPTH; i++) {
        (void)buf_append_text(&text, "]");
    }
    (void)buf_append_text(&text, ",\"type\":\"x\",\"v\":1}");
    assert_int_equal(tlog_entry_decode(buf_span(&text), &e), ERR_LIMIT);
    buf_clear(&text);
    (void)buf_append_text(&text, "{");
    for (unsigned i = 0; i < TLOG_MEMBERS; i++) {
        (void)buf_printf(&text, "\"a%03u\":0,", i);
    }
    (void)buf_append_text(&text, "\"type\":\"x\",\"v\":1}");
    assert_int_equal(tlog_entry_decode(buf_span(&text), &e), ERR_LIMIT);
}

#define D64 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void kinds_hold_their_fields_and_no_others(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
        enum tlog_kind kind;
    } rows[] = {
        {"{\"time_ms\":5,\"type\":\"heartbeat\",\"v\":1}", ERR_OK, TLOG_KIND_HEARTBEAT},
        {"{\"time_ms\":5,\"type\":\"heartbeat\",\"v\":3}", ERR_NOT_FOUND, 0},
        {"{\"time_ms\":5,\"type\":\"heartbeet\",\"v\":1}", ERR_NOT_FOUND, 0},
        {"{\"type\":\"heartbeat\",\"v\":1}", ERR_FORMAT, 0},
        {"{\"time_ms\":-5,\"type\":\"heartbeat\",\"v\":1}", ERR_FORMAT, 0},
        {"{\"time_ms\":\"5\",\"type\":\"heartbeat\",\"v\":1}", ERR_FORMAT, 0},
        {"{\"name\":\"x\",\"time_ms\":5,\"type\":\"heartbeat\",\"v\":1}", ERR_FORMAT, 0},
        {"{\"origin\":\"o\",\"time_ms\":5,\"type\":\"genesis\",\"v\":1}", ERR_OK,
         TLOG_KIND_GENESIS},
        {"{\"build\":\"unreviewed\",\"missing\":[],\"time_ms\":5,\"type\":\"region-start\",\"v\":"
         "1}",
         ERR_OK, TLOG_KIND_REGION_START},
        {"{\"build\":\"unreviewed\",\"missing\":[\"users\"],\"time_ms\":5,\"type\":\"region-"
         "start\","
         "\"v\":1}",
         ERR_OK, TLOG_KIND_REGION_START},
        {"{\"build\":\"unreviewed\",\"missing\":[1],\"time_ms\":5,\"type\":\"region-start\",\"v\":"
         "1}",
         ERR_FORMAT, 0},
        {"{\"build\":\"unreviewed\",\"missing\":0,\"time_ms\":5,\"type\":\"region-start\",\"v\":1}",
         ERR_FORMAT, 0},
        {"{\"digest\":\"" D64 "\",\"generation\":1,\"role\":\"edged\",\"time_ms\":5,"
         "\"type\":\"process-start\",\"v\":1}",
         ERR_OK, TLOG_KIND_PROCESS_START},
        {"{\"event\":\"18446744073709551615\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}",
         ERR_OK, TLOG_KIND_REGION_STOP},
        {"{\"event\":\"1\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":1}", ERR_FORMAT, 0},
        {"{\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"event\":1,\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"event\":\"0\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"event\":\"01\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"event\":\"1\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":3}", ERR_NOT_FOUND, 0},
        {"{\"event\":\"1\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":0}", ERR_NOT_FOUND, 0},
        {"{\"digest\":\"00\",\"generation\":1,\"role\":\"edged\",\"time_ms\":5,"
         "\"type\":\"process-start\",\"v\":1}",
         ERR_FORMAT, 0},
        {"{\"code\":31,\"digest\":\"" D64
         "\",\"generation\":1,\"how\":\"signal\",\"role\":\"edged\","
         "\"time_ms\":5,\"type\":\"process-stop\",\"v\":1}",
         ERR_OK, TLOG_KIND_PROCESS_STOP},
        {"{\"count\":3,\"role\":\"edged\",\"time_ms\":5,\"type\":\"refusal\",\"v\":1,"
         "\"what\":\"malformed\"}",
         ERR_OK, TLOG_KIND_REFUSAL},
        {"{\"digest\":\"" D64 "\",\"rows\":70,\"time_ms\":5,\"type\":\"datamap\",\"v\":1,"
         "\"version\":1}",
         ERR_OK, TLOG_KIND_DATAMAP},
        {"{\"digest\":\"" D64 "\",\"time_ms\":5,\"type\":\"datamap\",\"v\":1,\"version\":1}",
         ERR_FORMAT, 0},
        {"{\"id\":\"00000000000000ff\",\"time_ms\":5,\"type\":\"key\",\"v\":1}", ERR_OK,
         TLOG_KIND_KEY},
        {"{\"id\":\"00000000000000ff\",\"time_ms\":5,\"type\":\"key-retired\",\"v\":1}", ERR_OK,
         TLOG_KIND_KEY_RETIRED},
        {"{\"id\":255,\"time_ms\":5,\"type\":\"key\",\"v\":1}", ERR_FORMAT, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct tlog_entry e;
        enum tlog_kind kind = TLOG_KIND_COUNT_;
        assert_int_equal(decode(rows[i].text, &e), ERR_OK);
        assert_int_equal(tlog_entry_kind(&e, &kind), rows[i].err);
        assert_int_equal(kind, rows[i].err == ERR_OK ? rows[i].kind : TLOG_KIND_COUNT_);
    }
}

static void counts_are_whole_numbers_by_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
        enum tlog_kind kind;
    } rows[] = {
        {"{\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"counts\":{},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}", ERR_OK,
         TLOG_KIND_HEARTBEAT},
        {"{\"counts\":{\"a-new-one\":0,\"key\":7},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}",
         ERR_OK, TLOG_KIND_HEARTBEAT},
        {"{\"counts\":[],\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"counts\":{\"key\":-7},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}", ERR_FORMAT, 0},
        {"{\"counts\":{\"key\":\"7\"},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}", ERR_FORMAT,
         0},
        {"{\"counts\":{\"key\":{\"key\":7}},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}",
         ERR_FORMAT, 0},
        {"{\"counts\":{\"a,b\":7},\"time_ms\":5,\"type\":\"heartbeat\",\"v\":2}", ERR_FORMAT, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct tlog_entry e;
        enum tlog_kind kind = TLOG_KIND_COUNT_;
        assert_int_equal(decode(rows[i].text, &e), ERR_OK);
        assert_int_equal(tlog_entry_kind(&e, &kind), rows[i].err);
    }
}

static void every_field_of_every_kind_is_said(void **state)
{
    (void)state;
    const struct tlog_field *field = NULL;
    size_t fields[TLOG_KIND_COUNT_] = {0};
    for (size_t i = 0; (field = tlog_field_at(i)) != NULL; i++) {
        const struct tlog_field *next = tlog_field_at(i + 1);
        assert_true(field->kind < TLOG_KIND_COUNT_);
        assert_true(strlen(field->says) > 0);
        assert_true(field->of == NULL || field->shape == TLOG_SHAPE_TEXT);
        if (next != NULL && next->kind == field->kind) {
            assert_true(strcmp(field->key, next->key) < 0);
        }
        fields[field->kind]++;
    }
    for (unsigned kind = 0; kind < TLOG_KIND_COUNT_; kind++) {
        assert_true(fields[kind] > 0);
        assert_true(strlen(tlog_kind_says((enum tlog_kind)kind)) > 0);
    }
}

static void only_the_newest_version_with_listed_words_may_be_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
    } rows[] = {
        {"{\"event\":\"1\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}", ERR_OK},
        {"{\"time_ms\":5,\"type\":\"region-stop\",\"v\":1}", ERR_FORMAT},
        {"{\"time_ms\":5,\"type\":\"region-stopp\",\"v\":1}", ERR_FORMAT},
        {"{\"event\":\"1\",\"time_ms\":5,\"type\":\"region-stop\",\"v\":2}\n", ERR_FORMAT},
        {"{\"event\":\"1\",\"state\":\"low\",\"time_ms\":5,\"type\":\"room\",\"v\":1}", ERR_OK},
        {"{\"event\":\"1\",\"state\":\"lo\",\"time_ms\":5,\"type\":\"room\",\"v\":1}", ERR_FORMAT},
        {"{\"event\":\"1\",\"state\":\"low out\",\"time_ms\":5,\"type\":\"room\",\"v\":1}",
         ERR_FORMAT},
        {"{\"event\":\"1\",\"state\":null,\"time_ms\":5,\"type\":\"room\",\"v\":1}", ERR_FORMAT},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(tlog_entry_fits(span_text(rows[i].text)), rows[i].err);
    }
}

static void members_are_found_by_shape(void **state)
{
    (void)state;
    struct tlog_entry e;
    struct span text;
    int64_t value;
    uint8_t bytes[2] = {0};
    assert_int_equal(decode("{\"a\":\"t\",\"b\":-7,\"h\":\"0aff\",\"type\":\"x\",\"v\":1}", &e),
                     ERR_OK);
    assert_int_equal(tlog_entry_hex(&e, "h", bytes, 2), ERR_OK);
    assert_true(bytes[0] == 0x0a && bytes[1] == 0xff);
    assert_int_equal(tlog_entry_hex(&e, "h", bytes, 1), ERR_NOT_FOUND);
    assert_int_equal(tlog_entry_hex(&e, "a", bytes, 2), ERR_NOT_FOUND);
    assert_int_equal(tlog_entry_hex(&e, "b", bytes, 2), ERR_NOT_FOUND);
    assert_int_equal(tlog_entry_hex(&e, "c", bytes, 2), ERR_NOT_FOUND);
    assert_int_equal(tlog_entry_text(&e, "a", &text), ERR_OK);
    assert_true(span_is(text, "t"));
    assert_int_equal(tlog_entry_int(&e, "b", &value), ERR_OK);
    assert_int_equal(value, -7);
    assert_int_equal(tlog_entry_text(&e, "b", &text), ERR_NOT_FOUND);
    assert_int_equal(tlog_entry_int(&e, "a", &value), ERR_NOT_FOUND);
    assert_int_equal(tlog_entry_int(&e, "c", &value), ERR_NOT_FOUND);
}

static void backups_and_restores_hold_their_fields(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum err err;
        enum tlog_kind kind;
    } rows[] = {
        {"{\"manifest\":\"" D64 "\",\"time_ms\":5,\"type\":\"backup\",\"v\":1}", ERR_OK,
         TLOG_KIND_BACKUP},
        {"{\"from\":7,\"made_ms\":4,\"manifest\":\"" D64
         "\",\"time_ms\":5,\"to\":9,\"type\":\"restored\",\"v\":1}",
         ERR_OK, TLOG_KIND_RESTORED},
        {"{\"from\":7,\"made_ms\":4,\"time_ms\":5,\"to\":9,\"type\":\"restored\",\"v\":1}",
         ERR_FORMAT, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct tlog_entry e;
        enum tlog_kind kind = TLOG_KIND_COUNT_;
        assert_int_equal(decode(rows[i].text, &e), ERR_OK);
        assert_int_equal(tlog_entry_kind(&e, &kind), rows[i].err);
        assert_int_equal(kind, rows[i].err == ERR_OK ? rows[i].kind : TLOG_KIND_COUNT_);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decode_takes_canonical_entries),
        cmocka_unit_test(decode_refuses_everything_else),
        cmocka_unit_test(decode_has_ceilings),
        cmocka_unit_test(kinds_hold_their_fields_and_no_others),
        cmocka_unit_test(backups_and_restores_hold_their_fields),
        cmocka_unit_test(counts_are_whole_numbers_by_kind),
        cmocka_unit_test(every_field_of_every_kind_is_said),
        cmocka_unit_test(only_the_newest_version_with_listed_words_may_be_written),
        cmocka_unit_test(members_are_found_by_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
