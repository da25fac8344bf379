/*
 * said.h: what may be said, and how often: the words of a refusal.
 */
#ifndef SAID_H
#define SAID_H

#include "base_span.h"
#include "rate.h"
#include "web_answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct said_rule {
    const char *field;
    size_t max; /* characters */
    bool lines; /* it may be broken into lines */
};

/* said_check: title_words; on failure the answer has its problem. */
MUST_USE enum err said_check(struct web_answer *a, const struct said_rule *rule, struct span text,
                             struct span *out_words);

/* said_may: whether who (a person's, a video's or an address's number) may once more, or in how
 * many seconds; the answer says what is left of it, whatever it becomes. said_often: ERR_BUSY: the
 * answer is 429 with the limit and Retry-After. */
bool said_may(struct web_answer *a, struct rate *rate, uint64_t who, unsigned *out_next_s);
MUST_USE enum err said_often(struct web_answer *a, struct rate *rate, int64_t who);

/* said_too_often: that answer. */
enum err said_too_often(struct web_answer *a, const char *detail, int64_t limit, int64_t retry_s);

#endif
