/*
 * backup.c: a backup, as gate sees it: it passes on what the operator asks, with descriptors that
 * the operator opened, and keeps how far the two processes are. It reads nothing of a backup.
 */
#include "base_diag.h"
#include "base_json.h"
#include "base_limits.h"
#include "base_time.h"
#include "gate.h"
#include "ipc_socket.h"
#include "wire_op.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static void tell(struct process *p, enum ctl_backup code, uint64_t number)
{
    process_tell(p, &(struct ctl){.kind = CTL_BACKUP, .id = number, .code = (int64_t)code}, -1);
}

static void fail(struct gate *g, enum backup_state *state, enum ctl_backup_why why)
{
    *state = BACKUP_IS_FAILED;
    g->backup.why = (int64_t)why;
}

/* Regular files that nothing can be read from. */
static bool are_for_writing(const struct ipc_fds *fds)
{
    for (size_t i = 0; i < fds->count; i++) {
        struct stat st;
        int flags = fcntl(fds->fd[i], F_GETFL);
        if (fstat(fds->fd[i], &st) != 0 || !S_ISREG(st.st_mode) || flags < 0 ||
            (flags & O_ACCMODE) != O_WRONLY) {
            return false;
        }
    }
    return fds->count == CTL_BACKUP_FDS;
}

