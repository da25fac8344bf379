#include "kept.h"

#include "base_file.h"
#include "base_time.h"

/* The row first: until it says so, a try may come. On a full disk no row can change, and so no try
 * can come; then the file must go all the same, or there would never be room. Should the clock be
 * set back before there is, the row says again that it is kept: kept_retry looks. */
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

enum err kept_retry(struct store *store, struct blobs *blobs, const struct store_retry *retry)
{
    struct store_kept kept;
    struct blob_id id;
    uint64_t size = 0;
    AUTO(fd_close) int fd = -1;
    enum err err = store_kept_get(store, retry, &kept);
    if (err == ERR_OK) {
        TRY(blob_id_of(span_text(kept.original), &id));
        err = blob_get(blobs, BLOB_ORIGINAL, &id, &fd, &size);
    }
    TRY(err == ERR_NOT_FOUND ? ERR_CONFLICT : err);
    return store_kept_retry(store, retry);
}
