#include "buffer.h"

#include <stdlib.h>

static const size_t FIRST_CAPACITY = 256;

void
buffer_free(Buffer *out)
{
    free(out->bytes);
    *out = (Buffer){0};
}

bool
buffer_grow(Buffer *out, size_t more)
{
    if (out->failed) {
        return false;
    }
    size_t capacity = out->capacity != 0 ? out->capacity : FIRST_CAPACITY;
    while (capacity - out->size < more) {
        if (capacity > SIZE_MAX / 2) {
            out->failed = true;
            return false;
        }
        capacity *= 2;
    }
    uint8_t *bytes = realloc(out->bytes, capacity);
    if (bytes == NULL) {
        out->failed = true;
        return false;
    }
    out->bytes = bytes;
    out->capacity = capacity;
    return true;
}

static void
store_big_endian(uint8_t *at, uint64_t number, int width)
{
    for (int index = width - 1; index >= 0; index--) {
        at[index] = (uint8_t)number;
        number >>= 8;
    }
}

void
put_tagged(Buffer *out, uint8_t tag, uint64_t number, int width)
{
    if (buffer_room(out, 9)) {
        out->bytes[out->size] = tag;
        store_big_endian(out->bytes + out->size + 1, number, width);
        out->size += 1 + (size_t)width;
    }
}

void
put_wide_uint(Buffer *out, uint64_t number)
{
    if (number < 0x80) {
        put_byte(out, (uint8_t)number);
    } else if (number < 0x100) {
        put_tagged(out, 0xCC, number, 1);
    } else if (number < 0x10000) {
        put_tagged(out, 0xCD, number, 2);
    } else if (number < 0x100000000) {
        put_tagged(out, 0xCE, number, 4);
    } else {
        put_tagged(out, 0xCF, number, 8);
    }
}

void
put_wide_int(Buffer *out, int64_t number)
{
    if (number >= -0x20) {
        put_byte(out, (uint8_t)number);
    } else if (number >= -0x80) {
        put_tagged(out, 0xD0, (uint64_t)number, 1);
    } else if (number >= -0x8000) {
        put_tagged(out, 0xD1, (uint64_t)number, 2);
    } else if (number >= -(int64_t)0x80000000) {
        put_tagged(out, 0xD2, (uint64_t)number, 4);
    } else {
        put_tagged(out, 0xD3, (uint64_t)number, 8);
    }
}

void
put_float(Buffer *out, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    put_tagged(out, 0xCB, bits, 8);
}

void
put_text_header(Buffer *out, size_t size)
{
    if (size < 32) {
        put_byte(out, (uint8_t)(0xA0 | size));
    } else if (size < 0x100) {
        put_tagged(out, 0xD9, size, 1);
    } else if (size < 0x10000) {
        put_tagged(out, 0xDA, size, 2);
    } else {
        put_tagged(out, 0xDB, size, 4);
    }
}

void
put_bin_header(Buffer *out, size_t size)
{
    if (size < 0x100) {
        put_tagged(out, 0xC4, size, 1);
    } else if (size < 0x10000) {
        put_tagged(out, 0xC5, size, 2);
    } else {
        put_tagged(out, 0xC6, size, 4);
    }
}

static void
put_count(Buffer *out, size_t count, uint8_t small, uint8_t wide)
{
    if (count < 16) {
        put_byte(out, (uint8_t)(small | count));
    } else if (count < 0x10000) {
        put_tagged(out, wide, count, 2);
    } else {
        put_tagged(out, (uint8_t)(wide + 1), count, 4);
    }
}

void
put_array_header(Buffer *out, size_t count)
{
    put_count(out, count, 0x90, 0xDC);
}

void
put_map_header(Buffer *out, size_t count)
{
    put_count(out, count, 0x80, 0xDE);
}

/* Replaces the `before` bytes at `start` by `after` others, which are still to be written. */
static bool
resize_at(Buffer *out, size_t start, size_t before, size_t after)
{
    if (out->failed || (after > before && !buffer_room(out, after - before))) {
        return false;
    }
    memmove(out->bytes + start + after, out->bytes + start + before, out->size - start - before);
    out->size = out->size + after - before;
    return true;
}

static size_t
count_width(size_t count)
{
    return count < 16 ? 1 : count < 0x10000 ? 3 : 5;
}

static void
recount(Buffer *out, size_t start, size_t planned, size_t count, uint8_t small, uint8_t wide)
{
    size_t width = count_width(count);
    if (!resize_at(out, start, count_width(planned), width)) {
        return;
    }
    if (width == 1) {
        out->bytes[start] = (uint8_t)(small | count);
    } else {
        out->bytes[start] = width == 3 ? wide : (uint8_t)(wide + 1);
        store_big_endian(out->bytes + start + 1, count, (int)width - 1);
    }
}

void
recount_array(Buffer *out, size_t start, size_t planned, size_t count)
{
    recount(out, start, planned, count, 0x90, 0xDC);
}

void
recount_map(Buffer *out, size_t start, size_t planned, size_t count)
{
    recount(out, start, planned, count, 0x80, 0xDE);
}

void
close_ext(Buffer *out, size_t start)
{
    if (out->failed) {
        return;
    }
    size_t size = out->size - start - 3;
    if (size < 0x100) {
        out->bytes[start + 1] = (uint8_t)size;
        return;
    }
    int width = size < 0x10000 ? 2 : 4;
    if (resize_at(out, start, 2, 1 + (size_t)width)) {
        out->bytes[start] = width == 2 ? 0xC8 : 0xC9;
        store_big_endian(out->bytes + start + 1, size, width);
    }
}
