#include "oauth_ask.h"

#include "base_limits.h"
#include "base_text.h"
#include "sum.h"
#include "web_form.h"

#include <string.h>

enum { CHALLENGE = 43 }; /* base64url of a SHA-256 digest */

const struct oauth_scope oauth_scopes[OAUTH_SCOPES] = {
    {ASK_SCOPE_READ, "read"},
    {ASK_SCOPE_WRITE, "write"},
    {ASK_SCOPE_UPLOAD, "upload"},
};

static bool is_of_this_device(struct span origin)
{
    struct span host = text_web_host(origin);
    return span_starts(origin, "http://") &&
           (span_is(host, "127.0.0.1") || span_is(host, "localhost"));
}

bool oauth_client_is(struct span client)
{
    return text_is_web_origin(client) &&
           (span_starts(client, "https://") || is_of_this_device(client));
}

/* What goes into a Location as it is. */
static bool is_plain(struct span address)
{
    for (size_t i = 0; i < address.len; i++) {
        uint8_t c = address.ptr[i];
        if (c <= ' ' || c > '~' || c == '#' || strchr("\"<>\\^`{|}", c) != NULL) {
            return false;
        }
    }
    return true;
}

struct span oauth_origin_of(struct span address)
{
    size_t slashes = 0;
    for (size_t i = 0; i < address.len; i++) {
        slashes += address.ptr[i] == '/' ? 1 : 0;
        if (slashes == 3 || address.ptr[i] == '?') {
            return span_of(address.ptr, i);
        }
    }
    return address;
}

bool oauth_place_is(struct span client, struct span place)
{
    struct span origin = oauth_origin_of(place);
    if (place.len > LIMIT_CLIENT_PLACE || !is_plain(place) || !oauth_client_is(origin)) {
        return false;
    }
    return span_equal(origin, client) || (is_of_this_device(client) && is_of_this_device(origin) &&
                                          span_equal(text_web_host(origin), text_web_host(client)));
}

struct span oauth_client_name(struct span client)
{
    struct span rest = client;
    (void)span_cut(&rest, '/');
    (void)span_cut(&rest, '/');
    return rest.len > LIMIT_LABEL ? span_of(rest.ptr, LIMIT_LABEL) : rest;
}

/* Names with spaces between; none: to read. 0: one that there is not. */
static unsigned scopes_of(struct span text)
{
    unsigned scopes = 0;
    struct span rest = text.len == 0 ? span_text("read") : text;
    while (rest.len > 0) {
        struct span name = span_cut(&rest, ' ');
        unsigned bit = 0;
        for (size_t i = 0; i < OAUTH_SCOPES; i++) {
            bit = span_is(name, oauth_scopes[i].name) ? (unsigned)oauth_scopes[i].bit : bit;
        }
        if (bit == 0) {
            return 0;
        }
        scopes |= bit;
    }
    return scopes;
}

static bool is_challenge(struct span text)
{
    AUTO(buf) struct buf digest = {.max = CHALLENGE};
    return text.len == CHALLENGE && text_unbase64url(text, &digest) == ERR_OK;
}

enum err oauth_ask_read(const struct web_pairs *fields, struct oauth_ask *out_ask,
                        const char **out_why)
{
    struct oauth_ask ask = {.client = web_form_get(fields, "client_id"),
                            .place = web_form_get(fields, "redirect_uri"),
                            .state = web_form_get(fields, "state"),
                            .challenge = web_form_get(fields, "code_challenge"),
                            .scopes = scopes_of(web_form_get(fields, "scope"))};
    *out_why = NULL;
    if (!oauth_client_is(ask.client)) {
        *out_why = "client_id: the https origin of the client's site, or one of this device";
    } else if (!oauth_place_is(ask.client, ask.place)) {
        *out_why = "redirect_uri: an address at the client's origin, without a fragment";
    } else if (!span_is(web_form_get(fields, "response_type"), "code")) {
        *out_why = "response_type: code is the only one";
    } else if (!span_is(web_form_get(fields, "code_challenge_method"), "S256")) {
        *out_why = "code_challenge_method: S256 is the only one";
    } else if (!is_challenge(ask.challenge)) {
        *out_why = "code_challenge: 43 characters of base64url";
    } else if (ask.scopes == 0) {
        *out_why = "scope: of read, write and upload, with spaces between";
    } else if (ask.state.len > LIMIT_CLIENT_STATE) {
        *out_why = "state: at most 512 bytes";
    }
    *out_ask = ask;
    return *out_why == NULL ? ERR_OK : ERR_FORMAT;
}

enum err oauth_binding(struct span client, struct span place, struct span challenge,
                       uint8_t out_binding[ASK_BINDING])
{
    AUTO(buf) struct buf all = {.max = 4 * KIB};
    (void)buf_append_span(&all, client);
    (void)buf_append_u8(&all, '\n'); /* none of them has one */
    (void)buf_append_span(&all, place);
    (void)buf_append_u8(&all, '\n');
    (void)buf_append_span(&all, challenge);
    TRY(buf_status(&all));
    sum_once(SUM_SHA256, buf_span(&all), out_binding);
    return ERR_OK;
}
