/* guard.c: room on the disk is looked at, and room.h's steps are taken. */
#include "base_diag.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "gate.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static bool device_of(const char *path, dev_t *out_device)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return false;
    }
    *out_device = st.st_dev;
    return true;
}

/* Whether what edged writes takes room from custodiand; and the reserve, if it can hold any back.
 */
static enum err open_here(struct guard *guard, const struct folder *f)
{
    dev_t app = 0;
    dev_t other[2] = {0};
    dev_t here = 0;
    if (!device_of(f->app, &app) || !device_of(f->custodian, &other[0]) ||
        !device_of(f->ledger, &other[1]) || !device_of(f->path, &here)) {
        return ERR_IO;
    }
    if (app != other[0] && app != other[1]) {
        return ERR_OK;
    }
    guard->app = open(f->app, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (guard->app < 0) {
        return err_from_errno(errno);
    }
    if (app != here) {
        return ERR_OK;
    }
    return reserve_open(f->dir, &guard->reserve);
}

static bool look(const struct guard *guard, struct room_look *out_look)
{
    struct statvfs fs;
    if (fstatvfs(guard->app, &fs) != 0) {
        return false;
    }
    *out_look = (struct room_look){
        .free_bytes = fs.f_blocks > 0 ? (uint64_t)fs.f_bavail * fs.f_frsize : UINT64_MAX / 2,
        .free_files = fs.f_files > 0 ? fs.f_favail : UINT64_MAX,
        .now_ms = time_mono_ms(),
    };
    return true;
}

static struct reserve_holds holds_now(const struct guard *guard, const struct room_look *now)
{
    return reserve_look(&guard->reserve, now->free_files != UINT64_MAX);
}

static void fill(struct guard *guard, const struct room_look *now)
{
    static const struct reserve_holds all = {.parts = RESERVE_PARTS, .files = true};
    struct reserve_holds *holds = &guard->mind.holds;
    if (guard->reserve.dir < 0 || guard->unfillable) {
        return;
    }
    enum err err = reserve_set(&guard->reserve, &all);
    *holds = holds_now(guard, now);
    if (err != ERR_FULL && (err != ERR_OK || holds->parts < RESERVE_PARTS)) {
        guard->unfillable = true; /* a file system that keeps no zeroes, or a broken one */
        diag(DIAG_ERROR, "this file system holds no room back, and is not tried again: %s",
             err_text(err));
    }
}

enum err guard_open(struct gate *g)
{
    struct guard *guard = &g->guard;
    TRY(open_here(guard, &g->folder));
    if (guard->app < 0) {
        diag(DIAG_NOTICE, "app/ is a file system of its own: room on it is not guarded");
        return ERR_OK;
    }
    struct room_look now;
    if (!look(guard, &now)) {
        return ERR_IO;
    }
    guard->mind.holds = holds_now(guard, &now);
    struct room_mind first = guard->mind;
    if (room_judge(&first, &now) == ROOM_FILL) {
        fill(guard, &now);
    }
    if (guard->mind.holds.parts < RESERVE_PARTS && !guard->unfillable) {
        diag(DIAG_NOTICE, "there is no room for the reserve of %d MiB: it is filled once there is",
             LIMIT_RESERVE_MIB);
    }
    return ERR_OK;
}

void guard_done(struct gate *g)
{
    fd_close(g->guard.app);
    g->guard.app = -1;
    reserve_done(&g->guard.reserve);
}

/* The real ids only: what decides whose limits may be set, where a container withholds the power to
 * set everybody's. What the others decide, files and powers, stays as it is. */
static bool be_really(uid_t user, gid_t group)
{
    return setresgid(group, (gid_t)-1, (gid_t)-1) == 0 &&
           setresuid(user, (uid_t)-1, (uid_t)-1) == 0;
}

static bool set_limit(pid_t pid, bool low)
{
    struct rlimit limit;
    if (prlimit(pid, RLIMIT_FSIZE, NULL, &limit) != 0) {
        return errno == ESRCH;
    }
    limit.rlim_cur = low ? 0 : limit.rlim_max;
    return prlimit(pid, RLIMIT_FSIZE, &limit, NULL) == 0 || errno == ESRCH;
}

/* No file that it writes grows past its soft limit; it has no system call to raise that. */
static bool limit_one(const struct gate *g, uint8_t role, pid_t pid)
{
    bool low = g->guard.mind.state != ROOM_ENOUGH;
    if (pid <= 0) {
        return true;
    }
    if (!g->world.users) {
        return set_limit(pid, low);
    }
    uid_t user = getuid();
    gid_t group = getgid();
    bool done = be_really(spawn_user(role), spawn_user(role)) && set_limit(pid, low);
    return be_really(user, group) && done;
}

/* An edged that is not ready has no hostile byte yet, and must be able to open its database. A job
 * that is only just becoming one sets its own limits after ours: so this is done at each look. */
static void limit_all(struct gate *g)
{
    if (g->edged.state == STATE_READY && !limit_one(g, ROLE_EDGED, g->edged.pid)) {
        process_kill(&g->edged, "its writing cannot be limited");
    }
    for (size_t i = 0; i < LIMIT_JOBS; i++) {
        const struct job *job = &g->jobs[i];
        if (job->used && !limit_one(g, ROLE_MEDIAD, job->pid)) {
            (void)pidfd_send_signal(job->pidfd, SIGKILL, NULL, 0); /* edged asks for it again */
        }
    }
}

static void end_all(struct gate *g)
{
    process_kill(&g->edged, "the disk is full; it is started again once there is room");
    jobs_kill(g);
}

static void say(struct gate *g)
{
    static const char *const words[] = {
        [ROOM_ENOUGH] = "there is room on the disk again: files may grow",
        [ROOM_LOW] = "the disk is nearly full: edged and jobs may not make a file longer",
        [ROOM_OUT] = "the disk is full: edged is kept down",
    };
    enum ctl_room state = g->guard.mind.state;
    diag(state == ROOM_ENOUGH ? DIAG_NOTICE : DIAG_ERROR, "%s", words[state]);
    control_event(g, &(struct ctl){.code = EVENT_ROOM, .value = (int64_t)state});
}

static void take(struct gate *g, enum room_step step, const struct room_look *now)
{
    struct guard *guard = &g->guard;
    switch (step) {
    case ROOM_NOTHING:
        break;
    case ROOM_LIMIT:
        say(g);
        break;
    case ROOM_END:
        end_all(g);
        say(g);
        break;
    case ROOM_RELEASE:
        if (reserve_set(&guard->reserve, &guard->mind.holds) == ERR_OK) {
            diag(DIAG_NOTICE, "part of the reserve is given to custodiand");
        }
        break;
    case ROOM_RESTORE:
        fill(guard, now); /* before anybody else may write */
        limit_all(g);
        say(g);
        break;
    case ROOM_FILL:
        fill(guard, now);
        break;
    }
}

void guard_timer(struct gate *g)
{
    struct guard *guard = &g->guard;
    struct room_look now;
    if (guard->app < 0 || time_mono_ms() < guard->due_ms || !look(guard, &now)) {
        return;
    }
    guard->due_ms = now.now_ms + LIMIT_ROOM_LOOK_MS;
    take(g, room_judge(&guard->mind, &now), &now);
    if (guard->mind.state != ROOM_ENOUGH) {
        limit_all(g);
    }
}

void guard_ready(struct gate *g)
{
    if (g->guard.mind.state != ROOM_ENOUGH) {
        limit_all(g);
    }
}
