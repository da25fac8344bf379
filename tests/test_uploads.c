/*
 * test_uploads.c: drafts and the chunks that go into them, over a store and a folder that are real.
 * Byte i of every upload here is pattern(i), so that one at another place shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "chunk.h"
#include "datamap_field.h"
#include "drafts.h"
#include "intake.h"
#include "ipc_socket.h"
#include "jobs.h"
#include "play_original.h"
#include "store_job.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MIRA = 1, OTTO = 2, WHOLE = 100000 };

static char folder[64];
static struct store *store;
static struct blobs *blobs;
static struct drafts *drafts;
static uint8_t pattern[WHOLE + 10];
static uint64_t whole_bytes = WHOLE;
static struct ipc_pool *custodian;
static int custodian_fd;
static pthread_t custodian_thread;
static atomic_bool away; /* whatever it is asked, it has too much to do */
static atomic_int asks;
static atomic_int slow_ms; /* and thinks for so long first */

/* ---- a custodian that seals what waits, and opens it again */

static void play_one(const struct ask_items *items, size_t i, uint8_t ask, struct buf *bytes,
                     struct ask_answer *answer)
{
    struct span in = items->items[i].bytes;
    size_t from = bytes->len;
    assert_int_equal(items->items[i].field, FIELD_ORIGINAL);
    enum err err = ask == ASK_KEEP ? play_original_seal(items->subject, in, bytes)
                                   : play_original_open(items->subject, in, bytes);
    answer->err = answer->err == ERR_OK ? err : answer->err;
    answer->items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
}

static void play_answer(struct span frame, struct buf *out)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {.err = atomic_load(&away) ? ERR_BUSY : ERR_OK};
    struct ask_head head;
    struct ask_items items;
    assert_int_equal(buf_grow(&bytes, LIMIT_MESSAGE), ERR_OK); /* so that it never moves */
    assert_int_equal(ask_head_decode(frame, &head), ERR_OK);
    assert_true(head.ask == ASK_KEEP || head.ask == ASK_OPEN_WAITING);
    assert_int_equal(ask_items_decode(head.ask, head.body, &items), ERR_OK);
    (void)atomic_fetch_add(&asks, 1);
    (void)usleep((useconds_t)atomic_load(&slow_ms) * 1000);
    for (size_t i = 0; i < items.count && answer.err == ERR_OK; i++) {
        play_one(&items, i, head.ask, &bytes, &answer);
    }
    answer.count = items.count;
    assert_int_equal(ask_answer_encode(head.ask, head.id, &answer, out), ERR_OK);
}

static void *play_custodian(void *arg)
{
    (void)arg;
    for (;;) {
        AUTO(buf) struct buf in = {.max = LIMIT_MESSAGE};
        AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
        if (ipc_recv(custodian_fd, &in, NULL) != ERR_OK) {
            return NULL;
        }
        play_answer(buf_span(&in), &out);
        if (ipc_send(custodian_fd, buf_span(&out), NULL, 0) != ERR_OK) {
            return NULL;
        }
    }
}

/* ---- setting up */

static void open_all(void)
{
    char path[128];
    struct store_problem problem = {{0}};
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    assert_int_equal(blob_open(folder, &blobs), ERR_OK);
    assert_int_equal(drafts_new(store, blobs, custodian, &drafts), ERR_OK);
}

static void close_all(void)
{
    drafts_free(MOVE(drafts));
    store_close(MOVE(store));
    blob_close(MOVE(blobs));
}

/* As at a start of the process: what is left over is judged, then threads begin. */
static void start_again(void)
{
    size_t removed = 0;
    if (drafts != NULL) {
        close_all();
    }
    open_all();
    assert_int_equal(drafts_recover(drafts), ERR_OK);
    assert_int_equal(jobs_recover(store, blobs, &removed), ERR_OK);
    assert_int_equal(store_start(store), ERR_OK);
}

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pattern); i++) {
        pattern[i] = (uint8_t)(i * 31 + i / 251);
    }
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-uploads-XXXXXX");
    assert_non_null(mkdtemp(folder));
    int ends[2];
    atomic_store(&away, false);
    assert_int_equal(ipc_pair(ends), ERR_OK);
    custodian_fd = ends[0];
    assert_int_equal(ipc_pool_new(1, &custodian), ERR_OK);
    assert_int_equal(ipc_pool_put(custodian, 0, ends[1]), ERR_OK);
    assert_int_equal(pthread_create(&custodian_thread, NULL, play_custodian, NULL), 0);
    start_again();
    return 0;
}

static int remove_one(const char *name, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(name);
}

