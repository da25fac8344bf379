/*
 * test_erasure.c: people are erased, and keys move out of an older database, killed at each step on
 * the way: a child ends itself, as kill -9 would, before or behind the n-th call by which a
 * database, the ledger or a file is changed, for every n. (Linked with --wrap for those of our own;
 * the database engine is told to call through here.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account_device.h"
#include "account_leave.h"
#include "account_recovery.h"
#include "account_session.h"
#include "backup_plan.h"
#include "base_file.h"
#include "base_id.h"
#include "base_limits.h"
#include "base_time.h"
#include "datamap_field.h"
#include "kill_region.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS_MAX = 100, PEOPLE = 40, MARKS = 8 };

#define ENGINE(type, name, parameters, arguments)                                                  \
    static type engine_##name parameters                                                           \
    {                                                                                              \
        step(true);                                                                                \
        type result = name arguments;                                                              \
        step(false);                                                                               \
        return result;                                                                             \
    }
ENGINE(ssize_t, pwrite, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at))
ENGINE(int, ftruncate, (int fd, off_t len), (fd, len))
ENGINE(int, unlink, (const char *path), (path))

static void engine_wrap(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    const struct {
        const char *name;
        sqlite3_syscall_ptr fn;
    } calls[] = {
        {"pwrite", (sqlite3_syscall_ptr)engine_pwrite},
        {"pwrite64", (sqlite3_syscall_ptr)engine_pwrite},
        {"ftruncate", (sqlite3_syscall_ptr)engine_ftruncate},
        {"unlink", (sqlite3_syscall_ptr)engine_unlink},
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        assert_int_equal(vfs->xSetSystemCall(vfs, calls[i].name, calls[i].fn), SQLITE_OK);
    }
}

static void shell(const char *command)
{
    char line[256];
    (void)snprintf(line, sizeof(line), "cd %s && %s", folder, command);
    assert_int_equal(system(line), 0);
}

/* In memory where there is such a folder: a process that is killed leaves the page cache alone. */
static int setup(void **state)
{
    (void)state;
    const char *under = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    (void)snprintf(folder, sizeof(folder), "%s/test_erasure.XXXXXX", under);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(data, sizeof(data), "%s/custodian", folder);
    (void)snprintf(ledger, sizeof(ledger), "%s/ledger", folder);
    shell("mkdir -m 700 custodian && mkdir ledger");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char line[64];
    (void)snprintf(line, sizeof(line), "rm -rf %s", folder);
    return system(line);
}

/* What must be nowhere once its person is erased; and must have been somewhere before. */
struct mark {
    size_t len;
    uint8_t bytes[64];
};

struct person {
    int64_t user;
    uint8_t token[ACCOUNT_TOKEN];
    uint8_t commitment[ACCOUNT_COMMITMENT];
    uint8_t sealed[64];
    size_t sealed_len;
    size_t marks;
    struct mark mark[MARKS];
};

static void mark(struct person *p, const void *bytes, size_t len)
{
    assert_true(p->marks < MARKS && len <= sizeof(p->mark[0].bytes));
    p->mark[p->marks].len = len;
    memcpy(p->mark[p->marks].bytes, bytes, len);
    p->marks++;
}

static void mark_wrapped(struct custodian *c, struct person *p)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(
        db_query_start(c->keys.db, "SELECT wrapped FROM user_key WHERE account_id = $1", &q),
        ERR_OK);
    db_bind_i64(&q, 1, p->user);
    assert_int_equal(db_step_row(&q), ERR_OK);
    struct span wrapped = db_column_bytes(&q, 0);
    mark(p, wrapped.ptr + 17, 24); /* its nonce, and the key itself */
    mark(p, wrapped.ptr + 41, 48);
}

