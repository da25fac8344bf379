/*
 * check.c: the claims, in the order of trust: the key, the checkpoint and its signature, its
 * relation to what was seen before, every entry and tile below it, its age; then what the service
 * merely says of itself.
 */
#include "inside.h"

#include "base_limits.h"
#include "base_time.h"
#include "wire_region.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { VKEY_MAX = 1024, REGION_MAX = 64 * 1024, COSIGN_PAUSE_MS = 250 };

/* A file that could not be had: not reachable is one thing, an answer that is no file another. */
static bool not_had(struct visit *v, enum check check, enum err err, const char *what)
{
    if (err == ERR_GONE || (err == ERR_NOT_FOUND && !v->fetcher.source.live)) {
        report_say(&v->report, check, WORD_ASSERTED, "%s could not be had: %s", what,
                   v->fetcher.problem);
        return visit_stop(v, VERIFY_UNREACHABLE);
    }
    report_say(&v->report, check, WORD_FALSE, "the service publishes %s: it does not (%s)", what,
               v->fetcher.problem);
    return visit_stop(v, VERIFY_FALSE);
}

static bool is_false(struct visit *v, enum check check, const char *what)
{
    report_say(&v->report, check, WORD_FALSE, "%s", what);
    return visit_stop(v, VERIFY_FALSE);
}

/* Which may say why. A copy of the one before is not to be written over. */
static bool is_another(struct visit *v)
{
    v->was = v->old;
    v->old = NULL;
    v->story.was = &v->was->vkey;
    return !v->options.later;
}

/* Of a ledger in place of the one that was followed: what it says of that. */
static bool tell_another(struct visit *v)
{
    const struct story *s = &v->story;
    if (!s->anew.met) {
        report_say(&v->report, CHECK_GROWTH, WORD_FALSE,
                   "the ledger that you followed goes on: this one does not say what became of it");
        return visit_stop(v, VERIFY_FALSE);
    }
    report_say(&v->report, CHECK_GROWTH, WORD_FALSE,
               "the ledger that you followed goes on: by entry %" PRIu64
               " of this one, of %s, its last entries are lost. It is known to have had %" PRId64
               ", and you saw %" PRIu64
               "; what is left of them stands before that entry. The reason "
               "that is given: %s. If you accept that, remove your state file and look anew",
               s->anew.entry, s->anew.when, s->anew.known, v->was->edge.size, s->anew.reason);
    return visit_stop(v, VERIFY_ROLLBACK);
}

/* The key: from the policy, else from the last visit, else trusted on this first one. */
static bool check_key(struct visit *v)
{
    AUTO(buf) struct buf text = {.max = VKEY_MAX};
    struct tlog_vkey *vkey = &v->now->vkey;
    enum err err = fetcher_get(&v->fetcher, "/ledger/vkey", VKEY_MAX, &text);
    if (err != ERR_OK) {
        return not_had(v, CHECK_KEY, err, "its verifier key (/ledger/vkey)");
    }
    struct span line = buf_span(&text);
    bool ends = line.len > 0 && line.ptr[line.len - 1] == '\n';
    if (!ends || tlog_vkey_decode(span_of(line.ptr, line.len - 1), vkey) != ERR_OK ||
        vkey->type != TLOG_ED25519) {
        return is_false(v, CHECK_KEY, "/ledger/vkey is a verifier key: it is none");
    }
    if (v->old != NULL && memcmp(&v->old->vkey, vkey, sizeof(*vkey)) != 0) {
        (void)is_false(v, CHECK_KEY,
                       "the ledger's key is the one of the last visit: it is another");
        return is_another(v);
    }
    size_t known = 0;
    while (known < v->policy.log_count &&
           memcmp(&v->policy.logs[known], vkey, sizeof(*vkey)) != 0) {
        known++;
    }
    if (v->policy.log_count > 0 && known == v->policy.log_count) {
        return is_false(v, CHECK_KEY, "the ledger's key is one that your policy names: it is not");
    }
    char name[TLOG_NAME_MAX + 1];
    (void)plain_text(span_text(vkey->name), name, sizeof(name));
    if (v->policy.log_count > 0) {
        report_say(&v->report, CHECK_KEY, WORD_PROVEN, "the key of %s is the one in your policy",
                   name);
    } else if (v->old == NULL) {
        report_say(
            &v->report, CHECK_KEY, WORD_ASSERTED,
            "the key of %s (id %02x%02x%02x%02x) was trusted on first use%s; compare it with one "
            "that you got elsewhere",
            name, vkey->key_id[0], vkey->key_id[1], vkey->key_id[2], vkey->key_id[3],
            v->options.state_path == NULL ? "" : ", and is remembered from now on");
    } else {
        report_say(&v->report, CHECK_KEY, WORD_PROVEN,
                   "the key of %s is the one of your first visit", name);
    }
    return true;
}

