/*
 * test_custodiand_passkeys.c: passkeys through custodiand's table: challenges, what is kept, and
 * what a person sees of it; the authenticator is played.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account_passkey.h"
#include "account_session.h"
#include "base_limits.h"
#include "base_text.h"
#include "base_time.h"
#include "challenge.h"
#include "custodian.h"
#include "digest.h"
#include "passkey.h"
#include "table.h"
#include "wire_ask.h"
#include "wire_ctl.h"

#include <ftw.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "play_passkey.h"

#define PASSWORD "correct horse"

struct world {
    char path[40];
    struct custodian *custodian;
    struct reply reply;
    uint8_t token[ASK_TOKEN]; /* ada's session */
    int64_t ada;
    EVP_PKEY *key;
};

static int64_t person(struct world *w, const char *handle, uint8_t token[ASK_TOKEN])
{
    struct account_person out = {0};
    static struct account_hash hash; /* of everybody's password: one costs enough */
    if (hash.text[0] == '\0') {
        AUTO(secret) struct secret password = {.len = 0};
        assert_int_equal(secret_set(&password, span_text(PASSWORD)), ERR_OK);
        assert_int_equal(account_hash_make(&password, &hash), ERR_OK);
    }
    struct account_new new = {
        .handle = span_text(handle), .hash = &hash, .request = 1, .now_ms = time_wall_ms()};
    assert_int_equal(account_create(w->custodian->db, &w->custodian->keys, &new, &out), ERR_OK);
    struct account_session_new session = {.user = out.user, .request = 2, .now_ms = time_wall_ms()};
    assert_int_equal(account_session_begin(w->custodian->db, &session, token), ERR_OK);
    return out.user;
}

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    char data[64];
    char ledger[64];
    struct custodian_problem problem = {{0}};
    assert_non_null(w);
    (void)snprintf(w->path, sizeof(w->path), "/tmp/test_passkeys.XXXXXX");
    assert_non_null(mkdtemp(w->path));
    (void)snprintf(data, sizeof(data), "%s/custodian", w->path);
    (void)snprintf(ledger, sizeof(ledger), "%s/ledger", w->path);
    assert_int_equal(mkdir(data, 0700), 0);
    assert_int_equal(mkdir(ledger, 0755), 0);
    struct custodian_config config = {.data = data,
                                      .ledger = ledger,
                                      .origin = "test.example",
                                      .origins = {1, {"http://localhost:8080"}}};
    assert_int_equal(custodian_open(&config, &w->custodian, &problem), ERR_OK);
    assert_int_equal(hasher_start(w->custodian->hasher), ERR_OK);
    w->reply.bytes.max = LIMIT_MESSAGE;
    assert_int_equal(buf_grow(&w->reply.bytes, LIMIT_MESSAGE), ERR_OK);
    w->ada = person(w, "ada", w->token);
    w->key = play_key(0);
    assert_int_equal(db_begin(w->custodian->db), ERR_OK); /* one round, as it were */
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
    db_rollback(w->custodian->db);
    custodian_close(w->custodian);
    buf_done(&w->reply.bytes);
    EVP_PKEY_free(w->key);
    int done = nftw(w->path, drop_file, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return done;
}

/* The reply's answer, until the next ask. */
static const struct ask_answer *ask(struct world *w, uint8_t what, const struct ask_sign *sign)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct request request = {.role = ROLE_EDGED, .now_ms = time_wall_ms()};
    assert_int_equal(ask_sign_encode(what, 77, sign, &frame), ERR_OK);
    assert_int_equal(ask_head_decode(buf_span(&frame), &request.head), ERR_OK);
    if (table_handle(w->custodian, &request, &w->reply) == HANDLED_LATER) {
        AUTO(hash_job) struct hash_job job = {0};
        struct pollfd done = {.fd = hasher_fd(w->custodian->hasher), .events = POLLIN};
        while (hasher_take(w->custodian->hasher, &job) != ERR_OK) {
            assert_int_equal(poll(&done, 1, 60 * 1000), 1);
            hasher_calm(w->custodian->hasher);
        }
        table_finish(w->custodian, &job, request.now_ms, &w->reply);
    }
    return &w->reply.answer;
}

