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
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    return changes > 0 ? search_put(db, SEARCH_PERSON, person->id) : ERR_OK;
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

static enum err read_profile(struct db_query *q, struct store_profile *out)
{
    TRY(db_step_row(q));
    out->id = db_column_i64(q, 0);
    column_text(q, 1, out->handle, sizeof(out->handle));
    column_text(q, 2, out->name, sizeof(out->name));
    column_text(q, 3, out->bio, sizeof(out->bio));
    out->created_ms = db_column_i64(q, 4);
    out->followers = db_column_i64(q, 5);
    out->following = db_column_i64(q, 6);
    out->videos = db_column_i64(q, 7);
    out->likes = db_column_i64(q, 8);
    column_text(q, 9, out->avatar, sizeof(out->avatar));
    out->hidden = db_column_i64(q, 10) != 0;
    column_text(q, 11, out->label, sizeof(out->label));
    return ERR_OK;
}

enum err store_profile_get(struct store *s, int64_t person, struct store_profile *out)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_PROFILE_GET, &q));
    db_bind_i64(&q, 1, person);
    return read_profile(&q, out);
}

enum err store_profile_find(struct store *s, struct span handle, struct store_profile *out)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_PROFILE_FIND, &q));
    db_bind_text(&q, 1, handle);
    return read_profile(&q, out);
}

struct profile_set {
    struct person_put put;
    const struct store_words *words;
};

static enum err set_words(struct db *db, int64_t person, struct span name, struct span bio)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_PROFILE_SET, &q));
    db_bind_text(&q, 1, name);
    db_bind_text(&q, 2, bio);
    db_bind_i64(&q, 3, person);
    return db_step_done(&q, NULL);
}

static enum err op_profile(struct db *db, const void *in)
{
    const struct profile_set *set = in;
    int64_t person = set->put.person->id;
    char name[STORE_PERSON_NAME + 1];
    char bio[STORE_BIO + 1];
    TRY(op_put(db, &set->put));
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_PROFILE_WORDS, &q));
        db_bind_i64(&q, 1, person);
        TRY(db_step_row(&q));
        column_text(&q, 0, name, sizeof(name));
        column_text(&q, 1, bio, sizeof(bio));
    }
    const struct store_words *words = set->words;
    TRY(set_words(db, person, words->name == NULL ? span_text(name) : *words->name,
                  words->bio == NULL ? span_text(bio) : *words->bio));
    return search_put(db, SEARCH_PERSON, person);
}

enum err store_profile_set(struct store *s, const struct store_person *person,
                           const struct store_words *words, int64_t now_ms)
{
    return store_write(s, op_profile, &(struct profile_set){{s, person, now_ms}, words});
}
