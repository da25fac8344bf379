/*
 * test_custodiand_witnesses.c: custodiand's rounds with witnesses, gatewayd and the witnesses
 * behind it played by the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "custodian.h"
#include "ipc_socket.h"
#include "loop.h"
#include "tlog_witness.h"
#include "tlog_witnesses.h"
#include "wire_ask.h"
#include "wire_ctl.h"
#include "wire_flow.h"

#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WITNESSES = 2, ROUNDS = 200, NOTE_MAX = 8192 };

static const char origin[] = "test.example/region";
static const char *const names[WITNESSES] = {"a", "b"};
static const char *const urls[WITNESSES] = {"http://a.example", "https://b.example/w"};

struct world {
    char path[48];
    char data[64];
    char ledger[64];
    struct custodian *custodian;
    struct loop loop;
    int control;
    int inner;
    int route; /* gatewayd's end */
    int edged;
    bool first; /* at a start the witnesses are heard before all else; else that time is over */
    uint8_t secret[WITNESSES][crypto_sign_SECRETKEYBYTES];
    struct tlog_vkey vkey[WITNESSES];
};

/* A request as gatewayd gets it. bytes holds what the rest borrows. */
struct asked {
    struct buf bytes;
    struct flow_stamped stamped;
    struct tlog_witness_request request;
    size_t witness;
};

static void asked_auto(struct asked *a)
{
    buf_done(&a->bytes);
}

static enum err try_open(struct world *w, struct custodian_problem *problem)
{
    struct custodian_config config = {.data = w->data, .ledger = w->ledger, .origin = origin};
    return custodian_open(&config, &w->custodian, problem);
}

static int connect_as(struct world *w, uint8_t role)
{
    int ends[2] = {-1, -1};
    uint8_t frame[CTL_SIZE];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    ctl_encode(&(struct ctl){.kind = CTL_PEER, .role = role, .generation = 1}, frame);
    assert_int_equal(ipc_send(w->control, span_of(frame, sizeof(frame)), &ends[1], 1), ERR_OK);
    fd_close(ends[1]);
    return ends[0];
}

static void open_custodian(struct world *w)
{
    struct custodian_problem problem = {{0}};
    int ends[2] = {-1, -1};
    if (try_open(w, &problem) != ERR_OK) {
        fail_msg("%s", problem.text);
    }
    assert_int_equal(ipc_pair(ends), ERR_OK);
    if (!w->first) {
        w->custodian->witnesses.first_until_ms = 0;
    }
    w->control = ends[0];
    w->inner = ends[1];
    assert_int_equal(loop_init(&w->loop, w->custodian, w->inner), ERR_OK);
    w->route = connect_as(w, ROLE_GATEWAYD);
    w->edged = connect_as(w, ROLE_EDGED);
}

static void close_custodian(struct world *w)
{
    loop_done(&w->loop);
    custodian_close(w->custodian);
    w->custodian = NULL;
    fd_close(w->control);
    fd_close(w->inner);
    fd_close(w->route);
    fd_close(w->edged);
}