static struct ask_sign with_token(const struct world *w)
{
    struct ask_sign sign = {.password = span_text(PASSWORD)};
    memcpy(sign.token, w->token, sizeof(sign.token));
    return sign;
}

static struct played act_of(const char *type, const uint8_t challenge[CHALLENGE])
{
    return (struct played){.type = type,
                           .challenge = span_of(challenge, CHALLENGE),
                           .origin = "http://localhost:8080",
                           .name = "localhost",
                           .cross = "false",
                           .flags = PASSKEY_PRESENT | PASSKEY_VERIFIED,
                           .counter = 1};
}

static void challenge_of(struct world *w, uint8_t what, const struct ask_sign *sign,
                         uint8_t out[CHALLENGE])
{
    const struct ask_answer *answer = ask(w, what, sign);
    assert_int_equal(answer->err, ERR_OK);
    assert_int_equal(answer->items[0].bytes.len, CHALLENGE);
    memcpy(out, answer->items[0].bytes.ptr, CHALLENGE);
}

static enum err add(struct world *w, const struct played *act)
{
    AUTO(buf) struct buf client = {.max = 4096};
    AUTO(buf) struct buf evidence = {.max = 8192};
    struct ask_sign sign = with_token(w);
    play_client(act, &client);
    play_attestation(act, w->key, &evidence);
    sign.label = span_text("My phone");
    sign.client_data = buf_span(&client);
    sign.evidence = buf_span(&evidence);
    return ask(w, ASK_PASSKEY_ADD, &sign)->err;
}

static enum err enter(struct world *w, const struct played *act)
{
    AUTO(buf) struct buf client = {.max = 4096};
    AUTO(buf) struct buf evidence = {.max = 8192};
    AUTO(buf) struct buf signature = {.max = 1024};
    play_client(act, &client);
    play_auth(act, &evidence);
    play_sign(w->key, buf_span(&client), buf_span(&evidence), &signature);
    signature.ptr[signature.len - 1] ^= act->spoil_signature ? 1 : 0;
    struct ask_sign sign = {.label = span_text("Firefox on Linux"),
                            .credential = span_text(PLAYED_CREDENTIAL),
                            .client_data = buf_span(&client),
                            .evidence = buf_span(&evidence),
                            .signature = buf_span(&signature)};
    return ask(w, ASK_PASSKEY_IN, &sign)->err;
}

static void add_one(struct world *w)
{
    uint8_t challenge[CHALLENGE];
    struct ask_sign own = with_token(w);
    challenge_of(w, ASK_PASSKEY_NEW, &own, challenge);
    struct played act = act_of("webauthn.create", challenge);
    assert_int_equal(add(w, &act), ERR_OK);
}

static void a_passkey_is_added_used_listed_and_removed(void **state)
{
    struct world *w = *state;
    uint8_t challenge[CHALLENGE];
    static const uint8_t none[ASK_TOKEN];
    add_one(w);
    struct ask_sign own = with_token(w);
    const struct ask_answer *answer = ask(w, ASK_PASSKEY_NEW, &own);
    assert_int_equal(answer->count, 2); /* what is there is not to be made again */
    assert_true(span_is(answer->items[1].bytes, PLAYED_CREDENTIAL));
    answer = ask(w, ASK_PASSKEYS, &own);
    assert_int_equal(answer->count, 1);
    assert_true(span_is(answer->entries[0].label, "My phone"));
    assert_int_equal(answer->entries[0].mark, 0);
    int64_t id = answer->entries[0].id;
    struct ask_sign nobody = {.handle = span_text("")};
    challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
    struct played act = act_of("webauthn.get", challenge);
    act.counter = 2;
    assert_int_equal(enter(w, &act), ERR_OK);
    assert_int_equal(w->reply.answer.person.user, w->ada);
    assert_memory_not_equal(w->reply.answer.token, none, ASK_TOKEN);
    assert_memory_not_equal(w->reply.answer.device, none, ASK_TOKEN);
    uint8_t of_ben[ASK_TOKEN];
    (void)person(w, "ben", of_ben);
    struct ask_sign other = {.number = id, .password = span_text(PASSWORD)};
    memcpy(other.token, of_ben, sizeof(of_ben));
    assert_int_equal(ask(w, ASK_PASSKEY_DROP, &other)->err, ERR_NOT_FOUND);
    assert_int_equal(ask(w, ASK_PASSKEYS, &other)->count, 0);
    own.number = id;
    assert_int_equal(ask(w, ASK_PASSKEY_DROP, &own)->err, ERR_OK);
    challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
    act.challenge = span_of(challenge, CHALLENGE);
    act.counter = 3;
    assert_int_equal(enter(w, &act), ERR_DENIED);
}

