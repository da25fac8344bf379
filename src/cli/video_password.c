#include "video.h"

#include "base_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LIST_MAX = 64 * 1024 };

static bool take(struct span text, char out[VIDEO_PASSWORD])
{
    if (text.len == 0 || text.len >= VIDEO_PASSWORD || memchr(text.ptr, '\0', text.len) != NULL) {
        (void)fprintf(stderr, "vitrine video: the password has to have 1 to %d bytes\n",
                      LIMIT_PASSWORD);
        return false;
    }
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    return true;
}

static bool from_file(const char *path, char out[VIDEO_PASSWORD])
{
    AUTO(buf) struct buf text = {.max = LIST_MAX};
    enum err err = file_read_all(AT_FDCWD, path, &text);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine video: %s: %s\n", path, err_text(err));
        return false;
    }
    struct span rest = buf_span(&text);
    bool good = take(span_cut(&rest, '\n'), out);
    explicit_bzero(text.ptr, text.len);
    return good;
}

/* Demo people only: the file that `vitrine demo` keeps for a region of its own. */
static bool from_demo(const struct video_arguments *a, char out[VIDEO_PASSWORD])
{
    AUTO(buf) struct buf text = {.max = LIST_MAX};
    AUTO(fd_close) int folder = open(a->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || file_read_all(folder, "demo-sign-ins.txt", &text) != ERR_OK) {
        return false;
    }
    struct span rest = buf_span(&text);
    struct span handle = {NULL, 0};
    struct span password = {NULL, 0};
    bool found = false;
    while (!found && client_sign_in_next(&rest, &handle, &password)) {
        found = span_is(handle, a->as) && take(password, out);
    }
    explicit_bzero(text.ptr, text.len);
    return found;
}

enum { CTRL_C = 3 };

/* Without its letters showing. Ctrl-C ends the line instead of the program, so that the terminal is
 * left as it was. */
static bool from_terminal(const struct video_arguments *a, char out[VIDEO_PASSWORD])
{
    AUTO(fd_close) int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios before;
    if (terminal < 0 || tcgetattr(terminal, &before) != 0) {
        (void)fprintf(stderr, "vitrine video: no password: there is no terminal to ask on; use "
                              "--password-file or VITRINE_PASSWORD\n");
        return false;
    }
    struct termios silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    silent.c_lflag |= ICANON;
    silent.c_cc[VEOL] = CTRL_C;
    (void)tcsetattr(terminal, TCSAFLUSH, &silent);
    (void)dprintf(terminal, "Password of %s: ", a->as);
    char line[VIDEO_PASSWORD + 1];
    ssize_t got = read(terminal, line, sizeof(line));
    while (got < 0 && errno == EINTR) {
        got = read(terminal, line, sizeof(line));
    }
    (void)tcsetattr(terminal, TCSAFLUSH, &before);
    (void)dprintf(terminal, "\n");
    struct span rest = span_of(line, got > 0 ? (size_t)got : 0);
    struct span word = span_cut(&rest, '\n');
    bool cancelled = word.len > 0 && memchr(word.ptr, CTRL_C, word.len) != NULL;
    bool good = !cancelled && take(word, out);
    explicit_bzero(line, sizeof(line));
    return good;
}

bool video_password(const struct video_arguments *a, char out[VIDEO_PASSWORD])
{
    const char *given = getenv("VITRINE_PASSWORD");
    if (a->password_file != NULL) {
        return from_file(a->password_file, out);
    }
    if (given != NULL && given[0] != '\0') {
        return take(span_text(given), out);
    }
    return (a->data != NULL && from_demo(a, out)) || from_terminal(a, out);
}
