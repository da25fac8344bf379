/*
 * control.h: the pair with gate: a thread that takes what gate sends.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include "backup.h"
#include "base_err.h"
#include "ipc_pool.h"
#include "jobs.h"
#include "pictures.h"
#include "rulings.h"

#include <pthread.h>
#include <stdbool.h>

struct control {
    int fd;
    struct ipc_pool *custodian; /* CTL_PEER goes here */
    struct jobs *jobs;          /* CTL_JOB_DONE goes here, and to the next */
    struct pictures *pictures;
    struct backup *backup;   /* CTL_BACKUP goes here */
    struct rulings *rulings; /* CTL_STATEMENT wakes it; NULL: there is none */
    void (*stop)(void);      /* CTL_STOP */
    void (*gone)(void);      /* gate has closed its end, or speaks nonsense */
    bool quiet;
    pthread_mutex_t lock; /* PTHREAD_MUTEX_INITIALIZER */
};

/* control_start: the thread, which ends after gone(). It may outlive everything else: c must too.
 * ERR_NOMEM. */
MUST_USE enum err control_start(struct control *c);

/* control_quiet: from here on nothing that c names is touched or called; they may be freed. */
void control_quiet(struct control *c);

/* control_ready: tells gate. */
MUST_USE enum err control_ready(int fd);

#endif
