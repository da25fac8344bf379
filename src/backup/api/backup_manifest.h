/*
 * backup_manifest.h: what a backup is made of: the file `manifest`, canonical JSON (RFC 8785, as
 * tlog_entry.h reads it), one object with exactly these members:
 *
 *   accounts, app, media, people, region              SHA-256 of the part, in hex
 *   accounts_bytes, app_bytes, media_bytes, people_bytes, region_bytes    and its length
 *   media_count    objects in the media list          begun_ms, ended_ms   wall times
 *   id             the backup's id, 16 bytes in hex    origin    the region's name
 *   from, root     size and root of the ledger before anything was copied
 *   key            public half of the backup key      week      of the weekly key
 *   datamap        digest of the data map              type "vitrine-backup", v 1
 *
 * Its SHA-256 is in the ledger, in an entry "backup".
 */
#ifndef BACKUP_MANIFEST_H
#define BACKUP_MANIFEST_H

#include "backup_key.h"
#include "backup_part.h"
#include "backup_week.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

enum { MANIFEST_MAX = 8 * 1024, MANIFEST_DIGEST = 32, MANIFEST_PARTS = 5 };

struct manifest_part {
    uint64_t bytes;
    uint8_t digest[MANIFEST_DIGEST];
};

struct manifest {
    uint8_t id[PART_ID];
    char origin[LIMIT_ORIGIN + 1];
    uint64_t from;
    uint8_t root[MANIFEST_DIGEST];
    int64_t begun_ms;
    int64_t ended_ms;
    uint64_t media_count;
    uint8_t key[BACKUP_KEY_SIZE];
    uint8_t datamap[MANIFEST_DIGEST];
    struct week week;
    struct manifest_part parts[MANIFEST_PARTS]; /* by enum part_kind, from PART_REGION on */
};

/* manifest_part_of: of PART_REGION to PART_MEDIA_LIST. manifest_part_name: "region", "accounts",
 * "people", "app", "media": its member in the manifest; the file's name is that and ".part", or
 * "media.list", which is not sealed. */
struct manifest_part *manifest_part_of(struct manifest *m, enum part_kind kind);
const char *manifest_part_name(enum part_kind kind);

/* manifest_decode: ERR_FORMAT; ERR_CONFLICT: of a later version than this program. */
MUST_USE enum err manifest_decode(struct span in, struct manifest *out_manifest);
MUST_USE enum err manifest_encode(const struct manifest *m, struct buf *out);

/*
 * The file media.list, in the clear, since it says no more than the names of the objects' files:
 * for each object one line, sorted by name, no name twice: <32 hex: its name> SP <"media" or
 * "original"> SP <64 hex: SHA-256 of the sealed object> LF
 */
struct manifest_media {
    char name[2 * PART_ID + 1];
    bool original;
    uint8_t digest[MANIFEST_DIGEST];
};

enum { MANIFEST_MEDIA_LINE = 2 * PART_ID + 1 + 8 + 1 + 2 * MANIFEST_DIGEST + 1 }; /* the longest */

MUST_USE enum err manifest_media_put(const struct manifest_media *media, struct buf *out);
/* manifest_media_take: the next line off *rest, which must come behind `before` (NULL: the first).
 * ERR_FORMAT. */
MUST_USE enum err manifest_media_take(struct span *rest, const char *before,
                                      struct manifest_media *out_media);

#endif
