/*
 * store_person.h: people as others see them: a number and a handle, both given by custodiand.
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

#include "base_limits.h"
#include "base_span.h"
#include "store.h"

struct store_person {
    int64_t id;
    struct span handle;
};

/* store_person_put: adds the person, or takes over a changed handle. ERR_CONFLICT: another person
 * has that handle. */
MUST_USE enum err store_person_put(struct store *s, const struct store_person *person,
                                   int64_t now_ms);

/* store_person_find: by handle. store_person_handle: the other way round. ERR_NOT_FOUND: nobody
 * here has it. */
struct store_handle {
    char text[LIMIT_HANDLE + 1];
};
MUST_USE enum err store_person_find(struct store *s, struct span handle, int64_t *out_person);
MUST_USE enum err store_person_handle(struct store *s, int64_t person,
                                      struct store_handle *out_handle);

#endif
