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
#include "drafts.h"
#include "jobs.h"
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

static void open_all(void)
{
    char path[128];
    struct store_problem problem = {{0}};
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    assert_int_equal(blob_open(folder, &blobs), ERR_OK);
    assert_int_equal(drafts_new(store, blobs, &drafts), ERR_OK);
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
    c->draft.row.bytes = WHOLE;
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

static void expect_bytes(const char *id, const char *ending, uint64_t len)
{
    char path[160];
    AUTO(buf) struct buf found = {.max = WHOLE + 10};
    path_of(path, id, ending);
    assert_int_equal(file_read_all(AT_FDCWD, path, &found), ERR_OK);
    assert_int_equal(found.len, len);
    assert_memory_equal(found.ptr, pattern, len);
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
        assert_int_equal(chunk_write(c, part(1000, 5000)), ERR_OK);
        expect_bytes(id, ".part", 5000);
        if (dies == 0) {
            chunk_break(c);
            expect_bytes(id, ".part", 1000);
        }
        chunk_free(c);
        if (dies == 1) { /* without a break: the process has gone */
            expect_bytes(id, ".part", 5000);
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
    char id[STORE_BLOB_ID + 1];
    create(1000, id);
    for (int checked = 0; checked < 2; checked++) {
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
        expect_bytes(id, ".part", 4000);
        assert_int_equal(chunk_end(old, span_text("mira")), ERR_GONE);
        chunk_free(MOVE(old));
        assert_int_equal(chunk_write(new, part(4000, 5000)), ERR_OK);
        assert_int_equal(chunk_end(new, span_text("mira")), ERR_OK);
        expect_bytes(id, ".part", 5000);
        AUTO(draft) struct draft d = DRAFT_NONE;
        assert_int_equal(draft_open(drafts, MIRA, span_text(id), &d), ERR_OK);
        assert_int_equal(draft_claim(&d, NULL), ERR_OK);
        assert_int_equal(draft_cut(&d, 1000), ERR_OK);
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
    assert_int_equal(truncate(path, WHOLE + 10), 0);
    assert_int_equal(ask(id, NULL), WHOLE);
    path_of(path, id, "");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, WHOLE);
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
    create(1000, id);
    path_of(path, id, ".part");
    struct store_draft row;
    assert_int_equal(store_draft_get(store, MIRA, span_text(id), &row), ERR_OK);
    assert_int_equal(row.expires_ms, row.created_ms + LIMIT_DRAFT_KEEP_MS);
    assert_int_equal(store_draft_drop(store, span_text(id)), ERR_OK);
    row.created_ms -= LIMIT_DRAFT_KEEP_MS + 1000;
    row.expires_ms -= LIMIT_DRAFT_KEEP_MS + 1000;
    assert_int_equal(store_draft_add(store, &row, span_text("mira")), ERR_OK);
    start_again(); /* its last byte is young: it stays, and is looked at a day later */
    assert_int_equal(ask(id, NULL), 1000);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
