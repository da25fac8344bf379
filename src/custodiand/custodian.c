#include "custodian.h"

#include "account.h"
#include "account_session.h"
#include "base_file.h"
#include "base_time.h"
#include "datamap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum err fail(struct custodian_problem *problem, enum err err, const char *format, ...)
    __attribute__((__format__(printf, 3, 4)));

static enum err fail(struct custodian_problem *problem, enum err err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(problem->text, sizeof(problem->text), format, args);
    va_end(args);
    return err;
}

static enum err path_join(char out[PATH_MAX], const char *folder, const char *name)
{
    int len = snprintf(out, PATH_MAX, "%s/%s", folder, name);
    return len < 0 || len >= PATH_MAX ? ERR_LIMIT : ERR_OK;
}

/* What is not listed in the data map is refused. */
static enum err columns_check(struct db *db, enum datamap_store store,
                              struct custodian_problem *problem)
{
    struct datamap_check check = {.store = store};
    const char *name = datamap_store_name(store);
    enum err err = db_columns(db, datamap_check_column, &check);
    if (err == ERR_DENIED && check.text[0] != '\0') {
        return fail(problem, err, "%s: %s", name, check.text);
    }
    return err == ERR_OK ? ERR_OK : fail(problem, err, "%s: %s", name, err_text(err));
}

static enum err open_folder(struct custodian *c, const struct custodian_config *config,
                            struct custodian_problem *problem)
{
    c->data_fd = open(config->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c->data_fd < 0) {
        enum err err = err_from_errno(errno);
        return fail(problem, err, "%s: %s", config->data, err_text(err));
    }
    struct datamap_check check = {.store = STORE_FILES, .folder = "custodian"};
    enum err err = file_names(c->data_fd, datamap_check_file, &check);
    if (err == ERR_DENIED && check.text[0] != '\0') {
        return fail(problem, err, "%s", check.text);
    }
    if (err != ERR_OK) {
        return fail(problem, err, "%s: %s", config->data, err_text(err));
    }
    err = restore_read(c->data_fd, &c->restore);
    return err == ERR_OK ? ERR_OK : fail(problem, err, PLAN_FILE ": %s", err_text(err));
}

static enum err open_one(const struct custodian_config *config, const char *name,
                         struct db **out_db, struct custodian_problem *problem)
{
    char path[PATH_MAX];
    TRY(path_join(path, config->data, name));
    enum err err = db_open(
        &(struct db_config){.path = path, .mode = DB_WRITER, .secure_delete = true}, out_db);
    return err == ERR_OK ? ERR_OK : fail(problem, err, "%s: %s", name, err_text(err));
}

static enum err open_databases(struct custodian *c, const struct custodian_config *config,
                               struct custodian_problem *problem)
{
    TRY(open_one(config, "custodian.db", &c->db, problem));
    TRY(open_one(config, "keys.db", &c->keys.db, problem));
    enum err err = account_migrate(c->db, &c->keys);
    if (err == ERR_CONFLICT) {
        return fail(problem, err, "custodian.db or keys.db: made by a newer version of Vitrine");
    }
    if (err != ERR_OK) {
        return fail(problem, err, "custodian.db: %s: %s; keys.db: %s", err_text(err),
                    db_problem(c->db), db_problem(c->keys.db));
    }
    TRY(columns_check(c->db, STORE_CUSTODIAN, problem));
    return columns_check(c->keys.db, STORE_KEYS, problem);
}

/* The keys are those of the accounts; what a crash left is put right. */
static enum err join_keys(struct custodian *c, struct custodian_problem *problem)
{
    enum err err = account_keys_claim(&c->keys, c->db);
    if (err == ERR_CONFLICT) {
        return fail(problem, err, "keys.db: missing, or not the one that custodian.db belongs to");
    }
    if (err == ERR_OK) {
        err = account_keys_sweep(&c->keys, c->db);
    }
    return err == ERR_OK
               ? ERR_OK
               : fail(problem, err, "keys.db: %s: %s", err_text(err), db_problem(c->keys.db));
}

/* The first start writes down which region and which key this database belongs to; the first of
 * this version's, with what key it hashes. */
