#include "ask_sessions.h"

#include "account_data.h"
#include "account_session.h"
#include "ask_people.h"
#include "datamap_field.h"

enum { DETAILS = 2 }; /* the birth date and the e-mail address */

_Static_assert((int)LIMIT_SESSIONS_PER_ACCOUNT <= (int)LIMIT_ASK_ITEMS, "all fit one answer");

enum err reply_open(struct custodian *c, const struct reply_opener *by,
                    const struct ask_item *sealed, struct reply *reply, struct span *out_plain)
{
    size_t from = reply->bytes.len;
    if (sealed->bytes.len > 0) {
        TRY(account_allowance_take(c->allowance, c->db, by->token, 1));
        TRY(stored_err(
            vault_unseal(c->vault, by->user, sealed->field, sealed->bytes, &reply->bytes)));
    }
    *out_plain = span_of(reply->bytes.ptr + from, reply->bytes.len - from);
    return ERR_OK;
}

enum err reply_label(struct custodian *c, const struct reply_opener *by,
                     const struct ask_item *sealed, struct reply *reply, struct ask_entry *entry)
{
    enum err err = reply_open(c, by, sealed, reply, &entry->label);
    entry->shut = err == ERR_FORMAT;
    return entry->shut ? ERR_OK : err;
}

static enum err details(struct custodian *c, const struct request *request,
                        const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    struct account_details found = {{0}, {0}};
    buf_clear(&reply->bytes);
    TRY(account_allowance_take(c->allowance, c->db, asked->token, DETAILS));
    TRY(stored_err(account_details_get(c->db, c->vault, person.user, &reply->bytes, &found)));
    reply_person(reply, &person);
    reply->answer.count = DETAILS;
    reply->answer.items[0].bytes = found.birth_date;
    reply->answer.items[1].bytes = found.email;
    return ERR_OK;
}

enum handled do_details(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_DETAILS, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, details(c, request, &asked, reply));
}

/* One table of what is kept about the person, opened with their session. */
static enum err data(struct custodian *c, const struct request *request,
                     const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    if (asked->number < 0 || asked->number >= ACCOUNT_TABLE_COUNT_) {
        return ERR_NOT_FOUND;
    }
    const struct account_data_of of = {.db = c->db,
                                       .vault = c->vault,
                                       .user = person.user,
                                       .allowance = c->allowance,
                                       .token = asked->token};
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    buf_clear(&reply->bytes);
    TRY(stored_err(account_data_put(&of, (enum account_table)asked->number, &reply->bytes)));
    reply_person(reply, &person);
    reply->answer.count = 1;
    reply->answer.items[0].bytes = buf_span(&reply->bytes);
    return ERR_OK;
}

enum handled do_data(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_DATA, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, data(c, request, &asked, reply));
}

static enum err sessions(struct custodian *c, const struct request *request,
                         const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    struct account_sessions list = {0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(account_session_list(c->db, person.user, asked->token, request->now_ms, &list));
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    buf_clear(&reply->bytes);
    const struct reply_opener by = {asked->token, person.user};
    for (size_t i = 0; i < list.count; i++) {
        const struct account_session *session = &list.items[i];
        struct ask_item sealed = {FIELD_SESSION_LABEL, span_of(session->label, session->label_len)};
        struct ask_entry *entry = &reply->answer.entries[i];
        entry->id = session->public_id;
        entry->begun_ms = session->begun_ms;
        entry->used_day = session->used_day;
        entry->mark = session->current  ? ASK_MARK_CURRENT
                      : session->client ? ASK_MARK_CLIENT
                                        : ASK_MARK_NONE;
        TRY(reply_label(c, &by, &sealed, reply, entry));
    }
    reply->answer.count = (uint8_t)list.count;
    return ERR_OK;
}

enum handled do_sessions(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_SESSIONS, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, sessions(c, request, &asked, reply));
}

enum handled do_end(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_END, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err = account_session_find(c->db, asked.token, request->now_ms, &person);
    if (err == ERR_OK) {
        err = asked.number == 0 ? account_session_end_others(c->db, person.user, asked.token)
                                : account_session_end_one(c->db, person.user, asked.number);
    }
    return reply_error(reply, err);
}
