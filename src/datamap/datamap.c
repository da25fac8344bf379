#include "datamap.h"

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

bool datamap_sealable(uint16_t field)
{
    return datamap_field(field) != NULL;
}

const char *datamap_store_name(enum datamap_store store)
{
    static const char *const names[] = {
        [STORE_CUSTODIAN] = "custodian.db", [STORE_APP] = "app.db", [STORE_FILES] = "files"};
    return (size_t)store < sizeof(names) / sizeof(names[0]) ? names[store] : "unknown";
}

const char *datamap_class_name(enum datamap_class class)
{
    static const char *const names[] = {
        [CLASS_PUBLIC] = "public", [CLASS_PROTECTED] = "protected", [CLASS_EXCEPTED] = "excepted"};
    return (size_t) class < sizeof(names) / sizeof(names[0]) ? names[class] : "unknown";
}