static int teardown(void **state)
{
    (void)state;
    close_all();
    ipc_pool_free(custodian);
    (void)pthread_join(custodian_thread, NULL);
    fd_close(custodian_fd);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- what a request does */

static struct chunk *chunk_of(uint64_t at)
{
    struct chunk *c = calloc(1, sizeof(*c));
    assert_non_null(c);
    *c = (struct chunk){.draft = DRAFT_NONE, .at = at, .blobs = blobs, .store = store};
    return c;
}

/* A checksum that no bytes here have. */
static void expect_sum(struct chunk *c)
{
    assert_int_equal(sum_new(SUM_SHA1, &c->sum), ERR_OK);
    c->digest_len = sum_size(SUM_SHA1);
}

static struct chunk *fresh(void)
{
    struct chunk *c = chunk_of(0);
    assert_int_equal(draft_new(drafts, &c->draft), ERR_OK);
    c->fresh = true;
    c->draft.row.person = MIRA;
    c->draft.row.bytes = (int64_t)whole_bytes;
    (void)snprintf(c->draft.row.title, sizeof(c->draft.row.title), "A clip");
    return c;
}

static struct span part(uint64_t from, uint64_t to)
{
    return span_of(pattern + from, (size_t)(to - from));
}

/* A draft with its first bytes; its name into id. */
static void create(uint64_t bytes, char id[STORE_BLOB_ID + 1])
{
    AUTO(chunk_free) struct chunk *c = fresh();
    assert_int_equal(chunk_begin(c), ERR_OK);
    assert_int_equal(chunk_write(c, part(0, bytes)), ERR_OK);
    assert_int_equal(chunk_end(c, span_text("mira")), ERR_OK);
    memcpy(id, c->draft.row.id, STORE_BLOB_ID + 1);
}

static enum err begin(const char *id, uint64_t at, struct chunk **out)
{
    AUTO(chunk_free) struct chunk *c = chunk_of(at);
    TRY(draft_open(drafts, MIRA, span_text(id), &c->draft));
    TRY(chunk_begin(c));
    *out = MOVE(c);
    return ERR_OK;
}

/* One whole request; its video, or 0. */
static int64_t send_part(const char *id, uint64_t from, uint64_t to)
{
    AUTO(chunk_free) struct chunk *c = NULL;
    assert_int_equal(begin(id, from, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(from, to)), ERR_OK);
    assert_int_equal(chunk_end(c, span_text("mira")), ERR_OK);
    assert_int_equal(c->offset, to);
    return c->draft.row.video;
}

/* As the client would be told: where it stands now, and the video, if it is one. */
static uint64_t ask(const char *id, int64_t *out_video)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    assert_int_equal(draft_open(drafts, MIRA, span_text(id), &d), ERR_OK);
    assert_int_equal(draft_claim(&d, NULL), ERR_OK);
    assert_int_equal(draft_settle(&d), ERR_OK);
    if (out_video != NULL) {
        *out_video = d.row.video;
    }
    return d.size;
}

static enum err look(int64_t person, const char *id)
{
    AUTO(draft) struct draft d = DRAFT_NONE;
    return draft_open(drafts, person, span_text(id), &d);
}

static void path_of(char out[160], const char *id, const char *ending)
{
    (void)snprintf(out, 160, "%s/incoming/%s%s", folder, id, ending);
}

/* A sealed piece behind what was found before: number, of whole. */
static void open_piece(const struct shut_whole *whole, uint32_t number, struct span sealed,
                       struct buf *out)
{
    AUTO(buf) struct buf plain = {.max = LIMIT_FIELD};
    struct span bytes;
    assert_int_equal(buf_grow(&plain, LIMIT_FIELD), ERR_OK);
    assert_int_equal(play_original_open(MIRA, sealed, &plain), ERR_OK);
    assert_int_equal(shut_piece_decode(whole, number, buf_span(&plain), &bytes), ERR_OK);
    assert_int_equal(buf_append_span(out, bytes), ERR_OK);
}

static struct shut_whole whole_of(const char *id, enum shut_kind kind, uint64_t bytes)
{
    struct shut_whole whole = {.kind = kind, .bytes = bytes};
    memcpy(whole.name, id, STORE_BLOB_ID + 1);
    return whole;
}

static void read_tail(const char *id, uint64_t bytes, struct buf *out)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    struct shut_whole whole = whole_of(id, SHUT_TAIL, bytes);
    assert_int_equal(store_draft_tail(store, MIRA, span_text(id), &sealed), ERR_OK);
    open_piece(&whole, (uint32_t)(out->len / SHUT_PIECE), buf_span(&sealed), out);
}

