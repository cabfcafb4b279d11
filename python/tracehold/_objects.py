"""Writers of instances of classes: plain objects, dataclasses, enums, exceptions, paths.

Attributes are the entries of the instance's own dict and its slots, read below every property, descriptor and
``__getattr__`` that its class may define. Objects directly among the attributes of an object show only their type: the
path marks an object by its negative id.
"""

# All writers have one signature, whatever they need of it; and a tuple is made longer faster by + than by a star.
# ruff: noqa: ARG001, RUF005

from __future__ import annotations

from _operator import is_

from tracehold._attributes import MUST_NOT_MATERIALISE, attributes_by_name
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import omit, pack_id, pack_type_name, read_slots
from tracehold._containers import write_cyclic, write_entries, write_items
from tracehold._leaves import text_room
from tracehold._msgpack import NIL, close_ext, pack_cut_text, pack_error, pack_plain, pack_u64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from tracehold._classes import Layout, Path
    from tracehold._values import Budget, Encoder

# Entries of an instance's dict among which fields are looked for, at most.
_ENTRIES = 1000
# Parts and code points of a path that are put together, at most.
_PATH_PARTS = 1000
_PATH_TEXT = 100000

# For '__dict__' of instances whose layout says that the first along the MRO is the interpreter's own. A class cannot be
# given another one later, since `type` refuses to set that name; so this runs nothing of the program.
_get: Callable[[object, str], Any] = object.__getattribute__

_args = BaseException.__dict__["args"].__get__
_exception_dict = BaseException.__dict__["__dict__"].__get__
_cause = BaseException.__dict__["__cause__"].__get__
_context = BaseException.__dict__["__context__"].__get__
_suppress_context = BaseException.__dict__["__suppress_context__"].__get__


def _first(entries: Any, count: int) -> list[Any]:
    found: list[Any] = []
    for entry in entries:
        if len(found) >= count:
            break
        found.append(entry)
    return found


def _entries(value: object, layout: Layout) -> tuple[Any, int]:
    """Entries of the instance's dict and their number."""
    if not layout.has_dict:
        return (), 0
    if MUST_NOT_MATERIALISE:
        known = attributes_by_name(value, layout)
        if known is not None:
            return known
    names = _get(value, "__dict__")
    if type(names) is dict:
        return names.items(), len(names)
    return dict.items(names), dict.__len__(names)


