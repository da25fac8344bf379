/*
 * custodian.h: everything that this process holds open, and how it is opened. Before it is
 * confined.
 */
#ifndef CUSTODIAN_H
#define CUSTODIAN_H

#include "account_allowance.h"
#include "account_keys.h"
#include "backup.h"
#include "base_auto.h"
#include "base_err.h"
#include "challenge.h"
#include "claimed.h"
#include "db.h"
#include "desk.h"
#include "erasing.h"
#include "guess.h"
#include "hasher.h"
#include "journal.h"
#include "ledger.h"
#include "office.h"
#include "passkey.h"
#include "restore.h"
#include "rotation.h"
#include "said.h"
#include "vault.h"
#include "witnesses.h"

struct custodian_config {
    const char *data; /* custodian.db, keys.db, region.key, ledger/ (the ledger's private files) */
    const char *ledger; /* the ledger's public files */
    const char *mark;   /* where no copy of the two has it (ledger.h); NULL: there is none */
    const char *origin;
    const char *log;                /* the ledger's name; NULL: as origin */
    struct passkey_origins origins; /* where a browser may use passkeys; borrowed */
};

struct custodian_problem {
    char text[512];
};

struct custodian {
    struct db *db;
    struct account_keys keys; /* keys.db, owned, and the vault */
    struct vault *vault;
    struct ledger *ledger;
    struct hasher *hasher;
    struct account_allowance *allowance;
    struct guess *guess;
    struct challenges *challenges;
    struct passkey_origins origins;
    char origin[LIMIT_ORIGIN + 1]; /* the region's name */
    struct journal journal;
    struct said said;
    struct claimed claimed;
    struct witnesses witnesses;
    struct rotation rotation;
    struct erasing erasing;
    struct office office;
    struct desk desk;
    struct backup *backup;
    bool backup_holds;      /* nobody is erased meanwhile: app.db and these databases are to fit */
    struct restore restore; /* as it was found at the start */
    int data_fd;            /* its own folder */
};

/*
 * custodian_open: opens, or makes in empty folders, the database, the region's key and the ledger,
 * and sees that they belong together. On failure out_problem says in words what is wrong, and
 * nothing that was there has been changed, except that a database may have been brought to this
 * version's schema.
 */
MUST_USE enum err custodian_open(const struct custodian_config *config,
                                 struct custodian **out_custodian,
                                 struct custodian_problem *out_problem);
void custodian_close(struct custodian *c);

/* A round's transaction, over both databases. custodian_commit: keys.db first (account_keys.h);
 * after a failure the process must leave. custodian_checkpoint: nothing stays in the write-ahead
 * logs. */
MUST_USE enum err custodian_begin(struct custodian *c);
MUST_USE enum err custodian_commit(struct custodian *c);
void custodian_rollback(struct custodian *c);
MUST_USE enum err custodian_checkpoint(struct custodian *c);

/* custodian_catch_up: behind custodian_open, when the databases were restored from an older
 * copy: erasing_again, office_again, whoever leaves has all their days again, and no session of the
 * copy is good, durable. Errors of erasing_again; then leave. */
MUST_USE enum err custodian_catch_up(struct custodian *c, int64_t now_ms, uint64_t *out_count);

/* Nested, as db_save. */
MUST_USE enum err custodian_save(struct custodian *c);
MUST_USE enum err custodian_release(struct custodian *c);
void custodian_restore(struct custodian *c);
AUTO_CLOSER(custodian_close, struct custodian)

#endif
