#include "base_diag.h"
#include "base_file.h"
#include "ipc_socket.h"
#include "loop.h"

#include <sys/stat.h>
#include <unistd.h>

static enum err keys_rotate(struct loop *l)
{
    struct custodian *c = l->custodian;
    bool begun = false;
    if (backup_runs(c->backup)) {
        l->keys_due = true;
        l->keys_refused = true;
        diag(DIAG_ERROR, "the region's key: asked to replace it while a backup is made");
        return ERR_OK;
    }
    TRY(rotation_begin(&c->rotation, c->db, &c->keys, &begun));
    l->keys_due = true;
    l->keys_refused = !begun && !c->rotation.active;
    diag(begun ? DIAG_NOTICE : DIAG_ERROR, "the region's key: %s",
         begun             ? "a new one is made, user keys are rewrapped"
         : l->keys_refused ? "a new one could not be made"
                           : "asked to replace it while it is being replaced");
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

static enum err backup_failed(struct loop *l, uint64_t id, enum ctl_backup_why why)
{
    return gate_say(
        l,
        &(struct ctl){.kind = CTL_BACKUP, .id = id, .code = BACKUP_FAILED, .value = (int64_t)why});
}

static enum err backup_step(struct loop *l, const struct ctl *ctl, struct ipc_fds *fds)
{
    struct custodian *c = l->custodian;
    enum ctl_backup_why why = BACKUP_WHY_NONE;
    switch (ctl->code) {
    case BACKUP_HOLD:
        c->backup_holds = true;
        return gate_say(l, &(struct ctl){.kind = CTL_BACKUP, .id = ctl->id, .code = BACKUP_HELD});
    case BACKUP_SEAL:
        if (fds->count != CTL_BACKUP_FDS) {
            return ERR_FORMAT;
        }
        why =
            c->rotation.active ? BACKUP_WHY_ROTATING : backup_start(c->backup, ctl, fds, c->hasher);
        return why == BACKUP_WHY_NONE ? ERR_OK : backup_failed(l, ctl->id, why);
    case BACKUP_RECORD:
        l->backup_recorded = true;
        l->backup_number = ctl->id;
        return journal_backup(&c->journal, span_of(ctl->digest, sizeof(ctl->digest)));
    case BACKUP_END:
        c->backup_holds = false;
        backup_stop(c->backup);
        return ERR_OK;
    default:
        return ERR_FORMAT;
    }
}

/* A memfd that gate found to be sealed: it is whole, and stays as it is. */
static enum err statement_read(int fd, struct buf *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return ERR_IO;
    }
    if (st.st_size <= 0 || st.st_size > (off_t)out->max) {
        return ERR_FORMAT;
    }
    TRY(buf_grow(out, (size_t)st.st_size));
    if (pread(fd, out->ptr, (size_t)st.st_size, 0) != (ssize_t)st.st_size) {
        return ERR_IO;
    }
    out->len = (size_t)st.st_size;
    return ERR_OK;
}

static void statement_auto(struct buf *text)
{
    if (text->ptr != NULL) {
        vault_wipe(text->ptr, text->cap);
    }
    buf_done(text);
}

/* One in a round: what becomes of it is said behind the commit. */
static enum err statement_step(struct loop *l, const struct ctl *ctl, struct ipc_fds *fds)
{
    AUTO(statement) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    if (fds->count != 1 || l->statement_taken) {
        return ERR_FORMAT;
    }
    l->statement_taken = true;
    l->statement_id = ctl->id;
    l->statement_number = 0;
    enum err err = statement_read(fds->fd[0], &text);
    if (err != ERR_OK) {
        l->statement = err == ERR_FORMAT ? STATEMENT_MALFORMED : STATEMENT_ERROR;
        return ERR_OK;
    }
    return office_take(l->custodian, buf_span(&text), &l->statement, &l->statement_number);
}

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
        claimed_event(&l->custodian->claimed, ctl->code);
        l->acks[l->ack_count++] = ctl->id;
        return ERR_OK;
    case CTL_ROTATE:
        return keys_rotate(l);
    case CTL_BACKUP:
        return backup_step(l, ctl, fds);
    case CTL_STATEMENT:
        return statement_step(l, ctl, fds);
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

static enum err keys_say(struct loop *l)
{
    const struct custodian *c = l->custodian;
    struct ctl ctl = {.kind = CTL_KEYS,
                      .id = (uint64_t)vault_key_id(c->vault),
                      .code = c->rotation.active ? KEYS_ROTATING
                              : l->keys_refused  ? KEYS_REFUSED
                                                 : KEYS_STEADY,
                      .value = c->rotation.active ? (int64_t)c->rotation.waiting : 0};
    l->keys_due = false;
    return gate_say(l, &ctl);
}

/* Behind the round's commit: what is said of a backup is so. */
static enum err backup_say(struct loop *l)
{
    uint64_t id = 0;
    enum ctl_backup_why why = BACKUP_WHY_NONE;
    if (l->backup_recorded) {
        l->backup_recorded = false;
        TRY(gate_say(
            l, &(struct ctl){.kind = CTL_BACKUP, .id = l->backup_number, .code = BACKUP_RECORDED}));
    }
    if (!backup_ended(l->custodian->backup, &id, &why)) {
        return ERR_OK;
    }
    l->custodian->backup_holds = false;
    if (why != BACKUP_WHY_NONE) {
        return backup_failed(l, id, why);
    }
    return gate_say(l, &(struct ctl){.kind = CTL_BACKUP, .id = id, .code = BACKUP_SEALED});
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
    if (l->keys_due && err == ERR_OK && l->control >= 0) {
        err = keys_say(l);
    }
    if (err == ERR_OK && l->control >= 0) {
        err = backup_say(l);
    }
    if (l->statement_taken && err == ERR_OK && l->control >= 0) {
        l->statement_taken = false;
        err = gate_say(l, &(struct ctl){.kind = CTL_STATEMENT,
                                        .id = l->statement_id,
                                        .code = (int64_t)l->statement,
                                        .value = l->statement_number});
    }
    if (err == ERR_GONE) {
        l->control = -1;
        l->leaving = true;
        return ERR_OK;
    }
    return err;
}
