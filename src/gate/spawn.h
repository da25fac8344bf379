/*
 * spawn.h: starts a process in its confinement, up to exec. The order of steps is in spawn.c.
 */
#ifndef SPAWN_H
#define SPAWN_H

#include "base_err.h"
#include "measure.h"
#include "root.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SPAWN_FDS = CTL_JOB_FDS }; /* no other process has as many as a job */

/* What this machine allows; found out once, at the start. */
struct spawn_world {
    bool users;        /* started as root: each process is a user of its own */
    bool namespaces;   /* tiny root, empty network, own process numbers */
    const char *place; /* of struct root */
};

struct spawn {
    uint8_t role;
    const struct image *image;
    const char *const *arguments;
    struct root_folder folders[ROOT_FOLDERS];
    size_t folder_count; /* the process starts in the first of them */
    int fds[SPAWN_FDS];  /* placed at 3, 4, … */
    size_t fd_count;
    bool route; /* keeps the machine's network; reads how names are looked up */
};

struct spawned {
    pid_t pid;
    int pidfd;
    int log; /* read end of its standard output and error, non-blocking */
};

/* spawn_user: the user of a role where processes have users of their own. */
uid_t spawn_user(uint8_t role);

/* spawn_has_users: whether this process may become those users. */
bool spawn_has_users(void);

/* spawn_can_enter: whether that role's own user may walk to the folder. Without namespaces that is
 * the only way there. */
bool spawn_can_enter(uint8_t role, const char *folder);

/* spawn_can_hold_memory: whether a process of that role could lock all of its memory. */
bool spawn_can_hold_memory(uint8_t role);

/* spawn_probe: tries namespaces and a tiny root with a process that leaves at once. Returns NULL,
 * or what failed, in words, in a buffer that the next call overwrites. */
const char *spawn_probe(const struct spawn_world *w);

/* spawn_start: out_spawned is the caller's to close and to reap. What fails after the process
 * exists is a line in its log and exit status 126. ERR_IO, ERR_BUSY (no more processes), ERR_NOMEM.
 */
MUST_USE enum err spawn_start(const struct spawn_world *w, const struct spawn *s,
                              struct spawned *out_spawned);

#endif
