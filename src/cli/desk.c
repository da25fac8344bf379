/* desk.c: `vitrine desk`: a member of the office reads what waits for it, from anywhere. */
#include "approval_statement.h"
#include "base_file.h"
#include "base_id.h"
#include "base_time.h"
#include "cli.h"
#include "client.h"
#include "desk_sign.h"
#include "signing.h"

#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: vitrine desk sign-in URL --key FILE [--json]\n"
    "       vitrine desk list URL --key FILE [FILTER]... [--json]\n"
    "       vitrine desk show URL CASE --key FILE [--json]\n"
    "       vitrine desk leave URL --key FILE\n"
    "       vitrine desk sign --key FILE <STATEMENT\n"
    "\n"
    "What people reported, legal notices, and what authors answered, for members of the\n"
    "office. The ledger has that a member signed in, and how much they opened.\n"
    "\n"
    "  --key FILE  the member's key: what it signs lets in once, for twelve hours, and\n"
    "              what lets in again until then is kept in FILE.desk\n"
    "  list        what waits, the oldest first, or what fits the filters:\n"
    "    --state STATE    open, answered, or decided (the newest first; --decided for short)\n"
    "    --kind KIND      video, comment or person\n"
    "    --from SOURCE    report, notice or answer\n"
    "    --reason GROUND  as terms-spam; --ground is the same\n"
    "    --order ORDER    oldest, newest or most (reported)\n"
    "  show        one of them, with all that was said\n"
    "  sign        signs what the page of the desk shows, and says in words what that is\n"
    "\n"
    "Exit status: 0 done, 1 not, 2 usage, 3 not signed in, 6 nobody there.\n";

enum { WORDS = 3, COOKIE_MAX = 256, PATH_HERE = 512, CURSOR_MAX = 96, DESK_WORD = 32 };

/* What a list may be of, by the name that the service has for it. */
static const char *const filters[] = {"state", "kind", "from", "ground", "order"};
enum { FILTER_STATE, FILTER_KIND, FILTER_FROM, FILTER_GROUND, FILTER_ORDER, FILTERS };

struct options {
    const char *words[WORDS]; /* a verb, an address, a case */
    int count;
    const char *key;
    const char *filters[FILTERS]; /* NULL: any */
    bool json;
};

static int help(FILE *to, int status)
{
    (void)fputs(usage, to);
    return status;
}

/* -1: go on. */
static int read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"key", required_argument, NULL, 'k'},
                                          {"decided", no_argument, NULL, 'd'},
                                          {"state", required_argument, NULL, FILTER_STATE},
                                          {"kind", required_argument, NULL, FILTER_KIND},
                                          {"from", required_argument, NULL, FILTER_FROM},
                                          {"reason", required_argument, NULL, FILTER_GROUND},
                                          {"ground", required_argument, NULL, FILTER_GROUND},
                                          {"order", required_argument, NULL, FILTER_ORDER},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.count = 0};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'h') {
            return help(stdout, 0);
        }
        if (option == '?') {
            return CLIENT_USAGE;
        }
        o.json = o.json || option == 'j';
        if (option == 'd') {
            o.filters[FILTER_STATE] = "decided";
        } else if (option < FILTERS) {
            o.filters[option] = optarg;
        }
        o.key = option == 'k' ? optarg : o.key;
    }
    for (; optind < argc && o.count < WORDS; optind++) {
        o.words[o.count++] = argv[optind];
    }
    if (optind != argc || o.count < 1 || o.key == NULL) {
        return help(stderr, CLIENT_USAGE);
    }
    *out = o;
    return -1;
}

/* What lets in again: one line, for its owner alone. */
static bool kept_path(const struct options *o, char out[PATH_MAX])
{
    int len = snprintf(out, PATH_MAX, "%s.desk", o->key);
    return len > 0 && len < PATH_MAX;
}

