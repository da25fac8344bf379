#include "kept.h"

#include "base_time.h"
#include "store_kept.h"

/* The row first: until it says so, a try may come. On a full disk no row can change, and so no try
 * can come; then the file must go all the same, or there would never be room. */
static enum err drop_one(struct store *store, struct blobs *blobs, const struct store_kept *kept)
{
    struct blob_id id;
    enum err err = store_kept_drop(store, kept);
    if ((err == ERR_OK || err == ERR_FULL) &&
        blob_id_of(span_text(kept->original), &id) == ERR_OK) {
        (void)blob_drop(blobs, BLOB_ORIGINAL, &id);
    }
    return err == ERR_CONFLICT ? ERR_OK : err;
}

enum err kept_sweep(struct store *store, struct blobs *blobs)
{
    struct store_kept kept;
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        err = store_kept_due(store, time_wall_ms(), &kept);
        if (err == ERR_OK) {
            err = drop_one(store, blobs, &kept);
        }
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