/* Only those whose bit is set are asked, and all of them must sign. */
static void put_witnesses(struct world *w, unsigned mask, unsigned stop_min)
{
    AUTO(buf) struct buf text = {.max = TLOG_WITNESSES_MAX};
    AUTO(fd_close) int dir = open(w->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct tlog_witnesses whom = {.stop_min = stop_min};
    for (size_t i = 0; i < WITNESSES; i++) {
        if ((mask >> i & 1) != 0) {
            whom.peers[whom.count++] =
                (struct tlog_peer){span_text(names[i]), w->vkey[i], span_text(urls[i])};
        }
    }
    whom.quorum = (unsigned)whom.count;
    assert_int_equal(tlog_witnesses_encode(&whom, &text), ERR_OK);
    assert_int_equal(file_replace(dir, "witnesses", buf_span(&text), 0644), ERR_OK);
}

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    (void)snprintf(w->path, sizeof(w->path), "/tmp/test_witnesses.XXXXXX");
    assert_non_null(mkdtemp(w->path));
    (void)snprintf(w->data, sizeof(w->data), "%s/custodian", w->path);
    (void)snprintf(w->ledger, sizeof(w->ledger), "%s/ledger", w->path);
    assert_int_equal(mkdir(w->data, 0700), 0);
    assert_int_equal(mkdir(w->ledger, 0755), 0);
    assert_int_equal(digest_ready(), ERR_OK);
    for (size_t i = 0; i < WITNESSES; i++) {
        uint8_t key[crypto_sign_PUBLICKEYBYTES];
        char name[32];
        (void)snprintf(name, sizeof(name), "witness.example/%s", names[i]);
        assert_int_equal(crypto_sign_keypair(key, w->secret[i]), 0);
        assert_int_equal(
            tlog_vkey_make(span_text(name), TLOG_ED25519_COSIGNATURE, key, &w->vkey[i]), ERR_OK);
    }
    put_witnesses(w, 3, 10);
    open_custodian(w);
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
    (void)nftw(w->path, drop_file, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return 0;
}

/* The next request, and whom it is for. */
static void await_request(struct world *w, struct asked *out)
{
    out->bytes.max = LIMIT_MESSAGE;
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(loop_round(&w->loop, 20), ERR_OK);
        if (ipc_wait(w->route, 0) != ERR_OK) {
            continue;
        }
        assert_int_equal(ipc_recv(w->route, &out->bytes, NULL), ERR_OK);
        assert_int_equal(flow_stamped_decode(buf_span(&out->bytes), &out->stamped), ERR_OK);
        assert_int_equal(out->stamped.flow, FLOW_WITNESS);
        assert_int_equal(tlog_witness_request_decode(out->stamped.body, &out->request), ERR_OK);
        char url[64];
        for (out->witness = 0; out->witness < WITNESSES; out->witness++) {
            (void)snprintf(url, sizeof(url), "%s/add-checkpoint", urls[out->witness]);
            if (span_is(out->stamped.url, url)) {
                return;
            }
        }
        fail_msg("an address of nobody's");
    }
    fail_msg("nobody is asked");
}

static void answer_with(struct world *w, const struct asked *asked, uint16_t status,
                        struct span content)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct flow_answer answer = {.flow = FLOW_WITNESS,
                                 .id = asked->stamped.id,
                                 .outcome = status == 0 ? FLOW_UNREACHABLE : FLOW_ANSWERED,
                                 .status = status,
                                 .body = content};
    assert_int_equal(flow_answer_encode(&answer, &frame), ERR_OK);
    assert_int_equal(ipc_send(w->route, buf_span(&frame), NULL, 0), ERR_OK);
}

static void answer_text(struct world *w, const struct asked *asked, uint16_t status,
                        const char *text)
{
    answer_with(w, asked, status, span_text(text));
}

/* As that witness would; signed by another's key if `by` says so. */
static void cosign(struct world *w, const struct asked *asked, size_t by)
{
    AUTO(buf) struct buf message = {.max = NOTE_MAX};
    AUTO(buf) struct buf line = {.max = NOTE_MAX};
    uint8_t signature[crypto_sign_BYTES];
    uint64_t now_s = (uint64_t)(time_wall_ms() / 1000);
    assert_int_equal(tlog_cosigned_text(now_s, asked->request.note.text, &message), ERR_OK);
    assert_int_equal(crypto_sign_detached(signature, NULL, message.ptr, message.len, w->secret[by]),
                     0);
    assert_int_equal(tlog_cosignature_put(&w->vkey[asked->witness], now_s, signature, &line),
                     ERR_OK);
    answer_with(w, asked, 200, buf_span(&line));
}