static int keep_cookie(const struct client *c, const struct options *o)
{
    char path[PATH_MAX];
    if (!kept_path(o, path)) {
        client_say(c, o->key, err_text(ERR_LIMIT));
        return CLIENT_USAGE;
    }
    enum err err = file_replace(AT_FDCWD, path, span_text(c->cookie), 0600);
    if (err != ERR_OK) {
        client_say(c, path, err_text(err));
    }
    return err == ERR_OK ? CLIENT_OK : CLIENT_FAILED;
}

static int take_cookie(struct client *c, const struct options *o)
{
    char path[PATH_MAX];
    AUTO(buf) struct buf text = {.max = COOKIE_MAX - 1};
    if (!kept_path(o, path) || file_read_all(AT_FDCWD, path, &text) != ERR_OK || text.len == 0) {
        client_say(c, o->words[1], "sign in first: vitrine desk sign-in");
        return CLIENT_DENIED;
    }
    memcpy(c->cookie, text.ptr, text.len);
    c->cookie[text.len] = '\0';
    explicit_bzero(text.ptr, text.len);
    return CLIENT_OK;
}

/* A request that must be answered well; what it says, or NULL: there is nothing, or out_status says
 * why not. */
static json_t *ask(struct client *c, const struct http_request *request, int *out_status)
{
    json_t *json = NULL;
    int status = client_ask(c, request, &json);
    *out_status = CLIENT_OK;
    if (status < 0) {
        *out_status = CLIENT_UNREACHABLE;
    } else if (status != 200 && status != 204) {
        *out_status = (int)client_refused(c, request->path, status, json);
    }
    if (*out_status == CLIENT_OK) {
        return json;
    }
    json_decref(json);
    return NULL;
}

/* ---- signing in */

static enum err put_statement(const struct office_key *key, const char *origin, struct buf *out)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    struct approval_desk desk = {.made_ms = time_wall_ms()};
    if (strlen(origin) >= sizeof(desk.region)) {
        return ERR_FORMAT;
    }
    desk.until_ms = desk.made_ms + (int64_t)LIMIT_DESK_HOURS * 3600 * 1000;
    memcpy(desk.region, origin, strlen(origin) + 1);
    random_fill(desk.puid, sizeof(desk.puid));
    TRY(approval_desk_encode(&desk, &payload));
    return approval_sign(key->seed, buf_span(&payload), out);
}

static void say_until(const struct options *o, int64_t until_ms)
{
    char until[TIME_ISO_SIZE];
    time_iso(until_ms, until);
    if (o->json) {
        (void)printf("{\"until_ms\":%lld}\n", (long long)until_ms);
    } else {
        (void)printf("at the desk until %s\n", until);
    }
}

static int bring_statement(struct client *c, const struct options *o, const char *statement)
{
    AUTO(http_answer) struct http_answer answer = {0};
    AUTO(json_free) json_t *json = NULL;
    AUTO(json_free) json_t *body = json_pack("{ss}", "statement", statement);
    char *text = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);
    if (text == NULL) {
        client_say(c, o->words[1], err_text(ERR_NOMEM));
        return CLIENT_FAILED;
    }
    struct http_request request = {.method = "POST",
                                   .path = "/api/v1/desk/session",
                                   .content_type = "application/json",
                                   .body = span_text(text)};
    int status = client_try(c, &request, &answer, &json);
    free(text);
    if (status < 0) {
        client_say(c, http_base(c->http), http_problem(c->http));
        return CLIENT_UNREACHABLE;
    }
    if (status != 200) {
        return (int)client_refused(c, o->words[1], status, json);
    }
    (void)snprintf(c->cookie, sizeof(c->cookie), "%s", answer.cookie);
    say_until(o, json_integer_value(json_object_get(json, "until_ms")));
    return keep_cookie(c, o);
}

