/*
 * lines.h: lines of text that several of this folder's formats share.
 */
#ifndef TLOG_LINES_H
#define TLOG_LINES_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "tlog_proof.h"

/* line_take: one line that ends in LF, without it, off *rest; it may be empty. ERR_FORMAT. */
MUST_USE enum err line_take(struct span *rest, struct span *out_line);

/* line_number: "<word> <decimal number>", at most TLOG_SIZE_MAX. ERR_FORMAT. */
MUST_USE enum err line_number(struct span line, const char *word, uint64_t *out_number);

/* lines_hashes: hashes in base64, one a line, at most max of them, and the empty line after the
 * last. ERR_FORMAT; ERR_LIMIT for more. */
MUST_USE enum err lines_hashes(struct span *rest, size_t max, struct tlog_proof *out_proof);

/* lines_hashes_put: the same, written, with the empty line. Errors stick in out. */
void lines_hashes_put(const struct tlog_proof *proof, struct buf *out);

#endif
