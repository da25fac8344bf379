/*
 * web_form.h: the body of a form (application/x-www-form-urlencoded), of a row with WEB_BODY_JSON.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base_err.h"
#include "web_answer.h"
#include "web_request.h"

/* web_form_read: its fields, decoded (web_path.h), in the request's memory. On
 * failure the answer has its problem: 415 for another type, 400. ERR_NOMEM. */
MUST_USE enum err web_form_read(const struct web_request *r, struct web_answer *a,
                                struct web_pairs *out_fields);

/* web_form_read_typed: the same of what a person typed: a value with control characters, which
 * web_form_read refuses, is stripped of them, which out_stripped tells (web_form_decode). */
MUST_USE enum err web_form_read_typed(const struct web_request *r, struct web_answer *a,
                                      struct web_pairs *out_fields, uint32_t *out_stripped);

/* web_form_get: the field's value; the empty span if it is not there. */
struct span web_form_get(const struct web_pairs *fields, const char *name);

#endif
