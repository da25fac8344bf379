/*
 * account_share.h: who lets their followers see what they seal for those (FIELD_SHARED of
 * datamap_field.h), who follows them, and whom they shut out. Writing and failures as in account.h.
 */
#ifndef ACCOUNT_SHARE_H
#define ACCOUNT_SHARE_H

#include "account.h"

#include <stdbool.h>
#include <stdint.h>

enum { ACCOUNT_SHUT_NAME = 16 };

/* account_share_set: whether the user shares from now on. If that changes, the ledger is to have it
 * (account_desk_due_next), and out_due says so. */
MUST_USE enum err account_share_set(struct db *db, int64_t user, bool shares, bool *out_due);

/* Two people. name: a keyed hash of author and follower. */
struct account_following {
    int64_t author;
    int64_t follower;
    uint8_t name[ACCOUNT_SHUT_NAME];
};

/* account_follow_add: nothing if the author does not share, or it is so already. ERR_DENIED: the
 * author shut the follower out. ERR_LIMIT: over LIMIT_FOLLOWS. account_follow_drop: no longer. */
MUST_USE enum err account_follow_add(struct db *db, const struct account_following *f);
MUST_USE enum err account_follow_drop(struct db *db, const struct account_following *f);

/* account_shut_out: the follower is none, and will not be; nor does the author follow them.
 * ERR_LIMIT: over LIMIT_LISTED_PEOPLE. account_let_in: may follow again. */
MUST_USE enum err account_shut_out(struct db *db, const struct account_following *f);
MUST_USE enum err account_let_in(struct db *db, const struct account_following *f);

/* account_share_may: whether the follower is let in: name is not looked at. ERR_NOT_FOUND: the
 * author does not share, or the follower is none of theirs. ERR_BUSY: the ledger does not have yet
 * that the author shares. */
MUST_USE enum err account_share_may(struct db *db, const struct account_following *f);

/* account_share_forget: of an author who left, some LIMIT_FOLLOWS of their followers. ERR_BUSY:
 * there may be more. */
MUST_USE enum err account_share_forget(struct db *db, int64_t author);

#endif
