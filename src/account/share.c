#include "account_share.h"

#include "account_desk.h"
#include "account_leave.h"

#include <string.h>

static const char sharing[] = "sharing";

static const char sql_turn[] = "SELECT s.turn FROM share s JOIN account a ON a.id = s.account_id"
                               " WHERE s.account_id = $1 AND a.state <> 'ending'";
static const char sql_begin[] = "INSERT INTO share (account_id, turn) VALUES ($1, 1)"
                                " ON CONFLICT (account_id) DO UPDATE SET turn = share.turn + 1";
static const char sql_due[] =
    "SELECT digest FROM desk_due WHERE type = $1 AND value = $2 ORDER BY number";
static const char sql_has[] =
    "SELECT account_id FROM follower WHERE author_id = $1 AND account_id = $2";
static const char sql_add[] = "INSERT INTO follower (author_id, account_id) VALUES ($1, $2)"
                              " ON CONFLICT (author_id, account_id) DO NOTHING";
static const char sql_drop[] = "DELETE FROM follower WHERE author_id = $1 AND account_id = $2";
static const char sql_follows[] = "SELECT count(*) FROM follower WHERE account_id = $1";
static const char sql_shut[] =
    "SELECT account_id FROM shut_out WHERE account_id = $1 AND name = $2";
static const char sql_shut_all[] = "SELECT count(*) FROM shut_out WHERE account_id = $1";
static const char sql_shut_put[] = "INSERT INTO shut_out (account_id, name) VALUES ($1, $2)"
                                   " ON CONFLICT (account_id, name) DO NOTHING";
static const char sql_shut_drop[] = "DELETE FROM shut_out WHERE account_id = $1 AND name = $2";
static const char sql_forget[] =
    "DELETE FROM follower WHERE author_id = $1 AND account_id IN"
    " (SELECT f.account_id FROM follower f WHERE f.author_id = $1 ORDER BY f.account_id LIMIT $2)";

/* 0: the user never shared. */
static enum err turn_of(struct db *db, int64_t user, int64_t *out_turn)
{
    bool found = false;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_turn, &q));
    db_bind_i64(&q, 1, user);
    TRY(db_step(&q, &found));
    *out_turn = found ? db_column_i64(&q, 0) : 0;
    return ERR_OK;
}

enum err account_share_set(struct db *db, int64_t user, bool shares, bool *out_due)
{
    struct account_subject subject;
    struct account_desk_due due = {.value = 0};
    TRY(turn_of(db, user, &due.value));
    *out_due = shares != (due.value % 2 == 1);
    if (!*out_due) {
        return ERR_OK;
    }
    TRY(account_subject_get(db, user, &subject));
    memcpy(due.type, sharing, sizeof(sharing));
    memcpy(due.digest, subject.commitment, sizeof(due.digest));
    due.value++;
    TRY(account_desk_due_put(db, &due));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_begin, &q));
    db_bind_i64(&q, 1, user);
    return db_step_done(&q, NULL);
}

/* ERR_BUSY: that it is the user's turn is not in the ledger. */
static enum err check_said(struct db *db, int64_t user, int64_t turn)
{
    struct account_subject subject;
    bool found = false;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_due, &q));
    db_bind_text(&q, 1, span_text(sharing));
    db_bind_i64(&q, 2, turn);
    TRY(db_step(&q, &found));
    TRY(found ? account_subject_get(db, user, &subject) : ERR_OK);
    while (found) {
        if (span_equal(db_column_bytes(&q, 0),
                       span_of(subject.commitment, sizeof(subject.commitment)))) {
            return ERR_BUSY;
        }
        TRY(db_step(&q, &found));
    }
    return ERR_OK;
}

/* Starts sql with two people as $1 and $2. */
static enum err pair_query(struct db *db, const char *sql, const struct account_following *f,
                           struct db_query *out_query)
{
    TRY(db_query_start(db, sql, out_query));
    db_bind_i64(out_query, 1, f->author);
    db_bind_i64(out_query, 2, f->follower);
    return ERR_OK;
}

/* Starts sql with the author as $1 and the name as $2. */
static enum err name_query(struct db *db, const char *sql, const struct account_following *f,
                           struct db_query *out_query)
{
    TRY(db_query_start(db, sql, out_query));
    db_bind_i64(out_query, 1, f->author);
    db_bind_blob(out_query, 2, span_of(f->name, sizeof(f->name)));
    return ERR_OK;
}

static enum err check_room(struct db *db, const char *sql, int64_t user, int64_t max)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, user);
    TRY(db_step_row(&q));
    return db_column_i64(&q, 0) < max ? ERR_OK : ERR_LIMIT;
}

enum err account_share_may(struct db *db, const struct account_following *f)
{
    int64_t turn = 0;
    TRY(turn_of(db, f->author, &turn));
    if (turn % 2 == 0) {
        return ERR_NOT_FOUND;
    }
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(pair_query(db, sql_has, f, &q));
        TRY(db_step_row(&q));
    }
    return check_said(db, f->author, turn);
}

static enum err is_shut(struct db *db, const struct account_following *f, bool *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(name_query(db, sql_shut, f, &q));
    return db_step(&q, out);
}

static enum err is_follower(struct db *db, const struct account_following *f, bool *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(pair_query(db, sql_has, f, &q));
    return db_step(&q, out);
}

enum err account_follow_add(struct db *db, const struct account_following *f)
{
    int64_t turn = 0;
    bool shut = false;
    bool there = false;
    TRY(is_shut(db, f, &shut));
    if (shut) {
        return ERR_DENIED;
    }
    TRY(turn_of(db, f->author, &turn));
    TRY(is_follower(db, f, &there));
    if (turn % 2 == 0 || there) {
        return ERR_OK;
    }
    TRY(check_room(db, sql_follows, f->follower, LIMIT_FOLLOWS));
    AUTO(db_query) struct db_query q = {0};
    TRY(pair_query(db, sql_add, f, &q));
    return db_step_done(&q, NULL);
}

enum err account_follow_drop(struct db *db, const struct account_following *f)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(pair_query(db, sql_drop, f, &q));
    return db_step_done(&q, NULL);
}

enum err account_shut_out(struct db *db, const struct account_following *f)
{
    const struct account_following back = {.author = f->follower, .follower = f->author};
    bool shut = false;
    TRY(account_follow_drop(db, f));
    TRY(account_follow_drop(db, &back));
    TRY(is_shut(db, f, &shut));
    TRY(shut ? ERR_OK : check_room(db, sql_shut_all, f->author, LIMIT_LISTED_PEOPLE));
    AUTO(db_query) struct db_query q = {0};
    TRY(name_query(db, sql_shut_put, f, &q));
    return db_step_done(&q, NULL);
}

enum err account_let_in(struct db *db, const struct account_following *f)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(name_query(db, sql_shut_drop, f, &q));
    return db_step_done(&q, NULL);
}

enum err account_share_forget(struct db *db, int64_t author)
{
    int64_t changes = 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql_forget, &q));
    db_bind_i64(&q, 1, author);
    db_bind_i64(&q, 2, LIMIT_FOLLOWS);
    TRY(db_step_done(&q, &changes));
    return changes < LIMIT_FOLLOWS ? ERR_OK : ERR_BUSY;
}
