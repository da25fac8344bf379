#include "ask_desk.h"

#include "account_allowance.h"
#include "account_desk.h"
#include "account_office.h"
#include "account_session.h"
#include "ask_people.h"
#include "ask_sessions.h"
#include "base_id.h"
#include "base_text.h"
#include "datamap_field.h"
#include "digest.h"
#include "tlog_entry.h"
#include "wire_codec.h"
#include "wire_desk.h"
#include "wire_receipt.h"

#include <string.h>

_Static_assert((int)CASE_CLOSED == (int)DESK_CLOSED, "states are the same on the way");
_Static_assert((int)ACCOUNT_ANSWER_REVERSED + 1 == (int)ANSWER_REVERSED,
               "but for there being none");
_Static_assert((int)DESK_SALT == (int)RECEIPT_SALT && (int)RECEIPT_OPENING >= LIMIT_ANSWER * 4,
               "of an answer's receipt");
_Static_assert((int)ASK_TOKEN == (int)ACCOUNT_RECEIPT, "a receipt is asked for as a token");

static const int64_t answer_ms = (int64_t)LIMIT_ANSWER_DAYS * 24 * 60 * 60 * 1000;

/* What is opened, on its way into an answer; never moves, and is wiped. */
struct opened {
    struct buf text;
    const uint8_t
        *token; /* of the session that opens it; NULL: a sitting's, which is counted there */
};

static void opened_auto(struct opened *o)
{
    if (o->text.ptr != NULL) {
        vault_wipe(o->text.ptr, o->text.cap);
    }
    buf_done(&o->text);
}

/* Opens what custodiand stored, behind what is there already. Empty: there is nothing. */
static enum err open_stored(struct custodian *c, int64_t user, uint16_t field, struct span sealed,
                            struct opened *o, struct span *out_plain)
{
    size_t from = o->text.len;
    if (sealed.len > 0) {
        TRY(o->token == NULL ? ERR_OK : account_allowance_take(c->allowance, c->db, o->token, 1));
        TRY(stored_err(user == ACCOUNT_OFFICE ? account_office_unlock(&c->keys)
                                              : account_unlock(&c->keys, user)));
        TRY(stored_err(vault_unseal(c->vault, user, field, sealed, &o->text)));
    }
    *out_plain = span_of(o->text.ptr + from, o->text.len - from);
    return ERR_OK;
}

/* A page of reports on its way out. */
struct listing {
    struct custodian *c;
    struct reply *reply;
    const uint8_t *token; /* as of struct opened */
    bool fresh;
    bool bare;         /* without what was written: nothing is opened */
    struct span given; /* by whoever has just reported it: nothing is opened either */
};

static enum err put_report(void *context, const struct account_report *r)
{
    struct listing *l = context;
    AUTO(opened)
    struct opened o = {.text = {.max = DESK_WORDS + DESK_NAME + 1 + LIMIT_EMAIL},
                       .token = l->token};
    struct span notifier = {NULL, 0};
    int64_t subject = r->user == 0 ? (int64_t)ACCOUNT_OFFICE : r->user;
    size_t from = l->reply->bytes.len;
    struct desk_report item = {.number = r->number,
                               .of = r->of.number,
                               .object = r->of.object,
                               .decision = r->of.decision,
                               .at_ms = r->at_ms,
                               .closed_ms = r->of.closed_ms,
                               .kind = (uint8_t)r->of.kind,
                               .state = (uint8_t)r->of.state,
                               .notice = r->user == 0,
                               .fresh = l->fresh,
                               .ground = r->ground,
                               .words = l->given};
    if (l->reply->answer.count == LIMIT_ASK_ITEMS || from > LIMIT_REPORT_BYTES) {
        return ERR_OK; /* the next page has it */
    }
    if (!l->bare) {
        TRY(buf_grow(&o.text, o.text.max));
        TRY(open_stored(l->c, subject, FIELD_REPORT, r->words, &o, &item.words));
        TRY(open_stored(l->c, subject, FIELD_NOTIFIER, r->notifier, &o, &notifier));
    }
    item.name = span_cut(&notifier, '\n');
    item.email = notifier;
    TRY(desk_report_encode(&item, &l->reply->bytes));
    reply_item(l->reply, from);
    return ERR_OK;
}

static bool words_fit(struct span words, size_t max)
{
    return text_is_utf8(words) && text_characters(words) <= max;
}

