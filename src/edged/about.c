#include "about.h"

#include "base_text.h"
#include "named.h"
#include "store_object.h"

#include <string.h>

enum { ABOUT_MAX = 300, GROUND_MAX = 32 };

static enum err find_person(struct edged *e, struct span handle, int64_t *out_number)
{
    struct store_profile profile;
    TRY(named_of(e, handle, &profile));
    *out_number = profile.id;
    return ERR_OK;
}

/* Of a page of this region. ERR_FORMAT: no such address. */
static enum err read_address(struct edged *e, struct span text, struct about *out)
{
    uint64_t number = 0;
    size_t origin = strlen(e->web_origin);
    if (!span_starts(text, e->web_origin)) {
        return ERR_FORMAT;
    }
    struct span path = span_of(text.ptr + origin, text.len - origin);
    if (span_starts(path, "/v/")) {
        out->kind = POLICY_VIDEO;
        TRY(text_u64(span_of(path.ptr + 3, path.len - 3), INT64_MAX, &number));
        out->number = (int64_t)number;
        return number == 0 ? ERR_FORMAT : ERR_OK;
    }
    if (span_starts(path, "/@")) {
        out->kind = POLICY_PERSON;
        return find_person(e, span_of(path.ptr + 2, path.len - 2), &out->number);
    }
    return ERR_FORMAT;
}

enum err about_read(struct edged *e, struct web_json *json, struct web_answer *a, int64_t viewer,
                    struct about *out_about)
{
    struct span text = {NULL, 0};
    struct about about = {.number = 0};
    TRY(web_json_text(json, "about", 1, ABOUT_MAX, &text));
    enum err err = policy_about_read(text, &about.kind, &about.number);
    if (err == ERR_FORMAT) {
        err = read_address(e, text, &about);
    }
    if (err == ERR_FORMAT) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "about: video:NUMBER, comment:NUMBER, person:NUMBER, or the "
                                 "address of a video's or a person's page here");
    }
    TRY(err);
    TRY(store_object_shown(e->store, viewer, about.kind, about.number, &about.person));
    *out_about = about;
    return ERR_OK;
}

void about_put(struct jot *j, uint8_t kind, int64_t number)
{
    AUTO(buf) struct buf text = {.max = POLICY_OBJECT};
    enum err err = policy_object_text((enum policy_kind)kind, number, &text);
    jot_key(j, "about");
    if (err == ERR_OK && number > 0) {
        jot_span(j, buf_span(&text));
    } else {
        jot_null(j); /* a person who left */
    }
}

enum err about_ground(struct web_json *json, struct web_answer *a,
                      const struct policy_ground **out_ground)
{
    struct span text = {NULL, 0};
    TRY(web_json_text(json, "ground", 1, GROUND_MAX, &text));
    const struct policy_ground *ground = policy_ground_find(text);
    if (ground == NULL || ground->restores) {
        (void)web_answer_problem(a, 400, "Malformed request",
                                 "ground: one of GET /api/v1/report-grounds");
        return ERR_FORMAT;
    }
    *out_ground = ground;
    return ERR_OK;
}
