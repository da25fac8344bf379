/*
 * fuzz_web_forwarded.c: the laws: what a client wrote before the last comma changes nothing, and an
 * address that is found is the same one when it is written out and read again.
 */
#include "web_client.h"

#include "base_buf.h"

#include <arpa/inet.h>
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf) struct buf longer = {.max = size + 64};
    struct web_address found = web_address_forwarded(span_of(data, size));
    assert(found.len == 0 || found.len == 4 || found.len == 16);
    enum err err = buf_append_text(&longer, "192.0.2.7, \"unknown\",");
    err = err == ERR_OK ? buf_append(&longer, data, size) : err;
    assert(err == ERR_OK);
    struct web_address behind = web_address_forwarded(buf_span(&longer));
    assert(web_address_same(&found, &behind));
    if (found.len > 0) {
        char text[INET6_ADDRSTRLEN];
        const char *put =
            inet_ntop(found.len == 4 ? AF_INET : AF_INET6, found.bytes, text, sizeof(text));
        assert(put != NULL);
        struct web_address again = web_address_read(span_text(text));
        assert(web_address_same(&found, &again));
    }
    return 0;
}
