#include "table.h"

#include "ask_clients.h"
#include "ask_correct.h"
#include "ask_desk.h"
#include "ask_fields.h"
#include "ask_leave.h"
#include "ask_office.h"
#include "ask_passkeys.h"
#include "ask_people.h"
#include "ask_secrets.h"
#include "ask_sessions.h"
#include "ask_share.h"
#include "ask_sitting.h"
#include "wire_desk.h"

enum {
    SIGN_MAX = 4 + LIMIT_HANDLE + 4 + LIMIT_PASSWORD + 4 + LIMIT_LABEL + 4 + ASK_TOKEN,
    SIGN_UP_MAX = SIGN_MAX + 4 + ASK_BIRTH_DATE + 4 + LIMIT_EMAIL,
    RECOVER_MAX = SIGN_MAX + 4 + ASK_CODE,
    CODES_MAX = ASK_TOKEN + 4 + LIMIT_PASSWORD,
    PASSWORD_MAX = CODES_MAX + 4 + LIMIT_PASSWORD,
    END_MAX = ASK_TOKEN + 8,
    OWN_MAX = END_MAX + 4 + LIMIT_PASSWORD,
    CORRECT_MAX = OWN_MAX + 4 + ASK_BIRTH_DATE + 4 + LIMIT_EMAIL,
    PERMIT_MAX = ASK_TOKEN + 8 + 4 + ASK_BINDING,
    REDEEM_MAX = 4 + ASK_TOKEN + 4 + LIMIT_LABEL + 4 + ASK_BINDING,
    PAIR_MAX = ASK_TOKEN + 1 + 1 + LIMIT_ASK_ITEMS * (2 + 4 + 8),
    WORDS_MAX = END_MAX + 4 + DESK_WORDS,
    REPORT_MAX = WORDS_MAX + 4 + ASK_KIND + 4 + ASK_GROUND,
    NOTICE_MAX = REPORT_MAX + 4 + LIMIT_EMAIL + 4 + DESK_NAME,
    STATEMENT_MAX = ASK_TOKEN + 4 + LIMIT_STATEMENT_FILE,
    RENAME_MAX = END_MAX + 4 + LIMIT_LABEL,
    BROWSER_MAX = 4 + LIMIT_LABEL + 4 + LIMIT_CLIENT_DATA + 4 + LIMIT_PASSKEY_EVIDENCE,
    PASSKEY_ADD_MAX = ASK_TOKEN + BROWSER_MAX,
    PASSKEY_IN_MAX = BROWSER_MAX + 4 + ASK_TOKEN + 4 + LIMIT_CREDENTIAL + 4 + LIMIT_SIGNATURE
};

_Static_assert((int)CORRECT_MAX <= (int)HASH_BODY, "it waits for its hash");
_Static_assert((int)SIGN_UP_MAX <= (int)HASH_BODY, "it waits for its hash");

