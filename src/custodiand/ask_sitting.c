#include "ask_sitting.h"

#include "account_desk.h"
#include "account_office.h"
#include "account_queue.h"
#include "account_sitting.h"
#include "ask_desk.h"
#include "ask_people.h"
#include "ask_sessions.h"
#include "office.h"
#include "wire_codec.h"
#include "wire_desk.h"

#include <string.h>

_Static_assert((int)ACCOUNT_QUEUE_DECIDED == (int)QUEUE_DECIDED &&
                   (int)ACCOUNT_SOURCE_ANSWER == (int)SOURCE_ANSWER &&
                   (int)ACCOUNT_ORDER_MOST == (int)ORDER_MOST,
               "a filter is the same on the way");
_Static_assert((int)ACCOUNT_QUEUE_KINDS == (int)DESK_KINDS &&
                   (int)ACCOUNT_QUEUE_GROUNDS == (int)DESK_GROUND_MAX,
               "and so is what is counted");

static enum err put_seat(struct reply *reply, const uint8_t token[ACCOUNT_TOKEN],
                         const struct account_sitting *sitting)
{
    buf_clear(&reply->bytes);
    TRY(buf_append(&reply->bytes, token, ACCOUNT_TOKEN));
    reply_item(reply, 0);
    size_t from = reply->bytes.len;
    TRY(buf_append(&reply->bytes, sitting->member, sizeof(sitting->member)));
    reply_item(reply, from);
    from = reply->bytes.len;
    wire_put_i64(&reply->bytes, sitting->until_ms);
    TRY(buf_status(&reply->bytes));
    reply_item(reply, from);
    return ERR_OK;
}

/* A statement lets in, once; the entry about it is in the ledger before anything is opened. */
static enum err sit_down(struct custodian *c, const struct request *request,
                         const struct ask_sign *asked, struct reply *reply)
{
    struct account_sitting sitting;
    uint8_t token[ACCOUNT_TOKEN];
    TRY(office_desk(c, asked->statement, request->now_ms, &sitting));
    enum err err = account_sitting_begin(c->db, &sitting, request->now_ms, token);
    if (err == ERR_OK) {
        c->desk.look = true;
        err = put_seat(reply, token, &sitting);
    }
    vault_wipe(token, sizeof(token));
    return err == ERR_CONFLICT ? ERR_DENIED : err;
}

enum handled do_desk(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_DESK, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    enum err err = sit_down(c, request, &asked, reply);
    if (err == ERR_DENIED) {
        journal_denied(&c->journal, request->role);
    }
    return reply_error(reply, err);
}

static enum err stand_up(struct custodian *c, const struct request *request,
                         const struct ask_sign *asked)
{
    struct account_sitting sitting;
    bool due = false;
    TRY(account_sitting_find(c->db, asked->token, request->now_ms, &sitting));
    TRY(account_sitting_end(c->db, &sitting, request->now_ms));
    TRY(account_sitting_say(c->db, request->now_ms, &due));
    c->desk.look = c->desk.look || due;
    return ERR_OK;
}

enum handled do_desk_end(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_DESK_END, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, stand_up(c, request, &asked));
}

/* ---- what they see */

struct looking {
    struct custodian *c;
    struct reply *reply;
    const struct account_sitting *sitting;
};

/* Whether what was answered in the case is the looking member's own decision. */
static enum err is_own(const struct looking *l, const struct account_case *found, bool *out_own)
{
    struct account_decision answered;
    *out_own = false;
    if (found->answer == 0) {
        return ERR_OK;
    }
    TRY(account_decision_get(l->c->db, found->answer, &answered));
    *out_own = memcmp(answered.member, l->sitting->member, sizeof(answered.member)) == 0;
    return ERR_OK;
}

/* A case as one item: nothing in it was sealed. */
static enum err put_case(void *context, const struct account_case *found)
{
    struct looking *l = context;
    struct account_case_facts facts;
    struct account_decision held;
    bool own = false;
    size_t from = l->reply->bytes.len;
    TRY(account_case_facts(l->c->db, found->number, &facts));
    TRY(account_decision_held(l->c->db, found->kind, found->object, &held));
    TRY(is_own(l, found, &own));
    struct desk_case item = {.number = found->number,
                             .object = found->object,
                             .decision = found->decision,
                             .held = held.number,
                             .answer = found->answer,
                             .first_ms = found->first_ms,
                             .last_ms = found->last_ms,
                             .closed_ms = found->closed_ms,
                             .reports = facts.reports,
                             .notices = facts.notices,
                             .newest = facts.newest,
                             .said = found->said,
                             .kind = (uint8_t)found->kind,
                             .state = (uint8_t)found->state,
                             .visible = (uint8_t)held.state,
                             .own = own,
                             .grounds = span_text(facts.grounds)};
    TRY(desk_case_encode(&item, &l->reply->bytes));
    reply_item(l->reply, from);
    return ERR_OK;
}

