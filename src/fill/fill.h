/*
 * fill.h: a region that is made large.
 */
#ifndef FILL_H
#define FILL_H

#include "store_fill.h"

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

/* fill_region: the exit status to leave with; what went wrong was said. Holds the region's lock
 * meanwhile, so that it does not start. */
int fill_region(const char *data, const struct store_fill *of);

#endif
