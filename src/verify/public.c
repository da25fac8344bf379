/* public.c: how the claims stand that a region makes in public, and whether it shows any as more.
 */
#include "inside.h"

#include "base_limits.h"
#include "base_time.h"
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* FALSE, asserted, sampled, proven: each says more than the one before. */
static unsigned rank_of(enum word word)
{
    return word == WORD_FALSE ? 0 : WORD_COUNT_ - (unsigned)word;
}

/* WORD_COUNT_: none of the four. */
static enum word word_of(const char *text)
{
    unsigned word = 0;
    while (word < WORD_COUNT_ &&
           (text == NULL || strcmp(text, report_word((enum word)word)) != 0)) {
        word++;
    }
    return (enum word)word;
}

enum word report_public(const struct report *r, const struct claims_row *row)
{
    enum word word = word_of(row->at_most);
    bool ran = false;
    for (size_t i = 0; i < r->count; i++) {
        const struct claim *claim = &r->claims[i];
        if (strcmp(report_check(claim->check), row->check) == 0) {
            ran = true;
            word = rank_of(claim->word) < rank_of(word) ? claim->word : word;
        }
    }
    return ran || word == WORD_FALSE ? word : WORD_ASSERTED;
}

static const struct claims_row *row_of(const char *id)
{
    const struct claims_row *row = NULL;
    size_t i = 0;
    while ((row = claims_at(i)) != NULL && (id == NULL || strcmp(id, row->id) != 0)) {
        i++;
    }
    return row;
}

/* Whether the service claims what this program knows by that name, in the same words. */
static bool own_words(const struct claims_row *row, const json_t *claim)
{
    AUTO(buf) struct buf text = {.max = LIMIT_CLAIMS};
    uint8_t digest[DIGEST_SIZE];
    if (row == NULL || claims_text(row, &text) != ERR_OK) {
        return false;
    }
    digest_of(buf_span(&text), digest);
    return visit_says(claim, digest);
}

/* What is checked by a name is checked in this program's words: of others nothing is known. */
static void say_others(struct report *r, const json_t *claims)
{
    size_t i = 0;
    size_t others = 0;
    const json_t *claim = NULL;
    char first[48] = "";
    json_array_foreach(claims, i, claim)
    {
        const char *id = json_string_value(json_object_get(claim, "id"));
        if (!own_words(row_of(id), claim) && others++ == 0) {
            (void)plain_text(span_text(id == NULL ? "" : id), first, sizeof(first));
        }
    }
    if (others > 0) {
        report_say(r, CHECK_CLAIMS, WORD_ASSERTED,
                   "%zu of its claims are not in the words that this program checks: nothing is "
                   "known of them; the first is \"%s\"",
                   others, first);
    }
}

/* The first claim that is shown as more than this visit makes of it, in words. */
static bool find_more(const struct report *r, const json_t *claims, char *out, size_t size)
{
    size_t i = 0;
    const json_t *claim = NULL;
    json_array_foreach(claims, i, claim)
    {
        char plain[48];
        const char *id = json_string_value(json_object_get(claim, "id"));
        const char *state = json_string_value(json_object_get(claim, "state"));
        const struct claims_row *row = row_of(id);
        enum word shown = word_of(state);
        if (shown == WORD_COUNT_) {
            (void)snprintf(out, size, "a claim has none of the four words");
            return true;
        }
        bool own = own_words(row, claim); /* others are not checked here */
        enum word is = own ? report_public(r, row) : WORD_ASSERTED;
        if (rank_of(shown) > rank_of(is)) {
            (void)snprintf(out, size, "\"%s\" is shown as %s, and is %s",
                           plain_text(span_text(id == NULL ? "" : id), plain, sizeof(plain)),
                           report_word(shown), report_word(is));
            return true;
        }
    }
    return false;
}

