/*
 * The handlers of edged through its own table, with a store, a blob folder and jobs that are real;
 * a custodian and a gate that are played here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "datamap_field.h"
#include "db.h"
#include "drafts.h"
#include "edged.h"
#include "events.h"
#include "feed_room.h"
#include "ipc_socket.h"
#include "job.h"
#include "play_original.h"
#include "replays.h"
#include "room.h"
#include "routes.h"
#include "seats.h"
#include "session.h"
#include "shared.h"
#include "shut.h"
#include "store_job.h"
#include "store_kept.h"
#include "store_leave.h"
#include "store_notice.h"
#include "store_video.h"
#include "watch_batch.h"
#include "web_answer.h"
#include "web_path.h"
#include "wire_ctl.h"
#include "wire_each.h"
#include "wire_report.h"
#include "wire_spoken.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HISTORY_KEY = 0x55, ENDED = 0xee };

static char folder[64];
static struct edged edged;
static int gate_fd;      /* gate's end of the control pair */
static int control_fd;   /* edged's */
static int custodian_fd; /* the custodian's end of the one channel */
static pthread_t custodian;
static int64_t still_ms;  /* of the jobs; 0: as it is in life */
static size_t last_label; /* the length of the label that came with the last sign-in */

/* ---- a custodian: user n has the token n, n, n …; sealing is xor. */

static void play_person(uint8_t user, struct ask_answer *answer)
{
    static char handle[8];
    (void)snprintf(handle, sizeof(handle), "user%u", user % 100u);
    answer->person.user = user;
    memset(answer->person.locker, user, sizeof(answer->person.locker));
    answer->person.handle = span_text(handle);
    memset(answer->token, user, sizeof(answer->token));
}

static void play_items(uint8_t ask, const struct ask_items *items, struct buf *bytes,
                       struct ask_answer *answer)
{
    for (size_t i = 0; i < items->count; i++) {
        size_t from = bytes->len;
        struct span in = items->items[i].bytes;
        bool original = items->items[i].field == FIELD_ORIGINAL;
        for (size_t k = 0; k < in.len && !original; k++) {
            (void)buf_append_u8(bytes, in.ptr[k] ^ HISTORY_KEY);
        }
        if (original) {
            answer->err = ask == ASK_KEEP ? play_original_seal(items->subject, in, bytes)
                                          : play_original_open(items->subject, in, bytes);
        }
        answer->items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
    }
    answer->count = items->count;
}

/* Whose sessions have ended beside ENDED's, and how often it was asked whose one is. */
static atomic_int ended_too;
static atomic_int who_asks;
static atomic_int spoken_asks;
static atomic_int open_asks;
static atomic_int share_ends;     /* how often it was told that somebody shares no longer */
static atomic_bool opens_nothing; /* of what waits: it has too much to do */

/* A draft that goes as the next value is opened. */
static char gone[STORE_BLOB_ID + 1];

/* What comes as the next words that wait are opened. */
static enum { NOTHING, AWAY, ANOTHER_TITLE } then;
static int64_t that_waits;

static void seal_words(const char *title, struct buf *out)
{
    struct shut_words words = {.sound = "a sound"};
    (void)snprintf(words.title, sizeof(words.title), "%s", title);
    assert_int_equal(shut_words_encode(&words, out), ERR_OK);
    for (size_t i = 0; i < out->len; i++) {
        out->ptr[i] ^= HISTORY_KEY;
    }
}

static void put_words(struct span words)
{
    AUTO(buf) struct buf before = {.max = LIMIT_FIELD};
    AUTO(buf) struct buf looks = {.max = LIMIT_FIELD};
    assert_int_equal(store_shut_get(edged.store, that_waits, AUDIENCE_ALL, &before, &looks),
                     ERR_OK);
    struct store_shut_words row = {
        .video = that_waits, .person = 7, .before = buf_span(&before), .words = words};
    assert_int_equal(store_shut_words(edged.store, &row), ERR_OK);
}

static void play_waiting(struct ask_answer *answer)
{
    AUTO(buf) struct buf words = {.max = LIMIT_FIELD};
    if (then == ANOTHER_TITLE) {
        seal_words("#Another title", &words);
        put_words(buf_span(&words));
    }
    answer->err = then == AWAY ? ERR_BUSY : answer->err;
    then = NOTHING;
}

static bool has_ended(uint8_t user)
{
    return user != 0 && (user == ENDED || user == atomic_load(&ended_too));
}

/* Nobody seals a comment's words as one byte. */
static bool is_forged(const struct ask_items *items)
{
    bool forged = false;
    for (size_t i = 0; i < items->count; i++) {
        forged =
            forged || (items->items[i].field == FIELD_SPOKEN && items->items[i].bytes.len == 1);
    }
    return forged;
}

static void play_fields(const struct ask_head *head, struct buf *bytes, struct ask_answer *answer)
{
    struct ask_items items;
    if (ask_items_decode(head->ask, head->body, &items) != ERR_OK) {
        answer->err = ERR_FORMAT;
        return;
    }
    bool own = head->ask != ASK_OPEN || items.subject == items.token[0];
    (void)atomic_fetch_add(&spoken_asks, head->ask == ASK_OPEN_SPOKEN);
    (void)atomic_fetch_add(&open_asks, head->ask == ASK_OPEN);
    (void)atomic_fetch_add(&share_ends,
                           head->ask == ASK_SHARE && items.items[0].field == SHARE_END);
    if (head->ask == ASK_OPEN && gone[0] != '\0') {
        assert_int_equal(store_draft_drop(edged.store, span_text(gone)), ERR_OK);
        gone[0] = '\0';
    }
    bool forged = head->ask == ASK_OPEN && is_forged(&items);
    answer->err = has_ended(items.token[0]) || !own || forged ? ERR_DENIED : ERR_OK;
    if (head->ask == ASK_OPEN_WAITING && items.items[0].field == FIELD_WAITING) {
        play_waiting(answer);
    }
    play_person(items.token[0], answer);
    play_items(head->ask, &items, bytes, answer);
    if (head->ask == ASK_OPEN_WAITING && atomic_load(&opens_nothing)) {
        answer->err = ERR_BUSY;
    }
}

/* The same of several, each with a session of its own. */
static void play_each(const struct ask_head *head, struct buf *bytes, struct ask_answer *answer)
{
    struct ask_items items;
    assert_int_equal(ask_items_decode(head->ask, head->body, &items), ERR_OK);
    for (size_t i = 0; i < items.count; i++) {
        size_t from = bytes->len;
        struct each_asked asked;
        assert_int_equal(each_asked_decode(items.items[i].bytes, &asked), ERR_OK);
        uint8_t user = asked.token[0];
        struct each_sealed sealed = {.err = has_ended(user) ? ERR_DENIED : ERR_OK, .user = user};
        memset(sealed.locker, user, sizeof(sealed.locker));
        assert_int_equal(each_sealed_encode(&sealed, bytes), ERR_OK);
        for (size_t k = 0; k < asked.value.len && sealed.err == ERR_OK; k++) {
            (void)buf_append_u8(bytes, asked.value.ptr[k] ^ HISTORY_KEY);
        }
        answer->items[i].bytes = span_of(bytes->ptr + from, bytes->len - from);
    }
    answer->count = items.count;
}

/* What this custodian would take: it decides by the handle and the password alone. */
static void play_sign(const struct ask_sign *sign, struct ask_answer *answer)
{
    struct span secret = sign->password.len > 0 ? sign->password : sign->fresh;
    if (span_is(sign->handle, "taken")) {
        answer->err = ERR_CONFLICT;
        answer->about = ABOUT_HANDLE;
    } else if (span_is(sign->birth_date, "2024-01-01")) {
        answer->err = ERR_DENIED;
        answer->about = ABOUT_BIRTH_DATE;
    } else if (span_is(secret, "wrong password")) {
        answer->err = ERR_DENIED;
    } else if (span_is(secret, "tried too often")) {
        answer->err = ERR_LIMIT;
    } else {
        play_person(sign->handle.ptr[sign->handle.len - 1] - '0', answer);
        /* a known browser keeps what it has */
        memset(answer->device, sign->device.len > 0 ? sign->device.ptr[0] : 0xd0, ASK_TOKEN);
        last_label = sign->label.len;
    }
}

static void play_own(uint8_t ask, const struct ask_sign *sign, struct ask_answer *answer)
{
    answer->err = sign->token[0] == ENDED ? ERR_DENIED : ERR_OK;
    play_person(sign->token[0], answer);
    if (answer->err == ERR_OK && span_is(sign->password, "wrong password")) {
        answer->err = ERR_DENIED;
        answer->about = ABOUT_PASSWORD;
    }
    if (ask == ASK_END && sign->number == 99) {
        answer->err = ERR_NOT_FOUND;
    }
    if (ask == ASK_PASSKEY_ADD && span_is(sign->evidence, "refused")) {
        answer->err = ERR_DENIED;
        answer->about = ABOUT_PASSKEY;
    }
    if (ask == ASK_SESSIONS || ask == ASK_PASSKEYS) {
        answer->count = 1;
        answer->entries[0] = (struct ask_entry){.id = 12345,
                                                .begun_ms = 1000,
                                                .used_day = 20000,
                                                .mark = 1,
                                                .label = span_text("Firefox on BSD")};
    } else if (ask == ASK_CODES || ask == ASK_DETAILS || ask == ASK_PASSKEY_NEW) {
        answer->count = 2;
        answer->items[0].bytes = span_text("1990-12-31");
        answer->items[1].bytes = span_text("");
    }
}

static void play_answer(const struct ask_head *head, struct buf *out)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {0};
    struct ask_token token;
    struct ask_sign sign;
    assert_int_equal(buf_grow(&bytes, LIMIT_MESSAGE), ERR_OK);
    if (head->ask == ASK_SEAL || head->ask == ASK_OPEN || head->ask == ASK_SHARE ||
        head->ask == ASK_OPEN_SPOKEN || head->ask == ASK_KEEP || head->ask == ASK_OPEN_WAITING) {
        play_fields(head, &bytes, &answer);
    } else if (head->ask == ASK_SEAL_EACH) {
        play_each(head, &bytes, &answer);
    } else if (head->ask == ASK_WHO || head->ask == ASK_SIGN_OUT) {
        assert_int_equal(ask_token_decode(head->body, &token), ERR_OK);
        answer.err = has_ended(token.token[0]) ? ERR_DENIED : ERR_OK;
        (void)atomic_fetch_add(&who_asks, head->ask == ASK_WHO);
        play_person(token.token[0], &answer);
    } else {
        assert_int_equal(ask_sign_decode(head->ask, head->body, &sign), ERR_OK);
        if (head->ask == ASK_PASSKEY_ASK) {
            answer.count = 2;
            answer.items[0].bytes = span_text("challenge");
            answer.items[1].bytes = sign.handle;
        } else if (head->ask == ASK_PASSKEY_IN) {
            answer.err = span_is(sign.signature, "signed") ? ERR_OK : ERR_DENIED;
            play_person(7, &answer);
        } else if (sign.token[0] != 0) {
            play_own(head->ask, &sign, &answer);
        } else {
            play_sign(&sign, &answer);
        }
    }
    assert_int_equal(ask_answer_encode(head->ask, head->id, &answer, out), ERR_OK);
}

static void *play_custodian(void *arg)
{
    (void)arg;
    for (;;) {
        AUTO(buf) struct buf in = {.max = LIMIT_MESSAGE};
        AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
        struct ask_head head;
        if (ipc_recv(custodian_fd, &in, NULL) != ERR_OK) {
            return NULL;
        }
        assert_int_equal(ask_head_decode(buf_span(&in), &head), ERR_OK);
        play_answer(&head, &out);
        if (ipc_send(custodian_fd, buf_span(&out), NULL, 0) != ERR_OK) {
            return NULL;
        }
    }
}

/* ---- setting up */

static void path_in(char out[160], const char *name)
{
    (void)snprintf(out, 160, "%s/%s", folder, name);
}

