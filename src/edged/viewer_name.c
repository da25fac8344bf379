#include "viewer_name.h"

#include "sum.h"

#include <string.h>

enum { SHA256_SIZE = 32 };
static const char domain[] = "vitrine viewer 1";

struct store_name viewer_name(const uint8_t locker[ASK_LOCKER], uint8_t kind, uint32_t number)
{
    uint8_t text[sizeof(domain) + ASK_LOCKER + 5];
    uint8_t sum[SHA256_SIZE];
    uint8_t *at = text;
    memcpy(at, domain, sizeof(domain));
    at += sizeof(domain);
    memcpy(at, locker, ASK_LOCKER);
    at += ASK_LOCKER;
    *at++ = kind;
    for (int shift = 24; shift >= 0; shift -= 8) {
        *at++ = (uint8_t)(number >> shift);
    }
    sum_once(SUM_SHA256, span_of(text, sizeof(text)), sum);
    struct store_name name;
    memcpy(name.bytes, sum, sizeof(name.bytes));
    return name;
}
