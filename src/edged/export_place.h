/*
 * export_place.h: who takes their data along just now. One person does so once at a time, one
 * address has a share of the places, and there are as many as there may be bodies that are made.
 */
#ifndef EXPORT_PLACE_H
#define EXPORT_PLACE_H

#include "base_auto.h"
#include "base_err.h"

#include <stdint.h>

struct exports;
MUST_USE enum err exports_new(struct exports **out_exports);
void exports_free(struct exports *e);
AUTO_CLOSER(exports_free, struct exports)

/* exports_take: a place for the person (not 0), at the client's address (0: nobody in
 * particular's). ERR_CONFLICT: they have one. ERR_BUSY: there is none. ERR_LIMIT: they had too many
 * of late; only what was taken counts. exports_give: takes the place back. */
MUST_USE enum err exports_take(struct exports *e, int64_t person, uint64_t client, int64_t mono_ms);
void exports_give(struct exports *e, int64_t person);

#endif
