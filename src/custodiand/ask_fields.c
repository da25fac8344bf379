#include "ask_fields.h"

#include "account_allowance.h"
#include "account_session.h"
#include "ask_people.h"

static void ask_items_auto(struct ask_items *asked)
{
    vault_wipe(asked, sizeof(*asked));
}

typedef enum err vault_step(struct vault *v, int64_t user, uint16_t field, struct span in,
                            struct buf *out);

/* All items or none. reply->bytes never moves: it has grown to its ceiling. */
static enum err each_item(struct custodian *c, int64_t user, const struct ask_items *asked,
                          vault_step *step, struct reply *reply)
{
    TRY(account_unlock(&c->keys, user));
    buf_clear(&reply->bytes);
    for (size_t i = 0; i < asked->count; i++) {
        size_t from = reply->bytes.len;
        TRY(step(c->vault, user, asked->items[i].field, asked->items[i].bytes, &reply->bytes));
        reply->answer.items[i].bytes = span_of(reply->bytes.ptr + from, reply->bytes.len - from);
    }
    reply->answer.count = asked->count;
    return ERR_OK;
}

enum handled do_seal(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_SEAL, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err = account_session_find(c->db, asked.token, request->now_ms, &person);
    if (err != ERR_OK) {
        return reply_error(reply, err);
    }
    reply_person(reply, &person);
    err = each_item(c, person.user, &asked, vault_seal, reply);
    if (err == ERR_DENIED) { /* a field that is not in the data map */
        journal_denied(&c->journal, request->role);
    }
    return reply_error(reply, err);
}

/* Only the owner's session opens. Anything else is refused, counted, and in the ledger within a
 * minute: another person's field, and a value that was not sealed as this field of this person. */
static enum err open_own(struct custodian *c, const struct request *request,
                         const struct ask_items *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    enum err err = ERR_DENIED;
    if (asked->subject == person.user) {
        TRY(account_allowance_take(c->allowance, c->db, asked->token, asked->count));
        err = each_item(c, person.user, asked, vault_unseal, reply);
        if (err != ERR_OK) { /* nor does the database keep what it was told */
            account_allowance_undo(c->allowance);
        }
    }
    if (err == ERR_DENIED) {
        journal_denied(&c->journal, request->role);
    }
    return err;
}

enum handled do_open(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_OPEN, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, open_own(c, request, &asked, reply));
}
