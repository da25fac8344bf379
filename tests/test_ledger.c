/* test_ledger.c: what is appended is what a stranger reads, at every size where a tile fills, over
 * restarts; and everything that must stop the ledger stops it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "ledger.h"
#include "ledger_entry.h"
#include "ledger_head.h"
#include "tlog_entry.h"
#include "tlog_tally.h"

#include "ledger_audit.h"

#include <errno.h>
#include <stdbool.h>

static const char origin[] = "region.example/test";

struct place {
    char root[64];
    char public_dir[96];
    char private_dir[96];
    char mark_dir[96];
    bool marked; /* mark_dir is used */
};

static int place_make(void **state)
{
    struct place *p = calloc(1, sizeof(*p));
    assert_non_null(p);
    (void)snprintf(p->root, sizeof(p->root), "%s/vitrine-ledger-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(p->root));
    (void)snprintf(p->public_dir, sizeof(p->public_dir), "%s/public", p->root);
    (void)snprintf(p->private_dir, sizeof(p->private_dir), "%s/private", p->root);
    (void)snprintf(p->mark_dir, sizeof(p->mark_dir), "%s/mark", p->root);
    assert_int_equal(mkdir(p->public_dir, 0755), 0);
    assert_int_equal(mkdir(p->mark_dir, 0755), 0);
    assert_int_equal(mkdir(p->private_dir, 0700), 0);
    *state = p;
    return 0;
}

static int place_remove(void **state)
{
    struct place *p = *state;
    audit_remove_tree(p->root);
    free(p);
    return 0;
}

static enum err try_open(const struct place *p, const char *name, struct ledger **out,
                         struct ledger_problem *problem)
{
    struct ledger_config config = {.public_dir = p->public_dir,
                                   .private_dir = p->private_dir,
                                   .mark_dir = p->marked ? p->mark_dir : NULL,
                                   .origin = name};
    return ledger_open(&config, out, problem);
}

static struct ledger *open_good(const struct place *p)
{
    struct ledger *l = NULL;
    struct ledger_problem problem = {.text = ""};
    enum err err = try_open(p, origin, &l, &problem);
    if (err != ERR_OK) {
        fail_msg("ledger_open: %s: %s", err_text(err), problem.text);
    }
    return l;
}

/* Refused with this error, and with words that hold this one. */
static void open_bad(const struct place *p, enum err want, const char *word)
{
    struct ledger *l = NULL;
    struct ledger_problem problem = {.text = ""};
    assert_int_equal(try_open(p, origin, &l, &problem), want);
    assert_null(l);
    if (strstr(problem.text, word) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", problem.text, word);
    }
}

static size_t entry_text(uint64_t index, char *out, size_t size)
{
    return (size_t)snprintf(out, size, "{\"n\":%llu,\"type\":\"t\",\"v\":1}",
                            (unsigned long long)index);
}

static void entry_is_its_number(uint64_t index, struct span entry)
{
    char text[64];
    size_t len = entry_text(index, text, sizeof(text));
    assert_true(span_equal(entry, span_of(text, len)));
}

/* Appends up to this size and commits once. */
static void fill_to(struct ledger *l, uint64_t size)
{
    for (uint64_t i = ledger_size(l) + ledger_pending(l); i < size; i++) {
        char text[64];
        size_t len = entry_text(i, text, sizeof(text));
        assert_int_equal(ledger_append(l, span_of(text, len)), ERR_OK);
    }
    enum err err = ledger_commit(l);
    if (err != ERR_OK) {
        fail_msg("ledger_commit: %s", ledger_problem_text(l));
    }
    assert_int_equal(ledger_size(l), size);
    assert_int_equal(ledger_pending(l), 0);
}

static void first_open_publishes_the_empty_tree(void **state)
{
    const struct place *p = *state;
    AUTO(ledger_close) struct ledger *l = open_good(p);
    assert_int_equal(ledger_size(l), 0);
    assert_int_equal(audit(p->public_dir, origin, NULL), 0);
    struct stat st;
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/key", p->private_dir);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, 32);
    assert_int_equal(ledger_commit(l), ERR_OK); /* nothing appended: nothing happens */
    assert_int_equal(ledger_size(l), 0);
}

static void every_size_where_a_tile_fills(void **state)
{
    const struct place *p = *state;
    static const uint64_t sizes[] = {1,     2,     3,     254,   255,   256,   257,
                                     258,   511,   512,   513,   1023,  1025,  65534,
                                     65535, 65536, 65537, 65538, 65792, 66000, 70000};
    struct ledger *l = open_good(p);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        fill_to(l, sizes[i]);
        assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), sizes[i]);
        if (i % 2 == 0) { /* every other time over a restart */
            ledger_close(l);
            l = open_good(p);
            assert_int_equal(ledger_size(l), sizes[i]);
        }
    }
    ledger_close(l);
}

