/*
 * seal.c: the two sealed forms, both XChaCha20-Poly1305 (IETF), numbers big-endian.
 *
 *   wrapped user key, 89 bytes, sealed with the region's key
 *      0   1  version, 1
 *      1   8  id of the region key
 *      9   8  id of the user key
 *     17  24  nonce, random
 *     41  32  the user key
 *     73  16  tag
 *     bound to: "vitrine user key" 0 | u8 length, origin | user | version | both ids
 *
 *   sealed field, 49 bytes longer than what is in it, sealed with the subject's key
 *      0   1  version, 1
 *      1   8  id of the user key
 *      9  24  nonce, random
 *     33   n  the field
 *    33+n 16  tag
 *     bound to: "vitrine field" 0 | u8 length, origin | subject | u16 field | version | id
 *
 * Nothing may follow either. The AEAD does not commit to its key: the ids are in the bound text and
 * are compared with the key's own before it is used.
 */
#include "base_id.h"
#include "datamap_field.h"
#include "vault_inside.h"

#include <string.h>

enum {
    SEAL_VERSION = 1,
    WRAP_REGION_AT = 1,
    WRAP_USER_AT = 9,
    WRAP_NONCE_AT = 17,
    WRAP_KEY_AT = WRAP_NONCE_AT + NONCE_BYTES,
    FIELD_ID_AT = 1,
    FIELD_NONCE_AT = 9,
    FIELD_BODY_AT = FIELD_NONCE_AT + NONCE_BYTES,
    BOUND_MAX = 32 + LIMIT_ORIGIN + 32
};

_Static_assert(WRAP_KEY_AT + KEY_BYTES + TAG_BYTES == VAULT_WRAPPED, "the layout above");
_Static_assert(FIELD_BODY_AT + TAG_BYTES == VAULT_OVERHEAD, "the layout above");
_Static_assert(LIMIT_ORIGIN <= UINT8_MAX, "its length is one byte of the bound text");

struct bound {
    size_t len;
    uint8_t bytes[BOUND_MAX];
};

static void bound_put(struct bound *b, const void *bytes, size_t len)
{
    memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
}

static void bound_u64(struct bound *b, uint64_t value)
{
    uint8_t bytes[8];
    put_u64(bytes, value);
    bound_put(b, bytes, sizeof(bytes));
}

/* The text that names what is sealed, with its NUL, then the region and the person. */
static struct bound bound_start(const struct vault *v, const char *domain, int64_t user)
{
    struct bound b = {0};
    uint8_t len = (uint8_t)v->origin_len;
    bound_put(&b, domain, strlen(domain) + 1);
    bound_put(&b, &len, 1);
    bound_put(&b, v->origin, v->origin_len);
    bound_u64(&b, (uint64_t)user);
    return b;
}

static struct bound bound_wrap(const struct vault *v, int64_t user, uint64_t key_id)
{
    struct bound b = bound_start(v, "vitrine user key", user);
    bound_put(&b, &(uint8_t){SEAL_VERSION}, 1);
    bound_u64(&b, v->region_id);
    bound_u64(&b, key_id);
    return b;
}

static struct bound bound_field(const struct vault *v, int64_t user, uint16_t field,
                                uint64_t key_id)
{
    struct bound b = bound_start(v, "vitrine field", user);
    uint8_t number[2] = {(uint8_t)(field >> 8), (uint8_t)field};
    bound_put(&b, number, sizeof(number));
    bound_put(&b, &(uint8_t){SEAL_VERSION}, 1);
    bound_u64(&b, key_id);
    return b;
}