/* No row, no access. */
/* clang-format off */
const struct ask_row ask_rows[] = {
    /* ask              who         body_max           what it does     what follows on its hash */
    {ASK_SIGN_UP,      ROLE_EDGED, SIGN_UP_MAX,       do_sign_up,      finish_sign_up},
    {ASK_SIGN_IN,      ROLE_EDGED, SIGN_MAX,          do_sign_in,      finish_sign_in},
    {ASK_RECOVER,      ROLE_EDGED, RECOVER_MAX,       do_recover,      finish_recover},
    {ASK_SIGN_OUT,     ROLE_EDGED, ASK_TOKEN + 1,     do_sign_out,     NULL},
    {ASK_WHO,          ROLE_EDGED, ASK_TOKEN + 1,     do_who,          NULL},
    {ASK_DETAILS,      ROLE_EDGED, ASK_TOKEN,         do_details,      NULL},
    {ASK_SESSIONS,     ROLE_EDGED, ASK_TOKEN,         do_sessions,     NULL},
    {ASK_END,          ROLE_EDGED, END_MAX,           do_end,          NULL},
    {ASK_PASSWORD,     ROLE_EDGED, PASSWORD_MAX,      do_password,     finish_password},
    {ASK_CODES,        ROLE_EDGED, CODES_MAX,         do_codes,        finish_codes},
    {ASK_PASSKEY_NEW,  ROLE_EDGED, CODES_MAX,         do_passkey_new,  finish_passkey_new},
    {ASK_PASSKEY_ADD,  ROLE_EDGED, PASSKEY_ADD_MAX,   do_passkey_add,  NULL},
    {ASK_PASSKEYS,     ROLE_EDGED, ASK_TOKEN,         do_passkeys,     NULL},
    {ASK_PASSKEY_DROP, ROLE_EDGED, OWN_MAX,           do_passkey_drop, finish_passkey_drop},
    {ASK_PASSKEY_ASK,  ROLE_EDGED, 4 + LIMIT_HANDLE,  do_passkey_ask,  NULL},
    {ASK_PASSKEY_IN,   ROLE_EDGED, PASSKEY_IN_MAX,    do_passkey_in,   NULL},
    {ASK_LEAVE,        ROLE_EDGED, OWN_MAX,           do_leave,        finish_leave},
    {ASK_STAY,         ROLE_EDGED, ASK_TOKEN,         do_stay,         NULL},
    {ASK_DATA,         ROLE_EDGED, END_MAX,           do_data,         NULL},
    {ASK_ERASED,       ROLE_EDGED, 8,                 do_erased,       NULL},
    {ASK_CORRECT,      ROLE_EDGED, CORRECT_MAX,       do_correct,      finish_correct},
    {ASK_RENAME,       ROLE_EDGED, RENAME_MAX,        do_rename,       NULL},
    {ASK_DECIDED,      ROLE_EDGED, 8,                 do_decided,      NULL},
    {ASK_REASON,       ROLE_EDGED, END_MAX,           do_reason,       NULL},
    {ASK_REPORT,       ROLE_EDGED, REPORT_MAX,        do_report,       NULL},
    {ASK_REPORTS,      ROLE_EDGED, END_MAX,           do_reports,      NULL},
    {ASK_REPORTS_ENDED, ROLE_EDGED, END_MAX,          do_reports_ended, NULL},
    {ASK_NOTICE,       ROLE_EDGED, NOTICE_MAX,        do_notice,       NULL},
    {ASK_NOTICE_STATE, ROLE_EDGED, END_MAX,           do_notice_state, NULL},
    {ASK_ANSWER,       ROLE_EDGED, WORDS_MAX,         do_answer,       NULL},
    {ASK_ANSWERS,      ROLE_EDGED, END_MAX,           do_answers,      NULL},
    {ASK_DESK,         ROLE_EDGED, STATEMENT_MAX,     do_desk,         NULL},
    {ASK_DESK_END,     ROLE_EDGED, ASK_TOKEN,         do_desk_end,     NULL},
    {ASK_CASES,        ROLE_EDGED, ASK_TOKEN + 4 + DESK_FILTER, do_cases, NULL},
    {ASK_CASE,         ROLE_EDGED, END_MAX + 8,       do_case,         NULL},
    {ASK_LOOK,         ROLE_EDGED, END_MAX,           do_look,         NULL},
    {ASK_STATEMENT,    ROLE_EDGED, STATEMENT_MAX,     do_statement,    NULL},
    {ASK_SEAL,         ROLE_EDGED, LIMIT_MESSAGE,     do_seal,         NULL},
    {ASK_OPEN,         ROLE_EDGED, LIMIT_MESSAGE,     do_open,         NULL},
    {ASK_KEEP,         ROLE_EDGED, LIMIT_MESSAGE,     do_keep,         NULL},
    {ASK_PAIR,         ROLE_EDGED, PAIR_MAX,          do_pair,         NULL},
    {ASK_SHARE,        ROLE_EDGED, PAIR_MAX,          do_share,        NULL},
    {ASK_OPEN_SHARED,  ROLE_EDGED, LIMIT_MESSAGE,     do_open_shared,  NULL},
    {ASK_SEAL_EACH,    ROLE_EDGED, LIMIT_MESSAGE,     do_seal_each,    NULL},
    {ASK_OPEN_SPOKEN,  ROLE_EDGED, LIMIT_MESSAGE,     do_open_spoken,  NULL},
    {ASK_OPEN_WAITING, ROLE_EDGED, LIMIT_MESSAGE,     do_open_waiting, NULL},
    {ASK_PERMIT,       ROLE_EDGED, PERMIT_MAX,        do_permit,       NULL},
    {ASK_REDEEM,       ROLE_EDGED, REDEEM_MAX,        do_redeem,       NULL},
};
/* clang-format on */
const size_t ask_row_count = sizeof(ask_rows) / sizeof(ask_rows[0]);

static const struct ask_row *row_of(uint8_t ask, uint8_t role)
{
    for (size_t i = 0; i < ask_row_count; i++) {
        if (ask_rows[i].ask == ask && ask_rows[i].role == role) {
            return &ask_rows[i];
        }
    }
    return NULL;
}

/* Ends what db_save began: keeps the changes of a success, undoes those of anything else. */
static void settle(struct custodian *c, bool keep, struct reply *reply)
{
    account_allowance_end(c->allowance, keep);
    if (!keep) {
        custodian_restore(c);
        return;
    }
    enum err err = custodian_release(c);
    if (err != ERR_OK) {
        reply->answer.err = err;
    }
}

enum handled table_handle(struct custodian *c, const struct request *request, struct reply *reply)
{
    const struct ask_row *row = row_of(request->head.ask, request->role);
    if (row == NULL) {
        return HANDLED_NOT_IN_TABLE;
    }
    if (request->head.body.len > row->body_max) {
        return HANDLED_MALFORMED;
    }
    reply->answer = (struct ask_answer){0};
    reply->keep = false;
    enum err err = witnesses_stopped(&c->witnesses) ? ERR_BUSY : custodian_save(c);
    if (err != ERR_OK) {
        reply->answer.err = err;
        return HANDLED_ANSWER;
    }
    enum handled handled = row->fn(c, request, reply);
    settle(c, handled == HANDLED_ANSWER && (reply->answer.err == ERR_OK || reply->keep), reply);
    return handled;
}

void table_finish(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                  struct reply *reply)
{
    const struct ask_row *row = row_of(job->ask, ROLE_EDGED);
    reply->answer = (struct ask_answer){0};
    reply->keep = false;
    enum err err = row == NULL || row->finish == NULL ? ERR_IO : custodian_save(c);
    if (err != ERR_OK) {
        reply->answer.err = err;
        return;
    }
    reply->answer.err = row->finish(c, job, now_ms, reply);
    settle(c, reply->answer.err == ERR_OK, reply);
}
