#include "ask_leave.h"

#include "account_leave.h"
#include "account_session.h"
#include "account_share.h"
#include "ask_people.h"
#include "ask_secrets.h"
#include "ask_sessions.h"

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

enum handled do_leave(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_LEAVE, request->head.body, &asked) != ERR_OK ||
        (asked.number != 0 && asked.number != LIMIT_LEAVE_DAYS)) {
        return HANDLED_MALFORMED;
    }
    return secrets_check(c, request, &asked, reply);
}

/* The next round finds it due. */
static enum err leave_now(struct custodian *c, struct account_person *person)
{
    TRY(account_leave(c->db, person, ACCOUNT_LEAVE_NOW, 0));
    c->erasing.look = true;
    person->leaves_ms = 0;
    return account_session_end_others(c->db, person->user, NULL);
}

/* Whoever leaves already stays due when they were. */
static enum err leave_later(struct custodian *c, struct account_person *person, int64_t now_ms,
                            const uint8_t token[ASK_TOKEN])
{
    if (person->state != ACCOUNT_LEAVING) {
        int64_t leaves_ms = now_ms + LIMIT_LEAVE_DAYS * DAY_MS;
        TRY(account_leave(c->db, person, ACCOUNT_LEAVE, leaves_ms));
        person->leaves_ms = leaves_ms;
    }
    return account_session_end_others(c->db, person->user, token);
}

enum err finish_leave(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                      struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct account_row row = {.made_by = 0};
    TRY(secrets_checked(c, &(struct secrets_at){job, now_ms}, reply, &row, &asked));
    if (asked.number == 0) {
        TRY(leave_now(c, &row.person));
    } else {
        TRY(leave_later(c, &row.person, now_ms, asked.token));
    }
    reply_person(reply, &row.person);
    return ERR_OK;
}

enum handled do_stay(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_STAY, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err = account_session_find(c->db, asked.token, request->now_ms, &person);
    if (err == ERR_OK) {
        err = account_leave(c->db, &person, ACCOUNT_STAY, 0);
    }
    return reply_error(reply, err);
}

static enum err erasures(struct custodian *c, struct reply *reply)
{
    struct account_erasure list[LIMIT_ASK_ITEMS];
    size_t count = 0;
    TRY(account_erasure_list(c->db, LIMIT_ASK_ITEMS, list, &count));
    buf_clear(&reply->bytes);
    for (size_t i = 0; i < count; i++) {
        struct ask_entry *entry = &reply->answer.entries[i];
        entry->id = list[i].user;
        TRY(buf_append(&reply->bytes, list[i].locker, ASK_LOCKER));
        entry->label = span_of(reply->bytes.ptr + i * ASK_LOCKER, ASK_LOCKER);
    }
    reply->answer.count = (uint8_t)count;
    return ERR_OK;
}

/* The entry follows in the same round, or in the next ones if there are many. */
enum handled do_erased(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_ERASED, request->head.body, &asked) != ERR_OK || asked.number < 0) {
        return HANDLED_MALFORMED;
    }
    enum err err = ERR_OK;
    if (asked.number > 0 && c->backup_holds) {
        return reply_error(reply, ERR_BUSY);
    }
    if (asked.number > 0) {
        err = account_share_forget(c->db, asked.number);
        reply->keep = err == ERR_BUSY; /* edged asks again */
    }
    if (asked.number > 0 && err == ERR_OK) {
        err = account_erasure_done(c->db, asked.number);
        c->erasing.tell = true;
        c->erasing.tidy = true;
    }
    return reply_error(reply, err == ERR_OK ? erasures(c, reply) : err);
}
