/*
 * offline.h: `vitrine-verify`: a copy of a region, checked without a network.
 */
#ifndef OFFLINE_H
#define OFFLINE_H

/* offline_run: the exit status: an enum verify_exit. */
int offline_run(int argc, char **argv);

#endif
