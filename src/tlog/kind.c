/* kind.c: what each kind of entry must hold. */
#include "tlog_entry.h"

#include "base_text.h"

#include <stdbool.h>

enum shape { SHAPE_TEXT, SHAPE_COUNT, SHAPE_DIGEST, SHAPE_WORDS, SHAPE_ID };

/* Every field of every kind, besides type and v. A kind that is known holds these and no others,
 * in each version those that it had from the start or got up to then. */
static const struct {
    enum tlog_kind kind;
    const char *key;
    enum shape shape;
    int64_t since;
} fields[] = {
    {TLOG_KIND_GENESIS, "origin", SHAPE_TEXT, 1},
    {TLOG_KIND_GENESIS, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_REGION_START, "build", SHAPE_TEXT, 1},
    {TLOG_KIND_REGION_START, "event", SHAPE_ID, 2},
    {TLOG_KIND_REGION_START, "missing", SHAPE_WORDS, 1},
    {TLOG_KIND_REGION_START, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_REGION_STOP, "event", SHAPE_ID, 2},
    {TLOG_KIND_REGION_STOP, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_PROCESS_START, "digest", SHAPE_DIGEST, 1},
    {TLOG_KIND_PROCESS_START, "event", SHAPE_ID, 2},
    {TLOG_KIND_PROCESS_START, "generation", SHAPE_COUNT, 1},
    {TLOG_KIND_PROCESS_START, "role", SHAPE_TEXT, 1},
    {TLOG_KIND_PROCESS_START, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_PROCESS_STOP, "code", SHAPE_COUNT, 1},
    {TLOG_KIND_PROCESS_STOP, "digest", SHAPE_DIGEST, 1},
    {TLOG_KIND_PROCESS_STOP, "event", SHAPE_ID, 2},
    {TLOG_KIND_PROCESS_STOP, "generation", SHAPE_COUNT, 1},
    {TLOG_KIND_PROCESS_STOP, "how", SHAPE_TEXT, 1},
    {TLOG_KIND_PROCESS_STOP, "role", SHAPE_TEXT, 1},
    {TLOG_KIND_PROCESS_STOP, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_HEARTBEAT, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_REFUSAL, "count", SHAPE_COUNT, 1},
    {TLOG_KIND_REFUSAL, "role", SHAPE_TEXT, 1},
    {TLOG_KIND_REFUSAL, "time_ms", SHAPE_COUNT, 1},
    {TLOG_KIND_REFUSAL, "what", SHAPE_TEXT, 1},

    {TLOG_KIND_EVENTS_LOST, "count", SHAPE_COUNT, 1},
    {TLOG_KIND_EVENTS_LOST, "event", SHAPE_ID, 1},
    {TLOG_KIND_EVENTS_LOST, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_ROOM, "event", SHAPE_ID, 1},
    {TLOG_KIND_ROOM, "state", SHAPE_TEXT, 1},
    {TLOG_KIND_ROOM, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_CLOCK, "from_ms", SHAPE_COUNT, 1},
    {TLOG_KIND_CLOCK, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_DATAMAP, "digest", SHAPE_DIGEST, 1},
    {TLOG_KIND_DATAMAP, "rows", SHAPE_COUNT, 1},
    {TLOG_KIND_DATAMAP, "time_ms", SHAPE_COUNT, 1},
    {TLOG_KIND_DATAMAP, "version", SHAPE_COUNT, 1},

    {TLOG_KIND_KEY, "id", SHAPE_TEXT, 1},
    {TLOG_KIND_KEY, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_KEY_RETIRED, "id", SHAPE_TEXT, 1},
    {TLOG_KIND_KEY_RETIRED, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_ERASURE, "subject", SHAPE_DIGEST, 1},
    {TLOG_KIND_ERASURE, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_BACKUP, "manifest", SHAPE_DIGEST, 1},
    {TLOG_KIND_BACKUP, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_RESTORED, "from", SHAPE_COUNT, 1},
    {TLOG_KIND_RESTORED, "made_ms", SHAPE_COUNT, 1},
    {TLOG_KIND_RESTORED, "manifest", SHAPE_DIGEST, 1},
    {TLOG_KIND_RESTORED, "time_ms", SHAPE_COUNT, 1},
    {TLOG_KIND_RESTORED, "to", SHAPE_COUNT, 1},

    {TLOG_KIND_OFFICE, "action", SHAPE_TEXT, 1},
    {TLOG_KIND_OFFICE, "digest", SHAPE_DIGEST, 1},
    {TLOG_KIND_OFFICE, "key", SHAPE_DIGEST, 1},
    {TLOG_KIND_OFFICE, "organisation", SHAPE_TEXT, 1},
    {TLOG_KIND_OFFICE, "time_ms", SHAPE_COUNT, 1},

    {TLOG_KIND_DECISION, "digest", SHAPE_DIGEST, 1},
    {TLOG_KIND_DECISION, "ground", SHAPE_TEXT, 1},
    {TLOG_KIND_DECISION, "key", SHAPE_DIGEST, 1},
    {TLOG_KIND_DECISION, "number", SHAPE_COUNT, 1},
    {TLOG_KIND_DECISION, "object", SHAPE_TEXT, 1},
    {TLOG_KIND_DECISION, "previous", SHAPE_COUNT, 1},
    {TLOG_KIND_DECISION, "state", SHAPE_TEXT, 1},
    {TLOG_KIND_DECISION, "time_ms", SHAPE_COUNT, 1},
};

