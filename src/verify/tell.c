/* tell.c: what the entries tell, in claims. */
#include "verify_story.h"

#include "base_buf.h"
#include "base_text.h"
#include "base_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void say_silences(const struct story *s, struct report *r)
{
    enum { SAID = 10 };
    for (uint64_t i = 0; i < s->silences && i < SAID; i++) {
        char from[TIME_ISO_SIZE];
        char to[TIME_ISO_SIZE];
        time_iso(s->shown[i].from_ms, from);
        time_iso(s->shown[i].to_ms, to);
        report_say(r, CHECK_SILENCE, WORD_ASSERTED,
                   "silent from %s to %s (%" PRId64
                   " minutes): no entry, and no stop was announced",
                   from, to, (s->shown[i].to_ms - s->shown[i].from_ms) / 60000);
    }
    if (s->silences > SAID) {
        report_say(r, CHECK_SILENCE, WORD_ASSERTED, "and %" PRIu64 " more silences",
                   s->silences - SAID);
    }
    if (s->silences == 0 && s->seen > 0) {
        report_say(r, CHECK_SILENCE, WORD_ASSERTED,
                   "by the times in its entries the service was never silent in what was read now");
    }
}

static void say_doubles(const struct story *s, struct report *r)
{
    if (s->doubles > 0) {
        report_say(r, CHECK_EVENTS, WORD_FALSE,
                   "nothing is recorded twice: %" PRIu64
                   " entries record an event that another entry records; the first is "
                   "entry %" PRIu64,
                   s->doubles, s->first_double);
    } else if (s->events.full) {
        report_say(r, CHECK_EVENTS, WORD_SAMPLED,
                   "no event of the first %zu that were read is recorded twice", s->events.count);
    } else if (s->events.count > 0) {
        report_say(r, CHECK_EVENTS, WORD_PROVEN,
                   "no event of a process that was read is recorded twice");
    }
}

static void say_counts(const struct story *s, struct report *r)
{
    if (s->miscounted > 0) {
        report_say(r, CHECK_COUNTS, WORD_FALSE,
                   "there are as many entries of each kind as its heartbeats say: by %" PRIu64
                   " of them there are not; the first, entry %" PRIu64 ", says that there are %s",
                   s->miscounted, s->first_miscounted, s->why_miscounted);
    } else if (s->tallied > 0) {
        report_say(r, CHECK_COUNTS, WORD_PROVEN,
                   "there are as many entries of each kind as its heartbeats say, by the %" PRIu64
                   " that could be compared",
                   s->tallied);
    }
}

static void say_backdated(const struct story *s, struct report *r)
{
    char looked[TIME_ISO_SIZE];
    char dated[TIME_ISO_SIZE];
    if (s->backdated > 0) {
        time_iso(s->fresh_ms, looked);
        time_iso(s->first_backdated_ms, dated);
        report_say(r, CHECK_BACKDATED, WORD_FALSE,
                   "no entry is dated before it was made: %" PRIu64
                   " were not there when you looked, after %s, and say that they were made before; "
                   "the first is entry %" PRIu64 ", of %s",
                   s->backdated, looked, s->first_backdated, dated);
    }
}

/* What the ledger says is running: the digests of what gate measured. */
static void say_runs(const struct story_mark *m, struct report *r)
{
    for (size_t i = 0; i < m->run_count; i++) {
        AUTO(buf) struct buf hex = {.max = 2 * sizeof(m->runs[i].digest) + 1};
        (void)text_hex(span_of(m->runs[i].digest, sizeof(m->runs[i].digest)), &hex);
        const char *words = buf_text(&hex);
        report_say(r, CHECK_PROCESSES, WORD_ASSERTED, "what runs as %s has the digest sha256 %s",
                   m->runs[i].role, words == NULL ? "?" : words);
    }
}

/* What a region-start says is missing: its words, for people. */
static void say_missing(const struct story *s, struct report *r)
{
    static const struct {
        const char *name;
        const char *words;
    } lacks[] = {
        {"\"landlock\"", "no rules on paths by the kernel (landlock)"},
        {"\"lock\"", "memory may be written to swap (lock)"},
        {"\"memfd\"", "programs run from files that may change (memfd)"},
        {"\"namespaces\"", "no root and no network of their own (namespaces)"},
        {"\"users\"", "all processes are one user (users)"},
    };
    char text[CLAIM_SIZE] = "";
    for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++) {
        size_t len = strlen(text);
        if (strstr(s->missing, lacks[i].name) != NULL) {
            (void)snprintf(text + len, sizeof(text) - len, "%s%s", len == 0 ? "" : "; ",
                           lacks[i].words);
        }
    }
    if (s->missing[0] != '\0' && strcmp(s->missing, "[]") != 0) {
        report_say(r, CHECK_CONFINEMENT, WORD_ASSERTED,
                   "at its last start the region lacked parts of its confinement: %.300s",
                   text[0] == '\0' ? s->missing : text);
    }
}

/* Whose keys decide, and how often they looked at what people say in confidence. */
static void say_office(const struct story *s, struct report *r)
{
    if (s->outsiders > 0) {
        report_say(r, CHECK_OFFICE, WORD_FALSE,
                   "whoever decides, or sits down at the desk, is a member of the office by its "
                   "ledger: %" PRIu64 " times they were none; the first is entry %" PRIu64,
                   s->outsiders, s->first_outsider);
    }
    if (s->kinds[TLOG_KIND_OFFICE] + s->kinds[TLOG_KIND_DESK] + s->opened > 0) {
        report_say(r, CHECK_OFFICE, WORD_ASSERTED,
                   "in these entries: %" PRIu64 " keys became a member's of the office, %" PRIu64
                   " ceased to be; members sat down at its desk %" PRIu64
                   " times and opened %" PRIu64 " things there",
                   s->joined, s->kinds[TLOG_KIND_OFFICE] - s->joined, s->kinds[TLOG_KIND_DESK],
                   s->opened);
    }
}

