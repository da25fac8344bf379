/*
 * test_faults.c: each allocation of a scenario fails in turn (linked with --wrap=malloc, calloc,
 * realloc), until one run meets no failure. Every failed run must say ERR_NOMEM and, under the leak
 * checker, leave nothing behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fail_malloc.h"

#include "base_arena.h"
#include "base_buf.h"
#include "base_file.h"
#include "base_json.h"
#include "base_text.h"
#include "ipc_pool.h"
#include "ipc_socket.h"
#include "wire_ask.h"
#include "wire_ctl.h"
#include "wire_report.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Runs it with the 0th, 1st, … allocation and all after it failing; returns how many runs failed.
 */
static long torture(enum err (*scenario)(void))
{
    for (long n = 0; n < 1000; n++) {
        left = n;
        hit = 0;
        armed = true;
        enum err err = scenario();
        armed = false;
        if (hit == 0) {
            assert_int_equal(err, ERR_OK);
            return n;
        }
        assert_int_equal(err, ERR_NOMEM);
    }
    fail_msg("more than 1000 allocations");
    return -1;
}

static enum err write_json(void)
{
    AUTO(buf) struct buf b = {.max = 100000};
    struct jot j = jot_start(&b);
    jot_object(&j);
    for (int i = 0; i < 200; i++) {
        jot_put_text(&j, "key", "a value with \"quotes\" in it");
    }
    jot_object_end(&j);
    return buf_status(&b);
}

static enum err decode_text(void)
{
    AUTO(buf) struct buf text = {.max = 10000};
    AUTO(buf) struct buf back = {.max = 10000};
    static const uint8_t bytes[3000];
    TRY(text_base64(span_of(bytes, sizeof(bytes)), &text));
    TRY(text_unbase64(buf_span(&text), &back));
    return buf_text(&back) != NULL ? ERR_OK : ERR_NOMEM;
}

static enum err fill_arena(void)
{
    AUTO(arena) struct arena a = {.max = 100000};
    for (int i = 0; i < 40; i++) {
        if (arena_alloc(&a, 1000) == NULL || arena_text(&a, span_text("text")) == NULL) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static enum err encode_messages(void)
{
    AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
    static const uint8_t value[500];
    struct ask_items items = {.count = 64};
    for (size_t i = 0; i < 64; i++) {
        items.items[i] = (struct ask_item){1, span_of(value, sizeof(value))};
    }
    TRY(ask_items_encode(ASK_SEAL, 1, &items, &out));
    buf_done(&out);
    return report_encode(&(struct report){.refusal = REFUSAL_CODEC, .codec = span_text("vvc")},
                         &out);
}

static enum err call_a_peer(void)
{
    AUTO(ipc_pool_free) struct ipc_pool *pool = NULL;
    TRY(ipc_pool_new(1, &pool));
    int ends[2] = {-1, -1};
    TRY(ipc_pair(ends));
    AUTO(fd_close) int peer = ends[1];
    TRY(ipc_pool_put(pool, 0, ends[0]));
    AUTO(buf) struct buf request = {.max = 100};
    TRY(ask_token_encode(ASK_WHO, 9, &(struct ask_token){.scope = 0}, &request));
    /* The answer lies there before the question. */
    TRY(ipc_send(peer, buf_span(&request), NULL, 0));
    AUTO(buf) struct buf answer = {.max = 1000};
    return ipc_pool_call(pool, buf_span(&request), 1000, &answer);
}

static void writing_json_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(torture(write_json) >= 3);
}

static void decoding_text_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(torture(decode_text) >= 3);
}

static void an_arena_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(torture(fill_arena) >= 3);
}

static void encoding_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(torture(encode_messages) >= 2);
}

static void calling_a_peer_survives_every_failed_allocation(void **state)
{
    (void)state;
    assert_true(torture(call_a_peer) >= 3);
}

static void a_control_message_without_memory_is_one_that_all_refuse(void **state)
{
    (void)state;
    uint8_t frame[CTL_SIZE];
    left = 0;
    armed = true;
    ctl_encode(&(struct ctl){.kind = CTL_STOP}, frame);
    armed = false;
    struct ctl out;
    assert_int_equal(ctl_decode(span_of(frame, sizeof(frame)), &out), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing_json_survives_every_failed_allocation),
        cmocka_unit_test(decoding_text_survives_every_failed_allocation),
        cmocka_unit_test(an_arena_survives_every_failed_allocation),
        cmocka_unit_test(encoding_survives_every_failed_allocation),
        cmocka_unit_test(calling_a_peer_survives_every_failed_allocation),
        cmocka_unit_test(a_control_message_without_memory_is_one_that_all_refuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
