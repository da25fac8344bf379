/*
 * passkeys.c: passkeys are carried to custodiand and back: bytes as base64url, as the browser's own
 * interface (WebAuthn) has them. Nothing of it is looked at here.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_text.h"
#include "session.h"
#include "sign.h"
#include "title.h"
#include "web_json.h"

#include <stdio.h>

enum { ANSWER_MAX = 48 * 1024, USER = 8 };

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

static void put_bytes(struct jot *j, struct span bytes)
{
    AUTO(buf) struct buf text = {.max = 2 * LIMIT_CREDENTIAL};
    enum err err = text_base64url(bytes, &text);
    if (err != ERR_OK) {
        j->out->failed = err;
        return;
    }
    jot_span(j, buf_span(&text));
}

static enum err take_bytes(struct web_json *json, const char *field, size_t max, struct buf *out)
{
    struct span text = {NULL, 0};
    out->max = max;
    TRY(web_json_text(json, field, 1, (max * 4 + 2) / 3, &text));
    return text_unbase64url(text, out);
}

static enum err refuse_bytes(struct web_answer *a, enum err err)
{
    if (err != ERR_FORMAT && err != ERR_LIMIT) {
        return err;
    }
    if (!a->problem) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "passkey: its parts must be base64url without padding, and not "
                                 "longer than any can be");
    }
    return ERR_FORMAT;
}

/* The session's token and the password, which a session alone does not replace here; the password
 * borrows from json. */
static enum err take_own(const struct web_request *r, struct web_answer *a,
                         struct web_json **out_json, struct ask_sign *out_brought)
{
    static const char *const names[] = {"password", NULL};
    TRY(session_own(r, a, out_brought));
    TRY(web_json_open(r, a, out_json));
    TRY(web_json_only(*out_json, names));
    TRY(web_json_text(*out_json, "password", 1, LIMIT_PASSWORD, &out_brought->password));
    return out_brought->password.len > LIMIT_PASSWORD ? sign_refuse(a, ERR_LIMIT, ABOUT_PASSWORD)
                                                      : ERR_OK;
}

/* The challenge, and the credentials under that name. */
static void put_challenge(struct jot *j, const struct ask_answer *found, const char *name)
{
    jot_key(j, "challenge");
    put_bytes(j, found->items[0].bytes);
    jot_key(j, name);
    jot_array(j);
    for (size_t i = 1; i < found->count; i++) {
        put_bytes(j, found->items[i].bytes);
    }
    jot_array_end(j);
}

/* The account's number, which is public, is what the authenticator keeps the passkey under. */
static void put_owner(struct jot *j, const struct custody_person *person)
{
    uint8_t id[USER];
    for (size_t i = 0; i < USER; i++) {
        id[i] = (uint8_t)((uint64_t)person->user >> (8 * (USER - 1 - i)));
    }
    jot_key(j, "user");
    jot_object(j);
    jot_key(j, "id");
    put_bytes(j, span_of(id, sizeof(id)));
    jot_put_text(j, "name", person->handle);
    jot_object_end(j);
}

enum err post_passkey_challenge(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    struct custody_person person;
    TRY(take_own(r, a, &json, &brought));
    enum err err =
        custody_own(e->custodian, ASK_PASSKEY_NEW, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err != ERR_OK) {
        return sign_refuse_own(a, err, found.about);
    }
    TRY(custody_person_take(&found.person, &person));
    struct jot j = jot_start(&body);
    jot_object(&j);
    put_challenge(&j, &found, "exclude");
    put_owner(&j, &person);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

static enum err add(struct edged *e, const struct web_request *r, struct web_answer *a,
                    struct web_json *json)
{
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf client = {.max = 0};
    AUTO(buf) struct buf evidence = {.max = 0};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    TRY(web_json_text(json, "label", 1, LIMIT_LABEL, &brought.label));
    if (title_check(brought.label, &brought.label) != ERR_OK || brought.label.len > LIMIT_LABEL) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "label: 1 to 64 bytes that can be seen", LIMIT_LABEL);
        return ERR_FORMAT;
    }
    enum err err = take_bytes(json, "client_data", LIMIT_CLIENT_DATA, &client);
    if (err == ERR_OK) {
        err = take_bytes(json, "attestation", LIMIT_PASSKEY_EVIDENCE, &evidence);
    }
    if (err != ERR_OK) {
        return refuse_bytes(a, err);
    }
    brought.client_data = buf_span(&client);
    brought.evidence = buf_span(&evidence);
    err = custody_own(e->custodian, ASK_PASSKEY_ADD, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err != ERR_OK) {
        return sign_refuse_own(a, err, found.about);
    }
    return web_answer_empty(a);
}

