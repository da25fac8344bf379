#include "attack.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum err __real_confine_now(const struct confine *c, bool *out_landlock);
enum err __wrap_confine_now(const struct confine *c, bool *out_landlock);

enum err __wrap_datamap_check_file(void *context, const char *name);

/* What acts leave behind keeps no attacking build from starting again. */
enum err __wrap_datamap_check_file(void *context, const char *name)
{
    (void)context;
    (void)name;
    return ERR_OK;
}

static void say(const char *name, const char *what, const char *word)
{
    char line[256];
    int len = snprintf(line, sizeof(line), "attack %s: %s%s\n", name, what, word);
    if (len > 0) {
        ssize_t put = write(STDERR_FILENO, line, (size_t)len);
        (void)put;
    }
}

static void try_act(const struct act *act, const struct confine *confine)
{
    say(act->name, "trying", "");
    int stopped_by = act->run(confine);
    if (stopped_by == 0) {
        say(act->name, "SUCCEEDED", "");
    } else {
        const char *word = strerrorname_np(stopped_by);
        say(act->name, "refused, ", word == NULL ? "?" : word);
    }
}

static void try_all(const struct confine *confine)
{
    size_t count = attack_common_count + attack_own_count;
    for (size_t i = attack_next(); i < count; i = attack_next()) {
        try_act(i < attack_common_count ? &attack_common[i] : &attack_own[i - attack_common_count],
                confine);
        if (attack_one_and_leave) {
            attack_leave();
        }
    }
    (void)!write(STDERR_FILENO, "attack: done\n", 13);
}

static void *from_a_thread(void *confine)
{
    enum { UNTIL_READY_MS = 300 };
    struct timespec pause = {.tv_nsec = UNTIL_READY_MS * 1000000};
    (void)nanosleep(&pause, NULL);
    try_all(confine);
    return NULL;
}

/* A process that serves is attacked by a thread of its own, once it serves: gate gives a process up
 * that never does. */
enum err __wrap_confine_now(const struct confine *c, bool *out_landlock)
{
    static struct confine kept;
    static struct confine_path paths[8];
    enum err err = __real_confine_now(c, out_landlock);
    if (err != ERR_OK) {
        return err;
    }
    if (attack_one_and_leave) {
        try_all(c);
        return ERR_OK;
    }
    kept.path_count = c->path_count < 8 ? c->path_count : 8;
    memcpy(paths, c->paths, kept.path_count * sizeof(paths[0]));
    kept.paths = paths;
    pthread_t thread;
    return pthread_create(&thread, NULL, from_a_thread, &kept) == 0 ? ERR_OK : ERR_IO;
}