/* In the file and, of a draft, in the row: opened piece by piece. */
static void expect_bytes(const char *id, const char *ending, uint64_t len)
{
    char path[160];
    AUTO(buf) struct buf file = {.max = 2 * WHOLE};
    AUTO(buf) struct buf found = {.max = WHOLE + 10};
    struct shut_whole whole = whole_of(id, SHUT_ORIGINAL, whole_bytes);
    path_of(path, id, ending);
    assert_int_equal(file_read_all(AT_FDCWD, path, &file), ERR_OK);
    for (size_t at = 0; at < file.len; at += SHUT_SEALED) {
        size_t rest = file.len - at;
        struct span sealed = span_of(file.ptr + at, rest < SHUT_SEALED ? rest : SHUT_SEALED);
        open_piece(&whole, (uint32_t)(at / SHUT_SEALED), sealed, &found);
    }
    if (found.len < len) {
        read_tail(id, len, &found);
    }
    assert_int_equal(found.len, len);
    assert_memory_equal(found.ptr, pattern, len);
}

static size_t pieces_in(const char *id)
{
    char path[160];
    struct stat st;
    path_of(path, id, ".part");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size % SHUT_SEALED, 0);
    return (size_t)st.st_size / SHUT_SEALED;
}

static size_t videos_of(int64_t person)
{
    struct store_video page[8];
    size_t count = 0;
    struct store_place start = {0, 0};
    assert_int_equal(store_video_own(store, person, start, 8, page, &count), ERR_OK);
    return count;
}

/* ---- the ordinary way */

static void chunks_add_up_to_one_video(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    int64_t video = 0;
    create(1000, id);
    assert_int_equal(ask(id, NULL), 1000);
    assert_int_equal(send_part(id, 1000, 60000), 0);
    expect_bytes(id, ".part", 60000);
    start_again();
    assert_int_equal(ask(id, &video), 60000);
    assert_int_equal(video, 0);
    int64_t made = send_part(id, 60000, WHOLE);
    assert_true(made > 0);
    expect_bytes(id, "", WHOLE);
    assert_int_equal(ask(id, &video), WHOLE);
    assert_int_equal(video, made);
    struct chunk *c = NULL;
    assert_int_equal(begin(id, 60000, &c), ERR_CONFLICT); /* its last request, repeated */
    assert_int_equal(send_part(id, WHOLE, WHOLE), made);
    assert_int_equal(videos_of(MIRA), 1);
    start_again();
    assert_int_equal(ask(id, &video), WHOLE);
    assert_int_equal(video, made);
    assert_int_equal(videos_of(MIRA), 1);
}

static void creation_may_bring_all_bytes(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    int64_t video = 0;
    create(WHOLE, id);
    assert_int_equal(ask(id, &video), WHOLE);
    assert_true(video > 0);
    assert_int_equal(videos_of(MIRA), 1);
}

static void creation_that_breaks_off_leaves_nothing(void **state)
{
    (void)state;
    AUTO(chunk_free) struct chunk *c = fresh();
    char path[160];
    assert_int_equal(chunk_begin(c), ERR_OK);
    assert_int_equal(chunk_write(c, part(0, 1000)), ERR_OK);
    path_of(path, c->draft.row.id, ".part");
    assert_int_equal(access(path, F_OK), 0);
    chunk_break(c);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(look(MIRA, c->draft.row.id), ERR_NOT_FOUND);
}

static void a_draft_is_nobody_elses(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    create(1000, id);
    assert_int_equal(look(OTTO, id), ERR_NOT_FOUND);
    assert_int_equal(look(MIRA, "no name"), ERR_NOT_FOUND);
    assert_int_equal(look(MIRA, "0123456789abcdef0123456789abcdef"), ERR_NOT_FOUND);
    assert_int_equal(look(MIRA, id), ERR_OK);
}

static void removed_is_gone_with_its_file(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char path[160];
    create(1000, id);
    path_of(path, id, ".part");
    {
        AUTO(draft) struct draft d = DRAFT_NONE;
        assert_int_equal(draft_open(drafts, MIRA, span_text(id), &d), ERR_OK);
        assert_int_equal(draft_claim(&d, NULL), ERR_OK);
        assert_int_equal(draft_remove(&d), ERR_OK);
    }
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(look(MIRA, id), ERR_NOT_FOUND);
}

/* ---- breaks */

static void what_came_before_a_break_stays(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *c = NULL;
    create(1000, id);
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, 5000)), ERR_OK);
    chunk_break(c);
    assert_int_equal(ask(id, NULL), 5000);
    expect_bytes(id, ".part", 5000);
}

static void *break_off(void *chunk)
{
    chunk_break(chunk);
    return NULL;
}

