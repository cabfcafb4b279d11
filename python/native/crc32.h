/* CRC-32 (ISO-HDLC, as zlib). Where the processor multiplies without carries, 64 bytes a step: Gopal et al., Fast CRC
 * Computation for Generic Polynomials Using PCLMULQDQ Instruction (Intel, 2009). Else eight bytes a step by eight tables
 * ("slicing by 8": Kounavis and Berry, A Systematic Approach to Building High Performance Software-based CRC Generators, 2005). */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fills the tables, once. */
void crc32_begin(void);
uint32_t crc32_of(const uint8_t *bytes, size_t size);
