/*
 * account_correct.h: what a person puts right of what is kept about them. Writing and failures as
 * in account.h. The user's key must be loaded; the values have been checked (account_rules.h).
 */
#ifndef ACCOUNT_CORRECT_H
#define ACCOUNT_CORRECT_H

#include "account.h"

/* account_email_set: empty: there is none any more. ERR_NOT_FOUND: no such user. */
MUST_USE enum err account_email_set(struct db *db, struct vault *vault, int64_t user,
                                    struct span email);

/* account_birth_date_set: one that is as it was changes nothing. ERR_CONFLICT: it was corrected
 * once before. ERR_NOT_FOUND. */
MUST_USE enum err account_birth_date_set(struct db *db, struct vault *vault, int64_t user,
                                         struct span birth_date);

/* account_session_label_set: of the user's sessions the one with that number. ERR_NOT_FOUND. */
MUST_USE enum err account_session_label_set(struct db *db, struct vault *vault, int64_t user,
                                            int64_t public_id, struct span label);

#endif
