"""msgpack for the recorder's own small structures: process, definition, end and problem chunks.

Values of the program are encoded elsewhere (``_values``); here only None, int, str, bytes, lists and
dicts occur, all made by the recorder itself. https://github.com/msgpack/msgpack/blob/master/spec.md
"""

from __future__ import annotations

from struct import pack as _struct_pack

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Mapping, Sequence, Union

    Packable = Union[None, int, str, bytes, Sequence["Packable"], Mapping[int, "Packable"], Mapping[str, "Packable"]]


def text(value: str, limit: int = 65536) -> bytes:
    """A msgpack str; cut to ``limit`` bytes, lone surrogates shown as ``\\udcff``."""
    data = value[:limit].encode("utf-8", "backslashreplace")
    if len(data) > limit:
        data = data[:limit].decode("utf-8", "ignore").encode("utf-8")
    size = len(data)
    if size < 32:
        return bytes((0xA0 | size,)) + data
    if size < 0x100:
        return bytes((0xD9, size)) + data
    if size < 0x10000:
        return _struct_pack(">BH", 0xDA, size) + data
    return _struct_pack(">BI", 0xDB, size) + data


def integer(value: int) -> bytes:
    """A msgpack int of at most 64 bits; out of range is a bug of the caller (struct.error)."""
    if 0 <= value < 0x80:
        return bytes((value,))
    if value < 0:
        return _struct_pack(">Bq", 0xD3, value)
    if value < 0x10000:
        return _struct_pack(">BH", 0xCD, value)
    if value < 0x100000000:
        return _struct_pack(">BI", 0xCE, value)
    return _struct_pack(">BQ", 0xCF, value)


def binary_header(size: int) -> bytes:
    """The head of a msgpack bin of ``size`` bytes."""
    if size < 0x100:
        return bytes((0xC4, size))
    if size < 0x10000:
        return _struct_pack(">BH", 0xC5, size)
    return _struct_pack(">BI", 0xC6, size)


def array_header(size: int) -> bytes:
    """The head of a msgpack array of ``size`` items."""
    if size < 16:
        return bytes((0x90 | size,))
    if size < 0x10000:
        return _struct_pack(">BH", 0xDC, size)
    return _struct_pack(">BI", 0xDD, size)


def map_header(size: int) -> bytes:
    """The head of a msgpack map of ``size`` entries."""
    if size < 16:
        return bytes((0x80 | size,))
    if size < 0x10000:
        return _struct_pack(">BH", 0xDE, size)
    return _struct_pack(">BI", 0xDF, size)


def value(item: Packable) -> bytes:
    """Any of the shapes above as msgpack; TypeError for anything else."""
    if item is None:
        return b"\xc0"
    if isinstance(item, int):
        return integer(item)
    if isinstance(item, str):
        return text(item)
    if isinstance(item, bytes):
        return binary_header(len(item)) + item
    if isinstance(item, dict):
        return map_header(len(item)) + b"".join([value(key) + value(entry) for key, entry in item.items()])
    if isinstance(item, (list, tuple)):
        return array(item)
    raise TypeError(type(item))


def array(items: Sequence[Packable]) -> bytes:
    """A msgpack array of such items."""
    return array_header(len(items)) + joined(items)


def joined(items: Iterable[Packable]) -> bytes:
    """The items one after the other, without a head."""
    return b"".join([value(item) for item in items])
