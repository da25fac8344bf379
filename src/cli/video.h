/*
 * video.h: `vitrine video`: what its commands share: arguments, the service's address, and the
 * person who asks.
 */
#ifndef CLI_VIDEO_H
#define CLI_VIDEO_H

#include "client.h"

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

/* video_password: from --password-file, $VITRINE_PASSWORD, the demo sign-ins of --data, or the
 * terminal. False: there is none, and it has been said. */
bool video_password(const struct video_arguments *a, char out[VIDEO_PASSWORD]);

#endif
