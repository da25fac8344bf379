/*
 * account_sitting.h: members of the office at its desk. A sitting begins with a statement that lets
 * in once, and ends at its time, by its member's word, or when the key is no member's any more. It
 * opens nothing before the ledger has its entry. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_SITTING_H
#define ACCOUNT_SITTING_H

#include "account.h"
#include "account_desk.h"
#include "account_office.h"

#include <stdbool.h>
#include <stdint.h>

struct account_sitting {
    uint8_t digest[ACCOUNT_DIGEST]; /* of the statement */
    uint8_t member[ACCOUNT_MEMBER];
    int64_t until_ms;
};

/* account_sitting_begin: and the entry that is due. ERR_CONFLICT: the statement was used. */
MUST_USE enum err account_sitting_begin(struct db *db, const struct account_sitting *sitting,
                                        int64_t now_ms, uint8_t out_token[ACCOUNT_TOKEN]);

/* account_sitting_find: ERR_DENIED: no such sitting, or it has ended. ERR_BUSY: its entry is due.
 * account_sitting_open: so many things are opened in it. account_sitting_look: one, a case's media,
 * if it did not look at these within LIMIT_DESK_LOOK_MS. account_sitting_end: now. */
MUST_USE enum err account_sitting_find(struct db *db, const uint8_t token[ACCOUNT_TOKEN],
                                       int64_t now_ms, struct account_sitting *out_sitting);
MUST_USE enum err account_sitting_open(struct db *db, const struct account_sitting *sitting,
                                       int64_t count);
MUST_USE enum err account_sitting_look(struct db *db, const struct account_sitting *sitting,
                                       int64_t case_number, int64_t now_ms);
MUST_USE enum err account_sitting_end(struct db *db, const struct account_sitting *sitting,
                                      int64_t now_ms);

/* account_sitting_say: how much was opened becomes an entry that is due: of sittings that ended,
 * and of those of which nothing was said for LIMIT_DESK_SAID_MS. Forgets what ended a day ago and
 * was said, and looks that are over. out_due: whether any is. */
MUST_USE enum err account_sitting_say(struct db *db, int64_t now_ms, bool *out_due);

/* account_dismissal_put: ERR_CONFLICT: it was taken before. */
struct account_dismissal {
    uint8_t digest[ACCOUNT_DIGEST];
    uint8_t member[ACCOUNT_MEMBER];
    int64_t of; /* the case */
    int64_t at_ms;
};
MUST_USE enum err account_dismissal_put(struct db *db, const struct account_dismissal *dismissal,
                                        struct span envelope);

#endif
