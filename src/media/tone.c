#include "media_tone.h"

#include <math.h>

/* Diffuse white (BT.2408), the display that HLG is meant for, and the brightest light that keeps
 * its shape, in cd/m²: PQ is also graded on displays of 4000. */
static const double white = 203;
static const double hlg_peak = 1000;
static const double pq_peak = 4000;
static const double knee = 0.5;

/* Linear light to BT.709's primaries. */
static const float gamuts[][9] = {
    [MEDIA_BT709] = {1, 0, 0, 0, 1, 0, 0, 0, 1},
    [MEDIA_BT2020] = {1.6605f, -0.5876f, -0.0728f, -0.1246f, 1.1329f, -0.0083f, -0.0182f, -0.1006f,
                      1.1187f},
    [MEDIA_P3] = {1.2249f, -0.2247f, 0.0f, -0.0420f, 1.0419f, 0.0f, -0.0197f, -0.0786f, 1.0979f},
};

/* SMPTE ST 2084, to units of diffuse white. */
static double light_of_pq(double value)
{
    const double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128;
    const double c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32, c3 = 2392.0 / 4096 * 32;
    double root = pow(value, 1 / m2);
    double over = root > c1 ? root - c1 : 0;
    return 10000 / white * pow(over / (c2 - c3 * root), 1 / m1);
}

/* ARIB STD-B67: light of the scene, 0 to 1; the display's share of the curve needs all three
 * colours. */
static double light_of_hlg(double value)
{
    const double a = 0.17883277, b = 0.28466892, c = 0.55991073;
    return value <= 0.5 ? value * value / 3 : (exp((value - c) / a) + b) / 12;
}

static double light_of(enum media_transfer transfer, double value)
{
    switch (transfer) {
    case MEDIA_PQ:
        return light_of_pq(value);
    case MEDIA_HLG:
        return light_of_hlg(value);
    case MEDIA_SDR:
        break;
    }
    return pow(value, 2.4);
}

void media_tone_init(struct media_tone *tone, enum media_transfer transfer, enum media_gamut gamut)
{
    tone->transfer = transfer;
    for (size_t i = 0; i < 9; i++) {
        tone->to_bt709[i] = gamuts[gamut][i];
    }
    for (size_t i = 0; i < MEDIA_TONE_IN; i++) {
        tone->light[i] = (float)light_of(transfer, (double)i / (MEDIA_TONE_IN - 1));
    }
    for (size_t i = 0; i <= MEDIA_TONE_OUT; i++) {
        double root = (double)i / MEDIA_TONE_OUT;
        tone->code[i] = (uint16_t)lrint(65535 * pow(root * root, 1 / 2.4));
    }
}

/* The factor for light whose strongest colour is this. Its slope is 1 at the knee, and the peak
 * becomes 1. */
static float roll_off(float strongest, float peak)
{
    const float start = (float)knee;
    const float room = 1 - start;
    const float top = (peak - start) / room;
    if (strongest <= start) {
        return 1;
    }
    float over = (strongest - start) / room;
    float kept = over >= top ? 1 : over * (1 + over / (top * top)) / (1 + over);
    return (start + room * kept) / strongest;
}

static uint16_t code_of(const struct media_tone *tone, float light)
{
    float kept = light <= 0 ? 0 : light >= 1 ? 1 : light;
    return tone->code[(size_t)(sqrtf(kept) * MEDIA_TONE_OUT + 0.5f)];
}

void media_tone_row(const struct media_tone *tone, uint16_t *rgb, size_t pixels)
{
    const float *m = tone->to_bt709;
    const float peak = (float)((tone->transfer == MEDIA_HLG ? hlg_peak : pq_peak) / white);
    for (size_t i = 0; i < pixels; i++) {
        uint16_t *pixel = rgb + 3 * i;
        float r = tone->light[pixel[0] >> 4];
        float g = tone->light[pixel[1] >> 4];
        float b = tone->light[pixel[2] >> 4];
        float factor = 1;
        if (tone->transfer == MEDIA_HLG) {
            /* BT.2100's display for 1000 cd/m²: the luminance to the power of 1.2. */
            float luminance = 0.2627f * r + 0.6780f * g + 0.0593f * b;
            factor = peak * powf(luminance, 0.2f);
        }
        float red = factor * (m[0] * r + m[1] * g + m[2] * b);
        float green = factor * (m[3] * r + m[4] * g + m[5] * b);
        float blue = factor * (m[6] * r + m[7] * g + m[8] * b);
        float strongest = fmaxf(red, fmaxf(green, blue));
        float keep = tone->transfer == MEDIA_SDR ? 1 : roll_off(strongest, peak);
        pixel[0] = code_of(tone, red * keep);
        pixel[1] = code_of(tone, green * keep);
        pixel[2] = code_of(tone, blue * keep);
    }
}
