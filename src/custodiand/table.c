#include "table.h"

#include "ask_fields.h"
#include "ask_people.h"

enum { SIGN_MAX = 4 + LIMIT_HANDLE + 4 + LIMIT_PASSWORD };

/* No row, no access. */
/* clang-format off */
const struct ask_row ask_rows[] = {
    /* ask         who          body_max       what it does */
    {ASK_SIGN_UP,  ROLE_EDGED,  SIGN_MAX,      do_sign_up},
    {ASK_SIGN_IN,  ROLE_EDGED,  SIGN_MAX,      do_sign_in},
    {ASK_SIGN_OUT, ROLE_EDGED,  ASK_TOKEN,     do_sign_out},
    {ASK_WHO,      ROLE_EDGED,  ASK_TOKEN,     do_who},
    {ASK_SEAL,     ROLE_EDGED,  LIMIT_MESSAGE, do_seal},
    {ASK_OPEN,     ROLE_EDGED,  LIMIT_MESSAGE, do_open},
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
    if (!keep) {
        db_restore(c->db);
        return;
    }
    enum err err = db_release(c->db);
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
    enum err err = db_save(c->db);
    if (err != ERR_OK) {
        reply->answer.err = err;
        return HANDLED_ANSWER;
    }
    enum handled handled = row->fn(c, request, reply);
    settle(c, handled == HANDLED_ANSWER && reply->answer.err == ERR_OK, reply);
    return handled;
}

void table_finish(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                  struct reply *reply)
{
    reply->answer = (struct ask_answer){0};
    enum err err = db_save(c->db);
    if (err != ERR_OK) {
        reply->answer.err = err;
        return;
    }
    reply->answer.err = job->ask == ASK_SIGN_UP ? finish_sign_up(c, job, now_ms, reply)
                                                : finish_sign_in(c, job, now_ms, reply);
    settle(c, reply->answer.err == ERR_OK, reply);
}
