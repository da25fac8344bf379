/*
 * test_custodiand.c: custodiand's rounds, driven through its control pair and a peer's channel,
 * over real folders and without confinement.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account_allowance.h"
#include "account_data.h"
#include "account_hash.h"
#include "account_leave.h"
#include "account_permit.h"
#include "account_session.h"
#include "account_share.h"
#include "approval_statement.h"
#include "base_file.h"
#include "base_json.h"
#include "base_limits.h"
#include "base_time.h"
#include "custodian.h"
#include "datamap_field.h"
#include "ipc_socket.h"
#include "loop.h"
#include "table.h"
#include "wire_ask.h"
#include "wire_codec.h"
#include "wire_ctl.h"
#include "wire_each.h"
#include "wire_spoken.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { GENERATION = 7, ROUNDS = 500 };

static const char origin[] = "test.example/region";

struct world {
    char path[40];
    char data[64];
    char ledger[64];
    struct custodian *custodian;
    struct loop loop;
    int control;     /* gate's end */
    int inner;       /* custodiand's end */
    struct ctl keys; /* the last of its kind */
    int peer[2];     /* edged's ends of two channels */
    struct buf answer;
};

static void open_custodian(struct world *w)
{
    struct custodian_problem problem = {{0}};
    struct custodian_config config = {.data = w->data, .ledger = w->ledger, .origin = origin};
    enum err err = custodian_open(&config, &w->custodian, &problem);
    if (err != ERR_OK) {
        fail_msg("%s", problem.text);
    }
    assert_int_equal(hasher_start(w->custodian->hasher), ERR_OK);
    int ends[2] = {-1, -1};
    assert_int_equal(ipc_pair(ends), ERR_OK);
    w->control = ends[0];
    w->inner = ends[1];
    assert_int_equal(loop_init(&w->loop, w->custodian, w->inner), ERR_OK);
}

static void close_custodian(struct world *w)
{
    loop_done(&w->loop);
    custodian_close(w->custodian);
    w->custodian = NULL;
    fd_close(w->control);
    fd_close(w->inner);
    fd_close(fd_move(&w->peer[0]));
    fd_close(fd_move(&w->peer[1]));
}

static void gate_says(struct world *w, const struct ctl *ctl, int fd)
{
    uint8_t frame[CTL_SIZE];
    ctl_encode(ctl, frame);
    assert_int_equal(ipc_send(w->control, span_of(frame, sizeof(frame)), &fd, fd >= 0 ? 1 : 0),
                     ERR_OK);
}

/* What custodiand says to gate next, besides how it stands with the region's key, which is kept;
 * ERR_BUSY if it says nothing. */
static enum err gate_hears(struct world *w, struct ctl *out_ctl)
{
    struct ctl ctl = {.kind = CTL_KEYS};
    while (ctl.kind == CTL_KEYS) {
        TRY(ipc_wait(w->control, 0));
        AUTO(buf) struct buf frame = {.max = CTL_SIZE};
        TRY(ipc_recv(w->control, &frame, NULL));
        TRY(ctl_decode(buf_span(&frame), &ctl));
        w->keys = ctl.kind == CTL_KEYS ? ctl : w->keys;
    }
    *out_ctl = ctl;
    return ERR_OK;
}

static void round_of(struct world *w)
{
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
}

static void connect_as(struct world *w, uint8_t role, uint32_t generation)
{
    for (uint8_t index = 0; index < 2; index++) {
        int ends[2] = {-1, -1};
        assert_int_equal(ipc_pair(ends), ERR_OK);
        struct ctl ctl = {.kind = CTL_PEER, .role = role, .index = index, .generation = generation};
        gate_says(w, &ctl, ends[1]);
        fd_close(ends[1]);
        fd_close(w->peer[index]);
        w->peer[index] = ends[0];
    }
    round_of(w);
}

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    w->peer[0] = w->peer[1] = -1;
    (void)snprintf(w->path, sizeof(w->path), "/tmp/test_custodiand.XXXXXX");
    assert_non_null(mkdtemp(w->path));
    (void)snprintf(w->data, sizeof(w->data), "%s/custodian", w->path);
    (void)snprintf(w->ledger, sizeof(w->ledger), "%s/ledger", w->path);
    assert_int_equal(mkdir(w->data, 0700), 0);
    assert_int_equal(mkdir(w->ledger, 0755), 0);
    w->answer.max = LIMIT_MESSAGE;
    open_custodian(w);
    connect_as(w, ROLE_EDGED, GENERATION);
    *state = w;
    return 0;
}

static int drop_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static int drop_world(void **state)
{
    struct world *w = *state;
    close_custodian(w);
    buf_done(&w->answer);
    int done = nftw(w->path, drop_file, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return done;
}

/* The n-th entry of the ledger, from its public files. */
static void entry_text(struct world *w, uint64_t n, char *out, size_t size)
{
    uint64_t count = ledger_size(w->custodian->ledger);
    uint64_t bundles = count / 256;
    assert_true(n < count && bundles < 1000);
    char path[128];
    int len = snprintf(path, sizeof(path), "%s/tile/entries/%03llu", w->ledger,
                       (unsigned long long)(n / 256));
    if (n / 256 == bundles) {
        (void)snprintf(path + len, sizeof(path) - (size_t)len, ".p/%llu",
                       (unsigned long long)(count % 256));
    }
    AUTO(buf) struct buf bundle = {.max = MIB};
    assert_int_equal(file_read_all(-1, path, &bundle), ERR_OK);
    struct wire_reader r = wire_read(buf_span(&bundle));
    for (uint64_t i = 0;; i++) {
        size_t bytes = wire_u16(&r);
        assert_true(bytes < size && bytes <= r.rest.len);
        if (i == n % 256) {
            memcpy(out, r.rest.ptr, bytes);
            out[bytes] = '\0';
            return;
        }
        r.rest.ptr += bytes;
        r.rest.len -= bytes;
    }
}

static uint64_t entries_with(struct world *w, const char *words)
{
    uint64_t found = 0;
    for (uint64_t i = 0; i < ledger_size(w->custodian->ledger); i++) {
        char text[512];
        entry_text(w, i, text, sizeof(text));
        found += strstr(text, words) != NULL ? 1 : 0;
    }
    return found;
}

/* Sends the frame and runs rounds until its answer is there. */
static enum err exchange(struct world *w, size_t peer, struct span frame)
{
    assert_int_equal(ipc_send(w->peer[peer], frame, NULL, 0), ERR_OK);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        if (ipc_wait(w->peer[peer], 0) == ERR_OK) {
            return ipc_recv(w->peer[peer], &w->answer, NULL);
        }
    }
    return ERR_BUSY;
}

static struct ask_answer bring(struct world *w, uint8_t ask, uint64_t id,
                               const struct ask_sign *sign)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    assert_int_equal(ask_sign_encode(ask, id, sign, &frame), ERR_OK);
    struct ask_answer answer = {0};
    assert_int_equal(exchange(w, 0, buf_span(&frame)), ERR_OK);
    assert_int_equal(ask_answer_decode(ask, id, buf_span(&w->answer), &answer), ERR_OK);
    return answer;
}

static struct ask_answer ask_sign(struct world *w, uint8_t ask, uint64_t id, const char *handle,
                                  const char *password)
{
    struct ask_sign sign = {.handle = span_text(handle),
                            .password = span_text(password),
                            .birth_date = span_text("1990-12-31"),
                            .label = span_text("Firefox on Linux")};
    return bring(w, ask, id, &sign);
}

/* What a session's owner asks. */
static struct ask_sign with_token(const struct ask_answer *session)
{
    struct ask_sign sign = {.number = 0};
    memcpy(sign.token, session->token, sizeof(sign.token));
    return sign;
}

static struct ask_answer ask_for(struct world *w, uint8_t ask, const uint8_t *token, uint8_t scope)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_sign sign = {.number = 0};
    memcpy(sign.token, token, sizeof(sign.token));
    if (ask != ASK_WHO && ask != ASK_SIGN_OUT) {
        return bring(w, ask, 5, &sign);
    }
    struct ask_token asked = {.scope = scope};
    memcpy(asked.token, token, sizeof(asked.token));
    assert_int_equal(ask_token_encode(ask, 5, &asked, &frame), ERR_OK);
    struct ask_answer answer = {0};
    assert_int_equal(exchange(w, 0, buf_span(&frame)), ERR_OK);
    assert_int_equal(ask_answer_decode(ask, 5, buf_span(&w->answer), &answer), ERR_OK);
    return answer;
}

static struct ask_answer ask_token(struct world *w, uint8_t ask, const uint8_t *token)
{
    return ask_for(w, ask, token, ASK_SCOPE_OWN);
}

static struct ask_answer ask_items(struct world *w, uint8_t ask, const struct ask_items *items)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    assert_int_equal(ask_items_encode(ask, 6, items, &frame), ERR_OK);
    struct ask_answer answer = {0};
    assert_int_equal(exchange(w, 0, buf_span(&frame)), ERR_OK);
    assert_int_equal(ask_answer_decode(ask, 6, buf_span(&w->answer), &answer), ERR_OK);
    return answer;
}

static struct ask_items items_of(const struct ask_answer *session, uint16_t field,
                                 struct span bytes)
{
    struct ask_items items = {.subject = session->person.user, .count = 1};
    memcpy(items.token, session->token, sizeof(items.token));
    items.items[0] = (struct ask_item){.field = field, .bytes = bytes};
    return items;
}

static void a_person_signs_up_in_and_out(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    assert_int_equal(up.err, ERR_OK);
    assert_true(span_is(up.person.handle, "ada"));
    struct ask_answer who = ask_token(w, ASK_WHO, up.token);
    assert_int_equal(who.err, ERR_OK);
    assert_int_equal(who.person.user, up.person.user);
    assert_memory_equal(who.person.locker, up.person.locker, ASK_LOCKER);
    struct ask_answer in = ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse");
    assert_int_equal(in.err, ERR_OK);
    assert_int_equal(in.person.user, up.person.user);
    assert_memory_not_equal(in.token, up.token, ASK_TOKEN);
    assert_int_equal(ask_token(w, ASK_SIGN_OUT, in.token).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_DENIED);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
}

static void a_wrong_password_and_an_unknown_handle_get_the_same_answer(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 2, "ada", "wrong horse 1").err, ERR_DENIED);
    size_t len = w->answer.len;
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 3, "eve", "wrong horse 1").err, ERR_DENIED);
    assert_int_equal(w->answer.len, len);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 4, "", "").err, ERR_DENIED);
}

static void a_bad_handle_or_password_is_refused_without_a_cut(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "Ada", "correct horse").err, ERR_FORMAT);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 2, "admin", "correct horse").err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 3, "ada", "short").err, ERR_LIMIT);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 4, "ada", "correct horse").err, ERR_OK);
}

static void a_repeated_sign_up_takes_effect_once(void **state)
{
    struct world *w = *state;
    struct ask_answer first = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer again = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    assert_int_equal(again.err, ERR_OK);
    assert_int_equal(again.person.user, first.person.user);
    assert_int_equal(ask_token(w, ASK_WHO, first.token).err, ERR_DENIED); /* replaced */
    assert_int_equal(ask_token(w, ASK_WHO, again.token).err, ERR_OK);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 2, "ada", "correct horse").err, ERR_CONFLICT);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "wrong horse 1").err, ERR_CONFLICT);
}

/* Two people want one handle at the same moment: both are hashed, one gets it. */
static void of_two_sign_ups_at_once_one_wins(void **state)
{
    struct world *w = *state;
    struct ask_sign sign = {.handle = span_text("ada"),
                            .password = span_text("correct horse"),
                            .birth_date = span_text("1990-12-31")};
    for (size_t i = 0; i < 2; i++) {
        AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
        assert_int_equal(ask_sign_encode(ASK_SIGN_UP, 1 + i, &sign, &frame), ERR_OK);
        assert_int_equal(ipc_send(w->peer[i], buf_span(&frame), NULL, 0), ERR_OK);
    }
    size_t won = 0;
    size_t lost = 0;
    for (int i = 0; i < ROUNDS && won + lost < 2; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        for (size_t k = 0; k < 2; k++) {
            if (ipc_wait(w->peer[k], 0) == ERR_OK) {
                struct ask_answer answer = {0};
                assert_int_equal(ipc_recv(w->peer[k], &w->answer, NULL), ERR_OK);
                assert_int_equal(
                    ask_answer_decode(ASK_SIGN_UP, 1 + k, buf_span(&w->answer), &answer), ERR_OK);
                won += answer.err == ERR_OK ? 1 : 0;
                lost += answer.err == ERR_CONFLICT ? 1 : 0;
            }
        }
    }
    assert_int_equal(won, 1);
    assert_int_equal(lost, 1);
}

static void what_was_answered_is_there_after_a_restart(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_items seal = items_of(&up, FIELD_WATCH, span_text("seen"));
    struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
    assert_int_equal(sealed.err, ERR_OK);
    AUTO(buf) struct buf kept = {.max = 1000};
    assert_int_equal(buf_append_span(&kept, sealed.items[0].bytes), ERR_OK);
    close_custodian(w);
    open_custodian(w);
    connect_as(w, ROLE_EDGED, GENERATION + 1);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
    struct ask_items open = items_of(&up, FIELD_WATCH, buf_span(&kept));
    struct ask_answer opened = ask_items(w, ASK_OPEN, &open);
    assert_int_equal(opened.err, ERR_OK);
    assert_true(span_is(opened.items[0].bytes, "seen"));
    assert_int_equal(entries_with(w, "\"type\":\"genesis\""), 1);
}

static void many_fields_are_sealed_and_opened_at_once(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_items seal = items_of(&up, FIELD_WATCH, span_text("x"));
    static const uint8_t bytes[400];
    seal.count = LIMIT_ASK_ITEMS;
    for (size_t i = 0; i < LIMIT_ASK_ITEMS; i++) {
        seal.items[i] = (struct ask_item){FIELD_WATCH, span_of(bytes, i)};
    }
    struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
    assert_int_equal(sealed.err, ERR_OK);
    AUTO(buf) struct buf kept = {.max = LIMIT_MESSAGE};
    assert_int_equal(buf_grow(&kept, LIMIT_MESSAGE), ERR_OK);
    struct ask_items open = items_of(&up, FIELD_WATCH, span_text(""));
    open.count = sealed.count;
    for (size_t i = 0; i < sealed.count; i++) {
        size_t from = kept.len;
        assert_int_equal(buf_append_span(&kept, sealed.items[i].bytes), ERR_OK);
        open.items[i] = (struct ask_item){FIELD_WATCH, span_of(kept.ptr + from, kept.len - from)};
    }
    struct ask_answer opened = ask_items(w, ASK_OPEN, &open);
    assert_int_equal(opened.err, ERR_OK);
    assert_int_equal(opened.count, LIMIT_ASK_ITEMS);
    for (size_t i = 0; i < LIMIT_ASK_ITEMS; i++) {
        assert_int_equal(opened.items[i].bytes.len, i);
    }
}

