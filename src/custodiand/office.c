#include "office.h"

#include "account_desk.h"
#include "approval_statement.h"
#include "base_diag.h"
#include "base_text.h"
#include "base_time.h"
#include "custodian.h"
#include "datamap_field.h"
#include "digest.h"
#include "tlog_entry.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)ACCOUNT_MEMBER == (int)APPROVAL_KEY, "a member is a key");
_Static_assert((int)ACCOUNT_DIGEST == (int)DIGEST_SIZE, "of what was signed");
_Static_assert((int)APPROVAL_DIGEST == (int)DIGEST_SIZE, "of an opening");

/* A statement on its way in. */
struct taking {
    struct custodian *c;
    struct approval_envelope envelope;
    struct approval_statement statement;
    uint8_t digest[DIGEST_SIZE];
    struct span signed_text;  /* the envelope, as it came */
    struct span opening_text; /* empty: there is none */
    enum ctl_statement code;
    int64_t number;
    int64_t now_ms;
    const uint8_t *sits; /* the member at the desk who brings it; NULL: the operator's socket */
};

/* A refusal in words, with nothing changed; TRY of it leaves. */
static enum err refuse(struct taking *t, enum ctl_statement code)
{
    t->code = code;
    return ERR_DENIED;
}

static enum err check_signer(struct taking *t)
{
    const struct approval_statement *s = &t->statement;
    bool member = false;
    bool empty = false;
    TRY(account_office_has(t->c->db, t->envelope.key, &member));
    TRY(account_office_empty(t->c->db, &empty));
    if (t->sits != NULL && memcmp(t->sits, t->envelope.key, sizeof(t->envelope.key)) != 0) {
        return refuse(t, STATEMENT_NO_MEMBER);
    }
    bool first = empty && s->type == APPROVAL_IS_OFFICE && s->office.adds &&
                 memcmp(s->office.key, t->envelope.key, APPROVAL_KEY) == 0;
    return member || first ? ERR_OK : refuse(t, STATEMENT_NO_MEMBER);
}

static enum err read_statement(struct taking *t, struct span text)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    struct span rest = text;
    t->signed_text = span_cut(&rest, '\n');
    t->opening_text = rest;
    enum err err = approval_envelope_decode(t->signed_text, &payload, &t->envelope);
    if (err == ERR_OK) {
        err = approval_statement_decode(buf_span(&payload), &t->statement);
    }
    if (err != ERR_OK) {
        return err == ERR_NOMEM ? err : refuse(t, STATEMENT_MALFORMED);
    }
    if (approval_verify(&t->envelope, buf_span(&payload)) != ERR_OK) {
        return refuse(t, STATEMENT_NO_MEMBER);
    }
    digest_of(buf_span(&payload), t->digest);
    return ERR_OK;
}

static enum err take_office(struct taking *t)
{
    const struct approval_office *said = &t->statement.office;
    struct account_office office = {.adds = said->adds};
    if (t->opening_text.len != 0) {
        return refuse(t, STATEMENT_MALFORMED);
    }
    memcpy(office.digest, t->digest, sizeof(office.digest));
    memcpy(office.member, said->key, sizeof(office.member));
    memcpy(office.organisation, said->organisation, sizeof(office.organisation));
    enum err err = account_office_put(t->c->db, &office);
    return err == ERR_CONFLICT ? refuse(t, STATEMENT_OFFICE) : err;
}

/* The opening is the one that was signed, and of the object that was. */
static enum err check_opening(struct taking *t, struct approval_opening *out_opening)
{
    const struct approval_decision *said = &t->statement.decision;
    uint8_t digest[DIGEST_SIZE];
    char object[POLICY_OBJECT + 1];
    digest_of(t->opening_text, digest);
    if (memcmp(digest, said->opening, sizeof(digest)) != 0 ||
        approval_opening_decode(t->opening_text, out_opening) != ERR_OK) {
        return refuse(t, STATEMENT_MALFORMED);
    }
    TRY(approval_object(out_opening, said->kind, object));
    return strcmp(object, said->object) == 0 ? ERR_OK : refuse(t, STATEMENT_MALFORMED);
}

/* Whose the object is: as signed, or as it was known. */
static enum err find_person(struct taking *t, const struct approval_opening *opening,
                            const struct account_decision *held, int64_t *out_user)
{
    int64_t said = t->statement.decision.kind == POLICY_PERSON ? opening->object : opening->person;
    if (said != 0 && held->user != 0 && said != held->user) {
        return refuse(t, STATEMENT_MALFORMED);
    }
    int64_t user = said != 0 ? said : held->user;
    enum err err = user == 0 ? ERR_NOT_FOUND : account_unlock(&t->c->keys, user);
    if (err == ERR_NOT_FOUND) { /* nobody, or they left: nobody is to read the reason */
        user = 0;
        err = ERR_OK;
    }
    TRY(err);
    *out_user = user;
    return ERR_OK;
}

