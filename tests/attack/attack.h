/*
 * attack.h: what a taken-over process would try. A test build of a process is its own main.c with
 * confine_now wrapped (-Wl,--wrap=confine_now): once confinement stands, the acts of the process's
 * table are tried from inside, under the real gate and the real profile; in a process that serves,
 * by a thread beside its own.
 *
 * Each act is announced before it is tried, since a forbidden system call ends the process; gate
 * starts it again, and it goes on with the next act. Lines on the standard error:
 *
 *   attack NAME: trying
 *   attack NAME: refused, WORD        an error came back
 *   attack NAME: SUCCEEDED            the border is open
 *   attack: done
 */
#ifndef ATTACK_H
#define ATTACK_H

#include "confine.h"

#include <stdbool.h>
#include <stddef.h>

/* An act gives back 0 if it succeeded, otherwise the errno that stopped it. */
struct act {
    const char *name;
    int (*run)(const struct confine *confine);
};

/* The acts that every process tries. */
extern const struct act attack_common[];
extern const size_t attack_common_count;

/* The acts of this process. */
extern const struct act attack_own[];
extern const size_t attack_own_count;

/* Which act comes next, by a counter in the data folder or in a job's input; whether this run of
 * the process tries only one act and then leaves by itself. */
size_t attack_next(void);
extern const bool attack_one_and_leave;
void attack_leave(void);

#endif
