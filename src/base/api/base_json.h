/*
 * base_json.h: a small JSON writer for answers and ledger entries. It appends to a buf, escapes as
 * RFC 8785 does, and has no floats. Commas are its business. Errors stick in the buf.
 * Keys are written in the order of the calls: for canonical JSON, call in sorted order.
 * Strings must be UTF-8: each malformed byte is replaced by U+FFFD.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base_buf.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
    struct buf *out;
    bool comma; /* the next value is preceded by a comma */
};

/* json_start: a writer over out, which must outlive it. */
struct json json_start(struct buf *out);

void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key); /* plain ASCII without quotes */
void json_int(struct json *j, int64_t value);
void json_bool(struct json *j, bool value);
void json_null(struct json *j);
void json_text(struct json *j, const char *text); /* NULL is null */
void json_span(struct json *j, struct span text);
void json_hex(struct json *j, struct span bytes);

/* Key and value in one. */
void json_put_int(struct json *j, const char *key, int64_t value);
void json_put_bool(struct json *j, const char *key, bool value);
void json_put_text(struct json *j, const char *key, const char *text);
void json_put_span(struct json *j, const char *key, struct span text);
void json_put_hex(struct json *j, const char *key, struct span bytes);

#endif