static enum err answer_state(void *context, const struct account_answer *answer)
{
    bool *open = context;
    *open = answer->state == ACCOUNT_ANSWER_OPEN;
    return ERR_OK;
}

/* Whoever signed a decision does not decide about what its author answers. */
static enum err check_answer(struct taking *t, int64_t decided, bool *out_answered)
{
    struct account_decision before;
    bool open = false;
    enum err err = account_answer_get(t->c->db, decided, answer_state, &open);
    if (err == ERR_OK && open) {
        TRY(account_decision_get(t->c->db, decided, &before));
        if (memcmp(before.member, t->envelope.key, sizeof(before.member)) == 0) {
            return refuse(t, STATEMENT_SAME_MEMBER);
        }
    }
    *out_answered = open;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What was reported about the object is decided, and so is an answer to what held. */
static enum err end_case(struct taking *t, const struct account_decision *d,
                         enum policy_state before, bool answered)
{
    struct account_case found;
    struct account_answer end = {.decision = d->previous, .closing = d->number};
    if (answered) {
        end.state = d->state < before ? ACCOUNT_ANSWER_REVERSED : ACCOUNT_ANSWER_UPHELD;
        TRY(account_answer_end(t->c->db, &end));
    }
    enum err err = account_case_open(t->c->db, d->kind, d->object, &found);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    return account_case_end(t->c->db, found.number, d->number, t->now_ms);
}

static enum err put_decision(struct taking *t, struct account_decision *decision)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD + VAULT_OVERHEAD};
    if (decision->user != 0) {
        TRY(vault_seal(t->c->vault, decision->user, FIELD_REASON, t->opening_text, &sealed));
    }
    TRY(account_decision_put(t->c->db, decision, t->signed_text, buf_span(&sealed)));
    t->number = decision->number;
    return ERR_OK;
}

/* Which decision this one takes the place of: the one that holds; or, about a person, one that came
 * back from the ledger, which does not say about whom it is: the member does. */
static enum err find_held(struct taking *t, int64_t object, struct account_decision *out_held)
{
    const struct approval_decision *said = &t->statement.decision;
    struct account_decision held;
    bool lost = false;
    TRY(account_decision_held(t->c->db, said->kind, object, &held));
    if (held.number < said->previous && said->kind == POLICY_PERSON) {
        TRY(account_decision_lost(t->c->db, said->previous, &lost));
    }
    if (lost) {
        TRY(account_decision_get(t->c->db, said->previous, &held));
        held.state = said->action == POLICY_RESTORE ? held.state : POLICY_SHOWN;
    }
    if (held.number != said->previous) {
        return refuse(t, STATEMENT_OVERTAKEN);
    }
    *out_held = held;
    return ERR_OK;
}

static enum err take_decision(struct taking *t)
{
    const struct approval_decision *said = &t->statement.decision;
    struct approval_opening opening = {.object = 0};
    struct account_decision held;
    struct account_decision decision = {.kind = said->kind};
    int64_t known = 0;
    bool answered = false;
    TRY(account_decision_known(t->c->db, t->digest, &known));
    if (known != 0) {
        return refuse(t, STATEMENT_KNOWN);
    }
    TRY(check_opening(t, &opening));
    TRY(find_held(t, opening.object, &held));
    if (policy_move(held.state, said->action, &decision.state) != ERR_OK) {
        return refuse(t, STATEMENT_NO_MOVE);
    }
    TRY(check_answer(t, held.number, &answered));
    TRY(find_person(t, &opening, &held, &decision.user));
    decision.taken_ms = t->now_ms;
    decision.object = opening.object;
    decision.previous = held.number;
    memcpy(decision.digest, t->digest, sizeof(decision.digest));
    memcpy(decision.member, t->envelope.key, sizeof(decision.member));
    memcpy(decision.subject, said->object, sizeof(decision.subject));
    memcpy(decision.label, said->label, sizeof(decision.label));
    memcpy(decision.ground, said->ground->code, strlen(said->ground->code) + 1);
    TRY(put_decision(t, &decision));
    return end_case(t, &decision, held.state, answered);
}

/* Of a case in which an answer waits: that is refused, and its author told why. */
static enum err refuse_answer(struct taking *t, const struct account_case *found,
                              const struct approval_opening *opening)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD + VAULT_OVERHEAD};
    struct account_decision decision;
    struct account_answer end = {.decision = found->answer, .state = ACCOUNT_ANSWER_UPHELD};
    bool answered = false;
    if (found->answer == 0) {
        return ERR_OK;
    }
    TRY(check_answer(t, found->answer, &answered));
    if (!answered) {
        return ERR_OK;
    }
    TRY(account_decision_get(t->c->db, found->answer, &decision));
    TRY(account_unlock(&t->c->keys, decision.user));
    TRY(vault_seal(t->c->vault, decision.user, FIELD_REPLY, opening->reason, &sealed));
    end.reply = buf_span(&sealed);
    return account_answer_end(t->c->db, &end);
}