static void put_file(const char *name, const char *bytes)
{
    char path[160];
    path_in(path, name);
    AUTO(fd_close) int fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, span_text(bytes)), ERR_OK);
}

static int make_folder(const char *name)
{
    char path[160];
    path_in(path, name);
    assert_int_equal(mkdir(path, 0700), 0);
    return open(path, O_RDONLY | O_DIRECTORY);
}

static void make_folders(void)
{
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-edged-XXXXXX");
    assert_non_null(mkdtemp(folder));
    edged.www_fd = make_folder("www");
    edged.ledger_fd = make_folder("ledger");
    (void)close(make_folder("ledger/tile"));
    (void)close(make_folder("ledger/tile/0"));
    (void)close(make_folder("ledger/tile/0/000.p"));
    put_file("www/index.html", "<!doctype html>the app");
    put_file("ledger/vkey", "the key");
    put_file("ledger/checkpoint", "the checkpoint");
    put_file("ledger/tile/0/000", "full");
    put_file("ledger/tile/0/000.p/7", "partial");
}

static struct jobs_config config_of_jobs(void)
{
    return (struct jobs_config){.store = edged.store,
                                .blobs = edged.blobs,
                                .drafts = edged.drafts,
                                .custodian = edged.custodian,
                                .control = control_fd};
}

static void open_edged(void)
{
    char path[160];
    struct store_problem problem = {{0}};
    struct jobs_config jobs = {
        .control = control_fd, .custodian = edged.custodian, .still_ms = still_ms};
    path_in(path, "app.db");
    assert_int_equal(store_open(&(struct store_config){.path = path}, &edged.store, &problem),
                     ERR_OK);
    assert_int_equal(blob_open(folder, &edged.blobs), ERR_OK);
    jobs.store = edged.store;
    jobs.blobs = edged.blobs;
    jobs.custodian = edged.custodian;
    assert_int_equal(drafts_new(edged.store, edged.blobs, edged.custodian, &edged.drafts), ERR_OK);
    assert_int_equal(room_holds_new(&edged.holds), ERR_OK);
    jobs.drafts = edged.drafts;
    assert_int_equal(jobs_new(&jobs, &edged.jobs), ERR_OK);
    assert_int_equal(shelf_new(edged.store, &edged.shelf), ERR_OK);
    assert_int_equal(counts_new(edged.store, edged.shelf, LIMIT_COUNT_FLUSH_MS, &edged.counts),
                     ERR_OK);
    struct rate_config signs = {5, 60, "some"};
    assert_int_equal(rate_new(&signs, &edged.signs), ERR_OK);
    assert_int_equal(rate_new(&signs, &edged.views), ERR_OK);
    assert_int_equal(replays_new(&edged.replays), ERR_OK);
    assert_int_equal(seats_new(&edged.seats), ERR_OK);
    assert_int_equal(feed_rooms_new(&edged.rooms), ERR_OK);
    assert_int_equal(prints_new(&edged.prints), ERR_OK);
    struct events_config events = {.edged = &edged};
    assert_int_equal(events_new(&events, &edged.events), ERR_OK);
    assert_int_equal(store_start(edged.store), ERR_OK);
}

static void close_edged(void)
{
    jobs_free(MOVE(edged.jobs));
    counts_free(MOVE(edged.counts));
    events_free(MOVE(edged.events));
    shelf_free(MOVE(edged.shelf));
    room_holds_free(MOVE(edged.holds));
    drafts_free(MOVE(edged.drafts));
    store_close(MOVE(edged.store));
    blob_close(MOVE(edged.blobs));
    rate_free(MOVE(edged.signs));
    rate_free(MOVE(edged.views));
    replays_free(MOVE(edged.replays));
    seats_free(MOVE(edged.seats));
    feed_rooms_free(MOVE(edged.rooms));
    prints_free(MOVE(edged.prints));
}

static int setup(void **state)
{
    (void)state;
    int ends[2];
    edged = (struct edged){.origin = "test.example"};
    still_ms = 0;
    make_folders();
    assert_int_equal(ipc_pair(ends), ERR_OK);
    gate_fd = ends[0];
    control_fd = ends[1];
    assert_int_equal(ipc_pair(ends), ERR_OK);
    custodian_fd = ends[0];
    assert_int_equal(ipc_pool_new(1, &edged.custodian), ERR_OK);
    assert_int_equal(ipc_pool_put(edged.custodian, 0, ends[1]), ERR_OK);
    assert_int_equal(pthread_create(&custodian, NULL, play_custodian, NULL), 0);
    open_edged();
    return 0;
}

static int remove_one(const char *name, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(name);
}

static int teardown(void **state)
{
    (void)state;
    close_edged();
    ipc_pool_free(edged.custodian);
    (void)pthread_join(custodian, NULL);
    fd_close(custodian_fd);
    fd_close(gate_fd);
    fd_close(control_fd);
    fd_close(edged.www_fd);
    fd_close(edged.ledger_fd);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- a request */

struct ask_http {
    enum web_method method;
    const char *url;
    unsigned user; /* 0: without a session */
    const char *json;
    struct span upload;
    const char *type;
    uint64_t client;
    const char *device; /* the device cookie's value */
};

struct got {
    unsigned status;
    char body[32 * 1024];
    char headers[2048];
};

static void keep_answer(struct web_answer *a, struct got *out)
{
    AUTO(buf) struct buf body = {.max = sizeof(out->body) - 1};
    out->status = a->status;
    if (a->fd >= 0) {
        assert_int_equal(lseek(a->fd, (off_t)a->offset, SEEK_SET), (off_t)a->offset);
        assert_int_equal(file_read_fd(a->fd, &body), ERR_OK);
    } else {
        assert_int_equal(buf_append_span(&body, buf_span(&a->body)), ERR_OK);
    }
    (void)snprintf(out->body, sizeof(out->body), "%.*s", (int)body.len, (const char *)body.ptr);
    for (size_t i = 0; i < a->header_count; i++) {
        size_t len = strlen(out->headers);
        (void)snprintf(out->headers + len, sizeof(out->headers) - len, "%s: %s\n",
                       a->headers[i].name, a->headers[i].value);
    }
}

static enum err run_route(const struct web_route *route, struct web_request *r,
                          struct web_answer *a, struct span upload)
{
    if (route->body == WEB_BODY_STREAM) {
        TRY(route->sink->begin(&edged, r, a, &r->sink));
        while (upload.len > 0) {
            struct span piece = span_of(upload.ptr, upload.len < 1000 ? upload.len : 1000);
            enum err err = route->sink->write(r->sink, piece);
            if (err != ERR_OK) {
                route->sink->abort(r->sink);
                return err;
            }
            upload = span_of(upload.ptr + piece.len, upload.len - piece.len);
        }
        TRY(route->sink->end(r->sink, a));
    }
    if (route->admit != NULL) {
        TRY(route->admit(&edged, r, a));
    }
    if (route->together != NULL) {
        struct web_turn turn = {.request = r, .answer = a, .err = ERR_OK};
        route->together(&edged, &turn, 1);
        return turn.err;
    }
    return route->handler(&edged, r, a);
}

static void call(struct ask_http ask, struct got *out)
{
    AUTO(arena) struct arena scratch = {.max = LIMIT_SCRATCH};
    AUTO(web_answer) struct web_answer a = {0};
    web_answer_init(&a);
    char cookie[128] = "";
    for (size_t i = 0; i < ASK_TOKEN && ask.user != 0; i++) {
        (void)snprintf(cookie + strlen(cookie), sizeof(cookie) - strlen(cookie), "%s%02x",
                       i == 0 ? SESSION_COOKIE "=" : "", ask.user);
    }
    if (ask.device != NULL) {
        (void)snprintf(cookie, sizeof(cookie), "%s=%s", DEVICE_COOKIE, ask.device);
    }
    struct web_pair headers[3] = {{span_text("Content-Type"), span_text(ask.type)},
                                  {span_text("User-Agent"), span_text("Firefox/1 (X11; Linux)")}};
    size_t header_count = 2;
    if (cookie[0] != '\0') {
        headers[header_count++] = (struct web_pair){span_text("Cookie"), span_text(cookie)};
    }
    struct web_request r = {.method = ask.method,
                            .client = ask.client,
                            .headers = {headers, header_count},
                            .body = span_text(ask.json),
                            .scratch = &scratch};
    struct span query = span_text(ask.url);
    struct span path = span_cut(&query, '?');
    struct web_pair params[WEB_PARAMS];
    size_t count = 0;
    memset(out, 0, sizeof(*out));
    assert_int_equal(web_path_decode(path, &scratch, &r.path), ERR_OK);
    assert_int_equal(web_query_decode(query, &scratch, &r.query), ERR_OK);
    struct web_match match =
        web_route_find(routes, routes_count, ask.method, r.path, params, &count);
    assert_non_null(match.route);
    r.params = (struct web_pairs){params, count};
    enum err err = run_route(match.route, &r, &a, ask.upload);
    if (err != ERR_OK && !a.problem) {
        web_answer_done(&a);
        (void)web_answer_err(&a, err, NULL);
    }
    keep_answer(&a, out);
}

static void get(const char *url, unsigned user, struct got *out)
{
    call((struct ask_http){.method = WEB_GET, .url = url, .user = user}, out);
}

static void post(const char *url, unsigned user, const char *json, struct got *out)
{
    call(
        (struct ask_http){
            .method = WEB_POST, .url = url, .user = user, .json = json, .type = "application/json"},
        out);
}

static void upload(const char *url, unsigned user, const char *bytes, struct got *out)
{
    call((struct ask_http){.method = WEB_POST,
                           .url = url,
                           .user = user,
                           .upload = span_text(bytes),
                           .type = "video/mp4"},
         out);
}

static bool has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        print_error("no %s in %s\n", part, text);
        return false;
    }
    return true;
}

/* The id in {"id":"…"}. */
static int64_t id_in(const struct got *got)
{
    const char *at = strstr(got->body, "\"id\":\"");
    assert_non_null(at);
    return strtoll(at + 6, NULL, 10);
}

/* The first value of a key that is a text. */
static void url_of(const struct got *got, const char *key, char out[64])
{
    char start[32];
    (void)snprintf(start, sizeof(start), "\"%s\":\"", key);
    const char *at = strstr(got->body, start);
    assert_non_null(at);
    at += strlen(start);
    (void)snprintf(out, 64, "%.*s", (int)strcspn(at, "\""), at);
}

/* As the thread does it, but at once. */
static enum err send_job(const struct jobs_config *config, struct job *job)
{
    bool done = false;
    TRY(job_open(config, job));
    while (!done) {
        TRY(job_open_step(config, job, &done));
    }
    return job_send(config, job);
}

static int64_t upload_one(unsigned user)
{
    struct got got;
    upload("/api/v1/videos?title=A+clip", user, "the original", &got);
    assert_int_equal(got.status, 201);
    return id_in(&got);
}

static size_t counted;

static int count_one(const char *name, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)name;
    (void)st;
    (void)ftw;
    counted += kind == FTW_F ? 1 : 0;
    return 0;
}

/* Regular files below a folder; one that goes away meanwhile is no failure. */
static size_t count_files(const char *name)
{
    char path[160];
    path_in(path, name);
    counted = 0;
    (void)nftw(path, count_one, 8, FTW_PHYS);
    return counted;
}

