#include "pictures.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "ipc_socket.h"
#include "wire_ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 256 * 1024 /* of 256 pixels a side; at its best such a JPEG has 100 KiB */ };

/* The one place. Whoever takes it moves it on, but for gate's answer: RUNNING to ENDED, and LEFT,
 * where nobody waits any more, to FREE. */
enum place_state { PLACE_FREE, PLACE_TAKEN, PLACE_RUNNING, PLACE_ENDED, PLACE_LEFT };

struct pictures {
    struct pictures_config config;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    bool stopping;
    enum place_state state;
    uint64_t id; /* of the job, in messages to and from gate */
    int64_t outcome;
    int64_t value;
};

/* One picture on its way. */
struct making {
    struct pictures *of;
    const struct store_person *person;
    struct blob_id name;
    int fds[CTL_JOB_FDS]; /* -1: not open */
};

static void making_auto(struct making *m)
{
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        fd_close(fd_move(&m->fds[i]));
    }
}

/* The file first: the row still names it if this fails. */
static enum err forget(struct store *store, struct blobs *blobs, int64_t person,
                       const struct blob_id *name)
{
    TRY(blob_drop(blobs, BLOB_DRAFT, name));
    TRY(blob_drop(blobs, BLOB_MEDIA, name));
    enum err err = store_avatar_end(store, person, span_text(name->text));
    return err == ERR_CONFLICT ? ERR_OK : err;
}

enum err pictures_recover(struct store *store, struct blobs *blobs)
{
    for (;;) {
        struct store_avatar avatar;
        struct blob_id name;
        enum err err = store_avatar_under_way(store, &avatar);
        if (err == ERR_NOT_FOUND) {
            return ERR_OK;
        }
        TRY(err);
        TRY(blob_id_of(span_text(avatar.name), &name));
        TRY(forget(store, blobs, avatar.person, &name));
    }
}

enum err pictures_new(const struct pictures_config *config, struct pictures **out_pictures)
{
    struct pictures *p = calloc(1, sizeof(*p));
    if (p == NULL) {
        return ERR_NOMEM;
    }
    p->config = *config;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&p->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&p->lock, NULL);
    *out_pictures = p;
    return ERR_OK;
}

void pictures_free(struct pictures *p)
{
    if (p == NULL) {
        return;
    }
    (void)pthread_cond_destroy(&p->changed);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
}

void pictures_stop(struct pictures *p)
{
    (void)pthread_mutex_lock(&p->lock);
    p->stopping = true;
    (void)pthread_cond_broadcast(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
}

void pictures_done(struct pictures *p, uint64_t id, int64_t outcome, int64_t value)
{
    (void)pthread_mutex_lock(&p->lock);
    bool ours = p->id == id && (p->state == PLACE_RUNNING || p->state == PLACE_LEFT);
    if (ours) {
        p->state = p->state == PLACE_RUNNING ? PLACE_ENDED : PLACE_FREE;
        p->outcome = outcome;
        p->value = value;
        (void)pthread_cond_broadcast(&p->changed);
    }
    (void)pthread_mutex_unlock(&p->lock);
}

/* With the lock held, until the place is in that state. False: not in time. */
static bool wait_state(struct pictures *p, enum place_state state, int64_t wait_ms)
{
    int64_t until_ms = time_mono_ms() + wait_ms;
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = (until_ms % 1000) * 1000000};
    while (!p->stopping && p->state != state &&
           pthread_cond_timedwait(&p->changed, &p->lock, &until) == 0) {
    }
    return !p->stopping && p->state == state;
}

static enum err take_place(struct pictures *p)
{
    (void)pthread_mutex_lock(&p->lock);
    bool free_place = wait_state(p, PLACE_FREE, LIMIT_PICTURE_WAIT_MS);
    if (free_place) {
        p->state = PLACE_TAKEN;
        p->id = random_u64();
    }
    (void)pthread_mutex_unlock(&p->lock);
    return free_place ? ERR_OK : ERR_BUSY;
}

