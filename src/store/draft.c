#include "store_draft.h"

#include "gone.h"
#include "store_inside.h"

#include <string.h>

/* The bytes of one person are added up by PERSON_ROOM, and nowhere else. */
enum err get_room(struct db *db, int64_t person, struct store_room *out_room)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_PERSON_ROOM, &q));
    db_bind_i64(&q, 1, person);
    TRY(db_step_row(&q));
    *out_room = (struct store_room){.videos = db_column_i64(&q, 0),
                                    .drafts = db_column_i64(&q, 1),
                                    .bytes = db_column_i64(&q, 2)};
    return ERR_OK;
}

enum err store_room_get(struct store *s, int64_t person, struct store_room *out_room)
{
    AUTO(reader) struct reader r = reader_take(s);
    return get_room(r.db, person, out_room);
}

bool store_room_over(const struct store_room *room, int64_t bytes)
{
    int64_t max = (int64_t)(LIMIT_PERSON_GIB * GIB);
    return bytes > max || room->bytes > max - bytes;
}

enum store_excess store_room_excess(const struct store_room *room, int64_t bytes, bool draft)
{
    if (room->videos + room->drafts >= LIMIT_VIDEOS_WAITING) {
        return STORE_EXCESS_VIDEOS;
    }
    if (draft && room->drafts >= LIMIT_DRAFTS) {
        return STORE_EXCESS_DRAFTS;
    }
    return store_room_over(room, bytes) ? STORE_EXCESS_BYTES : STORE_EXCESS_NONE;
}

struct draft_add {
    struct store *store;
    const struct store_draft *draft;
    struct span handle;
};

static enum err op_add(struct db *db, const void *in)
{
    const struct draft_add *add = in;
    const struct store_draft *d = add->draft;
    struct store_room room;
    if (gone_has_person(store_gone_of(add->store), d->person)) {
        return ERR_DENIED;
    }
    TRY(put_person(db, &(struct store_person){d->person, add->handle}, d->created_ms));
    TRY(get_room(db, d->person, &room));
    if (store_room_excess(&room, d->bytes, true) != STORE_EXCESS_NONE) {
        return ERR_LIMIT;
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_DRAFT_ADD, &q));
    db_bind_text(&q, 1, span_text(d->id));
    db_bind_i64(&q, 2, d->person);
    db_bind_text(&q, 3, span_text(d->title));
    db_bind_i64(&q, 4, d->bytes);
    db_bind_i64(&q, 5, d->checked);
    db_bind_i64(&q, 6, d->created_ms);
    db_bind_i64(&q, 7, d->expires_ms);
    bind_sealed(&q, 8, d->metadata);
    bind_wish(&q, 9, &d->wish);
    bind_sealed(&q, 14, d->words);
    db_bind_i64(&q, 15, d->sealed ? 1 : 0);
    return db_step_done(&q, NULL);
}

enum err store_draft_add(struct store *s, const struct store_draft *d, struct span handle)
{
    return store_write(s, op_add, &(struct draft_add){s, d, handle});
}

/* In the order of DRAFT_COLUMNS and DRAFT_TAIL_BYTES. */
static void read_draft(struct db_query *q, struct store_draft *out)
{
    memset(out, 0, sizeof(*out));
    column_text(q, 0, out->id, sizeof(out->id));
    out->person = db_column_i64(q, 1);
    column_text(q, 2, out->title, sizeof(out->title));
    out->bytes = db_column_i64(q, 3);
    out->checked = db_column_i64(q, 4);
    out->video = db_column_i64(q, 5);
    out->created_ms = db_column_i64(q, 6);
    out->expires_ms = db_column_i64(q, 7);
    column_wish(q, 8, &out->wish);
    out->sealed = db_column_i64(q, 13) != 0;
    out->tail_piece = db_column_i64(q, 14);
    out->tail_bytes = (uint64_t)db_column_i64(q, 15);
}

enum err store_draft_get(struct store *s, int64_t person, struct span id,
                         struct store_draft *out_draft)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DRAFT_GET, &q));
    db_bind_text(&q, 1, id);
    db_bind_i64(&q, 2, person);
    TRY(db_step_row(&q));
    read_draft(&q, out_draft);
    return ERR_OK;
}

static enum err read_sealed(struct store *s, const char *sql, int64_t person, struct span id,
                            struct buf *out)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, sql, &q));
    db_bind_text(&q, 1, id);
    db_bind_i64(&q, 2, person);
    TRY(db_step_row(&q));
    return buf_append_span(out, db_column_bytes(&q, 0));
}

enum err store_draft_metadata(struct store *s, int64_t person, struct span id, struct buf *out)
{
    return read_sealed(s, QUERY_DRAFT_METADATA, person, id, out);
}