def _write_attributes(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A map of attributes; `depth` is that of their values."""
    entries, count = _entries(value, layout)
    if layout.slots:
        slots, more = read_slots(value, layout.slots, budget[1] + 1)
        count += len(slots) + more
        slots.extend(_first(entries, budget[1] + 1 - len(slots)))
        entries = slots
    write_entries(enc, out, entries, count, depth, path, budget)


def write_instance(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An instance with a dict and no slots, when attributes are shown: the commonest, so written in line."""
    address = id(value)
    if path:
        if -address in path:
            write_cyclic(out, -address, path)
            return
        if path[-1] < 0:
            depth = 0
    if depth <= 0:
        omit(out, value, layout)
        return
    start = len(out)
    out += layout.head
    out += pack_u64(0xCF, address) if address > 0xFFFFFFFF else pack_id(value)
    names = _get(value, "__dict__")
    if type(names) is dict:
        write_entries(enc, out, names.items(), len(names), depth - 1, path + (-address,), budget)
    else:
        write_entries(enc, out, dict.items(names), dict.__len__(names), depth - 1, path + (-address,), budget)
    out.append(NIL)
    size = len(out) - start - 3
    if size < 0x100:
        out[start + 1] = size
    else:
        close_ext(out, start)


def write_object(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """Any other instance of a class that has no writer of its own, when attributes are shown."""
    opaque = not (layout.has_dict or layout.slots)
    if -id(value) in path:
        write_cyclic(out, -id(value), path)
    elif not opaque and (depth <= 0 or (path and path[-1] < 0)):
        omit(out, value, layout)
    else:
        start = len(out)
        out += layout.head
        out += pack_id(value)
        if opaque:
            out += b"\xc0\xc0"
        else:
            _write_attributes(enc, out, value, depth - 1, path + (-id(value),), budget, layout)
            out.append(NIL)
        close_ext(out, start)


def write_type_only(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An instance of which only type and id are shown."""
    start = len(out)
    out += layout.head
    out += pack_id(value)
    out += b"\xc0\xc0"
    close_ext(out, start)


def write_with_repr(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An instance shown by its repr, or by what went wrong in it.

    This runs the program's code, so only when it was asked for. Every exception of it is contained, also one derived
    from BaseException alone, since without the recorder there would have been none; but not KeyboardInterrupt, which
    comes from the person at the keyboard.
    """
    if depth <= 0:
        omit(out, value, layout)
        return
    start = len(out)
    try:
        text: str = repr(value)
        length = str.__len__(text)
        packed = pack_cut_text(str.__getitem__(text, slice(0, budget[2])), length, text_room(out, budget))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        packed = pack_error("its repr raised " + enc.layout(type(error)).text)
    out += layout.head
    out += pack_id(value)
    out.append(NIL)
    out += packed
    close_ext(out, start)


def _are_just(names: dict[Any, Any], fields: dict[str, None]) -> bool:
    """Whether a dict holds the fields in their order and nothing else, told by the identity of interned names."""
    return len(names) == len(fields) and all(map(is_, names, fields))


def write_record(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A dataclass or attrs instance, by the names of its fields."""
    if id(value) in path:
        write_cyclic(out, id(value), path)
        return
    if depth <= 0:
        omit(out, value, layout)
        return
    fields = layout.fields
    if layout.has_dict and not layout.slots and not MUST_NOT_MATERIALISE:
        names = _get(value, "__dict__")
        if type(names) is dict and _are_just(names, fields):
            start = len(out)
            out += layout.head
            out += pack_id(value)
            write_entries(enc, out, names.items(), len(names), depth - 1, path + (id(value),), budget)
            close_ext(out, start)
            return
    found, more = read_slots(value, layout.slots, budget[1] + 1) if layout.slots else ([], 0)
    if layout.has_dict:
        # A field is looked for among the entries, not by a look-up: the dict may hold keys with methods of their own.
        for looked, (name, item) in enumerate(_entries(value, layout)[0]):
            if looked == _ENTRIES:
                break
            if type(name) is str and name in fields:
                found.append((name, item))
                if len(found) == len(fields):
                    break
    start = len(out)
    out += layout.head
    out += pack_id(value)
    write_entries(enc, out, found, len(found) + more, depth - 1, path + (id(value),), budget)
    close_ext(out, start)


def write_namedtuple(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A namedtuple, by the names of its fields."""
    count = tuple.__len__(value)
    if count != len(layout.fields):
        assert layout.base is not None
        layout.base.write(enc, out, value, depth, path, budget, layout.base)
    elif id(value) in path:
        write_cyclic(out, id(value), path)
    elif depth <= 0 and count:
        omit(out, value, layout)
    else:
        start = len(out)
        out += layout.head
        out += pack_id(value)
        entries = zip(layout.fields, tuple.__iter__(value))
        write_entries(enc, out, entries, count, depth - 1, path + (id(value),), budget)
        close_ext(out, start)


def write_enum(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A member of an enum."""
    name: str | None = None
    member: Any = None
    # Members are few and do not grow, so their dict may be made anywhere.
    for key, item in _first(dict.items(_get(value, "__dict__")), 8) if layout.has_dict else ():
        if type(key) is not str:
            continue
        if key == "_name_" and type(item) is str:
            name = item
        elif key == "_value_":
            member = item
    start = len(out)
    out += layout.head
    if name is None:
        out.append(NIL)
    else:
        out += pack_plain(name, budget[2])
    enc.write(out, member, depth - 1, path + (id(value),), budget)
    close_ext(out, start)


def write_exception(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An exception: its arguments, its own attributes, the type of what caused it. Its traceback is not touched."""
    if id(value) in path:
        write_cyclic(out, id(value), path)
        return
    if depth <= 0:
        omit(out, value, layout)
        return
    start = len(out)
    out += layout.head
    out += pack_id(value)
    path = path + (id(value),)
    # None where the interpreter has not made them yet.
    args = _args(value) or ()
    write_items(enc, out, args, len(args), depth - 1, path, budget)
    if enc.objects == "type":
        out.append(NIL)
    else:
        entries, more = read_slots(value, layout.slots, budget[1] + 1)
        names = _exception_dict(value)
        count = len(entries) + more + dict.__len__(names)
        if count:
            entries.extend(_first(dict.items(names), budget[1] + 1))
            write_entries(enc, out, entries, count, depth - 1, path, budget)
        else:
            out.append(NIL)
    cause = _cause(value)
    if cause is None and not _suppress_context(value):
        cause = _context(value)
    out += b"\xc0" if cause is None else pack_type_name(type(cause))
    close_ext(out, start)


def write_path(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A pathlib path, from the slots in which the Python versions keep it."""
    text = _path_text(dict(read_slots(value, layout.slots, 64)[0]), "\\" if "Windows" in layout.text else "/")
    start = len(out)
    out += layout.head
    if text is None:
        out += pack_error("a path in an unknown form")
    else:
        out += pack_cut_text(text[: budget[2]], len(text), text_room(out, budget))
    close_ext(out, start)


def _path_text(slots: dict[str, Any], separator: str) -> str | None:
    """Its text where it was made before, else from its parts (normalised) or from what it was made of (as given)."""
    text = slots.get("_str")
    if type(text) is str and text:
        return text
    drive, root = slots.get("_drv"), slots.get("_root")
    if type(drive) is str and type(root) is str:
        tail: Any = slots.get("_tail_cached")
        if _are_parts(tail):
            return drive + root + separator.join(tail) or "."
        parts: Any = slots.get("_parts")
        if _are_parts(parts):
            # The first part is drive and root where there is one.
            return drive + root + separator.join(parts[1:] if drive or root else parts) or "."
    raw: Any = slots.get("_raw_paths")
    if not _are_parts(raw):
        return None
    joined = ""
    for part in raw:
        if part.startswith(separator) or not joined:
            joined = part
        elif part:
            joined += part if joined.endswith(separator) else separator + part
    return joined or "."


def _are_parts(found: Any) -> bool:
    if type(found) is not list or len(found) > _PATH_PARTS:
        return False
    return all(type(part) is str for part in found) and sum(map(len, found)) < _PATH_TEXT
