/* test_datamap.c: every column of both databases is in the map, and the map names no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account.h"
#include "datamap_mine.h"
#include "db.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char sql_columns[] =
    "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c"
    " WHERE t.type = 'table' ORDER BY t.name, c.cid";
static const char sql_column[] = "SELECT 1 FROM pragma_table_xinfo($1) WHERE name = $2";

static void every_column_has_a_row(struct db *db, enum datamap_store store)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db, sql_columns, &q), ERR_OK);
    size_t columns = 0;
    for (bool found = true; found; columns++) {
        assert_int_equal(db_step(&q, &found), ERR_OK);
        struct span table = db_column_bytes(&q, 0);
        struct span column = db_column_bytes(&q, 1);
        if (found && datamap_find(store, table, column) == NULL) {
            fail_msg("%s: %.*s.%.*s is not in the data map", datamap_store_name(store),
                     (int)table.len, table.ptr, (int)column.len, column.ptr);
        }
    }
    assert_true(columns > 4);
}

static void every_row_has_a_column(struct db *db, enum datamap_store store)
{
    for (size_t i = 0; i < datamap_count; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        if (row->store != store) {
            continue;
        }
        AUTO(db_query) struct db_query q = {0};
        assert_int_equal(db_query_start(db, sql_column, &q), ERR_OK);
        db_bind_text(&q, 1, span_text(row->table));
        db_bind_text(&q, 2, span_text(row->column));
        if (db_step_row(&q) != ERR_OK) {
            fail_msg("%s: the data map lists %s.%s, which does not exist",
                     datamap_store_name(store), row->table, row->column);
        }
    }
}

static void the_map_is_the_schema_of_custodian_db_and_keys_db(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_close) struct db *keys = NULL;
    struct db_config memory = {.path = ":memory:", .mode = DB_WRITER};
    assert_int_equal(db_open(&memory, &db), ERR_OK);
    assert_int_equal(db_open(&memory, &keys), ERR_OK);
    assert_int_equal(account_migrate(db, &(struct account_keys){.db = keys}), ERR_OK);
    every_column_has_a_row(db, STORE_CUSTODIAN);
    every_row_has_a_column(db, STORE_CUSTODIAN);
    every_column_has_a_row(keys, STORE_KEYS);
    every_row_has_a_column(keys, STORE_KEYS);
}

static void the_map_is_the_schema_of_app_db(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_datamap.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char path[64];
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    struct store_problem problem = {{0}};
    AUTO(store_close) struct store *s = NULL;
    assert_int_equal(store_open(&(struct store_config){.path = path}, &s, &problem), ERR_OK);
    store_close(MOVE(s));
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    every_column_has_a_row(db, STORE_APP);
    every_row_has_a_column(db, STORE_APP);
    db_close(MOVE(db));
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char file[80];
        (void)snprintf(file, sizeof(file), "%s%s", path, ends[i]);
        (void)unlink(file);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void every_row_says_why_how_long_and_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < datamap_count; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        assert_true(strlen(row->purpose) > 5);
        assert_true(strlen(row->retention) > 5);
        assert_true(strlen(row->place) > 5);
        assert_ptr_equal(datamap_find(row->store, span_text(row->table), span_text(row->column)),
                         row);
    }
}

static void nothing_is_excepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < datamap_count; i++) {
        assert_int_not_equal(datamap_rows[i].class, CLASS_EXCEPTED);
    }
}

static void sealed_fields_are_protected_and_have_a_number_of_their_own(void **state)
{
    (void)state;
    size_t sealed = 0;
    size_t others = 0;
    for (uint32_t number = 0; number <= UINT16_MAX; number++) {
        const struct datamap_row *row = datamap_field((uint16_t)number);
        bool shared = datamap_field_shared((uint16_t)number);
        assert_int_equal(datamap_field_version((uint16_t)number) > 0, row != NULL || shared);
        assert_true(row == NULL || !shared);
        others += shared ? 1 : 0;
        if (row != NULL) {
            sealed++;
            assert_int_equal(row->class, CLASS_PROTECTED);
        }
    }
    for (size_t i = 0; i < datamap_count; i++) {
        sealed -= datamap_rows[i].number != FIELD_NONE ? 1 : 0;
    }
    assert_int_equal(sealed, 0);
    assert_int_equal(others, 3);
    assert_ptr_equal(datamap_field(FIELD_WATCH),
                     datamap_find(STORE_APP, span_text("watch_sealed"), span_text("sealed")));
}

static void what_is_not_listed_is_not_found(void **state)
{
    (void)state;
    assert_null(datamap_find(STORE_CUSTODIAN, span_text("account"), span_text("phone")));
    assert_null(datamap_find(STORE_APP, span_text("account"), span_text("handle")));
    assert_null(datamap_find(STORE_APP, span_text(""), span_text("")));
    assert_string_equal(datamap_store_name((enum datamap_store)77), "unknown");
    assert_string_equal(datamap_class_name((enum datamap_class)77), "unknown");
}

/* What may lie in a folder of the region's, and what not. */
static void a_file_that_is_not_listed_is_refused_by_its_name(void **state)
{
    (void)state;
    static const char *const custodian[] = {"custodian.db", "custodian.db-wal",      "keys.db-shm",
                                            "said",         "copy.db-journal",       "region.key",
                                            "ledger",       ".tmp-0123456789abcdef", "lost+found"};
    static const char *const strange[] = {"custodian.db.bak",
                                          "custodian.db-wal2",
                                          "custodian.db2",
                                          "app.db",
                                          "region.key-wal",
                                          "tile",
                                          "led",
                                          "ledgers",
                                          "",
                                          ".tmp-",
                                          ".tmp-0123456789abcdeg",
                                          ".tmp-0123456789abcdef0"};
    struct datamap_check check = {.store = STORE_FILES, .folder = "custodian"};
    for (size_t i = 0; i < sizeof(custodian) / sizeof(custodian[0]); i++) {
        assert_int_equal(datamap_check_file(&check, custodian[i]), ERR_OK);
        assert_string_equal(check.text, "");
    }
    for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
        assert_int_equal(datamap_check_file(&check, strange[i]), ERR_DENIED);
    }
    assert_int_equal(datamap_check_file(&check, "a\x1b[1m"), ERR_DENIED);
    assert_non_null(strstr(check.text, "custodian/a?[1m is not in the data map"));
    struct datamap_check app = {.store = STORE_FILES, .folder = "app"};
    assert_int_equal(datamap_check_file(&app, "blobs"), ERR_OK);
    assert_int_equal(datamap_check_file(&app, "keys.db"), ERR_DENIED);
}

