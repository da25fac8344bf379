/*
 * main.c: vitrine, the command line: a table of commands.
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *words;
} commands[] = {
    {"init", cmd_init, "make a region's data folder"},
    {"up", cmd_up, "start a region and stay with it"},
    {"status", cmd_status, "show a running region's processes"},
    {"stop", cmd_stop, "stop a running region"},
    {"key", cmd_key, "replace the key of a running region"},
    {"backup", cmd_backup, "make a backup of a running region"},
    {"backup-key", cmd_backup_key, "make the key that backups are sealed to"},
    {"restore", cmd_restore, "make a region's folder from a backup"},
    {"office", cmd_office, "keys of those who decide what is taken down"},
    {"decide", cmd_decide, "take something down, label it, or put it back"},
    {"witness", cmd_witness, "who cosigns the ledger of a region"},
    {"desk", cmd_desk, "read what was reported, as a member of the office"},
    {"datamap", cmd_datamap, "show what is stored, why, how long and where"},
    {"claims", cmd_claims, "show what a region claims in public"},
    {"ledger", cmd_ledger, "show what the entries of a ledger hold"},
    {"demo", cmd_demo, "fill a running region with demo people and clips"},
    {"video", cmd_video, "add a video; list and show one's own"},
    {"proof", cmd_proof, "make or check a receipt that an entry is in a ledger"},
    {"verify", cmd_verify, "check a region from outside, trusting nobody"},
    {"mirror", cmd_mirror, "copy what a region publishes, and check it"},
};

static void put_usage(FILE *to)
{
    (void)fputs("usage: vitrine COMMAND [options]\n\n", to);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        (void)fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].words);
    }
    (void)fputs("\nvitrine COMMAND --help says more.\n", to);
}

int main(int argc, char **argv)
{
    enum { USAGE = 2 };
    if (argc < 2) {
        put_usage(stderr);
        return USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        put_usage(stdout);
        return 0;
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    (void)fprintf(stderr, "vitrine: there is no command '%s'; vitrine --help lists them\n",
                  argv[1]);
    return USAGE;
}
