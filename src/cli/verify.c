/*
 * verify.c: `vitrine verify`: a region checked from outside, by somebody who trusts nobody. Here:
 * where it comes from, and looking again. What is checked: src/verify.
 */
#include "base_limits.h"
#include "base_time.h"
#include "cli.h"
#include "digest.h"
#include "source.h"
#include "verify_command.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char usage[] =
    "usage: vitrine verify [--state FILE] [--policy FILE] [--max-age SECONDS] [--full] [--json]\n"
    "                      [--timeout SECONDS] [--watch[=SECONDS]] URL|DIR\n"
    "                      [--receipt FILE] [--agent TEXT]\n"
    "       vitrine verify --evidence FILE\n"
    "\n"
    "Checks a region from outside: its ledger to the last entry, what it says of itself, and that\n"
    "it shows you today what it showed you before. Needs no account. The first line is the "
    "verdict;\n"
    "each claim is proven, sampled, asserted (only the service's word) or FALSE. A DIR is a copy,\n"
    "as vitrine mirror makes it.\n"
    "\n"
    "  --state FILE       what to remember between visits (default for a URL:\n"
    "                     ~/.local/state/vitrine/...; for a DIR: nothing)\n"
    "  --policy FILE      whom you trust: log keys and witnesses (C2SP tlog-policy)\n"
    "  --max-age SECONDS  how old the newest entry may be (default 180; any by 0, or for a DIR)\n"
    "  --timeout SECONDS  how long all of it may take (default 3600)\n"
    "  --full             read everything again, not only what is new\n"
    "  --watch[=SECONDS]  look again and again (each 60 seconds), and say what has changed\n"
    "  --agent TEXT       what to call oneself (User-Agent), such as what a browser says: a "
    "service\n"
    "                     may answer one program otherwise than another\n"
    "  --json             the result as JSON (docs/verify.md)\n"
    "  --receipt FILE     what you kept of a decision about you, or before you left: is its entry\n"
    "                     there, and what you were told? Reads everything again\n"
    "  --evidence FILE    check what somebody else's visit kept of a fork\n"
    "\n"
    "exit status: 0 all holds, 1 a claim is FALSE, 2 usage, 3 fork (evidence is saved beside the\n"
    "state), 4 rollback, 5 stale, 6 unreachable\n";

/* What the visit before had no word for; the verdict if it is another. false: nothing. */
static bool print_news(const struct visit *v, const struct report *before, enum verify_exit was)
{
    char when[TIME_ISO_SIZE];
    bool news = v->exit != was;
    for (size_t i = 0; i < v->report.count && !news; i++) {
        news = report_is_news(before, &v->report.claims[i]);
    }
    if (!news) {
        return false;
    }
    if (v->options.json) {
        visit_print(v);
        return true;
    }
    time_iso(v->now_ms, when);
    (void)printf("\n%s %s\n", when, report_verdict(v->exit));
    for (size_t i = 0; i < v->report.count; i++) {
        if (report_is_news(before, &v->report.claims[i])) {
            report_claim_print(&v->report.claims[i]);
        }
    }
    return true;
}

/* What who watches was told, and by which visit. */
struct watched {
    struct verify_options options;
    struct report before;
    enum verify_exit was;
    bool first;
};

/* A visit more; what it holds is free when it ends, for others' turn. false: it was the last, since
 * nobody can be told any more: *out_status. A later visit reads only what is new: whoever drags it
 * out for longer than entries may be old does not keep its watcher calm. */
static bool look_again(struct watched *w, const struct verify_command *c,
                       const struct verify_source *source, int *out_status)
{
    AUTO(visit_free) struct visit *v = NULL;
    char problem[VISIT_PROBLEM];
    if (visit_start(&w->options, source, &v, problem) != ERR_OK) {
        *out_status = verify_command_complain(c, problem, NULL);
        return false;
    }
    visit_check(v);
    bool told = w->first;
    if (w->first) {
        visit_print(v);
    } else {
        told = print_news(v, &w->before, w->was);
    }
    *out_status = visit_end(v, c->program);
    if (told || v->story.seen > 0) { /* of no entries there is less to say: that is no news */
        w->before = v->report;
    }
    w->was = v->exit;
    w->first = false;
    if (v->whole && !c->timeout_given && w->options.max_age_s > 0) {
        w->options.timeout_s =
            w->options.max_age_s > c->watch_s ? w->options.max_age_s : c->watch_s;
    }
    return ferror(stdout) == 0;
}

/* Until somebody ends it, or nobody can be told. */
static int watch(const struct verify_command *c, const struct verify_source *source)
{
    struct watched w = {.options = c->options, .first = true};
    struct timespec rest = {.tv_sec = c->watch_s};
    int status = VERIFY_OK;
    while (look_again(&w, c, source, &status)) {
        (void)nanosleep(&rest, NULL);
    }
    return status;
}

static int visit_address(struct verify_command *c)
{
    AUTO(http_close) struct http *h = NULL;
    char path[STATE_PATH];
    enum err err = http_open(c->where, &h);
    if (err != ERR_OK) {
        return verify_command_complain(
            c, c->where, err == ERR_FORMAT ? "not an http or https address" : err_text(err));
    }
    if (c->options.state_path == NULL) {
        err = state_path(http_base(h), path, sizeof(path));
        if (err != ERR_OK) {
            return verify_command_complain(
                c, "no place for what is to be remembered (give one with --state)", err_text(err));
        }
        c->options.state_path = path;
    }
    if (!c->age_given) {
        c->options.max_age_s = LIMIT_STALE_S;
    }
    struct verify_source source = http_source(h, c->agent);
    return c->watch_s > 0 ? watch(c, &source) : verify_command_visit(c, &source);
}

int cmd_verify(int argc, char **argv)
{
    struct verify_command c = {.program = "vitrine verify"};
    enum err err = verify_command_parse(argc, argv, &c);
    if (err != ERR_OK) {
        return verify_command_usage(err, usage);
    }
    err = digest_ready();
    if (err != ERR_OK) {
        return verify_command_complain(&c, "starting", err_text(err));
    }
    if (c.evidence != NULL) {
        return verify_command_evidence(&c);
    }
    bool address = strstr(c.where, "://") != NULL;
    if (!address && (c.watch_s > 0 || c.agent != NULL)) {
        return verify_command_complain(
            &c, c.where, "a copy does not change and is asked nothing: this wants a URL");
    }
    return address ? visit_address(&c) : verify_command_folder(&c);
}
