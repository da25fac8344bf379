/*
 * tlog_entry.h: what a region's entries are: canonical JSON objects (RFC 8785) with "type" (text)
 * and "v" (integer), and what each known kind must hold. The writer's tests and the verifier read
 * the same table.
 *
 * Canonical: UTF-8; no byte that could be left out; keys sorted by UTF-16 code units, none twice;
 * the one escape that RFC 8785 prescribes, where it must be; numbers are integers between -2^53 and
 * 2^53, both excluded, without "-0". Unicode normalisation is not checked.
 */
#ifndef TLOG_ENTRY_H
#define TLOG_ENTRY_H

#include "base_err.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

enum { TLOG_MEMBERS = 64, TLOG_ENTRY_DEPTH = 16 };
#define TLOG_INT_MAX ((INT64_C(1) << 53) - 1)

/* All kinds that are known. X(name, type) */
#define TLOG_KIND_TABLE(X)                                                                         \
    X(GENESIS, "genesis")                                                                          \
    X(REGION_START, "region-start")                                                                \
    X(REGION_STOP, "region-stop")                                                                  \
    X(PROCESS_START, "process-start")                                                              \
    X(PROCESS_STOP, "process-stop")                                                                \
    X(HEARTBEAT, "heartbeat")                                                                      \
    X(REFUSAL, "refusal")                                                                          \
    X(EVENTS_LOST, "events-lost")                                                                  \
    X(ROOM, "room")                                                                                \
    X(CLOCK, "clock")                                                                              \
    X(DATAMAP, "datamap")                                                                          \
    X(KEY, "key")                                                                                  \
    X(KEY_RETIRED, "key-retired")                                                                  \
    X(ERASURE, "erasure")                                                                          \
    X(BACKUP, "backup")                                                                            \
    X(RESTORED, "restored")                                                                        \
    X(OFFICE, "office")                                                                            \
    X(DECISION, "decision")

enum tlog_kind {
#define TLOG_KIND_ROW(name, type) TLOG_KIND_##name,
    TLOG_KIND_TABLE(TLOG_KIND_ROW)
#undef TLOG_KIND_ROW
        TLOG_KIND_COUNT_
};

const char *tlog_kind_type(enum tlog_kind kind);

/* tlog_kind_version: the newest "v" of the kind, which is written; older ones are still read. */
int64_t tlog_kind_version(enum tlog_kind kind);

struct tlog_member {
    struct span key;   /* between its quotes, as it stands */
    struct span value; /* as it stands: its first byte tells what it is */
};

struct tlog_entry {
    size_t count;
    struct tlog_member members[TLOG_MEMBERS];
    struct span type; /* between its quotes */
    int64_t v;
};

/* tlog_entry_decode: borrows from in. ERR_FORMAT if it is not canonical or lacks type or v;
 * ERR_LIMIT over TLOG_MEMBERS members or TLOG_ENTRY_DEPTH levels. */
MUST_USE enum err tlog_entry_decode(struct span in, struct tlog_entry *out_entry);

/* tlog_entry_kind: ERR_NOT_FOUND if type and version are not in the table; ERR_FORMAT if they are
 * and a field is missing, of another shape, or one too many. */
MUST_USE enum err tlog_entry_kind(const struct tlog_entry *e, enum tlog_kind *out_kind);

/* tlog_entry_text: what stands between the quotes of a text member, escapes as they are.
 * tlog_entry_int: an integer member. ERR_NOT_FOUND if there is none of that name and shape. */
MUST_USE enum err tlog_entry_text(const struct tlog_entry *e, const char *key,
                                  struct span *out_text);
MUST_USE enum err tlog_entry_int(const struct tlog_entry *e, const char *key, int64_t *out_value);

/* tlog_entry_event: the id of gate's event that the entry records, which no other entry has.
 * ERR_NOT_FOUND: it records none. */
MUST_USE enum err tlog_entry_event(const struct tlog_entry *e, uint64_t *out_event);

#endif