/* A list sees what stood before; who comes back waits as for any other work on it. */
static void nobody_waits_long_for_what_is_put_down_at_a_break(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *c = NULL;
    AUTO(draft) struct draft d = DRAFT_NONE;
    struct draft_seen seen[LIMIT_DRAFTS];
    size_t count = 0;
    pthread_t thread;
    create(1000, id);
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, 5000)), ERR_OK);
    int asked = atomic_load(&asks);
    atomic_store(&slow_ms, LIMIT_ASK_QUICK_MS - 500);
    assert_int_equal(pthread_create(&thread, NULL, break_off, c), 0);
    while (atomic_load(&asks) == asked) {
        (void)usleep(1000);
    }
    int64_t start = time_mono_ms();
    assert_int_equal(drafts_own(drafts, MIRA, seen, &count), ERR_OK);
    assert_true(count > 0 && time_mono_ms() - start < LIMIT_TURN_WAIT_MS);
    assert_int_equal(draft_open(drafts, MIRA, span_text(id), &d), ERR_BUSY);
    assert_int_equal(pthread_join(thread, NULL), 0);
    atomic_store(&slow_ms, 0);
    chunk_free(MOVE(c));
    assert_int_equal(ask(id, NULL), 5000);
}

static void with_a_checksum_it_is_cut_off(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    create(1000, id);
    for (int dies = 0; dies < 2; dies++) {
        struct chunk *c = chunk_of(1000);
        expect_sum(c);
        assert_int_equal(draft_open(drafts, MIRA, span_text(id), &c->draft), ERR_OK);
        assert_int_equal(chunk_begin(c), ERR_OK);
        assert_int_equal(chunk_write(c, part(1000, 90000)), ERR_OK);
        assert_int_equal(pieces_in(id), 2);
        if (dies == 0) {
            chunk_break(c);
            expect_bytes(id, ".part", 1000);
        }
        chunk_free(c);
        if (dies == 1) { /* without a break: the process has gone */
            assert_int_equal(pieces_in(id), 2);
            start_again();
        }
        assert_int_equal(ask(id, NULL), 1000);
        expect_bytes(id, ".part", 1000);
    }
    assert_int_equal(send_part(id, 1000, 2000), 0); /* this one has none, and all of it stays */
    start_again();
    assert_int_equal(ask(id, NULL), 2000);
}

static void another_checksum_drops_the_chunk(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    create(1000, id);
    AUTO(chunk_free) struct chunk *c = chunk_of(1000);
    expect_sum(c);
    assert_int_equal(draft_open(drafts, MIRA, span_text(id), &c->draft), ERR_OK);
    assert_int_equal(chunk_begin(c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, WHOLE)), ERR_OK);
    assert_int_equal(chunk_end(c, span_text("mira")), ERR_FORMAT);
    assert_int_equal(c->offset, 1000);
    chunk_break(c);
    chunk_free(MOVE(c));
    assert_int_equal(ask(id, NULL), 1000);
    assert_int_equal(videos_of(MIRA), 0);
    assert_true(send_part(id, 1000, WHOLE) > 0);
}

static void bytes_past_the_length_drop_the_chunk(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    create(1000, id);
    AUTO(chunk_free) struct chunk *c = NULL;
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, WHOLE)), ERR_OK);
    assert_int_equal(chunk_write(c, part(WHOLE, WHOLE + 1)), ERR_OK);
    assert_int_equal(chunk_end(c, span_text("mira")), ERR_LIMIT);
    chunk_break(c);
    chunk_free(MOVE(c));
    assert_int_equal(ask(id, NULL), 1000);
    expect_bytes(id, ".part", 1000);
}

/* ---- several at once */

static void the_newest_request_wins(void **state)
{
    (void)state;
    for (int checked = 0; checked < 2; checked++) {
        char id[STORE_BLOB_ID + 1];
        create(1000, id);
        AUTO(chunk_free) struct chunk *old = chunk_of(1000);
        AUTO(chunk_free) struct chunk *new = NULL;
        if (checked == 1) {
            expect_sum(old);
        }
        assert_int_equal(draft_open(drafts, MIRA, span_text(id), &old->draft), ERR_OK);
        assert_int_equal(chunk_begin(old), ERR_OK);
        assert_int_equal(chunk_write(old, part(1000, 3000)), ERR_OK);
        uint64_t at = checked == 1 ? 1000 : 3000;
        assert_int_equal(begin(id, at, &new), ERR_OK);
        assert_int_equal(chunk_write(old, part(3000, 3500)), ERR_GONE);
        assert_int_equal(chunk_write(new, part(at, 4000)), ERR_OK);
        chunk_break(old);
        assert_int_equal(chunk_end(old, span_text("mira")), ERR_GONE);
        chunk_free(MOVE(old));
        assert_int_equal(chunk_write(new, part(4000, 5000)), ERR_OK);
        assert_int_equal(chunk_end(new, span_text("mira")), ERR_OK);
        expect_bytes(id, ".part", 5000);
    }
}

static void whoever_asks_has_the_last_word_on_where_it_stands(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *old = NULL;
    create(1000, id);
    assert_int_equal(begin(id, 1000, &old), ERR_OK);
    assert_int_equal(chunk_write(old, part(1000, 3000)), ERR_OK);
    assert_int_equal(ask(id, NULL), 3000);
    assert_int_equal(chunk_write(old, part(3000, 3500)), ERR_GONE);
    assert_int_equal(ask(id, NULL), 3000);
}

