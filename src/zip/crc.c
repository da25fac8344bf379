#include "crc.h"

#include "zip.h"

static const uint32_t polynomial = 0xedb88320; /* of IEEE 802.3, the lowest bit first */

/* table[0] is of a byte; table[k] of a byte that k others follow. */
void crc_fill(uint32_t table[8][256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
        }
        table[0][i] = crc;
    }
    for (int k = 1; k < 8; k++) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t before = table[k - 1][i];
            table[k][i] = (before >> 8) ^ table[0][before & 0xff];
        }
    }
}

uint32_t zip_crc(const struct zip *z, uint32_t crc, struct span bytes)
{
    const uint8_t *p = bytes.ptr;
    size_t left = bytes.len;
    crc = ~crc;
    for (; left >= 8; p += 8, left -= 8) {
        crc ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        crc = z->table[7][crc & 0xff] ^ z->table[6][(crc >> 8) & 0xff] ^
              z->table[5][(crc >> 16) & 0xff] ^ z->table[4][crc >> 24] ^ z->table[3][p[4]] ^
              z->table[2][p[5]] ^ z->table[1][p[6]] ^ z->table[0][p[7]];
    }
    for (; left > 0; p++, left--) {
        crc = (crc >> 8) ^ z->table[0][(crc ^ *p) & 0xff];
    }
    return ~crc;
}
