#include "letter.h"

/* Above ASCII, first and last of what is no letter, digit or mark. */
static const struct {
    uint32_t first;
    uint32_t last;
} others[] = {
    {0x0080, 0x00a9},   {0x00ab, 0x00b4},    {0x00b6, 0x00b9}, {0x00bb, 0x00bf}, {0x00d7, 0x00d7},
    {0x00f7, 0x00f7},   {0x037e, 0x037e},    {0x0387, 0x0387}, {0x0482, 0x0482}, {0x055a, 0x055f},
    {0x0589, 0x058f},   {0x05be, 0x05be},    {0x05c0, 0x05c0}, {0x05c3, 0x05c3}, {0x05c6, 0x05c6},
    {0x05f3, 0x060f},   {0x061b, 0x061f},    {0x066a, 0x066d}, {0x06d4, 0x06d4}, {0x06dd, 0x06de},
    {0x0700, 0x070f},   {0x0964, 0x0965},    {0x0970, 0x0970}, {0x0df4, 0x0df4}, {0x0e3f, 0x0e3f},
    {0x0e4f, 0x0e4f},   {0x0e5a, 0x0e5b},    {0x0f01, 0x0f17}, {0x0f3a, 0x0f3d}, {0x10fb, 0x10fb},
    {0x1360, 0x1368},   {0x166d, 0x166e},    {0x1680, 0x1680}, {0x169b, 0x169c}, {0x16eb, 0x16ed},
    {0x17d4, 0x17db},   {0x1800, 0x180a},    {0x2000, 0x200b}, {0x200e, 0x2bff}, {0x2e00, 0x2e7f},
    {0x2ff0, 0x3004},   {0x3008, 0x3020},    {0x3030, 0x3030}, {0x303d, 0x303f}, {0x30a0, 0x30a0},
    {0x30fb, 0x30fb},   {0xa4fe, 0xa4ff},    {0xa60d, 0xa60f}, {0xa830, 0xa83f}, {0xa874, 0xa877},
    {0xd800, 0xf8ff},   {0xfd3e, 0xfd4f},    {0xfdfc, 0xfe1f}, {0xfe30, 0xfe6f}, {0xfeff, 0xff0f},
    {0xff1a, 0xff20},   {0xff3b, 0xff40},    {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1d000, 0x1d3ff},
    {0x1f000, 0x1faff}, {0xe0000, 0x10ffff},
};

/* Capital letters, and what leads to the small one; of those with step 2, every other is one. No
 * small letter takes more bytes than its capital. */
static const struct {
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t add;
} capitals[] = {
    {'A', 'Z', 1, 32},       {0x00c0, 0x00d6, 1, 32},    {0x00d8, 0x00de, 1, 32},
    {0x0100, 0x012e, 2, 1},  {0x0130, 0x0130, 1, -199},  {0x0132, 0x0136, 2, 1},
    {0x0139, 0x0147, 2, 1},  {0x014a, 0x0176, 2, 1},     {0x0178, 0x0178, 1, -121},
    {0x0179, 0x017d, 2, 1},  {0x01cd, 0x01db, 2, 1},     {0x01de, 0x01ee, 2, 1},
    {0x01f8, 0x021e, 2, 1},  {0x0222, 0x0232, 2, 1},     {0x0246, 0x024e, 2, 1},
    {0x0386, 0x0386, 1, 38}, {0x0388, 0x038a, 1, 37},    {0x038c, 0x038c, 1, 64},
    {0x038e, 0x038f, 1, 63}, {0x0391, 0x03a1, 1, 32},    {0x03a3, 0x03ab, 1, 32},
    {0x03c2, 0x03c2, 1, 1},  {0x0400, 0x040f, 1, 80},    {0x0410, 0x042f, 1, 32},
    {0x0460, 0x0480, 2, 1},  {0x048a, 0x04be, 2, 1},     {0x04c0, 0x04c0, 1, 15},
    {0x04c1, 0x04cd, 2, 1},  {0x04d0, 0x052e, 2, 1},     {0x0531, 0x0556, 1, 48},
    {0x1e00, 0x1e94, 2, 1},  {0x1e9e, 0x1e9e, 1, -7615}, {0x1ea0, 0x1efe, 2, 1},
    {0xff21, 0xff3a, 1, 32},
};

uint32_t letter_take(struct span *rest)
{
    if (rest->len == 0) {
        return NO_CHARACTER;
    }
    uint8_t lead = rest->ptr[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (len > rest->len || (lead >= 0x80 && lead < 0xc0) || lead > 0xf4) {
        return NO_CHARACTER;
    }
    uint32_t out = len == 1 ? lead : lead & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((rest->ptr[i] & 0xc0u) != 0x80) {
            return NO_CHARACTER;
        }
        out = out << 6 | (rest->ptr[i] & 0x3fu);
    }
    *rest = span_of(rest->ptr + len, rest->len - len);
    return out;
}

bool letter_is(uint32_t c)
{
    if (c < 0x80) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (c >= others[i].first && c <= others[i].last) {
            return false;
        }
    }
    return true;
}

uint32_t letter_small(uint32_t c)
{
    for (size_t i = 0; i < sizeof(capitals) / sizeof(capitals[0]); i++) {
        if (c >= capitals[i].first && c <= capitals[i].last &&
            (c - capitals[i].first) % capitals[i].step == 0) {
            return (uint32_t)((int32_t)c + capitals[i].add);
        }
    }
    return c;
}

size_t letter_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80u | (c & 0x3fu));
        c >>= 6;
    }
    out[0] = (char)((0xf00u >> len & 0xf0u) | c);
    return len;
}
