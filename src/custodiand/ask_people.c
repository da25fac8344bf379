#include "ask_people.h"

#include "account_session.h"

#include <string.h>

void reply_person(struct reply *reply, const struct account_person *person)
{
    reply->person = *person;
    reply->answer.person.user = person->user;
    reply->answer.person.handle = span_of(reply->person.handle, reply->person.handle_len);
    memcpy(reply->answer.person.locker, person->locker, sizeof(person->locker));
}

enum handled reply_error(struct reply *reply, enum err err)
{
    reply->answer.err = err;
    return HANDLED_ANSWER;
}

/* To the hasher, with what table_finish needs to go on. */
static enum handled hash_later(struct custodian *c, const struct request *request,
                               const struct ask_sign *sign, const struct account_hash *check,
                               struct reply *reply)
{
    AUTO(hash_job) struct hash_job job = {0};
    job = (struct hash_job){
        .make = check == NULL,
        .channel = request->channel,
        .serial = request->serial,
        .ask = request->head.ask,
        .request = request->head.id,
        .handle_len = sign->handle.len,
    };
    if (check != NULL) {
        job.hash = *check;
    }
    if (job.handle_len > 0) { /* at most LIMIT_HANDLE: the decoder saw to that */
        memcpy(job.handle, sign->handle.ptr, job.handle_len);
    }
    enum err err = secret_set(&job.password, sign->password);
    if (err == ERR_OK) {
        err = hasher_put(c->hasher, &job);
    }
    return err == ERR_OK ? HANDLED_LATER : reply_error(reply, err);
}

static enum err sign_up_check(const struct ask_sign *sign)
{
    TRY(account_handle_check(sign->handle));
    return account_password_check(sign->password);
}

/* A repeat of the request that made the account gets in if it brings the same password. */
enum handled do_sign_up(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign sign = {0};
    if (ask_sign_decode(request->head.body, &sign) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    enum err err = sign_up_check(&sign);
    if (err != ERR_OK) {
        return reply_error(reply, err);
    }
    struct account_row row = {0};
    err = account_find(c->db, sign.handle, &row);
    if (err == ERR_NOT_FOUND) {
        return hash_later(c, request, &sign, NULL, reply);
    }
    if (err == ERR_OK && row.made_by != request->head.id) {
        err = ERR_CONFLICT;
    }
    return err == ERR_OK ? hash_later(c, request, &sign, &row.hash, reply)
                         : reply_error(reply, err);
}

/* An unknown handle costs a hash too, and ends like a wrong password. */
enum handled do_sign_in(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign sign = {0};
    if (ask_sign_decode(request->head.body, &sign) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_row row = {.hash = account_hash_nobody};
    enum err err = account_find(c->db, sign.handle, &row);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return reply_error(reply, err);
    }
    return hash_later(c, request, &sign, &row.hash, reply);
}

static enum err begin_session(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                              const struct account_person *person, struct reply *reply)
{
    struct account_session_new new = {
        .user = person->user, .request = job->request, .now_ms = now_ms};
    TRY(account_session_begin(c->db, &new, reply->answer.token));
    reply_person(reply, person);
    return ERR_OK;
}

enum err finish_sign_up(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                        struct reply *reply)
{
    struct span handle = span_of(job->handle, job->handle_len);
    struct account_row row = {0};
    enum err found = account_find(c->db, handle, &row);
    if (!job->make) {
        TRY(found);
        return job->err == ERR_OK ? begin_session(c, job, now_ms, &row.person, reply)
                                  : ERR_CONFLICT;
    }
    TRY(job->err);
    if (found == ERR_OK) { /* somebody, or a repeat of this request, was quicker */
        return row.made_by == job->request ? ERR_BUSY : ERR_CONFLICT;
    }
    if (found != ERR_NOT_FOUND) {
        return found;
    }
    struct account_new new = {
        .handle = handle, .hash = &job->hash, .request = job->request, .now_ms = now_ms};
    struct account_person person = {0};
    TRY(account_create(c->db, c->vault, &new, &person));
    return begin_session(c, job, now_ms, &person, reply);
}

enum err finish_sign_in(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                        struct reply *reply)
{
    struct account_row row = {0};
    enum err found = account_find(c->db, span_of(job->handle, job->handle_len), &row);
    if (found == ERR_NOT_FOUND || job->err != ERR_OK) {
        return ERR_DENIED;
    }
    TRY(found);
    return begin_session(c, job, now_ms, &row.person, reply);
}

enum handled do_sign_out(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_token) struct ask_token asked = {{0}};
    if (ask_token_decode(request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return reply_error(reply, account_session_end(c->db, asked.token));
}

enum handled do_who(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_token) struct ask_token asked = {{0}};
    if (ask_token_decode(request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err = account_session_find(c->db, asked.token, request->now_ms, &person);
    if (err == ERR_OK) {
        reply_person(reply, &person);
    }
    return reply_error(reply, err);
}
