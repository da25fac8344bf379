/*
 * pictures.h: people's pictures between a request and mediad: one at a time, made while the request
 * waits. Its file's name is in its person's row before the file is there, and its report is as
 * hostile as any (jobs.h).
 */
#ifndef PICTURES_H
#define PICTURES_H

#include "base_auto.h"
#include "base_err.h"
#include "blob.h"
#include "store_person.h"
#include "wire_report.h"

#include <stdint.h>

struct pictures;

struct pictures_config {
    struct store *store;
    struct blobs *blobs;
    int control; /* the pair with gate */
};

/* pictures_recover: at start: what was made when the process ended goes. Errors of store and blob.
 */
MUST_USE enum err pictures_recover(struct store *store, struct blobs *blobs);

MUST_USE enum err pictures_new(const struct pictures_config *config,
                               struct pictures **out_pictures);
void pictures_free(struct pictures *p);
AUTO_CLOSER(pictures_free, struct pictures)

/* pictures_stop: who waits, and who comes, has ERR_BUSY. */
void pictures_stop(struct pictures *p);

/* pictures_done: CTL_JOB_DONE from gate. An id that is not known is passed over. */
void pictures_done(struct pictures *p, uint64_t id, int64_t outcome, int64_t value);

/*
 * pictures_make: input (a file, borrowed, at its start) becomes the person's picture, durably; the
 * one before is to be removed. Waits LIMIT_PICTURE_WAIT_MS for others, and LIMIT_PICTURE_MS for its
 * job. ERR_FORMAT: refused, and out_refused says why. ERR_BUSY: too many wait, it took too long, or
 * it failed on our side. ERR_DENIED: the person has left. Errors of store and blob.
 */
MUST_USE enum err pictures_make(struct pictures *p, const struct store_person *person, int input,
                                struct report_picture *out_refused);

#endif
