/*
 * Jobs of gate with a mediad that is played here by a process that sleeps: how they end.
 */
#include "base_time.h"
#include "gate.h"
#include "ipc_socket.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include <cmocka.h>

enum { JOB = 77, LONG_MS = 600000 };

static struct gate gate;
static int edged_fd; /* edged's end of its control pair */
static int files[CTL_JOB_FDS];
static const char *stage;

enum err __wrap_spawn_start(const struct spawn_world *w, const struct spawn *s,
                            struct spawned *out_spawned);
enum err __wrap_image_refresh(struct image *image, char *problem);

enum err __wrap_spawn_start(const struct spawn_world *w, const struct spawn *s,
                            struct spawned *out_spawned)
{
    (void)w;
    int log[2];
    stage = s->arguments[2];
    assert_int_equal(s->fd_count, CTL_JOB_FDS);
    assert_memory_equal(s->fds, files, sizeof(files));
    assert_int_equal(pipe2(log, O_CLOEXEC | O_NONBLOCK), 0);
    pid_t pid = fork();
    if (pid == 0) {
        (void)signal(SIGUSR1, SIG_DFL);
        for (;;) {
            (void)pause();
        }
    }
    (void)close(log[1]);
    *out_spawned = (struct spawned){.pid = pid, .pidfd = pidfd_open(pid, 0), .log = log[0]};
    return out_spawned->pidfd >= 0 ? ERR_OK : ERR_IO;
}

enum err __wrap_image_refresh(struct image *image, char *problem)
{
    (void)image;
    (void)problem;
    return ERR_OK;
}

