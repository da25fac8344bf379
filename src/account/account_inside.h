/* account_inside.h: what the files of this folder share. */
#ifndef ACCOUNT_INSIDE_H
#define ACCOUNT_INSIDE_H

#include "account.h"

/* account_person_read: columns 0 to 2 of a row: id, locker, handle. ERR_FORMAT: damaged. */
MUST_USE enum err account_person_read(struct db_query *q, struct account_person *out_person);

#endif