static void single_commits_across_a_tile(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 250);
    for (uint64_t size = 251; size < 262; size++) {
        fill_to(l, size);
        assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), size);
    }
    ledger_close(l);
}

static void append_has_limits(void **state)
{
    AUTO(ledger_close) struct ledger *l = open_good(*state);
    static uint8_t bytes[LIMIT_ENTRY + 1];
    assert_int_equal(ledger_append(l, span_of(bytes, sizeof(bytes))), ERR_LIMIT);
    assert_int_equal(ledger_pending(l), 0);
    uint64_t taken = 0;
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        err = ledger_append(l, span_of(bytes, LIMIT_ENTRY));
        taken += err == ERR_OK ? 1 : 0;
    }
    assert_int_equal(err, ERR_LIMIT);
    assert_int_equal(taken, LIMIT_BATCH / (LIMIT_ENTRY + 34));
    assert_int_equal(ledger_pending(l), taken);
    assert_int_equal(ledger_commit(l), ERR_OK);
    assert_int_equal(ledger_append(l, span_of(bytes, 0)), ERR_OK);
    assert_int_equal(ledger_commit(l), ERR_OK);
    assert_int_equal(ledger_size(l), taken + 1);
    assert_int_equal(audit(((struct place *)*state)->public_dir, origin, NULL), taken + 1);
}

static void not_committed_is_not_there(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 5);
    assert_int_equal(ledger_append(l, span_text("never")), ERR_OK);
    ledger_close(l);
    l = open_good(p);
    assert_int_equal(ledger_size(l), 5);
    fill_to(l, 6);
    assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), 6);
    ledger_close(l);
}

static void shell(const struct place *p, const char *command)
{
    char line[512];
    (void)snprintf(line, sizeof(line), "cd %s && %s", p->root, command);
    assert_int_equal(system(line), 0); /* NOLINT: the tests' own folder */
}

static void public_files_that_are_behind_are_published_again(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 300);
    shell(p, "cp public/checkpoint old");
    fill_to(l, 520);
    ledger_close(l);
    /* As after a crash behind the promise: old checkpoint, no new tiles, leftovers. */
    shell(p, "cp old public/checkpoint && rm -f public/tile/0/001 public/tile/entries/001"
             " public/tile/0/002.p/8 public/tile/entries/002.p/8 public/tile/1/000.p/2 &&"
             " mkdir -p public/tile/0/001.p && cp public/vkey public/tile/0/001.p/44 &&"
             " touch public/.tmp-checkpoint public/tile/0/.tmp-001 private/.tmp-3 "
             "public/tile/0/002.p/.tmp-8");
    l = open_good(p);
    assert_int_equal(ledger_size(l), 520);
    assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), 520);
    shell(p, "test $(ls -A private | wc -l) = 2");
    ledger_close(l);
}

