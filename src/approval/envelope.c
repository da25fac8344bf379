#include "approval_envelope.h"

#include "base_limits.h"
#include "base_text.h"

#include <sodium.h>
#include <string.h>

static const char payload_type[] = "application/vnd.vitrine.statement+json";
static const char before_payload[] = "{\"payload\":\"";
static const char before_key[] = "\",\"payloadType\":\"application/vnd.vitrine.statement+json\","
                                 "\"signatures\":[{\"keyid\":\"";
static const char before_signature[] = "\",\"sig\":\"";
static const char at_end[] = "\"}]}";

enum err approval_ready(void)
{
    return sodium_init() < 0 ? ERR_IO : ERR_OK;
}

/* Takes a literal off the front. */
static enum err expect(struct span *rest, const char *literal)
{
    size_t len = strlen(literal);
    if (!span_starts(*rest, literal)) {
        return ERR_FORMAT;
    }
    *rest = span_of(rest->ptr + len, rest->len - len);
    return ERR_OK;
}

/* What stands before the next quote, which stays. */
static struct span until_quote(struct span *rest)
{
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != '"') {
        len++;
    }
    struct span out = span_of(rest->ptr, len);
    *rest = span_of(rest->ptr + len, rest->len - len);
    return out;
}

enum err approval_envelope_decode(struct span in, struct buf *payload,
                                  struct approval_envelope *out_envelope)
{
    struct approval_envelope envelope = {{0}, {0}};
    struct span rest = in;
    AUTO(buf) struct buf signature = {.max = APPROVAL_SIGNATURE};
    AUTO(buf) struct buf bytes = {.max = LIMIT_STATEMENT};
    if (in.len > LIMIT_STATEMENT) {
        return ERR_LIMIT;
    }
    TRY(expect(&rest, before_payload));
    TRY(text_unbase64(until_quote(&rest), &bytes));
    TRY(expect(&rest, before_key));
    TRY(text_unhex(until_quote(&rest), envelope.key, sizeof(envelope.key)));
    TRY(expect(&rest, before_signature));
    enum err err = text_unbase64(until_quote(&rest), &signature);
    if (err == ERR_LIMIT || (err == ERR_OK && signature.len != APPROVAL_SIGNATURE)) {
        return ERR_FORMAT;
    }
    TRY(err);
    TRY(expect(&rest, at_end));
    if (rest.len != 0) {
        return ERR_FORMAT;
    }
    memcpy(envelope.signature, signature.ptr, sizeof(envelope.signature));
    TRY(buf_append_span(payload, buf_span(&bytes)));
    *out_envelope = envelope;
    return ERR_OK;
}

enum err approval_envelope_encode(const struct approval_envelope *envelope, struct span payload,
                                  struct buf *out)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT};
    (void)buf_append_span(&text, span_text(before_payload));
    (void)text_base64(payload, &text);
    (void)buf_append_span(&text, span_text(before_key));
    (void)text_hex(span_of(envelope->key, sizeof(envelope->key)), &text);
    (void)buf_append_span(&text, span_text(before_signature));
    (void)text_base64(span_of(envelope->signature, sizeof(envelope->signature)), &text);
    (void)buf_append_span(&text, span_text(at_end));
    TRY(buf_status(&text));
    return buf_append_span(out, buf_span(&text));
}

static enum err signed_bytes(struct span payload, struct buf *out)
{
    (void)buf_printf(out, "DSSEv1 %zu %s %zu ", sizeof(payload_type) - 1, payload_type,
                     payload.len);
    (void)buf_append_span(out, payload);
    return buf_status(out);
}

enum err approval_verify(const struct approval_envelope *envelope, struct span payload)
{
    AUTO(buf) struct buf message = {.max = 2 * LIMIT_STATEMENT};
    TRY(signed_bytes(payload, &message));
    return crypto_sign_verify_detached(envelope->signature, message.ptr, message.len,
                                       envelope->key) == 0
               ? ERR_OK
               : ERR_DENIED;
}

struct pair {
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

static void pair_auto(struct pair *pair)
{
    sodium_memzero(pair, sizeof(*pair));
}

enum err approval_public(const uint8_t seed[APPROVAL_SEED], uint8_t out_key[APPROVAL_KEY])
{
    AUTO(pair) struct pair pair = {{0}, {0}};
    if (crypto_sign_seed_keypair(pair.public, pair.secret, seed) != 0) {
        return ERR_IO;
    }
    memcpy(out_key, pair.public, sizeof(pair.public));
    return ERR_OK;
}

enum err approval_sign(const uint8_t seed[APPROVAL_SEED], struct span payload, struct buf *out)
{
    AUTO(pair) struct pair pair = {{0}, {0}};
    AUTO(buf) struct buf message = {.max = 2 * LIMIT_STATEMENT};
    struct approval_envelope envelope = {{0}, {0}};
    TRY(signed_bytes(payload, &message));
    if (crypto_sign_seed_keypair(pair.public, pair.secret, seed) != 0 ||
        crypto_sign_detached(envelope.signature, NULL, message.ptr, message.len, pair.secret) !=
            0) {
        return ERR_IO;
    }
    memcpy(envelope.key, pair.public, sizeof(envelope.key));
    return approval_envelope_encode(&envelope, payload, out);
}
