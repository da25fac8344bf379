#include "room.h"

#include "base_limits.h"

#include <stddef.h>

/* Room and files for all that is kept free in quiet times, and some more. */
static bool is_enough(const struct room_mind *m, const struct room_look *look)
{
    uint64_t held = m->holds.parts * (uint64_t)(LIMIT_RESERVE_MIB * MIB / RESERVE_PARTS);
    return look->free_bytes + held >= (LIMIT_RESERVE_MIB + LIMIT_ROOM_ENOUGH_MIB) * MIB &&
           look->free_files >= (uint64_t)2 * LIMIT_DISK_FREE_FILES;
}

static bool is_whole(const struct room_mind *m)
{
    return m->holds.parts == RESERVE_PARTS && m->holds.files;
}

/* Whether what was being written has ended: custodiand's own few writes do not count. */
static bool stands_still(const struct room_mind *m, const struct room_look *look)
{
    return look->free_bytes + MIB >= m->last_bytes;
}

static bool is_calm(struct room_mind *m, const struct room_look *look)
{
    if (!is_enough(m, look)) {
        m->calm_ms = 0;
        return false;
    }
    if (m->calm_ms == 0) {
        m->calm_ms = look->now_ms;
    }
    return look->now_ms - m->calm_ms >= LIMIT_ROOM_CALM_MS;
}

/* Of the reserve, what is custodiand's now: half of the room when it is low, all when edged is
 * gone. */
static enum room_step release(struct room_mind *m, const struct room_look *look)
{
    unsigned kept = m->state == ROOM_LOW ? RESERVE_PARTS - 1 : 0;
    if (m->holds.parts > kept && look->free_bytes < LIMIT_ROOM_FLOOR_MIB * MIB &&
        stands_still(m, look)) {
        m->holds.parts--;
        return ROOM_RELEASE;
    }
    if (m->state == ROOM_OUT && m->holds.files && look->free_files < LIMIT_DISK_FREE_FILES &&
        look->free_files >= m->last_files) {
        m->holds.files = false;
        return ROOM_RELEASE;
    }
    return ROOM_NOTHING;
}

static enum room_step judge_enough(struct room_mind *m, const struct room_look *look)
{
    if (look->free_bytes < LIMIT_ROOM_FLOOR_MIB * MIB) {
        m->state = ROOM_LOW;
        m->calm_ms = 0;
        return ROOM_LIMIT;
    }
    return !is_whole(m) && is_enough(m, look) ? ROOM_FILL : ROOM_NOTHING;
}

static enum room_step judge(struct room_mind *m, const struct room_look *look)
{
    bool spent = look->free_bytes < LIMIT_DISK_FREE_MIB * MIB && m->holds.parts < RESERVE_PARTS;
    bool files_spent = look->free_files < LIMIT_DISK_FREE_FILES;
    if (m->state != ROOM_OUT && (files_spent || (m->state == ROOM_LOW && spent))) {
        m->state = ROOM_OUT;
        m->calm_ms = 0;
        return ROOM_END;
    }
    if (m->state == ROOM_ENOUGH) {
        return judge_enough(m, look);
    }
    if (is_calm(m, look)) {
        m->state = ROOM_ENOUGH;
        return ROOM_RESTORE;
    }
    return release(m, look);
}

enum room_step room_judge(struct room_mind *m, const struct room_look *look)
{
    enum room_step step = judge(m, look);
    m->last_bytes = look->free_bytes;
    m->last_files = look->free_files;
    return step;
}
