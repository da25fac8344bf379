#include "store.h"

#include "base_limits.h"
#include "datamap.h"
#include "gone.h"
#include "known.h"
#include "names.h"
#include "shown.h"
#include "store_inside.h"
#include "store_leave.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READERS_MAX = 32 };

struct store {
    struct writer *writer;
    atomic_uint_least64_t unblocked; /* store_unblocked */
    atomic_bool no_old;              /* store_no_old */
    struct shown *shown;
    struct known *known;
    struct gone *gone;
    struct names *names;
    pthread_mutex_t lock; /* of the free readers */
    pthread_cond_t given;
    size_t reader_count;
    size_t free_count;
    struct db *readers[READERS_MAX]; /* the free ones come first */
};

static enum err fail(struct store_problem *problem, enum err err, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));

static enum err fail(struct store_problem *problem, enum err err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(problem->text, sizeof(problem->text), format, args);
    va_end(args);
    return err;
}

/* A database that lacks a table or a column is refused here, not at the first request. */
static enum err prepare_all(struct db *db)
{
    for (size_t i = 0; i < queries_count; i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, queries_all[i], &q));
    }
    return ERR_OK;
}

/* What is not listed in the data map is refused. */
static enum err columns_check(struct db *db, struct store_problem *problem)
{
    struct datamap_check check = {.store = STORE_APP};
    enum err err = db_columns(db, datamap_check_column, &check);
    if (err == ERR_DENIED && check.text[0] != '\0') {
        return fail(problem, err, "%s", check.text);
    }
    return err == ERR_OK ? ERR_OK
                         : fail(problem, err, "the database can't be read: %s", err_text(err));
}

static enum err open_writer(struct store *s, const char *path, struct store_problem *problem)
{
    AUTO(db_close) struct db *db = NULL;
    int64_t found = 0;
    struct db_config config = {.path = path, .mode = DB_WRITER, .secure_delete = true};
    enum err err = db_open(&config, &db);
    if (err != ERR_OK) {
        return fail(problem, err, "the database can't be opened: %s", err_text(err));
    }
    err = db_migrate(db, schema_steps, schema_count, &found);
    if (err == ERR_CONFLICT) {
        return fail(problem, err,
                    "the database has version %lld, and this build knows version %zu: it was "
                    "written by a newer build",
                    (long long)found, schema_count);
    }
    if (err == ERR_OK) {
        err = prepare_all(db);
    }
    if (err == ERR_OK) {
        err = read_untagged(db);
    }
    if (err == ERR_OK) {
        err = search_read_todo(db);
    }
    if (err != ERR_OK) {
        return fail(problem, err, "the database can't be used: %s (%s)", err_text(err),
                    db_problem(db));
    }
    TRY(columns_check(db, problem));
    err = names_load(db, s->names);
    if (err != ERR_OK) {
        return fail(problem, err, "the database can't be read: %s", err_text(err));
    }
    return writer_new(MOVE(db), &s->writer);
}

static enum err open_readers(struct store *s, const struct store_config *config,
                             struct store_problem *problem)
{
    size_t count = config->readers == 0 ? LIMIT_STORE_READERS : config->readers;
    for (size_t i = 0; i < count && i < READERS_MAX; i++) {
        AUTO(db_close) struct db *db = NULL;
        enum err err = db_open(&(struct db_config){.path = config->path, .mode = DB_READER}, &db);
        if (err == ERR_OK) {
            err = prepare_all(db);
        }
        if (err != ERR_OK) {
            return fail(problem, err, "the database can't be read: %s", err_text(err));
        }
        s->readers[s->reader_count++] = MOVE(db);
        s->free_count = s->reader_count;
    }
    return ERR_OK;
}

enum err store_open(const struct store_config *config, struct store **out_store,
                    struct store_problem *out_problem)
{
    AUTO(store_close) struct store *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return fail(out_problem, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
    }
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->given, NULL);
    (void)fail(out_problem, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
    TRY(shown_new(&s->shown));
    TRY(known_new(s->shown, &s->known));
    TRY(gone_new(&s->gone));
    TRY(names_new(&s->names));
    TRY(open_writer(s, config->path, out_problem));
    TRY(open_readers(s, config, out_problem));
    *out_store = MOVE(s);
    return ERR_OK;
}