static enum err note_dismissal(struct taking *t, const struct account_case *found)
{
    struct account_desk_due due = {
        .type = "dismissal", .about = found->number, .value = found->answer};
    struct account_dismissal dismissal = {.of = found->number, .at_ms = t->now_ms};
    memcpy(due.digest, t->digest, sizeof(due.digest));
    memcpy(due.member, t->envelope.key, sizeof(due.member));
    memcpy(dismissal.digest, t->digest, sizeof(dismissal.digest));
    memcpy(dismissal.member, t->envelope.key, sizeof(dismissal.member));
    enum err err = account_dismissal_put(t->c->db, &dismissal, t->signed_text);
    TRY(err == ERR_CONFLICT ? refuse(t, STATEMENT_KNOWN) : err);
    return account_desk_due_put(t->c->db, &due);
}

/* A case is closed without a decision, by whoever has seen all that is in it. */
static enum err take_dismissal(struct taking *t)
{
    const struct approval_dismissal *said = &t->statement.dismissal;
    struct approval_opening opening = {.object = 0};
    struct account_case found;
    uint8_t digest[DIGEST_SIZE];
    digest_of(t->opening_text, digest);
    if (memcmp(digest, said->opening, sizeof(digest)) != 0 ||
        approval_opening_decode(t->opening_text, &opening) != ERR_OK ||
        opening.object != said->of) {
        return refuse(t, STATEMENT_MALFORMED);
    }
    enum err err = account_case_get(t->c->db, said->of, &found);
    if (err == ERR_NOT_FOUND) {
        return refuse(t, STATEMENT_NO_MOVE);
    }
    TRY(err);
    if (found.state == CASE_OPEN && found.last_ms > said->upto) {
        return refuse(t, STATEMENT_OVERTAKEN);
    }
    TRY(note_dismissal(t, &found)); /* one that was taken before is known, not late */
    TRY(refuse_answer(t, &found, &opening));
    err = account_case_end(t->c->db, said->of, 0, t->now_ms);
    t->number = -said->of;
    return err == ERR_CONFLICT ? refuse(t, STATEMENT_NO_MOVE) : err;
}

static enum err take(struct taking *t, struct span text)
{
    const struct approval_statement *s = &t->statement;
    TRY(read_statement(t, text));
    TRY(check_signer(t));
    if (strcmp(approval_statement_region(s), t->c->origin) != 0) {
        return refuse(t, STATEMENT_OTHER_PLACE);
    }
    switch (s->type) {
    case APPROVAL_IS_DECISION:
        return take_decision(t);
    case APPROVAL_IS_DISMISSAL:
        return take_dismissal(t);
    case APPROVAL_IS_OFFICE:
        return t->sits == NULL ? take_office(t) : refuse(t, STATEMENT_MALFORMED);
    case APPROVAL_IS_DESK:
        break;
    }
    return refuse(t, STATEMENT_MALFORMED);
}

static enum err take_from(struct custodian *c, const struct office_desk_statement *from,
                          enum ctl_statement *out_code, int64_t *out_number)
{
    struct taking t = {
        .c = c, .code = STATEMENT_TAKEN, .now_ms = time_wall_ms(), .sits = from->member};
    TRY(custodian_save(c));
    enum err err = take(&t, from->text);
    if (err == ERR_OK) {
        TRY(custodian_release(c));
        c->office.look = true;
        c->desk.look = true;
    } else {
        custodian_restore(c);
        if (t.code == STATEMENT_TAKEN) { /* no refusal: something went wrong */
            t.code = STATEMENT_ERROR;
            diag(DIAG_ERROR, "a statement of the office was not taken: %s", err_text(err));
        } else {
            journal_denied(&c->journal, from->member == NULL ? ROLE_GATE : ROLE_EDGED);
        }
    }
    *out_code = t.code;
    *out_number = t.code == STATEMENT_TAKEN ? t.number : 0;
    return ERR_OK;
}

enum err office_take(struct custodian *c, struct span text, enum ctl_statement *out_code,
                     int64_t *out_number)
{
    struct office_desk_statement from = {text, NULL};
    return take_from(c, &from, out_code, out_number);
}

enum err office_take_desk(struct custodian *c, const struct office_desk_statement *from,
                          enum ctl_statement *out_code, int64_t *out_number)
{
    return take_from(c, from, out_code, out_number);
}

