#include "named.h"

#include "video_page.h"

enum err named_of(struct edged *e, struct span handle, struct store_profile *out_person)
{
    char small[LIMIT_HANDLE];
    if (handle.len > LIMIT_HANDLE) {
        return ERR_NOT_FOUND;
    }
    for (size_t i = 0; i < handle.len; i++) {
        char c = (char)handle.ptr[i];
        small[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return store_profile_find(e->store, span_of(small, handle.len), out_person);
}

enum err named_person(struct edged *e, const struct web_request *r,
                      struct store_profile *out_person)
{
    return named_of(e, web_request_param(r, "handle"), out_person);
}

enum err named_shown(struct edged *e, const struct web_request *r, struct store_profile *out_person)
{
    AUTO(onlooker) struct onlooker onlooker = {.person = {.user = 0}};
    TRY(named_person(e, r, out_person));
    if (!out_person->hidden) {
        return ERR_OK;
    }
    TRY(onlooker_of(e, r, &onlooker));
    return onlooker.person.user == out_person->id ? ERR_OK : ERR_NOT_FOUND;
}
