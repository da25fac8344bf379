#include "ledger_entry.h"

#include "base_json.h"
#include "base_limits.h"
#include "tlog_entry.h"
#include "tlog_tally.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DIGEST_BYTES = 32 };

static const char *const roles[] = {"gate", "custodiand", "edged", "mediad", "gatewayd", NULL};
static const char *const lacks[] = {"landlock", "lock", "memfd", "namespaces", "users", NULL};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; word != NULL && *words != NULL; words++) {
        if (strcmp(word, *words) == 0) {
            return true;
        }
    }
    return false;
}

/* Appends to out what was written if it is what the table of kinds says: one entry, or nothing. */
static enum err entry_put(struct jot *j, struct buf *out)
{
    jot_object_end(j);
    TRY(buf_status(j->out));
    TRY(tlog_entry_fits(buf_span(j->out)));
    return buf_append_span(out, buf_span(j->out));
}

/* The keys that come last, for kinds with none after "type". */
static enum err entry_end(struct jot *j, enum tlog_kind kind, struct buf *out)
{
    jot_put_text(j, "type", tlog_kind_type(kind));
    jot_put_int(j, "v", tlog_kind_version(kind));
    return entry_put(j, out);
}

static enum err check_count(int64_t value)
{
    return value >= 0 && value <= TLOG_INT_MAX ? ERR_OK : ERR_FORMAT;
}

static enum err check_event(const struct ledger_event *event)
{
    return event->id > 0 ? check_count(event->time_ms) : ERR_FORMAT;
}

static void put_event(struct jot *j, const struct ledger_event *event)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRIu64, event->id);
    jot_put_text(j, "event", text);
}

enum err ledger_entry_genesis(int64_t time_ms, const char *origin, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (origin == NULL || *origin == '\0') {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_text(&j, "origin", origin);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_GENESIS, out);
}

enum err ledger_entry_region_start(const struct ledger_event *event, const char *const *missing,
                                   size_t missing_count, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    for (size_t i = 0; i < missing_count; i++) {
        if (!is_one_of(missing[i], lacks)) {
            return ERR_FORMAT;
        }
    }
    jot_object(&j);
    jot_put_text(&j, "build", "unreviewed");
    put_event(&j, event);
    jot_key(&j, "missing");
    jot_array(&j);
    for (const char *const *word = lacks; *word != NULL; word++) { /* sorted, each once */
        for (size_t i = 0; i < missing_count; i++) {
            if (strcmp(missing[i], *word) == 0) {
                jot_text(&j, *word);
                break;
            }
        }
    }
    jot_array_end(&j);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_REGION_START, out);
}

enum err ledger_entry_region_stop(const struct ledger_event *event, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    jot_object(&j);
    put_event(&j, event);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_REGION_STOP, out);
}

enum err ledger_entry_events_lost(const struct ledger_event *event, uint64_t count, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    if (count == 0 || count > (uint64_t)TLOG_INT_MAX) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_int(&j, "count", (int64_t)count);
    put_event(&j, event);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_EVENTS_LOST, out);
}

enum err ledger_entry_app(const struct ledger_event *event, struct span digest, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    if (digest.len != DIGEST_BYTES) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_hex(&j, "digest", digest);
    put_event(&j, event);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_APP, out);
}

enum err ledger_entry_room(const struct ledger_event *event, const char *state, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    jot_object(&j);
    put_event(&j, event);
    jot_put_text(&j, "state", state);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_ROOM, out);
}

enum err ledger_entry_clock(int64_t time_ms, int64_t from_ms, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    TRY(check_count(from_ms));
    if (time_ms >= from_ms) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_int(&j, "from_ms", from_ms);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_CLOCK, out);
}

enum err ledger_entry_heartbeat(int64_t time_ms, const struct tlog_tally *tally, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    jot_object(&j);
    jot_key(&j, "counts");
    tlog_tally_put(&j, tally);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_HEARTBEAT, out);
}

static enum err check_process(const struct ledger_process *process)
{
    bool good = is_one_of(process->role, roles) && process->digest.len == DIGEST_BYTES;
    return good ? ERR_OK : ERR_FORMAT;
}

enum err ledger_entry_process_start(const struct ledger_event *event,
                                    const struct ledger_process *process, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    TRY(check_process(process));
    jot_object(&j);
    jot_put_hex(&j, "digest", process->digest);
    put_event(&j, event);
    jot_put_int(&j, "generation", process->generation);
    jot_put_text(&j, "role", process->role);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_PROCESS_START, out);
}

