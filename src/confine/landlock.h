/*
 * landlock.h: which folders stay reachable by path, for confine_now.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include "confine.h"

/*
 * landlock_restrict: the calling thread and its later threads reach c's paths and nothing else; TCP
 * bind and (unless it connects) connect, signals and abstract sockets out of the process are
 * refused where the kernel can. out_there is false if the kernel has no Landlock (and nothing was
 * done). ERR_IO: a path cannot be opened, or the kernel refused.
 */
MUST_USE enum err landlock_restrict(const struct confine *c, bool *out_there);

#endif
