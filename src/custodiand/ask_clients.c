#include "ask_clients.h"

#include "account_permit.h"
#include "account_session.h"
#include "ask_people.h"
#include "ask_sessions.h"

_Static_assert((int)ACCOUNT_BINDING == (int)ASK_BINDING, "one digest");
_Static_assert((int)ACCOUNT_TOKEN == (int)ASK_TOKEN, "a code is as long as a token");

static enum err permit(struct custodian *c, const struct request *request,
                       const struct ask_sign *asked, struct reply *reply)
{
    AUTO(secret) struct secret code = {.len = ACCOUNT_TOKEN};
    struct account_person person = {0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    if (asked->number <= 0 || asked->number > ASK_SCOPE_ALL ||
        asked->credential.len != ASK_BINDING) {
        return ERR_FORMAT;
    }
    struct account_permit new = {.user = person.user,
                                 .scopes = asked->number,
                                 .binding = asked->credential,
                                 .now_ms = request->now_ms};
    TRY(account_permit_new(c->db, &new, code.bytes));
    buf_clear(&reply->bytes);
    TRY(buf_append(&reply->bytes, code.bytes, ACCOUNT_TOKEN));
    reply->answer.count = 1;
    reply->answer.items[0].bytes = buf_span(&reply->bytes);
    return ERR_OK;
}

enum handled do_permit(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PERMIT, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, permit(c, request, &asked, reply));
}

enum handled do_redeem(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign asked = {0};
    struct account_person person = {0};
    struct visit visit = {.request = request->head.id, .now_ms = request->now_ms};
    if (ask_sign_decode(ASK_REDEEM, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_redeem redeem = {asked.code, asked.credential, visit.request, visit.now_ms};
    enum err err = asked.label.len == 0
                       ? ERR_FORMAT
                       : account_permit_use(c->db, &redeem, &person, &visit.scopes);
    reply->keep = err == ERR_DENIED;
    if (err == ERR_OK) {
        visit.label = asked.label;
        err = session_for(c, &visit, &person, reply);
    }
    return reply_error(reply, err);
}
