/* ask_share.h: who shares with their followers, and who these are: the functions of table.c's row
 * for it. */
#ifndef ASK_SHARE_H
#define ASK_SHARE_H

#include "table.h"

enum handled do_share(struct custodian *c, const struct request *request, struct reply *reply);

#endif