static void another_offset_disturbs_nobody(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *old = NULL;
    struct chunk *other = NULL;
    create(1000, id);
    assert_int_equal(begin(id, 1000, &old), ERR_OK);
    assert_int_equal(chunk_write(old, part(1000, 3000)), ERR_OK);
    static const uint64_t wrong[] = {0, 999, 1000, 2999, 3001, WHOLE, UINT64_MAX};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(begin(id, wrong[i], &other), ERR_CONFLICT);
    }
    assert_int_equal(chunk_write(old, part(3000, WHOLE)), ERR_OK);
    assert_int_equal(chunk_end(old, span_text("mira")), ERR_OK);
    assert_int_equal(videos_of(MIRA), 1);
}

struct race {
    const char *id;
    atomic_int made; /* requests that made a video of it */
    atomic_int lost; /* requests that were overtaken */
    atomic_bool over;
};

/* Asks where it stands and goes on from there, as a client that never trusts its connection. */
static void *race_main(void *arg)
{
    struct race *r = arg;
    unsigned random = (unsigned)(uintptr_t)&random;
    while (!atomic_load(&r->over)) {
        AUTO(chunk_free) struct chunk *c = chunk_of(0);
        if (draft_open(drafts, MIRA, span_text(r->id), &c->draft) != ERR_OK ||
            c->draft.row.video != 0) {
            atomic_store(&r->over, true);
            break;
        }
        c->at = c->draft.size;
        random = random * 1103515245 + 12345;
        uint64_t to = c->at + 1 + random / 65536 % 700;
        to = to > WHOLE ? WHOLE : to;
        enum err err = chunk_begin(c);
        for (uint64_t at = c->at; err == ERR_OK && at < to; at += 100) {
            err = chunk_write(c, part(at, at + 100 < to ? at + 100 : to));
        }
        if (err == ERR_OK && random % 5 != 0) {
            err = chunk_end(c, span_text("mira"));
            atomic_fetch_add(&r->made, err == ERR_OK && c->draft.row.video != 0 ? 1 : 0);
        }
        atomic_fetch_add(&r->lost, err == ERR_GONE ? 1 : 0);
        chunk_break(c);
    }
    return NULL;
}

static void racing_requests_never_write_at_a_wrong_offset(void **state)
{
    (void)state;
    enum { RACERS = 6 };
    char id[STORE_BLOB_ID + 1];
    pthread_t racers[RACERS];
    create(1, id);
    struct race race = {.id = id};
    for (size_t i = 0; i < RACERS; i++) {
        assert_int_equal(pthread_create(&racers[i], NULL, race_main, &race), 0);
    }
    for (size_t i = 0; i < RACERS; i++) {
        (void)pthread_join(racers[i], NULL);
    }
    expect_bytes(id, "", WHOLE);
    assert_int_equal(atomic_load(&race.made), 1);
    assert_int_equal(videos_of(MIRA), 1);
}

/* ---- ends at a bad moment */

static void one_that_was_whole_at_the_end_becomes_a_video_at_the_next_start(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *c = NULL;
    int64_t video = 0;
    create(1000, id);
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, WHOLE)), ERR_OK);
    chunk_break(c);
    chunk_free(MOVE(c)); /* before its end */
    start_again();
    assert_int_equal(videos_of(MIRA), 1);
    expect_bytes(id, "", WHOLE);
    assert_int_equal(ask(id, &video), WHOLE);
    assert_true(video > 0);
}

static void one_that_was_kept_at_the_end_becomes_a_video_too(void **state)
{
    (void)state;
    for (int asked = 0; asked < 2; asked++) {
        char id[STORE_BLOB_ID + 1];
        char from[160];
        char to[160];
        int64_t video = 0;
        AUTO(chunk_free) struct chunk *c = NULL;
        create(1000, id);
        assert_int_equal(begin(id, 1000, &c), ERR_OK);
        assert_int_equal(chunk_write(c, part(1000, WHOLE)), ERR_OK);
        chunk_break(c);
        chunk_free(MOVE(c));
        path_of(from, id, ".part");
        path_of(to, id, "");
        assert_int_equal(rename(from, to), 0);
        if (asked == 0) {
            start_again();
            assert_int_equal(videos_of(MIRA), 1);
        }
        assert_int_equal(ask(id, &video), WHOLE);
        assert_true(video > 0);
        assert_int_equal(videos_of(MIRA), 1 + (size_t)asked);
        expect_bytes(id, "", WHOLE);
    }
}