static uint64_t number_at(const uint8_t *bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof(number); i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static void begin(struct gate *g, const struct operator_client *client)
{
    struct backup *b = &g->backup;
    if (b->client != NULL) {
        return; /* its answer says so: see backup_answer */
    }
    *b = (struct backup){.client = client,
                         .app = BACKUP_IS_ASKED,
                         .number = b->number + 1,
                         .begun_ms = time_mono_ms()};
    if (g->phase != PHASE_RUN || g->edged.state != STATE_READY || !control_custodiand_hears(g)) {
        fail(g, &b->app, BACKUP_WHY_GONE);
    } else if (g->guard.mind.state != ROOM_ENOUGH) {
        fail(g, &b->app, BACKUP_WHY_FULL);
    } else {
        tell(&g->custodiand, BACKUP_HOLD, b->number); /* then edged: backup_said */
    }
}

static void seal(struct gate *g, const uint8_t *request, const struct ipc_fds *fds)
{
    struct backup *b = &g->backup;
    struct ctl message = {.kind = CTL_BACKUP, .code = BACKUP_SEAL};
    if (b->custodian != BACKUP_IS_NONE || !are_for_writing(fds)) {
        fail(g, &b->custodian, BACKUP_WHY_BUSY);
        return;
    }
    if (g->phase != PHASE_RUN || !control_custodiand_hears(g)) {
        fail(g, &b->custodian, BACKUP_WHY_GONE);
        return;
    }
    memcpy(message.digest, request, OP_BACKUP_KEY);
    message.id = number_at(request + OP_BACKUP_KEY);
    message.value = (int64_t)number_at(request + OP_BACKUP_KEY + sizeof(message.id));
    b->custodian = BACKUP_IS_ASKED;
    b->seal_id = message.id;
    process_tell_all(&g->custodiand, &message, fds->fd, fds->count);
}

static void record(struct gate *g, const uint8_t *digest)
{
    struct backup *b = &g->backup;
    struct ctl message = {.kind = CTL_BACKUP, .id = b->number, .code = BACKUP_RECORD};
    if (g->phase != PHASE_RUN || !control_custodiand_hears(g) || b->custodian != BACKUP_IS_DONE ||
        b->record != BACKUP_IS_NONE) {
        fail(g, &b->record, BACKUP_WHY_GONE);
        return;
    }
    memcpy(message.digest, digest, sizeof(message.digest));
    b->record = BACKUP_IS_ASKED;
    process_tell(&g->custodiand, &message, -1);
}

void backup_ask(struct gate *g, struct operator_client *client, const struct ipc_fds *fds)
{
    const uint8_t *request = g->frame.ptr + OP_SIZE;
    uint8_t op = g->frame.ptr[1];
    if (op == OP_BACKUP) {
        begin(g, client);
    } else if (g->backup.client == client && op == OP_BACKUP_SEAL) {
        seal(g, request, fds);
    } else if (g->backup.client == client && op == OP_BACKUP_RECORD) {
        record(g, request);
    }
    g->backup.asking = client;
    if (g->backup.client == client) {
        g->backup.asked_ms = time_mono_ms();
    }
}

bool backup_overdue(const struct gate *g, const struct operator_client *client)
{
    const struct backup *b = &g->backup;
    int64_t now_ms = time_mono_ms();
    bool holds = b->custodian != BACKUP_IS_DONE; /* custodiand, what people who leave ask for */
    return b->client == client && client->fd >= 0 &&
           (now_ms - b->asked_ms > g->config.backup_silent_ms ||
            (holds && now_ms - b->begun_ms > LIMIT_BACKUP_HOLD_MS));
}

void backup_answer(struct gate *g, struct buf *out)
{
    static const char *const words[] = {[BACKUP_IS_NONE] = "none",
                                        [BACKUP_IS_ASKED] = "asked",
                                        [BACKUP_IS_DONE] = "done",
                                        [BACKUP_IS_FAILED] = "failed"};
    const struct backup none = {.app = BACKUP_IS_FAILED, .why = BACKUP_WHY_BUSY};
    const struct backup *b = g->backup.asking == g->backup.client ? &g->backup : &none;
    bool failed = b->app == BACKUP_IS_FAILED || b->custodian == BACKUP_IS_FAILED ||
                  b->record == BACKUP_IS_FAILED;
    struct jot j = jot_start(out);
    jot_object(&j);
    jot_put_text(&j, "app", words[b->app]);
    jot_put_text(&j, "custodian", words[b->custodian]);
    jot_put_text(&j, "problem", failed ? ctl_backup_words(b->why) : NULL);
    jot_put_text(&j, "record", words[b->record]);
    jot_object_end(&j);
}

void backup_said(struct gate *g, const struct process *p, const struct ctl *message)
{
    struct backup *b = &g->backup;
    if (p->role == ROLE_CUSTODIAND && message->code == BACKUP_HELD) {
        if (b->client != NULL && b->app == BACKUP_IS_ASKED && message->id == b->number) {
            tell(&g->edged, BACKUP_HOLD, b->number);
        }
        return;
    }
    bool by_edged = p->role == ROLE_EDGED;
    enum backup_state *state = by_edged                       ? &b->app
                               : b->record == BACKUP_IS_ASKED ? &b->record
                                                              : &b->custodian;
    bool done = message->code == (by_edged              ? BACKUP_HELD
                                  : state == &b->record ? BACKUP_RECORDED
                                                        : BACKUP_SEALED);
    uint64_t number = state == &b->custodian ? b->seal_id : b->number;
    if (b->client == NULL || *state != BACKUP_IS_ASKED || message->id != number) {
        return; /* of a backup that was given up */
    }
    if (done) {
        *state = BACKUP_IS_DONE;
    } else {
        fail(g, state, (enum ctl_backup_why)message->value);
        diag(DIAG_ERROR, "a backup failed in %s: %s", ctl_role_name(p->role),
             ctl_backup_words(message->value));
    }
}

void backup_lost(struct gate *g, uint8_t role)
{
    struct backup *b = &g->backup;
    if (b->client == NULL || role == ROLE_GATEWAYD) {
        return;
    }
    if (role == ROLE_EDGED) { /* what it held, its successor has removed */
        fail(g, &b->app, BACKUP_WHY_GONE);
    } else if (b->custodian != BACKUP_IS_DONE) { /* it does not hold any more, either */
        fail(g, &b->custodian, BACKUP_WHY_GONE);
    } else if (b->record == BACKUP_IS_ASKED) {
        fail(g, &b->record, BACKUP_WHY_GONE);
    }
}

void backup_end(struct gate *g, const struct operator_client *client)
{
    if (g->backup.client == NULL || g->backup.client != client) {
        return;
    }
    uint64_t number = g->backup.number;
    g->backup = (struct backup){.number = number};
    tell(&g->edged, BACKUP_END, number);
    tell(&g->custodiand, BACKUP_END, number);
}