/* Files that are removed a moment after the row has changed. */
static void wait_until_gone(const char *name)
{
    for (int i = 0; i < 200 && count_files(name) > 0; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    assert_int_equal(count_files(name), 0);
}

/* ---- gate */

struct given {
    struct ctl ctl;
    struct ipc_fds fds;
};

static void take_job(struct given *out)
{
    AUTO(buf) struct buf frame = {.max = CTL_SIZE};
    memset(out, 0, sizeof(*out));
    assert_int_equal(ipc_wait(gate_fd, 10000), ERR_OK);
    assert_int_equal(ipc_recv(gate_fd, &frame, &out->fds), ERR_OK);
    assert_int_equal(ctl_decode(buf_span(&frame), &out->ctl), ERR_OK);
    assert_int_equal(out->ctl.kind, CTL_JOB);
    assert_int_equal(out->fds.count, CTL_JOB_FDS);
}

static void put_report(int fd, const struct report *report)
{
    AUTO(buf) struct buf bytes = {.max = LIMIT_REPORT};
    assert_int_equal(report_encode(report, &bytes), ERR_OK);
    assert_int_equal(file_write_all(fd, buf_span(&bytes)), ERR_OK);
}

static struct report good_report = {
    .duration_ms = 4000,
    .rendition_count = 1,
    .renditions = {{.width = 270, .height = 480, .rate_num = 25, .rate_den = 1, .level = 30}}};

static void do_job(struct given *given, const struct report *report)
{
    assert_int_equal(file_write_all(given->fds.fd[JOB_MP4_A], span_text("rendition")), ERR_OK);
    assert_int_equal(file_write_all(given->fds.fd[JOB_POSTER], span_text("poster")), ERR_OK);
    put_report(given->fds.fd[JOB_REPORT], report);
}

static void wait_for(int64_t id, enum video_state state)
{
    struct store_video video;
    for (int i = 0; i < 500; i++) {
        assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
        if (video.state == state) {
            return;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    fail_msg("the video stays %s", video_state_name(video.state));
}

/* A public video of the user. */
static int64_t publish_one(unsigned user)
{
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    int64_t id = upload_one(user);
    take_job(&given);
    held = given.fds;
    do_job(&given, &good_report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    wait_for(id, VIDEO_PUBLIC);
    return id;
}

static void start_jobs(void)
{
    assert_int_equal(jobs_start(edged.jobs), ERR_OK);
}

/* Everything that a first stage can make; there is more to come. */
static struct report full_report(void)
{
    struct report report = good_report;
    struct report_rendition *rendition = &report.renditions[0];
    report.audio = true;
    report.more = true;
    report.blurhash = span_text("LEHV6nWB2yk8pyo0adR*.7kCMdnj");
    report.strip = (struct report_strip){4, 2, 7, 90, 160};
    report.hash_count = 1;
    report.hashes[0] = (struct report_hash){.at_ms = 0, .quality = 90, .hash = {1}};
    rendition->init_bytes = 4;
    rendition->segment_count = 2;
    rendition->segments[0] = (struct report_segment){3, 2000000};
    rendition->segments[1] = (struct report_segment){5, 2000000};
    return report;
}

static struct report rest_report(void)
{
    struct report report = {
        .duration_ms = 4000,
        .rendition_count = 2,
        .renditions = {{.width = 406, .height = 720, .rate_num = 25, .rate_den = 1, .level = 31},
                       {.width = 608, .height = 1080, .rate_num = 25, .rate_den = 1, .level = 40}}};
    report.renditions[1].init_bytes = 4;
    report.renditions[1].segment_count = 1;
    report.renditions[1].segments[0] = (struct report_segment){8, 4000000};
    return report;
}

static const char hls_bytes[] = "initsegfifth"; /* 4 + 3 + 5 */

/* The video is public with its first rendition; its second job is given. */
static int64_t begin_rest(unsigned user, struct given *out)
{
    struct given given;
    struct report report = full_report();
    int64_t id = upload_one(user);
    take_job(&given);
    assert_int_equal(given.ctl.code, STAGE_FIRST);
    assert_int_equal(file_write_all(given.fds.fd[JOB_HLS_A], span_text(hls_bytes)), ERR_OK);
    assert_int_equal(file_write_all(given.fds.fd[JOB_STRIP], span_text("strip")), ERR_OK);
    do_job(&given, &report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    ipc_fds_done(&given.fds);
    wait_for(id, VIDEO_PUBLIC);
    take_job(out);
    assert_int_equal(out->ctl.code, STAGE_REST);
    return id;
}

static void do_rest(struct given *given, const struct report *report)
{
    assert_int_equal(file_write_all(given->fds.fd[JOB_MP4_A], span_text("seven-twenty")), ERR_OK);
    assert_int_equal(file_write_all(given->fds.fd[JOB_MP4_B], span_text("ten-eighty")), ERR_OK);
    assert_int_equal(file_write_all(given->fds.fd[JOB_HLS_B], span_text(hls_bytes)), ERR_OK);
    put_report(given->fds.fd[JOB_REPORT], report);
}

static void wait_for_rest(int64_t id, enum rest_state state)
{
    struct store_video video;
    for (int i = 0; i < 500; i++) {
        assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
        if (video.rest == state) {
            return;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    fail_msg("the rest stays %s", rest_state_name(video.rest));
}

/* ---- tests */

static void every_row_of_the_table_is_well_formed(void **state)
{
    (void)state;
    size_t row = 0;
    assert_int_equal(web_route_check(routes, routes_count, &row), ERR_OK);
}

#define SIGN_UP(handle, password, born)                                                            \
    "{\"handle\":\"" handle "\",\"password\":\"" password "\",\"birth_date\":\"" born "\"}"

static void signing_up_gives_a_session_and_a_taken_handle_is_said(void **state)
{
    (void)state;
    struct got got;
    post("/api/v1/accounts", 0, SIGN_UP("user7", "long enough", "1990-12-31"), &got);
    assert_int_equal(got.status, 201);
    assert_true(has(
        got.body, "{\"user\":{\"id\":\"7\",\"handle\":\"user7\",\"name\":null,\"avatar\":null}}"));
    assert_true(has(got.headers, "Set-Cookie: vitrine_session=0707"));
    assert_true(has(got.headers, "Set-Cookie: vitrine_device=d0d0"));
    assert_true(has(got.headers, "Max-Age=31536000"));
    assert_true(has(got.headers, "HttpOnly; SameSite=Lax"));
    assert_int_equal(last_label, strlen("Firefox on Linux"));
    post("/api/v1/accounts", 0, SIGN_UP("taken", "long enough", "1990-12-31"), &got);
    assert_int_equal(got.status, 409);
    assert_true(has(got.body, "handle is taken"));
    post("/api/v1/accounts", 0, SIGN_UP("user8", "short", "1990-12-31"), &got);
    assert_int_equal(got.status, 400);
    assert_true(has(got.body, "password: at least 10 characters"));
    post("/api/v1/accounts", 0, SIGN_UP("user8", "long enough", "2024-01-01"), &got);
    assert_int_equal(got.status, 403);
    assert_true(has(got.body, "you must be 13 years old"));
    assert_null(strstr(got.headers, "Set-Cookie"));
    post("/api/v1/accounts", 0, "{\"handle\":\"user7\",\"password\":\"long enough\"}", &got);
    assert_int_equal(got.status, 400);
    assert_true(has(got.body, "birth_date: missing"));
    post("/api/v1/accounts", 0,
         SIGN_UP("\\u4e00\\u4e00\\u4e00\\u4e00\\u4e00\\u4e00\\u4e00\\u4e00\\u4e00", "long enough",
                 "1990-12-31"),
         &got);
    assert_int_equal(got.status, 400); /* few characters and many bytes */
    assert_true(has(got.body, "handle: small letters"));
    post("/api/v1/sessions", 0, "{\"handle\":\"user7\",\"password\":\"wrong password\"}", &got);
    assert_int_equal(got.status, 401);
    get("/api/v1/me", 7, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "\"birth_date\":\"1990-12-31\",\"email\":null"));
    get("/api/v1/me", ENDED, &got);
    assert_int_equal(got.status, 401);
    assert_true(has(got.headers, "Max-Age=0"));
}

static void a_known_browser_stays_known_and_too_many_guesses_are_said(void **state)
{
    (void)state;
    struct got got;
    struct ask_http ask = {.method = WEB_POST,
                           .url = "/api/v1/sessions",
                           .json = "{\"handle\":\"user7\",\"password\":\"long enough\"}",
                           .type = "application/json",
                           .device =
                               "abababababababababababababababababababababababababababababababab"};
    call(ask, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.headers, "vitrine_device=abab"));
    ask.device = "abab"; /* cannot be one */
    call(ask, &got);
    assert_true(has(got.headers, "vitrine_device=d0d0"));
    ask.json = "{\"handle\":\"user7\",\"password\":\"tried too often\"}";
    call(ask, &got);
    assert_int_equal(got.status, 429);
    assert_true(has(got.headers, "Retry-After: 180"));
    assert_true(has(got.body, "Too many wrong passwords for this account."));
}

static void a_recovery_code_signs_in(void **state)
{
    (void)state;
    struct got got;
    post("/api/v1/recoveries", 0,
         "{\"handle\":\"user7\",\"code\":\"a-b\",\"password\":\"long enough\"}", &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.headers, "vitrine_session=0707"));
    post("/api/v1/recoveries", 0,
         "{\"handle\":\"user7\",\"code\":\"a-b\",\"password\":\"wrong password\"}", &got);
    assert_int_equal(got.status, 401);
    assert_true(has(got.body, "Handle and recovery code do not match."));
}

static void a_person_sees_and_ends_their_sessions(void **state)
{
    (void)state;
    struct got got;
    get("/api/v1/me/sessions", 7, &got);
    assert_int_equal(got.status, 200);
    assert_true(
        has(got.body,
            "{\"sessions\":[{\"id\":\"12345\",\"label\":\"Firefox on BSD\","
            "\"unreadable\":false,\"begun_ms\":1000,\"used_day_ms\":1728000000000,\"current\":true,"
            "\"client\":false}]}"));
    static const struct {
        const char *url;
        unsigned user;
        unsigned status;
    } rows[] = {
        {"/api/v1/me/sessions", 7, 204},    {"/api/v1/me/sessions/12345", 7, 204},
        {"/api/v1/me/sessions/99", 7, 404}, {"/api/v1/me/sessions/0", 7, 404},
        {"/api/v1/me/sessions/x", 7, 404},  {"/api/v1/me/sessions", ENDED, 401},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        call((struct ask_http){.method = WEB_DELETE, .url = rows[i].url, .user = rows[i].user},
             &got);
        assert_int_equal(got.status, rows[i].status);
    }
    get("/api/v1/me/sessions", ENDED, &got);
    assert_int_equal(got.status, 401);
}

static void the_password_changes_and_codes_are_made_with_the_password(void **state)
{
    (void)state;
    struct got got;
    struct ask_http ask = {.method = WEB_PUT,
                           .url = "/api/v1/me/password",
                           .user = 7,
                           .json = "{\"old\":\"long enough\",\"new\":\"longer enough\"}",
                           .type = "application/json"};
    call(ask, &got);
    assert_int_equal(got.status, 204);
    ask.user = ENDED;
    call(ask, &got);
    assert_int_equal(got.status, 401);
    ask.user = 7;
    ask.json = "{\"old\":\"wrong password\",\"new\":\"longer enough\"}";
    call(ask, &got);
    assert_int_equal(got.status, 403); /* the session holds: no reason to sign in again */
    assert_true(has(got.body, "password: this is not your password"));
    post("/api/v1/me/recovery-codes", 7, "{\"password\":\"long enough\"}", &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "{\"codes\":[\"1990-12-31\",\"\"]}"));
    post("/api/v1/me/recovery-codes", 7, "{\"password\":\"wrong password\"}", &got);
    assert_int_equal(got.status, 403);
}

static void passkeys_are_carried_as_base64url(void **state)
{
    (void)state;
    struct got got;
    post("/api/v1/passkeys/challenge", 0, "{}", &got);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, "{\"challenge\":\"Y2hhbGxlbmdl\",\"allow\":[]}");
    post("/api/v1/passkeys/challenge", 0, "{\"handle\":\"user7\"}", &got);
    assert_string_equal(got.body, "{\"challenge\":\"Y2hhbGxlbmdl\",\"allow\":[\"dXNlcjc\"]}");
    post("/api/v1/sessions/passkey", 0,
         "{\"credential\":\"AA\",\"client_data\":\"AA\",\"authenticator_data\":\"AA\","
         "\"signature\":\"c2lnbmVk\"}",
         &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.headers, "vitrine_session=0707"));
    post("/api/v1/sessions/passkey", 0,
         "{\"credential\":\"AA\",\"client_data\":\"AA\",\"authenticator_data\":\"AA\","
         "\"signature\":\"AA\"}",
         &got);
    assert_int_equal(got.status, 401);
    post("/api/v1/sessions/passkey", 0,
         "{\"credential\":\"A=\",\"client_data\":\"AA\",\"authenticator_data\":\"AA\","
         "\"signature\":\"AA\"}",
         &got);
    assert_int_equal(got.status, 400);
    assert_true(has(got.body, "base64url without padding"));
    post("/api/v1/me/passkeys/challenge", 7, "{}", &got);
    assert_int_equal(got.status, 400);
    assert_true(has(got.body, "password: missing"));
    post("/api/v1/me/passkeys/challenge", 7, "{\"password\":\"wrong password\"}", &got);
    assert_int_equal(got.status, 403);
    assert_true(has(got.body, "this is not your password"));
    post("/api/v1/me/passkeys/challenge", ENDED, "{\"password\":\"right\"}", &got);
    assert_int_equal(got.status, 401);
    post("/api/v1/me/passkeys/challenge", 7, "{\"password\":\"right\"}", &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "\"user\":{\"id\":\"AAAAAAAAAAc\",\"name\":\"user7\"}"));
    post("/api/v1/me/passkeys", 7,
         "{\"label\":\" My phone \",\"client_data\":\"AA\",\"attestation\":\"AA\"}", &got);
    assert_int_equal(got.status, 204);
    post("/api/v1/me/passkeys", 7,
         "{\"label\":\"My phone\",\"client_data\":\"AA\",\"attestation\":\"cmVmdXNlZA\"}", &got);
    assert_int_equal(got.status, 403);
    post("/api/v1/me/passkeys", 7,
         "{\"label\":\"\\u202e\",\"client_data\":\"AA\",\"attestation\":\"AA\"}", &got);
    assert_int_equal(got.status, 400);
    assert_true(has(got.body, "label: "));
    post("/api/v1/me/passkeys", ENDED,
         "{\"label\":\"My phone\",\"client_data\":\"AA\",\"attestation\":\"AA\"}", &got);
    assert_int_equal(got.status, 401);
    get("/api/v1/me/passkeys", 7, &got);
    assert_true(has(got.body, "\"id\":\"12345\",\"label\":\"Firefox on BSD\",\"unreadable\":false,"
                              "\"created_ms\":1000"));
    assert_true(has(got.body, "\"copied\":true"));
    post("/api/v1/me/passkeys/5/removal", 7, "{\"password\":\"wrong password\"}", &got);
    assert_int_equal(got.status, 403);
    post("/api/v1/me/passkeys/5/removal", 7, "{\"password\":\"right\"}", &got);
    assert_int_equal(got.status, 204);
}

