#include "account_data.h"

#include "account_leave.h"
#include "base_json.h"
#include "datamap_field.h"

#include <string.h>

static const char *const sql_tables[ACCOUNT_TABLE_COUNT_] = {
    [ACCOUNT_TABLE_ACCOUNT] =
        "SELECT id, handle, state, leaves_ms, created_ms, birth_date,"
        " birth_corrected, email, salt, salt AS commitment FROM account WHERE id = $1",
    [ACCOUNT_TABLE_SESSION] = "SELECT account_id, public_id, created_ms, expires_ms, opened,"
                              " used_day, label, scopes FROM session WHERE account_id = $1"
                              " ORDER BY created_ms DESC, token_hash",
    [ACCOUNT_TABLE_DEVICE] = "SELECT account_id, used_day FROM device WHERE account_id = $1"
                             " ORDER BY used_day DESC",
    [ACCOUNT_TABLE_RECOVERY] = "SELECT account_id FROM recovery WHERE account_id = $1",
    [ACCOUNT_TABLE_PASSKEY] = "SELECT id, account_id, credential, public_key, counter, copied,"
                              " created_ms, used_day, label FROM passkey WHERE account_id = $1"
                              " ORDER BY created_ms, id",
    [ACCOUNT_TABLE_SHARE] = "SELECT account_id, turn FROM share WHERE account_id = $1",
};

/* Which column of a table is sealed, as what. */
static const struct {
    enum account_table table;
    const char *column;
    uint16_t field;
} sealed[] = {
    {ACCOUNT_TABLE_ACCOUNT, "birth_date", FIELD_BIRTH_DATE},
    {ACCOUNT_TABLE_ACCOUNT, "email", FIELD_EMAIL},
    {ACCOUNT_TABLE_SESSION, "label", FIELD_SESSION_LABEL},
    {ACCOUNT_TABLE_PASSKEY, "label", FIELD_PASSKEY_LABEL},
};

struct putting {
    const struct account_data_of *of;
    enum account_table table;
    struct account_subject subject;
};

static void putting_auto(struct putting *p)
{
    vault_wipe(&p->subject, sizeof(p->subject));
}

struct opened {
    struct buf plain;
};

static void opened_auto(struct opened *o)
{
    if (o->plain.ptr != NULL) {
        vault_wipe(o->plain.ptr, o->plain.cap);
    }
    buf_done(&o->plain);
}

static enum err put_opened(const struct putting *p, uint16_t field, struct span bytes,
                           struct jot *j)
{
    AUTO(opened) struct opened o = {.plain = {.max = LIMIT_EMAIL + VAULT_OVERHEAD}};
    const struct account_data_of *of = p->of;
    TRY(buf_grow(&o.plain, LIMIT_EMAIL)); /* never moves */
    TRY(account_allowance_take(of->allowance, of->db, of->token, 1));
    TRY(vault_unseal(of->vault, of->user, field, bytes, &o.plain));
    jot_span(j, buf_span(&o.plain));
    return ERR_OK;
}

static enum err put_bytes(void *context, struct jot *j, const char *column, struct span bytes)
{
    const struct putting *p = context;
    for (size_t i = 0; i < sizeof(sealed) / sizeof(sealed[0]); i++) {
        if (sealed[i].table == p->table && strcmp(sealed[i].column, column) == 0) {
            return put_opened(p, sealed[i].field, bytes, j);
        }
    }
    if (strcmp(column, "salt") == 0) {
        jot_hex(j, bytes);
    } else if (strcmp(column, "commitment") == 0) {
        jot_hex(j, span_of(p->subject.commitment, sizeof(p->subject.commitment)));
    } else {
        return db_put_base64url(j, bytes);
    }
    return ERR_OK;
}

enum err account_data_put(const struct account_data_of *of, enum account_table table,
                          struct buf *out)
{
    AUTO(putting) struct putting p = {.of = of, .table = table};
    if ((unsigned)table >= ACCOUNT_TABLE_COUNT_) {
        return ERR_NOT_FOUND;
    }
    TRY(account_subject_get(of->db, of->user, &p.subject));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(of->db, sql_tables[table], &q));
    db_bind_i64(&q, 1, of->user);
    struct jot j = jot_start(out);
    return db_put_rows(&q, &j, &(struct db_put){put_bytes, &p});
}
