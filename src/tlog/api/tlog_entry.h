/*
 * tlog_entry.h: what a region's entries are: canonical JSON objects (RFC 8785) with "type" (text)
 * and "v" (integer), and what each known kind must hold. The writer, the verifier and the page
 * docs/ledger-entries.md have the same table.
 *
 * Canonical: UTF-8; no byte that could be left out; keys sorted by UTF-16 code units, none twice;
 * the one escape that RFC 8785 prescribes, where it must be; numbers are integers between -2^53 and
 * 2^53, both excluded, without "-0". Unicode normalisation is not checked.
 */
#ifndef TLOG_ENTRY_H
#define TLOG_ENTRY_H

#include "base_buf.h"
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
    X(APP, "app")                                                                                  \
    X(DATAMAP, "datamap")                                                                          \
    X(KEY, "key")                                                                                  \
    X(KEY_RETIRED, "key-retired")                                                                  \
    X(ERASURE, "erasure")                                                                          \
    X(BACKUP, "backup")                                                                            \
    X(RESTORED, "restored")                                                                        \
    X(OFFICE, "office")                                                                            \
    X(DECISION, "decision")                                                                        \
    X(WITNESSES, "witnesses")                                                                      \
    X(ANSWER, "answer")                                                                            \
    X(DISMISSAL, "dismissal")                                                                      \
    X(DESK, "desk")                                                                                \
    X(DESK_OPENED, "desk-opened")                                                                  \
    X(SHARING, "sharing")                                                                          \
    X(CLAIM, "claim")                                                                              \
    X(ANEW, "anew")

enum tlog_kind {
#define TLOG_KIND_ROW(name, type) TLOG_KIND_##name,
    TLOG_KIND_TABLE(TLOG_KIND_ROW)
#undef TLOG_KIND_ROW
        TLOG_KIND_COUNT_
};

const char *tlog_kind_type(enum tlog_kind kind);
const char *tlog_kind_says(enum tlog_kind kind); /* what it records, in a sentence or two */

/* tlog_kind_version: the newest "v" of the kind, which is written; older ones are still read. */
int64_t tlog_kind_version(enum tlog_kind kind);

/* TEXT: not empty. COUNT: an integer, not negative. DIGEST: 64 hexadecimal digits. WORDS: a list of
 * texts. ID: a number above 0 as text. COUNTS: tlog_tally.h. */
enum tlog_shape {
    TLOG_SHAPE_TEXT,
    TLOG_SHAPE_COUNT,
    TLOG_SHAPE_DIGEST,
    TLOG_SHAPE_WORDS,
    TLOG_SHAPE_ID,
    TLOG_SHAPE_COUNTS
};

/* One field of a kind. */
struct tlog_field {
    enum tlog_kind kind;
    const char *key;
    enum tlog_shape shape;
    int64_t since;    /* the first version that has it */
    const char *of;   /* of a text: the words that it may be, with spaces between; NULL: any */
    const char *says; /* what it is */
};

/* tlog_field_at: all of them, kind by kind, by key; NULL past the last. tlog_field_until: the last
 * version that has it; INT64_MAX: the newest does. */
const struct tlog_field *tlog_field_at(size_t index);
int64_t tlog_field_until(const struct tlog_field *field);

/* tlog_kind_markdown: all kinds, as docs/ledger-entries.md has them. Fails as buf_append does. */
MUST_USE enum err tlog_kind_markdown(struct buf *out);

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

/* tlog_entry_fits: what may be written: an entry of a known kind in its newest version. ERR_FORMAT;
 * ERR_LIMIT as above. */
MUST_USE enum err tlog_entry_fits(struct span entry);

/* tlog_entry_text: what stands between the quotes of a text member, escapes as they are.
 * tlog_entry_hex: the len bytes of a text member of as many lower-case hexadecimal digits.
 * tlog_entry_int: an integer member. ERR_NOT_FOUND if there is none of that name and shape. */
MUST_USE enum err tlog_entry_text(const struct tlog_entry *e, const char *key,
                                  struct span *out_text);
MUST_USE enum err tlog_entry_hex(const struct tlog_entry *e, const char *key, uint8_t *out,
                                 size_t len);
MUST_USE enum err tlog_entry_int(const struct tlog_entry *e, const char *key, int64_t *out_value);

/* tlog_entry_event: the id of gate's event that the entry records, which no other entry has.
 * ERR_NOT_FOUND: it records none. */
MUST_USE enum err tlog_entry_event(const struct tlog_entry *e, uint64_t *out_event);

#endif