static void put_asked(const uint8_t *token, uint8_t scope, const char *value, struct buf *bytes,
                      struct ask_items *items)
{
    struct each_asked asked = {.scope = scope, .value = span_text(value)};
    size_t from = bytes->len;
    memcpy(asked.token, token, sizeof(asked.token));
    assert_int_equal(each_asked_encode(&asked, bytes), ERR_OK);
    items->items[items->count++] =
        (struct ask_item){FIELD_WATCH, span_of(bytes->ptr + from, bytes->len - from)};
}

/* Who has no session is refused, and nobody else for it; each value opens for its own owner. */
static void what_several_ask_for_is_sealed_for_each_by_their_own_session(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_answer all[] = {ada, {0}, ben};
    static const char *const values[] = {"of ada", "of nobody", "of ben"};
    AUTO(buf) struct buf bytes = {.max = 1000};
    AUTO(buf) struct buf kept = {.max = 1000};
    struct ask_items seal = {.count = 0};
    assert_int_equal(buf_grow(&bytes, 1000), ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        put_asked(all[i].token, ASK_SCOPE_WRITE, values[i], &bytes, &seal);
    }
    struct ask_answer sealed = ask_items(w, ASK_SEAL_EACH, &seal);
    assert_true(sealed.err == ERR_OK && sealed.count == 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(buf_append_span(&kept, sealed.items[i].bytes), ERR_OK);
    }
    for (size_t i = 0, from = 0; i < 3; i++) {
        struct each_sealed one;
        size_t len = sealed.items[i].bytes.len;
        assert_int_equal(each_sealed_decode(span_of(kept.ptr + from, len), &one), ERR_OK);
        from += len;
        assert_int_equal(one.err, i == 1 ? ERR_DENIED : ERR_OK);
        assert_int_equal(one.user, all[i].person.user);
        assert_memory_equal(one.locker, all[i].person.locker, ASK_LOCKER);
        for (size_t k = 0; k < 3 && one.err == ERR_OK; k += 2) {
            struct ask_items open = items_of(&all[k], FIELD_WATCH, one.value);
            struct ask_answer opened = ask_items(w, ASK_OPEN, &open);
            assert_int_equal(opened.err, k == i ? ERR_OK : ERR_DENIED);
            assert_true(k != i || span_is(opened.items[0].bytes, values[i]));
        }
    }
}

/* Sealing makes longer: an answer that would not fit a frame is refused, and nobody is cut off. */
static void an_answer_that_does_not_fit_is_an_error(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    static const uint8_t bytes[1000];
    struct ask_items seal = items_of(&up, FIELD_WATCH, span_text("x"));
    seal.count = LIMIT_ASK_ITEMS;
    for (size_t i = 0; i < LIMIT_ASK_ITEMS; i++) {
        seal.items[i] = (struct ask_item){FIELD_WATCH, span_of(bytes, sizeof(bytes))};
    }
    assert_int_equal(ask_items(w, ASK_SEAL, &seal).err, ERR_LIMIT);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
}

/* A job's: without a session, and only what nobody but a job makes. */
static void what_a_job_made_is_sealed_for_its_owner_without_a_session(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer other = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    static const uint16_t jobs[] = {FIELD_LOOKS, FIELD_MEDIA, FIELD_MEDIA | FIELD_SHARED,
                                    FIELD_SPOKEN};
    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        struct ask_answer nobody = {.person = up.person};
        struct ask_items keep = items_of(&nobody, jobs[i], span_text("a frame"));
        struct ask_answer kept = ask_items(w, ASK_KEEP, &keep);
        assert_int_equal(kept.err, ERR_OK);
        assert_int_equal(kept.items[0].bytes.len, strlen("a frame") + ASK_SEALING);
        AUTO(buf) struct buf sealed = {.max = 1000};
        assert_int_equal(buf_append_span(&sealed, kept.items[0].bytes), ERR_OK);
        struct ask_items open = items_of(&up, jobs[i], buf_span(&sealed));
        assert_true(span_is(ask_items(w, ASK_OPEN, &open).items[0].bytes, "a frame"));
        open = items_of(&other, jobs[i], buf_span(&sealed));
        assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_DENIED);
        open.subject = up.person.user;
        assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_DENIED);
        keep.subject = 77; /* nobody */
        assert_int_equal(ask_items(w, ASK_KEEP, &keep).err, ERR_NOT_FOUND);
    }
    struct ask_items words = items_of(&up, FIELD_WORDS, span_text("a title"));
    assert_int_equal(ask_items(w, ASK_KEEP, &words).err, ERR_DENIED);
    words = items_of(&up, FIELD_WORDS | FIELD_SHARED, span_text("a title"));
    assert_int_equal(ask_items(w, ASK_KEEP, &words).err, ERR_DENIED);
    words = items_of(&up, FIELD_VIEWER, span_text("a taste"));
    assert_int_equal(ask_items(w, ASK_KEEP, &words).err, ERR_DENIED);
}

/* What waits for a job is opened for it without a session; nothing else is, and for nobody else. */
static void what_waits_to_be_published_is_opened_without_a_session(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer other = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    static const uint16_t waiting[] = {FIELD_ORIGINAL, FIELD_WAITING};
    for (size_t i = 0; i < 2; i++) {
        struct ask_answer nobody = {.person = up.person};
        struct ask_items keep = items_of(&nobody, waiting[i], span_text("a frame"));
        AUTO(buf) struct buf sealed = {.max = 1000};
        assert_int_equal(buf_append_span(&sealed, ask_items(w, ASK_KEEP, &keep).items[0].bytes),
                         ERR_OK);
        struct ask_items open = items_of(&nobody, waiting[i], buf_span(&sealed));
        assert_true(span_is(ask_items(w, ASK_OPEN_WAITING, &open).items[0].bytes, "a frame"));
        open.items[0].field = waiting[1 - i];
        assert_int_equal(ask_items(w, ASK_OPEN_WAITING, &open).err, ERR_DENIED);
        open.items[0].field = waiting[i];
        open.subject = other.person.user;
        assert_int_equal(ask_items(w, ASK_OPEN_WAITING, &open).err, ERR_DENIED);
        open.subject = 77; /* nobody */
        assert_int_equal(ask_items(w, ASK_OPEN_WAITING, &open).err, ERR_NOT_FOUND);
    }
    for (uint16_t field = 0; field < 32; field++) {
        struct ask_items seal = items_of(&up, field, span_text("a title"));
        struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
        if (sealed.err != ERR_OK || field == FIELD_ORIGINAL || field == FIELD_WAITING) {
            continue;
        }
        AUTO(buf) struct buf bytes = {.max = 1000};
        assert_int_equal(buf_append_span(&bytes, sealed.items[0].bytes), ERR_OK);
        struct ask_items open = items_of(&up, field, buf_span(&bytes));
        assert_int_equal(ask_items(w, ASK_OPEN_WAITING, &open).err, ERR_DENIED);
    }
}

static struct ask_items pair_of(const struct ask_answer *of, uint8_t number[8], int64_t other)
{
    for (int i = 0; i < 8; i++) {
        number[i] = (uint8_t)((uint64_t)other >> (56 - 8 * i));
    }
    return items_of(of, 0, span_of(number, 8));
}

static enum err share(struct world *w, const struct ask_answer *who, uint16_t what, int64_t other)
{
    uint8_t number[8];
    struct ask_items ask = pair_of(who, number, other);
    ask.items[0].field = what;
    return ask_items(w, ASK_SHARE, &ask).err;
}

/* What ada sealed as the field, for another's eyes. */
static enum err open_of(struct world *w, const struct ask_answer *ada, uint16_t sealed_as,
                        const struct ask_answer *who, uint16_t field)
{
    AUTO(buf) struct buf kept = {.max = 1000};
    struct ask_items seal = items_of(ada, sealed_as, span_text("for some"));
    assert_int_equal(buf_append_span(&kept, ask_items(w, ASK_SEAL, &seal).items[0].bytes), ERR_OK);
    struct ask_items open = items_of(who, field, buf_span(&kept));
    open.subject = ada->person.user;
    struct ask_answer opened = ask_items(w, ASK_OPEN_SHARED, &open);
    assert_true(opened.err != ERR_OK || span_is(opened.items[0].bytes, "for some"));
    return opened.err;
}

static void what_is_shared_opens_for_who_follows_and_nothing_else_does(void **state)
{
    static const uint16_t plain[] = {FIELD_WORDS, FIELD_CAPTION, FIELD_MEDIA};
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_answer cat = ask_sign(w, ASK_SIGN_UP, 3, "cat", "correct horse");
    const uint16_t words = FIELD_WORDS | FIELD_SHARED;
    int64_t of = ada.person.user;
    /* Whoever follows somebody who does not share is let in to nothing, also later. */
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, of), ERR_OK);
    assert_int_equal(share(w, &ada, SHARE_BEGIN, 0), ERR_OK);
    assert_int_equal(entries_with(w, "\"type\":\"sharing\""), 1);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_NOT_FOUND);
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, of), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &cat, words), ERR_NOT_FOUND);
    assert_int_equal(open_of(w, &ada, words, &ada, words), ERR_NOT_FOUND); /* that is OPEN's */
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        uint16_t shared = plain[i] | FIELD_SHARED;
        assert_int_equal(open_of(w, &ada, shared, &ben, shared), ERR_OK);
        assert_int_equal(open_of(w, &ada, plain[i], &ben, plain[i]), ERR_DENIED);
        assert_int_equal(open_of(w, &ada, plain[i], &ben, shared), ERR_DENIED);
        assert_int_equal(open_of(w, &ada, shared, &ben, plain[i]), ERR_DENIED);
    }
    assert_int_equal(open_of(w, &ada, FIELD_WATCH, &ben, FIELD_WATCH), ERR_DENIED);
    struct ask_items watch = items_of(&ada, FIELD_WATCH | FIELD_SHARED, span_text("x"));
    assert_int_equal(ask_items(w, ASK_SEAL, &watch).err, ERR_DENIED);
    /* Each of these ends it at once, and it comes back only as it went. */
    assert_int_equal(share(w, &ben, SHARE_UNFOLLOW, of), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_NOT_FOUND);
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, of), ERR_OK);
    assert_int_equal(share(w, &ada, SHARE_SHUT_OUT, ben.person.user), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_NOT_FOUND);
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, of), ERR_DENIED);
    assert_int_equal(share(w, &ada, SHARE_LET_IN, ben.person.user), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_NOT_FOUND);
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, of), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_OK);
    assert_int_equal(share(w, &ada, SHARE_END, 0), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_NOT_FOUND);
    assert_int_equal(share(w, &ada, SHARE_BEGIN, 0), ERR_OK);
    assert_int_equal(share(w, &ada, SHARE_BEGIN, 0), ERR_OK); /* which changes nothing */
    assert_int_equal(entries_with(w, "\"type\":\"sharing\""), 3);
    assert_int_equal(entries_with(w, "\"turn\":2"), 1);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_OK);
    /* Nor is what is said of oneself said of others, or of nobody. */
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, ben.person.user), ERR_FORMAT);
    assert_int_equal(share(w, &ben, SHARE_FOLLOW, 0), ERR_FORMAT);
    assert_int_equal(share(w, &ben, SHARE_BEGIN, of), ERR_FORMAT);
    assert_int_equal(share(w, &ben, SHARE_LET_IN + 1, of), ERR_FORMAT);
    close_custodian(w);
    open_custodian(w);
    connect_as(w, ROLE_EDGED, GENERATION + 1);
    assert_int_equal(open_of(w, &ada, words, &ben, words), ERR_OK);
    assert_int_equal(open_of(w, &ada, words, &cat, words), ERR_NOT_FOUND);
}

struct utterance {
    struct buf item; /* i64 who said it | what was sealed */
};

static void utterance_auto(struct utterance *u)
{
    buf_done(&u->item);
}

/* Said by the one in the circle of the other. */
static void utter(struct world *w, const struct ask_answer *who, int64_t circle,
                  struct utterance *out)
{
    AUTO(buf) struct buf plain = {.max = SPOKEN_SIZE};
    struct spoken spoken = {
        .circle = circle, .video = 10, .comment = 5, .text = span_text("Words")};
    out->item.max = 8 + SPOKEN_SEALED;
    assert_int_equal(spoken_encode(&spoken, &plain), ERR_OK);
    struct ask_items seal = items_of(who, FIELD_SPOKEN, buf_span(&plain));
    struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
    assert_int_equal(sealed.err, ERR_OK);
    wire_put_i64(&out->item, who->person.user);
    assert_int_equal(buf_append_span(&out->item, sealed.items[0].bytes), ERR_OK);
    assert_int_equal(out->item.len, 8 + SPOKEN_SEALED);
}

static enum err hear(struct world *w, const struct ask_answer *who, int64_t circle,
                     const struct utterance *u)
{
    struct spoken spoken;
    struct ask_items open = items_of(who, FIELD_SPOKEN, buf_span(&u->item));
    open.subject = circle;
    struct ask_answer opened = ask_items(w, ASK_OPEN_SPOKEN, &open);
    if (opened.err == ERR_OK && opened.items[0].bytes.len == 0) {
        return ERR_DENIED;
    }
    if (opened.err == ERR_OK) {
        assert_int_equal(spoken_decode(opened.items[0].bytes, &spoken), ERR_OK);
        assert_true(span_is(spoken.text, "Words"));
    }
    return opened.err;
}

/* One of two was changed on the disk: the other opens all the same, and it is counted. */
static void expect_one_of_two(struct world *w, const struct ask_answer *who, const struct buf *item)
{
    AUTO(buf) struct buf changed = {.max = item->max};
    assert_int_equal(buf_append_span(&changed, buf_span(item)), ERR_OK);
    changed.ptr[changed.len - 1] ^= 1;
    struct ask_items open = items_of(who, FIELD_SPOKEN, buf_span(&changed));
    open.items[1] = (struct ask_item){FIELD_SPOKEN, buf_span(item)};
    open.count = 2;
    open.subject = who->person.user;
    uint64_t denied = w->custodian->journal.denied[ROLE_EDGED];
    struct ask_answer opened = ask_items(w, ASK_OPEN_SPOKEN, &open);
    assert_int_equal(opened.err, ERR_OK);
    assert_int_equal(opened.items[0].bytes.len, 0);
    assert_true(opened.items[1].bytes.len > 0);
    assert_int_equal(w->custodian->journal.denied[ROLE_EDGED], denied + 1);
}

