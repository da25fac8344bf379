/* test_account.c: who may be called what, sign-in, sessions and their ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account.h"
#include "account_allowance.h"
#include "account_desk.h"
#include "account_device.h"
#include "account_hash.h"
#include "account_leave.h"
#include "account_recovery.h"
#include "account_rules.h"
#include "account_session.h"
#include "account_share.h"
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
    struct account_keys keys;
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
    assert_int_equal(
        db_open(&(struct db_config){.path = ":memory:", .mode = DB_WRITER}, &w->keys.db), ERR_OK);
    assert_int_equal(account_migrate(w->db, &w->keys), ERR_OK);
    struct vault_problem problem = {{0}};
    struct vault_config config = {.dir_fd = w->dir_fd, .origin = "a.example"};
    assert_int_equal(vault_open(&config, &w->vault, &problem), ERR_OK);
    vault_mac_make(w->vault);
    w->keys.vault = w->vault;
    *state = w;
    return 0;
}

static int drop_world(void **state)
{
    struct world *w = *state;
    db_close(w->db);
    db_close(w->keys.db);
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
    return account_create(w->db, &w->keys, &new, out_person);
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
    static const char *const kept[] = {"admin",     "custodian", "office",  "vitrine", "support",
                                       "adm1n",     "ad.min",    "adrnin",  "v1tr1ne", "supp0rt",
                                       "vitr_in_e", "vvitness",  "5ecurity"};
    static const char *const free[] = {"adam", "vitrines", "supporter", "minna", "arne"};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        bool first = kept[i][0] >= 'a'; /* else the form is refused before its looks */
        assert_int_equal(account_handle_check(span_text(kept[i])), first ? ERR_DENIED : ERR_FORMAT);
    }
    for (size_t i = 0; i < sizeof(free) / sizeof(free[0]); i++) {
        assert_int_equal(account_handle_check(span_text(free[i])), ERR_OK);
    }
}

static void letters_that_look_alike_and_marks_that_turn_are_no_handles(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xd0\xb0"
                                      "da",
                                      "a\xcd\x81"
                                      "da",
                                      "ada\xe2\x80\xae",
                                      "\xef\xbd\x81"
                                      "da",
                                      "ada\xe2\x80\x8b",
                                      "a\xcc\x88"
                                      "da"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(account_handle_check(span_text(bad[i])), ERR_FORMAT);
    }
    static char long_one[10000];
    memset(long_one, 'a', sizeof(long_one));
    assert_int_equal(account_handle_check(span_of(long_one, sizeof(long_one))), ERR_LIMIT);
}

static void passwords_have_ten_to_256_bytes(void **state)
{
    (void)state;
    char bytes[LIMIT_PASSWORD + 1];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)('!' + i * 7 % 90);
    }
    struct span ada = span_text("ada");
    assert_int_equal(account_password_check(ada, span_of(bytes, LIMIT_PASSWORD_MIN - 1)),
                     ERR_LIMIT);
    assert_int_equal(account_password_check(ada, span_of(bytes, LIMIT_PASSWORD_MIN)), ERR_OK);
    assert_int_equal(account_password_check(ada, span_of(bytes, LIMIT_PASSWORD)), ERR_OK);
    assert_int_equal(account_password_check(ada, span_of(bytes, LIMIT_PASSWORD + 1)), ERR_LIMIT);
}

static void what_anybody_would_try_first_is_no_password(void **state)
{
    (void)state;
    static const char *const easy[] = {
        "password12",   "Password123!", "p@ssw0rd2024", "passwordpassword", "1234567890",
        "0987654321",   "aaaaaaaaaa",   "abcabcabcabc", "qwertyuiop",       "poiuytrewq",
        "1q2w3e4r5t",   "iloveyou2024", "margarete1",   "2024margarete",    "MARGARETE!!",
        "letmein12345", "abcdefghij",   "asdfghjkl;",   "sunshine123",      "football2023",
    };
    static const char *const fine[] = {
        "correct horse",       "a long enough password", "margarete likes tea", "7h3kqpass0",
        "passport to nowhere", "qwerty is a keyboard",   "0123459876",          "xkcdabcabcabc",
    };
    struct span handle = span_text("margarete");
    for (size_t i = 0; i < sizeof(easy) / sizeof(easy[0]); i++) {
        enum err err = account_password_check(handle, span_text(easy[i]));
        if (err != ERR_CONFLICT) {
            fail_msg("%s: %s", easy[i], err_text(err));
        }
    }
    for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
        if (account_password_check(handle, span_text(fine[i])) != ERR_OK) {
            fail_msg("%s is refused", fine[i]);
        }
    }
    assert_int_equal(account_password_check(span_text("ada"), span_text("margarete1")), ERR_OK);
}

/* NOW is 2027-01-15. */
static void a_birth_date_is_a_day_at_least_thirteen_years_ago(void **state)
{
    (void)state;
    static const char *const good[] = {"1900-01-01", "2014-01-15", "2000-02-29", "1999-12-31"};
    static const char *const young[] = {"2014-01-16", "2020-05-05", "2027-01-15"};
    static const char *const bad[] = {"",           "2027-01-16",  "1899-12-31", "2001-02-29",
                                      "1900-02-29", "2001-13-01",  "2001-00-10", "2001-04-31",
                                      "2001-1-01",  "01-01-2001",  "2001/01/01", "2001-01-0a",
                                      "2001-01-00", "2001-01-011", "+001-01-01"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(account_birth_date_check(span_text(good[i]), NOW), ERR_OK);
    }
    for (size_t i = 0; i < sizeof(young) / sizeof(young[0]); i++) {
        assert_int_equal(account_birth_date_check(span_text(young[i]), NOW), ERR_DENIED);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(account_birth_date_check(span_text(bad[i]), NOW), ERR_FORMAT);
    }
}

