/* receipt.c: whether an entry is there that a person's receipt opens. */
#include "inside.h"

#include "base_file.h"
#include "base_text.h"
#include "base_time.h"
#include "digest.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool has_digest(const struct tlog_entry *e, const char *key, const uint8_t want[DIGEST_SIZE])
{
    uint8_t got[DIGEST_SIZE];
    return tlog_entry_hex(e, key, got, sizeof(got)) == ERR_OK &&
           memcmp(got, want, sizeof(got)) == 0;
}

static bool is_erasure(const struct receipt *receipt, const struct tlog_entry *e)
{
    uint8_t bound[RECEIPT_ERASURE_BOUND];
    uint8_t commitment[DIGEST_SIZE];
    if (!span_is(e->type, tlog_kind_type(TLOG_KIND_ERASURE))) {
        return false;
    }
    receipt_erasure_bound(receipt->salt, receipt->person, bound);
    digest_of(span_of(bound, sizeof(bound)), commitment);
    return has_digest(e, "subject", commitment);
}

static bool is_answer(const struct receipt *receipt, const struct tlog_entry *e)
{
    AUTO(buf) struct buf bound = {.max = RECEIPT_BOUND};
    uint8_t commitment[DIGEST_SIZE];
    int64_t decision = 0;
    if (!span_is(e->type, tlog_kind_type(TLOG_KIND_ANSWER)) ||
        tlog_entry_int(e, "decision", &decision) != ERR_OK || decision != receipt->decision ||
        receipt_answer_bound(receipt, &bound) != ERR_OK) {
        return false;
    }
    digest_of(buf_span(&bound), commitment);
    return has_digest(e, "commitment", commitment);
}

/* NULL: it is that decision, and its reason is the one that the receipt has. */
static const char *not_decision(const struct receipt *receipt, const struct tlog_entry *e)
{
    uint8_t digest[DIGEST_SIZE];
    struct tlog_entry statement;
    digest_of(receipt->statement, digest);
    if (!span_is(e->type, tlog_kind_type(TLOG_KIND_DECISION)) || !has_digest(e, "digest", digest)) {
        return "it is of another statement";
    }
    digest_of(receipt->opening, digest);
    if (tlog_entry_decode(receipt->statement, &statement) != ERR_OK ||
        !has_digest(&statement, "opening", digest)) {
        return "the statement was given for another reason";
    }
    return NULL;
}

void story_receipt(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    const struct receipt *receipt = s->receipt;
    bool meant = receipt != NULL && (receipt->kind == RECEIPT_DECISION  ? receipt->entry == index
                                     : receipt->kind == RECEIPT_ERASURE ? is_erasure(receipt, e)
                                                                        : is_answer(receipt, e));
    if (!meant) {
        return;
    }
    s->receipt_why = receipt->kind == RECEIPT_DECISION ? not_decision(receipt, e) : NULL;
    s->receipt_met = true;
    s->receipt_entry = index;
    if (tlog_entry_int(e, "time_ms", &s->receipt_ms) != ERR_OK) {
        s->receipt_ms = 0;
    }
}

enum err visit_receipt_load(struct visit *v)
{
    const char *path = v->options.receipt_path;
    if (path == NULL) {
        return ERR_OK;
    }
    v->receipt_text.max = RECEIPT_MAX;
    TRY(file_read_all(AT_FDCWD, path, &v->receipt_text));
    TRY(receipt_decode(buf_span(&v->receipt_text), &v->receipt));
    v->story.receipt = &v->receipt;
    return ERR_OK;
}

/* A copy is as old as it likes: what it lacks says nothing of the service. */
static bool is_behind(const struct visit *v)
{
    const struct story *s = &v->story;
    return !v->fetcher.source.live && !s->receipt_met &&
           (s->receipt->kind != RECEIPT_DECISION || s->receipt->entry >= v->checkpoint.size);
}

/* Of an answer: its entry is looked for by what it commits to. */
static void say_answer(struct visit *v, const char *when)
{
    const struct story *s = &v->story;
    if (s->receipt_met) {
        report_say(&v->report, CHECK_RECEIPT, WORD_PROVEN,
                   "entry %" PRIu64 ", of %s, says that decision %" PRId64
                   " was answered, in the words that your receipt is of, word for word",
                   s->receipt_entry, when, s->receipt->decision);
    } else {
        report_say(&v->report, CHECK_RECEIPT, WORD_FALSE,
                   "an entry says that decision %" PRId64
                   " was answered in the words that your receipt is of: none does",
                   s->receipt->decision);
    }
}

void visit_receipt(struct visit *v)
{
    const struct story *s = &v->story;
    char when[TIME_ISO_SIZE];
    if (s->receipt == NULL) {
        return;
    }
    time_iso(s->receipt_ms, when);
    if (is_behind(v)) {
        report_say(&v->report, CHECK_RECEIPT, WORD_ASSERTED,
                   "the copy, of %" PRIu64 " entries, does not have the entry that your receipt is "
                   "of: it may be older than that",
                   v->checkpoint.size);
        v->exit = v->exit == VERIFY_OK ? VERIFY_UNREACHABLE : v->exit;
    } else if (s->receipt->kind == RECEIPT_ANSWER) {
        say_answer(v, when);
    } else if (s->receipt->kind == RECEIPT_ERASURE && !s->receipt_met) {
        report_say(&v->report, CHECK_RECEIPT, WORD_FALSE,
                   "an entry says that the data of whom your receipt is of were destroyed: none "
                   "does, or not yet");
    } else if (s->receipt->kind == RECEIPT_ERASURE) {
        report_say(&v->report, CHECK_RECEIPT, WORD_PROVEN,
                   "entry %" PRIu64 ", of %s, says that the data of person %" PRId64
                   ", whom your receipt is of, were destroyed",
                   s->receipt_entry, when, s->receipt->person);
    } else if (!s->receipt_met || s->receipt_why != NULL) {
        report_say(&v->report, CHECK_RECEIPT, WORD_FALSE,
                   "entry %" PRIu64 " is the decision that your receipt is of: %s",
                   s->receipt->entry, s->receipt_met ? s->receipt_why : "there is no such entry");
    } else {
        report_say(&v->report, CHECK_RECEIPT, WORD_PROVEN,
                   "entry %" PRIu64 ", of %s, is the decision that your receipt is of, for the "
                   "reason that you were given, word for word",
                   s->receipt_entry, when);
    }
}
