/*
 * account_data.h: what custodian.db has about a person, for that person. Failures as in account.h.
 */
#ifndef ACCOUNT_DATA_H
#define ACCOUNT_DATA_H

#include "account.h"

/* The tables that have rows of a person's. */
enum account_table {
    ACCOUNT_TABLE_ACCOUNT,
    ACCOUNT_TABLE_SESSION,
    ACCOUNT_TABLE_DEVICE,
    ACCOUNT_TABLE_RECOVERY,
    ACCOUNT_TABLE_PASSKEY,
    ACCOUNT_TABLE_SHARE,
    ACCOUNT_TABLE_COUNT_
};

/*
 * account_data_put: a table's rows of the user as JSON, appended: an array of objects with the
 * columns that the person is shown (datamap_mine.h); what is sealed is opened, and the account has
 * the commitment of its entry beside its salt, both hexadecimal. The user's key must be loaded; out
 * must be wiped, and have grown to its ceiling before.
 */
MUST_USE enum err account_data_put(struct db *db, struct vault *vault, int64_t user,
                                   enum account_table table, struct buf *out);

#endif