/* Dropping a witness shows. */
static void say_asked(const struct story *s, struct report *r)
{
    if (s->kinds[TLOG_KIND_WITNESSES] > 0) {
        report_say(r, CHECK_ASKED, WORD_ASSERTED,
                   "the service says that it asks %" PRIu64
                   " witnesses to sign with it, and that %" PRId64
                   " of them do; it said so, or otherwise, %" PRIu64 " times in these entries",
                   s->asked, s->quorum, s->kinds[TLOG_KIND_WITNESSES]);
    }
}

/* Copies of the whole region: one that is made in another way is in no entry. */
static void say_copies(const struct story *s, struct report *r)
{
    char when[TIME_ISO_SIZE];
    if (s->kinds[TLOG_KIND_BACKUP] > 0) {
        time_iso(s->backup_ms, when);
        report_say(r, CHECK_COPIES, WORD_ASSERTED,
                   "the service says that %" PRIu64
                   " backups of it were made in these entries, the last at %s",
                   s->kinds[TLOG_KIND_BACKUP], when);
    }
    if (s->kinds[TLOG_KIND_RESTORED] > 0) {
        report_say(r, CHECK_COPIES, WORD_ASSERTED,
                   "the service says that it was restored from a backup %" PRIu64
                   " times in these entries",
                   s->kinds[TLOG_KIND_RESTORED]);
    }
    if (s->kinds[TLOG_KIND_ANEW] > 0) {
        report_say(
            r, CHECK_COPIES, WORD_ASSERTED,
            "the service says that the last entries of its ledger were lost, and that it went "
            "on as another one, %" PRIu64 " times in these entries: what had been said in "
            "those is not in this ledger",
            s->kinds[TLOG_KIND_ANEW]);
    }
}

/* What it says of its disk, its keys and its borders. */
static void say_state(const struct story *s, struct report *r)
{
    if (s->rooms[0] + s->rooms[1] > 0) {
        report_say(r, CHECK_ROOM, WORD_ASSERTED,
                   "room on the service's disk was low %" PRIu64
                   " times, when nothing could be uploaded, and out %" PRIu64
                   " times, when it served nobody",
                   s->rooms[0], s->rooms[1]);
    }
    if (s->lost > 0) {
        report_say(r, CHECK_LOST, WORD_ASSERTED,
                   "%" PRIu64 " events of processes are not in the ledger: the service could not "
                   "keep so many",
                   s->lost);
    }
    if (s->key[0] != '\0') {
        report_say(r, CHECK_KEYS, WORD_ASSERTED,
                   "every person's key is wrapped with the region's key %s; %" PRIu64
                   " earlier ones were destroyed in these entries",
                   s->key, s->kinds[TLOG_KIND_KEY_RETIRED]);
    }
    if (s->kinds[TLOG_KIND_ERASURE] > 0) {
        report_say(r, CHECK_ERASURES, WORD_ASSERTED,
                   "the data of %" PRIu64 " people who left were destroyed in these entries",
                   s->kinds[TLOG_KIND_ERASURE]);
    }
    say_office(s, r);
    say_copies(s, r);
    say_asked(s, r);
    say_missing(s, r);
}

void story_report(const struct story *s, struct report *r)
{
    if (s->bad > 0) {
        report_say(r, CHECK_ENTRIES, WORD_FALSE,
                   "every entry is what its kind must be: %" PRIu64
                   " are not; the first is entry %" PRIu64 ", which is %s",
                   s->bad, s->first_bad, s->why_bad);
    } else if (s->seen > 0) {
        report_say(r, CHECK_ENTRIES, WORD_PROVEN,
                   "all %" PRIu64
                   " entries that were read are canonical and have the fields of their "
                   "kind",
                   s->seen);
    }
    if (s->unknown > 0) {
        report_say(r, CHECK_ENTRIES, WORD_ASSERTED,
                   "%" PRIu64 " entries are of kinds that this program does not know", s->unknown);
    }
    say_doubles(s, r);
    say_counts(s, r);
    say_backdated(s, r);
    say_silences(s, r);
    if (s->clock_set > 0) {
        report_say(r, CHECK_CLOCK, WORD_ASSERTED,
                   "the service says %" PRIu64
                   " times that its clock had run ahead, and sets its times back",
                   s->clock_set);
    }
    if (s->clock_back > 0) {
        report_say(r, CHECK_CLOCK, WORD_ASSERTED,
                   "by the times in its entries the service's clock went back (%" PRIu64
                   " of them are older than the one before)",
                   s->clock_back);
    }
    if (s->seen > 0) {
        report_say(r, CHECK_PROCESSES, WORD_ASSERTED,
                   "in these entries: %" PRIu64 " starts and %" PRIu64
                   " stops of processes, %" PRIu64 " by a signal, %" PRIu64
                   " of them for a forbidden system call; %" PRIu64 " refused requests",
                   s->kinds[TLOG_KIND_PROCESS_START], s->kinds[TLOG_KIND_PROCESS_STOP], s->killed,
                   s->forbidden, s->refusals);
    }
    if (s->unstarted > 0) {
        report_say(r, CHECK_PROCESSES, WORD_FALSE,
                   "whatever ended had been started: %" PRIu64
                   " times a program ended that no entry says was started; the first is entry "
                   "%" PRIu64,
                   s->unstarted, s->first_unstarted);
    }
    say_runs(&s->mark, r);
    say_state(s, r);
}
