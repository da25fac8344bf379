/*
 * backup.h: custodiand's parts of a backup: a copy of its database, made while it serves, without
 * people's keys; these apart; the region's keys. Each is sealed before it leaves the process, to
 * the custodian's backup key (the file backup.key; the secret half is never here), people's keys to
 * the week's key besides. On a thread of its own, which has no say in anything else.
 */
#ifndef BACKUP_H
#define BACKUP_H

#include "base_auto.h"
#include "base_err.h"
#include "hasher.h"
#include "ipc_socket.h"
#include "wire_ctl.h"

#include <stdbool.h>

struct backup;

/* backup_new: before confinement: locks memory for the region's keys; destroys what an interrupted
 * backup left in the folder. dir_fd and data, the folder's path, are borrowed. ERR_DENIED: memory
 * could not be locked. ERR_NOMEM, ERR_IO, ERR_LIMIT. */
MUST_USE enum err backup_new(int dir_fd, const char *data, struct backup **out_backup);

/* backup_free: gives up what is under way. */
void backup_free(struct backup *b);
AUTO_CLOSER(backup_free, struct backup)

/* backup_start: as CTL_BACKUP with SEAL says; takes the descriptors. At its end it calls
 * hasher_wake on waker. BACKUP_WHY_NONE, or why not. */
enum ctl_backup_why backup_start(struct backup *b, const struct ctl *ask, struct ipc_fds *fds,
                                 const struct hasher *waker);

/* backup_runs: from its start until backup_ended has said that it ended. */
bool backup_runs(const struct backup *b);

/* backup_ended: true once for each start, when all is durable or it failed. out_id: the ask's. */
bool backup_ended(struct backup *b, uint64_t *out_id, enum ctl_backup_why *out_why);

/* backup_stop: gives up what is under way. It runs on for a moment; nothing is said of its end. */
void backup_stop(struct backup *b);

#endif