static void what_is_said_opens_for_its_circle_and_whoever_said_it(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_answer cat = ask_sign(w, ASK_SIGN_UP, 3, "cat", "correct horse");
    int64_t of = ada.person.user;
    AUTO(utterance) struct utterance said = {{0}};
    utter(w, &ben, of, &said);
    /* The circle's author, whether they share or not; who follows them, while they do. */
    assert_int_equal(hear(w, &ada, of, &said), ERR_OK);
    expect_one_of_two(w, &ada, &said.item);
    assert_int_equal(hear(w, &cat, of, &said), ERR_NOT_FOUND);
    assert_int_equal(share(w, &ada, SHARE_BEGIN, 0), ERR_OK);
    assert_int_equal(share(w, &cat, SHARE_FOLLOW, of), ERR_OK);
    assert_int_equal(entries_with(w, "\"type\":\"sharing\""), 1);
    assert_int_equal(hear(w, &cat, of, &said), ERR_OK);
    assert_int_equal(hear(w, &ben, of, &said), ERR_NOT_FOUND);
    assert_int_equal(share(w, &cat, SHARE_UNFOLLOW, of), ERR_OK);
    assert_int_equal(hear(w, &cat, of, &said), ERR_NOT_FOUND);
    /* In nobody else's circle, and by the key of whoever said it. */
    assert_int_equal(hear(w, &cat, cat.person.user, &said), ERR_DENIED);
    assert_int_equal(hear(w, &ben, ben.person.user, &said), ERR_DENIED);
    struct span sealed = span_of(said.item.ptr + 8, said.item.len - 8);
    struct ask_items own = items_of(&ben, FIELD_SPOKEN, sealed);
    assert_int_equal(ask_items(w, ASK_OPEN, &own).err, ERR_OK);
    own = items_of(&ada, FIELD_SPOKEN, sealed);
    assert_int_equal(ask_items(w, ASK_OPEN, &own).err, ERR_DENIED);
    /* Nothing else is opened so, and whoever left took their words along. */
    struct ask_items other = items_of(&ada, FIELD_WORDS, buf_span(&said.item));
    assert_int_equal(ask_items(w, ASK_OPEN_SPOKEN, &other).err, ERR_DENIED);
    uint8_t nobody[9] = {[7] = 77};
    other = items_of(&ada, FIELD_SPOKEN, span_of(nobody, sizeof(nobody)));
    struct ask_answer gone = ask_items(w, ASK_OPEN_SPOKEN, &other);
    assert_int_equal(gone.err, ERR_OK);
    assert_int_equal(gone.items[0].bytes.len, 0);
}

/* An ask of the same round is earlier than the entry. */
static void what_is_shared_opens_when_the_ledger_has_it(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct account_following f = {.author = ada.person.user, .follower = ben.person.user};
    bool due = false;
    assert_int_equal(account_share_set(w->custodian->db, f.author, true, &due), ERR_OK);
    assert_true(due);
    assert_int_equal(account_follow_add(w->custodian->db, &f), ERR_OK);
    assert_int_equal(account_share_may(w->custodian->db, &f), ERR_BUSY);
    w->custodian->desk.look = true;
    round_of(w);
    round_of(w);
    assert_int_equal(entries_with(w, "\"type\":\"sharing\""), 1);
    assert_int_equal(account_share_may(w->custodian->db, &f), ERR_OK);
}

static void a_name_of_a_pair_is_told_to_either_of_the_two_and_to_nobody_else(void **state)
{
    struct world *w = *state;
    uint8_t number[8];
    uint8_t names[3][2 * ASK_PAIR_NAME];
    struct ask_answer people[3] = {ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse"),
                                   ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse"),
                                   ask_sign(w, ASK_SIGN_UP, 3, "cat", "correct horse")};
    int64_t of[3] = {people[0].person.user, people[1].person.user, people[2].person.user};
    /* ada with ben, ben with ada, cat with ben */
    static const size_t with[3] = {1, 0, 1};
    for (size_t i = 0; i < 3; i++) {
        struct ask_items ask = pair_of(&people[i], number, of[with[i]]);
        struct ask_answer got = ask_items(w, ASK_PAIR, &ask);
        assert_int_equal(got.err, ERR_OK);
        assert_int_equal(got.count, 1);
        assert_int_equal(got.items[0].bytes.len, sizeof(names[i]));
        memcpy(names[i], got.items[0].bytes.ptr, sizeof(names[i]));
    }
    assert_memory_equal(names[0], names[1] + ASK_PAIR_NAME, ASK_PAIR_NAME);
    assert_memory_equal(names[0] + ASK_PAIR_NAME, names[1], ASK_PAIR_NAME);
    assert_memory_not_equal(names[0], names[0] + ASK_PAIR_NAME, ASK_PAIR_NAME);
    for (size_t i = 0; i < 4; i++) { /* cat is told none of theirs */
        assert_memory_not_equal(names[2], names[0] + (i % 2) * ASK_PAIR_NAME, ASK_PAIR_NAME);
        assert_memory_not_equal(names[2] + ASK_PAIR_NAME, names[0] + (i % 2) * ASK_PAIR_NAME,
                                ASK_PAIR_NAME);
    }
    struct ask_items plain = pair_of(&people[0], number, of[1]);
    assert_memory_not_equal(names[0] + ASK_PAIR_NAME + 8, plain.items[0].bytes.ptr, 8);
    struct ask_items none = pair_of(&people[0], number, 0);
    assert_int_equal(ask_items(w, ASK_PAIR, &none).err, ERR_FORMAT);
    none = pair_of(&people[0], number, of[1]);
    none.items[0].bytes.len = 7;
    assert_int_equal(ask_items(w, ASK_PAIR, &none).err, ERR_FORMAT);
    none = pair_of(&people[0], number, of[1]);
    none.token[0] ^= 1;
    assert_int_equal(ask_items(w, ASK_PAIR, &none).err, ERR_DENIED);
}

static void another_persons_field_is_denied_and_counted(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_items seal = items_of(&ada, FIELD_WATCH, span_text("of ada"));
    struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
    AUTO(buf) struct buf kept = {.max = 1000};
    assert_int_equal(buf_append_span(&kept, sealed.items[0].bytes), ERR_OK);
    /* ben's session, ada as the subject */
    struct ask_items open = items_of(&ben, FIELD_WATCH, buf_span(&kept));
    open.subject = ada.person.user;
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_DENIED);
    /* ben's session, ben as the subject, ada's bytes */
    open.subject = ben.person.user;
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_DENIED);
    /* ben's session and bytes, ada as the subject: the keys would fit, the rule does not */
    struct ask_items own = items_of(&ben, FIELD_WATCH, span_text("of ben"));
    sealed = ask_items(w, ASK_SEAL, &own);
    buf_clear(&kept);
    assert_int_equal(buf_append_span(&kept, sealed.items[0].bytes), ERR_OK);
    open.items[0].bytes = buf_span(&kept);
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_OK);
    open.subject = ada.person.user;
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_DENIED);
    /* no session at all: an ended session is everyday life, and is not counted */
    open.token[0] ^= 1;
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_DENIED);
    /* a field that is not in the data map */
    struct ask_items unknown = items_of(&ada, 999, span_text("x"));
    assert_int_equal(ask_items(w, ASK_SEAL, &unknown).err, ERR_DENIED);
    assert_int_equal(w->custodian->journal.denied[ROLE_EDGED], 4);
    assert_int_equal(entries_with(w, "denied"), 0); /* a flood of them is one entry a minute */
    int64_t jump = 0;
    assert_int_equal(journal_beat(&w->custodian->journal, time_wall_ms(), time_mono_ms(), &jump),
                     ERR_OK);
    assert_int_equal(journal_commit(&w->custodian->journal), ERR_OK);
    assert_int_equal(entries_with(w, "\"count\":4,\"role\":\"edged\""), 1);
    assert_int_equal(w->custodian->journal.denied[ROLE_EDGED], 0);
}

static int64_t opened_of(struct world *w, const struct ask_answer *who)
{
    AUTO(db_query) struct db_query q = {0};
    static const char sql[] = "SELECT opened FROM session WHERE account_id = $1";
    assert_int_equal(db_query_start(w->custodian->db, sql, &q), ERR_OK);
    db_bind_i64(&q, 1, who->person.user);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return db_column_i64(&q, 0);
}

/* As if the session had opened all but so many. */
static void run_dry(struct world *w, const struct ask_answer *who, int64_t left)
{
    AUTO(account_allowance_free) struct account_allowance *rest = NULL;
    assert_int_equal(account_allowance_new(&rest), ERR_OK);
    assert_int_equal(
        account_allowance_take(rest, w->custodian->db, who->token, LIMIT_OPENS_PER_SESSION - left),
        ERR_OK);
}

/* A video is thousands of pieces: an ask of them counts as one. */
static void a_session_that_ran_dry_opens_nothing(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_items seal = items_of(&ada, FIELD_WATCH, span_text("of ada"));
    struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
    AUTO(buf) struct buf kept = {.max = 1000};
    assert_int_equal(buf_append_span(&kept, sealed.items[0].bytes), ERR_OK);
    struct ask_items open = items_of(&ada, FIELD_WATCH, buf_span(&kept));
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_OK);
    run_dry(w, &ada, 1 + LIMIT_OPENS_AHEAD);
    struct ask_items seal_piece = items_of(&ada, FIELD_MEDIA, span_text("a piece"));
    AUTO(buf) struct buf piece = {.max = 1000};
    assert_int_equal(buf_append_span(&piece, ask_items(w, ASK_KEEP, &seal_piece).items[0].bytes),
                     ERR_OK);
    struct ask_items pieces = items_of(&ada, FIELD_MEDIA, buf_span(&piece));
    pieces.items[pieces.count++] = pieces.items[0];
    for (int i = 0; i < LIMIT_OPENS_AHEAD; i++) {
        assert_int_equal(ask_items(w, ASK_OPEN, i % 2 == 0 ? &open : &pieces).err, ERR_OK);
    }
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_LIMIT);
}

/* Not only what edged keeps: the owner's own data, too. */
static void whatever_opens_something_is_counted(void **state)
{
    struct world *w = *state;
    struct ask_sign sign = {.handle = span_text("ada"),
                            .password = span_text("correct horse"),
                            .birth_date = span_text("1990-12-31"),
                            .label = span_text("Firefox on BSD"),
                            .email = span_text("ada@example.org")};
    struct ask_answer ada = bring(w, ASK_SIGN_UP, 1, &sign);
    struct ask_sign own = with_token(&ada);
    run_dry(w, &ada, 6);
    own.number = 1;
    assert_int_equal(bring(w, ASK_DATA, 2, &own).err, ERR_OK); /* a label, */
    own.number = 0;
    assert_int_equal(bring(w, ASK_DATA, 3, &own).err, ERR_OK);    /* a birth date and an address, */
    assert_int_equal(bring(w, ASK_DETAILS, 4, &own).err, ERR_OK); /* the same, */
    assert_int_equal(bring(w, ASK_SESSIONS, 5, &own).err, ERR_OK); /* and the label again: six */
    assert_int_equal(opened_of(w, &ada), LIMIT_OPENS_PER_SESSION);
    assert_int_equal(bring(w, ASK_SESSIONS, 6, &own).err, ERR_LIMIT);
    assert_int_equal(bring(w, ASK_DETAILS, 7, &own).err, ERR_LIMIT);
    assert_int_equal(bring(w, ASK_DATA, 8, &own).err, ERR_LIMIT);
    own.number = 1;
    assert_int_equal(bring(w, ASK_DATA, 9, &own).err, ERR_LIMIT);
    own.number = 2;
    assert_int_equal(bring(w, ASK_DATA, 10, &own).err, ERR_OK); /* in which nothing is sealed */
    assert_int_equal(ask_token(w, ASK_WHO, ada.token).err, ERR_OK);
}

/* What is counted ahead and undone is not there for the next one. */
static void an_ask_that_fails_gives_no_openings_away(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_items seal = items_of(&ada, FIELD_WATCH, span_text("of ada"));
    struct ask_answer sealed = ask_items(w, ASK_SEAL, &seal);
    AUTO(buf) struct buf kept = {.max = 1000};
    assert_int_equal(buf_append_span(&kept, sealed.items[0].bytes), ERR_OK);
    struct ask_items open = items_of(&ada, FIELD_WATCH, buf_span(&kept));
    uint8_t number[8];
    struct ask_items nobody = pair_of(&ada, number, 0);
    assert_int_equal(ask_items(w, ASK_PAIR, &nobody).err, ERR_FORMAT);
    assert_int_equal(opened_of(w, &ada), 0);
    assert_int_equal(ask_items(w, ASK_OPEN, &open).err, ERR_OK);
    assert_int_equal(opened_of(w, &ada), 1 + LIMIT_OPENS_AHEAD);
}

/* The peer is cut off: its channels are closed, the ledger has it, gate is told, and in this order.
 */
static void assert_cut(struct world *w, uint32_t generation, const char *what)
{
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ipc_wait(w->peer[i], 0), ERR_OK);
        assert_int_equal(ipc_recv(w->peer[i], &w->answer, NULL), ERR_GONE);
    }
    char last[512];
    entry_text(w, ledger_size(w->custodian->ledger) - 1, last, sizeof(last));
    assert_non_null(strstr(last, "\"type\":\"refusal\""));
    assert_non_null(strstr(last, what));
    struct ctl ctl = {0};
    assert_int_equal(gate_hears(w, &ctl), ERR_OK);
    assert_int_equal(ctl.kind, CTL_CUT);
    assert_int_equal(ctl.role, ROLE_EDGED);
    assert_int_equal(ctl.generation, generation);
    assert_int_equal(gate_hears(w, &ctl), ERR_BUSY); /* told once */
}

/* One frame of each kind, whole. */
static void frame_of(uint8_t ask, struct buf *out)
{
    static const uint8_t token[ASK_TOKEN];
    static const uint8_t one_of_each[EACH_ASKED] = {1};
    struct ask_answer nobody = {0};
    struct ask_items items = items_of(&nobody, FIELD_WATCH, span_of(token, 5));
    struct ask_sign sign = {.handle = span_text("ada"),
                            .password = span_text("correct horse"),
                            .fresh = span_text("correct horse 2"),
                            .birth_date = span_text("1990-12-31"),
                            .email = span_text("ada@example.org"),
                            .code = span_text("abcde-abcde-abcde-abcde"),
                            .label = span_text("Firefox on Linux"),
                            .device = span_of(token, sizeof(token))};
    struct ask_token one = {.scope = ASK_SCOPE_OWN};
    enum err err = ERR_FORMAT;
    buf_clear(out);
    bool itemised = ask == ASK_SEAL || ask == ASK_OPEN || ask == ASK_PAIR || ask == ASK_KEEP ||
                    ask == ASK_SHARE || ask == ASK_OPEN_SHARED || ask == ASK_SEAL_EACH ||
                    ask == ASK_OPEN_SPOKEN || ask == ASK_OPEN_WAITING;
    if (ask == ASK_SEAL_EACH) {
        items.items[0].bytes = span_of(one_of_each, sizeof(one_of_each));
    }
    if (itemised) {
        err = ask_items_encode(ask, 1, &items, out);
    } else if (ask == ASK_SIGN_OUT || ask == ASK_WHO) {
        err = ask_token_encode(ask, 1, &one, out);
    } else {
        err = ask_sign_encode(ask, 1, &sign, out);
    }
    assert_int_equal(err, ERR_OK);
}

