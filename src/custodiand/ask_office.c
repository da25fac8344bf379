#include "ask_office.h"

#include "account_office.h"
#include "account_session.h"
#include "ask_desk.h"
#include "ask_people.h"
#include "ask_sessions.h"
#include "datamap_field.h"
#include "wire_codec.h"

static enum err append(struct reply *reply, enum ask_decided part, struct span text)
{
    size_t from = reply->bytes.len;
    TRY(buf_append_span(&reply->bytes, text));
    reply->answer.items[part].bytes = span_of(reply->bytes.ptr + from, text.len);
    return ERR_OK;
}

static enum err decided(struct custodian *c, int64_t after, struct reply *reply)
{
    struct account_decision d;
    AUTO(buf) struct buf envelope = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf head = {.max = 3 * sizeof(int64_t)};
    enum err err = account_decision_next(c->db, after, &d, &envelope);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK; /* with no items */
    }
    TRY(err);
    buf_clear(&reply->bytes);
    wire_put_i64(&head, d.number);
    wire_put_i64(&head, d.entry);
    wire_put_i64(&head, d.object);
    TRY(buf_status(&head));
    TRY(append(reply, DECIDED_NUMBERS, buf_span(&head)));
    TRY(append(reply, DECIDED_SUBJECT, span_text(d.subject)));
    TRY(append(reply, DECIDED_STATE, span_text(policy_state_name(d.state))));
    TRY(append(reply, DECIDED_LABEL, span_text(d.label)));
    TRY(append(reply, DECIDED_ENVELOPE, buf_span(&envelope)));
    reply->answer.count = DECIDED_COUNT_;
    return ERR_OK;
}

enum handled do_decided(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_DECIDED, request->head.body, &asked) != ERR_OK || asked.number < 0) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, decided(c, asked.number, reply));
}

/* With the session of whoever it is about, and no other's. */
static enum err reason(struct custodian *c, const struct request *request,
                       const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    struct account_decision decision;
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD + VAULT_OVERHEAD};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(account_decision_reason(c->db, person.user, asked->number, &sealed));
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    buf_clear(&reply->bytes);
    const struct ask_item item = {FIELD_REASON, buf_span(&sealed)};
    const struct reply_opener by = {asked->token, person.user};
    TRY(reply_open(c, &by, &item, reply, &reply->answer.items[0].bytes));
    reply->answer.count = 1;
    TRY(account_decision_get(c->db, asked->number, &decision));
    const struct answer_of of = {&decision, asked->token, request->now_ms};
    return answer_append(c, &of, reply);
}

enum handled do_reason(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_REASON, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, reason(c, request, &asked, reply));
}
