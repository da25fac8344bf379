#include "base_limits.h"
#include "base_time.h"
#include "gate.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { SLOTS = 2 + LIMIT_OPERATORS + GATE_PROCESSES * 3 + LIMIT_JOBS * 2, AGAIN_MS = 1000 };

/* What is polled in this round, and who is called for it. Each function may be called in vain. */
struct slots {
    struct pollfd polled[SLOTS];
    struct {
        void (*does)(struct gate *g, void *what);
        void *what;
    } called[SLOTS];
    nfds_t count;
};

static void add(struct slots *s, int fd, void (*does)(struct gate *g, void *what), void *what)
{
    if (fd >= 0) {
        s->polled[s->count] = (struct pollfd){.fd = fd, .events = POLLIN};
        s->called[s->count].does = does;
        s->called[s->count].what = what;
        s->count++;
    }
}

static void on_signal(struct gate *g, void *what)
{
    (void)what;
    struct signalfd_siginfo info;
    if (read(g->signals, &info, sizeof(info)) != (ssize_t)sizeof(info)) {
        return;
    }
    if (g->phase == PHASE_RUN) {
        stop_ask(g, "a signal");
    } else if (time_mono_ms() - g->stop_asked_ms >= AGAIN_MS) {
        /* Sooner, it is the same Ctrl-C that came by two ways: the terminal's and our parent's. */
        stop_now(g);
    }
}

static void on_operator(struct gate *g, void *what)
{
    (void)what;
    operator_accept(g);
}

static void on_operator_client(struct gate *g, void *what)
{
    operator_read(g, what);
}

static void on_log(struct gate *g, void *what)
{
    (void)g;
    log_read(what);
}

static void on_control(struct gate *g, void *what)
{
    control_read(g, what);
}

static void on_process_end(struct gate *g, void *what)
{
    process_reap(g, what);
}

static void on_job_end(struct gate *g, void *what)
{
    jobs_reap(g, what);
}

static void gather(struct gate *g, struct slots *s)
{
    s->count = 0;
    add(s, g->signals, on_signal, NULL);
    for (size_t i = 0; i < GATE_PROCESSES; i++) {
        struct process *p = gate_process(g, i);
        add(s, p->log.fd, on_log, &p->log);
        add(s, p->control, on_control, p);
        add(s, p->pidfd, on_process_end, p);
    }
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        if (g->jobs[i].used) {
            add(s, g->jobs[i].log.fd, on_log, &g->jobs[i].log);
            add(s, g->jobs[i].pidfd, on_job_end, &g->jobs[i]);
        }
    }
    add(s, g->operator_listener, on_operator, NULL);
    for (size_t i = 0; i < LIMIT_OPERATORS; i++) {
        add(s, g->operators[i].fd, on_operator_client, &g->operators[i]);
    }
}

static void sooner(int64_t *earliest_ms, int64_t due_ms)
{
    if (due_ms < *earliest_ms) {
        *earliest_ms = due_ms;
    }
}

/* How long nothing is due; a second at most, so that a forgotten case costs no more than that. */
static int wait_ms(struct gate *g)
{
    int64_t now_ms = time_mono_ms();
    int64_t due_ms = now_ms + AGAIN_MS;
    for (size_t i = 0; i < GATE_PROCESSES; i++) {
        const struct process *p = gate_process(g, i);
        if (p->state != STATE_READY && p->due_ms > now_ms) {
            sooner(&due_ms, p->due_ms);
        }
    }
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        if (g->jobs[i].used && !g->jobs[i].ending) {
            sooner(&due_ms, g->jobs[i].due_ms);
        }
    }
    if (g->guard.app >= 0) {
        sooner(&due_ms, g->guard.due_ms);
    }
    if (g->phase != PHASE_RUN) {
        sooner(&due_ms, g->phase_due_ms);
    }
    return due_ms > now_ms ? (int)(due_ms - now_ms) : 0;
}

enum err loop_run(struct gate *g)
{
    struct slots slots;
    while (g->phase != PHASE_OVER) {
        for (size_t i = 0; i < GATE_PROCESSES; i++) {
            process_timers(g, gate_process(g, i));
        }
        jobs_timers(g);
        guard_timer(g);
        operator_timers(g);
        stop_step(g);
        if (g->phase == PHASE_OVER) {
            break;
        }
        gather(g, &slots);
        if (poll(slots.polled, slots.count, wait_ms(g)) < 0) {
            if (errno == EINTR) {
                continue;
            }
            return ERR_IO;
        }
        for (nfds_t i = 0; i < slots.count; i++) {
            if (slots.polled[i].revents != 0) {
                slots.called[i].does(g, slots.called[i].what);
            }
        }
    }
    return ERR_OK;
}
