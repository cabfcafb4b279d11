"""Reading classes without running anything of theirs.

A class may have a metaclass with ``__getattribute__``, ``__hash__``, ``__eq__`` or properties, so nothing here asks a
class for an attribute, hashes or compares it: the descriptors of ``type`` itself are applied to it, and it is told apart
by identity. The dict of a class is looked into only by its own exact strings.
"""

from __future__ import annotations

import sys
from _weakref import ref

from tracehold._msgpack import pack_int, pack_plain, pack_u64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Mapping, Optional, Tuple

    from tracehold._leaves import Leaf
    from tracehold._values import Budget, Encoder

    Path = Tuple[int, ...]
    Writer = Callable[["Encoder", bytearray, Any, int, Path, Budget, "Layout"], None]

mro_of: Callable[[type], Tuple[type, ...]] = type.__dict__["__mro__"].__get__
_namespace: Callable[[type], Mapping[str, Any]] = type.__dict__["__dict__"].__get__
_qualname: Callable[[type], object] = type.__dict__["__qualname__"].__get__
_module: Callable[[type], object] = type.__dict__["__module__"].__get__
_cut_text = str.__getitem__

GetSet: type = type(type.__dict__["__dict__"])
Member: type = type(type(lambda: None).__dict__["__globals__"])
ModuleType = type(sys)
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
    names = _namespace(cls)
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
    """The C-level reader of an attribute that the class itself defines: a function of the instance. KeyError without."""
    found = _namespace(cls)[name]
    if type(found) is not GetSet and type(found) is not Member:
        raise KeyError(name)
    return found.__get__


def has_own_dict(cls: type) -> Optional[bool]:
    """Whether instances have a __dict__; None when a class hides it behind an attribute of that name."""
    for base in mro_of(cls):
        names = namespace(base)
        if "__dict__" in names:
            found = names["__dict__"]
            return True if type(found) is GetSet and found.__objclass__ is base else None
        if not names and _namespace(base):
            return None
    return False


def slot_names(cls: type) -> Tuple[Tuple[int, str], ...]:
    """(index in the MRO, name) of the slots and C members of instances, base classes first; no dunder names."""
    found = []
    for index, base in enumerate(mro_of(cls)):
        names = namespace(base)
        own = [(index, name) for name, value in names.items() if type(value) is Member and name[:2] != "__"]
        found[:0] = own
    return tuple(found)


def read_slot(cls: type, index: int, name: str, value: object) -> Any:
    """A slot of an instance. The descriptor is fetched anew: kept, it would keep its class alive, and a class can change.

    Raises AttributeError when the slot is empty, KeyError when the class no longer has it.
    """
    found = _namespace(mro_of(cls)[index])[name]
    if type(found) is not Member:
        raise KeyError(name)
    return found.__get__(value)


class Layout:
    """How the instances of one type are written. Holds no reference to the type itself."""

    __slots__ = ("base", "fields", "has_dict", "head", "leaf", "length", "name", "omitted", "ref", "slots", "sparse", "text", "write")

    def __init__(self, cls: type, write: Writer, permanent: bool = False) -> None:
        self.write = write
        #: None for static types of the interpreter, whose addresses are never used again.
        self.ref: Optional[Callable[[], Optional[type]]] = None if permanent else ref(cls)
        self.text = type_name(cls)
        self.name = pack_plain(self.text, LONGEST_TYPE_NAME)
        #: Opening bytes of the extension in which the writer puts such a value, up to its id.
        self.head = b""
        self.omitted = b"\xc7\x00\x1d\x93" + self.name
        self.length: Optional[Callable[[Any], int]] = None
        #: Bytes of the table of a dict or set.
        self.sparse: Optional[Callable[[Any], int]] = None
        #: Layout of the built-in base whose value is read, for derived types.
        self.base: Optional[Layout] = None
        self.leaf: Optional[Leaf] = None
        self.has_dict: Optional[bool] = False
        self.slots: Tuple[Tuple[int, str], ...] = ()
        self.fields: Dict[str, None] = {}
