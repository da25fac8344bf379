/*
 * root.h: the tiny root of a process: a file system in memory with its libraries and its folders
 * and nothing else. Called in the new process, in a mount namespace of its own.
 */
#ifndef ROOT_H
#define ROOT_H

#include "closure.h"

#include <stdbool.h>
#include <stddef.h>

enum { ROOT_FOLDERS = 3 };

struct root_folder {
    const char *from; /* outside */
    const char *at;   /* inside: one part, "/data" */
    bool write;
};

struct root {
    const char *place; /* any folder: the new root is built over it, in this namespace only */
    const struct closure *closure;
    const struct root_folder *folders;
    size_t folder_count; /* at most ROOT_FOLDERS */
    bool resolver;       /* also the files by which names are looked up and certificates believed */
};

/* root_enter: afterwards "/" is the tiny root, read-only but for the folders with write, and the
 * old one is gone. Returns NULL, or the step that failed, in words (errno says why). */
const char *root_enter(const struct root *r);

#endif
