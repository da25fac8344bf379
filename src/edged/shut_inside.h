/*
 * shut_inside.h: fields of one kind, sealed and opened as whose they are and who asks demands: what
 * shut.c and shut_words.c share of shut.h.
 */
#ifndef SHUT_INSIDE_H
#define SHUT_INSIDE_H

#include "shut.h"

/* shut_seal_items, shut_open_items: at most LIMIT_ASK_ITEMS; out_items borrow from frame. */
MUST_USE enum err shut_seal_items(const struct shut_of *of, uint16_t field,
                                  const struct span *items, size_t count, struct buf *frame,
                                  struct span *out_items);
MUST_USE enum err shut_open_items(const struct shut_of *of, uint16_t field,
                                  const struct span *items, size_t count, struct buf *frame,
                                  struct span *out_items);

/* shut_opener: the ask by which they are opened. */
custody_open_fn *shut_opener(const struct shut_of *of, uint16_t field);

#endif
