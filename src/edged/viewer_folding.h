/*
 * viewer_folding.h: one folding: what waits is read and opened, then the sets that it touches; all
 * is folded, and what comes of it is to be sealed, and to take the place of what was read if that
 * still stands there. Errors as of viewer.h; after one it is to be thrown away.
 */
#ifndef VIEWER_FOLDING_H
#define VIEWER_FOLDING_H

#include "base_auto.h"
#include "store_viewer.h"
#include "viewer.h"

struct folding;

/* folding_new: of what waits, and then more (NULL: nothing); it borrows both. */
MUST_USE enum err folding_new(const struct viewer *v, const struct feed_delta *more,
                              struct folding **out_folding);
void folding_free(struct folding *f);
AUTO_CLOSER(folding_free, struct folding)
const struct viewer *folding_viewer(const struct folding *f);

/* folding_read: reads, opens and folds. Then: folding_idle: nothing is to be written: a like that
 * is there already, and nothing else but what is owed. folding_owes: likes, whose counts a flush
 * has to make durable; folding_hand: this one. */
MUST_USE enum err folding_read(struct folding *f);
bool folding_idle(const struct folding *f);
bool folding_owes(const struct folding *f);
void folding_hand(struct folding *f, int64_t flush);

/* folding_plan: the parts that are to be sealed, and what is to be written. folding_sealed: one of
 * them is; it is copied. folding_swap: once all are; borrows from the folding. */
MUST_USE enum err folding_plan(struct folding *f);
size_t folding_parts(const struct folding *f);
struct span folding_part(const struct folding *f, size_t i);
MUST_USE enum err folding_sealed(struct folding *f, size_t i, struct span sealed);
const struct store_swap *folding_swap(const struct folding *f);

/* folding_count: what its videos gain, once it is durable. folding_count_likes: and its likes,
 * while no flush begins: to the one that is owed. */
void folding_count(const struct folding *f);
void folding_count_likes(const struct folding *f);

#endif
