/*
 * guess.h: how often a wrong password may be tried, per account. Buckets of tokens, refilled with
 * time; one for all the browsers that an account does not know, and one for each that it knows, so
 * that a flood of guesses from elsewhere keeps nobody out of their own account. A handle without an
 * account has a bucket, too: the answers do not tell which handles exist.
 *
 * In memory only, LIMIT_GUESS_SLOTS of them: a restart forgets. If too many are in use, the fullest
 * makes room: filling the table with other handles does not refill the bucket of one that is empty.
 */
#ifndef GUESS_H
#define GUESS_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"
#include "vault.h"

#include <stdbool.h>
#include <stdint.h>

struct guess;

MUST_USE enum err guess_new(struct guess **out_guess); /* ERR_NOMEM */
void guess_free(struct guess *g);
AUTO_CLOSER(guess_free, struct guess)

/* guess_key: the bucket of a handle and, if it is not empty, of one browser or session that the
 * account knows. Never 0. */
uint64_t guess_key(const struct vault *vault, struct span handle, struct span known);

/* guess_take: whether one more may be tried; then the bucket has one token less. */
bool guess_take(struct guess *g, uint64_t key, int64_t mono_ms);

/* guess_back: it was no wrong password after all. Key 0: nothing. */
void guess_back(struct guess *g, uint64_t key, int64_t mono_ms);

#endif