const char *visit_note_fault(const struct visit *v, struct span text, struct tlog_note *note,
                             struct tlog_checkpoint *checkpoint)
{
    enum err err = tlog_note_decode(text, note);
    if (err == ERR_LIMIT) {
        return "/ledger/checkpoint is a signed checkpoint: it has more signatures, or longer ones, "
               "than the 64 of 8,192 bytes that are read";
    }
    if (err != ERR_OK || tlog_checkpoint_decode(note->text, checkpoint) != ERR_OK) {
        return "/ledger/checkpoint is a signed checkpoint: it is malformed";
    }
    if (tlog_note_verify(note, &v->now->vkey, NULL) != ERR_OK) {
        return "the checkpoint is signed by the ledger's key: it is not";
    }
    return span_is(checkpoint->origin, v->now->vkey.name)
               ? NULL
               : "the checkpoint is of the ledger that the key belongs to: it is not";
}

static bool read_checkpoint(struct visit *v)
{
    struct buf *text = &v->now->note;
    buf_clear(text);
    enum err err = fetcher_get(&v->fetcher, "/ledger/checkpoint", LIMIT_NOTE, text);
    if (err != ERR_OK) {
        return not_had(v, CHECK_CHECKPOINT, err, "its checkpoint (/ledger/checkpoint)");
    }
    text->max = LIMIT_NOTE;
    const char *fault = visit_note_fault(v, buf_span(text), &v->note, &v->checkpoint);
    if (fault != NULL) {
        return is_false(v, CHECK_CHECKPOINT, fault);
    }
    visit_unread_keep(v, &v->checkpoint, buf_span(text));
    return true;
}

/* The newest that others signed, too, if it has as many entries as were shown: where some come all
 * the time, or a witness is slow, the very newest is never signed. */
static bool take_cosigned(struct visit *v, uint64_t shown)
{
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    if (fetcher_get(&v->fetcher, "/ledger/cosigned", LIMIT_NOTE, &text) != ERR_OK ||
        visit_note_fault(v, buf_span(&text), &note, &checkpoint) != NULL) {
        return false;
    }
    visit_unread_keep(v, &checkpoint, buf_span(&text));
    if (checkpoint.size < shown || tlog_policy_check(&v->policy, &note, NULL, NULL) != ERR_OK) {
        return false;
    }
    struct buf was = v->now->note;
    v->now->note = text;
    v->now->note.max = LIMIT_NOTE;
    text = was;
    v->note = note;
    v->checkpoint = checkpoint;
    return true;
}

/* A checkpoint that is a moment old is not signed by others yet: it, or a later one, is waited for.
 */
static bool check_checkpoint(struct visit *v)
{
    static const struct timespec pause = {.tv_nsec = COSIGN_PAUSE_MS * 1000 * 1000};
    bool asks = v->was == NULL && v->policy.has_quorum && v->fetcher.source.live;
    visit_unread_load(v);
    bool good = read_checkpoint(v);
    uint64_t shown = v->checkpoint.size;
    int left = asks ? LIMIT_COSIGN_MS / COSIGN_PAUSE_MS : 0;
    while (left-- > 0 && good && tlog_policy_check(&v->policy, &v->note, NULL, NULL) != ERR_OK &&
           !take_cosigned(v, shown)) {
        (void)nanosleep(&pause, NULL);
        good = read_checkpoint(v);
    }
    return good;
}

