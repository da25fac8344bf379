/*
 * said.h: what the ledger says of three things that last: which data map holds, which of the
 * region's keys, and who is asked to cosign. Kept in a file, said, in custodiand's folder, which is
 * written once the entry is durable; after a crash between the two the entry is made once more,
 * with the same words.
 *
 *   vitrine-said 1
 *   datamap <digest of the map, 64 hexadecimal digits>
 *   key <id of the region's key, 16 hexadecimal digits>
 *   old <id of the key that it takes the place of; 0 if there is none>
 *   witnesses <digest of the file that names them>     if anybody was ever asked
 *
 * Nothing may follow. A file that is missing or malformed says nothing: all is said again.
 */
#ifndef SAID_H
#define SAID_H

#include "base_buf.h"
#include "base_err.h"
#include "digest.h"
#include "journal.h"
#include "vault.h"
#include "witnesses.h"

#include <stdint.h>

struct said {
    int dir_fd; /* borrowed */
    bool changed;
    uint8_t map_now[DIGEST_SIZE]; /* of the map that is linked in */
    uint8_t map[DIGEST_SIZE];     /* that the ledger speaks of */
    int64_t key;
    int64_t old;
    uint8_t witnesses[DIGEST_SIZE]; /* zeroes: nobody */
};

/* said_open: reads the file. ERR_NOMEM, ERR_IO. */
MUST_USE enum err said_open(struct said *s, int dir_fd);

/* said_entries: appends what the ledger does not say yet. said_commit: after the ledger's commit,
 * notes that it does. */
MUST_USE enum err said_entries(struct said *s, struct journal *j, const struct vault *v,
                               const struct witnesses *w);
MUST_USE enum err said_commit(struct said *s);

/* said_same: whether the ledger says that these witnesses are asked. */
bool said_same(const struct said *s, const struct witnesses *w);

/* said_pending: whether the next round has an entry to make. */
bool said_pending(const struct said *s, const struct vault *v, const struct witnesses *w);

#endif
