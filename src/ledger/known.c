/* known.c: how far the ledger was, as somebody outside its two folders has it. Whoever puts an
 * older copy of both back can't put that back. */
#include "base_file.h"
#include "base_limits.h"
#include "inside.h"
#include "publish.h"

#include <inttypes.h>

static const char mark_name[] = "checkpoint";
static const char told_name[] = "told";

/* One more, from its bytes, which are in the next place of notes. */
static enum err known_add(struct ledger *l, struct known *k, const char *who)
{
    enum err err = open_checkpoint(l, buf_span(&k->notes[k->count]), &k->at[k->count]);
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err,
                            "%s is no checkpoint that this key and origin have signed", who);
    }
    k->who[k->count] = who;
    k->count++;
    l->guarded = true;
    return ERR_OK;
}

static enum err known_file(struct ledger *l, int dir_fd, const char *name, const char *who,
                           struct known *k)
{
    k->notes[k->count].max = LIMIT_NOTE;
    enum err err = file_read_all(dir_fd, name, &k->notes[k->count]);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    return err == ERR_OK ? known_add(l, k, who) : publish_fail(&l->problem, err, "reading %s", who);
}

enum err known_load(struct ledger *l, struct span config_known, struct known *out_known)
{
    if (l->mark_fd >= 0) {
        TRY(known_file(l, l->mark_fd, mark_name, "the mark outside", out_known));
    }
    TRY(known_file(l, l->private_fd, told_name, "the file told", out_known));
    if (config_known.len == 0) {
        return ERR_OK;
    }
    out_known->notes[out_known->count].max = LIMIT_NOTE;
    TRY(buf_append_span(&out_known->notes[out_known->count], config_known));
    return known_add(l, out_known, "the checkpoint of a witness or client");
}

static enum err is_ahead(struct ledger *l, const char *who, uint64_t size, uint64_t here)
{
    return publish_fail(&l->problem, ERR_CONFLICT,
                        "%s has %" PRIu64 " entries, and here are %" PRIu64
                        ": an older copy was put back, and going on from it would make a second "
                        "history. `vitrine restore --ledger` goes on from the newest public files",
                        who, size, here);
}

static enum err is_other(struct ledger *l, const char *who, uint64_t size)
{
    return publish_fail(&l->problem, ERR_CONFLICT,
                        "%s has another history: its first %" PRIu64
                        " entries are not those that are here",
                        who, size);
}

enum err known_ahead(struct ledger *l, const struct known *k, uint64_t size)
{
    for (size_t i = 0; i < k->count; i++) {
        if (k->at[i].size > size) {
            return is_ahead(l, k->who[i], k->at[i].size, size);
        }
    }
    return ERR_OK;
}

static enum err compare(struct ledger *l, const struct tlog_checkpoint *at, const char *who)
{
    struct tlog_hash root;
    TRY(open_root_at(l, at->size, l->edge.size, &root));
    return tlog_hash_equal(&root, &at->root) ? ERR_OK : is_other(l, who, at->size);
}

enum err known_other(struct ledger *l, const struct known *k)
{
    for (size_t i = 0; i < k->count; i++) {
        TRY(compare(l, &k->at[i], k->who[i]));
    }
    return ERR_OK;
}

enum err known_mark(struct ledger *l, struct span note)
{
    if (l->mark_fd < 0) {
        return ERR_OK;
    }
    struct publish publish = {.root_fd = l->mark_fd, .problem = &l->problem};
    return publish_text(&publish, mark_name, note);
}

bool ledger_guarded(const struct ledger *l)
{
    return l->guarded;
}

enum err ledger_told(struct ledger *l, struct span note)
{
    static const char who[] = "the checkpoint of a witness or client";
    struct tlog_checkpoint at;
    TRY(open_checkpoint(l, note, &at));
    enum err err =
        at.size > l->edge.size ? is_ahead(l, who, at.size, l->edge.size) : compare(l, &at, who);
    if (err != ERR_CONFLICT) {
        return err;
    }
    l->broken = true;
    TRY(file_replace(l->private_fd, told_name, note, 0600));
    return ERR_CONFLICT;
}
