/*
 * words.c: the words by which a video or a person is found, in the engine's full-text index
 * (schema/0026). They are written anew in the transaction that changes a text: whoever changes one
 * calls search_put.
 */
#include "base_word.h"
#include "store_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    TODO_AT_ONCE = 256, /* in one transaction */
    LETTERS = 8,        /* of a word, with what is behind it: more than in most languages */
    WORDS_MAX = (LIMIT_OBJECT_WORDS + LIMIT_TEXT_READ) * (WORD_BYTES + 1)
};

/* Words with a space behind each: of the text that counts most, and of the others. */
struct words {
    size_t count;
    struct buf first;
    struct buf rest;
};
static inline void words_auto(struct words *w)
{
    buf_done(&w->first);
    buf_done(&w->rest);
}

/* Of a text that goes on for ever the beginning counts. */
static enum err words_read(struct words *w, bool first, struct span text)
{
    struct buf *to = first ? &w->first : &w->rest;
    struct word word;
    for (size_t i = 0; i < LIMIT_TEXT_READ && word_next(&text, &word); i++) {
        (void)buf_append(to, word.text, word.len);
        TRY(buf_append_u8(to, ' '));
        w->count++;
    }
    return ERR_OK;
}

enum err search_drop(struct db *db, enum search_kind kind, int64_t object)
{
    static const char *const drops[SEARCH_KINDS] = {QUERY_WORDS_DROP_VIDEO,
                                                    QUERY_WORDS_DROP_PERSON};
    int64_t changes = 0;
    TRY(run_2(db, QUERY_TODO_DONE, (int64_t)kind, object, NULL));
    TRY(run_1(db, drops[kind], object, &changes));
    return changes > 0 ? run_1(db, QUERY_WORDS_DROPPED, (int64_t)kind, NULL) : ERR_OK;
}

static enum err words_add(struct db *db, enum search_kind kind, int64_t object,
                          const struct words *w)
{
    static const char *const adds[SEARCH_KINDS] = {QUERY_WORDS_ADD_VIDEO, QUERY_WORDS_ADD_PERSON};
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, adds[kind], &q));
    db_bind_i64(&q, 1, object);
    db_bind_text(&q, 2, buf_span(&w->first));
    db_bind_text(&q, 3, buf_span(&w->rest));
    return db_step_done(&q, NULL);
}

enum err search_put(struct db *db, enum search_kind kind, int64_t object)
{
    static const char *const texts[SEARCH_KINDS] = {QUERY_WORDS_OF_VIDEO, QUERY_WORDS_OF_PERSON};
    AUTO(words) struct words w = {.first = {.max = WORDS_MAX}, .rest = {.max = WORDS_MAX}};
    AUTO(db_query) struct db_query q = {0};
    TRY(search_drop(db, kind, object));
    TRY(db_query_start(db, texts[kind], &q));
    db_bind_i64(&q, 1, object);
    db_bind_i64(&q, 2, LIMIT_TEXT_READ * LETTERS);
    for (bool row = true; w.count < LIMIT_OBJECT_WORDS;) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        TRY(words_read(&w, db_column_i64(&q, 1) == 0, db_column_bytes(&q, 0)));
    }
    return w.count == 0 ? ERR_OK : words_add(db, kind, object, &w);
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
