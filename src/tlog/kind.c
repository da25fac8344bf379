/* kind.c: what each kind of entry must hold. */
#include "tlog_entry.h"

#include "base_text.h"
#include "tlog_tally.h"

#include <stdbool.h>
#include <string.h>

static const char when[] = "when it was written: ms since 1970, UTC";
static const char event[] = "number of the event of gate that it records, which no other entry has";

/* Every field of every kind, besides type and v. A kind that is known holds these and no others,
 * in each version those that it had from the start or got up to then, but for those that were
 * dropped. Where the words are listed, a new one needs a new version. */
static const struct tlog_field fields[] = {
    {TLOG_KIND_GENESIS, "origin", TLOG_SHAPE_TEXT, 1, NULL,
     "the name of the ledger and of its key"},
    {TLOG_KIND_GENESIS, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_REGION_START, "build", TLOG_SHAPE_TEXT, 1, NULL,
     "what the build is: unreviewed, as no release is approved yet"},
    {TLOG_KIND_REGION_START, "event", TLOG_SHAPE_ID, 2, NULL, event},
    {TLOG_KIND_REGION_START, "missing", TLOG_SHAPE_WORDS, 1, NULL,
     "what confinement lacks here: landlock, lock, memfd, namespaces, users"},
    {TLOG_KIND_REGION_START, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_REGION_STOP, "event", TLOG_SHAPE_ID, 2, NULL, event},
    {TLOG_KIND_REGION_STOP, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_PROCESS_START, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of what was executed, with its libraries"},
    {TLOG_KIND_PROCESS_START, "event", TLOG_SHAPE_ID, 2, NULL, event},
    {TLOG_KIND_PROCESS_START, "generation", TLOG_SHAPE_COUNT, 1, NULL,
     "how often the role was started in this run"},
    {TLOG_KIND_PROCESS_START, "role", TLOG_SHAPE_TEXT, 1, NULL,
     "gate, custodiand, edged, mediad or gatewayd"},
    {TLOG_KIND_PROCESS_START, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_PROCESS_STOP, "code", TLOG_SHAPE_COUNT, 1, NULL,
     "the exit status or the signal (31: a forbidden system call); 0 if overdue"},
    {TLOG_KIND_PROCESS_STOP, "digest", TLOG_SHAPE_DIGEST, 1, NULL, "as in its start"},
    {TLOG_KIND_PROCESS_STOP, "event", TLOG_SHAPE_ID, 2, NULL, event},
    {TLOG_KIND_PROCESS_STOP, "generation", TLOG_SHAPE_COUNT, 1, NULL, "as in its start"},
    {TLOG_KIND_PROCESS_STOP, "how", TLOG_SHAPE_TEXT, 1, "exit overdue signal",
     "overdue: it was ended at its limit"},
    {TLOG_KIND_PROCESS_STOP, "role", TLOG_SHAPE_TEXT, 1, NULL, "as in its start"},
    {TLOG_KIND_PROCESS_STOP, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_HEARTBEAT, "counts", TLOG_SHAPE_COUNTS, 2, NULL,
     "how many entries of each kind the ledger has, with this one"},
    {TLOG_KIND_HEARTBEAT, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_REFUSAL, "count", TLOG_SHAPE_COUNT, 1, NULL,
     "how many since the last entry of the same role and reason"},
    {TLOG_KIND_REFUSAL, "role", TLOG_SHAPE_TEXT, 1, NULL, "whose requests were refused"},
    {TLOG_KIND_REFUSAL, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},
    {TLOG_KIND_REFUSAL, "what", TLOG_SHAPE_TEXT, 1, "denied malformed not-in-table", "why"},

    {TLOG_KIND_EVENTS_LOST, "count", TLOG_SHAPE_COUNT, 1, NULL,
     "how many events of processes were not kept"},
    {TLOG_KIND_EVENTS_LOST, "event", TLOG_SHAPE_ID, 1, NULL, event},
    {TLOG_KIND_EVENTS_LOST, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_ROOM, "event", TLOG_SHAPE_ID, 1, NULL, event},
    {TLOG_KIND_ROOM, "state", TLOG_SHAPE_TEXT, 1, "enough low out",
     "low: nothing may be uploaded; out: nobody is served"},
    {TLOG_KIND_ROOM, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_CLOCK, "from_ms", TLOG_SHAPE_COUNT, 1, NULL, "the time of the entry before"},
    {TLOG_KIND_CLOCK, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_APP, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of the list of the web app's files"},
    {TLOG_KIND_APP, "event", TLOG_SHAPE_ID, 1, NULL, event},
    {TLOG_KIND_APP, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_DATAMAP, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of the map as canonical JSON"},
    {TLOG_KIND_DATAMAP, "rows", TLOG_SHAPE_COUNT, 1, NULL, "how many fields it lists"},
    {TLOG_KIND_DATAMAP, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},
    {TLOG_KIND_DATAMAP, "version", TLOG_SHAPE_COUNT, 1, NULL, "of its form"},

    {TLOG_KIND_KEY, "id", TLOG_SHAPE_TEXT, 1, NULL, "the key's number, 16 hexadecimal digits"},
    {TLOG_KIND_KEY, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_KEY_RETIRED, "id", TLOG_SHAPE_TEXT, 1, NULL,
     "the key's number, 16 hexadecimal digits"},
    {TLOG_KIND_KEY_RETIRED, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_ERASURE, "subject", TLOG_SHAPE_DIGEST, 1, NULL,
     "a commitment to the person, who was shown what opens it before they left"},
    {TLOG_KIND_ERASURE, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_BACKUP, "manifest", TLOG_SHAPE_DIGEST, 1, NULL, "SHA-256 of the backup's manifest"},
    {TLOG_KIND_BACKUP, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_RESTORED, "from", TLOG_SHAPE_COUNT, 1, NULL,
     "entries of the ledger when the backup was begun"},
    {TLOG_KIND_RESTORED, "made_ms", TLOG_SHAPE_COUNT, 1, NULL, "when the backup was begun"},
    {TLOG_KIND_RESTORED, "manifest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of the backup's manifest"},
    {TLOG_KIND_RESTORED, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},
    {TLOG_KIND_RESTORED, "to", TLOG_SHAPE_COUNT, 1, NULL,
     "entries of the ledger that was found, which goes on with this one"},

    {TLOG_KIND_OFFICE, "action", TLOG_SHAPE_TEXT, 1, "add remove",
     "whether the key is a member's from here on, or no longer"},
    {TLOG_KIND_OFFICE, "digest", TLOG_SHAPE_DIGEST, 1, NULL, "SHA-256 of the signed statement"},
    {TLOG_KIND_OFFICE, "key", TLOG_SHAPE_DIGEST, 1, NULL, "the member's Ed25519 key"},
    {TLOG_KIND_OFFICE, "organisation", TLOG_SHAPE_TEXT, 1, NULL, "whose member it is"},
    {TLOG_KIND_OFFICE, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_DECISION, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of the signed statement, which has a commitment to the reason; the author is shown "
     "what opens it"},
    {TLOG_KIND_DECISION, "ground", TLOG_SHAPE_TEXT, 1, NULL, "code of the ground"},
    {TLOG_KIND_DECISION, "key", TLOG_SHAPE_DIGEST, 1, NULL, "of the member who decided"},
    {TLOG_KIND_DECISION, "label", TLOG_SHAPE_TEXT, 2, NULL,
     "code of the label that the object has from here on; none: it has none"},
    {TLOG_KIND_DECISION, "number", TLOG_SHAPE_COUNT, 1, NULL, "the decision's own"},
    {TLOG_KIND_DECISION, "object", TLOG_SHAPE_TEXT, 1, NULL,
     "video:ID, comment:ID, or person: and a commitment"},
    {TLOG_KIND_DECISION, "previous", TLOG_SHAPE_COUNT, 1, NULL,
     "number of the decision that held about the object until now; 0: none"},
    {TLOG_KIND_DECISION, "state", TLOG_SHAPE_TEXT, 1, "hidden labelled shown",
     "in which it leaves the object"},
    {TLOG_KIND_DECISION, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_WITNESSES, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of the file that says so; zeroes if nobody is asked"},
    {TLOG_KIND_WITNESSES, "quorum", TLOG_SHAPE_COUNT, 1, NULL, "how many must cosign"},
    {TLOG_KIND_WITNESSES, "stop_minutes", TLOG_SHAPE_COUNT, 1, NULL,
     "without a quorum for so long the region accepts nothing; 0: it goes on"},
    {TLOG_KIND_WITNESSES, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},
    {TLOG_KIND_WITNESSES, "vkeys", TLOG_SHAPE_WORDS, 1, NULL, "the witnesses' keys"},

    {TLOG_KIND_ANSWER, "commitment", TLOG_SHAPE_DIGEST, 2, NULL,
     "a commitment to the answer; its author is shown what opens it"},
    {TLOG_KIND_ANSWER, "decision", TLOG_SHAPE_COUNT, 1, NULL, "number of the decision"},
    {TLOG_KIND_ANSWER, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of the answer as it was kept, sealed: nobody could open that"},
    {TLOG_KIND_ANSWER, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_DISMISSAL, "answer", TLOG_SHAPE_COUNT, 1, NULL,
     "number of the decision whose answer was refused by that; 0: none"},
    {TLOG_KIND_DISMISSAL, "case", TLOG_SHAPE_COUNT, 1, NULL, "the case's own number"},
    {TLOG_KIND_DISMISSAL, "digest", TLOG_SHAPE_DIGEST, 1, NULL, "SHA-256 of the signed statement"},
    {TLOG_KIND_DISMISSAL, "key", TLOG_SHAPE_DIGEST, 1, NULL, "of the member who closed it"},
    {TLOG_KIND_DISMISSAL, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_DESK, "digest", TLOG_SHAPE_DIGEST, 1, NULL, "SHA-256 of the signed statement"},
    {TLOG_KIND_DESK, "ends_ms", TLOG_SHAPE_COUNT, 1, NULL,
     "until when they may look, at most: ms since 1970, UTC"},
    {TLOG_KIND_DESK, "key", TLOG_SHAPE_DIGEST, 1, NULL, "of the member"},
    {TLOG_KIND_DESK, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_DESK_OPENED, "count", TLOG_SHAPE_COUNT, 1, NULL,
     "how much was opened since the member sat down"},
    {TLOG_KIND_DESK_OPENED, "digest", TLOG_SHAPE_DIGEST, 1, NULL, "as in the entry desk"},
    {TLOG_KIND_DESK_OPENED, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_SHARING, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "a commitment to the person, who is shown what opens it"},
    {TLOG_KIND_SHARING, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},
    {TLOG_KIND_SHARING, "turn", TLOG_SHAPE_COUNT, 1, NULL,
     "how often they began it or ended it; odd: from here on it holds, even: no longer"},

    {TLOG_KIND_CLAIM, "claim", TLOG_SHAPE_TEXT, 1, NULL,
     "the claim's name, as in docs/claims.json"},
    {TLOG_KIND_CLAIM, "digest", TLOG_SHAPE_DIGEST, 1, NULL,
     "SHA-256 of what it says: its object in docs/claims.json"},
    {TLOG_KIND_CLAIM, "state", TLOG_SHAPE_TEXT, 1, "FALSE asserted withdrawn",
     "what the region says of it from here on; withdrawn: it makes the claim no longer"},
    {TLOG_KIND_CLAIM, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},

    {TLOG_KIND_ANEW, "before", TLOG_SHAPE_TEXT, 1, NULL, "the name of the ledger that was lost"},
    {TLOG_KIND_ANEW, "key", TLOG_SHAPE_DIGEST, 1, NULL, "the Ed25519 key of that one"},
    {TLOG_KIND_ANEW, "known", TLOG_SHAPE_COUNT, 1, NULL,
     "how many entries that one is known to have had; those that are left stand before this one"},
    {TLOG_KIND_ANEW, "origin", TLOG_SHAPE_TEXT, 1, NULL,
     "the name of the ledger from here on, and of its key"},
    {TLOG_KIND_ANEW, "reason", TLOG_SHAPE_TEXT, 1, NULL, "why, as the operator says it"},
    {TLOG_KIND_ANEW, "root", TLOG_SHAPE_DIGEST, 1, NULL, "its root with so many entries"},
    {TLOG_KIND_ANEW, "time_ms", TLOG_SHAPE_COUNT, 1, NULL, when},
};

/* Fields that newer versions of their kind don't have, and the last that does. */
static const struct {
    enum tlog_kind kind;
    const char *key;
    int64_t until;
} dropped[] = {
    {TLOG_KIND_ANSWER, "digest", 1},
};

static const char *const kinds_say[TLOG_KIND_COUNT_] = {
    [TLOG_KIND_GENESIS] = "The ledger begins.",
    [TLOG_KIND_REGION_START] = "The region starts.",
    [TLOG_KIND_REGION_STOP] = "The region stops, and says so before.",
    [TLOG_KIND_PROCESS_START] = "A process was started.",
    [TLOG_KIND_PROCESS_STOP] = "A process ended.",
    [TLOG_KIND_HEARTBEAT] = "Each minute, so that silence shows, and what is missing.",
    [TLOG_KIND_REFUSAL] = "Requests of a process to custodiand were refused.",
    [TLOG_KIND_EVENTS_LOST] = "Events of processes that could not be kept are missing here.",
    [TLOG_KIND_ROOM] = "How much room the disk has changed.",
    [TLOG_KIND_CLOCK] = "The clock was set back; only this kind may be of an earlier time.",
    [TLOG_KIND_APP] = "Which files the web app has from here on.",
    [TLOG_KIND_DATAMAP] = "Which data map holds from here on.",
    [TLOG_KIND_KEY] = "People's keys are wrapped with this key of the region's from here on.",
    [TLOG_KIND_KEY_RETIRED] = "No person's key is wrapped with it any more, and it was destroyed.",
    [TLOG_KIND_ERASURE] = "The data of a person were destroyed.",
    [TLOG_KIND_BACKUP] = "A backup was made.",
    [TLOG_KIND_RESTORED] = "The region was restored from a backup.",
    [TLOG_KIND_OFFICE] = "Who may decide what is taken down changed.",
    [TLOG_KIND_DECISION] = "A member of the office decided about something that is shown.",
    [TLOG_KIND_WITNESSES] = "Whom the region asks to cosign the ledger from here on.",
    [TLOG_KIND_ANSWER] = "Whom a decision is about answered it; another member decides about that.",
    [TLOG_KIND_DISMISSAL] = "A member closed a case of the office's desk without a decision.",
    [TLOG_KIND_DESK] = "A member may look at what was reported.",
    [TLOG_KIND_DESK_OPENED] = "How much a member has opened of what was reported.",
    [TLOG_KIND_SHARING] =
        "Somebody lets their followers see what they seal for them, or no longer.",
    [TLOG_KIND_CLAIM] = "What the region claims in public of itself changed, or how that stands.",
    [TLOG_KIND_ANEW] = "The last entries of the ledger are lost; it goes on as another one.",
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

const char *tlog_kind_says(enum tlog_kind kind)
{
    const char *says = (unsigned)kind < TLOG_KIND_COUNT_ ? kinds_say[kind] : NULL;
    return says == NULL ? "" : says;
}

const struct tlog_field *tlog_field_at(size_t index)
{
    return index < sizeof(fields) / sizeof(fields[0]) ? &fields[index] : NULL;
}

int64_t tlog_field_until(const struct tlog_field *field)
{
    for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++) {
        if (dropped[i].kind == field->kind && strcmp(dropped[i].key, field->key) == 0) {
            return dropped[i].until;
        }
    }
    return INT64_MAX;
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

/* Whether a text is one of the words, between which are spaces. NULL: any text is. */
static bool is_listed(struct span text, const char *words)
{
    bool found = words == NULL;
    for (struct span rest = span_text(words == NULL ? "" : words); !found && rest.len > 0;) {
        found = span_equal(span_cut(&rest, ' '), text);
    }
    return found;
}

static bool has_shape(const struct tlog_entry *e, const struct tlog_field *field)
{
    const char *key = field->key;
    struct span text = {NULL, 0};
    int64_t number = -1;
    uint64_t id = 0;
    uint8_t digest[32];
    struct tlog_tally tally;
    switch (field->shape) {
    case TLOG_SHAPE_TEXT:
        return tlog_entry_text(e, key, &text) == ERR_OK && text.len > 0 &&
               is_listed(text, field->of);
    case TLOG_SHAPE_COUNT:
        return tlog_entry_int(e, key, &number) == ERR_OK && number >= 0;
    case TLOG_SHAPE_DIGEST:
        return tlog_entry_hex(e, key, digest, sizeof(digest)) == ERR_OK;
    case TLOG_SHAPE_ID:
        return tlog_entry_text(e, key, &text) == ERR_OK &&
               text_u64(text, UINT64_MAX, &id) == ERR_OK && id > 0;
    case TLOG_SHAPE_COUNTS:
        return tlog_tally_read(e, &tally) == ERR_OK;
    case TLOG_SHAPE_WORDS:
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
        if (fields[i].kind != (enum tlog_kind)kind || fields[i].since > e->v ||
            tlog_field_until(&fields[i]) < e->v) {
            continue;
        }
        if (!has_shape(e, &fields[i])) {
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

enum err tlog_entry_fits(struct span entry)
{
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    TRY(tlog_entry_decode(entry, &e));
    bool fits = tlog_entry_kind(&e, &kind) == ERR_OK && e.v == tlog_kind_version(kind);
    return fits ? ERR_OK : ERR_FORMAT;
}
