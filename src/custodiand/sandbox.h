/* sandbox.h: this process's own confinement. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base_err.h"
#include "custodian.h"

#include <stdbool.h>

/* sandbox_enter: as confine_now, with the config's folders reachable. Before threads. */
MUST_USE enum err sandbox_enter(const struct custodian_config *config, bool *out_landlock);

#endif
