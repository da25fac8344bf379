/*
 * gate.h: the state of the supervisor. One thread, one poll loop; everything has a fixed place, so
 * that an event that comes late finds a descriptor of -1 and does nothing.
 */
#ifndef GATE_H
#define GATE_H

#include "backoff.h"
#include "base_buf.h"
#include "base_limits.h"
#include "events.h"
#include "folder.h"
#include "listener.h"
#include "log.h"
#include "measure.h"
#include "reserve.h"
#include "room.h"
#include "spawn.h"
#include "wire_ctl.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum process_state { STATE_DOWN, STATE_STARTING, STATE_READY };

/* custodiand, edged, and gatewayd where there are witnesses to ask: always one of each, started
 * again when it dies. */
struct process {
    uint8_t role;
    enum process_state state;
    struct image image;
    pid_t pid;
    int pidfd;
    int control;
    struct log_pipe log;
    uint32_t generation;
    uint32_t restarts;
    uint32_t failures; /* deaths in a row before it was ready */
    struct backoff backoff;
    int64_t started_ms;
    int64_t due_ms; /* down: when it is started; starting: when it must be ready */
};

/* One mediad. */
struct job {
    bool used;
    uint64_t id; /* edged's */
    uint32_t number;
    pid_t pid;
    int pidfd;
    struct log_pipe log;
    int64_t started_ms;
    int64_t due_ms;
    enum ctl_outcome ends_as; /* once it is killed at due_ms */
    bool ending;              /* it was */
    uint8_t digest[CTL_DIGEST];
};

/* Room on the disk. */
struct guard {
    int app; /* edged's folder; -1: what it writes takes room from nobody else */
    struct reserve reserve;
    bool unfillable;
    struct room_mind mind;
    int64_t due_ms; /* of the next look */
};

struct operator_client {
    int fd;
    uint64_t since; /* which came first */
};

/* How it stands with the region's key, as custodiand said last. */
struct keys {
    bool heard; /* custodiand answers what it is asked: it says this at its first commit */
    bool known;
    uint64_t id;
    int64_t state; /* enum ctl_keys */
    int64_t waiting;
};

/* The backup under way: whose connection it is, and how far it is. */
enum backup_state { BACKUP_IS_NONE, BACKUP_IS_ASKED, BACKUP_IS_DONE, BACKUP_IS_FAILED };

struct backup {
    const struct operator_client *client; /* NULL: there is none */
    const struct operator_client *asking; /* who asked last */
    uint64_t number;                      /* one more for each: late words are of another */
    uint64_t seal_id;                     /* the first half of its own id */
    int64_t begun_ms;                     /* this and the next are monotonic */
    int64_t asked_ms;                     /* when its client asked last */
    enum backup_state app;
    enum backup_state custodian;
    enum backup_state record;
    int64_t why; /* enum ctl_backup_why, of the last that failed */
};

/* The statement of a member of the office that is under way, or was the last. */
struct statement {
    const struct operator_client *client; /* NULL: of nobody who is still there */
    uint64_t id;                          /* one more for each */
    bool asked;                           /* custodiand has not said yet */
    bool lost;                            /* nor will it */
    int64_t code;                         /* enum ctl_statement, once it has */
    int64_t number;
};

/* Stopping goes forward only. */
enum phase { PHASE_RUN, PHASE_STOP_EDGED, PHASE_STOP_EVENTS, PHASE_STOP_CUSTODIAND, PHASE_OVER };

struct gate_config {
    const char *data;
    const char *host;
    const char *bin;
    const char *www;
    const char *mark;  /* NULL: none */
    const char *front; /* the address of what stands before the region; NULL: nothing */
    const char *web_origins[LIMIT_WEB_ORIGINS]; /* none: localhost, at the port */
    size_t web_origin_count;
    uint16_t port;
    int64_t job_ms;
    int64_t backoff_max_ms;
    int64_t backup_silent_ms;
};

struct gate {
    struct gate_config config;
    char www[PATH_MAX];
    char mark[PATH_MAX]; /* "" if there is none */
    char localhost[LIMIT_WEB_ORIGIN];
    struct folder folder;
    struct guard guard;
    struct listener listener;
    struct spawn_world world;
    int64_t missing; /* enum ctl_missing */
    bool has_app;    /* app: digest of the list of the web app's files */
    uint8_t app[CTL_DIGEST];
    struct process custodiand;
    struct process edged;
    struct process gatewayd;
    bool has_route; /* the region has witnesses: there is a gatewayd */
    struct keys keys;
    struct backup backup;
    struct statement statement;
    struct image mediad;
    bool mediad_said; /* that digest's EVENT_START */
    uint8_t mediad_digest[CTL_DIGEST];
    struct job jobs[LIMIT_JOBS];
    uint32_t jobs_started;
    uint64_t jobs_refused;
    int64_t refusal_said_ms;
    struct events events;
    struct buf frame;
    int signals;
    int operator_listener;
    struct operator_client operators[LIMIT_OPERATORS];
    uint64_t operators_seen;
    enum phase phase;
    int64_t phase_due_ms;
    int64_t stop_asked_ms; /* 0: not yet */
    bool was_ready;        /* the ready line was printed */
    bool failed;           /* leave with an error */
};

