/*
 * sound.h: what the demo's scenes sound like: notes and noises, mixed, with a little room.
 */
#ifndef SOUND_H
#define SOUND_H

#include <stdio.h>

/* sound_write: the sound of the scene of this name, two channels of 16 bit, 48,000 a second, for so
 * many seconds; it goes round as its scene does. 0, or -1: no such scene, no memory, or not
 * written. */
int sound_write(const char *scene, int seconds, FILE *to);

#endif
