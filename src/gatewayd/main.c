/*
 * main.c: vitrine-gatewayd: arguments, open, confine, loop. Started by gate.
 */
#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "digest.h"
#include "ipc_socket.h"
#include "loop.h"
#include "sandbox.h"
#include "sender.h"
#include "wire_ctl.h"

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

static const char usage[] =
    "usage: vitrine-gatewayd --control FD --origin NAME [--authorities FILE]\n"
    "\n"
    "A region's only route out: sends what custodiand has stamped, and nothing else. Started by\n"
    "vitrine-gate, which hands it the control pair.\n"
    "\n"
    "  --control FD        the control pair, an open descriptor\n"
    "  --origin NAME       the name of the region's ledger\n"
    "  --authorities FILE  certificates that https believes\n"
    "                      (/etc/ssl/certs/ca-certificates.crt)\n"
    "  --help              this text\n";

struct arguments {
    bool help;
    int control;
    const char *origin;
    const char *authorities;
};

static enum err arguments_read(int argc, char **argv, struct arguments *out_arguments)
{
    static const struct option options[] = {
        {"control", required_argument, NULL, 'c'},
        {"origin", required_argument, NULL, 'o'},
        {"authorities", required_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct arguments a = {.control = -1, .authorities = "/etc/ssl/certs/ca-certificates.crt"};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        uint64_t number = 0;
        switch (option) {
        case 'c':
            TRY(text_u64(span_text(optarg), INT_MAX, &number));
            a.control = (int)number;
            break;
        case 'o':
            a.origin = optarg;
            break;
        case 'a':
            a.authorities = optarg;
            break;
        case 'h':
            a.help = true;
            break;
        default:
            return ERR_FORMAT;
        }
    }
    bool whole = a.control >= 0 && a.origin != NULL && optind == argc;
    if (!whole && !a.help) {
        return ERR_FORMAT;
    }
    *out_arguments = a;
    return ERR_OK;
}

static enum err confine_self(void)
{
    bool landlock = false;
    TRY(sandbox_enter(&landlock));
    if (!landlock) {
        diag(DIAG_NOTICE, "this kernel has no Landlock: other folders are kept away by gate only");
    }
    return ERR_OK;
}

static enum err serve(const struct arguments *a, struct sender *sender)
{
    enum { WAIT_MS = 60 * 1000 };
    AUTO(loop) struct loop loop = {.channel = -1};
    uint8_t frame[CTL_SIZE];
    loop_init(&loop, a->control, a->origin, sender);
    ctl_encode(&(struct ctl){.kind = CTL_READY}, frame);
    TRY(ipc_send(a->control, span_of(frame, sizeof(frame)), NULL, 0));
    while (!loop.leaving) {
        TRY(loop_round(&loop, WAIT_MS));
    }
    diag(DIAG_NOTICE, "%" PRIu64 " sent, %" PRIu64 " refused", loop.sent, loop.refused);
    return ERR_OK;
}

static enum err run(const struct arguments *a)
{
    AUTO(buf) struct buf authorities = {.max = LIMIT_AUTHORITIES};
    AUTO(sender_free) struct sender *sender = NULL;
    if (sodium_init() < 0) {
        return ERR_IO;
    }
    TRY(digest_ready());
    enum err err = file_read_all(AT_FDCWD, a->authorities, &authorities);
    if (err != ERR_OK) {
        diag(DIAG_NOTICE, "no certificates that https could believe: it will fail; http works");
        buf_clear(&authorities);
    }
    TRY(sender_new(buf_span(&authorities), &sender));
    (void)signal(SIGPIPE, SIG_IGN);
    TRY(confine_self());
    return serve(a, sender);
}

int main(int argc, char **argv)
{
    diag_start("gatewayd", 0);
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
    enum err err = run(&arguments);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "leaving: %s", err_text(err));
    }
    return err == ERR_OK ? STATUS_OK : STATUS_FAILED;
}
