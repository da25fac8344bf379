/*
 * ceilings.h: resource limits of what gate starts.
 */
#ifndef CEILINGS_H
#define CEILINGS_H

#include <stdbool.h>
#include <stdint.h>

/* ceilings_set: for this process, by role. own_count: threads are counted for this process's user
 * alone (an own user, or an own user namespace). Otherwise the count is shared with all that this
 * user runs: then it may grow by LIMIT_THREADS beyond what the machine has now. */
bool ceilings_set(uint8_t role, bool own_count);

#endif
