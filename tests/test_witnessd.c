/*
 * test_witnessd.c: what a witness answers, and what it never signs: it is driven without HTTP, over
 * a real folder, by logs that fork. Linked with --wrap for file_replace, by which it remembers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "digest.h"
#include "tlog_edge.h"
#include "tlog_policy.h"
#include "tlog_witness.h"
#include "witness.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LEAVES = 100, NOW_S = 1700000000, ANSWER_MAX = 4096 };

static const char origin[] = "log.example/one";

/* A log that may have any number of histories; they part behind `common` entries. */
struct tree {
    struct tlog_hash leaves[LEAVES];
};

struct world {
    char root[64];
    int dir_fd;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    struct tlog_vkey log;
    struct tlog_vkey vkey;
    struct tree trunk;
    struct tree fork; /* from entry 10 on another */
    struct witness *witness;
};

static struct {
    enum err fails;          /* ERR_OK: it works */
    const struct buf *quiet; /* nothing may stand here yet */
    unsigned calls;
} replacing;

enum err __real_file_replace(int dir_fd, const char *path, struct span bytes, mode_t mode);
enum err __wrap_file_replace(int dir_fd, const char *path, struct span bytes, mode_t mode);
enum err __wrap_file_replace(int dir_fd, const char *path, struct span bytes, mode_t mode)
{
    replacing.calls++;
    assert_true(replacing.quiet == NULL || replacing.quiet->len == 0);
    return replacing.fails != ERR_OK ? replacing.fails
                                     : __real_file_replace(dir_fd, path, bytes, mode);
}

static void tree_fill(struct tree *t, size_t common, uint8_t other)
{
    for (size_t i = 0; i < LEAVES; i++) {
        uint8_t entry[2] = {(uint8_t)i, i < common ? 0 : other};
        tlog_leaf(span_of(entry, sizeof(entry)), &t->leaves[i]);
    }
}

static enum err tree_read(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    const struct tree *t = context;
    assert_int_equal(tile->level, 0);
    memcpy(out_hashes, t->leaves, tile->width * sizeof(t->leaves[0]));
    return ERR_OK;
}

static void put_log_file(const struct world *w, const char *more)
{
    AUTO(buf) struct buf text = {.max = ANSWER_MAX};
    assert_int_equal(buf_append_text(&text, "log "), ERR_OK);
    assert_int_equal(tlog_vkey_encode(&w->log, &text), ERR_OK);
    assert_int_equal(buf_printf(&text, "\n%squorum none\n", more), ERR_OK);
    assert_int_equal(__real_file_replace(w->dir_fd, "logs", buf_span(&text), 0644), ERR_OK);
}

