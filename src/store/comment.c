#include "store_comment.h"

#include "base_id.h"
#include "gone.h"
#include "store_inside.h"
#include "store_spoken.h"

#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

/* ---- reading */

void column_sealed(struct db_query *q, int column, struct store_comment *out)
{
    struct span sealed = db_column_bytes(q, column);
    out->shut = !db_column_is_null(q, column);
    if (sealed.len > 0 && sealed.len <= sizeof(out->sealed)) {
        memcpy(out->sealed, sealed.ptr, sealed.len);
        out->sealed_len = sealed.len;
    }
}

/* In the order of COMMENT_COLUMNS. */
static void read_comment(struct db_query *q, struct store_comment *out)
{
    memset(out, 0, sizeof(*out));
    out->id = db_column_i64(q, 0);
    out->video = db_column_i64(q, 1);
    out->person = db_column_i64(q, 2);
    column_text(q, 3, out->handle, sizeof(out->handle));
    column_text(q, 4, out->name, sizeof(out->name));
    out->parent = db_column_i64(q, 5);
    column_text(q, 6, out->text, sizeof(out->text));
    out->created_ms = db_column_i64(q, 7);
    out->likes = db_column_i64(q, 8);
    out->replies = db_column_i64(q, 9);
    out->by_creator = db_column_i64(q, 10) != 0;
    out->creator = db_column_i64(q, 11);
    column_text(q, 12, out->avatar, sizeof(out->avatar));
    column_text(q, 14, out->label, sizeof(out->label));
    column_sealed(q, 13, out);
}

static enum err read_mentions(struct db *db, struct store_comment *comment)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_MENTIONS, &q));
    db_bind_i64(&q, 1, comment->id);
    db_bind_i64(&q, 2, LIMIT_MENTIONS);
    for (bool row = true; comment->mention_count < LIMIT_MENTIONS; comment->mention_count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        comment->named[comment->named_count++] = db_column_i64(&q, 0);
        column_text(&q, 1, comment->mentions[comment->mention_count], LIMIT_HANDLE + 1);
    }
    return ERR_OK;
}

enum err read_comments(struct db_query *q, size_t max, struct store_comment *out_comments,
                       size_t *out_count)
{
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(q, &row));
        if (!row) {
            break;
        }
        read_comment(q, &out_comments[count]);
        TRY(read_mentions(q->db, &out_comments[count]));
    }
    *out_count = count;
    return ERR_OK;
}

static enum err get_comment(struct db *db, struct store_comment_ask ask,
                            struct store_comment *out_comment)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_GET, &q));
    db_bind_i64(&q, 1, ask.viewer);
    db_bind_i64(&q, 2, ask.id);
    TRY(db_step_row(&q));
    read_comment(&q, out_comment);
    return ERR_OK;
}

enum err store_comment_get(struct store *s, struct store_comment_ask ask,
                           struct store_comment *out_comment)
{
    AUTO(reader) struct reader r = reader_take(s);
    TRY(get_comment(r.db, ask, out_comment));
    return read_mentions(r.db, out_comment);
}

enum err store_comment_own(struct store *s, int64_t person, int64_t id,
                           struct store_comment *out_comment)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_COMMENT_OWN, &q));
    db_bind_i64(&q, 1, id);
    db_bind_i64(&q, 2, person);
    TRY(db_step_row(&q));
    read_comment(&q, out_comment);
    return read_mentions(r.db, out_comment);
}

static enum err get_video(struct db *db, struct store_comment_ask ask,
                          struct store_comment_of *out_of)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_VIDEO, &q));
    db_bind_i64(&q, 1, ask.viewer);
    db_bind_i64(&q, 2, ask.id);
    TRY(db_step_row(&q));
    *out_of = (struct store_comment_of){db_column_i64(&q, 0), db_column_i64(&q, 1),
                                        column_audience(&q, 2)};
    return ERR_OK;
}

