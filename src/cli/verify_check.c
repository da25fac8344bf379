/*
 * verify_check.c: the claims, in the order of trust: the key, the checkpoint and its signature, its
 * relation to what was seen before, every entry and tile below it, its age; then what the service
 * merely says of itself.
 */
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "verify.h"

#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VKEY_MAX = 1024, REGION_MAX = 64 * 1024, AHEAD_MS = 5 * 60 * 1000 };

/* Ends the visit with this status. */
static bool stop_with(struct visit *v, enum verify_exit exit)
{
    v->exit = exit;
    return false;
}

/* A file that could not be had: not reachable is one thing, an answer that is no file another. */
static bool not_had(struct visit *v, enum err err, const char *what)
{
    if (err == ERR_GONE) {
        report_say(&v->report, WORD_ASSERTED, "%s could not be had: %s", what,
                   http_problem(v->http));
        return stop_with(v, VERIFY_UNREACHABLE);
    }
    report_say(&v->report, WORD_FALSE, "the service publishes %s: it does not (%s)", what,
               http_problem(v->http));
    return stop_with(v, VERIFY_FALSE);
}

static bool is_false(struct visit *v, const char *what)
{
    report_say(&v->report, WORD_FALSE, "%s", what);
    return stop_with(v, VERIFY_FALSE);
}

/* The key: from the policy, else from the last visit, else trusted on this first one. */
static bool check_key(struct visit *v)
{
    AUTO(buf) struct buf text = {.max = VKEY_MAX};
    struct tlog_vkey *vkey = &v->now->vkey;
    enum err err = http_get(v->http, "/ledger/vkey", VKEY_MAX, &text);
    if (err != ERR_OK) {
        return not_had(v, err, "its verifier key (/ledger/vkey)");
    }
    struct span line = buf_span(&text);
    bool ends = line.len > 0 && line.ptr[line.len - 1] == '\n';
    if (!ends || tlog_vkey_decode(span_of(line.ptr, line.len - 1), vkey) != ERR_OK ||
        vkey->type != TLOG_ED25519) {
        return is_false(v, "/ledger/vkey is a verifier key: it is none");
    }
    if (v->old != NULL && memcmp(&v->old->vkey, vkey, sizeof(*vkey)) != 0) {
        return is_false(v, "the ledger's key is the one of the last visit: it is another");
    }
    size_t known = 0;
    while (known < v->policy.log_count &&
           memcmp(&v->policy.logs[known], vkey, sizeof(*vkey)) != 0) {
        known++;
    }
    if (v->policy.log_count > 0 && known == v->policy.log_count) {
        return is_false(v, "the ledger's key is one that your policy names: it is not");
    }
    char name[TLOG_NAME_MAX + 1];
    (void)plain_text(span_text(vkey->name), name, sizeof(name));
    if (v->policy.log_count > 0) {
        report_say(&v->report, WORD_PROVEN, "the key of %s is the one in your policy", name);
    } else if (v->old == NULL) {
        report_say(
            &v->report, WORD_ASSERTED,
            "the key of %s (id %02x%02x%02x%02x) was trusted on first use, and is remembered "
            "from now on; compare it with one that you got elsewhere",
            name, vkey->key_id[0], vkey->key_id[1], vkey->key_id[2], vkey->key_id[3]);
    } else {
        report_say(&v->report, WORD_PROVEN, "the key of %s is the one of your first visit", name);
    }
    return true;
}

static bool check_checkpoint(struct visit *v)
{
    struct buf *text = &v->now->note;
    enum err err = http_get(v->http, "/ledger/checkpoint", LIMIT_NOTE, text);
    if (err != ERR_OK) {
        return not_had(v, err, "its checkpoint (/ledger/checkpoint)");
    }
    text->max = LIMIT_NOTE;
    if (tlog_note_decode(buf_span(text), &v->note) != ERR_OK ||
        tlog_checkpoint_decode(v->note.text, &v->checkpoint) != ERR_OK) {
        return is_false(v, "/ledger/checkpoint is a signed checkpoint: it is malformed");
    }
    if (tlog_note_verify(&v->note, &v->now->vkey, NULL) != ERR_OK) {
        return is_false(v, "the checkpoint is signed by the ledger's key: it is not");
    }
    if (!span_is(v->checkpoint.origin, v->now->vkey.name)) {
        return is_false(v, "the checkpoint is of the ledger that the key belongs to: it is not");
    }
    return true;
}

static bool check_witnesses(struct visit *v)
{
    unsigned witnesses = 0;
    uint64_t time_s = 0;
    if (!v->has_policy || !v->policy.has_quorum) {
        report_say(
            &v->report, WORD_ASSERTED,
            "everybody is shown the same ledger: no independent witness was asked for (--policy), "
            "so only your own earlier visits speak against a second one");
        return true;
    }
    if (tlog_policy_check(&v->policy, &v->note, &witnesses, &time_s) != ERR_OK) {
        return is_false(v, "the witnesses that your policy asks for have signed this checkpoint: "
                           "they have not");
    }
    char when[TIME_ISO_SIZE];
    time_iso((int64_t)(time_s < INT64_MAX / 1000 ? time_s : 0) * 1000, when);
    report_say(&v->report, WORD_PROVEN,
               "%u witnesses of your policy have signed it, the last at %s", witnesses, when);
    return true;
}

