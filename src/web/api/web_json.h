/*
 * web_json.h: the JSON object of a request's body. Every refusal sets a problem in the answer that
 * names the field ("password: at least 10 characters") and returns ERR_FORMAT, so that a handler is
 * a straight list of TRY. Strict: no duplicate keys, nothing after the object, LIMIT_JSON_DEPTH
 * levels, no NUL in text, well-formed UTF-8.
 */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"
#include "web_answer.h"
#include "web_request.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web_json;

/* web_json_type: whether the body says that it is JSON. */
bool web_json_type(const struct web_request *r);

/*
 * web_json_open: parses r->body; a is where refusals go and must outlive the object. 415 for a
 * content type that is not application/json, 400 for anything but one JSON object.
 * web_json_close frees it, with all objects and spans that came out of it.
 */
MUST_USE enum err web_json_open(const struct web_request *r, struct web_answer *a,
                                struct web_json **out_json);
void web_json_close(struct web_json *j);

/*
 * web_json_form: the same of a form's fields (web_form.h): each is a text, one that is empty is not
 * there, and the one named yes is true. ERR_NOMEM.
 */
MUST_USE enum err web_json_form(const struct web_pairs *fields, const char *yes,
                                struct web_answer *a, struct web_json **out_json);
AUTO_CLOSER(web_json_close, struct web_json)

/* web_json_only: names ends with NULL; a field that is not among them is refused by its name. */
MUST_USE enum err web_json_only(struct web_json *j, const char *const *names);

/* web_json_text: min to max characters (code points, not bytes). The text borrows from j. */
MUST_USE enum err web_json_text(struct web_json *j, const char *field, size_t min, size_t max,
                                struct span *out_text);

/* web_json_int: an integer from min to max. */
MUST_USE enum err web_json_int(struct web_json *j, const char *field, int64_t min, int64_t max,
                               int64_t *out_value);
MUST_USE enum err web_json_bool(struct web_json *j, const char *field, bool *out_value);

/* web_json_has: whether the field is there (and is not null). */
bool web_json_has(const struct web_json *j, const char *field);

/* web_json_list: an array of at most max objects; their number. */
MUST_USE enum err web_json_list(struct web_json *j, const char *field, size_t max,
                                size_t *out_count);

/* web_json_texts: an array of at most max texts; their number. web_json_text_of: the i-th of them,
 * min to max characters, as web_json_text. */
MUST_USE enum err web_json_texts(struct web_json *j, const char *field, size_t max,
                                 size_t *out_count);
MUST_USE enum err web_json_text_of(struct web_json *j, const char *field, size_t i, size_t max,
                                   struct span *out_text);

/* web_json_item: the i-th object of that array; it lives as long as j and is not closed by the
 * caller. Its refusals name "events[3].video". */
MUST_USE enum err web_json_item(struct web_json *j, const char *field, size_t i,
                                struct web_json **out_item);

#endif
