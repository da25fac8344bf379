#include "account_office.h"

#include <string.h>

static const char sql_has[] =
    "SELECT count(*) FROM office WHERE member = $1 AND action = 'add' AND NOT EXISTS"
    " (SELECT r.digest FROM office r WHERE r.member = $1 AND r.action = 'remove')";
static const char sql_count[] = "SELECT count(*) FROM office";
static const char sql_office_put[] =
    "INSERT INTO office (digest, member, action, organisation, entry) VALUES ($1, $2, $3, $4, -1)"
    " ON CONFLICT DO NOTHING";
static const char sql_held[] = "SELECT number, state, account_id FROM decision"
                               " WHERE kind = $1 AND object = $2 ORDER BY number DESC LIMIT 1";
static const char sql_known[] = "SELECT number FROM decision WHERE digest = $1";
static const char sql_last[] = "SELECT coalesce(max(number), 0) FROM decision";
static const char sql_put[] =
    "INSERT INTO decision (number, digest, kind, object, subject, state, label, ground, member,"
    " account_id, reason, envelope, previous, taken_ms, entry)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
#define COLUMNS                                                                                    \
    "number, digest, kind, object, subject, state, label, ground, member, account_id, entry, "     \
    "previous, taken_ms"
static const char sql_next[] =
    "SELECT " COLUMNS ", envelope FROM decision WHERE number > $1 ORDER BY number LIMIT 1";
static const char sql_get[] = "SELECT " COLUMNS " FROM decision WHERE number = $1";
static const char sql_lost[] =
    "SELECT count(*) FROM decision d WHERE d.number = $1 AND d.kind = 'person' AND d.object = 0"
    " AND NOT EXISTS (SELECT n.number FROM decision n WHERE n.previous = d.number)";
static const char sql_reason[] = "SELECT reason FROM decision WHERE number = $1"
                                 " AND account_id = $2 AND reason IS NOT NULL";
static const char sql_due_office[] = "SELECT digest, member, action, organisation FROM office"
                                     " WHERE entry = -1 ORDER BY action, digest LIMIT 1 OFFSET $1";
static const char sql_due_count[] = "SELECT count(*) FROM office WHERE entry = -1";
static const char sql_due_decision[] =
    "SELECT " COLUMNS " FROM decision WHERE entry = -1 ORDER BY number LIMIT 1 OFFSET $1";
static const char sql_office_done[] =
    "UPDATE office SET entry = $1 WHERE digest = $2 AND entry = -1";
static const char sql_decision_done[] =
    "UPDATE decision SET entry = $1 WHERE digest = $2 AND entry = -1";

static enum err one_number(struct db_query *q, int64_t *out)
{
    TRY(db_step_row(q));
    *out = db_column_i64(q, 0);
    return ERR_OK;
}

static enum err number_of(struct db *db, const char *sql, int64_t *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    return one_number(&q, out);
}

static void take_text(struct db_query *q, int column, char *out, size_t size)
{
    struct span text = db_column_bytes(q, column);
    size_t len = text.len < size ? text.len : size - 1;
    if (len > 0) {
        memcpy(out, text.ptr, len);
    }
    out[len] = '\0';
}

static enum err take_fixed(struct db_query *q, int column, uint8_t *out, size_t len)
{
    struct span bytes = db_column_bytes(q, column);
    if (bytes.len != len) {
        return ERR_FORMAT;
    }
    memcpy(out, bytes.ptr, len);
    return ERR_OK;
}

enum err account_office_has(struct db *db, const uint8_t member[ACCOUNT_MEMBER], bool *out_has)
{
    int64_t count = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_has, &q));
    db_bind_blob(&q, 1, span_of(member, ACCOUNT_MEMBER));
    TRY(one_number(&q, &count));
    *out_has = count > 0;
    return ERR_OK;
}

