#include "base_file.h"
#include "web_file.h"
#include "web_head.h"
#include "web_path.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_MAX_HERE = 255 };

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/vnd.microsoft.icon"},
    {".woff2", "font/woff2"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
    {".m3u8", "application/vnd.apple.mpegurl"},
    {".vtt", "text/vtt; charset=utf-8"},
    {".wasm", "application/wasm"},
};

static bool ends_with(struct span name, const char *ending)
{
    size_t len = strlen(ending);
    return name.len >= len && memcmp(name.ptr + name.len - len, ending, len) == 0;
}

const char *web_type_of(struct span name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (ends_with(name, types[i].ending)) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

bool web_name_is_hashed(struct span name)
{
    size_t dot = name.len;
    while (dot > 0 && name.ptr[dot - 1] != '.') {
        dot--;
    }
    bool telling = false;
    size_t len = 0;
    for (size_t i = dot > 0 ? dot - 1 : 0; i > 0; i--, len++) {
        uint8_t c = name.ptr[i - 1];
        if (c == '-') {
            return telling && len >= 8 && i > 1;
        }
        bool digit = c >= '0' && c <= '9';
        bool capital = c >= 'A' && c <= 'Z';
        if (!digit && !capital && !(c >= 'a' && c <= 'z')) {
            return false;
        }
        telling |= digit || capital;
    }
    return false;
}

/* Opens segment by segment, so that no link in the middle is followed either. */
static enum err open_below(int dir_fd, struct span path, const char *ending, int *out_fd)
{
    AUTO(fd_close) int held = -1;
    int at = dir_fd;
    struct span rest = path;
    while (rest.len > 0) {
        char name[NAME_MAX_HERE + 1];
        struct span segment = span_cut(&rest, '/');
        bool last = rest.len == 0;
        int len = snprintf(name, sizeof(name), "%.*s%s", (int)segment.len,
                           (const char *)segment.ptr, last ? ending : "");
        if (len < 0 || (size_t)len >= sizeof(name)) {
            return ERR_NOT_FOUND;
        }
        int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK : O_DIRECTORY);
        int fd = openat(at, name, flags);
        if (fd < 0) {
            bool missing = errno == ELOOP || errno == ENOTDIR || errno == ENOENT;
            return missing ? ERR_NOT_FOUND : err_from_errno(errno);
        }
        fd_close(held);
        held = fd;
        at = fd;
    }
    *out_fd = fd_move(&held);
    return ERR_OK;
}

static enum err open_regular(int dir_fd, struct span path, const char *ending, int *out_fd,
                             struct stat *out_stat)
{
    AUTO(fd_close) int fd = -1;
    struct stat st;
    TRY(open_below(dir_fd, path, ending, &fd));
    if (fstat(fd, &st) != 0) {
        return ERR_IO;
    }
    if (!S_ISREG(st.st_mode)) {
        return ERR_NOT_FOUND;
    }
    *out_stat = st;
    *out_fd = fd_move(&fd);
    return ERR_OK;
}

/* The best of .br, .gz and the file itself that the client takes and the folder has. */
static enum err open_best(const struct web_request *r, const struct web_static *folder,
                          struct span path, int *out_fd, struct stat *out_stat,
                          const char **out_coding)
{
    static const struct {
        const char *coding;
        const char *ending;
    } packed[] = {{"br", ".br"}, {"gzip", ".gz"}};
    struct span taken = {0};
    (void)web_request_header(r, "Accept-Encoding", &taken);
    for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++) {
        if (web_encoding_taken(taken, packed[i].coding) &&
            open_regular(folder->dir_fd, path, packed[i].ending, out_fd, out_stat) == ERR_OK) {
            *out_coding = packed[i].coding;
            return ERR_OK;
        }
    }
    *out_coding = NULL;
    return open_regular(folder->dir_fd, path, "", out_fd, out_stat);
}

enum err web_send_static(const struct web_request *r, struct web_answer *a,
                         const struct web_static *folder, struct span path)
{
    AUTO(fd_close) int fd = -1;
    struct stat st = {0};
    const char *coding = NULL;
    if (!web_path_is_safe(path)) {
        return ERR_NOT_FOUND;
    }
    TRY(open_best(r, folder, path, &fd, &st, &coding));
    char etag[96];
    (void)snprintf(etag, sizeof(etag), "\"%" PRIx64 "-%" PRIx64 "-%" PRIx64 "%s\"",
                   (uint64_t)st.st_ino, (uint64_t)st.st_size,
                   (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec,
                   coding == NULL ? "" : coding);
    struct span name = {0};
    for (struct span rest = path; rest.len > 0;) {
        name = span_cut(&rest, '/');
    }
    const char *cache = folder->cache_control;
    if (cache == NULL) {
        cache = web_name_is_hashed(name) ? "public, max-age=31536000, immutable" : "no-cache";
    }
    struct web_file file = {
        .fd = fd_move(&fd),
        .size = (uint64_t)st.st_size,
        .etag = folder->status == 0 ? etag : NULL,
        .no_ranges = folder->status != 0,
        .content_type = folder->content_type == NULL ? web_type_of(name) : folder->content_type,
        .cache_control = cache,
    };
    enum err sent = web_send_file(r, a, file);
    if (folder->status != 0) {
        web_answer_status(a, folder->status);
    }
    bool chosen = folder->language != NULL;
    (void)web_answer_header(a, "Vary",
                            chosen ? "Accept-Encoding, Accept-Language" : "Accept-Encoding");
    if (chosen) {
        (void)web_answer_header(a, "Content-Language", folder->language);
    }
    if (coding != NULL && a->status != 416) {
        return web_answer_header(a, "Content-Encoding", coding);
    }
    return sent;
}
