/* test_gate_room.c: the steps that a falling and rising amount of room leads to; the reserve. */
#include "base_file.h"
#include "base_limits.h"
#include "reserve.h"
#include "room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <fcntl.h>

static const struct reserve_holds whole = {.parts = RESERVE_PARTS, .files = true};

/* A mind, and a clock that goes on by one look each time. */
struct watch {
    struct room_mind mind;
    int64_t now_ms;
};

static enum room_step see(struct watch *w, uint64_t free_mib, uint64_t files)
{
    w->now_ms += LIMIT_ROOM_LOOK_MS;
    const struct room_look look = {
        .free_bytes = free_mib * MIB, .free_files = files, .now_ms = w->now_ms};
    return room_judge(&w->mind, &look);
}

static enum room_step see_room(struct watch *w, uint64_t free_mib)
{
    return see(w, free_mib, UINT64_MAX);
}

static void room_in_plenty_needs_nothing(void **state)
{
    (void)state;
    struct watch w = {.mind = {.holds = whole}};
    assert_int_equal(see_room(&w, 1000), ROOM_NOTHING);
    assert_int_equal(see_room(&w, LIMIT_ROOM_FLOOR_MIB), ROOM_NOTHING);
    assert_int_equal(w.mind.state, ROOM_ENOUGH);
}

static void low_room_limits_first_and_gives_half_once_it_stands_still(void **state)
{
    (void)state;
    struct watch w = {.mind = {.holds = whole}};
    assert_int_equal(see_room(&w, 31), ROOM_LIMIT);
    assert_int_equal(w.mind.state, ROOM_LOW);
    assert_int_equal(see_room(&w, 20), ROOM_NOTHING); /* a write that was under way */
    assert_int_equal(see_room(&w, 0), ROOM_NOTHING);
    assert_int_equal(see_room(&w, 0), ROOM_RELEASE);
    assert_int_equal(w.mind.holds.parts, 1);
    assert_int_equal(see_room(&w, 32), ROOM_NOTHING);
    assert_int_equal(see_room(&w, 31), ROOM_NOTHING); /* the second half stays */
    assert_int_equal(see_room(&w, 31), ROOM_NOTHING);
    assert_int_equal(w.mind.state, ROOM_LOW);
}

static void what_shrinks_on_ends_edged_and_then_all_is_given(void **state)
{
    (void)state;
    struct watch w = {.mind = {.state = ROOM_LOW, .holds = {.parts = 1, .files = true}}};
    assert_int_equal(see_room(&w, 30), ROOM_NOTHING);
    assert_int_equal(see_room(&w, LIMIT_DISK_FREE_MIB), ROOM_NOTHING);
    assert_int_equal(see_room(&w, LIMIT_DISK_FREE_MIB - 1), ROOM_END);
    assert_int_equal(w.mind.state, ROOM_OUT);
    assert_int_equal(see_room(&w, 2), ROOM_NOTHING);
    assert_int_equal(see_room(&w, 2), ROOM_RELEASE);
    assert_int_equal(w.mind.holds.parts, 0);
    assert_int_equal(see_room(&w, 34), ROOM_NOTHING);
}

static void last_files_end_edged_whatever_room_there_is(void **state)
{
    (void)state;
    struct watch w = {.mind = {.holds = whole}};
    assert_int_equal(see(&w, 1000, LIMIT_DISK_FREE_FILES), ROOM_NOTHING);
    assert_int_equal(see(&w, 1000, LIMIT_DISK_FREE_FILES - 1), ROOM_END);
    assert_int_equal(see(&w, 1000, 0), ROOM_NOTHING); /* the last of them */
    assert_int_equal(see(&w, 1000, 0), ROOM_RELEASE);
    assert_false(w.mind.holds.files);
    assert_int_equal(w.mind.holds.parts, RESERVE_PARTS);
    assert_int_equal(see(&w, 1000, LIMIT_RESERVE_FILES), ROOM_NOTHING);
    assert_int_equal(w.mind.state, ROOM_OUT);
}

