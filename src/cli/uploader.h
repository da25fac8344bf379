/*
 * uploader.h: one file into a service, by tus 1.0.0: after a lost connection, a restart of the
 * service or of this program it goes on where the service stands. And what then becomes of it.
 */
#ifndef CLI_UPLOADER_H
#define CLI_UPLOADER_H

#include "client.h"

#include <stddef.h>
#include <stdint.h>

enum { UPLOAD_ID = 24, UPLOAD_REASON = 512, UPLOAD_PATH = 1024 };

struct uploading {
    struct client *client;
    const char *name; /* of the file, for what is said */
    int fd;
    uint64_t bytes;
    const char *title;
    const char *memory; /* the file that remembers the upload's address; NULL: none does */
    void (*progress)(void *context, uint64_t sent); /* or NULL */
    void *context;
};

/* upload_memory: the path of the file that remembers an upload: the same for the same file, title,
 * handle and service. Makes its folder. ERR_NOT_FOUND without a home, ERR_IO, ERR_LIMIT. */
MUST_USE enum err upload_memory(const struct uploading *u, const char *handle,
                                char out[UPLOAD_PATH]);

/* upload_send: all of it. The video's id; the memory stays, for upload_forget once the video needs
 * nothing more. Waits out a service that is away for LIMIT_UPLOAD_PATIENCE_MS. */
enum client_status upload_send(const struct uploading *u, char out_id[UPLOAD_ID]);
void upload_forget(const struct uploading *u);

/* What becomes of a video. */
enum upload_state { UPLOAD_WAITS, UPLOAD_PUBLIC, UPLOAD_REFUSED };
struct upload_look {
    enum upload_state state;
    int percent;                /* of the preparing; -1: not told */
    char reason[UPLOAD_REASON]; /* of a refusal, in words */
};

/* upload_look: how the video is now. UNREACHABLE is not said: it may be there again soon. */
enum client_status upload_look(struct client *c, const char *id, struct upload_look *out);

#endif