/* How many witnesses' signatures hold on what is published under that name. */
static unsigned signatures_on(const struct world *w, const char *name, uint64_t *out_size)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_NOTE};
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    unsigned count = 0;
    AUTO(fd_close) int dir = open(w->ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file_read_all(dir, name, &bytes) != ERR_OK) {
        return 0;
    }
    assert_int_equal(tlog_note_decode(buf_span(&bytes), &note), ERR_OK);
    assert_int_equal(tlog_checkpoint_decode(note.text, &checkpoint), ERR_OK);
    *out_size = checkpoint.size;
    for (size_t i = 0; i < WITNESSES; i++) {
        count += tlog_note_verify(&note, &w->vkey[i], NULL) == ERR_OK;
    }
    return count;
}

static bool state_says(const struct world *w, const char *words)
{
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    AUTO(fd_close) int dir = open(w->ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return file_read_all(dir, "witnesses", &text) == ERR_OK && buf_text(&text) != NULL &&
           strstr(buf_text(&text), words) != NULL;
}

static void rounds_until(struct world *w, const char *words)
{
    for (int i = 0; i < ROUNDS; i++) {
        if (state_says(w, words)) {
            return;
        }
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
    }
    fail_msg("the public word does not become %s", words);
}

static void a_quorum_of_signatures_is_published_and_no_fewer(void **state)
{
    struct world *w = *state;
    uint64_t size = 0;
    rounds_until(w, "\"state\":\"waiting\"");
    {
        AUTO(asked) struct asked one = {.bytes = {0}};
        AUTO(asked) struct asked two = {.bytes = {0}};
        await_request(w, &one);
        assert_int_equal(one.request.old_size, 0);
        await_request(w, &two);
        assert_true(one.witness != two.witness);
        cosign(w, &one, one.witness);
        cosign(w, &two, one.witness); /* another's signature under its name */
        rounds_until(w, "a signature that does not hold");
        assert_int_equal(signatures_on(w, "checkpoint", &size), 0);
        assert_int_equal(signatures_on(w, "cosigned", &size), 0);
        w->custodian->witnesses.states[two.witness].due_ms = 0;
    }
    AUTO(asked) struct asked again = {.bytes = {0}};
    await_request(w, &again);
    cosign(w, &again, again.witness);
    rounds_until(w, "\"state\":\"witnessed\"");
    assert_int_equal(signatures_on(w, "cosigned", &size), 2);
    assert_int_equal(size, again.request.checkpoint.size);
    /* That everybody is shown one ledger is claimed from here on: one more entry, and again two. */
    for (size_t i = 0; i < 2; i++) {
        AUTO(asked) struct asked more = {.bytes = {0}};
        w->custodian->witnesses.states[0].due_ms = 0;
        w->custodian->witnesses.states[1].due_ms = 0;
        await_request(w, &more);
        assert_int_equal(more.request.checkpoint.size, size + 1);
        cosign(w, &more, more.witness);
    }
    for (int i = 0; i < ROUNDS && signatures_on(w, "checkpoint", &size) < 2; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
    }
    assert_int_equal(signatures_on(w, "checkpoint", &size), 2);
    assert_true(w->custodian->claimed.facts.witnessed);
    /* Over a restart it stands, and the next asks from there on; what is held is told by a 409. */
    close_custodian(w);
    open_custodian(w);
    assert_int_equal(signatures_on(w, "checkpoint", &size), 2);
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    assert_true(w->custodian->claimed.facts.witnessed);
    AUTO(asked) struct asked next = {.bytes = {0}};
    AUTO(asked) struct asked proven = {.bytes = {0}};
    await_request(w, &next);
    char held[32];
    (void)snprintf(held, sizeof(held), "%llu\n", (unsigned long long)size);
    answer_text(w, &next, 409, held);
    do {
        asked_auto(&proven);
        proven = (struct asked){.bytes = {0}};
        await_request(w, &proven);
    } while (proven.witness != next.witness);
    assert_int_equal(proven.request.old_size, size);
}

/* What others signed before says nothing of those who are asked now. */
static void other_witnesses_are_claimed_once_they_signed(void **state)
{
    struct world *w = *state;
    for (size_t i = 0; i < 2; i++) {
        AUTO(asked) struct asked one = {.bytes = {0}};
        await_request(w, &one);
        cosign(w, &one, one.witness);
    }
    rounds_until(w, "\"state\":\"witnessed\"");
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    assert_true(w->custodian->claimed.facts.witnessed);
    for (int start = 0; start < 2; start++) { /* at the second, the ledger says who is asked */
        close_custodian(w);
        put_witnesses(w, 1, 10);
        open_custodian(w);
        assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
        assert_false(w->custodian->claimed.facts.witnessed);
    }
    AUTO(asked) struct asked one = {.bytes = {0}};
    await_request(w, &one);
    cosign(w, &one, one.witness);
    rounds_until(w, "\"state\":\"witnessed\"");
    assert_int_equal(loop_round(&w->loop, 0), ERR_OK);
    assert_true(w->custodian->claimed.facts.witnessed);
}

/* Each request is a proof that is made: a witness does not say how fast. */
static void a_witness_that_tells_another_size_each_time_is_asked_no_faster(void **state)
{
    struct world *w = *state;
    static const char *const sizes[] = {"1\n", "0\n", "1\n", "0\n"};
    for (size_t i = 0; i < 4; i++) {
        AUTO(asked) struct asked one = {.bytes = {0}};
        w->custodian->witnesses.states[0].due_ms = 0;
        w->custodian->witnesses.states[1].due_ms = INT64_MAX;
        await_request(w, &one);
        int64_t before_ms = time_mono_ms();
        answer_text(w, &one, 409, sizes[i]);
        while (w->custodian->witnesses.states[0].asked == one.stamped.id) {
            assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        }
        int64_t pause_ms = i == 0 ? 0 : LIMIT_WITNESS_PAUSE_MS; /* a start is not held up */
        assert_true(w->custodian->witnesses.states[0].due_ms >= before_ms + pause_ms);
    }
}

static void proofs_hold_for_what_a_witness_has(void **state)
{
    struct world *w = *state;
    struct tlog_growth growth = {.old_size = 0};
    for (int i = 0; i < 6; i++) {
        assert_int_equal(journal_key_retired(&w->custodian->journal, i + 1), ERR_OK);
        AUTO(asked) struct asked one = {.bytes = {0}};
        w->custodian->witnesses.states[0].due_ms = 0;
        w->custodian->witnesses.states[1].due_ms = INT64_MAX;
        do { /* the first is about what was durable before */
            asked_auto(&one);
            one = (struct asked){.bytes = {0}};
            await_request(w, &one);
            if (one.request.checkpoint.size == growth.old_size) {
                cosign(w, &one, 0);
                w->custodian->witnesses.states[0].due_ms = 0;
            }
        } while (one.request.checkpoint.size == growth.old_size);
        assert_int_equal(one.request.old_size, growth.old_size);
        growth.new_size = one.request.checkpoint.size;
        growth.new_root = one.request.checkpoint.root;
        if (growth.old_size > 0) {
            assert_int_equal(tlog_consistency_check(&one.request.proof, &growth), ERR_OK);
        }
        growth.old_size = growth.new_size;
        growth.old_root = growth.new_root;
        cosign(w, &one, 0);
        for (int n = 0; n < ROUNDS && w->custodian->witnesses.states[0].asked != 0; n++) {
            assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        }
    }
}

static enum err rounds_to_an_end(struct world *w)
{
    for (int i = 0; i < ROUNDS; i++) {
        TRY(loop_round(&w->loop, 10));
    }
    return ERR_OK;
}

/* Refused at the start, in words, until that witness is asked no more. */
static void assert_behind(struct world *w, const char *words)
{
    struct custodian_problem problem = {{0}};
    assert_int_equal(rounds_to_an_end(w), ERR_CONFLICT);
    close_custodian(w);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(try_open(w, &problem), ERR_CONFLICT);
        assert_null(w->custodian);
        assert_non_null(strstr(problem.text, words));
        assert_non_null(strstr(problem.text, "vitrine witness remove"));
    }
}

