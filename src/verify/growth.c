/*
 * growth.c: what is shown now beside what was shown before: the ledger may only have grown. And the
 * tree that its files make.
 */
#include "inside.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "verify_evidence.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The larger tree's beginning, and the proof that it is that, from the files that are shown now. */
static enum err prove_beginning(struct visit *v, uint64_t smaller, uint64_t larger,
                                struct evidence *e)
{
    struct tlog_source tiles = verify_files_tiles(&v->fetcher.files);
    TRY(tlog_root_at(&tiles, smaller, larger, &e->root));
    return tlog_consistency_make(&tiles, smaller, larger, &e->proof);
}

/* Both notes, the smaller tree's first. */
static void put_notes(const struct visit *v, uint64_t was, struct span note, struct evidence *e)
{
    bool grew = v->checkpoint.size >= was;
    e->vkey = v->now->vkey;
    e->smaller = grew ? note : buf_span(&v->now->note);
    e->larger = grew ? buf_span(&v->now->note) : note;
}

/* One for each key: who signs a new history at each visit fills no disk. */
enum { EVIDENCE_PATH = STATE_PATH + 16 };
static void evidence_path(const struct visit *v, char out[EVIDENCE_PATH])
{
    const uint8_t *id = v->now->vkey.key_id;
    (void)snprintf(out, EVIDENCE_PATH, "%s.fork-%02x%02x%02x%02x", v->options.state_path, id[0],
                   id[1], id[2], id[3]);
}

static bool proves_fork(const struct visit *v, const char *path, struct tlog_checkpoint of[2])
{
    AUTO(buf) struct buf text = {.max = EVIDENCE_MAX};
    struct evidence e;
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && /* of a pipe nothing would come */
           file_read_all(AT_FDCWD, path, &text) == ERR_OK &&
           evidence_decode(buf_span(&text), &e) == ERR_OK &&
           memcmp(&e.vkey, &v->now->vkey, sizeof(e.vkey)) == 0 && evidence_check(&e, of) == ERR_OK;
}

bool visit_was_fork(struct visit *v)
{
    char path[EVIDENCE_PATH];
    struct tlog_checkpoint of[2];
    if (v->options.state_path == NULL) {
        return false;
    }
    evidence_path(v, path);
    if (!proves_fork(v, path, of)) {
        return false;
    }
    report_say(
        &v->report, CHECK_GROWTH, WORD_FALSE,
        "the ledger only ever grew: what its key signed by an earlier visit of yours (%" PRIu64
        " entries, and %" PRIu64 ") are two histories, whatever it shows now",
        of[0].size, of[1].size);
    report_say(&v->report, CHECK_EVIDENCE, WORD_PROVEN,
               "both signed checkpoints are kept in %s; to look on all the same, move it away",
               path);
    (void)visit_stop(v, VERIFY_FORK);
    return true;
}

static void save_evidence(struct visit *v, const struct evidence *e)
{
    char path[EVIDENCE_PATH];
    AUTO(buf) struct buf text = {.max = EVIDENCE_MAX};
    evidence_path(v, path);
    enum err err = evidence_encode(e, &text);
    if (err == ERR_OK) {
        err = file_replace(AT_FDCWD, path, buf_span(&text), 0644);
    }
    if (err == ERR_OK) {
        visit_unread_drop(v, UINT64_MAX);
        report_say(&v->report, CHECK_EVIDENCE, WORD_PROVEN,
                   "both signed checkpoints, and what shows that they exclude each other, are kept "
                   "in %s; vitrine verify --evidence checks it, without the service",
                   path);
    } else {
        report_say(&v->report, CHECK_EVIDENCE, WORD_ASSERTED,
                   "the evidence could not be written to %s: %s", path, err_text(err));
    }
}

/* Evidence that what is shown now and what is signed in a note exclude each other. */
static enum err make_evidence(struct visit *v, uint64_t was, struct span note, struct evidence *e)
{
    struct tlog_checkpoint of[2];
    uint64_t is = v->checkpoint.size;
    if (was != is) {
        TRY(prove_beginning(v, was < is ? was : is, was < is ? is : was, e));
    }
    put_notes(v, was, note, e);
    return evidence_check(e, of);
}

