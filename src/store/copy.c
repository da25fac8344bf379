#include "store_copy.h"

#include "store_inside.h"

enum err store_copy(const char *from, const char *to, const atomic_bool *stop)
{
    AUTO(db_close) struct db *db = NULL;
    struct db_config config = {.path = to, .mode = DB_ALONE, .secure_delete = true};
    TRY(db_copy(from, to, stop));
    TRY(db_open(&config, &db));
    return search_anew(db);
}

enum err store_copy_media(const char *copy, store_media_fn *fn, void *context)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_open(&(struct db_config){.path = copy, .mode = DB_READER}, &db));
    TRY(db_query_start(db, QUERY_MEDIA_ALL, &q));
    for (;;) {
        bool found = false;
        TRY(db_step(&q, &found));
        if (!found) {
            return ERR_OK;
        }
        TRY(fn(context, db_column_bytes(&q, 0), db_column_i64(&q, 1) == 1));
    }
}
