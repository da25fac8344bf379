/* decide.c: `vitrine decide`: a member of the office takes something down, or puts it back. */
#include "approval_statement.h"
#include "base_file.h"
#include "base_id.h"
#include "base_text.h"
#include "base_time.h"
#include "cli.h"
#include "digest.h"
#include "dismiss.h"
#include "http.h"
#include "json.h"
#include "operator.h"
#include "signing.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: vitrine decide hide|label|restore OBJECT --ground CODE --reason TEXT\n"
    "                      --key FILE --data DIR [--label CODE] [--person NUMBER]\n"
    "                      [--previous NUMBER] [--json]\n"
    "       vitrine decide dismiss CASE --upto NUMBER --reason TEXT --key FILE --data DIR\n"
    "                      [--json]\n"
    "       vitrine decide list --data DIR [--json]\n"
    "       vitrine decide grounds [--json]\n"
    "\n"
    "Signs a decision with a member's key and brings it to the running region in DIR.\n"
    "It holds once the ledger has it, everywhere, within a minute; its author is told.\n"
    "\n"
    "  OBJECT             video:NUMBER, comment:NUMBER or person:NUMBER\n"
    "  --ground CODE      why: one of `vitrine decide grounds`\n"
    "  --reason TEXT      why, in words, for its author and nobody else; - reads it from\n"
    "                     the standard input\n"
    "  --label CODE       of `label`: what people are told\n"
    "  --person NUMBER    whose the object is, if the region does not show that\n"
    "  --previous NUMBER  the decision that this one takes the place of, if it is about a\n"
    "                     person: `list` has it\n"
    "  dismiss            closes a case of the desk without a decision (vitrine desk);\n"
    "                     the reason is told to an author who answered\n"
    "  --upto NUMBER      how much of it was seen, as `vitrine desk show` has it\n"
    "  list               what holds by decision\n"
    "\n"
    "Exit status: 0 done, 1 not, 2 usage.\n";

enum {
    FAILED = 1,
    USAGE = 2,
    ANSWER_MAX = 1024 * 1024,
    PATH_MAX_HERE = 96,
    LOOK_US = 100 * 1000,
    LOOKS_MAX = 300
};

struct options {
    const char *verb;
    const char *object;
    const char *ground;
    const char *reason;
    const char *key;
    const char *data;
    const char *label;
    const char *person;
    const char *previous;
    const char *upto;
    bool json;
};

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine decide: %s: %s\n", what, why);
    return FAILED;
}

static int help(FILE *to, int status)
{
    (void)fputs(usage, to);
    return status;
}

static void take_option(int option, struct options *o)
{
    const struct {
        int option;
        const char **place;
    } places[] = {{'g', &o->ground}, {'r', &o->reason}, {'k', &o->key},      {'d', &o->data},
                  {'l', &o->label},  {'p', &o->person}, {'v', &o->previous}, {'u', &o->upto}};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (places[i].option == option) {
            *places[i].place = optarg;
        }
    }
    o->json = o->json || option == 'j';
}

/* -1: go on. */
static int read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"ground", required_argument, NULL, 'g'},
                                          {"reason", required_argument, NULL, 'r'},
                                          {"key", required_argument, NULL, 'k'},
                                          {"data", required_argument, NULL, 'd'},
                                          {"label", required_argument, NULL, 'l'},
                                          {"person", required_argument, NULL, 'p'},
                                          {"previous", required_argument, NULL, 'v'},
                                          {"upto", required_argument, NULL, 'u'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.verb = NULL};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'h') {
            return help(stdout, 0);
        }
        if (option == '?') {
            return USAGE;
        }
        take_option(option, &o);
    }
    if (optind == argc || argc - optind > 2) {
        return help(stderr, USAGE);
    }
    o.verb = argv[optind];
    o.object = argc - optind == 2 ? argv[optind + 1] : NULL;
    *out = o;
    return -1;
}