static void one_address_cannot_try_passwords_for_ever(void **state)
{
    (void)state;
    struct got got;
    struct ask_http ask = {.method = WEB_POST,
                           .url = "/api/v1/sessions",
                           .json = "{\"handle\":\"user7\",\"password\":\"wrong password\"}",
                           .type = "application/json",
                           .client = 5};
    for (size_t i = 0; i < 5; i++) {
        call(ask, &got);
        assert_int_equal(got.status, 401);
    }
    call(ask, &got);
    assert_int_equal(got.status, 429);
    assert_true(has(got.headers, "Retry-After"));
    ask.client = 6;
    call(ask, &got);
    assert_int_equal(got.status, 401);
}

static void an_upload_is_refused_before_a_byte_is_taken(void **state)
{
    (void)state;
    struct got got;
    static const struct {
        const char *url;
        unsigned user;
        unsigned status;
    } rows[] = {
        {"/api/v1/videos?title=x", 0, 401},
        {"/api/v1/videos?title=x", ENDED, 401},
        {"/api/v1/videos", 7, 400},
        {"/api/v1/videos?title=", 7, 400},
        {"/api/v1/videos?title=++", 7, 400},
        {"/api/v1/videos?title=a%E2%80%AEb", 7, 400},
        {"/api/v1/videos?title=a%C2%85b", 7, 400},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        upload(rows[i].url, rows[i].user, "bytes", &got);
        assert_int_equal(got.status, rows[i].status);
    }
    call((struct ask_http){.method = WEB_POST,
                           .url = "/api/v1/videos?title=x",
                           .user = 7,
                           .upload = span_text("<html>"),
                           .type = "text/html"},
         &got);
    assert_int_equal(got.status, 415);
    upload("/api/v1/videos?title=x", 7, "", &got);
    assert_int_equal(got.status, 400);
    assert_int_equal(count_files("incoming"), 0);
}

static void put_draft(const char *title, enum video_audience audience, int64_t created_ms,
                      char out_id[STORE_BLOB_ID + 1])
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    AUTO(draft) struct draft d = DRAFT_NONE;
    struct custody_token token = {.scope = ASK_SCOPE_OWN};
    struct shut_of of = {
        .custodian = edged.custodian, .token = &token, .person = 7, .audience = audience};
    struct shut_words words = {.title = ""};
    memset(token.bytes, 7, sizeof(token.bytes));
    (void)snprintf(words.title, sizeof(words.title), "%s", title);
    assert_int_equal(draft_new(edged.drafts, &d), ERR_OK);
    assert_int_equal(shut_put_words(&of, &words, &sealed), ERR_OK);
    d.row.person = 7;
    d.row.bytes = 10;
    d.row.created_ms = created_ms;
    d.row.expires_ms = created_ms + LIMIT_DRAFT_KEEP_MS;
    d.row.wish.audience = audience;
    d.row.words = buf_span(&sealed);
    assert_int_equal(store_draft_add(edged.store, &d.row, span_text("user7")), ERR_OK);
    memcpy(out_id, d.row.id, sizeof(d.row.id));
}

static void an_upload_that_goes_as_they_are_listed_leaves_the_others_their_titles(void **state)
{
    (void)state;
    struct got got;
    char id[STORE_BLOB_ID + 1];
    int64_t now_ms = time_wall_ms();
    put_draft("the oldest", AUDIENCE_SELF, now_ms - 2, id);
    put_draft("the middle one", AUDIENCE_SELF, now_ms - 1, gone); /* as the newest is opened */
    put_draft("the newest", AUDIENCE_ALL, now_ms, id);
    get("/api/v1/uploads", 7, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "\"title\":\"the newest\""));
    assert_true(has(got.body, "\"title\":null"));
    assert_true(has(got.body, "\"title\":\"the oldest\""));
}

static void an_upload_becomes_public_and_its_original_goes(void **state)
{
    (void)state;
    struct got got;
    struct got other;
    char url[96];
    start_jobs();
    int64_t id = publish_one(7);
    wait_until_gone("incoming");
    assert_int_equal(count_files("blobs"), 2);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 0, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "\"title\":\"A clip\""));
    assert_true(has(got.body,
                    "\"author\":{\"id\":\"7\",\"handle\":\"user7\",\"name\":null,\"avatar\":null"));
    assert_null(strstr(got.body, "\"state\""));
    get("/api/v1/videos", 0, &other);
    assert_true(has(other.body, "\"duration_ms\":4000,\"width\":270,\"height\":480"));
    char media_url[64];
    url_of(&got, "url", media_url);
    get(media_url, 0, &got);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, "rendition");
    assert_true(has(got.headers, "Content-Type: video/mp4"));
    assert_true(has(got.headers, "Cache-Control: public, max-age=45, must-revalidate"));
    memcpy(media_url + strlen(media_url) - 3, "jpg", 3);
    get(media_url, 0, &got);
    assert_int_equal(got.status, 404);
    memcpy(media_url + strlen(media_url) - 3, "m4s", 3);
    get(media_url, 0, &got);
    assert_int_equal(got.status, 404);
}

static void what_gate_is_given_is_the_original_for_reading_and_seven_files_for_writing(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    AUTO(buf) struct buf read = {.max = 64};
    start_jobs();
    (void)upload_one(7);
    take_job(&given);
    held = given.fds;
    assert_true(given.ctl.value > 0 && given.ctl.value <= LIMIT_JOB_MS);
    assert_int_equal(given.ctl.code, STAGE_FIRST);
    assert_int_equal(fcntl(given.fds.fd[0], F_GETFL) & O_ACCMODE, O_RDONLY);
    assert_int_equal(file_read_fd(given.fds.fd[0], &read), ERR_OK);
    assert_true(span_is(buf_span(&read), "the original"));
    for (size_t i = 1; i < CTL_JOB_FDS; i++) {
        struct stat st;
        assert_int_equal(fcntl(given.fds.fd[i], F_GETFL) & O_ACCMODE, O_RDWR);
        assert_int_equal(fstat(given.fds.fd[i], &st), 0);
        assert_true(S_ISREG(st.st_mode) && st.st_size == 0);
    }
}

static void a_clip_of_an_older_version_is_prepared_as_it_lies(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct blob_id id;
    AUTO(buf) struct buf read = {.max = 64};
    AUTO(fd_close) int fd = -1;
    blob_id_new(&id);
    assert_int_equal(blob_create(edged.blobs, &id, &fd), ERR_OK);
    assert_int_equal(file_write_all(fd, span_text("as it came")), ERR_OK);
    assert_int_equal(blob_keep(edged.blobs, &id, fd, BLOB_ORIGINAL), ERR_OK);
    struct store_upload row = {.id = 70,
                               .person = {7, span_text("user7")},
                               .title = span_text("A clip"),
                               .original = span_text(id.text),
                               .original_bytes = 10,
                               .now_ms = 1};
    assert_int_equal(store_video_add(edged.store, &row), ERR_OK);
    start_jobs();
    take_job(&given);
    held = given.fds;
    assert_int_equal(fcntl(given.fds.fd[0], F_GETFL) & O_ACCMODE, O_RDONLY);
    assert_int_equal(file_read_fd(given.fds.fd[0], &read), ERR_OK);
    assert_true(span_is(buf_span(&read), "as it came"));
}

static void a_video_that_is_not_public_is_seen_by_its_creator_only(void **state)
{
    (void)state;
    struct got got;
    char url[96];
    int64_t id = upload_one(7);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 0, &got);
    assert_int_equal(got.status, 404);
    get(url, 8, &got);
    assert_int_equal(got.status, 404);
    get(url, 7, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "\"state\":\"processing\",\"reason\":null"));
    assert_true(has(got.body, "\"renditions\":[]"));
    assert_true(has(got.body, "\"progress\":0,\"larger_to_come\":false"));
    get("/api/v1/videos", 7, &got);
    assert_true(has(got.body, "\"videos\":[]"));
    get("/api/v1/me/videos", 7, &got);
    assert_true(has(got.body, "\"state\":\"processing\""));
    get("/api/v1/me/videos", 8, &got);
    assert_true(has(got.body, "\"videos\":[]"));
}

static void retry_of(int64_t id, unsigned user, struct got *out)
{
    char url[96];
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld/retry", (long long)id);
    call((struct ask_http){.method = WEB_POST, .url = url, .user = user}, out);
}

static void a_refused_clip_says_why_and_is_not_tried_again(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct got got;
    char url[96];
    start_jobs();
    int64_t id = upload_one(7);
    take_job(&given);
    held = given.fds;
    do_job(&given, &(struct report){.refusal = REFUSAL_TOO_LONG, .number = 180});
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    wait_for(id, VIDEO_REFUSED);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 7, &got);
    assert_true(has(got.body, "longer than 180 seconds"));
    assert_true(has(got.body, "\"retry_until_ms\":null"));
    retry_of(id, 7, &got);
    assert_int_equal(got.status, 409);
    assert_true(has(got.body, "The reason lies in the file itself"));
    assert_int_equal(count_files("blobs"), 0);
    wait_until_gone("incoming");
}

static void an_answer_for_an_unknown_or_ended_job_changes_nothing(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct store_video video;
    start_jobs();
    int64_t id = upload_one(7);
    take_job(&given);
    held = given.fds;
    jobs_done(edged.jobs, given.ctl.id + 1, OUTCOME_EXIT, 0);
    (void)nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL); /* for the thread */
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    assert_int_equal(video.state, VIDEO_RUNNING);
    do_job(&given, &good_report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_KILLED, 11);
    wait_for(id, VIDEO_PUBLIC);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_KILLED, 11);
    assert_int_equal(count_files("blobs"), 2);
}

