/* gone.h: the newest people who left, in memory: requests of theirs may still be under way. */
#ifndef GONE_H
#define GONE_H

#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

struct gone;

MUST_USE enum err gone_new(struct gone **out_gone);
void gone_free(struct gone *g);

/* gone_add: of LIMIT_GONE, the oldest makes room. gone_has: by number, or by locker. */
void gone_add(struct gone *g, int64_t person, struct span locker);
bool gone_has_person(struct gone *g, int64_t person);
bool gone_has_locker(struct gone *g, struct span locker);

#endif