static void an_email_address_is_optional_and_has_one_at(void **state)
{
    (void)state;
    static const char *const bad[] = {"@",     "a@",    "@b",    "ada",
                                      "a@b@c", "a b@c", "a@b\n", "\xc3\xa4@b"};
    assert_int_equal(account_email_check(span_text("")), ERR_OK);
    assert_int_equal(account_email_check(span_text("ada@example.org")), ERR_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(account_email_check(span_text(bad[i])), ERR_FORMAT);
    }
    char many[LIMIT_EMAIL + 1];
    memset(many, 'a', sizeof(many));
    many[1] = '@';
    assert_int_equal(account_email_check(span_of(many, LIMIT_EMAIL)), ERR_OK);
    assert_int_equal(account_email_check(span_of(many, LIMIT_EMAIL + 1)), ERR_LIMIT);
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

static void a_hash_with_less_than_todays_parameters_is_old(void **state)
{
    (void)state;
    static const char *const old[] = {
        "$argon2id$v=19$m=8192,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2id$v=19$m=19456,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "",
    };
    struct account_hash hash = {{0}};
    for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
        (void)snprintf(hash.text, sizeof(hash.text), "%s", old[i]);
        assert_true(account_hash_is_old(&hash));
    }
    assert_false(account_hash_is_old(&account_hash_nobody));
    (void)snprintf(hash.text, sizeof(hash.text), "$argon2id$v=19$m=65536,t=3,p=1$AAAA$AAAA");
    assert_false(account_hash_is_old(&hash)); /* a later build's, with more: stays */
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
    assert_int_equal(account_unlock(&w->keys, ada.user), ERR_OK);
    assert_true(vault_user_ready(w->vault, ada.user));
    assert_int_equal(account_unlock(&w->keys, ada.user + 1), ERR_NOT_FOUND);
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
    assert_int_equal(db_script(w->keys.db,
                               "UPDATE user_key SET wrapped = (SELECT wrapped FROM user_key"
                               " ORDER BY account_id LIMIT 1)"),
                     ERR_OK); /* ada's: she came first */
    assert_int_equal(account_unlock(&w->keys, ada.user), ERR_OK);
    assert_int_equal(account_unlock(&w->keys, ben.user), ERR_DENIED);
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

/* What the database says of the one session. */
static int64_t opened_of(struct world *w)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(w->db, "SELECT opened FROM session", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return db_column_i64(&q, 0);
}

static void a_session_runs_dry(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    uint8_t token[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    begin(w, &ada, 1, NOW, token);
    AUTO(account_allowance_free) struct account_allowance *a = NULL;
    assert_int_equal(account_allowance_new(&a), ERR_OK);
    assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_OK);
    assert_int_equal(opened_of(w), 1 + LIMIT_OPENS_AHEAD);
    assert_int_equal(account_allowance_take(a, w->db, token, LIMIT_OPENS_PER_SESSION - 2), ERR_OK);
    assert_int_equal(account_allowance_take(a, w->db, token, 2), ERR_LIMIT);
    assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_OK);
    assert_int_equal(opened_of(w), LIMIT_OPENS_PER_SESSION);
    assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_LIMIT);
    token[0] ^= 1;
    assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_DENIED);
}

static void what_was_given_ahead_is_counted_first_and_comes_back_once(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    uint8_t token[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    begin(w, &ada, 1, NOW, token);
    AUTO(account_allowance_free) struct account_allowance *a = NULL;
    assert_int_equal(account_allowance_new(&a), ERR_OK);
    assert_int_equal(account_allowance_take(a, w->db, token, 10), ERR_OK);
    assert_int_equal(opened_of(w), 10 + LIMIT_OPENS_AHEAD);
    for (int i = 0; i < LIMIT_OPENS_AHEAD; i++) {
        assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_OK);
    }
    assert_int_equal(opened_of(w), 10 + LIMIT_OPENS_AHEAD); /* no write for any of these */
    account_allowance_end(a, true);
    assert_int_equal(db_save(w->db), ERR_OK);
    assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_OK);
    assert_int_equal(account_allowance_take(a, w->db, token, 2), ERR_OK);
    db_restore(w->db);
    account_allowance_end(a, false); /* all that this request took */
    account_allowance_end(a, false);
    assert_int_equal(opened_of(w), 10 + LIMIT_OPENS_AHEAD);
    assert_int_equal(account_allowance_take(a, w->db, token, 1), ERR_OK);
    assert_int_equal(opened_of(w), 11 + 2 * LIMIT_OPENS_AHEAD); /* what was undone is not there */
    assert_int_equal(account_allowance_return(a, w->db), ERR_OK);
    assert_int_equal(opened_of(w), 11 + LIMIT_OPENS_AHEAD);
    assert_int_equal(account_allowance_return(a, w->db), ERR_OK);
    assert_int_equal(opened_of(w), 11 + LIMIT_OPENS_AHEAD);
    assert_int_equal(account_session_end(w->db, token), ERR_OK);
    assert_int_equal(account_allowance_return(a, w->db), ERR_OK);
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

