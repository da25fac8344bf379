#include "tus_head.h"

#include "base_text.h"
#include "web_head.h"

#include <stdio.h>
#include <string.h>

enum { METADATA_VALUE = 4 * 1024 }; /* of one field, with spaces around it, before it is checked */

static enum err malformed(struct web_answer *a, const char *detail)
{
    (void)web_answer_problem(a, 400, "Malformed request", detail);
    return ERR_FORMAT;
}

enum err tus_version(const struct web_request *r, struct web_answer *a)
{
    struct span version = {0};
    if (web_request_header(r, "Tus-Resumable", &version) && span_is(version, TUS_VERSION)) {
        return ERR_OK;
    }
    (void)web_answer_problem(a, 412, "Another version",
                             "Tus-Resumable: send the version that Tus-Version names.");
    (void)web_answer_header(a, "Tus-Version", TUS_VERSION);
    return ERR_DENIED;
}

static enum err read_checksum(const struct web_request *r, struct web_answer *a,
                              struct tus_body *out)
{
    struct span text = {0};
    if (!web_request_header(r, "Upload-Checksum", &text)) {
        return ERR_OK;
    }
    enum err err = web_tus_checksum_decode(text, &out->checksum);
    if (err == ERR_NOMEM) {
        return err;
    }
    if (err != ERR_OK) {
        return malformed(a, "Upload-Checksum: an algorithm, a space and base64");
    }
    if (sum_kind_of(out->checksum.algorithm, &out->kind) != ERR_OK) {
        return malformed(a, "Upload-Checksum: the algorithm is sha1 or sha256");
    }
    if (out->checksum.len != sum_size(out->kind)) {
        return malformed(a, "Upload-Checksum: not as long as this algorithm's are");
    }
    out->has_checksum = true;
    return ERR_OK;
}

enum err tus_body(const struct web_request *r, struct web_answer *a, bool may_be_absent,
                  struct tus_body *out_body)
{
    struct span text = {0};
    struct tus_body body = {.there = false};
    if (web_request_header(r, "Content-Length", &text)) {
        TRY(text_u64(text, UINT64_MAX, &body.len));
    }
    body.there = body.len > 0 || web_request_header(r, "Transfer-Encoding", &text);
    bool typed = web_request_header(r, "Content-Type", &text) &&
                 web_token_is(text, "application/offset+octet-stream");
    if (!typed && (body.there || !may_be_absent)) {
        (void)web_answer_problem(a, 415, "Unsupported media type",
                                 "Content-Type: application/offset+octet-stream");
        return ERR_FORMAT;
    }
    TRY(read_checksum(r, a, &body));
    *out_body = body;
    return ERR_OK;
}

enum err tus_offset(const struct web_request *r, struct web_answer *a, uint64_t *out_offset)
{
    struct span text = {0};
    if (!web_request_header(r, "Upload-Offset", &text) ||
        text_u64(text, INT64_MAX, out_offset) != ERR_OK) {
        return malformed(a, "Upload-Offset: a number of bytes");
    }
    return ERR_OK;
}

static enum err read_length(const struct web_request *r, struct web_answer *a, uint64_t *out)
{
    struct span text = {0};
    uint64_t length = 0;
    if (web_request_header(r, "Upload-Concat", &text)) {
        return malformed(a, "Upload-Concat: an upload is sent as one here");
    }
    if (web_request_header(r, "Upload-Defer-Length", &text)) {
        return malformed(a, "Upload-Defer-Length: Upload-Length must come first here");
    }
    if (!web_request_header(r, "Upload-Length", &text) ||
        text_u64(text, INT64_MAX, &length) != ERR_OK) {
        return malformed(a, "Upload-Length: a number of bytes");
    }
    if (length == 0) {
        return malformed(a, "Upload-Length: a video is not empty");
    }
    if (length > LIMIT_UPLOAD_MIB * MIB) {
        (void)web_answer_problem_limit(a, 413, "Too large",
                                       "Upload-Length: more bytes than an upload may have",
                                       (int64_t)(LIMIT_UPLOAD_MIB * MIB));
        return ERR_LIMIT;
    }
    *out = length;
    return ERR_OK;
}

/* Where a field of the metadata is. */
struct fields {
    struct web_tus_metadata metadata;
    struct buf value;
};

static void fields_auto(struct fields *f)
{
    buf_done(&f->value);
}

static enum err text_of(void *app, const char *name, struct span *out_text)
{
    struct fields *f = app;
    buf_clear(&f->value);
    TRY(web_tus_metadata_find(&f->metadata, name, &f->value));
    *out_text = buf_span(&f->value);
    return ERR_OK;
}

/* What a video can be wished is taken out of it; whole, it is given back to whoever goes on. */
static enum err read_metadata(const struct web_request *r, struct web_answer *a,
                              struct tus_creation *out)
{
    AUTO(fields) struct fields fields = {.value = {.max = METADATA_VALUE}};
    struct span text = {0};
    if (!web_request_header(r, "Upload-Metadata", &text)) {
        return ERR_OK;
    }
    if (text.len > LIMIT_METADATA) {
        (void)web_answer_problem_limit(a, 400, "Malformed request", "Upload-Metadata: bytes",
                                       LIMIT_METADATA);
        return ERR_LIMIT;
    }
    enum err err = web_tus_metadata_decode(text, &fields.metadata);
    if (err == ERR_LIMIT) {
        (void)web_answer_problem_limit(a, 400, "Malformed request", "Upload-Metadata: pairs",
                                       WEB_TUS_PAIRS);
    } else if (err == ERR_FORMAT) {
        (void)malformed(a, "Upload-Metadata: pairs of a key and base64, with commas between them");
    }
    TRY(err);
    out->metadata = text;
    return wishes_take(a, text_of, &fields, &out->wishes);
}

enum err tus_creation(const struct web_request *r, struct web_answer *a,
                      struct tus_creation *out_creation)
{
    struct tus_creation creation = {.length = 0};
    TRY(read_length(r, a, &creation.length));
    TRY(read_metadata(r, a, &creation));
    *out_creation = creation;
    return ERR_OK;
}
