/* ask_office.h: what edged asks about decisions: wire_ask.h. */
#ifndef ASK_OFFICE_H
#define ASK_OFFICE_H

#include "table.h"

enum handled do_decided(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_reason(struct custodian *c, const struct request *request, struct reply *reply);

#endif
