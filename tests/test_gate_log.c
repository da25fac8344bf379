#include "log.h"

#include "base_file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { OUTPUT = 512 * 1024 };

static char output[OUTPUT];

/* What comes out on standard error when a child writes these bytes and ends. */
static const char *passed_on(const char *bytes, size_t len)
{
    AUTO(fd_close) int kept = dup(STDERR_FILENO);
    char name[] = "/tmp/vitrine-log-XXXXXX";
    AUTO(fd_close) int file = mkstemp(name);
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    assert_true(dup2(file, STDERR_FILENO) >= 0);
    struct log_pipe log;
    log_init(&log, ends[0], "edged", 7);
    for (size_t done = 0; done < len;) {
        ssize_t put = write(ends[1], bytes + done, len - done);
        done += put > 0 ? (size_t)put : 0;
        log_read(&log);
    }
    fd_close(ends[1]);
    log_done(&log);
    (void)dup2(kept, STDERR_FILENO);
    ssize_t got = pread(file, output, sizeof(output) - 1, 0);
    output[got > 0 ? got : 0] = '\0';
    (void)unlink(name);
    return output;
}

static void lines_come_out_behind_the_name(void **state)
{
    (void)state;
    assert_string_equal(passed_on("one\ntwo", 7), "edged.7| one\nedged.7| two\n");
}

static void control_characters_are_replaced(void **state)
{
    (void)state;
    const char bytes[] = "a\x1b[31mb\r\0c\x7f\xc2\x9b\xc3\xa4\n";
    assert_string_equal(passed_on(bytes, sizeof(bytes) - 1), "edged.7| a?[31mb??c??\x9b\xc3\xa4\n");
}

static void child_cannot_forge_a_line_of_gate(void **state)
{
    (void)state;
    const char bytes[] = "x\rgate: error: all is lost\n";
    assert_string_equal(passed_on(bytes, sizeof(bytes) - 1),
                        "edged.7| x?gate: error: all is lost\n");
}

static void long_line_is_cut(void **state)
{
    (void)state;
    static char bytes[3 * LIMIT_LOG_LINE];
    memset(bytes, 'x', sizeof(bytes));
    memcpy(bytes + sizeof(bytes) - 5, "\nnext", 5);
    const char *out = passed_on(bytes, sizeof(bytes));
    assert_int_equal(strcspn(out, "\n"), strlen("edged.7| ") + LIMIT_LOG_LINE);
    assert_non_null(strstr(out, "\nedged.7| next\n"));
}

static void flood_is_counted_not_shown(void **state)
{
    (void)state;
    static char bytes[LIMIT_LOG_LINES_S * 40];
    memset(bytes, '\n', sizeof(bytes));
    const char *out = passed_on(bytes, sizeof(bytes));
    size_t lines = 0;
    for (const char *at = out; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    assert_true(lines <= 3 * LIMIT_LOG_LINES_S); /* the seconds may turn meanwhile */
    assert_non_null(strstr(out, "lines dropped)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_out_behind_the_name),
        cmocka_unit_test(control_characters_are_replaced),
        cmocka_unit_test(child_cannot_forge_a_line_of_gate),
        cmocka_unit_test(long_line_is_cut),
        cmocka_unit_test(flood_is_counted_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
