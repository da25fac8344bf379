#include "video.h"

#include "base_file.h"
#include "uploader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static enum client_status send(const struct video_arguments *a, struct uploading *u)
{
    char memory[UPLOAD_PATH];
    char id[UPLOAD_ID] = "";
    struct upload_look look = {.percent = -1};
    struct video_teller t = video_teller_of("Uploading", u->bytes);
    u->progress = video_tell;
    u->context = &t;
    if (upload_memory(u, a->as, memory) == ERR_OK) {
        u->memory = memory;
    } else {
        client_say(u->client, u->name,
                   "no home folder to remember the upload in: one that is cut "
                   "off will begin again");
    }
    enum client_status status = upload_send(u, id);
    video_tell_end(&t);
    if (status == CLIENT_OK) {
        status =
            video_wait(u->client, id, "the upload is there, and the same command waits on", &look);
    }
    if (status != CLIENT_OK) {
        return status;
    }
    upload_forget(u);
    return video_result(a, id, a->title, &look);
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