static void open_again(struct world *w)
{
    struct witness_problem problem;
    witness_close(w->witness);
    w->witness = NULL;
    if (witness_open(w->dir_fd, &w->witness, &problem) != ERR_OK) {
        fail_msg("%s", problem.text);
    }
}

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    uint8_t key[crypto_sign_PUBLICKEYBYTES];
    AUTO(buf) struct buf vkey = {.max = ANSWER_MAX};
    (void)snprintf(w->root, sizeof(w->root), "/tmp/test_witnessd.XXXXXX");
    assert_non_null(mkdtemp(w->root));
    w->dir_fd = open(w->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(w->dir_fd >= 0);
    assert_int_equal(digest_ready(), ERR_OK);
    assert_int_equal(crypto_sign_keypair(key, w->secret), 0);
    assert_int_equal(tlog_vkey_make(span_text(origin), TLOG_ED25519, key, &w->log), ERR_OK);
    tree_fill(&w->trunk, LEAVES, 0);
    tree_fill(&w->fork, 10, 1);
    memset(&replacing, 0, sizeof(replacing));
    assert_int_equal(witness_init(w->dir_fd, "witness.example/w1", &vkey), ERR_OK);
    assert_int_equal(tlog_vkey_decode(buf_span(&vkey), &w->vkey), ERR_OK);
    put_log_file(w, "");
    open_again(w);
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
    witness_close(w->witness);
    fd_close(w->dir_fd);
    (void)nftw(w->root, drop_file, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return 0;
}

/* The signed checkpoint of the first entries of a tree. */
static void put_note(const struct world *w, const struct tree *t, uint64_t size, struct buf *out)
{
    struct tlog_checkpoint checkpoint = {.origin = span_text(origin), .size = size};
    static _Thread_local struct tlog_edge edge;
    uint8_t signature[crypto_sign_BYTES];
    AUTO(buf) struct buf text = {.max = ANSWER_MAX};
    edge.size = 0;
    for (uint64_t i = 0; i < size; i++) {
        assert_int_equal(tlog_edge_append(&edge, &t->leaves[i], NULL), ERR_OK);
    }
    tlog_edge_root(&edge, &checkpoint.root);
    assert_int_equal(tlog_checkpoint_encode(&checkpoint, &text), ERR_OK);
    assert_int_equal(crypto_sign_detached(signature, NULL, text.ptr, text.len, w->secret), 0);
    (void)buf_append_span(out, buf_span(&text));
    assert_int_equal(tlog_note_split(out), ERR_OK);
    assert_int_equal(
        tlog_note_line_put(w->log.name, w->log.key_id, span_of(signature, sizeof(signature)), out),
        ERR_OK);
}

static void put_request(const struct world *w, const struct tree *t, uint64_t old_size,
                        uint64_t size, struct buf *out)
{
    AUTO(buf) struct buf note = {.max = ANSWER_MAX};
    struct tlog_source source = {.context = (void *)(uintptr_t)t, .read = tree_read};
    struct tlog_proof proof = {.count = 0};
    put_note(w, t, size, &note);
    if (old_size > 0 && old_size < size) {
        assert_int_equal(tlog_consistency_make(&source, old_size, size, &proof), ERR_OK);
    }
    assert_int_equal(tlog_witness_request_encode(old_size, &proof, buf_span(&note), out), ERR_OK);
}

static unsigned add_bytes(struct world *w, struct span body, struct buf *out)
{
    unsigned status = 0;
    buf_clear(out);
    witness_add(w->witness, body, NOW_S, &status, out);
    return status;
}

static unsigned add(struct world *w, const struct tree *t, uint64_t old_size, uint64_t size,
                    struct buf *out)
{
    AUTO(buf) struct buf body = {.max = TLOG_WITNESS_REQUEST_MAX};
    put_request(w, t, old_size, size, &body);
    return add_bytes(w, buf_span(&body), out);
}

/* That these lines are this witness's word on that tree. */
static void assert_cosigned(const struct world *w, const struct tree *t, uint64_t size,
                            const struct buf *lines)
{
    AUTO(buf) struct buf note = {.max = ANSWER_MAX};
    struct tlog_note parts;
    uint64_t time_s = 0;
    put_note(w, t, size, &note);
    assert_int_equal(buf_append_span(&note, buf_span(lines)), ERR_OK);
    assert_int_equal(tlog_note_decode(buf_span(&note), &parts), ERR_OK);
    assert_int_equal(tlog_note_verify(&parts, &w->vkey, &time_s), ERR_OK);
    assert_int_equal(time_s, NOW_S);
}

static void answers_are_those_of_the_protocol(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf out = {.max = ANSWER_MAX};
    static const struct {
        bool fork;
        uint64_t old_size;
        uint64_t size;
        unsigned status;
        const char *body; /* NULL: a cosignature, or nothing */
    } steps[] = {
        {false, 5, 7, 409, "0\n"},   {false, 0, 7, 200, NULL},     {false, 7, 7, 200, NULL},
        {false, 0, 9, 409, "7\n"},   {false, 8, 7, 400, ""},       {false, 7, 20, 200, NULL},
        {false, 7, 30, 409, "20\n"}, {true, 20, 20, 422, ""},      {true, 20, 30, 422, ""},
        {true, 0, 30, 409, "20\n"},  {false, 19, 19, 409, "20\n"}, {false, 20, 33, 200, NULL},
        {false, 33, 100, 200, NULL},
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        const struct tree *t = steps[i].fork ? &w->fork : &w->trunk;
        assert_int_equal(add(w, t, steps[i].old_size, steps[i].size, &out), steps[i].status);
        if (steps[i].status == 200) {
            assert_cosigned(w, t, steps[i].size, &out);
        } else {
            assert_true(span_is(buf_span(&out), steps[i].body));
        }
    }
}

static void requests_that_are_none_are_told_so(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf out = {.max = ANSWER_MAX};
    AUTO(buf) struct buf body = {.max = TLOG_WITNESS_REQUEST_MAX};
    assert_int_equal(add(w, &w->trunk, 0, 20, &out), 200);

    put_request(w, &w->trunk, 20, 30, &body);
    for (size_t cut = 0; cut < body.len; cut++) {
        assert_int_equal(add_bytes(w, span_of(body.ptr, cut), &out), 400);
    }
    /* A proof where none may be. */
    struct tlog_proof proof = {.count = 1};
    AUTO(buf) struct buf note = {.max = ANSWER_MAX};
    put_note(w, &w->trunk, 20, &note);
    buf_clear(&body);
    assert_int_equal(tlog_witness_request_encode(20, &proof, buf_span(&note), &body), ERR_OK);
    assert_int_equal(add_bytes(w, buf_span(&body), &out), 422);
    /* Another log's key under this name; the signature is right, the key is not known. */
    uint8_t key[crypto_sign_PUBLICKEYBYTES];
    struct world other = *w;
    assert_int_equal(crypto_sign_keypair(key, other.secret), 0);
    assert_int_equal(tlog_vkey_make(span_text(origin), TLOG_ED25519, key, &other.log), ERR_OK);
    buf_clear(&body);
    put_request(&other, &w->trunk, 20, 30, &body);
    assert_int_equal(add_bytes(w, buf_span(&body), &out), 403);
    /* A known key's line with the signature of another. */
    other.log = w->log;
    buf_clear(&body);
    put_request(&other, &w->trunk, 20, 30, &body);
    assert_int_equal(add_bytes(w, buf_span(&body), &out), 403);
    /* One line that holds, and one by a key that is known for the origin, too, and does not. */
    AUTO(buf) struct buf more = {.max = ANSWER_MAX};
    const uint8_t spoilt[crypto_sign_BYTES] = {1};
    assert_int_equal(tlog_vkey_make(span_text(origin), TLOG_ED25519, key, &other.log), ERR_OK);
    assert_int_equal(buf_append_text(&more, "log "), ERR_OK);
    assert_int_equal(tlog_vkey_encode(&other.log, &more), ERR_OK);
    assert_int_equal(buf_append_text(&more, "\n"), ERR_OK);
    put_log_file(w, buf_text(&more));
    open_again(w);
    buf_clear(&body);
    put_request(w, &w->trunk, 20, 30, &body);
    assert_int_equal(
        tlog_note_line_put(origin, other.log.key_id, span_of(spoilt, sizeof(spoilt)), &body),
        ERR_OK);
    assert_int_equal(add_bytes(w, buf_span(&body), &out), 403);
    /* An origin that is not known. */
    static const char stranger[] = "old 0\n\nlog.example/two\n1\n"
                                   "AGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n"
                                   "\xe2\x80\x94 log.example/two AAAAAAE=\n";
    assert_int_equal(add_bytes(w, span_text(stranger), &out), 404);
    /* An empty tree whose root is not that of an empty tree. */
    static const char hollow[] = "old 0\n\nlog.example/one\n0\n"
                                 "AGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n"
                                 "\xe2\x80\x94 log.example/one AAAAAAE=\n";
    assert_int_equal(add_bytes(w, span_text(hollow), &out), 422);
    assert_int_equal(out.len, 0);
    assert_int_equal(add(w, &w->trunk, 20, 30, &out), 200);
}

static void what_it_signs_is_durable_first(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf out = {.max = ANSWER_MAX};
    replacing.quiet = &out;
    assert_int_equal(add(w, &w->trunk, 0, 12, &out), 200);
    replacing.quiet = NULL;
    assert_int_equal(replacing.calls, 3); /* vkey, key, and the state before the answer */
    open_again(w);
    assert_int_equal(add(w, &w->fork, 0, 30, &out), 409);
    assert_true(span_is(buf_span(&out), "12\n"));

    /* It cannot be written: nothing is signed, then and later. */
    replacing.fails = ERR_FULL;
    assert_int_equal(add(w, &w->trunk, 12, 40, &out), 500);
    assert_int_equal(out.len, 0);
    replacing.fails = ERR_OK;
    assert_int_equal(add(w, &w->trunk, 12, 40, &out), 503);
    assert_int_equal(out.len, 0);
    open_again(w);
    assert_int_equal(add(w, &w->trunk, 12, 40, &out), 200);
}

/* Two clients of a log that forks, at once. */
struct racer {
    struct world *w;
    const struct tree *tree;
    uint64_t signed_up_to; /* over the fork: 0 if nothing of it was cosigned */
};

static void *race(void *arg)
{
    struct racer *r = arg;
    uint64_t old = 0;
    for (uint64_t size = 1; size < LEAVES;) {
        AUTO(buf) struct buf out = {.max = ANSWER_MAX};
        unsigned status = add(r->w, r->tree, old, size, &out);
        if (status == 200) {
            r->signed_up_to = size;
            old = size;
            size += 3;
        } else if (status == 409) {
            struct span body = buf_span(&out);
            assert_int_equal(tlog_witness_size_decode(body, &old), ERR_OK);
            size = old >= size ? old + 1 : size;
        } else {
            assert_int_equal(status, 422);
            break;
        }
    }
    return NULL;
}

static void of_two_histories_one_is_signed(void **state)
{
    struct world *w = *state;
    struct racer racers[] = {{w, &w->trunk, 0}, {w, &w->fork, 0}};
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    bool trunk = racers[0].signed_up_to > 10;
    assert_true(trunk != (racers[1].signed_up_to > 10));
}

static void the_newest_is_shown_with_both_signatures(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf out = {.max = ANSWER_MAX};
    AUTO(buf) struct buf want = {.max = ANSWER_MAX};
    AUTO(buf) struct buf shown = {.max = ANSWER_MAX};
    uint8_t digest[DIGEST_SIZE];
    char hex[2 * DIGEST_SIZE + 1];
    digest_of(span_text(origin), digest);
    (void)sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    assert_int_equal(witness_latest(w->witness, span_text(hex), &shown), ERR_NOT_FOUND);
    assert_int_equal(add(w, &w->trunk, 0, 20, &out), 200);
    put_note(w, &w->trunk, 20, &want);
    (void)buf_append_span(&want, buf_span(&out));
    for (int again = 0; again < 2; again++) {
        buf_clear(&shown);
        assert_int_equal(witness_latest(w->witness, span_text(hex), &shown), ERR_OK);
        assert_true(span_equal(buf_span(&shown), buf_span(&want)));
        open_again(w);
    }
    hex[0] = hex[0] == '0' ? '1' : '0';
    assert_int_equal(witness_latest(w->witness, span_text(hex), &shown), ERR_NOT_FOUND);
}

/* Opening is refused, with this word. */
static void open_bad(struct world *w, const char *word)
{
    struct witness_problem problem;
    witness_close(w->witness);
    w->witness = NULL;
    assert_int_not_equal(witness_open(w->dir_fd, &w->witness, &problem), ERR_OK);
    assert_null(w->witness);
    if (strstr(problem.text, word) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", problem.text, word);
    }
}

static void a_folder_that_is_not_whole_is_refused(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf out = {.max = ANSWER_MAX};
    AUTO(buf) struct buf note = {.max = ANSWER_MAX};
    char path[80];
    uint8_t digest[DIGEST_SIZE];
    assert_int_equal(add(w, &w->trunk, 0, 20, &out), 200);
    assert_int_equal(witness_init(w->dir_fd, "witness.example/w2", &out), ERR_CONFLICT);
    /* A state that this witness did not sign. */
    digest_of(span_text(origin), digest);
    memcpy(path, "state/", 6);
    (void)sodium_bin2hex(path + 6, sizeof(path) - 6, digest, sizeof(digest));
    put_note(w, &w->trunk, 12, &note);
    assert_int_equal(__real_file_replace(w->dir_fd, path, buf_span(&note), 0600), ERR_OK);
    open_bad(w, path);
    assert_int_equal(unlinkat(w->dir_fd, path, 0), 0);

    put_log_file(w, "log what\n");
    open_bad(w, "logs, line 2");
    put_log_file(w, "");
    assert_int_equal(fchmodat(w->dir_fd, "key", 0644, 0), 0);
    open_bad(w, "key");
    assert_int_equal(__real_file_replace(w->dir_fd, "key", span_text("short"), 0600), ERR_OK);
    open_bad(w, "32 bytes");
    assert_int_equal(
        __real_file_replace(w->dir_fd, "key", span_text("another seed of 32 bytes, really"), 0600),
        ERR_OK);
    open_bad(w, "vkey");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answers_are_those_of_the_protocol, make_world, drop_world),
        cmocka_unit_test_setup_teardown(requests_that_are_none_are_told_so, make_world, drop_world),
        cmocka_unit_test_setup_teardown(what_it_signs_is_durable_first, make_world, drop_world),
        cmocka_unit_test_setup_teardown(of_two_histories_one_is_signed, make_world, drop_world),
        cmocka_unit_test_setup_teardown(the_newest_is_shown_with_both_signatures, make_world,
                                        drop_world),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_whole_is_refused, make_world,
                                        drop_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
