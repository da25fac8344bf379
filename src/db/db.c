#include "db.h"

#include "base_text.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENTS_MAX = 512, PARAMETERS_MAX = 64, BUSY_WAIT_MS = 5000 };

struct db_statement {
    const char *sql;
    sqlite3_stmt *stmt;
    bool taken;
    uint8_t index[PARAMETERS_MAX + 1]; /* the engine's number of each parameter; 0: it has none */
};

/* What every round runs. */
enum kept {
    KEPT_BEGIN,
    KEPT_BEGIN_READ,
    KEPT_COMMIT,
    KEPT_ROLLBACK,
    KEPT_SAVE,
    KEPT_RELEASE,
    KEPT_COUNT_
};

struct db {
    sqlite3 *handle;
    sqlite3_stmt *kept[KEPT_COUNT_]; /* NULL: not prepared yet */
    enum db_mode mode;
    size_t count;
    struct db_statement statements[STATEMENTS_MAX];
};

static enum err err_from_sqlite(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_OK;
    case SQLITE_NOMEM:
        return ERR_NOMEM;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_FORMAT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERR_DENIED;
    case SQLITE_CANTOPEN:
        return ERR_NOT_FOUND;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    default:
        return ERR_IO;
    }
}

/* A file that may not grow is a full disk to a caller; the engine calls it a failed write, and
 * tells why by errno only. */
static enum err err_of(int code)
{
    bool may_not_grow =
        errno == EFBIG && (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE);
    return may_not_grow ? ERR_FULL : err_from_sqlite(code);
}