static void a_larger_tree_of_a_witness_stops_it(void **state)
{
    struct world *w = *state;
    AUTO(asked) struct asked one = {.bytes = {0}};
    await_request(w, &one);
    char larger[32];
    (void)snprintf(larger, sizeof(larger), "%llu\n",
                   (unsigned long long)ledger_size(w->custodian->ledger) + 40);
    answer_text(w, &one, 409, larger);
    assert_behind(w, "put back to an older state");
    size_t other = one.witness == 0 ? 1 : 0;
    put_witnesses(w, 1u << other, 0); /* only the one that did not say so is asked */
    open_custodian(w);
    AUTO(asked) struct asked still = {.bytes = {0}};
    await_request(w, &still);
    assert_int_equal(still.witness, other);
}

static void another_history_of_a_witness_stops_it(void **state)
{
    struct world *w = *state;
    AUTO(asked) struct asked one = {.bytes = {0}};
    await_request(w, &one);
    answer_text(w, &one, 422, "");
    assert_behind(w, "another history");
    AUTO(fd_close) int dir = open(w->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(unlinkat(dir, "witnesses", 0), 0); /* nobody is asked any more */
    open_custodian(w);
    assert_int_equal(rounds_to_an_end(w), ERR_OK);
    assert_false(state_says(w, "state"));
}

static void answers_that_help_nobody_are_borne(void **state)
{
    struct world *w = *state;
    static const struct {
        uint16_t status;
        const char *body;
        const char *words;
    } played[] = {{0, "", "unreachable"},
                  {404, "", "does not know this ledger"},
                  {403, "", "another key"},
                  {500, "", "answers with an error"},
                  {302, "x", "answers with an error"},
                  {200, "", "does not hold"},
                  {200, "words\n", "does not hold"},
                  {409, "x", "malformed"},
                  {409, "007\n", "malformed"},
                  {409, "0\n", "contradicts itself"}};
    for (size_t i = 0; i < sizeof(played) / sizeof(played[0]); i++) {
        AUTO(asked) struct asked one = {.bytes = {0}};
        for (size_t k = 0; k < WITNESSES; k++) {
            w->custodian->witnesses.states[k].due_ms = k == 0 ? 0 : INT64_MAX;
        }
        await_request(w, &one);
        answer_text(w, &one, played[i].status, played[i].body);
        while (w->custodian->witnesses.states[0].asked != 0) {
            assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        }
        rounds_until(w, played[i].words);
    }
    assert_true(w->custodian->witnesses.states[0].due_ms > time_mono_ms());
    /* What answers nothing that was asked cuts gatewayd off. */
    AUTO(asked) struct asked last = {.bytes = {0}};
    w->custodian->witnesses.states[0].due_ms = 0;
    await_request(w, &last);
    last.stamped.id += 1000;
    answer_text(w, &last, 200, "");
    for (int i = 0; i < ROUNDS && w->loop.channels[ROLE_GATEWAYD * LIMIT_CHANNELS].fd >= 0; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
    }
    assert_int_equal(w->loop.channels[ROLE_GATEWAYD * LIMIT_CHANNELS].fd, -1);
    assert_int_equal(w->custodian->witnesses.states[0].asked, 0);
}

static enum err ask_who(struct world *w)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_token token = {.scope = ASK_SCOPE_OWN};
    struct ask_answer answer = {0};
    assert_int_equal(ask_token_encode(ASK_WHO, 5, &token, &frame), ERR_OK);
    assert_int_equal(ipc_send(w->edged, buf_span(&frame), NULL, 0), ERR_OK);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        if (ipc_wait(w->edged, 0) == ERR_OK) {
            AUTO(buf) struct buf got = {.max = LIMIT_MESSAGE};
            assert_int_equal(ipc_recv(w->edged, &got, NULL), ERR_OK);
            assert_int_equal(ask_answer_decode(ASK_WHO, 5, buf_span(&got), &answer), ERR_OK);
            return answer.err;
        }
    }
    fail_msg("no answer");
    return ERR_IO;
}

