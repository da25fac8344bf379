/*
 * sandbox.h: what this process may still do once it has its eight files.
 */
#ifndef MEDIAD_SANDBOX_H
#define MEDIAD_SANDBOX_H

#include "base_err.h"

#include <stdbool.h>

/* sandbox_enter: before the first byte of the clip, and before any thread. As confine_now. */
MUST_USE enum err sandbox_enter(bool *out_landlock);

#endif
