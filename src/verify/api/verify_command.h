/*
 * verify_command.h: what the programs that check a region have in common: their arguments, a visit,
 * and evidence of a fork.
 */
#ifndef VERIFY_COMMAND_H
#define VERIFY_COMMAND_H

#include "verify_visit.h"

struct verify_command {
    const char *program; /* for its complaints */
    struct verify_options options;
    bool age_given;
    bool timeout_given;
    const char *where;    /* NULL with evidence */
    const char *evidence; /* a file, or NULL */
    const char *agent;    /* what to call oneself to a service: printable ASCII; or NULL */
    int64_t watch_s;      /* between two visits; 0: one visit */
};

/* verify_command_parse: ERR_NOT_FOUND: the help text is asked for. ERR_FORMAT: usage. ERR_LIMIT: a
 * number is none, or out of its range, which was said. verify_command_usage: of such an error;
 * prints the text where it is due, and returns the exit status. */
MUST_USE enum err verify_command_parse(int argc, char **argv, struct verify_command *out);
int verify_command_usage(enum err err, const char *usage);

/* What follows returns an enum verify_exit, and says on the standard error what could not be done.
 */
int verify_command_complain(const struct verify_command *c, const char *what, const char *why);
int verify_command_visit(const struct verify_command *c, const struct verify_source *source);
int verify_command_folder(const struct verify_command *c);
int verify_command_evidence(const struct verify_command *c);

#endif
