/*
 * main.c: vitrine-edged: arguments, open, confine, ready, threads. Started by gate.
 */
#include "backup.h"
#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "confine.h"
#include "control.h"
#include "datamap.h"
#include "edged.h"
#include "events.h"
#include "export_place.h"
#include "feed_room.h"
#include "replays.h"
#include "room.h"
#include "routes.h"
#include "sandbox.h"
#include "seats.h"
#include "session.h"
#include "store_audience.h"
#include "web_server.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

static const char usage[] =
    "usage: vitrine-edged --control FD --listen FD --data DIR --ledger DIR --www DIR\n"
    "                     --origin NAME --web-origin URL...\n"
    "\n"
    "Serves a region to the public. Started by vitrine-gate, which hands it the control pair and\n"
    "the listening socket.\n"
    "\n"
    "  --control FD    the control pair, an open descriptor\n"
    "  --listen FD     a listening socket, an open descriptor\n"
    "  --data DIR      app.db, blobs and incoming uploads\n"
    "  --ledger DIR    the ledger's public files\n"
    "  --www DIR       the web app's files\n"
    "  --origin NAME   the region's name\n"
    "  --web-origin URL  an address of the region's as browsers show it; the first is the one "
    "that\n"
    "                  links from elsewhere have\n"
    "  --front ADDRESS the address of a front that stands before the region\n"
    "  --help          this text\n";

struct arguments {
    bool help;
    int control;
    int listen;
    const char *data;
    const char *ledger;
    const char *www;
    const char *origin;
    const char *web_origin; /* the first */
    const char *front;      /* NULL: there is none */
};

static sem_t stop_asked;

static void on_terminate(int number)
{
    (void)number;
    (void)sem_post(&stop_asked);
}

static void stop(void)
{
    (void)sem_post(&stop_asked);
}

/* Nothing may be left behind that holds the listener. What is acknowledged is durable already. */
static void gone(void)
{
    _exit(STATUS_FAILED);
}

/* Its thread may outlive run() by a moment. */
static struct control control = {
    .fd = -1, .stop = stop, .gone = gone, .lock = PTHREAD_MUTEX_INITIALIZER};

static enum err number_read(const char *text, int *out)
{
    uint64_t number = 0;
    TRY(text_u64(span_text(text), INT_MAX, &number));
    *out = (int)number;
    return ERR_OK;
}

static enum err argument_read(int option, struct arguments *a)
{
    switch (option) {
    case 'c':
        return number_read(optarg, &a->control);
    case 'n':
        return number_read(optarg, &a->listen);
    case 'd':
        a->data = optarg;
        return ERR_OK;
    case 'l':
        a->ledger = optarg;
        return ERR_OK;
    case 'w':
        a->www = optarg;
        return ERR_OK;
    case 'o':
        a->origin = optarg;
        return ERR_OK;
    case 's':
        a->web_origin = a->web_origin == NULL ? optarg : a->web_origin;
        return text_is_web_origin(span_text(optarg)) ? ERR_OK : ERR_FORMAT;
    case 'f':
        a->front = optarg;
        return ERR_OK;
    case 'h':
        a->help = true;
        return ERR_OK;
    default:
        return ERR_FORMAT;
    }
}

static enum err arguments_read(int argc, char **argv, struct arguments *out_arguments)
{
    static const struct option options[] = {
        {"control", required_argument, NULL, 'c'}, {"listen", required_argument, NULL, 'n'},
        {"data", required_argument, NULL, 'd'},    {"ledger", required_argument, NULL, 'l'},
        {"www", required_argument, NULL, 'w'},     {"origin", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},          {"web-origin", required_argument, NULL, 's'},
        {"front", required_argument, NULL, 'f'},   {NULL, 0, NULL, 0},
    };
    struct arguments a = {.control = -1, .listen = -1};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        TRY(argument_read(option, &a));
    }
    bool whole = a.control >= 0 && a.listen >= 0 && a.data != NULL && a.ledger != NULL &&
                 a.www != NULL && a.origin != NULL && a.web_origin != NULL && optind == argc;
    if (!whole && !a.help) {
        return ERR_FORMAT;
    }
    *out_arguments = a;
    return ERR_OK;
}

static enum err said(enum err err, const char *what)
{
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "%s: %s", what, err_text(err));
    }
    return err;
}