static void every_truncation_of_every_request_is_cut_off(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    uint32_t generation = GENERATION;
    uint64_t cuts = 0;
    for (uint8_t ask = ASK_SIGN_UP; ask < ASK_COUNT_; ask++) {
        frame_of(ask, &frame);
        for (size_t len = 1; len < frame.len;
             len += len < 6 || len + 3 > frame.len ? 1 : 1 + frame.len / 6) {
            connect_as(w, ROLE_EDGED, ++generation);
            assert_int_equal(ipc_send(w->peer[0], span_of(frame.ptr, len), NULL, 0), ERR_OK);
            round_of(w);
            assert_cut(w, generation, "malformed");
            cuts++;
        }
    }
    assert_true(cuts > 50);
    assert_int_equal(entries_with(w, "refusal"), cuts);
}

static void one_that_is_malformed_among_several_is_cut_off(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    AUTO(buf) struct buf bytes = {.max = 1000};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_items seal = {.count = 0};
    assert_int_equal(buf_grow(&bytes, 1000), ERR_OK);
    put_asked(ada.token, ASK_SCOPE_WRITE, "of ada", &bytes, &seal);
    put_asked(ada.token, ASK_SCOPE_ALL, "two things at a time", &bytes, &seal);
    assert_int_equal(ask_items_encode(ASK_SEAL_EACH, 6, &seal, &frame), ERR_OK);
    assert_int_equal(ipc_send(w->peer[0], buf_span(&frame), NULL, 0), ERR_OK);
    round_of(w);
    assert_cut(w, GENERATION, "malformed");
}

static void a_byte_too_many_is_cut_off(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    uint32_t generation = GENERATION;
    for (uint8_t ask = ASK_SIGN_UP; ask < ASK_COUNT_; ask++) {
        frame_of(ask, &frame);
        assert_int_equal(buf_append_u8(&frame, 0), ERR_OK);
        connect_as(w, ROLE_EDGED, ++generation);
        assert_int_equal(ipc_send(w->peer[0], buf_span(&frame), NULL, 0), ERR_OK);
        round_of(w);
        assert_cut(w, generation, "malformed");
    }
}

static void what_is_not_in_the_table_is_cut_off(void **state)
{
    struct world *w = *state;
    uint32_t generation = GENERATION;
    static const uint8_t asks[] = {ASK_NONE, ASK_COUNT_, 99, 255};
    for (size_t i = 0; i < sizeof(asks); i++) {
        uint8_t frame[ASK_HEAD] = {1, asks[i]};
        connect_as(w, ROLE_EDGED, ++generation);
        assert_int_equal(ipc_send(w->peer[0], span_of(frame, sizeof(frame)), NULL, 0), ERR_OK);
        round_of(w);
        assert_cut(w, generation, "not-in-table");
    }
}

/* The table, walked: every ask of every role. Only edged's rows are there. */
static void a_role_may_ask_only_what_its_rows_say(void **state)
{
    struct world *w = *state;
    static struct reply reply;
    reply.bytes.max = LIMIT_MESSAGE;
    assert_int_equal(buf_grow(&reply.bytes, LIMIT_MESSAGE), ERR_OK);
    assert_int_equal(db_begin(w->custodian->db), ERR_OK);
    size_t allowed = 0;
    for (unsigned role = 0; role < 256; role++) {
        for (unsigned ask = 0; ask < 256; ask++) {
            struct request request = {.role = (uint8_t)role, .head = {.ask = (uint8_t)ask}};
            enum handled handled = table_handle(w->custodian, &request, &reply);
            bool row = role == ROLE_EDGED && ask >= ASK_SIGN_UP && ask < ASK_COUNT_;
            assert_int_equal(handled, row ? HANDLED_MALFORMED : HANDLED_NOT_IN_TABLE);
            allowed += row ? 1 : 0;
        }
    }
    assert_int_equal(allowed, ask_row_count);
    db_rollback(w->custodian->db);
    buf_done(&reply.bytes);
}

static void a_descriptor_from_a_peer_is_cut_off(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    frame_of(ASK_WHO, &frame);
    int fd = w->control;
    assert_int_equal(ipc_send(w->peer[1], buf_span(&frame), &fd, 1), ERR_OK);
    round_of(w);
    assert_cut(w, GENERATION, "malformed");
}

static void a_cut_off_peer_stays_cut_off_and_the_next_one_does_not(void **state)
{
    struct world *w = *state;
    uint8_t byte = 1;
    assert_int_equal(ipc_send(w->peer[0], span_of(&byte, 1), NULL, 0), ERR_OK);
    round_of(w);
    assert_cut(w, GENERATION, "malformed");
    connect_as(w, ROLE_EDGED, GENERATION); /* messages of gate that were on their way */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ipc_recv(w->peer[i], &w->answer, NULL), ERR_GONE);
    }
    connect_as(w, ROLE_EDGED, GENERATION + 1);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
}

/* Requests without end and no answer read: the channel is closed, the round does not hang. */
static void a_peer_that_reads_no_answers_holds_nobody_up(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_token who = {.scope = ASK_SCOPE_OWN};
    memcpy(who.token, ada.token, sizeof(who.token));
    assert_int_equal(ask_token_encode(ASK_WHO, 9, &who, &frame), ERR_OK);
    enum err sent = ERR_OK;
    for (int i = 0; i < 5000 && sent == ERR_OK; i++) {
        sent = ipc_send(w->peer[1], buf_span(&frame), NULL, 0);
        round_of(w);
    }
    assert_int_equal(sent, ERR_GONE);
    assert_int_equal(ask_token(w, ASK_WHO, ada.token).err, ERR_OK); /* the other channel */
}

static void a_peer_that_left_while_its_password_was_hashed_gets_no_account(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    frame_of(ASK_SIGN_UP, &frame);
    assert_int_equal(ipc_send(w->peer[0], buf_span(&frame), NULL, 0), ERR_OK);
    round_of(w);
    connect_as(w, ROLE_EDGED, GENERATION + 1); /* another one in its place */
    for (int i = 0; i < 20; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
    }
    assert_int_equal(ipc_wait(w->peer[0], 0), ERR_BUSY); /* no answer meant for its predecessor */
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse").err, ERR_DENIED);
}

static void an_event_is_in_the_ledger_before_it_is_acknowledged(void **state)
{
    struct world *w = *state;
    static const struct {
        int64_t code;
        uint8_t role;
        int64_t value;
        const char *text;
    } events[] = {
        {EVENT_REGION_START, ROLE_NONE, MISSING_USERS | MISSING_MEMFD, "\"missing\":["},
        {EVENT_APP, ROLE_NONE, 0, "\"type\":\"app\""},
        {EVENT_START, ROLE_EDGED, 0, "\"type\":\"process-start\""},
        {EVENT_EXIT, ROLE_EDGED, 1, "\"how\":\"exit\""},
        {EVENT_KILLED, ROLE_MEDIAD, 31, "\"code\":31"},
        {EVENT_OVERDUE, ROLE_MEDIAD, 0, "\"how\":\"overdue\""},
        {EVENT_LOST, ROLE_NONE, 12, "{\"count\":12,\"event\":\"106\","},
        {EVENT_ROOM, ROLE_NONE, ROOM_LOW, "\"state\":\"low\","},
        {EVENT_REGION_STOP, ROLE_NONE, 0, "\"type\":\"region-stop\""},
    };
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        struct ctl ctl = {.kind = CTL_EVENT,
                          .id = 100 + i,
                          .code = events[i].code,
                          .role = events[i].role,
                          .generation = 3,
                          .value = events[i].value};
        uint64_t size = ledger_size(w->custodian->ledger);
        gate_says(w, &ctl, -1);
        round_of(w);
        struct ctl ack = {0};
        assert_int_equal(gate_hears(w, &ack), ERR_OK);
        assert_int_equal(ack.kind, CTL_ACK);
        assert_int_equal(ack.id, 100 + i);
        bool counts_on = events[i].code == EVENT_LOST; /* and a claim is FALSE by it */
        assert_int_equal(ledger_size(w->custodian->ledger), size + (counts_on ? 2 : 1));
        char text[512];
        entry_text(w, size, text, sizeof(text));
        assert_non_null(strstr(text, events[i].text));
    }
}

/* The newest change of a claim that is shown beside the ledger, and how many there are; its entry
 * says the same. */
static struct claims_change claim_of(struct world *w, const char *name, size_t *out_count)
{
    AUTO(buf) struct buf file = {.max = CLAIMS_BOOK_MAX};
    AUTO(fd_close) int dir = open(w->ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct claims_book book;
    char text[512];
    char want[128];
    assert_int_equal(file_read_all(dir, "claims", &file), ERR_OK);
    assert_int_equal(claims_book_decode(buf_span(&file), &book), ERR_OK);
    const struct claims_record *record = claims_book_find(&book, span_text(name));
    assert_non_null(record);
    struct claims_change change = record->changes[0];
    entry_text(w, change.entry, text, sizeof(text));
    (void)snprintf(want, sizeof(want), "{\"claim\":\"%s\",\"digest\":", name);
    assert_true(span_starts(span_text(text), want));
    (void)snprintf(want, sizeof(want), "\"state\":\"%s\",\"time_ms\":%lld,",
                   claims_state_name(change.state), (long long)change.time_ms);
    assert_non_null(strstr(text, want));
    *out_count = record->count;
    return change;
}

static void lose_events(struct world *w, int64_t code)
{
    struct ctl ctl = {.kind = CTL_EVENT, .id = (uint64_t)code + 1, .code = code, .value = 3};
    struct ctl ack = {0};
    gate_says(w, &ctl, -1);
    round_of(w);
    assert_int_equal(gate_hears(w, &ack), ERR_OK);
}

static void each_change_of_a_claim_is_an_entry(void **state)
{
    struct world *w = *state;
    size_t count = 0;
    const struct claims_row *row = NULL;
    round_of(w);
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        bool yet = strcmp(row->at_most, "FALSE") != 0 && strcmp(row->check, "witnesses") != 0;
        struct claims_change is = claim_of(w, row->id, &count);
        assert_int_equal(is.state, yet ? CLAIMS_ASSERTED : CLAIMS_FALSE);
        assert_int_equal(count, 1);
    }
    /* What contradicts a claim makes it FALSE, over a new start of the process, until it is over.
     */
    lose_events(w, EVENT_LOST);
    struct claims_change lost = claim_of(w, "runs-recorded", &count);
    assert_int_equal(lost.state, CLAIMS_FALSE);
    assert_int_equal(count, 2);
    uint64_t size = ledger_size(w->custodian->ledger);
    close_custodian(w);
    open_custodian(w);
    round_of(w);
    assert_int_equal(ledger_size(w->custodian->ledger), size); /* nothing is said twice */
    assert_int_equal(claim_of(w, "runs-recorded", &count).entry, lost.entry);
    lose_events(w, EVENT_REGION_START);
    assert_int_equal(claim_of(w, "runs-recorded", &count).state, CLAIMS_ASSERTED);
    assert_int_equal(count, 3);
}

/* What the ledger says last is what is shown, though it is no longer so by then. */
static void a_crash_behind_a_claims_entry_says_all_again(void **state)
{
    struct world *w = *state;
    size_t count = 0;
    round_of(w);
    struct custodian *c = w->custodian;
    claimed_event(&c->claimed, EVENT_LOST);
    assert_int_equal(claimed_entries(&c->claimed, &c->journal, &c->witnesses), ERR_OK);
    assert_int_equal(journal_commit(&c->journal), ERR_OK);
    uint64_t lost = ledger_size(c->ledger) - 1;
    assert_int_equal(entries_with(w, "\"claim\":\"runs-recorded\""), 2);
    close_custodian(w);
    open_custodian(w);
    lose_events(w, EVENT_REGION_START);
    struct claims_change is = claim_of(w, "runs-recorded", &count);
    assert_int_equal(is.state, CLAIMS_ASSERTED);
    assert_true(is.entry > lost);
    assert_int_equal(entries_with(w, "\"claim\":\"runs-recorded\""), 3);
}

static void a_claim_that_was_edited_or_dropped_is_an_entry(void **state)
{
    struct world *w = *state;
    static const uint8_t other[CLAIMS_DIGEST] = {1};
    struct claims_change was = {.time_ms = 1, .state = CLAIMS_ASSERTED};
    size_t count = 0;
    round_of(w);
    close_custodian(w);
    open_custodian(w); /* of a build that claims something else */
    struct claims_book *book = &w->custodian->claimed.book;
    was.entry = ledger_size(w->custodian->ledger) - 1;
    assert_int_equal(claims_book_put(book, span_text("sealed"), other, &was), ERR_OK);
    assert_int_equal(claims_book_put(book, span_text("never-lies"), other, &was), ERR_OK);
    round_of(w);
    assert_int_equal(claim_of(w, "sealed", &count).state, CLAIMS_ASSERTED);
    assert_int_equal(count, 3);
    assert_int_equal(claim_of(w, "never-lies", &count).state, CLAIMS_WITHDRAWN);
    assert_int_equal(count, 2);
    assert_int_equal(entries_with(w, "\"claim\":\"never-lies\""), 1);
    assert_int_equal(entries_with(w, "\"claim\":\"sealed\""), 2);
}

static void an_event_that_is_sent_again_is_recorded_once(void **state)
{
    struct world *w = *state;
    struct ctl event = {.kind = CTL_EVENT, .code = EVENT_EXIT, .role = ROLE_EDGED};
    struct ctl ack = {0};
    for (event.id = 1; event.id <= LIMIT_EVENTS_SENT; event.id++) {
        gate_says(w, &event, -1);
    }
    round_of(w);
    uint64_t size = ledger_size(w->custodian->ledger);
    for (int beat = 0; beat < 300; beat++) { /* gate does not read for hours: over a bundle's end */
        int64_t jump = 0;
        assert_int_equal(
            journal_beat(&w->custodian->journal, time_wall_ms(), time_mono_ms(), &jump), ERR_OK);
    }
    assert_int_equal(journal_commit(&w->custodian->journal), ERR_OK);
    size += 300;
    close_custodian(w); /* and its acknowledgements are lost */
    open_custodian(w);
    for (event.id = 1; event.id <= LIMIT_EVENTS_SENT + 1; event.id++) {
        gate_says(w, &event, -1);
    }
    round_of(w);
    for (uint64_t id = 1; id <= LIMIT_EVENTS_SENT + 1; id++) {
        assert_int_equal(gate_hears(w, &ack), ERR_OK);
        assert_int_equal(ack.kind, CTL_ACK);
        assert_int_equal(ack.id, id);
    }
    assert_int_equal(ledger_size(w->custodian->ledger), size + 1); /* the one that is new */
}

