/*
 * account_data.h: what custodian.db has about a person, for that person. Failures as in account.h.
 */
#ifndef ACCOUNT_DATA_H
#define ACCOUNT_DATA_H

#include "account_allowance.h"

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

/* Whose data, and the session that opens them: each opening is counted as its. */
struct account_data_of {
    struct db *db;
    struct vault *vault;
    int64_t user;
    struct account_allowance *allowance;
    const uint8_t *token;
};

/*
 * account_data_put: a table's rows of the user as JSON, appended: an array of objects with the
 * columns that the person is shown (datamap_mine.h); what is sealed is opened, and the account has
 * the commitment of its entry beside its salt, both hexadecimal. The user's key must be loaded; out
 * must be wiped, and have grown to its ceiling before. ERR_LIMIT also as account_allowance_take's.
 */
MUST_USE enum err account_data_put(const struct account_data_of *of, enum account_table table,
                                   struct buf *out);

#endif