static void contradictions_stop_the_ledger(void **state)
{
    static const struct {
        const char *damage;
        enum err err;
        const char *word;
    } rows[] = {
        {"rm private/key", ERR_CONFLICT, "no private key"},
        {"rm private/head", ERR_CONFLICT, "no private head"},
        {"rm -r private/*", ERR_CONFLICT, "no private key"},
        {"cp saved-head private/head", ERR_CONFLICT, "older"},
        {"printf x >> private/head", ERR_FORMAT, "head"},
        {"printf x >> private/key", ERR_FORMAT, "32 bytes"},
        {"chmod 644 private/key", ERR_DENIED, "others"},
        {"head -c 32 /dev/urandom > private/key", ERR_DENIED, "head"},
        {"echo other+00000000+AAAA > public/vkey", ERR_DENIED, "vkey"},
        {"printf x > public/checkpoint", ERR_FORMAT, "public checkpoint"},
        {"sed -i 's/^600$/599/' public/checkpoint", ERR_DENIED, "public checkpoint"},
        {"chmod 644 public/tile/0/002.p/88; printf x >> public/tile/0/002.p/88", ERR_CONFLICT,
         "tile/0/002.p/88 is there with another length, 2817 bytes and not 2816"},
        {"chmod 644 public/tile/0/002.p/88; truncate -s 9M public/tile/0/002.p/88", ERR_CONFLICT,
         "tile/0/002.p/88 is there with another length, more than 2817 bytes and not 2816"},
        {"chmod 644 public/tile/0/002.p/88; truncate -s 99 public/tile/0/002.p/88", ERR_CONFLICT,
         "tile/0/002.p/88 is there with another length, 99 bytes and not 2816"},
        {"chmod 644 public/tile/entries/002.p/88; printf x | dd bs=1 seek=5 conv=notrunc "
         "status=none"
         " of=public/tile/entries/002.p/88",
         ERR_CONFLICT, "tile/entries/002.p/88 is there with other bytes, from byte 5 on;"},
        {"chmod 644 public/tile/entries/001; printf x >> public/tile/entries/001", ERR_CONFLICT,
         "tile/entries/001"},
        {"rm public/tile/1/000.p/2 && head -c 64 /dev/zero > public/tile/1/000.p/2", ERR_CONFLICT,
         "tile/1/000.p/2"},
        {"rm -r public", ERR_NOT_FOUND, "public"},
        {"rm -r private", ERR_NOT_FOUND, "private"},
    };
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 300);
    shell(p, "cp private/head saved-head");
    fill_to(l, 600);
    ledger_close(l);
    shell(p, "cp -a public public.good && cp -a private private.good");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        shell(p, rows[i].damage);
        open_bad(p, rows[i].err, rows[i].word);
        shell(p, "rm -rf public private && cp -a public.good public && cp -a private.good private");
    }
    l = open_good(p);
    ledger_close(l);
    struct ledger_problem problem = {.text = ""};
    assert_int_equal(try_open(p, "another.example", &l, &problem), ERR_DENIED);
    assert_int_equal(try_open(p, "has space", &l, &problem), ERR_FORMAT);
}

static void changed_tile_before_a_commit_stops_it(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 10);
    shell(p, "mkdir -p public/tile/entries/000.p && echo other > public/tile/entries/000.p/11");
    assert_int_equal(ledger_append(l, span_text("x")), ERR_OK);
    assert_int_equal(ledger_commit(l), ERR_CONFLICT);
    assert_non_null(strstr(ledger_problem_text(l), "tile/entries/000.p/11"));
    assert_int_equal(ledger_append(l, span_text("x")), ERR_IO);
    assert_int_equal(ledger_commit(l), ERR_IO);
    ledger_close(l);
    shell(p, "test \"$(cat public/tile/entries/000.p/11)\" = other");
    open_bad(p, ERR_CONFLICT, "tile/entries/000.p/11");
}

