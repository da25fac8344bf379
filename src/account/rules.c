#include "account_rules.h"

#include "base_limits.h"

#include <stdbool.h>

/* Nobody can be called so: roles of the service, and words that its pages use. */
static const char *const kept[] = {
    "about",    "abuse",    "account",   "accounts",  "admin",     "administrator", "api",
    "assets",   "auditor",  "center",    "centerd",   "custodian", "custodiand",    "data",
    "edged",    "everyone", "feed",      "gate",      "gateway",   "gatewayd",      "grant",
    "help",     "home",     "ledger",    "legal",     "login",     "logout",        "me",
    "media",    "mediad",   "mod",       "moderator", "monitor",   "news",          "nobody",
    "none",     "null",     "office",    "official",  "operator",  "owner",         "postmaster",
    "privacy",  "region",   "regulator", "reviewer",  "root",      "safety",        "security",
    "self",     "service",  "settings",  "signin",    "signup",    "staff",         "status",
    "supplier", "support",  "system",    "team",      "terms",     "undefined",     "upload",
    "user",     "verify",   "video",     "videos",    "vitrine",   "webmaster",     "witness",
    "witnessd",
};

static bool handle_byte(uint8_t c, bool first)
{
    bool letter = c >= 'a' && c <= 'z';
    return letter || (!first && ((c >= '0' && c <= '9') || c == '_' || c == '.'));
}

enum err account_handle_check(struct span handle)
{
    if (handle.len < LIMIT_HANDLE_MIN || handle.len > LIMIT_HANDLE) {
        return ERR_LIMIT;
    }
    for (size_t i = 0; i < handle.len; i++) {
        if (!handle_byte(handle.ptr[i], i == 0)) {
            return ERR_FORMAT;
        }
    }
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (span_is(handle, kept[i])) {
            return ERR_CONFLICT;
        }
    }
    return ERR_OK;
}

enum err account_password_check(struct span password)
{
    return password.len < LIMIT_PASSWORD_MIN || password.len > LIMIT_PASSWORD ? ERR_LIMIT : ERR_OK;
}
