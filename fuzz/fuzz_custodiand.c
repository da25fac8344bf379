/*
 * fuzz_custodiand.c: any frame, from any role, to custodiand's table. The first byte is the role,
 * the rest a frame of wire_ask.h in which a token of 32 times 0xaa stands for a session that exists
 * (ada's), and a value of one byte 'S' for a field of hers that was sealed, 'T' for one of ben's.
 * The laws: only edged gets answers; an opened value, or a decision's reason (1: about ada, 2:
 * about ben), is one that was sealed for ada; no decision is told of that the ledger does not have;
 * nobody gets a session without a hash; only ada's own sessions and details are told; nothing dies.
 */
#include "account_desk.h"
#include "account_office.h"
#include "account_session.h"
#include "account_share.h"
#include "base_limits.h"
#include "base_time.h"
#include "custodian.h"
#include "datamap_field.h"
#include "table.h"
#include "wire_ask.h"
#include "wire_codec.h"
#include "wire_ctl.h"
#include "wire_desk.h"
#include "wire_spoken.h"

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
static struct buf by_ben = {.max = 100};
static struct buf to_ben = {.max = 8 + SPOKEN_SEALED}; /* said by ada, who follows him */

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
    buf_done(&by_ben);
    buf_done(&to_ben);
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

/* One that was taken, and that the ledger is to have. */
static void decide(int64_t user, const char *sealed_for)
{
    AUTO(buf) struct buf sealed = {.max = 100};
    struct account_decision decision = {
        .kind = POLICY_VIDEO, .object = user, .state = POLICY_HIDDEN, .user = user};
    memcpy(decision.digest, &user, sizeof(user));
    must(vault_seal(custodian->vault, user, FIELD_REASON, span_text(sealed_for), &sealed));
    must(account_decision_put(custodian->db, &decision, span_text("{}"), buf_span(&sealed)));
}

static void say(void)
{
    AUTO(buf) struct buf plain = {.max = SPOKEN_SIZE};
    struct spoken spoken = {.circle = ben, .video = 10, .comment = 5, .text = span_text("Words")};
    must(spoken_encode(&spoken, &plain));
    wire_put_i64(&to_ben, ada);
    must(vault_seal(custodian->vault, ada, FIELD_SPOKEN, buf_span(&plain), &to_ben));
}

/* ben with ada, and the ledger has it. */
static void share(void)
{
    const struct account_following f = {.author = ben, .follower = ada};
    struct account_desk_due due;
    bool changed = false;
    must(account_share_set(custodian->db, ben, true, &changed));
    must(account_desk_due_next(custodian->db, 0, &due));
    must(account_desk_due_done(custodian->db, due.number));
    must(account_follow_add(custodian->db, &f));
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
    must(vault_seal(custodian->vault, ben, FIELD_WORDS | FIELD_SHARED, span_text("by ben"),
                    &by_ben));
    say();
    share();
    decide(ada, "of ada");
    decide(ben, "of ben");
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
                    (head.ask == ASK_SEAL || head.ask == ASK_OPEN || head.ask == ASK_PAIR ||
                     head.ask == ASK_SHARE || head.ask == ASK_OPEN_SHARED ||
                     head.ask == ASK_OPEN_SPOKEN || head.ask == ASK_OPEN_WAITING) &&
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
        } else if (span_is(items.items[i].bytes, "U")) {
            items.items[i].bytes = buf_span(&by_ben);
        } else if (span_is(items.items[i].bytes, "V")) {
            items.items[i].bytes = buf_span(&to_ben);
        }
    }
    must(ask_items_encode(head.ask, head.id, &items, out));
}

/* Of what was asked for with success. */
static void check_items(uint8_t ask, const struct ask_answer *answer)
{
    struct desk_report report;
    struct desk_answer given;
    struct spoken spoken;
    assert(ask != ASK_DECIDED || answer->count == 0);
    for (size_t i = 0; i < answer->count; i++) {
        struct span item = answer->items[i].bytes;
        bool opens = ask == ASK_OPEN || (ask == ASK_REASON && i == 0);
        assert(!opens || span_is(item, "of ada"));
        assert(ask != ASK_OPEN_WAITING); /* nothing here was sealed as what waits */
        assert(ask != ASK_OPEN_SHARED || span_is(item, "by ben"));
        assert(ask != ASK_OPEN_SPOKEN || item.len == 0 ||
               (spoken_decode(item, &spoken) == ERR_OK && spoken.circle == ben));
        assert(ask != ASK_REASON || i == 0 || desk_answer_decode(item, &given) == ERR_OK);
        assert(ask != ASK_REPORT || desk_report_decode(item, &report) == ERR_OK);
        assert(ask != ASK_PAIR || answer->items[i].bytes.len == 2 * (size_t)ASK_PAIR_NAME);
    }
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
    if (handled == HANDLED_ANSWER && reply.answer.err == ERR_OK) {
        check_items(request.head.ask, &reply.answer);
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
