/*
 * tree.h: folders of files that are made as a whole, by backup and restore.
 */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <sys/types.h>

/* tree_folders: every folder of the path before its last slash, 0755 or as umask has it.
 * ERR_CONFLICT: one is something else, or a symbolic link: whoever owns the top may be hostile. */
MUST_USE enum err tree_folders(int dir_fd, const char *path);

/* tree_create: a new file for writing, in folders that are made as needed; the caller's.
 * ERR_CONFLICT: it is there. tree_put: with these bytes. Neither syncs. */
MUST_USE enum err tree_create(int dir_fd, const char *path, mode_t mode, int *out_fd);
MUST_USE enum err tree_put(int dir_fd, const char *path, struct span bytes, mode_t mode);

/* tree_open: a regular file for reading; no part of the path may be a symbolic link: whoever owns
 * the folder may be hostile. ERR_NOT_FOUND, ERR_FORMAT (not a regular file), ERR_IO. */
MUST_USE enum err tree_open(int dir_fd, const char *path, int *out_fd);

/* tree_remove: the file or folder of that name, with all that is in it. ERR_OK if there is none. */
enum err tree_remove(int dir_fd, const char *name);

/* tree_give: the folder and all that is in it belong to this user. */
MUST_USE enum err tree_give(int dir_fd, const char *name, uid_t owner);

/* tree_sync: everything that was written on its file system is durable. */
MUST_USE enum err tree_sync(int dir_fd);

/* tree_is_below: whether a path is another one, or below it. Both must be there. */
bool tree_is_below(const char *path, const char *top);

#endif