static void a_list_of_sessions_shows_no_token_and_which_one_asks(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person found = {0};
    uint8_t tokens[3][ACCOUNT_TOKEN];
    static struct account_sessions list;
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        begin(w, &ada, 1 + i, NOW + (int64_t)i, tokens[i]);
    }
    assert_int_equal(account_session_find(w->db, tokens[1], NOW + 3 * DAY, &found), ERR_OK);
    assert_int_equal(account_session_list(w->db, ada.user, tokens[1], NOW, &list), ERR_OK);
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < 3; i++) { /* the newest first */
        assert_int_equal(list.items[i].begun_ms, NOW + 2 - (int64_t)i);
        assert_int_equal(list.items[i].current, i == 1);
        assert_int_equal(list.items[i].used_day, NOW / DAY + (i == 1 ? 3 : 0));
        assert_true(list.items[i].public_id > 0);
        assert_int_equal(list.items[i].label_len, 0);
    }
    assert_true(list.items[0].public_id != list.items[1].public_id);
    assert_int_equal(account_session_list(w->db, ada.user + 1, tokens[1], NOW, &list), ERR_OK);
    assert_int_equal(list.count, 0);
}

static void a_session_is_ended_by_its_number_and_by_its_owner_only(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    struct account_person found = {0};
    uint8_t tokens[3][ACCOUNT_TOKEN];
    uint8_t of_ben[ACCOUNT_TOKEN];
    static struct account_sessions list;
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &ben), ERR_OK);
    begin(w, &ben, 9, NOW, of_ben);
    for (size_t i = 0; i < 3; i++) {
        begin(w, &ada, 1 + i, NOW + (int64_t)i, tokens[i]);
    }
    assert_int_equal(account_session_list(w->db, ada.user, tokens[0], NOW, &list), ERR_OK);
    int64_t newest = list.items[0].public_id;
    assert_int_equal(account_session_end_one(w->db, ben.user, newest), ERR_NOT_FOUND);
    assert_int_equal(account_session_find(w->db, tokens[2], NOW, &found), ERR_OK);
    assert_int_equal(account_session_end_one(w->db, ada.user, newest), ERR_OK);
    assert_int_equal(account_session_find(w->db, tokens[2], NOW, &found), ERR_DENIED);
    assert_int_equal(account_session_end_one(w->db, ada.user, newest), ERR_NOT_FOUND);
    assert_int_equal(account_session_end_others(w->db, ada.user, tokens[0]), ERR_OK);
    assert_int_equal(account_session_find(w->db, tokens[0], NOW, &found), ERR_OK);
    assert_int_equal(account_session_find(w->db, tokens[1], NOW, &found), ERR_DENIED);
    assert_int_equal(account_session_end_others(w->db, ada.user, NULL), ERR_OK);
    assert_int_equal(account_session_find(w->db, tokens[0], NOW, &found), ERR_DENIED);
    assert_int_equal(account_session_find(w->db, of_ben, NOW, &found), ERR_OK);
}

static void a_recovery_code_is_good_once_for_its_owner_until_there_are_new_ones(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    struct account_codes codes = {{{0}}};
    struct account_codes later = {{{0}}};
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &ben), ERR_OK);
    assert_int_equal(account_recovery_make(w->db, w->vault, ada.user, &codes), ERR_OK);
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        assert_int_equal(strlen(codes.text[i]), ACCOUNT_CODE);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(codes.text[i], codes.text[k]);
        }
    }
    struct span first = span_text(codes.text[0]);
    assert_int_equal(account_recovery_use(w->db, w->vault, ben.user, first), ERR_DENIED);
    assert_int_equal(account_recovery_use(w->db, w->vault, 0, first), ERR_DENIED);
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, first), ERR_OK);
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, first), ERR_DENIED);
    char typed[2 * ACCOUNT_CODE + 1] = "";
    for (size_t i = 0, at = 0; codes.text[1][i] != '\0'; i++) { /* as a person types it */
        char c = codes.text[1][i];
        c = c == '0' ? 'O' : c == '1' ? 'l' : c == '-' ? ' ' : c;
        typed[at++] = c >= 'a' && c <= 'z' && c != 'l' ? (char)(c - 'a' + 'A') : c;
    }
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, span_text(typed)), ERR_OK);
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, span_text("")), ERR_DENIED);
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, span_of("\0", 1)), ERR_DENIED);
    assert_int_equal(account_recovery_make(w->db, w->vault, ada.user, &later), ERR_OK);
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, span_text(codes.text[2])),
                     ERR_DENIED);
    assert_int_equal(account_recovery_use(w->db, w->vault, ada.user, span_text(later.text[2])),
                     ERR_OK);
}