void vault_user_make(struct vault *v, int64_t user, uint8_t out_wrapped[VAULT_WRAPPED])
{
    struct user_key *place = cache_place(v, user);
    random_fill(place->key, KEY_BYTES);
    place->user = user;
    place->key_id = key_id_new();
    place->used = ++v->uses;
    out_wrapped[0] = SEAL_VERSION;
    put_u64(out_wrapped + WRAP_REGION_AT, v->region_id);
    put_u64(out_wrapped + WRAP_USER_AT, place->key_id);
    random_fill(out_wrapped + WRAP_NONCE_AT, NONCE_BYTES);
    struct bound b = bound_wrap(v, user, place->key_id);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        out_wrapped + WRAP_KEY_AT, NULL, place->key, KEY_BYTES, b.bytes, b.len, NULL,
        out_wrapped + WRAP_NONCE_AT, v->locked->region_key);
}

enum err vault_user_load(struct vault *v, int64_t user, struct span wrapped)
{
    if (wrapped.len != VAULT_WRAPPED || wrapped.ptr[0] != SEAL_VERSION || user == 0) {
        return ERR_FORMAT;
    }
    if (get_u64(wrapped.ptr + WRAP_REGION_AT) != v->region_id) {
        return ERR_DENIED;
    }
    uint64_t key_id = get_u64(wrapped.ptr + WRAP_USER_AT);
    struct bound b = bound_wrap(v, user, key_id);
    struct user_key *place = cache_place(v, user);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            place->key, NULL, NULL, wrapped.ptr + WRAP_KEY_AT, KEY_BYTES + TAG_BYTES, b.bytes,
            b.len, wrapped.ptr + WRAP_NONCE_AT, v->locked->region_key) != 0) {
        sodium_memzero(place, sizeof(*place));
        return ERR_DENIED;
    }
    place->user = user;
    place->key_id = key_id;
    place->used = ++v->uses;
    return ERR_OK;
}

enum err vault_seal(struct vault *v, int64_t user, uint16_t field, struct span plain,
                    struct buf *out)
{
    if (!datamap_sealable(field)) {
        return ERR_DENIED;
    }
    if (plain.len > LIMIT_FIELD) {
        return ERR_LIMIT;
    }
    struct user_key *key = cache_find(v, user);
    if (key == NULL) {
        return ERR_NOT_FOUND;
    }
    TRY(buf_grow(out, plain.len + VAULT_OVERHEAD));
    key->used = ++v->uses;
    uint8_t *sealed = out->ptr + out->len;
    sealed[0] = SEAL_VERSION;
    put_u64(sealed + FIELD_ID_AT, key->key_id);
    random_fill(sealed + FIELD_NONCE_AT, NONCE_BYTES);
    struct bound b = bound_field(v, user, field, key->key_id);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + FIELD_BODY_AT, NULL, plain.ptr,
                                                     plain.len, b.bytes, b.len, NULL,
                                                     sealed + FIELD_NONCE_AT, key->key);
    out->len += plain.len + VAULT_OVERHEAD;
    return ERR_OK;
}

enum err vault_unseal(struct vault *v, int64_t user, uint16_t field, struct span sealed,
                      struct buf *out)
{
    if (!datamap_sealable(field)) {
        return ERR_DENIED;
    }
    if (sealed.len < VAULT_OVERHEAD || sealed.ptr[0] != SEAL_VERSION) {
        return ERR_FORMAT;
    }
    if (sealed.len > LIMIT_FIELD + VAULT_OVERHEAD) {
        return ERR_LIMIT;
    }
    struct user_key *key = cache_find(v, user);
    if (key == NULL) {
        return ERR_NOT_FOUND;
    }
    if (get_u64(sealed.ptr + FIELD_ID_AT) != key->key_id) {
        return ERR_DENIED;
    }
    size_t len = sealed.len - VAULT_OVERHEAD;
    TRY(buf_grow(out, len));
    key->used = ++v->uses;
    struct bound b = bound_field(v, user, field, key->key_id);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            out->ptr + out->len, NULL, NULL, sealed.ptr + FIELD_BODY_AT, len + TAG_BYTES, b.bytes,
            b.len, sealed.ptr + FIELD_NONCE_AT, key->key) != 0) {
        return ERR_DENIED; /* the tag is checked first: nothing was written */
    }
    out->len += len;
    return ERR_OK;
}
