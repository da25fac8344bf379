/*
 * video.h: `vitrine video`: what its commands share: arguments, the service's address, and the
 * person who asks.
 */
#ifndef CLI_VIDEO_H
#define CLI_VIDEO_H

#include "client.h"
#include "uploader.h"

#include <stdbool.h>

enum { VIDEO_PASSWORD = LIMIT_PASSWORD + 2 };

struct video_arguments {
    const char *what; /* FILE or ID; NULL: none */
    const char *as;
    const char *title;
    const char *url;  /* NULL: the region in data, or the default */
    const char *data; /* or NULL */
    const char *password_file;
    bool json;
};

/* One command, once its person has signed in. */
typedef enum client_status video_command(struct client *c, const struct video_arguments *a);
video_command video_add;
video_command video_list;
video_command video_show;
video_command video_retry;

enum { VIDEO_PATH = 128 };

/* video_path: of the video with this number, with what comes after it. False: it is no number, and
 * it has been said. */
bool video_path(const struct client *c, const char *id, const char *after, char out[VIDEO_PATH]);

/* What is told on the standard error of one number that grows: on a terminal each per cent in
 * place, else every tenth. video_tell takes a teller as its context. */
struct video_teller {
    const char *word;
    uint64_t whole;
    int told; /* -1: nothing yet */
    bool terminal;
};
struct video_teller video_teller_of(const char *word, uint64_t whole);
void video_tell(void *context, uint64_t done);
void video_tell_end(const struct video_teller *t);

/* video_wait: until the video is public or refused, through a restart of the service; what is said
 * once that has taken too long ends with `later`.
 * video_result: prints which it is, and is the status to leave with. */
enum client_status video_wait(struct client *c, const char *id, const char *later,
                              struct upload_look *out_look);
enum client_status video_result(const struct video_arguments *a, const char *id, const char *title,
                                const struct upload_look *look);

/* video_password: from --password-file, $VITRINE_PASSWORD, the demo sign-ins of --data, or the
 * terminal. False: there is none, and it has been said. */
bool video_password(const struct video_arguments *a, char out[VIDEO_PASSWORD]);

#endif
