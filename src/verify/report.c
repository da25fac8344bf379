/* report.c: claims, each with one of the four words, for people and as JSON. */
#include "verify_visit.h"

#include "base_json.h"
#include "base_time.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
#define WORD_ROW(name, text) text,
    WORD_TABLE(WORD_ROW)
#undef WORD_ROW
};

static const char *const checks[] = {
#define CHECK_ROW(name, json, question) json,
    CHECK_TABLE(CHECK_ROW)
#undef CHECK_ROW
};

static const char *const verdicts[] = {
    [VERIFY_OK] = "HOLDS: everything that can be checked from outside is as the service says.",
    [VERIFY_FALSE] = "FALSE: something that the service says is not so.",
    [VERIFY_USAGE] = "NOTHING was checked.",
    [VERIFY_FORK] = "FORK: the service has signed two histories that can't both be true.",
    [VERIFY_ROLLBACK] = "ROLLBACK: the service shows an older ledger than the one seen before.",
    [VERIFY_STALE] = "STALE: the ledger holds, but nothing recent is in it.",
    [VERIFY_UNREACHABLE] = "UNREACHABLE: the service, or a file of its ledger, could not be had.",
};

const char *report_word(enum word word)
{
    return words[word];
}

const char *report_check(enum check check)
{
    return checks[check];
}

const char *report_verdict(enum verify_exit exit)
{
    return verdicts[exit];
}

void report_say(struct report *r, enum check check, enum word word, const char *format, ...)
{
    if (r->count == CLAIMS && word != WORD_FALSE) {
        return;
    }
    struct claim *claim = &r->claims[r->count < CLAIMS ? r->count++ : CLAIMS - 1];
    claim->check = check;
    claim->word = word;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(claim->text, sizeof(claim->text), format, args);
    va_end(args);
}

bool report_has_false(const struct report *r, enum check but)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->claims[i].word == WORD_FALSE && r->claims[i].check != but) {
            return true;
        }
    }
    return false;
}

/* What counts what happened between two visits: there a number is the news. */
static bool counts(enum check check)
{
    return check == CHECK_PROCESSES || check == CHECK_ROOM || check == CHECK_LOST ||
           check == CHECK_KEYS || check == CHECK_ERASURES || check == CHECK_COPIES ||
           check == CHECK_OFFICE || check == CHECK_ASKED;
}

/* But for digits. */
static bool same_words(const char *a, const char *b)
{
    static const char digits[] = "0123456789";
    for (;; a++, b++) {
        a += strspn(a, digits);
        b += strspn(b, digits);
        if (*a != *b || *a == '\0') {
            return *a == *b;
        }
    }
}

static bool tells_same(const struct claim *was, const struct claim *is)
{
    if (is->check == CHECK_AGE &&
        is->word == WORD_FALSE) { /* behind that are minutes, which pass */
        return strncmp(was->text, is->text, strcspn(is->text, ":")) == 0;
    }
    bool exactly =
        is->word == WORD_FALSE || counts(is->check) || strncmp(is->text, "silent from", 11) == 0;
    return exactly ? strcmp(was->text, is->text) == 0 : same_words(was->text, is->text);
}

bool report_is_news(const struct report *before, const struct claim *claim)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct claim *was = &before->claims[i];
        if (was->check == claim->check && was->word == claim->word && tells_same(was, claim)) {
            return false;
        }
    }
    return true;
}

const char *plain_text(struct span bytes, char *out, size_t size)
{
    size_t len = bytes.len < size - 1 ? bytes.len : size - 1;
    for (size_t i = 0; i < len; i++) {
        out[i] = bytes.ptr[i] >= 0x20 && bytes.ptr[i] < 0x7f ? (char)bytes.ptr[i] : '?';
    }
    out[len] = '\0';
    return out;
}

void report_claim_print(const struct claim *claim)
{
    enum { INDENT = 11, WIDTH = 80 };
    (void)printf("%-*s", INDENT, words[claim->word]);
    size_t column = INDENT;
    for (const char *at = claim->text; *at != '\0';) {
        size_t len = strcspn(at, " ");
        if (column > INDENT && column + 1 + len > WIDTH) {
            (void)printf("\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            (void)printf(" ");
            column++;
        }
        (void)printf("%.*s", (int)len, at);
        column += len;
        at += len;
        at += strspn(at, " ");
    }
    (void)printf("\n");
}

static size_t count_of(const struct report *r, enum word word)
{
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) {
        count += r->claims[i].word == word ? 1 : 0;
    }
    return count;
}

static const char *vkey_text(const struct visit *v, struct buf *out)
{
    out->max = KIB;
    bool there = v->now->vkey.name[0] != '\0';
    return there && tlog_vkey_encode(&v->now->vkey, out) == ERR_OK ? buf_text(out) : NULL;
}

