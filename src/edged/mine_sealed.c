/*
 * mine_sealed.c: rows of one's own, with what one said that is sealed, and with what is sealed of
 * videos that are not public yet: where it stands is written down while the rows are read, and once
 * the query is over it is opened, a page's worth in an ask, and put in its place.
 */
#include "mine.h"

#include "datamap_field.h"
#include "shut_form.h"
#include "spoken.h"

#include <string.h>

enum { PLACE = 4 }; /* "null" */

enum column { SPOKEN, TITLE, SOUND };

_Static_assert(2 * LIMIT_PAGE <= LIMIT_MINE_COMMENTS, "a page of videos has two of each");
_Static_assert(2 * LIMIT_DRAFTS <= LIMIT_MINE_COMMENTS, "and so have all uploads");
_Static_assert((int)SPOKEN_FILL <= (int)SHUT_FILL, "of either so many are one ask");

struct shut {
    struct buf bytes; /* what is sealed, one behind the other */
    size_t count;
    struct {
        enum column column;
        size_t at; /* of its place, in what is written */
        size_t from;
        size_t len;
    } ones[LIMIT_MINE_COMMENTS];
};

static void shut_auto(struct shut *s)
{
    buf_done(&s->bytes);
}

static enum column column_of(const char *name)
{
    return strcmp(name, "title") == 0 ? TITLE : strcmp(name, "sound") == 0 ? SOUND : SPOKEN;
}

/* In one answer all are of one field: of comments, or of videos, or of uploads. */
static uint16_t field_of(enum column column)
{
    return column == SPOKEN ? FIELD_SPOKEN : FIELD_WAITING;
}

static enum err note(void *context, struct jot *j, const char *name, struct span sealed)
{
    struct shut *s = context;
    enum column column = column_of(name);
    size_t most = column == SPOKEN ? (size_t)STORE_SPOKEN : (size_t)SHUT_WORDS_SEALED;
    jot_null(j);
    if (sealed.len == 0 || sealed.len > most) {
        return ERR_OK; /* nothing of ours: it stays null */
    }
    if (s->count == LIMIT_MINE_COMMENTS ||
        (s->count > 0 && field_of(s->ones[0].column) != field_of(column))) {
        return ERR_IO;
    }
    s->ones[s->count].column = column;
    s->ones[s->count].at = j->out->len - PLACE;
    s->ones[s->count].from = s->bytes.len;
    s->ones[s->count++].len = sealed.len;
    return buf_append_span(&s->bytes, sealed);
}

static void put_words(struct jot *j, enum column column, struct span plain)
{
    struct shut_words words;
    if (shut_words_decode(plain, &words) != ERR_OK) {
        jot_null(j);
        return;
    }
    if (column == SOUND && words.sound[0] == '\0') {
        jot_null(j);
    } else {
        jot_text(j, column == SOUND ? words.sound : words.title);
    }
    explicit_bzero(&words, sizeof(words));
}

static enum err put_text(struct buf *out, enum column column, struct span plain)
{
    struct jot j = jot_start(out);
    struct spoken spoken;
    if (column != SPOKEN) {
        put_words(&j, column, plain);
    } else if (spoken_decode(plain, &spoken) == ERR_OK) {
        jot_span(&j, spoken.text);
    } else {
        jot_null(&j);
    }
    return buf_status(out);
}

/* Where they are put: those of an ask, from that one on. */
struct opening {
    const struct shut *shut;
    size_t first;
    struct span rows; /* from the first's place on */
    struct buf *out;
};

/* And the rows up to the next. */
static enum err put_one(void *context, size_t k, struct span plain)
{
    const struct opening *o = context;
    const struct shut *s = o->shut;
    size_t i = o->first + k;
    size_t from = s->ones[i].at + PLACE;
    size_t to = i + 1 < s->count ? s->ones[i + 1].at : s->ones[0].at + o->rows.len;
    TRY(put_text(o->out, s->ones[i].column, plain));
    return buf_append(o->out, o->rows.ptr + (from - s->ones[0].at), to - from);
}

static enum err open_some(const struct viewer *v, struct opening *o, size_t count)
{
    const struct shut *s = o->shut;
    struct span items[SPOKEN_FILL];
    for (size_t i = 0; i < count; i++) {
        items[i] = span_of(s->bytes.ptr + s->ones[o->first + i].from, s->ones[o->first + i].len);
    }
    struct custody_fields fields = {v->token, v->person.user, field_of(s->ones[0].column),
                                    items,    count,          false};
    return custody_open_each(v->e->custodian, &fields, custody_open, put_one, o);
}

static enum err open_all(const struct viewer *v, const struct shut *s, struct buf *out)
{
    AUTO(custody_frame) struct buf rows = {.max = LIMIT_MINE};
    if (s->count == 0) {
        return ERR_OK;
    }
    size_t from = s->ones[0].at;
    TRY(buf_append(&rows, out->ptr + from, out->len - from));
    out->len = from;
    for (size_t i = 0; i < s->count; i += SPOKEN_FILL) {
        size_t left = s->count - i;
        struct opening o = {s, i, buf_span(&rows), out};
        TRY(open_some(v, &o, left < SPOKEN_FILL ? left : SPOKEN_FILL));
    }
    return ERR_OK;
}

enum err mine_person(const struct viewer *v, struct jot *j)
{
    AUTO(shut) struct shut shut = {.bytes = {.max = LIMIT_MINE_COMMENTS * STORE_SPOKEN}};
    const struct store_mine_of of = {v->person.user, note, &shut};
    TRY(store_mine_person(v->e->store, &of, j));
    return open_all(v, &shut, j->out);
}

enum err mine_part(const struct viewer *v, enum store_mine_part part, const struct store_page *page,
                   struct jot *j)
{
    AUTO(shut) struct shut shut = {.bytes = {.max = LIMIT_MINE_COMMENTS * STORE_SPOKEN}};
    const struct store_mine_of of = {v->person.user, note, &shut};
    TRY(store_mine_part(v->e->store, &of, part, page, j));
    return open_all(v, &shut, j->out);
}

enum err mine_rows(const struct viewer *v, size_t i, const struct store_page *page, struct jot *j)
{
    AUTO(shut) struct shut shut = {.bytes = {.max = LIMIT_MINE_COMMENTS * STORE_SPOKEN}};
    const struct store_mine_of of = {v->person.user, note, &shut};
    TRY(store_mine_rows(v->e->store, &of, i, page, j));
    return open_all(v, &shut, j->out);
}