/* locking_mode comes before journal_mode: an exclusive connection then needs no -shm file. */
static enum err db_settle(struct db *db, const struct db_config *config)
{
    (void)sqlite3_extended_result_codes(db->handle, 1);
    (void)sqlite3_busy_timeout(db->handle, BUSY_WAIT_MS);
    if (config->mode == DB_READER) {
        (void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        TRY(db_script(db, "PRAGMA wal_autocheckpoint=0; PRAGMA query_only=1"));
    } else {
        if (config->mode == DB_ALONE) {
            TRY(db_script(db, "PRAGMA locking_mode=EXCLUSIVE"));
        }
        TRY(db_script(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"));
    }
    if (config->mode == DB_WRITER) { /* a page that is written again is moved once: 16 MiB of log */
        TRY(db_script(db, "PRAGMA wal_autocheckpoint=4096"));
    }
    if (config->mode != DB_READER) { /* what is written again soon need not be read again */
        TRY(db_script(db, "PRAGMA cache_size=-8192"));
    }
    if (config->secure_delete) {
        TRY(db_script(db, "PRAGMA secure_delete=ON"));
    }
    return db_script(db, "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON");
}

/* The engine's count of its memory, which nobody asks for, is behind one lock of all threads. */
static void set_up_engine(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err db_open(const struct db_config *config, struct db **out_db)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, set_up_engine);
    AUTO(db_close) struct db *db = calloc(1, sizeof(*db));
    if (db == NULL) {
        return ERR_NOMEM;
    }
    db->mode = config->mode;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
                (config->mode == DB_READER ? 0 : SQLITE_OPEN_CREATE);
    int code = sqlite3_open_v2(config->path, &db->handle, flags, NULL);
    if (code != SQLITE_OK) {
        return err_of(code);
    }
    TRY(db_settle(db, config));
    *out_db = MOVE(db);
    return ERR_OK;
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    for (size_t i = 0; i < db->count; i++) {
        (void)sqlite3_finalize(db->statements[i].stmt);
    }
    for (size_t i = 0; i < KEPT_COUNT_; i++) {
        (void)sqlite3_finalize(db->kept[i]);
    }
    (void)sqlite3_close_v2(db->handle);
    free(db);
}

const char *db_problem(const struct db *db)
{
    return db == NULL || db->handle == NULL ? "no database" : sqlite3_errmsg(db->handle);
}

enum err db_script(struct db *db, const char *sql)
{
    return err_of(sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

/* A statement without parameters, prepared once. */
static enum err run_kept(struct db *db, enum kept which)
{
    static const char *const texts[KEPT_COUNT_] = {
        [KEPT_BEGIN] = "BEGIN IMMEDIATE", [KEPT_BEGIN_READ] = "BEGIN DEFERRED",
        [KEPT_COMMIT] = "COMMIT",         [KEPT_ROLLBACK] = "ROLLBACK",
        [KEPT_SAVE] = "SAVEPOINT one",    [KEPT_RELEASE] = "RELEASE one",
    };
    sqlite3_stmt **stmt = &db->kept[which];
    if (*stmt == NULL) {
        int code =
            sqlite3_prepare_v3(db->handle, texts[which], -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
        if (code != SQLITE_OK) {
            return err_of(code);
        }
    }
    int code = sqlite3_step(*stmt);
    enum err err = code == SQLITE_DONE ? ERR_OK : err_of(code);
    (void)sqlite3_reset(*stmt);
    return err;
}

enum err db_begin(struct db *db)
{
    return run_kept(db, KEPT_BEGIN);
}

/* Nobody else writes, so that what was read is still so when the lock is taken. */
enum err db_begin_later(struct db *db)
{
    return run_kept(db, KEPT_BEGIN_READ);
}

enum err db_begin_read(struct db *db)
{
    return run_kept(db, KEPT_BEGIN_READ);
}

enum err db_commit(struct db *db)
{
    enum err err = run_kept(db, KEPT_COMMIT);
    if (err != ERR_OK) {
        db_rollback(db);
    }
    return err;
}

void db_rollback(struct db *db)
{
    if (sqlite3_get_autocommit(db->handle) == 0) {
        (void)run_kept(db, KEPT_ROLLBACK);
    }
}

enum err db_save(struct db *db)
{
    return run_kept(db, KEPT_SAVE);
}

enum err db_release(struct db *db)
{
    return run_kept(db, KEPT_RELEASE);
}

void db_restore(struct db *db)
{
    (void)sqlite3_exec(db->handle, "ROLLBACK TO one; RELEASE one", NULL, NULL, NULL);
}

/* By where the text lies, mostly: many queries begin alike, and comparing all of them is dear. */
static struct db_statement *statement_find(struct db *db, const char *sql)
{
    for (size_t i = 0; i < db->count; i++) {
        if (db->statements[i].sql == sql && !db->statements[i].taken) {
            return &db->statements[i];
        }
    }
    for (size_t i = 0; i < db->count; i++) {
        if (!db->statements[i].taken && strcmp(db->statements[i].sql, sql) == 0) {
            return &db->statements[i];
        }
    }
    return NULL;
}

/* What is bound by name again and again is looked up once. */
static void index_parameters(struct db_statement *s)
{
    int count = sqlite3_bind_parameter_count(s->stmt);
    for (int i = 1; i <= count && i <= PARAMETERS_MAX; i++) {
        const char *name = sqlite3_bind_parameter_name(s->stmt, i);
        uint64_t number = 0;
        if (name != NULL && name[0] == '$' &&
            text_u64(span_text(name + 1), PARAMETERS_MAX, &number) == ERR_OK) {
            s->index[number] = (uint8_t)i;
        }
    }
}

static enum err statement_new(struct db *db, const char *sql, struct db_statement **out_statement)
{
    if (db->count == STATEMENTS_MAX) {
        return ERR_LIMIT;
    }
    struct db_statement *s = &db->statements[db->count];
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
    if (code != SQLITE_OK) {
        return err_of(code);
    }
    s->sql = sql;
    index_parameters(s);
    db->count++;
    *out_statement = s;
    return ERR_OK;
}

enum err db_query_start(struct db *db, const char *sql, struct db_query *out_query)
{
    struct db_statement *s = statement_find(db, sql);
    if (s == NULL) {
        TRY(statement_new(db, sql, &s));
    }
    s->taken = true;
    *out_query = (struct db_query){.db = db, .statement = s, .failed = ERR_OK};
    return ERR_OK;
}

void db_query_done(struct db_query *query)
{
    if (query->statement == NULL) {
        return;
    }
    (void)sqlite3_reset(query->statement->stmt);
    (void)sqlite3_clear_bindings(query->statement->stmt);
    query->statement->taken = false;
    query->statement = NULL;
}

/* The engine's number of `$parameter`; 0, with the failure kept, if the query has none. */
static int parameter_index(struct db_query *query, int parameter)
{
    bool fits = parameter > 0 && parameter <= PARAMETERS_MAX;
    int index = fits ? query->statement->index[parameter] : 0;
    if (index == 0) {
        query->failed = ERR_FORMAT;
    }
    return index;
}

static void bound(struct db_query *query, int code)
{
    if (code != SQLITE_OK && query->failed == ERR_OK) {
        query->failed = err_of(code);
    }
}

void db_bind_i64(struct db_query *query, int parameter, int64_t value)
{
    int index = parameter_index(query, parameter);
    bound(query, sqlite3_bind_int64(query->statement->stmt, index, value));
}

void db_bind_text(struct db_query *query, int parameter, struct span text)
{
    int index = parameter_index(query, parameter);
    const char *at = text.len == 0 ? "" : (const char *)text.ptr;
    bound(query, sqlite3_bind_text64(query->statement->stmt, index, at, text.len, SQLITE_TRANSIENT,
                                     SQLITE_UTF8));
}

void db_bind_blob(struct db_query *query, int parameter, struct span bytes)
{
    int index = parameter_index(query, parameter);
    const void *at = bytes.len == 0 ? "" : (const void *)bytes.ptr;
    bound(query,
          sqlite3_bind_blob64(query->statement->stmt, index, at, bytes.len, SQLITE_TRANSIENT));
}

void db_bind_null(struct db_query *query, int parameter)
{
    int index = parameter_index(query, parameter);
    bound(query, sqlite3_bind_null(query->statement->stmt, index));
}

enum err db_step(struct db_query *query, bool *out_row)
{
    TRY(query->failed);
    int code = sqlite3_step(query->statement->stmt);
    TRY(err_of(code));
    *out_row = code == SQLITE_ROW;
    return ERR_OK;
}

enum err db_step_row(struct db_query *query)
{
    bool row = false;
    TRY(db_step(query, &row));
    return row ? ERR_OK : ERR_NOT_FOUND;
}

enum err db_step_done(struct db_query *query, int64_t *out_changes)
{
    bool row = false;
    do {
        TRY(db_step(query, &row));
    } while (row);
    if (out_changes != NULL) {
        *out_changes = sqlite3_changes64(query->db->handle);
    }
    return ERR_OK;
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

int64_t db_column_i64(struct db_query *query, int column)
{
    return sqlite3_column_int64(query->statement->stmt, column);
}

struct span db_column_bytes(struct db_query *query, int column)
{
    const void *bytes = sqlite3_column_blob(query->statement->stmt, column);
    int len = sqlite3_column_bytes(query->statement->stmt, column);
    return len > 0 ? span_of(bytes, (size_t)len) : span_of(NULL, 0);
}

bool db_column_is_null(struct db_query *query, int column)
{
    return sqlite3_column_type(query->statement->stmt, column) == SQLITE_NULL;
}

enum db_kind db_column_kind(struct db_query *query, int column)
{
    switch (sqlite3_column_type(query->statement->stmt, column)) {
    case SQLITE_NULL:
        return DB_NULL;
    case SQLITE_INTEGER:
        return DB_INT;
    case SQLITE_TEXT:
        return DB_TEXT;
    default:
        return DB_BYTES;
    }
}

int db_column_count(struct db_query *query)
{
    return sqlite3_column_count(query->statement->stmt);
}

const char *db_column_name(struct db_query *query, int column)
{
    const char *name = sqlite3_column_name(query->statement->stmt, column);
    return name != NULL ? name : "";
}

static enum err version_read(struct db *db, int64_t *out_version)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, "SELECT coalesce(max(version), 0) FROM schema_version", &q));
    TRY(db_step_row(&q));
    *out_version = db_column_i64(&q, 0);
    return ERR_OK;
}

static enum err version_add(struct db *db, int64_t version)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, "INSERT INTO schema_version (version) VALUES ($1)", &q));
    db_bind_i64(&q, 1, version);
    return db_step_done(&q, NULL);
}

