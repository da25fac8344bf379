#include "datamap.h"

#include <stdio.h>

const struct datamap_row *datamap_find(enum datamap_store store, struct span table,
                                       struct span column)
{
    for (size_t i = 0; i < datamap_count; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        if (row->store == store && span_is(table, row->table) && span_is(column, row->column)) {
            return row;
        }
    }
    return NULL;
}

const struct datamap_row *datamap_field(uint16_t number)
{
    for (size_t i = 0; i < datamap_count && number != FIELD_NONE; i++) {
        if (datamap_rows[i].number == number) {
            return &datamap_rows[i];
        }
    }
    return NULL;
}

uint16_t datamap_field_version(uint16_t field)
{
    const struct datamap_row *row = datamap_field(field);
    return row == NULL ? 0 : row->version;
}

enum err datamap_check_column(void *context, struct span table, struct span column)
{
    struct datamap_check *check = context;
    if (datamap_find(check->store, table, column) != NULL) {
        return ERR_OK;
    }
    (void)snprintf(check->text, sizeof(check->text), "column %.*s.%.*s is not in the data map",
                   (int)table.len, table.ptr, (int)column.len, column.ptr);
    return ERR_DENIED;
}

const char *datamap_store_name(enum datamap_store store)
{
    static const char *const names[] = {
        [STORE_CUSTODIAN] = "custodian.db",
        [STORE_KEYS] = "keys.db",
        [STORE_APP] = "app.db",
        [STORE_FILES] = "files",
        [STORE_LOG] = "log",
    };
    return (size_t)store < sizeof(names) / sizeof(names[0]) ? names[store] : "unknown";
}

const char *datamap_class_name(enum datamap_class class)
{
    static const char *const names[] = {
        [CLASS_PUBLIC] = "public", [CLASS_PROTECTED] = "protected", [CLASS_EXCEPTED] = "excepted"};
    return (size_t) class < sizeof(names) / sizeof(names[0]) ? names[class] : "unknown";
}