enum err account_office_empty(struct db *db, bool *out_empty)
{
    int64_t count = 0;
    TRY(number_of(db, sql_count, &count));
    *out_empty = count == 0;
    return ERR_OK;
}

enum err account_office_put(struct db *db, const struct account_office *office)
{
    bool has = false;
    int64_t changes = 0;
    TRY(account_office_has(db, office->member, &has));
    if (has == office->adds) {
        return ERR_CONFLICT;
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_office_put, &q));
    db_bind_blob(&q, 1, span_of(office->digest, sizeof(office->digest)));
    db_bind_blob(&q, 2, span_of(office->member, sizeof(office->member)));
    db_bind_text(&q, 3, span_text(office->adds ? "add" : "remove"));
    db_bind_text(&q, 4, span_text(office->organisation));
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

enum err account_decision_held(struct db *db, enum policy_kind kind, int64_t object,
                               struct account_decision *out_decision)
{
    bool row = false;
    struct account_decision held = {
        .kind = kind, .object = object, .state = POLICY_SHOWN, .number = 0};
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_held, &q));
    db_bind_text(&q, 1, span_text(policy_kind_name(kind)));
    db_bind_i64(&q, 2, object);
    TRY(db_step(&q, &row));
    if (row) {
        held.number = db_column_i64(&q, 0);
        TRY(policy_state_read(db_column_bytes(&q, 1), &held.state));
        held.user = db_column_i64(&q, 2);
    }
    *out_decision = held;
    return ERR_OK;
}

enum err account_decision_known(struct db *db, const uint8_t digest[ACCOUNT_DIGEST],
                                int64_t *out_number)
{
    int64_t number = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_known, &q));
    db_bind_blob(&q, 1, span_of(digest, ACCOUNT_DIGEST));
    enum err err = one_number(&q, &number);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out_number = number;
    return ERR_OK;
}

static enum err put(struct db *db, const struct account_decision *d, struct span envelope,
                    struct span sealed)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_put, &q));
    db_bind_i64(&q, 1, d->number);
    db_bind_blob(&q, 2, span_of(d->digest, sizeof(d->digest)));
    db_bind_text(&q, 3, span_text(policy_kind_name(d->kind)));
    db_bind_i64(&q, 4, d->object);
    db_bind_text(&q, 5, span_text(d->subject));
    db_bind_text(&q, 6, span_text(policy_state_name(d->state)));
    db_bind_text(&q, 7, span_text(d->label));
    db_bind_text(&q, 8, span_text(d->ground));
    db_bind_blob(&q, 9, span_of(d->member, sizeof(d->member)));
    db_bind_i64(&q, 10, d->user);
    if (sealed.len > 0) {
        db_bind_blob(&q, 11, sealed);
    } else {
        db_bind_null(&q, 11);
    }
    db_bind_text(&q, 12, envelope);
    db_bind_i64(&q, 13, d->previous);
    db_bind_i64(&q, 14, d->taken_ms);
    db_bind_i64(&q, 15, d->entry);
    return db_step_done(&q, NULL);
}

enum err account_decision_put(struct db *db, struct account_decision *d, struct span envelope,
                              struct span sealed)
{
    int64_t last = 0;
    TRY(number_of(db, sql_last, &last));
    d->number = last + 1;
    d->entry = -1;
    return put(db, d, envelope, sealed);
}

enum err account_decision_again(struct db *db, const struct account_decision *d, struct span entry)
{
    int64_t known = 0;
    struct account_decision there;
    TRY(account_decision_known(db, d->digest, &known));
    enum err err = known != 0 ? ERR_OK : account_decision_get(db, d->number, &there);
    return err == ERR_NOT_FOUND ? put(db, d, entry, span_of(NULL, 0)) : err;
}

