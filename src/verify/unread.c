/*
 * unread.c: checkpoints that the ledger's key signed, and whose trees no visit has read to the end:
 * whoever withholds the files must not have it forgotten what was signed, nor whoever shows another
 * one while the first is read. Each lies as it came in <state>.unread-<number> from before its
 * files are asked for until a visit has read a tree that begins with it. Their number is bounded:
 * past it, the first ones stay.
 */
#include "inside.h"

#include "base_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNREAD_PATH = STATE_PATH + 16 };

static void unread_path(const struct visit *v, size_t slot, char out[UNREAD_PATH])
{
    (void)snprintf(out, UNREAD_PATH, "%s.unread-%zu", v->options.state_path, slot);
}

/* *text is taken. What is no checkpoint of that key and ledger says nothing of it. */
static void unread_take(const struct visit *v, struct buf *text, struct unread *out)
{
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    if (visit_note_fault(v, buf_span(text), &note, &checkpoint) == NULL) {
        out->note = *text;
        out->size = checkpoint.size;
        out->root = checkpoint.root;
        *text = (struct buf){.max = 0};
    }
}

void visit_unread_load(struct visit *v)
{
    for (size_t i = 0; i < LIMIT_UNREAD && v->options.state_path != NULL && v->was == NULL; i++) {
        AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
        char path[UNREAD_PATH];
        struct stat st;
        unread_path(v, i, path);
        if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && /* of a pipe nothing would come */
            file_read_all(AT_FDCWD, path, &text) == ERR_OK) {
            unread_take(v, &text, &v->unread[i]);
        }
    }
}

static enum err unread_save(struct visit *v, size_t slot, struct span note)
{
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    char path[UNREAD_PATH];
    unread_path(v, slot, path);
    TRY(buf_append_span(&text, note));
    buf_done(&v->unread[slot].note);
    unread_take(v, &text, &v->unread[slot]);
    /* what is no longer than the memory is compared in this visit, and by the next one with that */
    bool remembered = v->old != NULL && v->unread[slot].size <= v->old->edge.size;
    return remembered ? ERR_OK : file_replace(AT_FDCWD, path, note, 0600);
}

/* Where it is kept, and which it is of this visit's: the last place that a visit may take has the
 * newest that it was shown. LIMIT_UNREAD: it is there already, or there is no room. */
static size_t unread_slot(const struct visit *v, const struct tlog_checkpoint *shown,
                          unsigned *out_turn)
{
    size_t slot = LIMIT_UNREAD;
    size_t last = LIMIT_UNREAD;
    unsigned turn = 1;
    for (size_t i = LIMIT_UNREAD; i-- > 0;) {
        const struct unread *u = &v->unread[i];
        if (u->size == shown->size && tlog_hash_equal(&u->root, &shown->root)) {
            return LIMIT_UNREAD;
        }
        slot = u->size <= v->now->edge.size && u->turn == 0 ? i : slot; /* none, or read by now */
        last = u->turn == LIMIT_UNREAD_VISIT ? i : last;
        turn = u->turn >= turn ? u->turn + 1 : turn;
    }
    *out_turn = turn <= LIMIT_UNREAD_VISIT ? turn : LIMIT_UNREAD_VISIT;
    return turn <= LIMIT_UNREAD_VISIT ? slot : last;
}

void visit_unread_keep(struct visit *v, const struct tlog_checkpoint *shown, struct span note)
{
    unsigned turn = 0;
    if (v->options.state_path == NULL || v->was != NULL) {
        return;
    }
    size_t slot = unread_slot(v, shown, &turn);
    enum err err = slot == LIMIT_UNREAD ? ERR_OK : unread_save(v, slot, note);
    if (slot < LIMIT_UNREAD) {
        v->unread[slot].turn = turn;
    }
    if (err != ERR_OK) {
        report_say(&v->report, CHECK_MEMORY, WORD_FALSE,
                   "a checkpoint that is shown is remembered before its files are read: it could "
                   "not be written beside %s (%s)",
                   v->options.state_path, err_text(err));
    }
}

bool visit_unread_follows(struct visit *v)
{
    for (size_t i = 0; i < LIMIT_UNREAD; i++) {
        const struct unread *u = &v->unread[i];
        if (u->size == v->checkpoint.size && u->size > 0 &&
            !tlog_hash_equal(&u->root, &v->checkpoint.root)) {
            return u->turn == 0 ? visit_is_fork(v, u->size, buf_span(&u->note))
                                : visit_begins_with(v, u->size, buf_span(&u->note));
        }
    }
    for (size_t i = 0; i < LIMIT_UNREAD; i++) {
        const struct unread *u = &v->unread[i];
        if (u->size > v->checkpoint.size && u->turn == 0) {
            return visit_is_shorter(v, u->size, buf_span(&u->note));
        }
    }
    return true;
}

bool visit_unread_holds(struct visit *v)
{
    for (size_t i = 0; i < LIMIT_UNREAD; i++) {
        const struct unread *u = &v->unread[i];
        if (u->turn > 0 && u->size <= v->checkpoint.size &&
            !visit_begins_with(v, u->size, buf_span(&u->note))) {
            return false;
        }
    }
    return true;
}

void visit_unread_drop(const struct visit *v, uint64_t size)
{
    for (size_t i = 0; i < LIMIT_UNREAD; i++) {
        char path[UNREAD_PATH];
        unread_path(v, i, path);
        if (v->unread[i].size <= size) {
            (void)unlink(path);
        }
    }
}
