#include "crc32.h"

#include <stdbool.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

enum { SLICES = 8, LANES = 4, LANE = 16, BLOCK = LANES * LANE };

static const uint32_t POLYNOMIAL = 0xEDB88320;
static uint32_t tables[SLICES][256];
static bool can_fold;

static inline uint32_t
load(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Neither begins nor ends with the complement. */
static uint32_t
by_tables(uint32_t crc, const uint8_t *bytes, size_t size)
{
    for (; size >= SLICES; size -= SLICES, bytes += SLICES) {
        uint32_t low = load(bytes) ^ crc;
        uint32_t high = load(bytes + 4);
        crc = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF] ^ tables[4][low >> 24];
        crc ^= tables[3][high & 0xFF] ^ tables[2][high >> 8 & 0xFF] ^ tables[1][high >> 16 & 0xFF] ^ tables[0][high >> 24];
    }
    for (; size > 0; size--, bytes++) {
        crc = (crc >> 8) ^ tables[0][(crc ^ *bytes) & 0xFF];
    }
    return crc;
}

#if defined(__x86_64__)

static bool
has_folding(void)
{
    unsigned int a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_PCLMUL) != 0;
}

/* The remainder of 16 bytes moved on by a distance: its halves times the remainders of x to the distance, 32 more or less. */
__attribute__((target("pclmul"))) static inline __m128i
moved(__m128i lane, __m128i distance)
{
    return _mm_xor_si128(_mm_clmulepi64_si128(lane, distance, 0x00), _mm_clmulepi64_si128(lane, distance, 0x11));
}

/* Of whole blocks, at least one: folds them into 16 bytes with the same remainder, which the tables finish. */
__attribute__((target("pclmul"))) static uint32_t
by_folding(uint32_t crc, const uint8_t *bytes, size_t size)
{
    const __m128i by_block = _mm_set_epi64x(0x1C6E41596, 0x154442BD4);
    const __m128i by_lane = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);
    __m128i lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] = _mm_loadu_si128((const __m128i *)(bytes + LANE * lane));
    }
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128((int)crc));
    for (const uint8_t *end = bytes + size; (bytes += BLOCK) < end;) {
        for (int lane = 0; lane < LANES; lane++) {
            __m128i next = _mm_loadu_si128((const __m128i *)(bytes + LANE * lane));
            lanes[lane] = _mm_xor_si128(moved(lanes[lane], by_block), next);
        }
    }
    __m128i all = lanes[0];
    for (int lane = 1; lane < LANES; lane++) {
        all = _mm_xor_si128(moved(all, by_lane), lanes[lane]);
    }
    uint8_t rest[LANE];
    _mm_storeu_si128((__m128i *)rest, all);
    return by_tables(0, rest, LANE);
}

#else

static bool
has_folding(void)
{
    return false;
}

static uint32_t
by_folding(uint32_t crc, const uint8_t *bytes, size_t size)
{
    return by_tables(crc, bytes, size);
}

#endif

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
    /* An emulated processor may say that it can, and be wrong: the tables themselves are something to try it on. */
    const uint8_t *trial = (const uint8_t *)tables;
    can_fold = has_folding() && by_folding(POLYNOMIAL, trial, sizeof tables) == by_tables(POLYNOMIAL, trial, sizeof tables);
}

uint32_t
crc32_of(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFF;
    size_t folded = can_fold ? size - size % BLOCK : 0;
    if (folded > 0) {
        crc = by_folding(crc, bytes, folded);
    }
    return ~by_tables(crc, bytes + folded, size - folded);
}
