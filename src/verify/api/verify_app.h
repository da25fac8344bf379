/*
 * verify_app.h: the list of the web app's files, which lies beside them as files.txt, as sha256sum
 * writes it: per file
 *
 *   64 hexadecimal digits | two spaces | path | LF
 *
 * sorted by path, none twice. A path has at most APP_PATH bytes: letters, digits and ".-_", parts
 * separated by '/', none empty or beginning with '.'. What ends in .br or .gz is another file,
 * packed: what a browser is sent in its place.
 */
#ifndef VERIFY_APP_H
#define VERIFY_APP_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>
#include <stdint.h>

enum { APP_FILES = 512, APP_PATH = 200, APP_LIST_MAX = APP_FILES * (64 + 2 + APP_PATH + 1) };

struct app_file {
    uint8_t digest[32];
    struct span path;
};

struct app_list {
    size_t count;
    struct app_file files[APP_FILES];
};

/* app_list_decode: borrows from in. ERR_FORMAT; ERR_LIMIT over APP_FILES. */
MUST_USE enum err app_list_decode(struct span in, struct app_list *out_list);
MUST_USE enum err app_list_encode(const struct app_list *list, struct buf *out);

#endif
