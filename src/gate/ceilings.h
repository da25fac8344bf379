/*
 * ceilings.h: resource limits of what gate starts.
 */
#ifndef CEILINGS_H
#define CEILINGS_H

#include <stdbool.h>
#include <stdint.h>

/* ceilings_set: for this process, by role. own_count: threads are counted for this process's user
 * alone (an own user, or an own user namespace), so that they can be limited. */
bool ceilings_set(uint8_t role, bool own_count);

#endif
