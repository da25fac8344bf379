#include "journal.h"

#include "base_buf.h"
#include "base_limits.h"
#include "base_time.h"
#include "tlog_entry.h"

#include <stdlib.h>
#include <string.h>

/* Wall time, held still while the clock is behind the newest entry. */
static int64_t journal_time(struct journal *j, int64_t wall_ms)
{
    if (wall_ms > j->last_ms) {
        j->last_ms = wall_ms;
    }
    return j->last_ms;
}

/* A full batch is committed to make room. */
static enum err journal_append(struct journal *j, const struct buf *entry)
{
    TRY(buf_status(entry));
    enum err err = ledger_append(j->ledger, buf_span(entry));
    if (err == ERR_LIMIT && ledger_pending(j->ledger) > 0) {
        TRY(ledger_commit(j->ledger));
        err = ledger_append(j->ledger, buf_span(entry));
    }
    TRY(err);
    struct tlog_entry e;
    TRY(tlog_entry_decode(buf_span(entry), &e));
    tlog_tally_add(&j->tally, &e);
    return ERR_OK;
}

enum err journal_commit(struct journal *j)
{
    return ledger_pending(j->ledger) == 0 ? ERR_OK : ledger_commit(j->ledger);
}

static void know(struct journal *j, uint64_t event)
{
    j->known[j->known_next] = event;
    j->known_next = (j->known_next + 1) % LIMIT_EVENTS_SENT;
}

static bool is_known(const struct journal *j, uint64_t event)
{
    for (size_t i = 0; i < LIMIT_EVENTS_SENT; i++) {
        if (j->known[i] == event && event != 0) {
            return true;
        }
    }
    return false;
}

/* Counts on from the newest heartbeat that says how many there are. */
static void count_entry(void *journal, struct span entry)
{
    struct journal *j = journal;
    struct tlog_entry e;
    struct tlog_tally says;
    if (tlog_entry_decode(entry, &e) != ERR_OK) {
        return;
    }
    tlog_tally_add(&j->tally, &e);
    bool beat = span_is(e.type, tlog_kind_type(TLOG_KIND_HEARTBEAT));
    if (beat && tlog_tally_read(&e, &says) == ERR_OK) { /* an old one has no counts */
        j->tally = says;
    }
}

static void know_entry(void *journal, struct span entry)
{
    struct tlog_entry e;
    uint64_t event = 0;
    if (tlog_entry_decode(entry, &e) == ERR_OK && tlog_entry_event(&e, &event) == ERR_OK) {
        know(journal, event);
    }
    count_entry(journal, entry);
}

/* What the ledger's end tells; how many entries there are of each kind may take the whole of it, if
 * it was written before heartbeats said so. */
static enum err read_back(struct journal *j)
{
    j->tally.known = ledger_size(j->ledger) <= LIMIT_READ_BACK;
    TRY(ledger_tail(j->ledger, LIMIT_READ_BACK, know_entry, j));
    if (j->tally.known) {
        return ERR_OK;
    }
    j->tally = (struct tlog_tally){.known = true};
    return ledger_tail(j->ledger, UINT64_MAX, count_entry, j);
}

enum err journal_start(struct journal *j, struct ledger *ledger, const char *origin)
{
    *j = (struct journal){
        .ledger = ledger, .beat_mono_ms = time_mono_ms(), .beat_wall_ms = time_wall_ms()};
    j->sound_mono_ms = j->beat_mono_ms;
    j->sound_wall_ms = j->beat_wall_ms;
    if (ledger_size(ledger) > 0) {
        return read_back(j);
    }
    j->tally.known = true;
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_genesis(journal_time(j, time_wall_ms()), origin, &entry));
    TRY(journal_append(j, &entry));
    return journal_commit(j);
}

static enum err put_region_start(const struct ledger_event *as, int64_t mask, struct buf *out)
{
    static const struct {
        int64_t bit;
        const char *name;
    } names[] = {
        {MISSING_USERS, "users"},       {MISSING_NAMESPACES, "namespaces"},
        {MISSING_LANDLOCK, "landlock"}, {MISSING_MEMFD, "memfd"},
        {MISSING_LOCK, "lock"},
    };
    const char *missing[sizeof(names) / sizeof(names[0])];
    size_t count = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if ((mask & names[i].bit) != 0) {
            missing[count++] = names[i].name;
            mask &= ~names[i].bit;
        }
    }
    if (mask != 0) {
        return ERR_FORMAT;
    }
    return ledger_entry_region_start(as, missing, count, out);
}

