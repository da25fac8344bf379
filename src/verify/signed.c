/*
 * signed.c: whether members signed what the ledger says that they decided: the statements of the
 * newest decisions that hold are asked for, which name nobody and which everybody may read.
 */
#include "inside.h"

#include "approval_statement.h"
#include "base_limits.h"
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 64 * 1024, ASKED = 32, PATH_ROOM = 64 };

static void text_free_auto(char **text)
{
    free(*text);
}

/* The envelope of a page, in its one form again. ERR_NOT_FOUND: it was lost, and the page says so.
 */
static enum err envelope_of(const struct buf *page, struct buf *out)
{
    AUTO(json_free)
    json_t *root = json_loadb((const char *)page->ptr, page->len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *envelope = json_object_get(root, "envelope");
    if (json_is_null(envelope)) {
        return ERR_NOT_FOUND;
    }
    if (!json_is_object(envelope)) {
        return ERR_FORMAT;
    }
    AUTO(text_free) char *text = json_dumps(envelope, JSON_COMPACT);
    return text == NULL ? ERR_NOMEM : buf_append_text(out, text);
}

/* What a decision of the ledger has in common with what was signed; NULL, or what it has not. */
static const char *fault_of(const struct decided_row *row, const struct approval_decision *said)
{
    if (strcmp(said->object, row->object) != 0) {
        return "is of another object than its member signed";
    }
    if (policy_leads_to(said->action) != row->state) {
        return "leaves its object otherwise than its member signed";
    }
    return decided_has_label(row, said->label) ? NULL : "has another label than its member signed";
}

/* *out_fault: NULL: it is the member's. */
static enum err check_envelope(const struct decided_row *row, struct span text,
                               const char **out_fault)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    struct approval_envelope envelope;
    struct approval_statement said;
    uint8_t digest[DIGEST_SIZE];
    enum err err = approval_envelope_decode(text, &payload, &envelope);
    if (err == ERR_NOMEM) {
        return err;
    }
    *out_fault = NULL;
    if (err != ERR_OK) {
        *out_fault = "has a statement that is malformed";
        return ERR_OK;
    }
    digest_of(buf_span(&payload), digest);
    if (memcmp(envelope.key, row->key, sizeof(envelope.key)) != 0 ||
        approval_verify(&envelope, buf_span(&payload)) != ERR_OK) {
        *out_fault = "was not signed by the member whose key its entry has";
    } else if (row->has_digest && memcmp(digest, row->digest, sizeof(digest)) != 0) {
        *out_fault = "has another statement than its entry names";
    } else if (approval_statement_decode(buf_span(&payload), &said) != ERR_OK ||
               said.type != APPROVAL_IS_DECISION) {
        *out_fault = "has a statement that decides nothing";
    } else {
        *out_fault = fault_of(row, &said.decision);
    }
    return ERR_OK;
}

/* ERR_NOT_FOUND: there is no statement to be had. ERR_GONE: nobody answers, or without memory. */
static enum err ask(struct visit *v, const struct decided_row *row, const char **out_fault)
{
    char path[PATH_ROOM];
    AUTO(buf) struct buf page = {.max = PAGE_MAX};
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    (void)snprintf(path, sizeof(path), "/api/v1/decisions/%" PRIu64, row->number);
    enum err err = fetcher_get(&v->fetcher, path, PAGE_MAX, &page);
    if (err != ERR_OK) {
        return err == ERR_GONE ? ERR_GONE : ERR_NOT_FOUND;
    }
    err = envelope_of(&page, &text);
    if (err == ERR_FORMAT || err == ERR_LIMIT) {
        *out_fault = "has a statement that is malformed";
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = check_envelope(row, buf_span(&text), out_fault);
    }
    return err == ERR_NOMEM ? ERR_GONE : err;
}

void visit_signed(struct visit *v)
{
    const struct decided *d = &v->story.decided;
    size_t checked = 0;
    size_t lacking = 0;
    if (!v->fetcher.source.live || d->count == 0 || approval_ready() != ERR_OK) {
        return;
    }
    for (size_t i = d->count; i > 0 && checked + lacking < ASKED; i--) {
        const char *fault = NULL;
        enum err err = ask(v, &d->rows[i - 1], &fault);
        if (err == ERR_GONE) {
            visit_lacks(v, CHECK_DECISIONS, "what members of the office signed");
            return;
        }
        if (fault != NULL) {
            report_say(&v->report, CHECK_DECISIONS, WORD_FALSE,
                       "each decision was signed by the member whom its entry names: decision "
                       "%" PRIu64 " %s",
                       d->rows[i - 1].number, fault);
            return;
        }
        checked += err == ERR_OK ? 1 : 0;
        lacking += err == ERR_OK ? 0 : 1;
    }
    if (checked == d->count) {
        report_say(&v->report, CHECK_DECISIONS, WORD_PROVEN,
                   "each of the %zu decisions that hold was signed by the member whose key its "
                   "entry has",
                   checked);
    } else if (checked > 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_SAMPLED,
                   "of the decisions that hold, the newest %zu that have a statement were asked "
                   "for: each was signed by the member whose key its entry has",
                   checked);
    }
    if (lacking > 0) {
        report_say(&v->report, CHECK_DECISIONS, WORD_ASSERTED,
                   "that members signed %zu more of the decisions: the service shows no statement "
                   "of them",
                   lacking);
    }
}
