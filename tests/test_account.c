/* test_account.c: who may be called what, sign-in, sessions and their ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account.h"
#include "account_hash.h"
#include "account_rules.h"
#include "account_session.h"
#include "base_limits.h"
#include "base_time.h"
#include "datamap_field.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t NOW = INT64_C(1800000000000);
static const int64_t DAY = INT64_C(86400000);

struct world {
    char path[32];
    int dir_fd;
    struct db *db;
    struct vault *vault;
};

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    (void)snprintf(w->path, sizeof(w->path), "/tmp/test_account.XXXXXX");
    assert_non_null(mkdtemp(w->path));
    w->dir_fd = open(w->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(db_open(&(struct db_config){.path = ":memory:", .mode = DB_WRITER}, &w->db),
                     ERR_OK);
    assert_int_equal(account_migrate(w->db), ERR_OK);
    struct vault_problem problem = {{0}};
    struct vault_config config = {.dir_fd = w->dir_fd, .origin = "a.example"};
    assert_int_equal(vault_open(&config, &w->vault, &problem), ERR_OK);
    *state = w;
    return 0;
}

static int drop_world(void **state)
{
    struct world *w = *state;
    db_close(w->db);
    vault_close(w->vault);
    (void)unlinkat(w->dir_fd, "region.key", 0);
    (void)close(w->dir_fd);
    int done = rmdir(w->path);
    free(w);
    return done;
}

static struct secret password_of(const char *text)
{
    struct secret s = {0};
    assert_int_equal(secret_set(&s, span_text(text)), ERR_OK);
    return s;
}

static enum err create(struct world *w, const char *handle, uint64_t request,
                       struct account_person *out_person)
{
    struct account_new new = {.handle = span_text(handle),
                              .hash = &account_hash_nobody,
                              .request = request,
                              .now_ms = NOW};
    return account_create(w->db, w->vault, &new, out_person);
}

static void begin(struct world *w, const struct account_person *person, uint64_t request,
                  int64_t now_ms, uint8_t token[ACCOUNT_TOKEN])
{
    struct account_session_new new = {.user = person->user, .request = request, .now_ms = now_ms};
    assert_int_equal(account_session_begin(w->db, &new, token), ERR_OK);
}

static void handles_are_lower_case_ascii_and_begin_with_a_letter(void **state)
{
    (void)state;
    static const char *const good[] = {"ada", "a_1", "b.c", "z99", "abcdefghijklmnopqrstuvwx"};
    static const char *const bad[] = {"Ada", "1ab", "_ab",  ".ab",
                                      "a b", "a-b", "a\tb", "\xc3\xa4ther"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(account_handle_check(span_text(good[i])), ERR_OK);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(account_handle_check(span_text(bad[i])), ERR_FORMAT);
    }
    for (int c = 1; c < 256; c++) {
        char handle[4] = {'a', (char)c, 'b', '\0'};
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        assert_int_equal(account_handle_check(span_text(handle)), fine ? ERR_OK : ERR_FORMAT);
    }
    assert_int_equal(account_handle_check(span_of("a\0b", 3)), ERR_FORMAT);
    assert_int_equal(account_handle_check(span_text("ab")), ERR_LIMIT);
    assert_int_equal(account_handle_check(span_text("abcdefghijklmnopqrstuvwxy")), ERR_LIMIT);
    assert_int_equal(account_handle_check(span_text("")), ERR_LIMIT);
}

static void words_of_the_service_are_kept(void **state)
{
    (void)state;
    static const char *const kept[] = {"admin", "custodian", "office", "vitrine", "support"};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        assert_int_equal(account_handle_check(span_text(kept[i])), ERR_CONFLICT);
    }
}

static void passwords_have_ten_to_256_bytes(void **state)
{
    (void)state;
    static const uint8_t bytes[LIMIT_PASSWORD + 1];
    assert_int_equal(account_password_check(span_of(bytes, LIMIT_PASSWORD_MIN - 1)), ERR_LIMIT);
    assert_int_equal(account_password_check(span_of(bytes, LIMIT_PASSWORD_MIN)), ERR_OK);
    assert_int_equal(account_password_check(span_of(bytes, LIMIT_PASSWORD)), ERR_OK);
    assert_int_equal(account_password_check(span_of(bytes, LIMIT_PASSWORD + 1)), ERR_LIMIT);
}

static void a_hash_knows_its_password_and_no_other(void **state)
{
    (void)state;
    AUTO(secret) struct secret right = password_of("correct horse");
    AUTO(secret) struct secret wrong = password_of("correct horsf");
    struct account_hash hash = {{0}};
    struct account_hash again = {{0}};
    assert_int_equal(account_hash_make(&right, &hash), ERR_OK);
    assert_int_equal(account_hash_make(&right, &again), ERR_OK);
    assert_string_not_equal(hash.text, again.text); /* salted */
    assert_int_equal(account_hash_check(&hash, &right), ERR_OK);
    assert_int_equal(account_hash_check(&hash, &wrong), ERR_DENIED);
}

