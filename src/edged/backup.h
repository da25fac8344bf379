/*
 * backup.h: edged's side of a backup: from CTL_BACKUP with HOLD to END, objects that would be
 * removed are put aside, and backup/ in its folder has a copy of the database and the list of the
 * objects that the copy names:
 *
 *   <32 hex: its name> SP <"media" or "original"> LF       sorted by name
 *
 * Nothing is encrypted here, and no key is known: whoever asked takes it from there.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "base_auto.h"
#include "base_err.h"
#include "blob.h"

#include <stdint.h>

struct backup;

struct backup_config {
    const char *data;    /* its folder; borrowed */
    struct blobs *blobs; /* borrowed */
    int control;         /* the pair with gate: HELD and FAILED are sent here */
};

/* backup_new: before confinement; removes what an interrupted backup left. ERR_NOMEM, ERR_LIMIT,
 * ERR_IO. */
MUST_USE enum err backup_new(const struct backup_config *config, struct backup **out_backup);

/* backup_free: gives up what is under way. */
void backup_free(struct backup *b);
AUTO_CLOSER(backup_free, struct backup)

/* backup_begin: HOLD; what is held from another one goes first. backup_end: END. Both wait for a
 * copy that is being made to be given up, a moment. One thread only. */
void backup_begin(struct backup *b, uint64_t id);
void backup_end(struct backup *b);

#endif
