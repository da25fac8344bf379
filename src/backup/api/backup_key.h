/*
 * backup_key.h: X25519 key pairs that backups are sealed to, and their files. Text:
 *
 *   public half   vitrine-backup-public 1 LF
 *                 public <64 hex> LF
 *   secret half   vitrine-backup-secret 1 LF
 *                 public <64 hex> LF
 *                 secret <64 hex> LF
 *
 * Nothing may follow. The public half of a secret file must be the secret's.
 */
#ifndef BACKUP_KEY_H
#define BACKUP_KEY_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BACKUP_KEY_SIZE = 32, BACKUP_KEY_FILE_MAX = 512 };

/* AUTO(backup_pair) struct backup_pair p = {.secret = {0}}: wiped at its end. */
struct backup_pair {
    uint8_t public[BACKUP_KEY_SIZE];
    uint8_t secret[BACKUP_KEY_SIZE];
};

void backup_pair_auto(struct backup_pair *p);

/* backup_locked_new: zeroed memory in a mapping of its own, locked and left out of core dumps.
 * ERR_DENIED: it could not be locked. backup_locked_free wipes it; NULL is fine. */
MUST_USE enum err backup_locked_new(size_t size, void **out_memory);
void backup_locked_free(void *memory, size_t size);

/* backup_clear: zeroes memory in a way that a compiler does not leave out. */
void backup_clear(void *memory, size_t size);

/* backup_ready: once per process, before anything else of this folder. ERR_IO. */
MUST_USE enum err backup_ready(void);

/* backup_pair_new: a fresh pair. */
void backup_pair_new(struct backup_pair *out_pair);

/* The files. Decoders: ERR_FORMAT; a secret's buf is to be wiped by backup_wipe. */
MUST_USE enum err backup_public_encode(const uint8_t public[BACKUP_KEY_SIZE], struct buf *out);
MUST_USE enum err backup_public_decode(struct span in, uint8_t out_public[BACKUP_KEY_SIZE]);
MUST_USE enum err backup_secret_encode(const struct backup_pair *pair, struct buf *out);
MUST_USE enum err backup_secret_decode(struct span in, struct backup_pair *out_pair);

/* backup_secret_make: a fresh pair whose secret half is durable in a new file of that name, 0600.
 * ERR_CONFLICT: there is one; it is left alone. ERR_FULL, ERR_IO, ERR_DENIED, ERR_NOT_FOUND. */
MUST_USE enum err backup_secret_make(int dir_fd, const char *name, struct backup_pair *out_pair);

/* backup_secret_read: ERR_DENIED if others than its owner may read it. */
MUST_USE enum err backup_secret_read(int dir_fd, const char *name, struct backup_pair *out_pair);

/* backup_destroy: overwrites the file's bytes with zeroes where they lie, durable, and removes it.
 * ERR_NOT_FOUND, ERR_IO. */
enum err backup_destroy(int dir_fd, const char *name);

/* backup_wipe: zeroes all memory that the buf has. */
void backup_wipe(struct buf *b);

#endif
