/*
 * turns.h: whose turn it is to write to a draft. Any number of requests may have one draft in hand.
 * Each does what takes long (opening, checking, making it whole) under the turn's lock, one after
 * the other. Bytes are written by whoever claimed the turn last, and by nobody else: a client that
 * comes back need not wait for its old connection, and the old one can harm nothing.
 */
#ifndef TURNS_H
#define TURNS_H

#include "base_auto.h"
#include "base_err.h"
#include "blob.h"

#include <stdbool.h>

struct turns;
struct turn;
struct intake;

MUST_USE enum err turns_new(struct turns **out_turns);

/* turns_free: every turn has been given back. */
void turns_free(struct turns *t);
AUTO_CLOSER(turns_free, struct turns)

/* turn_take: the turn of the draft with this name. turn_give: gives it back. ERR_NOMEM. */
MUST_USE enum err turn_take(struct turns *t, const struct blob_id *id, struct turn **out_turn);
void turn_give(struct turns *t, struct turn *turn);

/* turn_lock: waits for other requests' long work on the draft, never for a client, and not longer
 * than LIMIT_TURN_WAIT_MS: the threads that wait are everybody's. ERR_BUSY. */
MUST_USE enum err turn_lock(struct turn *turn);

/* turn_try: as turn_lock, without waiting. */
MUST_USE enum err turn_try(struct turn *turn);
void turn_unlock(struct turn *turn);

/* turn_claim: with the lock held: from its return on only owner writes; NULL: nobody. */
void turn_claim(struct turn *turn, const void *owner);

/* turn_enter: true: the turn is owner's, and stays so until turn_leave. For short work. */
bool turn_enter(struct turn *turn, const void *owner);
void turn_leave(struct turn *turn);

/* turn_intake: what has come of the draft and is in memory, whoever brought it; NULL: nothing. The
 * turn's; to be looked at between turn_enter and turn_leave, or with the lock held after
 * turn_claim. turn_at: how much has come, if there is such a memory; with the lock held. */
struct intake **turn_intake(struct turn *turn);
bool turn_at(struct turn *turn, uint64_t *out_at);

/* turn_drop: the turn is nobody's if it was owner's. */
void turn_drop(struct turn *turn, const void *owner);

#endif