/* A report, or a legal notice, of what is asked about. */
static enum err file_it(struct custodian *c, const struct request *request,
                        const struct ask_sign *asked, struct account_report *report,
                        const uint8_t *receipt, bool *out_fresh)
{
    enum policy_kind kind = POLICY_KIND_COUNT_;
    AUTO(buf) struct buf sealed = {.max = DESK_WORDS + VAULT_OVERHEAD};
    const struct policy_ground *ground = policy_ground_find(asked->ground);
    size_t max = receipt == NULL ? LIMIT_REPORT_WORDS : LIMIT_EXPLANATION;
    int64_t subject = report->user == 0 ? (int64_t)ACCOUNT_OFFICE : report->user;
    TRY(policy_kind_read(asked->kind, &kind));
    if (ground == NULL || ground->restores || asked->number <= 0 || !words_fit(asked->words, max)) {
        return ERR_FORMAT;
    }
    TRY(account_case_join(c->db, kind, asked->number, request->now_ms, &report->of.number));
    if (asked->words.len > 0) {
        TRY(vault_seal(c->vault, subject, FIELD_REPORT, asked->words, &sealed));
    }
    report->ground = asked->ground;
    report->words = buf_span(&sealed);
    report->at_ms = request->now_ms;
    return account_report_put(c->db, report, receipt, out_fresh);
}

/* As it is kept now. */
static enum err put_own(struct listing *listing, const struct account_report *report)
{
    struct reply *reply = listing->reply;
    struct account_report_page page = {.of = report->user,
                                       .from = report->number + 1,
                                       .max = 1,
                                       .fn = put_report,
                                       .context = listing};
    buf_clear(&reply->bytes);
    TRY(account_report_own(listing->c->db, &page));
    return reply->answer.count == 1 ? ERR_OK : ERR_IO;
}

static enum err file_report(struct custodian *c, const struct request *request,
                            const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    struct account_report report = {.number = 0};
    bool fresh = false;
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    report.user = person.user;
    TRY(file_it(c, request, asked, &report, NULL, &fresh));
    if (fresh) {
        TRY(account_report_room(c->db, person.user, request->now_ms));
    }
    struct listing listing = {
        .c = c, .reply = reply, .fresh = fresh, .bare = true, .given = asked->words};
    return put_own(&listing, &report);
}

enum handled do_report(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_REPORT, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, file_report(c, request, &asked, reply));
}

typedef enum err report_pager(struct db *db, const struct account_report_page *page);

/* A page behind what is in the reply. */
static enum err list_by(struct listing *l, report_pager *pager, int64_t of, int64_t from)
{
    struct account_report_page page = {
        .of = of, .from = from, .max = LIMIT_REPORT_PAGE, .fn = put_report, .context = l};
    return pager(l->c->db, &page);
}

static enum err list_own(struct listing *l, const struct request *request,
                         const struct ask_sign *asked, report_pager *pager)
{
    struct account_person person = {0};
    TRY(account_session_find(l->c->db, asked->token, request->now_ms, &person));
    buf_clear(&l->reply->bytes);
    return list_by(l, pager, person.user, asked->number);
}

enum handled do_reports(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct listing listing = {.c = c, .reply = reply, .token = asked.token};
    if (ask_sign_decode(ASK_REPORTS, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, list_own(&listing, request, &asked, account_report_own));
}

enum handled do_reports_ended(struct custodian *c, const struct request *request,
                              struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct listing listing = {.c = c, .reply = reply, .bare = true};
    if (ask_sign_decode(ASK_REPORTS_ENDED, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, list_own(&listing, request, &asked, account_report_ended));
}

/* ---- legal notices, by anyone */

/* The same for a request that is sent again, and nobody else's to make. */
static void receipt_of(const struct custodian *c, uint64_t id, uint8_t out[VAULT_MAC])
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(id >> (8 * i));
    }
    vault_mac(c->vault, "vitrine receipt 1", span_of(bytes, sizeof(bytes)), out);
}

static enum err seal_notifier(struct custodian *c, const struct ask_sign *asked,
                              struct buf *out_sealed)
{
    AUTO(opened) struct opened o = {.text = {.max = DESK_NAME + 1 + LIMIT_EMAIL}};
    if (asked->name.len == 0 && asked->email.len == 0) {
        return ERR_OK;
    }
    if (!words_fit(asked->name, LIMIT_NOTIFIER) || !text_is_utf8(asked->email) ||
        memchr(asked->name.ptr, '\n', asked->name.len) != NULL) {
        return ERR_FORMAT;
    }
    TRY(buf_grow(&o.text, o.text.max));
    TRY(buf_append_span(&o.text, asked->name));
    TRY(buf_append_u8(&o.text, '\n'));
    TRY(buf_append_span(&o.text, asked->email));
    return vault_seal(c->vault, ACCOUNT_OFFICE, FIELD_NOTIFIER, buf_span(&o.text), out_sealed);
}