enum err store_draft_words(struct store *s, int64_t person, struct span id, struct buf *out)
{
    return read_sealed(s, QUERY_DRAFT_WORDS, person, id, out);
}

enum err store_draft_tail(struct store *s, int64_t person, struct span id, struct buf *out)
{
    return read_sealed(s, QUERY_DRAFT_TAIL, person, id, out);
}

enum err store_draft_own(struct store *s, int64_t person,
                         struct store_draft out_drafts[LIMIT_DRAFTS], size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DRAFT_OWN, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, LIMIT_DRAFTS);
    size_t count = 0;
    for (bool row = true; count < LIMIT_DRAFTS; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        read_draft(&q, &out_drafts[count]);
    }
    *out_count = count;
    return ERR_OK;
}

struct draft_set {
    const char *query;
    struct span id;
    int64_t value;
};

static enum err op_set(struct db *db, const void *in)
{
    const struct draft_set *set = in;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, set->query, &q));
    db_bind_i64(&q, 1, set->value);
    db_bind_text(&q, 2, set->id);
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

enum err store_draft_check(struct store *s, struct span id, int64_t checked)
{
    return store_write(s, op_set, &(struct draft_set){QUERY_DRAFT_CHECK, id, checked});
}

enum err store_draft_extend(struct store *s, struct span id, int64_t expires_ms)
{
    return store_write(s, op_set, &(struct draft_set){QUERY_DRAFT_EXTEND, id, expires_ms});
}

struct draft_tail {
    struct span id;
    int64_t piece;
    struct span tail;
};

static enum err op_tail(struct db *db, const void *in)
{
    const struct draft_tail *put = in;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_DRAFT_TAIL_SET, &q));
    bind_sealed(&q, 1, put->tail);
    db_bind_i64(&q, 2, put->piece);
    db_bind_text(&q, 3, put->id);
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

enum err store_draft_put_tail(struct store *s, struct span id, int64_t piece, struct span tail)
{
    return store_write(s, op_tail, &(struct draft_tail){id, piece, tail});
}

struct draft_finish {
    const struct store_draft *draft;
    int64_t now_ms;
};

static enum err take_draft(struct db *db, const struct store_draft *d)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_DRAFT_FINISH, &q));
    db_bind_i64(&q, 1, d->video);
    db_bind_i64(&q, 2, d->expires_ms);
    db_bind_text(&q, 3, span_text(d->id));
    db_bind_i64(&q, 4, d->person);
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

/* The row that stays for a client that missed the end has them no longer. */
static enum err move_words(struct db *db, const struct store_draft *d)
{
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_SHUT_OF_DRAFT, &q));
        db_bind_text(&q, 1, span_text(d->id));
        db_bind_i64(&q, 2, d->video);
        TRY(db_step_done(&q, NULL));
    }
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_SHUT_FROM_DRAFT, &q));
    db_bind_text(&q, 1, span_text(d->id));
    return db_step_done(&q, NULL);
}

/* A draft was counted among the videos that wait when it was added: there is room. */
static enum err op_finish(struct db *db, const void *in)
{
    const struct draft_finish *finish = in;
    const struct store_draft *d = finish->draft;
    TRY(take_draft(db, d));
    struct store_upload video = {.id = d->video,
                                 .person = {d->person, {0}},
                                 .title = span_text(d->title),
                                 .original = span_text(d->id),
                                 .original_bytes = d->bytes,
                                 .original_sealed = d->sealed,
                                 .now_ms = finish->now_ms,
                                 .wish = d->wish};
    TRY(put_video(db, &video));
    return move_words(db, d);
}

enum err store_draft_finish(struct store *s, const struct store_draft *d, int64_t now_ms)
{
    return store_write(s, op_finish, &(struct draft_finish){d, now_ms});
}

static enum err op_drop(struct db *db, const void *in)
{
    const struct span *id = in;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_DRAFT_DROP, &q));
    db_bind_text(&q, 1, *id);
    return db_step_done(&q, NULL);
}

enum err store_draft_drop(struct store *s, struct span id)
{
    return store_delete(s, op_drop, &id);
}

enum err store_draft_due(struct store *s, int64_t now_ms, struct store_draft *out_draft)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DRAFT_DUE, &q));
    db_bind_i64(&q, 1, now_ms);
    TRY(db_step_row(&q));
    read_draft(&q, out_draft);
    return ERR_OK;
}

enum err store_draft_after(struct store *s, struct span id, struct store_draft *out_draft)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DRAFT_AFTER, &q));
    db_bind_text(&q, 1, id);
    TRY(db_step_row(&q));
    read_draft(&q, out_draft);
    return ERR_OK;
}

enum err store_draft_needs(struct store *s, struct span id)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DRAFT_NEEDS, &q));
    db_bind_text(&q, 1, id);
    return db_step_row(&q);
}