/* Two folders copied apart and grown apart: neither accepts the other's public files. */
static void forked_copy_is_noticed(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 10);
    ledger_close(l);
    shell(p, "cp -a public other-public && cp -a private other-private");
    l = open_good(p);
    assert_int_equal(ledger_append(l, span_text("one")), ERR_OK);
    assert_int_equal(ledger_commit(l), ERR_OK);
    ledger_close(l);
    shell(p, "mv public one-public && mv other-public public && mv private one-private &&"
             " mv other-private private");
    l = open_good(p);
    assert_int_equal(ledger_append(l, span_text("two")), ERR_OK);
    assert_int_equal(ledger_commit(l), ERR_OK);
    ledger_close(l);
    shell(p, "rm -r public && mv one-public public");
    open_bad(p, ERR_CONFLICT, "tile/");
}

static void second_writer_is_refused_until_the_first_is_gone(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 3);
    open_bad(p, ERR_CONFLICT, "another writer");
    fill_to(l, 4);
    ledger_close(l);
    l = open_good(p);
    assert_int_equal(ledger_size(l), 4);
    ledger_close(l);
}

/* Both folders are put back as they were at 300 entries, after 600 were there. */
static void put_back(const struct place *p)
{
    shell(p, "rm -rf public private && cp -a public.300 public && cp -a private.300 private");
}

static void grow_past_a_snapshot(const struct place *p)
{
    struct ledger *l = open_good(p);
    fill_to(l, 300);
    ledger_close(l);
    shell(p, "cp -a public public.300 && cp -a private private.300");
    l = open_good(p);
    fill_to(l, 600);
    ledger_close(l);
    shell(p, "cp -a public public.600 && cp -a private private.600");
    put_back(p);
}

static void snapshot_put_back_is_refused_by_the_mark(void **state)
{
    struct place *p = *state;
    p->marked = true;
    grow_past_a_snapshot(p);
    for (unsigned i = 0; i < 2; i++) {
        open_bad(p, ERR_CONFLICT, "the mark outside has 600 entries, and here are 300");
        open_bad(p, ERR_CONFLICT, "older copy");
        shell(p, "diff -r public public.300 && diff -r private private.300");
    }
    shell(p, "rm -rf public private && mv public.600 public && mv private.600 private");
    struct ledger *l = open_good(p);
    assert_true(ledger_guarded(l));
    fill_to(l, 601);
    ledger_close(l);
    shell(p, "cmp mark/checkpoint public/checkpoint && test $(ls -A mark | wc -l) = 1");
}

/* It is put where the mark is, which had nothing, or less. */
static void snapshot_put_back_is_refused_by_what_a_client_has(void **state)
{
    struct place *p = *state;
    grow_past_a_snapshot(p);
    p->marked = true;
    shell(p, "cp public.600/checkpoint mark/checkpoint");
    open_bad(p, ERR_CONFLICT, "the mark outside has 600 entries, and here are 300");
    shell(p, "cp public.300/checkpoint mark/checkpoint");
    struct ledger *l = open_good(p);
    assert_true(ledger_guarded(l));
    ledger_close(l);
}

/* Where nobody outside can know, an older copy is not noticed, and the ledger says as much. */
static void nobody_outside_is_said(void **state)
{
    const struct place *p = *state;
    grow_past_a_snapshot(p);
    struct ledger *l = open_good(p);
    assert_false(ledger_guarded(l));
    assert_int_equal(ledger_size(l), 300);
    ledger_close(l);
}

static void other_history_that_is_known_is_refused(void **state)
{
    struct place *p = *state;
    grow_past_a_snapshot(p);
    struct ledger *l = open_good(p);
    for (uint64_t i = 300; i < 700; i++) {
        assert_int_equal(ledger_append(l, span_text("another")), ERR_OK);
    }
    assert_int_equal(ledger_commit(l), ERR_OK);
    ledger_close(l);
    p->marked = true;
    shell(p, "cp public.600/checkpoint mark/checkpoint");
    open_bad(p, ERR_CONFLICT, "another history: its first 600");
}

