#include "control.h"

#include "base_diag.h"
#include "ipc_socket.h"
#include "wire_ctl.h"

/* A channel to custodiand; any other role's is not for us. */
static enum err take_peer(struct control *c, const struct ctl *ctl, struct ipc_fds *fds)
{
    if (ctl->role != ROLE_CUSTODIAND || fds->count != 1) {
        return ERR_FORMAT;
    }
    return ipc_pool_put(c->custodian, ctl->index, ipc_fds_take(fds, 0));
}

static enum err take_backup(struct control *c, const struct ctl *ctl)
{
    if (ctl->code == BACKUP_HOLD) {
        backup_begin(c->backup, ctl->id);
        return ERR_OK;
    }
    if (ctl->code == BACKUP_END) {
        backup_end(c->backup);
        return ERR_OK;
    }
    return ERR_FORMAT;
}

static enum err take_message(struct control *c, const struct ctl *ctl, struct ipc_fds *fds)
{
    switch ((enum ctl_kind)ctl->kind) {
    case CTL_PEER:
        return take_peer(c, ctl, fds);
    case CTL_STOP:
        c->stop();
        return ERR_OK;
    case CTL_JOB_DONE:
        jobs_done(c->jobs, ctl->id, ctl->code, ctl->value);
        pictures_done(c->pictures, ctl->id, ctl->code, ctl->value);
        return ERR_OK;
    case CTL_BACKUP:
        return take_backup(c, ctl);
    case CTL_STATEMENT:
        if (c->rulings != NULL) {
            rulings_wake(c->rulings);
        }
        return ERR_OK;
    case CTL_NONE:
    case CTL_EVENT:
    case CTL_READY:
    case CTL_ACK:
    case CTL_CUT:
    case CTL_ROTATE:
    case CTL_KEYS:
    case CTL_JOB:
    case CTL_JOB_END:
    case CTL_KIND_COUNT_:
        break;
    }
    return ERR_FORMAT;
}

static enum err next_message(struct control *c)
{
    AUTO(buf) struct buf frame = {.max = CTL_SIZE};
    AUTO(ipc_fds) struct ipc_fds fds = {0};
    struct ctl ctl;
    TRY(ipc_recv(c->fd, &frame, &fds));
    TRY(ctl_decode(buf_span(&frame), &ctl));
    (void)pthread_mutex_lock(&c->lock);
    enum err err = c->quiet ? ERR_OK : take_message(c, &ctl, &fds);
    (void)pthread_mutex_unlock(&c->lock);
    return err;
}

static void *control_main(void *arg)
{
    struct control *c = arg;
    enum err err = ERR_OK;
    while (err == ERR_OK) {
        err = next_message(c);
    }
    (void)pthread_mutex_lock(&c->lock);
    if (!c->quiet) {
        if (err != ERR_GONE) {
            diag(DIAG_ERROR, "control: %s", err_text(err));
        }
        c->gone();
    }
    (void)pthread_mutex_unlock(&c->lock);
    return NULL;
}

enum err control_start(struct control *c)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, control_main, c) != 0) {
        return ERR_NOMEM;
    }
    (void)pthread_detach(thread);
    return ERR_OK;
}

void control_quiet(struct control *c)
{
    (void)pthread_mutex_lock(&c->lock);
    c->quiet = true;
    (void)pthread_mutex_unlock(&c->lock);
}

enum err control_ready(int fd)
{
    uint8_t frame[CTL_SIZE];
    ctl_encode(&(struct ctl){.kind = CTL_READY}, frame);
    return ipc_send(fd, span_of(frame, sizeof(frame)), NULL, 0);
}
