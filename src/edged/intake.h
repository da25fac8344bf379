/*
 * intake.h: an original's bytes on their way into its file: in memory until they fill pieces, in
 * the file only sealed (shut_form.h). A file of an older version is not sealed: then they go
 * straight to it.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include "base_auto.h"
#include "shut.h"

#include <stdbool.h>

struct intake {
    uint64_t from; /* bytes that are in the file: whole pieces, or all */
    size_t len;    /* that follow in memory */
    bool late;     /* some of them are nowhere else */
    struct shut_room room;
    uint8_t bytes[SHUT_AT_ONCE * SHUT_PIECE];
};

/* intake_new: ERR_NOMEM. intake_free: wipes it. */
MUST_USE enum err intake_new(struct intake **out_intake);
void intake_free(struct intake *in);
AUTO_CLOSER(intake_free, struct intake)

/* intake_write: the file's length is at least what has come, or SHUT_ENDLESS. After an error some
 * of the bytes may have been taken: from and len say how many. Errors of shut_write. */
MUST_USE enum err intake_write(struct intake *in, const struct shut_of *of,
                               const struct shut_file *to, struct span bytes);

/* intake_flush: whole pieces go to the file; if that was all that the file is to have, everything.
 * Not synced. Errors of shut_write: what did not get there is still in memory. */
MUST_USE enum err intake_flush(struct intake *in, const struct shut_of *of,
                               const struct shut_file *to);

/* intake_at: how much has come. */
static inline uint64_t intake_at(const struct intake *in)
{
    return in->from + in->len;
}

#endif
