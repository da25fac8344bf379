#include "opened.h"

#include "base_file.h"
#include "base_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    bool taken;
    int fd;
    uint64_t size;
    char name[BLOB_NAME];
};

struct opened {
    pthread_mutex_t lock;
    uint64_t drops;
    struct slot slots[LIMIT_OPENED];
};

enum err opened_new(struct opened **out_opened)
{
    struct opened *o = calloc(1, sizeof(*o));
    if (o == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&o->lock, NULL);
    *out_opened = o;
    return ERR_OK;
}

static void slot_empty(struct slot *slot)
{
    if (slot->taken) {
        fd_close(slot->fd);
        slot->taken = false;
    }
}

void opened_free(struct opened *o)
{
    if (o == NULL) {
        return;
    }
    for (size_t i = 0; i < LIMIT_OPENED; i++) {
        slot_empty(&o->slots[i]);
    }
    (void)pthread_mutex_destroy(&o->lock);
    free(o);
}

/* Names are random digits: the last eight are as good as any hash. */
static struct slot *slot_of(struct opened *o, const struct blob_id *id)
{
    uint32_t number = 0;
    for (size_t i = BLOB_NAME - 8; i < BLOB_NAME; i++) {
        uint8_t c = (uint8_t)id->text[i];
        number = number << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return &o->slots[number % LIMIT_OPENED];
}

static bool slot_has(const struct slot *slot, const struct blob_id *id)
{
    return slot->taken && memcmp(slot->name, id->text, BLOB_NAME) == 0;
}

static int duplicate(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

uint64_t opened_drops(struct opened *o)
{
    (void)pthread_mutex_lock(&o->lock);
    uint64_t drops = o->drops;
    (void)pthread_mutex_unlock(&o->lock);
    return drops;
}

enum err opened_get(struct opened *o, const struct blob_id *id, int *out_fd, uint64_t *out_size)
{
    enum err err = ERR_NOT_FOUND;
    struct slot *slot = slot_of(o, id);
    (void)pthread_mutex_lock(&o->lock);
    if (slot_has(slot, id)) {
        int fd = duplicate(slot->fd);
        err = fd < 0 ? err_from_errno(errno) : ERR_OK;
        if (err == ERR_OK) {
            *out_fd = fd;
            *out_size = slot->size;
        }
    }
    (void)pthread_mutex_unlock(&o->lock);
    return err;
}

void opened_keep(struct opened *o, uint64_t drops, const struct blob_id *id, int fd, uint64_t size)
{
    int kept = duplicate(fd);
    if (kept < 0) {
        return;
    }
    struct slot *slot = slot_of(o, id);
    (void)pthread_mutex_lock(&o->lock);
    if (o->drops == drops) {
        slot_empty(slot);
        *slot = (struct slot){.taken = true, .fd = kept, .size = size};
        memcpy(slot->name, id->text, BLOB_NAME);
        kept = -1;
    }
    (void)pthread_mutex_unlock(&o->lock);
    fd_close(kept);
}

void opened_drop(struct opened *o, const struct blob_id *id)
{
    struct slot *slot = slot_of(o, id);
    (void)pthread_mutex_lock(&o->lock);
    o->drops++;
    if (slot_has(slot, id)) {
        slot_empty(slot);
    }
    (void)pthread_mutex_unlock(&o->lock);
}
