/*
 * backup.h: the parts of `vitrine backup`.
 */
#ifndef CLI_BACKUP_H
#define CLI_BACKUP_H

#include "backup_manifest.h"
#include "backup_part.h"
#include "base_buf.h"
#include "base_err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BACKUP_LIST_MAX = 256 * 1024 * 1024 }; /* of media: two million objects */

#define BACKUP_MANIFEST "manifest"
#define BACKUP_MEDIA_LIST "media.list"

struct backup_options {
    const char *to;   /* the new folder */
    const char *data; /* the region's */
    const char *weekly_keys;
    bool json;
};

/* One run. Descriptors are -1 until they are open. */
struct backup_run {
    struct backup_options options;
    int data_fd;
    int weekly_fd;
    int parent_fd;   /* where the backup will be */
    int to_fd;       /* the folder that is being made */
    int operator_fd; /* gate: the backup lasts as long as it */
    char name[256];  /* of the folder, and of the one that is being made */
    char unfinished[300];
    struct manifest manifest;
    struct backup_pair week;
    uint64_t reused;   /* media objects that an earlier backup had */
    uint64_t ledger;   /* its size, in the backup */
    int64_t looked_ms; /* when gate was asked last; monotonic */
    char problem[512];
};

/* backup_fail: sets the words, and passes the error on. */
enum err backup_fail(struct backup_run *r, enum err err, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));

/* backup_make: all of it. On failure, r->problem says why, and nothing is left of it. */
MUST_USE enum err backup_make(struct backup_run *r);

/* backup_look: tells gate, if it is time, that this run is alive: one that says nothing for
 * LIMIT_BACKUP_SILENT_MS is given up. ERR_GONE: it was, or the region ends. */
MUST_USE enum err backup_look(struct backup_run *r);

/* backup_media: seals each object that the list of edged names, or links it from an earlier backup
 * in the same parent folder whose object is the same still; writes media.list. */
MUST_USE enum err backup_media(struct backup_run *r);

/* backup_media_path: of a sealed object in a backup. */
enum { BACKUP_MEDIA_PATH = 64 };
void backup_media_path(const char *name, char out[BACKUP_MEDIA_PATH]);

/* backup_media_name: what its part is bound to. ERR_FORMAT. */
MUST_USE enum err backup_media_name(const char *name, struct part_name *out_name);

#endif
