/* story.c: what the entries tell: starts, stops, refusals, and the times of silence. */
#include "verify_story.h"

#include "base_limits.h"
#include "base_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CLOCK_SLACK_MS = 1000 };

/* type: behind the words; may be empty. */
static void story_is_bad(struct story *s, uint64_t index, const char *words, struct span type)
{
    char plain[32];
    if (s->bad == 0) {
        s->first_bad = index;
        (void)snprintf(s->why_bad, sizeof(s->why_bad), "%s%s", words,
                       plain_text(type, plain, sizeof(plain)));
    }
    s->bad++;
}

static void name_it(struct story *s, struct span name)
{
    size_t len = name.len < sizeof(s->named) ? name.len : 0;
    memcpy(s->named, len == 0 ? (const uint8_t *)"" : name.ptr, len);
    s->named[len] = '\0';
}

/* From here on it is another one than it was by then; whoever followed that one is told. */
static bool story_anew(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct span before = {NULL, 0};
    struct span origin = {NULL, 0};
    struct span reason = {NULL, 0};
    uint8_t bytes[TLOG_KEY_SIZE];
    int64_t time_ms = 0;
    bool good = tlog_entry_text(e, "before", &before) == ERR_OK &&
                tlog_entry_text(e, "origin", &origin) == ERR_OK &&
                tlog_entry_hex(e, "key", bytes, sizeof(bytes)) == ERR_OK &&
                tlog_entry_text(e, "reason", &reason) == ERR_OK &&
                tlog_entry_int(e, "time_ms", &time_ms) == ERR_OK &&
                (s->named[0] == '\0' || span_is(before, s->named));
    if (!good) {
        return false;
    }
    name_it(s, origin);
    if (s->was != NULL && span_is(before, s->was->name) &&
        memcmp(bytes, s->was->key, sizeof(bytes)) == 0 &&
        tlog_entry_int(e, "known", &s->anew.known) == ERR_OK) {
        s->anew.met = true;
        s->anew.entry = index;
        time_iso(time_ms, s->anew.when);
        (void)plain_text(reason, s->anew.reason, sizeof(s->anew.reason));
    }
    return true;
}

void story_end(struct story *s)
{
    if (s->origin.len > 0 && s->named[0] != '\0' && !span_is(s->origin, s->named)) {
        story_is_bad(s, 0, "the genesis of another ledger than the checkpoint's", span_of(NULL, 0));
    }
}

