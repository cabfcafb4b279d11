"""Reading classes without running anything of theirs.

A class may have a metaclass with ``__getattribute__``, ``__hash__``, ``__eq__`` or properties, so nothing asks a class
for an attribute, hashes or compares it: the descriptors of ``type`` itself are applied to it, and it is told apart
by identity. The dict of a class is looked into only by its own exact strings.
"""

from __future__ import annotations

import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._msgpack import NIL, pack_ext, pack_id_and_count, pack_int, pack_plain, pack_u64
from tracehold._schema import EXTENSION_OMITTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping, Tuple

    from tracehold._leaves import Leaf
    from tracehold._values import Budget, Encoder

    Path = Tuple[int, ...]
    Slots = Tuple[Tuple[int, Tuple[str, ...]], ...]
    Writer = Callable[["Encoder", bytearray, Any, int, Path, Budget, "Layout"], None]

mro_of: Callable[[type], tuple[type, ...]] = type.__dict__["__mro__"].__get__
class_dict: Callable[[type], Mapping[str, Any]] = type.__dict__["__dict__"].__get__
_qualname: Callable[[type], object] = type.__dict__["__qualname__"].__get__
_module: Callable[[type], object] = type.__dict__["__module__"].__get__
_cut_text = str.__getitem__

GetSet: Any = type(type.__dict__["__dict__"])
Member: Any = type(type(lambda: None).__dict__["__globals__"])
ModuleType: Any = type(sys)
module_dict: Callable[[Any], Any] = ModuleType.__dict__["__dict__"].__get__

#: What frame.f_locals of a function is from 3.13 on; a type of no value before.
FrameProxy: type = type((lambda: sys._getframe().f_locals)())

LONGEST_TYPE_NAME = 120


def exact(text: object, limit: int) -> str:
    """The beginning of a str, also of a subclass, as exactly a str; '' for anything else."""
    kind = type(text)
    if kind is str or any(base is str for base in mro_of(kind)):
        return _cut_text(text, slice(0, limit))  # type: ignore[arg-type, index]
    return ""


def type_name(cls: type) -> str:
    """Module and qualname, without 'builtins.'; at most LONGEST_TYPE_NAME code points."""
    try:
        module = exact(_module(cls), LONGEST_TYPE_NAME)
    except AttributeError:
        module = ""
    qualname = exact(_qualname(cls), LONGEST_TYPE_NAME)
    name = qualname if module in ("", "builtins") else module + "." + qualname
    return name if len(name) <= LONGEST_TYPE_NAME else name[: LONGEST_TYPE_NAME - 1] + "\u2026"


def pack_type_name(cls: type) -> bytes:
    return pack_plain(type_name(cls), LONGEST_TYPE_NAME)


def pack_id(value: object) -> bytes:
    address = id(value)
    return pack_u64(0xCF, address) if address > 0xFFFFFFFF else pack_int(address)


def namespace(cls: type) -> Mapping[str, Any]:
    """The dict of a class; an empty one when a key in it is not exactly a str, whose __eq__ a look-up could run."""
    names = class_dict(cls)
    for name in names:
        if type(name) is not str:
            return {}
    return names


def published(module: str, name: str) -> Any:
    """What an imported module holds under a name, None when it is not imported or has none. Imports nothing."""
    found = sys.modules.get(module)
    if found is None or all(base is not ModuleType for base in mro_of(type(found))):
        return None
    return module_dict(found).get(name)


def descriptor(cls: type, name: str) -> Any:
    """The C-level reader of an attribute that the class itself defines: a function of the instance. Else KeyError."""
    found = class_dict(cls)[name]
    if type(found) is not GetSet and type(found) is not Member:
        raise KeyError(name)
    return found.__get__


def has_own_dict(cls: type) -> bool | None:
    """Whether instances have a __dict__; None when a class hides it behind an attribute of that name."""
    for base in mro_of(cls):
        names = namespace(base)
        if "__dict__" in names:
            found = names["__dict__"]
            genuine = (type(found) is GetSet or type(found) is Member) and found.__objclass__ is base
            return True if genuine else None
        if not names and class_dict(base):
            return None
    return False


def slot_names(cls: type) -> Slots:
    """Slots and C members of instances, base classes first, as (index in the MRO, names); no dunder names."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for index, base in enumerate(mro_of(cls)):
        own = tuple([name for name, value in namespace(base).items() if type(value) is Member and name[:2] != "__"])
        if own:
            found.insert(0, (index, own))
    return tuple(found)


def read_slots(value: object, slots: Slots, limit: int) -> tuple[list[tuple[str, Any]], int]:
    """Names and values of at most `limit` slots that are filled, and how many more were not looked at.

    The descriptors are fetched anew each time: kept, they would keep their class alive, and a class can be changed.
    """
    mro = mro_of(type(value))
    found: list[tuple[str, Any]] = []
    looked = 0
    for index, names in slots:
        own = class_dict(mro[index])
        for name in names:
            if len(found) == limit:
                return found, sum([len(names) for _, names in slots]) - looked
            looked += 1
            try:
                member = own[name]
                if type(member) is Member:
                    found.append((name, member.__get__(value)))
            except (AttributeError, KeyError):
                # Empty, or no longer of the class.
                continue
    return found, 0


class Layout:
    """How the instances of one type are written. Holds no reference to the type itself."""

    __slots__ = (
        "assigned",
        "base",
        "fields",
        "has_dict",
        "head",
        "leaf",
        "length",
        "name",
        "omitted",
        "ref",
        "slots",
        "sparse",
        "text",
        "write",
    )

    def __init__(self, cls: type, write: Writer) -> None:
        self.write = write
        #: What tells the encoder of the end of the type; None for static types of the interpreter, which have none.
        self.ref: object = None
        self.text = type_name(cls)
        self.name = pack_plain(self.text, LONGEST_TYPE_NAME)
        #: Opening bytes of the extension in which the writer puts such a value, up to its id.
        self.head = b""
        # Right for an id of 8 bytes and a length of one or none, as `omit` knows.
        self.omitted = pack_ext(EXTENSION_OMITTED, b"\x93" + self.name + b"\xcf" + bytes(9))[:-9]
        self.length: Callable[[Any], int] | None = None
        #: Bytes of the table of a dict or set.
        self.sparse: Callable[[Any], int] | None = None
        #: Layout of the built-in base whose value is read, for derived types.
        self.base: Layout | None = None
        self.leaf: Leaf | None = None
        self.has_dict: bool | None = False
        self.slots: Slots = ()
        #: Names of the fields of a record.
        self.fields: dict[str, None] = {}
        #: Names that its methods assign to, where attributes are read by name (_attributes).
        self.assigned: tuple[str, ...] | None = None


def omit(out: bytearray, value: object, layout: Layout) -> None:
    """In place of a value that is left out: its type, id and length."""
    address = id(value)
    length_of = layout.length
    count = NIL if length_of is None else length_of(value)
    if address > 0xFFFFFFFF and (count < 0x80 or length_of is None):
        out += layout.omitted
        out += pack_id_and_count(address, count)
    else:
        packed = b"\xc0" if length_of is None else pack_int(count)
        out += pack_ext(EXTENSION_OMITTED, b"\x93" + layout.name + pack_id(value) + packed)
