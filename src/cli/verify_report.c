/* verify_report.c: claims, each with one of the four words, for people and as JSON. */
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
#define WORD_ROW(name, text) text,
    WORD_TABLE(WORD_ROW)
#undef WORD_ROW
};

static const char *const endings[] = {
    [VERIFY_OK] = "Everything that can be proven from outside holds.",
    [VERIFY_FALSE] = "Something that the service says is FALSE.",
    [VERIFY_USAGE] = "Nothing was checked.",
    [VERIFY_FORK] = "FORK: the service has signed two histories that can't both be true.",
    [VERIFY_ROLLBACK] = "ROLLBACK: the service shows an older ledger than the one seen before.",
    [VERIFY_STALE] = "STALE: the ledger holds, but nothing recent is in it.",
    [VERIFY_UNREACHABLE] = "UNREACHABLE: the service, or a file of its ledger, could not be had.",
};

void report_say(struct report *r, enum word word, const char *format, ...)
{
    if (r->count == CLAIMS && word != WORD_FALSE) {
        return;
    }
    struct claim *claim = &r->claims[r->count < CLAIMS ? r->count++ : CLAIMS - 1];
    claim->word = word;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(claim->text, sizeof(claim->text), format, args);
    va_end(args);
}

bool report_has_false(const struct report *r)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->claims[i].word == WORD_FALSE) {
            return true;
        }
    }
    return false;
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

/* Breaks at spaces, so that a claim stays beside its word on a terminal of 80 columns. */
static void print_claim(const struct claim *claim)
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

static void print_text(const struct verdict *v)
{
    char origin[TLOG_NAME_MAX + 1];
    (void)printf("%s\n", v->options->url);
    if (v->origin[0] != '\0') {
        (void)printf("ledger %s, %" PRIu64 " entries\n",
                     plain_text(span_text(v->origin), origin, sizeof(origin)), v->size);
    }
    (void)printf("\n");
    for (size_t i = 0; i < v->report->count; i++) {
        print_claim(&v->report->claims[i]);
    }
    (void)printf("\n%s\n", endings[v->exit]);
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

static void print_json(const struct verdict *v)
{
    AUTO(buf) struct buf text = {.max = MIB};
    struct jot j = jot_start(&text);
    jot_object(&j);
    jot_put_text(&j, "url", v->options->url);
    jot_put_int(&j, "exit", v->exit);
    jot_put_text(&j, "verdict", endings[v->exit]);
    if (v->origin[0] != '\0') {
        jot_put_text(&j, "origin", v->origin);
        jot_put_int(&j, "size", (int64_t)v->size);
        jot_put_hex(&j, "root", tlog_hash_span(&v->root));
    }
    json_story(&j, v->story);
    jot_key(&j, "claims");
    jot_array(&j);
    for (size_t i = 0; i < v->report->count; i++) {
        jot_object(&j);
        jot_put_text(&j, "word", words[v->report->claims[i].word]);
        jot_put_text(&j, "claim", v->report->claims[i].text);
        jot_object_end(&j);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    const char *line = buf_text(&text);
    (void)printf("%s\n", line == NULL ? "{}" : line);
}

void report_print(const struct verdict *v)
{
    if (v->options->json) {
        print_json(v);
    } else {
        print_text(v);
    }
    (void)fflush(stdout);
}
