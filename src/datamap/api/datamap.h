/*
 * datamap.h: every stored field: its class, purpose, retention and place. What is not listed is
 * protected, and refused. Pure tables: nothing here opens anything. Code, tests and documents are
 * made from the one table in fields.c.
 *
 * As JSON (datamap_json), canonical (RFC 8785), so that it has one digest:
 *
 *   {"rows": [{"class", "column", "place", "purpose", "retention", "sealed": {"field", "version"},
 *   "store", "table"}], "type": "data-map", "v": 1, "version": DATAMAP_VERSION}
 *
 * All are texts but v, version, and sealed's two whole numbers; "sealed" stands in the rows of
 * sealed fields only. "class" is one of datamap_class_name, "store" one of datamap_store_name. The
 * rows come in the table's order.
 */
#ifndef DATAMAP_H
#define DATAMAP_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "datamap_field.h"

#include <stddef.h>
#include <stdint.h>

/* Raised by the first change of a row after a release; there has been none yet. */
enum { DATAMAP_VERSION = 1 };

enum datamap_store {
    STORE_CUSTODIAN, /* custodian.db */
    STORE_KEYS,      /* keys.db */
    STORE_APP,       /* app.db */
    STORE_FILES,     /* files: `table` is the folder, `column` the kind of file */
    STORE_LOG, /* what a process says of itself: `table` is "line", `column` what may be in it */
    STORE_COUNT_
};

enum datamap_class {
    CLASS_PUBLIC,    /* what a person chose to show everybody, and what names no person */
    CLASS_PROTECTED, /* everything else about a person, and any key that joins to it */
    CLASS_EXCEPTED,  /* protected, and one named, approved flow may carry it */
    CLASS_COUNT_
};

struct datamap_row {
    uint16_t number;  /* datamap_field.h, if the field is sealed; else FIELD_NONE */
    uint16_t version; /* of what is inside a sealed field, 1 at least; 0 if it is not sealed */
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

/* "custodian.db", "keys.db", "app.db", "files", "log"; "public", "protected", "excepted". Never
 * NULL. */
const char *datamap_store_name(enum datamap_store store);
const char *datamap_class_name(enum datamap_class class);

/* For a walk over the columns of a database (db_columns), or over the names in a folder of the
 * region's (file_names). */
struct datamap_check {
    enum datamap_store store;
    const char *folder; /* of STORE_FILES: as the map names it */
    char text[400];     /* in words: what is not in the map */
};

/* datamap_check_column: context is a struct datamap_check. ERR_DENIED: the column, or the trigger,
 * has no row; its name is then in the check's text. */
MUST_USE enum err datamap_check_column(void *context, struct span table, struct span column);

/* datamap_check_file: context is a struct datamap_check. ERR_DENIED: in that folder there is
 * neither a file of this name nor a folder, by the map; the text has it. For folders whose files
 * have names of their own. What a database or a file that is replaced has beside it for a while may
 * be there, and what a file system puts into its top folder. */
MUST_USE enum err datamap_check_file(void *context, const char *name);

/* datamap_json: the map as described above. datamap_markdown: docs/data-map.md. Both append, and
 * fail as buf_append does; LIMIT_DATA_MAP bytes are enough. */
MUST_USE enum err datamap_json(struct buf *out);
MUST_USE enum err datamap_markdown(struct buf *out);

#endif
