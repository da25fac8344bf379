#include "web_json.h"

#include "base_limits.h"
#include "base_text.h"
#include "web_head.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DETAIL_MAX = 256, WHERE_MAX = 96 };

struct web_json {
    struct web_answer *answer;
    json_t *object;         /* borrowed from the root */
    json_t *root;           /* owned by the first object; NULL in an item */
    char where[WHERE_MAX];  /* in front of a field's name: "events[3]." */
    struct web_json *items; /* made by web_json_item; freed with the first object */
    struct web_json *next;
    struct web_json *first;
};

static enum err refuse(struct web_json *j, const char *field, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));

static enum err refuse(struct web_json *j, const char *field, const char *format, ...)
{
    char why[DETAIL_MAX];
    char detail[DETAIL_MAX + WHERE_MAX * 2];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    (void)snprintf(detail, sizeof(detail), "%s%.64s: %s", j->where, field, len < 0 ? "" : why);
    (void)web_answer_problem(j->answer, 400, "Malformed request", detail);
    return ERR_FORMAT;
}

/* "application/json", with or without parameters. */
bool web_json_type(const struct web_request *r)
{
    struct span type = {0};
    if (!web_request_header(r, "Content-Type", &type)) {
        return false;
    }
    return web_token_is(web_trim(span_cut(&type, ';')), "application/json");
}

/* jansson's own limit is 2,048 levels of recursion. Counting brackets outside of strings is exact
 * for a well-formed text and errs to the safe side for any other. */
static bool is_shallow(struct span text)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > LIMIT_JSON_DEPTH) {
                return false;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return true;
}

enum err web_json_open(const struct web_request *r, struct web_answer *a,
                       struct web_json **out_json)
{
    if (!web_json_type(r)) {
        (void)web_answer_problem(a, 415, "Unsupported media type",
                                 "The body must be application/json.");
        return ERR_FORMAT;
    }
    if (!is_shallow(r->body)) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "The body is nested too deeply.", LIMIT_JSON_DEPTH);
        return ERR_FORMAT;
    }
    AUTO(web_json_close) struct web_json *j = calloc(1, sizeof(*j));
    if (j == NULL) {
        return ERR_NOMEM;
    }
    json_error_t error = {0};
    j->answer = a;
    j->first = j;
    j->root = json_loadb(r->body.len == 0 ? "" : (const char *)r->body.ptr, r->body.len,
                         JSON_REJECT_DUPLICATES, &error);
    if (j->root == NULL && json_error_code(&error) == json_error_out_of_memory) {
        return ERR_NOMEM;
    }
    if (!json_is_object(j->root)) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "The body must be one JSON object without duplicate keys.");
        return ERR_FORMAT;
    }
    j->object = j->root;
    *out_json = MOVE(j);
    return ERR_OK;
}

