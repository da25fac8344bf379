#include "media_still.h"

#include <assert.h>

enum {
    VISIBLE = 40, /* luma, where black is 16 */
    STEP = 2      /* of the pixels, every second one each way is enough */
};

/* Shares of pixels and variances, found on renditions of real clips. */
static const double visible_least = 0.05;
static const double spread_least = 36;
static const double much_better = 2;

struct sums {
    int64_t count;
    int64_t sum;
    int64_t squares;
};

static void add(struct sums *sums, int value)
{
    sums->count++;
    sums->sum += value;
    sums->squares += (int64_t)value * value;
}

static double variance(const struct sums *sums)
{
    if (sums->count == 0) {
        return 0;
    }
    double mean = (double)sums->sum / (double)sums->count;
    return (double)sums->squares / (double)sums->count - mean * mean;
}

void media_still_measure(const uint8_t *luma, ptrdiff_t stride, int width, int height,
                         struct media_still *out_still)
{
    assert(width > 0);
    assert(height > 0);
    struct sums bright = {0};
    struct sums bends = {0};
    int64_t visible = 0;
    for (int y = 0; y < height; y += STEP) {
        const uint8_t *row = luma + y * stride;
        bool inside = y > 0 && y + 1 < height;
        for (int x = 0; x < width; x += STEP) {
            add(&bright, row[x]);
            visible += row[x] > VISIBLE ? 1 : 0;
            if (inside && x > 0 && x + 1 < width) {
                const uint8_t *at = row + x;
                add(&bends, 4 * at[0] - at[-1] - at[1] - at[-stride] - at[stride]);
            }
        }
    }
    out_still->visible = (double)visible / (double)bright.count;
    out_still->spread = variance(&bright);
    out_still->sharp = variance(&bends);
    out_still->kind = out_still->visible < visible_least ? MEDIA_STILL_BLACK
                      : out_still->spread < spread_least ? MEDIA_STILL_FLAT
                                                         : MEDIA_STILL_GOOD;
}

bool media_still_is_better(const struct media_still *later, const struct media_still *earlier)
{
    if (later->kind != earlier->kind) {
        return later->kind > earlier->kind;
    }
    switch (later->kind) {
    case MEDIA_STILL_BLACK:
        return later->visible > earlier->visible;
    case MEDIA_STILL_FLAT:
        return later->spread > much_better * earlier->spread;
    case MEDIA_STILL_GOOD:
        break;
    }
    return later->sharp > much_better * earlier->sharp;
}
