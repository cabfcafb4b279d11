"""Writers of values with parts: lists, tuples, sets, dicts and what derives from them.

The loops over items and entries are the recorder's hottest code: the commonest kinds are written in line. They end at
the item budget or when the event's bytes are spent, whichever comes first, and say how many items were left out.
"""

# All writers have one signature, whatever they need of it; and a tuple is made longer faster by + than by a star.
# ruff: noqa: ARG001, RUF005

from __future__ import annotations

from itertools import islice

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import Layout, mro_of, omit, pack_id
from tracehold._leaves import write_int, write_str
from tracehold._msgpack import (
    ARRAY_HEADS,
    FALSE,
    MAP_HEADS,
    NIL,
    PACKED_REDACTED,
    SHORT_TEXT,
    SMALL_END,
    SMALL_INTS,
    SMALLEST,
    TRUE,
    array_header,
    close_ext,
    map_header,
    pack_cut_text,
    pack_error,
    pack_ext,
    pack_f64,
    pack_int,
    pack_truncated,
    pack_u16,
    recount,
)
from tracehold._redact import LONGEST_NAME
from tracehold._schema import EXTENSION_CYCLIC, EXTENSION_RANGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterable

    from tracehold._classes import Path, Writer
    from tracehold._values import Budget, Encoder

TEXT = Layout(str, write_str)
INT = Layout(int, write_int)
_RANGE = bytes((0xC7, 0, EXTENSION_RANGE, 0x93))
# A dict or set that once was large and now holds little is walked slot by slot: past so many bytes of table per item,
# and so many in all, only its length is told.
_SPARSE_BYTES = 1 << 20
_SPARSE_RATIO = 4096


def write_items(
    enc: Encoder, out: bytearray, values: Iterable[Any], count: int, depth: int, path: Path, budget: Budget
) -> None:
    """An array of the first of `count` values; `depth` is that of the items."""
    end = budget[3]
    layout_of = enc.layouts.get
    planned = count
    if count > budget[1]:
        planned = budget[1] + 1
        values = islice(values, budget[1])
    start = len(out)
    out += ARRAY_HEADS[planned] if planned < 16 else array_header(planned)
    written = 0
    for value in values:
        if len(out) > end:
            break
        written += 1
        kind = type(value)
        if kind is str:
            size = len(value)
            if size < 32 and value.isascii():
                out += SHORT_TEXT[size]
                out += value.encode()
            else:
                write_str(enc, out, value, depth, path, budget, TEXT)
        elif kind is int:
            if SMALLEST <= value < SMALL_END:
                out += SMALL_INTS[value]
            elif 0 < value < 0x10000:
                out += pack_u16(0xCD, value)
            else:
                write_int(enc, out, value, depth, path, budget, INT)
        elif value is None:
            out.append(NIL)
        elif kind is float:
            out += pack_f64(0xCB, value)
        elif kind is bool:
            out.append(TRUE if value else FALSE)
        else:
            layout = layout_of(id(kind)) or enc.learn(kind)
            layout.write(enc, out, value, depth, path, budget, layout)
    if written < count:
        out += pack_truncated(count - written)
        written += 1
        if written != planned:
            recount(out, start, planned, array_header(written))


def write_entries(
    enc: Encoder,
    out: bytearray,
    entries: Iterable[tuple[Any, Any]],
    count: int,
    depth: int,
    path: Path,
    budget: Budget,
) -> None:
    """A map of the first of `count` entries, values of secret names hidden; `depth` is that of the values."""
    end = budget[3]
    layout_of, shown = enc.layouts.get, enc.book.plain.get
    planned = count
    if count > budget[1]:
        planned = budget[1] + 1
        entries = islice(entries, budget[1])
    start = len(out)
    out += MAP_HEADS[planned] if planned < 16 else map_header(planned)
    written = 0
    for key, value in entries:
        if len(out) > end:
            break
        written += 1
        packed = shown(key) if type(key) is str else None
        if packed:
            out += packed
        elif write_key(enc, out, key, depth, path, budget):
            out += PACKED_REDACTED
            continue
        kind = type(value)
        if kind is str:
            size = len(value)
            if size < 32 and value.isascii():
                out += SHORT_TEXT[size]
                out += value.encode()
            else:
                write_str(enc, out, value, depth, path, budget, TEXT)
        elif kind is int:
            if SMALLEST <= value < SMALL_END:
                out += SMALL_INTS[value]
            elif 0 < value < 0x10000:
                out += pack_u16(0xCD, value)
            else:
                write_int(enc, out, value, depth, path, budget, INT)
        elif value is None:
            out.append(NIL)
        elif kind is float:
            out += pack_f64(0xCB, value)
        elif kind is bool:
            out.append(TRUE if value else FALSE)
        else:
            layout = layout_of(id(kind)) or enc.learn(kind)
            layout.write(enc, out, value, depth, path, budget, layout)
    if written < count:
        out += pack_truncated(count - written)
        out.append(NIL)
        written += 1
        if written != planned:
            recount(out, start, planned, map_header(written))


