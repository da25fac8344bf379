/*
 * tlog_tally.h: how many entries of each kind a ledger has. A heartbeat carries it, this heartbeat
 * counted, so that an entry that is missing shows: the writer counts what it gives away, and
 * whoever reads counts what is there.
 */
#ifndef TLOG_TALLY_H
#define TLOG_TALLY_H

#include "base_json.h"
#include "tlog_entry.h"

#include <stdbool.h>
#include <stdint.h>

struct tlog_tally {
    bool known; /* of the whole ledger so far; false: of some of it */
    uint64_t of[TLOG_KIND_COUNT_];
};

/* tlog_tally_add: one more entry; of a kind that is not known here it changes nothing. */
void tlog_tally_add(struct tlog_tally *tally, const struct tlog_entry *e);

/* tlog_tally_read: what an entry's "counts" say; kinds that are not known here are passed over,
 * what is not named is 0. ERR_NOT_FOUND: it has none; ERR_FORMAT: they are none. */
MUST_USE enum err tlog_tally_read(const struct tlog_entry *e, struct tlog_tally *out_tally);

/* tlog_tally_put: as the value of a key; only kinds of which there are any. */
void tlog_tally_put(struct jot *j, const struct tlog_tally *tally);

#endif
