/*
 * rules.h: rows of a system call list, given to libseccomp.
 */
#ifndef RULES_H
#define RULES_H

#include "base_auto.h"
#include "confine.h"

#include <seccomp.h>

static inline void seccomp_release_auto(scmp_filter_ctx *filter)
{
    if (*filter != NULL) {
        seccomp_release(*filter);
    }
}

/* rules_new: an empty filter with the attributes that every filter of ours has; NULL out of memory.
 */
scmp_filter_ctx rules_new(uint32_t default_action);

/* rules_allow: one row. ERR_IO: libseccomp refused it. */
MUST_USE enum err rules_allow(scmp_filter_ctx filter, const struct confine_call *call);

#endif
