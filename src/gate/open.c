#include "open.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "confine.h"
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((__format__(printf, 1, 2))) static void progress(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
    (void)putchar('\n');
    (void)fflush(stdout);
}

static enum gate_exit open_folder(struct gate *g)
{
    char problem[FOLDER_PROBLEM] = "";
    enum err err = folder_open(&g->folder, g->config.data, g->world.users, problem);
    if (err == ERR_OK) {
        progress("region %s in %s", g->folder.region.origin, g->folder.path);
        g->world.place = g->folder.path;
        g->has_route = faccessat(g->folder.dir, "custodian/" REGION_WITNESSES, F_OK, 0) == 0;
        return EXIT_FINE;
    }
    diag(DIAG_ERROR, "%s", problem);
    return err == ERR_CONFLICT ? EXIT_LOCKED : EXIT_FOLDER;
}

/* The folder of the mark, which must be custodiand's; made if it is not there. */
static enum gate_exit open_mark(struct gate *g)
{
    const char *path = g->config.mark;
    uid_t owner = g->world.users ? spawn_user(ROLE_CUSTODIAND) : geteuid();
    struct stat st;
    if (path == NULL) {
        return EXIT_FINE;
    }
    if (mkdir(path, 0755) == 0) {
        if (g->world.users && chown(path, owner, owner) != 0) {
            diag(DIAG_ERROR, "--mark %s cannot be given to custodiand: %s", path, strerror(errno));
            return EXIT_FOLDER;
        }
    } else if (errno != EEXIST) {
        diag(DIAG_ERROR, "--mark %s cannot be made: %s", path, strerror(errno));
        return EXIT_FOLDER;
    }
    if (realpath(path, g->mark) == NULL || stat(g->mark, &st) != 0 || !S_ISDIR(st.st_mode)) {
        diag(DIAG_ERROR, "--mark %s is no folder that can be used", path);
        return EXIT_FOLDER;
    }
    size_t len = strlen(g->folder.path);
    if (strncmp(g->mark, g->folder.path, len) == 0 &&
        (g->mark[len] == '/' || g->mark[len] == '\0')) {
        diag(DIAG_ERROR, "--mark %s is in the region's folder: a copy of that would have it too",
             path);
        return EXIT_FOLDER;
    }
    if (st.st_uid != owner) {
        diag(DIAG_ERROR, "--mark %s belongs to user %u and should belong to %u", path, st.st_uid,
             owner);
        return EXIT_FOLDER;
    }
    return EXIT_FINE;
}

static enum gate_exit open_listener(struct gate *g)
{
    const struct gate_config *c = &g->config;
    enum err err = listener_open(&g->listener, c->host, c->port);
    if (err == ERR_OK) {
        progress("listening at %s", g->listener.url);
        return EXIT_FINE;
    }
    if (err == ERR_CONFLICT) {
        diag(DIAG_ERROR, "port %u is in use: choose another with --port N (0 picks a free one)",
             c->port);
        return EXIT_PORT;
    }
    if (err == ERR_FORMAT) {
        diag(DIAG_ERROR, "--host %s is no IPv4 or IPv6 address", c->host);
        return EXIT_USAGE;
    }
    const char *why = err == ERR_NOT_FOUND ? "this machine has no such address"
                      : err == ERR_DENIED  ? "that port is for root alone, choose one from 1024 on"
                                           : err_text(err);
    diag(DIAG_ERROR, "cannot listen at %s, port %u: %s", c->host, c->port, why);
    return EXIT_FAULT;
}

/* BIN: as given, or where gate's own executable is. */
static bool find_bin(struct gate *g, char out_bin[PATH_MAX])
{
    if (g->config.bin != NULL) {
        return realpath(g->config.bin, out_bin) != NULL;
    }
    ssize_t len = readlink("/proc/self/exe", out_bin, PATH_MAX - 1);
    if (len <= 0) {
        return false;
    }
    out_bin[len] = '\0';
    char *slash = strrchr(out_bin, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

/* WWW: as given, or beside the executables, or where the package puts it. */
static bool find_www(struct gate *g, const char *bin)
{
    if (g->config.www != NULL) {
        return realpath(g->config.www, g->www) != NULL;
    }
    static const char *const places[] = {"www", "../share/vitrine/www"};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char path[PATH_MAX];
        int len = snprintf(path, sizeof(path), "%s/%s", bin, places[i]);
        if (len > 0 && (size_t)len < sizeof(path) && realpath(path, g->www) != NULL) {
            return true;
        }
    }
    return false;
}

/* The list of the web app's files, which the ledger names: not read, only hashed. */
static enum err measure_app(struct gate *g)
{
    AUTO(fd_close) int dir = open(g->www, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(fd_close)
    int fd = openat(dir, "files.txt", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;
    if (fd < 0) {
        return errno == ENOENT ? ERR_OK : err_from_errno(errno);
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        return ERR_FORMAT;
    }
    TRY(digest_fd(fd, g->app));
    g->has_app = true;
    return ERR_OK;
}

static enum gate_exit measure_all(struct gate *g)
{
    char bin[PATH_MAX] = "";
    struct stat st;
    if (!find_bin(g, bin)) {
        diag(DIAG_ERROR, "there is no folder %s", g->config.bin != NULL ? g->config.bin : "--bin");
        return EXIT_FAULT;
    }
    if (!find_www(g, bin) || stat(g->www, &st) != 0 || !S_ISDIR(st.st_mode)) {
        diag(DIAG_ERROR, "the web app's folder is not there: %s",
             g->config.www != NULL ? g->config.www : "name it with --www DIR");
        return EXIT_FAULT;
    }
    enum err err = measure_app(g);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "cannot measure the web app, by files.txt in its folder: %s",
             err_text(err));
        return EXIT_FAULT;
    }
    struct {
        struct image *image;
        const char *name;
    } images[] = {{&g->custodiand.image, "vitrine-custodiand"},
                  {&g->edged.image, "vitrine-edged"},
                  {&g->mediad, "vitrine-mediad"},
                  {&g->gatewayd.image, "vitrine-gatewayd"}};
    size_t count = sizeof(images) / sizeof(images[0]) - (g->has_route ? 0 : 1);
    for (size_t i = 0; i < count; i++) {
        char problem[IMAGE_PROBLEM] = "";
        progress("measuring %s", images[i].name);
        if (image_open(images[i].image, bin, images[i].name, problem) != ERR_OK) {
            diag(DIAG_ERROR, "cannot measure %s: %s", images[i].name, problem);
            return EXIT_FAULT;
        }
        g->missing |= images[i].image->sealed ? 0 : MISSING_MEMFD;
    }
    return EXIT_FINE;
}

/* With users of their own and no namespaces, nothing brings a folder to a process that may not walk
 * there. */
static enum gate_exit check_ways(struct gate *g)
{
    const struct {
        uint8_t role;
        const char *folder;
    } ways[] = {{ROLE_CUSTODIAND, g->folder.custodian},
                {ROLE_CUSTODIAND, g->folder.ledger},
                {ROLE_CUSTODIAND, g->mark[0] == '\0' ? g->folder.ledger : g->mark},
                {ROLE_EDGED, g->folder.app},
                {ROLE_EDGED, g->www}};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (!spawn_can_enter(ways[i].role, ways[i].folder)) {
            diag(DIAG_ERROR,
                 "the processes are users of their own, and may not walk to %s; where namespaces "
                 "are refused, it must lie in folders that everybody may enter (in /srv, say)",
                 ways[i].folder);
            return EXIT_FOLDER;
        }
    }
    return EXIT_FINE;
}