/* A person with something of each kind, and what to look for. */
static void person_make(struct custodian *c, const char *handle, struct person *out)
{
    struct account_hash hash = {.text = "$argon2id$none"};
    struct account_new new = {.handle = span_text(handle),
                              .birth_date = span_text("1990-12-31"),
                              .email = span_text("somebody@example.org"),
                              .hash = &hash,
                              .request = random_u64(),
                              .now_ms = time_wall_ms()};
    struct account_person person = {0};
    static struct account_codes codes;
    struct account_subject subject;
    uint8_t device[ACCOUNT_TOKEN];
    AUTO(buf) struct buf sealed = {.max = 64};
    *out = (struct person){.marks = 0};
    assert_int_equal(account_create(c->db, &c->keys, &new, &person), ERR_OK);
    struct account_session_new session = {.user = person.user, .request = 1, .now_ms = new.now_ms};
    assert_int_equal(account_session_begin(c->db, &session, out->token), ERR_OK);
    assert_int_equal(account_device_keep(c->db, person.user, new.now_ms, NULL, device), ERR_OK);
    assert_int_equal(account_recovery_make(c->db, c->vault, person.user, &codes), ERR_OK);
    assert_int_equal(account_subject_get(c->db, person.user, &subject), ERR_OK);
    assert_int_equal(vault_seal(c->vault, person.user, FIELD_WATCH, span_text("seen"), &sealed),
                     ERR_OK);
    out->user = person.user;
    memcpy(out->commitment, subject.commitment, sizeof(subject.commitment));
    memcpy(out->sealed, sealed.ptr, sealed.len);
    out->sealed_len = sealed.len;
    uint8_t number[8];
    for (size_t i = 0; i < sizeof(number); i++) {
        number[i] = (uint8_t)((uint64_t)person.user >> (8 * (7 - i)));
    }
    mark(out, number, sizeof(number));
    mark(out, handle, strlen(handle));
    mark(out, person.locker, sizeof(person.locker));
    mark(out, subject.salt, sizeof(subject.salt));
    mark_wrapped(c, out);
}

static bool file_has(const char *name, const struct mark *m)
{
    char path[400];
    (void)snprintf(path, sizeof(path), "%s/%s", data, name);
    AUTO(buf) struct buf bytes = {.max = 16 * MIB};
    if (file_read_all(-1, path, &bytes) != ERR_OK || bytes.len == 0) {
        return false;
    }
    return memmem(bytes.ptr, bytes.len, m->bytes, m->len) != NULL;
}

/* In any file of custodiand's folder, logs and free pages with them. */
static bool is_somewhere(const struct mark *m)
{
    DIR *dir = opendir(data);
    assert_non_null(dir);
    bool found = false;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        found = found || (entry->d_type == DT_REG && file_has(entry->d_name, m));
    }
    (void)closedir(dir);
    return found;
}

static void expect_marks(const struct person *p, bool there)
{
    for (size_t i = 0; i < p->marks; i++) {
        if (is_somewhere(&p->mark[i]) != there) {
            fail_msg("mark %zu of a person is %s", i, there ? "not there" : "still there");
        }
    }
}

struct wanted {
    char hex[2 * ACCOUNT_COMMITMENT + 1];
    size_t count;
    size_t all;
};

static void count_entry(void *context, struct span entry)
{
    struct wanted *w = context;
    bool erasure = memmem(entry.ptr, entry.len, "\"erasure\"", 9) != NULL;
    w->all += erasure ? 1 : 0;
    w->count += erasure && memmem(entry.ptr, entry.len, w->hex, strlen(w->hex)) != NULL ? 1 : 0;
}

static struct wanted entries_of(struct custodian *c, const struct person *p)
{
    struct wanted w = {.count = 0};
    for (size_t i = 0; i < ACCOUNT_COMMITMENT; i++) {
        (void)snprintf(w.hex + 2 * i, 3, "%02x", p->commitment[i]);
    }
    assert_int_equal(ledger_tail(c->ledger, UINT64_MAX, count_entry, &w), ERR_OK);
    return w;
}