static enum err file_notice(struct custodian *c, const struct request *request,
                            const struct ask_sign *asked, struct reply *reply)
{
    uint8_t receipt[VAULT_MAC];
    AUTO(buf) struct buf notifier = {.max = DESK_NAME + 1 + LIMIT_EMAIL + VAULT_OVERHEAD};
    struct account_report report = {.user = 0};
    struct listing listing = {.c = c, .reply = reply, .fresh = true, .bare = true};
    struct account_report_page page = {.fn = put_report, .context = &listing};
    bool fresh = false;
    receipt_of(c, request->head.id, receipt);
    TRY(stored_err(account_office_unlock(&c->keys)));
    buf_clear(&reply->bytes);
    enum err err = account_report_receipt(c->db, 0, receipt, &page);
    if (err == ERR_NOT_FOUND) {
        TRY(account_report_room(c->db, 0, request->now_ms));
        TRY(seal_notifier(c, asked, &notifier));
        report.notifier = buf_span(&notifier);
        TRY(file_it(c, request, asked, &report, receipt, &fresh));
        err = account_report_receipt(c->db, report.number, receipt, &page);
    }
    TRY(err);
    size_t from = reply->bytes.len;
    TRY(buf_append(&reply->bytes, receipt, sizeof(receipt)));
    reply_item(reply, from);
    return ERR_OK;
}

enum handled do_notice(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_NOTICE, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, file_notice(c, request, &asked, reply));
}

enum handled do_notice_state(struct custodian *c, const struct request *request,
                             struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct listing listing = {.c = c, .reply = reply, .bare = true};
    struct account_report_page page = {.fn = put_report, .context = &listing};
    if (ask_sign_decode(ASK_NOTICE_STATE, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    buf_clear(&reply->bytes);
    return reply_error(
        reply, asked.number <= 0 ? ERR_NOT_FOUND
                                 : account_report_receipt(c->db, asked.number, asked.token, &page));
}

/* ---- what authors answer */

struct answering {
    struct custodian *c;
    struct reply *reply;
    const uint8_t *token; /* as of struct opened; NULL: for the desk, which is not to prove whose
                           * words they are */
    struct span same;     /* the words that are compared; ptr NULL: none */
    bool is_same;
};

static enum err put_answer(void *context, const struct account_answer *a)
{
    struct answering *to = context;
    AUTO(opened)
    struct opened o = {.text = {.max = (LIMIT_ANSWER + LIMIT_REASON) * DESK_CHARACTER + DESK_SALT},
                       .token = to->token};
    size_t from = to->reply->bytes.len;
    struct desk_answer item = {.decision = a->decision,
                               .at_ms = a->at_ms,
                               .closing = a->closing,
                               .state = (uint8_t)(a->state + 1)};
    if (to->reply->answer.count == LIMIT_ASK_ITEMS || from > LIMIT_REPORT_BYTES) {
        return ERR_OK;
    }
    TRY(buf_grow(&o.text, o.text.max));
    TRY(open_stored(to->c, a->user, FIELD_ANSWER, a->words, &o, &item.words));
    TRY(open_stored(to->c, a->user, FIELD_REPLY, a->reply, &o, &item.reply));
    if (to->token != NULL) {
        TRY(open_stored(to->c, a->user, FIELD_ANSWER_SALT, a->salt, &o, &item.salt));
    }
    to->is_same = to->same.ptr != NULL && span_equal(item.words, to->same);
    TRY(desk_answer_encode(&item, &to->reply->bytes));
    reply_item(to->reply, from);
    return ERR_OK;
}

/* Until when a decision may be answered, 0: not (any more). Of one that an older version took it is
 * not known when that was. */
static int64_t answer_until(const struct account_decision *d, int64_t held, int64_t now_ms)
{
    bool may = held == d->number && d->state != POLICY_SHOWN && d->user != 0;
    int64_t until_ms = (d->taken_ms == 0 ? now_ms : d->taken_ms) + answer_ms;
    return may && now_ms <= until_ms ? until_ms : 0;
}

enum err answer_append(struct custodian *c, const struct answer_of *of, struct reply *reply)
{
    const struct account_decision *decision = of->decision;
    struct answering to = {.c = c, .reply = reply, .token = of->token};
    struct account_decision held;
    enum err err = account_answer_get(c->db, decision->number, put_answer, &to);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(account_decision_held(c->db, decision->kind, decision->object, &held));
    struct desk_answer none = {.decision = decision->number,
                               .until_ms = answer_until(decision, held.number, of->now_ms)};
    size_t from = reply->bytes.len;
    TRY(desk_answer_encode(&none, &reply->bytes));
    reply_item(reply, from);
    return ERR_OK;
}

/* What the ledger has of an answer: who has the words can't find it out without the salt, which is
 * sealed beside them. */
static enum err commit_to(const struct account_decision *d, struct span words, struct opened *salt,
                          uint8_t out_commitment[DIGEST_SIZE])
{
    AUTO(opened) struct opened bound = {.text = {.max = RECEIPT_BOUND}};
    struct receipt receipt = {.kind = RECEIPT_ANSWER, .decision = d->number, .opening = words};
    TRY(buf_grow(&bound.text, bound.text.max));
    TRY(buf_grow(&salt->text, sizeof(receipt.salt)));
    random_fill(receipt.salt, sizeof(receipt.salt));
    (void)buf_append(&salt->text, receipt.salt, sizeof(receipt.salt));
    enum err err = receipt_answer_bound(&receipt, &bound.text);
    vault_wipe(&receipt, sizeof(receipt));
    TRY(err);
    digest_of(buf_span(&bound.text), out_commitment);
    return ERR_OK;
}

/* The row, its case, and what the ledger is to have. */
static enum err keep_answer(struct custodian *c, const struct account_decision *d,
                            const struct ask_sign *asked, int64_t now_ms)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_ANSWER * DESK_CHARACTER + VAULT_OVERHEAD};
    AUTO(buf) struct buf sealed_salt = {.max = DESK_SALT + VAULT_OVERHEAD};
    AUTO(opened) struct opened salt = {.text = {.max = DESK_SALT}};
    struct account_answer answer = {.decision = d->number, .user = d->user, .at_ms = now_ms};
    struct account_desk_due due = {.about = d->number, .value = d->number};
    int64_t of = 0;
    TRY(vault_seal(c->vault, d->user, FIELD_ANSWER, asked->words, &sealed));
    TRY(commit_to(d, asked->words, &salt, due.digest));
    TRY(vault_seal(c->vault, d->user, FIELD_ANSWER_SALT, buf_span(&salt.text), &sealed_salt));
    answer.words = buf_span(&sealed);
    answer.salt = buf_span(&sealed_salt);
    TRY(account_answer_put(c->db, &answer));
    TRY(account_case_join(c->db, d->kind, d->object, now_ms, &of));
    TRY(account_answer_mark(c->db, of, d->number));
    memcpy(due.type, tlog_kind_type(TLOG_KIND_ANSWER), strlen(tlog_kind_type(TLOG_KIND_ANSWER)));
    TRY(account_desk_due_put(c->db, &due));
    c->desk.look = true;
    return ERR_OK;
}

