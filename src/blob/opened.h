/*
 * opened.h: media files that were opened lately, so that the next request for one opens nothing.
 * What blob_drop removes is closed at once, and is not kept by who was opening it meanwhile.
 */
#ifndef BLOB_OPENED_H
#define BLOB_OPENED_H

#include "blob.h"

struct opened;

MUST_USE enum err opened_new(struct opened **out_opened);
void opened_free(struct opened *o);
AUTO_CLOSER(opened_free, struct opened)

/* opened_drops: to be asked before a file is opened, and handed to opened_keep with it. */
uint64_t opened_drops(struct opened *o);

/* opened_get: a duplicate of the file's descriptor, the caller's, and the file's size. The place in
 * the file is shared by all duplicates. ERR_NOT_FOUND: it is not kept. ERR_LIMIT, ERR_IO. */
MUST_USE enum err opened_get(struct opened *o, const struct blob_id *id, int *out_fd,
                             uint64_t *out_size);

/* opened_keep: keeps a duplicate of fd; another file may have to go. Not if something was dropped
 * since `drops`, nor if there is no descriptor left. */
void opened_keep(struct opened *o, uint64_t drops, const struct blob_id *id, int fd, uint64_t size);

/* opened_drop: closes it. */
void opened_drop(struct opened *o, const struct blob_id *id);

#endif
