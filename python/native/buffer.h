/* Bytes that grow, and msgpack in the canonical form of the recording (docs/format.md; _msgpack.py is its twin).
 *
 * A buffer that cannot grow is marked as failed and takes nothing more, so that writers need not look after each item:
 * who began a value looks once, at its end. Memory comes from malloc, which tracemalloc does not count. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    bool failed;
} Buffer;

void buffer_free(Buffer *out);
/* Makes room for `more` bytes; false when there is no memory, now or before. */
bool buffer_grow(Buffer *out, size_t more);

static inline bool
buffer_room(Buffer *out, size_t more)
{
    return out->capacity - out->size >= more ? !out->failed : buffer_grow(out, more);
}

static inline void
put_byte(Buffer *out, uint8_t byte)
{
    if (buffer_room(out, 1)) {
        out->bytes[out->size++] = byte;
    }
}

static inline void
put_bytes(Buffer *out, const void *bytes, size_t size)
{
    if (size != 0 && buffer_room(out, size)) {
        memcpy(out->bytes + out->size, bytes, size);
        out->size += size;
    }
}

/* A tag byte and `width` bytes of a number, big-endian. */
void put_tagged(Buffer *out, uint8_t tag, uint64_t number, int width);

void put_wide_uint(Buffer *out, uint64_t number);
void put_wide_int(Buffer *out, int64_t number);

static inline void
put_uint(Buffer *out, uint64_t number)
{
    if (number < 0x80) {
        put_byte(out, (uint8_t)number);
    } else {
        put_wide_uint(out, number);
    }
}

static inline void
put_int(Buffer *out, int64_t number)
{
    if (number >= 0) {
        put_uint(out, (uint64_t)number);
    } else {
        put_wide_int(out, number);
    }
}

void put_float(Buffer *out, double number);
void put_text_header(Buffer *out, size_t size);
void put_bin_header(Buffer *out, size_t size);
void put_array_header(Buffer *out, size_t count);
void put_map_header(Buffer *out, size_t count);

/* The array or map header at `start`, written for `planned` entries, becomes one for `count` of them. */
void recount_array(Buffer *out, size_t start, size_t planned, size_t count);
void recount_map(Buffer *out, size_t start, size_t planned, size_t count);

/* Opens an extension whose payload is written next; `close_ext` fills in its length. */
static inline size_t
open_ext(Buffer *out, uint8_t tag)
{
    size_t start = out->size;
    const uint8_t head[3] = {0xC7, 0, tag};
    put_bytes(out, head, 3);
    return start;
}

void close_ext(Buffer *out, size_t start);
