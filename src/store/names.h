/*
 * names.h: which names of viewers' rows may stand in the database, in memory: a page looks for
 * forty names, of which three are there. A name is the start of a hash, and four bytes of it are
 * kept, so that this says less than the database does. It may take a name for one that is there,
 * and never the other way round; without memory it takes all for that.
 */
#ifndef NAMES_H
#define NAMES_H

#include "store_viewer.h"

#include <stdbool.h>

struct names;

MUST_USE enum err names_new(struct names **out_names);
void names_free(struct names *n);
AUTO_CLOSER(names_free, struct names)

/* names_add: before its row can be read. names_drop: it was there, and its row cannot be read any
 * more. */
void names_add(struct names *n, const struct store_name *name);
void names_drop(struct names *n, const struct store_name *name);

/*
 * names_sift: out_may[i]: whether names[i] may be there. names_moves: how often a name was added or
 * dropped: whoever takes this first, sifts, reads the database, and then finds it as it was has
 * missed nothing of what they read.
 */
void names_sift(struct names *n, const struct store_name *names, size_t count, bool *out_may);
uint64_t names_moves(struct names *n);

#endif
