/*
 * open.h: everything that gate opens before the first process starts, in order, with words and an
 * exit status for each thing that can be wrong.
 */
#ifndef OPEN_H
#define OPEN_H

#include "gate.h"

enum gate_exit {
    EXIT_FINE = 0,
    EXIT_FAULT = 1, /* anything else */
    EXIT_USAGE = 2,
    EXIT_LOCKED = 3, /* another run holds the data folder */
    EXIT_FOLDER = 4, /* the data folder is not ours, of a newer version, or unusable */
    EXIT_PORT = 5    /* the port is in use */
};

/* open_all: EXIT_FINE, or the status to leave with; what is wrong has then been said. */
enum gate_exit open_all(struct gate *g);

/* close_all: kills what still runs, and closes. */
void close_all(struct gate *g);

#endif