/* A ledger begins once, as what its checkpoint says; what a restore found is what there was. */
static void story_place(struct story *s, uint64_t index, const struct tlog_entry *e,
                        enum tlog_kind kind)
{
    struct span origin = {NULL, 0};
    int64_t found = 0;
    bool begins = kind == TLOG_KIND_GENESIS;
    if (s->origin.len > 0 && begins != (index == 0)) {
        story_is_bad(s, index, begins ? "a second beginning" : "no genesis, and the first",
                     span_of(NULL, 0));
    } else if (begins && tlog_entry_text(e, "origin", &origin) == ERR_OK) {
        name_it(s, origin);
    } else if (kind == TLOG_KIND_ANEW && !story_anew(s, index, e)) {
        story_is_bad(s, index, "begun anew in place of another ledger than this", span_of(NULL, 0));
    } else if (kind == TLOG_KIND_RESTORED &&
               (tlog_entry_int(e, "to", &found) != ERR_OK || (uint64_t)found != index)) {
        story_is_bad(s, index, "restored at another place than it says", span_of(NULL, 0));
    }
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

/* An entry that was not there when somebody looked, and says that it was made before. */
static void story_backdated(struct story *s, uint64_t index, int64_t time_ms)
{
    if (index < s->fresh_from || time_ms >= s->fresh_ms) {
        return;
    }
    if (s->backdated == 0) {
        s->first_backdated = index;
        s->first_backdated_ms = time_ms;
    }
    s->backdated++;
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
    s->starts_known = true;
    for (size_t i = 0; i < e->count; i++) {
        if (span_is(e->members[i].key, "missing")) {
            (void)plain_text(e->members[i].value, s->missing, sizeof(s->missing));
        }
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

/* Whoever looks at each minute sees one heartbeat at a time: it is compared with the one before. */
static void story_tally_again(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct tlog_tally says;
    s->next = index + 1;
    s->tally.known = s->tally.known || index == 0;
    tlog_tally_add(&s->tally, e);
    if (span_is(e->type, tlog_kind_type(TLOG_KIND_HEARTBEAT)) &&
        tlog_tally_read(e, &says) == ERR_OK) {
        s->tally = says;
    }
}

void story_again(struct story *s, uint64_t index, struct span entry)
{
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    uint64_t event = 0;
    enum err err = tlog_entry_decode(entry, &e);
    if (err != ERR_OK) {
        s->tally.known = false;
        return;
    }
    story_tally_again(s, index, &e);
    if (tlog_entry_kind(&e, &kind) == ERR_OK && tlog_entry_event(&e, &event) == ERR_OK) {
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
    struct story_mark *m = &s->mark;
    if (tlog_entry_hex(e, "digest", m->map, sizeof(m->map)) == ERR_OK) {
        m->has_map = true;
    }
}

static void story_app(struct story *s, const struct tlog_entry *e)
{
    struct story_mark *m = &s->mark;
    if (tlog_entry_hex(e, "digest", m->app, sizeof(m->app)) == ERR_OK) {
        m->has_app = true;
    }
}

static void story_key(struct story *s, const struct tlog_entry *e)
{
    struct span id = {NULL, 0};
    if (tlog_entry_text(e, "id", &id) == ERR_OK) {
        (void)plain_text(id, s->key, sizeof(s->key));
    }
}

/* Keys hold no quotation mark. */
static void story_witnesses(struct story *s, const struct tlog_entry *e)
{
    s->asked = 0;
    for (size_t i = 0; i < e->count; i++) {
        const struct tlog_member *m = &e->members[i];
        for (size_t at = 0; span_is(m->key, "vkeys") && at < m->value.len; at++) {
            s->asked += m->value.ptr[at] == '"' ? 1 : 0;
        }
    }
    s->asked /= 2;
    if (tlog_entry_int(e, "quorum", &s->quorum) != ERR_OK) {
        s->quorum = 0;
    }
}

/* An entry, counted; a heartbeat's counts, compared, and gone on from. */
static void story_count(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct tlog_tally says;
    tlog_tally_add(&s->tally, e);
    if (!span_is(e->type, tlog_kind_type(TLOG_KIND_HEARTBEAT)) ||
        tlog_tally_read(e, &says) != ERR_OK) {
        return;
    }
    unsigned kind = 0;
    while (s->tally.known && kind < TLOG_KIND_COUNT_ && says.of[kind] == s->tally.of[kind]) {
        kind++;
    }
    s->tallied += s->tally.known ? 1 : 0;
    if (s->tally.known && kind < TLOG_KIND_COUNT_) {
        if (s->miscounted == 0) {
            s->first_miscounted = index;
            (void)snprintf(s->why_miscounted, sizeof(s->why_miscounted),
                           "%" PRIu64 " of kind %s, and there are %" PRIu64, says.of[kind],
                           tlog_kind_type((enum tlog_kind)kind), s->tally.of[kind]);
        }
        s->miscounted++;
    }
    s->tally = says;
}

/* What an entry of a known kind tells. */
static void story_kind(struct story *s, uint64_t index, const struct tlog_entry *e,
                       enum tlog_kind kind)
{
    int64_t number = 0;
    if (kind == TLOG_KIND_REGION_START) {
        story_region_start(s, e);
    } else if (kind == TLOG_KIND_PROCESS_START) {
        story_process_start(s, e);
    } else if (kind == TLOG_KIND_PROCESS_STOP) {
        story_process_stop(s, index, e);
    } else if (kind == TLOG_KIND_REFUSAL && tlog_entry_int(e, "count", &number) == ERR_OK) {
        s->refusals += (uint64_t)number;
    } else if (kind == TLOG_KIND_EVENTS_LOST && tlog_entry_int(e, "count", &number) == ERR_OK) {
        s->lost += (uint64_t)number;
        s->starts_lost = true;
    } else if (kind == TLOG_KIND_ROOM) {
        story_room(s, e);
    } else if (kind == TLOG_KIND_DATAMAP) {
        story_map(s, e);
    } else if (kind == TLOG_KIND_APP) {
        story_app(s, e);
    } else if (kind == TLOG_KIND_KEY) {
        story_key(s, e);
    } else if (kind == TLOG_KIND_DESK_OPENED && tlog_entry_int(e, "count", &number) == ERR_OK) {
        s->opened += (uint64_t)number;
    } else if (kind == TLOG_KIND_OFFICE) {
        story_office(s, e);
    } else if (kind == TLOG_KIND_WITNESSES) {
        story_witnesses(s, e);
    } else if (kind == TLOG_KIND_BACKUP) {
        s->backup_ms = s->mark.time_ms;
    } else if (kind == TLOG_KIND_RESTORED) {
        story_restored(s);
    } else if (kind == TLOG_KIND_DECISION) {
        story_decision(s, index, e);
    } else if (kind == TLOG_KIND_ANSWER) {
        story_answer(s, e);
    } else if (kind == TLOG_KIND_DISMISSAL) {
        story_dismissal(s, index, e);
    } else if (kind == TLOG_KIND_CLAIM) {
        story_claim(s, index, e);
    }
}

void story_entry(struct story *s, uint64_t index, struct span entry)
{
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    int64_t number = 0;
    s->seen++;
    s->tally.known = index == 0 || (s->tally.known && index == s->next);
    s->next = index + 1;
    if (tlog_entry_decode(entry, &e) != ERR_OK) {
        s->tally.known = false;
        story_is_bad(s, index, "not canonical JSON with \"type\" and \"v\"", span_of(NULL, 0));
        return;
    }
    enum err err = tlog_entry_kind(&e, &kind);
    if (err == ERR_FORMAT) {
        s->tally.known = false;
        story_is_bad(s, index, "not the fields of a ", e.type);
        return;
    }
    story_count(s, index, &e);
    bool starts =
        err == ERR_OK && (kind == TLOG_KIND_REGION_START || kind == TLOG_KIND_PROCESS_START);
    bool dated = tlog_entry_int(&e, "time_ms", &number) == ERR_OK && number > 0;
    bool is_clock = err == ERR_OK && kind == TLOG_KIND_CLOCK;
    if (dated && !(is_clock && story_clock(s, &e, number))) {
        story_time(s, number, starts);
    }
    if (dated) {
        story_backdated(s, index, number);
    }
    story_place(s, index, &e, err == ERR_OK ? kind : TLOG_KIND_COUNT_);
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
    story_receipt(s, index, &e);
    if (kind == TLOG_KIND_DECISION || kind == TLOG_KIND_DISMISSAL || kind == TLOG_KIND_DESK) {
        story_signer(s, index, &e);
    }
    story_kind(s, index, &e, kind);
}
