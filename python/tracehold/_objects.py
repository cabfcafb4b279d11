"""Writers of instances of classes: plain objects, dataclasses, enums, exceptions, paths.

Attributes are the entries of the instance's own dict and its slots, read below every property, descriptor and
``__getattr__`` that its class may define. They take two levels of the depth budget, so that with the default of three
an object shows its attributes, lists and dicts among them show their items, and objects among them only their type.
"""

# All writers have one signature, whatever they need of it.
# ruff: noqa: ARG001

from __future__ import annotations

from tracehold._classes import pack_id, pack_type_name, read_slot
from tracehold._containers import write_cyclic, write_entries, write_items
from tracehold._msgpack import (
    NIL,
    PACKED_REDACTED,
    close_ext,
    map_header,
    pack_cut_text,
    pack_error,
    pack_plain,
    recount,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, List, Optional, Tuple

    from tracehold._classes import Layout, Path
    from tracehold._values import Budget, Encoder

_instance_dict: Callable[[object, str], Any] = object.__getattribute__
_LEVELS = 2

_args = BaseException.__dict__["args"].__get__
_exception_dict = BaseException.__dict__["__dict__"].__get__
_cause = BaseException.__dict__["__cause__"].__get__
_context = BaseException.__dict__["__context__"].__get__
_suppress_context = BaseException.__dict__["__suppress_context__"].__get__


def own_dict(value: object) -> Any:
    """The dict of an instance whose layout says that it has a genuine one."""
    # The first '__dict__' along the MRO is the interpreter's own, and a class cannot be given another one later:
    # `type` refuses to set that name. So this runs nothing of the program.
    return _instance_dict(value, "__dict__")


def slots_of(value: object, layout: Layout) -> List[Tuple[str, Any]]:
    """Names and values of the slots that are filled."""
    cls = type(value)
    found = []
    for index, name in layout.slots:
        try:
            found.append((name, read_slot(cls, index, name, value)))
        except (AttributeError, KeyError, IndexError, TypeError):
            continue
    return found


def write_attributes(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A map of attributes; `depth` is that of their values."""
    entries: Any = ()
    count = 0
    if layout.has_dict:
        names = own_dict(value)
        if type(names) is dict:
            entries, count = names.items(), len(names)
        else:
            entries, count = dict.items(names), dict.__len__(names)
    if layout.slots:
        slots = slots_of(value, layout)
        count += len(slots)
        slots.extend(_first(entries, budget[1] - len(slots) + 1))
        entries = slots
    write_entries(enc, out, entries, count, depth, path, budget)


def _first(entries: Any, count: int) -> List[Any]:
    found = []
    for entry in entries:
        if len(found) >= count:
            break
        found.append(entry)
    return found


def write_object(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An instance of a class that has no writer of its own."""
    if id(value) in path:
        write_cyclic(out, value, path)
        return
    mode = enc.objects
    if depth < _LEVELS and mode == "attributes" and (layout.has_dict or layout.slots):
        enc.omit(out, value)
        return
    start = len(out)
    out += layout.head
    out += pack_id(value)
    if mode == "repr" and depth > 0:
        out.append(NIL)
        write_repr(out, value, budget)
    elif mode == "type" or not (layout.has_dict or layout.slots):
        out += b"\xc0\xc0"
    else:
        write_attributes(enc, out, value, depth - _LEVELS, (*path, id(value)), budget, layout)
        out.append(NIL)
    close_ext(out, start)


def write_repr(out: bytearray, value: Any, budget: Budget) -> None:
    """What repr() says, or why it does not. This runs the program's code: only when it was asked for.

    Every exception of the repr is contained, also one derived from BaseException alone, since without the recorder
    there would have been none; but not KeyboardInterrupt, which comes from the person at the keyboard.
    """
    try:
        text = repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: B036
        out += pack_error("repr raised " + pack_type_name(type(error))[1:].decode("utf-8", "replace"))
        return
    length = str.__len__(text)
    room = max(min(budget[2] * 4, budget[3] - len(out)), 16)
    out += pack_cut_text(str.__getitem__(text, slice(0, budget[2])), length, room)


def write_record(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A dataclass or attrs instance, by the names of its fields."""
    if id(value) in path:
        write_cyclic(out, value, path)
        return
    if depth <= 0:
        enc.omit(out, value)
        return
    fields = layout.fields
    found = [entry for entry in slots_of(value, layout) if entry[0] in fields]
    if layout.has_dict:
        names = own_dict(value)
        # A field is looked for among the entries, not by a look-up: the dict may hold keys with methods of their own.
        for name, item in dict.items(names):
            if type(name) is str and name in fields:
                found.append((name, item))
                if len(found) == len(fields):
                    break
    start = len(out)
    out += layout.head
    out += pack_id(value)
    write_entries(enc, out, found, len(found), depth - 1, (*path, id(value)), budget)
    close_ext(out, start)


def write_namedtuple(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A namedtuple, by the names of its fields."""
    count = tuple.__len__(value)
    if count != len(layout.fields):
        assert layout.base is not None
        layout.base.write(enc, out, tuple.__getitem__(value, slice(None)), depth, path, budget, layout.base)
        return
    if id(value) in path:
        write_cyclic(out, value, path)
        return
    if depth <= 0 and count:
        enc.omit(out, value)
        return
    start = len(out)
    out += layout.head
    out += pack_id(value)
    entries = zip(layout.fields, tuple.__iter__(value))
    write_entries(enc, out, entries, count, depth - 1, (*path, id(value)), budget)
    close_ext(out, start)


def write_enum(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """A member of an enum."""
    name: Optional[str] = None
    member: Any = None
    if layout.has_dict:
        for key, item in _first(dict.items(own_dict(value)), 8):
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
    enc.write(out, member, depth - 1, (*path, id(value)), budget)
    close_ext(out, start)


def write_exception(
    enc: Encoder, out: bytearray, value: Any, depth: int, path: Path, budget: Budget, layout: Layout
) -> None:
    """An exception: its arguments, its own attributes, the type of what caused it. Its traceback is not touched."""
    if id(value) in path:
        write_cyclic(out, value, path)
        return
    if depth <= 0:
        enc.omit(out, value)
        return
    start = len(out)
    out += layout.head
    out += pack_id(value)
    path = (*path, id(value))
    args = _args(value)
    write_items(enc, out, args, len(args), depth - 1, path, budget)
    names = _exception_dict(value)
    if enc.objects == "type" or not (dict.__len__(names) or layout.slots):
        out.append(NIL)
    else:
        entries = slots_of(value, layout)
        count = len(entries) + dict.__len__(names)
        entries.extend(_first(dict.items(names), budget[1] + 1))
        if count:
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
    slots = {name: item for name, item in slots_of(value, layout)}
    text = _path_text(slots, "\\" if "Windows" in layout.text else "/")
    start = len(out)
    out += layout.head
    if text is None:
        out += pack_error("a path in an unknown form")
    else:
        cut = text[: budget[2]]
        out += pack_cut_text(cut, len(text), max(min(budget[2] * 4, budget[3] - len(out)), 16))
    close_ext(out, start)


def _path_text(slots: Any, separator: str) -> Optional[str]:
    """Its text where it was made before, else from its parts (normalised) or from what it was made of (as given)."""
    text = slots.get("_str")
    if type(text) is str and text:
        return text
    drive, root, tail = slots.get("_drv"), slots.get("_root"), slots.get("_tail_cached")
    if type(drive) is str and type(root) is str:
        if type(tail) is list and all(type(part) is str for part in tail):
            return drive + root + separator.join(tail) or "."
        parts = slots.get("_parts")
        if type(parts) is list and all(type(part) is str for part in parts):
            # The first part is drive and root where there is one.
            if drive or root:
                parts = parts[1:]
            return drive + root + separator.join(parts) or "."
    raw = slots.get("_raw_paths")
    if type(raw) is list and all(type(part) is str for part in raw):
        joined = ""
        for part in raw:
            if not part:
                continue
            if not joined or part.startswith(separator):
                joined = part
            else:
                joined += part if joined.endswith(separator) else separator + part
        return joined or "."
    return None


