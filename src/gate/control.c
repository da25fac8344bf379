#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "gate.h"
#include "ipc_socket.h"

#include <stdio.h>

static void say_ready(struct gate *g)
{
    if (!g->was_ready) {
        g->was_ready = true;
        (void)printf("ready %s\n", g->listener.url);
        (void)fflush(stdout);
        jobs_ready(g);
    }
}

static void on_ready(struct gate *g, struct process *p, const struct ctl *message,
                     struct ipc_fds *fds)
{
    (void)message;
    (void)fds;
    if (p->state != STATE_STARTING) {
        process_kill(p, "it said twice that it is ready");
        return;
    }
    p->state = STATE_READY;
    p->failures = 0;
    diag(DIAG_NOTICE, "%s, generation %u, is ready after %lld ms", ctl_role_name(p->role),
         p->generation, (long long)(time_mono_ms() - p->started_ms));
    if (p->role == ROLE_EDGED) {
        guard_ready(g);
        say_ready(g);
    } else if (p->role == ROLE_GATEWAYD) {
        peers_connect_route(g);
    } else {
        g->keys = (struct keys){.known = false};
        control_send_events(g);
        peers_connect(g);
        peers_connect_route(g);
    }
}

static void on_ack(struct gate *g, struct process *p, const struct ctl *message,
                   struct ipc_fds *fds)
{
    (void)p;
    (void)fds;
    if (!events_acknowledge(&g->events, message->id)) {
        diag(DIAG_NOTICE, "custodiand acknowledged an event that it was not told");
    }
    control_send_events(g);
}

static void on_cut(struct gate *g, struct process *p, const struct ctl *message,
                   struct ipc_fds *fds)
{
    (void)p;
    (void)fds;
    struct process *cut = message->role == ROLE_EDGED      ? &g->edged
                          : message->role == ROLE_GATEWAYD ? &g->gatewayd
                                                           : NULL;
    if (cut != NULL && message->generation == cut->generation && cut->state != STATE_DOWN) {
        process_kill(cut, "custodiand cut it off");
    }
}

static void on_keys(struct gate *g, struct process *p, const struct ctl *message,
                    struct ipc_fds *fds)
{
    (void)p;
    (void)fds;
    g->keys = (struct keys){.heard = true,
                            .known = true,
                            .id = message->id,
                            .state = message->code,
                            .waiting = message->value};
}

static void on_job(struct gate *g, struct process *p, const struct ctl *message,
                   struct ipc_fds *fds)
{
    (void)p;
    jobs_request(g, message, fds->fd);
}

static void on_job_end(struct gate *g, struct process *p, const struct ctl *message,
                       struct ipc_fds *fds)
{
    (void)fds;
    if (message->code != OUTCOME_OVERDUE && message->code != OUTCOME_REFUSED) {
        process_kill(p, "it named an end that no job can be given");
        return;
    }
    jobs_end(g, message);
}

static void on_backup(struct gate *g, struct process *p, const struct ctl *message,
                      struct ipc_fds *fds)
{
    (void)fds;
    backup_said(g, p, message);
}

static void on_statement(struct gate *g, struct process *p, const struct ctl *message,
                         struct ipc_fds *fds)
{
    (void)p;
    (void)fds;
    statement_said(g, message);
}

/* All that they may say to gate. No row: the process is ended, and the region goes on. */
static const struct {
    uint8_t kind;
    uint8_t role;
    uint8_t fds;
    void (*does)(struct gate *g, struct process *p, const struct ctl *message, struct ipc_fds *fds);
} table[] = {
    {CTL_READY, ROLE_CUSTODIAND, 0, on_ready},
    {CTL_READY, ROLE_EDGED, 0, on_ready},
    {CTL_READY, ROLE_GATEWAYD, 0, on_ready},
    {CTL_ACK, ROLE_CUSTODIAND, 0, on_ack},
    {CTL_CUT, ROLE_CUSTODIAND, 0, on_cut},
    {CTL_JOB, ROLE_EDGED, CTL_JOB_FDS, on_job},
    {CTL_JOB_END, ROLE_EDGED, 0, on_job_end},
    {CTL_KEYS, ROLE_CUSTODIAND, 0, on_keys},
    {CTL_BACKUP, ROLE_EDGED, 0, on_backup},
    {CTL_BACKUP, ROLE_CUSTODIAND, 0, on_backup},
    {CTL_STATEMENT, ROLE_CUSTODIAND, 0, on_statement},
};

static void answer(struct gate *g, struct process *p, const struct ctl *message,
                   struct ipc_fds *fds)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].kind == message->kind && table[i].role == p->role &&
            table[i].fds == fds->count) {
            table[i].does(g, p, message, fds);
            return;
        }
    }
    process_kill(p, "it sent a control message that is not in the table");
}

void control_read(struct gate *g, struct process *p)
{
    enum { ROUNDS = 64 }; /* then others have their turn */
    for (int round = 0; round < ROUNDS && p->control >= 0; round++) {
        AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
        struct ctl message = {0};
        enum err err = ipc_recv(p->control, &g->frame, &fds);
        if (err == ERR_BUSY) {
            return;
        }
        if (err == ERR_OK) {
            err = ctl_decode(buf_span(&g->frame), &message);
        }
        if (err != ERR_OK) {
            /* Its end of the pair is closed: it is dying, or it can no longer be reached. */
            process_kill(p, err == ERR_GONE ? NULL : "it sent a malformed control message");
            return;
        }
        answer(g, p, &message, &fds);
    }
}

bool control_custodiand_hears(const struct gate *g)
{
    return g->custodiand.state == STATE_READY && g->keys.heard;
}

void control_send_events(struct gate *g)
{
    const struct ctl *event = NULL;
    while (g->custodiand.state == STATE_READY && g->custodiand.control >= 0 &&
           (event = events_next(&g->events)) != NULL) {
        process_tell(&g->custodiand, event, -1);
        events_sent(&g->events);
    }
}

void control_event(struct gate *g, const struct ctl *event)
{
    if (!events_put(&g->events, event) && g->events.lost == 1) {
        diag(DIAG_ERROR,
             "%d events wait for custodiand: later ones are lost, and their number will be in the "
             "ledger",
             LIMIT_EVENTS - 1);
    }
    control_send_events(g);
}