enum err store_comment_video(struct store *s, struct store_comment_ask ask,
                             struct store_comment_of *out_of)
{
    AUTO(reader) struct reader r = reader_take(s);
    return get_video(r.db, ask, out_of);
}

enum err store_comments_newest(struct store *s, int64_t video, struct store_comment_place after,
                               size_t max, struct store_comment *out_comments, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_COMMENTS_NEWEST, &q));
    db_bind_i64(&q, 1, after.viewer);
    db_bind_i64(&q, 2, video);
    db_bind_i64(&q, 3, after.id == 0 ? INT64_MAX : after.id);
    db_bind_i64(&q, 4, (int64_t)max);
    return read_comments(&q, max, out_comments, out_count);
}

enum err store_comments_liked(struct store *s, int64_t video, struct store_comment_place after,
                              size_t max, struct store_comment *out_comments, size_t *out_count)
{
    bool first = after.id == 0;
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_COMMENTS_LIKED, &q));
    db_bind_i64(&q, 1, after.viewer);
    db_bind_i64(&q, 2, video);
    db_bind_i64(&q, 3, first ? INT64_MAX : after.likes);
    db_bind_i64(&q, 4, first ? INT64_MAX : after.id);
    db_bind_i64(&q, 5, (int64_t)max);
    return read_comments(&q, max, out_comments, out_count);
}

enum err store_replies(struct store *s, const struct store_comment *parent,
                       struct store_comment_place after, size_t max,
                       struct store_comment *out_comments, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_REPLIES, &q));
    db_bind_i64(&q, 1, after.viewer);
    db_bind_i64(&q, 2, parent->video);
    db_bind_i64(&q, 3, parent->id);
    db_bind_i64(&q, 4, after.id);
    db_bind_i64(&q, 5, (int64_t)max);
    return read_comments(&q, max, out_comments, out_count);
}

/* ---- one more */

struct say {
    struct store *store;
    const struct store_saying *saying;
    enum store_comment_excess *excess; /* these two are set anew if the operation is run again */
    int64_t *id;
};

/* The people whom it concerns. */
struct told {
    int64_t creator;
    int64_t answered; /* 0: nobody */
};

/* The same request, once more. ERR_NOT_FOUND: it is the first. */
static enum err find_made(struct db *db, const struct store_saying *saying, int64_t *out_id)
{
    if (saying->made_by.len == 0) {
        return ERR_NOT_FOUND;
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_MADE, &q));
    db_bind_i64(&q, 1, saying->person.id);
    db_bind_blob(&q, 2, saying->made_by);
    TRY(db_step_row(&q));
    bool shut = !db_column_is_null(&q, 4);
    bool same = db_column_i64(&q, 1) == saying->video && db_column_i64(&q, 2) == saying->parent &&
                (shut || span_equal(db_column_bytes(&q, 3), saying->text));
    *out_id = db_column_i64(&q, 0);
    return same ? ERR_OK : ERR_CONFLICT;
}

/* Sealed, or not, as the video is now. */
static enum err find_creator(struct db *db, const struct say *say, int64_t *out_person)
{
    const struct store_saying *saying = say->saying;
    struct store_comment_ask ask = {saying->person.id, saying->video};
    struct store_comment_of of;
    TRY(get_video(db, ask, &of));
    if ((of.audience != AUDIENCE_ALL) != (saying->sealed.len > 0)) {
        *say->excess = COMMENT_EXCESS_MOVED;
        return ERR_CONFLICT;
    }
    *out_person = of.creator;
    return ERR_OK;
}

/* What nobody sees, nobody answers. */
static enum err find_parent(struct db *db, const struct say *say, int64_t *out_person)
{
    const struct store_saying *saying = say->saying;
    struct store_comment parent;
    struct store_comment_ask ask = {.viewer = saying->person.id, .id = saying->parent};
    enum err err = get_comment(db, ask, &parent);
    if (err == ERR_NOT_FOUND) {
        return ERR_FORMAT;
    }
    TRY(err);
    if (parent.video != saying->video || parent.parent != 0) {
        return ERR_FORMAT;
    }
    if (parent.replies >= LIMIT_REPLIES) {
        *say->excess = COMMENT_EXCESS_REPLIES;
        return ERR_LIMIT;
    }
    *out_person = parent.person;
    return ERR_OK;
}