enum err office_desk(struct custodian *c, struct span text, int64_t now_ms,
                     struct account_sitting *out_sitting)
{
    struct taking t = {.c = c, .code = STATEMENT_TAKEN, .now_ms = now_ms};
    const struct approval_desk *said = &t.statement.desk;
    bool member = false;
    TRY(read_statement(&t, text));
    TRY(account_office_has(c->db, t.envelope.key, &member));
    bool good = member && t.statement.type == APPROVAL_IS_DESK && t.opening_text.len == 0 &&
                strcmp(said->region, c->origin) == 0 &&
                llabs(now_ms - said->made_ms) <= LIMIT_DESK_FRESH_MS && said->until_ms > now_ms &&
                said->until_ms - said->made_ms <= (int64_t)LIMIT_DESK_HOURS * 3600 * 1000;
    if (!good) {
        return ERR_DENIED;
    }
    struct account_sitting sitting = {.until_ms = said->until_ms};
    memcpy(sitting.digest, t.digest, sizeof(sitting.digest));
    memcpy(sitting.member, t.envelope.key, sizeof(sitting.member));
    *out_sitting = sitting;
    return ERR_OK;
}

enum err office_step(struct office *o, struct db *db)
{
    for (size_t i = 0; i < o->said_count; i++) {
        TRY(account_due_done(db, o->said[i].digest, o->said[i].entry));
    }
    o->said_count = 0;
    return ERR_OK;
}

static enum err put_entry(struct journal *j, const struct account_due *due, int64_t *out_entry)
{
    const struct account_decision *d = &due->decision;
    if (due->is_decision) {
        struct ledger_decision decision = {.digest = span_of(d->digest, sizeof(d->digest)),
                                           .key = span_of(d->member, sizeof(d->member)),
                                           .number = d->number,
                                           .previous = d->previous,
                                           .ground = d->ground,
                                           .object = d->subject,
                                           .label = d->label,
                                           .state = policy_state_name(d->state)};
        return journal_decision(j, &decision, out_entry);
    }
    const struct account_office *said = &due->office;
    struct ledger_office office = {.digest = span_of(said->digest, sizeof(said->digest)),
                                   .key = span_of(said->member, sizeof(said->member)),
                                   .organisation = said->organisation,
                                   .adds = said->adds};
    return journal_office(j, &office, out_entry);
}

enum err office_entries(struct office *o, struct db *db, struct journal *j)
{
    while (o->look && o->said_count < LIMIT_ENTRIES_DUE) {
        struct account_due due;
        enum err err = account_due_next(db, (int64_t)o->said_count, &due);
        if (err == ERR_NOT_FOUND) {
            o->look = false;
            return ERR_OK;
        }
        TRY(err);
        const uint8_t *digest = due.is_decision ? due.decision.digest : due.office.digest;
        TRY(put_entry(j, &due, &o->said[o->said_count].entry));
        memcpy(o->said[o->said_count].digest, digest, ACCOUNT_DIGEST);
        o->said_count++;
    }
    return ERR_OK;
}

bool office_pending(const struct office *o)
{
    return o->look || o->said_count > 0;
}

struct seen {
    struct db *db;
    int64_t at; /* which entry comes next */
    enum err err;
};

/* An entry that the process before did not live to note. */
static void seen_entry(void *context, struct span entry)
{
    struct seen *seen = context;
    struct tlog_entry e;
    enum tlog_kind kind = TLOG_KIND_COUNT_;
    struct span text = {NULL, 0};
    uint8_t digest[ACCOUNT_DIGEST];
    int64_t at = seen->at++;
    bool ours = seen->err == ERR_OK && tlog_entry_decode(entry, &e) == ERR_OK &&
                tlog_entry_kind(&e, &kind) == ERR_OK &&
                (kind == TLOG_KIND_OFFICE || kind == TLOG_KIND_DECISION) &&
                tlog_entry_text(&e, "digest", &text) == ERR_OK &&
                text_unhex(text, digest, sizeof(digest)) == ERR_OK;
    if (ours) {
        seen->err = account_due_done(seen->db, digest, at);
    }
}

enum err office_resume(struct office *o, struct db *db, struct ledger *ledger)
{
    struct account_due due;
    *o = (struct office){.look = true};
    enum err err = account_due_next(db, 0, &due);
    if (err == ERR_NOT_FOUND) {
        o->look = false;
        return ERR_OK;
    }
    TRY(err);
    uint64_t size = ledger_size(ledger);
    uint64_t from = size > LIMIT_READ_BACK ? size - LIMIT_READ_BACK : 0;
    struct seen seen = {.db = db, .at = (int64_t)from};
    TRY(ledger_tail(ledger, LIMIT_READ_BACK, seen_entry, &seen));
    return seen.err;
}
