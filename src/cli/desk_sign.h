/*
 * desk_sign.h: signs what a page of the desk made, for a browser that has no Ed25519 or a member
 * who does not give their key to one.
 */
#ifndef CLI_DESK_SIGN_H
#define CLI_DESK_SIGN_H

#include "base_span.h"

#include <stdio.h>

/* desk_sign: a statement for the desk on the standard input, its opening behind a line end. Says on
 * the standard error in words what it is, and gives it signed on the standard output. An exit
 * status. */
int desk_sign(const char *key_path);

/* desk_put_words: what somebody wrote: nothing in it acts on a terminal, and no line of it looks
 * like one of ours. */
void desk_put_words(FILE *to, struct span words);

#endif
