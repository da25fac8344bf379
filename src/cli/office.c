/* office.c: `vitrine office`: the keys of those who decide what is taken down. */
#include "approval_statement.h"
#include "base_file.h"
#include "base_id.h"
#include "base_text.h"
#include "base_time.h"
#include "cli.h"
#include "operator.h"
#include "signing.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine office key FILE [--json]\n"
    "       vitrine office add ORGANISATION KEY --key FILE --data DIR [--json]\n"
    "       vitrine office remove ORGANISATION KEY --key FILE --data DIR [--json]\n"
    "\n"
    "Who may decide that something is taken down: members of the office, each a key of\n"
    "their own, of an organisation that is named. The service knows no name of a person.\n"
    "\n"
    "  key FILE      makes a member's key: the file keeps the secret half, and its public\n"
    "                half, KEY, is printed\n"
    "  add           KEY is a member's from now on; a member signs that with their own\n"
    "                key. The first member signs for themselves\n"
    "  remove        KEY is none any more, and can't become one again\n"
    "  --key FILE    the key to sign with\n"
    "  --data DIR    the running region's folder\n"
    "\n"
    "The ledger has an entry of each. Exit status: 0 done, 1 not, 2 usage.\n";

enum { FAILED = 1, USAGE = 2, ARGUMENTS = 3 };

struct options {
    const char *key;
    const char *data;
    bool json;
    int count;
    const char *words[ARGUMENTS];
};

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine office: %s: %s\n", what, why);
    return FAILED;
}

static int help(FILE *to, int status)
{
    (void)fputs(usage, to);
    return status;
}

/* -1: go on. */
static int read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"key", required_argument, NULL, 'k'},
                                          {"data", required_argument, NULL, 'd'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.key = NULL};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'h') {
            return help(stdout, 0);
        }
        if (option == '?') {
            return USAGE;
        }
        o.json = o.json || option == 'j';
        o.key = option == 'k' ? optarg : o.key;
        o.data = option == 'd' ? optarg : o.data;
    }
    for (; optind < argc && o.count < ARGUMENTS; optind++) {
        o.words[o.count++] = argv[optind];
    }
    if (optind != argc || o.count == 0) {
        return help(stderr, USAGE);
    }
    *out = o;
    return -1;
}

static int make_key(const struct options *o)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(buf) struct buf hex = {.max = 2 * APPROVAL_KEY + 1};
    enum err err = office_key_make(o->words[1], &key);
    if (err == ERR_OK) {
        err = text_hex(span_of(key.public, sizeof(key.public)), &hex);
    }
    const char *words = err == ERR_OK ? buf_text(&hex) : NULL;
    if (words == NULL) {
        return complain(o->words[1], err == ERR_CONFLICT
                                         ? "it is there already; nothing was changed"
                                         : err_text(err));
    }
    (void)printf(o->json ? "{\"key\":\"%s\"}\n" : "%s\n", words);
    return 0;
}

static int change(const struct options *o, bool adds)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf envelope = {.max = LIMIT_STATEMENT};
    struct approval_office office = {.adds = adds, .made_ms = time_wall_ms()};
    struct signing_region region;
    struct signing_answer answer;
    if (strlen(o->words[1]) > LIMIT_ORGANISATION) {
        return complain(o->words[1], "an organisation's name has at most 64 characters");
    }
    memcpy(office.organisation, o->words[1], strlen(o->words[1]) + 1);
    if (text_unhex(span_text(o->words[2]), office.key, sizeof(office.key)) != ERR_OK) {
        return complain(o->words[2], "not a key: 64 hexadecimal digits");
    }
    enum err err = office_key_read(o->key, &key);
    if (err != ERR_OK) {
        return complain(o->key, office_key_fault(err));
    }
    AUTO(fd_close) int data = operator_data_open(o->data);
    if (data < 0) {
        return FAILED;
    }
    err = signing_region_find(data, &region);
    if (err != ERR_OK) {
        return complain(o->data, err == ERR_GONE ? "the region does not run" : err_text(err));
    }
    memcpy(office.region, region.origin, sizeof(office.region));
    random_fill(office.puid, sizeof(office.puid));
    err = approval_office_encode(&office, &payload);
    if (err == ERR_FORMAT) {
        return complain(o->words[1], "letters, digits, and . - _ / : & only");
    }
    if (err == ERR_OK) {
        err = approval_sign(key.seed, buf_span(&payload), &envelope);
    }
    if (err == ERR_OK) {
        err = signing_send(&region, buf_span(&envelope), span_of(NULL, 0), &answer);
    }
    if (err != ERR_OK || !answer.taken) {
        return complain(o->words[2], err != ERR_OK ? err_text(err) : answer.problem);
    }
    (void)printf(o->json ? "{\"key\":\"%s\",\"member\":%s}\n" : "%s is %s\n", o->words[2],
                 o->json ? (adds ? "true" : "false")
                 : adds  ? "a member of the office"
                         : "no member of the office any more");
    return 0;
}

int cmd_office(int argc, char **argv)
{
    struct options o;
    int status = read_options(argc, argv, &o);
    if (status >= 0) {
        return status;
    }
    if (approval_ready() != ERR_OK) {
        return complain("starting", err_text(ERR_IO));
    }
    if (strcmp(o.words[0], "key") == 0 && o.count == 2) {
        return make_key(&o);
    }
    bool adds = strcmp(o.words[0], "add") == 0;
    bool whole = o.count == ARGUMENTS && o.key != NULL && o.data != NULL;
    if (!whole || (!adds && strcmp(o.words[0], "remove") != 0)) {
        return help(stderr, USAGE);
    }
    return change(&o, adds);
}
