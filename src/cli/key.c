/* key.c: `vitrine key rotate`: the region's key is replaced while the region runs. */
#include "cli.h"

#include "base_file.h"
#include "json.h"
#include "operator.h"
#include "wire_op.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: vitrine key rotate --data DIR [--json]\n"
    "\n"
    "Replaces the key of the running region in DIR that wraps every person's key. A\n"
    "new key is made, each person's key is wrapped with it, a few at a time, and the\n"
    "old key is destroyed. Sealing and opening go on meanwhile, and so does the\n"
    "rotation if the region is stopped or killed: at its next start. This command\n"
    "waits until it has ended; it may be left. Exit status: 0 replaced, 1 not, 2\n"
    "usage.\n";

enum { ANSWER_MAX = 16 * 1024, FAILED = 1, USAGE = 2, LOOK_US = 100 * 1000, LOOKS_MAX = 100 };

static json_t *ask(int data, unsigned char op, enum err *out_err)
{
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    *out_err = operator_ask(data, op, &answer);
    return *out_err != ERR_OK ? NULL : json_loadb((const char *)answer.ptr, answer.len, 0, NULL);
}

static int complain(const char *where, const char *why)
{
    (void)fprintf(stderr, "vitrine: %s: %s\n", where, why);
    return FAILED;
}

struct progress {
    bool shown;
    bool ended;
    bool refused;
    char id[20];
};

/* One look at the status. false: it could not be had. */
static bool look(int data, const char *before, struct progress *p)
{
    enum err err = ERR_OK;
    AUTO(json_free) json_t *root = ask(data, OP_STATUS, &err);
    const json_t *key = json_object_get(root, "key");
    const char *id = json_string_value(json_object_get(key, "id"));
    const char *state = json_string_value(json_object_get(key, "state"));
    if (id == NULL || state == NULL) {
        return err == ERR_OK;
    }
    (void)snprintf(p->id, sizeof(p->id), "%s", id);
    p->refused = strcmp(state, "refused") == 0;
    p->ended = strcmp(state, "steady") == 0 && strcmp(id, before) != 0;
    if (strcmp(state, "rotating") == 0 && isatty(STDERR_FILENO) == 1) {
        (void)fprintf(stderr, "\r\033[K%lld user keys to go",
                      (long long)json_integer_value(json_object_get(key, "waiting")));
        p->shown = true;
    }
    return true;
}

static int follow(const struct operator_arguments *a, int data, const char *before)
{
    struct progress p = {.shown = false};
    unsigned missed = 0; /* custodiand, or gate, may start anew meanwhile */
    while (!p.ended && !p.refused && missed < LOOKS_MAX) {
        missed = look(data, before, &p) ? 0 : missed + 1;
        (void)usleep(LOOK_US);
    }
    if (p.shown) {
        (void)fprintf(stderr, "\r\033[K");
    }
    if (p.refused) {
        return complain(a->data, "a new key could not be made; the old one stays in use");
    }
    if (!p.ended) {
        return complain(a->data, "the region is gone; the rotation goes on at its next start");
    }
    if (a->json) {
        (void)printf("{\"key\":\"%s\",\"retired\":\"%s\"}\n", p.id, before);
    } else {
        (void)printf("the region's key is %s; %s was destroyed\n", p.id, before);
    }
    return 0;
}

static int rotate(const struct operator_arguments *a, int data)
{
    enum err err = ERR_OK;
    AUTO(json_free) json_t *status = ask(data, OP_STATUS, &err);
    if (err != ERR_OK) {
        return complain(a->data, err == ERR_GONE ? "the region does not run" : err_text(err));
    }
    const char *id = json_string_value(json_object_get(json_object_get(status, "key"), "id"));
    AUTO(json_free) json_t *answer = ask(data, OP_ROTATE, &err);
    const char *problem = json_string_value(json_object_get(answer, "problem"));
    if (err != ERR_OK || problem != NULL) {
        return complain(a->data, problem != NULL ? problem : err_text(err));
    }
    return follow(a, data, id == NULL ? "" : id);
}

int cmd_key(int argc, char **argv)
{
    struct operator_arguments a = {0};
    if (argc < 2 || (strcmp(argv[1], "rotate") != 0 && strcmp(argv[1], "--help") != 0)) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    if (strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        return 0;
    }
    int status = operator_arguments_read(argc - 1, argv + 1, usage, &a);
    if (status >= 0) {
        return status;
    }
    AUTO(fd_close) int data = operator_data_open(a.data);
    return data < 0 ? FAILED : rotate(&a, data);
}
