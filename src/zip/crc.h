/* crc.h: the tables of zip_crc: eight bytes at a time. */
#ifndef CRC_H
#define CRC_H

#include <stdint.h>

void crc_fill(uint32_t table[8][256]);

#endif
