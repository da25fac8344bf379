/*
 * hasher.h: password hashes, on LIMIT_SIGN_WORKERS threads behind a queue of LIMIT_SIGN_QUEUE. The
 * threads do arithmetic only: no database, no key, no socket.
 */
#ifndef HASHER_H
#define HASHER_H

#include "account_hash.h"
#include "base_auto.h"
#include "base_err.h"
#include "base_limits.h"

#include <stdbool.h>
#include <stdint.h>

struct hasher;

struct hash_job {
    /* What to do. */
    bool make;                /* make a hash of the password; else check it against hash */
    struct secret password;   /* wiped when done */
    struct account_hash hash; /* what to check against; or what was made */
    /* What came of it: as account_hash_make and account_hash_check. */
    enum err err;
    /* For whoever asked; not read by the threads. */
    size_t channel;
    uint64_t serial;
    uint8_t ask;
    uint64_t request;
    size_t handle_len;
    char handle[LIMIT_HANDLE];
};

static inline void hash_job_auto(struct hash_job *job)
{
    vault_wipe(job, sizeof(*job));
}

/* hasher_new: without threads, so that it can be made before confinement. ERR_NOMEM, ERR_IO. */
MUST_USE enum err hasher_new(struct hasher **out_hasher);
/* hasher_start: the threads. ERR_IO. */
MUST_USE enum err hasher_start(struct hasher *h);
/* hasher_free: waits for hashes that are being made (well under a second), drops what waits. */
void hasher_free(struct hasher *h);
AUTO_CLOSER(hasher_free, struct hasher)

/* hasher_fd: readable when a job is done, or after hasher_wake. */
int hasher_fd(const struct hasher *h);
/* hasher_wake: makes hasher_fd readable; may be called from a signal handler. */
void hasher_wake(const struct hasher *h);
/* hasher_calm: reads hasher_fd empty; call it before hasher_take. */
void hasher_calm(const struct hasher *h);

/* hasher_put: a copy of job goes into the queue. ERR_BUSY: the queue is full. */
MUST_USE enum err hasher_put(struct hasher *h, const struct hash_job *job);

/* hasher_take: one job that is done, without its password. ERR_NOT_FOUND: none is. */
MUST_USE enum err hasher_take(struct hasher *h, struct hash_job *out_job);

#endif
