/*
 * words.c: the words by which a video or a person is found, as rows (schema/0010). They are written
 * anew in the transaction that changes a text: whoever changes one calls search_put.
 */
#include "base_word.h"
#include "store_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    TODO_AT_ONCE = 256, /* in one transaction */
    LETTERS = 8         /* of a word, with what is behind it: more than in most languages */
};

struct counted {
    struct word word;
    int64_t times;
};

struct words {
    size_t count;
    int64_t length; /* with what comes again */
    struct counted items[LIMIT_TEXT_WORDS];
};

static void words_free(struct words *w)
{
    free(w);
}
AUTO_CLOSER(words_free, struct words)

/* Of a text that goes on for ever the beginning counts. */
static void words_read(struct words *w, struct span text)
{
    struct word word;
    w->count = 0;
    for (w->length = 0; w->length < LIMIT_TEXT_READ && word_next(&text, &word); w->length++) {
        size_t i = 0;
        while (i < w->count && (w->items[i].word.len != word.len ||
                                memcmp(w->items[i].word.text, word.text, word.len) != 0)) {
            i++;
        }
        if (i == LIMIT_TEXT_WORDS) {
            return;
        }
        bool known = i < w->count;
        w->items[i] = (struct counted){word, known ? w->items[i].times + 1 : 1};
        w->count += known ? 0 : 1;
    }
}

/* What a word adds to a text's rank, in thousandths: BM25 with k1 = 1.2 and b = 0.75, of texts that
 * are twelve words long on average. */
static int64_t weight_of(int64_t times, int64_t length)
{
    return times * 2200 * 1000 / (times * 1000 + 300 + 75 * length);
}

static enum err of_object(struct db *db, const char *sql, enum search_kind kind, int64_t object)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, (int64_t)kind);
    db_bind_i64(&q, 2, object);
    return db_step_done(&q, NULL);
}

enum err search_drop(struct db *db, enum search_kind kind, int64_t object)
{
    TRY(of_object(db, QUERY_TODO_DONE, kind, object));
    return of_object(db, QUERY_WORDS_DROP, kind, object);
}

/* A word that stands there already came from a text that counts more, and stays as it is. */
static enum err put_words(struct db *db, enum search_kind kind, int64_t object,
                          const struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_WORD_ADD, &q));
        db_bind_text(&q, 1, span_of(w->items[i].word.text, w->items[i].word.len));
        db_bind_i64(&q, 2, (int64_t)kind);
        db_bind_i64(&q, 3, object);
        db_bind_i64(&q, 4, weight_of(w->items[i].times, w->length));
        TRY(db_step_done(&q, NULL));
    }
    return ERR_OK;
}

enum err search_put(struct db *db, enum search_kind kind, int64_t object)
{
    static const char *const queries[] = {
        [SEARCH_VIDEO] = QUERY_WORDS_OF_VIDEO, [SEARCH_PERSON] = QUERY_WORDS_OF_PERSON};
    AUTO(words_free) struct words *w = calloc(1, sizeof(*w));
    AUTO(db_query) struct db_query q = {0};
    if (w == NULL) {
        return ERR_NOMEM;
    }
    TRY(search_drop(db, kind, object));
    TRY(db_query_start(db, queries[kind], &q));
    db_bind_i64(&q, 1, object);
    db_bind_i64(&q, 2, LIMIT_TEXT_READ * LETTERS);
    for (size_t kept = 0; kept < LIMIT_OBJECT_WORDS; kept += w->count) {
        bool row = false;
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        words_read(w, db_column_bytes(&q, 0));
        TRY(put_words(db, kind, object, w));
    }
    return ERR_OK;
}

/* ERR_NOT_FOUND: none is left. */
static enum err read_one(struct db *db)
{
    int64_t kind = 0;
    int64_t object = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_TODO_NEXT, &q));
        TRY(db_step_row(&q));
        kind = db_column_i64(&q, 0);
        object = db_column_i64(&q, 1);
    }
    return search_put(db, kind == SEARCH_PERSON ? SEARCH_PERSON : SEARCH_VIDEO, object);
}

enum err search_read_todo(struct db *db)
{
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        TRY(db_begin(db));
        for (int i = 0; i < TODO_AT_ONCE && err == ERR_OK; i++) {
            err = read_one(db);
        }
        if (err != ERR_OK && err != ERR_NOT_FOUND) {
            db_rollback(db);
            return err;
        }
        TRY(db_commit(db));
    }
    return ERR_OK;
}