enum err ledger_entry_process_stop(const struct ledger_event *event,
                                   const struct ledger_process *process, const char *how,
                                   int64_t code, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    TRY(check_count(code));
    TRY(check_process(process));
    jot_object(&j);
    jot_put_int(&j, "code", code);
    jot_put_hex(&j, "digest", process->digest);
    put_event(&j, event);
    jot_put_int(&j, "generation", process->generation);
    jot_put_text(&j, "how", how);
    jot_put_text(&j, "role", process->role);
    jot_put_int(&j, "time_ms", event->time_ms);
    return entry_end(&j, TLOG_KIND_PROCESS_STOP, out);
}

enum err ledger_entry_refusal(int64_t time_ms, const char *role, const char *what, uint64_t count,
                              struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (count > (uint64_t)TLOG_INT_MAX || !is_one_of(role, roles)) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_int(&j, "count", (int64_t)count);
    jot_put_text(&j, "role", role);
    jot_put_int(&j, "time_ms", time_ms);
    jot_put_text(&j, "type", tlog_kind_type(TLOG_KIND_REFUSAL));
    jot_put_int(&j, "v", tlog_kind_version(TLOG_KIND_REFUSAL));
    jot_put_text(&j, "what", what);
    return entry_put(&j, out);
}

enum err ledger_entry_datamap(int64_t time_ms, const struct ledger_datamap *map, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (map->digest.len != DIGEST_BYTES || map->rows > (size_t)TLOG_INT_MAX) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_hex(&j, "digest", map->digest);
    jot_put_int(&j, "rows", (int64_t)map->rows);
    jot_put_int(&j, "time_ms", time_ms);
    jot_put_text(&j, "type", tlog_kind_type(TLOG_KIND_DATAMAP));
    jot_put_int(&j, "v", tlog_kind_version(TLOG_KIND_DATAMAP));
    jot_put_int(&j, "version", map->version);
    return entry_put(&j, out);
}

static enum err key_entry(int64_t time_ms, int64_t id, enum tlog_kind kind, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    uint8_t bytes[8];
    TRY(check_count(time_ms));
    if (id <= 0) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)((uint64_t)id >> (8 * (sizeof(bytes) - 1 - i)));
    }
    jot_object(&j);
    jot_put_hex(&j, "id", span_of(bytes, sizeof(bytes)));
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, kind, out);
}

enum err ledger_entry_key(int64_t time_ms, int64_t id, struct buf *out)
{
    return key_entry(time_ms, id, TLOG_KIND_KEY, out);
}

enum err ledger_entry_key_retired(int64_t time_ms, int64_t id, struct buf *out)
{
    return key_entry(time_ms, id, TLOG_KIND_KEY_RETIRED, out);
}

enum err ledger_entry_erasure(int64_t time_ms, struct span subject, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (subject.len != DIGEST_BYTES) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_hex(&j, "subject", subject);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_ERASURE, out);
}

enum err ledger_entry_backup(int64_t time_ms, struct span manifest, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (manifest.len != DIGEST_BYTES) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_hex(&j, "manifest", manifest);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_BACKUP, out);
}

enum err ledger_entry_restored(int64_t time_ms, const struct ledger_restored *restored,
                               struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    TRY(check_count(restored->made_ms));
    if (restored->manifest.len != DIGEST_BYTES || restored->from > restored->to ||
        restored->to > (uint64_t)TLOG_INT_MAX) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_int(&j, "from", (int64_t)restored->from);
    jot_put_int(&j, "made_ms", restored->made_ms);
    jot_put_hex(&j, "manifest", restored->manifest);
    jot_put_int(&j, "time_ms", time_ms);
    jot_put_int(&j, "to", (int64_t)restored->to);
    jot_put_text(&j, "type", tlog_kind_type(TLOG_KIND_RESTORED));
    jot_put_int(&j, "v", tlog_kind_version(TLOG_KIND_RESTORED));
    return entry_put(&j, out);
}

enum err ledger_entry_anew(int64_t time_ms, const struct ledger_anew *anew, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (anew->key.len != DIGEST_BYTES || anew->root.len != DIGEST_BYTES ||
        anew->known > (uint64_t)TLOG_INT_MAX) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_text(&j, "before", anew->before);
    jot_put_hex(&j, "key", anew->key);
    jot_put_int(&j, "known", (int64_t)anew->known);
    jot_put_text(&j, "origin", anew->origin);
    jot_put_text(&j, "reason", anew->reason);
    jot_put_hex(&j, "root", anew->root);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_ANEW, out);
}

