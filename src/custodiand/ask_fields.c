#include "ask_fields.h"

#include "account_allowance.h"
#include "account_session.h"
#include "ask_people.h"
#include "wire_codec.h"

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

/* The blocker first, then who is blocked. */
static enum err put_name(struct custodian *c, int64_t blocker, int64_t blocked, struct buf *out)
{
    AUTO(buf) struct buf both = {.max = 2 * sizeof(int64_t)};
    uint8_t mac[VAULT_MAC];
    wire_put_i64(&both, blocker);
    wire_put_i64(&both, blocked);
    TRY(buf_status(&both));
    vault_mac(c->vault, "vitrine block 1", buf_span(&both), mac);
    return buf_append(out, mac, ASK_PAIR_NAME);
}

/* Only of pairs of which one is the session's person: so nobody learns of two others. */
static enum err pairs(struct custodian *c, const struct request *request,
                      const struct ask_items *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(account_allowance_take(c->allowance, c->db, asked->token, 1));
    buf_clear(&reply->bytes);
    for (size_t i = 0; i < asked->count; i++) {
        size_t from = reply->bytes.len;
        struct wire_reader r = wire_read(asked->items[i].bytes);
        int64_t other = wire_i64(&r);
        wire_expect(&r, other > 0 && asked->items[i].field == 0);
        TRY(wire_end(&r));
        TRY(put_name(c, other, person.user, &reply->bytes));
        TRY(put_name(c, person.user, other, &reply->bytes));
        reply->answer.items[i].bytes = span_of(reply->bytes.ptr + from, reply->bytes.len - from);
    }
    reply->answer.count = asked->count;
    return ERR_OK;
}

enum handled do_pair(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_PAIR, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, pairs(c, request, &asked, reply));
}
