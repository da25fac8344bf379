/*
 * log.h: the lines that a child writes, passed on to gate's standard error behind the child's name.
 * A child may be hostile: lines are cut, control characters replaced, floods counted.
 */
#ifndef LOG_H
#define LOG_H

#include "base_limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOG_NAME = 32 };

struct log_pipe {
    int fd; /* -1: none */
    char name[LOG_NAME];
    char line[LIMIT_LOG_LINE];
    size_t len;
    int64_t second;
    unsigned int lines; /* in this second */
    uint64_t dropped;
};

/* log_init: takes over fd. log_done closes it, the last line first. */
void log_init(struct log_pipe *log, int fd, const char *role, uint32_t generation);
void log_done(struct log_pipe *log);

/* log_read: what is there now; closes at the end. */
void log_read(struct log_pipe *log);

/* log_clean: replaces what is not printable ASCII or part of UTF-8's high half, in place. */
void log_clean(char *text, size_t len);

#endif
