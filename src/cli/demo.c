/*
 * demo.c: `vitrine demo URL CLIPS`: people and clips for a region to show, brought in through the
 * same door as everybody's. May be run again: who is there signs in, what is there is not sent
 * twice.
 */
#include "cli.h"

#include "base_buf.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "demo.h"

#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LIST_MAX = 64 * 1024, /* bytes of the sign-ins */
    POLL_MS = 500,
    PATIENCE_MS = 15 * 60 * 1000 /* for all clips together */
};

static void demo_done_auto(struct demo *d)
{
    http_close(d->http);
    json_decref(d->content);
}

/* 32 letters, none of which looks like another. */
static const char password_letters[] = "abcdefghijkmnpqrstuvwxyz23456789";

static void new_password(char out[DEMO_PASSWORD + 1])
{
    uint8_t bytes[DEMO_PASSWORD];
    random_fill(bytes, sizeof(bytes));
    for (size_t i = 0; i < DEMO_PASSWORD; i++) {
        out[i] = password_letters[bytes[i] % 32];
    }
    out[DEMO_PASSWORD] = '\0';
}

/* The passwords of an earlier run: lines "handle password". */
static int read_sign_ins(struct demo *d)
{
    AUTO(buf) struct buf list = {.max = LIST_MAX};
    enum err err =
        d->sign_ins == NULL ? ERR_NOT_FOUND : file_read_all(AT_FDCWD, d->sign_ins, &list);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return demo_fail(d->sign_ins, err_text(err));
    }
    struct span rest = buf_span(&list);
    struct span handle = {NULL, 0};
    struct span password = {NULL, 0};
    while (client_sign_in_next(&rest, &handle, &password)) {
        char name[LIMIT_HANDLE + 1];
        (void)snprintf(name, sizeof(name), "%.*s", (int)handle.len, (const char *)handle.ptr);
        struct demo_person *p = demo_find(d, name);
        bool good = password.len == DEMO_PASSWORD;
        for (size_t i = 0; i < password.len && good; i++) {
            good = password.ptr[i] != '\0' && strchr(password_letters, password.ptr[i]) != NULL;
        }
        if (p != NULL && good) {
            memcpy(p->password, password.ptr, DEMO_PASSWORD);
        }
    }
    return 0;
}

/* Before anybody signs up, so that no account is made whose password is lost. */
static int write_sign_ins(struct demo *d)
{
    AUTO(buf) struct buf list = {.max = LIST_MAX};
    for (size_t i = 0; i < d->people_count; i++) {
        struct demo_person *p = &d->people[i];
        if (p->password[0] == '\0') {
            new_password(p->password);
        }
        (void)buf_printf(&list, "%-*s %s\n", LIMIT_HANDLE_MIN * 4, p->handle, p->password);
    }
    if (d->sign_ins == NULL) {
        (void)printf("%.*s", (int)list.len, (const char *)list.ptr);
        return 0;
    }
    enum err err = file_replace(AT_FDCWD, d->sign_ins, buf_span(&list), 0600);
    return err == ERR_OK ? 0 : demo_fail(d->sign_ins, err_text(err));
}

/* A sign-up asks for one: made up. */
static const char birth_date[] = "1990-01-01";

/* Whoever has an account signs in; the others sign up. */
static int come_in(struct demo_person *p)
{
    int status = client_sign_in(&p->client, p->handle, p->password);
    if (status == 200) {
        return 0;
    }
    if (status > 0) {
        status = client_sign_up(&p->client, &(struct client_new){.handle = p->handle,
                                                                 .password = p->password,
                                                                 .birth_date = birth_date});
    }
    if (status == 201) {
        return 0;
    }
    return demo_fail(p->handle, status == 409
                                    ? "this handle is taken, and its password is not known"
                                    : "could not sign up");
}

/* Clips of this person's that an earlier run has sent. */
static int find_sent(struct demo *d, struct demo_person *p)
{
    AUTO(json_free) json_t *json = NULL;
    int status = client_ask(&p->client, &(struct http_request){.path = "/api/v1/me/videos"}, &json);
    size_t at = 0;
    json_t *video = NULL;
    json_array_foreach(json_object_get(json, "videos"), at, video)
    {
        for (size_t i = 0; i < d->clip_count; i++) {
            struct demo_clip *c = &d->clips[i];
            if (c->author == p && strcmp(c->title, client_text(video, "title")) == 0 &&
                strcmp(client_text(video, "state"), "refused") != 0) {
                (void)snprintf(c->id, sizeof(c->id), "%s", client_text(video, "id"));
            }
        }
    }
    return status == 200 ? 0 : demo_fail(p->handle, "own videos could not be listed");
}