static void a_device_is_known_to_whom_it_signed_in_for_a_year(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    uint8_t made_up[ACCOUNT_TOKEN] = {1, 2, 3};
    uint8_t token[ACCOUNT_TOKEN];
    uint8_t again[ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &ben), ERR_OK);
    assert_int_equal(account_device_keep(w->db, ada.user, NOW, made_up, token), ERR_OK);
    assert_memory_not_equal(token, made_up, ACCOUNT_TOKEN); /* only what was given out is kept */
    assert_int_equal(account_device_known(w->db, ada.user, NOW, made_up), ERR_NOT_FOUND);
    assert_int_equal(account_device_known(w->db, ada.user, NOW, token), ERR_OK);
    assert_int_equal(account_device_known(w->db, ben.user, NOW, token), ERR_NOT_FOUND);
    assert_int_equal(account_device_known(w->db, 0, NOW, token), ERR_NOT_FOUND);
    assert_int_equal(account_device_keep(w->db, ben.user, NOW, token, again), ERR_OK);
    assert_memory_equal(token, again, ACCOUNT_TOKEN); /* two people at one browser */
    assert_int_equal(account_device_known(w->db, ben.user, NOW, token), ERR_OK);
    int64_t year = NOW + LIMIT_DEVICE_DAYS * DAY;
    assert_int_equal(account_device_known(w->db, ada.user, year - DAY, token), ERR_OK);
    assert_int_equal(account_device_known(w->db, ada.user, year, token), ERR_NOT_FOUND);
    assert_int_equal(account_device_keep(w->db, ada.user, NOW + 3 * DAY, token, again), ERR_OK);
    assert_int_equal(account_device_sweep(w->db, year), ERR_OK);
    assert_int_equal(account_device_known(w->db, ada.user, NOW, token), ERR_OK);
    assert_int_equal(account_device_known(w->db, ben.user, NOW, token), ERR_NOT_FOUND);
}

static void the_device_away_longest_makes_room(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    uint8_t tokens[LIMIT_DEVICES_PER_ACCOUNT + 1][ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    for (size_t i = 0; i <= LIMIT_DEVICES_PER_ACCOUNT; i++) {
        assert_int_equal(
            account_device_keep(w->db, ada.user, NOW + (int64_t)i * DAY, NULL, tokens[i]), ERR_OK);
    }
    int64_t end = NOW + LIMIT_DEVICES_PER_ACCOUNT * DAY;
    assert_int_equal(account_device_known(w->db, ada.user, end, tokens[0]), ERR_NOT_FOUND);
    for (size_t i = 1; i <= LIMIT_DEVICES_PER_ACCOUNT; i++) {
        assert_int_equal(account_device_known(w->db, ada.user, end, tokens[i]), ERR_OK);
    }
}

static void details_are_sealed_and_open_for_their_owner(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct account_person ben = {0};
    struct account_new new = {.handle = span_text("ada"),
                              .birth_date = span_text("1990-12-31"),
                              .email = span_text("ada@example.org"),
                              .hash = &account_hash_nobody,
                              .request = 7,
                              .now_ms = NOW};
    assert_int_equal(account_create(w->db, &w->keys, &new, &ada), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &ben), ERR_OK);
    AUTO(buf) struct buf out = {.max = 1000};
    struct account_details found = {{0}, {0}};
    assert_int_equal(buf_grow(&out, 1000), ERR_OK);
    assert_int_equal(account_details_get(w->db, w->vault, ada.user, &out, &found), ERR_OK);
    assert_true(span_is(found.birth_date, "1990-12-31"));
    assert_true(span_is(found.email, "ada@example.org"));
    assert_int_equal(account_details_get(w->db, w->vault, ben.user, &out, &found), ERR_OK);
    assert_int_equal(found.birth_date.len + found.email.len, 0);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(
        db_query_start(w->db, "SELECT birth_date, email FROM account WHERE handle = 'ada'", &q),
        ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    for (int i = 0; i < 2; i++) {
        struct span sealed = db_column_bytes(&q, i);
        assert_true(sealed.len > VAULT_OVERHEAD);
        assert_null(memmem(sealed.ptr, sealed.len, "1990-12", 7));
        assert_null(memmem(sealed.ptr, sealed.len, "example", 7));
    }
    /* Another's sealed value in one's own row does not open. */
    assert_int_equal(db_script(w->db, "UPDATE account SET email = (SELECT email FROM account WHERE"
                                      " handle = 'ada') WHERE handle = 'ben'"),
                     ERR_OK);
    assert_int_equal(account_details_get(w->db, w->vault, ben.user, &out, &found), ERR_DENIED);
}

/* The schema's steps, from the library's own table: a database as the first version left it. */
extern const char *const account_schema[];
extern const size_t account_schema_count;

static void expect_moved(struct db *keys)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(
        db_query_start(keys, "SELECT account_id, wrapped FROM user_key ORDER BY account_id", &q),
        ERR_OK);
    for (int64_t i = 0; i < 2; i++) {
        assert_int_equal(db_step_row(&q), ERR_OK);
        assert_int_equal(db_column_i64(&q, 0), 5 + i);
        struct span wrapped = db_column_bytes(&q, 1);
        assert_true(wrapped.len == 1 && wrapped.ptr[0] == i);
    }
}

