#include "ask_secrets.h"

#include "account_recovery.h"
#include "account_session.h"
#include "ask_people.h"
#include "ask_sessions.h"
#include "base_time.h"

#include <string.h>

/* The session's person with their hash. */
static enum err own_row(struct custodian *c, const uint8_t token[ASK_TOKEN], int64_t now_ms,
                        struct account_row *out_row)
{
    struct account_person person = {0};
    TRY(account_session_find(c->db, token, now_ms, &person));
    return account_find(c->db, span_of(person.handle, person.handle_len), out_row);
}

static enum err password_check(struct span handle, const struct ask_sign *asked,
                               struct reply *reply)
{
    enum err err = account_password_check(handle, asked->fresh);
    reply->answer.about = err == ERR_OK ? ABOUT_NONE : ABOUT_PASSWORD;
    return err;
}

/* What a session alone may not do. It may be tried as often as by a browser that the account knows.
 */
enum handled secrets_check(struct custodian *c, const struct request *request,
                           const struct ask_sign *asked, struct reply *reply)
{
    struct account_row row = {0};
    enum err err = own_row(c, asked->token, request->now_ms, &row);
    struct span handle = span_of(row.person.handle, row.person.handle_len);
    bool fresh = request->head.ask == ASK_PASSWORD;
    if (err == ERR_OK && fresh) {
        err = password_check(handle, asked, reply);
    }
    if (err != ERR_OK) {
        return reply_error(reply, err);
    }
    struct hash_wish wish = {.check = &row.hash, .make = fresh};
    wish.guess = guess_key(c->vault, handle, span_of(asked->token, ASK_TOKEN));
    if (!guess_take(c->guess, wish.guess, time_mono_ms())) {
        return reply_error(reply, ERR_LIMIT);
    }
    return hash_later(c, request, asked, &wish, reply);
}

enum handled do_password(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_PASSWORD, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return secrets_check(c, request, &asked, reply);
}

enum handled do_codes(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_CODES, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    return secrets_check(c, request, &asked, reply);
}

enum err secrets_checked(struct custodian *c, const struct secrets_at *at, struct reply *reply,
                         struct account_row *out_row, struct ask_sign *out_asked)
{
    const struct hash_job *job = at->job;
    TRY(ask_sign_decode(job->ask, span_of(job->body, job->body_len), out_asked));
    TRY(own_row(c, out_asked->token, at->now_ms, out_row));
    bool right = job->err != ERR_DENIED && strcmp(out_row->hash.text, job->hash.text) == 0;
    if (!right) {
        reply->answer.about = ABOUT_PASSWORD;
        return ERR_DENIED;
    }
    guess_back(c->guess, job->guess, time_mono_ms());
    return job->err;
}

enum err finish_password(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                         struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct account_row row = {0};
    TRY(secrets_checked(c, &(struct secrets_at){job, now_ms}, reply, &row, &asked));
    TRY(account_password_set(c->db, row.person.user, &job->fresh_hash));
    return account_session_end_others(c->db, row.person.user, asked.token);
}

enum err finish_codes(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                      struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    AUTO(account_codes) struct account_codes codes = {{{0}}};
    struct account_row row = {0};
    TRY(secrets_checked(c, &(struct secrets_at){job, now_ms}, reply, &row, &asked));
    TRY(account_recovery_make(c->db, c->vault, row.person.user, &codes));
    buf_clear(&reply->bytes);
    TRY(buf_append(&reply->bytes, codes.text, sizeof(codes.text)));
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        reply->answer.items[i].bytes =
            span_of(reply->bytes.ptr + i * sizeof(codes.text[0]), ACCOUNT_CODE);
    }
    reply->answer.count = LIMIT_RECOVERY_CODES;
    return ERR_OK;
}

/* Whatever the handle and the code are, this costs one hash: what they are worth is looked at when
 * it is done. A code cannot be guessed, so no bucket stands before it: it is the way in for
 * somebody whose password others are trying. */
enum handled do_recover(struct custodian *c, const struct request *request, struct reply *reply)
{
    struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_RECOVER, request->head.body, &asked) != ERR_OK) {
        return HANDLED_MALFORMED;
    }
    enum err err = password_check(asked.handle, &asked, reply);
    return err == ERR_OK ? hash_later(c, request, &asked, &(struct hash_wish){.make = true}, reply)
                         : reply_error(reply, err);
}

enum err finish_recover(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                        struct reply *reply)
{
    TRY(job->err);
    struct ask_sign asked = {0};
    TRY(ask_sign_decode(job->ask, span_of(job->body, job->body_len), &asked));
    struct account_row row = {0};
    enum err found = account_find(c->db, asked.handle, &row);
    if (found != ERR_OK && found != ERR_NOT_FOUND) {
        return found;
    }
    TRY(account_recovery_use(c->db, c->vault, row.person.user, asked.code)); /* of user 0: none */
    TRY(account_password_set(c->db, row.person.user, &job->fresh_hash));
    TRY(account_session_end_others(c->db, row.person.user, NULL));
    struct visit visit = {
        .request = job->request, .now_ms = now_ms, .label = asked.label, .device = asked.device};
    return session_for(c, &visit, &row.person, reply);
}