/* In reverse order of opening; each closer takes what was never opened. */
static void edged_auto(struct edged *e)
{
    backup_free(e->backup);
    events_free(e->events);
    rulings_free(e->rulings);
    leavers_free(e->leavers);
    pictures_free(e->pictures);
    jobs_free(e->jobs);
    counts_free(e->counts);
    shelf_free(e->shelf);
    room_holds_free(e->holds);
    drafts_free(e->drafts);
    store_close(e->store);
    blob_close(e->blobs);
    ipc_pool_free(e->custodian);
    exports_free(e->exports);
    feed_rooms_free(e->rooms);
    prints_free(e->prints);
    seats_free(e->seats);
    rate_free(e->picture_rate);
    rate_free(e->signs);
    rate_free(e->follows);
    rate_free(e->audiences);
    rate_free(e->comments);
    rate_free(e->storms);
    rate_free(e->views);
    replays_free(e->replays);
    rate_free(e->reports);
    rate_free(e->legal);
    fd_close(e->www_fd);
    fd_close(e->ledger_fd);
}

static enum err open_folder(const char *path, int *out_fd)
{
    *out_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *out_fd < 0 ? said(err_from_errno(errno), path) : ERR_OK;
}

/* What is not listed in the data map is refused. */
static enum err files_check(const char *data)
{
    AUTO(fd_close) int fd = -1;
    struct datamap_check check = {.store = STORE_FILES, .folder = "app"};
    TRY(open_folder(data, &fd));
    enum err err = file_names(fd, datamap_check_file, &check);
    if (err == ERR_DENIED && check.text[0] != '\0') {
        diag(DIAG_ERROR, "%s", check.text);
        return err;
    }
    return said(err, data);
}

static enum err open_data(const struct arguments *a, struct edged *e)
{
    char path[PATH_MAX];
    struct store_problem problem = {{0}};
    size_t removed = 0;
    int len = snprintf(path, sizeof(path), "%s/app.db", a->data);
    if (len < 0 || (size_t)len >= sizeof(path)) {
        return said(ERR_LIMIT, "--data");
    }
    TRY(files_check(a->data));
    TRY(said(blob_open(a->data, &e->blobs), a->data));
    enum err err = store_open(&(struct store_config){.path = path}, &e->store, &problem);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "app.db: %s", problem.text);
        return err;
    }
    TRY(said(drafts_new(e->store, e->blobs, e->custodian, &e->drafts), "uploads"));
    TRY(said(room_holds_new(&e->holds), "uploads"));
    TRY(said(drafts_recover(e->drafts), "recovering uploads"));
    TRY(said(pictures_recover(e->store, e->blobs), "recovering pictures"));
    TRY(said(jobs_recover(e->store, e->blobs, &removed), "recovering videos"));
    TRY(said(store_move_recover(e->store), "recovering files that were being written"));
    if (removed > 0) {
        diag(DIAG_NOTICE, "%zu files of unfinished uploads and jobs removed", removed);
    }
    return ERR_OK;
}

static enum err open_rates(struct edged *e)
{
    static const struct rate_config signs = {LIMIT_SIGN_BURST, LIMIT_SIGN_PER_MINUTE, "sign"};
    static const struct rate_config follows = {LIMIT_FOLLOW_BURST, LIMIT_FOLLOW_PER_MINUTE,
                                               "follows"};
    static const struct rate_config audiences = {LIMIT_AUDIENCE_BURST, LIMIT_AUDIENCE_PER_MINUTE,
                                                 "audiences"};
    static const struct rate_config comments = {LIMIT_COMMENT_BURST, LIMIT_COMMENT_PER_MINUTE,
                                                "comments"};
    static const struct rate_config pictures = {LIMIT_PICTURE_BURST, LIMIT_PICTURES_PER_MINUTE,
                                                "pictures"};
    static const struct rate_config storms = {LIMIT_STORM_BURST, LIMIT_STORM_PER_MINUTE, "talk"};
    static const struct rate_config views = {LIMIT_VIEW_BURST, LIMIT_VIEW_PER_MINUTE, "views"};
    static const struct rate_config reports = {LIMIT_REPORT_BURST, LIMIT_REPORT_PER_MINUTE,
                                               "reports"};
    static const struct rate_config legal = {LIMIT_LEGAL_BURST, LIMIT_LEGAL_PER_MINUTE, "notices"};
    TRY(said(rate_new(&reports, &e->reports), "limits"));
    TRY(said(rate_new(&views, &e->views), "limits"));
    TRY(said(rate_new(&legal, &e->legal), "limits"));
    TRY(said(rate_new(&signs, &e->signs), "limits"));
    TRY(said(rate_new(&pictures, &e->picture_rate), "limits"));
    TRY(said(rate_new(&follows, &e->follows), "limits"));
    TRY(said(rate_new(&audiences, &e->audiences), "limits"));
    TRY(said(rate_new(&comments, &e->comments), "limits"));
    return said(rate_new(&storms, &e->storms), "limits");
}