static void a_database_of_version_one_is_brought_forward_with_all_that_is_in_it(void **state)
{
    struct world *w = *state;
    AUTO(db_close) struct db *old = NULL;
    AUTO(db_close) struct db *old_keys = NULL;
    int64_t version = 0;
    assert_int_equal(db_open(&(struct db_config){.path = ":memory:", .mode = DB_WRITER}, &old_keys),
                     ERR_OK);
    struct account_keys keys = {.db = old_keys};
    assert_int_equal(db_open(&(struct db_config){.path = ":memory:", .mode = DB_WRITER}, &old),
                     ERR_OK);
    assert_int_equal(db_migrate(old, account_schema, 1, &version), ERR_OK);
    assert_int_equal(
        db_script(old,
                  "INSERT INTO region (id, origin, key_id) VALUES (1, 'a.example', 42);"
                  " INSERT INTO account (id, handle, password, locker, made_by, created_ms)"
                  " VALUES (5, 'ada', '$argon2id$', x'00112233445566778899aabbccddeeff', 7, 1),"
                  " (6, 'ben', '$argon2id$', x'10112233445566778899aabbccddeeff', 8, 1);"
                  " INSERT INTO user_key (account_id, wrapped) VALUES (5, x'00'), (6, x'01');"
                  " INSERT INTO session (token_hash, account_id, made_by, created_ms,"
                  " expires_ms, opened) VALUES (x'aa', 5, 1, 1800000000000, 1900000000000, 3),"
                  " (x'bb', 5, 2, 1800000000001, 1900000000000, 0),"
                  " (x'cc', 6, 3, 1800000000002, 1900000000000, 0)"),
        ERR_OK);
    assert_int_equal(account_migrate(old, &keys), ERR_OK);
    assert_int_equal(db_migrate(old, account_schema, account_schema_count, &version), ERR_OK);
    assert_int_equal(version, account_schema_count);
    expect_moved(keys.db);
    assert_int_equal(db_script(old, "SELECT wrapped FROM user_key"), ERR_IO); /* no such table */
    struct account_subject subject[2];
    assert_int_equal(account_subject_get(old, 5, &subject[0]), ERR_OK);
    assert_int_equal(account_subject_get(old, 6, &subject[1]), ERR_OK);
    assert_memory_not_equal(subject[0].salt, subject[1].salt, ACCOUNT_SALT);
    uint8_t before[VAULT_MAC];
    uint8_t after[VAULT_MAC];
    assert_int_equal(account_mac_load(old, w->vault), ERR_OK); /* makes what was not there */
    vault_mac(w->vault, "test", span_text("x"), before);
    vault_mac_make(w->vault);
    assert_int_equal(account_mac_load(old, w->vault), ERR_OK);
    vault_mac(w->vault, "test", span_text("x"), after);
    assert_memory_equal(before, after, VAULT_MAC);
    static const uint8_t nobody[ACCOUNT_TOKEN];
    static struct account_sessions list;
    struct account_row row = {0};
    struct account_details found = {{0}, {0}};
    AUTO(buf) struct buf out = {.max = 1000};
    assert_int_equal(account_find(old, span_text("ada"), &row), ERR_OK);
    assert_int_equal(row.person.user, 5);
    assert_int_equal(account_details_get(old, w->vault, 5, &out, &found), ERR_OK);
    assert_int_equal(found.birth_date.len + found.email.len, 0);
    assert_int_equal(account_session_list(old, 5, nobody, NOW, &list), ERR_OK);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[1].begun_ms, NOW);
    assert_int_equal(list.items[1].used_day, NOW / DAY);
    assert_true(list.items[0].public_id > 0 && list.items[1].public_id > 0);
    int64_t kept = list.items[1].public_id;
    assert_true(kept != list.items[0].public_id);
    assert_int_equal(account_migrate(old, &keys), ERR_OK); /* a second start changes nothing */
    assert_int_equal(account_session_list(old, 5, nobody, NOW, &list), ERR_OK);
    assert_int_equal(list.items[1].public_id, kept);
}

/* Every state with every event: what is not listed is refused. */
static void an_account_moves_as_the_table_says_and_not_otherwise(void **state)
{
    (void)state;
    static const char expected[] = "active leave leaving\n"
                                   "active now ending\n"
                                   "active stay -\n"
                                   "leaving leave -\n"
                                   "leaving now ending\n"
                                   "leaving stay active\n"
                                   "ending leave -\n"
                                   "ending now -\n"
                                   "ending stay -\n";
    static const char *const states[] = {"active", "leaving", "ending"};
    static const char *const events[] = {"leave", "now", "stay"};
    AUTO(buf) struct buf out = {.max = 1000};
    for (size_t s = 0; s < ACCOUNT_STATE_COUNT_; s++) {
        for (size_t e = 0; e < ACCOUNT_EVENT_COUNT_; e++) {
            enum account_state to = ACCOUNT_STATE_COUNT_;
            enum err err = account_move((enum account_state)s, (enum account_event)e, &to);
            assert_int_equal(buf_printf(&out, "%s %s %s\n", states[s], events[e],
                                        err == ERR_OK ? states[to] : "-"),
                             ERR_OK);
        }
    }
    assert_true(span_is(buf_span(&out), expected));
}

static struct account_person read_back(struct world *w, const char *handle)
{
    struct account_row row = {.made_by = 0};
    assert_int_equal(account_find(w->db, span_text(handle), &row), ERR_OK);
    return row.person;
}

