/*
 * room.h: room on the disk that edged's files share with custodiand's: when it runs short, what is
 * to be done about it; and the reserve, a file that holds some of it. Steps only: guard.c takes
 * them.
 *
 * Enough: edged writes what it likes; the reserve is whole, or is filled as soon as it can be.
 *
 * Low: nothing that edged or a job writes makes a file longer. The first half of the reserve is
 * given to custodiand once no write that was under way eats it: when free room stands still.
 *
 * Out: room went on shrinking, or the last files can be counted: edged is ended and not started.
 * Then the second half, in the same way.
 */
#ifndef ROOM_H
#define ROOM_H

#include "reserve.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stdint.h>

/* What there is at one moment. */
struct room_look {
    uint64_t free_bytes;
    uint64_t free_files; /* UINT64_MAX: this file system does not count them */
    int64_t now_ms;
};

struct room_mind {
    enum ctl_room state;
    struct reserve_holds holds;
    uint64_t last_bytes; /* free at the look before */
    uint64_t last_files;
    int64_t calm_ms; /* since when there is enough again; 0: there is not */
};

enum room_step {
    ROOM_NOTHING,
    ROOM_LIMIT,   /* nobody makes a file longer from now on */
    ROOM_END,     /* edged and its jobs end */
    ROOM_RELEASE, /* what the mind's holds no longer have */
    ROOM_FILL,    /* the reserve, if that can be */
    ROOM_RESTORE  /* all is as before; then as ROOM_FILL */
};

/* room_judge: what is to be done after this look; changes the mind's state with it. */
enum room_step room_judge(struct room_mind *m, const struct room_look *look);

#endif