static enum err open_all(const struct arguments *a, struct edged *e)
{
    TRY(open_folder(a->ledger, &e->ledger_fd));
    TRY(open_folder(a->www, &e->www_fd));
    TRY(said(ipc_pool_new(LIMIT_CHANNELS, &e->custodian), "channels"));
    TRY(open_data(a, e));
    struct jobs_config jobs = {.store = e->store,
                               .blobs = e->blobs,
                               .drafts = e->drafts,
                               .custodian = e->custodian,
                               .control = a->control};
    struct backup_config backup = {.data = a->data, .blobs = e->blobs, .control = a->control};
    TRY(said(jobs_new(&jobs, &e->jobs), "jobs"));
    struct pictures_config pictures = {e->store, e->blobs, a->control};
    TRY(said(pictures_new(&pictures, &e->pictures), "pictures"));
    TRY(said(backup_new(&backup, &e->backup), "backups"));
    TRY(said(shelf_new(e->store, &e->shelf), "the shelf"));
    TRY(said(shelf_load(e->shelf), "reading what pages are made of"));
    TRY(said(counts_new(e->store, e->shelf, LIMIT_COUNT_FLUSH_MS, &e->counts), "counts"));
    TRY(open_rates(e));
    TRY(said(replays_new(&e->replays), "memory for views"));
    TRY(said(exports_new(&e->exports), "exports"));
    TRY(said(seats_new(&e->seats), "seats"));
    TRY(said(feed_rooms_new(&e->rooms), "memory for pages"));
    TRY(said(prints_new(&e->prints), "memory for pages"));
    struct events_config events = {.edged = e};
    TRY(said(events_new(&events, &e->events), "those who wait for news"));
    struct leavers_config leavers = {e->store, e->blobs, e->drafts, e->jobs, e->custodian};
    TRY(said(leavers_new(&leavers, &e->leavers), "people who leave"));
    return said(rulings_new(e->store, e->custodian, &e->rulings), "decisions");
}

static enum err confine_self(const struct arguments *a)
{
    bool landlock = false;
    struct sandbox sandbox = {a->data, a->ledger, a->www, a->listen};
    if (confine_hold_memory(LIMIT_LOCKED_MIB * MIB) != ERR_OK) {
        diag(DIAG_NOTICE, "memory may be swapped out: it could not be locked");
    }
    TRY(sandbox_enter(&sandbox, &landlock));
    if (!landlock) {
        diag(DIAG_NOTICE, "this kernel has no Landlock: other folders are kept away by gate only");
    }
    return ERR_OK;
}

static enum err start_threads(const struct arguments *a, struct edged *e)
{
    TRY(said(store_start(e->store), "the database's thread"));
    TRY(said(counts_start(e->counts), "the counts' thread"));
    TRY(said(events_start(e->events), "the thread for those who wait for news"));
    TRY(said(shelf_start(e->shelf), "the shelf's thread"));
    control.fd = a->control;
    control.custodian = e->custodian;
    control.jobs = e->jobs;
    control.pictures = e->pictures;
    control.backup = e->backup;
    control.rulings = e->rulings;
    return said(control_start(&control), "the control thread");
}

/* Ready is who answers: gate's restarts count on it. */
static enum err serve(const struct arguments *a, struct edged *e)
{
    AUTO(web_server_stop) struct web_server *server = NULL;
    struct web_config config = {.listen_fd = a->listen,
                                .routes = routes,
                                .route_count = routes_count,
                                .app = e,
                                .session_cookie = SESSION_COOKIE,
                                .public_origin = a->web_origin,
                                .front = a->front};
    TRY(said(web_server_start(&config, &server), "the HTTP server"));
    TRY(said(control_ready(a->control), "telling gate"));
    TRY(said(jobs_start(e->jobs), "the jobs' thread"));
    TRY(said(leavers_start(e->leavers), "the thread for people who leave"));
    TRY(said(rulings_start(e->rulings), "the thread for decisions"));
    while (sem_wait(&stop_asked) != 0 && errno == EINTR) {
    }
    pictures_stop(e->pictures); /* their requests need not be waited for */
    return ERR_OK;
}

static enum err run(const struct arguments *a)
{
    AUTO(edged)
    struct edged e = {
        .origin = a->origin, .web_origin = a->web_origin, .www_fd = -1, .ledger_fd = -1};
    TRY(open_all(a, &e));
    struct sigaction action = {.sa_handler = on_terminate};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its ceiling is a failed write, no death */
    TRY(said(confine_self(a), "could not be confined"));
    enum err err = start_threads(a, &e);
    if (err == ERR_OK) {
        err = serve(a, &e);
    }
    control_quiet(&control);
    return err;
}

int main(int argc, char **argv)
{
    diag_start("edged", 0);
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
    (void)umask(077);
    if (sem_init(&stop_asked, 0, 0) != 0) {
        return STATUS_FAILED;
    }
    return run(&arguments) == ERR_OK ? STATUS_OK : STATUS_FAILED;
}
