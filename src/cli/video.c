/*
 * video.c: `vitrine video`: its commands, their arguments, the service's address, the sign-in.
 */
#include "video.h"

#include "base_file.h"
#include "cli.h"
#include "operator.h"
#include "wire_op.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { STATUS_MAX = 16 * 1024 };

static const char default_url[] = "http://127.0.0.1:8080";

static const char usage[] =
    "usage: vitrine video add FILE --as HANDLE --title TITLE [options]\n"
    "       vitrine video list --as HANDLE [options]\n"
    "       vitrine video show ID --as HANDLE [options]\n"
    "       vitrine video retry ID --as HANDLE [options]\n"
    "\n"
    "add    uploads a clip and waits until it is public or refused. After a lost connection, a\n"
    "       restart of the service or Ctrl-C, the same command goes on where it stopped.\n"
    "list   your videos, in every state\n"
    "show   one video with its renditions\n"
    "retry  has one prepared again that failed for a reason that may pass, within a day; waits as\n"
    "       add does\n"
    "\n"
    "  --as HANDLE           who you are\n"
    "  --title TITLE         of the new video\n"
    "  --url URL             the service (default: http://127.0.0.1:8080)\n"
    "  --data DIR            instead: the region that runs in DIR, on this machine\n"
    "  --password-file FILE  your password is its first line\n"
    "  --json                what came of it as JSON\n"
    "  --help                this text\n"
    "\n"
    "Without --password-file, the password is $VITRINE_PASSWORD, or what demo-sign-ins.txt in DIR\n"
    "says of a demo person, or asked for on the terminal.\n"
    "\n"
    "Exit status: 0 done (add, retry: it is public), 1 refused or not found, 2 wrong usage or a "
    "file "
    "that\n"
    "cannot be read, 3 not signed in, 6 the service cannot be reached.\n";

static const struct {
    const char *name;
    video_command *run;
    bool what;  /* takes FILE or ID */
    bool title; /* and a title */
} commands[] = {
    {"add", video_add, true, true},
    {"list", video_list, false, false},
    {"show", video_show, true, false},
    {"retry", video_retry, true, false},
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

/* -1: go on; else the exit status to leave with. */
static int read_options(int argc, char **argv, struct video_arguments *out)
{
    static const struct option options[] = {
        {"as", required_argument, NULL, 'a'},  {"title", required_argument, NULL, 't'},
        {"url", required_argument, NULL, 'u'}, {"data", required_argument, NULL, 'd'},
        {"json", no_argument, NULL, 'j'},      {"password-file", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},      {NULL, 0, NULL, 0}};
    struct video_arguments a = {.what = NULL};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        const struct {
            int option;
            const char **to;
        } texts[] = {
            {'a', &a.as}, {'t', &a.title}, {'u', &a.url}, {'d', &a.data}, {'p', &a.password_file}};
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return CLIENT_OK;
        }
        if (option == '?') {
            return CLIENT_USAGE;
        }
        a.json = a.json || option == 'j';
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            if (texts[i].option == option) {
                *texts[i].to = optarg;
            }
        }
    }
    *out = a;
    return -1;
}

static int wrong(const char *words)
{
    (void)fprintf(stderr, "vitrine video: %s; vitrine video --help says more\n", words);
    return CLIENT_USAGE;
}

/* The address that the region in DIR says it has. False has been said. */
static bool find_url(const char *data, char out[LIMIT_URL])
{
    AUTO(fd_close) int folder = operator_data_open(data);
    AUTO(buf) struct buf answer = {.max = STATUS_MAX};
    if (folder < 0) {
        return false;
    }
    enum err err = operator_ask(folder, OP_STATUS, &answer);
    AUTO(json_free)
    json_t *root = err != ERR_OK ? NULL
                                 : json_loadb((const char *)answer.ptr, answer.len,
                                              JSON_REJECT_DUPLICATES, NULL);
    (void)snprintf(out, LIMIT_URL, "%s", client_text(root, "url"));
    if (out[0] == '\0') {
        (void)fprintf(stderr, "vitrine video: %s: %s\n", data,
                      err == ERR_GONE ? "no region runs there" : err_text(err));
    }
    return out[0] != '\0';
}

static void wipe_auto(char (*password)[VIDEO_PASSWORD])
{
    explicit_bzero(*password, sizeof(*password));
}

static enum client_status sign_in(struct client *c, const struct video_arguments *a)
{
    __attribute__((__cleanup__(wipe_auto))) char password[VIDEO_PASSWORD] = "";
    if (!video_password(a, password)) {
        return CLIENT_DENIED;
    }
    int status = client_sign_in(c, a->as, password);
    if (status == 200) {
        return CLIENT_OK;
    }
    if (status < 0 || status >= 500) {
        return CLIENT_UNREACHABLE;
    }
    client_say(c, a->as,
               status == 429 ? "too many sign-ins from here; try again in a minute"
                             : "the handle or the password is wrong");
    return CLIENT_DENIED;
}

/* A session is for one command. */
static void sign_out(struct client *c)
{
    AUTO(http_answer) struct http_answer answer = {0};
    AUTO(json_free) json_t *json = NULL;
    (void)client_try(c,
                     &(struct http_request){.method = "DELETE", .path = "/api/v1/sessions/current"},
                     &answer, &json);
}

static enum client_status run(video_command *command, const struct video_arguments *a)
{
    char url[LIMIT_URL];
    (void)snprintf(url, sizeof(url), "%s", a->url == NULL ? default_url : a->url);
    if (a->url == NULL && a->data != NULL && !find_url(a->data, url)) {
        return CLIENT_UNREACHABLE;
    }
    AUTO(http_close) struct http *http = NULL;
    if (http_open(url, &http) != ERR_OK) {
        (void)fprintf(stderr, "vitrine video: %s is not a web address\n", url);
        return CLIENT_USAGE;
    }
    struct client client = {.http = http, .command = "video"};
    enum client_status status = sign_in(&client, a);
    if (status == CLIENT_OK) {
        status = command(&client, a);
        sign_out(&client);
    }
    return status;
}

int cmd_video(int argc, char **argv)
{
    struct video_arguments a;
    int status = read_options(argc, argv, &a);
    if (status >= 0) {
        return status;
    }
    if (optind == argc) {
        return wrong("which command?");
    }
    size_t found = 0;
    while (found < COMMANDS && strcmp(commands[found].name, argv[optind]) != 0) {
        found++;
    }
    if (found == COMMANDS) {
        return wrong("there is no such command");
    }
    if (argc - optind - 1 != (commands[found].what ? 1 : 0)) {
        return wrong(commands[found].what ? "it takes one FILE or ID" : "it takes no FILE or ID");
    }
    if (a.as == NULL) {
        return wrong("--as HANDLE is missing");
    }
    if (commands[found].title != (a.title != NULL)) {
        return wrong(commands[found].title ? "--title TITLE is missing"
                                           : "--title is for a new video");
    }
    a.what = commands[found].what ? argv[optind + 1] : NULL;
    return (int)run(commands[found].run, &a);
}
