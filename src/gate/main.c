/*
 * main.c: vitrine-gate: arguments, open everything, start and watch the processes of a region.
 */
#include "base_diag.h"
#include "base_limits.h"
#include "base_text.h"
#include "digest.h"
#include "gate.h"
#include "open.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PORT_DEFAULT = 8080, PORT_MAX = 65535, JOB_S_MAX = LIMIT_JOB_MS / 1000 };

static const char usage[] =
    "usage: vitrine-gate --data DIR [options]\n"
    "\n"
    "Starts a region: measures its programs, gives each its confinement and its descriptors,\n"
    "restarts what dies, and stops all of it on SIGTERM, SIGINT or 'vitrine stop'.\n"
    "\n"
    "  --data DIR            the region's folder, made by 'vitrine init DIR'\n"
    "  --port N              TCP port (8080; 0 picks a free one, which is printed)\n"
    "  --host ADDRESS        address to listen at (127.0.0.1)\n"
    "  --bin DIR             where vitrine-custodiand and the others are (beside "
    "vitrine-gate)\n"
    "  --www DIR             the web app's files (www beside vitrine-gate)\n"
    "  --mark DIR            a folder on another disk, in no snapshot or backup of the region (it "
    "is\n"
    "                        made if it is not there): how far the ledger is stands there, so that "
    "an\n"
    "                        older copy of the region that is put back is refused\n"
    "  --web-origin URL      the region's address as browsers show it, where passkeys work; at "
    "most 4\n"
    "                        (http://localhost:PORT; they do not work on a bare IP address)\n"
    "  --front ADDRESS       a front that stands before the region, for TLS, at that address: whom "
    "it\n"
    "                        names last in X-Forwarded-For is taken for who asks (nobody is "
    "believed)\n"
    "  --job-limit-s N       seconds that preparing one video may take (900 at most)\n"
    "  --backoff-max-ms N    longest wait before a dead process is started again (5000)\n"
    "  --backup-silent-ms N  a backup whose command says nothing for longer is given up (1800000)\n"
    "  --help                this text\n"
    "\n"
    "Exit status: 0 stopped when asked, 2 usage, 3 the folder is in use by another run, 4 the "
    "folder\n"
    "cannot be used, 5 the port is in use, 1 anything else.\n";

static enum err number(const char *text, uint64_t least, uint64_t most, uint64_t *out_number)
{
    uint64_t value = 0;
    TRY(text_u64(span_text(text), most, &value));
    if (value < least) {
        return ERR_FORMAT;
    }
    *out_number = value;
    return ERR_OK;
}

static enum err read_option(struct gate_config *c, int option, const char *value)
{
    uint64_t n = 0;
    switch (option) {
    case 'd':
        c->data = value;
        return ERR_OK;
    case 'a':
        c->host = value;
        return ERR_OK;
    case 'b':
        c->bin = value;
        return ERR_OK;
    case 'w':
        c->www = value;
        return ERR_OK;
    case 'k':
        c->mark = value;
        return ERR_OK;
    case 'o':
        if (!text_is_web_origin(span_text(value)) || c->web_origin_count == LIMIT_WEB_ORIGINS) {
            return ERR_FORMAT;
        }
        c->web_origins[c->web_origin_count++] = value;
        return ERR_OK;
    case 'f':
        c->front = value;
        return listener_is_address(value) ? ERR_OK : ERR_FORMAT;
    case 'p':
        TRY(number(value, 0, PORT_MAX, &n));
        c->port = (uint16_t)n;
        return ERR_OK;
    case 'j':
        TRY(number(value, 1, JOB_S_MAX, &n));
        c->job_ms = (int64_t)n * 1000;
        return ERR_OK;
    case 'm':
        TRY(number(value, BACKOFF_FIRST_MS, 60 * (uint64_t)LIMIT_BACKOFF_MS, &n));
        c->backoff_max_ms = (int64_t)n;
        return ERR_OK;
    case 's':
        TRY(number(value, 1, LIMIT_BACKUP_SILENT_MS, &n));
        c->backup_silent_ms = (int64_t)n;
        return ERR_OK;
    default:
        return ERR_FORMAT;
    }
}

