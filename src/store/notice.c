#include "store_notice.h"

#include "base_id.h"
#include "base_time.h"
#include "shown.h"
#include "store_inside.h"

#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

const char *store_notice_name(enum store_notice_kind kind)
{
    static const char *const names[NOTICE_KINDS_] = {
        [NOTICE_FOLLOW] = "follow",   [NOTICE_COMMENT] = "comment", [NOTICE_REPLY] = "reply",
        [NOTICE_MENTION] = "mention", [NOTICE_LIKES] = "likes",     [NOTICE_DECISION] = "decision",
        [NOTICE_VIDEO] = "video",
    };
    return names[kind];
}

/* The schema has no other names. */
static enum store_notice_kind kind_of(struct span name)
{
    size_t i = 0;
    while (i + 1 < NOTICE_KINDS_ && !span_is(name, store_notice_name((enum store_notice_kind)i))) {
        i++;
    }
    return (enum store_notice_kind)i;
}

static enum err add_row(struct db *db, const struct store_notice *n)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_NOTICE_ADD, &q));
    db_bind_i64(&q, 1, id_new());
    db_bind_i64(&q, 2, n->person);
    db_bind_text(&q, 3, span_text(store_notice_name(n->kind)));
    db_bind_i64(&q, 4, n->actor);
    db_bind_i64(&q, 5, n->video);
    db_bind_i64(&q, 6, n->comment);
    db_bind_i64(&q, 7, n->at_ms);
    db_bind_i64(&q, 8, n->decision);
    return db_step_done(&q, NULL);
}

enum err put_notice(struct db *db, const struct store_notice *notice)
{
    TRY(add_row(db, notice));
    return run_2(db, QUERY_NOTICE_TRIM, notice->person, LIMIT_NOTICES, NULL);
}

static enum err number_of(struct db *db, const char *sql, int64_t of, int64_t *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, of);
    TRY(db_step_row(&q));
    *out = db_column_i64(&q, 0);
    return ERR_OK;
}

enum err put_notice_video(struct db *db, int64_t video)
{
    struct store_notice n = {.kind = NOTICE_VIDEO, .video = video, .at_ms = time_wall_ms()};
    TRY(number_of(db, QUERY_NOTICE_OWNER, video, &n.person));
    return put_notice(db, &n);
}

/* Of what, and whose that is. */
static enum err owner_of(struct db *db, int64_t video, int64_t comment, struct store_notice *n)
{
    if (comment == 0) {
        n->video = video;
        return number_of(db, QUERY_NOTICE_OWNER, video, &n->person);
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_ROW, &q));
    db_bind_i64(&q, 1, comment);
    TRY(db_step_row(&q));
    n->comment = comment;
    n->person = db_column_i64(&q, 0);
    n->video = db_column_i64(&q, 1);
    return ERR_OK;
}

/* When that was said before, and where; zeroes: not yet. */
static enum err said_before(struct db *db, const struct store_notice *n, int64_t *out_at_ms,
                            int64_t *out_id)
{
    bool row = false;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_NOTICE_LIKES_OF, &q));
    db_bind_i64(&q, 1, n->video);
    db_bind_i64(&q, 2, n->person);
    db_bind_i64(&q, 3, n->comment);
    TRY(db_step(&q, &row));
    *out_at_ms = row ? db_column_i64(&q, 0) : 0;
    *out_id = row ? db_column_i64(&q, 1) : 0;
    return ERR_OK;
}

enum err put_notice_likes(struct db *db, int64_t video, int64_t comment)
{
    struct store_notice n = {.kind = NOTICE_LIKES, .at_ms = time_wall_ms()};
    int64_t before_ms = 0;
    int64_t before = 0;
    enum err err = owner_of(db, video, comment, &n);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    TRY(err);
    TRY(said_before(db, &n, &before_ms, &before));
    if (before != 0 && n.at_ms - before_ms < LIMIT_NOTICE_LIKES_MS && n.at_ms >= before_ms) {
        return ERR_OK;
    }
    TRY(run_1(db, QUERY_NOTICE_DROP, before, NULL));
    return put_notice(db, &n);
}

static enum err op_add(struct db *db, const void *in)
{
    const struct store_notice *notice = in;
    int64_t person = 0;
    TRY(number_of(db, QUERY_NOTICE_PERSON, notice->person, &person));
    return put_notice(db, notice);
}

enum err store_notice_add(struct store *s, const struct store_notice *notice)
{
    return store_write(s, op_add, notice);
}

static void read_told(struct db_query *q, struct store_told *out)
{
    memset(out, 0, sizeof(*out));
    out->id = db_column_i64(q, 0);
    out->kind = kind_of(db_column_bytes(q, 1));
    out->at_ms = db_column_i64(q, 2);
    out->actor = db_column_is_null(q, 4) ? 0 : db_column_i64(q, 3);
    column_text(q, 4, out->handle, sizeof(out->handle));
    column_text(q, 5, out->name, sizeof(out->name));
    column_text(q, 14, out->avatar, sizeof(out->avatar));
    out->video = db_column_i64(q, 6);
    column_text(q, 7, out->title, sizeof(out->title));
    column_text(q, 8, out->poster, sizeof(out->poster));
    out->state = column_state(q, 9);
    out->audience = column_audience(q, 15);
    out->comment = db_column_i64(q, 11);
    out->decision = db_column_i64(q, 16);
    column_text(q, 12, out->said.text, sizeof(out->said.text));
    column_sealed(q, 17, &out->said);
    out->said.id = out->comment;
    out->said.person = db_column_i64(q, 18);
    out->said.video = db_column_i64(q, 19);
    out->circle = db_column_i64(q, 20);
    out->likes = db_column_i64(q, out->comment == 0 ? 10 : 13);
}

enum err store_notices(struct store *s, int64_t person, int64_t after, size_t max,
                       struct store_told *out_told, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_NOTICES, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, after == 0 ? INT64_MAX : after);
    db_bind_i64(&q, 3, (int64_t)max);
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        read_told(&q, &out_told[count]);
    }
    *out_count = count;
    return ERR_OK;
}

enum err store_notice_actors(struct store *s, int64_t person, int64_t read, size_t max,
                             int64_t *out_people, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_NOTICE_ACTORS, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, read);
    db_bind_i64(&q, 3, (int64_t)max);
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        out_people[count] = db_column_i64(&q, 0);
    }
    *out_count = count;
    return ERR_OK;
}

enum err store_notice_newest(struct store *s, int64_t person, int64_t *out_id)
{
    AUTO(reader) struct reader r = reader_take(s);
    return number_of(r.db, QUERY_NOTICE_NEWEST, person, out_id);
}

struct notice_sweep {
    int64_t below;
    int64_t *changes;
};

static enum err op_sweep(struct db *db, const void *in)
{
    const struct notice_sweep *sweep = in;
    return run_2(db, QUERY_NOTICE_SWEEP, sweep->below, LIMIT_SWEEP, sweep->changes);
}

enum err store_notice_sweep(struct store *s, int64_t now_ms, bool *out_more)
{
    int64_t changes = 0;
    struct notice_sweep sweep = {id_since(now_ms - LIMIT_NOTICE_DAYS * (int64_t)DAY_MS), &changes};
    TRY(store_write(s, op_sweep, &sweep));
    *out_more = changes > 0;
    return ERR_OK;
}

uint64_t store_changes(struct store *s)
{
    return shown_state(store_shown(s));
}
