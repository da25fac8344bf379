/*
 * media_tone.h: high dynamic range and wide gamuts to what every screen shows (BT.709). Pure.
 *
 * Light is counted in units of diffuse white (203 cd/m², BT.2408). Below half of it nothing
 * changes; what is brighter, up to 1000 cd/m², is rolled off smoothly, all three colours by the
 * same factor, so that hues stay.
 */
#ifndef MEDIA_TONE_H
#define MEDIA_TONE_H

#include <stddef.h>
#include <stdint.h>

enum media_transfer { MEDIA_SDR, MEDIA_PQ, MEDIA_HLG };
enum media_gamut { MEDIA_BT709, MEDIA_BT2020, MEDIA_P3 };

enum { MEDIA_TONE_IN = 4096, MEDIA_TONE_OUT = 4096 };

struct media_tone {
    enum media_transfer transfer;
    float to_bt709[9];                 /* row by row */
    float light[MEDIA_TONE_IN];        /* by the upper 12 bits of a value */
    uint16_t code[MEDIA_TONE_OUT + 1]; /* by the square root of the light */
};

void media_tone_init(struct media_tone *tone, enum media_transfer transfer, enum media_gamut gamut);

/* media_tone_row: pixels of red, green and blue, 16 bits each, changed in place. */
void media_tone_row(const struct media_tone *tone, uint16_t *rgb, size_t pixels);

#endif