static int sign_in(struct client *c, const struct options *o)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(buf) struct buf envelope = {.max = LIMIT_STATEMENT};
    int status = CLIENT_OK;
    enum err err = office_key_read(o->key, &key);
    if (err != ERR_OK) {
        client_say(c, o->key, office_key_fault(err));
        return CLIENT_USAGE;
    }
    struct http_request request = {.path = "/api/v1/region"};
    AUTO(json_free) json_t *region = ask(c, &request, &status);
    if (region == NULL) {
        return status;
    }
    err = put_statement(&key, client_text(region, "origin"), &envelope);
    const char *text = err == ERR_OK ? buf_text(&envelope) : NULL;
    if (text == NULL) {
        client_say(c, o->words[1], err_text(err == ERR_OK ? ERR_NOMEM : err));
        return CLIENT_FAILED;
    }
    return bring_statement(c, o, text);
}

static int leave(struct client *c, const struct options *o)
{
    char path[PATH_MAX];
    int status = CLIENT_OK;
    struct http_request request = {.method = "DELETE", .path = "/api/v1/desk/session"};
    json_decref(ask(c, &request, &status));
    if (status == CLIENT_OK && kept_path(o, path)) {
        (void)unlink(path);
    }
    return status;
}

/* ---- reading */

static void put_json(const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    (void)puts(text == NULL ? "{}" : text);
    free(text);
}

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void put_case(const json_t *found)
{
    char since[TIME_ISO_SIZE];
    const json_t *ground = NULL;
    size_t i = 0;
    time_iso(number_of(found, "first_ms"), since);
    (void)printf("%-6s %-10s %-28s %s  %lld reports, %lld notices%s%s", client_text(found, "id"),
                 client_text(found, "visibility"), client_text(found, "about"), since,
                 number_of(found, "reports"), number_of(found, "notices"),
                 json_is_true(json_object_get(found, "answer")) ? ", an answer" : "",
                 json_is_true(json_object_get(found, "own")) ? " to your decision" : "");
    json_array_foreach(json_object_get(found, "grounds"), i, ground)
    {
        (void)printf(" %s", json_string_value(ground));
    }
    (void)puts("");
}

