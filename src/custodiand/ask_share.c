#include "ask_share.h"

#include "account_allowance.h"
#include "account_session.h"
#include "account_share.h"
#include "ask_people.h"
#include "wire_codec.h"

#include <string.h>

_Static_assert((int)ACCOUNT_SHUT_NAME <= (int)VAULT_MAC, "a hash is cut to a name");

/* So that the database does not say who shut whom out. */
static enum err name_of(const struct custodian *c, struct account_following *f)
{
    AUTO(buf) struct buf both = {.max = 2 * sizeof(int64_t)};
    uint8_t mac[VAULT_MAC];
    wire_put_i64(&both, f->author);
    wire_put_i64(&both, f->follower);
    TRY(buf_status(&both));
    vault_mac(c->vault, "vitrine shut out 1", buf_span(&both), mac);
    memcpy(f->name, mac, sizeof(f->name));
    return ERR_OK;
}

static enum err set(struct custodian *c, int64_t user, bool shares)
{
    bool due = false;
    TRY(account_share_set(c->db, user, shares, &due));
    c->desk.look = c->desk.look || due;
    return ERR_OK;
}

/* Of oneself, or of oneself and another. */
static enum err say(struct custodian *c, int64_t user, const struct ask_item *item)
{
    struct wire_reader r = wire_read(item->bytes);
    int64_t other = wire_i64(&r);
    bool alone = item->field == SHARE_BEGIN || item->field == SHARE_END;
    wire_expect(&r, alone ? other == 0 : other > 0 && other != user);
    TRY(wire_end(&r));
    struct account_following mine = {.author = user, .follower = other};
    struct account_following theirs = {.author = other, .follower = user};
    TRY(name_of(c, &mine));
    TRY(name_of(c, &theirs));
    switch (item->field) {
    case SHARE_BEGIN:
    case SHARE_END:
        return set(c, user, item->field == SHARE_BEGIN);
    case SHARE_FOLLOW:
        return account_follow_add(c->db, &theirs);
    case SHARE_UNFOLLOW:
        return account_follow_drop(c->db, &theirs);
    case SHARE_SHUT_OUT:
        return account_shut_out(c->db, &mine);
    case SHARE_LET_IN:
        return account_let_in(c->db, &mine);
    default:
        return ERR_FORMAT;
    }
}

/* All or nothing. */
static enum err say_all(struct custodian *c, int64_t user, const struct ask_items *asked,
                        struct reply *reply)
{
    for (size_t i = 0; i < asked->count; i++) {
        TRY(say(c, user, &asked->items[i]));
        reply->answer.items[i].bytes = span_of(NULL, 0);
    }
    reply->answer.count = asked->count;
    return ERR_OK;
}

static enum err share(struct custodian *c, const struct request *request,
                      const struct ask_items *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find_for(c->db, asked->token, asked->scope, request->now_ms, &person));
    TRY(account_allowance_take(c->allowance, c->db, asked->token, 1));
    enum err err = say_all(c, person.user, asked, reply);
    if (err == ERR_DENIED) { /* whoever was shut out */
        journal_denied(&c->journal, request->role);
    }
    return err;
}

enum handled do_share(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_SHARE, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, share(c, request, &asked, reply));
}
