/*
 * claimed.c: what a region shows of its claims beside what its ledger says of them: each as it
 * stands, since when, in the same words; and none left out.
 */
#include "inside.h"

#include "base_json.h"
#include "base_limits.h"
#include "base_text.h"
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct claimed_row *row_of(struct claimed *c, struct span name)
{
    for (size_t i = 0; i < c->count; i++) {
        if (span_is(name, c->rows[i].name)) {
            return &c->rows[i];
        }
    }
    return NULL;
}

/* The claim's row; else a new one, or that which claims_book_put would take. */
static struct claimed_row *row_for(struct claimed *c, struct span name)
{
    struct claimed_row *row = row_of(c, name);
    if (row != NULL || c->count < CLAIMS_KEPT) {
        return row != NULL ? row : &c->rows[c->count++];
    }
    for (size_t i = 0; i < c->count; i++) {
        struct claimed_row *old = &c->rows[i];
        if (old->is.state == CLAIMS_WITHDRAWN && (row == NULL || old->is.entry < row->is.entry)) {
            row = old;
        }
    }
    return row;
}

void story_claim(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct claimed_row read = {.is = {.entry = index}};
    struct span name = {NULL, 0};
    struct span state = {NULL, 0};
    bool good = tlog_entry_text(e, "claim", &name) == ERR_OK && claims_name(name) &&
                tlog_entry_text(e, "state", &state) == ERR_OK &&
                claims_state_read(state, &read.is.state) == ERR_OK &&
                tlog_entry_hex(e, "digest", read.digest, sizeof(read.digest)) == ERR_OK &&
                tlog_entry_int(e, "time_ms", &read.is.time_ms) == ERR_OK;
    struct claimed_row *row = good ? row_for(&s->claimed, name) : NULL;
    if (row == NULL) {
        s->claimed_other = true;
        return;
    }
    memcpy(read.name, name.ptr, name.len);
    *row = read;
}

static const char *text_of(const json_t *claim, const char *key)
{
    const char *text = json_string_value(json_object_get(claim, key));
    return text == NULL ? "" : text;
}

/* The words as claims_text gives them. */
bool visit_says(const json_t *claim, const uint8_t digest[CLAIMS_DIGEST])
{
    static const char *const keys[] = {"id",    "claim",   "control", "how",
                                       "check", "at_most", "limit"};
    AUTO(buf) struct buf text = {.max = LIMIT_CLAIMS};
    uint8_t shown[CLAIMS_DIGEST];
    struct jot j = jot_start(&text);
    jot_object(&j);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        jot_put_text(&j, keys[i], text_of(claim, keys[i]));
    }
    jot_object_end(&j);
    if (buf_status(&text) != ERR_OK) {
        return false;
    }
    digest_of(buf_span(&text), shown);
    return memcmp(shown, digest, sizeof(shown)) == 0;
}

/* NULL: as the ledger says. */
static const char *differs(struct visit *v, const struct claimed_row *row, const json_t *claim,
                           size_t *newer)
{
    uint64_t entry = 0;
    const char *said = json_string_value(json_object_get(claim, "entry"));
    if (said == NULL) {
        return v->story.claimed.count == 0 ? NULL : "has no entry";
    }
    if (text_u64(span_text(said), INT64_MAX, &entry) != ERR_OK) {
        return "names an entry that is none";
    }
    if (entry >= v->checkpoint.size) {
        struct tlog_member is = {.key = span_text("claim"),
                                 .value = span_text(text_of(claim, "id"))};
        (*newer)++;
        return visit_is_later(v, entry, TLOG_KIND_CLAIM, &is) ? NULL
                                                              : "names an entry that is not there";
    }
    if (row == NULL || row->is.entry != entry) {
        return "is not by the entry that it names";
    }
    if (strcmp(text_of(claim, "state"), claims_state_name(row->is.state)) != 0) {
        return "stands otherwise";
    }
    if (json_integer_value(json_object_get(claim, "since_ms")) != row->is.time_ms) {
        return "is so since another time";
    }
    return visit_says(claim, row->digest) ? NULL : "has other words";
}

static bool say(char *out, size_t size, const char *name, const char *how)
{
    char plain[48];
    (void)snprintf(out, size, "\"%s\" %s", plain_text(span_text(name), plain, sizeof(plain)), how);
    return false;
}

bool visit_claimed(struct visit *v, const struct json_t *claims, size_t *out_newer, char *out,
                   size_t size)
{
    struct claimed *c = &v->story.claimed;
    bool matched[CLAIMS_KEPT] = {false};
    size_t i = 0;
    const json_t *claim = NULL;
    if (v->story.claimed_other) {
        (void)snprintf(out, size, "it has an entry of a claim that can be none");
        return false;
    }
    json_array_foreach(claims, i, claim)
    {
        const char *name = text_of(claim, "id");
        const struct claimed_row *row = row_of(c, span_text(name));
        const char *how = differs(v, row, claim, out_newer);
        if (how == NULL && row != NULL && matched[row - c->rows]) {
            how = "is shown twice";
        }
        if (how != NULL) {
            return say(out, size, name, how);
        }
        if (row != NULL) {
            matched[row - c->rows] = true;
        }
    }
    for (i = 0; i < c->count; i++) {
        if (!matched[i] && c->rows[i].is.state != CLAIMS_WITHDRAWN) {
            return say(out, size, c->rows[i].name, "is in it, and is not shown");
        }
    }
    return true;
}
