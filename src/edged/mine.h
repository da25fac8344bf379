/*
 * mine.h: what is kept about a person, as JSON for that person alone. Its parts are members of an
 * object by table, rows by column (datamap_mine.h).
 */
#ifndef MINE_H
#define MINE_H

#include "base_json.h"
#include "viewer.h"

/* mine_viewer: the member "viewer_part": one row, whose "sealed" is what was sealed of the viewer,
 * opened: watches, likes, what they were not interested in, taste in words, what they said about
 * their pages, and by month how many videos they have seen and like. ERR_* as viewer.h. */
MUST_USE enum err mine_viewer(const struct viewer *v, struct jot *j);

/* mine_account: the members of custodian.db's tables, as custodiand gives them. ERR_* as
 * custody_own. */
MUST_USE enum err mine_account(struct edged *e, const struct custody_token *token, struct jot *j);

/* mine_fields: the member "fields": each row of the data map that is about a person, with why, how
 * long and where, and whether it is shown, or why not. */
void mine_fields(struct jot *j);

#endif
