/* CRC-32 (ISO-HDLC, as zlib), eight bytes a step by eight tables ("slicing by 8": Kounavis and Berry, A Systematic
 * Approach to Building High Performance Software-based CRC Generators, 2005). */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fills the tables, once. */
void crc32_begin(void);
uint32_t crc32_of(const uint8_t *bytes, size_t size);