static bool end_in_fork(struct visit *v, uint64_t was, const char *when, enum err err,
                        const struct evidence *e)
{
    report_say(&v->report, CHECK_GROWTH, WORD_FALSE,
               "the ledger only ever grew: what it showed %s (%" PRIu64
               " entries) and what it shows now (%" PRIu64 ") are two histories",
               when, was, v->checkpoint.size);
    if (err == ERR_OK) {
        save_evidence(v, e);
    } else {
        report_say(&v->report, CHECK_EVIDENCE, WORD_ASSERTED,
                   "no evidence for others could be made of it: %s", err_text(err));
    }
    return visit_stop(v, VERIFY_FORK);
}

static const char before[] = "at an earlier visit";

bool visit_is_fork(struct visit *v, uint64_t was, struct span note)
{
    struct evidence e = {.proof = {.count = 0}};
    enum err err = make_evidence(v, was, note, &e);
    return end_in_fork(v, was, before, err, &e);
}

bool visit_begins_with(struct visit *v, uint64_t size, struct span note)
{
    struct evidence e = {.proof = {.count = 0}};
    enum err err = make_evidence(v, size, note, &e);
    return err != ERR_OK || end_in_fork(v, size, "in this same visit", err, &e);
}

/* Shorter than before. Its files may tell whether it is at least the same ledger: the tree that was
 * seen before must begin with what is shown now. */
bool visit_is_shorter(struct visit *v, uint64_t was, struct span note)
{
    struct evidence e = {.proof = {.count = 0}};
    if (make_evidence(v, was, note, &e) == ERR_OK) {
        return end_in_fork(v, was, before, ERR_OK, &e);
    }
    if (!v->fetcher.source.live) {
        report_say(&v->report, CHECK_GROWTH, WORD_ASSERTED,
                   "the copy has %" PRIu64 " entries, and you saw %" PRIu64
                   ": it is of an earlier time, and says nothing of the service since; without "
                   "--state it is checked by itself",
                   v->checkpoint.size, was);
        return visit_stop(v, VERIFY_UNREACHABLE);
    }
    report_say(&v->report, CHECK_GROWTH, WORD_FALSE,
               "the ledger only ever grew: it had %" PRIu64
               " entries at an earlier visit and shows %" PRIu64 " now",
               was, v->checkpoint.size);
    return visit_stop(v, VERIFY_ROLLBACK);
}

static bool audit_ended(struct visit *v, enum err err, const struct audit *a)
{
    if (!a->quiet) {
        (void)fprintf(stderr, "\r\033[K");
    }
    if (err == ERR_OK) {
        return true;
    }
    bool lacks = err == ERR_NOT_FOUND && !v->fetcher.source.live;
    if (err == ERR_GONE || err == ERR_NOMEM || lacks) {
        report_say(&v->report, CHECK_TREE, WORD_ASSERTED,
                   "the ledger could not be read to its end: %s",
                   err == ERR_NOMEM ? err_text(err) : a->problem);
        return visit_stop(v, VERIFY_UNREACHABLE);
    }
    report_say(&v->report, CHECK_TREE, WORD_FALSE, "the published files make the signed tree: %s",
               a->problem);
    return visit_stop(v, VERIFY_FALSE);
}

static struct audit audit_of(struct visit *v, struct story *story)
{
    return (struct audit){.fetcher = &v->fetcher,
                          .edge = &v->now->edge,
                          .story = story,
                          .size = v->checkpoint.size,
                          .quiet = v->options.quiet,
                          .unread = v->unread,
                          .remember_at = v->old == NULL ? 0 : v->old->edge.size};
}

static bool is_fork_of_old(struct visit *v)
{
    return visit_is_fork(v, v->old->edge.size, buf_span(&v->old->note));
}

/* What is new does not fit what was seen. Read all again: if the whole makes the signed tree, then
 * its beginning is another than the one that was signed before. */
