/*
 * claimed.h: what the ledger says of the region's claims: an entry for each at the first start, and
 * whenever what it says, or how it stands by what the region itself knows, is another; and one for
 * a claim that is no longer made. Kept in a file, claimed (claims_book.h), in custodiand's folder,
 * which is empty while entries may be durable that it lacks, is written once they are, and is shown
 * beside the ledger as `claims`. A file that is empty, as after a crash between the two, missing or
 * malformed says nothing: all is said again, and stands as it does by then.
 */
#ifndef CLAIMED_H
#define CLAIMED_H

#include "base_err.h"
#include "claims_book.h"
#include "journal.h"
#include "ledger.h"
#include "witnesses.h"

#include <stdbool.h>
#include <stdint.h>

struct claimed {
    int dir_fd; /* borrowed */
    struct claims_book book;
    bool changed;
    bool open;   /* the file is empty */
    bool looked; /* the ledger has all, by these facts: */
    struct claims_facts facts;
    bool events_lost;
    bool same_witnesses;
};

/* claimed_open: reads the file. same_witnesses: those are asked who were before the start.
 * ERR_NOMEM, ERR_IO. */
MUST_USE enum err claimed_open(struct claimed *c, int dir_fd, bool same_witnesses);

/* claimed_event: an event of gate that was recorded. */
void claimed_event(struct claimed *c, int64_t code);

/* claimed_entries: appends what the ledger does not say yet. claimed_commit: after the ledger's
 * commit, notes and shows that it does. */
MUST_USE enum err claimed_entries(struct claimed *c, struct journal *j, const struct witnesses *w);
MUST_USE enum err claimed_commit(struct claimed *c, struct ledger *ledger);

/* claimed_pending: whether the next round has to look. */
bool claimed_pending(const struct claimed *c, const struct witnesses *w);

#endif
