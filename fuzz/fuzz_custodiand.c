/*
 * fuzz_custodiand.c: any frame, from any role, to custodiand's table. The first byte is the role,
 * the rest a frame of wire_ask.h in which a token of 32 times 0xaa stands for a session that exists
 * (ada's), and a value of one byte 'S' for a field of hers that was sealed, 'T' for one of ben's.
 * The laws: only edged gets answers; an opened value is one that ada sealed; nobody gets a session
 * without a hash; only ada's own sessions and details are told; nothing dies.
 */
#include "account_session.h"
#include "base_limits.h"
#include "base_time.h"
#include "custodian.h"
#include "datamap_field.h"
#include "table.h"
#include "wire_ask.h"
#include "wire_ctl.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[40] = "/tmp/fuzz_custodiand.XXXXXX";
static struct custodian *custodian;
static struct reply reply;
static int64_t ada;
static int64_t ben;
static uint8_t token[ACCOUNT_TOKEN];
static struct buf of_ada = {.max = 100};
static struct buf of_ben = {.max = 100};

static int drop_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static void leave(void)
{
    custodian_close(custodian);
    buf_done(&reply.bytes);
    buf_done(&of_ada);
    buf_done(&of_ben);
    (void)nftw(folder, drop_file, 8, FTW_DEPTH | FTW_PHYS);
}

static void must(enum err err)
{
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s\n", err_text(err));
        abort();
    }
}

static int64_t person(const char *handle)
{
    struct account_new new = {.handle = span_text(handle),
                              .hash = &account_hash_nobody,
                              .request = 1,
                              .now_ms = time_wall_ms()};
    struct account_person out = {0};
    must(account_create(custodian->db, &custodian->keys, &new, &out));
    return out.user;
}

static void start(void)
{
    char data[64];
    char ledger[64];
    if (mkdtemp(folder) == NULL) {
        abort();
    }
    (void)snprintf(data, sizeof(data), "%s/custodian", folder);
    (void)snprintf(ledger, sizeof(ledger), "%s/ledger", folder);
    if (mkdir(data, 0700) != 0 || mkdir(ledger, 0755) != 0 || atexit(leave) != 0) {
        abort();
    }
    struct custodian_config config = {.data = data, .ledger = ledger, .origin = "fuzz.example"};
    struct custodian_problem problem = {{0}};
    must(custodian_open(&config, &custodian, &problem));
    reply.bytes.max = LIMIT_MESSAGE;
    must(buf_grow(&reply.bytes, LIMIT_MESSAGE));
    ada = person("ada");
    ben = person("ben");
    must(vault_seal(custodian->vault, ada, FIELD_WATCH, span_text("of ada"), &of_ada));
    must(vault_seal(custodian->vault, ben, FIELD_WATCH, span_text("of ben"), &of_ben));
    struct account_session_new session = {.user = ada, .request = 2, .now_ms = time_wall_ms()};
    must(account_session_begin(custodian->db, &session, token));
}

/* Puts what exists in place of what stands for it; the frame is encoded again, or kept. */
static void fill_in(struct span in, struct buf *out)
{
    struct ask_head head;
    struct ask_items items;
    static const uint8_t stand_in[ASK_TOKEN] = {0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                                0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                                0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                                0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa};
    bool itemised = ask_head_decode(in, &head) == ERR_OK &&
                    (head.ask == ASK_SEAL || head.ask == ASK_OPEN) &&
                    ask_items_decode(head.ask, head.body, &items) == ERR_OK;
    struct ask_sign sign;
    if (!itemised && ask_head_decode(in, &head) == ERR_OK &&
        ask_sign_decode(head.ask, head.body, &sign) == ERR_OK) {
        if (memcmp(sign.token, stand_in, ASK_TOKEN) == 0) {
            memcpy(sign.token, token, ASK_TOKEN);
        }
        must(ask_sign_encode(head.ask, head.id, &sign, out));
        return;
    }
    if (!itemised) {
        must(buf_append_span(out, in));
        return;
    }
    if (memcmp(items.token, stand_in, ASK_TOKEN) == 0) {
        memcpy(items.token, token, ASK_TOKEN);
    }
    items.subject = items.subject == 1 ? ada : items.subject == 2 ? ben : items.subject;
    for (size_t i = 0; i < items.count; i++) {
        if (span_is(items.items[i].bytes, "S")) {
            items.items[i].bytes = buf_span(&of_ada);
        } else if (span_is(items.items[i].bytes, "T")) {
            items.items[i].bytes = buf_span(&of_ben);
        }
    }
    must(ask_items_encode(head.ask, head.id, &items, out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (custodian == NULL) {
        start();
    }
    if (size == 0 || size > LIMIT_MESSAGE / 2) {
        return 0;
    }
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE * 4};
    fill_in(span_of(data + 1, size - 1), &frame);
    struct request request = {.role = data[0], .now_ms = time_wall_ms()};
    if (ask_head_decode(buf_span(&frame), &request.head) != ERR_OK) {
        return 0;
    }
    must(db_begin(custodian->db));
    enum handled handled = table_handle(custodian, &request, &reply);
    assert(request.role == ROLE_EDGED || handled == HANDLED_NOT_IN_TABLE);
    if (handled == HANDLED_ANSWER && request.head.ask == ASK_OPEN && reply.answer.err == ERR_OK) {
        for (size_t i = 0; i < reply.answer.count; i++) {
            assert(span_is(reply.answer.items[i].bytes, "of ada"));
        }
    }
    if (handled == HANDLED_ANSWER && reply.answer.err == ERR_OK) {
        static const uint8_t none[ASK_TOKEN];
        assert(memcmp(reply.answer.token, none, ASK_TOKEN) == 0);
        assert(reply.answer.person.user == 0 || reply.answer.person.user == ada);
        assert(request.head.ask != ASK_SESSIONS || reply.answer.entries[0].mark == 1);
    }
    db_rollback(custodian->db);
    struct hash_job job = {0};
    while (hasher_take(custodian->hasher, &job) == ERR_OK) {
    }
    return 0;
}
