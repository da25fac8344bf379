/* tail.c: reading the newest entries back, from the public bundles. */
#include "base_file.h"
#include "inside.h"
#include "publish.h"
#include "tlog_tile.h"

#include <stdbool.h>

/* The entries of one bundle from number `from` of it on. */
struct stretch {
    uint64_t bundle;
    uint16_t from;
};

static enum err show(struct ledger *l, const struct stretch *s, ledger_seen *seen, void *context)
{
    struct tlog_tile tile = {
        .entries = true, .width = tlog_tile_width(l->edge.size, 0, s->bundle), .index = s->bundle};
    AUTO(buf) struct buf bytes = {.max = TLOG_BUNDLE_MAX};
    struct span entries[TLOG_TILE_WIDTH];
    char path[TLOG_PATH_MAX];
    tlog_tile_path(&tile, path);
    enum err err = file_read_all(l->public_fd, path, &bytes);
    if (err == ERR_OK) {
        err = tlog_bundle_decode(buf_span(&bytes), tile.width, entries);
    }
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err, "reading %s", path);
    }
    for (uint16_t i = s->from; i < tile.width; i++) {
        seen(context, entries[i]);
    }
    return ERR_OK;
}

enum err ledger_tail(struct ledger *l, uint64_t most, ledger_seen *seen, void *context)
{
    uint64_t at = l->edge.size > most ? l->edge.size - most : 0;
    while (at < l->edge.size) {
        struct stretch stretch = {.bundle = at / TLOG_TILE_WIDTH,
                                  .from = (uint16_t)(at % TLOG_TILE_WIDTH)};
        TRY(show(l, &stretch, seen, context));
        at = (stretch.bundle + 1) * TLOG_TILE_WIDTH;
    }
    return ERR_OK;
}