static void an_erasure_is_due_at_its_time_and_may_be_undone_until_then(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    int64_t due = 0;
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(account_leave_due(w->db, NOW + 100 * DAY, &due), ERR_NOT_FOUND);
    assert_int_equal(account_leave(w->db, &ada, ACCOUNT_STAY, 0), ERR_CONFLICT);
    assert_int_equal(account_leave(w->db, &ada, ACCOUNT_LEAVE, NOW + 7 * DAY), ERR_OK);
    assert_int_equal(account_leave(w->db, &ada, ACCOUNT_LEAVE, NOW + 9 * DAY), ERR_CONFLICT);
    assert_int_equal(read_back(w, "ada").state, ACCOUNT_LEAVING);
    assert_int_equal(read_back(w, "ada").leaves_ms, NOW + 7 * DAY);
    assert_int_equal(account_leave_due(w->db, NOW + 7 * DAY - 1, &due), ERR_NOT_FOUND);
    assert_int_equal(account_leave_due(w->db, NOW + 7 * DAY, &due), ERR_OK);
    assert_int_equal(due, ada.user);
    ada = read_back(w, "ada");
    assert_int_equal(account_leave(w->db, &ada, ACCOUNT_STAY, 0), ERR_OK);
    assert_int_equal(account_leave_due(w->db, NOW + 100 * DAY, &due), ERR_NOT_FOUND);
    assert_int_equal(read_back(w, "ada").state, ACCOUNT_ACTIVE);
    ada = read_back(w, "ada");
    assert_int_equal(account_leave(w->db, &ada, ACCOUNT_LEAVE_NOW, 0), ERR_OK);
    assert_int_equal(account_leave_due(w->db, 0, &due), ERR_OK);
}

static void a_handle_of_who_left_is_nobodys_for_a_year(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    struct span handle = span_text("ada.who.left");
    assert_int_equal(create(w, "ada.who.left", 7, &ada), ERR_OK);
    assert_int_equal(account_handle_kept(w->db, w->vault, handle, NOW), ERR_OK);
    assert_int_equal(account_erase(w->db, &w->keys, ada.user, NOW, false), ERR_OK);
    assert_int_equal(account_erase(w->db, &w->keys, ada.user, NOW, false), ERR_NOT_FOUND);
    assert_int_equal(account_handle_kept(w->db, w->vault, handle, NOW), ERR_CONFLICT);
    assert_int_equal(account_handle_sweep(w->db, NOW + 365 * DAY), ERR_OK);
    assert_int_equal(account_handle_kept(w->db, w->vault, handle, NOW + 365 * DAY), ERR_CONFLICT);
    assert_int_equal(account_handle_kept(w->db, w->vault, handle, NOW + 366 * DAY), ERR_OK);
    assert_int_equal(account_handle_kept(w->db, w->vault, span_text("adb.who.left"), NOW), ERR_OK);
    assert_int_equal(account_handle_sweep(w->db, NOW + 366 * DAY), ERR_OK);
    assert_int_equal(account_handle_kept(w->db, w->vault, handle, NOW), ERR_OK);
}

enum { TABLES = 64, TABLE_NAME = 64 };

/* The connection keeps a statement by the address of its text, which must stay what it is. */
static const char *count_in(const char *table)
{
    static char texts[TABLES][256];
    char text[256];
    (void)snprintf(text, sizeof(text), "SELECT count(*) FROM %s WHERE account_id = $1", table);
    size_t at = 0;
    while (texts[at][0] != '\0' && strcmp(texts[at], text) != 0) {
        at++;
        assert_true(at < TABLES);
    }
    memcpy(texts[at], text, sizeof(text));
    return texts[at];
}

/* Rows of the person's in a table that knows whose its rows are; -1: this one does not. */
static int64_t rows_of(struct db *db, const char *table, int64_t user)
{
    AUTO(db_query) struct db_query q = {0};
    if (db_query_start(db, count_in(table), &q) != ERR_OK) {
        return -1;
    }
    db_bind_i64(&q, 1, user);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return db_column_i64(&q, 0);
}

static size_t tables_of(struct db *db, char (*names)[TABLE_NAME])
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(
        db_query_start(db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", &q),
        ERR_OK);
    size_t count = 0;
    while (db_step_row(&q) == ERR_OK) {
        struct span name = db_column_bytes(&q, 0);
        assert_true(count < TABLES && name.len < TABLE_NAME);
        (void)snprintf(names[count++], TABLE_NAME, "%.*s", (int)name.len, (const char *)name.ptr);
    }
    return count;
}

/* Each table either knows whose its rows are, and had one, or is named here. */
static void each_table_is_thought_of(struct db *db, int64_t user, bool erased)
{
    static const char *const others[] = {"account",   "desk_case", "desk_due",      "desk_look",
                                         "dismissal", "keyring",   "kept_handle",   "office",
                                         "region",    "sitting",   "schema_version"};
    char names[TABLES][TABLE_NAME];
    size_t count = tables_of(db, names);
    for (size_t i = 0; i < count; i++) {
        bool other = false;
        for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
            other = other || strcmp(names[i], others[k]) == 0;
        }
        int64_t rows = rows_of(db, names[i], user);
        bool begun = strcmp(names[i], "erasure") == 0;
        bool good = other ? rows == -1 : begun ? rows == (erased ? 1 : 0) : (rows == 0) == erased;
        if (!good || (!other && rows < 0)) {
            fail_msg("table %s: %lld rows of whom was %s", names[i], (long long)rows,
                     erased ? "erased" : "there");
        }
    }
}

