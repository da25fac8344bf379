/*
 * landlock.h: which folders stay reachable by path, for confine_now.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include "confine.h"

/*
 * landlock_restrict: the calling thread and its later threads reach the paths and nothing else; TCP
 * bind and connect, signals and abstract sockets out of the process are refused where the kernel
 * can. out_there is false if the kernel has no Landlock (and nothing was done). ERR_IO: a path
 * cannot be opened, or the kernel refused.
 */
MUST_USE enum err landlock_restrict(const struct confine_path *paths, size_t path_count,
                                    bool *out_there);

#endif
