/*
 * easy.c: passwords that are among the first that anybody would try. A rule instead of a list:
 * lists of what was stolen from others have no licence, and what of them has ten characters or more
 * is nearly all made as this rule says: a well-known word with digits, a word twice, a run.
 */
#include "account_rules.h"
#include "base_limits.h"
#include "vault_secret.h"

#include <stdbool.h>
#include <string.h>

/* In small letters, what digits and signs stand for put back (see unsaid). */
static const char *const words[] = {
    "access",    "admin",      "administrator", "angel",      "asdfgh",    "baby",       "babygirl",
    "bailey",    "baseball",   "basketball",    "batman",     "beautiful", "butterfly",  "changeme",
    "charlie",   "chocolate",  "computer",      "contrasena", "cookie",    "daniel",     "default",
    "donald",    "dragon",     "family",        "flower",     "football",  "forever",    "freedom",
    "friends",   "geheim",     "guest",         "hallo",      "hello",     "heslo",      "hockey",
    "iloveyou",  "internet",   "jennifer",      "jessica",    "jesus",     "jordan",     "letmein",
    "liverpool", "login",      "lovely",        "loveme",     "loveyou",   "maggie",     "master",
    "michael",   "michelle",   "monkey",        "motdepasse", "mustang",   "naruto",     "nicole",
    "ninja",     "parola",     "parool",        "pass",       "passw",     "password",   "passwort",
    "pepper",    "pokemon",    "princess",      "qazwsx",     "qazwsxedc", "querty",     "qwert",
    "qwerty",    "qwertyuiop", "qwertz",        "samsung",    "secret",    "senha",      "shadow",
    "snoopy",    "soccer",     "spiderman",     "starwars",   "summer",    "sunshine",   "superman",
    "superstar", "test",       "testing",       "thomas",     "tigger",    "trustnoone", "unknown",
    "user",      "vitrine",    "wachtwoord",    "welcome",    "whatever",  "willkommen", "winter",
    "yourpass",  "zaq",        "zxcvbn",        "zxcvbnm",
};

static const char *const rows[] = {
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "01234567890123456789012345678901234567890123456789",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiop",
    "qwertzuiopasdfghjklyxcvbnmqwertzuiop",
    "azertyuiopqsdfghjklmwxcvbnazertyuiop",
    "1q2w3e4r5t6y7u8i9o0p1q2w3e4r5t",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
};

static uint8_t small(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/* The letter that a digit or a sign is put for. */
static uint8_t unsaid(uint8_t c)
{
    static const char signs[] = "0134578@$!|+";
    static const char letters[] = "oieastbasiit";
    const char *at = c == '\0' ? NULL : strchr(signs, c);
    return at == NULL ? small(c) : (uint8_t)letters[at - signs];
}

static bool is_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || c >= 0x80;
}

/* Whether text is whole again and again, the last time perhaps in part. */
static bool repeats(struct span text, struct span whole)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != whole.ptr[i % whole.len]) {
            return false;
        }
    }
    return true;
}

/* A few characters again and again: "aaaaaaaaaa", "abcabcabcabc". */
static bool is_monotone(struct span text)
{
    enum { FEW = 4 };
    for (size_t len = 1; len <= FEW; len++) {
        if (repeats(text, span_of(text.ptr, len))) {
            return true;
        }
    }
    return false;
}

static bool runs_along(struct span text, const char *row, bool back)
{
    size_t len = strlen(row);
    for (size_t start = 0; start + text.len <= len; start++) {
        size_t i = 0;
        while (i < text.len) {
            size_t at = back ? len - 1 - start - i : start + i;
            if (text.ptr[i] != (uint8_t)row[at]) {
                break;
            }
            i++;
        }
        if (i == text.len) {
            return true;
        }
    }
    return false;
}

static bool is_run(struct span text)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (runs_along(text, rows[i], false) || runs_along(text, rows[i], true)) {
            return true;
        }
    }
    return false;
}

/* The handle or a known word, once or again and again. */
static bool is_known(struct span handle, struct span core)
{
    if (handle.len > 0 && repeats(core, handle) && core.len >= handle.len) {
        return true;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct span word = span_text(words[i]);
        if (core.len >= word.len && repeats(core, word)) {
            return true;
        }
    }
    return false;
}

/* What is left without the digits and signs at both ends. */
static struct span core_of(struct span text)
{
    while (text.len > 0 && !is_letter(text.ptr[0])) {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    while (text.len > 0 && !is_letter(text.ptr[text.len - 1])) {
        text = span_of(text.ptr, text.len - 1);
    }
    return text;
}

enum { RUN_MIN = 6 }; /* letters of a run with digits and signs around it */

static bool is_easy(struct span handle, struct span password)
{
    AUTO(secret) struct secret plain = {.len = password.len};
    AUTO(secret) struct secret said = {.len = password.len};
    for (size_t i = 0; i < password.len; i++) {
        plain.bytes[i] = small(password.ptr[i]);
    }
    struct span whole = secret_span(&plain);
    struct span core = core_of(whole);
    for (size_t i = 0; i < password.len; i++) {
        said.bytes[i] = unsaid(password.ptr[i]);
    }
    size_t from = core.len == 0 ? 0 : (size_t)(core.ptr - whole.ptr);
    struct span core_said = span_of(said.bytes + from, core.len);
    bool run = is_run(whole) || (core.len >= RUN_MIN && is_run(core));
    return is_monotone(whole) || run || (core.len > 0 && is_known(handle, core)) ||
           (core.len > 0 && is_known(handle, core_said)) || is_known(handle, secret_span(&said));
}

enum err account_password_check(struct span handle, struct span password)
{
    if (password.len < LIMIT_PASSWORD_MIN || password.len > LIMIT_PASSWORD) {
        return ERR_LIMIT;
    }
    return is_easy(handle, password) ? ERR_CONFLICT : ERR_OK;
}
