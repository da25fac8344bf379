/* test_base_buf.c: spans, owned bytes under a ceiling, arenas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_arena.h"
#include "base_buf.h"
#include "base_span.h"

#include <stdalign.h>
#include <string.h>

static void append_up_to_the_ceiling_and_not_one_byte_more(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 5};
    assert_int_equal(buf_append(&b, "abcde", 5), ERR_OK);
    assert_int_equal(buf_append(&b, "", 0), ERR_OK);
    assert_int_equal(buf_append_u8(&b, 'f'), ERR_LIMIT);
    assert_int_equal(b.len, 5);
    assert_memory_equal(b.ptr, "abcde", 5);
}

static void buf_without_a_ceiling_holds_nothing(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 0};
    assert_int_equal(buf_append_u8(&b, 1), ERR_LIMIT);
    assert_int_equal(b.len, 0);
}

static void failure_sticks_until_clear(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 4};
    assert_int_equal(buf_append_text(&b, "abc"), ERR_OK);
    assert_int_equal(buf_append_text(&b, "de"), ERR_LIMIT);
    assert_int_equal(buf_append_u8(&b, 'd'), ERR_LIMIT); /* it would fit: the failure sticks */
    assert_int_equal(buf_printf(&b, "x"), ERR_LIMIT);
    assert_int_equal(buf_status(&b), ERR_LIMIT);
    assert_null(buf_text(&b));
    assert_int_equal(b.len, 3);
    buf_clear(&b);
    assert_int_equal(buf_status(&b), ERR_OK);
    assert_int_equal(b.len, 0);
    assert_int_equal(buf_append_text(&b, "abcd"), ERR_OK);
}

static void lengths_near_the_end_of_size_t_do_not_wrap(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = SIZE_MAX};
    assert_int_equal(buf_append_u8(&b, 1), ERR_OK);
    b.max = 100;
    assert_int_equal(buf_grow(&b, SIZE_MAX), ERR_LIMIT);
    buf_clear(&b);
    assert_int_equal(buf_append_u8(&b, 1), ERR_OK);
    assert_int_equal(buf_grow(&b, SIZE_MAX - 1), ERR_LIMIT);
    assert_int_equal(b.len, 1);
}

static void text_ends_in_nul_even_at_the_ceiling(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 64};
    for (int i = 0; i < 64; i++) {
        assert_int_equal(buf_append_u8(&b, 'a'), ERR_OK);
    }
    const char *text = buf_text(&b);
    assert_non_null(text);
    assert_int_equal(strlen(text), 64);
    AUTO(buf) struct buf empty = {.max = 1};
    assert_string_equal(buf_text(&empty), "");
}

static void printf_appends_and_obeys_the_ceiling(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 6};
    assert_int_equal(buf_printf(&b, "%d-%s", 12, "abc"), ERR_OK);
    assert_true(span_is(buf_span(&b), "12-abc"));
    assert_int_equal(buf_printf(&b, "%c", 'x'), ERR_LIMIT);
    assert_true(span_is(buf_span(&b), "12-abc"));
}

static void consume_drops_from_the_front(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 16};
    assert_int_equal(buf_append_text(&b, "abcdef"), ERR_OK);
    buf_consume(&b, 0);
    buf_consume(&b, 2);
    assert_true(span_is(buf_span(&b), "cdef"));
    buf_consume(&b, 99);
    assert_int_equal(b.len, 0);
}

static void growth_keeps_the_bytes(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 100000};
    for (size_t i = 0; i < 100000; i++) {
        assert_int_equal(buf_append_u8(&b, (uint8_t)(i * 7)), ERR_OK);
    }
    for (size_t i = 0; i < b.len; i++) {
        assert_int_equal(b.ptr[i], (uint8_t)(i * 7));
    }
    assert_int_equal(buf_append_u8(&b, 0), ERR_LIMIT);
}

static void buf_may_be_used_again_after_done(void **state)
{
    (void)state;
    AUTO(buf) struct buf b = {.max = 8};
    assert_int_equal(buf_append_text(&b, "abc"), ERR_OK);
    buf_done(&b);
    assert_null(b.ptr);
    assert_int_equal(buf_append_text(&b, "defghijk"), ERR_OK);
    assert_true(span_is(buf_span(&b), "defghijk"));
}

static void arena_is_zeroed_and_aligned(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 4096};
    for (size_t len = 1; len < 40; len++) {
        unsigned char *p = arena_alloc(&a, len);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < len; i++) {
            assert_int_equal(p[i], 0);
        }
        memset(p, 0xff, len);
    }
}

