/*
 * test_ledger_crash.c: a ledger under failing and lying storage. Each system call that changes
 * something is made, in turn, the one that goes wrong, in four ways:
 *
 *   FAIL   it returns EIO or ENOSPC, in turn, and the ledger must refuse everything from then on
 *   KILL   the process dies before it
 *   TEAR   the process dies in the middle of it (half a write; a rename that was done)
 *   POWER  the machine loses power: what was not synced is lost or torn
 *
 * A write that takes only a part of the bytes each time is no fault: all of them are stored.
 * Afterwards the ledger opens again: every acknowledged entry is there, at most the batch that was
 * under way besides, no entry is invented, no stray file is left, and it goes on.
 * And each copy of an entry in memory is spoilt by one bit in turn, and what lies in memory between
 * two commits: nothing wrong is ever signed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ledger.h"

#include "ledger_audit.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum fault { FAULT_NONE, FAULT_FAIL, FAULT_KILL, FAULT_TEAR, FAULT_POWER, FAULT_SHORT };
enum { KILLED = 77, UNDO_MAX = 512, CALLS_MAX = 2000 };

static const char origin[] = "region.example/crash";

/* What has happened since the last sync that would make it last. */
struct undo {
    enum { UNDO_NONE, UNDO_BYTES, UNDO_RENAME, UNDO_FOLDER } kind;
    int fd;           /* of bytes: the file, under whatever name it has by then */
    char path[256];   /* the new name, or the folder */
    char from[256];   /* of a rename: the old name */
    char backup[256]; /* of a rename: what stood there before, or "" */
    dev_t device;     /* what must be synced: the file, or the folder that holds the name */
    ino_t inode;
};

static struct {
    enum fault fault;
    unsigned left; /* calls until the fault; counts down */
    unsigned made;
    bool done; /* FAIL: the fault has happened, later calls work */
    struct undo undos[UNDO_MAX];
    unsigned undo_count;
    char backups[128];
} storage;

ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_renameat(int from_fd, const char *from, int to_fd, const char *to);
int __wrap_renameat(int from_fd, const char *from, int to_fd, const char *to);
int __real_renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags);
int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags);
int __real_mkdirat(int fd, const char *path, mode_t mode);
int __wrap_mkdirat(int fd, const char *path, mode_t mode);
int __real_unlinkat(int fd, const char *path, int flags);
int __wrap_unlinkat(int fd, const char *path, int flags);
int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);
enum err __real_buf_append_span(struct buf *b, struct span bytes);
enum err __wrap_buf_append_span(struct buf *b, struct span bytes);

static void path_of(int dir_fd, const char *name, char *out, size_t size)
{
    char link[64];
    char dir[200];
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", dir_fd);
    ssize_t len = readlink(link, dir, sizeof(dir) - 1);
    dir[len < 0 ? 0 : len] = '\0';
    (void)snprintf(out, size, "%s%s%s", dir, name == NULL ? "" : "/", name == NULL ? "" : name);
}

/* The folder whose sync makes this name last. */
static void note_folder(struct undo *u, int dir_fd, const char *name)
{
    char path[PATH_MAX];
    struct stat st;
    path_of(dir_fd, name, path, sizeof(path));
    *strrchr(path, '/') = '\0';
    if (stat(path, &st) == 0) {
        u->device = st.st_dev;
        u->inode = st.st_ino;
    }
}

static struct undo *undo_new(void)
{
    if (storage.undo_count == UNDO_MAX) {
        abort();
    }
    struct undo *u = &storage.undos[storage.undo_count++];
    memset(u, 0, sizeof(*u));
    return u;
}

static void undo_write(int fd)
{
    struct stat st;
    struct undo *u = undo_new();
    if (fstat(fd, &st) == 0) {
        u->kind = UNDO_BYTES;
        u->device = st.st_dev;
        u->inode = st.st_ino;
        u->fd = dup(fd);
    }
}

/* Called before the rename: what stands under the new name is kept by a second link. */
static void undo_rename(int fd, const char *from, const char *to)
{
    struct undo *u = undo_new();
    u->kind = UNDO_RENAME;
    path_of(fd, from, u->from, sizeof(u->from));
    path_of(fd, to, u->path, sizeof(u->path));
    note_folder(u, fd, to);
    (void)snprintf(u->backup, sizeof(u->backup), "%s/%u", storage.backups, storage.made);
    if (link(u->path, u->backup) != 0) {
        u->backup[0] = '\0';
    }
}

static void undo_synced(int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return;
    }
    for (unsigned i = 0; i < storage.undo_count; i++) {
        struct undo *u = &storage.undos[i];
        if (u->device == st.st_dev && u->inode == st.st_ino) {
            if (u->kind == UNDO_BYTES) {
                (void)close(u->fd);
            }
            u->kind = UNDO_NONE;
        }
    }
}

