/*
 * main.c: vitrine-custodiand: arguments, open, confine, loop. Started by gate.
 */
#include "base_diag.h"
#include "base_limits.h"
#include "base_text.h"
#include "confine.h"
#include "custodian.h"
#include "ipc_socket.h"
#include "loop.h"
#include "sandbox.h"

#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

static const char usage[] =
    "usage: vitrine-custodiand --control FD --data DIR --ledger DIR --origin NAME [--log NAME]\n"
    "                          [--mark DIR] [--web-origin URL]...\n"
    "\n"
    "Holds a region's keys, accounts, sessions and ledger. Started by vitrine-gate, which hands\n"
    "it the control pair.\n"
    "\n"
    "  --control FD    the control pair, an open descriptor\n"
    "  --data DIR      custodian.db, region.key and the ledger's private files\n"
    "  --ledger DIR    the ledger's public files\n"
    "  --mark DIR      where no copy of these is: how far the ledger is\n"
    "  --origin NAME   the region's name\n"
    "  --log NAME      the ledger's, if it was begun anew (as the region's)\n"
    "  --web-origin URL  an address of the region's, where a browser may use passkeys; at most 4\n"
    "  --help          this text\n";

struct arguments {
    bool help;
    int control;
    struct custodian_config config;
};

static volatile sig_atomic_t terminated;
static const struct hasher *waker; /* for the handler: set before it is installed */

static void on_terminate(int number)
{
    (void)number;
    terminated = 1;
    hasher_wake(waker);
}

static enum err web_origin_read(const char *text, struct passkey_origins *origins)
{
    if (!text_is_web_origin(span_text(text)) || origins->count == LIMIT_WEB_ORIGINS) {
        return ERR_FORMAT;
    }
    origins->items[origins->count++] = text;
    return ERR_OK;
}

static enum err arguments_read(int argc, char **argv, struct arguments *out_arguments)
{
    static const struct option options[] = {
        {"control", required_argument, NULL, 'c'},
        {"data", required_argument, NULL, 'd'},
        {"ledger", required_argument, NULL, 'l'},
        {"mark", required_argument, NULL, 'm'},
        {"origin", required_argument, NULL, 'o'},
        {"web-origin", required_argument, NULL, 'w'},
        {"log", required_argument, NULL, 'g'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct arguments a = {.control = -1};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        uint64_t number = 0;
        switch (option) {
        case 'c':
            TRY(text_u64(span_text(optarg), INT_MAX, &number));
            a.control = (int)number;
            break;
        case 'd':
            a.config.data = optarg;
            break;
        case 'l':
            a.config.ledger = optarg;
            break;
        case 'm':
            a.config.mark = optarg;
            break;
        case 'o':
            a.config.origin = optarg;
            break;
        case 'g':
            a.config.log = optarg;
            break;
        case 'w':
            TRY(web_origin_read(optarg, &a.config.origins));
            break;
        case 'h':
            a.help = true;
            break;
        default:
            return ERR_FORMAT;
        }
    }
    bool whole = a.control >= 0 && a.config.data != NULL && a.config.ledger != NULL &&
                 a.config.origin != NULL && optind == argc;
    if (!whole && !a.help) {
        return ERR_FORMAT;
    }
    *out_arguments = a;
    return ERR_OK;
}

static enum err confine_self(const struct arguments *a)
{
    bool landlock = false;
    if (confine_hold_memory(LIMIT_LOCKED_MIB * MIB) != ERR_OK) {
        diag(DIAG_NOTICE, "memory may be swapped out: it could not be locked");
    }
    TRY(sandbox_enter(&a->config, &landlock));
    if (!landlock) {
        diag(DIAG_NOTICE, "this kernel has no Landlock: other folders are kept away by gate only");
    }
    return ERR_OK;
}

static enum err ready(int control)
{
    uint8_t frame[CTL_SIZE];
    ctl_encode(&(struct ctl){.kind = CTL_READY}, frame);
    return ipc_send(control, span_of(frame, sizeof(frame)), NULL, 0);
}

static enum err serve(struct custodian *c, int control)
{
    AUTO(loop) struct loop loop = {.control = -1};
    TRY(loop_init(&loop, c, control));
    while (!loop.leaving && !terminated) {
        enum err err = loop_round(&loop, -1);
        if (err != ERR_OK) {
            diag(DIAG_ERROR, "leaving: %s; database: %s; ledger: %s", err_text(err),
                 db_problem(c->db), ledger_problem_text(c->ledger));
            return err;
        }
    }
    return loop_farewell(&loop);
}

static int run(const struct arguments *a)
{
    AUTO(custodian_close) struct custodian *c = NULL;
    struct custodian_problem problem = {{0}};
    if (custodian_open(&a->config, &c, &problem) != ERR_OK) {
        diag(DIAG_ERROR, "%s", problem.text);
        return STATUS_FAILED;
    }
    if (!ledger_guarded(c->ledger) && c->witnesses.whom.count == 0) {
        diag(DIAG_NOTICE, "nothing outside says how far the ledger was: if an older copy of the "
                          "region was put back, nobody here notices (vitrine up --mark DIR)");
    }
    waker = c->hasher;
    struct sigaction action = {.sa_handler = on_terminate};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its ceiling is a failed write, no death */
    enum err err = confine_self(a);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "could not be confined: %s", err_text(err));
        return STATUS_FAILED;
    }
    err = hasher_start(c->hasher);
    if (err == ERR_OK) {
        err = ready(a->control);
    }
    if (err == ERR_OK) {
        err = serve(c, a->control);
    }
    return err == ERR_OK ? STATUS_OK : STATUS_FAILED;
}

int main(int argc, char **argv)
{
    diag_start("custodiand", 0);
    struct arguments arguments = {0};
    if (arguments_read(argc, argv, &arguments) != ERR_OK) {
        (void)fputs(usage, stderr);
        return STATUS_USAGE;
    }
    if (arguments.help) {
        (void)fputs(usage, stdout);
        return STATUS_OK;
    }
    tzset();
    (void)umask(0077); /* what others may read, the ledger opens up itself */
    return run(&arguments);
}