static enum err put_field(struct web_json *j, const struct web_pair *field, const char *yes)
{
    char name[WHERE_MAX];
    (void)snprintf(name, sizeof(name), "%.*s", (int)field->name.len, (const char *)field->name.ptr);
    json_t *value = span_is(field->name, yes)
                        ? json_true()
                        : json_stringn((const char *)field->value.ptr, field->value.len);
    return value != NULL && json_object_set_new(j->object, name, value) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err web_json_form(const struct web_pairs *fields, const char *yes, struct web_answer *a,
                       struct web_json **out_json)
{
    AUTO(web_json_close) struct web_json *j = calloc(1, sizeof(*j));
    if (j == NULL) {
        return ERR_NOMEM;
    }
    j->answer = a;
    j->first = j;
    j->root = json_object();
    j->object = j->root;
    if (j->root == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < fields->count; i++) {
        bool there = fields->items[i].value.len > 0;
        TRY(there ? put_field(j, &fields->items[i], yes) : ERR_OK);
    }
    *out_json = MOVE(j);
    return ERR_OK;
}

void web_json_close(struct web_json *j)
{
    if (j == NULL) {
        return;
    }
    while (j->items != NULL) {
        struct web_json *item = j->items;
        j->items = item->next;
        free(item);
    }
    json_decref(j->root);
    free(j);
}

enum err web_json_only(struct web_json *j, const char *const *names)
{
    for (void *at = json_object_iter(j->object); at != NULL;
         at = json_object_iter_next(j->object, at)) {
        const char *key = json_object_iter_key(at);
        size_t i = 0;
        while (names[i] != NULL && strcmp(names[i], key) != 0) {
            i++;
        }
        if (names[i] == NULL) {
            return refuse(j, key, "no such field here");
        }
    }
    return ERR_OK;
}

bool web_json_has(const struct web_json *j, const char *field)
{
    const json_t *value = json_object_get(j->object, field);
    return value != NULL && !json_is_null(value);
}

static enum err take_text(struct web_json *j, const char *field, const json_t *value, size_t min,
                          size_t max, struct span *out_text)
{
    struct span text = span_of(json_string_value(value), json_string_length(value));
    size_t count = text_characters(text);
    if (count < min) {
        return refuse(j, field, "at least %zu character%s", min, min == 1 ? "" : "s");
    }
    if (count > max) {
        return refuse(j, field, "at most %zu character%s", max, max == 1 ? "" : "s");
    }
    *out_text = text;
    return ERR_OK;
}

enum err web_json_text(struct web_json *j, const char *field, size_t min, size_t max,
                       struct span *out_text)
{
    const json_t *value = json_object_get(j->object, field);
    if (!json_is_string(value)) {
        return refuse(j, field, value == NULL ? "missing" : "must be text");
    }
    return take_text(j, field, value, min, max, out_text);
}

enum err web_json_texts(struct web_json *j, const char *field, size_t max, size_t *out_count)
{
    TRY(web_json_list(j, field, max, out_count));
    for (size_t i = 0; i < *out_count; i++) {
        if (!json_is_string(json_array_get(json_object_get(j->object, field), i))) {
            return refuse(j, field, "item %zu must be text", i);
        }
    }
    return ERR_OK;
}

enum err web_json_text_of(struct web_json *j, const char *field, size_t i, size_t max,
                          struct span *out_text)
{
    const json_t *value = json_array_get(json_object_get(j->object, field), i);
    return take_text(j, field, value, 1, max, out_text);
}

enum err web_json_int(struct web_json *j, const char *field, int64_t min, int64_t max,
                      int64_t *out_value)
{
    const json_t *value = json_object_get(j->object, field);
    if (!json_is_integer(value)) {
        return refuse(j, field, value == NULL ? "missing" : "must be a whole number");
    }
    int64_t number = (int64_t)json_integer_value(value);
    if (number < min) {
        return refuse(j, field, "at least %" PRId64, min);
    }
    if (number > max) {
        return refuse(j, field, "at most %" PRId64, max);
    }
    *out_value = number;
    return ERR_OK;
}

enum err web_json_bool(struct web_json *j, const char *field, bool *out_value)
{
    const json_t *value = json_object_get(j->object, field);
    if (!json_is_boolean(value)) {
        return refuse(j, field, value == NULL ? "missing" : "must be true or false");
    }
    *out_value = json_is_true(value);
    return ERR_OK;
}

enum err web_json_list(struct web_json *j, const char *field, size_t max, size_t *out_count)
{
    const json_t *value = json_object_get(j->object, field);
    if (!json_is_array(value)) {
        return refuse(j, field, value == NULL ? "missing" : "must be a list");
    }
    if (json_array_size(value) > max) {
        return refuse(j, field, "at most %zu items", max);
    }
    *out_count = json_array_size(value);
    return ERR_OK;
}

enum err web_json_item(struct web_json *j, const char *field, size_t i, struct web_json **out_item)
{
    json_t *object = json_array_get(json_object_get(j->object, field), i);
    if (!json_is_object(object)) {
        return refuse(j, field, "item %zu must be an object", i);
    }
    struct web_json *item = calloc(1, sizeof(*item));
    if (item == NULL) {
        return ERR_NOMEM;
    }
    item->answer = j->answer;
    item->object = object;
    item->first = j->first;
    item->next = j->first->items;
    j->first->items = item;
    (void)snprintf(item->where, sizeof(item->where), "%.32s%.32s[%zu].", j->where, field, i);
    *out_item = item;
    return ERR_OK;
}
