#include "account_correct.h"

#include "datamap_field.h"

static const char sql_email[] = "UPDATE account SET email = $1 WHERE id = $2";
static const char sql_birth[] = "UPDATE account SET birth_date = $1, birth_corrected = 1"
                                " WHERE id = $2 AND birth_corrected = 0";
static const char sql_label[] =
    "UPDATE session SET label = $1 WHERE account_id = $2 AND public_id = $3";

/* The opened value; wiped at the end of its scope. */
static void plain_auto(struct buf *plain)
{
    if (plain->ptr != NULL) {
        vault_wipe(plain->ptr, plain->cap);
    }
    buf_done(plain);
}

static enum err changed_one(struct db_query *q, enum err none)
{
    int64_t changes = 0;
    TRY(db_step_done(q, &changes));
    return changes == 1 ? ERR_OK : none;
}

enum err account_email_set(struct db *db, struct vault *vault, int64_t user, struct span email)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_EMAIL + VAULT_OVERHEAD};
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_email, &q));
    if (email.len > 0) {
        TRY(vault_seal(vault, user, FIELD_EMAIL, email, &sealed));
        db_bind_blob(&q, 1, buf_span(&sealed));
    } else {
        db_bind_null(&q, 1);
    }
    db_bind_i64(&q, 2, user);
    return changed_one(&q, ERR_NOT_FOUND);
}

enum err account_birth_date_set(struct db *db, struct vault *vault, int64_t user,
                                struct span birth_date)
{
    AUTO(plain) struct buf plain = {.max = LIMIT_EMAIL + ACCOUNT_BIRTH_DATE};
    AUTO(buf) struct buf sealed = {.max = ACCOUNT_BIRTH_DATE + VAULT_OVERHEAD};
    struct account_details now = {{0}, {0}};
    TRY(buf_grow(&plain, plain.max)); /* never moves */
    TRY(account_details_get(db, vault, user, &plain, &now));
    if (span_equal(now.birth_date, birth_date)) {
        return ERR_OK;
    }
    TRY(vault_seal(vault, user, FIELD_BIRTH_DATE, birth_date, &sealed));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_birth, &q));
    db_bind_blob(&q, 1, buf_span(&sealed));
    db_bind_i64(&q, 2, user);
    return changed_one(&q, ERR_CONFLICT);
}

enum err account_session_label_set(struct db *db, struct vault *vault, int64_t user,
                                   int64_t public_id, struct span label)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_LABEL + VAULT_OVERHEAD};
    TRY(vault_seal(vault, user, FIELD_SESSION_LABEL, label, &sealed));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_label, &q));
    db_bind_blob(&q, 1, buf_span(&sealed));
    db_bind_i64(&q, 2, user);
    db_bind_i64(&q, 3, public_id);
    return changed_one(&q, ERR_NOT_FOUND);
}
