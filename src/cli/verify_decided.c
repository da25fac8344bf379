/*
 * verify_decided.c: whether what a region hides and labels is what the decisions in its ledger say:
 * each row that it publishes has its entry, each entry its row, and what is hidden is not shown.
 */
#include "base_limits.h"
#include "base_text.h"
#include "verify.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_MAX = 512 * 1024, PAGES_MAX = 64, PROBES = 32, PATH_ROOM = 64 };

static void json_free_auto(json_t **root)
{
    json_decref(*root);
}

static struct decided_row *row_of(struct decided *d, const char *object)
{
    for (size_t i = 0; i < d->count; i++) {
        if (strcmp(d->rows[i].object, object) == 0) {
            return &d->rows[i];
        }
    }
    return NULL;
}

static void drop(struct decided *d, struct decided_row *row)
{
    size_t behind = (size_t)(d->rows + d->count - (row + 1));
    memmove(row, row + 1, behind * sizeof(*row));
    d->count--;
}

/* The newest decision about an object goes to the end, in place of the one before: whose object may
 * have another text, if it is a person. */
void story_decision(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct decided *d = &s->decided;
    struct decided_row row = {.entry = index};
    struct span object = {NULL, 0};
    struct span state = {NULL, 0};
    enum policy_kind kind = POLICY_KIND_COUNT_;
    int64_t number = 0;
    int64_t about = 0;
    int64_t previous = 0;
    bool good = tlog_entry_int(e, "number", &number) == ERR_OK &&
                tlog_entry_int(e, "previous", &previous) == ERR_OK &&
                tlog_entry_text(e, "state", &state) == ERR_OK &&
                tlog_entry_text(e, "object", &object) == ERR_OK &&
                policy_state_read(state, &row.state) == ERR_OK &&
                policy_object_read(object, &kind, &about) == ERR_OK;
    if (!good) {
        s->decided_other = true;
        return;
    }
    row.number = (uint64_t)number;
    memcpy(row.object, object.ptr, object.len);
    row.object[object.len] = '\0';
    for (size_t i = d->count; i > 0 && previous > 0; i--) {
        if (d->rows[i - 1].number == (uint64_t)previous) {
            drop(d, &d->rows[i - 1]);
        }
    }
    if (d->count == LIMIT_DECIDED) {
        d->whole = false;
        return;
    }
    d->rows[d->count++] = row;
}

/* What is found on the way through the published rows. */
struct comparing {
    struct visit *v;
    bool matched[LIMIT_DECIDED];
    size_t newer; /* than the ledger that was read */
    bool differs;
    char what[128];
};

static void differs(struct comparing *c, const char *object, const char *how)
{
    char plain[POLICY_OBJECT + 1];
    if (!c->differs) {
        (void)snprintf(c->what, sizeof(c->what), "%s %s",
                       plain_text(span_text(object), plain, sizeof(plain)), how);
    }
    c->differs = true;
}

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text == NULL ? "" : text;
}

static void compare_row(struct comparing *c, const json_t *row)
{
    struct decided *d = &c->v->story.decided;
    const char *object = text_of(row, "object");
    uint64_t entry = 0;
    uint64_t number = 0;
    bool numbers = text_u64(span_text(text_of(row, "entry")), INT64_MAX, &entry) == ERR_OK &&
                   text_u64(span_text(text_of(row, "decision")), INT64_MAX, &number) == ERR_OK;
    struct decided_row *said = row_of(d, object);
    if (numbers && entry >= c->v->checkpoint.size) {
        c->newer++;
        if (said != NULL) {
            c->matched[said - d->rows] = true; /* overtaken meanwhile */
        }
    } else if (said == NULL) {
        differs(c, object, "has a state that no decision gave it");
    } else if (c->matched[said - d->rows]) {
        differs(c, object, "has two states");
    } else if (!numbers || said->entry != entry || said->number != number ||
               strcmp(policy_state_name(said->state), text_of(row, "state")) != 0) {
        differs(c, object, "is not as its decision says");
    } else {
        c->matched[said - d->rows] = true;
    }
}