static enum err put_counts(struct custodian *c, const struct account_queue_filter *filter,
                           struct reply *reply)
{
    struct account_queue_counts found;
    struct desk_counts item = {.all = 0};
    TRY(account_queue_count(c->db, filter, &found));
    item.all = found.all;
    memcpy(item.queues, found.states, sizeof(item.queues));
    memcpy(item.sources, found.sources, sizeof(item.sources));
    memcpy(item.kinds, found.kinds, sizeof(item.kinds));
    memcpy(item.grounds, found.grounds, sizeof(item.grounds));
    do { /* of "any", and of each that there is */
        item.ground_count++;
    } while (policy_ground_at((size_t)item.ground_count - 1) != NULL);
    TRY(desk_counts_encode(&item, &reply->bytes));
    reply_item(reply, 0);
    return ERR_OK;
}

static enum err list_cases(struct looking *l, const struct desk_filter *filter)
{
    if (filter->ground > 0 && policy_ground_at((size_t)filter->ground - 1) == NULL) {
        return ERR_FORMAT;
    }
    struct account_queue_page page = {
        .filter = {.state = (enum account_queue_state)filter->queue,
                   .source = (enum account_queue_source)filter->source,
                   .kind = filter->kind,
                   .ground = filter->ground},
        .order = (enum account_queue_order)filter->order,
        .number = filter->number,
        .said = filter->said,
        .max = LIMIT_DESK_CASES + 1,
        .fn = put_case,
        .context = l};
    buf_clear(&l->reply->bytes);
    if (filter->counts != 0) {
        TRY(put_counts(l->c, &page.filter, l->reply));
    }
    return account_queue_page(l->c->db, &page);
}

enum handled do_cases(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct desk_filter filter;
    if (ask_sign_decode(ASK_CASES, request->head.body, &asked) != ERR_OK ||
        desk_filter_decode(asked.filter, &filter) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_sitting sitting;
    struct looking looking = {c, reply, &sitting};
    enum err err = account_sitting_find(c->db, asked.token, request->now_ms, &sitting);
    return reply_error(reply, err == ERR_OK ? list_cases(&looking, &filter) : err);
}

/* The case, the answer to what was decided, and a page of what was reported: opened, and counted
 * before it leaves. */
static enum err show_case(struct custodian *c, const struct request *request,
                          const struct ask_sign *asked, struct reply *reply)
{
    struct account_sitting sitting;
    struct account_case found;
    struct account_decision held;
    struct looking looking = {c, reply, &sitting};
    TRY(account_sitting_find(c->db, asked->token, request->now_ms, &sitting));
    TRY(account_case_get(c->db, asked->number, &found));
    TRY(account_decision_held(c->db, found.kind, found.object, &held));
    buf_clear(&reply->bytes);
    TRY(put_case(&looking, &found));
    TRY(answer_of_case(c, found.answer != 0 ? found.answer : held.number, reply));
    TRY(reports_of_case(c, found.number, asked->after, reply));
    return account_sitting_open(c->db, &sitting, reply->answer.count - 1);
}

enum handled do_case(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_CASE, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, show_case(c, request, &asked, reply));
}

/* Which object the case is about, for what edged has of it, hidden or not. A player asks for it in
 * many parts. */
static enum err look(struct custodian *c, const struct request *request,
                     const struct ask_sign *asked, struct reply *reply)
{
    struct account_sitting sitting;
    struct account_case found;
    struct looking looking = {c, reply, &sitting};
    TRY(account_sitting_find(c->db, asked->token, request->now_ms, &sitting));
    TRY(account_case_get(c->db, asked->number, &found));
    buf_clear(&reply->bytes);
    TRY(put_case(&looking, &found));
    return account_sitting_look(c->db, &sitting, found.number, request->now_ms);
}

enum handled do_look(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_LOOK, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, look(c, request, &asked, reply));
}

/* ---- what they sign there, with their own key, as anywhere */

static enum err take_signed(struct custodian *c, const struct request *request,
                            const struct ask_sign *asked, struct reply *reply)
{
    struct account_sitting sitting;
    enum ctl_statement code = STATEMENT_ERROR;
    int64_t number = 0;
    TRY(account_sitting_find(c->db, asked->token, request->now_ms, &sitting));
    struct office_desk_statement from = {asked->statement, sitting.member};
    TRY(office_take_desk(c, &from, &code, &number));
    buf_clear(&reply->bytes);
    wire_put_i64(&reply->bytes, (int64_t)code);
    wire_put_i64(&reply->bytes, number);
    TRY(buf_status(&reply->bytes));
    reply_item(reply, 0);
    return ERR_OK;
}

enum handled do_statement(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_STATEMENT, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, take_signed(c, request, &asked, reply));
}