static enum err migrate_step(struct db *db, const char *step, int64_t version)
{
    TRY(db_begin(db));
    enum err err = db_script(db, step);
    if (err == ERR_OK) {
        err = version_add(db, version);
    }
    if (err != ERR_OK) {
        db_rollback(db);
        return err;
    }
    return db_commit(db);
}

enum err db_migrate(struct db *db, const char *const *steps, size_t count, int64_t *out_version)
{
    int64_t version = 0;
    TRY(db_script(
        db, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)"));
    TRY(version_read(db, &version));
    if (out_version != NULL) {
        *out_version = version;
    }
    if (version < 0 || (uint64_t)version > count) {
        return ERR_CONFLICT;
    }
    for (size_t i = (size_t)version; i < count; i++) {
        TRY(migrate_step(db, steps[i], (int64_t)i + 1));
    }
    return ERR_OK;
}

enum err db_columns(struct db *db, db_column_fn *fn, void *context)
{
    static const char sql[] =
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c"
        " WHERE t.type IN ('table', 'view')"
        " UNION ALL SELECT name, '' FROM sqlite_master WHERE type = 'trigger'";
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    for (bool found = true;;) {
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        TRY(fn(context, db_column_bytes(&q, 0), db_column_bytes(&q, 1)));
    }
}

enum err db_checkpoint(struct db *db)
{
    if (db->mode == DB_READER) {
        return ERR_DENIED;
    }
    return err_of(
        sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
}
