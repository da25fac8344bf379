#include "store_decision.h"

#include "base_time.h"
#include "store_inside.h"
#include "store_notice.h"

struct apply {
    const struct store_ruling *ruling;
    int64_t *person; /* set anew if the operation is run again */
};

static enum err number_of(struct db *db, const char *sql, int64_t parameter, int64_t *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, parameter);
    TRY(db_step_row(&q));
    *out = db_column_i64(&q, 0);
    return ERR_OK;
}

static enum err last_number(struct db *db, int64_t *out_number)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_DECISION_LAST, &q));
    TRY(db_step_row(&q));
    *out_number = db_column_i64(&q, 0);
    return ERR_OK;
}

/* Whose it is; 0: it is not there. */
static enum err author_of(struct db *db, const struct store_ruling *ruling, int64_t *out_person)
{
    static const char *const queries[POLICY_KIND_COUNT_] = {
        [POLICY_VIDEO] = QUERY_VIDEO_AUTHOR,
        [POLICY_COMMENT] = QUERY_COMMENT_AUTHOR,
        [POLICY_PERSON] = QUERY_PERSON_THERE,
    };
    int64_t person = 0;
    enum err err = number_of(db, queries[ruling->kind], ruling->object, &person);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *out_person = person;
    return ERR_OK;
}

static enum err add(struct db *db, const struct store_ruling *ruling, int64_t person)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_DECISION_ADD, &q));
    db_bind_i64(&q, 1, ruling->number);
    db_bind_i64(&q, 2, ruling->entry);
    db_bind_text(&q, 3, ruling->subject);
    db_bind_i64(&q, 4, person);
    db_bind_text(&q, 5, ruling->envelope);
    return db_step_done(&q, NULL);
}

/* A person who is not here is nobody's number: see 0009_decisions.sql. */
static enum err put_visible(struct db *db, const struct store_ruling *ruling, int64_t person)
{
    bool left = ruling->kind == POLICY_PERSON && person == 0;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VISIBILITY_PUT, &q));
    db_bind_text(&q, 1, span_text(policy_kind_name(ruling->kind)));
    db_bind_i64(&q, 2, left ? -ruling->number : ruling->object);
    db_bind_text(&q, 3, span_text(policy_state_name(ruling->state)));
    db_bind_text(&q, 4, ruling->label);
    db_bind_i64(&q, 5, ruling->number);
    return db_step_done(&q, NULL);
}

/* That there is a decision; what it says, they read with their session. */
static enum err tell(struct db *db, const struct store_ruling *ruling, int64_t person)
{
    struct store_notice notice = {.person = person,
                                  .kind = NOTICE_DECISION,
                                  .video = ruling->kind == POLICY_VIDEO ? ruling->object : 0,
                                  .comment = ruling->kind == POLICY_COMMENT ? ruling->object : 0,
                                  .decision = ruling->number,
                                  .at_ms = time_wall_ms()};
    return person == 0 ? ERR_OK : put_notice(db, &notice);
}

static enum err op_apply(struct db *db, const void *in)
{
    const struct apply *apply = in;
    const struct store_ruling *ruling = apply->ruling;
    int64_t last = 0;
    int64_t person = 0;
    TRY(last_number(db, &last));
    if (ruling->number <= last) {
        TRY(number_of(db, QUERY_DECISION_AUTHOR, ruling->number, &person));
        *apply->person = person;
        return ERR_OK;
    }
    if (ruling->number != last + 1) {
        return ERR_CONFLICT;
    }
    TRY(author_of(db, ruling, &person));
    TRY(add(db, ruling, person));
    if (ruling->object != 0) { /* nobody knows about whom it is */
        TRY(put_visible(db, ruling, person));
        TRY(recount_ruled(db, ruling));
    }
    TRY(tell(db, ruling, person));
    *apply->person = person;
    return ERR_OK;
}

enum err store_decision_apply(struct store *s, const struct store_ruling *ruling,
                              int64_t *out_person)
{
    int64_t person = 0;
    TRY(store_write(s, op_apply, &(struct apply){ruling, &person}));
    *out_person = person;
    return ERR_OK;
}

enum err store_decision_last(struct store *s, int64_t *out_number)
{
    AUTO(reader) struct reader r = reader_take(s);
    return last_number(r.db, out_number);
}

static void read_decision(struct db_query *q, struct store_decision *out)
{
    out->number = db_column_i64(q, 0);
    out->entry = db_column_i64(q, 1);
    column_text(q, 2, out->subject, sizeof(out->subject));
    out->person = db_column_i64(q, 3);
    column_text(q, 4, out->envelope, sizeof(out->envelope));
}

enum err store_decision_get(struct store *s, int64_t number, struct store_decision *out_decision)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DECISION_GET, &q));
    db_bind_i64(&q, 1, number);
    TRY(db_step_row(&q));
    read_decision(&q, out_decision);
    return ERR_OK;
}

enum err store_decision_own(struct store *s, const struct store_decisions_of *of,
                            struct store_decision *out_decisions, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DECISION_OWN, &q));
    db_bind_i64(&q, 1, of->person);
    db_bind_i64(&q, 2, of->before == 0 ? INT64_MAX : of->before);
    db_bind_i64(&q, 3, (int64_t)of->max);
    size_t count = 0;
    for (bool row = true; count < of->max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        read_decision(&q, &out_decisions[count]);
    }
    *out_count = count;
    return ERR_OK;
}

/* The schema has no other names. */
static enum policy_state column_visible(struct db_query *q, int column)
{
    enum policy_state state = POLICY_HIDDEN;
    return policy_state_read(db_column_bytes(q, column), &state) == ERR_OK ? state : POLICY_HIDDEN;
}

enum err store_visible_list(struct store *s, int64_t skip, size_t max,
                            struct store_visible *out_rows, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_VISIBILITY_LIST, &q));
    db_bind_i64(&q, 1, (int64_t)max);
    db_bind_i64(&q, 2, skip);
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        struct store_visible *visible = &out_rows[count];
        column_text(&q, 0, visible->subject, sizeof(visible->subject));
        visible->state = column_visible(&q, 1);
        column_text(&q, 2, visible->label, sizeof(visible->label));
        visible->decision = db_column_i64(&q, 3);
        visible->entry = db_column_i64(&q, 4);
    }
    *out_count = count;
    return ERR_OK;
}
