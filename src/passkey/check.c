#include "passkey.h"

#include "base_auto.h"
#include "base_text.h"
#include "digest.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string.h>

/* The same act, at an address of ours, by itself, for that address's name, with somebody verified.
 */
static enum err act_check(const struct passkey_origins *origins,
                          const struct passkey_client *client, enum passkey_type type,
                          const struct passkey_auth *auth)
{
    bool ours = false;
    for (size_t i = 0; i < origins->count; i++) {
        ours = ours || span_is(client->origin, origins->items[i]);
    }
    if (!ours || client->type != type || client->cross_origin) {
        return ERR_DENIED;
    }
    uint8_t hash[DIGEST_SIZE];
    digest_of(text_web_host(client->origin), hash);
    uint8_t needed = PASSKEY_PRESENT | PASSKEY_VERIFIED;
    bool name = memcmp(hash, auth->rp_hash, sizeof(hash)) == 0;
    return name && (auth->flags & needed) == needed ? ERR_OK : ERR_DENIED;
}

/* ---- signatures */

static void key_free(EVP_PKEY *key)
{
    EVP_PKEY_free(key);
}
AUTO_CLOSER(key_free, EVP_PKEY)

static void key_context_free(EVP_PKEY_CTX *context)
{
    EVP_PKEY_CTX_free(context);
}
AUTO_CLOSER(key_context_free, EVP_PKEY_CTX)

static void digest_context_free(EVP_MD_CTX *context)
{
    EVP_MD_CTX_free(context);
}
AUTO_CLOSER(digest_context_free, EVP_MD_CTX)

static EVP_PKEY *key_from(const char *kind, OSSL_PARAM *params)
{
    AUTO(key_context_free) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, kind, NULL);
    EVP_PKEY *key = NULL;
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        return NULL;
    }
    return key;
}

static EVP_PKEY *key_p256(const struct passkey_key *key)
{
    char group[] = "prime256v1";
    enum { SIDE = 32, UNCOMPRESSED = 4 };
    uint8_t point[1 + 2 * SIDE] = {UNCOMPRESSED};
    memcpy(point + 1, key->x.ptr, SIDE); /* their lengths: the decoder saw to that */
    memcpy(point + 1 + SIDE, key->y.ptr, SIDE);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_construct_end(),
    };
    return key_from("EC", params); /* refuses a point that is not on the curve */
}

/* The library takes numbers in the machine's order, which is the other one. */
static void turn(struct span bytes, uint8_t *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        out[i] = bytes.ptr[bytes.len - 1 - i];
    }
}

static EVP_PKEY *key_rsa(const struct passkey_key *key)
{
    uint8_t n[LIMIT_SIGNATURE]; /* as long as a signature */
    uint8_t e[sizeof(uint64_t)] = {0};
    turn(key->n, n);
    turn(key->e, e);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, key->n.len),
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, sizeof(e)),
        OSSL_PARAM_construct_end(),
    };
    return key_from("RSA", params);
}

static EVP_PKEY *key_make(const struct passkey_key *key)
{
    switch (key->kind) {
    case PASSKEY_ES256:
        return key_p256(key);
    case PASSKEY_EDDSA:
        return EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, key->x.ptr, key->x.len);
    case PASSKEY_RS256:
        return key_rsa(key);
    }
    return NULL;
}

/* What is signed: the authenticator's data and the hash of the browser's. */
static enum err signature_check(const struct passkey_key *parts, const struct passkey_proof *proof)
{
    AUTO(key_free) EVP_PKEY *key = key_make(parts);
    AUTO(digest_context_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL) {
        return ERR_NOMEM;
    }
    uint8_t signed_bytes[LIMIT_PASSKEY_EVIDENCE + DIGEST_SIZE];
    memcpy(signed_bytes, proof->evidence.ptr, proof->evidence.len);
    digest_of(proof->client_data, signed_bytes + proof->evidence.len);
    size_t len = proof->evidence.len + DIGEST_SIZE;
    const char *hash = parts->kind == PASSKEY_EDDSA ? NULL : "SHA256";
    bool good =
        key != NULL && EVP_DigestVerifyInit_ex(context, NULL, hash, NULL, NULL, key, NULL) == 1 &&
        EVP_DigestVerify(context, proof->signature.ptr, proof->signature.len, signed_bytes, len) ==
            1;
    ERR_clear_error();
    return good ? ERR_OK : ERR_DENIED;
}

/* ---- the two acts */

enum err passkey_made(const struct passkey_origins *origins, struct span client_data,
                      struct span evidence, struct passkey_new *out_new)
{
    struct passkey_client client;
    struct passkey_auth auth;
    struct passkey_key key;
    struct span data;
    TRY(passkey_client_decode(client_data, &client));
    TRY(passkey_attestation_decode(evidence, &data));
    TRY(passkey_auth_decode(data, &auth));
    TRY(act_check(origins, &client, PASSKEY_CREATE, &auth));
    bool fits = (auth.flags & PASSKEY_ATTESTED) != 0 && auth.credential.len <= LIMIT_CREDENTIAL &&
                auth.key.len <= LIMIT_PASSKEY_KEY;
    if (!fits || passkey_key_decode(auth.key, &key) != ERR_OK) {
        return ERR_DENIED;
    }
    AUTO(key_free) EVP_PKEY *made = key_make(&key);
    ERR_clear_error();
    if (made == NULL) {
        return ERR_DENIED;
    }
    *out_new = (struct passkey_new){auth.credential, auth.key, auth.counter};
    return ERR_OK;
}

enum err passkey_used(const struct passkey_origins *origins, const struct passkey_proof *proof,
                      uint32_t *out_counter)
{
    struct passkey_client client;
    struct passkey_auth auth;
    struct passkey_key key;
    TRY(passkey_client_decode(proof->client_data, &client));
    TRY(passkey_auth_decode(proof->evidence, &auth));
    TRY(act_check(origins, &client, PASSKEY_GET, &auth));
    if (proof->evidence.len > LIMIT_PASSKEY_EVIDENCE) {
        return ERR_DENIED;
    }
    TRY(passkey_key_decode(proof->key, &key));
    TRY(signature_check(&key, proof));
    bool counts = auth.counter != 0 || proof->counter != 0;
    if (counts && auth.counter <= proof->counter) {
        return ERR_CONFLICT;
    }
    *out_counter = auth.counter;
    return ERR_OK;
}
