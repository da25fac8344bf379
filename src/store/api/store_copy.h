/*
 * store_copy.h: a copy of the app's database for a backup, and what it needs beside it.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "base_err.h"
#include "base_span.h"

#include <stdatomic.h>
#include <stdbool.h>

/* store_copy: as db_copy; the database may be in use. */
MUST_USE enum err store_copy(const char *from, const char *to, const atomic_bool *stop);

/* store_copy_media: shows the name of each original and media object that the copy names, in the
 * order of names; borrowed during the call. Ends at fn's first error, and gives it back. */
typedef enum err store_media_fn(void *context, struct span name, bool original);
MUST_USE enum err store_copy_media(const char *copy, store_media_fn *fn, void *context);

#endif