/* Finds out what confinement is to be had here, by trying it, and says what is missing. */
static enum gate_exit try_world(struct gate *g)
{
    g->world.namespaces = true;
    const char *problem = spawn_probe(&g->world);
    if (problem != NULL) {
        progress("weaker: no namespaces here (%s): processes keep the machine's network and files "
                 "in sight; system call lists and Landlock hold",
                 problem);
        g->world.namespaces = false;
        g->missing |= MISSING_NAMESPACES;
        problem = spawn_probe(&g->world);
        if (problem != NULL) {
            diag(DIAG_ERROR, "cannot start processes here: %s", problem);
            return EXIT_FAULT;
        }
    }
    if (g->world.users && !g->world.namespaces && check_ways(g) != EXIT_FINE) {
        return EXIT_FOLDER;
    }
    if (!g->world.users) {
        progress("weaker: not root: all processes are one user%s, and who started this can read "
                 "everything",
                 g->world.namespaces ? ", each in a user namespace of its own" : "");
        g->missing |= MISSING_USERS;
    }
    if (confine_landlock() == 0) {
        progress("weaker: this kernel has no Landlock");
        g->missing |= MISSING_LANDLOCK;
    }
    if ((g->missing & MISSING_MEMFD) != 0) {
        progress("weaker: this kernel runs no sealed copies: executables run from their files");
    }
    if (!spawn_can_hold_memory(ROLE_EDGED) || !spawn_can_hold_memory(ROLE_CUSTODIAND)) {
        progress(
            "weaker: memory may not be locked here (ulimit -l, %d MiB are needed): what people "
            "send may be swapped out to the disk while it is worked on",
            LIMIT_LOCKED_MIB);
        g->missing |= MISSING_LOCK;
    }
    if (g->missing == 0) {
        progress("confinement is whole");
    }
    return EXIT_FINE;
}

static enum gate_exit open_guard(struct gate *g)
{
    enum err err = guard_open(g);
    if (err == ERR_OK) {
        return EXIT_FINE;
    }
    diag(DIAG_ERROR, "%s/reserve cannot be used: %s", g->folder.path, err_text(err));
    return EXIT_FOLDER;
}

static enum gate_exit open_rest(struct gate *g)
{
    sigset_t ours;
    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGTERM);
    (void)sigaddset(&ours, SIGINT);
    (void)sigaddset(&ours, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &ours, NULL) != 0) {
        return EXIT_FAULT;
    }
    g->signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
    g->frame.max = LIMIT_MESSAGE;
    enum err err = operator_open(g);
    if (g->signals < 0 || err != ERR_OK) {
        diag(DIAG_ERROR, "%s/operator.sock cannot be made: %s", g->folder.path, err_text(err));
        return err == ERR_OK ? EXIT_FAULT : EXIT_FOLDER;
    }
    return EXIT_FINE;
}

enum gate_exit open_all(struct gate *g)
{
    enum gate_exit (*const steps[])(struct gate *) = {
        open_folder, open_mark, open_listener, measure_all, try_world, open_rest, open_guard};
    g->world.users = spawn_has_users();
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        enum gate_exit status = steps[i](g);
        if (status != EXIT_FINE) {
            return status;
        }
    }
    return EXIT_FINE;
}

static void end(struct process *p)
{
    siginfo_t info = {0};
    if (p->pidfd >= 0) {
        process_kill(p, NULL);
        (void)waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED);
    }
    process_done(p);
    image_done(&p->image);
}

void close_all(struct gate *g)
{
    end(&g->edged);
    end(&g->gatewayd);
    jobs_done(g);
    end(&g->custodiand);
    operator_done(g);
    listener_done(&g->listener);
    fd_close(g->signals);
    buf_done(&g->frame);
    guard_done(g);
    folder_done(&g->folder); /* last: its lock says that all the rest is gone */
}