static void a_file_that_is_too_long_is_cut_at_its_length(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char path[160];
    create(1000, id);
    path_of(path, id, ".part");
    assert_int_equal(truncate(path, (off_t)shut_sealed(WHOLE) + 10), 0);
    assert_int_equal(ask(id, NULL), WHOLE);
    path_of(path, id, "");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, shut_sealed(WHOLE));
}

static void one_that_was_kept_too_short_is_gone(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char from[160];
    char to[160];
    create(1000, id);
    path_of(from, id, ".part");
    path_of(to, id, "");
    assert_int_equal(rename(from, to), 0);
    start_again();
    assert_int_equal(look(MIRA, id), ERR_NOT_FOUND);
    assert_int_equal(access(to, F_OK), -1);
    assert_int_equal(videos_of(MIRA), 0);
}

static void one_whose_bytes_are_lost_is_gone(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char path[160];
    struct store_draft row;
    create(1000, id);
    path_of(path, id, ".part");
    assert_int_equal(unlink(path), 0);
    start_again();
    assert_int_equal(look(MIRA, id), ERR_NOT_FOUND);
    assert_int_equal(store_draft_get(store, MIRA, span_text(id), &row), ERR_NOT_FOUND);
}

/* ---- time */

/* As if its last byte, or its creation, were that much longer ago. */
static void age(const char *id, int64_t ms)
{
    char path[160];
    path_of(path, id, ".part");
    int64_t then_ms = time_wall_ms() - ms;
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                {.tv_sec = then_ms / 1000, .tv_nsec = then_ms % 1000 * 1000000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void one_that_is_given_up_goes(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char path[160];
    create(SHUT_PIECE, id);
    path_of(path, id, ".part");
    struct store_draft row;
    assert_int_equal(store_draft_get(store, MIRA, span_text(id), &row), ERR_OK);
    assert_int_equal(row.expires_ms, row.created_ms + LIMIT_DRAFT_KEEP_MS);
    assert_int_equal(store_draft_drop(store, span_text(id)), ERR_OK);
    row.created_ms -= LIMIT_DRAFT_KEEP_MS + 1000;
    row.expires_ms -= LIMIT_DRAFT_KEEP_MS + 1000;
    assert_int_equal(store_draft_add(store, &row, span_text("mira")), ERR_OK);
    start_again(); /* its last byte is young: it stays, and is looked at a day later */
    assert_int_equal(ask(id, NULL), SHUT_PIECE);
    assert_int_equal(store_draft_get(store, MIRA, span_text(id), &row), ERR_OK);
    assert_true(row.expires_ms > time_wall_ms() + LIMIT_DRAFT_KEEP_MS - 60000);
    age(id, LIMIT_DRAFT_KEEP_MS + 1000);
    assert_int_equal(look(MIRA, id), ERR_GONE);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(store_draft_extend(store, span_text(id), 1), ERR_OK);
    drafts_sweep(drafts);
    assert_int_equal(look(MIRA, id), ERR_GONE); /* a look now and then is enough */
    start_again();
    assert_int_equal(look(MIRA, id), ERR_NOT_FOUND);
    assert_int_equal(access(path, F_OK), -1);
}

static void one_that_is_a_video_is_remembered_for_a_day(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    create(WHOLE, id);
    assert_int_equal(store_draft_extend(store, span_text(id), 1), ERR_OK);
    assert_int_equal(look(MIRA, id), ERR_GONE);
    start_again();
    assert_int_equal(look(MIRA, id), ERR_NOT_FOUND);
    assert_int_equal(videos_of(MIRA), 1);
    expect_bytes(id, "", WHOLE);
}

/* ---- sealed */

/* No run of the bytes, as they came, is in a file of the folder. */
static int search_one(const char *name, const struct stat *st, int kind, struct FTW *ftw)
{
    enum { RUN = 24 };
    AUTO(buf) struct buf file = {.max = 8 * MIB};
    (void)ftw;
    if (kind == FTW_F && st->st_size > 0) {
        assert_int_equal(file_read_all(AT_FDCWD, name, &file), ERR_OK);
        for (size_t at = 0; at + RUN <= WHOLE; at += 1000) {
            assert_null(memmem(file.ptr, file.len, pattern + at, RUN));
        }
    }
    return 0;
}

static void expect_nothing_clear(void)
{
    assert_int_equal(nftw(folder, search_one, 8, FTW_PHYS), 0);
}

static void no_byte_is_in_the_clear_on_the_disk(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *c = NULL;
    create(40000, id);
    expect_nothing_clear();
    assert_int_equal(begin(id, 40000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(40000, 90000)), ERR_OK);
    expect_nothing_clear();
    chunk_break(c);
    chunk_free(MOVE(c));
    expect_nothing_clear();
    start_again();
    expect_nothing_clear();
    assert_true(send_part(id, 90000, WHOLE) > 0);
    expect_nothing_clear();
}

static void a_torn_piece_is_cut_off_and_the_tail_before_it_counts_again(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char path[160];
    create(1000, id);
    path_of(path, id, ".part");
    assert_int_equal(truncate(path, SHUT_SEALED - 1), 0);
    assert_int_equal(ask(id, NULL), 1000);
    assert_int_equal(pieces_in(id), 0);
    assert_int_equal(send_part(id, 1000, 60000), 0);
    assert_int_equal(truncate(path, 2 * SHUT_SEALED - 1), 0);
    assert_int_equal(ask(id, NULL), SHUT_PIECE);
    assert_true(send_part(id, SHUT_PIECE, WHOLE) > 0);
    expect_bytes(id, "", WHOLE);
}

static void while_the_custodian_is_away_what_was_told_stays(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    AUTO(chunk_free) struct chunk *c = NULL;
    create(1000, id);
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    atomic_store(&away, true);
    assert_int_equal(chunk_write(c, part(1000, 50000)), ERR_OK);
    assert_int_equal(chunk_write(c, part(50000, 70000)), ERR_BUSY);
    int asked = atomic_load(&asks);
    chunk_break(c);
    assert_int_equal(atomic_load(&asks), asked); /* nobody waits a second time */
    chunk_free(MOVE(c));
    assert_int_equal(begin(id, 1000, &c), ERR_BUSY);
    atomic_store(&away, false);
    assert_int_equal(ask(id, NULL), 1000);
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, 30000)), ERR_OK);
    atomic_store(&away, true);
    assert_int_equal(chunk_end(c, span_text("mira")), ERR_BUSY);
    chunk_break(c);
    chunk_free(MOVE(c));
    atomic_store(&away, false);
    assert_int_equal(ask(id, NULL), 1000);
    assert_true(send_part(id, 1000, WHOLE) > 0);
    expect_bytes(id, "", WHOLE);
}