/* A stolen session must not make itself a way in, nor take its owner's away. */
static void a_session_alone_neither_adds_nor_removes_one(void **state)
{
    struct world *w = *state;
    add_one(w);
    struct ask_sign own = with_token(w);
    own.number = ask(w, ASK_PASSKEYS, &own)->entries[0].id;
    static const char *const wrong[] = {"", "not the password", PASSWORD "\n"};
    static const uint8_t asks[] = {ASK_PASSKEY_NEW, ASK_PASSKEY_DROP};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        own.password = span_text(wrong[i]);
        for (size_t k = 0; k < sizeof(asks); k++) {
            const struct ask_answer *answer = ask(w, asks[k], &own);
            assert_int_equal(answer->err, ERR_DENIED);
            assert_int_equal(answer->about, ABOUT_PASSWORD);
            assert_int_equal(answer->count, 0);
        }
    }
    assert_int_equal(ask(w, ASK_PASSKEYS, &own)->count, 1);
    for (int i = 6; i < LIMIT_GUESS_BURST; i++) { /* guesses are counted as those of a sign-in */
        assert_int_equal(ask(w, ASK_PASSKEY_NEW, &own)->err, ERR_DENIED);
    }
    own.password = span_text(PASSWORD);
    assert_int_equal(ask(w, ASK_PASSKEY_NEW, &own)->err, ERR_LIMIT);
    assert_int_equal(ask(w, ASK_PASSKEY_DROP, &own)->err, ERR_LIMIT);
}

static void a_challenge_is_good_once_for_its_purpose_and_its_person(void **state)
{
    struct world *w = *state;
    uint8_t challenge[CHALLENGE];
    uint8_t second[CHALLENGE];
    struct ask_sign own = with_token(w);
    struct ask_sign nobody = {.handle = span_text("")};
    challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
    struct played act = act_of("webauthn.create", challenge);
    assert_int_equal(add(w, &act), ERR_DENIED); /* given out for a sign-in */
    challenge_of(w, ASK_PASSKEY_NEW, &own, challenge);
    struct ask_sign ben = {.password = span_text(PASSWORD)};
    (void)person(w, "ben", ben.token);
    challenge_of(w, ASK_PASSKEY_NEW, &ben, second);
    act.challenge = span_of(second, CHALLENGE);
    assert_int_equal(add(w, &act), ERR_DENIED); /* for another person */
    act.challenge = span_of(challenge, CHALLENGE);
    assert_int_equal(add(w, &act), ERR_OK);
    assert_int_equal(add(w, &act), ERR_DENIED); /* replayed */
    struct played use = act_of("webauthn.get", challenge);
    use.counter = 5;
    assert_int_equal(enter(w, &use), ERR_DENIED); /* given out for making one */
    challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
    use.challenge = span_of(challenge, CHALLENGE);
    use.spoil_signature = true;
    assert_int_equal(enter(w, &use), ERR_DENIED);
    use.spoil_signature = false;
    assert_int_equal(enter(w, &use), ERR_OK);
    use.counter = 6;
    assert_int_equal(enter(w, &use), ERR_DENIED); /* replayed */
    challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
    for (size_t i = 0; i < CHALLENGE; i++) { /* changed in any place */
        challenge[i] ^= 1;
        assert_int_equal(enter(w, &use), ERR_DENIED);
        challenge[i] ^= 1;
    }
    static const uint8_t zeros[CHALLENGE];
    use.challenge = span_of(zeros, CHALLENGE);
    assert_int_equal(enter(w, &use), ERR_DENIED);
    use.challenge = span_of(zeros, 3);
    assert_int_equal(enter(w, &use), ERR_DENIED);
}

