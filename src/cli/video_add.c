#include "video.h"

#include "base_file.h"
#include "base_time.h"
#include "uploader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { POLL_MS = 500, STEP = 10, WHOLE = 100 };

/* What is told of one number that grows: on a terminal each per cent in place, else every tenth. */
struct teller {
    const char *word;
    uint64_t whole;
    int told; /* -1: nothing yet */
    bool terminal;
};

static void tell(void *context, uint64_t done)
{
    struct teller *t = context;
    int percent = t->whole == 0 ? WHOLE : (int)(done * WHOLE / t->whole);
    int step = t->terminal ? 1 : STEP;
    if (t->told >= 0 && percent < t->told + step && (percent != WHOLE || t->told == WHOLE)) {
        return;
    }
    t->told = percent;
    (void)fprintf(stderr, t->terminal ? "\r%s: %d %%  " : "%s: %d %%\n", t->word, percent);
}

static void tell_end(const struct teller *t)
{
    if (t->terminal && t->told >= 0) {
        (void)fputc('\n', stderr);
    }
}

/* Until the video is public or refused, through a restart of the service. */
static enum client_status wait_for(struct client *c, const char *id, struct upload_look *out)
{
    struct teller t = {"Preparing", WHOLE, -1, isatty(STDERR_FILENO) == 1};
    int64_t heard_ms = time_mono_ms();
    for (;;) {
        enum client_status status = upload_look(c, id, out);
        if (status == CLIENT_OK) {
            heard_ms = time_mono_ms();
            if (out->percent >= 0 || t.told < 0) {
                tell(&t, out->percent < 0 ? 0 : (uint64_t)out->percent);
            }
        }
        bool away = status == CLIENT_UNREACHABLE;
        bool over = away && time_mono_ms() - heard_ms > LIMIT_UPLOAD_PATIENCE_MS;
        if (over || (status != CLIENT_OK && !away) ||
            (status == CLIENT_OK && out->state != UPLOAD_WAITS)) {
            tell_end(&t);
            if (over) {
                client_say(c, http_base(c->http),
                           "cannot be reached any more; the upload is there,"
                           " and the same command waits on");
            }
            return status;
        }
        (void)usleep(POLL_MS * 1000);
    }
}

static void print_result(const struct video_arguments *a, const char *id,
                         const struct upload_look *look)
{
    bool is_public = look->state == UPLOAD_PUBLIC;
    if (a->json) {
        AUTO(json_free)
        json_t *out = json_pack("{sssssssO}", "id", id, "title", a->title, "state",
                                is_public ? "public" : "refused", "reason", json_null());
        if (out != NULL && !is_public) {
            (void)json_object_set_new(out, "reason", json_string(look->reason));
        }
        (void)json_dumpf(out, stdout, JSON_COMPACT);
        (void)printf("\n");
    } else if (is_public) {
        (void)printf("Public: video %s\n", id);
    } else {
        (void)printf("Refused: video %s: %s\n", id, look->reason);
    }
}

static enum client_status send(const struct video_arguments *a, struct uploading *u)
{
    char memory[UPLOAD_PATH];
    char id[UPLOAD_ID] = "";
    struct upload_look look = {.percent = -1};
    struct teller t = {"Uploading", u->bytes, -1, isatty(STDERR_FILENO) == 1};
    u->progress = tell;
    u->context = &t;
    if (upload_memory(u, a->as, memory) == ERR_OK) {
        u->memory = memory;
    } else {
        client_say(u->client, u->name,
                   "no home folder to remember the upload in: one that is cut "
                   "off will begin again");
    }
    enum client_status status = upload_send(u, id);
    tell_end(&t);
    if (status == CLIENT_OK) {
        status = wait_for(u->client, id, &look);
    }
    if (status != CLIENT_OK) {
        return status;
    }
    upload_forget(u);
    print_result(a, id, &look);
    return look.state == UPLOAD_PUBLIC ? CLIENT_OK : CLIENT_FAILED;
}

enum client_status video_add(struct client *c, const struct video_arguments *a)
{
    AUTO(fd_close) int file = open(a->what, O_RDONLY | O_CLOEXEC);
    struct stat st = {0};
    const char *why = NULL;
    if (file < 0 || fstat(file, &st) != 0) {
        why = strerror(errno);
    } else if (!S_ISREG(st.st_mode)) {
        why = "is not a file";
    } else if (st.st_size == 0) {
        why = "is empty";
    }
    if (why != NULL) {
        client_say(c, a->what, why);
        return CLIENT_USAGE;
    }
    struct uploading u = {
        .client = c, .name = a->what, .fd = file, .bytes = (uint64_t)st.st_size, .title = a->title};
    return send(a, &u);
}
