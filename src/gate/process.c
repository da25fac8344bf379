#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "gate.h"
#include "ipc_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

enum { ARGUMENTS = 28, LISTEN_FD_INDEX = 1 };

/* Where a folder of the process is found: in its tiny root, or where it really is. */
static const char *seen(const struct gate *g, const struct root_folder *folder)
{
    return g->world.namespaces ? folder->at : folder->from;
}

/* Where browsers find the region; passkeys work there. A browser lets a bare address have none. */
static void add_origins(struct gate *g, const char **arguments)
{
    (void)snprintf(g->localhost, sizeof(g->localhost), "http://localhost:%u", g->listener.port);
    const char *standard = g->localhost;
    size_t count = g->config.web_origin_count;
    const char *const *origins = count > 0 ? g->config.web_origins : &standard;
    for (size_t i = 0; i < (count > 0 ? count : 1); i++) {
        *arguments++ = "--web-origin";
        *arguments++ = origins[i];
    }
}

static void plan_custodiand(struct gate *g, struct spawn *s, const char **arguments)
{
    s->folders[0] = (struct root_folder){g->folder.custodian, "/data", true};
    s->folders[1] = (struct root_folder){g->folder.ledger, "/ledger", true};
    s->folders[2] = (struct root_folder){g->mark, "/mark", true};
    s->folder_count = g->mark[0] == '\0' ? 2 : 3;
    const char *const list[] = {
        "vitrine-custodiand",
        "--control",
        "3",
        "--data",
        seen(g, &s->folders[0]),
        "--ledger",
        seen(g, &s->folders[1]),
        "--origin",
        g->folder.region.origin,
        "--log",
        region_log(&g->folder.region),
    };
    memcpy(arguments, list, sizeof(list));
    arguments += sizeof(list) / sizeof(list[0]);
    if (g->mark[0] != '\0') {
        *arguments++ = "--mark";
        *arguments++ = seen(g, &s->folders[2]);
    }
    add_origins(g, arguments);
}

static void plan_edged(struct gate *g, struct spawn *s, const char **arguments)
{
    s->folders[0] = (struct root_folder){g->folder.app, "/data", true};
    s->folders[1] = (struct root_folder){g->folder.ledger, "/ledger", false};
    s->folders[2] = (struct root_folder){g->www, "/www", false};
    s->folder_count = 3;
    s->fds[LISTEN_FD_INDEX] = g->listener.fd;
    s->fd_count = 2;
    const char *const list[] = {
        "vitrine-edged",
        "--control",
        "3",
        "--listen",
        "4",
        "--data",
        seen(g, &s->folders[0]),
        "--ledger",
        seen(g, &s->folders[1]),
        "--www",
        seen(g, &s->folders[2]),
        "--origin",
        g->folder.region.origin,
    };
    memcpy(arguments, list, sizeof(list));
    arguments += sizeof(list) / sizeof(list[0]);
    if (g->config.front != NULL) {
        *arguments++ = "--front";
        *arguments++ = g->config.front;
    }
    add_origins(g, arguments);
}

static void plan_gatewayd(struct gate *g, struct spawn *s, const char **arguments)
{
    s->route = true;
    const char *const list[] = {"vitrine-gatewayd", "--control", "3", "--origin",
                                region_log(&g->folder.region)};
    memcpy(arguments, list, sizeof(list));
}

struct process *gate_process(struct gate *g, size_t number)
{
    struct process *const all[GATE_PROCESSES] = {&g->custodiand, &g->edged, &g->gatewayd};
    return all[number];
}

static enum err start(struct gate *g, struct process *p)
{
    char problem[IMAGE_PROBLEM] = "";
    enum err err = image_refresh(&p->image, problem);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "measuring %s: %s", p->image.name, problem);
        return err;
    }
    int ends[2];
    TRY(ipc_pair(ends));
    AUTO(fd_close) int ours = ends[0];
    AUTO(fd_close) int its = ends[1];
    if (fcntl(ours, F_SETFL, O_NONBLOCK) != 0) {
        return ERR_IO;
    }
    const char *arguments[ARGUMENTS] = {NULL};
    struct spawn spawn = {.role = p->role, .image = &p->image, .arguments = arguments};
    spawn.fds[0] = its;
    spawn.fd_count = 1;
    if (p->role == ROLE_CUSTODIAND) {
        plan_custodiand(g, &spawn, arguments);
    } else if (p->role == ROLE_GATEWAYD) {
        plan_gatewayd(g, &spawn, arguments);
    } else {
        TRY(listener_revive(&g->listener));
        plan_edged(g, &spawn, arguments);
    }
    struct spawned spawned;
    TRY(spawn_start(&g->world, &spawn, &spawned));
    p->pid = spawned.pid;
    p->pidfd = spawned.pidfd;
    p->control = fd_move(&ours);
    log_init(&p->log, spawned.log, ctl_role_name(p->role), p->generation + 1);
    return ERR_OK;
}

