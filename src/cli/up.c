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

/* vitrine-gate beside this executable. */
static bool find_gate(char out_path[PATH_MAX])
{
    static const char name[] = "vitrine-gate";
    ssize_t len = readlink("/proc/self/exe", out_path, PATH_MAX - 1);
    if (len <= 0) {
        return false;
    }
    out_path[len] = '\0';
    char *slash = strrchr(out_path, '/');
    if (slash == NULL || (size_t)(slash + 1 - out_path) + sizeof(name) > PATH_MAX) {
        return false;
    }
    memcpy(slash + 1, name, sizeof(name));
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
    if (!find_gate(path)) {
        (void)fprintf(stderr, "vitrine: cannot tell where this program is\n");
        return FAILED;
    }
    argv[0] = path;
    (void)execv(path, argv);
    (void)fprintf(stderr, "vitrine: ");
    perror(path);
    return FAILED;
}
