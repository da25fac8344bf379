/* The two functions of libsodium that src/tlog calls. */
#ifndef WASM_SODIUM_H
#define WASM_SODIUM_H
/* point.c */
int crypto_core_ed25519_is_valid_point(const unsigned char *point);
/* The browser's: 0 if the signature is the key's. */
int crypto_sign_verify_detached(const unsigned char *signature, const unsigned char *message,
                                unsigned long long len, const unsigned char *key);
#endif
