/*
 * datamap_field.h: the numbers of the fields that are sealed. A number is bound into every sealed
 * value, so it is never changed and never used again for something else.
 */
#ifndef DATAMAP_FIELD_H
#define DATAMAP_FIELD_H

#include <stdint.h>

enum {
    FIELD_NONE = 0,
    FIELD_WATCH = 1,  /* app.db watch_sealed.sealed: one watch event of a person */
    FIELD_VIEWER = 2, /* app.db viewer_part.sealed: what feed_part.h describes */
    FIELD_UPLOAD = 3, /* app.db draft.metadata: the value of tus's header Upload-Metadata */

    /* From 16 on: what custodiand keeps sealed in its own database. */
    FIELD_SESSION_LABEL = 16, /* session.label */
    FIELD_BIRTH_DATE = 17,    /* account.birth_date */
    FIELD_EMAIL = 18,         /* account.email */
    FIELD_PASSKEY_LABEL = 19, /* passkey.label */
    FIELD_REASON = 20,        /* decision.reason */
};

/* datamap_field_version: the version of what is inside a sealed field, bound into each value: 1 or
 * more. 0: the number is not that of a sealed field. Values of an older version stay readable. */
uint16_t datamap_field_version(uint16_t field);

#endif