/* The power goes: newest first, names go back, bytes are torn in half, folders vanish. */
static void undo_all(void)
{
    for (unsigned i = storage.undo_count; i > 0; i--) {
        struct undo *u = &storage.undos[i - 1];
        struct stat st;
        if (u->kind == UNDO_BYTES && fstat(u->fd, &st) == 0) {
            (void)!ftruncate(u->fd, st.st_size / 2);
        } else if (u->kind == UNDO_RENAME) {
            (void)rename(u->path, u->from);
            if (u->backup[0] != '\0') {
                (void)rename(u->backup, u->path);
            }
        } else if (u->kind == UNDO_FOLDER && stat(u->path, &st) == 0) {
            audit_remove_tree(u->path);
        }
    }
}

/* Counts a call; true if this is the one that must fail. KILL and POWER do not return. */
static bool goes_wrong(void)
{
    if (storage.fault == FAULT_NONE || storage.fault == FAULT_SHORT || storage.done) {
        return false;
    }
    storage.made++;
    if (storage.left-- > 0) {
        return false;
    }
    if (storage.fault == FAULT_KILL) {
        _exit(KILLED);
    }
    if (storage.fault == FAULT_POWER) {
        storage.fault = FAULT_NONE;
        undo_all();
        _exit(KILLED);
    }
    storage.done = storage.fault == FAULT_FAIL;
    errno = storage.made % 2 == 0 ? ENOSPC : EIO;
    return true;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
    if (goes_wrong()) {
        if (storage.fault == FAULT_TEAR) {
            (void)!__real_write(fd, bytes, len / 2);
            _exit(KILLED);
        }
        return -1;
    }
    if (storage.fault == FAULT_POWER) {
        undo_write(fd);
    }
    return __real_write(fd, bytes, storage.fault == FAULT_SHORT ? (len + 1) / 2 : len);
}

/* TEAR of all others: it is done, and then the process dies. */
#define DO_OR_DIE(call)                                                                            \
    do {                                                                                           \
        if (goes_wrong()) {                                                                        \
            if (storage.fault == FAULT_TEAR) {                                                     \
                (void)!(call);                                                                     \
                _exit(KILLED);                                                                     \
            }                                                                                      \
            return -1;                                                                             \
        }                                                                                          \
    } while (0)

int __wrap_fsync(int fd)
{
    DO_OR_DIE(__real_fsync(fd));
    if (storage.fault == FAULT_POWER) {
        undo_synced(fd);
    }
    return 0; /* this machine's power stays on */
}

int __wrap_renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    DO_OR_DIE(__real_renameat(from_fd, from, to_fd, to));
    if (storage.fault == FAULT_POWER) {
        undo_rename(to_fd, from, to);
    }
    return __real_renameat(from_fd, from, to_fd, to);
}

int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
    DO_OR_DIE(__real_renameat2(from_fd, from, to_fd, to, flags));
    if (storage.fault == FAULT_POWER) {
        undo_rename(to_fd, from, to);
    }
    return __real_renameat2(from_fd, from, to_fd, to, flags);
}

int __wrap_mkdirat(int fd, const char *path, mode_t mode)
{
    DO_OR_DIE(__real_mkdirat(fd, path, mode));
    if (storage.fault == FAULT_POWER) {
        struct undo *u = undo_new();
        u->kind = UNDO_FOLDER;
        path_of(fd, path, u->path, sizeof(u->path));
        note_folder(u, fd, path);
    }
    return __real_mkdirat(fd, path, mode);
}

int __wrap_unlinkat(int fd, const char *path, int flags)
{
    DO_OR_DIE(__real_unlinkat(fd, path, flags));
    return __real_unlinkat(fd, path, flags);
}

int __wrap_fchmod(int fd, mode_t mode)
{
    DO_OR_DIE(__real_fchmod(fd, mode));
    return __real_fchmod(fd, mode);
}

static struct {
    bool armed;
    unsigned left;
    bool hit;
} bit;

enum err __wrap_buf_append_span(struct buf *b, struct span bytes)
{
    enum err err = __real_buf_append_span(b, bytes);
    if (bit.armed && err == ERR_OK && bytes.len > 0 && !bit.hit && bit.left-- == 0) {
        b->ptr[b->len - 1 - bytes.len / 2] ^= 0x10;
        bit.hit = true;
    }
    return err;
}

/* Shared with the child that dies. */
struct told {
    uint64_t acknowledged;
    uint64_t under_way; /* the size that the commit under way would make */
    unsigned calls;
    bool finished;
};

struct place {
    char root[64];
    char public_dir[96];
    char private_dir[96];
    char mark_dir[96];
    struct told *told;
};