static void gate_saying_nonsense_ends_the_process(void **state)
{
    struct world *w = *state;
    static const struct ctl bad[] = {
        {.kind = CTL_EVENT, .id = 1, .code = EVENT_COUNT_},
        {.kind = CTL_EVENT, .id = 2, .code = EVENT_REGION_START, .value = 1 << 20},
        {.kind = CTL_EVENT, .code = EVENT_REGION_STOP},     /* without an id */
        {.kind = CTL_PEER, .role = ROLE_EDGED, .index = 0}, /* without its descriptor */
        {.kind = CTL_READY},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        gate_says(w, &bad[i], -1);
        assert_int_equal(loop_round(&w->loop, 0), ERR_FORMAT);
    }
    static const uint8_t byte = 1;
    assert_int_equal(ipc_send(w->control, span_of(&byte, 1), NULL, 0), ERR_OK);
    assert_int_equal(loop_round(&w->loop, 0), ERR_FORMAT);
}

static void stop_and_the_end_of_gate_end_the_loop(void **state)
{
    struct world *w = *state;
    gate_says(w, &(struct ctl){.kind = CTL_STOP}, -1);
    round_of(w);
    assert_true(w->loop.leaving);
    w->loop.leaving = false;
    fd_close(fd_move(&w->control));
    round_of(w);
    assert_true(w->loop.leaving);
}

static void heartbeats_never_go_back_in_time(void **state)
{
    struct world *w = *state;
    struct journal *j = &w->custodian->journal;
    int64_t wall = time_wall_ms();
    int64_t mono = time_mono_ms();
    int64_t jump = 0;
    assert_true(journal_wait_ms(j, mono) > LIMIT_HEARTBEAT_MS - 5000);
    assert_int_equal(journal_wait_ms(j, mono + LIMIT_HEARTBEAT_MS), 0);
    assert_int_equal(journal_beat(j, wall + 1000, mono, &jump), ERR_OK);
    assert_int_equal(journal_beat(j, wall - 3600000, mono + 60000, &jump), ERR_OK);
    assert_int_equal(jump, -3600000 - 1000 - 60000);
    assert_int_equal(journal_beat(j, wall - 3600000 + 60000, mono + 120000, &jump), ERR_OK);
    assert_int_equal(jump, 0);
    assert_int_equal(journal_wait_ms(j, mono + 120000), LIMIT_HEARTBEAT_MS);
    assert_int_equal(journal_commit(j), ERR_OK);
    char time_text[40];
    (void)snprintf(time_text, sizeof(time_text), "\"time_ms\":%lld,", (long long)(wall + 1000));
    assert_int_equal(entries_with(w, time_text), 3);
}

static void clock_that_jumped_ahead_and_back_is_said_and_followed(void **state)
{
    struct world *w = *state;
    struct journal *j = &w->custodian->journal;
    const int64_t wall = time_wall_ms();
    const int64_t mono = time_mono_ms();
    const int64_t minute = 60000;
    const int64_t hour = 60 * minute;
    int64_t jump = 0;
    assert_int_equal(journal_beat(j, wall, mono, &jump), ERR_OK);
    assert_int_equal(journal_beat(j, wall + hour, mono + minute, &jump), ERR_OK);
    assert_int_equal(journal_beat(j, wall + hour + minute, mono + 2 * minute, &jump), ERR_OK);
    /* Back, but to another time than it would be: nobody knows which is right, so times stand. */
    assert_int_equal(journal_beat(j, wall - hour, mono + 3 * minute, &jump), ERR_OK);
    assert_int_equal(journal_commit(j), ERR_OK);
    assert_int_equal(entries_with(w, "\"type\":\"clock\""), 0);
    assert_int_equal(journal_beat(j, wall + 4 * minute, mono + 4 * minute, &jump), ERR_OK);
    assert_int_equal(journal_beat(j, wall + 5 * minute, mono + 5 * minute, &jump), ERR_OK);
    assert_int_equal(journal_commit(j), ERR_OK);
    char text[128];
    (void)snprintf(text, sizeof(text),
                   "{\"from_ms\":%lld,\"time_ms\":%lld,\"type\":\"clock\",\"v\":1}",
                   (long long)(wall + hour + minute), (long long)(wall + 4 * minute));
    assert_int_equal(entries_with(w, text), 1);
    (void)snprintf(text, sizeof(text), "\"time_ms\":%lld,\"type\":\"heartbeat\"",
                   (long long)(wall + 5 * minute));
    assert_int_equal(entries_with(w, text), 1);
}

static void heartbeat_counts_what_is_there_after_a_new_start_too(void **state)
{
    struct world *w = *state;
    int64_t jump = 0;
    for (unsigned run = 1; run <= 2; run++) {
        struct journal *j = &w->custodian->journal;
        char text[200];
        assert_int_equal(journal_key(j, 77), ERR_OK);
        assert_int_equal(journal_beat(j, time_wall_ms(), time_mono_ms(), &jump), ERR_OK);
        assert_int_equal(journal_key(j, 78), ERR_OK); /* the next start counts it */
        assert_int_equal(journal_commit(j), ERR_OK);
        uint64_t keys = entries_with(w, "\"type\":\"key\"") - 1;
        (void)snprintf(text, sizeof(text), "\"genesis\":1,\"heartbeat\":%u,\"key\":%u}", run,
                       (unsigned)keys);
        assert_int_equal(entries_with(w, text), 1);
        close_custodian(w);
        open_custodian(w);
    }
}

/* custodian_open in a child folder state; each returns the words that are expected. */
static void expect_problem(const struct world *w, const char *name, const char *words)
{
    struct custodian *none = NULL;
    struct custodian_problem problem = {{0}};
    struct custodian_config config = {.data = w->data, .ledger = w->ledger, .origin = name};
    assert_int_not_equal(custodian_open(&config, &none, &problem), ERR_OK);
    assert_null(none);
    if (strstr(problem.text, words) == NULL) {
        fail_msg("expected \"%s\" in \"%s\"", words, problem.text);
    }
}

static void data_that_does_not_belong_together_is_refused_in_words(void **state)
{
    struct world *w = *state;
    close_custodian(w);
    char from[80];
    char to[80];
    expect_problem(w, "other.example", "belongs to another region");
    (void)snprintf(from, sizeof(from), "%s/region.key", w->data);
    (void)snprintf(to, sizeof(to), "%s/kept", w->data);
    assert_int_equal(rename(from, to), 0);
    expect_problem(w, origin, "custodian/kept is not in the data map");
    assert_int_equal(rename(to, from), 0);
    (void)snprintf(to, sizeof(to), "%s-kept", w->data);
    assert_int_equal(rename(from, to), 0);
    expect_problem(w, origin, "region.key: no such thing");
    assert_int_equal(rename(to, from), 0);
    (void)snprintf(from, sizeof(from), "%s/custodian.db", w->data);
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = from, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, "ALTER TABLE account ADD COLUMN phone TEXT"), ERR_OK);
    db_close(MOVE(db));
    expect_problem(w, origin, "account.phone is not in the data map");
    assert_int_equal(db_open(&(struct db_config){.path = from, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, "ALTER TABLE account DROP COLUMN phone;"
                                   " UPDATE schema_version SET version = 1000 WHERE version = 3"),
                     ERR_OK);
    db_close(MOVE(db));
    expect_problem(w, origin, "newer version");
    assert_int_equal(db_open(&(struct db_config){.path = from, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, "UPDATE schema_version SET version = 3 WHERE version = 1000"),
                     ERR_OK);
    db_close(db);
    open_custodian(w);
}

static struct ask_answer leave(struct world *w, const struct ask_answer *session, int64_t days,
                               const char *password)
{
    struct ask_sign sign = with_token(session);
    sign.number = days;
    sign.password = span_text(password);
    return bring(w, ASK_LEAVE, 31, &sign);
}

static void whoever_leaves_may_stay_until_it_is_due(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer other = ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse");
    assert_int_equal(up.person.leaves_ms, 0);
    struct ask_sign stay = with_token(&up);
    assert_int_equal(bring(w, ASK_STAY, 3, &stay).err, ERR_CONFLICT);
    struct ask_answer wrong = leave(w, &up, LIMIT_LEAVE_DAYS, "wrong horse");
    assert_int_equal(wrong.err, ERR_DENIED);
    assert_int_equal(wrong.about, ABOUT_PASSWORD);
    assert_int_equal(ask_token(w, ASK_WHO, other.token).err, ERR_OK);
    int64_t before = time_wall_ms();
    struct ask_answer left = leave(w, &up, LIMIT_LEAVE_DAYS, "correct horse");
    assert_int_equal(left.err, ERR_OK);
    int64_t due = before + (int64_t)LIMIT_LEAVE_DAYS * 24 * 60 * 60 * 1000;
    assert_true(left.person.leaves_ms >= due && left.person.leaves_ms <= due + 3600 * 1000);
    assert_int_equal(ask_token(w, ASK_WHO, other.token).err, ERR_DENIED); /* at once */
    assert_int_equal(ask_token(w, ASK_WHO, up.token).person.leaves_ms, left.person.leaves_ms);
    assert_int_equal(leave(w, &up, LIMIT_LEAVE_DAYS, "correct horse").person.leaves_ms,
                     left.person.leaves_ms);
    struct ask_answer in = ask_sign(w, ASK_SIGN_IN, 4, "ada", "correct horse");
    assert_int_equal(in.person.leaves_ms, left.person.leaves_ms); /* signing in says so */
    stay = with_token(&in);
    assert_int_equal(bring(w, ASK_STAY, 5, &stay).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).person.leaves_ms, 0);
    assert_int_equal(entries_with(w, "erasure"), 0);
}

/* Whatever edged does not report is not in the ledger; the key is gone all the same. */
static void whoever_leaves_now_is_gone_and_the_entry_follows_edgeds_word(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    assert_int_equal(leave(w, &up, 0, "correct horse").err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse").err, ERR_DENIED);
    struct ask_answer again = ask_sign(w, ASK_SIGN_UP, 3, "ada", "correct horse");
    assert_int_equal(again.err, ERR_CONFLICT); /* the handle is nobody's */
    assert_int_equal(again.about, ABOUT_HANDLE);
    struct ask_sign of = {.number = 0};
    struct ask_answer next = bring(w, ASK_ERASED, 6, &of);
    assert_int_equal(next.count, 1);
    assert_int_equal(next.entries[0].id, up.person.user);
    assert_memory_equal(next.entries[0].label.ptr, up.person.locker, ASK_LOCKER);
    assert_int_equal(entries_with(w, "erasure"), 0);
    of.number = up.person.user;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(bring(w, ASK_ERASED, 7, &of).count, 0);
    }
    round_of(w);
    assert_int_equal(entries_with(w, "\"type\":\"erasure\""), 1);
    of.number = 12345;
    assert_int_equal(bring(w, ASK_ERASED, 8, &of).count, 0);
    round_of(w);
    assert_int_equal(entries_with(w, "\"type\":\"erasure\""), 1);
}

static void whoever_left_now_is_not_let_in_while_a_backup_holds_their_erasure(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    w->custodian->backup_holds = true;
    assert_int_equal(leave(w, &up, 0, "correct horse").err, ERR_OK);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse").err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 3, "ada", "correct horse").err, ERR_CONFLICT);
    w->custodian->backup_holds = false;
    struct ask_sign of = {.number = 0};
    round_of(w);
    assert_int_equal(bring(w, ASK_ERASED, 6, &of).count, 1);
}

/* A clock that runs ahead destroys nobody: what is due is due by a clock that only runs. */
static void an_erasure_is_done_though_nobody_asks_but_not_by_a_clock_that_jumped(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer left = leave(w, &up, LIMIT_LEAVE_DAYS, "correct horse");
    struct custodian *c = w->custodian;
    assert_int_equal(erasing_step(&c->erasing, c->db, &c->keys, left.person.leaves_ms), ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK); /* nobody looked yet */
    c->erasing.look = true;
    round_of(w);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
    assert_int_equal(db_script(c->db, "UPDATE account SET leaves_ms = 5"), ERR_OK);
    w->custodian->journal.beat_mono_ms -= LIMIT_HEARTBEAT_MS; /* a minute later */
    round_of(w);
    round_of(w);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_DENIED);
}

static void a_full_queue_says_busy(void **state)
{
    struct world *w = *state;
    struct hasher *idle = NULL;
    assert_int_equal(hasher_new(&idle), ERR_OK); /* no threads: nothing is ever done */
    hasher_free(w->custodian->hasher);
    w->custodian->hasher = idle;
    struct hash_job job = {.make = true};
    size_t put = 0;
    while (hasher_put(idle, &job) == ERR_OK) {
        put++;
        assert_true(put <= LIMIT_SIGN_QUEUE + LIMIT_SIGN_WORKERS);
    }
    assert_int_equal(put, LIMIT_SIGN_QUEUE + LIMIT_SIGN_WORKERS);
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_BUSY);
}

static struct ask_answer permit(struct world *w, const struct ask_answer *session, int64_t scopes,
                                const char binding[ASK_BINDING])
{
    struct ask_sign sign = with_token(session);
    sign.number = scopes;
    sign.credential = span_of(binding, ASK_BINDING);
    struct ask_answer answer = bring(w, ASK_PERMIT, 30, &sign);
    assert_int_equal(answer.err, ERR_OK);
    assert_int_equal(answer.count, 1);
    memcpy(answer.token, answer.items[0].bytes.ptr, ASK_TOKEN);
    return answer;
}

static struct ask_answer redeem(struct world *w, uint64_t id, const struct ask_answer *code,
                                const char binding[ASK_BINDING])
{
    struct ask_sign sign = {.code = span_of(code->token, ASK_TOKEN),
                            .label = span_text("app.example"),
                            .credential = span_of(binding, ASK_BINDING)};
    return bring(w, ASK_REDEEM, id, &sign);
}