/* Both checkpoints and the key: whoever has the file can check that the two signatures hold. */
static void save_evidence(struct visit *v)
{
    char path[STATE_PATH + 64];
    AUTO(buf) struct buf text = {.max = STATE_MAX};
    (void)snprintf(path, sizeof(path), "%s.fork-%" PRIu64 "-%02x%02x%02x%02x", v->state_path,
                   v->checkpoint.size, v->checkpoint.root.bytes[0], v->checkpoint.root.bytes[1],
                   v->checkpoint.root.bytes[2], v->checkpoint.root.bytes[3]);
    (void)buf_append_text(&text,
                          "Two checkpoints of one ledger, both signed by its key, that can't "
                          "both be true.\nverifier key: ");
    enum err err = tlog_vkey_encode(&v->now->vkey, &text);
    (void)buf_printf(&text, "\n\n==== seen before, %zu bytes\n", v->old->note.len);
    (void)buf_append_span(&text, buf_span(&v->old->note));
    (void)buf_printf(&text, "==== seen now, %zu bytes\n", v->now->note.len);
    (void)buf_append_span(&text, buf_span(&v->now->note));
    if (err == ERR_OK) {
        err = buf_status(&text);
    }
    if (err == ERR_OK) {
        err = file_replace(AT_FDCWD, path, buf_span(&text), 0644);
    }
    if (err == ERR_OK) {
        report_say(&v->report, WORD_PROVEN, "both signed checkpoints are kept as evidence in %s",
                   path);
    } else {
        report_say(&v->report, WORD_ASSERTED, "the evidence could not be written to %s: %s", path,
                   err_text(err));
    }
}

static bool is_fork(struct visit *v)
{
    report_say(&v->report, WORD_FALSE,
               "the ledger only ever grew: what it showed at the last visit (%" PRIu64
               " entries) is not the beginning of what it shows now (%" PRIu64 ")",
               v->old->edge.size, v->checkpoint.size);
    save_evidence(v);
    return stop_with(v, VERIFY_FORK);
}

static bool check_relation(struct visit *v)
{
    if (v->old == NULL) {
        return true;
    }
    struct tlog_hash was;
    tlog_edge_root(&v->old->edge, &was);
    if (v->checkpoint.size < v->old->edge.size) {
        report_say(&v->report, WORD_FALSE,
                   "the ledger only ever grew: it had %" PRIu64
                   " entries at the last visit and shows "
                   "%" PRIu64 " now",
                   v->old->edge.size, v->checkpoint.size);
        return stop_with(v, VERIFY_ROLLBACK);
    }
    if (v->checkpoint.size == v->old->edge.size && !tlog_hash_equal(&was, &v->checkpoint.root)) {
        return is_fork(v);
    }
    return true;
}

static bool audit_ended(struct visit *v, enum err err, const struct audit *a)
{
    if (!a->quiet) {
        (void)fprintf(stderr, "\r\033[K");
    }
    if (err == ERR_OK) {
        return true;
    }
    if (err == ERR_GONE || err == ERR_NOMEM) {
        report_say(&v->report, WORD_ASSERTED, "the ledger could not be read to its end: %s",
                   err == ERR_NOMEM ? err_text(err) : a->problem);
        return stop_with(v, VERIFY_UNREACHABLE);
    }
    report_say(&v->report, WORD_FALSE, "the published files make the signed tree: %s", a->problem);
    return stop_with(v, VERIFY_FALSE);
}

static struct audit audit_of(struct visit *v, struct story *story)
{
    return (struct audit){.http = v->http,
                          .edge = &v->now->edge,
                          .story = story,
                          .size = v->checkpoint.size,
                          .quiet = v->options.json || isatty(STDERR_FILENO) == 0,
                          .remember_at = v->old == NULL ? 0 : v->old->edge.size};
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
        return is_fork(v);
    }
    report_say(&v->report, WORD_FALSE, "the published files make the signed tree: %s", problem);
    return stop_with(v, VERIFY_FALSE);
}

static void say_read(struct visit *v)
{
    uint64_t size = v->checkpoint.size;
    if (v->story.seen == size) {
        report_say(&v->report, WORD_PROVEN,
                   "the %" PRIu64 " published entries and all tiles make exactly the tree that was "
                   "signed",
                   size);
    } else {
        report_say(&v->report, WORD_PROVEN,
                   "the %" PRIu64 " entries read now, behind the %" PRIu64
                   " of your earlier visits, make "
                   "exactly the tree that was signed (--full reads all of them again)",
                   v->story.seen, size - v->story.seen);
    }
}

