#include "ask_people.h"

#include "account_device.h"
#include "account_leave.h"
#include "account_session.h"
#include "base_time.h"
#include "datamap_field.h"

#include <string.h>

void reply_person(struct reply *reply, const struct account_person *person)
{
    reply->person = *person;
    reply->answer.person.user = person->user;
    reply->answer.person.leaves_ms = person->leaves_ms;
    reply->answer.person.handle = span_of(reply->person.handle, reply->person.handle_len);
    memcpy(reply->answer.person.locker, person->locker, sizeof(person->locker));
}

void reply_item(struct reply *reply, size_t from)
{
    reply->answer.items[reply->answer.count++].bytes =
        span_of(reply->bytes.ptr + from, reply->bytes.len - from);
}

enum handled reply_error(struct reply *reply, enum err err)
{
    reply->answer.err = err;
    return HANDLED_ANSWER;
}

enum handled reply_about(struct reply *reply, enum err err, enum ask_about about)
{
    reply->answer.about = (uint8_t)about;
    return reply_error(reply, err);
}

enum err stored_err(enum err err)
{
    return err == ERR_DENIED ? ERR_FORMAT : err;
}

enum handled hash_later(struct custodian *c, const struct request *request,
                        const struct ask_sign *sign, const struct hash_wish *wish,
                        struct reply *reply)
{
    AUTO(hash_job) struct hash_job job = {0};
    job.channel = request->channel;
    job.serial = request->serial;
    job.ask = request->head.ask;
    job.request = request->head.id;
    job.guess = wish->guess;
    job.make = wish->make;
    job.check = wish->check != NULL;
    if (wish->check != NULL) {
        job.hash = *wish->check;
    }
    job.body_len = request->head.body.len; /* at most HASH_BODY: the table saw to that */
    memcpy(job.body, request->head.body.ptr, job.body_len);
    enum err err = secret_set(&job.password, sign->password);
    if (err == ERR_OK) {
        err =
            secret_set(&job.fresh, request->head.ask == ASK_SIGN_UP ? sign->password : sign->fresh);
    }
    if (err == ERR_OK) {
        err = hasher_put(c->hasher, &job);
    }
    if (err == ERR_OK) {
        return HANDLED_LATER;
    }
    guess_back(c->guess, wish->guess, time_mono_ms());
    return reply_error(reply, err);
}

enum err session_for(struct custodian *c, const struct visit *visit,
                     const struct account_person *person, struct reply *reply)
{
    AUTO(buf) struct buf label = {.max = LIMIT_LABEL + VAULT_OVERHEAD};
    if (person->state == ACCOUNT_ENDING) { /* a backup may hold the erasure back for a while */
        return ERR_DENIED;
    }
    if (visit->label.len > 0) {
        TRY(stored_err(account_unlock(&c->keys, person->user)));
        TRY(vault_seal(c->vault, person->user, FIELD_SESSION_LABEL, visit->label, &label));
    }
    struct account_session_new new = {.user = person->user,
                                      .request = visit->request,
                                      .now_ms = visit->now_ms,
                                      .label = buf_span(&label),
                                      .scopes = visit->scopes};
    TRY(account_session_begin(c->db, &new, reply->answer.token));
    const uint8_t *brought = visit->device.len == ASK_TOKEN ? visit->device.ptr : NULL;
    if (visit->scopes == 0) {
        TRY(account_device_keep(c->db, person->user, visit->now_ms, brought, reply->answer.device));
    }
    reply_person(reply, person);
    return ERR_OK;
}

/* The first part that is not as it must be. */
static enum err sign_up_check(const struct ask_sign *sign, int64_t now_ms, uint8_t *out_about)
{
    *out_about = ABOUT_HANDLE;
    TRY(account_handle_check(sign->handle));
    *out_about = ABOUT_PASSWORD;
    TRY(account_password_check(sign->handle, sign->password));
    *out_about = ABOUT_EMAIL;
    TRY(account_email_check(sign->email));
    *out_about = ABOUT_BIRTH_DATE;
    TRY(account_birth_date_check(sign->birth_date, now_ms));
    *out_about = ABOUT_NONE;
    return ERR_OK;
}

