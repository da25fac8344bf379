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
 *   The key of vault_mac is wrapped in the same form: "vitrine mac key", and 0 as the user.
 *
 *   sealed field, 51 bytes longer than what is in it, sealed with the subject's key
 *      0   1  version of this form, 2
 *      1   8  id of the user key
 *      9   2  version of the field, as the data map has it
 *     11  24  nonce, random
 *     35   n  the field
 *    35+n 16  tag
 *     bound to: "vitrine field" 0 | u8 length, origin | subject | u16 field | form | id
 *               | u16 version of the field
 *
 * Nothing may follow either. The AEAD does not commit to its key: the ids are in the bound text and
 * are compared with the key's own before it is used.
 *
 * Form 1 of a sealed field, which is read and no longer written, has no version of the field, in
 * its bytes as in what it is bound to: what is in it is of version 1.
 */
#include "base_id.h"
#include "datamap_field.h"
#include "vault_inside.h"

#include <assert.h>
#include <string.h>

enum {
    WRAP_VERSION = 1,
    SEAL_UNVERSIONED = 1,
    SEAL_VERSION = 2,
    WRAP_REGION_AT = 1,
    WRAP_USER_AT = 9,
    WRAP_NONCE_AT = 17,
    WRAP_KEY_AT = WRAP_NONCE_AT + NONCE_BYTES,
    FIELD_ID_AT = 1,
    FIELD_VERSION_AT = 9,
    FIELD_VERSION_BYTES = 2,
    FIELD_NONCE_AT = FIELD_VERSION_AT + FIELD_VERSION_BYTES,
    FIELD_BODY_AT = FIELD_NONCE_AT + NONCE_BYTES,
    BOUND_MAX = 32 + LIMIT_ORIGIN + 32,
    NOBODY = 0 /* as a user: the key of vault_mac */
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

static void bound_u16(struct bound *b, uint16_t value)
{
    bound_put(b, (uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

static struct bound bound_wrap(const struct vault *v, int64_t user, uint64_t region_id,
                               uint64_t key_id)
{
    struct bound b = bound_start(v, user == NOBODY ? "vitrine mac key" : "vitrine user key", user);
    bound_put(&b, &(uint8_t){WRAP_VERSION}, 1);
    bound_u64(&b, region_id);
    bound_u64(&b, key_id);
    return b;
}

struct field {
    int64_t user;
    uint16_t number;
    uint16_t version;
};

static struct bound bound_field(const struct vault *v, const struct field *field, uint8_t form,
                                uint64_t key_id)
{
    struct bound b = bound_start(v, "vitrine field", field->user);
    bound_u16(&b, field->number);
    bound_put(&b, &form, 1);
    bound_u64(&b, key_id);
    if (form != SEAL_UNVERSIONED) {
        bound_u16(&b, field->version);
    }
    return b;
}

/* With the region's key of now. */
static void wrap(const struct vault *v, int64_t user, uint64_t key_id, const uint8_t *key,
                 uint8_t out_wrapped[VAULT_WRAPPED])
{
    const struct region_key *region = &v->locked->now;
    out_wrapped[0] = WRAP_VERSION;
    put_u64(out_wrapped + WRAP_REGION_AT, region->id);
    put_u64(out_wrapped + WRAP_USER_AT, key_id);
    random_fill(out_wrapped + WRAP_NONCE_AT, NONCE_BYTES);
    struct bound b = bound_wrap(v, user, region->id, key_id);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out_wrapped + WRAP_KEY_AT, NULL, key,
                                                     KEY_BYTES, b.bytes, b.len, NULL,
                                                     out_wrapped + WRAP_NONCE_AT, region->key);
}

/* Into locked memory only. */
static enum err unwrap(const struct vault *v, int64_t user, struct span wrapped, uint8_t *out_key)
{
    if (wrapped.len != VAULT_WRAPPED || wrapped.ptr[0] != WRAP_VERSION) {
        return ERR_FORMAT;
    }
    uint64_t region_id = get_u64(wrapped.ptr + WRAP_REGION_AT);
    const struct locked *locked = v->locked;
    const struct region_key *region = region_id == locked->now.id ? &locked->now : &locked->old;
    if (region_id == 0 || region_id != region->id) {
        return ERR_DENIED;
    }
    struct bound b = bound_wrap(v, user, region_id, get_u64(wrapped.ptr + WRAP_USER_AT));
    int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        out_key, NULL, NULL, wrapped.ptr + WRAP_KEY_AT, KEY_BYTES + TAG_BYTES, b.bytes, b.len,
        wrapped.ptr + WRAP_NONCE_AT, region->key);
    return failed == 0 ? ERR_OK : ERR_DENIED;
}

void vault_user_make(struct vault *v, int64_t user, uint8_t out_wrapped[VAULT_WRAPPED])
{
    struct user_key *place = cache_place(v, user);
    random_fill(place->key, KEY_BYTES);
    place->user = user;
    place->key_id = key_id_new();
    place->used = ++v->uses;
    wrap(v, user, place->key_id, place->key, out_wrapped);
}

enum err vault_user_load(struct vault *v, int64_t user, struct span wrapped)
{
    if (user == NOBODY) {
        return ERR_FORMAT;
    }
    struct user_key *place = cache_place(v, user);
    enum err err = unwrap(v, user, wrapped, place->key);
    if (err != ERR_OK) {
        sodium_memzero(place, sizeof(*place));
        return err;
    }
    place->user = user;
    place->key_id = get_u64(wrapped.ptr + WRAP_USER_AT);
    place->used = ++v->uses;
    return ERR_OK;
}

/* The new wrapping is opened again before anybody may store it: the one before is lost then. */
static enum err rewrap(struct vault *v, int64_t user, struct span wrapped,
                       uint8_t out_wrapped[VAULT_WRAPPED])
{
    uint8_t *key = v->locked->moving[0];
    uint8_t *again = v->locked->moving[1];
    uint8_t fresh[VAULT_WRAPPED];
    TRY(unwrap(v, user, wrapped, key));
    wrap(v, user, get_u64(wrapped.ptr + WRAP_USER_AT), key, fresh);
    TRY(unwrap(v, user, span_of(fresh, sizeof(fresh)), again));
    if (sodium_memcmp(key, again, KEY_BYTES) != 0) {
        return ERR_IO;
    }
    memcpy(out_wrapped, fresh, sizeof(fresh));
    return ERR_OK;
}

enum err vault_rewrap(struct vault *v, int64_t user, struct span wrapped,
                      uint8_t out_wrapped[VAULT_WRAPPED], bool *out_changed)
{
    if (wrapped.len != VAULT_WRAPPED || user == NOBODY) {
        return ERR_FORMAT;
    }
    bool changes = get_u64(wrapped.ptr + WRAP_REGION_AT) != v->locked->now.id;
    if (changes) {
        enum err err = rewrap(v, user, wrapped, out_wrapped);
        sodium_memzero(v->locked->moving, sizeof(v->locked->moving));
        TRY(err);
    }
    *out_changed = changes;
    return ERR_OK;
}

void vault_mac_make(struct vault *v)
{
    v->locked->mac.id = key_id_new();
    random_fill(v->locked->mac.key, KEY_BYTES);
}

enum err vault_mac_wrap(struct vault *v, uint8_t out_wrapped[VAULT_WRAPPED])
{
    struct region_key *mac = &v->locked->mac;
    uint8_t *again = v->locked->moving[0];
    uint8_t fresh[VAULT_WRAPPED];
    wrap(v, NOBODY, mac->id, mac->key, fresh);
    enum err err = unwrap(v, NOBODY, span_of(fresh, sizeof(fresh)), again);
    bool same = err == ERR_OK && sodium_memcmp(again, mac->key, KEY_BYTES) == 0;
    sodium_memzero(v->locked->moving, sizeof(v->locked->moving));
    if (!same) {
        return ERR_IO;
    }
    memcpy(out_wrapped, fresh, sizeof(fresh));
    return ERR_OK;
}

enum err vault_mac_load(struct vault *v, struct span wrapped)
{
    struct region_key *mac = &v->locked->mac;
    uint8_t *key = v->locked->moving[0];
    enum err err = unwrap(v, NOBODY, wrapped, key);
    if (err == ERR_OK) {
        mac->id = get_u64(wrapped.ptr + WRAP_USER_AT);
        memcpy(mac->key, key, KEY_BYTES);
    }
    sodium_memzero(v->locked->moving, sizeof(v->locked->moving));
    return err;
}

void vault_mac(const struct vault *v, const char *domain, struct span bytes,
               uint8_t out_mac[VAULT_MAC])
{
    const struct region_key *mac = &v->locked->mac;
    crypto_generichash_state state;
    assert(mac->id != 0);
    (void)crypto_generichash_init(&state, mac->key, KEY_BYTES, VAULT_MAC);
    (void)crypto_generichash_update(&state, (const uint8_t *)domain, strlen(domain) + 1);
    (void)crypto_generichash_update(&state, bytes.ptr, bytes.len);
    (void)crypto_generichash_final(&state, out_mac, VAULT_MAC);
    sodium_memzero(&state, sizeof(state));
}

enum err vault_seal(struct vault *v, int64_t user, uint16_t field, struct span plain,
                    struct buf *out)
{
    struct field what = {user, field, datamap_field_version(field)};
    if (what.version == 0) {
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
    sealed[FIELD_VERSION_AT] = (uint8_t)(what.version >> 8);
    sealed[FIELD_VERSION_AT + 1] = (uint8_t)what.version;
    random_fill(sealed + FIELD_NONCE_AT, NONCE_BYTES);
    struct bound b = bound_field(v, &what, SEAL_VERSION, key->key_id);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + FIELD_BODY_AT, NULL, plain.ptr,
                                                     plain.len, b.bytes, b.len, NULL,
                                                     sealed + FIELD_NONCE_AT, key->key);
    out->len += plain.len + VAULT_OVERHEAD;
    return ERR_OK;
}

/* What a sealed field says of itself. */
struct sealed {
    uint8_t form;
    uint64_t key_id;
    uint16_t version;
    const uint8_t *nonce;
    const uint8_t *body;
    size_t len; /* of what is in it */
};

static enum err sealed_read(struct span in, struct sealed *out)
{
    uint8_t form = in.len == 0 ? 0 : in.ptr[0];
    if (form != SEAL_VERSION && form != SEAL_UNVERSIONED) {
        return ERR_FORMAT;
    }
    bool plain = form == SEAL_UNVERSIONED;
    size_t head = FIELD_BODY_AT - (plain ? FIELD_VERSION_BYTES : 0);
    if (in.len < head + TAG_BYTES) {
        return ERR_FORMAT;
    }
    uint16_t version = 1;
    if (!plain) {
        version = (uint16_t)(in.ptr[FIELD_VERSION_AT] << 8 | in.ptr[FIELD_VERSION_AT + 1]);
    }
    *out = (struct sealed){
        .form = form,
        .key_id = get_u64(in.ptr + FIELD_ID_AT),
        .version = version,
        .nonce = in.ptr + head - NONCE_BYTES,
        .body = in.ptr + head,
        .len = in.len - head - TAG_BYTES,
    };
    return out->len > LIMIT_FIELD ? ERR_LIMIT : ERR_OK;
}

enum err vault_unseal(struct vault *v, int64_t user, uint16_t field, struct span sealed,
                      struct buf *out)
{
    uint16_t newest = datamap_field_version(field);
    if (newest == 0) {
        return ERR_DENIED;
    }
    struct sealed in = {0};
    TRY(sealed_read(sealed, &in));
    struct user_key *key = cache_find(v, user);
    if (key == NULL) {
        return ERR_NOT_FOUND;
    }
    if (in.key_id != key->key_id || in.version == 0 || in.version > newest) {
        return ERR_DENIED;
    }
    TRY(buf_grow(out, in.len));
    key->used = ++v->uses;
    struct field what = {user, field, in.version};
    struct bound b = bound_field(v, &what, in.form, key->key_id);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out->ptr + out->len, NULL, NULL, in.body,
                                                   in.len + TAG_BYTES, b.bytes, b.len, in.nonce,
                                                   key->key) != 0) {
        return ERR_DENIED; /* the tag is checked first: nothing was written */
    }
    out->len += in.len;
    return ERR_OK;
}