/* What mediad could leave behind, and what it must come to on the last try. */
enum output { OUT_BOTH, OUT_NO_RENDITION, OUT_NO_POSTER };

/* A video of the person's whose job has begun; tries: how often it failed before. */
static int64_t begin_one(const struct jobs_config *config, unsigned person, int64_t tries,
                         struct job *out_job)
{
    struct store_job row;
    int64_t id = upload_one(person);
    assert_int_equal(store_job_next(edged.store, false, time_wall_ms(), &row), ERR_OK);
    row.tries = tries;
    assert_int_equal(job_begin(config, &row, out_job), ERR_OK);
    return id;
}

static uint8_t judge(const struct report *report, const char *raw, enum output output,
                     int64_t outcome, int64_t value)
{
    struct jobs_config config = config_of_jobs();
    static struct job job;
    struct given given;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    static struct verdict verdict;
    int64_t id = begin_one(&config, 7, LIMIT_JOB_TRIES - 1, &job);
    assert_int_equal(send_job(&config, &job), ERR_OK);
    take_job(&given);
    held = given.fds;
    struct span bytes = span_text("bytes");
    struct span none = {0};
    struct span rendition = output == OUT_NO_RENDITION ? none : bytes;
    struct span poster = output == OUT_NO_POSTER ? none : bytes;
    assert_int_equal(file_write_all(held.fd[JOB_MP4_A], rendition), ERR_OK);
    assert_int_equal(file_write_all(held.fd[JOB_POSTER], poster), ERR_OK);
    if (report != NULL) {
        put_report(held.fd[JOB_REPORT], report);
    }
    assert_int_equal(file_write_all(held.fd[JOB_REPORT], span_text(raw)), ERR_OK);
    job_judge(&config, &job, outcome, value, &verdict);
    job_done(&job);
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_OK);
    bool published = verdict.end == JOB_PUBLISH;
    assert_int_equal(count_files("blobs"), published ? 2 : 0);
    wait_for(id, published ? VIDEO_PUBLIC : VIDEO_REFUSED);
    return verdict.report.refusal;
}

static void a_hostile_report_publishes_nothing(void **state)
{
    (void)state;
    struct report huge = good_report;
    struct report endless = good_report;
    static char flood[LIMIT_REPORT + 2];
    huge.renditions[0].width = LIMIT_VIDEO_SIDE + 1;
    endless.duration_ms = 4000000000u;
    memset(flood, 'x', sizeof(flood) - 1);
    const struct report *good = &good_report;
    assert_int_equal(judge(NULL, "", OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(NULL, "nonsense", OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(NULL, flood, OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "x", OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "", OUT_NO_RENDITION, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "", OUT_NO_POSTER, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "", OUT_BOTH, OUTCOME_EXIT, 1), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "", OUT_BOTH, OUTCOME_KILLED, 31), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "", OUT_BOTH, OUTCOME_OVERDUE, 0), REFUSAL_OVERDUE);
    assert_int_equal(judge(&huge, "", OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(&endless, "", OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_INTERNAL);
    assert_int_equal(judge(good, "", OUT_BOTH, OUTCOME_EXIT, 0), REFUSAL_NONE);
}

/* The clip did not kill it: an operator did, or the machine ran out of memory. */
static void a_job_that_is_killed_from_outside_has_more_tries_but_an_end(void **state)
{
    (void)state;
    struct jobs_config config = config_of_jobs();
    static struct job job;
    struct given given;
    static struct verdict verdict;
    (void)begin_one(&config, 8, LIMIT_JOB_TRIES - 1, &job);
    assert_int_equal(send_job(&config, &job), ERR_OK);
    take_job(&given);
    ipc_fds_done(&given.fds);
    job_judge(&config, &job, OUTCOME_KILLED, SIGKILL, &verdict);
    job_done(&job);
    assert_int_equal(verdict.end, JOB_AGAIN);
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_OK);
    job.row.tries = LIMIT_JOB_KILLS - 1; /* but not for ever */
    job_judge(&config, &job, OUTCOME_KILLED, SIGKILL, &verdict);
    assert_int_equal(verdict.end, JOB_REFUSE);
}

static void a_job_that_died_is_tried_a_bounded_number_of_times(void **state)
{
    (void)state;
    start_jobs();
    int64_t id = upload_one(7);
    for (size_t i = 0; i < LIMIT_JOB_TRIES; i++) {
        AUTO(ipc_fds) struct ipc_fds held = {0};
        struct given given;
        take_job(&given);
        held = given.fds;
        jobs_done(edged.jobs, given.ctl.id, OUTCOME_KILLED, 11);
    }
    wait_for(id, VIDEO_REFUSED);
    assert_int_equal(ipc_wait(gate_fd, 100), ERR_BUSY);
}

/* Refused by a failure that may pass. */
static int64_t refuse_one(unsigned user)
{
    int64_t id = upload_one(user);
    for (size_t i = 0; i < LIMIT_JOB_TRIES; i++) {
        struct given given;
        take_job(&given);
        ipc_fds_done(&given.fds);
        jobs_done(edged.jobs, given.ctl.id, OUTCOME_KILLED, 11);
    }
    wait_for(id, VIDEO_REFUSED);
    return id;
}

static void what_failed_for_a_reason_that_may_pass_is_tried_again_by_its_creators_word(void **state)
{
    (void)state;
    struct given given;
    struct got got;
    char url[96];
    size_t removed = 0;
    start_jobs();
    int64_t id = refuse_one(7);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    close_edged();
    open_edged(); /* its original outlives a start */
    assert_int_equal(jobs_recover(edged.store, edged.blobs, &removed), ERR_OK);
    assert_int_equal(removed, 0);
    start_jobs();
    assert_int_equal(count_files("incoming"), 1);
    get(url, 7, &got);
    assert_true(has(got.body, "Something went wrong on our side"));
    assert_null(strstr(got.body, "\"retry_until_ms\":null"));
    retry_of(id, 0, &got);
    assert_int_equal(got.status, 401);
    retry_of(id, 8, &got);
    assert_int_equal(got.status, 404);
    retry_of(id + 1, 7, &got);
    assert_int_equal(got.status, 404);
    retry_of(id, 7, &got);
    assert_int_equal(got.status, 202);
    assert_true(has(got.body, "\"state\":\"processing\",\"reason\":null"));
    retry_of(id, 7, &got);
    assert_int_equal(got.status, 409);
    assert_true(has(got.body, "being prepared already"));
    take_job(&given);
    do_job(&given, &good_report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    ipc_fds_done(&given.fds);
    wait_for(id, VIDEO_PUBLIC);
    wait_until_gone("incoming");
    retry_of(id, 7, &got);
    assert_int_equal(got.status, 409);
    assert_true(has(got.body, "public already"));
}

/* A full disk lets no row change, and the clock is set back before there is room. */
static void what_has_no_original_any_more_is_not_tried_again(void **state)
{
    (void)state;
    struct got got;
    struct store_kept kept;
    struct blob_id original;
    start_jobs();
    int64_t id = refuse_one(7);
    struct store_retry retry = {id, 7, time_wall_ms()};
    assert_int_equal(store_kept_get(edged.store, &retry, &kept), ERR_OK);
    assert_int_equal(blob_id_of(span_text(kept.original), &original), ERR_OK);
    assert_int_equal(blob_drop(edged.blobs, BLOB_ORIGINAL, &original), ERR_OK);
    retry_of(id, 7, &got);
    assert_int_equal(got.status, 409);
    assert_true(has(got.body, "is deleted by now"));
    wait_for(id, VIDEO_REFUSED);
}

static void a_job_that_ran_at_a_crash_runs_again_and_leaves_nothing_behind(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct jobs_config config = config_of_jobs();
    struct job job;
    struct given given;
    static struct verdict verdict;
    size_t removed = 0;
    int64_t id = begin_one(&config, 7, 0, &job);
    assert_int_equal(send_job(&config, &job), ERR_OK);
    take_job(&given);
    held = given.fds;
    do_job(&given, &good_report);
    job_judge(&config, &job, OUTCOME_EXIT, 0, &verdict); /* media in place, the row not yet */
    job_done(&job);
    assert_int_equal(count_files("blobs"), 2);
    close_edged();
    open_edged();
    assert_int_equal(jobs_recover(edged.store, edged.blobs, &removed), ERR_OK);
    assert_int_equal(count_files("blobs"), 0);
    assert_int_equal(count_files("incoming"), 1);
    start_jobs();
    ipc_fds_done(&held);
    take_job(&given);
    held = given.fds;
    do_job(&given, &good_report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    wait_for(id, VIDEO_PUBLIC);
    assert_int_equal(count_files("blobs"), 2);
}

/* A job of a video of 7 that went well, and is judged. */
static void judge_one(const struct jobs_config *config, struct job *out_job,
                      struct verdict *out_verdict)
{
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    that_waits = begin_one(config, 7, LIMIT_JOB_TRIES - 1, out_job);
    assert_int_equal(send_job(config, out_job), ERR_OK);
    take_job(&given);
    held = given.fds;
    do_job(&given, &good_report);
    job_judge(config, out_job, OUTCOME_EXIT, 0, out_verdict);
    job_done(out_job);
}

static void expect_waiting(const char *title, const char *state)
{
    struct got got;
    char url[96];
    char words[160];
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)that_waits);
    get(url, 7, &got);
    assert_int_equal(got.status, 200);
    (void)snprintf(words, sizeof(words), "\"title\":\"%s\"", title);
    assert_true(has(got.body, words));
    (void)snprintf(words, sizeof(words), "\"state\":\"%s\"", state);
    assert_true(has(got.body, words));
}

static void what_waits_becomes_public_as_its_author_has_it_at_that_moment(void **state)
{
    (void)state;
    struct jobs_config config = config_of_jobs();
    struct store_video video;
    static struct job job;
    static struct verdict verdict;
    judge_one(&config, &job, &verdict);
    assert_int_equal(store_video_get(edged.store, that_waits, &video), ERR_OK);
    assert_string_equal(video.title, "");
    then = AWAY;
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_BUSY);
    expect_waiting("A clip", "processing");
    then = ANOTHER_TITLE;
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_BUSY);
    expect_waiting("#Another title", "processing");
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_OK);
    expect_waiting("#Another title", "public");
    assert_int_equal(store_video_get(edged.store, that_waits, &video), ERR_OK);
    assert_string_equal(video.sound, "a sound");
}

static void words_that_were_not_sealed_to_wait_are_not_published(void **state)
{
    (void)state;
    struct jobs_config config = config_of_jobs();
    struct store_video video;
    static struct job job;
    static struct verdict verdict;
    judge_one(&config, &job, &verdict);
    put_words(span_text("of something else"));
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_OK);
    assert_int_equal(store_video_get(edged.store, that_waits, &video), ERR_OK);
    assert_int_equal(video.state, VIDEO_REFUSED);
    assert_int_equal(video.refusal, REFUSAL_INTERNAL);
    assert_int_equal(count_files("blobs"), 0);
    assert_int_equal(count_files("incoming"), 1); /* it may be tried again */
}

/* Its bytes follow, as names in a table; those of the job are made after that was written. */
static void a_video_that_is_removed_as_its_job_begins_is_not_prepared(void **state)
{
    (void)state;
    struct jobs_config config = config_of_jobs();
    static struct job job;
    static struct verdict verdict;
    int64_t id = begin_one(&config, 7, 0, &job);
    assert_int_equal(store_video_remove(edged.store, 7, id), ERR_OK);
    assert_int_equal(send_job(&config, &job), ERR_NOT_FOUND);
    assert_int_equal(ipc_wait(gate_fd, 0), ERR_BUSY);
    job_fail(&config, &job, ERR_NOT_FOUND, &verdict);
    job_done(&job);
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_OK);
    assert_int_equal(count_files("blobs"), 0);
    assert_int_equal(count_files("incoming"), 1); /* the original, by its name in the table */
}