def write_key(enc: Encoder, out: bytearray, key: Any, depth: int, path: Path, budget: Budget) -> bool:
    """A key that is not known as a name whose value is shown; whether the value under it is hidden."""
    kind = type(key)
    if kind is str:
        if len(key) <= LONGEST_NAME:
            packed, hidden = enc.book.learn(key)
            out += packed
            return hidden
        out += pack_cut_text(key[: budget[2]], len(key), LONGEST_NAME * 4)
        return enc.book.hides(key)
    enc.write(out, key, depth, path, budget)
    if kind is bytes:
        return enc.book.hides_raw(key)
    if kind is int or kind is tuple:
        return False
    for base in mro_of(kind):
        if base is str:
            return enc.book.hides(str.__getitem__(key, slice(0, LONGEST_NAME * 4)))
        if base is bytes:
            return enc.book.hides_raw(bytes.__getitem__(key, slice(0, LONGEST_NAME * 4)))
    return False


def write_cyclic(out: bytearray, key: int, path: Path) -> None:
    """That a value (by its entry in the path) was met before on the way to itself; 1: it is its own parent."""
    out += pack_ext(EXTENSION_CYCLIC, pack_int(len(path) - path.index(key)))


def write_list(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """Exactly a list."""
    count = len(value)
    if count == 0:
        out.append(0x90)
    elif id(value) in path:
        write_cyclic(out, id(value), path)
    elif depth <= 0:
        omit(out, value, layout)
    else:
        write_items(enc, out, value, count, depth - 1, path + (id(value),), budget)


def write_dict(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """Exactly a dict."""
    count = len(value)
    if count == 0:
        out.append(0x80)
    elif id(value) in path:
        write_cyclic(out, id(value), path)
    elif depth <= 0 or _is_sparse(dict.__sizeof__(value), count):
        omit(out, value, layout)
    else:
        write_entries(enc, out, value.items(), count, depth - 1, path + (id(value),), budget)


def write_tuple(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """Exactly a tuple. Of a pair with a secret name, as of HTTP headers, the second is hidden."""
    count = len(value)
    if count == 0:
        out += b"\xc7\x01\x0a\x90"
    elif id(value) in path:
        write_cyclic(out, id(value), path)
    elif depth <= 0:
        omit(out, value, layout)
    else:
        start = len(out)
        out += b"\xc7\x00\x0a"
        if count == 2:
            name = value[0]
            kind = type(name)
            if (kind is str and enc.book.hides(name)) or (kind is bytes and enc.book.hides_raw(name)):
                out.append(0x92)
                enc.write(out, name, depth - 1, path, budget)
                out += PACKED_REDACTED
                close_ext(out, start)
                return
        write_items(enc, out, value, count, depth - 1, path + (id(value),), budget)
        close_ext(out, start)


def _is_sparse(table_bytes: int, count: int) -> bool:
    return table_bytes > _SPARSE_BYTES and table_bytes > count * _SPARSE_RATIO


def set_writer(tag: int, base: Any) -> Writer:
    """Writer of set or frozenset, also of their subclasses."""
    length_of, iterate, size_of = base.__len__, base.__iter__, base.__sizeof__
    head = bytes((0xC7, 0, tag))

    def write_set(
        enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
    ) -> None:
        count = length_of(value)
        if count and (depth <= 0 or _is_sparse(size_of(value), count)):
            omit(out, value, layout)
            return
        start = len(out)
        out += head
        write_items(enc, out, iterate(value), count, depth - 1, path + (id(value),), budget)
        close_ext(out, start)

    return write_set


def sequence_writer(length_of: Callable[[Any], int], iterate: Callable[[Any], Iterable[Any]], head: bytes) -> Writer:
    """Writer of items as an array, in an extension when `head` opens one; for subclasses, deques, views of dicts."""

    def write_sequence(
        enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
    ) -> None:
        start = len(out)
        out += head
        write_items(enc, out, iterate(value), length_of(value), depth - 1, path, budget)
        if head:
            close_ext(out, start)

    return write_sequence


def write_mapping(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """The entries of a subclass of dict, in the order of the dict: for its own an OrderedDict would hash its keys."""
    write_entries(enc, out, dict.items(value), dict.__len__(value), depth - 1, path, budget)


def write_derived(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An instance of a subclass of a built-in, read as that."""
    base = layout.base
    assert base is not None
    length_of = base.length
    if length_of is not None:
        if path and id(value) in path:
            write_cyclic(out, id(value), path)
            return
        if depth <= 0 or (layout.sparse is not None and _is_sparse(layout.sparse(value), length_of(value))):
            omit(out, value, layout)
            return
        path = path + (id(value),)
    start = len(out)
    out += layout.head
    out += pack_id(value)
    base.write(enc, out, value, depth, path, budget, base)
    close_ext(out, start)


def write_range(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """range; its ends are exactly ints."""
    start = len(out)
    out += _RANGE
    for part in (value.start, value.stop, value.step):
        enc.write(out, part, 0, path, budget)
    close_ext(out, start)


def write_slice(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """slice, whose parts are any values."""
    start = len(out)
    out += b"\xc7\x00\x21\x93"
    for part in (value.start, value.stop, value.step):
        enc.write(out, part, depth - 1, path + (id(value),), budget)
    close_ext(out, start)


def error_text(error: BaseException) -> bytes:
    """The error extension of an exception of the interpreter's own."""
    args = BaseException.__dict__["args"].__get__(error)
    said = args[0] if args and type(args[0]) is str else ""
    return pack_error(type(error).__name__ + (": " + said if said else ""))
