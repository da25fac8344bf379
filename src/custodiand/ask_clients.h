/* ask_clients.h: the rows of the table by which clients get sessions. Answers in wire_ask.h. */
#ifndef ASK_CLIENTS_H
#define ASK_CLIENTS_H

#include "table.h"

enum handled do_permit(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_redeem(struct custodian *c, const struct request *request, struct reply *reply);

#endif
