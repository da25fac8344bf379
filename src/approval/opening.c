#include "approval_statement.h"

#include "base_text.h"
#include "digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char first_line[] = "vitrine-opening 1";
static const char object_domain[] = "vitrine decision object 1";

static enum err check_reason(struct span reason)
{
    bool good = text_is_utf8(reason) && reason.len > 0 && text_characters(reason) <= LIMIT_REASON;
    return good ? ERR_OK : ERR_FORMAT;
}

static enum err read_number(struct span *rest, const char *word, int64_t *out)
{
    uint64_t number = 0;
    struct span line = span_cut(rest, '\n');
    if (!span_is(span_cut(&line, ' '), word)) {
        return ERR_FORMAT;
    }
    TRY(text_u64(line, INT64_MAX, &number));
    *out = (int64_t)number;
    return ERR_OK;
}

enum err approval_opening_decode(struct span in, struct approval_opening *out_opening)
{
    struct approval_opening opening = {.object = 0};
    struct span rest = in;
    if (!span_is(span_cut(&rest, '\n'), first_line)) {
        return ERR_FORMAT;
    }
    TRY(read_number(&rest, "object", &opening.object));
    TRY(read_number(&rest, "person", &opening.person));
    struct span line = span_cut(&rest, '\n');
    if (opening.object == 0 || !span_is(span_cut(&line, ' '), "salt")) {
        return ERR_FORMAT;
    }
    TRY(text_unhex(line, opening.salt, sizeof(opening.salt)));
    if (rest.len == 0 || rest.ptr[0] != '\n') {
        return ERR_FORMAT;
    }
    opening.reason = span_of(rest.ptr + 1, rest.len - 1);
    TRY(check_reason(opening.reason));
    *out_opening = opening;
    return ERR_OK;
}

enum err approval_opening_encode(const struct approval_opening *opening, struct buf *out)
{
    if (opening->object <= 0 || opening->person < 0) {
        return ERR_FORMAT;
    }
    TRY(check_reason(opening->reason));
    (void)buf_printf(out, "%s\nobject %" PRId64 "\nperson %" PRId64 "\nsalt ", first_line,
                     opening->object, opening->person);
    (void)text_hex(span_of(opening->salt, sizeof(opening->salt)), out);
    (void)buf_append_span(out, span_text("\n\n"));
    (void)buf_append_span(out, opening->reason);
    return buf_status(out);
}

enum err approval_object(const struct approval_opening *opening, enum policy_kind kind,
                         char out_object[POLICY_OBJECT + 1])
{
    AUTO(buf) struct buf text = {.max = POLICY_OBJECT};
    AUTO(buf) struct buf bound = {.max = 128};
    uint8_t digest[DIGEST_SIZE];
    uint8_t number[8];
    if (kind != POLICY_PERSON) {
        TRY(policy_object_text(kind, opening->object, &text));
    } else {
        for (size_t i = 0; i < sizeof(number); i++) {
            number[i] = (uint8_t)((uint64_t)opening->object >> (8 * (sizeof(number) - 1 - i)));
        }
        (void)buf_append(&bound, object_domain, sizeof(object_domain)); /* with its NUL */
        (void)buf_append(&bound, opening->salt, sizeof(opening->salt));
        (void)buf_append(&bound, number, sizeof(number));
        TRY(buf_status(&bound));
        digest_of(buf_span(&bound), digest);
        (void)buf_printf(&text, "%s:", policy_kind_name(kind));
        (void)text_hex(span_of(digest, sizeof(digest)), &text);
    }
    TRY(buf_status(&text));
    memcpy(out_object, text.ptr, text.len);
    out_object[text.len] = '\0';
    return ERR_OK;
}