/* The made-up hash costs as much as a real one: same parameters, and it is really computed. */
static void an_unknown_handle_costs_as_much_as_a_wrong_password(void **state)
{
    (void)state;
    AUTO(secret) struct secret right = password_of("correct horse");
    AUTO(secret) struct secret wrong = password_of("wrong horse 1");
    struct account_hash hash = {{0}};
    assert_int_equal(account_hash_make(&right, &hash), ERR_OK);
    const char *salt = strrchr(hash.text, '$');
    assert_non_null(salt);
    assert_int_equal(strlen(hash.text), strlen(account_hash_nobody.text));
    assert_memory_equal(hash.text, account_hash_nobody.text,
                        strlen("$argon2id$v=19$m=19456,t=2,p=1$"));
    int64_t times[2] = {INT64_MAX, INT64_MAX};
    for (int round = 0; round < 5; round++) {
        for (int known = 0; known < 2; known++) {
            int64_t start = time_mono_ms();
            assert_int_equal(account_hash_check(known ? &hash : &account_hash_nobody, &wrong),
                             ERR_DENIED);
            int64_t took = time_mono_ms() - start;
            times[known] = took < times[known] ? took : times[known];
        }
    }
    assert_true(times[0] * 2 + 2 >= times[1] && times[1] * 2 + 2 >= times[0]);
}

static void an_account_is_found_by_its_handle(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", UINT64_MAX, &ben), ERR_OK);
    assert_true(ada.user > 0 && ben.user > ada.user);
    assert_memory_not_equal(ada.locker, ben.locker, sizeof(ada.locker));
    struct account_row row = {0};
    assert_int_equal(account_find(w->db, span_text("ben"), &row), ERR_OK);
    assert_int_equal(row.person.user, ben.user);
    assert_memory_equal(row.person.locker, ben.locker, sizeof(ben.locker));
    assert_true(span_is(span_of(row.person.handle, row.person.handle_len), "ben"));
    assert_true(row.made_by == UINT64_MAX);
    assert_string_equal(row.hash.text, account_hash_nobody.text);
    assert_int_equal(account_find(w->db, span_text("eve"), &row), ERR_NOT_FOUND);
}

static void a_handle_belongs_to_one_account(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ada", 8, &ada), ERR_CONFLICT);
}

static void a_persons_key_is_loaded_when_it_is_needed(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_true(vault_user_ready(w->vault, ada.user));
    vault_user_forget(w->vault, ada.user);
    assert_int_equal(account_unlock(w->db, w->vault, ada.user), ERR_OK);
    assert_true(vault_user_ready(w->vault, ada.user));
    assert_int_equal(account_unlock(w->db, w->vault, ada.user + 1), ERR_NOT_FOUND);
}

/* Swapping two rows in the database gives nobody another's key. */
static void a_wrapped_key_in_anothers_row_is_refused(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &ben), ERR_OK);
    vault_user_forget(w->vault, ada.user);
    vault_user_forget(w->vault, ben.user);
    assert_int_equal(db_script(w->db, "UPDATE user_key SET wrapped = (SELECT wrapped FROM user_key"
                                      " k JOIN account a ON a.id = k.account_id"
                                      " WHERE a.handle = 'ada')"),
                     ERR_OK);
    assert_int_equal(account_unlock(w->db, w->vault, ada.user), ERR_OK);
    assert_int_equal(account_unlock(w->db, w->vault, ben.user), ERR_DENIED);
}

