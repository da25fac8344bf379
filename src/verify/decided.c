/*
 * decided.c: whether what a region hides and labels is what the decisions in its ledger say:
 * each row that it publishes has its entry, each entry its row, and what is hidden is not shown.
 */
#include "inside.h"

#include "base_limits.h"
#include "base_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_MAX = 512 * 1024, PAGES_MAX = 64, PROBES = 32, PATH_ROOM = 64 };

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

/* A person has another text in each decision. Anything else keeps its own. */
static bool same_object(const char *a, const char *b)
{
    static const char person[] = "person:";
    return strcmp(a, b) == 0 || (strncmp(a, person, sizeof(person) - 1) == 0 &&
                                 strncmp(b, person, sizeof(person) - 1) == 0);
}

/* Whoever made a decision decides about an answer to it. */
static void self_judged(struct story *s, uint64_t index)
{
    s->first_self_judged = s->self_judged == 0 ? index : s->first_self_judged;
    s->self_judged++;
}

static struct decided_row *row_by(struct decided *d, const struct tlog_entry *e, const char *key)
{
    int64_t number = 0;
    enum err err = tlog_entry_int(e, key, &number);
    for (size_t i = 0; err == ERR_OK && number > 0 && i < d->count; i++) {
        if (d->rows[i].number == (uint64_t)number) {
            return &d->rows[i];
        }
    }
    return NULL;
}

void story_answer(struct story *s, const struct tlog_entry *e)
{
    struct decided_row *row = row_by(&s->decided, e, "decision");
    if (row != NULL) {
        row->answered = true;
    }
}

void story_dismissal(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct decided_row *row = row_by(&s->decided, e, "answer");
    uint8_t key[32];
    if (row == NULL || tlog_entry_hex(e, "key", key, sizeof(key)) != ERR_OK) {
        return;
    }
    if (memcmp(key, row->key, sizeof(key)) == 0) {
        self_judged(s, index);
    }
    row->answered = false;
}

void story_restored(struct story *s)
{
    for (size_t i = 0; i < s->decided.count; i++) {
        s->decided.rows[i].answered = false;
    }
}

/* The first version's entries did not say which. */
static void label_of(const struct tlog_entry *e, struct decided_row *row)
{
    struct span label = {NULL, 0};
    bool said = tlog_entry_text(e, "label", &label) == ERR_OK && state_label(label);
    const char *text = row->state != POLICY_LABELLED ? "-" : "?";
    (void)snprintf(row->label, sizeof(row->label), "%s", text);
    if (said && row->state == POLICY_LABELLED) {
        memcpy(row->label, label.ptr, label.len);
        row->label[label.len] = '\0';
    }
}

bool decided_has_label(const struct decided_row *row, const char *label)
{
    return row->label[0] == '?' || strcmp(row->label, label[0] == '\0' ? "-" : label) == 0;
}

