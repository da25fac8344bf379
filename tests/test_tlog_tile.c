/* test_tlog_tile.c: paths, widths and bundles, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "tlog_tile.h"

#include <string.h>

static const struct {
    struct tlog_tile tile;
    const char *path;
} known[] = {
    {{.level = 0, .width = 256, .index = 0}, "tile/0/000"},
    {{.level = 1, .width = 17, .index = 1}, "tile/1/001.p/17"},
    {{.level = 7, .width = 127, .index = 0}, "tile/7/000.p/127"},
    {{.level = 0, .width = 256, .index = 999}, "tile/0/999"},
    {{.level = 0, .width = 256, .index = 1000}, "tile/0/x001/000"},
    {{.level = 0, .width = 256, .index = 1234}, "tile/0/x001/234"},
    {{.level = 3, .width = 1, .index = 1234067}, "tile/3/x001/x234/067.p/1"},
    {{.entries = true, .width = 255, .index = 273}, "tile/entries/273.p/255"},
    {{.level = 0, .width = 256, .index = TLOG_SIZE_MAX >> 8},
     "tile/0/x036/x028/x797/x018/x963/967"},
};

static void paths_of_known_tiles(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        char path[TLOG_PATH_MAX];
        struct tlog_tile tile;
        tlog_tile_path(&known[i].tile, path);
        assert_string_equal(path, known[i].path);
        assert_int_equal(tlog_tile_decode(span_text(path), &tile), ERR_OK);
        assert_int_equal(tile.entries, known[i].tile.entries);
        assert_int_equal(tile.level, known[i].tile.level);
        assert_int_equal(tile.width, known[i].tile.width);
        assert_int_equal(tile.index, known[i].tile.index);
    }
}

static void decode_refuses_other_spellings(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/8/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/x001",
        "tile/0/x001/",
        "tile/0/001/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/",
        "tile/0/000.p/1/1",
        "tile/0/x001.p/1",
        "tile/0/../000",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/0x0",
        "tile/entries/000.p/-1",
        "tile/7/001",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/000?x=1",
        "tile/0/000.q/1",
        "Tile/0/000",
        "tile/0/000 ",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct tlog_tile tile = {.width = 77};
        assert_int_equal(tlog_tile_decode(span_text(bad[i]), &tile), ERR_FORMAT);
        assert_int_equal(tile.width, 77);
    }
    struct tlog_tile tile;
    assert_int_equal(tlog_tile_decode(span_of("tile/0/000\0", 11), &tile), ERR_FORMAT);
}

static void widths_of_seventy_thousand(void **state)
{
    (void)state;
    assert_int_equal(tlog_tile_width(70000, 0, 272), 256);
    assert_int_equal(tlog_tile_width(70000, 0, 273), 112);
    assert_int_equal(tlog_tile_width(70000, 0, 274), 0);
    assert_int_equal(tlog_tile_width(70000, 1, 0), 256);
    assert_int_equal(tlog_tile_width(70000, 1, 1), 17);
    assert_int_equal(tlog_tile_width(70000, 2, 0), 1);
    assert_int_equal(tlog_tile_width(70000, 3, 0), 0);
    assert_int_equal(tlog_tile_width(256, 0, 0), 256);
    assert_int_equal(tlog_tile_width(256, 0, 1), 0);
    assert_int_equal(tlog_tile_width(256, 1, 0), 1);
    assert_int_equal(tlog_tile_width(0, 0, 0), 0);
    assert_int_equal(tlog_tile_width(TLOG_SIZE_MAX, 7, 0), 127);
    assert_int_equal(tlog_tile_width(TLOG_SIZE_MAX, 8, 0), 0);
}

static void bundle_of_the_golden_vector(void **state)
{
    (void)state;
    AUTO(buf) struct buf bundle = {.max = 1024};
    AUTO(buf) struct buf hex = {.max = 1024};
    assert_int_equal(tlog_bundle_put(span_text("alpha"), &bundle), ERR_OK);
    assert_int_equal(tlog_bundle_put(span_text(""), &bundle), ERR_OK);
    assert_int_equal(tlog_bundle_put(span_text("gamma"), &bundle), ERR_OK);
    assert_int_equal(text_hex(buf_span(&bundle), &hex), ERR_OK);
    assert_string_equal(buf_text(&hex), "0005616c7068610000000567616d6d61");
    struct span entries[TLOG_TILE_WIDTH];
    assert_int_equal(tlog_bundle_decode(buf_span(&bundle), 3, entries), ERR_OK);
    assert_true(span_is(entries[0], "alpha"));
    assert_int_equal(entries[1].len, 0);
    assert_true(span_is(entries[2], "gamma"));
    for (size_t cut = 0; cut < bundle.len; cut++) {
        assert_int_equal(tlog_bundle_decode(span_of(bundle.ptr, cut), 3, entries), ERR_FORMAT);
    }
    assert_int_equal(tlog_bundle_decode(buf_span(&bundle), 2, entries), ERR_FORMAT);
    assert_int_equal(tlog_bundle_decode(buf_span(&bundle), 4, entries), ERR_FORMAT);
}

static void fault_of_a_bundle_names_entry_and_byte(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *words;
    } rows[] = {
        {"", 0, "entry 512 at byte 0 calls for 2 bytes, and 0 are left"},
        {"\0\2ab\0", 5, "entry 513 at byte 4 calls for 2 bytes, and 1 are left"},
        {"\0\2ab\1\0c", 7, "entry 513 at byte 4 calls for 258 bytes, and 3 are left"},
        {"\0\2ab\0\0cd", 8, "2 bytes follow its 2 entries, from byte 6 on"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct span in = span_of(rows[i].bytes, rows[i].len);
        struct span entries[2];
        char words[TLOG_FAULT_SIZE];
        assert_int_equal(tlog_bundle_decode(in, 2, entries), ERR_FORMAT);
        tlog_bundle_fault(in, 2, 512, words);
        assert_string_equal(words, rows[i].words);
    }
}

static void entry_of_the_longest_length(void **state)
{
    (void)state;
    static uint8_t bytes[TLOG_ENTRY_MAX + 1];
    AUTO(buf) struct buf bundle = {.max = 2 * sizeof(bytes)};
    struct span entry;
    assert_int_equal(tlog_bundle_put(span_of(bytes, sizeof(bytes)), &bundle), ERR_LIMIT);
    assert_int_equal(bundle.len, 0);
    assert_int_equal(tlog_bundle_put(span_of(bytes, TLOG_ENTRY_MAX), &bundle), ERR_OK);
    assert_int_equal(tlog_bundle_decode(buf_span(&bundle), 1, &entry), ERR_OK);
    assert_int_equal(entry.len, TLOG_ENTRY_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_of_known_tiles),
        cmocka_unit_test(decode_refuses_other_spellings),
        cmocka_unit_test(widths_of_seventy_thousand),
        cmocka_unit_test(bundle_of_the_golden_vector),
        cmocka_unit_test(fault_of_a_bundle_names_entry_and_byte),
        cmocka_unit_test(entry_of_the_longest_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
