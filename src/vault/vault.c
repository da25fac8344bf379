#include "vault.h"

#include "base_file.h"
#include "base_id.h"
#include "vault_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void put_u64(uint8_t *out, uint64_t value)
{
    for (size_t i = 0; i < sizeof(value); i++) {
        out[i] = (uint8_t)(value >> (8 * (sizeof(value) - 1 - i)));
    }
}

uint64_t get_u64(const uint8_t *in)
{
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof(value); i++) {
        value = value << 8 | in[i];
    }
    return value;
}

uint64_t key_id_new(void)
{
    uint64_t id = 0;
    while (id == 0) {
        id = random_u64() >> 1;
    }
    return id;
}

/* A mapping of its own, so that locking and wiping concern nothing else. sodium_mlock leaves it out
 * of core dumps and says whether the lock holds, which sodium_malloc would not. */
static enum err locked_new(struct locked **out_locked, struct vault_problem *out_problem)
{
    void *block = mmap(NULL, sizeof(struct locked), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) {
        (void)snprintf(out_problem->text, sizeof(out_problem->text), "no memory for keys");
        return ERR_NOMEM;
    }
    if (sodium_mlock(block, sizeof(struct locked)) != 0) {
        (void)munmap(block, sizeof(struct locked));
        (void)snprintf(out_problem->text, sizeof(out_problem->text),
                       "%zu bytes of memory for keys could not be locked: raise RLIMIT_MEMLOCK",
                       sizeof(struct locked));
        return ERR_DENIED;
    }
    *out_locked = block;
    return ERR_OK;
}

enum err vault_open(const struct vault_config *config, struct vault **out_vault,
                    struct vault_problem *out_problem)
{
    struct span origin = span_text(config->origin);
    if (origin.len == 0 || origin.len > LIMIT_ORIGIN) {
        (void)snprintf(out_problem->text, sizeof(out_problem->text),
                       "the region's name must have 1 to %d bytes", LIMIT_ORIGIN);
        return ERR_LIMIT;
    }
    AUTO(vault_close) struct vault *v = calloc(1, sizeof(*v));
    if (v != NULL) {
        v->dir_fd = -1;
    }
    if (v == NULL || sodium_init() < 0) {
        (void)snprintf(out_problem->text, sizeof(out_problem->text), "out of memory");
        return ERR_NOMEM;
    }
    memcpy(v->origin, origin.ptr, origin.len);
    v->origin_len = origin.len;
    v->dir_fd = fcntl(config->dir_fd, F_DUPFD_CLOEXEC, 0);
    if (v->dir_fd < 0) {
        (void)snprintf(out_problem->text, sizeof(out_problem->text), "the key's folder: %s",
                       err_text(err_from_errno(errno)));
        return ERR_IO;
    }
    TRY(locked_new(&v->locked, out_problem));
    TRY(region_key_open(v, config, out_problem));
    *out_problem = (struct vault_problem){{0}};
    *out_vault = MOVE(v);
    return ERR_OK;
}

void vault_close(struct vault *v)
{
    if (v == NULL) {
        return;
    }
    if (v->locked != NULL) {
        (void)sodium_munlock(v->locked, sizeof(*v->locked)); /* wipes */
        (void)munmap(v->locked, sizeof(*v->locked));
    }
    fd_close(v->dir_fd);
    free(v);
}

int64_t vault_key_id(const struct vault *v)
{
    return (int64_t)v->locked->now.id;
}

int64_t vault_old_id(const struct vault *v)
{
    return (int64_t)v->locked->old.id;
}

enum err vault_rotate(struct vault *v)
{
    struct locked *locked = v->locked;
    if (locked->old.id != 0) {
        return ERR_CONFLICT;
    }
    locked->old = locked->now;
    enum err err = region_key_make(v, REGION_KEY_NEXT, &locked->now);
    if (err != ERR_OK) {
        locked->now = locked->old;
        sodium_memzero(&locked->old, sizeof(locked->old));
    }
    return err;
}

enum err vault_retire(struct vault *v)
{
    if (v->locked->old.id == 0) {
        return ERR_CONFLICT;
    }
    TRY(region_key_retire(v));
    sodium_memzero(&v->locked->old, sizeof(v->locked->old));
    return ERR_OK;
}

bool vault_user_ready(const struct vault *v, int64_t user)
{
    return cache_find(v, user) != NULL;
}

void vault_user_forget(struct vault *v, int64_t user)
{
    struct user_key *place = cache_find(v, user);
    if (place != NULL) {
        sodium_memzero(place, sizeof(*place));
    }
}
