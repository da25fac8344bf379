/*
 * base_wipe.h: what functions leave behind.
 */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

/* wipe_stack: overwrites what functions that have returned left on this thread's stack, below the
 * caller's own frame, 32 KiB deep. */
void wipe_stack(void);

#endif