static void a_mark_that_nobody_signed_is_refused(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 3);
    ledger_close(l);
    p->marked = true;
    shell(p, "sed 's/^3$/4/' public/checkpoint >mark/checkpoint");
    open_bad(p, ERR_DENIED, "no checkpoint that this key and origin have signed");
    shell(p, "echo x > mark/checkpoint");
    open_bad(p, ERR_FORMAT, "the mark outside");
}

/* Of what happens at the office's desk, and of a claim; nothing for any other kind. */
static enum err put_other(unsigned kind, int64_t now, struct span digest, struct buf *out)
{
    struct ledger_desk desk = {.digest = digest, .key = digest, .about = 3, .value = 4};
    struct ledger_claim claim = {.claim = "sealed", .state = "asserted", .digest = digest};
    struct ledger_anew anew = {.before = "a.example",
                               .origin = "a.example/again-1",
                               .key = digest,
                               .root = digest,
                               .known = 9,
                               .reason = "Two disks failed."};
    return kind == TLOG_KIND_CLAIM         ? ledger_entry_claim(now, &claim, out)
           : kind == TLOG_KIND_ANEW        ? ledger_entry_anew(now, &anew, out)
           : kind == TLOG_KIND_ANSWER      ? ledger_entry_answer(now, &desk, out)
           : kind == TLOG_KIND_DISMISSAL   ? ledger_entry_dismissal(now, &desk, out)
           : kind == TLOG_KIND_DESK        ? ledger_entry_desk(now, &desk, out)
           : kind == TLOG_KIND_DESK_OPENED ? ledger_entry_desk_opened(now, &desk, out)
           : kind == TLOG_KIND_SHARING     ? ledger_entry_sharing(now, &desk, out)
                                           : ERR_OK;
}

static const uint8_t what_is_run[32] = {0xab};

static const char *const missing[] = {"users", "landlock", "users"};

