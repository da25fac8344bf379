/*
 * routes.h: every URL that this process answers.
 */
#ifndef ROUTES_H
#define ROUTES_H

#include "web_route.h"

extern const struct web_route routes[];
extern const size_t routes_count;

#endif