/* Words of a list's address: letters and hyphens, which need no quoting there. */
static bool is_word(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

static int list_path(const struct client *c, const struct options *o, const char *cursor,
                     char out[PATH_HERE])
{
    int len = snprintf(out, PATH_HERE, "/api/v1/desk/cases?limit=20%s%s",
                       cursor[0] == '\0' ? "" : "&cursor=", cursor);
    for (size_t i = 0; i < FILTERS; i++) {
        const char *value = o->filters[i];
        if (value != NULL && (!is_word(value) || strlen(value) > DESK_WORD)) {
            client_say(c, value, "not a word to look for");
            return CLIENT_USAGE;
        }
        if (value != NULL) {
            len += snprintf(out + len, PATH_HERE - (size_t)len, "&%s=%s", filters[i], value);
        }
    }
    return CLIENT_OK;
}

/* A list in which nothing is: how much the filters hide. */
static void put_none(const json_t *page)
{
    (void)printf("no case fits; without the filters: %lld\n",
                 number_of(json_object_get(page, "counts"), "all"));
}

/* Page by page. */
static int list(struct client *c, const struct options *o)
{
    char path[PATH_HERE];
    char cursor[CURSOR_MAX] = "";
    do {
        int status = list_path(c, o, cursor, path);
        size_t i = 0;
        const json_t *found = NULL;
        if (status != CLIENT_OK) {
            return status;
        }
        struct http_request request = {.path = path};
        AUTO(json_free) json_t *page = ask(c, &request, &status);
        if (page == NULL) {
            return status;
        }
        json_array_foreach(json_object_get(page, "items"), i, found)
        {
            (o->json ? put_json : put_case)(found);
        }
        if (!o->json && cursor[0] == '\0' && i == 0) {
            put_none(page);
        }
        (void)snprintf(cursor, sizeof(cursor), "%s", client_text(page, "next"));
    } while (cursor[0] != '\0');
    return CLIENT_OK;
}

static void put_said(const json_t *said)
{
    bool notice = strcmp(client_text(said, "from"), "notice") == 0;
    (void)printf("\n%s %s, %s", notice ? "notice" : "report", client_text(said, "id"),
                 client_text(said, "ground"));
    if (notice) {
        (void)printf(", by %s <%s>", client_text(said, "name"), client_text(said, "email"));
    }
    (void)puts("");
    desk_put_words(stdout, span_text(client_text(said, "text")));
}

/* The first page says what the case is about; all of them what was said. */
static void put_page(const json_t *page, bool first)
{
    size_t i = 0;
    const json_t *said = NULL;
    const json_t *object = json_object_get(page, "object");
    const json_t *answered = json_object_get(page, "answered");
    if (first) {
        put_case(page);
        (void)printf("by %s, person:%s\n", client_text(object, "handle"),
                     client_text(object, "person"));
        desk_put_words(stdout, span_text(client_text(object, "text")));
        (void)printf("previous %s, upto %lld\n", client_text(page, "previous"),
                     number_of(page, "upto"));
    }
    if (first && json_is_object(answered)) {
        (void)printf("\nanswer to decision %s, %s\n", client_text(answered, "to"),
                     client_text(answered, "state"));
        desk_put_words(stdout, span_text(client_text(answered, "text")));
    }
    json_array_foreach(json_object_get(page, "said"), i, said)
    {
        put_said(said);
    }
}

static int show(struct client *c, const struct options *o)
{
    char path[PATH_HERE];
    char cursor[CURSOR_MAX] = "";
    bool first = true;
    do {
        int status = CLIENT_OK;
        int len = snprintf(path, sizeof(path), "/api/v1/desk/cases/%s%s%s", o->words[2],
                           first ? "" : "?cursor=", cursor);
        if (len < 0 || (size_t)len >= sizeof(path)) {
            client_say(c, o->words[2], "not a case's number");
            return CLIENT_USAGE;
        }
        struct http_request request = {.path = path};
        AUTO(json_free) json_t *page = ask(c, &request, &status);
        if (page == NULL) {
            return status;
        }
        if (o->json) {
            put_json(page);
        } else {
            put_page(page, first);
        }
        first = false;
        (void)snprintf(cursor, sizeof(cursor), "%s", client_text(page, "next"));
    } while (cursor[0] != '\0');
    return CLIENT_OK;
}

static int run(struct client *c, const struct options *o,
               int (*verb)(struct client *c, const struct options *o))
{
    AUTO(http_close) struct http *http = NULL;
    if (approval_ready() != ERR_OK || http_open(o->words[1], &http) != ERR_OK) {
        client_say(c, o->words[1], "not an address");
        return CLIENT_USAGE;
    }
    c->http = http;
    int status = verb == sign_in ? CLIENT_OK : take_cookie(c, o);
    status = status == CLIENT_OK ? verb(c, o) : status;
    explicit_bzero(c->cookie, sizeof(c->cookie));
    return status;
}

int cmd_desk(int argc, char **argv)
{
    static const struct {
        const char *name;
        int words;
        int (*fn)(struct client *c, const struct options *o);
    } verbs[] = {
        {"sign-in", 2, sign_in}, {"list", 2, list}, {"show", 3, show}, {"leave", 2, leave}};
    struct options o;
    struct client c = {.command = "desk"};
    int status = read_options(argc, argv, &o);
    if (status >= 0) {
        return status;
    }
    if (o.count == 1 && strcmp(o.words[0], "sign") == 0) {
        return desk_sign(o.key);
    }
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, o.words[0]) == 0 && verbs[i].words == o.count) {
            return run(&c, &o, verbs[i].fn);
        }
    }
    return help(stderr, CLIENT_USAGE);
}