static void entries_are_canonical_and_known(void **state)
{
    (void)state;
    const struct ledger_process edged = {
        .role = "edged", .generation = 3, .digest = {what_is_run, sizeof(what_is_run)}};
    const struct ledger_datamap map = {.digest = edged.digest, .version = 1, .rows = 70};
    const int64_t now = 1700000000123;
    const struct ledger_event as = {.time_ms = now, .id = UINT64_C(18446744073709551615)};
    const struct tlog_tally tally = {.of = {[TLOG_KIND_HEARTBEAT] = 7}};
    struct ledger_restored restored = {.manifest = map.digest, .made_ms = 1, .from = 7, .to = 9};
    struct ledger_office office = {
        .digest = map.digest, .key = map.digest, .organisation = "office", .adds = true};
    struct ledger_decision decision = {.digest = map.digest,
                                       .key = map.digest,
                                       .number = 3,
                                       .ground = "terms-spam",
                                       .object = "video:7",
                                       .state = "labelled",
                                       .label = "disputed"};
    const struct ledger_witnesses witnesses = {
        .digest = map.digest, .quorum = 2, .count = 2, .vkeys = {"a+1+b", "c+2+d"}};
    for (unsigned kind = 0; kind < TLOG_KIND_COUNT_; kind++) {
        AUTO(buf) struct buf out = {.max = LIMIT_ENTRY};
        enum err errs[] = {
            kind == TLOG_KIND_GENESIS ? ledger_entry_genesis(now, origin, &out) : ERR_OK,
            kind == TLOG_KIND_REGION_START ? ledger_entry_region_start(&as, missing, 3, &out)
                                           : ERR_OK,
            kind == TLOG_KIND_REGION_STOP ? ledger_entry_region_stop(&as, &out) : ERR_OK,
            kind == TLOG_KIND_PROCESS_START ? ledger_entry_process_start(&as, &edged, &out)
                                            : ERR_OK,
            kind == TLOG_KIND_PROCESS_STOP
                ? ledger_entry_process_stop(&as, &edged, "signal", 31, &out)
                : ERR_OK,
            kind == TLOG_KIND_EVENTS_LOST ? ledger_entry_events_lost(&as, 3, &out) : ERR_OK,
            kind == TLOG_KIND_ROOM ? ledger_entry_room(&as, "low", &out) : ERR_OK,
            kind == TLOG_KIND_APP ? ledger_entry_app(&as, map.digest, &out) : ERR_OK,
            kind == TLOG_KIND_CLOCK ? ledger_entry_clock(now, now + 1, &out) : ERR_OK,
            kind == TLOG_KIND_HEARTBEAT ? ledger_entry_heartbeat(now, &tally, &out) : ERR_OK,
            kind == TLOG_KIND_DATAMAP ? ledger_entry_datamap(now, &map, &out) : ERR_OK,
            kind == TLOG_KIND_KEY ? ledger_entry_key(now, 77, &out) : ERR_OK,
            kind == TLOG_KIND_KEY_RETIRED ? ledger_entry_key_retired(now, INT64_MAX, &out) : ERR_OK,
            kind == TLOG_KIND_ERASURE ? ledger_entry_erasure(now, map.digest, &out) : ERR_OK,
            kind == TLOG_KIND_BACKUP ? ledger_entry_backup(now, map.digest, &out) : ERR_OK,
            kind == TLOG_KIND_RESTORED ? ledger_entry_restored(now, &restored, &out) : ERR_OK,
            kind == TLOG_KIND_OFFICE ? ledger_entry_office(now, &office, &out) : ERR_OK,
            kind == TLOG_KIND_DECISION ? ledger_entry_decision(now, &decision, &out) : ERR_OK,
            kind == TLOG_KIND_WITNESSES ? ledger_entry_witnesses(now, &witnesses, &out) : ERR_OK,
            put_other(kind, now, map.digest, &out),
            kind == TLOG_KIND_REFUSAL ? ledger_entry_refusal(now, "edged", "malformed", 2, &out)
                                      : ERR_OK,
        };
        struct tlog_entry e;
        enum tlog_kind got = TLOG_KIND_COUNT_;
        int64_t time_ms = 0;
        for (size_t i = 0; i < sizeof(errs) / sizeof(errs[0]); i++) {
            assert_int_equal(errs[i], ERR_OK);
        }
        assert_int_equal(tlog_entry_decode(buf_span(&out), &e), ERR_OK);
        assert_int_equal(tlog_entry_kind(&e, &got), ERR_OK);
        assert_int_equal(got, kind);
        assert_int_equal(tlog_entry_int(&e, "time_ms", &time_ms), ERR_OK);
        assert_int_equal(time_ms, now);
    }
    AUTO(buf) struct buf out = {.max = LIMIT_ENTRY};
    const struct ledger_event first = {.time_ms = 7, .id = 81};
    assert_int_equal(ledger_entry_region_start(&first, missing, 3, &out), ERR_OK);
    assert_string_equal(buf_text(&out),
                        "{\"build\":\"unreviewed\",\"event\":\"81\",\"missing\":[\"landlock\","
                        "\"users\"],\"time_ms\":7,\"type\":\"region-start\",\"v\":2}");
}

struct tail_seen {
    uint64_t next;
    uint64_t count;
};

static void see_number(void *context, struct span entry)
{
    struct tail_seen *seen = context;
    entry_is_its_number(seen->next, entry);
    seen->next++;
    seen->count++;
}

static void tail_shows_the_newest_entries_in_order(void **state)
{
    const struct place *p = *state;
    static const uint64_t sizes[] = {1, 255, 256, 257, 600};
    struct ledger *l = open_good(p);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        fill_to(l, sizes[i]);
        static const uint64_t most[] = {0, 1, 2, 256, 300, 1000};
        for (size_t m = 0; m < sizeof(most) / sizeof(most[0]); m++) {
            uint64_t want = most[m] < sizes[i] ? most[m] : sizes[i];
            struct tail_seen seen = {.next = sizes[i] - want};
            assert_int_equal(ledger_tail(l, most[m], see_number, &seen), ERR_OK);
            assert_int_equal(seen.count, want);
        }
    }
    shell(p, "rm public/tile/entries/001");
    struct tail_seen seen = {.next = 0};
    assert_int_equal(ledger_tail(l, 1000, see_number, &seen), ERR_NOT_FOUND);
    assert_non_null(strstr(ledger_problem_text(l), "tile/entries/001"));
    ledger_close(l);
}

