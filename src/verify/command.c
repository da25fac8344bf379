#include "verify_command.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "verify_evidence.h"

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WATCH_DEFAULT_S = 60 };

static enum err read_seconds(const struct verify_command *c, const char *option, const char *text,
                             uint64_t least, int64_t *out)
{
    uint64_t value = 0;
    if (text_u64(span_text(text), INT32_MAX, &value) != ERR_OK || value < least) {
        (void)fprintf(stderr, "%s: %s takes whole seconds, from %" PRIu64 " to %d\n", c->program,
                      option, least, INT32_MAX);
        return ERR_LIMIT;
    }
    *out = (int64_t)value;
    return ERR_OK;
}

static bool is_header(const char *text)
{
    char plain[KIB];
    return text[0] != '\0' && strcmp(plain_text(span_text(text), plain, sizeof(plain)), text) == 0;
}

enum options {
    OPT_STATE = 1,
    OPT_POLICY,
    OPT_AGE,
    OPT_TIMEOUT,
    OPT_FULL,
    OPT_JSON,
    OPT_EVIDENCE,
    OPT_RECEIPT,
    OPT_WATCH,
    OPT_AGENT,
    OPT_HELP
};

static enum err take_option(struct verify_command *c, int option, const char *value)
{
    switch (option) {
    case OPT_STATE:
        c->options.state_path = value;
        return ERR_OK;
    case OPT_POLICY:
        c->options.policy_path = value;
        return ERR_OK;
    case OPT_AGE:
        c->age_given = true;
        return read_seconds(c, "--max-age", value, 0, &c->options.max_age_s);
    case OPT_TIMEOUT:
        c->timeout_given = true;
        return read_seconds(c, "--timeout", value, 1, &c->options.timeout_s);
    case OPT_FULL:
        c->options.full = true;
        return ERR_OK;
    case OPT_JSON:
        c->options.json = true;
        return ERR_OK;
    case OPT_EVIDENCE:
        c->evidence = value;
        return ERR_OK;
    case OPT_RECEIPT:
        c->options.receipt_path = value;
        return ERR_OK;
    case OPT_WATCH:
        c->watch_s = WATCH_DEFAULT_S;
        return value == NULL ? ERR_OK : read_seconds(c, "--watch", value, 1, &c->watch_s);
    case OPT_AGENT:
        c->agent = value;
        return is_header(value) ? ERR_OK : ERR_FORMAT;
    case OPT_HELP:
        return ERR_NOT_FOUND;
    default:
        return ERR_FORMAT;
    }
}

enum err verify_command_parse(int argc, char **argv, struct verify_command *out)
{
    static const struct option known[] = {{"state", required_argument, NULL, OPT_STATE},
                                          {"policy", required_argument, NULL, OPT_POLICY},
                                          {"max-age", required_argument, NULL, OPT_AGE},
                                          {"timeout", required_argument, NULL, OPT_TIMEOUT},
                                          {"full", no_argument, NULL, OPT_FULL},
                                          {"json", no_argument, NULL, OPT_JSON},
                                          {"evidence", required_argument, NULL, OPT_EVIDENCE},
                                          {"receipt", required_argument, NULL, OPT_RECEIPT},
                                          {"watch", optional_argument, NULL, OPT_WATCH},
                                          {"agent", required_argument, NULL, OPT_AGENT},
                                          {"help", no_argument, NULL, OPT_HELP},
                                          {NULL, 0, NULL, 0}};
    struct verify_command c = {.program = out->program, .options = {.timeout_s = LIMIT_VISIT_S}};
    optind = 0; /* another command's arguments may have been parsed before */
    for (int o = getopt_long(argc, argv, "", known, NULL); o != -1;
         o = getopt_long(argc, argv, "", known, NULL)) {
        TRY(take_option(&c, o, optarg));
    }
    if (optind + (c.evidence == NULL ? 1 : 0) != argc) {
        return ERR_FORMAT;
    }
    c.where = argv[optind];
    c.options.quiet = c.options.json || isatty(STDERR_FILENO) == 0;
    *out = c;
    return ERR_OK;
}

int verify_command_usage(enum err err, const char *usage)
{
    if (err != ERR_LIMIT) {
        (void)fputs(usage, err == ERR_NOT_FOUND ? stdout : stderr);
    }
    return err == ERR_NOT_FOUND ? VERIFY_OK : VERIFY_USAGE;
}

int verify_command_complain(const struct verify_command *c, const char *what, const char *why)
{
    (void)fprintf(stderr, "%s: %s%s%s\n", c->program, what, why == NULL ? "" : ": ",
                  why == NULL ? "" : why);
    return VERIFY_USAGE;
}

int verify_command_visit(const struct verify_command *c, const struct verify_source *source)
{
    AUTO(visit_free) struct visit *v = NULL;
    char problem[VISIT_PROBLEM];
    if (visit_start(&c->options, source, &v, problem) != ERR_OK) {
        return verify_command_complain(c, problem, NULL);
    }
    visit_check(v);
    visit_print(v);
    return visit_end(v, c->program);
}

int verify_command_folder(const struct verify_command *c)
{
    AUTO(verify_folder_close) struct verify_folder *f = NULL;
    enum err err = verify_folder_open(c->where, &f);
    if (err != ERR_OK) {
        return verify_command_complain(
            c, c->where, err == ERR_NOT_FOUND ? "there is no such folder" : err_text(err));
    }
    struct verify_source source = verify_folder_source(f);
    return verify_command_visit(c, &source);
}

static void say_fork(const struct evidence *e, const struct tlog_checkpoint of[2])
{
    char name[TLOG_NAME_MAX + 1];
    AUTO(buf) struct buf key = {.max = KIB};
    const char *vkey = tlog_vkey_encode(&e->vkey, &key) == ERR_OK ? buf_text(&key) : NULL;
    (void)printf("%s\n\nledger %s\nkey    %s\n\nThat key has signed a tree of %" PRIu64
                 " entries and one of %" PRIu64 ", and the larger does not\nbegin with the "
                 "smaller. Compare the key with one that you got elsewhere.\n",
                 report_verdict(VERIFY_FORK),
                 plain_text(span_text(e->vkey.name), name, sizeof(name)), vkey == NULL ? "?" : vkey,
                 of[0].size, of[1].size);
}

int verify_command_evidence(const struct verify_command *c)
{
    AUTO(buf) struct buf text = {.max = EVIDENCE_MAX};
    struct evidence e;
    struct tlog_checkpoint of[2];
    enum err err = file_read_all(AT_FDCWD, c->evidence, &text);
    if (err == ERR_OK) {
        err = evidence_decode(buf_span(&text), &e);
    }
    if (err != ERR_OK) {
        return verify_command_complain(
            c, c->evidence, err == ERR_FORMAT ? "this is no evidence of a fork" : err_text(err));
    }
    err = evidence_check(&e, of);
    if (err != ERR_OK) {
        (void)printf("NOT PROVEN: %s\n", err == ERR_DENIED
                                             ? "a checkpoint in it is not signed by its key."
                                             : "the two checkpoints in it may both be true.");
        return VERIFY_FALSE;
    }
    say_fork(&e, of);
    return VERIFY_FORK;
}
