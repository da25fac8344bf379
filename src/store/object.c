#include "store_object.h"

#include "store_inside.h"

enum err store_object_shown(struct store *s, int64_t viewer, enum policy_kind kind, int64_t number,
                            int64_t *out_person)
{
    static const char *const queries[POLICY_KIND_COUNT_] = {
        [POLICY_VIDEO] = QUERY_VIDEO_SHOWN_OF,
        [POLICY_COMMENT] = QUERY_COMMENT_SHOWN_OF,
        [POLICY_PERSON] = QUERY_PERSON_SHOWN_OF};
    if ((size_t)kind >= POLICY_KIND_COUNT_) {
        return ERR_FORMAT;
    }
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, queries[kind], &q));
    bool everybody = kind == POLICY_PERSON;
    if (!everybody) {
        db_bind_i64(&q, 1, viewer);
    }
    db_bind_i64(&q, everybody ? 1 : 2, number);
    TRY(db_step_row(&q));
    *out_person = db_column_i64(&q, 0);
    return ERR_OK;
}

enum err store_object_get(struct store *s, enum policy_kind kind, int64_t number,
                          struct store_object *out_object)
{
    static const char *const queries[POLICY_KIND_COUNT_] = {[POLICY_VIDEO] = QUERY_VIDEO_OBJECT,
                                                            [POLICY_COMMENT] = QUERY_COMMENT_OBJECT,
                                                            [POLICY_PERSON] = QUERY_PERSON_OBJECT};
    if ((size_t)kind >= POLICY_KIND_COUNT_) {
        return ERR_FORMAT;
    }
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, queries[kind], &q));
    db_bind_i64(&q, 1, number);
    TRY(db_step_row(&q));
    out_object->person = db_column_i64(&q, 0);
    column_text(&q, 1, out_object->handle, sizeof(out_object->handle));
    column_text(&q, 2, out_object->text, sizeof(out_object->text));
    column_text(&q, 3, out_object->poster, sizeof(out_object->poster));
    column_text(&q, 4, out_object->mp4, sizeof(out_object->mp4));
    return ERR_OK;
}
