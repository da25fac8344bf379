#include "ask_passkeys.h"

#include "account_passkey.h"
#include "account_session.h"
#include "ask_people.h"
#include "ask_secrets.h"
#include "ask_sessions.h"
#include "base_time.h"
#include "datamap_field.h"
#include "passkey.h"

_Static_assert((int)CHALLENGE == (int)PASSKEY_CHALLENGE, "what is given out is what comes back");
_Static_assert(LIMIT_PASSKEYS < LIMIT_ASK_ITEMS, "all fit one answer, with the challenge");

static enum err put_item(struct reply *reply, const void *bytes, size_t len)
{
    size_t from = reply->bytes.len;
    TRY(buf_append(&reply->bytes, bytes, len)); /* has grown: never moves */
    reply->answer.items[reply->answer.count++].bytes = span_of(reply->bytes.ptr + from, len);
    return ERR_OK;
}

/* A challenge, and the credentials of the user. */
static enum err put_challenge(struct custodian *c, const struct challenge_for *what, int64_t user,
                              struct reply *reply)
{
    uint8_t challenge[CHALLENGE];
    struct account_passkeys list = {.count = 0};
    challenge_make(c->challenges, c->vault, what, challenge);
    buf_clear(&reply->bytes);
    TRY(put_item(reply, challenge, sizeof(challenge)));
    TRY(account_passkey_list(c->db, user, &list));
    for (size_t i = 0; i < list.count; i++) {
        TRY(put_item(reply, list.items[i].credential, list.items[i].credential_len));
    }
    return ERR_OK;
}

enum handled do_passkey_new(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSKEY_NEW, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return secrets_check(c, request, &asked, reply);
}

/* Whoever brings it back has brought the password. */
enum err finish_passkey_new(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                            struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct account_row row = {0};
    TRY(secrets_checked(c, &(struct secrets_at){job, now_ms}, reply, &row, &asked));
    struct challenge_for what = {CHALLENGE_ADD, row.person.user, time_mono_ms()};
    reply_person(reply, &row.person);
    return put_challenge(c, &what, row.person.user, reply);
}

/* The challenge in what the browser says is ours, for this. */
static enum err check_challenge(struct custodian *c, const struct challenge_for *what,
                                struct span client_data, struct passkey_client *out_client)
{
    TRY(passkey_client_decode(client_data, out_client));
    return challenge_check(c->challenges, c->vault, what, out_client->challenge);
}

static enum err passkey_add(struct custodian *c, const struct request *request,
                            const struct ask_sign *asked, int64_t user)
{
    struct challenge_for what = {CHALLENGE_ADD, user, time_mono_ms()};
    struct passkey_client client;
    struct passkey_new made;
    AUTO(buf) struct buf label = {.max = LIMIT_LABEL + VAULT_OVERHEAD};
    TRY(check_challenge(c, &what, asked->client_data, &client));
    TRY(passkey_made(&c->origins, asked->client_data, asked->evidence, &made));
    TRY(challenge_use(c->challenges, what.mono_ms, client.challenge));
    if (account_unlock(&c->keys, user) != ERR_OK) {
        return ERR_IO; /* nothing about the passkey */
    }
    TRY(vault_seal(c->vault, user, FIELD_PASSKEY_LABEL, asked->label, &label));
    struct account_passkey_new new = {.user = user,
                                      .credential = made.credential,
                                      .key = made.key,
                                      .counter = made.counter,
                                      .label = buf_span(&label),
                                      .now_ms = request->now_ms};
    return account_passkey_add(c->db, &new);
}

enum handled do_passkey_add(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSKEY_ADD, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err = account_session_find(c->db, asked.token, request->now_ms, &person);
    if (err != ERR_OK) {
        return reply_error(reply, err);
    }
    err = passkey_add(c, request, &asked, person.user);
    return reply_about(reply, err, err == ERR_OK ? ABOUT_NONE : ABOUT_PASSKEY);
}

