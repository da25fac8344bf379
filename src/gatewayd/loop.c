#include "loop.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "flows.h"
#include "ipc_socket.h"
#include "wire_ctl.h"

#include <inttypes.h>

void loop_init(struct loop *l, int control, const char *origin, struct sender *sender)
{
    *l = (struct loop){.control = control, .channel = -1, .origin = origin, .sender = sender};
    l->frame.max = LIMIT_MESSAGE;
}

void loop_done(struct loop *l)
{
    fd_close(l->channel);
    l->channel = -1;
    buf_done(&l->frame);
}

static enum err gate_message(struct loop *l, const struct ctl *ctl, struct ipc_fds *fds)
{
    if (ctl->kind == CTL_STOP) {
        l->leaving = true;
        return ERR_OK;
    }
    if (ctl->kind != CTL_PEER || ctl->role != ROLE_CUSTODIAND || fds->count != 1) {
        return ERR_FORMAT;
    }
    fd_close(l->channel);
    l->channel = ipc_fds_take(fds, 0);
    return ERR_OK;
}

static enum err gate_read(struct loop *l)
{
    while (!l->leaving && ipc_wait(l->control, 0) == ERR_OK) {
        AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
        struct ctl ctl = {0};
        enum err err = ipc_recv(l->control, &l->frame, &fds);
        if (err == ERR_GONE || err == ERR_IO) {
            l->leaving = true;
            return ERR_OK;
        }
        TRY(err);
        TRY(ctl_decode(buf_span(&l->frame), &ctl));
        TRY(gate_message(l, &ctl, &fds));
    }
    return ERR_OK;
}

/* What was under way for a custodiand that is gone is answered to nobody. */
static void say(struct loop *l, struct span frame)
{
    if (l->channel >= 0 && ipc_send(l->channel, frame, NULL, 0) != ERR_OK) {
        fd_close(l->channel);
        l->channel = -1;
    }
}

static enum err answer_now(struct loop *l, const struct flow_stamped *stamped,
                           enum flow_outcome outcome)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct flow_answer answer = {
        .flow = stamped->flow, .id = stamped->id, .outcome = (uint8_t)outcome};
    TRY(flow_answer_encode(&answer, &frame));
    say(l, buf_span(&frame));
    return ERR_OK;
}

static enum err take_stamped(struct loop *l, struct span frame)
{
    struct flow_stamped stamped;
    const char *why = "it is no stamped frame";
    const struct flow_row *row = NULL;
    if (flow_stamped_decode(frame, &stamped) != ERR_OK) {
        l->refused++;
        diag(DIAG_ERROR, "nothing was sent: %s", why);
        fd_close(l->channel); /* whoever speaks like that is not custodiand any more */
        l->channel = -1;
        return ERR_OK;
    }
    row = flows_check(&stamped, l->origin, &why);
    if (row == NULL) {
        l->refused++;
        diag(DIAG_ERROR, "flow %s: nothing was sent: %s", flow_name(stamped.flow), why);
        return answer_now(l, &stamped, FLOW_REFUSED);
    }
    enum err err = sender_start(l->sender, row, &stamped);
    if (err == ERR_BUSY) {
        return answer_now(l, &stamped, FLOW_BUSY);
    }
    l->sent += err == ERR_OK;
    return err;
}

static enum err channel_read(struct loop *l)
{
    while (l->channel >= 0 && ipc_wait(l->channel, 0) == ERR_OK) {
        enum err err = ipc_recv(l->channel, &l->frame, NULL);
        if (err != ERR_OK) { /* gone, or a frame that is too long: gate brings another */
            fd_close(l->channel);
            l->channel = -1;
            return ERR_OK;
        }
        TRY(take_stamped(l, buf_span(&l->frame)));
    }
    return ERR_OK;
}

enum err loop_round(struct loop *l, int timeout_ms)
{
    const int fds[] = {l->control, l->channel};
    TRY(sender_wait(l->sender, fds, sizeof(fds) / sizeof(fds[0]), timeout_ms));
    TRY(gate_read(l));
    TRY(channel_read(l));
    for (;;) {
        AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
        enum err err = sender_take(l->sender, &frame);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        say(l, buf_span(&frame));
    }
}