static bool check_witnesses(struct visit *v)
{
    unsigned witnesses = 0;
    uint64_t time_s = 0;
    if (v->was != NULL) {
        return true;
    }
    if (!v->policy.has_quorum) {
        report_say(
            &v->report, CHECK_WITNESSES, WORD_ASSERTED,
            "everybody is shown the same ledger: no independent witness was asked for (--policy), "
            "so only your own earlier visits speak against a second one");
        return true;
    }
    if (tlog_policy_check(&v->policy, &v->note, &witnesses, &time_s) != ERR_OK) {
        return is_false(v, CHECK_WITNESSES,
                        "the witnesses that your policy asks for have signed this checkpoint: "
                        "they have not");
    }
    char when[TIME_ISO_SIZE];
    v->witnessed_ms = (int64_t)(time_s < INT64_MAX / 1000 ? time_s : 0) * 1000;
    time_iso(v->witnessed_ms, when);
    report_say(&v->report, CHECK_WITNESSES, WORD_PROVEN,
               "%u witnesses of your policy have signed it, as many as it asks for at %s or later",
               witnesses, when);
    return true;
}

static bool check_growth(struct visit *v)
{
    if (v->old == NULL) {
        return visit_unread_follows(v);
    }
    struct tlog_hash was;
    tlog_edge_root(&v->old->edge, &was);
    if (v->checkpoint.size < v->old->edge.size) {
        return visit_is_shorter(v, v->old->edge.size, buf_span(&v->old->note));
    }
    if (v->checkpoint.size == v->old->edge.size && !tlog_hash_equal(&was, &v->checkpoint.root)) {
        return visit_is_fork(v, v->old->edge.size, buf_span(&v->old->note));
    }
    return visit_unread_follows(v);
}

/* What witnesses say of the time is not the service's word. */
static void check_witnessed(struct visit *v)
{
    char when[TIME_ISO_SIZE];
    int64_t age_ms = v->now_ms - v->witnessed_ms;
    if (v->witnessed_ms > 0 && v->options.max_age_s > 0 && age_ms > v->options.max_age_s * 1000) {
        time_iso(v->witnessed_ms, when);
        report_say(
            &v->report, CHECK_AGE, WORD_FALSE,
            "as many witnesses as your policy asks for have lately signed what is shown: one "
            "of them last did at %s, %" PRId64 " minutes ago",
            when, age_ms / 60000);
        v->exit = VERIFY_STALE;
    }
}

static void check_age(struct visit *v)
{
    char when[TIME_ISO_SIZE];
    int64_t newest_ms = v->story.mark.time_ms;
    time_iso(newest_ms, when);
    if (newest_ms == 0) {
        report_say(&v->report, CHECK_AGE, WORD_FALSE,
                   "the service has written to its ledger lately: it is empty");
        v->exit = VERIFY_STALE;
    } else if (v->options.max_age_s > 0 && v->now_ms - newest_ms > v->options.max_age_s * 1000) {
        report_say(
            &v->report, CHECK_AGE, WORD_FALSE,
            "the service writes to its ledger each minute: the newest entry is of %s, %" PRId64
            " minutes ago%s",
            when, (v->now_ms - newest_ms) / 60000,
            v->story.mark.stopping ? " (it had announced a stop)" : "");
        v->exit = VERIFY_STALE;
    } else if (newest_ms - v->now_ms > LIMIT_CLOCKS_MS && v->options.max_age_s > 0) {
        report_say(&v->report, CHECK_AGE, WORD_FALSE,
                   "no entry is dated ahead: the newest is of %s, so nothing tells when it was "
                   "written; the service's clock, or yours, is wrong",
                   when);
        v->exit = VERIFY_STALE;
    } else {
        report_say(&v->report, CHECK_AGE, WORD_ASSERTED, "the newest entry is of %s", when);
    }
}