static void without_a_quorum_it_stops_accepting_when_it_said_so(void **state)
{
    struct world *w = *state;
    struct witnesses *witnesses = &w->custodian->witnesses;
    assert_int_equal(ask_who(w), ERR_DENIED); /* it is nobody's session */
    witnesses->quorum_mono_ms = time_mono_ms() - 2 * 60 * 1000;
    for (int n = 0; n < 5; n++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
        assert_false(state_says(w, "silent"));
    }
    witnesses->quorum_mono_ms = time_mono_ms() - 4 * 60 * 1000;
    rounds_until(w, "\"state\":\"silent\"");
    assert_int_equal(ask_who(w), ERR_DENIED);
    witnesses->quorum_mono_ms = time_mono_ms() - 10 * 60 * 1000;
    rounds_until(w, "\"state\":\"stopped\"");
    assert_int_equal(ask_who(w), ERR_BUSY);
    /* They are back. */
    witnesses_lost(witnesses);
    for (int i = 0; i < 8 && state_says(w, "stopped"); i++) {
        AUTO(asked) struct asked one = {.bytes = {0}};
        await_request(w, &one);
        if (one.stamped.id + 2 > witnesses->ids) { /* not one that was given up */
            cosign(w, &one, one.witness);
            for (int n = 0; n < 5; n++) {
                assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
            }
        }
    }
    rounds_until(w, "\"state\":\"witnessed\"");
    assert_int_equal(ask_who(w), ERR_DENIED);
}

