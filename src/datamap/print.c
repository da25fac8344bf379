/* print.c: the map as JSON for programs, and as Markdown for docs/data-map.md. */
#include "base_json.h"
#include "datamap.h"

static void put_row(struct jot *j, const struct datamap_row *row)
{
    jot_object(j);
    jot_put_text(j, "class", datamap_class_name(row->class));
    jot_put_text(j, "column", row->column);
    jot_put_text(j, "place", row->place);
    jot_put_text(j, "purpose", row->purpose);
    jot_put_text(j, "retention", row->retention);
    if (row->number != FIELD_NONE) {
        jot_key(j, "sealed");
        jot_object(j);
        jot_put_int(j, "field", row->number);
        jot_put_int(j, "version", row->version);
        jot_object_end(j);
    }
    jot_put_text(j, "store", datamap_store_name(row->store));
    jot_put_text(j, "table", row->table);
    jot_object_end(j);
}

enum err datamap_json(struct buf *out)
{
    struct jot j = jot_start(out);
    jot_object(&j);
    jot_key(&j, "rows");
    jot_array(&j);
    for (size_t i = 0; i < datamap_count; i++) {
        put_row(&j, &datamap_rows[i]);
    }
    jot_array_end(&j);
    jot_put_text(&j, "type", "data-map");
    jot_put_int(&j, "v", 1);
    jot_put_int(&j, "version", DATAMAP_VERSION);
    jot_object_end(&j);
    return buf_status(out);
}

static size_t count_of(enum datamap_store store, enum datamap_class class)
{
    size_t count = 0;
    for (size_t i = 0; i < datamap_count; i++) {
        count += datamap_rows[i].store == store && datamap_rows[i].class == class ? 1 : 0;
    }
    return count;
}

/* How many fields there are of each class, by store. */
static void put_coverage(struct buf *out)
{
    (void)buf_append_text(out, "| store |");
    for (unsigned class = 0; class < CLASS_COUNT_; class ++) {
        (void)buf_printf(out, " %s |", datamap_class_name((enum datamap_class) class));
    }
    (void)buf_append_text(out, "\n| --- | ---: | ---: | ---: |\n");
    for (unsigned store = 0; store < STORE_COUNT_; store++) {
        (void)buf_printf(out, "| %s |", datamap_store_name((enum datamap_store)store));
        for (unsigned class = 0; class < CLASS_COUNT_; class ++) {
            (void)buf_printf(out, " %zu |",
                             count_of((enum datamap_store)store, (enum datamap_class) class));
        }
        (void)buf_append_text(out, "\n");
    }
}

static void put_store(struct buf *out, enum datamap_store store)
{
    (void)buf_printf(out, "\n## %s\n\n| field | class | why | how long | where |\n",
                     datamap_store_name(store));
    (void)buf_append_text(out, "| --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < datamap_count; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        if (row->store != store) {
            continue;
        }
        (void)buf_printf(out, "| `%s%s%s` | %s | %s | %s | %s", row->table,
                         store == STORE_FILES ? "/" : ".", row->column,
                         datamap_class_name(row->class), row->purpose, row->retention, row->place);
        if (row->number != FIELD_NONE) {
            (void)buf_printf(out, " (field %u, version %u)", row->number, row->version);
        }
        (void)buf_append_text(out, " |\n");
    }
}

enum err datamap_markdown(struct buf *out)
{
    (void)buf_printf(
        out,
        "# The data map\n\n"
        "Everything that a region stores, version %d. Made from `src/datamap/fields.c` by\n"
        "`vitrine datamap --markdown`; a test holds the two equal. Do not edit it.\n\n"
        "**public** is what a person chose to show everybody, and what names no person. "
        "**protected** is\neverything else about a person, and every key that joins to it. "
        "**excepted** is a protected field\nthat one named, approved flow may carry; there is "
        "none. "
        "What is not listed is protected, and refused.\n\n",
        DATAMAP_VERSION);
    put_coverage(out);
    for (unsigned store = 0; store < STORE_COUNT_; store++) {
        put_store(out, (enum datamap_store)store);
    }
    return buf_status(out);
}
