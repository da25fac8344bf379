#include "claimed.h"

#include "base_file.h"
#include "base_limits.h"
#include "digest.h"

#include <string.h>

static const char file_name[] = "claimed";
static const char shown_name[] = "claims";

/* Whether the ledger says that what that check decides is in that state. */
static bool stands(const struct claimed *c, const char *check, enum claims_state state)
{
    const struct claims_row *row = NULL;
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        const struct claims_record *record = claims_book_find(&c->book, span_text(row->id));
        if (strcmp(row->check, check) == 0 && record != NULL) {
            return record->changes[0].state == state;
        }
    }
    return false;
}

enum err claimed_open(struct claimed *c, int dir_fd, bool same_witnesses)
{
    *c = (struct claimed){.dir_fd = dir_fd, .changed = true, .same_witnesses = same_witnesses};
    AUTO(buf) struct buf file = {.max = CLAIMS_BOOK_MAX};
    TRY(digest_ready());
    enum err err = file_read_all(dir_fd, file_name, &file);
    if (err == ERR_OK) {
        err = claims_book_decode(buf_span(&file), &c->book);
    }
    c->events_lost = stands(c, "processes", CLAIMS_FALSE);
    return err == ERR_NOT_FOUND || err == ERR_FORMAT || err == ERR_LIMIT ? ERR_OK : err;
}

void claimed_event(struct claimed *c, int64_t code)
{
    if (code == EVENT_REGION_START || code == EVENT_LOST) {
        c->events_lost = code == EVENT_LOST;
    }
}

/* Behind a start, what the same witnesses said before it holds until they are silent for too long.
 */
static struct claims_facts facts_of(const struct claimed *c, const struct witnesses *w)
{
    bool signed_before = c->same_witnesses && stands(c, "witnesses", CLAIMS_ASSERTED);
    return (struct claims_facts){.witnessed = w->mood == WITNESSES_HEARD &&
                                              (w->quorum_size > 0 || signed_before),
                                 .events_lost = c->events_lost};
}

bool claimed_pending(const struct claimed *c, const struct witnesses *w)
{
    struct claims_facts facts = facts_of(c, w);
    return c->changed || !c->looked || facts.witnessed != c->facts.witnessed ||
           facts.events_lost != c->facts.events_lost;
}

/* Before the first entry: a file that says nothing, for as long as it may be behind the ledger. */
static enum err leave_open(struct claimed *c)
{
    if (!c->open) {
        TRY(file_replace(c->dir_fd, file_name, span_of(NULL, 0), 0600));
    }
    c->open = true;
    return ERR_OK;
}

static enum err say(struct claimed *c, struct journal *j, const char *name,
                    const uint8_t digest[CLAIMS_DIGEST], enum claims_state state)
{
    struct ledger_claim claim = {
        .claim = name, .state = claims_state_name(state), .digest = span_of(digest, CLAIMS_DIGEST)};
    int64_t entry = 0;
    TRY(leave_open(c));
    TRY(journal_claim(j, &claim, &entry));
    struct claims_change change = {.entry = (uint64_t)entry, .time_ms = j->last_ms, .state = state};
    c->changed = true;
    return claims_book_put(&c->book, span_text(name), digest, &change);
}

static enum err say_row(struct claimed *c, struct journal *j, const struct claims_row *row)
{
    AUTO(buf) struct buf text = {.max = 4 * KIB};
    uint8_t digest[CLAIMS_DIGEST];
    enum claims_state state = claims_state_of(row, &c->facts);
    const struct claims_record *record = claims_book_find(&c->book, span_text(row->id));
    TRY(claims_text(row, &text));
    digest_of(buf_span(&text), digest);
    bool said = record != NULL && record->changes[0].state == state &&
                memcmp(record->digest, digest, sizeof(digest)) == 0;
    return said ? ERR_OK : say(c, j, row->id, digest, state);
}

static bool is_made(const char *name)
{
    const struct claims_row *row = NULL;
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        if (strcmp(row->id, name) == 0) {
            return true;
        }
    }
    return false;
}

enum err claimed_entries(struct claimed *c, struct journal *j, const struct witnesses *w)
{
    const struct claims_row *row = NULL;
    if (!claimed_pending(c, w)) {
        return ERR_OK;
    }
    c->facts = facts_of(c, w);
    for (size_t i = 0; i < c->book.count; i++) {
        struct claims_record record = c->book.records[i];
        if (record.changes[0].state != CLAIMS_WITHDRAWN && !is_made(record.name)) {
            TRY(say(c, j, record.name, record.digest, CLAIMS_WITHDRAWN));
        }
    }
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        TRY(say_row(c, j, row));
    }
    c->looked = true;
    return ERR_OK;
}

enum err claimed_commit(struct claimed *c, struct ledger *ledger)
{
    if (!c->changed) {
        return ERR_OK;
    }
    AUTO(buf) struct buf file = {.max = CLAIMS_BOOK_MAX};
    TRY(claims_book_encode(&c->book, &file));
    TRY(file_replace(c->dir_fd, file_name, buf_span(&file), 0600));
    c->open = false;
    TRY(ledger_beside(ledger, shown_name, buf_span(&file)));
    c->changed = false;
    return ERR_OK;
}