/* In the order of COLUMNS. */
static enum err read_decision(struct db_query *q, struct account_decision *out)
{
    struct account_decision d = {.number = db_column_i64(q, 0)};
    TRY(take_fixed(q, 1, d.digest, sizeof(d.digest)));
    TRY(policy_kind_read(db_column_bytes(q, 2), &d.kind));
    d.object = db_column_i64(q, 3);
    take_text(q, 4, d.subject, sizeof(d.subject));
    TRY(policy_state_read(db_column_bytes(q, 5), &d.state));
    take_text(q, 6, d.label, sizeof(d.label));
    take_text(q, 7, d.ground, sizeof(d.ground));
    TRY(take_fixed(q, 8, d.member, sizeof(d.member)));
    d.user = db_column_i64(q, 9);
    d.entry = db_column_i64(q, 10);
    d.previous = db_column_i64(q, 11);
    d.taken_ms = db_column_i64(q, 12);
    *out = d;
    return ERR_OK;
}

enum err account_decision_next(struct db *db, int64_t after, struct account_decision *out_decision,
                               struct buf *out_envelope)
{
    struct account_decision decision;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_next, &q));
    db_bind_i64(&q, 1, after);
    TRY(db_step_row(&q));
    TRY(read_decision(&q, &decision));
    if (decision.entry < 0) {
        return ERR_NOT_FOUND;
    }
    TRY(buf_append_span(out_envelope, db_column_bytes(&q, 13)));
    *out_decision = decision;
    return ERR_OK;
}

enum err account_decision_get(struct db *db, int64_t number, struct account_decision *out_decision)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_get, &q));
    db_bind_i64(&q, 1, number);
    TRY(db_step_row(&q));
    return read_decision(&q, out_decision);
}

enum err account_decision_lost(struct db *db, int64_t number, bool *out_lost)
{
    int64_t count = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_lost, &q));
    db_bind_i64(&q, 1, number);
    TRY(one_number(&q, &count));
    *out_lost = count > 0;
    return ERR_OK;
}

enum err account_decision_reason(struct db *db, int64_t user, int64_t number,
                                 struct buf *out_sealed)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_reason, &q));
    db_bind_i64(&q, 1, number);
    db_bind_i64(&q, 2, user);
    TRY(db_step_row(&q));
    return buf_append_span(out_sealed, db_column_bytes(&q, 0));
}

static enum err due_office(struct db *db, int64_t skip, struct account_office *out_office)
{
    struct account_office office = {.adds = false};
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due_office, &q));
    db_bind_i64(&q, 1, skip);
    TRY(db_step_row(&q));
    TRY(take_fixed(&q, 0, office.digest, sizeof(office.digest)));
    TRY(take_fixed(&q, 1, office.member, sizeof(office.member)));
    office.adds = span_is(db_column_bytes(&q, 2), "add");
    take_text(&q, 3, office.organisation, sizeof(office.organisation));
    *out_office = office;
    return ERR_OK;
}

enum err account_due_next(struct db *db, int64_t skip, struct account_due *out_due)
{
    struct account_due due = {.is_decision = false};
    int64_t offices = 0;
    TRY(number_of(db, sql_due_count, &offices));
    if (skip < offices) {
        TRY(due_office(db, skip, &due.office));
        *out_due = due;
        return ERR_OK;
    }
    due.is_decision = true;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due_decision, &q));
    db_bind_i64(&q, 1, skip - offices);
    TRY(db_step_row(&q));
    TRY(read_decision(&q, &due.decision));
    *out_due = due;
    return ERR_OK;
}

static enum err done(struct db *db, const char *sql, const uint8_t digest[ACCOUNT_DIGEST],
                     int64_t entry)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, entry);
    db_bind_blob(&q, 2, span_of(digest, ACCOUNT_DIGEST));
    return db_step_done(&q, NULL);
}

enum err account_due_done(struct db *db, const uint8_t digest[ACCOUNT_DIGEST], int64_t entry)
{
    TRY(done(db, sql_office_done, digest, entry));
    return done(db, sql_decision_done, digest, entry);
}
