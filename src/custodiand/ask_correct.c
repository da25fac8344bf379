#include "ask_correct.h"

#include "account_correct.h"
#include "account_session.h"
#include "ask_people.h"
#include "ask_secrets.h"
#include "ask_sessions.h"

/* As at a sign-up; the first part that is not as it must be. */
static enum err correct_check(const struct ask_sign *asked, int64_t now_ms, uint8_t *out_about)
{
    if ((asked->number & ASK_CORRECT_EMAIL) != 0) {
        *out_about = ABOUT_EMAIL;
        TRY(account_email_check(asked->email));
    }
    if ((asked->number & ASK_CORRECT_BIRTH_DATE) != 0) {
        *out_about = ABOUT_BIRTH_DATE;
        TRY(account_birth_date_check(asked->birth_date, now_ms));
    }
    *out_about = ABOUT_NONE;
    return ERR_OK;
}

enum handled do_correct(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_CORRECT, request->head.body, &asked) != ERR_OK || asked.number <= 0 ||
        asked.number > ASK_CORRECT_ALL) {
        return HANDLED_MALFORMED;
    }
    enum err err = correct_check(&asked, request->now_ms, &reply->answer.about);
    return err == ERR_OK ? secrets_check(c, request, &asked, reply) : reply_error(reply, err);
}

/* Both, or nothing: what fails is undone with all of it. */
enum err finish_correct(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                        struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    struct account_row row = {.made_by = 0};
    TRY(secrets_checked(c, &(struct secrets_at){job, now_ms}, reply, &row, &asked));
    TRY(account_unlock(&c->keys, row.person.user));
    if ((asked.number & ASK_CORRECT_EMAIL) != 0) {
        TRY(account_email_set(c->db, c->vault, row.person.user, asked.email));
    }
    if ((asked.number & ASK_CORRECT_BIRTH_DATE) != 0) {
        reply->answer.about = ABOUT_BIRTH_DATE; /* of a CONFLICT */
        TRY(account_birth_date_set(c->db, c->vault, row.person.user, asked.birth_date));
    }
    return ERR_OK;
}

enum handled do_rename(struct custodian *c, const struct request *request, struct reply *reply)
{
    AUTO(ask_sign) struct ask_sign asked = {0};
    if (ask_sign_decode(ASK_RENAME, request->head.body, &asked) != ERR_OK || asked.number <= 0 ||
        asked.label.len == 0) {
        return HANDLED_MALFORMED;
    }
    struct account_person person = {0};
    enum err err = account_session_find(c->db, asked.token, request->now_ms, &person);
    if (err == ERR_OK) {
        err = account_unlock(&c->keys, person.user);
    }
    if (err == ERR_OK) {
        err = account_session_label_set(c->db, c->vault, person.user, asked.number, asked.label);
    }
    return reply_error(reply, err);
}