static int put_grounds(bool as_json)
{
    const struct policy_ground *ground = NULL;
    for (size_t i = 0; (ground = policy_ground_at(i)) != NULL; i++) {
        if (as_json) {
            (void)printf("%s{\"code\":\"%s\",\"restores\":%s,\"words\":\"%s\"}",
                         i == 0 ? "[" : ",\n", ground->code, ground->restores ? "true" : "false",
                         ground->words);
        } else {
            (void)printf("%-18s %s\n", ground->code, ground->words);
        }
    }
    (void)fputs(as_json ? "]\n" : "", stdout);
    return 0;
}

/* A page of what holds by decision; NULL: it could not be had. */
static json_t *page_of(struct http *http, const char *cursor)
{
    char path[PATH_MAX_HERE];
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    (void)snprintf(path, sizeof(path), "/api/v1/visibility%s%s",
                   cursor == NULL ? "" : "?cursor=", cursor == NULL ? "" : cursor);
    if (http_get(http, path, ANSWER_MAX, &body) != ERR_OK) {
        return NULL;
    }
    return json_loadb((const char *)body.ptr, body.len, 0, NULL);
}

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text == NULL ? "" : text;
}

typedef void each_row(void *context, const json_t *row);

static enum err each_object(struct http *http, each_row *fn, void *context)
{
    char cursor[24] = "";
    do {
        AUTO(json_free) json_t *page = page_of(http, cursor[0] == '\0' ? NULL : cursor);
        if (!json_is_array(json_object_get(page, "objects"))) {
            return ERR_GONE;
        }
        size_t i = 0;
        const json_t *row = NULL;
        json_array_foreach(json_object_get(page, "objects"), i, row)
        {
            fn(context, row);
        }
        (void)snprintf(cursor, sizeof(cursor), "%s", text_of(page, "next"));
    } while (cursor[0] != '\0');
    return ERR_OK;
}

static void put_row(void *context, const json_t *row)
{
    const bool *as_json = context;
    if (*as_json) {
        char *text = json_dumps(row, JSON_COMPACT);
        (void)puts(text == NULL ? "{}" : text);
        free(text);
        return;
    }
    (void)printf("%-6s %-10s %s%s%s\n", text_of(row, "decision"), text_of(row, "state"),
                 text_of(row, "object"), text_of(row, "label")[0] == '\0' ? "" : "  ",
                 text_of(row, "label"));
}

struct search {
    const char *object;
    int64_t decision;
};

static void find_row(void *context, const json_t *row)
{
    struct search *search = context;
    uint64_t number = 0;
    if (strcmp(text_of(row, "object"), search->object) == 0 &&
        text_u64(span_text(text_of(row, "decision")), INT64_MAX, &number) == ERR_OK) {
        search->decision = (int64_t)number;
    }
}

/* Whose the video or comment is, if the region shows it. */
static int64_t author_of(struct http *http, enum policy_kind kind, int64_t number)
{
    char path[PATH_MAX_HERE];
    uint64_t person = 0;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    (void)snprintf(path, sizeof(path), "/api/v1/%ss/%" PRId64, policy_kind_name(kind), number);
    if (http_get(http, path, ANSWER_MAX, &body) != ERR_OK) {
        return 0;
    }
    AUTO(json_free) json_t *root = json_loadb((const char *)body.ptr, body.len, 0, NULL);
    const char *id = text_of(json_object_get(root, "author"), "id");
    return text_u64(span_text(id), INT64_MAX, &person) == ERR_OK ? (int64_t)person : 0;
}

/* A decision on its way. */
struct deciding {
    const struct options *o;
    struct office_key key;
    struct signing_region region;
    struct http *http;
    struct approval_decision decision;
    struct approval_opening opening;
    struct buf reason;
};

static void deciding_auto(struct deciding *d)
{
    explicit_bzero(&d->key, sizeof(d->key));
    http_close(d->http);
    buf_done(&d->reason);
}

static int read_number(const char *what, const char *text, int64_t *out)
{
    uint64_t number = 0;
    if (text != NULL && text_u64(span_text(text), INT64_MAX, &number) != ERR_OK) {
        return complain(what, "not a number");
    }
    *out = (int64_t)number;
    return 0;
}

