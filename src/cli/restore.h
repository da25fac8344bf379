/*
 * restore.h: the parts of `vitrine restore`.
 */
#ifndef CLI_RESTORE_H
#define CLI_RESTORE_H

#include "backup.h"
#include "backup_plan.h"
#include "log.h"
#include "verify_state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum restore_exit {
    RESTORE_OK,
    RESTORE_FAILED,
    RESTORE_USAGE,
    RESTORE_FORK,    /* a known checkpoint is of another history */
    RESTORE_ROLLBACK /* a later checkpoint is known than there are entries for */
};

enum {
    RESTORE_LOGS = 64,
    RESTORE_SEEN = 16,
    RESTORE_KNOWN = RESTORE_LOGS + RESTORE_SEEN + LIMIT_WITNESSES + 1,
    RESTORE_WHERE = 256
};

struct restore_options {
    const char *from; /* the backup */
    const char *to;   /* the new region's folder */
    const char *key;
    const char *weekly_keys;
    const char *ledgers[RESTORE_SEEN];
    size_t ledger_count;
    const char *seen[RESTORE_SEEN];
    size_t seen_count;
    const char *anew;                  /* why the ledger may be begun anew; NULL: it may not */
    bool unheard;                      /* go on though the region's witnesses can't be asked */
    const char *without[RESTORE_SEEN]; /* names or addresses of those that need not be heard */
    size_t without_count;
    bool json;
};

/* A checkpoint that somebody is known to have seen. */
struct restore_known {
    char where[RESTORE_WHERE];
    struct log_known at;
};

/* One run. Descriptors are -1 until they are open. */
struct restore_run {
    struct restore_options options;
    int from_fd;
    int parent_fd;
    int to_fd;
    char name[256];
    char unfinished[300];
    struct manifest manifest;
    uint8_t digest[MANIFEST_DIGEST];
    struct backup_pair pairs[2]; /* of the custodian, of the week */
    struct buf list;             /* of media */
    struct log *own;             /* the backup's ledger */
    struct log *best;            /* the one that the region goes on with */
    struct log *logs[RESTORE_LOGS];
    size_t log_count;
    struct restore_known known[RESTORE_KNOWN];
    size_t known_count;
    const struct restore_known *lost; /* its entries are nowhere: the ledger is begun anew; NULL */
    char log[LIMIT_ORIGIN + 1];       /* the ledger's name from now on */
    struct plan_begun begun;          /* of one that is begun anew */
    enum restore_exit exit;
    char problem[2048];
};

/* restore_fail: sets the words and the exit status, unless there are some; passes the error on. */
enum err restore_fail(struct restore_run *r, enum err err, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));

/* restore_check: reads the whole backup: its manifest, each part's digest, that the parts open.
 * Writes nothing. */
MUST_USE enum err restore_check(struct restore_run *r);

/* restore_ledger: finds the newest checkpoint that is known, and the entries up to there. */
MUST_USE enum err restore_ledger(struct restore_run *r);

/* restore_know: a checkpoint of the ledger that somebody has seen. */
MUST_USE enum err restore_know(struct restore_run *r, const char *where, uint64_t size,
                               const struct tlog_hash *root);

/* restore_witnesses: asks those that the backup names what they have seen. Fewer than must cosign
 * answer: that is refused, unless the options say otherwise. That it knows nothing of the ledger is
 * no answer of one whose signature on it is at hand. */
MUST_USE enum err restore_witnesses(struct restore_run *r);

/* restore_region: what the part "region" holds, in memory that no file system has: wiped by the
 * caller. */
MUST_USE enum err restore_region(struct restore_run *r, struct buf *out);

/* restore_write: the new region, whole or not at all. */
MUST_USE enum err restore_write(struct restore_run *r);

/* restore_part: opens a part and writes what is in it to a descriptor; -1: nowhere. */
MUST_USE enum err restore_part(struct restore_run *r, const char *path,
                               const struct part_name *name, int to_fd);

/* restore_part_name: a part's file, and what it is bound to. */
void restore_part_name(const struct restore_run *r, enum part_kind kind, char out_file[32],
                       struct part_name *out_name);

#endif
