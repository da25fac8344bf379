#include "approval_statement.h"

#include "base_json.h"
#include "base_text.h"
#include "tlog_entry.h"

#include <string.h>

static const char type_decision[] = "decision";
static const char type_office[] = "office";
static const char type_desk[] = "desk";
static const char type_dismissal[] = "dismissal";

enum { VERSION = 1 };

static enum err check_time(int64_t ms)
{
    return ms > 0 && ms <= TLOG_INT_MAX ? ERR_OK : ERR_FORMAT;
}

/* Letters, digits, and what needs no escape in JSON and no thought anywhere. */
static enum err check_word(const char *text, size_t max)
{
    size_t len = strlen(text);
    if (len == 0 || len > max || text[0] == ' ' || text[len - 1] == ' ') {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    strchr(" .-_/:&", c) != NULL;
        if (!good) {
            return ERR_FORMAT;
        }
    }
    return ERR_OK;
}

static enum err check_decision(const struct approval_decision *d)
{
    enum policy_kind kind = POLICY_KIND_COUNT_;
    int64_t number = 0;
    bool labels = d->action == POLICY_LABEL;
    if (d->ground == NULL || (size_t)d->action >= POLICY_ACTION_COUNT_ || d->previous < 0 ||
        d->previous > TLOG_INT_MAX || !policy_ground_fits(d->ground, d->action) ||
        labels != (policy_label_words(span_text(d->label)) != NULL) ||
        (!labels && d->label[0] != '\0')) {
        return ERR_FORMAT;
    }
    TRY(policy_object_read(span_text(d->object), &kind, &number));
    TRY(check_word(d->region, LIMIT_ORIGIN));
    return check_time(d->made_ms);
}

enum err approval_decision_encode(const struct approval_decision *d, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    struct jot j = jot_start(&text);
    enum policy_kind kind = POLICY_KIND_COUNT_;
    int64_t number = 0;
    TRY(check_decision(d));
    TRY(policy_object_read(span_text(d->object), &kind, &number));
    jot_object(&j);
    jot_put_text(&j, "action", policy_action_name(d->action));
    jot_put_text(&j, "automated_decision", "AUTOMATED_DECISION_NOT_AUTOMATED");
    jot_put_text(&j, "category", d->ground->dsa_category);
    jot_put_text(&j, "content_type", policy_content(kind));
    jot_put_text(&j, "decision_ground", d->ground->dsa_ground);
    jot_put_text(&j, "decision_visibility", policy_visibility(d->action));
    jot_put_text(&j, "ground", d->ground->code);
    jot_put_text(&j, "label", d->label);
    jot_put_int(&j, "made_ms", d->made_ms);
    jot_put_text(&j, "object", d->object);
    jot_put_hex(&j, "opening", span_of(d->opening, sizeof(d->opening)));
    jot_put_int(&j, "previous", d->previous);
    jot_put_hex(&j, "puid", span_of(d->puid, sizeof(d->puid)));
    jot_put_text(&j, "region", d->region);
    jot_put_text(&j, "type", type_decision);
    jot_put_int(&j, "v", VERSION);
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
}

enum err approval_office_encode(const struct approval_office *o, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    struct jot j = jot_start(&text);
    TRY(check_word(o->organisation, LIMIT_ORGANISATION));
    TRY(check_word(o->region, LIMIT_ORIGIN));
    TRY(check_time(o->made_ms));
    jot_object(&j);
    jot_put_text(&j, "action", o->adds ? "add" : "remove");
    jot_put_hex(&j, "key", span_of(o->key, sizeof(o->key)));
    jot_put_int(&j, "made_ms", o->made_ms);
    jot_put_text(&j, "organisation", o->organisation);
    jot_put_hex(&j, "puid", span_of(o->puid, sizeof(o->puid)));
    jot_put_text(&j, "region", o->region);
    jot_put_text(&j, "type", type_office);
    jot_put_int(&j, "v", VERSION);
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
}

enum err approval_desk_encode(const struct approval_desk *d, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    struct jot j = jot_start(&text);
    TRY(check_word(d->region, LIMIT_ORIGIN));
    TRY(check_time(d->made_ms));
    TRY(check_time(d->until_ms));
    jot_object(&j);
    jot_put_int(&j, "made_ms", d->made_ms);
    jot_put_hex(&j, "puid", span_of(d->puid, sizeof(d->puid)));
    jot_put_text(&j, "region", d->region);
    jot_put_text(&j, "type", type_desk);
    jot_put_int(&j, "until_ms", d->until_ms);
    jot_put_int(&j, "v", VERSION);
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
}

enum err approval_dismissal_encode(const struct approval_dismissal *d, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    struct jot j = jot_start(&text);
    if (d->of <= 0 || d->of > TLOG_INT_MAX || d->upto < 0 || d->upto > TLOG_INT_MAX) {
        return ERR_FORMAT;
    }
    TRY(check_word(d->region, LIMIT_ORIGIN));
    TRY(check_time(d->made_ms));
    jot_object(&j);
    jot_put_int(&j, "case", d->of);
    jot_put_int(&j, "made_ms", d->made_ms);
    jot_put_hex(&j, "opening", span_of(d->opening, sizeof(d->opening)));
    jot_put_hex(&j, "puid", span_of(d->puid, sizeof(d->puid)));
    jot_put_text(&j, "region", d->region);
    jot_put_text(&j, "type", type_dismissal);
    jot_put_int(&j, "upto", d->upto);
    jot_put_int(&j, "v", VERSION);
    jot_object_end(&j);
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
}