/* The object's kind and number, as they were typed. */
static int read_object(struct deciding *d)
{
    uint64_t number = 0;
    struct span rest = span_text(d->o->object);
    if (policy_kind_read(span_cut(&rest, ':'), &d->decision.kind) != ERR_OK ||
        text_u64(rest, INT64_MAX, &number) != ERR_OK || number == 0) {
        return complain(d->o->object, "not video:NUMBER, comment:NUMBER or person:NUMBER");
    }
    d->opening.object = (int64_t)number;
    return 0;
}

static int read_words(struct deciding *d)
{
    const struct options *o = d->o;
    if (policy_action_read(span_text(o->verb), &d->decision.action) != ERR_OK) {
        return help(stderr, USAGE);
    }
    d->decision.ground = policy_ground_find(span_text(o->ground));
    if (d->decision.ground == NULL || !policy_ground_fits(d->decision.ground, d->decision.action)) {
        return complain(o->ground, "not a ground for that: see vitrine decide grounds");
    }
    bool labels = d->decision.action == POLICY_LABEL;
    const char *label = o->label == NULL ? "" : o->label;
    if (labels != (policy_label_words(span_text(label)) != NULL)) {
        return complain(label, labels ? "not a label: disturbing, dangerous, disputed, synthetic"
                                      : "only what is labelled has a label");
    }
    (void)snprintf(d->decision.label, sizeof(d->decision.label), "%s", label);
    d->reason.max = LIMIT_STATEMENT_FILE;
    enum err err = strcmp(o->reason, "-") == 0 ? file_read_fd(STDIN_FILENO, &d->reason)
                                               : buf_append_span(&d->reason, span_text(o->reason));
    if (err != ERR_OK) {
        return complain("--reason", err_text(err));
    }
    d->opening.reason = buf_span(&d->reason);
    int status = read_number("--person", o->person, &d->opening.person);
    if (status == 0) {
        status = read_number("--previous", o->previous, &d->decision.previous);
    }
    return status == 0 ? read_object(d) : status;
}

static int find_region(struct deciding *d, int data)
{
    enum err err = signing_region_find(data, &d->region);
    if (err == ERR_OK) {
        err = http_open(d->region.url, &d->http);
    }
    return err == ERR_OK
               ? 0
               : complain(d->o->data, err == ERR_GONE ? "the region does not run" : err_text(err));
}

/* What the region says of it: whose it is, and which decision holds. */
static int look_up(struct deciding *d)
{
    struct approval_decision *decision = &d->decision;
    random_fill(d->opening.salt, sizeof(d->opening.salt));
    random_fill(decision->puid, sizeof(decision->puid));
    decision->made_ms = time_wall_ms();
    memcpy(decision->region, d->region.origin, sizeof(decision->region));
    if (decision->kind == POLICY_PERSON) {
        d->opening.person = d->opening.object;
    } else if (d->opening.person == 0) {
        d->opening.person = author_of(d->http, decision->kind, d->opening.object);
    }
    if (approval_object(&d->opening, decision->kind, decision->object) != ERR_OK) {
        return complain(d->o->object, err_text(ERR_NOMEM));
    }
    if (decision->kind != POLICY_PERSON && d->o->previous == NULL) {
        struct search search = {.object = decision->object};
        if (each_object(d->http, find_row, &search) != ERR_OK) {
            return complain(d->region.url, "what holds by decision could not be had");
        }
        decision->previous = search.decision;
    }
    return 0;
}

/* Until edged says that it holds; false: not in half a minute. */
static bool wait_until_it_holds(struct deciding *d, int64_t number, int64_t *out_entry)
{
    char path[PATH_MAX_HERE];
    (void)snprintf(path, sizeof(path), "/api/v1/decisions/%" PRId64, number);
    for (int i = 0; i < LOOKS_MAX; i++) {
        uint64_t entry = 0;
        AUTO(buf) struct buf body = {.max = ANSWER_MAX};
        if (http_get(d->http, path, ANSWER_MAX, &body) == ERR_OK) {
            AUTO(json_free) json_t *root = json_loadb((const char *)body.ptr, body.len, 0, NULL);
            if (text_u64(span_text(text_of(root, "entry")), INT64_MAX, &entry) == ERR_OK) {
                *out_entry = (int64_t)entry;
                return true;
            }
        }
        (void)usleep(LOOK_US);
    }
    return false;
}