/* What the service says of itself: nothing of it can be proven from outside. */
static void check_region(struct visit *v)
{
    AUTO(buf) struct buf text = {.max = REGION_MAX};
    enum err err = fetcher_get(&v->fetcher, "/api/v1/region", REGION_MAX, &text);
    if (err == ERR_GONE) {
        visit_lacks(v, CHECK_REGION, "what it says of itself");
        return;
    }
    if (err != ERR_OK) {
        report_say(&v->report, CHECK_REGION, WORD_ASSERTED,
                   "the service says nothing of itself (/api/v1/region): %s", v->fetcher.problem);
        return;
    }
    json_t *root = json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *build = json_string_value(json_object_get(root, "build"));
    const char *origin = json_string_value(json_object_get(root, "origin"));
    char plain[128];
    if (build == NULL || origin == NULL) {
        report_say(&v->report, CHECK_REGION, WORD_FALSE,
                   "/api/v1/region names its build and its origin: it does not");
    } else if (!region_log_is(v->checkpoint.origin, span_text(origin))) {
        report_say(&v->report, CHECK_REGION, WORD_FALSE,
                   "the service and its ledger have one origin: the service says "
                   "%s",
                   plain_text(span_text(origin), plain, sizeof(plain)));
    } else if (strcmp(build, "unreviewed") == 0) {
        report_say(
            &v->report, CHECK_REGION, WORD_ASSERTED,
            "unreviewed build: the service itself says that nobody has reviewed the code that "
            "runs here");
    } else {
        report_say(&v->report, CHECK_REGION, WORD_ASSERTED,
                   "the service says that it runs build \"%s\"; this program can't check that",
                   plain_text(span_text(build), plain, sizeof(plain)));
    }
    json_decref(root);
}

enum err visit_remember(struct visit *v)
{
    struct state *s = v->now;
    bool live = v->fetcher.source.live;
    (void)snprintf(s->url, sizeof(s->url), "%s",
                   live || v->old == NULL ? v->fetcher.source.name : v->old->url);
    s->last_ms = live ? v->now_ms : v->story.mark.time_ms; /* a copy may be older than today */
    s->first_ms = v->old == NULL ? s->last_ms : v->old->first_ms;
    s->mark = v->story.mark;
    s->decided = v->story.decided;
    s->claimed = v->story.claimed;
    s->officed = v->story.officed;
    TRY(state_save(s, v->options.state_path));
    visit_unread_drop(v, v->checkpoint.size);
    return ERR_OK;
}

static void remember(struct visit *v)
{
    if (v->options.state_path == NULL || v->options.later) {
        return;
    }
    enum err err = visit_remember(v);
    if (err != ERR_OK) {
        report_say(
            &v->report, CHECK_MEMORY, WORD_FALSE,
            "this visit is remembered: %s could not be written (%s), so the next visit can't "
            "compare",
            v->options.state_path, err_text(err));
    }
}

bool visit_read(struct visit *v)
{
    return check_key(v) && !visit_was_fork(v) && check_checkpoint(v) && check_growth(v) &&
           check_witnesses(v) && visit_tree(v) && (v->was == NULL || tell_another(v));
}

void visit_check(struct visit *v)
{
    if (!visit_read(v)) {
        return;
    }
    story_report(&v->story, &v->report);
    check_age(v);
    check_witnessed(v);
    visit_receipt(v);
    visit_map(v);
    visit_decided(v);
    visit_signed(v);
    visit_app(v);
    check_region(v);
    visit_public(v);
    if (!visit_unread_holds(v)) {
        return;
    }
    v->whole = true;
    remember(v);
    /* stale: that, and nothing worse */
    if (report_has_false(&v->report, v->exit == VERIFY_STALE ? CHECK_AGE : CHECK_COUNT_)) {
        v->exit = VERIFY_FALSE;
    }
}