/* A start over a ledger of some entries, with an event of gate's and a request of edged's. */
static uint64_t start_anew(struct world *w)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    uint8_t event[CTL_SIZE];
    struct ask_token token = {.scope = ASK_SCOPE_OWN};
    rounds_until(w, "\"state\":\"waiting\"");
    uint64_t size = ledger_size(w->custodian->ledger);
    assert_true(size > 1);
    close_custodian(w);
    w->first = true;
    open_custodian(w);
    ctl_encode(&(struct ctl){.kind = CTL_EVENT, .code = EVENT_REGION_START, .id = 77}, event);
    assert_int_equal(ipc_send(w->control, span_of(event, sizeof(event)), NULL, 0), ERR_OK);
    assert_int_equal(ask_token_encode(ASK_WHO, 5, &token, &frame), ERR_OK);
    assert_int_equal(ipc_send(w->edged, buf_span(&frame), NULL, 0), ERR_OK);
    return size;
}

/* What is signed, privately and in public, is what was signed before; and nobody was answered. */
static void assert_silent(struct world *w, uint64_t size)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_NOTE};
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    AUTO(fd_close) int dir = open(w->ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(file_read_all(dir, "checkpoint", &bytes), ERR_OK);
    assert_int_equal(tlog_note_decode(buf_span(&bytes), &note), ERR_OK);
    assert_int_equal(tlog_checkpoint_decode(note.text, &checkpoint), ERR_OK);
    assert_int_equal(checkpoint.size, size);
    assert_int_equal(ledger_size(w->custodian->ledger), size);
    assert_int_equal(ipc_wait(w->edged, 0), ERR_BUSY);
    assert_int_equal(ipc_wait(w->control, 0), ERR_BUSY);
}

static void some_rounds(struct world *w)
{
    for (int i = 0; i < 20; i++) {
        assert_int_equal(loop_round(&w->loop, 5), ERR_OK);
    }
}

static void assert_answers(struct world *w, uint64_t size)
{
    for (int i = 0; i < ROUNDS && ipc_wait(w->edged, 0) != ERR_OK; i++) {
        assert_int_equal(loop_round(&w->loop, 10), ERR_OK);
    }
    assert_int_equal(ipc_wait(w->edged, 0), ERR_OK);
    assert_int_equal(ipc_wait(w->control, 0), ERR_OK);
    assert_true(ledger_size(w->custodian->ledger) > size);
}

