/* visit.c: what a visit begins with: the policy, and what is remembered of the last one. */
#include "inside.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

enum { TURN_PAUSE_MS = 50 };

void visit_free(struct visit *v)
{
    if (v != NULL) {
        fd_close(v->lock_fd);
        state_free(v->old);
        state_free(v->was);
        state_free(v->now);
        for (size_t i = 0; i < LIMIT_UNREAD; i++) {
            buf_done(&v->unread[i].note);
        }
        buf_done(&v->policy_text);
        buf_done(&v->receipt_text);
        story_done(&v->story);
        free(v);
    }
}

bool visit_stop(struct visit *v, enum verify_exit exit)
{
    v->exit = exit;
    return false;
}

void visit_lacks(struct visit *v, enum check check, const char *what)
{
    report_say(&v->report, check, WORD_ASSERTED, "%s could not be had: %s", what,
               v->fetcher.problem);
    v->exit = v->exit == VERIFY_OK ? VERIFY_UNREACHABLE : v->exit;
}

static enum err complain(char problem[VISIT_PROBLEM], enum err err, const char *what,
                         const char *why)
{
    (void)snprintf(problem, VISIT_PROBLEM, "%s: %s", what, why);
    return err;
}

static enum err load_policy(struct visit *v, char problem[VISIT_PROBLEM])
{
    const char *path = v->options.policy_path;
    unsigned line = 0;
    if (path == NULL) {
        return ERR_OK;
    }
    v->policy_text.max = TLOG_POLICY_MAX;
    enum err err = file_read_all(AT_FDCWD, path, &v->policy_text);
    if (err != ERR_OK) {
        return complain(problem, err, path, err_text(err));
    }
    err = tlog_policy_decode(buf_span(&v->policy_text), &v->policy, &line);
    if (err != ERR_OK) {
        char why[TLOG_POLICY_FAULT];
        return complain(problem, ERR_FORMAT, path, tlog_policy_fault(line, why));
    }
    return ERR_OK;
}

/* One visit after the other: of two that began with the same memory, the second to end would put
 * what the first saw out of it, which may be another history. A file beside the state, since that
 * is replaced. */
static enum err take_turn(struct visit *v)
{
    static const struct timespec pause = {.tv_nsec = TURN_PAUSE_MS * 1000 * 1000};
    char path[STATE_PATH + 8];
    int len = snprintf(path, sizeof(path), "%s.lock", v->options.state_path);
    if (len < 0 || (size_t)len >= sizeof(path)) {
        return ERR_LIMIT;
    }
    v->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (v->lock_fd < 0) {
        return err_from_errno(errno);
    }
    while (flock(v->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || time_mono_ms() >= v->fetcher.until_ms) {
            return errno == EWOULDBLOCK ? ERR_CONFLICT : err_from_errno(errno);
        }
        (void)nanosleep(&pause, NULL);
    }
    return ERR_OK;
}

/* None is a first visit; one that can't be read must not be taken for none. A copy may be of any
 * address: the key tells whose it is. */
static enum err load_state(struct visit *v, char problem[VISIT_PROBLEM])
{
    const char *path = v->options.state_path;
    if (path == NULL) {
        return ERR_OK;
    }
    enum err err = take_turn(v);
    if (err != ERR_OK) {
        return complain(
            problem, err, path,
            err == ERR_CONFLICT
                ? "another visit has it, and did not end in this one's time"
                : "nothing can be written there, so this visit could not be remembered");
    }
    err = state_load(path, &v->old);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return complain(problem, err, path,
                        err == ERR_FORMAT ? "this is no state of an earlier visit, or it is damaged"
                                          : err_text(err));
    }
    if (v->old != NULL && v->fetcher.source.live &&
        strcmp(v->old->url, v->fetcher.source.name) != 0) {
        return complain(problem, ERR_CONFLICT, path, "this is the state of another address");
    }
    return ERR_OK;
}

enum err visit_start(const struct verify_options *options, const struct verify_source *source,
                     struct visit **out_visit, char out_problem[VISIT_PROBLEM])
{
    AUTO(visit_free) struct visit *v = calloc(1, sizeof(*v));
    if (v != NULL) {
        v->lock_fd = -1;
    }
    if (v == NULL || (v->now = state_new()) == NULL) {
        return complain(out_problem, ERR_NOMEM, "starting", err_text(ERR_NOMEM));
    }
    v->options = *options;
    fetcher_start(&v->fetcher, source, time_mono_ms() + options->timeout_s * 1000);
    v->now_ms = time_wall_ms();
    TRY(load_policy(v, out_problem));
    TRY(load_state(v, out_problem));
    enum err err = visit_receipt_load(v);
    if (err != ERR_OK) {
        return complain(out_problem, err, options->receipt_path,
                        err == ERR_FORMAT ? "this is no receipt of a person's" : err_text(err));
    }
    *out_visit = MOVE(v);
    return ERR_OK;
}
