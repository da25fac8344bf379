#include "uploader.h"

#include "base_file.h"
#include "base_text.h"
#include "base_time.h"
#include "digest.h"
#include "verify_state.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAUSE_MS = 500 };

static const char uploads[] = "/api/v1/uploads";
static const char *const version[] = {"Tus-Resumable: 1.0.0", NULL};

/* An upload under way. */
struct tus {
    const struct uploading *u;
    char path[LIMIT_URL]; /* "": there is none yet */
    uint64_t offset;
    char id[UPLOAD_ID]; /* "": not a video yet */
    uint64_t base;      /* where the request that is being sent began */
    int64_t moved_ms;   /* when the service last had more than before */
};

enum err upload_memory(const struct uploading *u, const char *handle, char out[UPLOAD_PATH])
{
    struct stat st;
    char key[LIMIT_URL];
    uint8_t digest[DIGEST_SIZE];
    AUTO(buf) struct buf name = {.max = 2 * DIGEST_SIZE + 16};
    if (fstat(u->fd, &st) != 0) {
        return ERR_IO;
    }
    int len =
        snprintf(key, sizeof(key), "%s\n%s\n%ju %ju %jd %jd.%09ld\n", http_base(u->client->http),
                 handle, (uintmax_t)st.st_dev, (uintmax_t)st.st_ino, (intmax_t)st.st_size,
                 (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    if (len < 0 || (size_t)len >= sizeof(key)) {
        return ERR_LIMIT;
    }
    TRY(digest_ready());
    digest_parts((struct span[]){span_text(key), span_text(u->title)}, 2, digest);
    (void)buf_append_text(&name, "upload-");
    (void)text_hex(span_of(digest, sizeof(digest)), &name);
    TRY(buf_status(&name));
    return state_path(buf_text(&name), out, UPLOAD_PATH);
}

/* An address as the service gives them; what it would lead to elsewhere is not asked. */
static bool is_upload(const char *path)
{
    size_t len = strlen(uploads);
    if (strncmp(path, uploads, len) != 0 || path[len] != '/' || path[len + 1] == '\0') {
        return false;
    }
    return strspn(path + len + 1, "abcdefghijklmnopqrstuvwxyz0123456789-_") ==
           strlen(path + len + 1);
}

static void remember(const struct tus *t)
{
    if (t->u->memory != NULL &&
        file_replace(AT_FDCWD, t->u->memory, span_text(t->path), 0600) != ERR_OK) {
        client_say(t->u->client, t->u->memory,
                   "cannot be written: an upload that is cut off will begin again");
    }
}

static void recall(struct tus *t)
{
    AUTO(buf) struct buf text = {.max = sizeof(t->path) - 1};
    if (t->u->memory != NULL && file_read_all(AT_FDCWD, t->u->memory, &text) == ERR_OK &&
        is_upload(buf_text(&text))) {
        (void)snprintf(t->path, sizeof(t->path), "%s", buf_text(&text));
    }
}

void upload_forget(const struct uploading *u)
{
    if (u->memory != NULL) {
        (void)unlink(u->memory);
    }
}

/* Whether it may go well a little later. */
static bool may_pass(int status)
{
    return status < 0 || status == 409 || status == 423 || (status >= 500 && status <= 504);
}

/* True: later, again. The service has LIMIT_UPLOAD_PATIENCE_MS since it last moved. */
static bool wait_more(struct tus *t)
{
    if (time_mono_ms() - t->moved_ms > LIMIT_UPLOAD_PATIENCE_MS) {
        return false;
    }
    (void)usleep(PAUSE_MS * 1000);
    return true;
}

static enum client_status give_up(const struct tus *t, int status, const json_t *problem)
{
    const struct client *c = t->u->client;
    if (status >= 0) {
        return client_refused(c, t->u->name, status, problem);
    }
    client_say(c, http_base(c->http), http_problem(c->http));
    if (t->u->memory != NULL && t->path[0] != '\0') {
        client_say(c, t->u->name, "the same command goes on where it stopped");
    }
    return CLIENT_UNREACHABLE;
}

/* What an answer says of the upload. */
static void take_answer(struct tus *t, const struct http_answer *answer)
{
    uint64_t offset = 0;
    if (text_u64(span_text(answer->upload_offset), t->u->bytes, &offset) == ERR_OK) {
        t->moved_ms = offset > t->offset ? time_mono_ms() : t->moved_ms;
        t->offset = offset;
    }
    uint64_t id = 0;
    if (text_u64(span_text(answer->video), INT64_MAX, &id) == ERR_OK) {
        (void)snprintf(t->id, sizeof(t->id), "%" PRIu64, id);
    }
}

static int create(struct tus *t, json_t **out_problem)
{
    AUTO(buf) struct buf metadata = {.max = LIMIT_URL * 2};
    AUTO(http_answer) struct http_answer answer = {0};
    char length[64];
    (void)buf_append_text(&metadata, "Upload-Metadata: title ");
    (void)text_base64(span_text(t->u->title), &metadata);
    if (buf_status(&metadata) != ERR_OK) {
        client_say(t->u->client, "--title", "is too long");
        return 400;
    }
    (void)snprintf(length, sizeof(length), "Upload-Length: %" PRIu64, t->u->bytes);
    const char *headers[] = {version[0], length, buf_text(&metadata), NULL};
    int status = client_try(
        t->u->client, &(struct http_request){.method = "POST", .path = uploads, .headers = headers},
        &answer, out_problem);
    if (status == 201 && is_upload(answer.location)) {
        (void)snprintf(t->path, sizeof(t->path), "%s", answer.location);
        t->offset = 0;
        remember(t);
    }
    return status;
}

/* Where the service stands; an upload that it has no more is forgotten. */
static int look(struct tus *t, json_t **out_problem)
{
    AUTO(http_answer) struct http_answer answer = {0};
    int status = client_try(
        t->u->client, &(struct http_request){.method = "HEAD", .path = t->path, .headers = version},
        &answer, out_problem);
    if (status == 200) {
        take_answer(t, &answer);
    } else if (status == 404 || status == 410) {
        t->path[0] = '\0';
    }
    return status;
}

static void on_sent(void *context, uint64_t sent)
{
    struct tus *t = context;
    t->moved_ms = time_mono_ms();
    if (t->u->progress != NULL) {
        t->u->progress(t->u->context, t->base + sent);
    }
}

static int send_rest(struct tus *t, json_t **out_problem)
{
    AUTO(http_answer) struct http_answer answer = {0};
    char offset[64];
    (void)snprintf(offset, sizeof(offset), "Upload-Offset: %" PRIu64, t->offset);
    const char *headers[] = {version[0], offset, NULL};
    t->base = t->offset;
    (void)lseek(t->u->fd, (off_t)t->offset, SEEK_SET); /* a regular file's cannot fail */
    int status =
        client_try(t->u->client,
                   &(struct http_request){.method = "PATCH",
                                          .path = t->path,
                                          .headers = headers,
                                          .content_type = "application/offset+octet-stream",
                                          .upload_fd = t->u->fd,
                                          .upload_len = t->u->bytes - t->offset,
                                          .progress = on_sent,
                                          .context = t},
                   &answer, out_problem);
    if (status == 204) {
        take_answer(t, &answer);
    }
    return status;
}

enum client_status upload_send(const struct uploading *u, char out_id[UPLOAD_ID])
{
    struct tus t = {.u = u, .moved_ms = time_mono_ms()};
    recall(&t);
    bool known = false; /* t.offset is what the service told last */
    while (t.id[0] == '\0') {
        AUTO(json_free) json_t *problem = NULL;
        bool fresh = t.path[0] == '\0';
        int status = fresh   ? create(&t, &problem)
                     : known ? send_rest(&t, &problem)
                             : look(&t, &problem);
        if (!fresh && t.path[0] == '\0') {
            continue; /* the service knows it no more: from the start */
        }
        bool good = status == 200 || status == 201 || status == 204;
        known = good && t.path[0] != '\0' && t.offset < u->bytes;
        if ((!good && !may_pass(status)) || ((!good || !known) && !wait_more(&t))) {
            return give_up(&t, status, problem);
        }
    }
    (void)snprintf(out_id, UPLOAD_ID, "%s", t.id);
    return CLIENT_OK;
}

enum client_status upload_look(struct client *c, const char *id, struct upload_look *out)
{
    char path[64];
    AUTO(http_answer) struct http_answer answer = {0};
    AUTO(json_free) json_t *json = NULL;
    (void)snprintf(path, sizeof(path), "/api/v1/videos/%.*s", UPLOAD_ID, id);
    int status = client_try(c, &(struct http_request){.path = path}, &answer, &json);
    if (status < 0 || status == 429 || status >= 500) {
        return CLIENT_UNREACHABLE;
    }
    if (status != 200) {
        return client_refused(c, id, status, json);
    }
    const char *state = client_text(json, "state");
    const json_t *percent = json_object_get(json, "progress");
    *out = (struct upload_look){
        .state = strcmp(state, "public") == 0    ? UPLOAD_PUBLIC
                 : strcmp(state, "refused") == 0 ? UPLOAD_REFUSED
                                                 : UPLOAD_WAITS,
        .percent = json_is_integer(percent) ? (int)json_integer_value(percent) : -1};
    (void)snprintf(out->reason, sizeof(out->reason), "%s", client_text(json, "reason"));
    return CLIENT_OK;
}