/* What edged asks: nothing more there of `user`, and who is next. */
static size_t erased(struct region *r, int64_t user, int64_t *out_next)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {0};
    struct ask_sign asked = {.number = user};
    assert_int_equal(ask_sign_encode(ASK_ERASED, 8, &asked, &frame), ERR_OK);
    assert_int_equal(ipc_send(r->peer, buf_span(&frame), NULL, 0), ERR_OK);
    assert_int_equal(loop_round(&r->loop, 0), ERR_OK);
    buf_clear(&frame);
    assert_int_equal(ipc_wait(r->peer, 0), ERR_OK);
    assert_int_equal(ipc_recv(r->peer, &frame, NULL), ERR_OK);
    assert_int_equal(ask_answer_decode(ASK_ERASED, 8, buf_span(&frame), &answer), ERR_OK);
    assert_int_equal(answer.err, ERR_OK);
    for (size_t i = 0; i < answer.count; i++) {
        assert_int_equal(answer.entries[i].label.len, ASK_LOCKER);
    }
    *out_next = answer.count > 0 ? answer.entries[0].id : 0;
    return answer.count;
}

static void erase_to_the_end(struct region *r)
{
    int64_t next = 0;
    for (int i = 0; i < ROUNDS_MAX; i++) {
        size_t count = erased(r, next, &next);
        if (count == 0 && !erasing_pending(&r->custodian->erasing)) {
            return;
        }
    }
    fail_msg("the erasure did not end");
}

static void expect_opens(struct region *r, const struct person *p, bool opens)
{
    struct custodian *c = r->custodian;
    AUTO(buf) struct buf out = {.max = 64};
    vault_user_forget(c->vault, p->user);
    enum err err = account_unlock(&c->keys, p->user);
    assert_int_equal(err, opens ? ERR_OK : ERR_NOT_FOUND);
    err = vault_unseal(c->vault, p->user, FIELD_WATCH, span_of(p->sealed, p->sealed_len), &out);
    assert_int_equal(err, opens ? ERR_OK : ERR_NOT_FOUND);
}

static void expect_erased(struct region *r, const struct person *p)
{
    struct account_person who = {0};
    struct wanted w = entries_of(r->custodian, p);
    assert_int_equal(w.count, 1);
    assert_int_equal(account_session_find(r->custodian->db, p->token, time_wall_ms(), &who),
                     ERR_DENIED);
    expect_opens(r, p, false);
    expect_marks(p, false);
}

static void ask_to_leave(struct custodian *c, struct person *p)
{
    struct account_person person = {0};
    assert_int_equal(account_session_find(c->db, p->token, time_wall_ms(), &person), ERR_OK);
    assert_int_equal(account_leave(c->db, &person, ACCOUNT_LEAVE_NOW, 0), ERR_OK);
}

typedef void scenario(struct region *r);

/* One try: a child that dies at the n-th call. */
static int try_kill(int n, bool after, scenario *run)
{
    shell("rm -rf custodian ledger && cp -a kept/custodian kept/ledger .");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct region r;
        engine_wrap();
        behind = after;
        calls_left = n;
        region_open(&r);
        run(&r);
        _exit(ENDED);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static struct person ada;
static struct person ben;

static void killed_at_any_step_an_erasure_ends_with_one_entry_and_nothing_left(void **state)
{
    (void)state;
    struct region r;
    region_open(&r);
    person_make(r.custodian, "ada.marked", &ada);
    person_make(r.custodian, "ben.marked", &ben);
    ask_to_leave(r.custodian, &ada);
    region_close(&r);
    expect_marks(&ada, true);
    shell("mkdir kept && cp -a custodian ledger kept/");
    int tries = 0;
    for (int after = 0; after < 2; after++) {
        int ended = KILLED;
        for (int n = 0; ended == KILLED; n++) {
            ended = try_kill(n, after == 1, erase_to_the_end);
            assert_true(ended == KILLED || ended == ENDED);
            region_open(&r);
            erase_to_the_end(&r);
            expect_erased(&r, &ada);
            expect_opens(&r, &ben, true);
            assert_int_equal(entries_of(r.custodian, &ben).count, 0);
            region_close(&r);
            expect_marks(&ada, false);
            expect_marks(&ben, true);
            tries++;
        }
    }
    print_message("killed at %d steps\n", tries - 2);
    assert_true(tries > 40);
}

/* A region as the version before left it: keys in custodian.db. */
static uint8_t old_keys[PEOPLE][VAULT_WRAPPED];
extern const char *const account_schema[];

static void old_person(struct db *db, struct vault *v, int64_t user)
{
    char handle[16];
    (void)snprintf(handle, sizeof(handle), "old%lld", (long long)user);
    vault_user_make(v, user, old_keys[user - 1]);
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(db,
                                    "INSERT INTO account (id, handle, password, locker, made_by,"
                                    " created_ms) VALUES ($1, $2, 'none', $3, 1, 1)",
                                    &q),
                     ERR_OK);
    db_bind_i64(&q, 1, user);
    db_bind_text(&q, 2, span_text(handle));
    db_bind_blob(&q, 3, span_of(old_keys[user - 1] + 20, ACCOUNT_LOCKER));
    assert_int_equal(db_step_done(&q, NULL), ERR_OK);
    AUTO(db_query) struct db_query k = {0};
    assert_int_equal(
        db_query_start(db, "INSERT INTO user_key (account_id, wrapped) VALUES ($1, $2)", &k),
        ERR_OK);
    db_bind_i64(&k, 1, user);
    db_bind_blob(&k, 2, span_of(old_keys[user - 1], VAULT_WRAPPED));
    assert_int_equal(db_step_done(&k, NULL), ERR_OK);
}

