#include "base_id.h"

#include "base_time.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>

enum { ID_RANDOM_BITS = 22 };
static const int64_t ID_EPOCH_MS = INT64_C(1735689600000);
static _Atomic int64_t id_last;

void random_fill(void *out, size_t len)
{
    unsigned char *at = out;
    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            abort();
        }
        at += got;
        len -= (size_t)got;
    }
}

uint64_t random_u64(void)
{
    uint64_t out = 0;
    random_fill(&out, sizeof(out));
    return out;
}

int64_t id_new(void)
{
    int64_t since = time_wall_ms() - ID_EPOCH_MS;
    if (since < 1) {
        since = 1;
    }
    int64_t spice = (int64_t)(random_u64() & ((UINT64_C(1) << ID_RANDOM_BITS) - 1));
    int64_t id = (since << ID_RANDOM_BITS) | spice;
    int64_t last = atomic_load(&id_last);
    do {
        if (id <= last) {
            id = last + 1;
        }
    } while (!atomic_compare_exchange_weak(&id_last, &last, id));
    return id;
}

int64_t id_since(int64_t wall_ms)
{
    return wall_ms <= ID_EPOCH_MS ? 0 : (wall_ms - ID_EPOCH_MS) << ID_RANDOM_BITS;
}

int64_t id_time(int64_t id)
{
    return ID_EPOCH_MS + (id >> ID_RANDOM_BITS);
}

int64_t id_within(int64_t wall_ms, int64_t number)
{
    return id_since(wall_ms) | (number & ((INT64_C(1) << ID_RANDOM_BITS) - 1));
}
