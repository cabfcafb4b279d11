"""msgpack primitives: headers, integers and extension types, in the one canonical form of the recording.

Canonical: the smallest header that fits, except that an extension is always ext 8, 16 or 32, never fixext. So a length
is filled in after its payload was written, and every writer of the format gives the same bytes.
See https://github.com/msgpack/msgpack/blob/master/spec.md and docs/format.md.
"""

from __future__ import annotations

import struct

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._schema import (
    EXTENSION_BIG_INT,
    EXTENSION_ERROR,
    EXTENSION_HUGE_INT,
    EXTENSION_LONG_TEXT,
    EXTENSION_REDACTED,
    EXTENSION_SURROGATE_TEXT,
    EXTENSION_TRUNCATED,
    EXTENSION_UNBOUND,
    EXTENSION_UNSET,
)

NIL = 0xC0
FALSE = 0xC2
TRUE = 0xC3

pack_u8 = struct.Struct(">BB").pack
pack_u16 = struct.Struct(">BH").pack
pack_u32 = struct.Struct(">BI").pack
pack_u64 = struct.Struct(">BQ").pack
pack_i8 = struct.Struct(">Bb").pack
pack_i16 = struct.Struct(">Bh").pack
pack_i32 = struct.Struct(">Bi").pack
pack_i64 = struct.Struct(">Bq").pack
pack_f64 = struct.Struct(">Bd").pack
pack_id_and_count = struct.Struct(">QB").pack


def pack_int(value: int) -> bytes:
    """The smallest msgpack integer; value must lie in -2**63 .. 2**64 - 1."""
    if value >= 0:
        if value < 0x80:
            return bytes((value,))
        if value < 0x100:
            return pack_u8(0xCC, value)
        if value < 0x10000:
            return pack_u16(0xCD, value)
        if value < 0x100000000:
            return pack_u32(0xCE, value)
        return pack_u64(0xCF, value)
    if value >= -0x20:
        return bytes((value & 0xFF,))
    if value >= -0x80:
        return pack_i8(0xD0, value)
    if value >= -0x8000:
        return pack_i16(0xD1, value)
    if value >= -0x80000000:
        return pack_i32(0xD2, value)
    return pack_i64(0xD3, value)


SMALLEST = -512
SMALL_END = 1024
# SMALL_INTS[n] for SMALLEST <= n < SMALL_END: a negative index counts from the end, where the negative numbers are.
SMALL_INTS = tuple(pack_int(n) for n in range(SMALL_END)) + tuple(pack_int(n) for n in range(SMALLEST, 0))

# SHORT_TEXT[n]: the header of a text of n < 32 bytes.
SHORT_TEXT = tuple(bytes((0xA0 | n,)) for n in range(32))


# The headers of arrays and maps of less than 16 entries.
ARRAY_HEADS = tuple(bytes((0x90 | n,)) for n in range(16))
MAP_HEADS = tuple(bytes((0x80 | n,)) for n in range(16))


def text_header(size: int) -> bytes:
    if size < 32:
        return SHORT_TEXT[size]
    if size < 0x100:
        return pack_u8(0xD9, size)
    if size < 0x10000:
        return pack_u16(0xDA, size)
    return pack_u32(0xDB, size)


def bin_header(size: int) -> bytes:
    if size < 0x100:
        return pack_u8(0xC4, size)
    if size < 0x10000:
        return pack_u16(0xC5, size)
    return pack_u32(0xC6, size)


def array_header(count: int) -> bytes:
    if count < 16:
        return bytes((0x90 | count,))
    if count < 0x10000:
        return pack_u16(0xDC, count)
    return pack_u32(0xDD, count)


def map_header(count: int) -> bytes:
    if count < 16:
        return bytes((0x80 | count,))
    if count < 0x10000:
        return pack_u16(0xDE, count)
    return pack_u32(0xDF, count)


def recount(out: bytearray, start: int, planned: int, header: bytes) -> None:
    """Replace the array or map header at `start`, written for `planned` entries."""
    out[start : start + (1 if planned < 16 else 3 if planned < 0x10000 else 5)] = header


def pack_ext(tag: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 0x100:
        return bytes((0xC7, size, tag)) + payload
    if size < 0x10000:
        return pack_u16(0xC8, size) + bytes((tag,)) + payload
    return pack_u32(0xC9, size) + bytes((tag,)) + payload


def ext_head(tag: int) -> bytes:
    """Three bytes that open an extension whose payload is written next; `close_ext` fills in its length."""
    return bytes((0xC7, 0, tag))


def close_ext(out: bytearray, start: int) -> None:
    """Fill in the length of the extension opened at `start`."""
    size = len(out) - start - 3
    if size < 0x100:
        out[start + 1] = size
    elif size < 0x10000:
        out[start : start + 2] = pack_u16(0xC8, size)
    else:
        out[start : start + 2] = pack_u32(0xC9, size)


def pack_text(value: str) -> bytes:
    """str, or surrogateText where it cannot be utf-8."""
    try:
        raw = value.encode()
    except UnicodeEncodeError:
        return pack_ext(EXTENSION_SURROGATE_TEXT, value.encode("utf-8", "surrogatepass"))
    return text_header(len(raw)) + raw


def pack_plain(value: str, limit: int) -> bytes:
    """Always a msgpack str of at most `limit` code points: for names, where a lone surrogate becomes '?'."""
    raw = value[:limit].encode("utf-8", "replace")
    return text_header(len(raw)) + raw


def pack_cut_text(value: str, length: int, limit: int) -> bytes:
    """A text of `length` code points, of which `value` holds the first; at most about `limit` bytes of it."""
    raw = value.encode("utf-8", "surrogatepass")
    if len(raw) > limit:
        while limit > 0 and raw[limit] & 0xC0 == 0x80:
            limit -= 1
        value = raw[:limit].decode("utf-8", "surrogatepass")
    if len(value) == length:
        return pack_text(value)
    return pack_ext(EXTENSION_LONG_TEXT, b"\x92" + pack_text(value) + pack_int(length))


# A magnitude of more bits is not copied to negate it: its top bits stay unread (0) where the int is negative.
_NEGATE_BITS = 1 << 20


def pack_big_int(value: int, limit: int) -> bytes:
    """An int of any size: bigInt in at most `limit` bytes of magnitude, else hugeInt. Its size costs no time."""
    if -0x8000000000000000 <= value <= 0xFFFFFFFFFFFFFFFF:
        return pack_int(value)
    bits = value.bit_length()
    size = (bits + 7) >> 3
    if size <= limit:
        return pack_ext(EXTENSION_BIG_INT, (b"\x01" if value < 0 else b"\x00") + abs(value).to_bytes(size, "big"))
    # CPython shifts a positive int right in time of the result, a negative one in time of the operand.
    if value > 0:
        top = value >> (bits - 64)
    elif bits <= _NEGATE_BITS:
        top = -value >> (bits - 64)
    else:
        top = 0
    payload = b"\x93" + (b"\xc3" if value < 0 else b"\xc2") + pack_int(bits) + pack_int(top)
    return pack_ext(EXTENSION_HUGE_INT, payload)


def pack_truncated(count: int) -> bytes:
    return pack_ext(EXTENSION_TRUNCATED, pack_int(count))


def pack_error(text: str) -> bytes:
    return pack_ext(EXTENSION_ERROR, pack_plain(text, 200))


PACKED_UNBOUND = pack_ext(EXTENSION_UNBOUND, b"")
PACKED_REDACTED = pack_ext(EXTENSION_REDACTED, b"")
PACKED_UNSET = pack_ext(EXTENSION_UNSET, b"")
