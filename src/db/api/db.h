/*
 * db.h: the one SQL dialect over SQLite (later PostgreSQL). No other folder includes a database's
 * header. SQL is written in the subset that both share: app-made ids, no triggers, `$1` … `$n` for
 * parameters, bound by name (SQLite would number them by order of appearance).
 *
 * A connection belongs to one thread at a time. Of one database, exactly one connection writes and
 * checkpoints (DB_WRITER or DB_ALONE); all others are DB_READER. This is what keeps clear of
 * SQLite's WAL-reset bug (3.7.0 to 3.51.2).
 */
#ifndef DB_H
#define DB_H

#include "base_auto.h"
#include "base_err.h"
#include "base_json.h"
#include "base_span.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

enum db_mode {
    DB_WRITER, /* creates the file if needed; the only one that writes and checkpoints */
    DB_READER, /* never writes, never checkpoints; the file must be there */
    DB_ALONE   /* as DB_WRITER, and no other connection can be made: needs no shared memory file */
};

struct db_config {
    const char *path;
    enum db_mode mode;
    bool secure_delete; /* overwrites what is deleted */
};

/*
 * db_open: a connection in WAL mode, synchronous=FULL, foreign keys on, temporary data in memory,
 * no memory mapping. ERR_NOT_FOUND (reader), ERR_BUSY (in use by another), ERR_FORMAT (not a
 * database, or damaged), ERR_DENIED (read-only), ERR_FULL, ERR_IO, ERR_NOMEM.
 */
MUST_USE enum err db_open(const struct db_config *config, struct db **out_db);
void db_close(struct db *db);
AUTO_CLOSER(db_close, struct db)

/* db_problem: the engine's words for the last failure, for a log line. Never NULL; borrowed. It may
 * name tables and columns, never values. */
const char *db_problem(const struct db *db);

/* db_script: statements without parameters or results, one after the other. */
MUST_USE enum err db_script(struct db *db, const char *sql);

MUST_USE enum err db_begin(struct db *db); /* takes the write lock at once */
/* db_begin_later: the lock with the first write: for a round that writes nothing mostly. */
MUST_USE enum err db_begin_later(struct db *db);
/* db_begin_read: until db_rollback every query sees the database as it is at the first of them. */
MUST_USE enum err db_begin_read(struct db *db);
MUST_USE enum err
db_commit(struct db *db);        /* durable when it returns ERR_OK; rolled back otherwise */
void db_rollback(struct db *db); /* nothing open: does nothing */

/* Nested, inside a transaction: db_restore undoes what was done since db_save. */
MUST_USE enum err db_save(struct db *db);
MUST_USE enum err db_release(struct db *db);
void db_restore(struct db *db);

/* One run of a query. The statement is cached by the connection; sql must be a string that lives as
 * long as the connection (a literal). Use with AUTO(db_query). */
struct db_query {
    struct db *db;
    struct db_statement *statement;
    enum err failed; /* the first failure of a bind; db_step gives it back */
};

MUST_USE enum err db_query_start(struct db *db, const char *sql, struct db_query *out_query);
void db_query_done(struct db_query *query);
static inline void db_query_auto(struct db_query *query)
{
    db_query_done(query);
}

/* Parameters count from 1: db_bind_i64(&q, 3, …) is `$3`. Bytes are copied. */
void db_bind_i64(struct db_query *query, int parameter, int64_t value);
void db_bind_text(struct db_query *query, int parameter, struct span text);
void db_bind_blob(struct db_query *query, int parameter, struct span bytes);
void db_bind_null(struct db_query *query, int parameter);

/* db_step: *out_row says whether there is a row. ERR_CONFLICT: a constraint (unique, check, foreign
 * key) does not hold. Others as db_open. */
MUST_USE enum err db_step(struct db_query *query, bool *out_row);

/* db_step_row: as db_step, ERR_NOT_FOUND if there is no row. */
MUST_USE enum err db_step_row(struct db_query *query);

/* db_step_done: for a statement without results. out_changes (may be NULL): rows changed. */
MUST_USE enum err db_step_done(struct db_query *query, int64_t *out_changes);

/* db_changes: rows that this connection has changed so far, with those of tables that a virtual
 * table made for itself. */
int64_t db_changes(const struct db *db);

/* Columns count from 0. Bytes are borrowed until the next step. NULL reads as 0 or empty. */
int64_t db_column_i64(struct db_query *query, int column);
struct span db_column_bytes(struct db_query *query, int column);
bool db_column_is_null(struct db_query *query, int column);

/* What a column's value is, how many columns a row has, and what they are called (borrowed until
 * the query is done). */
enum db_kind { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };
enum db_kind db_column_kind(struct db_query *query, int column);
int db_column_count(struct db_query *query);
const char *db_column_name(struct db_query *query, int column);

/*
 * db_put_rows: all rows that are left, as an array of objects with the columns' names as keys. A
 * number is a number, but a text in a column that is called id or something with _id, since those
 * are longer than a double holds; bytes are base64url, unless bytes_fn writes them: it writes one
 * value, or fails. Errors also as jot's, which stick in its buf.
 */
typedef enum err db_bytes_fn(void *context, struct jot *j, const char *column, struct span bytes);
struct db_put {
    db_bytes_fn *bytes_fn; /* NULL: base64url */
    void *context;
};
MUST_USE enum err db_put_rows(struct db_query *query, struct jot *j, const struct db_put *put);
MUST_USE enum err db_put_base64url(struct jot *j, struct span bytes);

/*
 * db_migrate: brings the schema forward, step by step, each in one transaction with its number in
 * the table schema_version(version). steps[i] is version i + 1. ERR_CONFLICT: the database is of a
 * newer version than count; nothing was changed. out_version (may be NULL): the version found.
 */
MUST_USE enum err db_migrate(struct db *db, const char *const *steps, size_t count,
                             int64_t *out_version);

/* db_columns: calls fn for every column of every table and view, with those that the engine, or a
 * virtual table, made for itself; and for every trigger, with no column: it can write anywhere.
 * Ends at fn's first error, and gives it back. */
typedef enum err db_column_fn(void *context, struct span table, struct span column);
MUST_USE enum err db_columns(struct db *db, db_column_fn *fn, void *context);

/*
 * db_copy: a copy of a database as it is at one moment, while others read and write it: a new file
 * with nothing in it of what was deleted. It is not synced. `stop` is looked at all the time: once
 * it is true, ERR_GONE. After an error a part of the file may be there. ERR_CONFLICT: there is such
 * a file. Others as db_open.
 */
MUST_USE enum err db_copy(const char *from, const char *to, const atomic_bool *stop);

/*
 * A database as it is at one moment, by a connection of its own, while others write: db_snapshot
 * holds the moment, until it is closed; of two that are taken without a commit in between, it is
 * the same one. As long as it is held, db_checkpoint is BUSY. db_snapshot_copy: its pages into a
 * new file, on any thread; what was deleted is in them unless the database overwrites that. Not
 * synced. `stop`, errors: as db_copy.
 */
struct db_snapshot;
MUST_USE enum err db_snapshot_take(const char *path, struct db_snapshot **out_snapshot);
MUST_USE enum err db_snapshot_copy(struct db_snapshot *s, const char *to, const atomic_bool *stop);
void db_snapshot_free(struct db_snapshot *s);
AUTO_CLOSER(db_snapshot_free, struct db_snapshot)

/* db_checkpoint: moves the write-ahead log into the database and truncates it if no reader is in
 * the way; ERR_BUSY if one is. Writers only. */
MUST_USE enum err db_checkpoint(struct db *db);

#endif
