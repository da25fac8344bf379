#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-db-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/x.db", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        char file[160];
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    assert_int_equal(rmdir(folder), 0);
    return 0;
}

static const char *const steps[] = {
    "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, t TEXT NOT NULL, b BYTEA)",
    "ALTER TABLE a ADD COLUMN n BIGINT NOT NULL DEFAULT 7",
};

static struct db *open_one(enum db_mode mode)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = mode}, &db), ERR_OK);
    return db;
}

static void put(struct db *db, int64_t id, const char *text, enum err expected)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db, "INSERT INTO a (id, t, b) VALUES ($1, $2, $3)", &q),
                     ERR_OK);
    db_bind_i64(&q, 1, id);
    db_bind_text(&q, 2, span_text(text));
    db_bind_blob(&q, 3, span_of("\0\1", 2));
    assert_int_equal(db_step_done(&q, NULL), expected);
}

static int64_t count(struct db *db)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db, "SELECT count(*) FROM a", &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return db_column_i64(&q, 0);
}

static void parameters_are_bound_by_their_number_not_by_appearance(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = open_one(DB_WRITER);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db, "SELECT $3, $1, $2", &q), ERR_OK);
    db_bind_i64(&q, 1, 11);
    db_bind_i64(&q, 2, 22);
    db_bind_i64(&q, 3, 33);
    assert_int_equal(db_step_row(&q), ERR_OK);
    assert_int_equal(db_column_i64(&q, 0), 33);
    assert_int_equal(db_column_i64(&q, 1), 11);
    assert_int_equal(db_column_i64(&q, 2), 22);
}

static void binding_a_parameter_that_is_not_there_fails_the_step(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = open_one(DB_WRITER);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db, "SELECT $1", &q), ERR_OK);
    db_bind_i64(&q, 1, 1);
    db_bind_i64(&q, 2, 1);
    assert_int_equal(db_step_row(&q), ERR_FORMAT);
}

static void migration_goes_forward_once_and_refuses_a_newer_schema(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = open_one(DB_WRITER);
    int64_t found = -1;
    assert_int_equal(db_migrate(db, steps, 1, &found), ERR_OK);
    assert_int_equal(found, 0);
    assert_int_equal(db_migrate(db, steps, 2, &found), ERR_OK);
    assert_int_equal(found, 1);
    assert_int_equal(db_migrate(db, steps, 1, &found), ERR_CONFLICT);
    assert_int_equal(found, 2);
}

static void a_failed_step_leaves_the_version_before_it(void **state)
{
    (void)state;
    static const char *const broken[] = {"CREATE TABLE a (id BIGINT)",
                                         "CREATE TABLE b (id BIGINT); NONSENSE"};
    AUTO(db_close) struct db *db = open_one(DB_WRITER);
    int64_t found = -1;
    assert_int_not_equal(db_migrate(db, broken, 2, &found), ERR_OK);
    assert_int_equal(db_migrate(db, broken, 1, &found), ERR_OK);
    assert_int_equal(found, 1);
    assert_int_equal(db_script(db, "CREATE TABLE b (id BIGINT)"), ERR_OK);
}

static void restore_undoes_only_its_own_part(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = open_one(DB_ALONE);
    assert_int_equal(db_migrate(db, steps, 2, NULL), ERR_OK);
    assert_int_equal(db_begin(db), ERR_OK);
    put(db, 1, "one", ERR_OK);
    assert_int_equal(db_save(db), ERR_OK);
    put(db, 2, "two", ERR_OK);
    put(db, 1, "again", ERR_CONFLICT);
    db_restore(db);
    assert_int_equal(db_commit(db), ERR_OK);
    assert_int_equal(count(db), 1);
}

static void a_reader_sees_what_is_committed_and_cannot_write(void **state)
{
    (void)state;
    AUTO(db_close) struct db *writer = open_one(DB_WRITER);
    assert_int_equal(db_migrate(writer, steps, 2, NULL), ERR_OK);
    AUTO(db_close) struct db *reader = open_one(DB_READER);
    put(writer, 1, "one", ERR_OK);
    assert_int_equal(count(reader), 1);
    put(reader, 2, "two", ERR_DENIED);
    assert_int_equal(db_checkpoint(reader), ERR_DENIED);
    assert_int_equal(db_checkpoint(writer), ERR_OK);
    assert_int_equal(count(reader), 1);
}

static void a_reader_needs_the_file(void **state)
{
    (void)state;
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_READER}, &db),
                     ERR_NOT_FOUND);
    assert_null(db);
}

static void an_exclusive_database_makes_no_shared_memory_file(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = open_one(DB_ALONE);
    assert_int_equal(db_migrate(db, steps, 2, NULL), ERR_OK);
    char file[160];
    (void)snprintf(file, sizeof(file), "%s-shm", path);
    assert_int_equal(access(file, F_OK), -1);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    (void)state;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) {
        (void)fputs("this is not a database\n", file);
    }
    (void)fclose(file);
    struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db),
                     ERR_FORMAT);
}

static enum err list_columns(void *context, struct span table, struct span column)
{
    struct buf *out = context;
    TRY(buf_append_span(out, table));
    TRY(buf_append_text(out, "."));
    TRY(buf_append_span(out, column));
    return buf_append_text(out, " ");
}

/* Whatever could hold, or carry, what the data map does not have. */
static void a_walk_over_the_columns_meets_views_virtual_tables_and_triggers(void **state)
{
    (void)state;
    AUTO(db_close) struct db *db = open_one(DB_WRITER);
    AUTO(buf) struct buf out = {.max = 4096};
    assert_int_equal(db_migrate(db, steps, 2, NULL), ERR_OK);
    assert_int_equal(db_script(db, "CREATE VIEW seen AS SELECT t FROM a"), ERR_OK);
    assert_int_equal(db_script(db, "CREATE VIRTUAL TABLE found USING fts5(t)"), ERR_OK);
    assert_int_equal(db_script(db, "CREATE TRIGGER copies AFTER INSERT ON a BEGIN"
                                   " INSERT INTO found (t) VALUES (new.t); END"),
                     ERR_OK);
    assert_int_equal(db_columns(db, list_columns, &out), ERR_OK);
    for (size_t i = 0; i < 6; i++) {
        static const char *const wanted[] = {
            "a.t ",     "seen.t ",           "found.t ",
            "copies. ", "found_data.block ", "schema_version.version "};
        const char *text = buf_text(&out);
        assert_non_null(text);
        assert_non_null(strstr(text, wanted[i]));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(parameters_are_bound_by_their_number_not_by_appearance),
        CASE(binding_a_parameter_that_is_not_there_fails_the_step),
        CASE(migration_goes_forward_once_and_refuses_a_newer_schema),
        CASE(a_failed_step_leaves_the_version_before_it),
        CASE(restore_undoes_only_its_own_part),
        CASE(a_reader_sees_what_is_committed_and_cannot_write),
        CASE(a_reader_needs_the_file),
        CASE(an_exclusive_database_makes_no_shared_memory_file),
        CASE(a_walk_over_the_columns_meets_views_virtual_tables_and_triggers),
        CASE(a_file_that_is_no_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