static void print_head(const struct visit *v)
{
    char plain[KIB];
    char when[TIME_ISO_SIZE];
    AUTO(buf) struct buf vkey = {.max = 0};
    const char *key = vkey_text(v, &vkey);
    (void)printf("%s\n", report_verdict(v->exit));
    (void)printf("%zu claims are FALSE, %zu proven, %zu sampled, %zu only asserted.\n\n%s\n",
                 count_of(&v->report, WORD_FALSE), count_of(&v->report, WORD_PROVEN),
                 count_of(&v->report, WORD_SAMPLED), count_of(&v->report, WORD_ASSERTED),
                 v->fetcher.source.name);
    if (v->checkpoint.origin.len > 0) {
        (void)printf("ledger %s, %" PRIu64 " entries",
                     plain_text(v->checkpoint.origin, plain, sizeof(plain)), v->checkpoint.size);
        if (v->story.mark.time_ms > 0) {
            time_iso(v->story.mark.time_ms, when);
            (void)printf(", the newest of %s", when);
        }
        (void)printf("\n");
    }
    if (key != NULL) {
        (void)printf("key %s\n", plain_text(span_text(key), plain, sizeof(plain)));
    }
}

/* What the service claims in public, and what this visit makes of it. */
static void print_public(const struct report *r)
{
    const struct claims_row *row = NULL;
    (void)printf("\nWhat it claims in public, and what this visit makes of that:\n\n");
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        struct claim claim = {.word = report_public(r, row)};
        (void)snprintf(claim.text, sizeof(claim.text), "%s", row->claim);
        report_claim_print(&claim);
    }
}

/* The verdict first, then what is FALSE, proven, sampled, asserted; of each the most basic first.
 */
static void print_text(const struct visit *v)
{
    print_head(v);
    for (unsigned word = 0; word < WORD_COUNT_; word++) {
        bool first = true;
        for (size_t i = 0; i < v->report.count; i++) {
            if (v->report.claims[i].word == word) {
                (void)printf("%s", first ? "\n" : "");
                first = false;
                report_claim_print(&v->report.claims[i]);
            }
        }
    }
    if (v->whole) {
        print_public(&v->report);
    }
}

static void json_public(struct jot *j, const struct report *r)
{
    const struct claims_row *row = NULL;
    jot_key(j, "public_claims");
    jot_array(j);
    for (size_t i = 0; (row = claims_at(i)) != NULL; i++) {
        jot_object(j);
        claims_members(j, row);
        jot_put_text(j, "word", report_word(report_public(r, row)));
        jot_object_end(j);
    }
    jot_array_end(j);
}

static void json_story(struct jot *j, const struct story *s)
{
    jot_put_int(j, "entries_read", (int64_t)s->seen);
    jot_key(j, "kinds");
    jot_object(j);
    for (unsigned kind = 0; kind < TLOG_KIND_COUNT_; kind++) {
        jot_put_int(j, tlog_kind_type((enum tlog_kind)kind), (int64_t)s->kinds[kind]);
    }
    jot_object_end(j);
    jot_key(j, "silences");
    jot_array(j);
    for (uint64_t i = 0; i < s->silences && i < SILENCES_SHOWN; i++) {
        jot_object(j);
        jot_put_int(j, "from_ms", s->shown[i].from_ms);
        jot_put_int(j, "to_ms", s->shown[i].to_ms);
        jot_object_end(j);
    }
    jot_array_end(j);
    jot_put_int(j, "silences_in_all", (int64_t)s->mark.silences);
}

static void print_json(const struct visit *v)
{
    AUTO(buf) struct buf text = {.max = MIB};
    struct jot j = jot_start(&text);
    jot_object(&j);
    jot_put_int(&j, "version", 1);
    jot_put_text(&j, "url", v->fetcher.source.name);
    jot_put_int(&j, "exit", v->exit);
    jot_put_text(&j, "verdict", report_verdict(v->exit));
    jot_put_int(&j, "time_ms", v->now_ms);
    if (v->checkpoint.origin.len > 0) {
        jot_put_span(&j, "origin", v->checkpoint.origin);
        jot_put_int(&j, "size", (int64_t)v->checkpoint.size);
        jot_put_hex(&j, "root", tlog_hash_span(&v->checkpoint.root));
    }
    AUTO(buf) struct buf vkey = {.max = 0};
    jot_put_text(&j, "vkey", vkey_text(v, &vkey));
    json_story(&j, &v->story);
    jot_key(&j, "claims");
    jot_array(&j);
    for (size_t i = 0; i < v->report.count; i++) {
        const struct claim *claim = &v->report.claims[i];
        jot_object(&j);
        jot_put_text(&j, "check", report_check(claim->check));
        jot_put_text(&j, "word", report_word(claim->word));
        jot_put_text(&j, "claim", claim->text);
        jot_object_end(&j);
    }
    jot_array_end(&j);
    if (v->whole) {
        json_public(&j, &v->report);
    }
    jot_object_end(&j);
    const char *line = buf_text(&text);
    (void)printf("%s\n", line == NULL ? "{}" : line);
}

void visit_print(const struct visit *v)
{
    if (v->options.json) {
        print_json(v);
    } else {
        print_text(v);
    }
}

int visit_end(const struct visit *v, const char *program)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return (int)v->exit;
    }
    (void)fprintf(stderr, "%s: the report could not be written\n", program);
    return v->exit == VERIFY_OK ? VERIFY_USAGE : (int)v->exit;
}