static enum err check_day(struct db *db, const struct say *say)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_LATELY, &q));
    db_bind_i64(&q, 1, say->saying->person.id);
    db_bind_i64(&q, 2, id_since(say->saying->now_ms - DAY_MS));
    TRY(db_step_row(&q));
    if (db_column_i64(&q, 0) < LIMIT_COMMENTS_DAY) {
        return ERR_OK;
    }
    *say->excess = COMMENT_EXCESS_DAY;
    return ERR_LIMIT;
}

static enum err add_row(struct db *db, const struct store_saying *saying, int64_t id)
{
    bool shut = saying->sealed.len > 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_COMMENT_ADD, &q));
        db_bind_i64(&q, 1, id);
        db_bind_i64(&q, 2, saying->video);
        db_bind_i64(&q, 3, saying->person.id);
        db_bind_i64(&q, 4, saying->parent);
        db_bind_text(&q, 5, shut ? span_text("") : saying->text);
        db_bind_i64(&q, 6, saying->now_ms);
        if (saying->made_by.len > 0) {
            db_bind_blob(&q, 7, saying->made_by);
        } else {
            db_bind_null(&q, 7);
        }
        bind_sealed(&q, 8, saying->sealed);
        TRY(db_step_done(&q, NULL));
    }
    for (size_t i = 0; !shut && i < saying->mention_count; i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_MENTION_ADD, &q));
        db_bind_i64(&q, 1, id);
        db_bind_text(&q, 2, saying->mentions[i]);
        TRY(db_step_done(&q, NULL));
    }
    struct tally tally; /* nothing, by a decision about whoever says it */
    TRY(tally_of(db, saying->video, id, &tally));
    TRY(run_2(db, QUERY_COMMENT_COUNT, tally.own, saying->video, NULL));
    return saying->parent == 0 ? ERR_OK
                               : run_2(db, QUERY_REPLY_COUNT, tally.as_reply, saying->parent, NULL);
}

/* Whom the video is not for is told nothing of what is said about it. */
static enum err may_see(struct db *db, int64_t video, int64_t person, bool *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_COMMENT_VIDEO, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, video);
    return db_step(&q, out);
}

static enum err tell(struct db *db, const struct store_saying *saying, int64_t id,
                     enum store_notice_kind kind, int64_t person)
{
    struct store_notice notice = {.person = person,
                                  .kind = kind,
                                  .actor = saying->person.id,
                                  .video = saying->video,
                                  .comment = id,
                                  .at_ms = saying->now_ms};
    bool may = person != 0 && person != saying->person.id;
    TRY(may ? may_see(db, saying->video, person, &may) : ERR_OK);
    return may ? put_notice(db, &notice) : ERR_OK;
}

static enum err named_in(struct db *db, const struct store_saying *saying, int64_t id,
                         int64_t people[LIMIT_MENTIONS], size_t *out_count)
{
    size_t count = 0;
    for (size_t i = 0; i < saying->named_count && saying->sealed.len > 0; i++) {
        people[count++] = saying->named[i];
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_MENTIONS, &q));
    db_bind_i64(&q, 1, id);
    db_bind_i64(&q, 2, LIMIT_MENTIONS);
    for (bool row = true; count < LIMIT_MENTIONS; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        people[count] = db_column_i64(&q, 0);
    }
    *out_count = count;
    return ERR_OK;
}

