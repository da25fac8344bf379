/*
 * backup_week.h: weekly keys: one pair for each ISO week, its secret half in a file of the name
 * "2026-W48.key" in a folder of the operator's choice.
 */
#ifndef BACKUP_WEEK_H
#define BACKUP_WEEK_H

#include "backup_key.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

enum { WEEK_NAME = 9, WEEK_KEEP_DAYS = 35 };

struct week {
    char name[WEEK_NAME]; /* "2026-W48" */
    int64_t begun_ms;     /* its Monday, 00:00 UTC */
};

/* week_of: the ISO week of a wall time. week_decode: from its name; ERR_FORMAT: there is none of
 * that name. */
void week_of(int64_t wall_ms, struct week *out_week);
MUST_USE enum err week_decode(struct span name, struct week *out_week);

/* week_ended: whether its key is to be destroyed. */
bool week_ended(const struct week *w, int64_t wall_ms);

/* week_key: the pair of that week from the folder, made if it is not there. Errors of
 * backup_secret_make and backup_secret_read. */
MUST_USE enum err week_key(int dir_fd, const struct week *w, struct backup_pair *out_pair);

/* week_file: the file's name for a week. */
void week_file(const struct week *w, char out[WEEK_NAME + 4]);

/* week_tidy: destroys the keys in the folder whose weeks have ended; other files stay. out_count:
 * how many. ERR_IO. */
MUST_USE enum err week_tidy(int dir_fd, int64_t wall_ms, size_t *out_count);

#endif
