#include "web_form.h"

#include "web_head.h"
#include "web_path.h"

enum err web_form_read(const struct web_request *r, struct web_answer *a,
                       struct web_pairs *out_fields)
{
    struct span type = {0};
    (void)web_request_header(r, "Content-Type", &type);
    if (!web_token_is(web_trim(span_cut(&type, ';')), "application/x-www-form-urlencoded")) {
        (void)web_answer_problem(a, 415, "Unsupported media type",
                                 "The body must be application/x-www-form-urlencoded.");
        return ERR_FORMAT;
    }
    enum err err = web_form_decode(r->body, r->scratch, out_fields);
    if (err != ERR_OK && err != ERR_NOMEM) {
        (void)web_answer_problem(a, 400, "Malformed request", "The form is not well-formed.");
    }
    return err;
}

struct span web_form_get(const struct web_pairs *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (span_is(fields->items[i].name, name)) {
            return fields->items[i].value;
        }
    }
    return (struct span){0};
}
