#include "video.h"

#include "base_time.h"
#include "uploader.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { POLL_MS = 500, STEP = 10, WHOLE = 100 };

struct video_teller video_teller_of(const char *word, uint64_t whole)
{
    return (struct video_teller){word, whole, -1, isatty(STDERR_FILENO) == 1};
}

void video_tell(void *context, uint64_t done)
{
    struct video_teller *t = context;
    int percent = t->whole == 0 ? WHOLE : (int)(done * WHOLE / t->whole);
    int step = t->terminal ? 1 : STEP;
    if (t->told >= 0 && percent < t->told + step && (percent != WHOLE || t->told == WHOLE)) {
        return;
    }
    t->told = percent;
    (void)fprintf(stderr, t->terminal ? "\r%s: %d %%  " : "%s: %d %%\n", t->word, percent);
}

void video_tell_end(const struct video_teller *t)
{
    if (t->terminal && t->told >= 0) {
        (void)fputc('\n', stderr);
    }
}

enum client_status video_wait(struct client *c, const char *id, const char *later,
                              struct upload_look *out)
{
    struct video_teller t = video_teller_of("Preparing", WHOLE);
    int64_t heard_ms = time_mono_ms();
    for (;;) {
        enum client_status status = upload_look(c, id, out);
        if (status == CLIENT_OK) {
            heard_ms = time_mono_ms();
            if (out->percent >= 0 || t.told < 0) {
                video_tell(&t, out->percent < 0 ? 0 : (uint64_t)out->percent);
            }
        }
        bool away = status == CLIENT_UNREACHABLE;
        bool over = away && time_mono_ms() - heard_ms > LIMIT_UPLOAD_PATIENCE_MS;
        if (over || (status != CLIENT_OK && !away) ||
            (status == CLIENT_OK && out->state != UPLOAD_WAITS)) {
            video_tell_end(&t);
            if (over) {
                char words[128];
                (void)snprintf(words, sizeof(words), "cannot be reached any more; %s", later);
                client_say(c, http_base(c->http), words);
            }
            return status;
        }
        (void)usleep(POLL_MS * 1000);
    }
}

enum client_status video_result(const struct video_arguments *a, const char *id, const char *title,
                                const struct upload_look *look)
{
    bool is_public = look->state == UPLOAD_PUBLIC;
    if (a->json) {
        AUTO(json_free)
        json_t *out = json_pack("{sssssssO}", "id", id, "title", title, "state",
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
    return is_public ? CLIENT_OK : CLIENT_FAILED;
}
