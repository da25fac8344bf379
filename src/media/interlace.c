#include "media_interlace.h"

#include "base_limits.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 32,      /* samples that are worked on together: the compiler makes vectors of them */
    PAD = BLOCK + 8, /* samples on both sides of a row, the same as its first and last */
    SLOTS = 8,       /* rows of one picture that are kept */
    ROW = PAD + LIMIT_VIDEO_SIDE + BLOCK + PAD,
    WIDE_MAX = 4095,   /* of 12 bits */
    ANY = 2 * WIDE_MAX /* motion: nothing of the other field is kept */
};

/* Directions of an edge: straight down, and to each side a little or more. */
enum { STRAIGHT, LEFT, LEFT_MORE, RIGHT, RIGHT_MORE, SLANTS };
static const int slants[SLANTS] = {0, -1, -2, 1, 2};

enum which { BEFORE, NOW, AFTER, PICTURES };

/* Rows as numbers of one kind, found by their place modulo SLOTS. */
struct kept {
    int y[SLOTS];
    int16_t row[SLOTS][ROW];
};

struct media_interlace {
    struct kept kept[PICTURES];
    int16_t apart[SLANTS][ROW]; /* of the rows above and below: by how much they differ */
    int16_t out[ROW];
};

/* The rows around one that is missing in the first field. Of the first field: those right above and
 * below, and one further; of the second: this one, and those two above and below. */
struct around {
    const int16_t *up;
    const int16_t *down;
    const int16_t *far_up;
    const int16_t *far_down;
    const int16_t *up_before, *up_after;
    const int16_t *down_before, *down_after;
    const int16_t *here, *here_before;
    const int16_t *up2, *up2_before;
    const int16_t *down2, *down2_before;
    const int16_t *apart[SLANTS];
    bool alone; /* no other picture: all may have moved */
};

enum err media_interlace_open(struct media_interlace **out_interlace)
{
    struct media_interlace *interlace = calloc(1, sizeof(*interlace));
    if (interlace == NULL) {
        return ERR_NOMEM;
    }
    *out_interlace = interlace;
    return ERR_OK;
}

void media_interlace_close(struct media_interlace *interlace)
{
    free(interlace);
}

static void load_block(const uint8_t *restrict from, int16_t *restrict to)
{
    for (int i = 0; i < BLOCK; i++) {
        to[i] = from[i];
    }
}

static void load(const struct media_interlace_plane *plane, struct media_rows rows, int y,
                 int16_t *to)
{
    const uint8_t *from = (const uint8_t *)rows.bytes + y * rows.stride;
    int16_t *row = to + PAD;
    if (plane->wide) {
        memcpy(row, from, (size_t)plane->width * sizeof(*row));
    } else {
        int x = 0;
        for (; x + BLOCK <= plane->width; x += BLOCK) {
            load_block(from + x, row + x);
        }
        for (; x < plane->width; x++) {
            row[x] = from[x];
        }
    }
    int end = plane->width + BLOCK + PAD;
    for (int x = plane->width; x < end; x++) {
        row[x] = row[plane->width - 1];
    }
    for (int x = -PAD; x < 0; x++) {
        row[x] = row[0];
    }
}

/* A row of a picture; past its top or bottom, the nearest one of the same field. */
static const int16_t *row_of(struct media_interlace *interlace,
                             const struct media_interlace_plane *plane, enum which which, int y)
{
    while (y < 0) {
        y += 2;
    }
    while (y >= plane->height) {
        y -= 2;
    }
    const struct media_rows pictures[PICTURES] = {plane->before, plane->now, plane->after};
    struct kept *kept = &interlace->kept[which];
    int slot = y % SLOTS;
    if (kept->y[slot] != y) {
        load(plane, pictures[which], y, kept->row[slot]);
        kept->y[slot] = y;
    }
    return kept->row[slot] + PAD;
}

/* All of these stay within 16 bits, so that eight samples fit into a vector. */
static inline int16_t lesser(int16_t a, int16_t b)
{
    return a < b ? a : b;
}