static void old_region(void)
{
    char path[80];
    (void)snprintf(path, sizeof(path), "%s/custodian.db", data);
    AUTO(db_close) struct db *db = NULL;
    AUTO(vault_close) struct vault *v = NULL;
    AUTO(fd_close) int dir = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct vault_problem problem = {{0}};
    struct db_config config = {.path = path, .mode = DB_ALONE, .secure_delete = true};
    assert_int_equal(db_open(&config, &db), ERR_OK);
    assert_int_equal(db_migrate(db, account_schema, 2, NULL), ERR_OK);
    assert_int_equal(
        vault_open(&(struct vault_config){.dir_fd = dir, .origin = "test.example"}, &v, &problem),
        ERR_OK);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(account_region_set(db, span_text("test.example"), vault_key_id(v)), ERR_OK);
    for (int64_t user = 1; user <= PEOPLE; user++) {
        old_person(db, v, user);
    }
    assert_int_equal(db_commit(db), ERR_OK);
}

static void nothing_more(struct region *r)
{
    (void)r;
}

static void keys_move_to_a_database_of_their_own_killed_at_any_step(void **state)
{
    (void)state;
    old_region();
    shell("mkdir kept && cp -a custodian ledger kept/");
    int tries = 0;
    for (int after = 0; after < 2; after++) {
        int ended = KILLED;
        for (int n = 0; ended == KILLED; n++) {
            struct region r;
            ended = try_kill(n, after == 1, nothing_more);
            assert_true(ended == KILLED || ended == ENDED);
            region_open(&r);
            for (int64_t user = 1; user <= PEOPLE; user++) {
                struct mark key = {.len = 48};
                memcpy(key.bytes, old_keys[user - 1] + 41, key.len);
                assert_int_equal(account_unlock(&r.custodian->keys, user), ERR_OK);
                assert_false(file_has("custodian.db", &key) || file_has("custodian.db-wal", &key));
            }
            region_close(&r);
            tries++;
        }
    }
    print_message("killed at %d steps\n", tries - 2);
    assert_true(tries > 20);
}

static void a_database_without_its_keys_is_refused(void **state)
{
    (void)state;
    struct region r;
    region_open(&r);
    person_make(r.custodian, "ada.marked", &ada);
    region_close(&r);
    shell("mv custodian/keys.db kept.db");
    struct custodian *none = NULL;
    struct custodian_problem problem = {{0}};
    struct custodian_config config = {.data = data, .ledger = ledger, .origin = "test.example"};
    assert_int_equal(custodian_open(&config, &none, &problem), ERR_CONFLICT);
    assert_non_null(strstr(problem.text, "keys.db: missing"));
    shell("mv kept.db custodian/keys.db");
    region_open(&r);
    expect_opens(&r, &ada, true);
    region_close(&r);
}

