"""A small msgpack decoder for the tests, written from the specification and apart from the shim's own code."""

import struct

# Extensions whose payload is not msgpack: bigInt, complex, decimal, uuid, unbound, redacted, surrogateText, bytearray,
# unset, ellipsis.
_RAW = {1, 3, 4, 9, 21, 22, 30, 31, 34, 37}


class Ext:
    """An extension value: its tag and its payload, decoded where that is msgpack, else as bytes."""

    __slots__ = ("payload", "tag")

    def __init__(self, tag, payload):
        self.tag = tag
        self.payload = payload

    def __eq__(self, other):
        return type(other) is Ext and (self.tag, self.payload) == (other.tag, other.payload)

    def __hash__(self):
        return hash((self.tag, repr(self.payload)))

    def __repr__(self):
        return f"Ext({self.tag}, {self.payload!r})"


class Pairs(list):
    """A map with keys that cannot be keys of a dict, or come twice: its pairs in order."""


def unpack(data, start=0):
    """(value, end) of the msgpack value at `start`. Raises ValueError when it is cut short or not msgpack."""
    try:
        return _unpack(data, start)
    except (IndexError, struct.error) as error:
        raise ValueError("cut short") from error


_FIXED = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q"}
_FIXED.update({0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"})
_SIZED = {
    0xC4: ">B",
    0xC5: ">H",
    0xC6: ">I",
    0xD9: ">B",
    0xDA: ">H",
    0xDB: ">I",
    0xC7: ">B",
    0xC8: ">H",
    0xC9: ">I",
}
_COUNTED = {0xDC: ">H", 0xDD: ">I", 0xDE: ">H", 0xDF: ">I"}


def _unpack(data, at):
    head = data[at]
    at += 1
    if head < 0x80:
        return head, at
    if head >= 0xE0:
        return head - 0x100, at
    if head < 0x90:
        return _map(data, at, head & 0x0F)
    if head < 0xA0:
        return _array(data, at, head & 0x0F)
    if head < 0xC0:
        return _text(data, at, head & 0x1F)
    if head == 0xC0:
        return None, at
    if head in (0xC2, 0xC3):
        return head == 0xC3, at
    if head in _FIXED:
        form = _FIXED[head]
        return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)
    if head in _COUNTED:
        form = _COUNTED[head]
        count = struct.unpack_from(form, data, at)[0]
        return (_map if head >= 0xDE else _array)(data, at + struct.calcsize(form), count)
    if 0xD4 <= head <= 0xD8:
        return _ext(data, at, 1 << (head - 0xD4))
    if head in _SIZED:
        form = _SIZED[head]
        size = struct.unpack_from(form, data, at)[0]
        at += struct.calcsize(form)
        if head >= 0xD9:
            return _text(data, at, size)
        return _bytes(data, at, size) if head <= 0xC6 else _ext(data, at, size)
    raise ValueError(f"no msgpack type {head:#x}")


def _bytes(data, at, size):
    if at + size > len(data):
        raise ValueError("cut short")
    return bytes(data[at : at + size]), at + size


def _text(data, at, size):
    raw, end = _bytes(data, at, size)
    return raw.decode("utf-8"), end


def _ext(data, at, size):
    payload, end = _bytes(data, at + 1, size)
    tag = data[at]
    if tag in _RAW:
        return Ext(tag, payload), end
    value, used = _unpack(payload, 0)
    if used != size:
        raise ValueError(f"extension {tag} has {size - used} bytes left")
    return Ext(tag, value), end


def _array(data, at, count):
    items = []
    for _ in range(count):
        item, at = _unpack(data, at)
        items.append(item)
    return items, at


def _map(data, at, count):
    pairs = Pairs()
    for _ in range(count):
        key, at = _unpack(data, at)
        value, at = _unpack(data, at)
        pairs.append((key, value))
    try:
        entries = dict(pairs)
    except TypeError:
        return pairs, at
    # 1 and True, or 1 and 1.0, are one key to a dict.
    return (entries if len(entries) == len(pairs) else pairs), at
