/*
 * measure.h: what is executed, and its digest. An executable is copied into a sealed memory file,
 * that is hashed, and that is what runs: a file on disk could change between the two.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include "closure.h"

#include <stdbool.h>

enum { IMAGE_NAME = 64, IMAGE_PROBLEM = 256 };

struct image {
    char name[IMAGE_NAME]; /* vitrine-edged */
    int fd;                /* what is executed; -1: not open */
    bool sealed;           /* false: the kernel refuses executable memory files, fd is the file */
    uint8_t executable[DIGEST_SIZE];
    struct closure closure;
    uint8_t digest[DIGEST_SIZE]; /* of the whole closure, by image_refresh */
};

/*
 * image_open: BIN/name with BIN/name.closure. The executable is hashed; that its libraries are
 * there is all that is looked at of them. On failure problem says in words what is wrong:
 * ERR_NOT_FOUND: a file is missing; ERR_FORMAT: the list is malformed; ERR_IO, ERR_NOMEM,
 * ERR_LIMIT.
 */
MUST_USE enum err image_open(struct image *image, const char *bin, const char *name,
                             char problem[IMAGE_PROBLEM]);

/* image_refresh: before anything of it runs. Looks whether each library is still the file that was
 * hashed, and hashes those that are not; the digest then says so. Errors as image_open. */
MUST_USE enum err image_refresh(struct image *image, char problem[IMAGE_PROBLEM]);

void image_done(struct image *image);

#endif
