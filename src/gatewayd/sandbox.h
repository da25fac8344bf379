/*
 * sandbox.h: what gatewayd may still do once it is confined.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base_err.h"

#include <stdbool.h>

/* sandbox_enter: confine_now with gatewayd's list: the one process of a region that connects. */
MUST_USE enum err sandbox_enter(bool *out_landlock);

#endif
