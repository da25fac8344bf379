/* put.c: rows as JSON, whatever columns they have. */
#include "base_json.h"
#include "base_text.h"
#include "db.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_MAX = 24 };

static bool is_id(const char *column)
{
    size_t len = strlen(column);
    return strcmp(column, "id") == 0 || (len > 3 && strcmp(column + len - 3, "_id") == 0);
}

static void put_number(struct jot *j, const char *column, int64_t number)
{
    char text[NUMBER_MAX];
    if (!is_id(column)) {
        jot_int(j, number);
        return;
    }
    (void)snprintf(text, sizeof(text), "%" PRId64, number);
    jot_text(j, text);
}

enum err db_put_base64url(struct jot *j, struct span bytes)
{
    AUTO(buf) struct buf text = {.max = 2 * bytes.len + 4};
    TRY(text_base64url(bytes, &text));
    jot_span(j, buf_span(&text));
    return ERR_OK;
}

static enum err put_column(struct db_query *q, int column, struct jot *j, const struct db_put *put)
{
    const char *name = db_column_name(q, column);
    jot_key(j, name);
    switch (db_column_kind(q, column)) {
    case DB_NULL:
        jot_null(j);
        return ERR_OK;
    case DB_INT:
        put_number(j, name, db_column_i64(q, column));
        return ERR_OK;
    case DB_TEXT:
        jot_span(j, db_column_bytes(q, column));
        return ERR_OK;
    case DB_BYTES:
    default:
        return put->bytes_fn != NULL
                   ? put->bytes_fn(put->context, j, name, db_column_bytes(q, column))
                   : db_put_base64url(j, db_column_bytes(q, column));
    }
}

enum err db_put_rows(struct db_query *query, struct jot *j, const struct db_put *put)
{
    bool found = true;
    jot_array(j);
    for (;;) {
        TRY(db_step(query, &found));
        if (!found) {
            break;
        }
        jot_object(j);
        for (int i = 0; i < db_column_count(query); i++) {
            TRY(put_column(query, i, j, put));
        }
        jot_object_end(j);
    }
    jot_array_end(j);
    return buf_status(j->out);
}