static bool check_tree(struct visit *v)
{
    struct audit a = audit_of(v, &v->story);
    struct tlog_hash root;
    bool goes_on = v->old != NULL && !v->options.full;
    if (goes_on) {
        v->now->edge = v->old->edge;
        v->story.mark = v->old->mark;
        v->story.decided = v->old->decided;
    }
    if (!goes_on || v->old->edge.size == 0) {
        v->story.decided = (struct decided){.whole = true};
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
        return is_false(v, "the published entries make the tree that was signed: they do not");
    }
    if (v->old != NULL && !goes_on && v->old->edge.size > 0) {
        struct tlog_hash was;
        tlog_edge_root(&v->old->edge, &was);
        if (!tlog_hash_equal(&was, &a.remembered)) {
            return is_fork(v);
        }
    }
    say_read(v);
    if (v->old != NULL) {
        char when[TIME_ISO_SIZE];
        time_iso(v->old->last_ms, when);
        report_say(&v->report, WORD_PROVEN,
                   "nothing that was there at your last visit (%s, %" PRIu64
                   " entries) was taken out or "
                   "changed; %" PRIu64 " are new",
                   when, v->old->edge.size, v->checkpoint.size - v->old->edge.size);
    }
    return true;
}

static void check_age(struct visit *v)
{
    char when[TIME_ISO_SIZE];
    int64_t newest_ms = v->story.mark.time_ms;
    time_iso(newest_ms, when);
    if (newest_ms == 0) {
        report_say(&v->report, WORD_FALSE,
                   "the service has written to its ledger lately: it is empty");
        v->exit = VERIFY_STALE;
    } else if (v->now_ms - newest_ms > v->options.max_age_s * 1000) {
        report_say(
            &v->report, WORD_FALSE,
            "the service writes to its ledger each minute: the newest entry is of %s, %" PRId64
            " minutes ago%s",
            when, (v->now_ms - newest_ms) / 60000,
            v->story.mark.stopping ? " (it had announced a stop)" : "");
        v->exit = VERIFY_STALE;
    } else if (newest_ms - v->now_ms > AHEAD_MS) {
        report_say(&v->report, WORD_ASSERTED,
                   "the newest entry is of %s: the service's clock, or yours, is wrong", when);
    } else {
        report_say(&v->report, WORD_ASSERTED, "the newest entry is of %s", when);
    }
}

/* What the service says of itself: nothing of it can be proven from outside. */
static void check_region(struct visit *v)
{
    AUTO(buf) struct buf text = {.max = REGION_MAX};
    enum err err = http_get(v->http, "/api/v1/region", REGION_MAX, &text);
    if (err != ERR_OK) {
        report_say(&v->report, WORD_ASSERTED,
                   "the service says nothing of itself (/api/v1/region): %s",
                   http_problem(v->http));
        return;
    }
    json_t *root = json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *build = json_string_value(json_object_get(root, "build"));
    const char *origin = json_string_value(json_object_get(root, "origin"));
    char plain[128];
    if (build == NULL || origin == NULL) {
        report_say(&v->report, WORD_FALSE,
                   "/api/v1/region names its build and its origin: it does not");
    } else if (!span_is(v->checkpoint.origin, origin)) {
        report_say(&v->report, WORD_FALSE,
                   "the service and its ledger have one origin: the service says "
                   "%s",
                   plain_text(span_text(origin), plain, sizeof(plain)));
    } else if (strcmp(build, "unreviewed") == 0) {
        report_say(
            &v->report, WORD_ASSERTED,
            "unreviewed build: the service itself says that nobody has reviewed the code that "
            "runs here");
    } else {
        report_say(&v->report, WORD_ASSERTED,
                   "the service says that it runs build \"%s\"; this program can't check that",
                   plain_text(span_text(build), plain, sizeof(plain)));
    }
    json_decref(root);
}

static void remember(struct visit *v)
{
    struct state *s = v->now;
    (void)snprintf(s->url, sizeof(s->url), "%s", http_base(v->http));
    s->first_ms = v->old == NULL ? v->now_ms : v->old->first_ms;
    s->last_ms = v->now_ms;
    s->mark = v->story.mark;
    s->decided = v->story.decided;
    enum err err = state_save(s, v->state_path);
    if (err != ERR_OK) {
        report_say(
            &v->report, WORD_FALSE,
            "this visit is remembered: %s could not be written (%s), so the next visit can't "
            "compare",
            v->state_path, err_text(err));
    }
}

bool visit_read(struct visit *v)
{
    return check_key(v) && check_checkpoint(v) && check_relation(v) && check_witnesses(v) &&
           check_tree(v);
}

void visit_check(struct visit *v)
{
    if (!visit_read(v)) {
        return;
    }
    story_report(&v->story, &v->report);
    check_age(v);
    visit_map(v);
    visit_decided(v);
    check_region(v);
    remember(v);
    if (v->exit == VERIFY_OK && report_has_false(&v->report)) {
        v->exit = VERIFY_FALSE;
    }
}
