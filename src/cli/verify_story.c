/* verify_story.c: what the entries tell: starts, stops, refusals, and the times of silence. */
#include "base_limits.h"
#include "base_text.h"
#include "base_time.h"
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SIGNAL_SYSCALL = 31, CLOCK_SLACK_MS = 1000 };

static void story_is_bad(struct story *s, uint64_t index)
{
    if (s->bad == 0) {
        s->first_bad = index;
    }
    s->bad++;
}

/* Time between two entries. A heartbeat comes each minute: a longer gap is a silence, unless a
 * region-stop announced it and a start ends it. */
static void story_time(struct story *s, int64_t time_ms, bool starts)
{
    struct story_mark *m = &s->mark;
    if (m->time_ms > 0 && time_ms < m->time_ms - CLOCK_SLACK_MS) {
        s->clock_back++;
    }
    if (m->time_ms > 0 && time_ms - m->time_ms > LIMIT_SILENCE_MS && !(m->stopping && starts)) {
        if (s->silences < SILENCES_SHOWN) {
            s->shown[s->silences].from_ms = m->time_ms;
            s->shown[s->silences].to_ms = time_ms;
        }
        s->silences++;
        m->silences++;
    }
    m->time_ms = time_ms;
}

/* The one step back that may be: from the very time of the entry before. */
static bool story_clock(struct story *s, const struct tlog_entry *e, int64_t time_ms)
{
    int64_t from_ms = 0;
    if (tlog_entry_int(e, "from_ms", &from_ms) != ERR_OK || from_ms != s->mark.time_ms ||
        time_ms >= from_ms) {
        return false;
    }
    s->clock_set++;
    s->mark.time_ms = time_ms;
    return true;
}

static void story_region_start(struct story *s, const struct tlog_entry *e)
{
    struct span text = {NULL, 0};
    if (tlog_entry_text(e, "build", &text) == ERR_OK) {
        (void)plain_text(text, s->build, sizeof(s->build));
    }
    for (size_t i = 0; i < e->count; i++) {
        if (span_is(e->members[i].key, "missing")) {
            (void)plain_text(e->members[i].value, s->missing, sizeof(s->missing));
        }
    }
}

static void story_process_stop(struct story *s, const struct tlog_entry *e)
{
    struct span how = {NULL, 0};
    int64_t code = 0;
    bool read =
        tlog_entry_text(e, "how", &how) == ERR_OK && tlog_entry_int(e, "code", &code) == ERR_OK;
    if (read && span_is(how, "signal")) {
        s->killed++;
        s->forbidden += code == SIGNAL_SYSCALL ? 1 : 0;
    }
}

static void story_event(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    uint64_t event = 0;
    if (tlog_entry_event(e, &event) != ERR_OK || event_set_add(&s->events, event)) {
        return;
    }
    if (s->doubles == 0) {
        s->first_double = index;
    }
    s->doubles++;
}

void story_again(struct story *s, struct span entry)
{
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    uint64_t event = 0;
    if (tlog_entry_decode(entry, &e) == ERR_OK && tlog_entry_kind(&e, &kind) == ERR_OK &&
        tlog_entry_event(&e, &event) == ERR_OK) {
        (void)event_set_add(&s->events, event);
    }
}

void story_done(struct story *s)
{
    event_set_done(&s->events);
}

static void story_room(struct story *s, const struct tlog_entry *e)
{
    struct span state = {NULL, 0};
    if (tlog_entry_text(e, "state", &state) == ERR_OK) {
        s->rooms[0] += span_is(state, "low") ? 1 : 0;
        s->rooms[1] += span_is(state, "out") ? 1 : 0;
    }
}

static void story_map(struct story *s, const struct tlog_entry *e)
{
    struct span digest = {NULL, 0};
    struct story_mark *m = &s->mark;
    if (tlog_entry_text(e, "digest", &digest) == ERR_OK &&
        text_unhex(digest, m->map, sizeof(m->map)) == ERR_OK) {
        m->has_map = true;
    }
}

static void story_key(struct story *s, const struct tlog_entry *e)
{
    struct span id = {NULL, 0};
    if (tlog_entry_text(e, "id", &id) == ERR_OK) {
        (void)plain_text(id, s->key, sizeof(s->key));
    }
}

void story_entry(struct story *s, uint64_t index, struct span entry)
{
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    int64_t number = 0;
    s->seen++;
    if (tlog_entry_decode(entry, &e) != ERR_OK) {
        story_is_bad(s, index);
        return;
    }
    enum err err = tlog_entry_kind(&e, &kind);
    if (err == ERR_FORMAT) {
        story_is_bad(s, index);
        return;
    }
    bool starts =
        err == ERR_OK && (kind == TLOG_KIND_REGION_START || kind == TLOG_KIND_PROCESS_START);
    bool dated = tlog_entry_int(&e, "time_ms", &number) == ERR_OK && number > 0;
    bool is_clock = err == ERR_OK && kind == TLOG_KIND_CLOCK;
    if (dated && !(is_clock && story_clock(s, &e, number))) {
        story_time(s, number, starts);
    }
    if (err != ERR_OK) {
        s->unknown++;
        return;
    }
    s->kinds[kind]++;
    story_event(s, index, &e);
    if (kind == TLOG_KIND_REGION_STOP) {
        s->mark.stopping = true;
    } else if (kind == TLOG_KIND_REGION_START || kind == TLOG_KIND_HEARTBEAT) {
        s->mark.stopping = false;
    }
    if (kind == TLOG_KIND_REGION_START) {
        story_region_start(s, &e);
    } else if (kind == TLOG_KIND_PROCESS_STOP) {
        story_process_stop(s, &e);
    } else if (kind == TLOG_KIND_REFUSAL && tlog_entry_int(&e, "count", &number) == ERR_OK) {
        s->refusals += (uint64_t)number;
    } else if (kind == TLOG_KIND_EVENTS_LOST && tlog_entry_int(&e, "count", &number) == ERR_OK) {
        s->lost += (uint64_t)number;
    } else if (kind == TLOG_KIND_ROOM) {
        story_room(s, &e);
    } else if (kind == TLOG_KIND_DATAMAP) {
        story_map(s, &e);
    } else if (kind == TLOG_KIND_KEY) {
        story_key(s, &e);
    } else if (kind == TLOG_KIND_DECISION) {
        story_decision(s, index, &e);
    }
}

