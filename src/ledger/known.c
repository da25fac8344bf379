/* known.c: how far the ledger was, as somebody outside its two folders has it. Whoever puts an
 * older copy of both back can't put that back. */
#include "base_file.h"
#include "base_limits.h"
#include "inside.h"
#include "publish.h"

#include <inttypes.h>

static const char mark_name[] = "checkpoint";

enum err known_load(struct ledger *l, struct known *out_known)
{
    out_known->note.max = LIMIT_NOTE;
    enum err err =
        l->mark_fd < 0 ? ERR_NOT_FOUND : file_read_all(l->mark_fd, mark_name, &out_known->note);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err, "reading the mark outside");
    }
    err = open_checkpoint(l, buf_span(&out_known->note), &out_known->at);
    if (err != ERR_OK) {
        return publish_fail(&l->problem, err,
                            "the mark outside is no checkpoint that this key and origin have "
                            "signed");
    }
    l->guarded = true;
    return ERR_OK;
}

enum err known_ahead(struct ledger *l, const struct known *k, uint64_t size)
{
    if (k->at.size <= size) {
        return ERR_OK;
    }
    return publish_fail(&l->problem, ERR_CONFLICT,
                        "the mark outside has %" PRIu64 " entries, and here are %" PRIu64
                        ": an older copy was put back, and going on from it would make a second "
                        "history. `vitrine restore --ledger` goes on from the newest public files",
                        k->at.size, size);
}

enum err known_other(struct ledger *l, const struct known *k)
{
    struct tlog_hash root;
    if (k->note.len == 0) {
        return ERR_OK;
    }
    TRY(open_root_at(l, k->at.size, l->edge.size, &root));
    if (tlog_hash_equal(&root, &k->at.root)) {
        return ERR_OK;
    }
    return publish_fail(&l->problem, ERR_CONFLICT,
                        "the mark outside has another history: its first %" PRIu64
                        " entries are not those that are here",
                        k->at.size);
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
