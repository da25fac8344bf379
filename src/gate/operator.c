/*
 * operator.c: the operator's socket, wire_op.h. Who may open it is the file's mode: 0600.
 */
#include "base_diag.h"
#include "base_file.h"
#include "base_json.h"
#include "base_limits.h"
#include "gate.h"
#include "ipc_socket.h"
#include "wire_op.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static const char socket_name[] = "operator.sock";

enum { ANSWER_MAX = 8 * 1024 };

enum err operator_open(struct gate *g)
{
    /* By descriptor: the path of a socket may have 107 bytes, the folder's may have more. */
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s", g->folder.dir,
                   socket_name);
    AUTO(fd_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return ERR_IO;
    }
    (void)unlinkat(g->folder.dir, socket_name, 0); /* of a run that was killed: we hold the lock */
    mode_t before = umask(0177);
    int failed = bind(fd, (struct sockaddr *)&address, sizeof(address));
    int number = errno;
    (void)umask(before);
    if (failed != 0) {
        return err_from_errno(number) == ERR_FULL ? ERR_FULL : ERR_IO;
    }
    if (listen(fd, LIMIT_OPERATORS) != 0) {
        return ERR_IO;
    }
    g->operator_listener = fd_move(&fd);
    return ERR_OK;
}

static void hang_up(struct gate *g, struct operator_client *client)
{
    backup_end(g, client);
    statement_end(g, client);
    fd_close(client->fd);
    client->fd = -1;
}

/* When all places are taken, who has been there longest goes, but not whose backup is under way. */
void operator_accept(struct gate *g)
{
    int fd = accept4(g->operator_listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
        return;
    }
    struct operator_client *place = NULL;
    for (size_t i = 0; i < LIMIT_OPERATORS; i++) {
        struct operator_client *client = &g->operators[i];
        bool spared = client->fd >= 0 && client == g->backup.client;
        if (!spared &&
            (place == NULL || client->fd < 0 || (place->fd >= 0 && client->since < place->since))) {
            place = client;
        }
    }
    hang_up(g, place);
    *place = (struct operator_client){.fd = fd, .since = ++g->operators_seen};
}

static void put_process(struct jot *j, const struct process *p)
{
    static const char *const states[] = {
        [STATE_DOWN] = "down", [STATE_STARTING] = "starting", [STATE_READY] = "ready"};
    jot_object(j);
    jot_put_hex(j, "digest", span_of(p->image.digest, sizeof(p->image.digest)));
    jot_put_int(j, "generation", p->generation);
    jot_put_int(j, "pid", p->pid);
    jot_put_int(j, "restarts", p->restarts);
    jot_put_text(j, "role", ctl_role_name(p->role));
    jot_put_text(j, "state", states[p->state]);
    jot_object_end(j);
}

static void put_missing(struct jot *j, int64_t missing)
{
    static const struct {
        int64_t bit;
        const char *word;
    } words[] = {{MISSING_LANDLOCK, "landlock"},
                 {MISSING_LOCK, "lock"},
                 {MISSING_MEMFD, "memfd"},
                 {MISSING_NAMESPACES, "namespaces"},
                 {MISSING_USERS, "users"}};
    jot_key(j, "missing");
    jot_array(j);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if ((missing & words[i].bit) != 0) {
            jot_text(j, words[i].word);
        }
    }
    jot_array_end(j);
}

static void put_keys(struct jot *j, const struct gate *g)
{
    static const char *const states[] = {
        [KEYS_STEADY] = "steady", [KEYS_ROTATING] = "rotating", [KEYS_REFUSED] = "refused"};
    const struct keys *keys = &g->keys;
    bool known = keys->known && g->custodiand.state == STATE_READY && keys->state > KEYS_NONE &&
                 keys->state <= KEYS_REFUSED;
    jot_key(j, "key");
    if (!known) {
        jot_null(j);
        return;
    }
    char id[20];
    (void)snprintf(id, sizeof(id), "%016" PRIx64, keys->id);
    jot_object(j);
    jot_put_text(j, "id", id);
    jot_put_text(j, "state", states[keys->state]);
    jot_put_int(j, "waiting", keys->waiting);
    jot_object_end(j);
}

