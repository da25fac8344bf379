#include "desk.h"

#include "account_desk.h"
#include "base_text.h"
#include "tlog_entry.h"

#include <string.h>

enum err desk_step(struct desk *d, struct db *db)
{
    for (size_t i = 0; i < d->said_count; i++) {
        TRY(account_desk_due_done(db, d->said[i]));
    }
    d->said_count = 0;
    return ERR_OK;
}

enum err desk_entries(struct desk *d, struct db *db, struct journal *j)
{
    int64_t after = 0;
    while (d->look && d->said_count < LIMIT_ENTRIES_DUE) {
        struct account_desk_due due;
        enum err err = account_desk_due_next(db, after, &due);
        if (err == ERR_NOT_FOUND) {
            d->look = false;
            return ERR_OK;
        }
        TRY(err);
        struct ledger_desk entry = {.digest = span_of(due.digest, sizeof(due.digest)),
                                    .key = span_of(due.member, sizeof(due.member)),
                                    .about = due.about,
                                    .value = due.value};
        TRY(journal_desk(j, due.type, &entry));
        d->said[d->said_count++] = due.number;
        after = due.number;
    }
    return ERR_OK;
}

bool desk_pending(const struct desk *d)
{
    return d->look || d->said_count > 0;
}

struct seen {
    struct db *db;
    enum err err;
};

/* An entry that the process before did not live to note. What it names beside its digest is one
 * number, whatever it is called there. */
static void seen_entry(void *context, struct span entry)
{
    static const char *const names[] = {
        [TLOG_KIND_ANSWER] = "decision", [TLOG_KIND_DISMISSAL] = "answer",
        [TLOG_KIND_DESK] = "ends_ms",    [TLOG_KIND_DESK_OPENED] = "count",
        [TLOG_KIND_SHARING] = "turn",
    };
    struct seen *seen = context;
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    struct span text = {NULL, 0};
    struct account_desk_due due = {.number = 0};
    bool ours = seen->err == ERR_OK && tlog_entry_decode(entry, &e) == ERR_OK &&
                tlog_entry_kind(&e, &kind) == ERR_OK && kind >= TLOG_KIND_ANSWER &&
                kind <= TLOG_KIND_SHARING &&
                tlog_entry_int(&e, names[kind], &due.value) == ERR_OK &&
                (tlog_entry_text(&e, "digest", &text) == ERR_OK ||
                 tlog_entry_text(&e, "commitment", &text) == ERR_OK) &&
                text_unhex(text, due.digest, sizeof(due.digest)) == ERR_OK;
    if (ours) {
        memcpy(due.type, tlog_kind_type(kind), strlen(tlog_kind_type(kind)) + 1);
        seen->err = account_desk_due_seen(seen->db, &due);
    }
}

enum err desk_resume(struct desk *d, struct db *db, struct ledger *ledger)
{
    struct account_desk_due due;
    *d = (struct desk){.look = true};
    enum err err = account_desk_due_next(db, 0, &due);
    if (err == ERR_NOT_FOUND) {
        d->look = false;
        return ERR_OK;
    }
    TRY(err);
    struct seen seen = {.db = db};
    TRY(ledger_tail(ledger, LIMIT_READ_BACK, seen_entry, &seen));
    return seen.err;
}
