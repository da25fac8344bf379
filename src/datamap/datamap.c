#include "datamap.h"

#include "base_text.h"

#include <stdio.h>
#include <string.h>

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

bool datamap_field_shared(uint16_t field)
{
    uint16_t plain = (uint16_t)(field & ~FIELD_SHARED);
    bool may = plain == FIELD_WORDS || plain == FIELD_CAPTION || plain == FIELD_MEDIA;
    return may && field != plain;
}

uint16_t datamap_field_version(uint16_t field)
{
    bool shared = datamap_field_shared(field);
    const struct datamap_row *row =
        datamap_field(shared ? (uint16_t)(field & ~FIELD_SHARED) : field);
    return row == NULL ? 0 : row->version;
}

enum err datamap_check_column(void *context, struct span table, struct span column)
{
    struct datamap_check *check = context;
    if (datamap_find(check->store, table, column) != NULL) {
        return ERR_OK;
    }
    (void)snprintf(check->text, sizeof(check->text), "%s %.*s%s%.*s is not in the data map",
                   column.len == 0 ? "trigger" : "column", (int)table.len, table.ptr,
                   column.len == 0 ? "" : ".", (int)column.len, column.ptr);
    return ERR_DENIED;
}

/* A file of that kind, or what an open database has beside it. */
static bool is_of_kind(struct span name, const char *kind)
{
    static const char *const beside[] = {"-wal", "-shm", "-journal"};
    size_t len = strlen(kind);
    if (!span_starts(name, kind)) {
        return false;
    }
    struct span rest = span_of(name.ptr + len, name.len - len);
    bool database = len > 3 && strcmp(kind + len - 3, ".db") == 0;
    bool found = rest.len == 0;
    for (size_t i = 0; database && i < sizeof(beside) / sizeof(beside[0]); i++) {
        found = found || span_is(rest, beside[i]);
    }
    return found;
}

/* Whether the map's folder is the name's in that one, or lies below it. */
static bool is_folder(const char *table, const char *folder, struct span name)
{
    size_t len = strlen(folder);
    if (strncmp(table, folder, len) != 0 || table[len] != '/' ||
        strlen(table + len + 1) < name.len || memcmp(table + len + 1, name.ptr, name.len) != 0) {
        return false;
    }
    char end = table[len + 1 + name.len];
    return end == '\0' || end == '/';
}

/* What file_replace writes before it takes a file's place, and a crash leaves. */
static bool is_passing(struct span name)
{
    uint8_t number[8];
    static const char head[] = ".tmp-";
    size_t len = sizeof(head) - 1;
    return span_is(name, "lost+found") ||
           (span_starts(name, head) &&
            text_unhex(span_of(name.ptr + len, name.len - len), number, sizeof(number)) == ERR_OK);
}

enum err datamap_check_file(void *context, const char *name)
{
    struct datamap_check *check = context;
    struct span found = span_text(name);
    bool known = is_passing(found);
    for (size_t i = 0; i < datamap_count && !known; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        bool here = row->store == STORE_FILES && strcmp(row->table, check->folder) == 0;
        known = (here && is_of_kind(found, row->column)) ||
                (row->store == STORE_FILES && is_folder(row->table, check->folder, found));
    }
    if (known) {
        return ERR_OK;
    }
    (void)snprintf(check->text, sizeof(check->text),
                   "%s/%s is not in the data map; the region starts once it lies elsewhere",
                   check->folder, name);
    for (char *at = check->text; *at != '\0'; at++) {
        *at = *at >= ' ' && *at <= '~' ? *at : '?';
    }
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
