#include "ask_fields.h"

#include "account_allowance.h"
#include "account_session.h"
#include "account_share.h"
#include "ask_people.h"
#include "datamap_field.h"
#include "wire_codec.h"
#include "wire_each.h"
#include "wire_spoken.h"

#include <string.h>

_Static_assert((int)ASK_SEALING == (int)VAULT_OVERHEAD, "edged reckons with it");

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
    enum err err =
        account_session_find_for(c->db, asked.token, asked.scope, request->now_ms, &person);
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

static void each_asked_auto(struct each_asked *asked)
{
    vault_wipe(asked, sizeof(*asked));
}

/* What there is of it: for whom, and behind that the sealed value. */
static enum err seal_one(struct custodian *c, const struct request *request,
                         const struct each_asked *asked, uint16_t field, struct buf *out)
{
    struct account_person person = {0};
    TRY(account_session_find_for(c->db, asked->token, asked->scope, request->now_ms, &person));
    TRY(account_unlock(&c->keys, person.user));
    struct each_sealed sealed = {.err = ERR_OK, .user = person.user};
    memcpy(sealed.locker, person.locker, sizeof(sealed.locker));
    TRY(each_sealed_encode(&sealed, out));
    enum err err = vault_seal(c->vault, person.user, field, asked->value, out);
    if (err == ERR_DENIED) { /* a field that is not in the data map */
        journal_denied(&c->journal, request->role);
    }
    return err;
}

/* Each by itself, the others' failures beside it. */
enum handled do_seal_each(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_SEAL_EACH, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    buf_clear(&reply->bytes);
    for (size_t i = 0; i < asked.count; i++) {
        AUTO(each_asked) struct each_asked one = {.scope = ASK_SCOPE_OWN};
        size_t from = reply->bytes.len;
        if (each_asked_decode(asked.items[i].bytes, &one) != ERR_OK) {
            return HANDLED_MALFORMED;
        }
        enum err err = seal_one(c, request, &one, asked.items[i].field, &reply->bytes);
        if (err == ERR_LIMIT || err == ERR_NOMEM || err == ERR_IO || err == ERR_FULL) {
            return reply_error(reply, err); /* of all of them, or of the machine */
        }
        if (err != ERR_OK) {
            reply->bytes.len = from;
            err = each_sealed_encode(&(struct each_sealed){.err = err}, &reply->bytes);
        }
        if (err != ERR_OK) {
            return reply_error(reply, err);
        }
        reply->answer.items[i].bytes = span_of(reply->bytes.ptr + from, reply->bytes.len - from);
    }
    reply->answer.count = asked.count;
    return reply_error(reply, ERR_OK);
}

/* What waits to be published: only until its job ends, and a job has no session. */
static bool waits(uint16_t field)
{
    return field == FIELD_ORIGINAL || field == FIELD_WAITING;
}

static bool kept(uint16_t field)
{
    return field == FIELD_LOOKS || field == FIELD_MEDIA || field == (FIELD_MEDIA | FIELD_SHARED) ||
           field == FIELD_SPOKEN || waits(field);
}

static enum err all_of(struct custodian *c, const struct request *request,
                       const struct ask_items *asked, bool (*is)(uint16_t))
{
    for (size_t i = 0; i < asked->count; i++) {
        if (!is(asked->items[i].field)) {
            journal_denied(&c->journal, request->role);
            return ERR_DENIED;
        }
    }
    return ERR_OK;
}

/* A job's, what waits for one, and what was said when it was for everybody: nobody's session is
 * there. What else somebody writes themselves is not sealed in this way. */
static enum err keep(struct custodian *c, const struct request *request,
                     const struct ask_items *asked, struct reply *reply)
{
    TRY(all_of(c, request, asked, kept));
    return each_item(c, asked->subject, asked, vault_seal, reply);
}

enum handled do_keep(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_KEEP, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, keep(c, request, &asked, reply));
}

static enum err open_waiting(struct custodian *c, const struct request *request,
                             const struct ask_items *asked, struct reply *reply)
{
    TRY(all_of(c, request, asked, waits));
    enum err err = each_item(c, asked->subject, asked, vault_unseal, reply);
    if (err == ERR_DENIED) {
        journal_denied(&c->journal, request->role);
    }
    return err;
}

enum handled do_open_waiting(struct custodian *c, const struct request *request,
                             struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_OPEN_WAITING, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, open_waiting(c, request, &asked, reply));
}

/* What is opened is counted; of a file's pieces a whole ask counts as one, since a video is
 * thousands of them. */
static int64_t cost_of(const struct ask_items *asked)
{
    for (size_t i = 0; i < asked->count; i++) {
        if ((asked->items[i].field & ~FIELD_SHARED) != FIELD_MEDIA) {
            return asked->count;
        }
    }
    return 1;
}

