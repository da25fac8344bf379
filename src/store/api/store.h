/*
 * store.h: the app's database. Reads run on the caller's thread, on one of a few connections that
 * only read. Writes are handed to one thread, which commits many together; a call that writes
 * returns once it is durable. All functions may be called from any thread.
 *
 * What every function of the folder may give back beside its own: ERR_FULL, ERR_IO, ERR_NOMEM,
 * ERR_FORMAT (a damaged database), ERR_BUSY (too many writes wait). A write that failed left
 * nothing.
 */
#ifndef STORE_H
#define STORE_H

#include "base_auto.h"
#include "base_err.h"

#include <stdint.h>

struct store;

struct store_config {
    const char *path;
    unsigned readers; /* 0: LIMIT_STORE_READERS */
};

/* In words: why a database could not be opened. */
struct store_problem {
    char text[160];
};

/*
 * store_open: makes the database on first use, brings an older one forward. No threads yet: until
 * store_start, writes run on the caller's thread.
 * ERR_CONFLICT: the database is of a newer version; it is not changed. ERR_BUSY: another process
 * has it. ERR_FORMAT: not a database, or damaged. ERR_DENIED: it can't be written, or
 * has a column that is not in the data map.
 */
MUST_USE enum err store_open(const struct store_config *config, struct store **out_store,
                             struct store_problem *out_problem);

/* store_start: starts the thread that writes. ERR_NOMEM. */
MUST_USE enum err store_start(struct store *s);

/* store_close: nobody may be in a call any more. Writes under way end first. */
void store_close(struct store *s);
AUTO_CLOSER(store_close, struct store)

/* store_version: the version of the schema that this build knows. */
int64_t store_version(void);

/* store_state: another number after each write, but of what is sealed of viewers. What is read
 * after it was asked for is as it was left by all writes that had ended before. It only rises. */
uint64_t store_state(const struct store *s);

#endif
