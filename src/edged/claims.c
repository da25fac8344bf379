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
static void put_history(enum language language, const struct claims_record *record, struct buf *out)
{
    for (size_t i = 0; record != NULL && i < record->count; i++) {
        const struct claims_change *change = &record->changes[i];
        enum word word = i == 0   ? WORD_CLAIM_SINCE
                         : i == 1 ? WORD_CLAIM_BEFORE
                                  : WORD_CLAIM_EARLIER;
        char when[WORDS_MOMENT];
        char entry[24];
        words_moment(language, change->time_ms, when);
        (void)snprintf(entry, sizeof(entry), "%" PRIu64, change->entry);
        (void)words_put(out, language, word,
                        (const char *const[]){
                            words_named(language, claims_state_name(change->state)), when, entry});
    }
    (void)buf_append_text(out, record == NULL ? "" : ".");
}

static void put_row(enum language language, const struct claims_row *row,
                    const struct claims_record *record, struct buf *out)
{
    static const enum word does[] = {
        [CLAIMS_PREVENTS] = WORD_CLAIM_PREVENTS,
        [CLAIMS_DETECTS] = WORD_CLAIM_DETECTS,
        [CLAIMS_RECORDS] = WORD_CLAIM_RECORDS,
    };
    const char *state = claims_state_name(state_of(row, record));
    bool yet = strcmp(row->at_most, "FALSE") != 0;
    (void)markup_join(
        out, (const char *const[]){"<li class=\"claim\" id=\"", row->id,
                                   "\"><span class=\"claim-state\" data-state=\"", state, "\">",
                                   words_named(language, state), "</span><span><strong>",
                                   words_named(language, row->claim), "</strong> ", NULL});
    (void)words_put(out, language, yet ? does[row->how] : WORD_CLAIM_NOT_YET,
                    (const char *const[]){words_named(language, row->control)});
    if (yet) {
        (void)words_put(out, language, WORD_CLAIM_OUTSIDE,
                        (const char *const[]){words_named(language, row->at_most), row->check});
    }
    (void)words_put(out, language, WORD_CLAIM_LIMIT,
                    (const char *const[]){words_named(language, row->limit)});
    put_history(language, record, out);
    (void)buf_append_text(out, "</span></li>");
}

static enum err put_rows(const struct edged *e, enum language language, struct buf *out)
{
    char now[WORDS_MOMENT];
    const struct claims_row *row = NULL;
    struct claims_book book;
    TRY(read_book(e, &book));
    words_moment(language, time_wall_ms(), now);
    (void)buf_append_text(out, "<p>");
    (void)words_put(out, language, WORD_CLAIMS_NOW, (const char *const[]){now});
    (void)buf_append_text(out, "</p><ul class=\"claims\">");
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        put_row(language, row, claims_book_find(&book, span_text(row->id)), out);
    }
    return buf_append_text(out, "</ul>");
}

/* Where the app's page for them is not there. */
static enum err put_bare(struct buf *out, enum language language)
{
    (void)shell_bare(out, language);
    (void)markup_join(
        out, (const char *const[]){"<title>", words_of(language, WORD_CLAIMS), "</title>", NULL});
    (void)buf_append_text(out, mark);
    return buf_append_text(out, "</html>\n");
}

enum err get_claims_page(void *app, const struct web_request *r, struct web_answer *a)
{
    const struct edged *e = app;
    AUTO(buf) struct buf page = {.max = LIMIT_CLAIMS};
    AUTO(buf) struct buf out = {.max = 2 * LIMIT_CLAIMS};
    char file[TONGUE_FILE];
    enum language language = tongue_of(r).language;
    tongue_page(language, "claims", file);
    enum err err = e->www_fd < 0 ? ERR_NOT_FOUND : file_read_all(e->www_fd, file, &page);
    if (err == ERR_NOT_FOUND) {
        err = put_bare(&page, language);
    }
    TRY(err);
    const uint8_t *at = memmem(page.ptr, page.len, mark, sizeof(mark) - 1);
    if (at == NULL) {
        return ERR_FORMAT;
    }
    size_t before = (size_t)(at - page.ptr);
    (void)buf_append(&out, page.ptr, before);
    TRY(put_rows(e, language, &out));
    before += sizeof(mark) - 1;
    (void)buf_append(&out, page.ptr + before, page.len - before);
    web_answer_status(a, 200);
    (void)tongue_say(a, language);
    return shell_answer(r, a, "text/html; charset=utf-8", &out);
}