static const char *const types[] = {
#define TLOG_KIND_ROW(name, type) type,
    TLOG_KIND_TABLE(TLOG_KIND_ROW)
#undef TLOG_KIND_ROW
};

const char *tlog_kind_type(enum tlog_kind kind)
{
    return (unsigned)kind < TLOG_KIND_COUNT_ ? types[kind] : "?";
}

int64_t tlog_kind_version(enum tlog_kind kind)
{
    int64_t newest = 1;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (fields[i].kind == kind && fields[i].since > newest) {
            newest = fields[i].since;
        }
    }
    return newest;
}

/* A list whose items are texts, sorted: the list itself is known to be canonical. */
static bool is_words(struct span value)
{
    if (value.ptr[0] != '[' || value.len < 2) {
        return false;
    }
    struct span rest = span_of(value.ptr + 1, value.len - 2);
    while (rest.len > 0) {
        struct span item = span_cut(&rest, ',');
        if (item.len < 2 || item.ptr[0] != '"' || item.ptr[item.len - 1] != '"') {
            return false;
        }
    }
    return true;
}

static bool has_shape(const struct tlog_entry *e, const char *key, enum shape shape)
{
    struct span text = {NULL, 0};
    int64_t number = -1;
    uint64_t id = 0;
    uint8_t digest[32];
    switch (shape) {
    case SHAPE_TEXT:
        return tlog_entry_text(e, key, &text) == ERR_OK && text.len > 0;
    case SHAPE_COUNT:
        return tlog_entry_int(e, key, &number) == ERR_OK && number >= 0;
    case SHAPE_DIGEST:
        return tlog_entry_text(e, key, &text) == ERR_OK &&
               text_unhex(text, digest, sizeof(digest)) == ERR_OK;
    case SHAPE_ID:
        return tlog_entry_text(e, key, &text) == ERR_OK &&
               text_u64(text, UINT64_MAX, &id) == ERR_OK && id > 0;
    case SHAPE_WORDS:
        for (size_t i = 0; i < e->count; i++) {
            if (span_is(e->members[i].key, key)) {
                return is_words(e->members[i].value);
            }
        }
        return false;
    }
    return false;
}

enum err tlog_entry_kind(const struct tlog_entry *e, enum tlog_kind *out_kind)
{
    size_t kind = 0;
    while (kind < TLOG_KIND_COUNT_ && !span_is(e->type, types[kind])) {
        kind++;
    }
    if (kind == TLOG_KIND_COUNT_ || e->v < 1 || e->v > tlog_kind_version((enum tlog_kind)kind)) {
        return ERR_NOT_FOUND;
    }
    size_t held = 2; /* type and v */
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (fields[i].kind != (enum tlog_kind)kind || fields[i].since > e->v) {
            continue;
        }
        if (!has_shape(e, fields[i].key, fields[i].shape)) {
            return ERR_FORMAT;
        }
        held++;
    }
    if (e->count != held) {
        return ERR_FORMAT;
    }
    *out_kind = (enum tlog_kind)kind;
    return ERR_OK;
}