static void room_must_stay_for_a_while_before_all_is_as_it_was(void **state)
{
    (void)state;
    struct watch w = {.mind = {.state = ROOM_OUT, .holds = {.parts = 0, .files = true}}};
    const uint64_t least = LIMIT_RESERVE_MIB + LIMIT_ROOM_ENOUGH_MIB;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(see_room(&w, least), ROOM_NOTHING);
    }
    assert_int_equal(see_room(&w, least - 1), ROOM_NOTHING); /* not calm: from the beginning */
    int looks = 1;
    while (see_room(&w, least) == ROOM_NOTHING) {
        looks++;
    }
    assert_int_equal(looks, LIMIT_ROOM_CALM_MS / LIMIT_ROOM_LOOK_MS + 1);
    assert_int_equal(w.mind.state, ROOM_ENOUGH);
    assert_int_equal(see_room(&w, least), ROOM_FILL); /* if it was not filled at once */
}

static void what_the_reserve_holds_counts_as_room(void **state)
{
    (void)state;
    struct watch w = {.mind = {.state = ROOM_LOW, .holds = whole}};
    enum room_step step = ROOM_NOTHING;
    for (int i = 0; i < 100 && step == ROOM_NOTHING; i++) {
        step = see_room(&w, LIMIT_ROOM_ENOUGH_MIB);
    }
    assert_int_equal(step, ROOM_RESTORE);
}

static char folder[64];
static int dir = -1;

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-room-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir >= 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    fd_close(dir);
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

static off_t room_size(void)
{
    struct stat st;
    assert_int_equal(fstatat(dir, "reserve/room", &st, 0), 0);
    return st.st_size;
}

static void reserve_holds_what_it_is_told_and_knows_it_again(void **state)
{
    (void)state;
    struct reserve r = {-1, -1};
    assert_int_equal(reserve_open(dir, &r), ERR_OK);
    assert_int_equal(reserve_look(&r, true).parts, 0);
    assert_false(reserve_look(&r, true).files);
    assert_true(reserve_look(&r, false).files); /* nothing to hold where nothing is counted */
    for (unsigned parts = RESERVE_PARTS + 1; parts-- > 0;) {
        const struct reserve_holds holds = {.parts = parts, .files = parts > 0};
        assert_int_equal(reserve_set(&r, &holds), ERR_OK);
        reserve_done(&r);
        assert_int_equal(reserve_open(dir, &r), ERR_OK);
        assert_int_equal(reserve_look(&r, true).parts, parts);
        assert_int_equal(reserve_look(&r, true).files, parts > 0);
        assert_int_equal(room_size(), (off_t)(parts * LIMIT_RESERVE_MIB * MIB / RESERVE_PARTS));
    }
    reserve_done(&r);
}

static void hole_is_not_taken_for_room(void **state)
{
    (void)state;
    struct reserve r = {-1, -1};
    assert_int_equal(reserve_open(dir, &r), ERR_OK);
    assert_int_equal(ftruncate(r.room, (off_t)(LIMIT_RESERVE_MIB * MIB)), 0);
    assert_int_equal(reserve_look(&r, true).parts, 0);
    assert_int_equal(reserve_set(&r, &whole), ERR_OK);
    assert_int_equal(reserve_look(&r, true).parts, RESERVE_PARTS);
    reserve_done(&r);
}

static void something_else_in_its_place_is_left_alone(void **state)
{
    (void)state;
    struct reserve r = {-1, -1};
    assert_int_equal(symlinkat("/tmp", dir, "reserve"), 0);
    assert_int_equal(reserve_open(dir, &r), ERR_CONFLICT);
    assert_int_equal(unlinkat(dir, "reserve", 0), 0);
    assert_int_equal(mkdirat(dir, "reserve", 0700), 0);
    assert_int_equal(mkdirat(dir, "reserve/room", 0700), 0);
    assert_true(reserve_open(dir, &r) != ERR_OK);
    assert_int_equal(r.dir, -1);
    assert_int_equal(r.room, -1);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_in_plenty_needs_nothing),
        cmocka_unit_test(low_room_limits_first_and_gives_half_once_it_stands_still),
        cmocka_unit_test(what_shrinks_on_ends_edged_and_then_all_is_given),
        cmocka_unit_test(last_files_end_edged_whatever_room_there_is),
        cmocka_unit_test(room_must_stay_for_a_while_before_all_is_as_it_was),
        cmocka_unit_test(what_the_reserve_holds_counts_as_room),
        IN_FOLDER(reserve_holds_what_it_is_told_and_knows_it_again),
        IN_FOLDER(hole_is_not_taken_for_room),
        IN_FOLDER(something_else_in_its_place_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
