/*
 * challenge.h: what a passkey signs, so that what it signed once is worth nothing later. A
 * challenge carries its purpose, its time and a hash under a key of this process: giving one out
 * costs no memory, so nobody can push another's out. Only those that were used are remembered,
 * until they are LIMIT_CHALLENGE_MS old. A restart forgets them all, those given out too.
 *
 *      0   8  when it was given out, ms since this process began, big-endian
 *      8  16  random
 *     24  16  hash of purpose, user and the above
 */
#ifndef CHALLENGE_H
#define CHALLENGE_H

#include "base_auto.h"
#include "base_err.h"
#include "base_limits.h"
#include "vault.h"

#include <stdint.h>

enum { CHALLENGE = 40 };

enum challenge_purpose { CHALLENGE_ADD = 1, CHALLENGE_IN };

struct challenges;

MUST_USE enum err challenges_new(int64_t mono_ms, struct challenges **out_challenges); /* NOMEM */
void challenges_free(struct challenges *c);
AUTO_CLOSER(challenges_free, struct challenges)

/* Whom and what it is for; user 0: whoever signs it. */
struct challenge_for {
    enum challenge_purpose purpose;
    int64_t user;
    int64_t mono_ms;
};

void challenge_make(const struct challenges *c, const struct vault *vault,
                    const struct challenge_for *what, uint8_t out_challenge[CHALLENGE]);

/* challenge_check: ERR_DENIED: not given out for this, too old, or used before. */
MUST_USE enum err challenge_check(const struct challenges *c, const struct vault *vault,
                                  const struct challenge_for *what,
                                  const uint8_t challenge[CHALLENGE]);

/* challenge_use: one that was checked is used up. ERR_BUSY: too many were, just now. */
MUST_USE enum err challenge_use(struct challenges *c, int64_t mono_ms,
                                const uint8_t challenge[CHALLENGE]);

#endif
