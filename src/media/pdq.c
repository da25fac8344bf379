#include "media_pdq.h"

#include "base_limits.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    GRID = 64,                                   /* samples a side after the filters */
    WAVES = 16,                                  /* frequencies a side */
    WINDOW_MAX = (LIMIT_VIDEO_SIDE + 127) / 128, /* of one box filter */
    TAPS_MAX = 2 * WINDOW_MAX,                   /* two box filters after each other */
    CHANNELS = 3
};

static const double pi = 3.14159265358979323846;

/* What both filters of one axis and the choice of 64 samples come to: each sample is a weighted
 * mean of a few neighbours. */
struct axis {
    int first[GRID];
    int count[GRID];
    float weight[GRID][TAPS_MAX];
};

/* The box around a place, as the reference has it: one more after than before if even; at the
 * border, what there is of it. */
struct box {
    int first;
    int last;
};

static struct box box_at(int place, int side)
{
    int window = (side + 2 * GRID - 1) / (2 * GRID);
    int after = (window + 2) / 2 - 1;
    int before = window - 1 - after;
    struct box box = {place - before, place + after};
    box.first = box.first < 0 ? 0 : box.first;
    box.last = box.last > side - 1 ? side - 1 : box.last;
    return box;
}

static void axis_init(struct axis *axis, int side)
{
    for (int i = 0; i < GRID; i++) {
        int centre = (2 * i + 1) * side / (2 * GRID);
        struct box outer = box_at(centre, side);
        int first = box_at(outer.first, side).first;
        int count = box_at(outer.last, side).last - first + 1;
        assert(count <= TAPS_MAX);
        double weight[TAPS_MAX] = {0};
        double outer_share = 1.0 / (outer.last - outer.first + 1);
        for (int place = outer.first; place <= outer.last; place++) {
            struct box inner = box_at(place, side);
            double share = outer_share / (inner.last - inner.first + 1);
            for (int k = inner.first; k <= inner.last; k++) {
                weight[k - first] += share;
            }
        }
        axis->first[i] = first;
        axis->count[i] = count;
        for (int k = 0; k < count; k++) {
            axis->weight[i][k] = (float)weight[k];
        }
    }
}

struct hasher {
    struct axis across;
    struct axis down;
    float row[LIMIT_VIDEO_SIDE]; /* the brightness of one row */
    double grid[GRID][GRID];
};

/* The row's share in each row of samples. */
static void take_row(struct hasher *hasher, int y)
{
    float samples[GRID];
    for (int i = 0; i < GRID; i++) {
        const float *from = hasher->row + hasher->across.first[i];
        const float *weight = hasher->across.weight[i];
        float sum = 0;
        for (int k = 0; k < hasher->across.count[i]; k++) {
            sum += weight[k] * from[k];
        }
        samples[i] = sum;
    }
    for (int j = 0; j < GRID; j++) {
        int tap = y - hasher->down.first[j];
        if (tap >= 0 && tap < hasher->down.count[j]) {
            float weight = hasher->down.weight[j][tap];
            for (int i = 0; i < GRID; i++) {
                hasher->grid[j][i] += (double)(weight * samples[i]);
            }
        }
    }
}

/* A step between neighbours counts in whole hundredths of the range. */
static int quality_of(double grid[GRID][GRID])
{
    const int scale = 90;
    int sum = 0;
    for (int j = 0; j < GRID; j++) {
        for (int i = 0; i < GRID; i++) {
            if (j + 1 < GRID) {
                sum += abs((int)((grid[j][i] - grid[j + 1][i]) * 100 / 255));
            }
            if (i + 1 < GRID) {
                sum += abs((int)((grid[j][i] - grid[j][i + 1]) * 100 / 255));
            }
        }
    }
    int quality = sum / scale;
    return quality > 100 ? 100 : quality;
}

static void waves_of(double grid[GRID][GRID], double waves[WAVES][WAVES])
{
    double cosine[WAVES][GRID];
    for (int i = 0; i < WAVES; i++) {
        for (int k = 0; k < GRID; k++) {
            cosine[i][k] = cos(pi / (2 * GRID) * (i + 1) * (2 * k + 1));
        }
    }
    double half[WAVES][GRID];
    memset(half, 0, sizeof(half));
    for (int i = 0; i < WAVES; i++) {
        for (int k = 0; k < GRID; k++) {
            for (int x = 0; x < GRID; x++) {
                half[i][x] += cosine[i][k] * grid[k][x];
            }
        }
    }
    for (int i = 0; i < WAVES; i++) {
        for (int j = 0; j < WAVES; j++) {
            waves[i][j] = 0;
            for (int k = 0; k < GRID; k++) {
                waves[i][j] += half[i][k] * cosine[j][k];
            }
        }
    }
}

