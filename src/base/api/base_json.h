/*
 * base_json.h: a small JSON writer for answers and ledger entries. It appends to a buf, escapes as
 * RFC 8785 does, and has no floats. Commas are its business. Errors stick in the buf. Its names
 * begin with jot_, since json_… are jansson's, which reads what others wrote.
 * Keys are written in the order of the calls: for canonical JSON, call in sorted order.
 * Strings must be UTF-8: each malformed byte is replaced by U+FFFD.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base_buf.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

struct jot {
    struct buf *out;
    bool comma; /* the next value is preceded by a comma */
};

/* json_start: a writer over out, which must outlive it. */
struct jot jot_start(struct buf *out);

void jot_object(struct jot *j);
void jot_object_end(struct jot *j);
void jot_array(struct jot *j);
void jot_array_end(struct jot *j);
void jot_key(struct jot *j, const char *key); /* plain ASCII without quotes */
void jot_int(struct jot *j, int64_t value);
void jot_bool(struct jot *j, bool value);
void jot_null(struct jot *j);
void jot_text(struct jot *j, const char *text); /* NULL is null */
void jot_span(struct jot *j, struct span text);
void jot_hex(struct jot *j, struct span bytes);
void jot_json(struct jot *j, struct span json); /* a value that is JSON already */

/* Key and value in one. */
void jot_put_int(struct jot *j, const char *key, int64_t value);
void jot_put_bool(struct jot *j, const char *key, bool value);
void jot_put_text(struct jot *j, const char *key, const char *text);
void jot_put_span(struct jot *j, const char *key, struct span text);
void jot_put_hex(struct jot *j, const char *key, struct span bytes);

#endif