static void a_piece_of_another_place_is_found_out(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char other[STORE_BLOB_ID + 1];
    struct chunk *c = NULL;
    AUTO(buf) struct buf tail = {.max = LIMIT_FIELD};
    create(1000, id);
    create(1000, other);
    assert_int_equal(store_draft_tail(store, MIRA, span_text(other), &tail), ERR_OK);
    assert_int_equal(store_draft_put_tail(store, span_text(id), 0, buf_span(&tail)), ERR_OK);
    assert_int_equal(begin(id, 1000, &c), ERR_IO);
}

/* What an older version took in goes on as it was. */
static void one_that_is_not_sealed_goes_on_as_it_was(void **state)
{
    (void)state;
    char id[STORE_BLOB_ID + 1];
    char path[160];
    AUTO(buf) struct buf found = {.max = WHOLE + 10};
    AUTO(chunk_free) struct chunk *c = NULL;
    struct store_job job;
    {
        AUTO(chunk_free) struct chunk *old = fresh();
        old->draft.row.sealed = false;
        assert_int_equal(chunk_begin(old), ERR_OK);
        assert_int_equal(chunk_write(old, part(0, 1000)), ERR_OK);
        assert_int_equal(chunk_end(old, span_text("mira")), ERR_OK);
        memcpy(id, old->draft.row.id, sizeof(id));
    }
    start_again();
    int asked = atomic_load(&asks);
    assert_int_equal(begin(id, 1000, &c), ERR_OK);
    assert_int_equal(chunk_write(c, part(1000, 40000)), ERR_OK);
    chunk_break(c);
    chunk_free(MOVE(c));
    assert_int_equal(ask(id, NULL), 40000);
    c = chunk_of(40000);
    expect_sum(c);
    assert_int_equal(draft_open(drafts, MIRA, span_text(id), &c->draft), ERR_OK);
    assert_int_equal(chunk_begin(c), ERR_OK);
    assert_int_equal(chunk_write(c, part(40000, 90000)), ERR_OK);
    assert_int_equal(chunk_end(c, span_text("mira")), ERR_FORMAT);
    chunk_break(c);
    chunk_free(MOVE(c));
    assert_true(send_part(id, 40000, WHOLE) > 0);
    assert_int_equal(atomic_load(&asks), asked);
    path_of(path, id, "");
    assert_int_equal(file_read_all(AT_FDCWD, path, &found), ERR_OK);
    assert_int_equal(found.len, WHOLE);
    assert_memory_equal(found.ptr, pattern, WHOLE);
    assert_int_equal(store_job_next(store, false, time_wall_ms(), &job), ERR_OK);
    assert_false(job.original_sealed);
}

/* ---- against a model: how far it was told to be, and how far bytes were sent */

enum { BY_END, BY_BREAK, BY_DEATH, BY_SILENCE, BY_OTHER, WAYS };

struct play {
    unsigned random;
    char id[STORE_BLOB_ID + 1];
    uint64_t at;
    int64_t video;
};

