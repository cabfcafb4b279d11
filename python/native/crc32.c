#include "crc32.h"

enum { SLICES = 8 };

static const uint32_t POLYNOMIAL = 0xEDB88320;
static uint32_t tables[SLICES][256];

void
crc32_begin(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; bit++) {
            remainder = (remainder >> 1) ^ (POLYNOMIAL & (0 - (remainder & 1)));
        }
        tables[0][byte] = remainder;
    }
    for (int slice = 1; slice < SLICES; slice++) {
        for (int byte = 0; byte < 256; byte++) {
            uint32_t before = tables[slice - 1][byte];
            tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xFF];
        }
    }
}

static inline uint32_t
load(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

uint32_t
crc32_of(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;
    for (; size >= SLICES; size -= SLICES, bytes += SLICES) {
        uint32_t low = load(bytes) ^ crc;
        uint32_t high = load(bytes + 4);
        crc = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF] ^ tables[4][low >> 24];
        crc ^= tables[3][high & 0xFF] ^ tables[2][high >> 8 & 0xFF] ^ tables[1][high >> 16 & 0xFF] ^ tables[0][high >> 24];
    }
    for (; size > 0; size--, bytes++) {
        crc = (crc >> 8) ^ tables[0][(crc ^ *bytes) & 0xFF];
    }
    return ~crc;
}