static void say_silences(const struct story *s, struct report *r)
{
    enum { SAID = 10 };
    for (uint64_t i = 0; i < s->silences && i < SAID; i++) {
        char from[TIME_ISO_SIZE];
        char to[TIME_ISO_SIZE];
        time_iso(s->shown[i].from_ms, from);
        time_iso(s->shown[i].to_ms, to);
        report_say(r, WORD_ASSERTED,
                   "silent from %s to %s (%" PRId64
                   " minutes): no entry, and no stop was announced",
                   from, to, (s->shown[i].to_ms - s->shown[i].from_ms) / 60000);
    }
    if (s->silences > SAID) {
        report_say(r, WORD_ASSERTED, "and %" PRIu64 " more silences", s->silences - SAID);
    }
    if (s->silences == 0 && s->seen > 0) {
        report_say(r, WORD_ASSERTED,
                   "by the times in its entries the service was never silent in what was read now");
    }
}

static void say_doubles(const struct story *s, struct report *r)
{
    if (s->doubles > 0) {
        report_say(r, WORD_FALSE,
                   "%" PRIu64 " entries record an event that another entry records; the first is "
                   "entry %" PRIu64,
                   s->doubles, s->first_double);
    } else if (s->events.full) {
        report_say(r, WORD_SAMPLED, "no event of the first %zu that were read is recorded twice",
                   s->events.count);
    } else if (s->events.count > 0) {
        report_say(r, WORD_PROVEN, "no event of a process that was read is recorded twice");
    }
}

void story_report(const struct story *s, struct report *r)
{
    if (s->bad > 0) {
        report_say(r, WORD_FALSE,
                   "%" PRIu64 " entries are not what an entry must be; the first is entry %" PRIu64,
                   s->bad, s->first_bad);
    } else if (s->seen > 0) {
        report_say(r, WORD_PROVEN,
                   "all %" PRIu64
                   " entries that were read are canonical and have the fields of their "
                   "kind",
                   s->seen);
    }
    if (s->unknown > 0) {
        report_say(r, WORD_ASSERTED,
                   "%" PRIu64 " entries are of kinds that this program does not know", s->unknown);
    }
    say_doubles(s, r);
    say_silences(s, r);
    if (s->clock_set > 0) {
        report_say(r, WORD_ASSERTED,
                   "the service says %" PRIu64
                   " times that its clock had run ahead, and sets its times back",
                   s->clock_set);
    }
    if (s->clock_back > 0) {
        report_say(r, WORD_ASSERTED,
                   "by the times in its entries the service's clock went back (%" PRIu64
                   " of them are older than the one before)",
                   s->clock_back);
    }
    if (s->seen > 0) {
        report_say(r, WORD_ASSERTED,
                   "in these entries: %" PRIu64 " starts and %" PRIu64
                   " stops of processes, %" PRIu64 " by a signal, %" PRIu64
                   " of them for a forbidden system call; %" PRIu64 " refused requests",
                   s->kinds[TLOG_KIND_PROCESS_START], s->kinds[TLOG_KIND_PROCESS_STOP], s->killed,
                   s->forbidden, s->refusals);
    }
    if (s->rooms[0] + s->rooms[1] > 0) {
        report_say(r, WORD_ASSERTED,
                   "room on the service's disk was low %" PRIu64
                   " times, when nothing could be uploaded, and out %" PRIu64
                   " times, when it served nobody",
                   s->rooms[0], s->rooms[1]);
    }
    if (s->lost > 0) {
        report_say(r, WORD_ASSERTED,
                   "%" PRIu64 " events of processes are not in the ledger: the service could not "
                   "keep so many",
                   s->lost);
    }
    if (s->key[0] != '\0') {
        report_say(r, WORD_ASSERTED,
                   "every person's key is wrapped with the region's key %s; %" PRIu64
                   " earlier ones were destroyed in these entries",
                   s->key, s->kinds[TLOG_KIND_KEY_RETIRED]);
    }
    if (s->kinds[TLOG_KIND_ERASURE] > 0) {
        report_say(r, WORD_ASSERTED,
                   "the data of %" PRIu64 " people who left were destroyed in these entries",
                   s->kinds[TLOG_KIND_ERASURE]);
    }
    if (s->missing[0] != '\0' && strcmp(s->missing, "[]") != 0) {
        report_say(r, WORD_ASSERTED,
                   "at its last start the region lacked parts of its confinement: %s", s->missing);
    }
}
