/* claims.c: what the region claims in public, for programs and as a page that needs no script. */
#include "claims.h"
#include "claims_book.h"
#include "edged.h"
#include "handlers.h"
#include "shell.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_markup.h"
#include "base_time.h"
#include "sum.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char mark[] = "<!--claims-->";
static const char bare[] =
    "<!doctype html><html lang=\"en\"><title>What this region claims</title><!--claims--></html>\n";

/* What the ledger says of the claims; nothing, while custodiand has shown nothing. */
static enum err read_book(const struct edged *e, struct claims_book *out_book)
{
    AUTO(buf) struct buf text = {.max = CLAIMS_BOOK_MAX};
    enum err err = e->ledger_fd < 0 ? ERR_NOT_FOUND : file_read_all(e->ledger_fd, "claims", &text);
    if (err == ERR_NOT_FOUND) {
        *out_book = (struct claims_book){.count = 0};
        return ERR_OK;
    }
    TRY(err);
    return claims_book_decode(buf_span(&text), out_book);
}

/* Whether the ledger says all that this program claims, in these words, and no claim more. Where a
 * custodiand of another build wrote last, and this one is not that far yet, it does not. */
static enum err check_book(const struct claims_book *book)
{
    const struct claims_row *row = NULL;
    uint8_t digest[CLAIMS_DIGEST];
    size_t made = 0;
    size_t said = 0;
    for (; (row = claims_at(made)) != NULL; made++) {
        AUTO(buf) struct buf text = {.max = 4 * KIB};
        const struct claims_record *record = claims_book_find(book, span_text(row->id));
        TRY(claims_text(row, &text));
        sum_once(SUM_SHA256, buf_span(&text), digest);
        if (record == NULL || memcmp(record->digest, digest, sizeof(digest)) != 0) {
            return ERR_BUSY;
        }
    }
    for (size_t i = 0; i < book->count; i++) {
        said += book->records[i].changes[0].state == CLAIMS_WITHDRAWN ? 0 : 1;
    }
    return said == made ? ERR_OK : ERR_BUSY;
}

/* As the ledger says; what it does not say yet is no more than the least that is known. */
static enum claims_state state_of(const struct claims_row *row, const struct claims_record *record)
{
    static const struct claims_facts nothing = {.events_lost = false};
    return record != NULL ? record->changes[0].state : claims_state_of(row, &nothing);
}

static void put_entry(struct jot *j, uint64_t entry)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRIu64, entry);
    jot_put_text(j, "entry", text);
}

static void put_changes(struct jot *j, const struct claims_record *record)
{
    put_entry(j, record->changes[0].entry);
    jot_put_int(j, "since_ms", record->changes[0].time_ms);
    jot_key(j, "changes");
    jot_array(j);
    for (size_t i = 0; i < record->count; i++) {
        jot_object(j);
        put_entry(j, record->changes[i].entry);
        jot_put_text(j, "state", claims_state_name(record->changes[i].state));
        jot_put_int(j, "time_ms", record->changes[i].time_ms);
        jot_object_end(j);
    }
    jot_array_end(j);
}

enum err get_claims(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)r;
    AUTO(buf) struct buf body = {.max = LIMIT_CLAIMS};
    const struct claims_row *row = NULL;
    struct claims_book book;
    TRY(read_book(app, &book));
    TRY(check_book(&book));
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_int(&j, "time_ms", time_wall_ms());
    jot_key(&j, "claims");
    jot_array(&j);
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        jot_object(&j);
        claims_members(&j, row);
        const struct claims_record *record = claims_book_find(&book, span_text(row->id));
        jot_put_text(&j, "state", claims_state_name(state_of(row, record)));
        if (record != NULL) {
            put_changes(&j, record);
        }
        jot_object_end(&j);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* Since when it is so, and what it was before. */
static void put_history(const struct claims_record *record, struct buf *out)
{
    for (size_t i = 0; record != NULL && i < record->count; i++) {
        const struct claims_change *change = &record->changes[i];
        char when[TIME_ISO_SIZE];
        char entry[24];
        time_iso(change->time_ms, when);
        (void)snprintf(entry, sizeof(entry), "%" PRIu64, change->entry);
        (void)markup_join(out, (const char *const[]){i == 0   ? " By the ledger, "
                                                     : i == 1 ? "; before that, "
                                                              : ", ",
                                                     claims_state_name(change->state), " since ",
                                                     when, " (entry ", entry, ")", NULL});
    }
    (void)buf_append_text(out, record == NULL ? "" : ".");
}

static void put_row(const struct claims_row *row, const struct claims_record *record,
                    struct buf *out)
{
    static const char *const does[] = {
        [CLAIMS_PREVENTS] = ". That prevents that it is otherwise. ",
        [CLAIMS_DETECTS] = ". That detects that it is otherwise. ",
        [CLAIMS_RECORDS] = ". That records it. ",
    };
    const char *state = claims_state_name(state_of(row, record));
    bool yet = strcmp(row->at_most, "FALSE") != 0;
    (void)markup_join(out, (const char *const[]){"<li class=\"claim\" id=\"", row->id,
                                                 "\"><span class=\"claim-state\" data-state=\"",
                                                 state, "\">", state, "</span><span><strong>",
                                                 row->claim, "</strong> Behind it: ", row->control,
                                                 yet ? does[row->how] : ". ", NULL});
    if (yet) {
        (void)markup_join(out, (const char *const[]){"From outside, at most ", row->at_most,
                                                     ", by the check <code>", row->check,
                                                     "</code>. ", NULL});
    }
    (void)markup_join(out, (const char *const[]){"What limits it: ", row->limit, NULL});
    put_history(record, out);
    (void)buf_append_text(out, "</span></li>");
}

static enum err put_rows(const struct edged *e, struct buf *out)
{
    char now[TIME_ISO_SIZE];
    const struct claims_row *row = NULL;
    struct claims_book book;
    TRY(read_book(e, &book));
    time_iso(time_wall_ms(), now);
    (void)markup_join(
        out, (const char *const[]){"<p>As of ", now,
                                   ". Each change of a claim, and of how it stands, is an entry "
                                   "of the ledger.</p><ul class=\"claims\">",
                                   "", NULL});
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        put_row(row, claims_book_find(&book, span_text(row->id)), out);
    }
    return buf_append_text(out, "</ul>");
}

enum err get_claims_page(void *app, const struct web_request *r, struct web_answer *a)
{
    const struct edged *e = app;
    AUTO(buf) struct buf page = {.max = LIMIT_CLAIMS};
    AUTO(buf) struct buf out = {.max = 2 * LIMIT_CLAIMS};
    enum err err = e->www_fd < 0 ? ERR_NOT_FOUND : file_read_all(e->www_fd, "claims.html", &page);
    if (err == ERR_NOT_FOUND) {
        err = buf_append_text(&page, bare);
    }
    TRY(err);
    const uint8_t *at = memmem(page.ptr, page.len, mark, sizeof(mark) - 1);
    if (at == NULL) {
        return ERR_FORMAT;
    }
    size_t before = (size_t)(at - page.ptr);
    (void)buf_append(&out, page.ptr, before);
    TRY(put_rows(e, &out));
    before += sizeof(mark) - 1;
    (void)buf_append(&out, page.ptr + before, page.len - before);
    web_answer_status(a, 200);
    return shell_answer(r, a, "text/html; charset=utf-8", &out);
}
