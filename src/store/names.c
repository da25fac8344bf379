#include "names.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_ROOM = 1024 };

struct names {
    pthread_mutex_t lock;
    uint64_t moves;
    bool blind;      /* there was no memory: all may be there */
    size_t room;     /* a power of two */
    size_t used;     /* three quarters of it at most */
    uint32_t *marks; /* in the place that a mark says, or the next free one behind it; 0: free */
};

enum err names_new(struct names **out_names)
{
    AUTO(names_free) struct names *n = calloc(1, sizeof(*n));
    if (n == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&n->lock, NULL);
    n->room = LEAST_ROOM;
    n->marks = calloc(n->room, sizeof(n->marks[0]));
    if (n->marks == NULL) {
        return ERR_NOMEM;
    }
    *out_names = MOVE(n);
    return ERR_OK;
}

void names_free(struct names *n)
{
    if (n == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&n->lock);
    free(n->marks);
    free(n);
}

static uint32_t mark_of(const struct store_name *name)
{
    uint32_t mark = 0;
    memcpy(&mark, name->bytes, sizeof(mark));
    return mark == 0 ? 1 : mark;
}

/* Where it is, or the free place behind all that are at it. */
static size_t find(const struct names *n, uint32_t mark)
{
    size_t at = mark & (n->room - 1);
    while (n->marks[at] != 0 && n->marks[at] != mark) {
        at = (at + 1) & (n->room - 1);
    }
    return at;
}

/* Names whose marks are equal have one each. */
static void put(struct names *n, uint32_t mark)
{
    size_t at = mark & (n->room - 1);
    while (n->marks[at] != 0) {
        at = (at + 1) & (n->room - 1);
    }
    n->marks[at] = mark;
}

static void grow(struct names *n)
{
    uint32_t *old = n->marks;
    size_t old_room = n->room;
    n->marks = calloc(2 * old_room, sizeof(n->marks[0]));
    if (n->marks == NULL) {
        n->marks = old;
        n->blind = true;
        return;
    }
    n->room = 2 * old_room;
    for (size_t i = 0; i < old_room; i++) {
        if (old[i] != 0) {
            put(n, old[i]);
        }
    }
    free(old);
}

void names_add(struct names *n, const struct store_name *name)
{
    (void)pthread_mutex_lock(&n->lock);
    if (!n->blind && 4 * (n->used + 1) > 3 * n->room) {
        grow(n);
    }
    if (!n->blind) {
        put(n, mark_of(name));
        n->used++;
    }
    n->moves++;
    (void)pthread_mutex_unlock(&n->lock);
}

/* Whether what is at `at` may stand at `to`: not before the place that its mark says. */
static bool may_move(const struct names *n, size_t at, size_t to)
{
    size_t last = n->room - 1;
    return ((at - (n->marks[at] & last)) & last) >= ((at - to) & last);
}

/* What stands behind a place that became free is moved into it, unless it has to stand there. */
static void take_out(struct names *n, size_t hole)
{
    for (size_t at = (hole + 1) & (n->room - 1); n->marks[at] != 0; at = (at + 1) & (n->room - 1)) {
        if (may_move(n, at, hole)) {
            n->marks[hole] = n->marks[at];
            hole = at;
        }
    }
    n->marks[hole] = 0;
    n->used--;
}

void names_drop(struct names *n, const struct store_name *name)
{
    (void)pthread_mutex_lock(&n->lock);
    size_t at = find(n, mark_of(name));
    if (!n->blind && n->marks[at] != 0) {
        take_out(n, at);
    }
    n->moves++;
    (void)pthread_mutex_unlock(&n->lock);
}

void names_sift(struct names *n, const struct store_name *names, size_t count, bool *out_may)
{
    (void)pthread_mutex_lock(&n->lock);
    for (size_t i = 0; i < count; i++) {
        out_may[i] = n->blind || n->marks[find(n, mark_of(&names[i]))] != 0;
    }
    (void)pthread_mutex_unlock(&n->lock);
}

uint64_t names_moves(struct names *n)
{
    (void)pthread_mutex_lock(&n->lock);
    uint64_t moves = n->moves;
    (void)pthread_mutex_unlock(&n->lock);
    return moves;
}
