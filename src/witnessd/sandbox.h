/*
 * sandbox.h: what witnessd may still do once it is confined.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base_err.h"

#include <stdbool.h>

/* sandbox_enter: confine_now with witnessd's list. data: its folder, read and written. listen_fd:
 * never shut down, whatever else is. */
MUST_USE enum err sandbox_enter(const char *data, int listen_fd, bool *out_landlock);

#endif
