/*
 * restore_witnesses.c: how far the region's witnesses have seen its ledger: asked before anybody
 * could sign another entry behind an older one.
 */
#include "restore.h"

#include "backup_plan.h"
#include "base_text.h"
#include "digest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void wiped_auto(struct buf *b)
{
    backup_wipe(b);
    buf_done(b);
}

/* What it cosigned last. ERR_NOT_FOUND: nothing of this ledger. Any other: it was not heard. */
static enum err ask_one(struct restore_run *r, const char *url, const char *path)
{
    AUTO(http_close) struct http *http = NULL;
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    struct tlog_checkpoint checkpoint;
    TRY(http_open(url, &http));
    TRY(http_get(http, path, LIMIT_NOTE, &note));
    TRY(log_note_check(buf_span(&note), &r->own->vkey, &checkpoint));
    return restore_know(r, url, checkpoint.size, &checkpoint.root);
}

static bool has_line(struct span bytes, const struct tlog_vkey *log, const struct tlog_vkey *vkey)
{
    struct tlog_checkpoint checkpoint;
    struct tlog_note note;
    return log_note_check(bytes, log, &checkpoint) == ERR_OK &&
           tlog_note_decode(bytes, &note) == ERR_OK &&
           tlog_note_verify(&note, vkey, NULL) == ERR_OK;
}

/* Whether a ledger that is at hand has a signature of that witness's, so that it knew this one. */
static bool has_signed(struct restore_run *r, const struct tlog_vkey *vkey)
{
    for (size_t i = 0; i < r->log_count; i++) {
        AUTO(buf) struct buf cosigned = {.max = LIMIT_NOTE};
        if (has_line(buf_span(&r->logs[i]->note), &r->own->vkey, vkey) ||
            (log_fetch(r->logs[i], "cosigned", LIMIT_NOTE, &cosigned) == ERR_OK &&
             has_line(buf_span(&cosigned), &r->own->vkey, vkey))) {
            return true;
        }
    }
    return false;
}

static bool is_excused(const struct restore_run *r, const char *url)
{
    for (size_t i = 0; i < r->options.without_count; i++) {
        if (strcmp(r->options.without[i], url) == 0) {
            return true;
        }
    }
    return false;
}

/* How it went with all of them: addresses, with commas between. */
struct asking {
    unsigned heard;
    char silent[1024];
    char forgot[1024];
};

static void list(char *text, size_t size, const char *url)
{
    size_t len = strlen(text);
    (void)snprintf(text + len, size - len, "%s%s", len == 0 ? "" : ", ", url);
}

static enum err refuse(struct restore_run *r, const struct asking *a, unsigned quorum)
{
    if (a->forgot[0] != '\0') {
        return restore_fail(
            r, ERR_GONE,
            "%s: it says that it has never heard of this ledger, and has signed it: its signature "
            "is "
            "at hand.\nIt has lost what it knew, or another answers there; that a later ledger was "
            "never seen, it can't say.\nNothing was restored. Find out which; or --without-witness "
            "with its address, if nobody knows",
            a->forgot);
    }
    return restore_fail(r, ERR_GONE,
                        "of the region's witnesses %u answered, and %u must: %s did not. They may "
                        "have seen a later ledger than\nis at hand; a region that goes on without "
                        "them may fork. Nothing was restored. Once they are there, try\nagain; or "
                        "--without-witnesses, if they are gone for good",
                        a->heard, quorum, a->silent);
}

static enum err ask_all(struct restore_run *r, const struct tlog_witnesses *w)
{
    uint8_t digest[DIGEST_SIZE];
    struct asking a = {.heard = 0};
    AUTO(buf) struct buf path = {.max = 2 * DIGEST_SIZE + 32};
    digest_of(span_text(r->own->vkey.name), digest);
    (void)buf_append_text(&path, "/");
    (void)text_hex(span_of(digest, sizeof(digest)), &path);
    TRY(buf_append(&path, "/checkpoint", sizeof("/checkpoint")));
    for (size_t i = 0; i < w->count; i++) {
        char url[RESTORE_WHERE];
        (void)snprintf(url, sizeof(url), "%.*s", (int)w->peers[i].url.len,
                       (const char *)w->peers[i].url.ptr);
        enum err err = ask_one(r, url, (const char *)path.ptr);
        if (err == ERR_NOT_FOUND && !is_excused(r, url) && has_signed(r, &w->peers[i].vkey)) {
            list(a.forgot, sizeof(a.forgot), url);
        } else if (err == ERR_OK || err == ERR_NOT_FOUND || is_excused(r, url)) {
            a.heard++;
        } else {
            list(a.silent, sizeof(a.silent), url);
        }
    }
    bool goes_on = a.heard >= w->quorum || r->options.unheard;
    return goes_on ? ERR_OK : refuse(r, &a, w->quorum);
}

enum err restore_witnesses(struct restore_run *r)
{
    AUTO(wiped) struct buf bytes = {.max = PLAN_REGION_MAX};
    struct span told = {NULL, 0};
    struct span text = {NULL, 0};
    struct tlog_witnesses w;
    unsigned line = 0;
    TRY(restore_region(r, &bytes));
    plan_region_texts(buf_span(&bytes), &told, &text);
    if (text.len == 0) {
        return ERR_OK;
    }
    enum err err = tlog_witnesses_decode(text, &w, &line);
    return err == ERR_OK
               ? ask_all(r, &w)
               : restore_fail(r, err, "the backup's witnesses, line %u: %s", line, err_text(err));
}