static bool tell_fork_from_damage(struct visit *v, const char *problem)
{
    struct audit a = audit_of(v, NULL);
    struct tlog_hash was;
    struct tlog_hash root;
    v->now->edge.size = 0;
    if (!audit_ended(v, audit_run(&a), &a)) {
        return false;
    }
    tlog_edge_root(&v->now->edge, &root);
    tlog_edge_root(&v->old->edge, &was);
    if (tlog_hash_equal(&root, &v->checkpoint.root) && !tlog_hash_equal(&a.remembered, &was)) {
        return is_fork_of_old(v);
    }
    report_say(&v->report, CHECK_TREE, WORD_FALSE, "the published files make the signed tree: %s",
               problem);
    return visit_stop(v, VERIFY_FALSE);
}

static void say_read(struct visit *v)
{
    uint64_t size = v->checkpoint.size;
    if (v->story.seen == size) {
        report_say(&v->report, CHECK_TREE, WORD_PROVEN,
                   "the %" PRIu64 " published entries and all tiles make exactly the tree that was "
                   "signed",
                   size);
    } else {
        report_say(&v->report, CHECK_TREE, WORD_PROVEN,
                   "the %" PRIu64 " entries read now, behind the %" PRIu64
                   " of your earlier visits, make "
                   "exactly the tree that was signed (--full reads all of them again)",
                   v->story.seen, size - v->story.seen);
    }
}

bool visit_tree(struct visit *v)
{
    struct audit a = audit_of(v, &v->story);
    struct tlog_hash root;
    v->story.origin = v->checkpoint.origin;
    /* what an earlier program did not remember is read anew */
    bool goes_on =
        v->old != NULL && !v->options.full && v->old->claimed.whole && v->story.receipt == NULL;
    if (goes_on) {
        v->now->edge = v->old->edge;
        v->story.mark = v->old->mark;
        v->story.decided = v->old->decided;
        v->story.decided_ms = v->old->decided.count > 0 ? v->old->mark.time_ms : 0;
        v->story.claimed = v->old->claimed;
        v->story.officed = v->old->officed;
    }
    if (v->old != NULL) {
        int64_t slack_ms = v->options.max_age_s * 1000;
        v->story.fresh_from = v->old->edge.size;
        v->story.fresh_ms =
            v->old->last_ms - (slack_ms > LIMIT_CLOCKS_MS ? slack_ms : LIMIT_CLOCKS_MS);
    }
    if (!goes_on || v->old->edge.size == 0) {
        v->story.decided = (struct decided){.whole = true};
        v->story.claimed = (struct claimed){.whole = true};
        v->story.officed = (struct officed){.whole = true};
    }
    enum err err = audit_run(&a);
    if (err == ERR_CONFLICT && v->old != NULL && v->old->edge.size > 0) {
        return tell_fork_from_damage(v, a.problem);
    }
    if (!audit_ended(v, err, &a)) {
        return false;
    }
    tlog_edge_root(&v->now->edge, &root);
    if (!tlog_hash_equal(&root, &v->checkpoint.root)) {
        if (v->old != NULL && v->old->edge.size > 0) {
            return tell_fork_from_damage(v, "their root is not the one that was signed");
        }
        report_say(&v->report, CHECK_TREE, WORD_FALSE,
                   "the published entries make the tree that was signed: they do not");
        return visit_stop(v, VERIFY_FALSE);
    }
    if (v->old != NULL && !goes_on && v->old->edge.size > 0) {
        struct tlog_hash was;
        tlog_edge_root(&v->old->edge, &was);
        if (!tlog_hash_equal(&was, &a.remembered)) {
            return is_fork_of_old(v);
        }
    }
    if (a.broken != NULL) {
        return visit_is_fork(v, a.broken->size, buf_span(&a.broken->note));
    }
    story_end(&v->story);
    say_read(v);
    if (v->old != NULL) {
        char when[TIME_ISO_SIZE];
        time_iso(v->old->last_ms, when);
        report_say(&v->report, CHECK_GROWTH, WORD_PROVEN,
                   "nothing that was there at your last visit (%s, %" PRIu64
                   " entries) was taken out or "
                   "changed; %" PRIu64 " are new",
                   when, v->old->edge.size, v->checkpoint.size - v->old->edge.size);
    }
    return true;
}
