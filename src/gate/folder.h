/*
 * folder.h: a region's data folder: checked, and held by a lock against a second run.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include "wire_region.h"

#include <limits.h>
#include <stdbool.h>

enum { FOLDER_PROBLEM = PATH_MAX + 256 };

struct folder {
    char path[PATH_MAX]; /* absolute */
    char custodian[PATH_MAX];
    char app[PATH_MAX];
    char ledger[PATH_MAX];
    int dir;
    int lock;
    struct region region;
};

/*
 * folder_open: problem says in words what is wrong. ERR_CONFLICT: another run holds it. ERR_FORMAT:
 * not a region's folder, of a later version, or of another owner. ERR_FULL, ERR_IO (read-only too),
 * ERR_NOT_FOUND, ERR_DENIED. users: processes have users of their own.
 */
MUST_USE enum err folder_open(struct folder *f, const char *path, bool users,
                              char problem[FOLDER_PROBLEM]);
void folder_done(struct folder *f);

#endif
