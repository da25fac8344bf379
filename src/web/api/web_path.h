/*
 * web_path.h: the target of a request, decoded once and strictly.
 */
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include "base_arena.h"
#include "base_err.h"
#include "base_span.h"
#include "web_request.h"

enum { WEB_QUERY_PAIRS = 16 };

/*
 * web_path_decode: a path without its query into decoded bytes in scratch. ERR_FORMAT: no slash in
 * front, a broken percent escape, an escaped slash, a control character, a NUL, a backslash,
 * malformed UTF-8, an empty segment but for the last, or a segment "." or "..". ERR_NOMEM.
 */
MUST_USE enum err web_path_decode(struct span raw, struct arena *scratch, struct span *out_path);

/*
 * web_query_decode: "a=b&c=d" (without the question mark) into pairs in scratch; plus is a space.
 * ERR_FORMAT: a broken escape, a control character, malformed UTF-8, a name twice or empty;
 * ERR_LIMIT: more than WEB_QUERY_PAIRS; ERR_NOMEM.
 */
MUST_USE enum err web_query_decode(struct span raw, struct arena *scratch,
                                   struct web_pairs *out_pairs);

/* web_form_decode: the same of a form's body, whose values may have lines: each ends with "\n",
 * whichever way a browser ended it. Other control characters of a value are stripped, a tab is a
 * space; out_stripped has the bit 1 << i of each pair i of which this is true. */
MUST_USE enum err web_form_decode(struct span raw, struct arena *scratch,
                                  struct web_pairs *out_pairs, uint32_t *out_stripped);

/* web_path_is_safe: a relative path that may be walked below a folder: one to eight segments of
 * [A-Za-z0-9._-], none empty, none starting with a dot. */
bool web_path_is_safe(struct span path);

#endif
