#include "erasing.h"

#include "base_text.h"
#include "tlog_entry.h"

#include <stdlib.h>
#include <string.h>

static enum err subject_of(struct span entry, uint8_t out_subject[ACCOUNT_COMMITMENT])
{
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    struct span text = {NULL, 0};
    TRY(tlog_entry_decode(entry, &e));
    TRY(tlog_entry_kind(&e, &kind));
    if (kind != TLOG_KIND_ERASURE) {
        return ERR_NOT_FOUND;
    }
    TRY(tlog_entry_text(&e, "subject", &text));
    return text_unhex(text, out_subject, ACCOUNT_COMMITMENT);
}

struct seen {
    struct db *db;
    enum err err;
};

/* An entry that the process before did not live to note. */
static void seen_entry(void *context, struct span entry)
{
    struct seen *seen = context;
    uint8_t subject[ACCOUNT_COMMITMENT];
    if (seen->err == ERR_OK && subject_of(entry, subject) == ERR_OK) {
        seen->err = account_erasure_drop(seen->db, subject);
    }
}

enum err erasing_resume(struct erasing *e, struct db *db, struct ledger *ledger)
{
    *e = (struct erasing){.look = true, .tell = true};
    uint8_t due[1][ACCOUNT_COMMITMENT];
    size_t count = 0;
    TRY(account_erasure_due(db, 1, due, &count));
    if (count == 0) {
        return ERR_OK;
    }
    struct seen seen = {.db = db};
    TRY(ledger_tail(ledger, LIMIT_READ_BACK, seen_entry, &seen));
    return seen.err;
}

/* The entries of the round before are durable, or this round would not have begun. */
static enum err forget_said(struct erasing *e, struct db *db)
{
    for (size_t i = 0; i < e->said_count; i++) {
        TRY(account_erasure_drop(db, e->said[i]));
        e->tidy = true;
    }
    e->said_count = 0;
    return ERR_OK;
}

enum err erasing_step(struct erasing *e, struct db *db, const struct account_keys *keys,
                      int64_t now_ms)
{
    TRY(forget_said(e, db));
    for (size_t i = 0; i < LIMIT_ERASURES && e->look; i++) {
        int64_t user = 0;
        enum err err = account_leave_due(db, now_ms, &user);
        if (err == ERR_NOT_FOUND) {
            e->look = false;
            return ERR_OK;
        }
        TRY(err);
        TRY(account_erase(db, keys, user, now_ms, false));
        e->tidy = true;
    }
    return ERR_OK;
}

enum err erasing_entries(struct erasing *e, struct db *db, struct journal *j)
{
    if (!e->tell || e->said_count > 0) { /* a backup holds: what was said is not forgotten yet */
        return ERR_OK;
    }
    TRY(account_erasure_due(db, LIMIT_ERASURES, e->said, &e->said_count));
    for (size_t i = 0; i < e->said_count; i++) {
        TRY(journal_erasure(j, span_of(e->said[i], ACCOUNT_COMMITMENT)));
    }
    e->tell = e->said_count == LIMIT_ERASURES;
    return ERR_OK;
}

bool erasing_pending(const struct erasing *e)
{
    return e->look || e->tell || e->said_count > 0;
}

/* Commitments of the ledger, sorted once they are all there. */
struct subjects {
    struct buf bytes;
    enum err err;
};

static void keep_subject(void *context, struct span entry)
{
    struct subjects *s = context;
    uint8_t subject[ACCOUNT_COMMITMENT];
    if (s->err == ERR_OK && subject_of(entry, subject) == ERR_OK) {
        s->err = buf_append(&s->bytes, subject, sizeof(subject));
    }
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, ACCOUNT_COMMITMENT);
}

static bool is_subject(void *context, const uint8_t commitment[ACCOUNT_COMMITMENT])
{
    const struct subjects *s = context;
    return s->bytes.len > 0 && bsearch(commitment, s->bytes.ptr, s->bytes.len / ACCOUNT_COMMITMENT,
                                       ACCOUNT_COMMITMENT, compare) != NULL;
}

static void subjects_auto(struct subjects *s)
{
    buf_done(&s->bytes);
}

enum err erasing_again(struct db *db, const struct account_keys *keys, struct ledger *ledger,
                       int64_t now_ms, uint64_t *out_count)
{
    AUTO(subjects) struct subjects s = {.bytes = {.max = LIMIT_ERASED_AGAIN}};
    TRY(ledger_tail(ledger, UINT64_MAX, keep_subject, &s));
    TRY(s.err);
    if (s.bytes.len > 0) {
        qsort(s.bytes.ptr, s.bytes.len / ACCOUNT_COMMITMENT, ACCOUNT_COMMITMENT, compare);
    }
    struct account_known known = {is_subject, &s};
    return account_erase_known(db, keys, &known, now_ms, out_count);
}
