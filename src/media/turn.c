#include "media_turn.h"

/* Pixels that are turned together, so that both sides stay in the cache. */
enum { TILE = 16 };

static int64_t size_of(int32_t value)
{
    return value < 0 ? -(int64_t)value : value;
}

struct media_turn media_turn_of(const int32_t *matrix)
{
    struct media_turn turn = {0};
    if (matrix == NULL) {
        return turn;
    }
    int64_t straight = size_of(matrix[0]) + size_of(matrix[4]);
    int64_t across = size_of(matrix[1]) + size_of(matrix[3]);
    turn.transpose = across > straight;
    turn.flip_x = turn.transpose ? matrix[3] < 0 : matrix[0] < 0;
    turn.flip_y = turn.transpose ? matrix[1] < 0 : matrix[4] < 0;
    return turn;
}

bool media_turn_is_none(struct media_turn turn)
{
    return !turn.transpose && !turn.flip_x && !turn.flip_y;
}

/* Where the pixels of from go: the first one, and how far one step right or down in from leads. */
struct way {
    uint8_t *corner;
    ptrdiff_t right;
    ptrdiff_t down;
};

static void turn_tile(struct media_plane from, struct way way, int x_start, int x_end, int y_start,
                      int y_end)
{
    for (int y = y_start; y < y_end; y++) {
        const uint8_t *row = from.bytes + y * from.stride;
        for (int x = x_start; x < x_end; x++) {
            way.corner[x * way.right + y * way.down] = row[x];
        }
    }
}

static int tile_end(int start, int end)
{
    return start + TILE < end ? start + TILE : end;
}

void media_turn_plane(struct media_turn turn, struct media_plane from, int width, int height,
                      struct media_plane to)
{
    int to_width = turn.transpose ? height : width;
    int to_height = turn.transpose ? width : height;
    ptrdiff_t to_right = turn.flip_x ? -1 : 1;
    ptrdiff_t to_down = turn.flip_y ? -to.stride : to.stride;
    struct way way = {
        .corner = to.bytes + (turn.flip_x ? to_width - 1 : 0) +
                  (turn.flip_y ? (to_height - 1) * to.stride : 0),
        .right = turn.transpose ? to_down : to_right,
        .down = turn.transpose ? to_right : to_down,
    };
    for (int y = 0; y < height; y += TILE) {
        for (int x = 0; x < width; x += TILE) {
            turn_tile(from, way, x, tile_end(x, width), y, tile_end(y, height));
        }
    }
}
