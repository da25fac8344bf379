/*
 * sandbox.h: what edged may still do once it is confined.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base_err.h"

#include <stdbool.h>

struct sandbox {
    const char *data;   /* read and written */
    const char *ledger; /* read */
    const char *www;    /* read */
    int listen_fd;      /* never shut down, whatever else is */
};

/* sandbox_enter: confine_now with edged's list. */
MUST_USE enum err sandbox_enter(const struct sandbox *s, bool *out_landlock);

#endif