enum { GATE_PROCESSES = 3 };

/* gate_process: custodiand, edged, gatewayd, by number. */
struct process *gate_process(struct gate *g, size_t number);

/* process.c: life and death of custodiand, edged and gatewayd. */
void process_start(struct gate *g, struct process *p);
/* process_kill: SIGKILL, and its control pair is closed; its end is seen by process_reap. */
void process_kill(struct process *p, const char *why);
void process_reap(struct gate *g, struct process *p);
void process_timers(struct gate *g, struct process *p);
/* process_tell: a control message with at most one descriptor (-1: none). Who does not read its
 * control pair is killed. */
void process_tell(struct process *p, const struct ctl *message, int fd);
void process_tell_all(struct process *p, const struct ctl *message, const int *fds,
                      size_t fd_count);
void process_done(struct process *p);

/* peers.c: new channels between custodiand and edged, and between custodiand and gatewayd, whenever
 * one of them is new. */
void peers_connect(struct gate *g);
void peers_connect_route(struct gate *g);

/* control.c: what they say to gate. */
void control_read(struct gate *g, struct process *p);
void control_send_events(struct gate *g);
void control_event(struct gate *g, const struct ctl *event);
bool control_custodiand_hears(const struct gate *g); /* what the operator asks of it */

/* jobs.c */
void jobs_request(struct gate *g, const struct ctl *message, const int fds[CTL_JOB_FDS]);
/* jobs_ready: measures mediad's libraries, most of all that is measured, so that the first job does
 * not wait for it; what is wrong with them is said, and again with each job. */
void jobs_ready(struct gate *g);
/* jobs_end: as CTL_JOB_END says. A job that is not known is passed over. */
void jobs_end(struct gate *g, const struct ctl *message);
void jobs_reap(struct gate *g, struct job *job);
void jobs_timers(struct gate *g);
void jobs_kill(struct gate *g);
size_t jobs_count(const struct gate *g);
void jobs_done(struct gate *g);

/* guard.c: room on the disk. guard_open: ERR_IO, ERR_FULL, ERR_CONFLICT (the reserve is something
 * else). guard_ready: edged serves from now on. */
MUST_USE enum err guard_open(struct gate *g);
void guard_timer(struct gate *g);
void guard_ready(struct gate *g);
void guard_done(struct gate *g);

/* operator.c: ERR_IO: the socket cannot be made. */
MUST_USE enum err operator_open(struct gate *g);
void operator_accept(struct gate *g);
void operator_read(struct gate *g, struct operator_client *client);
void operator_timers(struct gate *g); /* gives up a backup that takes too long */
void operator_done(struct gate *g);

/* backup.c: what the operator asks; the frame's descriptors stay the caller's. backup_said: what
 * edged and custodiand say to it. backup_lost: that process ended. backup_end: the operator's
 * connection did. */
struct ipc_fds;
void backup_ask(struct gate *g, struct operator_client *client, const struct ipc_fds *fds);
void backup_answer(struct gate *g, struct buf *out);
void backup_said(struct gate *g, const struct process *p, const struct ctl *message);
void backup_lost(struct gate *g, uint8_t role);
void backup_end(struct gate *g, const struct operator_client *client);
bool backup_overdue(const struct gate *g, const struct operator_client *client);

/* statement.c: what a member of the office signed, on its way to custodiand. statement_said: what
 * that makes of it. statement_lost: custodiand ended. statement_end: the operator's connection. */
void statement_ask(struct gate *g, struct operator_client *client, const struct ipc_fds *fds);
void statement_answer(const struct gate *g, const struct operator_client *client, struct buf *out);
void statement_said(struct gate *g, const struct ctl *message);
void statement_lost(struct gate *g);
void statement_end(struct gate *g, const struct operator_client *client);

/* stop.c: in order: edged, jobs, the ledger's last entry, custodiand. stop_now: a second signal;
 * loop_run returns and everything is killed. */
void stop_ask(struct gate *g, const char *who);
void stop_now(struct gate *g);
void stop_step(struct gate *g);

/* loop.c: until PHASE_OVER. ERR_IO: poll failed. */
MUST_USE enum err loop_run(struct gate *g);

#endif