/* As custodiand does it, over rounds: the last step is between two of them. */
static void replace_region_key(struct custodian *c)
{
    int64_t before = vault_key_id(c->vault);
    bool done = false;
    assert_int_equal(rotation_begin(&c->rotation, c->db, &c->keys, &done), ERR_OK);
    assert_true(done);
    while (!c->rotation.wrapped) {
        assert_int_equal(rotation_step(&c->rotation, &c->keys), ERR_OK);
    }
    assert_int_equal(db_commit(c->db), ERR_OK);
    assert_int_equal(rotation_end(&c->rotation, &c->keys, &done), ERR_OK);
    assert_true(done);
    assert_int_equal(db_begin(c->db), ERR_OK);
    assert_int_not_equal(vault_key_id(c->vault), before);
}

static void a_new_region_key_changes_nothing_for_passkeys_nor_for_who_has_none(void **state)
{
    struct world *w = *state;
    uint8_t challenge[CHALLENGE];
    uint8_t invented[64];
    struct ask_sign nobody = {.handle = span_text("nobody")};
    struct ask_sign own = with_token(w);
    add_one(w);
    struct span item = ask(w, ASK_PASSKEY_ASK, &nobody)->items[1].bytes;
    size_t len = item.len;
    assert_in_range(len, 1, sizeof(invented));
    memcpy(invented, item.ptr, len);
    challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
    replace_region_key(w->custodian);
    item = ask(w, ASK_PASSKEY_ASK, &nobody)->items[1].bytes;
    assert_int_equal(item.len, len);
    assert_memory_equal(item.ptr, invented, len); /* else everybody would know whose is invented */
    struct played act = act_of("webauthn.get", challenge);
    act.counter = 2;
    assert_int_equal(enter(w, &act), ERR_OK); /* with a challenge of before */
    assert_true(span_is(ask(w, ASK_PASSKEYS, &own)->entries[0].label, "My phone"));
}

static void a_passkey_that_was_copied_is_refused_and_its_owner_sees_it(void **state)
{
    struct world *w = *state;
    uint8_t challenge[CHALLENGE];
    struct ask_sign nobody = {.handle = span_text("ada")};
    struct ask_sign own = with_token(w);
    add_one(w);
    struct played act = act_of("webauthn.get", challenge);
    static const struct {
        uint32_t counter;
        enum err err;
        uint8_t mark;
    } rows[] = {{9, ERR_OK, 0}, {9, ERR_DENIED, 1}, {3, ERR_DENIED, 1}, {10, ERR_OK, 1}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        challenge_of(w, ASK_PASSKEY_ASK, &nobody, challenge);
        act.counter = rows[i].counter;
        assert_int_equal(enter(w, &act), rows[i].err);
        assert_int_equal(ask(w, ASK_PASSKEYS, &own)->entries[0].mark, rows[i].mark);
    }
}

static void a_handle_without_passkeys_looks_like_one_with(void **state)
{
    struct world *w = *state;
    add_one(w);
    struct ask_sign sign = {.handle = span_text("ada")};
    assert_int_equal(ask(w, ASK_PASSKEY_ASK, &sign)->count, 2);
    uint8_t first[VAULT_MAC];
    sign.handle = span_text("eve");
    const struct ask_answer *answer = ask(w, ASK_PASSKEY_ASK, &sign);
    assert_int_equal(answer->count, 2);
    assert_int_equal(answer->items[1].bytes.len, VAULT_MAC);
    memcpy(first, answer->items[1].bytes.ptr, VAULT_MAC);
    answer = ask(w, ASK_PASSKEY_ASK, &sign);
    assert_memory_equal(answer->items[1].bytes.ptr, first, VAULT_MAC); /* always the same */
}