enum err post_passkey(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"label", "client_data", "attestation", NULL};
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    return add(app, r, a, json);
}

static void put_passkey(struct jot *j, const struct ask_entry *entry)
{
    char id[24];
    (void)snprintf(id, sizeof(id), "%lld", (long long)entry->id);
    jot_object(j);
    jot_put_text(j, "id", id);
    jot_put_span(j, "label", entry->label);
    jot_put_bool(j, "unreadable", entry->shut);
    jot_put_int(j, "created_ms", entry->begun_ms);
    jot_put_int(j, "used_day_ms", entry->used_day * DAY_MS);
    jot_put_bool(j, "copied", entry->mark == 1);
    jot_object_end(j);
}

enum err get_passkeys(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct ask_answer found;
    TRY(session_own(r, a, &brought));
    enum err err =
        custody_own(e->custodian, ASK_PASSKEYS, LIMIT_ASK_QUICK_MS, &brought, &frame, &found);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_key(&j, "passkeys");
    jot_array(&j);
    for (size_t i = 0; i < found.count; i++) {
        put_passkey(&j, &found.entries[i]);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err post_passkey_removal(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    uint64_t number = 0;
    AUTO(session_own) struct ask_sign brought = {.number = 0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(take_own(r, a, &json, &brought));
    brought.number = (int64_t)number;
    enum err err =
        custody_own(e->custodian, ASK_PASSKEY_DROP, LIMIT_ASK_WAIT_MS, &brought, &frame, &found);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : sign_refuse_own(a, err, found.about);
    }
    return web_answer_empty(a);
}

/* Before anybody has signed in. */
enum err post_sign_in_challenge(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"handle", NULL};
    struct edged *e = app;
    struct ask_sign brought = {.number = 0};
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct ask_answer found;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    bool named = web_json_has(json, "handle");
    if (named) {
        TRY(web_json_text(json, "handle", 1, LIMIT_HANDLE, &brought.handle));
    }
    if (brought.handle.len > LIMIT_HANDLE) {
        return sign_refuse(a, ERR_FORMAT, ABOUT_HANDLE);
    }
    TRY(custody_own(e->custodian, ASK_PASSKEY_ASK, LIMIT_ASK_WAIT_MS, &brought, &frame, &found));
    found.count = named || found.count == 0 ? found.count : 1; /* any passkey of this address's */
    struct jot j = jot_start(&body);
    jot_object(&j);
    put_challenge(&j, &found, "allow");
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

enum err post_passkey_session(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char *const names[] = {"credential", "client_data", "authenticator_data",
                                        "signature", NULL};
    struct sign sign = {.ask = ASK_PASSKEY_IN,
                        .status = 200,
                        .denied = "This passkey does not open an account here."};
    AUTO(buf) struct buf credential = {.max = 0};
    AUTO(buf) struct buf client = {.max = 0};
    AUTO(buf) struct buf evidence = {.max = 0};
    AUTO(buf) struct buf signature = {.max = 0};
    AUTO(web_json_close) struct web_json *json = NULL;
    TRY(web_json_open(r, a, &json));
    TRY(web_json_only(json, names));
    const struct {
        size_t max;
        struct buf *bytes;
    } parts[] = {{LIMIT_CREDENTIAL, &credential},
                 {LIMIT_CLIENT_DATA, &client},
                 {LIMIT_PASSKEY_EVIDENCE, &evidence},
                 {LIMIT_SIGNATURE, &signature}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        enum err err = take_bytes(json, names[i], parts[i].max, parts[i].bytes);
        if (err != ERR_OK) {
            return refuse_bytes(a, err);
        }
    }
    sign.brought.credential = buf_span(&credential);
    sign.brought.client_data = buf_span(&client);
    sign.brought.evidence = buf_span(&evidence);
    sign.brought.signature = buf_span(&signature);
    return sign_ask(app, r, a, &sign);
}
