/*
 * words_merge.c: an index keeps a word that was dropped in the part that had it, with a mark beside
 * it, until the two are merged. search_merge says of which index words were dropped, and how often:
 * what is dropped while parts are merged waits for the next time.
 *
 * Each time that all parts are merged, SQLite 3.40 puts them two levels higher, never lower, and
 * takes an index of more than 2,000 levels for damaged. One that is made anew begins at the lowest.
 */
#include "store_inside.h"
#include "store_search.h"

static const char *const merges[SEARCH_KINDS] = {QUERY_WORDS_MERGE_VIDEO, QUERY_WORDS_MERGE_PERSON};

struct merge {
    enum search_kind kind;
    int64_t pages; /* below zero: of all parts, also of those that none was merging */
    int64_t drops; /* as often words had been dropped when it began; 0: never since the last time */
    int64_t merges; /* begun since the index was made */
    bool *more;
};

static enum err op_part(struct db *db, const void *in)
{
    const struct merge *m = in;
    TRY(m->pages < 0 ? run_1(db, QUERY_WORDS_MERGING, (int64_t)m->kind, NULL) : ERR_OK);
    int64_t before = db_changes(db);
    TRY(run_1(db, merges[m->kind], m->pages, NULL));
    *m->more = db_changes(db) - before >= 2; /* the statement itself is one */
    return ERR_OK;
}

static enum err op_done(struct db *db, const void *in)
{
    const struct merge *m = in;
    return run_2(db, QUERY_WORDS_MERGED, (int64_t)m->kind, m->drops, NULL);
}

static enum err op_anew(struct db *db, const void *in)
{
    static const char *const anew[SEARCH_KINDS] = {QUERY_WORDS_ANEW_VIDEO, QUERY_WORDS_ANEW_PERSON};
    const struct merge *m = in;
    TRY(db_script(db, anew[m->kind]));
    return run_1(db, QUERY_WORDS_ARE_ANEW, (int64_t)m->kind, NULL);
}

static enum err read_drops(struct db *db, struct merge *m)
{
    AUTO(db_query) struct db_query q = {0};
    bool row = false;
    TRY(db_query_start(db, QUERY_WORDS_DROPS, &q));
    db_bind_i64(&q, 1, (int64_t)m->kind);
    TRY(db_step(&q, &row));
    m->drops = row ? db_column_i64(&q, 0) : 0;
    m->merges = row ? db_column_i64(&q, 1) : 0;
    return ERR_OK;
}

static enum err drops_of(struct store *s, struct merge *m)
{
    AUTO(reader) struct reader r = reader_take(s);
    return read_drops(r.db, m);
}

/* All parts, then as long as there is something to do. */
static enum err merge_parts(struct store *s, struct merge *m, const atomic_bool *stop)
{
    bool more = true;
    m->more = &more;
    for (m->pages = -LIMIT_SEARCH_MERGE; more; m->pages = LIMIT_SEARCH_MERGE) {
        TRY(atomic_load(stop) ? ERR_GONE : store_write(s, op_part, m));
    }
    return store_write(s, op_done, m);
}

enum err store_search_merge(struct store *s, const atomic_bool *stop, bool *out_any)
{
    *out_any = false;
    for (int kind = 0; kind < SEARCH_KINDS; kind++) {
        struct merge m = {.kind = (enum search_kind)kind};
        TRY(drops_of(s, &m));
        if (m.drops > 0) {
            *out_any = true;
            TRY(m.merges < LIMIT_SEARCH_MERGES ? merge_parts(s, &m, stop)
                                               : store_write(s, op_anew, &m));
        }
    }
    return ERR_OK;
}

enum err search_anew(struct db *db)
{
    for (int kind = 0; kind < SEARCH_KINDS; kind++) {
        struct merge m = {.kind = (enum search_kind)kind};
        TRY(read_drops(db, &m));
        TRY(m.drops > 0 ? op_anew(db, &m) : ERR_OK);
    }
    return ERR_OK;
}
