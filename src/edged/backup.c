#include "backup.h"

#include "base_buf.h"
#include "base_diag.h"
#include "base_file.h"
#include "ipc_socket.h"
#include "store_copy.h"
#include "wire_ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_PIECE = 64 * 1024, LINE_MAX_BYTES = 64 };

static const char *const files[] = {"app.db", "app.db-journal", "app.db-wal", "app.db-shm",
                                    "media"};

struct backup {
    struct backup_config config;
    char from[PATH_MAX]; /* app.db */
    char copy[PATH_MAX]; /* backup/app.db */
    int dir_fd;          /* backup/ */
    bool running;
    pthread_t thread;
    uint64_t id;
    atomic_bool stop;
};

static enum err remove_files(int dir_fd)
{
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (unlinkat(dir_fd, files[i], 0) != 0 && errno != ENOENT) {
            return err_from_errno(errno);
        }
    }
    return ERR_OK;
}

static enum err path_join(char out[PATH_MAX], const char *folder, const char *name)
{
    int len = snprintf(out, PATH_MAX, "%s/%s", folder, name);
    return len < 0 || len >= PATH_MAX ? ERR_LIMIT : ERR_OK;
}

enum err backup_new(const struct backup_config *config, struct backup **out_backup)
{
    AUTO(backup_free) struct backup *b = calloc(1, sizeof(*b));
    char folder[PATH_MAX];
    if (b == NULL) {
        return ERR_NOMEM;
    }
    b->config = *config;
    b->dir_fd = -1;
    TRY(path_join(b->from, config->data, "app.db"));
    TRY(path_join(b->copy, config->data, "backup/app.db"));
    TRY(path_join(folder, config->data, "backup"));
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return err_from_errno(errno);
    }
    b->dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (b->dir_fd < 0) {
        return err_from_errno(errno);
    }
    TRY(remove_files(b->dir_fd));
    *out_backup = MOVE(b);
    return ERR_OK;
}

void backup_free(struct backup *b)
{
    if (b == NULL) {
        return;
    }
    if (b->dir_fd >= 0) {
        backup_end(b);
    }
    fd_close(b->dir_fd);
    free(b);
}

/* The list, written piece by piece. */
struct list {
    const struct backup *b;
    int fd;
    struct buf text;
};

static void list_auto(struct list *l)
{
    fd_close(l->fd);
    buf_done(&l->text);
}

static enum err list_flush(struct list *l)
{
    TRY(buf_status(&l->text));
    TRY(file_write_all(l->fd, buf_span(&l->text)));
    buf_clear(&l->text);
    return atomic_load(&l->b->stop) ? ERR_GONE : ERR_OK;
}

static enum err list_put(void *context, struct span name, bool original)
{
    struct list *l = context;
    struct blob_id id;
    TRY(blob_id_of(name, &id));
    (void)buf_printf(&l->text, "%s %s\n", id.text, original ? "original" : "media");
    return l->text.len > LIST_PIECE - LINE_MAX_BYTES ? list_flush(l) : ERR_OK;
}

static enum err write_list(struct backup *b)
{
    AUTO(list) struct list l = {.b = b, .text = {.max = LIST_PIECE}};
    l.fd = openat(b->dir_fd, "media", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (l.fd < 0) {
        return err_from_errno(errno);
    }
    TRY(store_copy_media(b->copy, list_put, &l));
    return list_flush(&l);
}

static enum err copy(struct backup *b)
{
    struct stat st;
    if (stat(b->from, &st) != 0) {
        return err_from_errno(errno);
    }
    TRY(blob_room(b->config.blobs, (uint64_t)st.st_size));
    TRY(store_copy(b->from, b->copy, &b->stop));
    return write_list(b);
}

static void say(const struct backup *b, enum err err)
{
    uint8_t frame[CTL_SIZE];
    struct ctl said = {.kind = CTL_BACKUP, .id = b->id, .code = BACKUP_HELD};
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "a backup: %s", err_text(err));
        said.code = BACKUP_FAILED;
        said.value = err == ERR_FULL   ? BACKUP_WHY_FULL
                     : err == ERR_GONE ? BACKUP_WHY_GONE
                                       : BACKUP_WHY_ERROR;
    }
    ctl_encode(&said, frame);
    err = ipc_send(b->config.control, span_of(frame, sizeof(frame)), NULL, 0);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "a backup: gate: %s", err_text(err));
    }
}

static void *thread_main(void *arg)
{
    struct backup *b = arg;
    say(b, copy(b));
    return NULL;
}

void backup_end(struct backup *b)
{
    if (b->running) {
        atomic_store(&b->stop, true);
        (void)pthread_join(b->thread, NULL);
        b->running = false;
    }
    enum err err = remove_files(b->dir_fd);
    enum err released = blob_release(b->config.blobs);
    err = err == ERR_OK ? released : err;
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "what a backup held: %s", err_text(err));
    }
}

void backup_begin(struct backup *b, uint64_t id)
{
    backup_end(b);
    blob_hold(b->config.blobs);
    b->id = id;
    atomic_store(&b->stop, false);
    b->running = pthread_create(&b->thread, NULL, thread_main, b) == 0;
    if (!b->running) {
        say(b, ERR_NOMEM);
    }
}