static enum err put_event(const struct ledger_event *as, const struct ctl *event, struct buf *out)
{
    struct ledger_process process = {
        .role = ctl_role_name(event->role),
        .generation = event->generation,
        .digest = span_of(event->digest, sizeof(event->digest)),
    };
    switch (event->code) {
    case EVENT_REGION_START:
        return put_region_start(as, event->value, out);
    case EVENT_REGION_STOP:
        return ledger_entry_region_stop(as, out);
    case EVENT_APP:
        return ledger_entry_app(as, process.digest, out);
    case EVENT_START:
        return ledger_entry_process_start(as, &process, out);
    case EVENT_EXIT:
        return ledger_entry_process_stop(as, &process, "exit", event->value, out);
    case EVENT_KILLED:
        return ledger_entry_process_stop(as, &process, "signal", event->value, out);
    case EVENT_OVERDUE:
        return ledger_entry_process_stop(as, &process, "overdue", 0, out);
    case EVENT_LOST:
        return ledger_entry_events_lost(as, event->value < 0 ? 0 : (uint64_t)event->value, out);
    case EVENT_ROOM:
        return ledger_entry_room(as, ctl_room_name(event->value), out);
    default:
        return ERR_FORMAT;
    }
}

enum err journal_event(struct journal *j, const struct ctl *event)
{
    if (is_known(j, event->id)) {
        return ERR_OK; /* recorded by the custodiand before, which did not live to say so */
    }
    if (event->code == EVENT_REGION_STOP) {
        TRY(journal_flush_denied(j)); /* nothing of this run comes after its end */
    }
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    struct ledger_event as = {.time_ms = journal_time(j, time_wall_ms()), .id = event->id};
    TRY(put_event(&as, event, &entry));
    TRY(journal_append(j, &entry));
    know(j, event->id);
    return ERR_OK;
}

enum err journal_refusal(struct journal *j, uint8_t role, enum refused what, uint64_t count)
{
    static const char *const words[] = {
        [REFUSED_MALFORMED] = "malformed",
        [REFUSED_NOT_IN_TABLE] = "not-in-table",
        [REFUSED_DENIED] = "denied",
    };
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_refusal(journal_time(j, time_wall_ms()), ctl_role_name(role), words[what],
                             count, &entry));
    return journal_append(j, &entry);
}

enum err journal_datamap(struct journal *j, const struct ledger_datamap *map)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_datamap(journal_time(j, time_wall_ms()), map, &entry));
    return journal_append(j, &entry);
}

enum err journal_key(struct journal *j, int64_t id)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_key(journal_time(j, time_wall_ms()), id, &entry));
    return journal_append(j, &entry);
}

enum err journal_key_retired(struct journal *j, int64_t id)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_key_retired(journal_time(j, time_wall_ms()), id, &entry));
    return journal_append(j, &entry);
}

enum err journal_erasure(struct journal *j, struct span subject)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_erasure(journal_time(j, time_wall_ms()), subject, &entry));
    return journal_append(j, &entry);
}

enum err journal_backup(struct journal *j, struct span manifest)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_backup(journal_time(j, time_wall_ms()), manifest, &entry));
    return journal_append(j, &entry);
}

enum err journal_restored(struct journal *j, const struct ledger_restored *restored)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_restored(journal_time(j, time_wall_ms()), restored, &entry));
    return journal_append(j, &entry);
}

enum err journal_anew(struct journal *j, const struct ledger_anew *anew)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_anew(journal_time(j, time_wall_ms()), anew, &entry));
    return journal_append(j, &entry);
}

enum err journal_witnesses(struct journal *j, const struct ledger_witnesses *witnesses)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_witnesses(journal_time(j, time_wall_ms()), witnesses, &entry));
    return journal_append(j, &entry);
}