static void fall(struct gate *g, struct process *p, int64_t lived_ms)
{
    p->failures = p->state == STATE_READY ? 0 : p->failures + 1;
    p->state = STATE_DOWN;
    int64_t wait_ms = backoff_after(&p->backoff, lived_ms);
    p->due_ms = time_mono_ms() + wait_ms;
    bool needed = p->role != ROLE_GATEWAYD; /* a region serves without its witnesses */
    if (needed && !g->was_ready && p->failures >= LIMIT_START_TRIES && g->phase == PHASE_RUN) {
        diag(DIAG_ERROR, "%s does not start: giving up after %u tries; its own words are above",
             ctl_role_name(p->role), p->failures);
        g->failed = true;
        stop_ask(g, "a process that does not start");
    } else if (g->phase == PHASE_RUN) {
        diag(DIAG_NOTICE, "%s is started again in %lld ms", ctl_role_name(p->role),
             (long long)wait_ms);
    }
}

void process_start(struct gate *g, struct process *p)
{
    enum err err = start(g, p);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "%s could not be started: %s", ctl_role_name(p->role), err_text(err));
        fall(g, p, 0);
        return;
    }
    p->restarts += p->generation > 0;
    p->generation++;
    p->state = STATE_STARTING;
    p->started_ms = time_mono_ms();
    p->due_ms = p->started_ms + LIMIT_START_MS;
    struct ctl event = {.code = EVENT_START, .role = p->role, .generation = p->generation};
    memcpy(event.digest, p->image.digest, sizeof(event.digest));
    control_event(g, &event);
    if (p->role == ROLE_EDGED) {
        peers_connect(g);
    }
}

void process_kill(struct process *p, const char *why)
{
    if (p->pidfd < 0) {
        return;
    }
    if (why != NULL) {
        diag(DIAG_ERROR, "ending %s, generation %u: %s", ctl_role_name(p->role), p->generation,
             why);
    }
    (void)pidfd_send_signal(p->pidfd, SIGKILL, NULL, 0);
    fd_close(p->control); /* nothing that it still says counts */
    p->control = -1;
}

void process_tell(struct process *p, const struct ctl *message, int fd)
{
    process_tell_all(p, message, &fd, fd >= 0 ? 1 : 0);
}

void process_tell_all(struct process *p, const struct ctl *message, const int *fds, size_t fd_count)
{
    if (p->control < 0) {
        return;
    }
    uint8_t frame[CTL_SIZE];
    ctl_encode(message, frame);
    enum err err = ipc_send(p->control, span_of(frame, sizeof(frame)), fds, fd_count);
    if (err != ERR_OK && err != ERR_GONE) { /* gone: its end is about to be seen */
        process_kill(p, err == ERR_BUSY ? "it does not read its control pair" : err_text(err));
    }
}

/* The words and the ledger's event for an end. */
static void report_end(struct gate *g, const struct process *p, const siginfo_t *info)
{
    struct ctl event = {.role = p->role, .generation = p->generation, .value = info->si_status};
    memcpy(event.digest, p->image.digest, sizeof(event.digest));
    event.code = info->si_code == CLD_EXITED ? EVENT_EXIT : EVENT_KILLED;
    control_event(g, &event);
    const char *role = ctl_role_name(p->role);
    if (event.code == EVENT_EXIT) {
        diag(info->si_status == 0 ? DIAG_NOTICE : DIAG_ERROR,
             "%s, generation %u, left with status %d", role, p->generation, info->si_status);
    } else if (info->si_status == SIGSYS) {
        diag(DIAG_ERROR, "%s, generation %u, made a forbidden system call and was killed (SIGSYS)",
             role, p->generation);
    } else {
        diag(DIAG_NOTICE, "%s, generation %u, was killed by signal %d (%s)", role, p->generation,
             info->si_status, strsignal(info->si_status));
    }
}

void process_reap(struct gate *g, struct process *p)
{
    siginfo_t info = {0};
    if (p->pidfd < 0 || waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED | WNOHANG) != 0 ||
        info.si_pid == 0) {
        return;
    }
    control_read(g, p); /* what it said before it died */
    int64_t lived_ms = time_mono_ms() - p->started_ms;
    process_done(p);
    report_end(g, p, &info);
    backup_lost(g, p->role);
    if (p->role == ROLE_CUSTODIAND) {
        statement_lost(g);
    }
    if (p->role == ROLE_EDGED) {
        jobs_kill(g);
    } else if (p->role == ROLE_CUSTODIAND) {
        events_resend(&g->events);
    }
    fall(g, p, lived_ms);
}

void process_timers(struct gate *g, struct process *p)
{
    int64_t now_ms = time_mono_ms();
    if (p->state == STATE_STARTING && now_ms >= p->due_ms) {
        p->due_ms = now_ms + LIMIT_START_MS;
        process_kill(p, "it was not ready in time");
    }
    bool wanted = g->phase == PHASE_RUN && g->custodiand.state == STATE_READY;
    if (p->role == ROLE_CUSTODIAND) {
        wanted = g->phase <= PHASE_STOP_EVENTS;
    } else if (p->role == ROLE_EDGED) {
        wanted = wanted && g->guard.mind.state != ROOM_OUT;
    } else {
        wanted = wanted && g->has_route;
    }
    if (p->state == STATE_DOWN && wanted && now_ms >= p->due_ms) {
        process_start(g, p);
    }
}

void process_done(struct process *p)
{
    log_done(&p->log);
    fd_close(p->control);
    fd_close(p->pidfd);
    p->control = -1;
    p->pidfd = -1;
    p->pid = 0;
}