enum err ledger_entry_office(int64_t time_ms, const struct ledger_office *office, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (office->digest.len != DIGEST_BYTES || office->key.len != DIGEST_BYTES ||
        office->organisation[0] == '\0') {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_text(&j, "action", office->adds ? "add" : "remove");
    jot_put_hex(&j, "digest", office->digest);
    jot_put_hex(&j, "key", office->key);
    jot_put_text(&j, "organisation", office->organisation);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_OFFICE, out);
}

enum err ledger_entry_decision(int64_t time_ms, const struct ledger_decision *decision,
                               struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    TRY(check_count(decision->number));
    TRY(check_count(decision->previous));
    if (decision->digest.len != DIGEST_BYTES || decision->key.len != DIGEST_BYTES ||
        decision->ground[0] == '\0' || decision->object[0] == '\0' || decision->state[0] == '\0') {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_hex(&j, "digest", decision->digest);
    jot_put_text(&j, "ground", decision->ground);
    jot_put_hex(&j, "key", decision->key);
    jot_put_text(&j, "label", decision->label[0] == '\0' ? "none" : decision->label);
    jot_put_int(&j, "number", decision->number);
    jot_put_text(&j, "object", decision->object);
    jot_put_int(&j, "previous", decision->previous);
    jot_put_text(&j, "state", decision->state);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_DECISION, out);
}

enum err ledger_entry_witnesses(int64_t time_ms, const struct ledger_witnesses *witnesses,
                                struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    if (witnesses->digest.len != DIGEST_BYTES || witnesses->quorum > witnesses->count ||
        witnesses->count > LIMIT_WITNESSES) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_hex(&j, "digest", witnesses->digest);
    jot_put_int(&j, "quorum", witnesses->quorum);
    jot_put_int(&j, "stop_minutes", witnesses->stop_min);
    jot_put_int(&j, "time_ms", time_ms);
    jot_put_text(&j, "type", tlog_kind_type(TLOG_KIND_WITNESSES));
    jot_put_int(&j, "v", tlog_kind_version(TLOG_KIND_WITNESSES));
    jot_key(&j, "vkeys");
    jot_array(&j);
    for (size_t i = 0; i < witnesses->count; i++) {
        jot_text(&j, witnesses->vkeys[i]);
    }
    jot_array_end(&j);
    return entry_put(&j, out);
}

enum err ledger_entry_claim(int64_t time_ms, const struct ledger_claim *claim, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    jot_object(&j);
    jot_put_text(&j, "claim", claim->claim);
    jot_put_hex(&j, "digest", claim->digest);
    jot_put_text(&j, "state", claim->state);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_CLAIM, out);
}

static enum err check_desk(int64_t time_ms, const struct ledger_desk *desk, bool keyed)
{
    TRY(check_count(time_ms));
    TRY(check_count(desk->about));
    TRY(check_count(desk->value));
    bool good = desk->digest.len == DIGEST_BYTES && (!keyed || desk->key.len == DIGEST_BYTES);
    return good ? ERR_OK : ERR_FORMAT;
}

enum err ledger_entry_answer(int64_t time_ms, const struct ledger_desk *desk, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_desk(time_ms, desk, false));
    jot_object(&j);
    jot_put_hex(&j, "commitment", desk->digest);
    jot_put_int(&j, "decision", desk->about);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_ANSWER, out);
}

enum err ledger_entry_dismissal(int64_t time_ms, const struct ledger_desk *desk, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_desk(time_ms, desk, true));
    jot_object(&j);
    jot_put_int(&j, "answer", desk->value);
    jot_put_int(&j, "case", desk->about);
    jot_put_hex(&j, "digest", desk->digest);
    jot_put_hex(&j, "key", desk->key);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_DISMISSAL, out);
}

enum err ledger_entry_desk(int64_t time_ms, const struct ledger_desk *desk, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_desk(time_ms, desk, true));
    jot_object(&j);
    jot_put_hex(&j, "digest", desk->digest);
    jot_put_int(&j, "ends_ms", desk->value);
    jot_put_hex(&j, "key", desk->key);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_DESK, out);
}

enum err ledger_entry_desk_opened(int64_t time_ms, const struct ledger_desk *desk, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_desk(time_ms, desk, false));
    jot_object(&j);
    jot_put_int(&j, "count", desk->value);
    jot_put_hex(&j, "digest", desk->digest);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_DESK_OPENED, out);
}

enum err ledger_entry_sharing(int64_t time_ms, const struct ledger_desk *desk, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_desk(time_ms, desk, false));
    jot_object(&j);
    jot_put_hex(&j, "digest", desk->digest);
    jot_put_int(&j, "time_ms", time_ms);
    jot_put_int(&j, "turn", desk->value);
    return entry_end(&j, TLOG_KIND_SHARING, out);
}