static void cleared_arena_gives_zeroed_memory_again(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 100000};
    for (int round = 0; round < 3; round++) {
        unsigned char *small = arena_alloc(&a, 1000);
        unsigned char *large = arena_alloc(&a, 50000);
        assert_non_null(small);
        assert_non_null(large);
        for (size_t i = 0; i < 1000; i++) {
            assert_int_equal(small[i], 0);
            small[i] = 0xff;
        }
        assert_int_equal(large[0] | large[49999], 0);
        memset(large, 0xff, 50000);
        arena_clear(&a);
        assert_int_equal(a.used, 0);
    }
    arena_clear(&a);
}

static void arena_keeps_a_block_of_its_own_size(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 100000, .block = 60000};
    unsigned char *first = arena_alloc(&a, 50000);
    assert_non_null(first);
    memset(first, 0xff, 50000);
    assert_non_null(arena_text(&a, span_text("somebody")));
    arena_clear(&a);
    assert_ptr_equal(arena_alloc(&a, 50000), first);
    for (size_t i = 0; i < 50000; i++) {
        assert_int_equal(first[i], 0);
    }
    assert_string_equal(arena_text(&a, span_of(first, 20000)), "");
    assert_string_equal(arena_text(&a, span_text("else")), "else");
}

static void arena_stops_at_its_ceiling(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 1000};
    size_t got = 0;
    while (arena_alloc(&a, 10) != NULL) {
        got += 10;
        assert_true(got <= 1000);
    }
    assert_true(a.used <= 1000);
    assert_true(got > 500);
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_alloc(&a, SIZE_MAX - 8));
    arena_done(&a);
    assert_non_null(arena_alloc(&a, 10));
}

static void arena_without_a_ceiling_gives_nothing(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 0};
    assert_null(arena_alloc(&a, 0));
    assert_null(arena_alloc(&a, 1));
}

static void arena_serves_blocks_larger_than_its_own(void **state)
{
    (void)state;
    AUTO(arena) struct arena a = {.max = 100000};
    char *big = arena_alloc(&a, 50000);
    assert_non_null(big);
    memset(big, 1, 50000);
    char *text = arena_text(&a, span_text("hello"));
    assert_string_equal(text, "hello");
    assert_string_equal(arena_text(&a, (struct span){NULL, 0}), "");
    assert_int_equal(big[49999], 1);
}

static void spans_compare_by_bytes(void **state)
{
    (void)state;
    assert_true(span_equal(span_text(""), (struct span){NULL, 0}));
    assert_int_equal(span_text(NULL).len, 0);
    assert_true(span_is(span_text("ab"), "ab"));
    assert_false(span_is(span_text("ab"), "abc"));
    assert_false(span_is(span_of("a\0b", 3), "a"));
    assert_true(span_starts(span_text("abc"), "ab"));
    assert_true(span_starts(span_text("abc"), ""));
    assert_false(span_starts(span_text("a"), "ab"));
}

static void cut_takes_one_piece_at_a_time(void **state)
{
    (void)state;
    struct span rest = span_text("a//b");
    assert_true(span_is(span_cut(&rest, '/'), "a"));
    assert_true(span_is(span_cut(&rest, '/'), ""));
    assert_true(span_is(rest, "b"));
    assert_true(span_is(span_cut(&rest, '/'), "b"));
    assert_int_equal(rest.len, 0);
    assert_int_equal(span_cut(&rest, '/').len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append_up_to_the_ceiling_and_not_one_byte_more),
        cmocka_unit_test(buf_without_a_ceiling_holds_nothing),
        cmocka_unit_test(failure_sticks_until_clear),
        cmocka_unit_test(lengths_near_the_end_of_size_t_do_not_wrap),
        cmocka_unit_test(text_ends_in_nul_even_at_the_ceiling),
        cmocka_unit_test(printf_appends_and_obeys_the_ceiling),
        cmocka_unit_test(consume_drops_from_the_front),
        cmocka_unit_test(growth_keeps_the_bytes),
        cmocka_unit_test(buf_may_be_used_again_after_done),
        cmocka_unit_test(arena_is_zeroed_and_aligned),
        cmocka_unit_test(cleared_arena_gives_zeroed_memory_again),
        cmocka_unit_test(arena_keeps_a_block_of_its_own_size),
        cmocka_unit_test(arena_stops_at_its_ceiling),
        cmocka_unit_test(arena_without_a_ceiling_gives_nothing),
        cmocka_unit_test(arena_serves_blocks_larger_than_its_own),
        cmocka_unit_test(spans_compare_by_bytes),
        cmocka_unit_test(cut_takes_one_piece_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