/* In place. (The C library's qsort asks the kernel for the size of the memory, which a job may
 * not.)
 */
static void sort(double *values, int count)
{
    for (int i = 1; i < count; i++) {
        double value = values[i];
        int at = i;
        for (; at > 0 && values[at - 1] > value; at--) {
            values[at] = values[at - 1];
        }
        values[at] = value;
    }
}

/* Bit i of the hash is bit i % 8 of the byte i / 8, counted from the last one. */
static void bits_of(double waves[WAVES][WAVES], uint8_t *bits)
{
    double sorted[WAVES * WAVES];
    memcpy(sorted, waves, sizeof(sorted));
    sort(sorted, WAVES * WAVES);
    double median = sorted[WAVES * WAVES / 2 - 1];
    memset(bits, 0, MEDIA_PDQ_BYTES);
    for (int i = 0; i < WAVES * WAVES; i++) {
        if (waves[i / WAVES][i % WAVES] > median) {
            bits[MEDIA_PDQ_BYTES - 1 - i / 8] |= (uint8_t)(1 << i % 8);
        }
    }
}

static bool begin(struct hasher *hasher, int width, int height, struct media_pdq *out_pdq)
{
    assert(width <= LIMIT_VIDEO_SIDE);
    assert(height <= LIMIT_VIDEO_SIDE);
    memset(out_pdq, 0, sizeof(*out_pdq));
    if (width < MEDIA_PDQ_SIDE_MIN || height < MEDIA_PDQ_SIDE_MIN) {
        return false;
    }
    axis_init(&hasher->across, width);
    axis_init(&hasher->down, height);
    memset(hasher->grid, 0, sizeof(hasher->grid));
    return true;
}

static void end(struct hasher *hasher, struct media_pdq *out_pdq)
{
    double waves[WAVES][WAVES];
    out_pdq->quality = quality_of(hasher->grid);
    waves_of(hasher->grid, waves);
    bits_of(waves, out_pdq->bits);
}

/* PDQ's brightness is BT.601's, of red, green and blue in their full range: in terms of BT.709's
 * brightness and colours it has these factors. */
static void bright_row_yuv(const struct media_yuv *picture, int y, float *row)
{
    const float of_luma = 255.0f / 219;
    const float of_blue = 255.0f / 224 * (0.114f * 1.8556f - 0.587f * 0.18733f);
    const float of_red = 255.0f / 224 * (0.299f * 1.5748f - 0.587f * 0.46813f);
    const uint8_t *luma = picture->luma + y * picture->luma_stride;
    const uint8_t *blue = picture->blue + y / 2 * picture->blue_stride;
    const uint8_t *red = picture->red + y / 2 * picture->red_stride;
    for (int x = 0; x < picture->width; x++) {
        row[x] = of_luma * (float)(luma[x] - 16) + of_blue * (float)(blue[x / 2] - 128) +
                 of_red * (float)(red[x / 2] - 128);
    }
}

void media_pdq_yuv(const struct media_yuv *picture, struct media_pdq *out_pdq)
{
    struct hasher hasher;
    if (!begin(&hasher, picture->width, picture->height, out_pdq)) {
        return;
    }
    for (int y = 0; y < picture->height; y++) {
        bright_row_yuv(picture, y, hasher.row);
        take_row(&hasher, y);
    }
    end(&hasher, out_pdq);
}

void media_pdq_rgb(const uint8_t *rgb, ptrdiff_t stride, int width, int height,
                   struct media_pdq *out_pdq)
{
    struct hasher hasher;
    if (!begin(&hasher, width, height, out_pdq)) {
        return;
    }
    for (int y = 0; y < height; y++) {
        const uint8_t *from = rgb + y * stride;
        for (int x = 0; x < width; x++, from += CHANNELS) {
            hasher.row[x] =
                0.299f * (float)from[0] + 0.587f * (float)from[1] + 0.114f * (float)from[2];
        }
        take_row(&hasher, y);
    }
    end(&hasher, out_pdq);
}

int media_pdq_distance(const struct media_pdq *a, const struct media_pdq *b)
{
    int distance = 0;
    for (size_t i = 0; i < MEDIA_PDQ_BYTES; i++) {
        for (unsigned differ = a->bits[i] ^ b->bits[i]; differ != 0; differ &= differ - 1) {
            distance++;
        }
    }
    return distance;
}