/* No try is counted, and it begins anew once it can be opened. */
static void a_clip_waits_while_nobody_can_open_it(void **state)
{
    (void)state;
    struct jobs_config config = config_of_jobs();
    struct store_job row;
    static struct job job;
    static struct verdict verdict;
    int64_t id = begin_one(&config, 7, 0, &job);
    atomic_store(&opens_nothing, true);
    assert_int_equal(send_job(&config, &job), ERR_BUSY);
    atomic_store(&opens_nothing, false);
    job_fail(&config, &job, ERR_BUSY, &verdict);
    job_done(&job);
    assert_int_equal(verdict.end, JOB_RESUME);
    assert_int_equal(job_settle(&config, &job, &verdict), ERR_OK);
    assert_int_equal(store_job_next(edged.store, false, time_wall_ms() + LIMIT_JOB_RETRY_MS, &row),
                     ERR_OK);
    assert_true(row.video == id && row.tries == 0);
    assert_int_equal(ipc_wait(gate_fd, 0), ERR_BUSY);
    assert_int_equal(count_files("incoming"), 1);
}

static void what_is_public_or_gone_since_it_was_read_is_not_opened(void **state)
{
    (void)state;
    struct shut_of of = {.person = 7, .audience = AUDIENCE_SELF}; /* nobody is asked */
    struct store_video videos[2];
    int64_t id = upload_one(7);
    int64_t removed = upload_one(7);
    assert_int_equal(store_video_get(edged.store, id, &videos[0]), ERR_OK);
    assert_int_equal(store_video_get(edged.store, removed, &videos[1]), ERR_OK);
    assert_int_equal(store_video_remove(edged.store, 7, removed), ERR_OK);
    for (size_t i = 0; i < 2; i++) {
        videos[i].audience = AUDIENCE_SELF;
        videos[i].title[0] = '\0';
    }
    assert_int_equal(shut_fill(&of, edged.store, videos, 2), ERR_OK);
    assert_string_equal(videos[0].title, "");
}

static void what_has_become_public_since_it_was_read_is_read_anew(void **state)
{
    (void)state;
    struct shut_of of = {.person = 7}; /* nobody is asked */
    struct store_video video;
    start_jobs();
    int64_t id = publish_one(7);
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    video.state = VIDEO_RUNNING;
    video.title[0] = '\0';
    assert_int_equal(shut_fill(&of, edged.store, &video, 1), ERR_OK);
    assert_string_equal(video.title, "A clip");
    assert_int_equal(video.state, VIDEO_PUBLIC);
}

static void larger_renditions_are_added_to_a_video_that_is_public(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct got got;
    char url[96];
    struct report report = rest_report();
    start_jobs();
    int64_t id = begin_rest(7, &given);
    held = given.fds;
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 7, &got);
    assert_true(has(got.body, "\"state\":\"public\",\"reason\":null,\"progress\":null,"
                              "\"larger_to_come\":true"));
    assert_true(has(got.body, "\"blurhash\":\"LEHV6nWB2yk8pyo0adR*.7kCMdnj\""));
    assert_true(has(got.body, "\"columns\":4,\"rows\":2,\"count\":7,\"width\":90,\"height\":160"));
    assert_true(has(got.body, "\"codecs\":\"avc1.64001E,mp4a.40.2\""));
    assert_int_equal(count_files("blobs"), 4);
    /* The original, and the second job's four files that have names. */
    assert_int_equal(count_files("incoming"), 5);
    do_rest(&given, &report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    wait_for_rest(id, REST_DONE);
    wait_until_gone("incoming");
    assert_int_equal(count_files("blobs"), 7);
    get(url, 7, &got);
    assert_true(has(got.body, "\"larger_to_come\":false"));
    assert_true(has(got.body, "\"width\":406,\"height\":720,\"bytes\":12"));
    assert_true(has(got.body, "\"width\":608,\"height\":1080,\"bytes\":10"));
    get(url, 0, &got);
    assert_null(strstr(got.body, "larger_to_come"));
}

static void every_file_of_a_public_video_is_served_under_its_own_ending(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct got video;
    struct got got;
    char url[96];
    char file[64];
    start_jobs();
    int64_t id = begin_rest(7, &given);
    held = given.fds;
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 0, &video);
    url_of(&video, "poster", file);
    get(file, 0, &got);
    assert_string_equal(got.body, "poster");
    assert_true(has(got.headers, "Content-Type: image/jpeg"));
    const char *strip = strstr(video.body, "\"strip\":{\"url\":\"");
    assert_non_null(strip);
    (void)snprintf(file, sizeof(file), "%.*s", (int)strcspn(strip + 16, "\""), strip + 16);
    get(file, 0, &got);
    assert_string_equal(got.body, "strip");
    url_of(&video, "hls", file);
    get(file, 0, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.headers, "Content-Type: application/vnd.apple.mpegurl"));
    assert_true(has(got.headers, "Cache-Control: public, max-age=45, must-revalidate"));
    assert_true(has(got.body, "RESOLUTION=270x480,FRAME-RATE=25.000\n0.m3u8\n"));
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld/0.m3u8", (long long)id);
    get(url, 0, &got);
    assert_true(has(got.body, "BYTERANGE=\"4@0\""));
    assert_true(has(got.body, "#EXT-X-BYTERANGE:5@7\n"));
    const char *stream = strstr(got.body, "/media/");
    (void)snprintf(file, sizeof(file), "%.*s", (int)strcspn(stream, "\""), stream);
    get(file, 0, &got);
    assert_string_equal(got.body, hls_bytes);
    assert_true(has(got.headers, "Content-Type: video/mp4"));
    static const char *const absent[] = {"1.m3u8", "x.m3u8", "99999999999999999999.m3u8"};
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld/%s", (long long)id, absent[i]);
        get(url, 0, &got);
        assert_int_equal(got.status, 404);
    }
    get("/api/v1/videos/12345/master.m3u8", 0, &got);
    assert_int_equal(got.status, 404);
}

static void larger_renditions_that_fail_for_good_leave_the_video_as_it_is(void **state)
{
    (void)state;
    struct given given;
    struct got got;
    char url[96];
    start_jobs();
    int64_t id = begin_rest(7, &given);
    for (size_t i = 0; i < LIMIT_JOB_TRIES; i++) {
        if (i > 0) {
            take_job(&given);
        }
        assert_int_equal(given.ctl.code, STAGE_REST);
        jobs_done(edged.jobs, given.ctl.id, OUTCOME_KILLED, SIGSEGV);
        ipc_fds_done(&given.fds);
    }
    wait_for_rest(id, REST_GIVEN_UP);
    wait_until_gone("incoming");
    assert_int_equal(count_files("blobs"), 4);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 7, &got);
    assert_true(has(got.body, "\"state\":\"public\",\"reason\":null,\"progress\":null,"
                              "\"larger_to_come\":false"));
}

static void what_cannot_pass_is_not_tried_again_in_the_second_stage(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    start_jobs();
    int64_t id = begin_rest(7, &given);
    held = given.fds;
    put_report(held.fd[JOB_REPORT], &(struct report){.refusal = REFUSAL_UNREADABLE});
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    wait_for_rest(id, REST_GIVEN_UP);
    wait_for(id, VIDEO_PUBLIC);
}

/* A report about the HLS file that does not fit it, or more renditions than a stage makes. */
static void a_second_job_that_lies_adds_nothing(void **state)
{
    (void)state;
    struct given given;
    start_jobs();
    int64_t id = begin_rest(7, &given);
    for (size_t i = 0; i < LIMIT_JOB_TRIES; i++) {
        struct report report = rest_report();
        if (i > 0) {
            take_job(&given);
        }
        if (i == 0) {
            report.renditions[1].segments[0].bytes = 9;
        } else if (i == 1) {
            report.renditions[0].rate_num = 1000000;
        } else {
            report.renditions[0].height = LIMIT_VIDEO_SIDE + 1;
        }
        do_rest(&given, &report);
        jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
        ipc_fds_done(&given.fds);
    }
    wait_for_rest(id, REST_GIVEN_UP);
    assert_int_equal(count_files("blobs"), 4);
}

static void a_crash_in_the_second_stage_leaves_what_is_public_and_nothing_else(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct store_video video;
    struct report report = rest_report();
    size_t removed = 0;
    start_jobs();
    int64_t id = begin_rest(7, &given);
    close_edged();
    ipc_fds_done(&given.fds);
    open_edged();
    assert_int_equal(jobs_recover(edged.store, edged.blobs, &removed), ERR_OK);
    assert_int_equal(count_files("incoming"), 1);
    assert_int_equal(count_files("blobs"), 4);
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    assert_int_equal(video.state, VIDEO_PUBLIC);
    assert_int_equal(video.rest, REST_WAITING);
    start_jobs();
    take_job(&given);
    held = given.fds;
    assert_int_equal(given.ctl.code, STAGE_REST);
    do_rest(&given, &report);
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_EXIT, 0);
    wait_for_rest(id, REST_DONE);
    assert_int_equal(count_files("blobs"), 7);
}

static void a_new_clip_does_not_wait_for_larger_renditions(void **state)
{
    (void)state;
    struct given rest;
    struct given other;
    start_jobs();
    (void)begin_rest(7, &rest);
    int64_t second = upload_one(8);
    take_job(&other); /* while the other's larger ones are being made */
    assert_int_equal(other.ctl.code, STAGE_FIRST);
    struct report report = full_report();
    assert_int_equal(file_write_all(other.fds.fd[JOB_HLS_A], span_text(hls_bytes)), ERR_OK);
    assert_int_equal(file_write_all(other.fds.fd[JOB_STRIP], span_text("strip")), ERR_OK);
    do_job(&other, &report);
    jobs_done(edged.jobs, other.ctl.id, OUTCOME_EXIT, 0);
    wait_for(second, VIDEO_PUBLIC);
    /* One place is kept free of them. */
    assert_int_equal(ipc_wait(gate_fd, 3000), ERR_BUSY);
    ipc_fds_done(&rest.fds);
    ipc_fds_done(&other.fds);
}

/* The job that gate is given next is one of this video. */
static void take_job_of(int64_t id, struct given *out)
{
    take_job(out);
    wait_for(id, VIDEO_RUNNING);
}

static void one_creator_never_has_both_places_for_new_clips(void **state)
{
    (void)state;
    struct given slow;
    struct given other;
    struct store_video video;
    int64_t mine[3];
    for (size_t i = 0; i < 3; i++) {
        mine[i] = upload_one(7);
    }
    start_jobs();
    take_job_of(mine[0], &slow);
    int64_t yours = upload_one(8); /* later than all of them */
    jobs_wake(edged.jobs);
    take_job_of(yours, &other);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(store_video_get(edged.store, mine[i], &video), ERR_OK);
        assert_int_equal(video.state, VIDEO_QUEUED);
    }
    do_job(&other, &good_report);
    jobs_done(edged.jobs, other.ctl.id, OUTCOME_EXIT, 0);
    ipc_fds_done(&other.fds);
    wait_for(yours, VIDEO_PUBLIC);
    do_job(&slow, &good_report);
    jobs_done(edged.jobs, slow.ctl.id, OUTCOME_EXIT, 0);
    ipc_fds_done(&slow.fds);
    take_job_of(mine[1], &slow);
    ipc_fds_done(&slow.fds);
}

static void tell_progress(struct given *given, uint8_t percent, uint32_t duration_ms)
{
    AUTO(buf) struct buf bytes = {.max = REPORT_PROGRESS};
    struct report_progress progress = {percent, duration_ms};
    assert_int_equal(progress_encode(&progress, &bytes), ERR_OK);
    assert_int_equal(pwrite(given->fds.fd[JOB_REPORT], bytes.ptr, bytes.len, 0),
                     (ssize_t)bytes.len);
}

