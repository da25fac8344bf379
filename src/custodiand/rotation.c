#include "rotation.h"

#include "account.h"
#include "base_limits.h"

static enum err start(struct rotation *r, struct db *db)
{
    *r = (struct rotation){.active = true};
    return account_keys_count(db, &r->waiting);
}

enum err rotation_resume(struct rotation *r, struct db *db, const struct vault *v)
{
    *r = (struct rotation){.active = false};
    return vault_old_id(v) == 0 ? ERR_OK : start(r, db);
}

enum err rotation_begin(struct rotation *r, struct db *db, struct vault *v, bool *out_begun)
{
    bool begun = !r->active && vault_rotate(v) == ERR_OK;
    if (begun) {
        TRY(account_region_key(db, vault_key_id(v)));
        TRY(account_mac_store(db, v));
        TRY(start(r, db));
    }
    *out_begun = begun;
    return ERR_OK;
}

enum err rotation_step(struct rotation *r, struct db *db, struct vault *v)
{
    if (!r->active || r->wrapped) {
        return ERR_OK;
    }
    uint64_t seen = 0;
    TRY(account_keys_rewrap(db, v, &r->cursor, LIMIT_REWRAP, &seen));
    r->waiting -= seen < r->waiting ? seen : r->waiting;
    r->wrapped = seen < LIMIT_REWRAP;
    return ERR_OK;
}

enum err rotation_end(struct rotation *r, struct db *db, struct vault *v, bool *out_ended)
{
    bool ends = r->active && r->wrapped;
    if (ends) {
        enum err err = db_checkpoint(db); /* nothing of the old wrappings stays in the log */
        TRY(err == ERR_BUSY ? ERR_OK : err);
        TRY(vault_retire(v));
        *r = (struct rotation){.active = false};
    }
    *out_ended = ends;
    return ERR_OK;
}