/* A copy from before the erasure comes back, with keys and all. The ledger knows better. */
static void a_restored_copy_is_erased_again_without_a_second_entry(void **state)
{
    (void)state;
    struct region r;
    uint64_t count = 9;
    region_open(&r);
    person_make(r.custodian, "ada.marked", &ada);
    person_make(r.custodian, "ben.marked", &ben);
    region_close(&r);
    shell("mkdir kept && cp -a custodian/custodian.db custodian/keys.db kept/");
    region_open(&r);
    ask_to_leave(r.custodian, &ada);
    r.custodian->erasing.look = true;
    erase_to_the_end(&r);
    expect_erased(&r, &ada);
    assert_int_equal(custodian_catch_up(r.custodian, time_wall_ms(), &count), ERR_OK);
    assert_int_equal(count, 0);
    region_close(&r);
    shell("cp -a kept/* custodian/");
    expect_marks(&ada, true);
    region_open(&r);
    assert_int_equal(custodian_catch_up(r.custodian, time_wall_ms(), &count), ERR_OK);
    assert_int_equal(count, 1);
    erase_to_the_end(&r); /* edged's part, too: its database may have come back */
    expect_erased(&r, &ada);
    assert_int_equal(entries_of(r.custodian, &ada).all, 1);
    expect_opens(&r, &ben, true);
    region_close(&r);
    expect_marks(&ada, false);
}

/* In the copy ben is about to leave, and due. */
static void copy_leaves(void)
{
    char path[80];
    (void)snprintf(path, sizeof(path), "%s/copy/custodian.db", folder);
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_ALONE}, &db), ERR_OK);
    assert_int_equal(db_script(db, "UPDATE account SET state = 'leaving', leaves_ms = 5"
                                   " WHERE handle = 'ben.marked'"),
                     ERR_OK);
}

/* What `vitrine restore` leaves: a copy from before the erasure, and from when ben was to leave,
 * which he undid; the whole public ledger, the keys, and the plan; no head of the ledger's. */
static uint64_t restored_region(void)
{
    struct region r;
    region_open(&r);
    person_make(r.custodian, "ada.marked", &ada);
    person_make(r.custodian, "ben.marked", &ben);
    region_close(&r);
    shell("mkdir copy && cp -a custodian/custodian.db custodian/keys.db custodian/region.key "
          "custodian/said copy/ && mkdir copy/ledger && cp -a custodian/ledger/key copy/ledger/");
    region_open(&r);
    ask_to_leave(r.custodian, &ada);
    r.custodian->erasing.look = true;
    erase_to_the_end(&r);
    struct plan plan = {.made_ms = 5, .from = 1, .to = ledger_size(r.custodian->ledger)};
    region_close(&r);
    copy_leaves();
    AUTO(buf) struct buf text = {.max = PLAN_MAX};
    AUTO(fd_close) int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(plan_encode(&plan, &text), ERR_OK);
    assert_int_equal(file_replace(dir, "copy/" PLAN_FILE, buf_span(&text), 0600), ERR_OK);
    shell("mkdir kept && mv copy kept/custodian && cp -a ledger kept/ledger");
    return plan.to;
}

struct first {
    uint64_t restored;
    uint64_t all;
};

static void count_restored(void *context, struct span entry)
{
    struct first *f = context;
    bool is = memmem(entry.ptr, entry.len, "\"restored\"", 10) != NULL;
    f->restored += is ? 1 : 0;
    f->all++;
}

static void killed_at_any_step_of_its_first_start_a_restored_region_is_restored_once(void **state)
{
    (void)state;
    uint64_t to = restored_region();
    int tries = 0;
    for (int after = 0; after < 2; after++) {
        int ended = KILLED;
        for (int n = after; ended == KILLED; n += 2) {
            struct region r;
            struct first seen = {.all = 0};
            ended = try_kill(n, after == 1, nothing_more);
            assert_true(ended == KILLED || ended == ENDED);
            region_open(&r);
            expect_opens(&r, &ada, false); /* before anybody asks for anything */
            erase_to_the_end(&r);
            expect_erased(&r, &ada);
            assert_int_equal(entries_of(r.custodian, &ada).all, 1);
            expect_opens(&r, &ben, true);
            assert_int_equal(ledger_tail(r.custodian->ledger, UINT64_MAX, count_restored, &seen),
                             ERR_OK);
            assert_int_equal(seen.restored, 1);
            assert_true(seen.all > to);
            region_close(&r);
            shell("test ! -e custodian/" PLAN_FILE);
            expect_marks(&ada, false);
            expect_marks(&ben, true);
            tries++;
        }
    }
    print_message("killed at %d steps\n", tries - 2);
    assert_true(tries > 20);
}

