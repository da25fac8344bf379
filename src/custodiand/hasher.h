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

enum { HASH_BODY = 768 }; /* the longest request that waits for a hash, with room */

struct hash_job {
    /* What to do: check a password against a hash, make a hash of another one, or both. */
    bool check;
    bool make; /* if the check, where there is one, went well */
    struct secret password;
    struct account_hash hash;
    struct secret fresh; /* both secrets are wiped when done */
    /* What came of it: as account_hash_make and account_hash_check. */
    enum err err;
    bool made; /* of fresh; or of a password that was right, and whose hash was an old one */
    struct account_hash fresh_hash;
    /* For whoever asked; not read by the threads. */
    size_t channel;
    uint64_t serial;
    uint8_t ask;
    uint64_t request;
    uint64_t guess; /* the bucket that this try came out of */
    size_t body_len;
    uint8_t body[HASH_BODY]; /* the request's */
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

/* hasher_take: one job that is done, without its secrets. ERR_NOT_FOUND: none is. */
MUST_USE enum err hasher_take(struct hasher *h, struct hash_job *out_job);

#endif
