#include "fill.h"

#include "base_file.h"
#include "base_limits.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine demo fill: %s: %s\n", what, why);
    return STATUS_FAILED;
}

static int fill(const char *data, const struct store_fill *of)
{
    char path[PATH_MAX];
    struct stat st;
    struct store_problem problem = {{0}};
    AUTO(store_close) struct store *s = NULL;
    int len = snprintf(path, sizeof(path), "%s/app/app.db", data);
    if (len < 0 || (size_t)len >= sizeof(path) || stat(path, &st) != 0) {
        return fail(data, "not a region's folder, or one that was never started");
    }
    if (store_open(&(struct store_config){.path = path, .readers = 1}, &s, &problem) != ERR_OK) {
        return fail(path, problem.text);
    }
    enum err err = store_fill(s, of);
    if (err == ERR_CONFLICT) {
        return fail(data, "there are people or videos already: make a new region, and fill that");
    }
    if (err == ERR_LIMIT) {
        (void)fprintf(stderr,
                      "vitrine demo fill: at most %d people and videos, %d watches for each video, "
                      "and no videos without people\n",
                      LIMIT_FILL, LIMIT_FILL);
        return STATUS_USAGE;
    }
    if (err != ERR_OK) {
        return fail(data, err_text(err));
    }
    (void)printf(
        "%lld people, %lld videos, about %lld watches: this region says that it is made up\n",
        (long long)of->people, (long long)of->videos, (long long)of->watches);
    return STATUS_OK;
}

int fill_region(const char *data, const struct store_fill *of)
{
    AUTO(fd_close) int folder = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    AUTO(fd_close) int lock = folder < 0 ? -1 : openat(folder, "lock", O_RDONLY | O_CLOEXEC);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        return fail(data, "this region runs: stop it first");
    }
    return fill(data, of);
}
