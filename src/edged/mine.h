/*
 * mine.h: what is kept about a person, as JSON for that person alone. Its parts are members of an
 * object by table, rows by column (datamap_mine.h).
 */
#ifndef MINE_H
#define MINE_H

#include "base_json.h"
#include "store_mine.h"
#include "viewer.h"

/* mine_viewer: the member "viewer_part": one row, whose "sealed" is what was sealed of the viewer,
 * opened: watches, likes, what they were not interested in, taste in words, what they said about
 * their pages, by month how many videos they have seen and like and how many comments they like,
 * and up to where they have read what they are told of. ERR_* as viewer.h. */
MUST_USE enum err mine_viewer(const struct viewer *v, struct jot *j);

/* mine_account: the members of custodian.db's tables, as custodiand gives them. ERR_* as
 * custody_own. */
MUST_USE enum err mine_account(struct edged *e, const struct custody_token *token, struct jot *j);

/* mine_person, mine_part, mine_rows: store_mine_person, store_mine_part and store_mine_rows of the
 * viewer's; what is sealed of what they said, and of what waits to be public, is opened, or null:
 * it does not open. ERR_* also as custody_open. */
MUST_USE enum err mine_person(const struct viewer *v, struct jot *j);
MUST_USE enum err mine_part(const struct viewer *v, enum store_mine_part part,
                            const struct store_page *page, struct jot *j);
MUST_USE enum err mine_rows(const struct viewer *v, size_t i, const struct store_page *page,
                            struct jot *j);

/* mine_fields: the member "fields": each row of the data map that is about a person, with why, how
 * long and where, and whether it is shown, or why not. */
void mine_fields(struct jot *j);

/* mine_first: all of it that does not come in pages. ERR_* as the two. */
MUST_USE enum err mine_first(const struct viewer *v, struct jot *j);

/* mine_months: the member "months": of each of which there is anything how much, the newest first.
 */
MUST_USE enum err mine_months(const struct viewer *v, struct jot *j);

/* mine_month: the value of a month: which videos of it the viewer has seen, and which videos and
 * comments of it they like. out_any: whether that are any; else nothing is written.
 * mine_month_last: that of the latest that there can be. ERR_* as viewer.h. */
MUST_USE enum err mine_month(const struct viewer *v, uint16_t month, struct jot *j, bool *out_any);
uint16_t mine_month_last(void);

/* mine_reports: what they reported and answered (reports.c), as members "report" and "answer". */
MUST_USE enum err mine_reports(const struct viewer *v, struct jot *j);

#endif