/* A job that gate has not answered for keeps it. */
static void give_place(struct pictures *p)
{
    (void)pthread_mutex_lock(&p->lock);
    p->state = p->state == PLACE_RUNNING ? PLACE_LEFT : PLACE_FREE;
    (void)pthread_cond_broadcast(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
}

static void set_state(struct pictures *p, enum place_state state)
{
    (void)pthread_mutex_lock(&p->lock);
    p->state = state;
    (void)pthread_mutex_unlock(&p->lock);
}

static enum err open_files(struct making *m, int input)
{
    struct blobs *blobs = m->of->config.blobs;
    m->fds[JOB_INPUT] = fcntl(input, F_DUPFD_CLOEXEC, 0);
    if (m->fds[JOB_INPUT] < 0) {
        return err_from_errno(errno);
    }
    TRY(blob_create(blobs, &m->name, &m->fds[JOB_POSTER]));
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        if (m->fds[i] < 0) {
            TRY(blob_scratch(blobs, &m->fds[i]));
        }
    }
    return ERR_OK;
}

static enum err send_job(struct making *m)
{
    struct pictures *p = m->of;
    struct ctl ctl = {
        .kind = CTL_JOB, .id = p->id, .code = STAGE_PICTURE, .value = LIMIT_PICTURE_MS};
    uint8_t frame[CTL_SIZE];
    ctl_encode(&ctl, frame);
    set_state(p, PLACE_RUNNING); /* gate may answer as soon as it is asked */
    enum err err = ipc_send(p->config.control, span_of(frame, sizeof(frame)), m->fds, CTL_JOB_FDS);
    if (err != ERR_OK) {
        set_state(p, PLACE_TAKEN);
    }
    return err;
}

/* Gate's answer. ERR_BUSY: there is none, or the job did not end by itself and well. */
static enum err wait_end(struct pictures *p)
{
    (void)pthread_mutex_lock(&p->lock);
    bool ended = wait_state(p, PLACE_ENDED, LIMIT_PICTURE_MS + LIMIT_PICTURE_WAIT_MS);
    bool well = ended && p->outcome == OUTCOME_EXIT && p->value == 0;
    (void)pthread_mutex_unlock(&p->lock);
    return well ? ERR_OK : ERR_BUSY;
}

/* What the job says, and whether its file can be what it says. */
static enum err judge(const struct making *m, struct report_picture *out_refused)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_REPORT};
    struct report_picture report;
    struct stat st;
    if (lseek(m->fds[JOB_REPORT], 0, SEEK_SET) != 0 || fstat(m->fds[JOB_POSTER], &st) != 0) {
        return ERR_IO;
    }
    TRY(file_read_fd(m->fds[JOB_REPORT], &bytes));
    if (picture_decode(buf_span(&bytes), &report) != ERR_OK || refusal_may_pass(report.refusal)) {
        return ERR_BUSY;
    }
    if (report.refusal != REFUSAL_NONE) {
        *out_refused = report;
        return ERR_FORMAT;
    }
    return st.st_size > 0 && st.st_size <= FILE_MAX ? ERR_OK : ERR_BUSY;
}

static enum err make(struct making *m, int input, struct report_picture *out_refused)
{
    struct pictures *p = m->of;
    TRY(open_files(m, input));
    TRY(send_job(m));
    TRY(wait_end(p));
    TRY(judge(m, out_refused));
    TRY(blob_keep(p->config.blobs, &m->name, m->fds[JOB_POSTER], BLOB_MEDIA));
    enum err err = store_avatar_show(p->config.store, m->person->id, span_text(m->name.text));
    return err == ERR_CONFLICT ? ERR_DENIED : err; /* the person left meanwhile */
}

enum err pictures_make(struct pictures *p, const struct store_person *person, int input,
                       struct report_picture *out_refused)
{
    const struct pictures_config *c = &p->config;
    AUTO(making) struct making m = {.of = p, .person = person};
    for (size_t i = 0; i < CTL_JOB_FDS; i++) {
        m.fds[i] = -1;
    }
    blob_id_new(&m.name);
    TRY(take_place(p));
    enum err err = store_avatar_begin(c->store, person, span_text(m.name.text), time_wall_ms());
    if (err == ERR_OK) {
        err = make(&m, input, out_refused);
        if (err != ERR_OK && forget(c->store, c->blobs, person->id, &m.name) != ERR_OK) {
            diag(DIAG_ERROR, "a picture that came to nothing waits for the next start");
        }
    }
    give_place(p);
    return err;
}
