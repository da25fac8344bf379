/*
 * claims.h: what a region claims in public, and how a stranger finds out.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include "base_buf.h"
#include "base_err.h"
#include "base_json.h"

#include <stdbool.h>
#include <stddef.h>

/* What a control does: it makes that it can't be otherwise, it makes that somebody finds out, or it
 * writes it down where it stays. */
enum claims_how { CLAIMS_PREVENTS, CLAIMS_DETECTS, CLAIMS_RECORDS };

/* What a region says of a claim of its own; withdrawn: it makes it no longer. */
enum claims_state { CLAIMS_FALSE, CLAIMS_ASSERTED, CLAIMS_WITHDRAWN, CLAIMS_STATES_ };

/* What the region knows itself that bears on its claims. */
struct claims_facts {
    bool witnessed;   /* as many witnesses as it asks have signed lately */
    bool events_lost; /* of processes, in this run: they are not in the ledger */
};

struct claims_row {
    const char *id;
    const char *claim;   /* a sentence */
    const char *control; /* what stands behind it */
    enum claims_how how;
    const char *check;   /* of `vitrine verify` (docs/verify.md), which decides it */
    const char *at_most; /* the word that the check can come to at most: "proven", "sampled",
                            "asserted"; "FALSE": it is not so yet */
    const char *limit;   /* what it does not cover */
};

/* claims_at: all of them, in order; NULL past the last. */
const struct claims_row *claims_at(size_t index);

/* As in JSON: "prevents", "detects", "records". */
const char *claims_how_name(enum claims_how how);

/* As in JSON and in the ledger: "FALSE", "asserted", "withdrawn". claims_state_read: ERR_FORMAT. */
const char *claims_state_name(enum claims_state state);
MUST_USE enum err claims_state_read(struct span text, enum claims_state *out_state);

/* claims_state_of: FALSE where the region itself knows that it is not so, or not yet; else
 * asserted, the most that it can say of itself. */
enum claims_state claims_state_of(const struct claims_row *row, const struct claims_facts *facts);

/* claims_text: what a claim says: its object alone, as in docs/claims.json. claims_members: the
 * members of a row's object. claims_json: all rows, as docs/claims.json has them. Fails as
 * buf_append does. */
MUST_USE enum err claims_text(const struct claims_row *row, struct buf *out);
void claims_members(struct jot *j, const struct claims_row *row);
MUST_USE enum err claims_json(struct buf *out);

#endif
