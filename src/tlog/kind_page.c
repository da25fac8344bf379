/* kind_page.c: every kind of entry, for people. */
#include "tlog_entry.h"

static void put_field(const struct tlog_field *field, struct buf *out)
{
    static const char *const shapes[] = {
        [TLOG_SHAPE_TEXT] = "text",
        [TLOG_SHAPE_COUNT] = "whole number",
        [TLOG_SHAPE_DIGEST] = "64 hexadecimal digits",
        [TLOG_SHAPE_WORDS] = "list of texts",
        [TLOG_SHAPE_ID] = "number as text",
        [TLOG_SHAPE_COUNTS] = "object: a whole number for each kind of which there are any",
    };
    (void)buf_printf(out, "| `%s` | ", field->key);
    struct span rest = span_text(field->of == NULL ? "" : field->of);
    for (const char *between = ""; rest.len > 0; between = ", ") {
        struct span word = span_cut(&rest, ' ');
        (void)buf_printf(out, "%s`%.*s`", between, (int)word.len, (const char *)word.ptr);
    }
    (void)buf_printf(out, "%s | %s |", field->of == NULL ? shapes[field->shape] : "", field->says);
    int64_t until = tlog_field_until(field);
    (void)buf_printf(out, " %lld", (long long)field->since);
    if (until != INT64_MAX) {
        (void)buf_printf(out, ", not after %lld", (long long)until);
    }
    (void)buf_append_text(out, " |\n");
}

enum err tlog_kind_markdown(struct buf *out)
{
    (void)buf_append_text(
        out,
        "# What the ledger's entries hold\n\n"
        "Every kind of entry. Made from `src/tlog/kind.c` by `vitrine ledger --kinds`; a test "
        "holds "
        "the two\nequal. Do not edit it.\n\n"
        "An entry is canonical JSON (RFC 8785): an object with `type` (the kind), `v` (its "
        "version, "
        "from 1)\nand the fields that are listed here, no others. What is written has the newest "
        "version; older ones\nare read. An entry that is not so is refused before it is written, "
        "and "
        "found FALSE by\n`vitrine verify` (P-entry-fits). No entry names a person.\n\n"
        "The files are below `/ledger/`: `vkey`, the key; `checkpoint`, what it signed last; and "
        "`tile/`, as C2SP's\n[tlog-tiles](https://c2sp.org/tlog-tiles) has them, with bundles of "
        "entries in `tile/entries/`. What is\nsigned is `checkpoint`, whose first line is the "
        "ledger's name. A text is not empty; a whole number is from 0\nto 2^53 - 1; a number as "
        "text is from 1, in decimal digits without a zero before; hexadecimal digits are\nin "
        "lower case. The first entry is `genesis`, and no other one is. Times do not go back, but "
        "by `clock`, and\nwhere a region starts anew. What is decided, dismissed or opened at the "
        "desk has the key of one whom `office`\nhas added and not removed by then. What has a "
        "`process-stop` has a `process-start` before it, of the same\nrole and program; of mediad, "
        "which is started for each job, the first start of each run has an entry, and\nan end if "
        "it was killed.\n");
    for (unsigned kind = 0; kind < TLOG_KIND_COUNT_; kind++) {
        (void)buf_printf(out,
                         "\n## %s\n\n%s Version %lld.\n\n"
                         "| field | is | says | since |\n| --- | --- | --- | ---: |\n",
                         tlog_kind_type((enum tlog_kind)kind), tlog_kind_says((enum tlog_kind)kind),
                         (long long)tlog_kind_version((enum tlog_kind)kind));
        const struct tlog_field *field = NULL;
        for (size_t i = 0; (field = tlog_field_at(i)) != NULL; i++) {
            if (field->kind == (enum tlog_kind)kind) {
                put_field(field, out);
            }
        }
    }
    return buf_status(out);
}