static void of_who_is_erased_no_table_keeps_a_row(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    uint8_t token[ACCOUNT_TOKEN];
    char script[2048];
    assert_int_equal(create(w, "ada.who.left", 7, &ada), ERR_OK);
    begin(w, &ada, 8, NOW, token);
    (void)snprintf(script, sizeof(script),
                   "INSERT INTO device (token_hash, account_id, used_day) VALUES ('d', %lld, 1);"
                   "INSERT INTO recovery (account_id, code_hash) VALUES (%lld, 'c');"
                   "INSERT INTO permit (code_hash, account_id, scopes, binding, expires_ms)"
                   " VALUES ('h', %lld, 1, 'b', 1);"
                   "INSERT INTO passkey (id, credential, account_id, public_key, counter, copied,"
                   " label, created_ms, used_day) VALUES (1, 'p', %lld, 'k', 0, 0, 'l', 1, 1);"
                   "INSERT INTO decision (number, digest, previous, kind, object, subject, state,"
                   " label, ground, member, account_id, reason, envelope, entry) VALUES (1, 'd', 0,"
                   " 'video', 5, '', 'hidden', '', 'terms-spam', 'm', %lld, 'r', '{}', 3);"
                   "INSERT INTO report (number, case_number, account_id, ground, at_ms)"
                   " VALUES (1, 1, %lld, 'terms-spam', 1);"
                   "INSERT INTO answer (decision, account_id, words, state, closing, at_ms)"
                   " VALUES (1, %lld, 'w', 'open', 0, 1);"
                   "INSERT INTO permit (code_hash, account_id, scopes, binding, expires_ms)"
                   " VALUES ('c', %lld, 1, 'b', 1);"
                   "INSERT INTO share (account_id, turn) VALUES (%lld, 1);"
                   "INSERT INTO follower (author_id, account_id) VALUES (9, %lld);"
                   "INSERT INTO shut_out (account_id, name) VALUES (%lld, 'n');",
                   (long long)ada.user, (long long)ada.user, (long long)ada.user,
                   (long long)ada.user, (long long)ada.user, (long long)ada.user,
                   (long long)ada.user, (long long)ada.user, (long long)ada.user,
                   (long long)ada.user, (long long)ada.user);
    assert_int_equal(db_script(w->db, script), ERR_OK);
    each_table_is_thought_of(w->db, ada.user, false);
    each_table_is_thought_of(w->keys.db, ada.user, false);
    assert_int_equal(account_erase(w->db, &w->keys, ada.user, NOW, false), ERR_OK);
    each_table_is_thought_of(w->db, ada.user, true);
    each_table_is_thought_of(w->keys.db, ada.user, true);
    struct account_row row = {.made_by = 0};
    assert_int_equal(account_find(w->db, span_text("ada.who.left"), &row), ERR_NOT_FOUND);
    assert_int_equal(account_erasure_done(w->db, ada.user), ERR_OK);
    assert_int_equal(rows_of(w->db, "erasure", ada.user), 0);
}

static void the_followers_of_who_left_are_forgotten_in_steps(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    bool due = false;
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(account_share_set(w->db, ada.user, true, &due), ERR_OK);
    struct account_following f = {.author = ada.user};
    for (f.follower = 1; f.follower <= LIMIT_FOLLOWS + 1; f.follower++) {
        assert_int_equal(account_follow_add(w->db, &f), ERR_OK);
    }
    assert_int_equal(account_share_forget(w->db, ada.user + 1), ERR_OK);
    assert_int_equal(account_share_forget(w->db, ada.user), ERR_BUSY);
    f.follower = LIMIT_FOLLOWS;
    assert_int_equal(account_share_may(w->db, &f), ERR_NOT_FOUND);
    f.follower = LIMIT_FOLLOWS + 1;
    assert_int_equal(account_share_may(w->db, &f), ERR_BUSY); /* the entry is due */
    assert_int_equal(account_share_forget(w->db, ada.user), ERR_OK);
    assert_int_equal(account_share_may(w->db, &f), ERR_NOT_FOUND);
}

static void each_sharing_waits_for_its_own_entry(void **state)
{
    struct world *w = *state;
    struct account_person people[2];
    struct account_desk_due first = {.number = 0};
    bool due = false;
    assert_int_equal(create(w, "ada", 7, &people[0]), ERR_OK);
    assert_int_equal(create(w, "ben", 8, &people[1]), ERR_OK);
    for (size_t i = 0; i < 2; i++) {
        struct account_following f = {.author = people[i].user, .follower = 5};
        assert_int_equal(account_share_set(w->db, f.author, true, &due), ERR_OK);
        assert_int_equal(account_follow_add(w->db, &f), ERR_OK);
        assert_int_equal(account_share_may(w->db, &f), ERR_BUSY);
    }
    assert_int_equal(account_desk_due_next(w->db, 0, &first), ERR_OK);
    assert_int_equal(account_desk_due_done(w->db, first.number), ERR_OK);
    for (size_t i = 0; i < 2; i++) {
        struct account_following f = {.author = people[i].user, .follower = 5};
        assert_int_equal(account_share_may(w->db, &f), i == 0 ? ERR_OK : ERR_BUSY);
    }
}

