/*
 * datamap_field.h: the numbers of the fields that are sealed. A number is bound into every sealed
 * value, so it is never changed and never used again for something else.
 */
#ifndef DATAMAP_FIELD_H
#define DATAMAP_FIELD_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FIELD_NONE = 0,
    FIELD_WATCH = 1, /* app.db watch_sealed.sealed: one watch event of a person */
};

/* datamap_sealable: whether the number is that of a sealed field. */
bool datamap_sealable(uint16_t field);

#endif