/* true: go on. false: leave with *out_status; it has been said why. */
static bool read_arguments(int argc, char **argv, struct gate_config *c, enum gate_exit *out_status)
{
    static const struct option options[] = {
        {"data", required_argument, NULL, 'd'},
        {"port", required_argument, NULL, 'p'},
        {"host", required_argument, NULL, 'a'},
        {"bin", required_argument, NULL, 'b'},
        {"www", required_argument, NULL, 'w'},
        {"mark", required_argument, NULL, 'k'},
        {"web-origin", required_argument, NULL, 'o'},
        {"front", required_argument, NULL, 'f'},
        {"job-limit-s", required_argument, NULL, 'j'},
        {"backoff-max-ms", required_argument, NULL, 'm'},
        {"backup-silent-ms", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    *out_status = EXIT_USAGE;
    int index = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, &index)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            *out_status = EXIT_FINE;
            return false;
        }
        if (option == '?') {
            return false; /* getopt said what is wrong */
        }
        if (read_option(c, option, optarg) != ERR_OK) {
            diag(DIAG_ERROR, "--%s %s is out of range", options[index].name, optarg);
            return false;
        }
    }
    if (c->data == NULL || optind != argc) {
        (void)fputs(usage, stderr);
        return false;
    }
    return true;
}

/* 0, 1 and 2 are never a socket or a file of ours, whatever we were started with. */
static void fill_standard_fds(void)
{
    int fd = 0;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO) {
        (void)close(fd);
    }
}

static void gate_init(struct gate *g)
{
    g->config = (struct gate_config){.host = "127.0.0.1",
                                     .port = PORT_DEFAULT,
                                     .job_ms = LIMIT_JOB_MS,
                                     .backoff_max_ms = LIMIT_BACKOFF_MS,
                                     .backup_silent_ms = LIMIT_BACKUP_SILENT_MS};
    g->custodiand.role = ROLE_CUSTODIAND;
    g->edged.role = ROLE_EDGED;
    g->gatewayd.role = ROLE_GATEWAYD;
    for (size_t i = 0; i < GATE_PROCESSES; i++) {
        struct process *p = gate_process(g, i);
        p->pidfd = -1;
        p->control = -1;
        p->log.fd = -1;
        p->image.fd = -1;
    }
    for (size_t i = 0; i < LIMIT_OPERATORS; i++) {
        g->operators[i].fd = -1;
    }
    g->mediad.fd = -1;
    g->signals = -1;
    g->operator_listener = -1;
    g->listener.fd = -1;
    g->folder.dir = -1;
    g->folder.lock = -1;
    g->guard.app = -1;
    g->guard.reserve = (struct reserve){-1, -1};
}

static enum gate_exit run(struct gate *g)
{
    enum gate_exit status = open_all(g);
    if (status != EXIT_FINE) {
        return status;
    }
    (void)puts("starting");
    (void)fflush(stdout);
    control_event(g, &(struct ctl){.code = EVENT_REGION_START, .value = g->missing});
    if (g->has_app) {
        struct ctl event = {.code = EVENT_APP};
        memcpy(event.digest, g->app, sizeof(event.digest));
        control_event(g, &event);
    }
    if (loop_run(g) != ERR_OK) {
        diag(DIAG_ERROR, "waiting for events failed");
        return EXIT_FAULT;
    }
    return g->failed ? EXIT_FAULT : EXIT_FINE;
}

int main(int argc, char **argv)
{
    static struct gate gate; /* large: the queue of events */
    fill_standard_fds();
    diag_start("gate", 0);
    diag_never_waits();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)umask(022);
    gate_init(&gate);
    enum gate_exit status = EXIT_USAGE;
    if (!read_arguments(argc, argv, &gate.config, &status)) {
        return (int)status;
    }
    gate.custodiand.backoff.max_ms = gate.config.backoff_max_ms;
    gate.edged.backoff.max_ms = gate.config.backoff_max_ms;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || digest_ready() != ERR_OK) {
        diag(DIAG_ERROR, "this machine lacks SHA-256 or process control");
        return EXIT_FAULT;
    }
    status = run(&gate);
    close_all(&gate);
    if (status == EXIT_FINE) {
        (void)puts("stopped");
    }
    return (int)status;
}
