#include "store_person.h"

#include "gone.h"
#include "store_inside.h"

struct avatar_set {
    struct store *store;
    struct store_person person;
    struct span name;
    int64_t now_ms;
};

static enum err name_done(struct db *db, const char *sql, const struct avatar_set *set)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, set->person.id);
    db_bind_text(&q, 2, set->name);
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes == 1 ? ERR_OK : ERR_CONFLICT;
}

/* AVATAR_DROP: the picture that is shown so far; AVATAR_STALE: one whose end was never written
 * down. */
static enum err note_removal(struct db *db, const char *sql, int64_t person)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, person);
    return db_step_done(&q, NULL);
}

static enum err op_begin(struct db *db, const void *in)
{
    const struct avatar_set *set = in;
    if (gone_has_person(store_gone_of(set->store), set->person.id)) {
        return ERR_DENIED;
    }
    TRY(put_person(db, &set->person, set->now_ms));
    TRY(note_removal(db, QUERY_AVATAR_STALE, set->person.id));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_AVATAR_BEGIN, &q));
    db_bind_text(&q, 1, set->name);
    db_bind_i64(&q, 2, set->person.id);
    return db_step_done(&q, NULL);
}

enum err store_avatar_begin(struct store *s, const struct store_person *person, struct span name,
                            int64_t now_ms)
{
    return store_write(s, op_begin, &(struct avatar_set){s, *person, name, now_ms});
}

static enum err op_show(struct db *db, const void *in)
{
    const struct avatar_set *set = in;
    TRY(note_removal(db, QUERY_AVATAR_DROP, set->person.id));
    return name_done(db, QUERY_AVATAR_SHOW, set);
}

enum err store_avatar_show(struct store *s, int64_t person, struct span name)
{
    return store_write(s, op_show, &(struct avatar_set){s, {.id = person}, name, 0});
}

static enum err op_end(struct db *db, const void *in)
{
    return name_done(db, QUERY_AVATAR_END, in);
}

enum err store_avatar_end(struct store *s, int64_t person, struct span name)
{
    return store_write(s, op_end, &(struct avatar_set){s, {.id = person}, name, 0});
}

static enum err op_hide(struct db *db, const void *in)
{
    const int64_t *person = in;
    TRY(note_removal(db, QUERY_AVATAR_DROP, *person));
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_AVATAR_HIDE, &q));
    db_bind_i64(&q, 1, *person);
    return db_step_done(&q, NULL);
}

enum err store_avatar_hide(struct store *s, int64_t person)
{
    return store_write(s, op_hide, &person);
}

enum err store_avatar_under_way(struct store *s, struct store_avatar *out_avatar)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_AVATAR_UNDER_WAY, &q));
    TRY(db_step_row(&q));
    out_avatar->person = db_column_i64(&q, 0);
    column_text(&q, 1, out_avatar->name, sizeof(out_avatar->name));
    return ERR_OK;
}