static unsigned any(struct play *p, unsigned below)
{
    p->random = p->random * 1103515245 + 12345;
    return p->random / 65536 % below;
}

static uint64_t write_some(struct play *p, struct chunk *c, uint64_t to)
{
    uint64_t at = p->at;
    while (at < to) {
        uint64_t left = to - at;
        uint64_t len = 1 + any(p, 32768);
        len = len < left ? len : left;
        assert_int_equal(chunk_write(c, part(at, at + len)), ERR_OK);
        at += len;
    }
    return at;
}

/* One request, its end, and what stands then: least is what must, most what may. */
static void play_part(struct play *p)
{
    unsigned way = any(p, WAYS);
    bool checked = any(p, 3) == 0;
    bool wrong = checked && any(p, 2) == 0;
    uint64_t room = whole_bytes - p->at;
    uint64_t to = p->at + (any(p, 3) == 0 ? room : any(p, 70000) % (room + 1));
    struct chunk *c = chunk_of(p->at);
    if (checked) {
        expect_sum(c);
        sum_once(SUM_SHA1, part(p->at, wrong ? whole_bytes + 1 : to), c->digest);
    }
    assert_int_equal(draft_open(drafts, MIRA, span_text(p->id), &c->draft), ERR_OK);
    assert_int_equal(chunk_begin(c), ERR_OK);
    assert_int_equal(write_some(p, c, to), to);
    bool dropped = checked && (wrong || way != BY_END);
    uint64_t least = way == BY_DEATH || way == BY_SILENCE || dropped ? p->at : to;
    uint64_t most = dropped ? p->at : to;
    if (way == BY_END) {
        assert_int_equal(chunk_end(c, span_text("mira")), wrong ? ERR_FORMAT : ERR_OK);
    }
    if (way == BY_BREAK || (way == BY_END && wrong)) {
        chunk_break(c);
    }
    if (way == BY_OTHER) {
        uint64_t seen = ask(p->id, NULL);
        assert_true(seen >= least && seen <= most);
        assert_int_equal(chunk_write(c, part(0, 0)), ERR_GONE);
        chunk_break(c);
    }
    chunk_free(c);
    if (way == BY_DEATH) {
        start_again();
    }
    p->at = ask(p->id, &p->video);
    assert_true(p->at >= least && p->at <= most);
    expect_bytes(p->id, p->video != 0 ? "" : ".part", p->at);
}

static void whatever_happens_it_goes_on_byte_for_byte(void **state)
{
    (void)state;
    static const uint64_t lengths[] = {
        1, SHUT_PIECE - 1, SHUT_PIECE, SHUT_PIECE + 1, 2 * SHUT_PIECE, 3 * SHUT_PIECE, WHOLE};
    for (unsigned i = 0; i < 3 * sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct play p = {.random = i * 7919};
        whole_bytes = lengths[i % (sizeof(lengths) / sizeof(lengths[0]))];
        create(0, p.id);
        while (p.video == 0) {
            play_part(&p);
        }
        assert_int_equal(p.at, whole_bytes);
        expect_nothing_clear();
    }
    whole_bytes = WHOLE;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(chunks_add_up_to_one_video),
        CASE(creation_may_bring_all_bytes),
        CASE(creation_that_breaks_off_leaves_nothing),
        CASE(a_draft_is_nobody_elses),
        CASE(removed_is_gone_with_its_file),
        CASE(what_came_before_a_break_stays),
        CASE(nobody_waits_long_for_what_is_put_down_at_a_break),
        CASE(with_a_checksum_it_is_cut_off),
        CASE(another_checksum_drops_the_chunk),
        CASE(bytes_past_the_length_drop_the_chunk),
        CASE(the_newest_request_wins),
        CASE(whoever_asks_has_the_last_word_on_where_it_stands),
        CASE(another_offset_disturbs_nobody),
        CASE(racing_requests_never_write_at_a_wrong_offset),
        CASE(one_that_was_whole_at_the_end_becomes_a_video_at_the_next_start),
        CASE(one_that_was_kept_at_the_end_becomes_a_video_too),
        CASE(one_whose_bytes_are_lost_is_gone),
        CASE(a_file_that_is_too_long_is_cut_at_its_length),
        CASE(one_that_was_kept_too_short_is_gone),
        CASE(one_that_is_given_up_goes),
        CASE(one_that_is_a_video_is_remembered_for_a_day),
        CASE(no_byte_is_in_the_clear_on_the_disk),
        CASE(a_torn_piece_is_cut_off_and_the_tail_before_it_counts_again),
        CASE(while_the_custodian_is_away_what_was_told_stays),
        CASE(a_piece_of_another_place_is_found_out),
        CASE(one_that_is_not_sealed_goes_on_as_it_was),
        CASE(whatever_happens_it_goes_on_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
