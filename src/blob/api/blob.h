/*
 * blob.h: media objects in a folder, each under a random 128-bit name. All functions may be called
 * from any thread.
 *
 *   incoming/NAME.part       being written; swept away at start unless somebody needs it
 *   incoming/NAME            an original, whole, that waits for its job
 *   blobs/NA/ME/NAME         media, whole (fan-out by the first four characters)
 *   held/NAME                removed while a backup needs it; swept away at start
 *
 * An object gets its last place by one rename once its bytes are durable: it is there whole, or
 * not.
 */
#ifndef BLOB_H
#define BLOB_H

#include "base_auto.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

enum { BLOB_NAME = 32 }; /* lower-case hexadecimal digits */

struct blob_id {
    char text[BLOB_NAME + 1];
};

enum blob_place { BLOB_DRAFT, BLOB_ORIGINAL, BLOB_MEDIA };

struct blobs;

/* blob_open: the folder `path`, which must be there; incoming/, blobs/ and held/ are made, and
 * held/ is emptied. ERR_NOT_FOUND,
 * ERR_DENIED, ERR_FULL, ERR_IO, ERR_NOMEM. */
MUST_USE enum err blob_open(const char *path, struct blobs **out_blobs);
void blob_close(struct blobs *b);
AUTO_CLOSER(blob_close, struct blobs)

/* blob_id_new: a fresh name. blob_id_of: ERR_FORMAT unless text is one. */
void blob_id_new(struct blob_id *out_id);
MUST_USE enum err blob_id_of(struct span text, struct blob_id *out_id);

/* blob_create: a draft, empty, open for reading and writing; the descriptor is the caller's.
 * ERR_CONFLICT: that name is there. ERR_FULL, ERR_IO. */
MUST_USE enum err blob_create(struct blobs *b, const struct blob_id *id, int *out_fd);

/* blob_scratch: the same without a name: gone with its last descriptor. */
MUST_USE enum err blob_scratch(struct blobs *b, int *out_fd);

/* blob_scratch_read: the same with a second descriptor that can only read, for somebody else. */
MUST_USE enum err blob_scratch_read(struct blobs *b, int *out_fd, int *out_read_fd);

/* blob_resume: a draft that is there, open for reading and writing; the descriptor is the caller's.
 * ERR_NOT_FOUND, ERR_IO. */
struct blob_draft {
    int fd;
    uint64_t size;
    int64_t changed_ms; /* wall time of its last byte */
};
MUST_USE enum err blob_resume(struct blobs *b, const struct blob_id *id,
                              struct blob_draft *out_draft);

/* blob_sync: makes a draft as it stands durable, under its name. ERR_FULL, ERR_IO. */
MUST_USE enum err blob_sync(struct blobs *b, const struct blob_id *id, int fd);

/* blob_keep: makes the draft's bytes durable (fd is its descriptor, and stays open) and moves it to
 * `place`. On failure the draft is still a draft. ERR_FULL, ERR_IO, ERR_NOT_FOUND. */
MUST_USE enum err blob_keep(struct blobs *b, const struct blob_id *id, int fd,
                            enum blob_place place);

/* blob_get: open for reading, with its size; the descriptor is the caller's. Of BLOB_MEDIA, up to
 * LIMIT_OPENED files stay open until they are dropped, and descriptors share their place in the
 * file: read with pread or sendfile. ERR_NOT_FOUND, ERR_LIMIT, ERR_IO. */
MUST_USE enum err blob_get(struct blobs *b, enum blob_place place, const struct blob_id *id,
                           int *out_fd, uint64_t *out_size);

/* blob_drop: removes it; one that is not there is no failure. */
enum err blob_drop(struct blobs *b, enum blob_place place, const struct blob_id *id);

/* blob_hold: from now on originals and media that are dropped are put aside, in held/.
 * blob_release: these are removed, and all goes on as before; ERR_IO if one cannot be: the next
 * start removes it. */
void blob_hold(struct blobs *b);
enum err blob_release(struct blobs *b);

/* blob_room: ERR_FULL unless that many bytes, and LIMIT_DISK_RESERVE_MIB beside them, are free. */
MUST_USE enum err blob_room(struct blobs *b, uint64_t bytes);

/* blob_step: before bytes are written at this place of a draft, of which at most `left` more come
 * (0: none): every 8 MiB (*until: where it looks again, at first the place itself) errors as
 * blob_room, and what stands before goes on its way to the disk, so that there is little to wait
 * for at the end.
 */
MUST_USE enum err blob_step(struct blobs *b, int fd, uint64_t at, uint64_t left, uint64_t *until);

/* blob_sweep: at start. Removes each draft and each original for which needed() says
 * ERR_NOT_FOUND; any other error of it ends the sweep. Files that are not ours stay. Needs
 * getdents64. */
typedef enum err blob_needed(void *app, enum blob_place place, const struct blob_id *id);
MUST_USE enum err blob_sweep(struct blobs *b, blob_needed *needed, void *app, size_t *out_removed);

#endif