/* Appends an entry and says which one it will be. */
static enum err append_numbered(struct journal *j, const struct buf *entry, int64_t *out_entry)
{
    TRY(journal_append(j, entry));
    *out_entry = (int64_t)(ledger_size(j->ledger) + ledger_pending(j->ledger)) - 1;
    return ERR_OK;
}

enum err journal_claim(struct journal *j, const struct ledger_claim *claim, int64_t *out_entry)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_claim(journal_time(j, time_wall_ms()), claim, &entry));
    return append_numbered(j, &entry, out_entry);
}

enum err journal_office(struct journal *j, const struct ledger_office *office, int64_t *out_entry)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_office(journal_time(j, time_wall_ms()), office, &entry));
    return append_numbered(j, &entry, out_entry);
}

enum err journal_decision(struct journal *j, const struct ledger_decision *decision,
                          int64_t *out_entry)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_decision(journal_time(j, time_wall_ms()), decision, &entry));
    return append_numbered(j, &entry, out_entry);
}

enum err journal_desk(struct journal *j, const char *type, const struct ledger_desk *desk)
{
    static const struct {
        enum tlog_kind kind;
        enum err (*fn)(int64_t time_ms, const struct ledger_desk *desk, struct buf *out);
    } kinds[] = {
        {TLOG_KIND_ANSWER, ledger_entry_answer},
        {TLOG_KIND_DISMISSAL, ledger_entry_dismissal},
        {TLOG_KIND_DESK, ledger_entry_desk},
        {TLOG_KIND_DESK_OPENED, ledger_entry_desk_opened},
        {TLOG_KIND_SHARING, ledger_entry_sharing},
    };
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(tlog_kind_type(kinds[i].kind), type) == 0) {
            TRY(kinds[i].fn(journal_time(j, time_wall_ms()), desk, &entry));
            return journal_append(j, &entry);
        }
    }
    return ERR_FORMAT;
}

void journal_denied(struct journal *j, uint8_t role)
{
    if (role < ROLE_COUNT_) {
        j->denied[role]++;
    }
}

enum err journal_flush_denied(struct journal *j)
{
    for (uint8_t role = 0; role < ROLE_COUNT_; role++) {
        if (j->denied[role] == 0) {
            continue;
        }
        TRY(journal_refusal(j, role, REFUSED_DENIED, j->denied[role]));
        j->denied[role] = 0;
    }
    return ERR_OK;
}

int64_t journal_wait_ms(const struct journal *j, int64_t mono_ms)
{
    int64_t since = mono_ms - j->beat_mono_ms;
    return since >= LIMIT_HEARTBEAT_MS ? 0 : LIMIT_HEARTBEAT_MS - since;
}

/* Times stand still while the clock is behind the newest entry. If that is so because it had jumped
 * ahead, and it is now where it would be without the jump, they go on from there. */
static enum err set_clock_back(struct journal *j, int64_t wall_ms, int64_t mono_ms)
{
    int64_t sound_ms = j->sound_wall_ms + (mono_ms - j->sound_mono_ms);
    if (llabs(wall_ms - sound_ms) > LIMIT_CLOCK_JUMP_MS) {
        return ERR_OK;
    }
    j->sound_wall_ms = wall_ms;
    j->sound_mono_ms = mono_ms;
    if (j->last_ms - wall_ms <= LIMIT_CLOCK_JUMP_MS) {
        return ERR_OK;
    }
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(ledger_entry_clock(wall_ms, j->last_ms, &entry));
    j->last_ms = wall_ms;
    return journal_append(j, &entry);
}

enum err journal_beat(struct journal *j, int64_t wall_ms, int64_t mono_ms, int64_t *out_jump_ms)
{
    AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
    TRY(set_clock_back(j, wall_ms, mono_ms));
    struct tlog_tally tally = j->tally;
    tally.of[TLOG_KIND_HEARTBEAT]++;
    TRY(ledger_entry_heartbeat(journal_time(j, wall_ms), &tally, &entry));
    TRY(journal_append(j, &entry));
    TRY(journal_flush_denied(j));
    int64_t jump = (wall_ms - j->beat_wall_ms) - (mono_ms - j->beat_mono_ms);
    j->beat_mono_ms = mono_ms;
    j->beat_wall_ms = wall_ms;
    *out_jump_ms = jump;
    return ERR_OK;
}
