#include "cli.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: vitrine up --data DIR [options]\n"
    "\n"
    "Starts the region in DIR and stays with it until Ctrl-C, SIGTERM or 'vitrine stop'.\n"
    "All options are vitrine-gate's:\n\n";

bool find_beside(const char *name, char out_path[PATH_MAX])
{
    char own[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
    if (len <= 0) {
        return false;
    }
    own[len] = '\0';
    char *slash = strrchr(own, '/');
    if (slash == NULL || (size_t)(slash + 1 - own) + strlen(name) + 1 > PATH_MAX) {
        return false;
    }
    slash[1] = '\0';
    (void)snprintf(out_path, PATH_MAX, "%s%s", own, name);
    return true;
}

int cmd_up(int argc, char **argv)
{
    enum { FAILED = 1 };
    char path[PATH_MAX];
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            (void)fputs(usage, stdout);
            (void)fflush(stdout);
        }
    }
    if (!find_beside("vitrine-gate", path)) {
        (void)fprintf(stderr, "vitrine: cannot tell where this program is\n");
        return FAILED;
    }
    argv[0] = path;
    (void)execv(path, argv);
    (void)fprintf(stderr, "vitrine: ");
    perror(path);
    return FAILED;
}
