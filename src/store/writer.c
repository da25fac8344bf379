/*
 * writer.c: the one thread that writes. Callers queue an operation and sleep; the thread takes what
 * waits, runs each in a savepoint of one transaction, and commits once for all.
 */
#include "base_limits.h"
#include "store_inside.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct write {
    write_op *op; /* NULL: the write-ahead log is to become empty */
    const void *in;
    bool deletes;
    enum err err;
    bool done;
    struct write *next;
};

struct writer {
    struct db *db; /* of the thread, once it runs */
    pthread_t thread;
    bool running;
    bool stopping;
    pthread_mutex_t lock; /* of what follows and of all queued writes */
    pthread_cond_t queued;
    pthread_cond_t settled;
    size_t waiting;
    struct write *first;
    struct write **last;
};

enum err writer_new(struct db *db, struct writer **out_writer)
{
    struct writer *w = calloc(1, sizeof(*w));
    if (w == NULL) {
        db_close(db);
        return ERR_NOMEM;
    }
    w->db = db;
    w->last = &w->first;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->queued, NULL);
    (void)pthread_cond_init(&w->settled, NULL);
    *out_writer = w;
    return ERR_OK;
}

/* One operation in a transaction of its own. */
static enum err run_alone(struct db *db, const struct write *write)
{
    if (write->op == NULL) {
        return db_checkpoint(db);
    }
    TRY(db_begin(db));
    enum err err = write->op(db, write->in);
    if (err != ERR_OK) {
        db_rollback(db);
        return err;
    }
    return db_commit(db);
}

/* Whether the engine may have given up the whole transaction with this failure. */
static bool is_fatal(enum err err)
{
    return err == ERR_FULL || err == ERR_IO || err == ERR_NOMEM || err == ERR_BUSY ||
           err == ERR_FORMAT;
}

static enum err run_nested(struct db *db, const struct write *write)
{
    TRY(db_save(db));
    enum err err = write->op(db, write->in);
    if (is_fatal(err)) {
        return err;
    }
    if (err != ERR_OK) {
        db_restore(db);
        return err;
    }
    return db_release(db);
}

/* All in one transaction. False: it had to be given up, and nothing of it happened. */
static bool run_together(struct db *db, struct write *batch)
{
    for (const struct write *write = batch; write != NULL; write = write->next) {
        if (write->op == NULL) {
            return false; /* one after the other: no transaction may be open then */
        }
    }
    if (db_begin(db) != ERR_OK) {
        return false;
    }
    for (struct write *write = batch; write != NULL; write = write->next) {
        write->err = run_nested(db, write);
        if (is_fatal(write->err)) {
            db_rollback(db);
            return false;
        }
    }
    return db_commit(db) == ERR_OK;
}

static void run_batch(struct db *db, struct write *batch)
{
    if (batch->next != NULL && run_together(db, batch)) {
        return;
    }
    for (struct write *write = batch; write != NULL; write = write->next) {
        write->err = run_alone(db, write);
    }
}

/* What waits, at most LIMIT_STORE_BATCH of it; NULL: the writer is to end. */
static struct write *batch_take(struct writer *w)
{
    (void)pthread_mutex_lock(&w->lock);
    while (w->first == NULL && !w->stopping) {
        (void)pthread_cond_wait(&w->queued, &w->lock);
    }
    struct write *batch = w->first;
    struct write **end = &w->first;
    for (size_t i = 0; i < LIMIT_STORE_BATCH && *end != NULL; i++) {
        end = &(*end)->next;
        w->waiting--;
    }
    w->first = *end;
    *end = NULL;
    if (w->first == NULL) {
        w->last = &w->first;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return batch;
}

static void batch_settle(struct writer *w, struct write *batch)
{
    (void)pthread_mutex_lock(&w->lock);
    for (struct write *next = NULL; batch != NULL; batch = next) {
        next = batch->next; /* the caller's memory is gone once it is done */
        batch->done = true;
    }
    (void)pthread_cond_broadcast(&w->settled);
    (void)pthread_mutex_unlock(&w->lock);
}

static bool batch_deletes(const struct write *batch)
{
    bool deletes = false;
    for (; batch != NULL; batch = batch->next) {
        deletes = deletes || batch->deletes;
    }
    return deletes;
}

/* What was deleted is overwritten in the database; the write-ahead log must not keep it either. If
 * a reader is in the way, the next batch tries again. */
static void *writer_main(void *arg)
{
    struct writer *w = arg;
    bool untidy = false;
    struct write *batch = batch_take(w);
    while (batch != NULL) {
        run_batch(w->db, batch);
        untidy = untidy || batch_deletes(batch);
        batch_settle(w, batch);
        untidy = untidy && db_checkpoint(w->db) != ERR_OK;
        batch = batch_take(w);
    }
    return NULL;
}

enum err writer_start(struct writer *w)
{
    if (pthread_create(&w->thread, NULL, writer_main, w) != 0) {
        return ERR_NOMEM;
    }
    w->running = true;
    return ERR_OK;
}

/* Side by side in the queue, so that one transaction has all of them, mostly. */
static void run_queued(struct writer *w, struct write *writes, size_t count)
{
    (void)pthread_mutex_lock(&w->lock);
    bool fits = w->waiting + count <= LIMIT_STORE_QUEUE;
    for (size_t i = 0; i < count; i++) {
        writes[i].done = !fits;
        writes[i].err = fits ? ERR_OK : ERR_BUSY;
        if (fits) {
            *w->last = &writes[i];
            w->last = &writes[i].next;
            w->waiting++;
        }
    }
    (void)pthread_cond_signal(&w->queued);
    for (size_t i = 0; i < count; i++) {
        while (!writes[i].done) {
            (void)pthread_cond_wait(&w->settled, &w->lock);
        }
    }
    (void)pthread_mutex_unlock(&w->lock);
}

static enum err run(struct writer *w, write_op *op, const void *in, bool deletes)
{
    struct write write = {.op = op, .in = in, .deletes = deletes, .err = ERR_OK};
    if (!w->running) {
        return run_alone(w->db, &write);
    }
    run_queued(w, &write, 1);
    return write.err;
}

void writer_run_each(struct writer *w, write_op *op, const void *const *ins, size_t count,
                     enum err *out_errs)
{
    struct write writes[LIMIT_TOGETHER];
    assert(count <= LIMIT_TOGETHER);
    for (size_t i = 0; i < count; i++) {
        writes[i] = (struct write){.op = op, .in = ins[i], .err = ERR_OK};
        if (!w->running) {
            writes[i].err = run_alone(w->db, &writes[i]);
        }
    }
    if (w->running && count > 0) {
        run_queued(w, writes, count);
    }
    for (size_t i = 0; i < count; i++) {
        out_errs[i] = writes[i].err;
    }
}

enum err writer_run(struct writer *w, write_op *op, const void *in)
{
    return run(w, op, in, false);
}

enum err writer_delete(struct writer *w, write_op *op, const void *in)
{
    return run(w, op, in, true);
}

enum err writer_tidy(struct writer *w)
{
    return writer_run(w, NULL, NULL);
}

void writer_free(struct writer *w)
{
    if (w == NULL) {
        return;
    }
    if (w->running) {
        (void)pthread_mutex_lock(&w->lock);
        w->stopping = true;
        (void)pthread_cond_signal(&w->queued);
        (void)pthread_mutex_unlock(&w->lock);
        (void)pthread_join(w->thread, NULL);
    }
    db_close(w->db);
    (void)pthread_cond_destroy(&w->settled);
    (void)pthread_cond_destroy(&w->queued);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}
