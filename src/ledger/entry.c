#include "ledger_entry.h"

#include "base_json.h"
#include "base_limits.h"
#include "tlog_entry.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DIGEST_BYTES = 32 };

static const char *const roles[] = {"gate", "custodiand", "edged", "mediad", NULL};
static const char *const hows[] = {"exit", "signal", "overdue", NULL};
static const char *const whats[] = {"malformed", "not-in-table", "denied", NULL};
static const char *const rooms[] = {"enough", "low", "out", NULL};
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

/* The keys that come last, for kinds with none after "type". Appends to out what was written only
 * if all is well: one entry, or nothing. */
static enum err entry_end(struct jot *j, enum tlog_kind kind, struct buf *out)
{
    jot_put_text(j, "type", tlog_kind_type(kind));
    jot_put_int(j, "v", tlog_kind_version(kind));
    jot_object_end(j);
    TRY(buf_status(j->out));
    return buf_append_span(out, buf_span(j->out));
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

enum err ledger_entry_room(const struct ledger_event *event, const char *state, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_event(event));
    if (!is_one_of(state, rooms)) {
        return ERR_FORMAT;
    }
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

enum err ledger_entry_heartbeat(int64_t time_ms, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_ENTRY};
    struct jot j = jot_start(&text);
    TRY(check_count(time_ms));
    jot_object(&j);
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
    if (!is_one_of(how, hows)) {
        return ERR_FORMAT;
    }
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
    if (count > (uint64_t)TLOG_INT_MAX || !is_one_of(role, roles) || !is_one_of(what, whats)) {
        return ERR_FORMAT;
    }
    jot_object(&j);
    jot_put_int(&j, "count", (int64_t)count);
    jot_put_text(&j, "role", role);
    jot_put_int(&j, "time_ms", time_ms);
    jot_put_text(&j, "type", tlog_kind_type(TLOG_KIND_REFUSAL));
    jot_put_int(&j, "v", tlog_kind_version(TLOG_KIND_REFUSAL));
    jot_put_text(&j, "what", what);
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
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
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
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
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
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
    jot_put_int(&j, "number", decision->number);
    jot_put_text(&j, "object", decision->object);
    jot_put_int(&j, "previous", decision->previous);
    jot_put_text(&j, "state", decision->state);
    jot_put_int(&j, "time_ms", time_ms);
    return entry_end(&j, TLOG_KIND_DECISION, out);
}
