/*
 * datamap.h: every stored field: its class, purpose, retention and place. What is not listed is
 * protected, and refused. Pure tables: nothing here opens anything.
 */
#ifndef DATAMAP_H
#define DATAMAP_H

#include "base_span.h"
#include "datamap_field.h"

#include <stddef.h>
#include <stdint.h>

enum datamap_store {
    STORE_CUSTODIAN, /* custodian.db */
    STORE_APP,       /* app.db */
    STORE_FILES      /* files: `table` is the folder, `column` the kind of file */
};

enum datamap_class {
    CLASS_PUBLIC,    /* what a person chose to show everybody, and what names no person */
    CLASS_PROTECTED, /* everything else about a person, and any key that joins to it */
    CLASS_EXCEPTED   /* protected, and one named, approved flow may carry it */
};

struct datamap_row {
    uint16_t number; /* datamap_field.h, if the field is sealed; else FIELD_NONE */
    enum datamap_store store;
    const char *table;
    const char *column;
    enum datamap_class class;
    const char *purpose;   /* why it is stored */
    const char *retention; /* how long */
    const char *place;     /* who holds it, and how it is kept */
};

extern const struct datamap_row datamap_rows[];
extern const size_t datamap_count;

/* datamap_find: the row of a column; NULL if it is not in the map. Borrowed for ever. */
const struct datamap_row *datamap_find(enum datamap_store store, struct span table,
                                       struct span column);

/* datamap_field: the row of a sealed field's number; NULL for any other number. */
const struct datamap_row *datamap_field(uint16_t number);

/* "custodian.db", "app.db", "files"; "public", "protected", "excepted". Never NULL. */
const char *datamap_store_name(enum datamap_store store);
const char *datamap_class_name(enum datamap_class class);

#endif