static int send_clip(struct demo *d, struct demo_clip *c)
{
    AUTO(fd_close) int folder = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(fd_close) int file = openat(folder, c->file, O_RDONLY | O_CLOEXEC);
    struct stat st = {0};
    if (file < 0 || fstat(file, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0) {
        return demo_fail(c->file, "cannot be read");
    }
    struct uploading u = {.client = &c->author->client,
                          .name = c->file,
                          .fd = file,
                          .bytes = (uint64_t)st.st_size,
                          .title = c->title};
    return upload_send(&u, c->id) == CLIENT_OK ? 0 : -1;
}

/* 1 public, 0 not yet, -1 never. */
static int look_at(struct demo_clip *c)
{
    struct upload_look look = {.percent = -1};
    enum client_status status = upload_look(&c->author->client, c->id, &look);
    if (status == CLIENT_UNREACHABLE) {
        return demo_fail(c->title, http_problem(c->author->client.http));
    }
    if (status != CLIENT_OK) {
        return -1;
    }
    if (look.state == UPLOAD_REFUSED) {
        return demo_fail(c->title, look.reason);
    }
    return look.state == UPLOAD_PUBLIC ? 1 : 0;
}

static int wait_for_all(struct demo *d)
{
    int64_t deadline_ms = time_mono_ms() + PATIENCE_MS;
    size_t done = 0;
    while (done < d->clip_count) {
        for (size_t i = 0; i < d->clip_count; i++) {
            struct demo_clip *c = &d->clips[i];
            int state = c->done ? 0 : look_at(c);
            if (state < 0) {
                return -1;
            }
            if (state > 0) {
                c->done = true;
                done++;
                (void)printf("Public (%zu of %zu): %s\n", done, d->clip_count, c->title);
                (void)fflush(stdout);
            }
        }
        if (time_mono_ms() > deadline_ms) {
            return demo_fail("the clips", "are not public yet; run this again later");
        }
        if (done < d->clip_count) {
            (void)usleep(POLL_MS * 1000);
        }
    }
    return 0;
}

static int bring_in(struct demo *d)
{
    if (demo_read(d) != 0 || read_sign_ins(d) != 0 || write_sign_ins(d) != 0) {
        return -1;
    }
    for (size_t i = 0; i < d->people_count; i++) {
        if (come_in(&d->people[i]) != 0 || find_sent(d, &d->people[i]) != 0) {
            return -1;
        }
    }
    if (demo_introduce(d) != 0) {
        return -1;
    }
    for (size_t i = 0; i < d->clip_count; i++) {
        struct demo_clip *c = &d->clips[i];
        if (c->id[0] != '\0') {
            continue;
        }
        (void)printf("Uploading (%zu of %zu): %s, by %s\n", i + 1, d->clip_count, c->title,
                     c->author->handle);
        (void)fflush(stdout);
        if (send_clip(d, c) != 0) {
            return -1;
        }
    }
    return wait_for_all(d) == 0 ? demo_talk(d) : -1;
}

/* Becomes vitrine-fill, which stands beside this executable: this one opens no region's database.
 */
static int become_fill(char **argv)
{
    char path[PATH_MAX];
    if (!find_beside("vitrine-fill", path)) {
        (void)demo_fail("fill", "cannot tell where this program is");
        return 1;
    }
    argv[0] = path;
    (void)execv(path, argv);
    (void)demo_fail(path, "could not be started");
    return 1;
}

static const char usage[] =
    "Usage: vitrine demo URL CLIPS [--sign-ins FILE]\n"
    "       vitrine demo fill DIR\n"
    "\n"
    "Brings demo people and their clips into a region through its web address: signs up whom\n"
    "CLIPS/demo.json names, says who they are and whom they follow, uploads their clips, waits\n"
    "until all of it is public, and has them talk about it.\n"
    "May be run again: who is there signs in, what is there is not sent twice.\n"
    "\n"
    "'fill' makes a region that is at rest large, for benchmarks: 10,000 videos, 5,000 people and\n"
    "1,000,000 watches, all made up, which the region says from then on; 'fill --help' says more.\n"
    "\n"
    "  --sign-ins FILE   where the people's passwords are kept, readable by you alone; without it\n"
    "                    new ones are printed\n"
    "\n"
    "Exit status: 0 all is public, 1 something failed, 2 wrong usage.\n";

int cmd_demo(int argc, char **argv)
{
    static const struct option options[] = {
        {"sign-ins", required_argument, NULL, 's'}, {"help", no_argument, NULL, 'h'}, {0}};
    AUTO(demo_done) struct demo d = {.http = NULL};
    if (argc > 1 && strcmp(argv[1], "fill") == 0) {
        return become_fill(argv + 1);
    }
    optind = 1;
    for (int c = 0; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c != 's') {
            (void)fputs(usage, c == 'h' ? stdout : stderr);
            return c == 'h' ? 0 : 2;
        }
        d.sign_ins = optarg;
    }
    if (argc - optind != 2) {
        (void)fputs(usage, stderr);
        return 2;
    }
    d.folder = argv[optind + 1];
    if (http_open(argv[optind], &d.http) != ERR_OK) {
        (void)fprintf(stderr, "vitrine demo: %s is not a web address\n", argv[optind]);
        return 2;
    }
    return bring_in(&d) == 0 ? 0 : 1;
}
