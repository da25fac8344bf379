#include "restore.h"

#include "base_file.h"
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum err restore_read(int dir_fd, struct restore *out_restore)
{
    AUTO(buf) struct buf text = {.max = PLAN_MAX};
    struct restore r = {.asked = false};
    enum err err = file_read_all(dir_fd, PLAN_FILE, &text);
    if (err == ERR_NOT_FOUND) {
        *out_restore = r;
        return ERR_OK;
    }
    TRY(err == ERR_LIMIT ? ERR_FORMAT : err);
    TRY(plan_decode(buf_span(&text), &r.plan));
    r.asked = true;
    *out_restore = r;
    return ERR_OK;
}

enum err restore_said(const struct restore *r, struct journal *j)
{
    if (!r->asked || ledger_size(j->ledger) > r->plan.to) {
        return ERR_OK;
    }
    struct ledger_restored restored = {.manifest =
                                           span_of(r->plan.manifest, sizeof(r->plan.manifest)),
                                       .made_ms = r->plan.made_ms,
                                       .from = r->plan.from,
                                       .to = r->plan.to};
    TRY(journal_restored(j, &restored));
    const struct plan_anew *a = &r->plan.anew;
    struct ledger_anew anew = {.before = a->before,
                               .origin = a->origin,
                               .key = span_of(a->key, sizeof(a->key)),
                               .root = span_of(a->root, sizeof(a->root)),
                               .known = a->known,
                               .reason = a->reason};
    TRY(a->known > 0 ? journal_anew(j, &anew) : ERR_OK);
    return journal_commit(j);
}

enum err restore_end(const struct restore *r, int dir_fd)
{
    if (!r->asked) {
        return ERR_OK;
    }
    if (unlinkat(dir_fd, PLAN_FILE, 0) != 0) {
        return err_from_errno(errno);
    }
    return file_sync_dir(dir_fd, PLAN_FILE);
}