static void tell_backup(struct region *r, enum ctl_backup code)
{
    uint8_t frame[CTL_SIZE];
    ctl_encode(&(struct ctl){.kind = CTL_BACKUP, .id = 1, .code = (int64_t)code}, frame);
    assert_int_equal(ipc_send(r->control, span_of(frame, sizeof(frame)), NULL, 0), ERR_OK);
    assert_int_equal(loop_round(&r->loop, 0), ERR_OK);
}

/* More than one round takes are to be told when a backup begins: none is told twice. */
static void erasures_that_a_backup_holds_have_one_entry_each(void **state)
{
    (void)state;
    static struct person people[PEOPLE];
    struct region r;
    region_open(&r);
    for (size_t i = 0; i < PEOPLE; i++) {
        char handle[16];
        (void)snprintf(handle, sizeof(handle), "marked%02zu", i);
        person_make(r.custodian, handle, &people[i]);
        ask_to_leave(r.custodian, &people[i]);
    }
    r.custodian->erasing.look = true;
    while (r.custodian->erasing.look) {
        assert_int_equal(loop_round(&r.loop, 0), ERR_OK);
    }
    for (size_t i = 0; i < PEOPLE; i++) { /* edged's part of all, and then one round */
        assert_int_equal(account_erasure_done(r.custodian->db, people[i].user), ERR_OK);
    }
    r.custodian->erasing.tell = true;
    tell_backup(&r, BACKUP_HOLD);
    for (int i = 0; i < 3; i++) {
        tell_backup(&r, BACKUP_HOLD);
    }
    tell_backup(&r, BACKUP_END);
    erase_to_the_end(&r);
    for (size_t i = 0; i < PEOPLE; i++) {
        expect_erased(&r, &people[i]);
    }
    assert_int_equal(entries_of(r.custodian, &people[0]).all, PEOPLE);
    region_close(&r);
}

/* While the region's key rotates, and with more people than one round takes. */
static void many_leave_while_the_regions_key_is_replaced(void **state)
{
    (void)state;
    static struct person people[PEOPLE];
    struct region r;
    region_open(&r);
    for (size_t i = 0; i < PEOPLE; i++) {
        char handle[16];
        (void)snprintf(handle, sizeof(handle), "marked%02zu", i);
        person_make(r.custodian, handle, &people[i]);
    }
    for (size_t i = 0; i < PEOPLE; i += 2) {
        ask_to_leave(r.custodian, &people[i]);
    }
    uint8_t frame[CTL_SIZE];
    ctl_encode(&(struct ctl){.kind = CTL_ROTATE}, frame);
    assert_int_equal(ipc_send(r.control, span_of(frame, sizeof(frame)), NULL, 0), ERR_OK);
    r.custodian->erasing.look = true;
    int64_t before = vault_key_id(r.custodian->vault);
    erase_to_the_end(&r);
    assert_int_not_equal(vault_key_id(r.custodian->vault), before);
    assert_int_equal(vault_old_id(r.custodian->vault), 0);
    region_close(&r);
    region_open(&r);
    assert_int_equal(entries_of(r.custodian, &people[0]).all, PEOPLE / 2);
    for (size_t i = 0; i < PEOPLE; i++) {
        if (i % 2 == 0) {
            expect_erased(&r, &people[i]);
        } else {
            expect_opens(&r, &people[i], true);
        }
    }
    region_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            killed_at_any_step_an_erasure_ends_with_one_entry_and_nothing_left, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_move_to_a_database_of_their_own_killed_at_any_step,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_database_without_its_keys_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_restored_copy_is_erased_again_without_a_second_entry,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            killed_at_any_step_of_its_first_start_a_restored_region_is_restored_once, setup,
            teardown),
        cmocka_unit_test_setup_teardown(erasures_that_a_backup_holds_have_one_entry_each, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(many_leave_while_the_regions_key_is_replaced, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