static void entries_refuse_other_words(void **state)
{
    (void)state;
    static const uint8_t digest[32] = {0};
    static const char *const bad_missing[] = {"roof"};
    struct ledger_process p = {.role = "edged", .digest = {digest, sizeof(digest)}};
    const struct ledger_event as = {.time_ms = 1, .id = 1};
    const struct tlog_tally tally = {.known = true};
    const struct ledger_event none = {.time_ms = 1, .id = 0};
    AUTO(buf) struct buf out = {.max = LIMIT_ENTRY};
    assert_int_equal(ledger_entry_region_stop(&none, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_events_lost(&as, 0, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_clock(5, 5, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_clock(-1, 5, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_room(&as, "plenty", &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_events_lost(&as, UINT64_C(1) << 53, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_heartbeat(-1, &tally, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_heartbeat(INT64_C(1) << 53, &tally, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_genesis(1, "", &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_region_start(&as, bad_missing, 1, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_process_stop(&as, &p, "magic", 0, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_process_stop(&as, &p, "exit", -1, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_refusal(1, "nobody", "malformed", 1, &out), ERR_FORMAT);
    assert_int_equal(ledger_entry_refusal(1, "edged", "whatever", 1, &out), ERR_FORMAT);
    p.digest.len = 31;
    assert_int_equal(ledger_entry_process_start(&as, &p, &out), ERR_FORMAT);
    assert_int_equal(out.len, 0);
    struct buf small = {.max = 10};
    assert_int_equal(ledger_entry_heartbeat(1, &tally, &small), ERR_LIMIT);
    assert_int_equal(small.len, 0);
}

static void head_decode_refuses_every_change(void **state)
{
    const struct place *p = *state;
    struct ledger *l = open_good(p);
    fill_to(l, 3);
    ledger_close(l);
    AUTO(fd_close) int fd = open(p->private_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(buf) struct buf head = {.max = LEDGER_HEAD_MAX};
    struct ledger_head parts;
    assert_int_equal(file_read_all(fd, "head", &head), ERR_OK);
    assert_int_equal(ledger_head_decode(buf_span(&head), &parts), ERR_OK);
    for (size_t i = 0; i < head.len; i++) {
        assert_int_equal(ledger_head_decode(span_of(head.ptr, i), &parts), ERR_FORMAT);
        head.ptr[i] ^= 1;
        assert_int_equal(ledger_head_decode(buf_span(&head), &parts), ERR_FORMAT);
        head.ptr[i] ^= 1;
    }
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(first_open_publishes_the_empty_tree),
        IN_PLACE(every_size_where_a_tile_fills),
        IN_PLACE(single_commits_across_a_tile),
        IN_PLACE(append_has_limits),
        IN_PLACE(not_committed_is_not_there),
        IN_PLACE(public_files_that_are_behind_are_published_again),
        IN_PLACE(contradictions_stop_the_ledger),
        IN_PLACE(changed_tile_before_a_commit_stops_it),
        IN_PLACE(forked_copy_is_noticed),
        IN_PLACE(tail_shows_the_newest_entries_in_order),
        IN_PLACE(second_writer_is_refused_until_the_first_is_gone),
        IN_PLACE(snapshot_put_back_is_refused_by_the_mark),
        IN_PLACE(snapshot_put_back_is_refused_by_what_a_client_has),
        IN_PLACE(nobody_outside_is_said),
        IN_PLACE(other_history_that_is_known_is_refused),
        IN_PLACE(a_mark_that_nobody_signed_is_refused),
        cmocka_unit_test(entries_are_canonical_and_known),
        cmocka_unit_test(entries_refuse_other_words),
        IN_PLACE(head_decode_refuses_every_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