static void a_passkey_is_there_once_and_there_is_an_end_to_them(void **state)
{
    struct world *w = *state;
    uint8_t challenge[CHALLENGE];
    struct ask_sign own = with_token(w);
    add_one(w);
    challenge_of(w, ASK_PASSKEY_NEW, &own, challenge);
    struct played act = act_of("webauthn.create", challenge);
    assert_int_equal(add(w, &act), ERR_CONFLICT);
    assert_int_equal(w->reply.answer.about, ABOUT_PASSKEY);
    struct account_passkey_new more = {
        .user = w->ada, .key = span_text("k"), .label = span_text("l"), .now_ms = time_wall_ms()};
    for (size_t i = 1; i < LIMIT_PASSKEYS; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "n%zu", i);
        more.credential = span_text(name);
        assert_int_equal(account_passkey_add(w->custodian->db, &more), ERR_OK);
    }
    more.credential = span_text("one more");
    assert_int_equal(account_passkey_add(w->custodian->db, &more), ERR_LIMIT);
}

static void challenges_grow_old_and_used_ones_are_remembered_until_then(void **state)
{
    struct world *w = *state;
    const struct vault *vault = w->custodian->vault;
    AUTO(challenges_free) struct challenges *c = NULL;
    AUTO(challenges_free) struct challenges *reborn = NULL;
    uint8_t challenge[CHALLENGE];
    int64_t start = 5000;
    assert_int_equal(challenges_new(start, &c), ERR_OK);
    assert_int_equal(challenges_new(start, &reborn), ERR_OK);
    struct challenge_for what = {CHALLENGE_IN, 0, start + 10};
    challenge_make(c, vault, &what, challenge);
    assert_int_equal(challenge_check(c, vault, &what, challenge), ERR_OK);
    assert_int_equal(challenge_check(reborn, vault, &what, challenge), ERR_DENIED);
    what.mono_ms += LIMIT_CHALLENGE_MS - 1;
    assert_int_equal(challenge_check(c, vault, &what, challenge), ERR_OK);
    what.mono_ms++;
    assert_int_equal(challenge_check(c, vault, &what, challenge), ERR_DENIED);
    what.mono_ms = start;
    assert_int_equal(challenge_check(c, vault, &what, challenge), ERR_DENIED); /* of tomorrow */
    what.mono_ms = start + 20;
    for (size_t i = 0; i < LIMIT_CHALLENGES_USED; i++) {
        challenge_make(c, vault, &what, challenge);
        assert_int_equal(challenge_use(c, what.mono_ms, challenge), ERR_OK);
    }
    assert_int_equal(challenge_check(c, vault, &what, challenge), ERR_DENIED);
    uint8_t next[CHALLENGE];
    challenge_make(c, vault, &what, next);
    assert_int_equal(challenge_check(c, vault, &what, next), ERR_OK);
    assert_int_equal(challenge_use(c, what.mono_ms, next), ERR_BUSY);
    assert_int_equal(challenge_use(c, what.mono_ms + LIMIT_CHALLENGE_MS, next), ERR_OK);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_passkey_is_added_used_listed_and_removed),
        IN_WORLD(a_session_alone_neither_adds_nor_removes_one),
        IN_WORLD(a_challenge_is_good_once_for_its_purpose_and_its_person),
        IN_WORLD(a_new_region_key_changes_nothing_for_passkeys_nor_for_who_has_none),
        IN_WORLD(a_passkey_that_was_copied_is_refused_and_its_owner_sees_it),
        IN_WORLD(a_handle_without_passkeys_looks_like_one_with),
        IN_WORLD(a_passkey_is_there_once_and_there_is_an_end_to_them),
        IN_WORLD(challenges_grow_old_and_used_ones_are_remembered_until_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