/* Only the owner's session opens. Anything else is refused, counted, and in the ledger within a
 * minute: another person's field, and a value that was not sealed as this field of this person. */
static enum err open_own(struct custodian *c, const struct request *request,
                         const struct ask_items *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find_for(c->db, asked->token, asked->scope, request->now_ms, &person));
    enum err err = ERR_DENIED;
    if (asked->subject == person.user) {
        TRY(account_allowance_take(c->allowance, c->db, asked->token, cost_of(asked)));
        err = each_item(c, person.user, asked, vault_unseal, reply);
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

static bool all_shared(const struct ask_items *asked)
{
    for (size_t i = 0; i < asked->count; i++) {
        if (!datamap_field_shared(asked->items[i].field)) {
            return false;
        }
    }
    return true;
}

/* What was sealed for followers, and nothing else, for one who was said to be one. */
static enum err open_shared(struct custodian *c, const struct request *request,
                            const struct ask_items *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find_for(c->db, asked->token, asked->scope, request->now_ms, &person));
    const struct account_following f = {.author = asked->subject, .follower = person.user};
    enum err err = all_shared(asked) ? account_share_may(c->db, &f) : ERR_DENIED;
    if (err == ERR_OK) {
        TRY(account_allowance_take(c->allowance, c->db, asked->token, cost_of(asked)));
        err = each_item(c, asked->subject, asked, vault_unseal, reply);
    }
    if (err == ERR_DENIED) {
        journal_denied(&c->journal, request->role);
    }
    return err;
}

enum handled do_open_shared(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_OPEN_SHARED, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, open_shared(c, request, &asked, reply));
}

static bool all_spoken(const struct ask_items *asked)
{
    for (size_t i = 0; i < asked->count; i++) {
        if (asked->items[i].field != FIELD_SPOKEN || asked->items[i].bytes.len < sizeof(int64_t)) {
            return false;
        }
    }
    return true;
}

/* One item: who said it, and what; in the subject's circle. ERR_NOT_FOUND: whoever left took their
 * key along. ERR_DENIED, ERR_FORMAT: it is no such thing. */
static enum err open_item(struct custodian *c, int64_t circle, const struct ask_item *item,
                          struct buf *out)
{
    struct spoken spoken;
    struct wire_reader r = wire_read(item->bytes);
    size_t from = out->len;
    int64_t sayer = wire_i64(&r);
    TRY(account_unlock(&c->keys, sayer));
    TRY(vault_unseal(c->vault, sayer, FIELD_SPOKEN, r.rest, out));
    struct span plain = span_of(out->ptr + from, out->len - from);
    bool said_here = spoken_decode(plain, &spoken) == ERR_OK && spoken.circle == circle;
    return said_here ? ERR_OK : ERR_DENIED;
}

/* What does not open is empty, and keeps none of the others shut: the disk has whatever somebody
 * wrote there. */
static enum err open_items(struct custodian *c, const struct ask_items *asked, struct reply *reply,
                           bool *out_denied)
{
    struct buf *bytes = &reply->bytes;
    buf_clear(bytes);
    for (size_t i = 0; i < asked->count; i++) {
        size_t from = bytes->len;
        enum err err = open_item(c, asked->subject, &asked->items[i], bytes);
        bool denied = err == ERR_DENIED || err == ERR_FORMAT;
        if (denied || err == ERR_NOT_FOUND) {
            vault_wipe(bytes->ptr + from, bytes->len - from);
            bytes->len = from;
            err = ERR_OK;
        }
        TRY(err);
        *out_denied = *out_denied || denied;
        reply->answer.items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
    }
    reply->answer.count = asked->count;
    return ERR_OK;
}

/* The circle's author, whether they share or not, or who was said to follow them. */
static enum err open_spoken(struct custodian *c, const struct request *request,
                            const struct ask_items *asked, struct reply *reply)
{
    struct account_person person = {0};
    TRY(account_session_find_for(c->db, asked->token, asked->scope, request->now_ms, &person));
    const struct account_following f = {.author = asked->subject, .follower = person.user};
    TRY(f.author == f.follower ? ERR_OK : account_share_may(c->db, &f));
    bool denied = !all_spoken(asked);
    enum err err = denied ? ERR_DENIED : ERR_OK;
    if (err == ERR_OK) {
        TRY(account_allowance_take(c->allowance, c->db, asked->token, asked->count));
        err = open_items(c, asked, reply, &denied);
    }
    if (denied) {
        journal_denied(&c->journal, request->role);
    }
    return err;
}

enum handled do_open_spoken(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_items) struct ask_items asked = {0};
    if (ask_items_decode(ASK_OPEN_SPOKEN, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, open_spoken(c, request, &asked, reply));
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
    TRY(account_session_find_for(c->db, asked->token, asked->scope, request->now_ms, &person));
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
