/*
 * verify_source.h: where what is checked comes from: a service that answers now, or a copy of one
 * in a folder.
 */
#ifndef VERIFY_SOURCE_H
#define VERIFY_SOURCE_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a file travels: as it lies, or packed as a browser asks for it. */
enum verify_packing { PACKING_NONE, PACKING_BR, PACKING_GZIP };

struct verify_want {
    const char *path; /* begins with '/' */
    size_t max;       /* bytes */
    enum verify_packing packing;
    int64_t time_ms; /* that it may take; 0: as long as the source allows */
};

/* verify_want_name: the file of a copy that has what is wanted: its path, and how it is packed.
 * ERR_LIMIT: too long. */
enum { VERIFY_NAME = 256 };
MUST_USE enum err verify_want_name(const struct verify_want *want, char out[VERIFY_NAME]);

/*
 * get: the bytes as they came; *out is replaced. ERR_NOT_FOUND: there is no such file. ERR_GONE: it
 * can't be had just now. ERR_LIMIT: longer than max. ERR_DENIED, ERR_FORMAT: an answer that is no
 * file. ERR_NOMEM. problem: the last failure in words.
 */
struct verify_source {
    void *context;
    const char *name; /* an address, or a folder */
    bool live;        /* a service; false: a copy, which can't be asked anything */
    enum err (*get)(void *context, const struct verify_want *want, struct buf *out);
    const char *(*problem)(const void *context);
};

/*
 * verify_folder_open: a copy: a folder that `vitrine mirror` made, or one that has a ledger in
 * ledger/. No part of a path may be a symbolic link: whoever made the folder may be hostile.
 * ERR_NOT_FOUND: no such folder. *out_folder must outlive the source.
 */
struct verify_folder;
MUST_USE enum err verify_folder_open(const char *path, struct verify_folder **out_folder);
void verify_folder_close(struct verify_folder *f);
AUTO_CLOSER(verify_folder_close, struct verify_folder)
struct verify_source verify_folder_source(struct verify_folder *f);

#endif