static void a_client_is_let_in_once_for_what_was_permitted(void **state)
{
    struct world *w = *state;
    static const char mine[ASK_BINDING + 1] = "what this permission is bound to";
    static const char other[ASK_BINDING + 1] = "what another one would bring ...";
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer code = permit(w, &up, ASK_SCOPE_READ | ASK_SCOPE_WRITE, mine);
    struct ask_answer first = redeem(w, 31, &code, mine);
    assert_int_equal(first.err, ERR_OK);
    assert_true(span_is(first.person.handle, "ada"));
    struct ask_answer client = redeem(w, 31, &code, mine); /* its answer was lost */
    assert_int_equal(client.err, ERR_OK);
    assert_int_equal(ask_for(w, ASK_WHO, first.token, ASK_SCOPE_READ).err, ERR_DENIED);
    assert_int_equal(ask_for(w, ASK_WHO, client.token, ASK_SCOPE_READ).err, ERR_OK);
    assert_int_equal(ask_for(w, ASK_WHO, client.token, ASK_SCOPE_WRITE).err, ERR_OK);
    assert_int_equal(ask_for(w, ASK_WHO, client.token, ASK_SCOPE_UPLOAD).err, ERR_DENIED);
    static const uint8_t own[] = {ASK_WHO, ASK_DETAILS, ASK_SESSIONS, ASK_DATA, ASK_STAY};
    for (size_t i = 0; i < sizeof(own); i++) {
        assert_int_equal(ask_token(w, own[i], client.token).err, ERR_DENIED);
    }
    struct ask_sign again = with_token(&client); /* nor does it let others in */
    again.number = ASK_SCOPE_READ;
    again.credential = span_of(mine, ASK_BINDING);
    assert_int_equal(bring(w, ASK_PERMIT, 32, &again).err, ERR_DENIED);
    struct ask_items items = {.count = 1, .items[0] = {FIELD_VIEWER, span_text("what she saw")}};
    memcpy(items.token, client.token, ASK_TOKEN);
    assert_int_equal(ask_items(w, ASK_SEAL, &items).err, ERR_DENIED);
    items.scope = ASK_SCOPE_WRITE;
    assert_int_equal(ask_items(w, ASK_SEAL, &items).err, ERR_OK);
    struct ask_sign list = with_token(&up);
    struct ask_answer sessions = bring(w, ASK_SESSIONS, 33, &list);
    assert_int_equal(sessions.count, 2);
    size_t at = sessions.entries[0].mark == ASK_MARK_CLIENT ? 0 : 1;
    assert_int_equal(sessions.entries[at].mark, ASK_MARK_CLIENT);
    assert_true(span_is(sessions.entries[at].label, "app.example"));
    assert_int_equal(redeem(w, 34, &code, mine).err,
                     ERR_DENIED); /* two have it: neither keeps it */
    assert_int_equal(ask_for(w, ASK_WHO, client.token, ASK_SCOPE_READ).err, ERR_DENIED);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
    code = permit(w, &up, ASK_SCOPE_READ, mine);
    assert_int_equal(redeem(w, 35, &code, other).err, ERR_DENIED);
    assert_int_equal(redeem(w, 36, &code, mine).err, ERR_DENIED); /* it was guessed at */
    static const int64_t none[] = {0, -1, ASK_SCOPE_ALL + 1};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        again = with_token(&up);
        again.number = none[i];
        again.credential = span_of(mine, ASK_BINDING);
        assert_int_equal(bring(w, ASK_PERMIT, 37, &again).err, ERR_FORMAT);
    }
}

/* Or whoever is put out comes in again by a code that they made before. */
static void with_all_other_sessions_end_the_codes_for_more(void **state)
{
    struct world *w = *state;
    static const char mine[ASK_BINDING + 1] = "what this permission is bound to";
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer in = ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse");
    struct ask_answer code = permit(w, &in, ASK_SCOPE_ALL, mine);
    struct ask_sign others = with_token(&up);
    assert_int_equal(bring(w, ASK_END, 38, &others).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_DENIED);
    assert_int_equal(redeem(w, 39, &code, mine).err, ERR_DENIED);
}

static void a_permission_is_for_a_minute(void **state)
{
    struct world *w = *state;
    uint8_t code[ACCOUNT_TOKEN];
    struct account_person person = {0};
    int64_t scopes = 0;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct account_permit new = {up.person.user, ASK_SCOPE_READ, span_of(up.token, 32), 1000};
    struct account_redeem late = {span_of(code, sizeof(code)), new.binding, 8,
                                  1000 + LIMIT_PERMIT_MS};
    struct db *db = w->loop.custodian->db;
    assert_int_equal(custodian_save(w->loop.custodian), ERR_OK);
    assert_int_equal(account_permit_new(db, &new, code), ERR_OK);
    assert_int_equal(account_permit_use(db, &late, &person, &scopes), ERR_DENIED);
    late.now_ms--;
    assert_int_equal(account_permit_use(db, &late, &person, &scopes), ERR_OK);
    assert_int_equal(scopes, ASK_SCOPE_READ);
    custodian_restore(w->loop.custodian);
}

static void a_list_of_sessions_is_their_owners(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer in = ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 3, "ben", "correct horse");
    struct ask_sign own = with_token(&up);
    struct ask_answer list = bring(w, ASK_SESSIONS, 4, &own);
    assert_int_equal(list.err, ERR_OK);
    assert_int_equal(list.count, 2);
    size_t current = list.entries[1].mark == 1 ? 1 : 0;
    assert_int_equal(list.entries[1 - current].mark, 0);
    int64_t other = list.entries[1 - current].id;
    for (size_t i = 0; i < 2; i++) {
        assert_true(span_is(list.entries[i].label, "Firefox on Linux"));
        assert_int_equal(list.entries[i].used_day, time_wall_ms() / 86400000);
        assert_null(memmem(up.token, ASK_TOKEN, &list.entries[i].id, sizeof(int64_t)));
    }
    struct ask_sign of_ben = with_token(&ben);
    of_ben.number = other;
    assert_int_equal(bring(w, ASK_END, 5, &of_ben).err, ERR_NOT_FOUND);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_OK);
    own.number = other;
    assert_int_equal(bring(w, ASK_END, 6, &own).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_DENIED);
    in = ask_sign(w, ASK_SIGN_IN, 7, "ada", "correct horse");
    own.number = 0;
    assert_int_equal(bring(w, ASK_END, 8, &own).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_DENIED);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, ben.token).err, ERR_OK);
    own = with_token(&in); /* of a session that has ended */
    assert_int_equal(bring(w, ASK_SESSIONS, 9, &own).err, ERR_DENIED);
    assert_int_equal(bring(w, ASK_END, 9, &own).err, ERR_DENIED);
}

static void a_label_is_sealed_where_it_is_stored(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(w->custodian->db, "SELECT label FROM session", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    struct span label = db_column_bytes(&q, 0);
    assert_int_equal(label.len, strlen("Firefox on Linux") + VAULT_OVERHEAD);
    assert_null(memmem(label.ptr, label.len, "Firefox", 7));
}

static void another_password_ends_all_other_sessions(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer in = ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse");
    struct ask_sign own = with_token(&up);
    own.password = span_text("wrong horse 1");
    own.fresh = span_text("another horse");
    struct ask_answer answer = bring(w, ASK_PASSWORD, 3, &own);
    assert_int_equal(answer.err, ERR_DENIED);
    assert_int_equal(answer.about, ABOUT_PASSWORD);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_OK);
    own.password = span_text("correct horse");
    own.fresh = span_text("password12");
    answer = bring(w, ASK_PASSWORD, 4, &own);
    assert_int_equal(answer.err, ERR_CONFLICT);
    assert_int_equal(answer.about, ABOUT_PASSWORD);
    own.fresh = span_text("another horse");
    assert_int_equal(bring(w, ASK_PASSWORD, 5, &own).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 6, "ada", "correct horse").err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 7, "ada", "another horse").err, ERR_OK);
    own.token[0] ^= 1;
    answer = bring(w, ASK_PASSWORD, 8, &own);
    assert_int_equal(answer.err, ERR_DENIED);
    assert_int_equal(answer.about, ABOUT_NONE);
}

static void password_row(struct world *w, char *out, size_t size)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(w->custodian->db, "SELECT password FROM account", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    struct span text = db_column_bytes(&q, 0);
    (void)snprintf(out, size, "%.*s", (int)text.len, text.ptr);
}

/* "correct horse", made with 8 MiB and one pass. */
static const char old_hash[] = "$argon2id$v=19$m=8192,t=1,p=1$3R9HA0AkPGf0O+rkIfhm2Q$Cam0ngs"
                               "fQjUzKYjonb5Wq6XglpFIpThlUYjN7hZCM2Y";

static void a_hash_of_less_work_is_made_anew_at_sign_in(void **state)
{
    struct world *w = *state;
    char sql[300];
    char now[ACCOUNT_HASH];
    char later[ACCOUNT_HASH];
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
    (void)snprintf(sql, sizeof(sql), "UPDATE account SET password = '%s'", old_hash);
    assert_int_equal(db_script(w->custodian->db, sql), ERR_OK);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 2, "ada", "wrong horse 1").err, ERR_DENIED);
    password_row(w, now, sizeof(now));
    assert_string_equal(now, old_hash);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 3, "ada", "correct horse").err, ERR_OK);
    password_row(w, now, sizeof(now));
    assert_memory_equal(now, account_hash_nobody.text, strlen("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 4, "ada", "correct horse").err, ERR_OK);
    password_row(w, later, sizeof(later));
    assert_string_equal(later, now);
}

static struct ask_answer codes_of(struct world *w, uint64_t id, const struct ask_answer *session,
                                  const char *password)
{
    struct ask_sign own = with_token(session);
    own.password = span_text(password);
    return bring(w, ASK_CODES, id, &own);
}

static struct ask_answer recover(struct world *w, uint64_t id, const char *handle, const char *code,
                                 const char *fresh)
{
    struct ask_sign sign = {.handle = span_text(handle),
                            .code = span_text(code),
                            .fresh = span_text(fresh),
                            .label = span_text("Safari on iPhone")};
    return bring(w, ASK_RECOVER, id, &sign);
}

static void a_recovery_code_lets_in_once_and_ends_every_session(void **state)
{
    struct world *w = *state;
    char codes[LIMIT_RECOVERY_CODES][ASK_CODE];
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "zoe.who", "correct horse");
    struct ask_answer made = codes_of(w, 2, &up, "wrong horse 1");
    assert_int_equal(made.err, ERR_DENIED);
    assert_int_equal(made.about, ABOUT_PASSWORD);
    made = codes_of(w, 3, &up, "correct horse");
    assert_int_equal(made.err, ERR_OK);
    assert_int_equal(made.count, LIMIT_RECOVERY_CODES);
    for (size_t i = 0; i < made.count; i++) {
        struct span code = made.items[i].bytes;
        (void)snprintf(codes[i], sizeof(codes[i]), "%.*s", (int)code.len, code.ptr);
    }
    struct ask_answer weak = recover(w, 4, "zoe.who", codes[0], "short");
    assert_int_equal(weak.err, ERR_LIMIT); /* and the code is still good */
    assert_int_equal(weak.about, ABOUT_PASSWORD);
    struct ask_answer in = recover(w, 5, "zoe.who", codes[0], "another horse");
    assert_int_equal(in.err, ERR_OK);
    assert_int_equal(in.person.user, up.person.user);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_OK);
    assert_int_equal(ask_token(w, ASK_WHO, up.token).err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 6, "zoe.who", "correct horse").err, ERR_DENIED);
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 7, "zoe.who", "another horse").err, ERR_OK);
    assert_int_equal(recover(w, 8, "zoe.who", codes[0], "a third horse").err, ERR_DENIED);
    assert_int_equal(ask_token(w, ASK_WHO, in.token).err, ERR_OK); /* a used code does nothing */
    assert_int_equal(codes_of(w, 9, &in, "another horse").err, ERR_OK);
    assert_int_equal(recover(w, 10, "zoe.who", codes[1], "a third horse").err, ERR_DENIED);
    assert_int_equal(entries_with(w, "zoe.who"), 0);
}

static void an_unknown_handle_and_a_wrong_code_get_the_same_answer(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
    static const char *const handles[] = {"ada", "eve", "", "Ada!"};
    for (size_t i = 0; i < 4; i++) {
        struct ask_answer answer =
            recover(w, 2 + i, handles[i], "abcde-abcde-abcde-abcde", "a new horse");
        assert_int_equal(answer.err, ERR_DENIED);
        assert_int_equal(answer.about, ABOUT_NONE);
        assert_int_equal(w->answer.len, ASK_HEAD + 2);
    }
}

/* What was hashed: the linker puts these in front of the account folder's. */
static struct {
    atomic_int checks;
    atomic_int makes;
    char cost[sizeof("$argon2id$v=19$m=19456,t=2,p=1$")]; /* of the last one checked against */
} hashed;

enum err __real_account_hash_check(const struct account_hash *hash, const struct secret *password);
enum err __real_account_hash_make(const struct secret *password, struct account_hash *out_hash);
enum err __wrap_account_hash_check(const struct account_hash *hash, const struct secret *password);
enum err __wrap_account_hash_make(const struct secret *password, struct account_hash *out_hash);

enum err __wrap_account_hash_check(const struct account_hash *hash, const struct secret *password)
{
    memcpy(hashed.cost, hash->text, sizeof(hashed.cost) - 1);
    (void)atomic_fetch_add(&hashed.checks, 1);
    return __real_account_hash_check(hash, password);
}

enum err __wrap_account_hash_make(const struct secret *password, struct account_hash *out_hash)
{
    (void)atomic_fetch_add(&hashed.makes, 1);
    return __real_account_hash_make(password, out_hash);
}

/* Whether there is such an account or not: one check, and of the same cost. */
static void an_unknown_handle_costs_the_one_hash_of_a_wrong_password(void **state)
{
    struct world *w = *state;
    static const char *const handles[] = {"ada", "eve", "", "Ada!"};
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
    for (size_t i = 0; i < 4; i++) {
        atomic_store(&hashed.checks, 0);
        atomic_store(&hashed.makes, 0);
        hashed.cost[0] = '\0';
        struct ask_answer in = ask_sign(w, ASK_SIGN_IN, 2 + i, handles[i], "wrong horse 1");
        assert_int_equal(in.err, ERR_DENIED);
        assert_int_equal(in.about, ABOUT_NONE);
        assert_int_equal(atomic_load(&hashed.checks), 1);
        assert_int_equal(atomic_load(&hashed.makes), 0);
        assert_string_equal(hashed.cost, "$argon2id$v=19$m=19456,t=2,p=1$");
    }
    for (size_t i = 0; i < 4; i++) {
        atomic_store(&hashed.checks, 0);
        atomic_store(&hashed.makes, 0);
        struct ask_answer answer =
            recover(w, 10 + i, handles[i], "abcde-abcde-abcde-abcde", "a new horse");
        assert_int_equal(answer.err, ERR_DENIED);
        assert_int_equal(atomic_load(&hashed.checks) + atomic_load(&hashed.makes), 1);
    }
}

