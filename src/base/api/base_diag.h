/*
 * base_diag.h: one line to the standard error, which gate collects: "role: level: text". Libraries
 * never call it above debug level; a process's loop does, once per event. No protected value may be
 * given to it: ids, counts, error words and field names only.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

enum diag_level { DIAG_ERROR, DIAG_NOTICE, DIAG_DEBUG };

/* diag_start: the name in front of each line; debug lines appear only if debug is non-zero. */
void diag_start(const char *name, int debug);
/* diag_never_waits: from now on a line that the reader of the standard error has no room for is
 * left out. For a supervisor: whoever reads its words must not be able to stop it. */
void diag_never_waits(void);
void diag(enum diag_level level, const char *format, ...) __attribute__((__format__(printf, 2, 3)));

#endif
