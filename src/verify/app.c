/* app.c: whether the web app's files are those that the region named in its ledger at its start. */
#include "verify_app.h"

#include "base_limits.h"
#include "base_text.h"
#include "digest.h"
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool path_good(struct span path)
{
    uint8_t before = '/';
    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool good = letter || c == '-' || c == '_' || ((c == '.' || c == '/') && before != '/');
        if (!good) {
            return false;
        }
        before = c;
    }
    return path.len > 0 && path.len <= APP_PATH && before != '/';
}

static bool path_before(struct span a, struct span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.ptr, b.ptr, len);
    return order < 0 || (order == 0 && a.len < b.len);
}

enum err app_list_decode(struct span in, struct app_list *out_list)
{
    enum { DIGITS = 64, SPACES = 2 };
    struct span rest = in;
    if (in.len > 0 && in.ptr[in.len - 1] != '\n') {
        return ERR_FORMAT;
    }
    for (out_list->count = 0; rest.len > 0; out_list->count++) {
        struct span line = span_cut(&rest, '\n');
        if (out_list->count == APP_FILES) {
            return ERR_LIMIT;
        }
        struct app_file *file = &out_list->files[out_list->count];
        if (line.len <= DIGITS + SPACES || memcmp(line.ptr + DIGITS, "  ", SPACES) != 0) {
            return ERR_FORMAT;
        }
        TRY(text_unhex(span_of(line.ptr, DIGITS), file->digest, sizeof(file->digest)));
        file->path = span_of(line.ptr + DIGITS + SPACES, line.len - DIGITS - SPACES);
        if (!path_good(file->path) ||
            (out_list->count > 0 && !path_before(file[-1].path, file->path))) {
            return ERR_FORMAT;
        }
    }
    return ERR_OK;
}

enum err app_list_encode(const struct app_list *list, struct buf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        (void)text_hex(span_of(list->files[i].digest, sizeof(list->files[i].digest)), out);
        (void)buf_append_text(out, "  ");
        (void)buf_append_span(out, list->files[i].path);
        (void)buf_append_u8(out, '\n');
    }
    return buf_status(out);
}

static bool ends_in(struct span path, const char *ending)
{
    size_t len = strlen(ending);
    return path.len > len && memcmp(path.ptr + path.len - len, ending, len) == 0;
}

/* What a browser asks for, to be sent this file. */
static void want_of(struct span path, char *name, size_t size, struct verify_want *out)
{
    out->packing = ends_in(path, ".br")   ? PACKING_BR
                   : ends_in(path, ".gz") ? PACKING_GZIP
                                          : PACKING_NONE;
    size_t len = path.len - (out->packing == PACKING_NONE ? 0 : 3);
    bool page = span_is(span_of(path.ptr, len), "index.html");
    (void)snprintf(name, size, "/%.*s", page ? 0 : (int)len, (const char *)path.ptr);
    out->path = name;
    out->max = LIMIT_APP_FILE;
}

static void put_digest(const uint8_t digest[DIGEST_SIZE], char out[2 * DIGEST_SIZE + 1])
{
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
    }
}

/* false: it differs, or could not be had, and the claim is made. */
static bool compare_file(struct visit *v, const struct app_file *file)
{
    static const char *const packed[] = {[PACKING_NONE] = "",
                                         [PACKING_BR] = ", packed as br,",
                                         [PACKING_GZIP] = ", packed as gzip,"};
    char name[APP_PATH + 2];
    char should[2 * DIGEST_SIZE + 1];
    char is[2 * DIGEST_SIZE + 1];
    uint8_t digest[DIGEST_SIZE];
    struct verify_want want = {.path = NULL};
    AUTO(buf) struct buf bytes = {.max = 0};
    want_of(file->path, name, sizeof(name), &want);
    enum err err = fetcher_packed(&v->fetcher, &want, &bytes);
    if (err == ERR_GONE || (err == ERR_NOT_FOUND && !v->fetcher.source.live)) {
        visit_lacks(v, CHECK_APP, "the web app's files");
        return false;
    }
    if (err != ERR_OK) {
        report_say(&v->report, CHECK_APP, WORD_FALSE,
                   "the service serves the web app's files that its ledger names: not %s%s (%s)",
                   name, packed[want.packing], v->fetcher.problem);
        return false;
    }
    digest_of(buf_span(&bytes), digest);
    if (memcmp(digest, file->digest, sizeof(digest)) == 0) {
        return true;
    }
    put_digest(file->digest, should);
    put_digest(digest, is);
    report_say(&v->report, CHECK_APP, WORD_FALSE,
               "the web app's files are those that its ledger names: %s%s should have sha256 %s "
               "and has %s",
               name, packed[want.packing], should, is);
    return false;
}

static void compare_files(struct visit *v, const struct app_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!compare_file(v, &list->files[i])) {
            return;
        }
    }
    report_say(&v->report, CHECK_APP, WORD_PROVEN,
               "the %zu files of the web app, as they were %s, are those that the region named in "
               "its ledger when it last started",
               list->count, v->fetcher.source.live ? "sent now" : "copied");
    report_say(&v->report, CHECK_APP, WORD_ASSERTED,
               "everybody else is sent the same files of the web app");
}

/* A list that is there, and is the one that the ledger names. */
static bool list_is_named(struct visit *v, struct span text)
{
    uint8_t digest[DIGEST_SIZE];
    digest_of(text, digest);
    if (memcmp(digest, v->story.mark.app, sizeof(digest)) != 0) {
        report_say(&v->report, CHECK_APP, WORD_FALSE,
                   "the list of the web app's files (/files.txt) is the one that its ledger names: "
                   "it is another");
        return false;
    }
    return true;
}

static void list_free_auto(struct app_list **list)
{
    free(*list);
}

void visit_app(struct visit *v)
{
    AUTO(buf) struct buf text = {.max = APP_LIST_MAX};
    AUTO(list_free) struct app_list *list = calloc(1, sizeof(*list));
    if (!v->story.mark.has_app || list == NULL) {
        report_say(&v->report, CHECK_APP, WORD_ASSERTED,
                   "the web app's files could not be compared: the entries that were read name "
                   "none");
        return;
    }
    enum err err = fetcher_get(&v->fetcher, "/files.txt", APP_LIST_MAX, &text);
    if (err == ERR_NOT_FOUND && !v->fetcher.source.live) {
        report_say(&v->report, CHECK_APP, WORD_ASSERTED,
                   "the copy does not hold the web app's files, which its ledger names");
        return;
    }
    if (err == ERR_GONE) {
        visit_lacks(v, CHECK_APP, "the web app's files");
        return;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        report_say(&v->report, CHECK_APP, WORD_FALSE,
                   "the service serves the list of the web app's files: it does not (%s)",
                   v->fetcher.problem);
        return;
    }
    if (!list_is_named(v, buf_span(&text))) {
        return;
    }
    if (text.len == 0) {
        report_say(&v->report, CHECK_APP, WORD_ASSERTED,
                   "by its ledger the region was started without a list of its web app's files: "
                   "none was compared");
    } else if (app_list_decode(buf_span(&text), list) != ERR_OK) {
        report_say(&v->report, CHECK_APP, WORD_FALSE,
                   "/files.txt is a list of the web app's files: it is malformed");
    } else {
        compare_files(v, list);
    }
}
