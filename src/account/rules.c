#include "account_rules.h"

#include "base_limits.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

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

struct looks {
    size_t len;
    char text[LIMIT_HANDLE];
};

/* How a handle looks at a glance: "adm1n", "ad.min" and "adrnin" are one. Never longer than it. */
static struct looks looks_of(struct span handle)
{
    static const char digits_like[] = "01358";
    static const char letters_like[] = "olesb";
    struct looks l = {0};
    for (size_t i = 0; i < handle.len; i++) {
        char c = (char)handle.ptr[i];
        const char *digit = strchr(digits_like, c);
        if (c == '.' || c == '_') {
            continue;
        }
        c = digit != NULL ? letters_like[digit - digits_like] : c == 'i' ? 'l' : c;
        char last = l.len > 0 ? l.text[l.len - 1] : '\0';
        if (c == 'n' && last == 'r') {
            l.text[l.len - 1] = 'm';
        } else if (c == 'v' && last == 'v') {
            l.text[l.len - 1] = 'w';
        } else {
            l.text[l.len++] = c;
        }
    }
    return l;
}

static bool looks_kept(struct span handle)
{
    struct looks own = looks_of(handle);
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        struct looks word = looks_of(span_text(kept[i]));
        if (own.len == word.len && memcmp(own.text, word.text, own.len) == 0) {
            return true;
        }
    }
    return false;
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
    return looks_kept(handle) ? ERR_DENIED : ERR_OK;
}

/* Two or four digits; -1 for anything else. */
static int digits(struct span text, size_t from, size_t count)
{
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return -1;
        }
        value = value * 10 + (text.ptr[i] - '0');
    }
    return value;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

enum err account_birth_date_check(struct span text, int64_t now_ms)
{
    enum { FORM = 10, OLDEST = 1900 };
    if (text.len != FORM || text.ptr[4] != '-' || text.ptr[7] != '-') {
        return ERR_FORMAT;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 2);
    int day = digits(text, 8, 2);
    if (year < OLDEST || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) {
        return ERR_FORMAT;
    }
    time_t now_s = (time_t)(now_ms / 1000);
    struct tm today = {0};
    if (gmtime_r(&now_s, &today) == NULL) {
        return ERR_FORMAT;
    }
    int born = (year * 100 + month) * 100 + day;
    int now = ((today.tm_year + 1900) * 100 + today.tm_mon + 1) * 100 + today.tm_mday;
    if (born > now) {
        return ERR_FORMAT;
    }
    return born + LIMIT_AGE_YEARS * 100 * 100 > now ? ERR_DENIED : ERR_OK;
}

enum err account_email_check(struct span text)
{
    if (text.len > LIMIT_EMAIL) {
        return ERR_LIMIT;
    }
    size_t signs = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x21 || text.ptr[i] > 0x7e) {
            return ERR_FORMAT;
        }
        signs += text.ptr[i] == '@' ? 1 : 0;
    }
    bool good = signs == 1 && text.ptr[0] != '@' && text.ptr[text.len - 1] != '@';
    return text.len == 0 || good ? ERR_OK : ERR_FORMAT;
}
