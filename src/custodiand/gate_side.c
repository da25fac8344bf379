#include "base_diag.h"
#include "base_file.h"
#include "ipc_socket.h"
#include "loop.h"

/* One message of gate. gate is trusted: what it may not say is an error of ours, or the end. */
static enum err gate_message(struct loop *l, const struct ctl *ctl, struct ipc_fds *fds)
{
    AUTO(fd_close) int fd = -1;
    switch (ctl->kind) {
    case CTL_PEER:
        if (fds->count != 1) {
            return ERR_FORMAT;
        }
        fd = ipc_fds_take(fds, 0);
        return peers_put(l, ctl, &fd);
    case CTL_EVENT:
        TRY(journal_event(&l->custodian->journal, ctl));
        l->acks[l->ack_count++] = ctl->id;
        return ERR_OK;
    case CTL_STOP:
        l->leaving = true;
        return ERR_OK;
    default:
        return ERR_FORMAT;
    }
}

enum err gate_read(struct loop *l)
{
    while (!l->leaving && l->ack_count < LOOP_CONTROLS && ipc_wait(l->control, 0) == ERR_OK) {
        AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
        enum err err = ipc_recv(l->control, &l->frame, &fds);
        if (err == ERR_GONE || err == ERR_IO) {
            diag(DIAG_NOTICE, "gate is gone");
            l->control = -1;
            l->leaving = true;
            return ERR_OK;
        }
        TRY(err);
        struct ctl ctl = {0};
        TRY(ctl_decode(buf_span(&l->frame), &ctl));
        TRY(gate_message(l, &ctl, &fds));
    }
    return ERR_OK;
}

static enum err gate_say(struct loop *l, const struct ctl *ctl)
{
    uint8_t frame[CTL_SIZE];
    ctl_encode(ctl, frame);
    if (frame[0] == 0) { /* out of memory: not a frame; see ctl.c */
        return ERR_NOMEM;
    }
    return ipc_send(l->control, span_of(frame, sizeof(frame)), NULL, 0);
}

enum err gate_send(struct loop *l)
{
    enum err err = ERR_OK;
    for (size_t i = 0; i < l->ack_count && err == ERR_OK && l->control >= 0; i++) {
        err = gate_say(l, &(struct ctl){.kind = CTL_ACK, .id = l->acks[i]});
    }
    l->ack_count = 0;
    for (uint8_t role = 0; role < ROLE_COUNT_ && err == ERR_OK && l->control >= 0; role++) {
        struct peer *peer = &l->peers[role];
        if (peer->tell) {
            peer->tell = false;
            err = gate_say(
                l, &(struct ctl){.kind = CTL_CUT, .role = role, .generation = peer->generation});
        }
    }
    if (err == ERR_GONE) {
        l->control = -1;
        l->leaving = true;
        return ERR_OK;
    }
    return err;
}