static void put_status(struct jot *j, const struct gate *g)
{
    jot_object(j);
    jot_put_int(j, "jobs", (int64_t)jobs_count(g));
    put_keys(j, g);
    put_missing(j, g->missing);
    jot_put_int(j, "port", g->listener.port);
    jot_key(j, "processes");
    jot_array(j);
    put_process(j, &g->custodiand);
    put_process(j, &g->edged);
    if (g->has_route) {
        put_process(j, &g->gatewayd);
    }
    jot_array_end(j);
    jot_put_text(j, "region", g->folder.region.origin);
    jot_put_text(j, "room", ctl_room_name((int64_t)g->guard.mind.state));
    jot_put_bool(j, "stopping", g->phase != PHASE_RUN);
    jot_put_text(j, "url", g->listener.url);
    jot_object_end(j);
}

/* The region's key is custodiand's: it is told, and says how it goes. */
static void rotate(struct jot *j, struct gate *g)
{
    const char *problem = NULL;
    if (g->phase != PHASE_RUN) {
        problem = "the region is stopping";
    } else if (!control_custodiand_hears(g) || !g->keys.known) {
        problem = "custodiand is not ready; try again in a moment";
    } else if (g->keys.state == KEYS_ROTATING) {
        problem = "the region's key is being replaced already";
    } else {
        g->keys.known = false; /* until custodiand says how it goes */
        process_tell(&g->custodiand, &(struct ctl){.kind = CTL_ROTATE}, -1);
    }
    jot_object(j);
    jot_put_bool(j, "asked", problem == NULL);
    jot_put_text(j, "problem", problem);
    jot_object_end(j);
}

/* How long the request of an op is. */
static size_t length_of(uint8_t op)
{
    return op == OP_BACKUP_SEAL     ? OP_SIZE + OP_BACKUP_KEY + OP_BACKUP_ID
           : op == OP_BACKUP_RECORD ? OP_SIZE + OP_BACKUP_DIGEST
                                    : OP_SIZE;
}

/* 0: no request. */
static uint8_t op_of(struct span frame)
{
    bool request =
        frame.len >= OP_SIZE && frame.ptr[0] == OP_VERSION && frame.len == length_of(frame.ptr[1]);
    return request ? frame.ptr[1] : 0;
}

/* The frame has the rest of the request. */
static void answer_op(struct gate *g, struct operator_client *client, uint8_t op,
                      struct ipc_fds *fds)
{
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    struct jot j = jot_start(&answer);
    if (op == OP_STATUS) {
        put_status(&j, g);
    } else if (op == OP_STOP) {
        jot_object(&j);
        jot_put_bool(&j, "stopping", true);
        jot_object_end(&j);
    } else if (op == OP_ROTATE) {
        rotate(&j, g);
    } else if (op >= OP_BACKUP && op <= OP_BACKUP_LOOK) {
        backup_ask(g, client, fds);
        backup_answer(g, &answer);
    } else if (op == OP_STATEMENT || op == OP_STATEMENT_LOOK) {
        if (op == OP_STATEMENT) {
            statement_ask(g, client, fds);
        }
        statement_answer(g, client, &answer);
    }
    if (answer.len == 0 || buf_status(&answer) != ERR_OK ||
        ipc_send(client->fd, buf_span(&answer), NULL, 0) != ERR_OK) {
        hang_up(g, client);
    }
    if (op == OP_STOP) {
        stop_ask(g, "the operator");
    }
}

void operator_read(struct gate *g, struct operator_client *client)
{
    if (client->fd < 0) {
        return;
    }
    AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
    enum err err = ipc_recv(client->fd, &g->frame, &fds);
    if (err == ERR_BUSY) {
        return;
    }
    uint8_t op = err == ERR_OK ? op_of(buf_span(&g->frame)) : 0;
    if (op != 0) {
        answer_op(g, client, op, &fds);
    } else {
        hang_up(g, client);
    }
    explicit_bzero(g->frame.ptr, g->frame.cap); /* whatever somebody wrote there */
}

void operator_timers(struct gate *g)
{
    for (size_t i = 0; i < LIMIT_OPERATORS; i++) {
        if (backup_overdue(g, &g->operators[i])) {
            diag(DIAG_ERROR, "a backup is given up: its command was silent, or took too long");
            hang_up(g, &g->operators[i]);
        }
    }
}

void operator_done(struct gate *g)
{
    for (size_t i = 0; i < LIMIT_OPERATORS; i++) {
        hang_up(g, &g->operators[i]);
    }
    if (g->operator_listener >= 0) {
        (void)unlinkat(g->folder.dir, socket_name, 0);
        fd_close(g->operator_listener);
        g->operator_listener = -1;
    }
}
