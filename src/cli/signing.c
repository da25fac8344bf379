#include "signing.h"

#include "base_buf.h"
#include "base_file.h"
#include "base_id.h"
#include "base_text.h"
#include "json.h"
#include "operator.h"
#include "wire_op.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 512, ANSWER_MAX = 16 * 1024, LOOK_US = 50 * 1000, LOOKS_MAX = 600 };

static const char first_line[] = "vitrine-office-key 1";

static void secret_text_auto(struct buf *text)
{
    if (text->ptr != NULL) {
        explicit_bzero(text->ptr, text->cap);
    }
    buf_done(text);
}

static enum err write_new(const char *path, struct span text)
{
    AUTO(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return errno == EEXIST ? ERR_CONFLICT : err_from_errno(errno);
    }
    enum err err = file_write_all(fd, text);
    if (err == ERR_OK && fsync(fd) != 0) {
        err = err_from_errno(errno);
    }
    if (err != ERR_OK) {
        (void)unlink(path);
        return err;
    }
    return file_sync_dir(AT_FDCWD, path);
}

enum err office_key_make(const char *path, struct office_key *out_key)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(secret_text) struct buf text = {.max = FILE_MAX};
    TRY(buf_grow(&text, FILE_MAX)); /* never moves */
    random_fill(key.seed, sizeof(key.seed));
    TRY(approval_public(key.seed, key.public));
    (void)buf_printf(&text, "%s\npublic ", first_line);
    (void)text_hex(span_of(key.public, sizeof(key.public)), &text);
    (void)buf_append_span(&text, span_text("\nseed "));
    (void)text_hex(span_of(key.seed, sizeof(key.seed)), &text);
    (void)buf_append_span(&text, span_text("\n"));
    TRY(buf_status(&text));
    TRY(write_new(path, buf_span(&text)));
    *out_key = key;
    return ERR_OK;
}

static enum err take_line(struct span *rest, const char *word, uint8_t *out, size_t len)
{
    struct span line = span_cut(rest, '\n');
    if (!span_is(span_cut(&line, ' '), word)) {
        return ERR_FORMAT;
    }
    return text_unhex(line, out, len);
}

enum err office_key_read(const char *path, struct office_key *out_key)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(secret_text) struct buf text = {.max = FILE_MAX};
    uint8_t public[APPROVAL_KEY];
    struct stat st;
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    if (!S_ISREG(st.st_mode) || (st.st_mode & 0077) != 0) {
        return ERR_DENIED;
    }
    TRY(buf_grow(&text, FILE_MAX)); /* never moves */
    enum err err = file_read_fd(fd, &text);
    if (err != ERR_OK) {
        return err == ERR_LIMIT ? ERR_FORMAT : err;
    }
    struct span rest = buf_span(&text);
    if (!span_is(span_cut(&rest, '\n'), first_line)) {
        return ERR_FORMAT;
    }
    TRY(take_line(&rest, "public", key.public, sizeof(key.public)));
    TRY(take_line(&rest, "seed", key.seed, sizeof(key.seed)));
    TRY(approval_public(key.seed, public));
    if (rest.len != 0 || memcmp(public, key.public, sizeof(public)) != 0) {
        return ERR_FORMAT;
    }
    *out_key = key;
    return ERR_OK;
}

const char *office_key_fault(enum err err)
{
    return err == ERR_FORMAT   ? "not a member's key"
           : err == ERR_DENIED ? "others may read it: chmod 600"
                               : err_text(err);
}

enum err signing_region_find(int data, struct signing_region *out_region)
{
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    TRY(operator_ask(data, OP_STATUS, &answer));
    AUTO(json_free) json_t *root = json_loadb((const char *)answer.ptr, answer.len, 0, NULL);
    const char *origin = json_string_value(json_object_get(root, "region"));
    const char *url = json_string_value(json_object_get(root, "url"));
    struct signing_region region = {.data = data};
    if (origin == NULL || url == NULL || strlen(origin) >= sizeof(region.origin) ||
        strlen(url) >= sizeof(region.url)) {
        return ERR_FORMAT;
    }
    memcpy(region.origin, origin, strlen(origin) + 1);
    memcpy(region.url, url, strlen(url) + 1);
    *out_region = region;
    return ERR_OK;
}

/* A memfd that nobody can change any more. */
static enum err seal_up(struct span envelope, struct span opening, int *out_fd)
{
    AUTO(fd_close) int fd = memfd_create("statement", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    TRY(file_write_all(fd, envelope));
    if (opening.len > 0) {
        TRY(file_write_all(fd, span_text("\n")));
        TRY(file_write_all(fd, opening));
    }
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        return ERR_IO;
    }
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

/* One question and its answer; the state is copied. */
static enum err ask(int socket, unsigned char op, int fd, struct signing_answer *out,
                    bool *out_over)
{
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    const unsigned char frame[OP_SIZE] = {OP_VERSION, op};
    TRY(operator_request(socket, span_of(frame, sizeof(frame)), &fd, fd >= 0 ? 1 : 0, &answer));
    AUTO(json_free) json_t *root = json_loadb((const char *)answer.ptr, answer.len, 0, NULL);
    const char *state = json_string_value(json_object_get(root, "state"));
    const char *problem = json_string_value(json_object_get(root, "problem"));
    if (state == NULL) {
        return ERR_FORMAT;
    }
    out->taken = strcmp(state, "taken") == 0;
    out->number = json_integer_value(json_object_get(root, "number"));
    (void)snprintf(out->problem, sizeof(out->problem), "%s", problem == NULL ? "" : problem);
    *out_over = strcmp(state, "asked") != 0;
    return ERR_OK;
}

enum err signing_send(const struct signing_region *region, struct span envelope,
                      struct span opening, struct signing_answer *out_answer)
{
    AUTO(fd_close) int statement = -1;
    AUTO(fd_close) int socket = -1;
    struct signing_answer answer = {.taken = false};
    bool over = false;
    TRY(seal_up(envelope, opening, &statement));
    TRY(operator_connect(region->data, &socket));
    TRY(ask(socket, OP_STATEMENT, statement, &answer, &over));
    for (int i = 0; !over && i < LOOKS_MAX; i++) {
        (void)usleep(LOOK_US);
        TRY(ask(socket, OP_STATEMENT_LOOK, -1, &answer, &over));
    }
    if (!over) {
        return ERR_BUSY;
    }
    *out_answer = answer;
    return ERR_OK;
}
