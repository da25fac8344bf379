#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "gate.h"
#include "ipc_socket.h"

#include <string.h>

/* One end of channel `index` to `to`, with the word on who is at the other end. */
static void introduce(struct process *to, const struct process *other, uint8_t index, int fd)
{
    struct ctl message = {
        .kind = CTL_PEER, .role = other->role, .index = index, .generation = other->generation};
    memcpy(message.digest, other->image.digest, sizeof(message.digest));
    process_tell(to, &message, fd);
}

/* One channel: custodiand asks, gatewayd answers. */
void peers_connect_route(struct gate *g)
{
    if (g->custodiand.state != STATE_READY || g->gatewayd.state != STATE_READY) {
        return;
    }
    int ends[2];
    enum err err = ipc_pair(ends);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "no channel between custodiand and gatewayd: %s", err_text(err));
        process_kill(&g->gatewayd, "it could not be connected");
        return;
    }
    introduce(&g->custodiand, &g->gatewayd, 0, ends[0]);
    introduce(&g->gatewayd, &g->custodiand, 0, ends[1]);
    fd_close(ends[0]);
    fd_close(ends[1]);
}

void peers_connect(struct gate *g)
{
    if (g->custodiand.state != STATE_READY || g->edged.state == STATE_DOWN) {
        return;
    }
    for (uint8_t i = 0; i < LIMIT_CHANNELS; i++) {
        int ends[2];
        enum err err = ipc_pair(ends);
        if (err != ERR_OK) {
            diag(DIAG_ERROR, "no channels between custodiand and edged: %s", err_text(err));
            process_kill(&g->edged, "it could not be connected");
            return;
        }
        introduce(&g->custodiand, &g->edged, i, ends[0]);
        introduce(&g->edged, &g->custodiand, i, ends[1]);
        fd_close(ends[0]);
        fd_close(ends[1]);
    }
}