static int place_make(void **state)
{
    struct place *p = calloc(1, sizeof(*p));
    assert_non_null(p);
    (void)snprintf(p->root, sizeof(p->root), "%s/vitrine-crash-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(p->root));
    (void)snprintf(p->public_dir, sizeof(p->public_dir), "%s/public", p->root);
    (void)snprintf(p->private_dir, sizeof(p->private_dir), "%s/private", p->root);
    (void)snprintf(p->mark_dir, sizeof(p->mark_dir), "%s/mark", p->root);
    p->told =
        mmap(NULL, sizeof(*p->told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(p->told, MAP_FAILED);
    *state = p;
    return 0;
}

static int place_remove(void **state)
{
    struct place *p = *state;
    (void)munmap(p->told, sizeof(*p->told));
    audit_remove_tree(p->root);
    free(p);
    return 0;
}

static void place_fresh(const struct place *p)
{
    const char *const dirs[] = {p->public_dir, p->private_dir, p->mark_dir, storage.backups};
    (void)snprintf(storage.backups, sizeof(storage.backups), "%s/backups", p->root);
    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        if (access(dirs[i], F_OK) == 0) {
            audit_remove_tree(dirs[i]);
        }
        assert_int_equal(mkdir(dirs[i], i == 0 ? 0755 : 0700), 0);
    }
    memset(p->told, 0, sizeof(*p->told));
}

static size_t entry_text(uint64_t index, char *out, size_t size)
{
    return (size_t)snprintf(out, size, "{\"n\":%llu,\"type\":\"t\",\"v\":1}",
                            (unsigned long long)index);
}

static void entry_is_its_number(uint64_t index, struct span entry)
{
    char text[64];
    size_t len = entry_text(index, text, sizeof(text));
    assert_true(span_equal(entry, span_of(text, len)));
}

static enum err open_in(const struct place *p, struct ledger **out, struct ledger_problem *problem)
{
    struct ledger_config config = {.public_dir = p->public_dir,
                                   .private_dir = p->private_dir,
                                   .mark_dir = p->mark_dir,
                                   .origin = origin};
    return ledger_open(&config, out, problem);
}

static enum err grow_to(struct ledger *l, uint64_t size)
{
    for (uint64_t i = ledger_size(l); i < size; i++) {
        char text[64];
        size_t len = entry_text(i, text, sizeof(text));
        TRY(ledger_append(l, span_of(text, len)));
    }
    return ledger_commit(l);
}

/* The story: a ledger begins, grows over the borders of tiles, stops, starts, grows. */
static enum err story(const struct place *p)
{
    static const uint64_t sizes[] = {1, 3, 255, 257, 258, 0, 259, 513, 514};
    struct ledger_problem problem = {.text = ""};
    AUTO(ledger_close) struct ledger *l = NULL;
    TRY(open_in(p, &l, &problem));
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (sizes[i] == 0) {
            ledger_close(l);
            l = NULL;
            TRY(open_in(p, &l, &problem));
            continue;
        }
        p->told->under_way = sizes[i];
        enum err err = grow_to(l, sizes[i]);
        if (err != ERR_OK) { /* once failed, never again */
            bool shut = ledger_append(l, span_text("x")) == ERR_IO && ledger_commit(l) == ERR_IO;
            bool says = ledger_problem_text(l)[0] != '\0';
            return shut && says ? err : ERR_OK;
        }
        p->told->acknowledged = sizes[i];
        if (sizes[i] == 3) {
            TRY(ledger_cosign(l, ledger_note(l)));
            TRY(ledger_beside(l, "beside", span_text("text")));
        }
    }
    p->told->finished = true;
    return ERR_OK;
}

/* Plays the story in a child with one fault; returns whether the fault happened. */
static bool play(const struct place *p, enum fault fault, unsigned at)
{
    place_fresh(p);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        storage.fault = fault;
        storage.left = at;
        enum err err = story(p);
        p->told->calls = storage.made;
        _exit(err == ERR_OK ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 0) {
        assert_true(p->told->finished); /* 0 without it: the ledger went on after a failure */
        return false;
    }
    assert_int_equal(WEXITSTATUS(status), fault == FAULT_FAIL ? 1 : KILLED);
    return true;
}

static void expect_all(const struct place *p, enum fault fault, unsigned at)
{
    struct ledger_problem problem = {.text = ""};
    struct ledger *l = NULL;
    enum err err = open_in(p, &l, &problem);
    if (err != ERR_OK) {
        fail_msg("fault %d at call %u: %s: %s", (int)fault, at, err_text(err), problem.text);
    }
    uint64_t size = ledger_size(l);
    if (size != p->told->acknowledged && size != p->told->under_way) {
        fail_msg("fault %d at call %u: %llu entries, acknowledged %llu", (int)fault, at,
                 (unsigned long long)size, (unsigned long long)p->told->acknowledged);
    }
    assert_int_equal(ledger_beside(l, "beside", span_text("")), ERR_OK);
    assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), size);
    assert_int_equal(grow_to(l, size + 2), ERR_OK);
    assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), size + 2);
    ledger_close(l);
}