static void nothing_is_signed_before_all_witnesses_were_heard(void **state)
{
    struct world *w = *state;
    uint64_t size = start_anew(w);
    char held[32];
    AUTO(asked) struct asked one = {.bytes = {0}};
    AUTO(asked) struct asked two = {.bytes = {0}};
    AUTO(asked) struct asked again = {.bytes = {0}};
    await_request(w, &one);
    await_request(w, &two);
    assert_int_equal(one.request.checkpoint.size, size);
    assert_int_equal(two.request.checkpoint.size, size);
    (void)snprintf(held, sizeof(held), "%llu\n", (unsigned long long)size - 1);
    answer_text(w, &one, 409, held); /* that it is not ahead is only its first word */
    await_request(w, &again);
    assert_int_equal(again.witness, one.witness);
    assert_int_equal(again.request.old_size, size - 1);
    cosign(w, &again, again.witness);
    some_rounds(w);
    assert_silent(w, size);
    answer_text(w, &two, 500, ""); /* there is nothing to be had from it */
    assert_answers(w, size);
}

static void who_answers_nothing_is_waited_for_no_longer_than_that(void **state)
{
    struct world *w = *state;
    uint64_t size = start_anew(w);
    some_rounds(w);
    assert_silent(w, size);
    w->custodian->witnesses.first_until_ms = time_mono_ms() + 50;
    assert_answers(w, size);
}

/* An older copy that is put back, and a witness of the newer: the copy must sign nothing. */
static void an_older_copy_signs_nothing(void **state)
{
    struct world *w = *state;
    char larger[32];
    uint64_t size = start_anew(w);
    AUTO(asked) struct asked one = {.bytes = {0}};
    await_request(w, &one);
    (void)snprintf(larger, sizeof(larger), "%llu\n", (unsigned long long)size + 1);
    answer_text(w, &one, 409, larger);
    assert_int_equal(rounds_to_an_end(w), ERR_CONFLICT);
    assert_silent(w, size);
}

/* Some say 409 of a tree that is as large as theirs, and another. */
static void another_tree_of_the_same_size_stops_it(void **state)
{
    struct world *w = *state;
    char same[32];
    uint64_t size = start_anew(w);
    (void)snprintf(same, sizeof(same), "%llu\n", (unsigned long long)size);
    AUTO(asked) struct asked one = {.bytes = {0}};
    AUTO(asked) struct asked again = {.bytes = {0}};
    w->custodian->witnesses.states[1].due_ms = INT64_MAX;
    await_request(w, &one);
    answer_text(w, &one, 409, same);
    await_request(w, &again);
    assert_int_equal(again.request.old_size, size);
    answer_text(w, &again, 409, same);
    assert_behind(w, "another history");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_quorum_of_signatures_is_published_and_no_fewer,
                                        make_world, drop_world),
        cmocka_unit_test_setup_teardown(other_witnesses_are_claimed_once_they_signed, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(
            a_witness_that_tells_another_size_each_time_is_asked_no_faster, make_world, drop_world),
        cmocka_unit_test_setup_teardown(proofs_hold_for_what_a_witness_has, make_world, drop_world),
        cmocka_unit_test_setup_teardown(a_larger_tree_of_a_witness_stops_it, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(another_history_of_a_witness_stops_it, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(nothing_is_signed_before_all_witnesses_were_heard,
                                        make_world, drop_world),
        cmocka_unit_test_setup_teardown(who_answers_nothing_is_waited_for_no_longer_than_that,
                                        make_world, drop_world),
        cmocka_unit_test_setup_teardown(an_older_copy_signs_nothing, make_world, drop_world),
        cmocka_unit_test_setup_teardown(another_tree_of_the_same_size_stops_it, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(answers_that_help_nobody_are_borne, make_world, drop_world),
        cmocka_unit_test_setup_teardown(without_a_quorum_it_stops_accepting_when_it_said_so,
                                        make_world, drop_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
