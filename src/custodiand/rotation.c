#include "rotation.h"

#include "account.h"
#include "base_limits.h"

static enum err start(struct rotation *r, const struct account_keys *keys)
{
    *r = (struct rotation){.active = true};
    return account_keys_count(keys, &r->waiting);
}

enum err rotation_resume(struct rotation *r, const struct account_keys *keys)
{
    *r = (struct rotation){.active = false};
    return vault_old_id(keys->vault) == 0 ? ERR_OK : start(r, keys);
}

enum err rotation_begin(struct rotation *r, struct db *db, const struct account_keys *keys,
                        bool *out_begun)
{
    struct vault *v = keys->vault;
    bool begun = !r->active && vault_rotate(v) == ERR_OK;
    if (begun) {
        TRY(account_region_key(db, vault_key_id(v)));
        TRY(account_mac_store(db, v));
        TRY(start(r, keys));
    }
    *out_begun = begun;
    return ERR_OK;
}

enum err rotation_step(struct rotation *r, const struct account_keys *keys)
{
    if (!r->active || r->wrapped) {
        return ERR_OK;
    }
    uint64_t seen = 0;
    TRY(account_keys_rewrap(keys, &r->cursor, LIMIT_REWRAP, &seen));
    r->waiting -= seen < r->waiting ? seen : r->waiting;
    r->wrapped = seen < LIMIT_REWRAP;
    return ERR_OK;
}

enum err rotation_end(struct rotation *r, const struct account_keys *keys, bool *out_ended)
{
    bool ends = r->active && r->wrapped;
    if (ends) {
        enum err err = db_checkpoint(keys->db); /* nothing of the old wrappings stays in the log */
        TRY(err == ERR_BUSY ? ERR_OK : err);
        TRY(vault_retire(keys->vault));
        *r = (struct rotation){.active = false};
    }
    *out_ended = ends;
    return ERR_OK;
}
