/*
 * main.c: vitrine-witnessd: arguments, open, confine, serve. Started by whoever runs the witness.
 */
#include "answers.h"
#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "listener.h"
#include "sandbox.h"
#include "web_server.h"
#include "witness.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE, STATUS_IN_USE, STATUS_FOLDER, STATUS_PORT };
enum { PORT_DEFAULT = 8090, PORT_MAX = 65535 };

static const char usage[] =
    "usage: vitrine-witnessd --data DIR --init NAME\n"
    "       vitrine-witnessd --data DIR [--host ADDRESS] [--port N]\n"
    "\n"
    "A witness of transparency logs (C2SP tlog-witness). It cosigns a log's checkpoint if it "
    "follows\n"
    "from the one that it cosigned last, and no other. Whoever runs it must be nobody whose logs "
    "it\n"
    "watches; one key is one witness.\n"
    "\n"
    "  --init NAME     makes a key of that name, like witness.example/w1, in the empty folder "
    "DIR,\n"
    "                  and prints the vkey, which everybody may have\n"
    "  --data DIR      key, vkey and state, and the file 'logs', which is yours to write: a line\n"
    "                  'log VKEY' for each log that is cosigned, and the line 'quorum none'. It "
    "is\n"
    "                  read at the start. Put DIR into no backup: a witness that is put back to "
    "an\n"
    "                  older state can sign what contradicts what it has signed\n"
    "  --host ADDRESS  address to listen at (127.0.0.1); put a server with TLS in front\n"
    "  --port N        TCP port (8090; 0 picks a free one, which is printed)\n"
    "  --help          this text\n"
    "\n"
    "It answers POST /add-checkpoint, GET /HEX/checkpoint with the SHA-256 of a log's origin, and\n"
    "GET /vkey.\n"
    "\n"
    "Exit status: 0 stopped when asked, or the key is made, 2 usage, 3 another run has DIR, 4 DIR\n"
    "cannot be used, 5 the port is in use, 1 anything else.\n";

struct arguments {
    bool help;
    const char *data;
    const char *name;
    const char *host;
    uint16_t port;
};

static sem_t stop_asked;

static void on_terminate(int number)
{
    (void)number;
    (void)sem_post(&stop_asked);
}

static enum err arguments_read(int argc, char **argv, struct arguments *out_arguments)
{
    static const struct option options[] = {
        {"data", required_argument, NULL, 'd'}, {"init", required_argument, NULL, 'i'},
        {"host", required_argument, NULL, 'a'}, {"port", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0},
    };
    struct arguments a = {.host = "127.0.0.1", .port = PORT_DEFAULT};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        uint64_t number = 0;
        switch (option) {
        case 'd':
            a.data = optarg;
            break;
        case 'i':
            a.name = optarg;
            break;
        case 'a':
            a.host = optarg;
            break;
        case 'p':
            TRY(text_u64(span_text(optarg), PORT_MAX, &number));
            a.port = (uint16_t)number;
            break;
        case 'h':
            a.help = true;
            break;
        default:
            return ERR_FORMAT;
        }
    }
    if (!a.help && (a.data == NULL || optind != argc)) {
        return ERR_FORMAT;
    }
    *out_arguments = a;
    return ERR_OK;
}

static int init(const struct arguments *a, int dir_fd)
{
    AUTO(buf) struct buf vkey = {.max = 1024};
    enum err err = witness_init(dir_fd, a->name, &vkey);
    const char *text = err == ERR_OK ? buf_text(&vkey) : NULL;
    if (text == NULL) {
        diag(DIAG_ERROR, "%s: %s", a->data,
             err == ERR_CONFLICT ? "there is a key already; nothing was changed"
             : err == ERR_FORMAT ? "a name has no space and no plus sign, and at most 255 bytes"
                                 : err_text(err));
        return err == ERR_FORMAT ? STATUS_USAGE : STATUS_FOLDER;
    }
    (void)puts(text);
    return STATUS_OK;
}

static enum err confine_self(const struct arguments *a, int listen_fd)
{
    bool landlock = false;
    TRY(sandbox_enter(a->data, listen_fd, &landlock));
    if (!landlock) {
        diag(DIAG_NOTICE, "this kernel has no Landlock: other folders are in sight");
    }
    return ERR_OK;
}

static enum err serve(struct witness *w, const struct listener *listener)
{
    AUTO(web_server_stop) struct web_server *server = NULL;
    struct web_config config = {.listen_fd = listener->fd,
                                .routes = routes,
                                .route_count = routes_count,
                                .app = w,
                                .session_cookie = "none",
                                .quick_threads = 1,
                                .patient_threads = 2,
                                .connections = LIMIT_WITNESS_CONNECTIONS};
    TRY(web_server_start(&config, &server));
    (void)printf("ready %s\n", listener->url);
    (void)fflush(stdout);
    while (sem_wait(&stop_asked) != 0 && errno == EINTR) {
    }
    return ERR_OK;
}

static void listener_auto(struct listener *l)
{
    listener_done(l);
}

static int listen_there(const struct arguments *a, struct listener *listener)
{
    enum err err = listener_open(listener, a->host, a->port);
    if (err == ERR_OK) {
        return STATUS_OK;
    }
    diag(DIAG_ERROR, "cannot listen at %s, port %u: %s", a->host, a->port,
         err == ERR_CONFLICT    ? "the port is in use"
         : err == ERR_FORMAT    ? "that is no address"
         : err == ERR_NOT_FOUND ? "this machine has no such address"
                                : err_text(err));
    return err == ERR_CONFLICT ? STATUS_PORT : STATUS_FAILED;
}

static int run(const struct arguments *a, int dir_fd)
{
    AUTO(listener) struct listener listener = {.fd = -1};
    AUTO(witness_close) struct witness *w = NULL;
    struct witness_problem problem = {{0}};
    if (flock(dir_fd, LOCK_EX | LOCK_NB) != 0) {
        diag(DIAG_ERROR, "%s: another run has it; nothing was changed", a->data);
        return STATUS_IN_USE;
    }
    if (a->name != NULL) {
        return init(a, dir_fd);
    }
    if (witness_open(dir_fd, &w, &problem) != ERR_OK) {
        diag(DIAG_ERROR, "%s: %s", a->data, problem.text);
        return STATUS_FOLDER;
    }
    int status = listen_there(a, &listener);
    if (status != STATUS_OK) {
        return status;
    }
    struct sigaction action = {.sa_handler = on_terminate};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    enum err err = confine_self(a, listener.fd);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "could not be confined: %s", err_text(err));
        return STATUS_FAILED;
    }
    diag(DIAG_NOTICE, "%zu logs are cosigned", witness_logs(w));
    return serve(w, &listener) == ERR_OK ? STATUS_OK : STATUS_FAILED;
}

int main(int argc, char **argv)
{
    diag_start("witnessd", 0);
    struct arguments arguments = {0};
    if (arguments_read(argc, argv, &arguments) != ERR_OK) {
        (void)fputs(usage, stderr);
        return STATUS_USAGE;
    }
    if (arguments.help) {
        (void)fputs(usage, stdout);
        return STATUS_OK;
    }
    (void)setenv("TZ", "UTC0", 1);
    tzset();
    (void)umask(077);
    AUTO(fd_close) int dir_fd = open(arguments.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0 || sem_init(&stop_asked, 0, 0) != 0) {
        diag(DIAG_ERROR, "%s: %s", arguments.data, strerror(errno));
        return STATUS_FOLDER;
    }
    return run(&arguments, dir_fd);
}