/* ERR_LIMIT says when it was too late to answer: whose session ran dry signs in again. */
static enum err put_given(struct answering *to, int64_t decision)
{
    enum err err = account_answer_get(to->c->db, decision, put_answer, to);
    return err == ERR_LIMIT ? ERR_DENIED : err;
}

static enum err give_answer(struct custodian *c, const struct request *request,
                            const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    struct account_decision d;
    struct account_decision held;
    struct answering to = {.c = c, .reply = reply, .token = asked->token, .same = asked->words};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(account_decision_get(c->db, asked->number, &d));
    if (d.user != person.user) {
        return ERR_NOT_FOUND;
    }
    if (asked->words.len == 0 || !words_fit(asked->words, LIMIT_ANSWER)) {
        return ERR_FORMAT;
    }
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    TRY(account_decision_held(c->db, d.kind, d.object, &held));
    buf_clear(&reply->bytes);
    enum err err = put_given(&to, d.number);
    if (err != ERR_NOT_FOUND) { /* it may be this one, sent again */
        return err == ERR_OK && !to.is_same ? ERR_CONFLICT : err;
    }
    if (held.number != d.number || d.state == POLICY_SHOWN) {
        return ERR_CONFLICT;
    }
    if (answer_until(&d, held.number, request->now_ms) == 0) {
        return ERR_LIMIT;
    }
    TRY(keep_answer(c, &d, asked, request->now_ms));
    return put_given(&to, d.number);
}

enum handled do_answer(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_ANSWER, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, give_answer(c, request, &asked, reply));
}

static enum err list_answers(struct custodian *c, const struct request *request,
                             const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    struct answering to = {.c = c, .reply = reply, .token = asked->token};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    buf_clear(&reply->bytes);
    return account_answer_own(c->db, person.user, asked->number, put_answer, &to);
}

enum handled do_answers(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_ANSWERS, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, list_answers(c, request, &asked, reply));
}

/* ---- the same, for the desk */

enum err reports_of_case(struct custodian *c, int64_t number, int64_t after, struct reply *reply)
{
    struct listing listing = {.c = c, .reply = reply};
    return list_by(&listing, account_report_case, number, after);
}

enum err answer_of_case(struct custodian *c, int64_t decision, struct reply *reply)
{
    struct answering to = {.c = c, .reply = reply};
    size_t from = reply->bytes.len;
    enum err err = account_answer_get(c->db, decision, put_answer, &to);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(desk_answer_encode(&(struct desk_answer){.decision = decision}, &reply->bytes));
    reply_item(reply, from);
    return ERR_OK;
}
