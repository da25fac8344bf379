/*
 * store_person.h: people as others see them: a number and a handle, both given by custodiand.
 */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H

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

#endif