static int say(struct deciding *d, int64_t number)
{
    int64_t entry = 0;
    bool holds = wait_until_it_holds(d, number, &entry);
    if (d->o->json) {
        (void)printf("{\"decision\":%" PRId64 ",\"entry\":%" PRId64 ",\"holds\":%s}\n", number,
                     entry, holds ? "true" : "false");
    } else if (holds) {
        (void)printf("decision %" PRId64 " holds; it is entry %" PRId64 " of the ledger\n", number,
                     entry);
    } else {
        (void)printf("decision %" PRId64 " is in the ledger; edged is away, and applies it at its "
                     "next start\n",
                     number);
    }
    return 0;
}

static int sign_and_send(struct deciding *d)
{
    AUTO(buf) struct buf opening = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf envelope = {.max = LIMIT_STATEMENT};
    struct signing_answer answer = {.taken = false};
    enum err err = approval_opening_encode(&d->opening, &opening);
    if (err == ERR_FORMAT) {
        return complain("--reason", "from 1 to 2000 characters of UTF-8");
    }
    if (err == ERR_OK) {
        digest_of(buf_span(&opening), d->decision.opening);
        err = approval_decision_encode(&d->decision, &payload);
    }
    if (err == ERR_OK) {
        err = approval_sign(d->key.seed, buf_span(&payload), &envelope);
    }
    if (err == ERR_OK) {
        err = signing_send(&d->region, buf_span(&envelope), buf_span(&opening), &answer);
    }
    if (err != ERR_OK || !answer.taken) {
        return complain(d->o->object, err != ERR_OK ? err_text(err) : answer.problem);
    }
    return say(d, answer.number);
}

static int decide(const struct options *o, int data)
{
    AUTO(deciding) struct deciding d = {.o = o};
    int status = read_words(&d);
    if (status != 0) {
        return status;
    }
    enum err err = office_key_read(o->key, &d.key);
    if (err != ERR_OK) {
        return complain(o->key, office_key_fault(err));
    }
    status = find_region(&d, data);
    if (status == 0) {
        status = look_up(&d);
    }
    return status == 0 ? sign_and_send(&d) : status;
}

static int list(const struct options *o, int data)
{
    AUTO(deciding) struct deciding d = {.o = o};
    bool as_json = o->json;
    int status = find_region(&d, data);
    if (status == 0 && each_object(d.http, put_row, &as_json) != ERR_OK) {
        status = complain(d.region.url, "what holds by decision could not be had");
    }
    return status;
}

int cmd_decide(int argc, char **argv)
{
    struct options o;
    int status = read_options(argc, argv, &o);
    if (status >= 0) {
        return status;
    }
    bool lists = strcmp(o.verb, "list") == 0;
    if (strcmp(o.verb, "grounds") == 0 && o.object == NULL) {
        return put_grounds(o.json);
    }
    bool closes = strcmp(o.verb, "dismiss") == 0;
    struct dismiss_wish wish = {o.object, o.upto, o.reason, o.key, o.data, o.json};
    bool whole = closes ? o.object != NULL && o.upto != NULL && o.reason != NULL && o.key != NULL
                        : o.object != NULL && o.ground != NULL && o.reason != NULL && o.key != NULL;
    if (o.data == NULL || (lists ? o.object != NULL : !whole)) {
        return help(stderr, USAGE);
    }
    if (approval_ready() != ERR_OK || digest_ready() != ERR_OK) {
        return complain("starting", err_text(ERR_IO));
    }
    AUTO(fd_close) int data = operator_data_open(o.data);
    if (data < 0) {
        return FAILED;
    }
    return lists ? list(&o, data) : closes ? dismiss(&wish, data) : decide(&o, data);
}
