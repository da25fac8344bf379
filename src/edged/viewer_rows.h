/*
 * viewer_rows.h: many sealed values of one viewer, opened and sealed by as few asks as messages
 * hold.
 */
#ifndef VIEWER_ROWS_H
#define VIEWER_ROWS_H

#include "viewer.h"

#include "base_arena.h"

/* viewer_open: out_plain[i] is what is in sealed[i], in memory; empty where sealed[i] is. */
MUST_USE enum err viewer_open(const struct viewer *v, uint16_t field, const struct span *sealed,
                              size_t count, struct arena *memory, struct span *out_plain);

/* viewer_seal: the other way round; each is sealed as FIELD_VIEWER. out_person: whose session it
 * is. */
MUST_USE enum err viewer_seal(const struct viewer *v, const struct span *plain, size_t count,
                              struct arena *memory, struct custody_person *out_person,
                              struct span *out_sealed);

/* viewer_read: the sets of these names, at most FEED_SETS, as they stand and opened. */
MUST_USE enum err viewer_read(const struct viewer *v, const struct feed_set_name *sets,
                              size_t count, struct arena *memory, struct span *out_sealed,
                              struct span *out_plain);

#endif