enum err store_start(struct store *s)
{
    return writer_start(s->writer);
}

/* Readers close first, so that the writer's is the connection that checkpoints at its end. */
void store_close(struct store *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->reader_count; i++) {
        db_close(s->readers[i]);
    }
    writer_free(s->writer);
    known_free(s->known);
    shown_free(s->shown);
    gone_free(s->gone);
    names_free(s->names);
    (void)pthread_cond_destroy(&s->given);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

int64_t store_version(void)
{
    return (int64_t)schema_count;
}

uint64_t store_state(const struct store *s)
{
    return shown_state(s->shown);
}

/* Whatever came of it. */
static void changed(struct store *s)
{
    shown_changed(s->shown);
    known_clear(s->known);
}

enum err store_write(struct store *s, write_op *op, const void *in)
{
    enum err err = writer_run(s->writer, op, in);
    changed(s);
    return err;
}

enum err store_write_part(struct store *s, write_op *op, const void *in)
{
    return writer_run(s->writer, op, in);
}

void store_write_parts(struct store *s, write_op *op, const void *const *ins, size_t count,
                       enum err *out_errs)
{
    writer_run_each(s->writer, op, ins, count, out_errs);
}

enum err store_delete(struct store *s, write_op *op, const void *in)
{
    enum err err = writer_delete(s->writer, op, in);
    changed(s);
    return err;
}

enum err store_tidy(struct store *s)
{
    return writer_tidy(s->writer);
}

atomic_uint_least64_t *store_unblocked(struct store *s)
{
    return &s->unblocked;
}

atomic_bool *store_no_old(struct store *s)
{
    return &s->no_old;
}

struct names *store_names(struct store *s)
{
    return s->names;
}

struct gone *store_gone_of(struct store *s)
{
    return s->gone;
}

struct known *store_known(struct store *s)
{
    return s->known;
}

struct shown *store_shown(struct store *s)
{
    return s->shown;
}

struct reader reader_take(struct store *s)
{
    (void)pthread_mutex_lock(&s->lock);
    while (s->free_count == 0) {
        (void)pthread_cond_wait(&s->given, &s->lock);
    }
    s->free_count--;
    struct reader out = {.store = s, .db = s->readers[s->free_count]};
    (void)pthread_mutex_unlock(&s->lock);
    return out;
}

void reader_give(struct reader *r)
{
    struct store *s = r->store;
    (void)pthread_mutex_lock(&s->lock);
    s->readers[s->free_count] = r->db;
    s->free_count++;
    (void)pthread_cond_signal(&s->given);
    (void)pthread_mutex_unlock(&s->lock);
}

void bind_name(struct db_query *q, int parameter, const char *name)
{
    if (name[0] == '\0') {
        db_bind_null(q, parameter);
    } else {
        db_bind_text(q, parameter, span_text(name));
    }
}

void bind_sealed(struct db_query *q, int parameter, struct span sealed)
{
    if (sealed.len == 0) {
        db_bind_null(q, parameter);
    } else {
        db_bind_blob(q, parameter, sealed);
    }
}

void column_text(struct db_query *q, int column, char *out, size_t size)
{
    struct span text = db_column_bytes(q, column);
    size_t len = text.len < size ? text.len : size - 1;
    if (len > 0) {
        memcpy(out, text.ptr, len);
    }
    out[len] = '\0';
}

enum err column_copy(struct db_query *q, int column, struct arena *memory, struct span *out)
{
    struct span bytes = db_column_bytes(q, column);
    char *text = arena_text(memory, bytes);
    *out = span_of(text, bytes.len);
    return text == NULL ? ERR_NOMEM : ERR_OK;
}

enum err step_one(struct db_query *q)
{
    int64_t changes = 0;
    TRY(db_step_done(q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

enum err run_1(struct db *db, const char *sql, int64_t number, int64_t *out_changes)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, number);
    return db_step_done(&q, out_changes);
}

enum err run_2(struct db *db, const char *sql, int64_t first, int64_t second, int64_t *out_changes)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, first);
    db_bind_i64(&q, 2, second);
    return db_step_done(&q, out_changes);
}