/* Whoever says once more what is so already is no more people. */
static void as_many_are_followed_and_shut_out_as_may_be_and_these_again(void **state)
{
    struct world *w = *state;
    struct account_person ada = {0};
    bool due = false;
    assert_int_equal(create(w, "ada", 7, &ada), ERR_OK);
    assert_int_equal(account_share_set(w->db, ada.user, true, &due), ERR_OK);
    struct account_following f = {.author = ada.user, .follower = 5};
    for (int64_t author = 1; author < LIMIT_FOLLOWS; author++) {
        char script[128];
        (void)snprintf(script, sizeof(script),
                       "INSERT INTO follower (author_id, account_id) VALUES (%lld, 5)",
                       -(long long)author);
        assert_int_equal(db_script(w->db, script), ERR_OK);
    }
    assert_int_equal(account_follow_add(w->db, &f), ERR_OK);
    assert_int_equal(account_follow_add(w->db, &f), ERR_OK);
    assert_int_equal(db_script(w->db, "UPDATE follower SET author_id = -9999 WHERE author_id > 0"),
                     ERR_OK);
    assert_int_equal(account_follow_add(w->db, &f), ERR_LIMIT);
    for (int i = 0; i < LIMIT_LISTED_PEOPLE; i++) {
        memcpy(f.name, &i, sizeof(i));
        assert_int_equal(account_shut_out(w->db, &f), ERR_OK);
    }
    assert_int_equal(account_shut_out(w->db, &f), ERR_OK);
    memset(f.name, 'n', sizeof(f.name));
    assert_int_equal(account_shut_out(w->db, &f), ERR_LIMIT);
}

/* What an older version had at the desk is found by what is in it. */
static void cases_of_an_older_version_are_found(void **state)
{
    static const int64_t expected[][3] = {{3, 3, 4096 + 8}, {0, 4, 0}, {0, 0, 0}};
    AUTO(db_close) struct db *old = NULL;
    (void)state;
    assert_int_equal(db_open(&(struct db_config){.path = ":memory:", .mode = DB_WRITER}, &old),
                     ERR_OK);
    assert_int_equal(db_migrate(old, account_schema, 10, NULL), ERR_OK);
    assert_int_equal(
        db_script(old,
                  "INSERT INTO desk_case (number, kind, object, state, first_ms, last_ms,"
                  " closed_ms, decision, answer) VALUES (1, 'video', 7, 'open', 1, 1, 0, 0, 0),"
                  " (2, 'video', 8, 'open', 1, 1, 0, 0, 5),"
                  " (3, 'video', 9, 'closed', 1, 1, 1, 0, 0);"
                  " INSERT INTO report (number, case_number, account_id, ground, at_ms) VALUES"
                  " (1, 1, 5, 'terms-spam', 1), (2, 1, 6, 'terms-spam', 1),"
                  " (3, 1, 0, 'law-rights', 1)"),
        ERR_OK);
    assert_int_equal(db_migrate(old, account_schema, account_schema_count, NULL), ERR_OK);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(
        db_query_start(old, "SELECT said, sources, grounds FROM desk_case ORDER BY number", &q),
        ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(db_step_row(&q), ERR_OK);
        for (int k = 0; k < 3; k++) {
            assert_int_equal(db_column_i64(&q, k), expected[i][k]);
        }
    }
}

static void all_sessions_end_at_once(void **state)
{
    struct world *w = *state;
    struct account_person people[2] = {{0}};
    uint8_t tokens[2][ACCOUNT_TOKEN];
    assert_int_equal(create(w, "ada", 7, &people[0]), ERR_OK);
    assert_int_equal(create(w, "bob", 8, &people[1]), ERR_OK);
    begin(w, &people[0], 9, NOW, tokens[0]);
    begin(w, &people[1], 10, NOW, tokens[1]);
    assert_int_equal(account_session_end_all(w->db), ERR_OK);
    for (int i = 0; i < 2; i++) {
        struct account_person found = {0};
        assert_int_equal(account_session_find(w->db, tokens[i], NOW, &found), ERR_DENIED);
    }
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handles_are_lower_case_ascii_and_begin_with_a_letter),
        cmocka_unit_test(words_of_the_service_are_kept),
        cmocka_unit_test(letters_that_look_alike_and_marks_that_turn_are_no_handles),
        cmocka_unit_test(passwords_have_ten_to_256_bytes),
        cmocka_unit_test(what_anybody_would_try_first_is_no_password),
        cmocka_unit_test(a_birth_date_is_a_day_at_least_thirteen_years_ago),
        cmocka_unit_test(an_email_address_is_optional_and_has_one_at),
        cmocka_unit_test(a_hash_with_less_than_todays_parameters_is_old),
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
        IN_WORLD(what_was_given_ahead_is_counted_first_and_comes_back_once),
        IN_WORLD(a_database_knows_its_region),
        IN_WORLD(a_list_of_sessions_shows_no_token_and_which_one_asks),
        IN_WORLD(a_session_is_ended_by_its_number_and_by_its_owner_only),
        IN_WORLD(a_recovery_code_is_good_once_for_its_owner_until_there_are_new_ones),
        IN_WORLD(a_device_is_known_to_whom_it_signed_in_for_a_year),
        IN_WORLD(the_device_away_longest_makes_room),
        IN_WORLD(details_are_sealed_and_open_for_their_owner),
        cmocka_unit_test(an_account_moves_as_the_table_says_and_not_otherwise),
        IN_WORLD(an_erasure_is_due_at_its_time_and_may_be_undone_until_then),
        IN_WORLD(a_handle_of_who_left_is_nobodys_for_a_year),
        IN_WORLD(of_who_is_erased_no_table_keeps_a_row),
        IN_WORLD(the_followers_of_who_left_are_forgotten_in_steps),
        IN_WORLD(each_sharing_waits_for_its_own_entry),
        IN_WORLD(as_many_are_followed_and_shut_out_as_may_be_and_these_again),
        IN_WORLD(all_sessions_end_at_once),
        IN_WORLD(a_database_of_version_one_is_brought_forward_with_all_that_is_in_it),
        cmocka_unit_test(cases_of_an_older_version_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
