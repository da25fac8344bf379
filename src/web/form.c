#include "web_form.h"

#include "web_head.h"
#include "web_path.h"

static enum err malformed(struct web_answer *a)
{
    (void)web_answer_problem(a, 400, "Malformed request", "The form is not well-formed.");
    return ERR_FORMAT;
}

enum err web_form_read_typed(const struct web_request *r, struct web_answer *a,
                             struct web_pairs *out_fields, uint32_t *out_stripped)
{
    struct span type = {0};
    (void)web_request_header(r, "Content-Type", &type);
    if (!web_token_is(web_trim(span_cut(&type, ';')), "application/x-www-form-urlencoded")) {
        (void)web_answer_problem(a, 415, "Unsupported media type",
                                 "The body must be application/x-www-form-urlencoded.");
        return ERR_FORMAT;
    }
    enum err err = web_form_decode(r->body, r->scratch, out_fields, out_stripped);
    if (err != ERR_OK && err != ERR_NOMEM) {
        (void)malformed(a);
    }
    return err;
}

enum err web_form_read(const struct web_request *r, struct web_answer *a,
                       struct web_pairs *out_fields)
{
    struct web_pairs fields = {0};
    uint32_t stripped = 0;
    TRY(web_form_read_typed(r, a, &fields, &stripped));
    if (stripped != 0) {
        return malformed(a);
    }
    *out_fields = fields;
    return ERR_OK;
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
