/*
 * verify.c: `vitrine verify`: a region checked from outside, by somebody who trusts nobody. Here:
 * arguments, the policy and the state file. What is checked, and in which order: verify_check.c.
 */
#include "verify.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "base_time.h"
#include "cli.h"
#include "digest.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void visit_free(struct visit *v)
{
    if (v != NULL) {
        http_close(v->http);
        state_free(v->old);
        state_free(v->now);
        buf_done(&v->policy_text);
        story_done(&v->story);
        free(v);
    }
}

static const char usage[] =
    "usage: vitrine verify [--state FILE] [--policy FILE] [--max-age SECONDS] [--full] [--json] "
    "URL\n"
    "\n"
    "Checks a region from outside: its ledger to the last entry, what it says of itself, and that "
    "it\n"
    "shows you today what it showed you before. Needs no account. Each claim is printed as "
    "proven,\n"
    "sampled, asserted (only the service's word) or FALSE.\n"
    "\n"
    "  --state FILE       what to remember between visits (default ~/.local/state/vitrine/...)\n"
    "  --policy FILE      whom you trust: log keys and witnesses (C2SP tlog-policy)\n"
    "  --max-age SECONDS  how old the newest entry may be (default 180)\n"
    "  --full             read everything again, not only what is new\n"
    "  --json             the result as JSON\n"
    "\n"
    "exit status: 0 all holds, 1 a claim is FALSE, 2 usage, 3 fork (evidence is saved beside the\n"
    "state), 4 rollback, 5 stale, 6 unreachable\n";

/* ERR_NOT_FOUND asks for the help text on the standard output. */
static enum err parse_options(int argc, char **argv, struct verify_options *out)
{
    enum { OPT_STATE = 1, OPT_POLICY, OPT_AGE, OPT_FULL, OPT_JSON, OPT_HELP };
    static const struct option known[] = {{"state", required_argument, NULL, OPT_STATE},
                                          {"policy", required_argument, NULL, OPT_POLICY},
                                          {"max-age", required_argument, NULL, OPT_AGE},
                                          {"full", no_argument, NULL, OPT_FULL},
                                          {"json", no_argument, NULL, OPT_JSON},
                                          {"help", no_argument, NULL, OPT_HELP},
                                          {NULL, 0, NULL, 0}};
    struct verify_options o = {.max_age_s = LIMIT_STALE_S};
    uint64_t age = LIMIT_STALE_S;
    optind = 0; /* another command's arguments may have been parsed before */
    for (int c = getopt_long(argc, argv, "", known, NULL); c != -1;
         c = getopt_long(argc, argv, "", known, NULL)) {
        switch (c) {
        case OPT_STATE:
            o.state_path = optarg;
            break;
        case OPT_POLICY:
            o.policy_path = optarg;
            break;
        case OPT_AGE:
            TRY(text_u64(span_text(optarg), INT32_MAX, &age));
            break;
        case OPT_FULL:
            o.full = true;
            break;
        case OPT_JSON:
            o.json = true;
            break;
        case OPT_HELP:
            return ERR_NOT_FOUND;
        default:
            return ERR_FORMAT;
        }
    }
    if (optind + 1 != argc) {
        return ERR_FORMAT;
    }
    o.max_age_s = (int64_t)age;
    o.url = argv[optind];
    *out = o;
    return ERR_OK;
}

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine verify: %s: %s\n", what, why);
    return VERIFY_USAGE;
}

static int load_policy(struct visit *v)
{
    const char *path = v->options.policy_path;
    if (path == NULL) {
        return VERIFY_OK;
    }
    char why[64];
    unsigned line = 0;
    v->policy_text.max = TLOG_POLICY_MAX;
    enum err err = file_read_all(AT_FDCWD, path, &v->policy_text);
    if (err != ERR_OK) {
        return complain(path, err_text(err));
    }
    err = tlog_policy_decode(buf_span(&v->policy_text), &v->policy, &line);
    if (err != ERR_OK) {
        (void)snprintf(why, sizeof(why), "line %u is not one of a policy", line);
        return complain(path, why);
    }
    v->has_policy = true;
    return VERIFY_OK;
}

/* The state file: none is a first visit; one that can't be read must not be taken for none. */
static int load_state(struct visit *v)
{
    const char *given = v->options.state_path;
    enum err err = ERR_OK;
    if (given != NULL && strlen(given) < sizeof(v->state_path)) {
        (void)snprintf(v->state_path, sizeof(v->state_path), "%s", given);
    } else {
        err = given != NULL ? ERR_LIMIT
                            : state_path(http_base(v->http), v->state_path, sizeof(v->state_path));
    }
    if (err != ERR_OK) {
        return complain("no place for what is to be remembered (give one with --state)",
                        err_text(err));
    }
    err = state_load(v->state_path, &v->old);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return complain(v->state_path,
                        err == ERR_FORMAT ? "this is no state of an earlier visit, or it is damaged"
                                          : err_text(err));
    }
    if (v->old != NULL && strcmp(v->old->url, http_base(v->http)) != 0) {
        return complain(v->state_path, "this is the state of another address");
    }
    v->now = state_new();
    return v->now == NULL ? complain("starting", err_text(ERR_NOMEM)) : VERIFY_OK;
}

static int prepare(struct visit *v)
{
    enum err err = digest_ready();
    if (err == ERR_OK) {
        err = http_open(v->options.url, &v->http);
    }
    if (err != ERR_OK) {
        return complain(v->options.url,
                        err == ERR_FORMAT ? "not an http or https address" : err_text(err));
    }
    int status = load_policy(v);
    return status != VERIFY_OK ? status : load_state(v);
}

int cmd_verify(int argc, char **argv)
{
    struct verify_options options;
    enum err err = parse_options(argc, argv, &options);
    if (err != ERR_OK) {
        (void)fputs(usage, err == ERR_NOT_FOUND ? stdout : stderr);
        return err == ERR_NOT_FOUND ? VERIFY_OK : VERIFY_USAGE;
    }
    AUTO(visit_free) struct visit *v = calloc(1, sizeof(*v));
    if (v == NULL) {
        return complain("starting", err_text(ERR_NOMEM));
    }
    v->options = options;
    v->now_ms = time_wall_ms();
    int status = prepare(v);
    if (status != VERIFY_OK) {
        return status;
    }
    visit_check(v);
    struct verdict verdict = {.options = &v->options,
                              .exit = v->exit,
                              .size = v->checkpoint.size,
                              .root = v->checkpoint.root,
                              .story = &v->story,
                              .report = &v->report};
    if (v->checkpoint.origin.len > 0 && v->checkpoint.origin.len < sizeof(verdict.origin)) {
        memcpy(verdict.origin, v->checkpoint.origin.ptr, v->checkpoint.origin.len);
    }
    report_print(&verdict);
    return (int)v->exit;
}