static enum err passkeys(struct custodian *c, const struct request *request,
                         const struct ask_sign *asked, struct reply *reply)
{
    struct account_person person = {0};
    struct account_passkeys list = {.count = 0};
    TRY(account_session_find(c->db, asked->token, request->now_ms, &person));
    TRY(account_passkey_list(c->db, person.user, &list));
    TRY(stored_err(account_unlock(&c->keys, person.user)));
    buf_clear(&reply->bytes);
    const struct reply_opener by = {asked->token, person.user};
    for (size_t i = 0; i < list.count; i++) {
        const struct account_passkey *passkey = &list.items[i];
        struct ask_item sealed = {FIELD_PASSKEY_LABEL, span_of(passkey->label, passkey->label_len)};
        struct ask_entry *entry = &reply->answer.entries[i];
        entry->id = passkey->id;
        entry->begun_ms = passkey->created_ms;
        entry->used_day = passkey->used_day;
        entry->mark = passkey->copied ? 1 : 0;
        TRY(reply_label(c, &by, &sealed, reply, entry));
    }
    reply->answer.count = (uint8_t)list.count;
    return ERR_OK;
}

enum handled do_passkeys(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSKEYS, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, passkeys(c, request, &asked, reply));
}

enum handled do_passkey_drop(struct custodian *c, const struct request *request,
                             struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSKEY_DROP, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return secrets_check(c, request, &asked, reply);
}

enum err finish_passkey_drop(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                             struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct account_row row = {0};
    TRY(secrets_checked(c, &(struct secrets_at){job, now_ms}, reply, &row, &asked));
    return account_passkey_drop(c->db, row.person.user, asked.number);
}

/* A handle without passkeys gets a credential that nobody has, always the same, as one that has. */
enum handled do_passkey_ask(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSKEY_ASK, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct challenge_for what = {CHALLENGE_IN, 0, time_mono_ms()};
    struct account_row row = {.made_by = 0};
    enum err err = account_find(c->db, asked.handle, &row);
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        err = put_challenge(c, &what, row.person.user, reply);
    }
    if (err == ERR_OK && reply->answer.count == 1) {
        uint8_t nobodys[VAULT_MAC];
        vault_mac(c->vault, "vitrine passkey of nobody", asked.handle, nobodys);
        err = put_item(reply, nobodys, sizeof(nobodys));
    }
    return reply_error(reply, err);
}

/* That a passkey was copied stays written down, although its sign-in is refused. */
static enum err copied(struct custodian *c, int64_t id, struct reply *reply)
{
    TRY(account_passkey_copied(c->db, id));
    reply->keep = true;
    return ERR_DENIED;
}

static enum err passkey_in(struct custodian *c, const struct request *request,
                           const struct ask_sign *asked, struct reply *reply)
{
    struct challenge_for what = {CHALLENGE_IN, 0, time_mono_ms()};
    struct passkey_client client;
    struct account_passkey_row row = {.id = 0};
    uint32_t counter = 0;
    TRY(check_challenge(c, &what, asked->client_data, &client));
    TRY(account_passkey_find(c->db, asked->credential, &row));
    struct passkey_proof proof = {.client_data = asked->client_data,
                                  .evidence = asked->evidence,
                                  .signature = asked->signature,
                                  .key = span_of(row.key, row.key_len),
                                  .counter = row.counter};
    enum err err = passkey_used(&c->origins, &proof, &counter);
    if (err == ERR_OK || err == ERR_CONFLICT) {
        TRY(challenge_use(c->challenges, what.mono_ms, client.challenge));
    }
    if (err == ERR_CONFLICT) {
        return copied(c, row.id, reply);
    }
    TRY(err);
    TRY(account_passkey_used(c->db, row.id, counter, request->now_ms));
    struct visit visit = {.request = request->head.id,
                          .now_ms = request->now_ms,
                          .label = asked->label,
                          .device = asked->device};
    return session_for(c, &visit, &row.person, reply);
}

enum handled do_passkey_in(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSKEY_IN, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    enum err err = passkey_in(c, request, &asked, reply);
    /* What is not right about it is nobody's business but the tests'. */
    return reply_error(reply, err == ERR_FORMAT || err == ERR_NOT_FOUND ? ERR_DENIED : err);
}