/* Each once, of what concerns them most; nobody of what they said themselves. */
static enum err tell_all(struct db *db, const struct store_saying *saying, int64_t id,
                         const struct told *told)
{
    int64_t people[LIMIT_MENTIONS];
    size_t count = 0;
    TRY(tell(db, saying, id, NOTICE_REPLY, told->answered));
    if (told->creator != told->answered) {
        TRY(tell(db, saying, id, NOTICE_COMMENT, told->creator));
    }
    TRY(named_in(db, saying, id, people, &count));
    for (size_t i = 0; i < count; i++) {
        if (people[i] != told->creator && people[i] != told->answered) {
            TRY(tell(db, saying, id, NOTICE_MENTION, people[i]));
        }
    }
    return ERR_OK;
}

static enum err op_say(struct db *db, const void *in)
{
    const struct say *say = in;
    const struct store_saying *saying = say->saying;
    struct told told = {.answered = 0};
    if (gone_has_person(store_gone_of(say->store), saying->person.id)) {
        return ERR_DENIED;
    }
    *say->excess = COMMENT_EXCESS_NONE;
    enum err err = find_made(db, saying, say->id);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(put_person(db, &saying->person, saying->now_ms));
    TRY(find_creator(db, say, &told.creator));
    if (saying->parent != 0) {
        TRY(find_parent(db, say, &told.answered));
    }
    TRY(check_day(db, say));
    int64_t id = saying->sealed.len > 0 ? saying->id : id_new();
    TRY(add_row(db, saying, id));
    TRY(tell_all(db, saying, id, &told));
    *say->id = id;
    return ERR_OK;
}

enum err store_comment_add(struct store *s, const struct store_saying *saying,
                           enum store_comment_excess *out_excess, int64_t *out_id)
{
    int64_t id = 0;
    enum store_comment_excess excess = COMMENT_EXCESS_NONE;
    struct say say = {s, saying, &excess, &id};
    enum err err = store_write(s, op_say, &say);
    *out_excess = excess;
    TRY(err);
    *out_id = id;
    return ERR_OK;
}

/* ---- one less */

enum err remove_comment(struct db *db, int64_t comment, int64_t video, int64_t parent)
{
    struct tally tally; /* nothing, if it went with what it answers */
    TRY(tally_of(db, video, comment, &tally));
    TRY(run_2(db, QUERY_REPLIES_DROP_MENTIONS, video, comment, NULL));
    TRY(run_2(db, QUERY_REPLIES_DROP_NOTICES, video, comment, NULL));
    TRY(run_2(db, QUERY_REPLIES_DROP, video, comment, NULL));
    TRY(run_1(db, QUERY_COMMENT_DROP_MENTIONS, comment, NULL));
    TRY(run_1(db, QUERY_COMMENT_DROP_NOTICES, comment, NULL));
    TRY(run_1(db, QUERY_COMMENT_DROP, comment, NULL));
    TRY(run_2(db, QUERY_COMMENT_COUNT, -tally.own - tally.replies, video, NULL));
    return run_2(db, QUERY_REPLY_COUNT, -tally.as_reply, parent, NULL);
}

struct drop {
    int64_t person;
    int64_t comment;
};

/* One that a decision hides may go, too; to others it is not there. */
static enum err op_drop(struct db *db, const void *in)
{
    const struct drop *drop = in;
    struct store_comment seen;
    int64_t video = 0;
    int64_t parent = 0;
    bool may = false;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_COMMENT_ROW, &q));
        db_bind_i64(&q, 1, drop->comment);
        TRY(db_step_row(&q));
        may = drop->person == db_column_i64(&q, 0) || drop->person == db_column_i64(&q, 3);
        video = db_column_i64(&q, 1);
        parent = db_column_i64(&q, 2);
    }
    if (!may) {
        TRY(get_comment(db, (struct store_comment_ask){drop->person, drop->comment}, &seen));
        return ERR_DENIED;
    }
    return remove_comment(db, drop->comment, video, parent);
}

enum err store_comment_drop(struct store *s, int64_t person, int64_t comment)
{
    return store_delete(s, op_drop, &(struct drop){person, comment});
}