/* A repeat of the request that made the account gets in if it brings the same password. */
enum handled do_sign_up(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign sign = {0};
    if (ask_sign_decode(ASK_SIGN_UP, request->head.body, &sign) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    enum err err = sign_up_check(&sign, request->now_ms, &reply->answer.about);
    if (err != ERR_OK) {
        return reply_error(reply, err);
    }
    struct account_row row = {0};
    err = account_find(c->db, sign.handle, &row);
    if (err == ERR_NOT_FOUND) {
        err = account_handle_kept(c->db, c->vault, sign.handle, request->now_ms);
        if (err != ERR_OK) {
            return reply_about(reply, err, ABOUT_HANDLE);
        }
        return hash_later(c, request, &sign, &(struct hash_wish){.make = true}, reply);
    }
    if (err == ERR_OK && row.made_by != request->head.id) {
        return reply_about(reply, ERR_CONFLICT, ABOUT_HANDLE);
    }
    return err == ERR_OK
               ? hash_later(c, request, &sign, &(struct hash_wish){.check = &row.hash}, reply)
               : reply_error(reply, err);
}

/* The bucket that this try comes out of. A browser that the account knows has one of its own. */
static enum err sign_in_bucket(struct custodian *c, const struct request *request,
                               const struct ask_sign *sign, int64_t user, uint64_t *out_key)
{
    struct span known = {NULL, 0};
    if (sign->device.len == ASK_TOKEN) {
        enum err err = account_device_known(c->db, user, request->now_ms, sign->device.ptr);
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            return err;
        }
        known = err == ERR_OK ? sign->device : known;
    }
    *out_key = guess_key(c->vault, sign->handle, known);
    return guess_take(c->guess, *out_key, time_mono_ms()) ? ERR_OK : ERR_LIMIT;
}

/* An unknown handle costs a hash too, has its bucket, and ends like a wrong password. */
enum handled do_sign_in(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign sign = {0};
    if (ask_sign_decode(ASK_SIGN_IN, request->head.body, &sign) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_row row = {.hash = account_hash_nobody};
    enum err err = account_find(c->db, sign.handle, &row);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return reply_error(reply, err);
    }
    struct hash_wish wish = {.check = &row.hash};
    err = sign_in_bucket(c, request, &sign, row.person.user, &wish.guess);
    if (err != ERR_OK) {
        return reply_error(reply, err);
    }
    return hash_later(c, request, &sign, &wish, reply);
}

static enum err finish_sign(const struct hash_job *job, int64_t now_ms, struct ask_sign *out_sign,
                            struct visit *out_visit)
{
    TRY(ask_sign_decode(job->ask, span_of(job->body, job->body_len), out_sign));
    *out_visit = (struct visit){.request = job->request,
                                .now_ms = now_ms,
                                .label = out_sign->label,
                                .device = out_sign->device};
    return ERR_OK;
}

enum err finish_sign_up(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                        struct reply *reply)
{
    struct ask_sign sign = {0};
    struct visit visit = {0};
    TRY(finish_sign(job, now_ms, &sign, &visit));
    struct account_row row = {0};
    enum err found = account_find(c->db, sign.handle, &row);
    reply->answer.about = ABOUT_HANDLE; /* of a CONFLICT */
    if (!job->make) {
        TRY(found);
        return job->err == ERR_OK ? session_for(c, &visit, &row.person, reply) : ERR_CONFLICT;
    }
    TRY(job->err);
    if (found == ERR_OK) { /* somebody, or a repeat of this request, was quicker */
        return row.made_by == job->request ? ERR_BUSY : ERR_CONFLICT;
    }
    if (found != ERR_NOT_FOUND) {
        return found;
    }
    TRY(account_handle_kept(c->db, c->vault, sign.handle, now_ms));
    struct account_new new = {.handle = sign.handle,
                              .birth_date = sign.birth_date,
                              .email = sign.email,
                              .hash = &job->fresh_hash,
                              .request = job->request,
                              .now_ms = now_ms};
    struct account_person person = {0};
    TRY(account_create(c->db, &c->keys, &new, &person));
    return session_for(c, &visit, &person, reply);
}

enum err finish_sign_in(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                        struct reply *reply)
{
    struct ask_sign sign = {0};
    struct visit visit = {0};
    TRY(finish_sign(job, now_ms, &sign, &visit));
    struct account_row row = {0};
    enum err found = account_find(c->db, sign.handle, &row);
    if (found == ERR_NOT_FOUND || job->err != ERR_OK) {
        return ERR_DENIED;
    }
    TRY(found);
    guess_back(c->guess, job->guess, time_mono_ms());
    /* Only if nobody changed the password while this one was checked. */
    if (strcmp(row.hash.text, job->hash.text) != 0) {
        return ERR_DENIED;
    }
    if (job->made) {
        TRY(account_password_set(c->db, row.person.user, &job->fresh_hash));
    }
    return session_for(c, &visit, &row.person, reply);
}

enum handled do_sign_out(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_token) struct ask_token asked = {.scope = ASK_SCOPE_OWN};
    if (ask_token_decode(request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, account_session_end(c->db, asked.token));
}

enum handled do_who(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_token) struct ask_token asked = {.scope = ASK_SCOPE_OWN};
    if (ask_token_decode(request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err =
        account_session_find_for(c->db, asked.token, asked.scope, request->now_ms, &person);
    if (err == ERR_OK) {
        reply_person(reply, &person);
    }
    return reply_error(reply, err);
}
