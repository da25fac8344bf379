/* copy.c: a whole database at one moment, by a connection of its own. */
#include "db.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOOK_PAGES = 256, LOOK_STEPS = 1000 }; /* of the engine, between two looks at `stop` */

static void connection_auto(sqlite3 **handle)
{
    (void)sqlite3_close_v2(*handle);
}

static void statement_auto(sqlite3_stmt **statement)
{
    (void)sqlite3_finalize(*statement);
}

static int is_stopped(void *stop)
{
    return atomic_load((const atomic_bool *)stop) ? 1 : 0;
}

static enum err err_of_copy(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_OK;
    case SQLITE_INTERRUPT:
        return ERR_GONE;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_NOMEM:
        return ERR_NOMEM;
    case SQLITE_BUSY:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_FORMAT;
    case SQLITE_CANTOPEN:
        return ERR_NOT_FOUND;
    default:
        return ERR_IO;
    }
}

/* Never writes and never checkpoints. */
static enum err open_source(const char *path, sqlite3 **out_handle)
{
    AUTO(connection) sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        code = sqlite3_exec(handle, "PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY", NULL,
                            NULL, NULL);
    }
    if (code != SQLITE_OK) {
        return err_of_copy(code);
    }
    *out_handle = MOVE(handle);
    return ERR_OK;
}

enum err db_copy(const char *from, const char *to, const atomic_bool *stop)
{
    AUTO(connection) sqlite3 *handle = NULL;
    AUTO(statement) sqlite3_stmt *statement = NULL;
    if (access(to, F_OK) == 0) {
        return ERR_CONFLICT;
    }
    TRY(open_source(from, &handle));
    sqlite3_progress_handler(handle, LOOK_STEPS, is_stopped, (void *)stop);
    int code = sqlite3_prepare_v2(handle, "VACUUM INTO ?1", -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC);
    }
    return err_of_copy(code == SQLITE_OK ? sqlite3_step(statement) : code);
}

struct db_snapshot {
    sqlite3 *handle;
};

void db_snapshot_free(struct db_snapshot *s)
{
    if (s != NULL) {
        (void)sqlite3_close_v2(s->handle);
        free(s);
    }
}

enum err db_snapshot_take(const char *path, struct db_snapshot **out_snapshot)
{
    AUTO(db_snapshot_free) struct db_snapshot *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    TRY(open_source(path, &s->handle));
    int code =
        sqlite3_exec(s->handle, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        return err_of_copy(code);
    }
    *out_snapshot = MOVE(s);
    return ERR_OK;
}

static enum err copy_pages(sqlite3 *to, sqlite3 *from, const atomic_bool *stop)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    if (copy == NULL) {
        return err_of_copy(sqlite3_errcode(to));
    }
    int code = SQLITE_OK;
    while (code == SQLITE_OK && !atomic_load(stop)) {
        code = sqlite3_backup_step(copy, LOOK_PAGES);
    }
    int ended = sqlite3_backup_finish(copy);
    return code == SQLITE_OK     ? ERR_GONE
           : code == SQLITE_DONE ? err_of_copy(ended)
                                 : err_of_copy(code);
}

enum err db_snapshot_copy(struct db_snapshot *s, const char *to, const atomic_bool *stop)
{
    AUTO(connection) sqlite3 *handle = NULL;
    if (access(to, F_OK) == 0) {
        return ERR_CONFLICT;
    }
    int code = sqlite3_open_v2(
        to, &handle, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK) { /* a copy that was not ended is removed: it needs no journal */
        code = sqlite3_exec(handle, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL,
                            NULL);
    }
    return code == SQLITE_OK ? copy_pages(handle, s->handle, stop) : err_of_copy(code);
}