static inline int16_t greater(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

static inline int16_t distance(int16_t a, int16_t b)
{
    return (int16_t)(greater(a, b) - lesser(a, b));
}

static inline int16_t mean(int16_t a, int16_t b)
{
    return (int16_t)((int16_t)(a + b + 1) >> 1);
}

/* How far the rows above and below differ along a direction. */
static void compare_block(const int16_t *restrict up, const int16_t *restrict down,
                          int16_t *restrict out)
{
    for (int i = 0; i < BLOCK; i++) {
        out[i] = distance(up[i], down[i]);
    }
}

static void compare(struct media_interlace *interlace, struct around *a, int width)
{
    for (int k = 0; k < SLANTS; k++) {
        int16_t *apart = interlace->apart[k] + PAD;
        for (int x = -BLOCK; x < width + BLOCK; x += BLOCK) {
            compare_block(a->up + x + slants[k], a->down + x - slants[k], apart + x);
        }
        a->apart[k] = apart;
    }
}

static inline int16_t sum_around(const int16_t *apart, int i)
{
    return (int16_t)(apart[i - 1] + apart[i] + apart[i + 1]);
}

/* Straight down: two rows more make the mean of the nearest sharper. */
static void draw_straight(const int16_t *restrict up, const int16_t *restrict down,
                          const int16_t *restrict far_up, const int16_t *restrict far_down,
                          int16_t *restrict out)
{
    for (int i = 0; i < BLOCK; i++) {
        int16_t low = lesser(up[i], down[i]);
        int16_t high = greater(up[i], down[i]);
        int16_t bend = (int16_t)(up[i] + down[i] - far_up[i] - far_down[i]);
        int16_t sharp = (int16_t)(mean(up[i], down[i]) + (int16_t)(bend >> 4));
        int16_t room = (int16_t)((int16_t)(high - low) >> 2);
        out[i] = lesser(greater(sharp, (int16_t)(low - room)), (int16_t)(high + room));
    }
}

/* All bits are one, or none. */
static inline int16_t mask(bool condition)
{
    return (int16_t)-condition;
}

static inline int16_t either(int16_t mask, int16_t yes, int16_t no)
{
    return (int16_t)((yes & mask) | (no & ~mask));
}

/* Slanted to one side, where the rows agree better than before: a little, or more. */
static void draw_slanted(const struct around *a, int x, int little, int16_t *restrict best,
                         int16_t *restrict out)
{
    int side = slants[little];
    const int16_t *restrict up = a->up + x;
    const int16_t *restrict down = a->down + x;
    const int16_t *restrict one = a->apart[little] + x;
    const int16_t *restrict two = a->apart[little + 1] + x;
    for (int i = 0; i < BLOCK; i++) {
        int16_t by_one = sum_around(one, i);
        int16_t by_two = sum_around(two, i);
        int16_t first = mask(by_one < best[i]);
        int16_t second = (int16_t)(first & mask(by_two < by_one));
        int16_t drawn = either(first, mean(up[i + side], down[i - side]), out[i]);
        out[i] = either(second, mean(up[i + 2 * side], down[i - 2 * side]), drawn);
        best[i] = either(second, by_two, either(first, by_one, best[i]));
    }
}

/* A slant must be better, not as good. */
static void rank_straight(const int16_t *restrict apart, int16_t *restrict best)
{
    for (int i = 0; i < BLOCK; i++) {
        best[i] = (int16_t)(apart[i - 1] + apart[i] + apart[i + 1] - 1);
    }
}

/* What the rows above and below say alone: along the direction in which they agree best. */
static void draw(const struct around *a, int x, int16_t *restrict out)
{
    int16_t best[BLOCK];
    rank_straight(a->apart[STRAIGHT] + x, best);
    draw_straight(a->up + x, a->down + x, a->far_up + x, a->far_down + x, out);
    draw_slanted(a, x, LEFT, best, out);
    draw_slanted(a, x, RIGHT, best, out);
}

/* How far the samples may have changed since the first field was taken. */
static void motion(const struct around *a, int x, int16_t *restrict out)
{
    const int16_t *restrict here = a->here + x;
    const int16_t *restrict here_before = a->here_before + x;
    const int16_t *restrict up = a->up + x;
    const int16_t *restrict down = a->down + x;
    const int16_t *restrict up_before = a->up_before + x;
    const int16_t *restrict down_before = a->down_before + x;
    const int16_t *restrict up_after = a->up_after + x;
    const int16_t *restrict down_after = a->down_after + x;
    for (int i = 0; i < BLOCK; i++) {
        int16_t still = (int16_t)(distance(here[i], here_before[i]) >> 1);
        int16_t since = mean(distance(up[i], up_before[i]), distance(down[i], down_before[i]));
        int16_t until = mean(distance(up[i], up_after[i]), distance(down[i], down_after[i]));
        out[i] = greater(still, greater(since, until));
    }
}

static bool has_any(const int16_t *values)
{
    int16_t all = 0;
    for (int i = 0; i < BLOCK; i++) {
        all = (int16_t)(all | values[i]);
    }
    return all != 0;
}

/* Beside things that move, what moves there and back looks still. But rows of one field that are
 * all lighter, or all darker, than the rows between them are no picture: by how much. */
static void comb(const struct around *a, int x, const int16_t *restrict middle,
                 int16_t *restrict out)
{
    const int16_t *restrict up = a->up + x;
    const int16_t *restrict down = a->down + x;
    const int16_t *restrict up2 = a->up2 + x;
    const int16_t *restrict up2_before = a->up2_before + x;
    const int16_t *restrict down2 = a->down2 + x;
    const int16_t *restrict down2_before = a->down2_before + x;
    for (int i = 0; i < BLOCK; i++) {
        int16_t above = (int16_t)(mean(up2[i], up2_before[i]) - up[i]);
        int16_t below = (int16_t)(mean(down2[i], down2_before[i]) - down[i]);
        int16_t from_up = (int16_t)(middle[i] - up[i]);
        int16_t from_down = (int16_t)(middle[i] - down[i]);
        int16_t lighter = lesser(lesser(from_up, from_down), greater(above, below));
        int16_t darker = greater(greater(from_up, from_down), lesser(above, below));
        out[i] = greater(lighter, (int16_t)-darker);
    }
}

/* What was drawn, no further from the other field's rows than things may have moved. */
static void limit(const int16_t *restrict drawn, const int16_t *restrict middle,
                  const int16_t *restrict room, int16_t highest, int16_t *restrict out)
{
    for (int i = 0; i < BLOCK; i++) {
        int16_t low = greater((int16_t)(middle[i] - room[i]), 0);
        int16_t high = lesser((int16_t)(middle[i] + room[i]), highest);
        out[i] = lesser(greater(drawn[i], low), high);
    }
}

static void average(const int16_t *restrict a, const int16_t *restrict b, int16_t *restrict out)
{
    for (int i = 0; i < BLOCK; i++) {
        out[i] = mean(a[i], b[i]);
    }
}

static void raise_to(int16_t *restrict values, const int16_t *restrict least)
{
    for (int i = 0; i < BLOCK; i++) {
        values[i] = greater(values[i], least[i]);
    }
}

static void fill_block(const struct around *a, int x, int16_t highest, int16_t *out)
{
    int16_t drawn[BLOCK];
    int16_t middle[BLOCK];
    int16_t room[BLOCK];
    draw(a, x, drawn);
    average(a->here + x, a->here_before + x, middle);
    if (a->alone) {
        for (int i = 0; i < BLOCK; i++) {
            room[i] = ANY;
        }
    } else {
        motion(a, x, room);
        if (has_any(room)) {
            int16_t combed[BLOCK];
            comb(a, x, middle, combed);
            raise_to(room, combed);
        }
    }
    limit(drawn, middle, room, highest, out);
}

static void store_block(const int16_t *restrict from, uint8_t *restrict to)
{
    for (int i = 0; i < BLOCK; i++) {
        to[i] = (uint8_t)from[i];
    }
}

static void store(const struct media_interlace_plane *plane, int y, const int16_t *row)
{
    uint8_t *to = (uint8_t *)plane->to + y * plane->to_stride;
    if (plane->wide) {
        memcpy(to, row, (size_t)plane->width * sizeof(*row));
        return;
    }
    int x = 0;
    for (; x + BLOCK <= plane->width; x += BLOCK) {
        store_block(row + x, to + x);
    }
    for (; x < plane->width; x++) {
        to[x] = (uint8_t)row[x];
    }
}

static void look_around(struct media_interlace *interlace,
                        const struct media_interlace_plane *plane, int y, struct around *out_around)
{
    int up = y > 0 ? y - 1 : y + 1;
    int down = y + 1 < plane->height ? y + 1 : y - 1;
    *out_around = (struct around){
        .up = row_of(interlace, plane, NOW, up),
        .down = row_of(interlace, plane, NOW, down),
        .far_up = row_of(interlace, plane, NOW, up - 2),
        .far_down = row_of(interlace, plane, NOW, down + 2),
        .up_before = row_of(interlace, plane, BEFORE, up),
        .up_after = row_of(interlace, plane, AFTER, up),
        .down_before = row_of(interlace, plane, BEFORE, down),
        .down_after = row_of(interlace, plane, AFTER, down),
        .here = row_of(interlace, plane, NOW, y),
        .here_before = row_of(interlace, plane, BEFORE, y),
        .up2 = row_of(interlace, plane, NOW, y - 2),
        .up2_before = row_of(interlace, plane, BEFORE, y - 2),
        .down2 = row_of(interlace, plane, NOW, y + 2),
        .down2_before = row_of(interlace, plane, BEFORE, y + 2),
    };
}

void media_interlace_plane(struct media_interlace *interlace,
                           const struct media_interlace_plane *plane)
{
    assert(plane->width > 0 && plane->width <= LIMIT_VIDEO_SIDE);
    assert(plane->height > 0 && plane->now.bytes != NULL);
    for (int i = 0; i < PICTURES; i++) {
        memset(interlace->kept[i].y, -1, sizeof(interlace->kept[i].y));
    }
    struct media_interlace_plane whole = *plane;
    bool alone = plane->before.bytes == NULL && plane->after.bytes == NULL;
    whole.before = alone ? plane->now : plane->before.bytes == NULL ? plane->after : plane->before;
    whole.after = alone ? plane->now : plane->after.bytes == NULL ? plane->before : plane->after;
    size_t row_len = (size_t)plane->width * (plane->wide ? sizeof(uint16_t) : 1);
    int kept_field = plane->odd_first ? 1 : 0;
    for (int y = 0; y < plane->height; y++) {
        if (y % 2 == kept_field || plane->height == 1) {
            memcpy((uint8_t *)plane->to + y * plane->to_stride,
                   (const uint8_t *)plane->now.bytes + y * plane->now.stride, row_len);
            continue;
        }
        struct around around;
        look_around(interlace, &whole, y, &around);
        around.alone = alone;
        compare(interlace, &around, plane->width);
        for (int x = 0; x < plane->width; x += BLOCK) {
            fill_block(&around, x, plane->wide ? WIDE_MAX : UINT8_MAX, interlace->out + x);
        }
        store(plane, y, interlace->out);
    }
}