static void wait_for_progress(int64_t id, int percent)
{
    for (int i = 0; i < 250 && jobs_progress(edged.jobs, id) != percent; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    assert_int_equal(jobs_progress(edged.jobs, id), percent);
}

static void a_creator_sees_how_far_a_job_is(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct got got;
    char url[96];
    start_jobs();
    int64_t id = upload_one(7);
    take_job(&given);
    held = given.fds;
    assert_int_equal(jobs_progress(edged.jobs, id), 0);
    tell_progress(&given, 42, 4000);
    wait_for_progress(id, 42);
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld", (long long)id);
    get(url, 7, &got);
    assert_true(has(got.body, "\"state\":\"processing\",\"reason\":null,\"progress\":42"));
    get("/api/v1/me/videos", 7, &got);
    assert_true(has(got.body, "\"progress\":42"));
    /* It never goes back, and nonsense changes nothing. */
    tell_progress(&given, 41, 4000);
    (void)nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 200000000}, NULL);
    assert_int_equal(jobs_progress(edged.jobs, id), 42);
    assert_int_equal(pwrite(held.fd[JOB_REPORT], "\x02\x01\xff zzzzzzzz", 10, 0), 10);
    (void)nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 200000000}, NULL);
    assert_int_equal(jobs_progress(edged.jobs, id), 42);
    assert_int_equal(jobs_progress(edged.jobs, id + 1), 0);
}

static void take_end(uint64_t id)
{
    AUTO(buf) struct buf frame = {.max = CTL_SIZE};
    AUTO(ipc_fds) struct ipc_fds fds = {0};
    struct ctl ctl;
    assert_int_equal(ipc_wait(gate_fd, 10000), ERR_OK);
    assert_int_equal(ipc_recv(gate_fd, &frame, &fds), ERR_OK);
    assert_int_equal(ctl_decode(buf_span(&frame), &ctl), ERR_OK);
    assert_int_equal(ctl.kind, CTL_JOB_END);
    assert_int_equal(ctl.code, OUTCOME_OVERDUE);
    assert_int_equal(ctl.id, id);
    assert_int_equal(fds.count, 0);
}

static void a_job_that_stands_still_is_ended_and_one_that_moves_is_not(void **state)
{
    (void)state;
    AUTO(ipc_fds) struct ipc_fds held = {0};
    struct given given;
    struct store_video video;
    struct store_job row;
    close_edged();
    still_ms = 2000;
    open_edged();
    start_jobs();
    int64_t id = upload_one(7);
    take_job(&given);
    held = given.fds;
    for (uint8_t percent = 1; percent <= 3; percent++) {
        tell_progress(&given, percent, 4000);
        assert_int_equal(ipc_wait(gate_fd, 1100), ERR_BUSY);
    }
    take_end(given.ctl.id);
    assert_int_equal(ipc_wait(gate_fd, 1500), ERR_BUSY); /* it is asked once */
    jobs_done(edged.jobs, given.ctl.id, OUTCOME_OVERDUE, SIGKILL);
    wait_for(id, VIDEO_QUEUED);
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    assert_int_equal(store_job_next(edged.store, false, time_wall_ms() + 10000, &row), ERR_OK);
    assert_int_equal(row.tries, 1);
}

static void what_is_watched_ends_sealed_and_is_opened_by_its_person_only(void **state)
{
    (void)state;
    struct got got;
    struct store_video video;
    char json[512];
    char expected[128];
    start_jobs();
    int64_t id = publish_one(7);
    long long now = (long long)time_wall_ms();
    (void)snprintf(json, sizeof(json),
                   "{\"events\":[{\"video\":\"%lld\",\"watched_ms\":3900,\"at_ms\":%lld},"
                   "{\"video\":\"12345\",\"watched_ms\":1,\"at_ms\":%lld},"
                   "{\"video\":\"%lld\",\"watched_ms\":40001,\"at_ms\":%lld}]}",
                   (long long)id, now, now, (long long)id, now);
    post("/api/v1/watches", 8, json, &got);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, "{\"accepted\":1,\"ignored\":2}");
    (void)snprintf(expected, sizeof(expected),
                   "{\"watches\":[{\"video\":\"%lld\",\"watched_ms\":3900,\"at_ms\":%lld}]",
                   (long long)id, now);
    get("/api/v1/me/watches", 8, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, expected));
    get("/api/v1/me/watches", 7, &got);
    assert_true(has(got.body, "{\"watches\":[]"));
    (void)snprintf(json, sizeof(json),
                   "{\"events\":[{\"video\":\"%lld\",\"watched_ms\":10,\"at_ms\":%lld}]}",
                   (long long)id, now);
    post("/api/v1/watches", 0, json, &got);
    assert_string_equal(got.body, "{\"accepted\":1,\"ignored\":0}");
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    assert_int_equal(video.watches, 0);
    assert_int_equal(counts_flush(edged.counts), ERR_OK);
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    assert_int_equal(video.watches, 2);
}

/* The views of a video after these watches of it, which begin at one and at another moment, if any.
 */
static int64_t views_after(int64_t id, uint8_t user, int64_t first_ms, int64_t second_ms)
{
    struct got got;
    struct store_video video;
    char json[256];
    char second[100] = "";
    if (second_ms > 0) {
        (void)snprintf(second, sizeof(second),
                       ",{\"video\":\"%lld\",\"watched_ms\":20,\"at_ms\":%lld}", (long long)id,
                       (long long)second_ms);
    }
    (void)snprintf(json, sizeof(json),
                   "{\"events\":[{\"video\":\"%lld\",\"watched_ms\":10,\"at_ms\":%lld}%s]}",
                   (long long)id, (long long)first_ms, second);
    post("/api/v1/watches", user, json, &got);
    assert_int_equal(got.status, 200);
    assert_int_equal(counts_flush(edged.counts), ERR_OK);
    assert_int_equal(store_video_get(edged.store, id, &video), ERR_OK);
    return video.watches;
}

static void a_batch_that_is_sent_again_counts_once_in_views(void **state)
{
    (void)state;
    start_jobs();
    int64_t id = publish_one(7);
    assert_int_equal(views_after(id, 8, 1000, 0), 1);
    assert_int_equal(views_after(id, 8, 1000, 0), 1);
    assert_int_equal(views_after(id, 8, 1000, 2000), 2); /* with a newer one, as the page does */
    assert_int_equal(views_after(id, 8, 1000, 2000), 2);
    assert_int_equal(views_after(id, 7, 1000, 2000), 3); /* of others it is another */
    assert_int_equal(views_after(id, 7, 1000, 2000), 3);
    assert_int_equal(views_after(id, 0, 1000, 2000), 4); /* a stranger's, too */
    assert_int_equal(views_after(id, 0, 1000, 2000), 4);
    assert_int_equal(views_after(id, 0, 3000, 0), 5);
}

static int who_asks_of_a_page(uint8_t user, const char *liked)
{
    struct got got;
    atomic_store(&who_asks, 0);
    get("/api/v1/feed", user, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, liked));
    return atomic_load(&who_asks);
}

static void whose_a_page_is_is_asked_once_and_an_ended_session_is_nobodys(void **state)
{
    (void)state;
    struct got got;
    char json[256];
    struct custody_token token;
    struct custody_person person;
    start_jobs();
    int64_t id = publish_one(7);
    assert_int_equal(shelf_load(edged.shelf), ERR_OK);
    (void)snprintf(json, sizeof(json),
                   "{\"events\":[{\"video\":\"%lld\",\"watched_ms\":9,\"at_ms\":1}]}",
                   (long long)id);
    post("/api/v1/watches", 8, json, &got);
    assert_int_equal(got.status, 200);
    assert_int_equal(who_asks_of_a_page(8, "\"liked\":false"), 1);
    assert_int_equal(who_asks_of_a_page(8, "\"liked\":false"), 0);
    /* Of whom nothing is kept, custodiand says each time that the session holds. */
    assert_int_equal(who_asks_of_a_page(5, "\"liked\":false"), 1);
    assert_int_equal(who_asks_of_a_page(5, "\"liked\":false"), 1);
    memset(token.bytes, 6, sizeof(token.bytes));
    assert_false(seats_find(edged.seats, &token, &person));
    memset(token.bytes, 8, sizeof(token.bytes));
    assert_true(seats_find(edged.seats, &token, &person));
    assert_int_equal(person.user, 8);
    assert_int_equal(person.locker[0], 8);
    atomic_store(&ended_too, 8);
    assert_in_range(who_asks_of_a_page(8, "\"liked\":null"), 1, 2);
    assert_false(seats_find(edged.seats, &token, &person));
    atomic_store(&ended_too, 5);
    assert_in_range(who_asks_of_a_page(5, "\"liked\":null"), 1, 2);
    atomic_store(&ended_too, 0);
}

/* What user 8 said about a video of 7's, sealed as nobody seals it, and that 7 is told. */
static void put_shut_comment(int64_t video, int64_t id)
{
    AUTO(db_close) struct db *db = NULL;
    char path[160];
    char script[400];
    struct store_notice notice = {.person = 7,
                                  .kind = NOTICE_COMMENT,
                                  .actor = 8,
                                  .video = video,
                                  .comment = id,
                                  .at_ms = time_wall_ms()};
    path_in(path, "app.db");
    (void)snprintf(script, sizeof(script),
                   "UPDATE video SET audience = 'followers' WHERE id = %lld; "
                   "INSERT INTO comment (id, video_id, person_id, parent_id, text, sealed, "
                   "created_ms, likes, replies) VALUES (%lld, %lld, 8, 0, '', x'01', 5, 0, 0)",
                   (long long)video, (long long)id, (long long)video);
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_script(db, script), ERR_OK);
    assert_int_equal(store_notice_add(edged.store, &notice), ERR_OK);
}

static void what_stays_shut_of_a_circle_is_asked_for_once(void **state)
{
    (void)state;
    struct got got;
    int64_t video = upload_one(7);
    (void)upload_one(8);
    for (int64_t id = 1; id <= 3; id++) {
        put_shut_comment(video, id);
    }
    atomic_store(&spoken_asks, 0);
    get("/api/v1/me/notifications", 7, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "\"comment\":{\"id\":\"1\",\"text\":null}"));
    assert_true(has(got.body, "\"comment\":{\"id\":\"3\",\"text\":null}"));
    assert_int_equal(atomic_load(&spoken_asks), 1);
}

/* A comment of user 8's, with its number as text, sealed; or (forged) one byte in its place. */
static void put_sealed_comment(struct db *db, int64_t video, int64_t id, bool forged)
{
    AUTO(buf) struct buf plain = {.max = SPOKEN_SIZE};
    AUTO(db_query) struct db_query q = {0};
    char text[16];
    (void)snprintf(text, sizeof(text), "said %lld", (long long)id);
    struct spoken spoken = {.circle = 7, .video = video, .comment = id, .text = span_text(text)};
    assert_int_equal(spoken_encode(&spoken, &plain), ERR_OK);
    for (size_t i = 0; i < plain.len; i++) {
        plain.ptr[i] ^= HISTORY_KEY;
    }
    assert_int_equal(
        db_query_start(db,
                       "INSERT INTO comment (id, video_id, person_id, parent_id, text, sealed, "
                       "created_ms, likes, replies) VALUES ($1, $2, 8, 0, '', $3, 5, 0, 0)",
                       &q),
        ERR_OK);
    db_bind_i64(&q, 1, id);
    db_bind_i64(&q, 2, video);
    db_bind_blob(&q, 3, span_of(plain.ptr, forged ? 1 : plain.len));
    assert_int_equal(db_step_done(&q, NULL), ERR_OK);
}

