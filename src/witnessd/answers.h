/*
 * answers.h: every URL that a witness answers. The app of each handler is a struct witness.
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "web_route.h"

extern const struct web_route routes[];
extern const size_t routes_count;

#endif