/* Everybody else's guesses are used up; whoever signed in here before is not kept out. */
static void a_flood_of_guesses_does_not_keep_a_known_browser_out(void **state)
{
    struct world *w = *state;
    struct ask_answer up = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer made = codes_of(w, 2, &up, "correct horse");
    char code[ASK_CODE];
    (void)snprintf(code, sizeof(code), "%.*s", (int)made.items[0].bytes.len,
                   made.items[0].bytes.ptr);
    for (size_t i = 0; i < LIMIT_GUESS_BURST; i++) {
        assert_int_equal(ask_sign(w, ASK_SIGN_IN, 10 + i, "ada", "wrong horse 1").err, ERR_DENIED);
    }
    struct ask_answer refused = ask_sign(w, ASK_SIGN_IN, 100, "ada", "correct horse");
    assert_int_equal(refused.err, ERR_LIMIT); /* even with the right one, from elsewhere */
    assert_int_equal(refused.about, ABOUT_NONE);
    struct ask_sign known = {.handle = span_text("ada"),
                             .password = span_text("correct horse"),
                             .device = span_of(up.device, ASK_TOKEN)};
    struct ask_answer in = bring(w, ASK_SIGN_IN, 101, &known);
    assert_int_equal(in.err, ERR_OK);
    assert_memory_equal(in.device, up.device, ASK_TOKEN);
    /* A made-up device is no device; another person's is none of this account. */
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 102, "ben", "correct horse");
    static const uint8_t made_up[ASK_TOKEN] = {1};
    known.device = span_of(made_up, ASK_TOKEN);
    assert_int_equal(bring(w, ASK_SIGN_IN, 103, &known).err, ERR_LIMIT);
    known.device = span_of(ben.device, ASK_TOKEN);
    assert_int_equal(bring(w, ASK_SIGN_IN, 104, &known).err, ERR_LIMIT);
    /* The known browser's own mistakes are limited, too; and a code still lets in. */
    known.device = span_of(up.device, ASK_TOKEN);
    known.password = span_text("wrong horse 1");
    for (size_t i = 0; i < LIMIT_GUESS_BURST; i++) {
        assert_int_equal(bring(w, ASK_SIGN_IN, 200 + i, &known).err, ERR_DENIED);
    }
    known.password = span_text("correct horse");
    assert_int_equal(bring(w, ASK_SIGN_IN, 300, &known).err, ERR_LIMIT);
    assert_int_equal(recover(w, 301, "ada", code, "another horse").err, ERR_OK);
    /* Others are not concerned, and a handle without an account is limited alike. */
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 302, "ben", "correct horse").err, ERR_OK);
    for (size_t i = 0; i < LIMIT_GUESS_BURST; i++) {
        assert_int_equal(ask_sign(w, ASK_SIGN_IN, 400 + i, "eve", "wrong horse 1").err, ERR_DENIED);
    }
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 500, "eve", "wrong horse 1").err, ERR_LIMIT);
}

/* A right password takes nothing out of the bucket. */
static void signing_in_often_is_no_guessing(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse").err, ERR_OK);
    for (size_t i = 0; i < LIMIT_GUESS_BURST + 5; i++) {
        assert_int_equal(ask_sign(w, ASK_SIGN_IN, 10 + i, "ada", "correct horse").err, ERR_OK);
    }
}

static void a_bucket_refills_with_time_and_an_empty_one_is_not_pushed_out(void **state)
{
    struct world *w = *state;
    AUTO(guess_free) struct guess *g = NULL;
    assert_int_equal(guess_new(&g), ERR_OK);
    uint64_t ada = guess_key(w->custodian->vault, span_text("ada"), span_text(""));
    uint64_t known = guess_key(w->custodian->vault, span_text("ada"), span_text("a browser"));
    assert_true(ada != known);
    for (size_t i = 0; i < LIMIT_GUESS_BURST; i++) {
        assert_true(guess_take(g, ada, 1000));
    }
    assert_false(guess_take(g, ada, 1000));
    assert_true(guess_take(g, known, 1000));
    for (uint64_t other = 0; other < 4 * (uint64_t)LIMIT_GUESS_SLOTS; other++) {
        assert_true(guess_take(g, ada + other * 8191 + 1, 1000)); /* into every set */
    }
    assert_false(guess_take(g, ada, 1000));
    assert_false(guess_take(g, ada, 999)); /* time does not go back here */
    int64_t later = 1000 + LIMIT_GUESS_RETRY_S * INT64_C(1000);
    assert_false(guess_take(g, ada, later - 1));
    assert_true(guess_take(g, ada, later));
    assert_false(guess_take(g, ada, later));
    guess_back(g, ada, later);
    assert_true(guess_take(g, ada, later));
    guess_back(g, 0, later);
    for (size_t i = 0; i < LIMIT_GUESS_BURST; i++) {
        assert_true(guess_take(g, ada, later + INT64_C(3600000)));
    }
    assert_false(guess_take(g, ada, later + INT64_C(3600000)));
}

static void whoever_is_under_thirteen_gets_no_account_and_leaves_nothing(void **state)
{
    struct world *w = *state;
    time_t now = time(NULL);
    struct tm today;
    assert_non_null(gmtime_r(&now, &today));
    char born[16];
    (void)snprintf(born, sizeof(born), "%04d-01-01", (today.tm_year + 1900 - 12) % 10000);
    struct ask_sign sign = {.handle = span_text("kit"),
                            .password = span_text("correct horse"),
                            .birth_date = span_text(born)};
    struct ask_answer answer = bring(w, ASK_SIGN_UP, 1, &sign);
    assert_int_equal(answer.err, ERR_DENIED);
    assert_int_equal(answer.about, ABOUT_BIRTH_DATE);
    for (int i = 0; i < 20; i++) { /* no hash is under way that would end in an account */
        assert_int_equal(loop_round(&w->loop, 5), ERR_OK);
    }
    struct account_row row = {0};
    assert_int_equal(account_find(w->custodian->db, span_text("kit"), &row), ERR_NOT_FOUND);
    assert_int_equal(entries_with(w, "refusal"), 0);
    sign.birth_date = span_text("2001-02-30");
    answer = bring(w, ASK_SIGN_UP, 2, &sign);
    assert_int_equal(answer.err, ERR_FORMAT);
    assert_int_equal(answer.about, ABOUT_BIRTH_DATE);
    sign.birth_date = span_text("2001-02-28");
    assert_int_equal(bring(w, ASK_SIGN_UP, 3, &sign).err, ERR_OK);
}

static void details_open_with_their_owners_session(void **state)
{
    struct world *w = *state;
    struct ask_sign sign = {.handle = span_text("ada"),
                            .password = span_text("correct horse"),
                            .birth_date = span_text("1990-12-31"),
                            .email = span_text("ada@example.org")};
    struct ask_answer ada = bring(w, ASK_SIGN_UP, 1, &sign);
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_sign own = with_token(&ada);
    vault_user_forget(w->custodian->vault, ada.person.user); /* as after a restart */
    struct ask_answer answer = bring(w, ASK_DETAILS, 3, &own);
    assert_int_equal(answer.err, ERR_OK);
    assert_int_equal(answer.person.user, ada.person.user);
    assert_true(span_is(answer.items[0].bytes, "1990-12-31"));
    assert_true(span_is(answer.items[1].bytes, "ada@example.org"));
    own = with_token(&ben);
    answer = bring(w, ASK_DETAILS, 4, &own);
    assert_true(span_is(answer.person.handle, "ben"));
    assert_int_equal(answer.items[1].bytes.len, 0);
    own.token[0] ^= 1;
    assert_int_equal(bring(w, ASK_DETAILS, 5, &own).err, ERR_DENIED);
    sign.email = span_text("no address");
    sign.handle = span_text("eve");
    answer = bring(w, ASK_SIGN_UP, 6, &sign);
    assert_int_equal(answer.err, ERR_FORMAT);
    assert_int_equal(answer.about, ABOUT_EMAIL);
}

/* All that custodian.db has of a person, with what only their session opens; and of nobody else. */
static void a_person_is_given_what_is_kept_of_them(void **state)
{
    struct world *w = *state;
    struct ask_sign sign = {.handle = span_text("ada"),
                            .password = span_text("correct horse"),
                            .birth_date = span_text("1990-12-31"),
                            .label = span_text("Firefox on BSD"),
                            .email = span_text("ada@example.org")};
    struct ask_answer ada = bring(w, ASK_SIGN_UP, 1, &sign);
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_sign own = with_token(&ada);
    vault_user_forget(w->custodian->vault, ada.person.user);
    struct ask_answer answer = bring(w, ASK_DATA, 3, &own);
    assert_int_equal(answer.err, ERR_OK);
    assert_int_equal(answer.person.user, ada.person.user);
    struct span json = answer.items[0].bytes;
    struct account_subject subject;
    assert_int_equal(account_subject_get(w->custodian->db, ada.person.user, &subject), ERR_OK);
    AUTO(buf) struct buf words = {.max = 4096};
    struct jot j = jot_start(&words);
    jot_hex(&j, span_of(subject.salt, sizeof(subject.salt)));
    jot_hex(&j, span_of(subject.commitment, sizeof(subject.commitment)));
    struct span rest = buf_span(&words);
    struct span salt = span_cut(&rest, ',');
    assert_non_null(memmem(json.ptr, json.len, salt.ptr, salt.len));
    assert_non_null(memmem(json.ptr, json.len, rest.ptr, rest.len));
    assert_non_null(memmem(json.ptr, json.len, "\"1990-12-31\"", 12));
    assert_non_null(memmem(json.ptr, json.len, "\"ada@example.org\"", 17));
    own.number = 1;
    json = bring(w, ASK_DATA, 4, &own).items[0].bytes;
    assert_non_null(memmem(json.ptr, json.len, "\"Firefox on BSD\"", 16));
    own.number = ACCOUNT_TABLE_COUNT_;
    assert_int_equal(bring(w, ASK_DATA, 5, &own).err, ERR_NOT_FOUND);
    own = with_token(&ben);
    json = bring(w, ASK_DATA, 6, &own).items[0].bytes;
    assert_null(memmem(json.ptr, json.len, "\"ada", 4)); /* a digest may have it */
    own.token[0] ^= 1;
    assert_int_equal(bring(w, ASK_DATA, 7, &own).err, ERR_DENIED);
}

/* By a hand in the database: it is said, and ends no session. */
static void what_was_changed_and_does_not_open_ends_no_session(void **state)
{
    struct world *w = *state;
    static const char labels[] = "UPDATE session SET label = (SELECT b.label FROM session b"
                                 " ORDER BY b.account_id DESC LIMIT 1)";
    static const char keys[] = "UPDATE user_key SET wrapped = (SELECT b.wrapped FROM user_key b"
                               " ORDER BY b.account_id DESC LIMIT 1)";
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    (void)ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_sign own = with_token(&ada);
    assert_int_equal(db_script(w->custodian->db, labels), ERR_OK);
    own.number = 1;
    assert_int_equal(bring(w, ASK_DATA, 3, &own).err, ERR_FORMAT);
    struct ask_answer sessions = bring(w, ASK_SESSIONS, 4, &own);
    assert_int_equal(sessions.err, ERR_OK);
    assert_true(sessions.entries[0].shut && sessions.entries[0].label.len == 0);
    own.number = 0;
    assert_int_equal(bring(w, ASK_DATA, 5, &own).err, ERR_OK);
    vault_user_forget(w->custodian->vault, ada.person.user);
    assert_int_equal(db_script(w->custodian->keys.db, keys), ERR_OK);
    assert_int_equal(bring(w, ASK_DATA, 6, &own).err, ERR_FORMAT);
    assert_int_equal(ask_token(w, ASK_WHO, ada.token).err, ERR_OK);
}

static struct ask_sign correction(const struct ask_answer *of, int64_t which, const char *birth,
                                  const char *email)
{
    struct ask_sign sign = with_token(of);
    sign.number = which;
    sign.password = span_text("correct horse");
    sign.birth_date = span_text(birth);
    sign.email = span_text(email);
    return sign;
}

static void details_are(struct world *w, uint64_t id, const struct ask_answer *of,
                        const char *birth, const char *email)
{
    struct ask_sign own = with_token(of);
    struct ask_answer answer = bring(w, ASK_DETAILS, id, &own);
    assert_int_equal(answer.err, ERR_OK);
    assert_true(span_is(answer.items[0].bytes, birth));
    assert_true(span_is(answer.items[1].bytes, email));
}

/* With the session and the password; a date once, by the rules of a sign-up; both or nothing. */
static void a_person_corrects_an_address_and_once_a_birth_date(void **state)
{
    struct world *w = *state;
    struct ask_sign sign = {.handle = span_text("ada"),
                            .password = span_text("correct horse"),
                            .birth_date = span_text("1990-12-31"),
                            .email = span_text("ada@example.org")};
    struct ask_answer ada = bring(w, ASK_SIGN_UP, 1, &sign);
    struct ask_sign c = correction(&ada, ASK_CORRECT_EMAIL, "", "new@example.org");
    c.password = span_text("wrong horse");
    struct ask_answer answer = bring(w, ASK_CORRECT, 2, &c);
    assert_int_equal(answer.err, ERR_DENIED);
    assert_int_equal(answer.about, ABOUT_PASSWORD);
    details_are(w, 3, &ada, "1990-12-31", "ada@example.org");
    c.password = span_text("correct horse");
    assert_int_equal(bring(w, ASK_CORRECT, 4, &c).err, ERR_OK);
    details_are(w, 5, &ada, "1990-12-31", "new@example.org");
    c = correction(&ada, ASK_CORRECT_BIRTH_DATE, "2020-01-01", "");
    answer = bring(w, ASK_CORRECT, 6, &c);
    assert_int_equal(answer.err, ERR_DENIED);
    assert_int_equal(answer.about, ABOUT_BIRTH_DATE);
    c = correction(&ada, ASK_CORRECT_BIRTH_DATE, "1990-12-30", "");
    assert_int_equal(bring(w, ASK_CORRECT, 7, &c).err, ERR_OK);
    assert_int_equal(bring(w, ASK_CORRECT, 7, &c).err, ERR_OK); /* a repeat */
    details_are(w, 8, &ada, "1990-12-30", "new@example.org");
    c = correction(&ada, ASK_CORRECT_ALL, "1990-12-29", "");
    answer = bring(w, ASK_CORRECT, 9, &c);
    assert_int_equal(answer.err, ERR_CONFLICT);
    assert_int_equal(answer.about, ABOUT_BIRTH_DATE);
    details_are(w, 10, &ada, "1990-12-30", "new@example.org");
    c = correction(&ada, ASK_CORRECT_EMAIL, "", "");
    assert_int_equal(bring(w, ASK_CORRECT, 11, &c).err, ERR_OK);
    details_are(w, 12, &ada, "1990-12-30", "");
}