static void every_call_in_turn(const struct place *p, enum fault fault)
{
    unsigned at = 0;
    while (play(p, fault, at)) {
        expect_all(p, fault, at);
        at++;
        assert_true(at < CALLS_MAX);
    }
    (void)printf("%u calls\n", at);
    assert_true(at > 100);
}

static void nothing_is_lost_when_a_call_fails(void **state)
{
    every_call_in_turn(*state, FAULT_FAIL);
}

static void nothing_is_lost_when_the_process_dies(void **state)
{
    every_call_in_turn(*state, FAULT_KILL);
}

static void nothing_is_lost_when_a_call_is_torn(void **state)
{
    every_call_in_turn(*state, FAULT_TEAR);
}

static void nothing_is_lost_when_the_power_goes(void **state)
{
    every_call_in_turn(*state, FAULT_POWER);
}

static void writes_that_take_a_part_store_all(void **state)
{
    const struct place *p = *state;
    assert_false(play(p, FAULT_SHORT, 0));
    assert_int_equal(p->told->acknowledged, 514);
    expect_all(p, FAULT_SHORT, 0);
}

/* One bit of one copy changes, in each copy in turn: a commit is refused, or what is public is
 * right. Never is something else signed. */
static void spoilt_bytes_are_never_signed(void **state)
{
    const struct place *p = *state;
    unsigned refused = 0;
    for (unsigned at = 0;; at++) {
        place_fresh(p);
        struct ledger_problem problem = {.text = ""};
        struct ledger *l = NULL;
        assert_int_equal(open_in(p, &l, &problem), ERR_OK);
        assert_int_equal(grow_to(l, 254), ERR_OK);
        bit.armed = true;
        bit.left = at;
        bit.hit = false;
        enum err err = grow_to(l, 258);
        if (err == ERR_OK) {
            err = grow_to(l, 259);
        }
        bit.armed = false;
        ledger_close(l);
        assert_int_equal(open_in(p, &l, &problem), ERR_OK);
        uint64_t size = ledger_size(l);
        assert_true(err == ERR_OK ? size == 259 : size == 254 || size == 258);
        assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), size);
        ledger_close(l);
        refused += err == ERR_OK ? 0 : 1;
        if (!bit.hit) {
            (void)printf("%u copies, %u commits refused\n", at, refused);
            break;
        }
    }
    assert_true(refused > 5);
}

/* A bit of what the ledger holds between two commits, wherever that lies. */
static void spoil(struct ledger *l, struct span what)
{
    uint8_t *at = memmem(l, malloc_usable_size(l), what.ptr, what.len);
    assert_non_null(at);
    at[what.len - 1] ^= 4;
}

static void memory_that_changed_at_rest_is_never_signed(void **state)
{
    const struct place *p = *state;
    for (size_t at = 0; at < 2; at++) {
        place_fresh(p);
        struct ledger_problem problem = {.text = ""};
        struct ledger *l = NULL;
        AUTO(buf) struct buf tile = {.max = 64};
        AUTO(fd_close) int dir = open(p->public_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_int_equal(open_in(p, &l, &problem), ERR_OK);
        assert_int_equal(grow_to(l, 258), ERR_OK);
        assert_int_equal(file_read_all(dir, "tile/1/000.p/1", &tile), ERR_OK);
        spoil(l, at == 0 ? buf_span(&tile) : span_text(origin));
        assert_int_not_equal(grow_to(l, 259), ERR_OK);
        assert_non_null(strstr(ledger_problem_text(l), "not the one that was signed"));
        ledger_close(l);
        assert_int_equal(open_in(p, &l, &problem), ERR_OK);
        assert_int_equal(ledger_size(l), 258);
        assert_int_equal(audit(p->public_dir, origin, entry_is_its_number), 258);
        ledger_close(l);
    }
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(nothing_is_lost_when_a_call_fails),
        IN_PLACE(nothing_is_lost_when_the_process_dies),
        IN_PLACE(nothing_is_lost_when_a_call_is_torn),
        IN_PLACE(nothing_is_lost_when_the_power_goes),
        IN_PLACE(writes_that_take_a_part_store_all),
        IN_PLACE(spoilt_bytes_are_never_signed),
        IN_PLACE(memory_that_changed_at_rest_is_never_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