/* One page; out_next: the cursor of the next, or "". */
static enum err compare_page(struct comparing *c, char *cursor, size_t size)
{
    char path[PATH_ROOM];
    AUTO(buf) struct buf body = {.max = PAGE_MAX};
    (void)snprintf(path, sizeof(path), "/api/v1/visibility%s%s",
                   cursor[0] == '\0' ? "" : "?cursor=", cursor);
    TRY(http_get(c->v->http, path, PAGE_MAX, &body));
    AUTO(json_free)
    json_t *root = json_loadb((const char *)body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *rows = json_object_get(root, "objects");
    if (!json_is_array(rows)) {
        return ERR_DENIED;
    }
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        compare_row(c, row);
    }
    uint64_t next = 0;
    const char *text = text_of(root, "next");
    bool more = text_u64(span_text(text), INT64_MAX, &next) == ERR_OK && strlen(text) < size;
    (void)snprintf(cursor, size, "%s", more ? text : "");
    return ERR_OK;
}

static enum err compare_all(struct comparing *c)
{
    const struct decided *d = &c->v->story.decided;
    char cursor[24] = "";
    for (int page = 0; page < PAGES_MAX; page++) {
        TRY(compare_page(c, cursor, sizeof(cursor)));
        if (cursor[0] == '\0') {
            break;
        }
    }
    for (size_t i = 0; i < d->count; i++) {
        if (!c->matched[i] && !c->differs) {
            differs(c, d->rows[i].object, "was decided about, and has no state");
        }
    }
    return ERR_OK;
}

/* Asks for what is hidden, the newest decisions first. */
static size_t probe(struct comparing *c)
{
    const struct decided *d = &c->v->story.decided;
    size_t asked = 0;
    for (size_t i = d->count; i > 0 && asked < PROBES && !c->differs; i--) {
        const struct decided_row *row = &d->rows[i - 1];
        char path[PATH_ROOM + POLICY_OBJECT];
        AUTO(buf) struct buf body = {.max = PAGE_MAX};
        if (row->state != POLICY_HIDDEN || strncmp(row->object, "video:", 6) != 0) {
            continue;
        }
        (void)snprintf(path, sizeof(path), "/api/v1/videos/%s", row->object + 6);
        if (http_get(c->v->http, path, PAGE_MAX, &body) == ERR_OK) {
            differs(c, row->object, "is hidden by a decision, and is shown");
        }
        asked++;
    }
    return asked;
}

void visit_decided(struct visit *v)
{
    struct comparing c = {.v = v};
    if (v->story.decided_other) {
        report_say(&v->report, WORD_FALSE,
                   "every decision in the ledger is about something that can be decided about: one "
                   "is not");
        return;
    }
    if (!v->story.decided.whole) {
        report_say(&v->report, WORD_ASSERTED,
                   "what the service hides and labels was not compared with its decisions: not all "
                   "of them were read (--full), or there are more than %d",
                   LIMIT_DECIDED);
        return;
    }
    enum err err = compare_all(&c);
    if (err == ERR_NOT_FOUND && v->story.decided.count == 0) {
        report_say(&v->report, WORD_ASSERTED, "the service publishes nothing that it hides");
        return;
    }
    if (err != ERR_OK) {
        report_say(&v->report, err == ERR_GONE ? WORD_ASSERTED : WORD_FALSE,
                   "the service publishes what holds by decision: it could not be had (%s)",
                   http_problem(v->http));
        return;
    }
    size_t asked = probe(&c);
    if (c.differs) {
        report_say(&v->report, WORD_FALSE,
                   "what the service hides and labels is what the decisions in its ledger say: %s",
                   c.what);
        return;
    }
    report_say(&v->report, WORD_PROVEN,
               "each of the %zu states that the service publishes of videos, comments and people "
               "was given by a decision in its ledger, and each decision gave one",
               v->story.decided.count);
    if (c.newer > 0) {
        report_say(&v->report, WORD_ASSERTED,
                   "%zu more have decisions that are newer than the ledger that was read: the next "
                   "visit compares them",
                   c.newer);
    }
    if (asked > 0) {
        report_say(&v->report, WORD_SAMPLED,
                   "of the videos that decisions hide, %zu were asked "
                   "for, and none is shown",
                   asked);
    }
}