static void a_session_is_called_what_its_owner_says(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    struct ask_sign own = with_token(&ada);
    int64_t number = bring(w, ASK_SESSIONS, 3, &own).entries[0].id;
    struct ask_sign other = with_token(&ben);
    other.number = number;
    other.label = span_text("Taken");
    assert_int_equal(bring(w, ASK_RENAME, 4, &other).err, ERR_NOT_FOUND);
    own.number = number;
    own.label = span_text("The kitchen's");
    assert_int_equal(bring(w, ASK_RENAME, 5, &own).err, ERR_OK);
    own = with_token(&ada);
    assert_true(span_is(bring(w, ASK_SESSIONS, 6, &own).entries[0].label, "The kitchen's"));
}

/* The queue of hashes is full and nothing in it moves: what needs no hash goes on in one round. */
static void a_flood_of_sign_ins_delays_no_field(void **state)
{
    struct world *w = *state;
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct hasher *idle = NULL;
    assert_int_equal(hasher_new(&idle), ERR_OK);
    hasher_free(w->custodian->hasher);
    w->custodian->hasher = idle;
    struct hash_job job = {.make = true};
    while (hasher_put(idle, &job) == ERR_OK) {
    }
    assert_int_equal(ask_sign(w, ASK_SIGN_IN, 2, "ada", "correct horse").err, ERR_BUSY);
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_items seal = items_of(&ada, FIELD_WATCH, span_text("seen"));
    assert_int_equal(ask_items_encode(ASK_SEAL, 3, &seal, &frame), ERR_OK);
    assert_int_equal(ipc_send(w->peer[0], buf_span(&frame), NULL, 0), ERR_OK);
    round_of(w);
    assert_int_equal(ipc_wait(w->peer[0], 0), ERR_OK);
    assert_int_equal(ipc_recv(w->peer[0], &w->answer, NULL), ERR_OK);
    struct ask_answer sealed = {0};
    assert_int_equal(ask_answer_decode(ASK_SEAL, 3, buf_span(&w->answer), &sealed), ERR_OK);
    assert_int_equal(sealed.err, ERR_OK);
    /* A try that found no place was none: the bucket is as it was. */
    for (size_t i = 0; i < 2 * LIMIT_GUESS_BURST; i++) {
        assert_int_equal(ask_sign(w, ASK_SIGN_IN, 10 + i, "ada", "correct horse").err, ERR_BUSY);
    }
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, drop_world)

/* ---- what members of the office sign */

static const uint8_t member_seed[APPROVAL_SEED] = {1, 2, 3};

/* person: whose the object is; 0: nobody's that is known. */
static void statement_about(struct world *w, bool decides, int64_t person, struct buf *out)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf words = {.max = LIMIT_STATEMENT_FILE};
    struct approval_opening opening = {.object = 12, .person = person, .reason = span_text("Why.")};
    struct approval_decision d = {.action = POLICY_HIDE,
                                  .ground = policy_ground_find(span_text("terms-spam")),
                                  .object = "video:12",
                                  .made_ms = 1700000000000};
    struct approval_office o = {.adds = true, .organisation = "office", .made_ms = 1700000000000};
    memcpy(d.region, w->custodian->origin, sizeof(d.region));
    memcpy(o.region, w->custodian->origin, sizeof(o.region));
    assert_int_equal(approval_public(member_seed, o.key), ERR_OK);
    assert_int_equal(approval_opening_encode(&opening, &words), ERR_OK);
    digest_of(buf_span(&words), d.opening);
    assert_int_equal(decides ? approval_decision_encode(&d, &payload)
                             : approval_office_encode(&o, &payload),
                     ERR_OK);
    assert_int_equal(approval_sign(member_seed, buf_span(&payload), out), ERR_OK);
    if (decides) {
        assert_int_equal(buf_append_u8(out, '\n'), ERR_OK);
        assert_int_equal(buf_append_span(out, buf_span(&words)), ERR_OK);
    }
}

/* By way of gate. */
static enum ctl_statement state_it(struct world *w, const struct buf *text, int64_t *out_number)
{
    AUTO(fd_close) int fd = memfd_create("statement", MFD_CLOEXEC);
    struct ctl ctl = {.kind = CTL_NONE};
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, buf_span(text)), ERR_OK);
    gate_says(w, &(struct ctl){.kind = CTL_STATEMENT, .id = 77}, fd);
    round_of(w);
    assert_int_equal(gate_hears(w, &ctl), ERR_OK);
    assert_int_equal(ctl.kind, CTL_STATEMENT);
    assert_true(ctl.id == 77);
    *out_number = ctl.value;
    return (enum ctl_statement)ctl.code;
}

static struct ask_answer decided_after(struct world *w, int64_t number)
{
    return bring(w, ASK_DECIDED, 9, &(struct ask_sign){.number = number});
}

static void a_decision_is_handed_out_once_the_ledger_has_it(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf office = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf decision = {.max = LIMIT_STATEMENT_FILE};
    int64_t number = 0;
    statement_about(w, false, 0, &office);
    statement_about(w, true, 0, &decision);
    assert_int_equal(state_it(w, &decision, &number), STATEMENT_NO_MEMBER);
    assert_int_equal(state_it(w, &office, &number), STATEMENT_TAKEN);
    decision.ptr[decision.len - 1] ^= 1; /* of the opening */
    assert_int_equal(state_it(w, &decision, &number), STATEMENT_MALFORMED);
    decision.ptr[decision.len - 1] ^= 1;
    assert_int_equal(state_it(w, &decision, &number), STATEMENT_TAKEN);
    assert_true(number == 1);
    assert_int_equal(entries_with(w, "\"type\":\"decision\""), 1);
    assert_int_equal(decided_after(w, 0).count, DECIDED_COUNT_);
    assert_int_equal(decided_after(w, 1).count, 0);
    assert_int_equal(state_it(w, &decision, &number), STATEMENT_KNOWN);
    assert_int_equal(state_it(w, &office, &number), STATEMENT_OFFICE);
}

static void a_reason_opens_with_the_session_of_whom_it_is_about(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf office = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf decision = {.max = LIMIT_STATEMENT_FILE};
    struct ask_answer ada = ask_sign(w, ASK_SIGN_UP, 1, "ada", "correct horse");
    struct ask_answer ben = ask_sign(w, ASK_SIGN_UP, 2, "ben", "correct horse");
    int64_t number = 0;
    statement_about(w, false, 0, &office);
    statement_about(w, true, ada.person.user, &decision);
    assert_int_equal(state_it(w, &office, &number), STATEMENT_TAKEN);
    assert_int_equal(state_it(w, &decision, &number), STATEMENT_TAKEN);
    struct ask_sign of_ada = with_token(&ada);
    struct ask_sign of_ben = with_token(&ben);
    of_ada.number = of_ben.number = number;
    assert_int_equal(bring(w, ASK_REASON, 3, &of_ben).err, ERR_NOT_FOUND);
    struct ask_answer told = bring(w, ASK_REASON, 4, &of_ada);
    assert_int_equal(told.count, 2); /* and what they answered: nothing yet */
    assert_non_null(memmem(told.items[0].bytes.ptr, told.items[0].bytes.len, "\n\nWhy.", 6));
    of_ada.token[0] ^= 1;
    assert_int_equal(bring(w, ASK_REASON, 5, &of_ada).err, ERR_DENIED);
}

/* The row is durable, the entry is not: the process dies there. */
static void a_decision_whose_entry_is_missing_gets_one_at_the_next_start(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf office = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf decision = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf envelope = {.max = LIMIT_STATEMENT};
    struct account_decision next;
    enum ctl_statement code = STATEMENT_ERROR;
    int64_t number = 0;
    statement_about(w, false, 0, &office);
    statement_about(w, true, 0, &decision);
    assert_int_equal(state_it(w, &office, &number), STATEMENT_TAKEN);
    round_of(w);
    assert_int_equal(custodian_begin(w->custodian), ERR_OK);
    assert_int_equal(office_take(w->custodian, buf_span(&decision), &code, &number), ERR_OK);
    assert_int_equal(code, STATEMENT_TAKEN);
    assert_int_equal(custodian_commit(w->custodian), ERR_OK);
    assert_int_equal(account_decision_next(w->custodian->db, 0, &next, &envelope), ERR_NOT_FOUND);
    close_custodian(w);
    open_custodian(w);
    connect_as(w, ROLE_EDGED, GENERATION + 1);
    assert_int_equal(entries_with(w, "\"type\":\"decision\""), 1);
    assert_int_equal(decided_after(w, 0).count, DECIDED_COUNT_);
    close_custodian(w); /* and the entry is there, but nobody noted that */
    open_custodian(w);
    assert_int_equal(db_script(w->custodian->db, "UPDATE decision SET entry = -1 WHERE number = 1"),
                     ERR_OK);
    close_custodian(w);
    open_custodian(w);
    connect_as(w, ROLE_EDGED, GENERATION + 2);
    assert_int_equal(entries_with(w, "\"type\":\"decision\""), 1);
    assert_int_equal(decided_after(w, 0).count, DECIDED_COUNT_);
}

static const struct CMUnitTest tests[] = {
    IN_WORLD(a_person_signs_up_in_and_out),
    IN_WORLD(a_wrong_password_and_an_unknown_handle_get_the_same_answer),
    IN_WORLD(a_bad_handle_or_password_is_refused_without_a_cut),
    IN_WORLD(a_repeated_sign_up_takes_effect_once),
    IN_WORLD(of_two_sign_ups_at_once_one_wins),
    IN_WORLD(what_was_answered_is_there_after_a_restart),
    IN_WORLD(many_fields_are_sealed_and_opened_at_once),
    IN_WORLD(what_several_ask_for_is_sealed_for_each_by_their_own_session),
    IN_WORLD(one_that_is_malformed_among_several_is_cut_off),
    IN_WORLD(an_answer_that_does_not_fit_is_an_error),
    IN_WORLD(what_is_shared_opens_for_who_follows_and_nothing_else_does),
    IN_WORLD(what_is_said_opens_for_its_circle_and_whoever_said_it),
    IN_WORLD(what_is_shared_opens_when_the_ledger_has_it),
    IN_WORLD(a_name_of_a_pair_is_told_to_either_of_the_two_and_to_nobody_else),
    IN_WORLD(what_a_job_made_is_sealed_for_its_owner_without_a_session),
    IN_WORLD(what_waits_to_be_published_is_opened_without_a_session),
    IN_WORLD(another_persons_field_is_denied_and_counted),
    IN_WORLD(a_session_that_ran_dry_opens_nothing),
    IN_WORLD(whatever_opens_something_is_counted),
    IN_WORLD(an_ask_that_fails_gives_no_openings_away),
    IN_WORLD(every_truncation_of_every_request_is_cut_off),
    IN_WORLD(a_decision_is_handed_out_once_the_ledger_has_it),
    IN_WORLD(a_reason_opens_with_the_session_of_whom_it_is_about),
    IN_WORLD(a_decision_whose_entry_is_missing_gets_one_at_the_next_start),
    IN_WORLD(a_byte_too_many_is_cut_off),
    IN_WORLD(what_is_not_in_the_table_is_cut_off),
    IN_WORLD(a_role_may_ask_only_what_its_rows_say),
    IN_WORLD(a_descriptor_from_a_peer_is_cut_off),
    IN_WORLD(a_cut_off_peer_stays_cut_off_and_the_next_one_does_not),
    IN_WORLD(a_peer_that_reads_no_answers_holds_nobody_up),
    IN_WORLD(a_peer_that_left_while_its_password_was_hashed_gets_no_account),
    IN_WORLD(an_event_is_in_the_ledger_before_it_is_acknowledged),
    IN_WORLD(an_event_that_is_sent_again_is_recorded_once),
    IN_WORLD(gate_saying_nonsense_ends_the_process),
    IN_WORLD(stop_and_the_end_of_gate_end_the_loop),
    IN_WORLD(each_change_of_a_claim_is_an_entry),
    IN_WORLD(a_crash_behind_a_claims_entry_says_all_again),
    IN_WORLD(a_claim_that_was_edited_or_dropped_is_an_entry),
    IN_WORLD(heartbeats_never_go_back_in_time),
    IN_WORLD(heartbeat_counts_what_is_there_after_a_new_start_too),
    IN_WORLD(clock_that_jumped_ahead_and_back_is_said_and_followed),
    IN_WORLD(data_that_does_not_belong_together_is_refused_in_words),
    IN_WORLD(whoever_leaves_may_stay_until_it_is_due),
    IN_WORLD(whoever_leaves_now_is_gone_and_the_entry_follows_edgeds_word),
    IN_WORLD(whoever_left_now_is_not_let_in_while_a_backup_holds_their_erasure),
    IN_WORLD(an_erasure_is_done_though_nobody_asks_but_not_by_a_clock_that_jumped),
    IN_WORLD(a_full_queue_says_busy),
    IN_WORLD(a_client_is_let_in_once_for_what_was_permitted),
    IN_WORLD(with_all_other_sessions_end_the_codes_for_more),
    IN_WORLD(a_permission_is_for_a_minute),
    IN_WORLD(a_list_of_sessions_is_their_owners),
    IN_WORLD(a_label_is_sealed_where_it_is_stored),
    IN_WORLD(another_password_ends_all_other_sessions),
    IN_WORLD(a_hash_of_less_work_is_made_anew_at_sign_in),
    IN_WORLD(a_recovery_code_lets_in_once_and_ends_every_session),
    IN_WORLD(an_unknown_handle_and_a_wrong_code_get_the_same_answer),
    IN_WORLD(an_unknown_handle_costs_the_one_hash_of_a_wrong_password),
    IN_WORLD(a_flood_of_guesses_does_not_keep_a_known_browser_out),
    IN_WORLD(signing_in_often_is_no_guessing),
    IN_WORLD(a_bucket_refills_with_time_and_an_empty_one_is_not_pushed_out),
    IN_WORLD(whoever_is_under_thirteen_gets_no_account_and_leaves_nothing),
    IN_WORLD(details_open_with_their_owners_session),
    IN_WORLD(a_person_is_given_what_is_kept_of_them),
    IN_WORLD(what_was_changed_and_does_not_open_ends_no_session),
    IN_WORLD(a_person_corrects_an_address_and_once_a_birth_date),
    IN_WORLD(a_session_is_called_what_its_owner_says),
    IN_WORLD(a_flood_of_sign_ins_delays_no_field),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