/* A text member, as it stands, with a NUL. */
static enum err take_text(const struct tlog_entry *e, const char *key, char *out, size_t size)
{
    struct span text = {NULL, 0};
    if (tlog_entry_text(e, key, &text) != ERR_OK || text.len >= size ||
        memchr(text.ptr, '\0', text.len) != NULL) {
        return ERR_FORMAT;
    }
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    return ERR_OK;
}

static enum err take_hex(const struct tlog_entry *e, const char *key, uint8_t *out, size_t len)
{
    return tlog_entry_hex(e, key, out, len) == ERR_OK ? ERR_OK : ERR_FORMAT;
}

static enum err take_int(const struct tlog_entry *e, const char *key, int64_t *out)
{
    return tlog_entry_int(e, key, out) == ERR_OK ? ERR_OK : ERR_FORMAT;
}

static enum err read_decision(const struct tlog_entry *e, struct approval_decision *out)
{
    struct approval_decision d = {.ground = NULL};
    char word[64];
    TRY(take_text(e, "action", word, sizeof(word)));
    TRY(policy_action_read(span_text(word), &d.action));
    TRY(take_text(e, "ground", word, sizeof(word)));
    d.ground = policy_ground_find(span_text(word));
    TRY(take_text(e, "label", d.label, sizeof(d.label)));
    TRY(take_text(e, "object", d.object, sizeof(d.object)));
    TRY(policy_object_read(span_text(d.object), &d.kind, &d.number));
    TRY(take_hex(e, "opening", d.opening, sizeof(d.opening)));
    TRY(take_int(e, "previous", &d.previous));
    TRY(take_hex(e, "puid", d.puid, sizeof(d.puid)));
    TRY(take_text(e, "region", d.region, sizeof(d.region)));
    TRY(take_int(e, "made_ms", &d.made_ms));
    *out = d;
    return ERR_OK;
}

static enum err read_office(const struct tlog_entry *e, struct approval_office *out)
{
    struct approval_office o = {.adds = false};
    char word[64];
    TRY(take_text(e, "action", word, sizeof(word)));
    o.adds = strcmp(word, "add") == 0;
    TRY(take_hex(e, "key", o.key, sizeof(o.key)));
    TRY(take_text(e, "organisation", o.organisation, sizeof(o.organisation)));
    TRY(take_hex(e, "puid", o.puid, sizeof(o.puid)));
    TRY(take_text(e, "region", o.region, sizeof(o.region)));
    TRY(take_int(e, "made_ms", &o.made_ms));
    *out = o;
    return ERR_OK;
}

static enum err read_desk(const struct tlog_entry *e, struct approval_desk *out)
{
    struct approval_desk d = {.made_ms = 0};
    TRY(take_hex(e, "puid", d.puid, sizeof(d.puid)));
    TRY(take_text(e, "region", d.region, sizeof(d.region)));
    TRY(take_int(e, "made_ms", &d.made_ms));
    TRY(take_int(e, "until_ms", &d.until_ms));
    *out = d;
    return ERR_OK;
}

static enum err read_dismissal(const struct tlog_entry *e, struct approval_dismissal *out)
{
    struct approval_dismissal d = {.of = 0};
    TRY(take_int(e, "case", &d.of));
    TRY(take_int(e, "upto", &d.upto));
    TRY(take_hex(e, "opening", d.opening, sizeof(d.opening)));
    TRY(take_hex(e, "puid", d.puid, sizeof(d.puid)));
    TRY(take_text(e, "region", d.region, sizeof(d.region)));
    TRY(take_int(e, "made_ms", &d.made_ms));
    *out = d;
    return ERR_OK;
}

const char *approval_statement_region(const struct approval_statement *s)
{
    switch (s->type) {
    case APPROVAL_IS_DECISION:
        return s->decision.region;
    case APPROVAL_IS_OFFICE:
        return s->office.region;
    case APPROVAL_IS_DESK:
        return s->desk.region;
    case APPROVAL_IS_DISMISSAL:
        return s->dismissal.region;
    }
    return "";
}

/* What follows from something else is compared with it: by writing it anew. */
enum err approval_statement_decode(struct span payload, struct approval_statement *out_statement)
{
    struct tlog_entry entry;
    struct approval_statement s = {.type = APPROVAL_IS_OFFICE};
    AUTO(buf) struct buf again = {.max = LIMIT_STATEMENT};
    enum err err = tlog_entry_decode(payload, &entry);
    if (err != ERR_OK) {
        return err == ERR_NOMEM ? err : ERR_FORMAT;
    }
    if (span_is(entry.type, type_decision)) {
        s.type = APPROVAL_IS_DECISION;
        TRY(read_decision(&entry, &s.decision));
        TRY(approval_decision_encode(&s.decision, &again));
    } else if (span_is(entry.type, type_office)) {
        TRY(read_office(&entry, &s.office));
        TRY(approval_office_encode(&s.office, &again));
    } else if (span_is(entry.type, type_desk)) {
        s.type = APPROVAL_IS_DESK;
        TRY(read_desk(&entry, &s.desk));
        TRY(approval_desk_encode(&s.desk, &again));
    } else if (span_is(entry.type, type_dismissal)) {
        s.type = APPROVAL_IS_DISMISSAL;
        TRY(read_dismissal(&entry, &s.dismissal));
        TRY(approval_dismissal_encode(&s.dismissal, &again));
    }
    if (!span_equal(buf_span(&again), payload)) {
        return ERR_FORMAT;
    }
    *out_statement = s;
    return ERR_OK;
}