static enum err claim_region(struct custodian *c, const char *origin, bool first)
{
    TRY(db_begin(c->db));
    enum err err = ERR_OK;
    if (first) {
        err = account_region_set(c->db, span_text(origin), vault_key_id(c->vault));
    }
    if (err == ERR_OK) {
        err = account_mac_load(c->db, c->vault);
    }
    if (err != ERR_OK) {
        db_rollback(c->db);
        return err;
    }
    return db_commit(c->db);
}

static enum err open_vault(struct custodian *c, const struct custodian_config *config,
                           struct custodian_problem *problem)
{
    struct account_region region = {0};
    enum err err = account_region_get(c->db, &region);
    if (err != ERR_OK) {
        return fail(problem, err, "custodian.db: %s: %s", err_text(err), db_problem(c->db));
    }
    if (region.key_id != 0 && !span_is(span_of(region.origin, region.origin_len), config->origin)) {
        return fail(problem, ERR_CONFLICT, "custodian.db: belongs to another region, %.*s",
                    (int)region.origin_len, region.origin);
    }
    struct vault_config vault = {
        .dir_fd = c->data_fd, .origin = config->origin, .key_id = region.key_id};
    struct vault_problem words = {{0}};
    err = vault_open(&vault, &c->vault, &words);
    if (err != ERR_OK) {
        return fail(problem, err, "%s", words.text);
    }
    c->keys.vault = c->vault;
    err = claim_region(c, config->origin, region.key_id == 0);
    if (err == ERR_DENIED || err == ERR_FORMAT) {
        return fail(problem, err, "custodian.db: region.mac_key is damaged, or another region's");
    }
    if (err != ERR_OK) {
        return fail(problem, err, "custodian.db: %s: %s", err_text(err), db_problem(c->db));
    }
    return join_keys(c, problem);
}

static enum err open_ledger(struct custodian *c, const struct custodian_config *config,
                            struct custodian_problem *problem)
{
    char path[PATH_MAX];
    TRY(path_join(path, config->data, "ledger"));
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        enum err err = err_from_errno(errno);
        return fail(problem, err, "%s: %s", path, err_text(err));
    }
    const char *log = config->log == NULL ? config->origin : config->log;
    struct ledger_config ledger = {
        .public_dir = config->ledger, .private_dir = path, .origin = log};
    ledger.mark_dir = config->mark;
    ledger.adopt = c->restore.asked;
    struct ledger_problem words = {{0}};
    enum err err = ledger_open(&ledger, &c->ledger, &words);
    if (err != ERR_OK) {
        return fail(problem, err, "ledger: %s", words.text);
    }
    err = journal_start(&c->journal, c->ledger, log);
    if (err != ERR_OK) {
        return fail(problem, err, "ledger: %s", ledger_problem_text(c->ledger));
    }
    err = said_open(&c->said, c->data_fd);
    if (err != ERR_OK) {
        return fail(problem, err, "the file said: %s", err_text(err));
    }
    struct witnesses_problem why = {{0}};
    err = witnesses_open(&c->witnesses, c->data_fd, c->ledger, time_mono_ms(), &why);
    if (err != ERR_OK) {
        return fail(problem, err, "%s", why.text);
    }
    err = claimed_open(&c->claimed, c->data_fd, said_same(&c->said, &c->witnesses));
    return err == ERR_OK ? ERR_OK : fail(problem, err, "the file claimed: %s", err_text(err));
}

/* What a restored region owes: its entry, every erasure that the ledger has, and every decision. */
static enum err end_restore(struct custodian *c, struct custodian_problem *problem)
{
    uint64_t count = 0;
    enum err err = restore_said(&c->restore, &c->journal);
    if (err == ERR_OK && c->restore.asked) {
        err = custodian_catch_up(c, time_wall_ms(), &count);
    }
    if (err == ERR_OK) {
        err = restore_end(&c->restore, c->data_fd);
    }
    return err == ERR_OK ? ERR_OK
                         : fail(problem, err, "ending a restore: %s; %s", err_text(err),
                                ledger_problem_text(c->ledger));
}

