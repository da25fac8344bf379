#include "store_person.h"

#include "gone.h"
#include "store_inside.h"

struct person_put {
    struct store *store;
    const struct store_person *person;
    int64_t now_ms;
};

enum err put_person(struct db *db, const struct store_person *person, int64_t now_ms)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_PERSON_PUT, &q));
    db_bind_i64(&q, 1, person->id);
    db_bind_text(&q, 2, person->handle);
    db_bind_i64(&q, 3, now_ms);
    return db_step_done(&q, NULL);
}

static enum err op_put(struct db *db, const void *in)
{
    const struct person_put *put = in;
    if (gone_has_person(store_gone_of(put->store), put->person->id)) {
        return ERR_DENIED;
    }
    return put_person(db, put->person, put->now_ms);
}

enum err store_person_put(struct store *s, const struct store_person *person, int64_t now_ms)
{
    return store_write(s, op_put, &(struct person_put){s, person, now_ms});
}

enum err store_person_get(struct store *s, int64_t id, struct store_profile *out_profile)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_PERSON_GET, &q));
    db_bind_i64(&q, 1, id);
    TRY(db_step_row(&q));
    column_text(&q, 0, out_profile->avatar, sizeof(out_profile->avatar));
    return ERR_OK;
}
