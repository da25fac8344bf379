#include "cli.h"

#include "base_file.h"
#include "client.h"
#include "operator.h"
#include "wire_op.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine status --data DIR [--json]\n"
    "\n"
    "Shows the processes of the running region in DIR. Exit status: 0 all are\n"
    "ready, 1 not running or not all ready, 2 usage.\n";

enum { ANSWER_MAX = 16 * 1024, FAILED = 1 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "?" : text;
}

static long long number_of(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

static void put_text(const json_t *root)
{
    (void)printf("region   %s\nurl      %s\njobs     %lld\nroom     %s\n", text_of(root, "region"),
                 text_of(root, "url"), number_of(root, "jobs"), text_of(root, "room"));
    const json_t *key = json_object_get(root, "key");
    if (json_is_object(key)) {
        (void)printf("key      %s, %s", text_of(key, "id"), text_of(key, "state"));
        if (strcmp(text_of(key, "state"), "rotating") == 0) {
            (void)printf(": %lld user keys are still to be rewrapped", number_of(key, "waiting"));
        }
        (void)printf("\n");
    }
    size_t i = 0;
    const json_t *word = NULL;
    (void)printf("missing ");
    json_array_foreach(json_object_get(root, "missing"), i, word)
    {
        const char *text = json_string_value(word);
        (void)printf(" %s", text == NULL ? "?" : text);
    }
    (void)printf("%s\n\n%-12s %-9s %8s %11s %9s  %s\n",
                 i == 0 ? " nothing: confinement is whole" : "", "process", "state", "pid",
                 "generation", "restarts", "digest");
    const json_t *p = NULL;
    json_array_foreach(json_object_get(root, "processes"), i, p)
    {
        (void)printf("%-12s %-9s %8lld %11lld %9lld  %s\n", text_of(p, "role"), text_of(p, "state"),
                     number_of(p, "pid"), number_of(p, "generation"), number_of(p, "restarts"),
                     text_of(p, "digest"));
    }
}

/* What custodiand wrote down of those who cosign; nothing where nobody is asked. */
static void put_witnesses(int data)
{
    AUTO(buf) struct buf text = {.max = ANSWER_MAX};
    if (file_read_all(data, "ledger/witnesses", &text) != ERR_OK) {
        return;
    }
    AUTO(json_free)
    json_t *root = json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    (void)printf("\nwitnesses: %s, %lld of %zu must cosign\n", text_of(root, "state"),
                 number_of(root, "quorum"), json_array_size(json_object_get(root, "witnesses")));
    size_t i = 0;
    const json_t *w = NULL;
    json_array_foreach(json_object_get(root, "witnesses"), i, w)
    {
        (void)printf("%-12s %s\n", text_of(w, "name"), text_of(w, "state"));
    }
}

static bool all_ready(const json_t *root)
{
    size_t i = 0;
    const json_t *p = NULL;
    json_array_foreach(json_object_get(root, "processes"), i, p)
    {
        if (strcmp(text_of(p, "state"), "ready") != 0) {
            return false;
        }
    }
    return i > 0;
}

int cmd_status(int argc, char **argv)
{
    struct operator_arguments a = {0};
    int status = operator_arguments_read(argc, argv, usage, &a);
    if (status >= 0) {
        return status;
    }
    AUTO(fd_close) int data = operator_data_open(a.data);
    if (data < 0) {
        return FAILED;
    }
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    enum err err = operator_ask(data, OP_STATUS, &answer);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine: %s: %s\n", a.data,
                      err == ERR_GONE ? "not running" : err_text(err));
        return FAILED;
    }
    AUTO(json_free)
    json_t *root = json_loadb((const char *)answer.ptr, answer.len, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL) {
        (void)fprintf(stderr, "vitrine: gate's answer cannot be read\n");
        return FAILED;
    }
    if (a.json) {
        (void)printf("%.*s\n", (int)answer.len, (const char *)answer.ptr);
    } else {
        put_text(root);
        put_witnesses(data);
    }
    return all_ready(root) ? 0 : FAILED;
}
