/*
 * office_again.c: after databases were restored from an older copy: members and decisions that the
 * ledger has, and the copy has not.
 */
#include "office.h"

#include "base_text.h"
#include "tlog_entry.h"

#include <string.h>

struct again {
    struct db *db;
    int64_t at; /* which entry comes next */
    enum err err;
};

static enum err read_text(const struct tlog_entry *e, const char *key, char *out, size_t size)
{
    struct span text = {NULL, 0};
    TRY(tlog_entry_text(e, key, &text));
    if (text.len >= size) {
        return ERR_LIMIT;
    }
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    return ERR_OK;
}

static enum err read_hex(const struct tlog_entry *e, const char *key, uint8_t *out, size_t len)
{
    struct span text = {NULL, 0};
    TRY(tlog_entry_text(e, key, &text));
    return text_unhex(text, out, len);
}

static enum err member_again(struct db *db, const struct tlog_entry *e, int64_t at)
{
    struct account_office office = {.adds = false};
    struct span action = {NULL, 0};
    TRY(read_hex(e, "digest", office.digest, sizeof(office.digest)));
    TRY(read_hex(e, "key", office.member, sizeof(office.member)));
    TRY(read_text(e, "organisation", office.organisation, sizeof(office.organisation)));
    TRY(tlog_entry_text(e, "action", &action));
    office.adds = span_is(action, "add");
    enum err err = account_office_put(db, &office);
    TRY(err == ERR_CONFLICT ? ERR_OK : err); /* the copy has it */
    return account_due_done(db, office.digest, at);
}

/* Of a person, only a commitment is there: the decision keeps its number, and holds about nobody
 * (its object is 0) until a member makes it again (office.c). */
static enum err decision_again(struct db *db, const struct tlog_entry *e, int64_t at,
                               struct span entry)
{
    struct account_decision d = {.entry = at};
    struct span state = {NULL, 0};
    TRY(read_hex(e, "digest", d.digest, sizeof(d.digest)));
    TRY(read_hex(e, "key", d.member, sizeof(d.member)));
    TRY(read_text(e, "ground", d.ground, sizeof(d.ground)));
    TRY(read_text(e, "object", d.subject, sizeof(d.subject)));
    TRY(tlog_entry_int(e, "number", &d.number));
    TRY(tlog_entry_int(e, "previous", &d.previous));
    TRY(tlog_entry_int(e, "time_ms", &d.taken_ms));
    TRY(tlog_entry_text(e, "state", &state));
    TRY(policy_state_read(state, &d.state));
    TRY(policy_object_read(span_text(d.subject), &d.kind, &d.object));
    if (e->v > 1) { /* the first version had no labels */
        TRY(read_text(e, "label", d.label, sizeof(d.label)));
    }
    if (d.state != POLICY_LABELLED) {
        d.label[0] = '\0';
    }
    TRY(account_decision_again(db, &d, entry));
    return account_due_done(db, d.digest, at);
}

static void again_entry(void *context, struct span entry)
{
    struct again *again = context;
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    int64_t at = again->at++;
    if (again->err != ERR_OK || tlog_entry_decode(entry, &e) != ERR_OK ||
        tlog_entry_kind(&e, &kind) != ERR_OK) {
        return;
    }
    if (kind == TLOG_KIND_OFFICE) {
        again->err = member_again(again->db, &e, at);
    } else if (kind == TLOG_KIND_DECISION) {
        again->err = decision_again(again->db, &e, at, entry);
    }
}

enum err office_again(struct db *db, struct ledger *ledger)
{
    struct again again = {.db = db};
    TRY(ledger_tail(ledger, UINT64_MAX, again_entry, &again));
    return again.err;
}
