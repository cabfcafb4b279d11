"""Writers of values without parts: numbers, texts, bytes, dates and the like.

A writer that serves a built-in type is also handed instances of its subclasses, so it reads them by that type's own
methods and descriptors, never by an attribute of the instance.
"""

# All writers have one signature, whatever they need of it.
# ruff: noqa: ARG001

from __future__ import annotations

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import descriptor, mro_of, pack_id, published, type_name
from tracehold._msgpack import (
    FALSE,
    NIL,
    TRUE,
    bin_header,
    pack_big_int,
    pack_cut_text,
    pack_ext,
    pack_f64,
    pack_int,
    pack_plain,
    text_header,
)
from tracehold._schema import (
    EXTENSION_BYTEARRAY,
    EXTENSION_COMPLEX,
    EXTENSION_DATE,
    EXTENSION_DATETIME,
    EXTENSION_DECIMAL,
    EXTENSION_ELLIPSIS,
    EXTENSION_LONG_BYTES,
    EXTENSION_TIME,
    EXTENSION_TIMEDELTA,
    EXTENSION_UUID,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional

    from tracehold._classes import Layout, Path
    from tracehold._values import Budget, Encoder

    #: The msgpack of a value in at most about so many bytes; None when it does not fit.
    Leaf = Callable[[Any, int], Optional[bytes]]

_ELLIPSIS = pack_ext(EXTENSION_ELLIPSIS, b"")
# _SHORT_DECIMAL[n]: what opens one of n < 32 characters.
_SHORT_DECIMAL = tuple([bytes((0xC7, size, EXTENSION_DECIMAL)) for size in range(32)])
# The byte budget never cuts a text below this: what is left of it would say nothing.
_SHORTEST = 16


def write_none(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """None."""
    out.append(NIL)


def write_bool(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """True or False."""
    out.append(TRUE if value else FALSE)


def write_float(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A float; struct reads the number itself also of a subclass."""
    out += pack_f64(0xCB, value)


def write_int(enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout) -> None:
    """An int of any size, also of a subclass."""
    if type(value) is not int:
        value = int.__int__(value)
    if -0x8000000000000000 <= value <= 0xFFFFFFFFFFFFFFFF:
        out += pack_int(value)
    else:
        out += pack_big_int(value, _room(out, budget))


def write_str(enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout) -> None:
    """A text, cut by the budgets."""
    if type(value) is str:
        length = len(value)
        if length <= budget[2]:
            try:
                raw = value.encode()
            except UnicodeEncodeError:
                pass
            else:
                size = len(raw)
                if size < 32 or size + len(out) <= budget[3]:
                    out += text_header(size)
                    out += raw
                    return
        else:
            value = value[: budget[2]]
    else:
        length = str.__len__(value)
        value = str.__getitem__(value, slice(0, budget[2]))
    out += pack_cut_text(value, length, text_room(out, budget))


def write_bytes(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """bytes, cut by the budgets."""
    out += _pack_bytes(bytes.__getitem__, value, bytes.__len__(value), _room(out, budget))


def write_bytearray(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """bytearray: whole, or as a derived value around its beginning."""
    length = bytearray.__len__(value)
    room = _room(out, budget)
    if length <= room:
        out += pack_ext(EXTENSION_BYTEARRAY, bytes(bytearray.__getitem__(value, slice(0, room))))
    else:
        cut = _pack_bytes(bytearray.__getitem__, value, length, room)
        if layout.base is None:
            cut = pack_ext(0x17, b"\x93" + layout.name + pack_id(value) + cut)
        out += cut


def write_leaf(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """Any value whose layout has a `leaf`."""
    packed = layout.leaf(value, _room(out, budget))  # type: ignore[misc]
    if packed is None:
        enc.omit(out, value)
    else:
        out += packed


def text_room(out: bytearray, budget: Budget) -> int:
    """Bytes that a text of the text budget's code points may still take."""
    return max(_SHORTEST, min(4 * budget[2], budget[3] - len(out)))


def _room(out: bytearray, budget: Budget) -> int:
    """Bytes that anything else may still take: as many as a text has code points, or what is left of the event's."""
    room = budget[3] - len(out)
    if room > budget[2]:
        return budget[2]
    return room if room > _SHORTEST else _SHORTEST


def _pack_bytes(cut: Callable[[Any, slice], Any], value: Any, length: int, room: int) -> bytes:
    start = bytes(cut(value, slice(0, room)))
    packed = bin_header(len(start)) + start
    return packed if len(start) == length else pack_ext(EXTENSION_LONG_BYTES, b"\x92" + packed + pack_int(length))


def pack_ellipsis(value: Any, room: int) -> bytes:
    """Ellipsis."""
    return _ELLIPSIS


def pack_complex(value: Any, room: int) -> bytes:
    """complex, by the methods of complex itself."""
    number = complex.__pos__(value)
    return pack_ext(EXTENSION_COMPLEX, pack_f64(0, number.real)[1:] + pack_f64(0, number.imag)[1:])


# -- types of modules: recognised when the program has imported them, read by their C descriptors ---------------------


def date_leaf(cls: type) -> Leaf:
    """datetime.date."""
    year, month, day = (descriptor(cls, name) for name in ("year", "month", "day"))

    def pack(value: Any, room: int) -> bytes:
        payload = b"\x93" + pack_int(year(value)) + pack_int(month(value)) + pack_int(day(value))
        return pack_ext(EXTENSION_DATE, payload)

    return pack


def datetime_leaf(cls: type) -> Leaf:
    """datetime.datetime. Only a tzinfo of the standard library's own C types is asked for its offset."""
    date = mro_of(cls)[1]
    readers = [descriptor(date, name) for name in ("year", "month", "day")]
    readers += [descriptor(cls, name) for name in ("hour", "minute", "second", "microsecond")]
    tzinfo, fold, offset_of = descriptor(cls, "tzinfo"), descriptor(cls, "fold"), cls.__dict__["utcoffset"]

    def pack(value: Any, room: int) -> bytes:
        numbers = b"".join([pack_int(read(value)) for read in readers])
        zone = tzinfo(value)
        payload = b"\x9a" + numbers + _zone(zone, value, offset_of, type(value) is cls) + pack_int(fold(value))
        return pack_ext(EXTENSION_DATETIME, payload)

    return pack


def time_leaf(cls: type) -> Leaf:
    """datetime.time."""
    readers = [descriptor(cls, name) for name in ("hour", "minute", "second", "microsecond")]
    tzinfo, fold, offset_of = descriptor(cls, "tzinfo"), descriptor(cls, "fold"), cls.__dict__["utcoffset"]

    def pack(value: Any, room: int) -> bytes:
        numbers = b"".join([pack_int(read(value)) for read in readers])
        zone = tzinfo(value)
        return pack_ext(
            EXTENSION_TIME, b"\x97" + numbers + _zone(zone, value, offset_of, False) + pack_int(fold(value))
        )

    return pack


def _zone(zone: object, value: Any, offset_of: Callable[[Any], Any], exact: bool) -> bytes:
    """UTC offset and type name of a tzinfo that was not asked, either nil."""
    if zone is None:
        return b"\xc0\xc0"
    kind = type(zone)
    # datetime.timezone cannot be subclassed. zoneinfo in C reads the fields of an exact datetime in C as well, but
    # those of a subclass as attributes.
    if kind is published("datetime", "timezone") or (exact and kind is published("_zoneinfo", "ZoneInfo")):
        offset = offset_of(value)
        if offset is None:
            return b"\xc0\xc0"
        seconds = offset.days * 86400 + offset.seconds
        if offset.microseconds:
            return pack_f64(0xCB, seconds + offset.microseconds / 1e6) + b"\xc0"
        return pack_int(seconds) + b"\xc0"
    return b"\xc0" + pack_plain(type_name(kind), 120)


def timedelta_leaf(cls: type) -> Leaf:
    """datetime.timedelta."""
    days, seconds, micros = (descriptor(cls, name) for name in ("days", "seconds", "microseconds"))

    def pack(value: Any, room: int) -> bytes:
        payload = b"\x93" + pack_int(days(value)) + pack_int(seconds(value)) + pack_int(micros(value))
        return pack_ext(EXTENSION_TIMEDELTA, payload)

    return pack


def decimal_leaf(cls: type) -> Leaf:
    """decimal.Decimal, in C."""
    text_of, size_of = cls.__dict__["__str__"], cls.__dict__["__sizeof__"]
    if type(text_of) is not type(object.__dict__["__str__"]):
        raise KeyError("__str__")

    def pack(value: Any, room: int) -> bytes | None:
        # Its size in memory first: 19 digits a word, after a head of about 100 bytes.
        if size_of(value) > 200 + room:
            return None
        raw: bytes = text_of(value).encode()
        size = len(raw)
        if size < 32:
            return _SHORT_DECIMAL[size] + raw
        return pack_ext(EXTENSION_DECIMAL, raw) if size <= room + 32 else None

    return pack


def uuid_leaf(cls: type) -> Leaf:
    """uuid.UUID, by its slot."""
    number_of = descriptor(cls, "int")

    def pack(value: Any, room: int) -> bytes | None:
        number = number_of(value)
        if type(number) is not int or not 0 <= number < 1 << 128:
            return None
        return pack_ext(EXTENSION_UUID, number.to_bytes(16, "big"))

    return pack


#: By module and qualname of a class that a program may import: what makes its leaf, given the genuine class.
IMPORTED_LEAVES: dict[tuple[str, str], Callable[[type], Leaf]] = {
    ("datetime", "datetime"): datetime_leaf,
    ("datetime", "date"): date_leaf,
    ("datetime", "time"): time_leaf,
    ("datetime", "timedelta"): timedelta_leaf,
    ("decimal", "Decimal"): decimal_leaf,
    ("uuid", "UUID"): uuid_leaf,
}
