/*
 * fuzz_oauth.c: a query, as a client writes it, to oauth_ask_read. The laws: what is taken leads to
 * an address at the origin that a person is shown, or at the same host of this device; nothing in
 * it ends a header or an attribute; it is for something, and for nothing that there is not.
 */
#include "base_arena.h"
#include "base_limits.h"
#include "base_text.h"
#include "oauth_ask.h"
#include "web_path.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold_place(const struct oauth_ask *ask)
{
    struct span origin = oauth_origin_of(ask->place);
    struct span name = oauth_client_name(ask->client);
    assert(text_is_web_origin(ask->client) && text_is_web_origin(origin));
    assert(span_equal(text_web_host(origin), text_web_host(ask->client)));
    assert(span_equal(origin, ask->client) || span_starts(origin, "http://"));
    assert(name.len > 0 && name.len <= LIMIT_LABEL);
    assert(memmem(ask->client.ptr, ask->client.len, name.ptr, name.len) != NULL);
    for (size_t i = 0; i < ask->place.len; i++) {
        uint8_t c = ask->place.ptr[i];
        assert(c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '#' && c != '\\');
    }
    assert(ask->place.len == origin.len || ask->place.ptr[origin.len] == '/' ||
           ask->place.ptr[origin.len] == '?');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena) struct arena scratch = {.max = 64 * KIB};
    struct web_pairs fields;
    struct oauth_ask ask;
    const char *why = "";
    if (web_query_decode(span_of(data, size), &scratch, &fields) != ERR_OK) {
        return 0;
    }
    enum err err = oauth_ask_read(&fields, &ask, &why);
    assert((err == ERR_OK) == (why == NULL));
    if (err == ERR_OK) {
        hold_place(&ask);
        assert(ask.scopes != 0 && ask.scopes <= ASK_SCOPE_ALL);
        assert(ask.state.len <= LIMIT_CLIENT_STATE);
    }
    return 0;
}
