#include "sender.h"

#include "base_limits.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FDS_MAX = 4 };

struct sending {
    CURL *curl; /* NULL: a free place */
    struct curl_slist *headers;
    uint8_t flow;
    uint64_t id;
    struct buf body; /* what is sent */
    struct buf answer;
    size_t head; /* bytes of headers, also of those behind the answer */
    bool too_long;
};

struct sender {
    CURLM *multi;
    struct span authorities;
    struct sending places[LIMIT_FLOWS];
};

enum err sender_new(struct span authorities, struct sender **out_sender)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return ERR_IO;
    }
    AUTO(sender_free) struct sender *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    s->authorities = authorities;
    s->multi = curl_multi_init();
    if (s->multi == NULL) {
        return ERR_NOMEM;
    }
    (void)curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)LIMIT_FLOWS);
    *out_sender = MOVE(s);
    return ERR_OK;
}

static void end(struct sender *s, struct sending *place)
{
    if (place->curl != NULL) {
        (void)curl_multi_remove_handle(s->multi, place->curl);
        curl_easy_cleanup(place->curl);
    }
    curl_slist_free_all(place->headers);
    buf_done(&place->body);
    buf_done(&place->answer);
    *place = (struct sending){.curl = NULL};
}

void sender_free(struct sender *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < LIMIT_FLOWS; i++) {
        end(s, &s->places[i]);
    }
    (void)curl_multi_cleanup(s->multi);
    free(s);
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct sending *place = context;
    if (buf_append(&place->answer, bytes, size * count) != ERR_OK) {
        place->too_long = true;
        return 0;
    }
    return size * count;
}

/* curl keeps each, and knows no end of those behind an answer. */
static size_t take_head(char *bytes, size_t size, size_t count, void *context)
{
    struct sending *place = context;
    (void)bytes;
    place->head += size * count;
    place->too_long = place->too_long || place->head > LIMIT_HEADER_MEMORY;
    return place->too_long ? 0 : size * count;
}

static void set_limits(CURL *c)
{
    (void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(c, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_FLOW_CONNECT_MS);
    (void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)LIMIT_FLOW_MS);
    (void)curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(c, CURLOPT_USERAGENT, "vitrine");
}

static enum err set_headers(struct sending *place, const char *content_type)
{
    char line[FLOW_TYPE_MAX];
    (void)snprintf(line, sizeof(line), "Content-Type: %s", content_type);
    place->headers = curl_slist_append(NULL, line);
    if (place->headers == NULL || curl_slist_append(place->headers, "Expect:") == NULL) {
        return ERR_NOMEM;
    }
    return ERR_OK;
}

static enum err fill(struct sender *s, struct sending *place, const struct flow_row *row,
                     const struct flow_stamped *stamped)
{
    AUTO(buf) struct buf url = {.max = LIMIT_URL + 1};
    struct curl_blob blob = {(void *)(uintptr_t)s->authorities.ptr, s->authorities.len, 0};
    place->flow = stamped->flow;
    place->id = stamped->id;
    place->body.max = FLOW_BODY_MAX;
    place->answer.max = FLOW_ANSWER_MAX;
    TRY(buf_append_span(&place->body, stamped->body));
    TRY(buf_append_span(&url, stamped->url));
    const char *text = buf_text(&url);
    place->curl = curl_easy_init();
    if (text == NULL || place->curl == NULL) {
        return ERR_NOMEM;
    }
    TRY(set_headers(place, row->content_type));
    CURL *c = place->curl;
    set_limits(c);
    (void)curl_easy_setopt(c, CURLOPT_URL, text);
    (void)curl_easy_setopt(c, CURLOPT_CAINFO, NULL);
    (void)curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
    (void)curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &blob);
    (void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, place->headers);
    (void)curl_easy_setopt(c, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)place->body.len);
    (void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, place->body.ptr);
    (void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_answer);
    (void)curl_easy_setopt(c, CURLOPT_WRITEDATA, place);
    (void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_head);
    (void)curl_easy_setopt(c, CURLOPT_HEADERDATA, place);
    (void)curl_easy_setopt(c, CURLOPT_PRIVATE, place);
    return curl_multi_add_handle(s->multi, c) == CURLM_OK ? ERR_OK : ERR_NOMEM;
}

enum err sender_start(struct sender *s, const struct flow_row *row,
                      const struct flow_stamped *stamped)
{
    for (size_t i = 0; i < LIMIT_FLOWS; i++) {
        struct sending *place = &s->places[i];
        if (place->curl == NULL) {
            enum err err = fill(s, place, row, stamped);
            if (err != ERR_OK) {
                end(s, place);
            }
            return err;
        }
    }
    return ERR_BUSY;
}

enum err sender_wait(struct sender *s, const int *fds, size_t fd_count, int timeout_ms)
{
    struct curl_waitfd waited[FDS_MAX];
    unsigned count = 0;
    int running = 0;
    for (size_t i = 0; i < fd_count && count < FDS_MAX; i++) {
        if (fds[i] >= 0) {
            waited[count++] = (struct curl_waitfd){.fd = fds[i], .events = CURL_WAIT_POLLIN};
        }
    }
    if (curl_multi_poll(s->multi, waited, count, timeout_ms, NULL) != CURLM_OK) {
        return ERR_IO;
    }
    return curl_multi_perform(s->multi, &running) == CURLM_OK ? ERR_OK : ERR_IO;
}

static enum flow_outcome outcome_of(const struct sending *place, CURLcode code)
{
    return place->too_long                    ? FLOW_TOO_LONG
           : code == CURLE_OK                 ? FLOW_ANSWERED
           : code == CURLE_OPERATION_TIMEDOUT ? FLOW_OVERDUE
                                              : FLOW_UNREACHABLE;
}

static enum err take(struct sending *place, CURLcode code, struct buf *out)
{
    struct flow_answer answer = {
        .flow = place->flow, .id = place->id, .outcome = (uint8_t)outcome_of(place, code)};
    if (answer.outcome == FLOW_ANSWERED) {
        long status = 0;
        const char *type = NULL;
        (void)curl_easy_getinfo(place->curl, CURLINFO_RESPONSE_CODE, &status);
        (void)curl_easy_getinfo(place->curl, CURLINFO_CONTENT_TYPE, &type);
        struct span text = span_text(type);
        answer.status = status < 0 || status > UINT16_MAX ? 0 : (uint16_t)status;
        answer.type = text.len <= FLOW_TYPE_MAX ? text : span_of(NULL, 0);
        answer.body = buf_span(&place->answer);
    }
    return flow_answer_encode(&answer, out);
}

enum err sender_take(struct sender *s, struct buf *out)
{
    int left = 0;
    CURLMsg *message = curl_multi_info_read(s->multi, &left);
    while (message != NULL && message->msg != CURLMSG_DONE) {
        message = curl_multi_info_read(s->multi, &left);
    }
    if (message == NULL) {
        return ERR_NOT_FOUND;
    }
    CURLcode code = message->data.result;
    char *private = NULL;
    (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
    struct sending *place = (struct sending *)(void *)private;
    enum err err = take(place, code, out);
    end(s, place);
    return err;
}
