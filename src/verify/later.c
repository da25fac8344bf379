/*
 * later.c: a ledger that grows while it is compared. A service may say that something is so by an
 * entry that is newer than the ledger that was read: whether there is such an entry by now, and
 * what it is. Nothing proves it yet: the next visit does. And what an entry says is done only once
 * the entry is there: a moment later.
 */
#include "inside.h"

#include "base_limits.h"
#include "base_time.h"

#include <time.h>

enum {
    PAUSE_MS = 250,
    AHEAD = 4096,         /* entries that may come while one is waited for */
    LATELY_MS = 60 * 1000 /* what is so for longer than that is done */
};

static void rest(void)
{
    static const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};
    (void)nanosleep(&pause, NULL);
}

/* As many entries as are shown now, at least for a moment. */
static uint64_t shown_now(struct visit *v)
{
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    if (fetcher_get(&v->fetcher, "/ledger/checkpoint", LIMIT_NOTE, &text) == ERR_OK &&
        visit_note_fault(v, buf_span(&text), &note, &checkpoint) == NULL) {
        visit_unread_keep(v, &checkpoint, buf_span(&text));
        v->later_size = checkpoint.size > v->later_size ? checkpoint.size : v->later_size;
    }
    return v->later_size;
}

/* An answer may come from a cache, for seconds. */
static bool is_shown(struct visit *v, uint64_t index)
{
    int64_t until_ms = time_mono_ms() + LIMIT_COSIGN_MS;
    while (v->later_size <= index && shown_now(v) <= index) {
        if (index - v->later_size > AHEAD || time_mono_ms() >= until_ms) {
            return false;
        }
        rest();
    }
    return true;
}

bool visit_waits(const struct visit *v, int64_t changed_ms, int64_t *until_ms)
{
    int64_t now_ms = time_mono_ms();
    *until_ms = *until_ms == 0 ? now_ms + LIMIT_COSIGN_MS : *until_ms;
    if (!v->fetcher.source.live || changed_ms == 0 || now_ms >= *until_ms ||
        v->story.mark.time_ms - changed_ms >= LATELY_MS) {
        return false;
    }
    rest();
    return true;
}

bool visit_is_later(struct visit *v, uint64_t index, enum tlog_kind kind,
                    const struct tlog_member *is)
{
    AUTO(buf) struct buf bundle = {.max = 0};
    struct span entry = {NULL, 0};
    struct tlog_entry e;
    struct span text = {NULL, 0};
    enum tlog_kind found = TLOG_KIND_COUNT_;
    if (!v->fetcher.source.live) { /* it can't be asked */
        return true;
    }
    char key[32];
    return is_shown(v, index) &&
           audit_peek(&v->fetcher, v->later_size, index, &bundle, &entry) == ERR_OK &&
           tlog_entry_decode(entry, &e) == ERR_OK && tlog_entry_kind(&e, &found) == ERR_OK &&
           found == kind &&
           tlog_entry_text(&e, plain_text(is->key, key, sizeof(key)), &text) == ERR_OK &&
           span_equal(text, is->value);
}