enum err custodian_open(const struct custodian_config *config, struct custodian **out_custodian,
                        struct custodian_problem *out_problem)
{
    (void)fail(out_problem, ERR_OK, "out of memory, or a path that is too long");
    AUTO(custodian_close) struct custodian *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return ERR_NOMEM;
    }
    c->data_fd = -1;
    if (strlen(config->origin) > LIMIT_ORIGIN) {
        return ERR_LIMIT;
    }
    memcpy(c->origin, config->origin, strlen(config->origin) + 1);
    TRY(open_folder(c, config, out_problem));
    TRY(open_databases(c, config, out_problem));
    TRY(open_vault(c, config, out_problem));
    TRY(open_ledger(c, config, out_problem));
    TRY(end_restore(c, out_problem));
    enum err err = erasing_resume(&c->erasing, c->db, c->ledger);
    if (err == ERR_OK) {
        err = office_resume(&c->office, c->db, c->ledger);
    }
    if (err == ERR_OK) {
        err = desk_resume(&c->desk, c->db, c->ledger);
    }
    if (err == ERR_OK) {
        err = custodian_checkpoint(c);
    }
    if (err == ERR_OK) {
        err = rotation_resume(&c->rotation, &c->keys);
    }
    if (err != ERR_OK) {
        return fail(out_problem, err, "custodian.db: %s: %s", err_text(err), db_problem(c->db));
    }
    TRY(account_allowance_new(&c->allowance));
    err = backup_new(c->data_fd, config->data, &c->backup);
    if (err != ERR_OK) {
        return fail(out_problem, err, "%s: what a backup left, or memory for one: %s", config->data,
                    err_text(err));
    }
    TRY(guess_new(&c->guess));
    TRY(challenges_new(time_mono_ms(), &c->challenges));
    c->origins = config->origins;
    TRY(hasher_new(&c->hasher));
    *out_custodian = MOVE(c);
    return ERR_OK;
}

void custodian_close(struct custodian *c)
{
    if (c == NULL) {
        return;
    }
    backup_free(c->backup);
    hasher_free(c->hasher);
    account_allowance_free(c->allowance);
    guess_free(c->guess);
    challenges_free(c->challenges);
    witnesses_done(&c->witnesses);
    ledger_close(c->ledger);
    vault_close(c->vault);
    db_close(c->keys.db);
    db_close(c->db);
    fd_close(c->data_fd);
    free(c);
}

enum err custodian_begin(struct custodian *c)
{
    TRY(db_begin_later(c->db));
    enum err err = db_begin_later(c->keys.db);
    if (err != ERR_OK) {
        db_rollback(c->db);
    }
    return err;
}

enum err custodian_commit(struct custodian *c)
{
    enum err err = db_commit(c->keys.db);
    if (err != ERR_OK) {
        db_rollback(c->db);
        return err;
    }
    return db_commit(c->db);
}

void custodian_rollback(struct custodian *c)
{
    db_rollback(c->keys.db);
    db_rollback(c->db);
}

enum err custodian_checkpoint(struct custodian *c)
{
    TRY(db_checkpoint(c->keys.db));
    return db_checkpoint(c->db);
}

enum err custodian_catch_up(struct custodian *c, int64_t now_ms, uint64_t *out_count)
{
    uint64_t count = 0;
    TRY(custodian_begin(c));
    enum err err = erasing_again(c->db, &c->keys, c->ledger, now_ms, &count);
    if (err == ERR_OK) {
        err = office_again(c->db, c->ledger);
    }
    if (err == ERR_OK) { /* the ledger does not say who stayed: nobody is erased unasked */
        err = account_leave_later(c->db, now_ms + (int64_t)LIMIT_LEAVE_DAYS * 24 * 60 * 60 * 1000);
    }
    if (err == ERR_OK) { /* nor does it say which sessions were ended since */
        err = account_session_end_all(c->db);
    }
    if (err != ERR_OK) {
        custodian_rollback(c);
        return err;
    }
    TRY(custodian_commit(c));
    TRY(custodian_checkpoint(c));
    *out_count = count;
    return ERR_OK;
}

enum err custodian_save(struct custodian *c)
{
    TRY(db_save(c->db));
    enum err err = db_save(c->keys.db);
    if (err != ERR_OK) {
        db_restore(c->db);
    }
    return err;
}

enum err custodian_release(struct custodian *c)
{
    TRY(db_release(c->keys.db));
    return db_release(c->db);
}

void custodian_restore(struct custodian *c)
{
    db_restore(c->keys.db);
    db_restore(c->db);
}
