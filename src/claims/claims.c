#include "claims.h"

#include "base_limits.h"

#include <string.h>

static const struct claims_row rows[] = {
    {"ledger-whole", "The ledger is what was signed, to the last entry.",
     "a Merkle tree whose root the ledger's key signs; every published file is a part of it",
     CLAIMS_DETECTS, "tree", "proven",
     "Whoever has the key can sign another ledger; that shows to whoever kept an earlier one."},
    {"ledger-grows", "What is in the ledger stays in it, where it is.",
     "each checkpoint is compared with the one that you saw before", CLAIMS_DETECTS, "growth",
     "proven",
     "Somebody has to have looked before: at a first visit there is nothing to compare with."},
    {"ledger-one", "Everybody is shown the same ledger.",
     "independent witnesses sign a checkpoint only if it follows on the last that they signed",
     CLAIMS_DETECTS, "witnesses", "proven",
     "Collusion of the region with as many witnesses as your policy asks for."},
    {"entries-known", "Every entry of the ledger is of a kind that is published, and names nobody.",
     "one table that the writer is held to (docs/ledger-entries.md)", CLAIMS_PREVENTS, "entries",
     "proven", "That a commitment in it names nobody is shown by the source, not by the ledger."},
    {"entries-counted", "No entry was lost on the way into the ledger.",
     "each heartbeat counts the entries of each kind", CLAIMS_DETECTS, "counts", "proven",
     "A custodian that leaves an entry out, and out of its count, is not found."},
    {"silence-shows", "Times at which the region was silent show.",
     "an entry each minute, and one that announces a stop", CLAIMS_RECORDS, "silence", "asserted",
     "The times are the region's own; a custodian whose hardware lies can write any."},
    {"runs-recorded", "Which programs run, and how they ended, is in the ledger.",
     "the supervisor measures what it starts", CLAIMS_RECORDS, "processes", "asserted",
     "The supervisor is asserted, not measured; a custodian whose hardware lies."},
    {"reviewed", "What runs was read and built a second time by another organisation.",
     "none yet: this build is unreviewed", CLAIMS_PREVENTS, "region", "FALSE",
     "Even reviewed source can hide a logic bomb well; all approving organisations can collude."},
    {"confined",
     "Each part can reach only what it needs; the web server has no key and no way out.",
     "processes of their own, without a network, under lists of system calls", CLAIMS_PREVENTS,
     "confinement", "asserted", "Covert channels under the declared budget."},
    {"app-named", "The web app that you are sent is the one that the ledger names.",
     "the digest of every file of it is in the ledger at each start", CLAIMS_DETECTS, "app",
     "proven",
     "A region can tell a browser from the program that checks, and send it something else."},
    {"stored-listed", "What is stored of you is in one list, which the ledger names.",
     "a column that is not in the data map is refused at the start", CLAIMS_PREVENTS, "datamap",
     "proven",
     "Proven is that it is that list; that nothing else is stored is asserted: ownership and legal "
     "compulsion can change what runs."},
    {"sealed", "What is protected of you is sealed with a key of your own.",
     "only the custodian has keys; it opens a field for your session", CLAIMS_PREVENTS, "keys",
     "asserted",
     "A person reading a screen. A taken-over web server sees what passes through it, and can use "
     "sessions until they end."},
    {"erased", "When you leave, your key is destroyed, and the ledger says that somebody's was.",
     "erasure destroys the key; backups end with a weekly key", CLAIMS_RECORDS, "erasures",
     "asserted", "A copy that somebody made before; a custodian whose hardware lies."},
    {"taken-down", "What is hidden or labelled is so by a signed decision, and by nothing else.",
     "one table of visibility that follows from the decisions in the ledger", CLAIMS_DETECTS,
     "decisions", "proven",
     "How a page ranks is not covered, nor whether a hidden person is shown: the ledger names "
     "nobody. Ownership and legal compulsion decide who decides."},
};

const struct claims_row *claims_at(size_t index)
{
    return index < sizeof(rows) / sizeof(rows[0]) ? &rows[index] : NULL;
}

const char *claims_how_name(enum claims_how how)
{
    static const char *const names[] = {
        [CLAIMS_PREVENTS] = "prevents",
        [CLAIMS_DETECTS] = "detects",
        [CLAIMS_RECORDS] = "records",
    };
    return names[how];
}

static const char *const states[CLAIMS_STATES_] = {
    [CLAIMS_FALSE] = "FALSE",
    [CLAIMS_ASSERTED] = "asserted",
    [CLAIMS_WITHDRAWN] = "withdrawn",
};

const char *claims_state_name(enum claims_state state)
{
    return states[state];
}

enum err claims_state_read(struct span text, enum claims_state *out_state)
{
    for (unsigned state = 0; state < CLAIMS_STATES_; state++) {
        if (span_is(text, states[state])) {
            *out_state = (enum claims_state)state;
            return ERR_OK;
        }
    }
    return ERR_FORMAT;
}

enum claims_state claims_state_of(const struct claims_row *row, const struct claims_facts *facts)
{
    bool not_yet = strcmp(row->at_most, "FALSE") == 0;
    bool unseen = strcmp(row->check, "witnesses") == 0 && !facts->witnessed;
    bool gaps = strcmp(row->check, "processes") == 0 && facts->events_lost;
    return not_yet || unseen || gaps ? CLAIMS_FALSE : CLAIMS_ASSERTED;
}

void claims_members(struct jot *j, const struct claims_row *row)
{
    jot_put_text(j, "id", row->id);
    jot_put_text(j, "claim", row->claim);
    jot_put_text(j, "control", row->control);
    jot_put_text(j, "how", claims_how_name(row->how));
    jot_put_text(j, "check", row->check);
    jot_put_text(j, "at_most", row->at_most);
    jot_put_text(j, "limit", row->limit);
}

enum err claims_text(const struct claims_row *row, struct buf *out)
{
    struct jot j = jot_start(out);
    jot_object(&j);
    claims_members(&j, row);
    jot_object_end(&j);
    return buf_status(out);
}

/* A line each, so that a change shows as one. */
enum err claims_json(struct buf *out)
{
    const struct claims_row *row = NULL;
    (void)buf_append_text(out, "[\n");
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        AUTO(buf) struct buf line = {.max = 4 * KIB};
        TRY(claims_text(row, &line));
        (void)buf_append_span(out, buf_span(&line));
        (void)buf_append_text(out, claims_at(i + 1) == NULL ? "\n" : ",\n");
    }
    return buf_append_text(out, "]\n");
}
