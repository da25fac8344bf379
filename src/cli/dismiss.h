/*
 * dismiss.h: `vitrine decide dismiss`: a case of the office's desk is closed without a decision.
 */
#ifndef CLI_DISMISS_H
#define CLI_DISMISS_H

#include <stdbool.h>

struct dismiss_wish {
    const char *of;     /* the case's number */
    const char *upto;   /* when the last thing came to it that was seen */
    const char *reason; /* - reads it from the standard input */
    const char *key;
    const char *data;
    bool json;
};

/* dismiss: the command's exit status; what went wrong has been said. data: the open folder of the
 * region. */
int dismiss(const struct dismiss_wish *wish, int data);

#endif