/* The newest decision about an object goes to the end, in place of the one before; of no other
 * object's, whatever it says. */
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
    row.has_digest = tlog_entry_hex(e, "digest", row.digest, sizeof(row.digest)) == ERR_OK;
    bool good = tlog_entry_int(e, "number", &number) == ERR_OK &&
                tlog_entry_int(e, "previous", &previous) == ERR_OK &&
                tlog_entry_text(e, "state", &state) == ERR_OK &&
                tlog_entry_text(e, "object", &object) == ERR_OK &&
                tlog_entry_hex(e, "key", row.key, sizeof(row.key)) == ERR_OK &&
                policy_state_read(state, &row.state) == ERR_OK &&
                policy_object_read(object, &kind, &about) == ERR_OK;
    if (!good) {
        s->decided_other = true;
        return;
    }
    s->decided_ms = s->mark.time_ms;
    label_of(e, &row);
    row.number = (uint64_t)number;
    memcpy(row.object, object.ptr, object.len);
    row.object[object.len] = '\0';
    for (size_t i = d->count; i > 0 && previous > 0; i--) {
        if (d->rows[i - 1].number == (uint64_t)previous &&
            same_object(d->rows[i - 1].object, row.object)) {
            if (d->rows[i - 1].answered && memcmp(d->rows[i - 1].key, row.key, 32) == 0) {
                self_judged(s, index);
            }
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
    bool overtaken[LIMIT_DECIDED]; /* by a decision that is newer than the ledger that was read */
    size_t newer;                  /* such decisions */
    size_t asked[POLICY_KIND_COUNT_]; /* whether they are shown: objects of each kind */
    bool silent;                      /* nobody answered that */
    bool differs;
    bool sure; /* that it does: not because what was decided a moment ago is not done yet */
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

static void differs_surely(struct comparing *c, const char *object, const char *how)
{
    differs(c, object, how);
    c->sure = true;
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
        struct tlog_member is = {.key = span_text("object"), .value = span_text(object)};
        c->newer++;
        if (!c->differs && !visit_is_later(c->v, entry, TLOG_KIND_DECISION, &is)) {
            differs_surely(c, object, "is so by an entry that is not there");
        }
        if (said != NULL) {
            c->matched[said - d->rows] = true;
            c->overtaken[said - d->rows] = true;
        }
    } else if (said == NULL && same_object(object, "person:")) { /* one that held before, perhaps */
        differs(c, object, "has a state that no decision gave it");
    } else if (said == NULL) {
        differs_surely(c, object, "has a state that no decision gave it");
    } else if (c->matched[said - d->rows]) {
        differs_surely(c, object, "has two states");
    } else if (numbers && entry < said->entry) {
        differs(c, object, "is not as its decision says");
    } else if (!numbers || said->entry != entry || said->number != number ||
               strcmp(policy_state_name(said->state), text_of(row, "state")) != 0) {
        differs_surely(c, object, "is not as its decision says");
    } else if (!decided_has_label(said, text_of(row, "label"))) {
        differs_surely(c, object, "has another label than its decision gave it, or none");
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
    TRY(fetcher_get(&c->v->fetcher, path, PAGE_MAX, &body));
    AUTO(json_free)
    json_t *root = json_loadb((const char *)body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *rows = json_object_get(root, "objects");
    if (!json_is_array(rows)) {
        (void)snprintf(c->v->fetcher.problem, sizeof(c->v->fetcher.problem),
                       "%s: no list of objects", path);
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

static bool shows_label(const struct decided_row *row, const struct buf *body)
{
    AUTO(json_free)
    json_t *root = json_loadb((const char *)body->ptr, body->len, JSON_REJECT_DUPLICATES, NULL);
    return decided_has_label(row, text_of(json_object_get(root, "label"), "code"));
}

/* Where an object is shown by its number. A person has none: the ledger does not name them. */
static const struct {
    const char *before;
    const char *after;
    bool labelled; /* and its label with it */
} places[POLICY_KIND_COUNT_] = {
    [POLICY_VIDEO] = {"/api/v1/videos/", "", true},
    [POLICY_COMMENT] = {"/api/v1/comments/", "/replies", false},
};

static bool is_probed(const struct comparing *c, size_t i, enum policy_kind *out_kind,
                      char path[PATH_ROOM])
{
    const struct decided_row *row = &c->v->story.decided.rows[i];
    int64_t number = 0;
    if (policy_object_read(span_text(row->object), out_kind, &number) != ERR_OK ||
        places[*out_kind].before == NULL || c->asked[*out_kind] == PROBES || c->overtaken[i]) {
        return false;
    }
    (void)snprintf(path, PATH_ROOM, "%s%" PRId64 "%s", places[*out_kind].before, number,
                   places[*out_kind].after);
    return row->state == POLICY_HIDDEN ||
           (row->state == POLICY_LABELLED && places[*out_kind].labelled);
}

static enum err probe_one(struct comparing *c, size_t i)
{
    const struct decided_row *row = &c->v->story.decided.rows[i];
    enum policy_kind kind = POLICY_KIND_COUNT_;
    char path[PATH_ROOM];
    AUTO(buf) struct buf body = {.max = PAGE_MAX};
    if (!is_probed(c, i, &kind, path)) {
        return ERR_OK;
    }
    enum err err = fetcher_get(&c->v->fetcher, path, PAGE_MAX, &body);
    if (err == ERR_GONE) {
        return ERR_GONE;
    }
    if (row->state == POLICY_HIDDEN && err != ERR_NOT_FOUND) {
        differs(c, row->object, "is hidden by a decision, and is shown");
    } else if (row->state == POLICY_LABELLED && err == ERR_OK && !shows_label(row, &body)) {
        differs(c, row->object, "is labelled by a decision, and is shown without");
    }
    c->asked[kind]++;
    return ERR_OK;
}

/* Asks for what is hidden or labelled, the newest decisions first. What is hidden is not there: any
 * other answer, however long, is one. ERR_GONE: it could not be asked. */
static enum err probe(struct comparing *c)
{
    for (size_t i = c->v->story.decided.count; i > 0 && !c->differs; i--) {
        TRY(probe_one(c, i - 1));
    }
    return ERR_OK;
}

/* What was decided a moment ago may be done a moment later. */
static enum err compare(struct comparing *c)
{
    struct visit *v = c->v;
    int64_t until_ms = 0;
    enum err err = ERR_OK;
    do {
        *c = (struct comparing){.v = v};
        err = compare_all(c);
        if (err == ERR_OK && v->fetcher.source.live) { /* a copy can't be asked */
            c->silent = probe(c) != ERR_OK;
        }
    } while (err == ERR_OK && c->differs && !c->sure &&
             visit_waits(v, v->story.decided_ms, &until_ms));
    return err;
}

static void say_asked(const struct comparing *c)
{
    struct visit *v = c->v;
    if (c->silent) {
        visit_lacks(v, CHECK_DECISIONS, "whether what decisions hide or label is shown");
        return;
    }
    if (c->asked[POLICY_VIDEO] > 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_SAMPLED,
                   "of the videos that decisions hide or label, %zu were asked for: none that is "
                   "hidden is shown, and none that is labelled without its label",
                   c->asked[POLICY_VIDEO]);
    }
    if (c->asked[POLICY_COMMENT] > 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_SAMPLED,
                   "of the comments that decisions hide, %zu were asked for: none is there",
                   c->asked[POLICY_COMMENT]);
    }
}

static void say_decided(const struct comparing *c)
{
    struct visit *v = c->v;
    if (c->differs) {
        report_say(&v->report, CHECK_DECISIONS, WORD_FALSE,
                   "what the service hides and labels is what the decisions in its ledger say: %s",
                   c->what);
        return;
    }
    report_say(&v->report, CHECK_DECISIONS, WORD_PROVEN,
               "each of the %zu states that the service publishes of videos, comments and people "
               "was given by a decision in its ledger, and each decision gave one",
               v->story.decided.count);
    if (c->newer > 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_ASSERTED,
                   "%zu more have decisions that came while the ledger was read: the next visit "
                   "compares them",
                   c->newer);
    }
    say_asked(c);
}

void visit_decided(struct visit *v)
{
    struct comparing c = {.v = v};
    if (v->story.decided_other) {
        report_say(&v->report, CHECK_DECISIONS, WORD_FALSE,
                   "every decision in the ledger is about something that can be decided about: one "
                   "is not");
        return;
    }
    if (v->story.self_judged > 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_FALSE,
                   "whoever is answered by the author of what they decided about does not decide "
                   "about that: %" PRIu64 " times they did, with the same key; the first is entry "
                   "%" PRIu64,
                   v->story.self_judged, v->story.first_self_judged);
        return;
    }
    if (!v->story.decided.whole) {
        report_say(&v->report, CHECK_DECISIONS, WORD_ASSERTED,
                   "what the service hides and labels was not compared with its decisions: not all "
                   "of them were read (--full), or there are more than %d",
                   LIMIT_DECIDED);
        return;
    }
    enum err err = compare(&c);
    if (err == ERR_NOT_FOUND && !v->fetcher.source.live) {
        report_say(&v->report, CHECK_DECISIONS, WORD_ASSERTED,
                   "the copy does not hold what the service hid and labelled, to compare with the "
                   "decisions in its ledger");
        return;
    }
    if (err == ERR_NOT_FOUND && v->story.decided.count == 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_ASSERTED,
                   "the service publishes nothing that it hides");
        return;
    }
    if (err == ERR_GONE) {
        visit_lacks(v, CHECK_DECISIONS, "what holds by decision");
        return;
    }
    if (err != ERR_OK) {
        report_say(&v->report, CHECK_DECISIONS, WORD_FALSE,
                   "the service publishes what holds by decision: it could not be had (%s)",
                   v->fetcher.problem);
        return;
    }
    say_decided(&c);
}
