/* sandbox.h: this process's own confinement. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base_err.h"

#include <stdbool.h>

/* sandbox_enter: as confine_now, with both folders reachable. Before threads. */
MUST_USE enum err sandbox_enter(const char *data, const char *ledger, bool *out_landlock);

#endif
