/*
 * datamap.c: `vitrine datamap`: what is stored, why, how long and where; of this build, or of a
 * region, and then whether the region's ledger names the same.
 */
#include "datamap.h"
#include "base_limits.h"
#include "base_text.h"
#include "cli.h"
#include "digest.h"
#include "json.h"
#include "source.h"
#include "verify_visit.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN, FAILED, USAGE, NAME_SIZE = 128, WORDS_SIZE = 256 };

static const char usage[] =
    "usage: vitrine datamap [--url URL] [--json | --markdown]\n"
    "\n"
    "Shows every field that is stored: its class, why, how long and where. Without\n"
    "--url: of this build; nothing is asked of anybody.\n"
    "\n"
    "  --url URL    the map that a region serves; says whether it is this build's, and\n"
    "               whether its digest is the one in that region's ledger\n"
    "  --json       canonical JSON, as it is served and as its digest is made\n"
    "  --markdown   this build's, as docs/data-map.md has it\n"
    "\n"
    "exit status: 0 shown (with --url: both are so), 1 not, 2 usage\n";

struct options {
    const char *url;
    bool json;
    bool markdown;
    bool help;
};

static enum err parse_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"url", required_argument, NULL, 'u'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"markdown", no_argument, NULL, 'm'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.url = NULL};
    optind = 0; /* another command's arguments may have been parsed before */
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == '?') {
            return ERR_FORMAT;
        }
        o.url = c == 'u' ? optarg : o.url;
        o.json = o.json || c == 'j';
        o.markdown = o.markdown || c == 'm';
        o.help = o.help || c == 'h';
    }
    if (optind != argc || (o.markdown && (o.json || o.url != NULL))) {
        return ERR_FORMAT;
    }
    *out = o;
    return ERR_OK;
}

/* A text of a row, fit for a terminal; the map may be a stranger's. */
static const char *words_of(const json_t *row, const char *key, char out[WORDS_SIZE])
{
    const char *text = json_string_value(json_object_get(row, key));
    return plain_text(span_text(text == NULL ? "?" : text), out, WORDS_SIZE);
}

static void name_of(const json_t *row, char out[NAME_SIZE])
{
    char table[WORDS_SIZE];
    char column[WORDS_SIZE];
    char store[WORDS_SIZE];
    bool file = strcmp(words_of(row, "store", store), "files") == 0;
    (void)snprintf(out, NAME_SIZE, "%.60s%s%.60s", words_of(row, "table", table), file ? "/" : ".",
                   words_of(row, "column", column));
}

static bool is_of(const json_t *row, const char *class, const char *store)
{
    char words[WORDS_SIZE];
    return strcmp(words_of(row, "class", words), class) == 0 &&
           strcmp(words_of(row, "store", words), store) == 0;
}

static void print_group(const json_t *rows, const char *class, const char *store)
{
    size_t i = 0;
    size_t count = 0;
    int width = 0;
    const json_t *row = NULL;
    char name[NAME_SIZE];
    json_array_foreach(rows, i, row)
    {
        if (is_of(row, class, store)) {
            name_of(row, name);
            count++;
            width = (int)strlen(name) > width ? (int)strlen(name) : width;
        }
    }
    if (count == 0) {
        return;
    }
    (void)printf("\n%s, in %s: %zu\n", class, store, count);
    json_array_foreach(rows, i, row)
    {
        char purpose[WORDS_SIZE];
        char retention[WORDS_SIZE];
        char place[WORDS_SIZE];
        if (is_of(row, class, store)) {
            name_of(row, name);
            (void)printf("  %-*s  %s\n  %*s  %s; %s\n", width, name,
                         words_of(row, "purpose", purpose), width, "",
                         words_of(row, "retention", retention), words_of(row, "place", place));
        }
    }
}

static size_t count_of(const json_t *rows, const char *class)
{
    size_t i = 0;
    size_t count = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        char words[WORDS_SIZE];
        count += strcmp(words_of(row, "class", words), class) == 0 ? 1 : 0;
    }
    return count;
}

static void print_digest(struct span json)
{
    uint8_t digest[DIGEST_SIZE];
    AUTO(buf) struct buf hex = {.max = 2 * DIGEST_SIZE + 1};
    digest_of(json, digest);
    (void)text_hex(span_of(digest, sizeof(digest)), &hex);
    const char *text = buf_text(&hex);
    (void)printf("sha256 %s\n", text == NULL ? "?" : text);
}