static int setup(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    edged_fd = ends[1];
    gate = (struct gate){.config = {.job_ms = LIMIT_JOB_MS}, .mediad = {.name = "mediad"}};
    gate.edged = (struct process){.role = ROLE_EDGED, .state = STATE_READY, .control = ends[0]};
    gate.custodiand.control = -1;
    for (int i = 0; i < CTL_JOB_FDS; i++) {
        char path[] = "/tmp/vitrine-jobs-XXXXXX";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        files[i] = i == JOB_INPUT ? open(path, O_RDONLY | O_CLOEXEC) : fd;
        if (i == JOB_INPUT) {
            (void)close(fd);
        }
        assert_int_equal(unlink(path), 0);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    jobs_kill(&gate);
    (void)close(gate.edged.control);
    (void)close(edged_fd);
    for (int i = 0; i < CTL_JOB_FDS; i++) {
        (void)close(files[i]);
    }
    return 0;
}

static void start(enum ctl_stage asked)
{
    struct ctl ctl = {.kind = CTL_JOB, .id = JOB, .code = asked, .value = LONG_MS};
    jobs_request(&gate, &ctl, files);
}

static void end(uint64_t id, enum ctl_outcome outcome)
{
    jobs_end(&gate, &(struct ctl){.kind = CTL_JOB_END, .id = id, .code = (int64_t)outcome});
}

/* Gate's loop, until a job's answer comes or the time is over. */
static bool answered(int64_t wait_ms, struct ctl *out)
{
    int64_t until_ms = time_mono_ms() + wait_ms;
    while (time_mono_ms() < until_ms) {
        AUTO(buf) struct buf frame = {.max = CTL_SIZE};
        jobs_timers(&gate);
        for (size_t i = 0; i < LIMIT_JOBS; i++) {
            jobs_reap(&gate, &gate.jobs[i]);
        }
        if (ipc_wait(edged_fd, 10) == ERR_OK) {
            assert_int_equal(ipc_recv(edged_fd, &frame, NULL), ERR_OK);
            assert_int_equal(ctl_decode(buf_span(&frame), out), ERR_OK);
            assert_int_equal(out->kind, CTL_JOB_DONE);
            assert_int_equal(out->id, JOB);
            return true;
        }
    }
    return false;
}

static void a_job_is_started_for_its_stage(void **state)
{
    (void)state;
    struct ctl ctl;
    start(STAGE_FIRST);
    assert_string_equal(stage, "first");
    jobs_kill(&gate);
    start(STAGE_REST);
    assert_string_equal(stage, "rest");
    assert_int_equal(jobs_count(&gate), 1);
    assert_false(answered(50, &ctl));
    jobs_kill(&gate);
    start(STAGE_PICTURE);
    assert_string_equal(stage, "picture");
}

static void a_picture_has_less_time_than_a_clip(void **state)
{
    (void)state;
    int64_t now_ms = time_mono_ms();
    start(STAGE_PICTURE);
    int64_t due_ms = gate.jobs[0].due_ms;
    assert_true(due_ms > now_ms && due_ms <= time_mono_ms() + LIMIT_PICTURE_MS);
    jobs_kill(&gate);
    start(STAGE_FIRST);
    assert_true(gate.jobs[0].due_ms >= now_ms + LONG_MS);
}

static void a_stage_that_is_none_is_refused(void **state)
{
    (void)state;
    struct ctl ctl;
    start(STAGE_COUNT_);
    assert_true(answered(1000, &ctl));
    assert_int_equal(ctl.code, OUTCOME_REFUSED);
    assert_int_equal(jobs_count(&gate), 0);
}

static void edged_ends_a_job_before_its_limit_and_hears_how(void **state)
{
    (void)state;
    static const enum ctl_outcome outcomes[] = {OUTCOME_OVERDUE, OUTCOME_REFUSED};
    for (size_t i = 0; i < 2; i++) {
        struct ctl ctl;
        int64_t began_ms = time_mono_ms();
        start(STAGE_FIRST);
        end(JOB, outcomes[i]);
        assert_true(answered(LIMIT_JOB_LEAST_MS + 5000, &ctl));
        assert_int_equal(ctl.code, outcomes[i]);
        /* Not sooner: else the ledger could be filled. */
        assert_true(time_mono_ms() - began_ms >= LIMIT_JOB_LEAST_MS);
        assert_int_equal(jobs_count(&gate), 0);
    }
}

static void an_end_for_a_job_that_is_not_known_changes_nothing(void **state)
{
    (void)state;
    struct ctl ctl;
    end(JOB, OUTCOME_OVERDUE);
    start(STAGE_FIRST);
    end(JOB + 1, OUTCOME_OVERDUE);
    assert_false(answered(LIMIT_JOB_LEAST_MS + 500, &ctl));
    assert_int_equal(jobs_count(&gate), 1);
}

static void an_end_never_gives_a_job_more_time(void **state)
{
    (void)state;
    struct ctl ctl;
    start(STAGE_FIRST);
    gate.jobs[0].due_ms = time_mono_ms();
    gate.jobs[0].started_ms = time_mono_ms() + LONG_MS; /* the soonest that an end could be */
    end(JOB, OUTCOME_REFUSED);
    assert_true(answered(5000, &ctl));
    assert_int_equal(ctl.code, OUTCOME_OVERDUE);
}

static void a_job_that_ended_by_itself_says_so(void **state)
{
    (void)state;
    struct ctl ctl;
    start(STAGE_FIRST);
    assert_int_equal(pidfd_send_signal(gate.jobs[0].pidfd, SIGUSR1, NULL, 0), 0);
    assert_true(answered(5000, &ctl));
    assert_int_equal(ctl.code, OUTCOME_KILLED);
    assert_int_equal(ctl.value, SIGUSR1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_job_is_started_for_its_stage),
        CASE(a_picture_has_less_time_than_a_clip),
        CASE(a_stage_that_is_none_is_refused),
        CASE(edged_ends_a_job_before_its_limit_and_hears_how),
        CASE(an_end_for_a_job_that_is_not_known_changes_nothing),
        CASE(an_end_never_gives_a_job_more_time),
        CASE(a_job_that_ended_by_itself_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