static void
what_one_said_is_opened_a_page_in_an_ask_and_one_that_is_forged_alone_stays_shut(void **state)
{
    (void)state;
    enum { SAID = 2 * LIMIT_PAGE, FORGED = SAID - 3 };
    AUTO(db_close) struct db *db = NULL;
    char path[160];
    char row[64];
    struct got got;
    int64_t video = upload_one(7);
    (void)upload_one(8);
    path_in(path, "app.db");
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    for (int64_t id = 1; id <= SAID; id++) {
        put_sealed_comment(db, video, id, false);
    }
    atomic_store(&open_asks, 0);
    get("/api/v1/me/data?cursor=0-1000", 8, &got);
    assert_int_equal(got.status, 200);
    for (int64_t id = 1; id <= SAID; id++) {
        (void)snprintf(row, sizeof(row), "\"replies\":0,\"sealed\":\"said %lld\"}", (long long)id);
        assert_true(has(got.body, row));
    }
    assert_int_equal(atomic_load(&open_asks), 2);
    assert_int_equal(db_script(db, "DELETE FROM comment WHERE id = 37"), ERR_OK);
    put_sealed_comment(db, video, FORGED, true);
    get("/api/v1/me/data?cursor=0-1000", 8, &got);
    assert_int_equal(got.status, 200);
    assert_true(has(got.body, "{\"id\":\"37\""));
    assert_true(has(got.body, "\"sealed\":null},{\"id\":\"36\""));
    for (int64_t id = 1; id <= SAID; id++) {
        (void)snprintf(row, sizeof(row), "\"sealed\":\"said %lld\"}", (long long)id);
        assert_int_equal(has(got.body, row), id != FORGED);
    }
}

static void only_a_sharing_that_may_be_there_is_ended_at_ones_own_page(void **state)
{
    (void)state;
    struct got got;
    struct custody_token token = {.scope = ASK_SCOPE_OWN};
    memset(token.bytes, 7, sizeof(token.bytes));
    atomic_store(&share_ends, 0);
    for (int i = 0; i < 3; i++) {
        get("/api/v1/me/videos", 7, &got);
        assert_int_equal(got.status, 200);
    }
    assert_int_equal(atomic_load(&share_ends), 1);
    /* Begun for a video that never came. */
    assert_int_equal(shared_begin(&edged, &token, 7), ERR_OK);
    get("/api/v1/me/videos", 7, &got);
    get("/api/v1/me/videos", 7, &got);
    assert_int_equal(atomic_load(&share_ends), 2);
    get("/api/v1/me/videos", 8, &got); /* of whom nothing is known */
    assert_int_equal(atomic_load(&share_ends), 3);
}

static void watches_as_programs_write_them_are_read_the_quick_way(void **state)
{
    (void)state;
    struct watch_batch batch;
    static const char *const others[] = {
        "",
        "{}",
        "{\"events\":[]}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":2}]}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":2,\"at_ms\":3}],\"more\":1}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":2,\"at_ms\":3e1}]}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":-2,\"at_ms\":3}]}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":2,\"at_ms\":1234567890123456789}]}"};
    assert_true(watch_batch_read(
        span_text("{\"events\": [{\"video\": \"17\", \"watched_ms\": 2, \"at_ms\": 3}, "
                  "{\"at_ms\":1700000000000,\"video\":\"123456789012345678\",\"watched_ms\":0}]}"),
        &batch));
    assert_int_equal(batch.count, 2);
    assert_int_equal(batch.said[0].video, 17);
    assert_int_equal(batch.said[0].watched_ms, 2);
    assert_int_equal(batch.said[0].at_ms, 3);
    assert_int_equal(batch.said[1].video, 123456789012345678);
    assert_int_equal(batch.said[1].at_ms, 1700000000000);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(watch_batch_read(span_text(others[i]), &batch));
    }
}

static void malformed_watches_are_refused_and_an_ended_session_is_said(void **state)
{
    (void)state;
    struct got got;
    char json[256];
    static const char *const bad[] = {
        "{\"events\":[]}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":-1,\"at_ms\":1}]}",
        "{\"events\":[{\"video\":1,\"watched_ms\":1,\"at_ms\":1}]}",
        "{\"events\":[{\"video\":\"1\",\"watched_ms\":1,\"at_ms\":1,\"who\":\"me\"}]}",
        "{\"events\":{}}",
        "[]",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        post("/api/v1/watches", 7, bad[i], &got);
        assert_int_equal(got.status, 400);
    }
    start_jobs();
    int64_t id = publish_one(7);
    (void)snprintf(json, sizeof(json),
                   "{\"events\":[{\"video\":\"%lld\",\"watched_ms\":1,\"at_ms\":1}]}",
                   (long long)id);
    post("/api/v1/watches", ENDED, json, &got);
    assert_int_equal(got.status, 401);
}

static void pages_refuse_limits_and_cursors_of_their_own_making(void **state)
{
    (void)state;
    struct got got;
    static const char *const bad[] = {"limit=0",    "limit=21",    "limit=x",
                                      "cursor=",    "cursor=1",    "cursor=1-2-3",
                                      "cursor=1-0", "cursor=-1-2", "cursor=9999999999999999999-1"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char url[96];
        (void)snprintf(url, sizeof(url), "/api/v1/videos?%s", bad[i]);
        get(url, 0, &got);
        assert_int_equal(got.status, 400);
    }
}

static enum err listen_as(int64_t person, struct web_answer *a)
{
    struct custody_token token = {.bytes = {7}};
    struct viewer viewer = {.e = &edged, .token = &token, .person = {.user = person}};
    struct events_listener listener = {&viewer, 0};
    web_answer_init(a);
    return events_listen(edged.events, &listener, a);
}

static void so_many_wait_for_news_and_who_goes_makes_room(void **state)
{
    (void)state;
    static struct web_answer waiting[LIMIT_LISTENERS];
    struct web_answer more;
    for (int64_t i = 0; i < LIMIT_LISTENERS; i++) {
        assert_int_equal(listen_as(1 + i / LIMIT_LISTENERS_PERSON, &waiting[i]), ERR_OK);
        assert_int_equal(waiting[i].status, 200);
    }
    assert_int_equal(listen_as(LIMIT_LISTENERS, &more), ERR_BUSY);
    web_answer_done(&waiting[0]);
    assert_int_equal(listen_as(1, &waiting[0]), ERR_OK);
    assert_int_equal(listen_as(1, &more), ERR_BUSY); /* the oldest of theirs goes, in a moment */
    for (size_t i = 0; i < LIMIT_LISTENERS; i++) {
        web_answer_done(&waiting[i]);
    }
    for (size_t i = 0; i < LIMIT_LISTENERS_PERSON + 1; i++) {
        assert_int_equal(listen_as(1, &waiting[i]), ERR_OK);
    }
    for (size_t i = 0; i < LIMIT_LISTENERS_PERSON + 1; i++) {
        web_answer_done(&waiting[i]);
    }
}

static void the_ledger_is_served_as_its_files_are_meant_to_be_kept(void **state)
{
    (void)state;
    struct got got;
    get("/ledger/vkey", 0, &got);
    assert_string_equal(got.body, "the key");
    get("/ledger/checkpoint", 0, &got);
    assert_string_equal(got.body, "the checkpoint");
    assert_true(has(got.headers, "Content-Type: text/plain"));
    assert_true(has(got.headers, "Cache-Control: no-cache"));
    get("/ledger/tile/0/000", 0, &got);
    assert_string_equal(got.body, "full");
    assert_true(has(got.headers, "Content-Type: application/octet-stream"));
    assert_true(has(got.headers, "immutable"));
    get("/ledger/tile/0/000.p/7", 0, &got);
    assert_string_equal(got.body, "partial");
    assert_null(strstr(got.headers, "immutable"));
    get("/ledger/tile/0/001", 0, &got);
    assert_int_equal(got.status, 404);
    get("/ledger/secret", 0, &got);
    assert_int_equal(got.status, 404);
}

static void the_app_answers_its_pages_and_the_region_its_limits(void **state)
{
    (void)state;
    struct got got;
    static const char *const absent[] = {"/v/123", "/@lena.low", "/tag/sea"};
    static const char *const pages[] = {
        "/",       "/me",         "/upload",         "/settings",
        "/about",  "/following",  "/settings/muted", "/settings/blocked",
        "/ledger", "/me/reports", "/decisions/1",    "/notice?about=video:1",
        "/desk",   "/desk/7"};
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        get(pages[i], 0, &got);
        assert_int_equal(got.status, 200);
        assert_true(has(got.body, "the app"));
    }
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        get(absent[i], 0, &got);
        assert_int_equal(got.status, 404);
        assert_true(has(got.body, "the app"));
    }
    get("/api/v2/nothing", 0, &got);
    assert_int_equal(got.status, 404);
    get("/api/v1/region", 0, &got);
    assert_true(has(got.body, "\"origin\":\"test.example\",\"build\":\"unreviewed\""));
    assert_true(has(got.body, "\"upload_bytes\":536870912"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_row_of_the_table_is_well_formed),
        CASE(signing_up_gives_a_session_and_a_taken_handle_is_said),
        CASE(a_known_browser_stays_known_and_too_many_guesses_are_said),
        CASE(a_recovery_code_signs_in),
        CASE(a_person_sees_and_ends_their_sessions),
        CASE(the_password_changes_and_codes_are_made_with_the_password),
        CASE(passkeys_are_carried_as_base64url),
        CASE(one_address_cannot_try_passwords_for_ever),
        CASE(an_upload_is_refused_before_a_byte_is_taken),
        CASE(an_upload_that_goes_as_they_are_listed_leaves_the_others_their_titles),
        CASE(an_upload_becomes_public_and_its_original_goes),
        CASE(what_gate_is_given_is_the_original_for_reading_and_seven_files_for_writing),
        CASE(a_clip_of_an_older_version_is_prepared_as_it_lies),
        CASE(a_video_that_is_not_public_is_seen_by_its_creator_only),
        CASE(a_refused_clip_says_why_and_is_not_tried_again),
        CASE(an_answer_for_an_unknown_or_ended_job_changes_nothing),
        CASE(a_hostile_report_publishes_nothing),
        CASE(a_job_that_is_killed_from_outside_has_more_tries_but_an_end),
        CASE(what_failed_for_a_reason_that_may_pass_is_tried_again_by_its_creators_word),
        CASE(a_job_that_died_is_tried_a_bounded_number_of_times),
        CASE(what_has_no_original_any_more_is_not_tried_again),
        CASE(a_job_that_ran_at_a_crash_runs_again_and_leaves_nothing_behind),
        CASE(what_waits_becomes_public_as_its_author_has_it_at_that_moment),
        CASE(words_that_were_not_sealed_to_wait_are_not_published),
        CASE(a_video_that_is_removed_as_its_job_begins_is_not_prepared),
        CASE(a_clip_waits_while_nobody_can_open_it),
        CASE(what_is_public_or_gone_since_it_was_read_is_not_opened),
        CASE(what_has_become_public_since_it_was_read_is_read_anew),
        CASE(larger_renditions_are_added_to_a_video_that_is_public),
        CASE(every_file_of_a_public_video_is_served_under_its_own_ending),
        CASE(larger_renditions_that_fail_for_good_leave_the_video_as_it_is),
        CASE(what_cannot_pass_is_not_tried_again_in_the_second_stage),
        CASE(a_second_job_that_lies_adds_nothing),
        CASE(a_crash_in_the_second_stage_leaves_what_is_public_and_nothing_else),
        CASE(a_new_clip_does_not_wait_for_larger_renditions),
        CASE(one_creator_never_has_both_places_for_new_clips),
        CASE(a_creator_sees_how_far_a_job_is),
        CASE(a_job_that_stands_still_is_ended_and_one_that_moves_is_not),
        CASE(what_is_watched_ends_sealed_and_is_opened_by_its_person_only),
        CASE(a_batch_that_is_sent_again_counts_once_in_views),
        CASE(whose_a_page_is_is_asked_once_and_an_ended_session_is_nobodys),
        CASE(what_stays_shut_of_a_circle_is_asked_for_once),
        CASE(what_one_said_is_opened_a_page_in_an_ask_and_one_that_is_forged_alone_stays_shut),
        CASE(only_a_sharing_that_may_be_there_is_ended_at_ones_own_page),
        CASE(watches_as_programs_write_them_are_read_the_quick_way),
        CASE(malformed_watches_are_refused_and_an_ended_session_is_said),
        CASE(pages_refuse_limits_and_cursors_of_their_own_making),
        CASE(so_many_wait_for_news_and_who_goes_makes_room),
        CASE(the_ledger_is_served_as_its_files_are_meant_to_be_kept),
        CASE(the_app_answers_its_pages_and_the_region_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
