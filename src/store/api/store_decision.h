/*
 * store_decision.h: decisions of the office, and the one visibility table. Every query that shows
 * something to others asks that table: VIDEO_SHOWN of queries.tbl for a video v, IS_HIDDEN for a
 * comment or a person. Nothing writes it but store_decision_apply.
 */
#ifndef STORE_DECISION_H
#define STORE_DECISION_H

#include "base_buf.h"
#include "base_limits.h"
#include "base_span.h"
#include "policy.h"
#include "store.h"
#include "store_video.h"

#include <stddef.h>
#include <stdint.h>

/* A decision as custodiand hands it out. */
struct store_ruling {
    int64_t number; /* custodiand's: 1, 2, … */
    int64_t entry;  /* of the ledger, which has it already */
    enum policy_kind kind;
    int64_t object; /* a person's number, too; 0: it came back from the ledger, and nobody knows */
    enum policy_state state;
    struct span label;    /* empty: none */
    struct span subject;  /* the object as the ledger has it: policy_object_read */
    struct span envelope; /* what was signed, at most LIMIT_STATEMENT */
};

/* store_decision_apply: the decision, what holds because of it, and a notice to whom it is about,
 * durable, once. out_person: its author, or 0 if what it is about is not there. ERR_CONFLICT: it is
 * not the next one; one that was applied already is ERR_OK and changes nothing. */
MUST_USE enum err store_decision_apply(struct store *s, const struct store_ruling *ruling,
                                       int64_t *out_person);

/* store_decision_last: the number of the newest; 0: none. */
MUST_USE enum err store_decision_last(struct store *s, int64_t *out_number);

struct store_decision {
    int64_t number;
    int64_t entry;
    int64_t person; /* the author; 0: nobody who is here */
    char subject[POLICY_OBJECT + 1];
    char envelope[LIMIT_STATEMENT + 1];
};

/* store_decision_get: ERR_NOT_FOUND. store_decision_own: about what is this person's, the newest
 * first, those before a number (0: all). */
MUST_USE enum err store_decision_get(struct store *s, int64_t number,
                                     struct store_decision *out_decision);
struct store_decisions_of {
    int64_t person;
    int64_t before;
    size_t max;
};
MUST_USE enum err store_decision_own(struct store *s, const struct store_decisions_of *of,
                                     struct store_decision *out_decisions, size_t *out_count);

/* What holds of one thing that was decided about. */
struct store_visible {
    char subject[POLICY_OBJECT + 1];
    enum policy_state state;
    char label[STORE_LABEL + 1];
    int64_t decision;
    int64_t entry;
};

/* store_visible_list: all, as they stand there, by decision; `skip` are passed over. What no
 * decision of this table made so has entry 0. */
MUST_USE enum err store_visible_list(struct store *s, int64_t skip, size_t max,
                                     struct store_visible *out_rows, size_t *out_count);

#endif
