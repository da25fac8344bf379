/*
 * rate.h: how often one client may do something costly: a bucket of tokens each, refilled with
 * time. In memory only; clients stand there as numbers that mean nothing outside this process.
 */
#ifndef RATE_H
#define RATE_H

#include "base_auto.h"
#include "base_err.h"

#include <stdbool.h>
#include <stdint.h>

struct rate;

struct rate_config {
    unsigned burst;      /* at once */
    unsigned per_minute; /* and from then on */
    const char *name;    /* of the policy, as answers have it: small letters, a literal */
};

MUST_USE enum err rate_new(const struct rate_config *config, struct rate **out_rate);
void rate_free(struct rate *r);
AUTO_CLOSER(rate_free, struct rate)

/* What a client has left, and when. */
struct rate_left {
    unsigned tokens;
    unsigned next_s; /* until there is one; 0: there is */
    unsigned full_s; /* until all are there again */
};

/* rate_take: whether the client may, now; then it has one token less. Client 0 is nobody in
 * particular (web_client.h), and always may. out_left (may be NULL): what is left after that. */
bool rate_take(struct rate *r, uint64_t client, int64_t mono_ms, struct rate_left *out_left);

/* rate_take_some: as many of so many tokens as there are. */
unsigned rate_take_some(struct rate *r, uint64_t client, int64_t mono_ms, unsigned wanted,
                        struct rate_left *out_left);

/* rate_of: as it was made with. */
const struct rate_config *rate_of(const struct rate *r);

#endif
