/*
 * play_viewer.h: viewers with a real store and a custodian that is played: for tests of what edged
 * keeps of them.
 */
#ifndef PLAY_VIEWER_H
#define PLAY_VIEWER_H

#include "base_id.h"
#include "datamap_field.h"
#include "db.h"
#include "ipc_socket.h"
#include "store_video.h"
#include "viewer.h"
#include "viewer_name.h"
#include "wire_each.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ADA = 7, BEN = 8, NOBODY = 9, CHANNELS = 2, MARK = 3, KEY = 0x55 };

static char folder[64];
static char path[96];
static struct edged edged;
static int custodian_fds[CHANNELS];
static pthread_t custodians[CHANNELS];
static _Atomic int fails_at;                /* the n-th ask from now on fails; 0: none does */
static _Atomic(void (*)(void)) before_seal; /* is called once, before the next seal */

/* ---- a custodian: sealing is a mark of whose it is and as what, and xor. */

static void seal(uint8_t user, const struct ask_item *item, struct buf *out)
{
    (void)buf_append(out, (uint8_t[]){user, 0, (uint8_t)item->field}, MARK);
    for (size_t i = 0; i < item->bytes.len; i++) {
        (void)buf_append_u8(out, item->bytes.ptr[i] ^ KEY);
    }
}

static enum err unseal(uint8_t user, const struct ask_item *item, struct buf *out)
{
    struct span in = item->bytes;
    if (in.len < MARK || in.ptr[0] != user || in.ptr[2] != item->field) {
        return ERR_DENIED;
    }
    for (size_t i = MARK; i < in.len; i++) {
        (void)buf_append_u8(out, in.ptr[i] ^ KEY);
    }
    return ERR_OK;
}

/* One of several: NOBODY has no session. */
static void seal_one(const struct ask_item *item, struct buf *bytes)
{
    struct each_asked asked;
    assert_int_equal(each_asked_decode(item->bytes, &asked), ERR_OK);
    struct each_sealed sealed = {.err = asked.token[0] == NOBODY ? ERR_DENIED : ERR_OK,
                                 .user = asked.token[0]};
    memset(sealed.locker, asked.token[0], sizeof(sealed.locker));
    assert_int_equal(each_sealed_encode(&sealed, bytes), ERR_OK);
    if (sealed.err == ERR_OK) {
        seal(asked.token[0], &(struct ask_item){item->field, asked.value}, bytes);
    }
}

static inline enum err play(uint8_t ask, const struct ask_items *items, struct buf *bytes,
                            struct ask_answer *answer)
{
    uint8_t user = items->token[0];
    answer->person.user = user;
    answer->person.handle = span_text("somebody");
    memset(answer->person.locker, user, sizeof(answer->person.locker));
    if (atomic_load(&fails_at) > 0 && atomic_fetch_sub(&fails_at, 1) == 1) {
        return ERR_LIMIT;
    }
    for (size_t i = 0; i < items->count; i++) {
        size_t from = bytes->len;
        if (ask == ASK_SEAL) {
            seal(user, &items->items[i], bytes);
        } else if (ask == ASK_SEAL_EACH) {
            seal_one(&items->items[i], bytes);
        } else {
            TRY(items->subject != user ? ERR_DENIED : unseal(user, &items->items[i], bytes));
        }
        answer->items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
    }
    answer->count = items->count;
    return ERR_OK;
}

static void *play_custodian(void *arg)
{
    const int *fd = arg;
    for (;;) {
        AUTO(buf) struct buf in = {.max = LIMIT_MESSAGE};
        AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
        AUTO(buf) struct buf bytes = {.max = LIMIT_MESSAGE};
        struct ask_head head;
        struct ask_items items;
        struct ask_answer answer = {0};
        if (ipc_recv(*fd, &in, NULL) != ERR_OK) {
            return NULL;
        }
        assert_int_equal(ask_head_decode(buf_span(&in), &head), ERR_OK);
        if (head.ask == ASK_WHO) {
            struct ask_token who;
            assert_int_equal(ask_token_decode(head.body, &who), ERR_OK);
            items = (struct ask_items){.count = 0};
            memcpy(items.token, who.token, sizeof(items.token));
        } else {
            assert_int_equal(ask_items_decode(head.ask, head.body, &items), ERR_OK);
        }
        bool seals = head.ask == ASK_SEAL || head.ask == ASK_SEAL_EACH;
        void (*hook)(void) = seals ? atomic_exchange(&before_seal, NULL) : NULL;
        if (hook != NULL) {
            hook();
        }
        assert_int_equal(buf_grow(&bytes, LIMIT_MESSAGE), ERR_OK);
        answer.err = play(head.ask, &items, &bytes, &answer);
        assert_int_equal(ask_answer_encode(head.ask, head.id, &answer, &out), ERR_OK);
        if (ipc_send(*fd, buf_span(&out), NULL, 0) != ERR_OK) {
            return NULL;
        }
    }
}

static int setup(void **state)
{
    (void)state;
    struct store_problem problem = {{0}};
    edged = (struct edged){.origin = "test.example"};
    atomic_store(&fails_at, 0);
    atomic_store(&before_seal, NULL);
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-viewer-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    assert_int_equal(ipc_pool_new(CHANNELS, &edged.custodian), ERR_OK);
    for (size_t i = 0; i < CHANNELS; i++) {
        int ends[2];
        assert_int_equal(ipc_pair(ends), ERR_OK);
        custodian_fds[i] = ends[0];
        assert_int_equal(ipc_pool_put(edged.custodian, (uint8_t)i, ends[1]), ERR_OK);
        assert_int_equal(pthread_create(&custodians[i], NULL, play_custodian, &custodian_fds[i]),
                         0);
    }
    assert_int_equal(store_open(&(struct store_config){.path = path}, &edged.store, &problem),
                     ERR_OK);
    assert_int_equal(shelf_new(edged.store, &edged.shelf), ERR_OK);
    assert_int_equal(counts_new(edged.store, edged.shelf, LIMIT_COUNT_FLUSH_MS, &edged.counts),
                     ERR_OK);
    assert_int_equal(store_start(edged.store), ERR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const endings[] = {"", "-wal", "-shm"};
    counts_free(MOVE(edged.counts));
    shelf_free(MOVE(edged.shelf));
    store_close(MOVE(edged.store));
    ipc_pool_free(edged.custodian);
    for (size_t i = 0; i < CHANNELS; i++) {
        (void)pthread_join(custodians[i], NULL);
        (void)close(custodian_fds[i]);
    }
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        char file[120];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    return rmdir(folder);
}

/* ---- a viewer */

static struct custody_token tokens[16];

static inline struct viewer viewer_of(uint8_t user)
{
    memset(tokens[user].bytes, user, sizeof(tokens[user].bytes));
    struct viewer v = {.e = &edged, .token = &tokens[user], .person = {.user = user}};
    memset(v.person.locker, user, sizeof(v.person.locker));
    return v;
}

#endif