/* What the ledger says of the claims, and what of that is new to whoever looked before. */
static void say_history(struct visit *v, size_t newer)
{
    const struct claimed *c = &v->story.claimed;
    char when[TIME_ISO_SIZE];
    if (c->count == 0) {
        report_say(&v->report, CHECK_CLAIMS, WORD_ASSERTED,
                   "its ledger does not say since when its claims are as they are");
        return;
    }
    if (newer > 0) {
        report_say(&v->report, CHECK_CLAIMS, WORD_ASSERTED,
                   "%zu of its claims are by entries that came while the ledger was read: the next "
                   "visit compares them",
                   newer);
    } else {
        report_say(
            &v->report, CHECK_CLAIMS, WORD_PROVEN,
            "each of the claims is shown as its ledger says, since when the ledger says, in the "
            "same words, and none that the ledger has is left out");
    }
    for (size_t i = 0; i < c->count && v->old != NULL; i++) {
        if (c->rows[i].is.entry >= v->old->edge.size) {
            time_iso(c->rows[i].is.time_ms, when);
            report_say(&v->report, CHECK_CLAIMS, WORD_ASSERTED,
                       "new since your last visit: the claim \"%s\" is %s since %s (entry "
                       "%" PRIu64 ")",
                       c->rows[i].name, claims_state_name(c->rows[i].is.state), when,
                       c->rows[i].is.entry);
        }
    }
}

static int64_t newest_of(const struct claimed *c)
{
    int64_t newest_ms = 0;
    for (size_t i = 0; i < c->count; i++) {
        newest_ms = c->rows[i].is.time_ms > newest_ms ? c->rows[i].is.time_ms : newest_ms;
    }
    return newest_ms;
}

/* Nothing is shown. */
static void say_none(struct visit *v)
{
    const struct claimed *c = &v->story.claimed;
    size_t made = 0;
    for (size_t i = 0; i < c->count; i++) {
        made += c->rows[i].is.state == CLAIMS_WITHDRAWN ? 0 : 1;
    }
    if (v->fetcher.source.live && made > 0) {
        report_say(&v->report, CHECK_CLAIMS, WORD_FALSE,
                   "what the service shows of its claims is what its ledger says of them: it shows "
                   "none of %zu",
                   made);
        return;
    }
    report_say(&v->report, CHECK_CLAIMS, WORD_ASSERTED, "%s",
               v->fetcher.source.live ? "the service shows no claims of its own"
                                      : "the copy holds no claims that were shown");
}

/* What the service shows of its claims, compared. false: once more, since it may be on its way. */
static bool look_at(struct visit *v, const json_t *claims, int64_t *until_ms)
{
    struct report *r = &v->report;
    char why[160] = "";
    size_t newer = 0;
    if (!json_is_array(claims)) {
        report_say(r, CHECK_CLAIMS, WORD_FALSE,
                   "/api/v1/claims says what the service claims: it does not");
    } else if (find_more(r, claims, why, sizeof(why))) {
        report_say(r, CHECK_CLAIMS, WORD_FALSE,
                   "no claim is shown as more than this visit makes of it: %s", why);
    } else if (!visit_claimed(v, claims, &newer, why, sizeof(why))) {
        if (visit_waits(v, newest_of(&v->story.claimed), until_ms)) {
            return false;
        }
        report_say(r, CHECK_CLAIMS, WORD_FALSE,
                   "what the service shows of its claims is what its ledger says of them: %s", why);
    } else {
        report_say(r, CHECK_CLAIMS, WORD_PROVEN,
                   "none of its %zu claims is shown as more than this visit makes of it",
                   json_array_size(claims));
        say_history(v, newer);
        say_others(r, claims);
    }
    return true;
}

void visit_public(struct visit *v)
{
    int64_t until_ms = 0;
    for (bool done = false; !done;) {
        AUTO(buf) struct buf text = {.max = LIMIT_CLAIMS};
        enum err err = fetcher_get(&v->fetcher, "/api/v1/claims", LIMIT_CLAIMS, &text);
        if (err == ERR_NOT_FOUND) {
            say_none(v);
            return;
        }
        if (err == ERR_GONE) {
            visit_lacks(v, CHECK_CLAIMS, "its claims");
            return;
        }
        const char *bytes = (const char *)text.ptr;
        AUTO(json_free)
        json_t *root =
            err != ERR_OK ? NULL : json_loadb(bytes, text.len, JSON_REJECT_DUPLICATES, NULL);
        done = look_at(v, json_object_get(root, "claims"), &until_ms);
    }
}