static size_t mine_matches(const struct datamap_mine_row *mine, const struct datamap_row *row)
{
    bool same = mine->store == row->store && strcmp(mine->table, row->table) == 0;
    return same && (mine->column == NULL || strcmp(mine->column, row->column) == 0) ? 1 : 0;
}

/* A new row that is about a person must say whether that person is shown it, or why not. */
static void every_row_says_whether_its_person_is_shown_it_or_why_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < datamap_count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < datamap_mine_count; k++) {
            found += mine_matches(&datamap_mine_rows[k], &datamap_rows[i]);
        }
        if (found != 1) {
            fail_msg("%s: %s.%s has %zu rows in mine.c, not one",
                     datamap_store_name(datamap_rows[i].store), datamap_rows[i].table,
                     datamap_rows[i].column, found);
        }
    }
}

static void what_is_not_shown_has_its_reason_and_stands_in_the_map(void **state)
{
    (void)state;
    for (size_t k = 0; k < datamap_mine_count; k++) {
        const struct datamap_mine_row *mine = &datamap_mine_rows[k];
        size_t found = 0;
        for (size_t i = 0; i < datamap_count; i++) {
            found += mine_matches(mine, &datamap_rows[i]);
        }
        assert_true(found > 0);
        assert_true(mine->column != NULL || mine->how == MINE_NOBODY);
        assert_int_equal(mine->how == MINE_WITHHELD, mine->reason != NULL);
        assert_true(mine->reason == NULL || strlen(mine->reason) > 20);
        assert_true(mine->how != MINE_SHOWN || mine->store < STORE_FILES);
        assert_true(mine->how != MINE_FILE || mine->store == STORE_FILES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_map_is_the_schema_of_custodian_db_and_keys_db),
        cmocka_unit_test(the_map_is_the_schema_of_app_db),
        cmocka_unit_test(every_row_says_whether_its_person_is_shown_it_or_why_not),
        cmocka_unit_test(what_is_not_shown_has_its_reason_and_stands_in_the_map),
        cmocka_unit_test(every_row_says_why_how_long_and_where),
        cmocka_unit_test(nothing_is_excepted),
        cmocka_unit_test(sealed_fields_are_protected_and_have_a_number_of_their_own),
        cmocka_unit_test(what_is_not_listed_is_not_found),
        cmocka_unit_test(a_file_that_is_not_listed_is_refused_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
