#include "tlog_tally.h"

#include "base_text.h"

#include <string.h>

/* TLOG_KIND_COUNT_: none. */
static enum tlog_kind kind_of(struct span type)
{
    unsigned kind = 0;
    while (kind < TLOG_KIND_COUNT_ && !span_is(type, tlog_kind_type((enum tlog_kind)kind))) {
        kind++;
    }
    return (enum tlog_kind)kind;
}

void tlog_tally_add(struct tlog_tally *tally, const struct tlog_entry *e)
{
    enum tlog_kind kind = kind_of(e->type);
    if (kind < TLOG_KIND_COUNT_) {
        tally->of[kind]++;
    }
}

/* A kind's name between quotes: no escapes. */
static bool is_name(struct span key)
{
    bool good = key.len > 2 && key.ptr[0] == '"' && key.ptr[key.len - 1] == '"';
    for (size_t i = 1; good && i + 1 < key.len; i++) {
        good = (key.ptr[i] >= 'a' && key.ptr[i] <= 'z') || key.ptr[i] == '-';
    }
    return good;
}

/* The whole is known to be canonical. */
enum err tlog_tally_read(const struct tlog_entry *e, struct tlog_tally *out_tally)
{
    struct tlog_tally tally = {.known = true};
    struct span rest = {NULL, 0};
    for (size_t i = 0; i < e->count; i++) {
        rest = span_is(e->members[i].key, "counts") ? e->members[i].value : rest;
    }
    if (rest.len == 0) {
        return ERR_NOT_FOUND;
    }
    if (rest.ptr[0] != '{') {
        return ERR_FORMAT;
    }
    rest = span_of(rest.ptr + 1, rest.len - 2);
    while (rest.len > 0) {
        struct span count = span_cut(&rest, ',');
        struct span key = span_cut(&count, ':');
        uint64_t number = 0;
        if (!is_name(key) || text_u64(count, (uint64_t)TLOG_INT_MAX, &number) != ERR_OK) {
            return ERR_FORMAT;
        }
        enum tlog_kind kind = kind_of(span_of(key.ptr + 1, key.len - 2));
        if (kind < TLOG_KIND_COUNT_) {
            tally.of[kind] = number;
        }
    }
    *out_tally = tally;
    return ERR_OK;
}

/* The kind whose name is the next after that one; TLOG_KIND_COUNT_: that was the last. */
static enum tlog_kind next_kind(const char *name)
{
    enum tlog_kind next = TLOG_KIND_COUNT_;
    for (unsigned kind = 0; kind < TLOG_KIND_COUNT_; kind++) {
        const char *type = tlog_kind_type((enum tlog_kind)kind);
        if (strcmp(type, name) > 0 &&
            (next == TLOG_KIND_COUNT_ || strcmp(type, tlog_kind_type(next)) < 0)) {
            next = (enum tlog_kind)kind;
        }
    }
    return next;
}

void tlog_tally_put(struct jot *j, const struct tlog_tally *tally)
{
    jot_object(j);
    enum tlog_kind kind = next_kind("");
    while (kind < TLOG_KIND_COUNT_) {
        const char *type = tlog_kind_type(kind);
        if (tally->of[kind] > 0) {
            jot_put_int(j, type, (int64_t)tally->of[kind]);
        }
        kind = next_kind(type);
    }
    jot_object_end(j);
}
