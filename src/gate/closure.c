#include "closure.h"

#include "base_limits.h"
#include "base_text.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool path_good(struct span path)
{
    if (path.len < 2 || path.len >= PATH_MAX || path.ptr[0] != '/') {
        return false;
    }
    struct span rest = {path.ptr + 1, path.len - 1};
    if (path.ptr[path.len - 1] == '/' || memchr(path.ptr, '\0', path.len) != NULL) {
        return false;
    }
    while (rest.len > 0) {
        struct span part = span_cut(&rest, '/');
        if (part.len == 0 || span_is(part, ".") || span_is(part, "..")) {
            return false;
        }
    }
    return true;
}

static enum err add_path(struct closure *c, struct span path)
{
    if (!path_good(path)) {
        return ERR_FORMAT;
    }
    if (c->count == LIMIT_CLOSURE) {
        return ERR_LIMIT;
    }
    for (size_t i = 0; i < c->count; i++) {
        if (span_is(path, c->files[i].path)) {
            return ERR_FORMAT;
        }
    }
    char *copy = strndup((const char *)path.ptr, path.len);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    c->files[c->count++].path = copy;
    return ERR_OK;
}

enum err closure_decode(struct span text, struct closure *out_closure)
{
    AUTO(closure) struct closure c = {.files = calloc(LIMIT_CLOSURE, sizeof(*c.files))};
    if (c.files == NULL) {
        return ERR_NOMEM;
    }
    if (text.len > 0 && text.ptr[text.len - 1] != '\n') {
        return ERR_FORMAT;
    }
    while (text.len > 0) {
        TRY(add_path(&c, span_cut(&text, '\n')));
    }
    *out_closure = c;
    c = (struct closure){0};
    return ERR_OK;
}

void closure_done(struct closure *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->files[i].path);
    }
    free(c->files);
    *c = (struct closure){0};
}

enum err closure_encode(const struct closure *c, struct buf *out)
{
    for (size_t i = 0; i < c->count; i++) {
        (void)buf_printf(out, "%s\n", c->files[i].path);
    }
    return buf_status(out);
}

struct line {
    const char *path;
    const uint8_t *digest;
};

static int by_path(const void *a, const void *b)
{
    const struct line *left = a;
    const struct line *right = b;
    return strcmp(left->path, right->path);
}

enum err closure_digest(const struct closure *c, const char *name,
                        const uint8_t executable[DIGEST_SIZE], uint8_t out_digest[DIGEST_SIZE])
{
    struct line lines[LIMIT_CLOSURE + 1] = {{name, executable}};
    for (size_t i = 0; i < c->count; i++) {
        lines[i + 1] = (struct line){c->files[i].path, c->files[i].digest};
    }
    qsort(lines, c->count + 1, sizeof(lines[0]), by_path);
    AUTO(buf) struct buf text = {.max = (LIMIT_CLOSURE + 1) * (PATH_MAX + (size_t)128)};
    for (size_t i = 0; i < c->count + 1; i++) {
        (void)buf_printf(&text, "%s ", lines[i].path);
        (void)text_hex(span_of(lines[i].digest, DIGEST_SIZE), &text);
        (void)buf_append_u8(&text, '\n');
    }
    TRY(buf_status(&text));
    digest_of(buf_span(&text), out_digest);
    return ERR_OK;
}