static enum err print_text(struct span json)
{
    AUTO(json_free)
    json_t *root = json_loadb((const char *)json.ptr, json.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *rows = json_object_get(root, "rows");
    if (!json_is_array(rows)) {
        return ERR_FORMAT;
    }
    (void)printf("data map, version %lld: %zu fields, %zu of them public, %zu protected, %zu "
                 "excepted\n",
                 (long long)json_integer_value(json_object_get(root, "version")),
                 json_array_size(rows), count_of(rows, "public"), count_of(rows, "protected"),
                 count_of(rows, "excepted"));
    print_digest(json);
    static const enum datamap_class order[] = {CLASS_PROTECTED, CLASS_EXCEPTED, CLASS_PUBLIC};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        for (unsigned store = 0; store < STORE_COUNT_; store++) {
            print_group(rows, datamap_class_name(order[i]),
                        datamap_store_name((enum datamap_store)store));
        }
    }
    return ERR_OK;
}

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine datamap: %s: %s\n", what, why);
    return FAILED;
}

static int show(const struct options *o, struct span json)
{
    if (o->json) {
        (void)fwrite(json.ptr, 1, json.len, stdout);
        return SHOWN;
    }
    return print_text(json) == ERR_OK ? SHOWN
                                      : complain(o->url == NULL ? "this build" : o->url,
                                                 "what it serves is not a data map");
}

/* What a person wants to know of a region's map, to the standard error with --json. */
static bool say(FILE *to, bool holds, const char *yes, const char *no)
{
    (void)fprintf(to, "%s\n", holds ? yes : no);
    return holds;
}

static int show_region(const struct options *o, struct span own)
{
    AUTO(http_close) struct http *h = NULL;
    AUTO(visit_free) struct visit *v = NULL;
    char problem[VISIT_PROBLEM];
    enum err err = http_open(o->url, &h);
    if (err != ERR_OK) {
        return complain(o->url, err == ERR_FORMAT ? "not an http or https address" : err_text(err));
    }
    struct verify_source source = http_source(h, NULL);
    struct verify_options options = {.timeout_s = LIMIT_VISIT_S, .quiet = true};
    if (visit_start(&options, &source, &v, problem) != ERR_OK) {
        return complain(o->url, problem);
    }
    AUTO(buf) struct buf served = {.max = LIMIT_DATA_MAP};
    if (http_get(h, "/data-map.json", LIMIT_DATA_MAP, &served) != ERR_OK) {
        return complain(o->url, http_problem(h));
    }
    if (!visit_read(v)) {
        const struct report *r = &v->report;
        return complain(o->url, r->count == 0 ? "its ledger could not be read"
                                              : r->claims[r->count - 1].text);
    }
    uint8_t digest[DIGEST_SIZE];
    digest_of(buf_span(&served), digest);
    FILE *to = o->json ? stderr : stdout;
    const struct story_mark *mark = &v->story.mark;
    bool same = say(to, span_equal(own, buf_span(&served)), "It is the data map of this build.",
                    "It is ANOTHER data map than this build's.");
    bool named = say(to, mark->has_map && memcmp(mark->map, digest, sizeof(digest)) == 0,
                     "Its digest is the one in that region's ledger.",
                     mark->has_map ? "Its digest is NOT the one in that region's ledger."
                                   : "That region's ledger names NO data map.");
    int shown = show(o, buf_span(&served));
    return same && named ? shown : FAILED;
}

int cmd_datamap(int argc, char **argv)
{
    struct options o = {.url = NULL};
    if (parse_options(argc, argv, &o) != ERR_OK) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    if (o.help) {
        (void)fputs(usage, stdout);
        return SHOWN;
    }
    AUTO(buf) struct buf own = {.max = LIMIT_DATA_MAP};
    enum err err = digest_ready();
    if (err == ERR_OK) {
        err = o.markdown ? datamap_markdown(&own) : datamap_json(&own);
    }
    if (err != ERR_OK) {
        return complain("starting", err_text(err));
    }
    if (o.markdown) {
        (void)fwrite(own.ptr, 1, own.len, stdout);
        return SHOWN;
    }
    return o.url == NULL ? show(&o, buf_span(&own)) : show_region(&o, buf_span(&own));
}