static void a_session_ends_by_sign_out_or_after_its_days(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person found = {0};
    uint8_t token[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    begin(w, &ada, 1, NOW, token);
    assert_int_equal(account_session_find(w->db, token, NOW, &found), ERR_OK);
    assert_int_equal(found.user, ada.user);
    int64_t end = NOW + LIMIT_SESSION_DAYS * DAY;
    assert_int_equal(account_session_find(w->db, token, end - 1, &found), ERR_OK);
    assert_int_equal(account_session_find(w->db, token, end, &found), ERR_DENIED);
    assert_int_equal(account_session_sweep(w->db, end - 1), ERR_OK);
    assert_int_equal(account_session_find(w->db, token, NOW, &found), ERR_OK);
    assert_int_equal(account_session_sweep(w->db, end), ERR_OK);
    assert_int_equal(account_session_find(w->db, token, NOW, &found), ERR_DENIED);
    begin(w, &ada, 2, NOW, token);
    assert_int_equal(account_session_end(w->db, token), ERR_OK);
    assert_int_equal(account_session_find(w->db, token, NOW, &found), ERR_DENIED);
    assert_int_equal(account_session_end(w->db, token), ERR_OK);
}

static void a_token_is_nowhere_in_the_database(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    uint8_t token[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    begin(w, &ada, 1, NOW, token);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(w->db, "SELECT token_hash FROM session", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    struct span stored = db_column_bytes(&q, 0);
    assert_int_equal(stored.len, ACCOUNT_TOKEN);
    assert_memory_not_equal(stored.ptr, token, ACCOUNT_TOKEN);
}

static void a_repeated_request_leaves_one_session(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person found = {0};
    uint8_t first[ACCOUNT_TOKEN];
    uint8_t second[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    begin(w, &ada, 1, NOW, first);
    begin(w, &ada, 1, NOW, second);
    assert_int_equal(account_session_find(w->db, first, NOW, &found), ERR_DENIED);
    assert_int_equal(account_session_find(w->db, second, NOW, &found), ERR_OK);
}

static void the_oldest_session_makes_room(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    struct account_person found = {0};
    uint8_t of_ben[ACCOUNT_TOKEN];
    uint8_t tokens[LIMIT_SESSIONS_PER_ACCOUNT + 1][ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &ben), ERR_OK);
    begin(w, &ben, 1, NOW - 1, of_ben);
    for (size_t i = 0; i <= LIMIT_SESSIONS_PER_ACCOUNT; i++) {
        begin(w, &ada, 100 + i, NOW + (int64_t)i, tokens[i]);
    }
    assert_int_equal(account_session_find(w->db, tokens[0], NOW, &found), ERR_DENIED);
    for (size_t i = 1; i <= LIMIT_SESSIONS_PER_ACCOUNT; i++) {
        assert_int_equal(account_session_find(w->db, tokens[i], NOW, &found), ERR_OK);
    }
    assert_int_equal(account_session_find(w->db, of_ben, NOW, &found), ERR_OK);
}

static void a_session_runs_dry(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    uint8_t token[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    begin(w, &ada, 1, NOW, token);
    assert_int_equal(account_session_spend(w->db, token, LIMIT_OPENS_PER_SESSION - 1), ERR_OK);
    assert_int_equal(account_session_spend(w->db, token, 2), ERR_LIMIT);
    assert_int_equal(account_session_spend(w->db, token, 1), ERR_OK);
    assert_int_equal(account_session_spend(w->db, token, 1), ERR_LIMIT);
    token[0] ^= 1;
    assert_int_equal(account_session_spend(w->db, token, 1), ERR_DENIED);
}

static void a_database_knows_its_region(void **state)
{
    struct world *w = *state;
    struct account_region region = {0};
    assert_int_equal(account_region_get(w->db, &region), ERR_OK);
    assert_int_equal(region.key_id, 0);
    assert_int_equal(account_region_set(w->db, span_text("a.example"), 42), ERR_OK);
    assert_int_equal(account_region_get(w->db, &region), ERR_OK);
    assert_int_equal(region.key_id, 42);
    assert_true(span_is(span_of(region.origin, region.origin_len), "a.example"));
    assert_int_equal(account_region_set(w->db, span_text("b.example"), 43), ERR_CONFLICT);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handles_are_lower_case_ascii_and_begin_with_a_letter),
        cmocka_unit_test(words_of_the_service_are_kept),
        cmocka_unit_test(passwords_have_ten_to_256_bytes),
        cmocka_unit_test(a_hash_knows_its_password_and_no_other),
        cmocka_unit_test(an_unknown_handle_costs_as_much_as_a_wrong_password),
        IN_WORLD(an_account_is_found_by_its_handle),
        IN_WORLD(a_handle_belongs_to_one_account),
        IN_WORLD(a_persons_key_is_loaded_when_it_is_needed),
        IN_WORLD(a_wrapped_key_in_anothers_row_is_refused),
        IN_WORLD(a_session_ends_by_sign_out_or_after_its_days),
        IN_WORLD(a_token_is_nowhere_in_the_database),
        IN_WORLD(a_repeated_request_leaves_one_session),
        IN_WORLD(the_oldest_session_makes_room),
        IN_WORLD(a_session_runs_dry),
        IN_WORLD(a_database_knows_its_region),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
