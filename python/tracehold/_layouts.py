"""Which writer serves which type: the table of built-in types, and how a type met for the first time is learned."""

from __future__ import annotations

import sys
from _collections import defaultdict, deque  # type: ignore[import-not-found]
from _weakref import ref

from tracehold import _containers, _leaves, _objects, _things
from tracehold._attributes import MUST_NOT_MATERIALISE
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import (
    Layout,
    ModuleType,
    exact,
    has_own_dict,
    mro_of,
    namespace,
    published,
    read_slots,
    slot_names,
    type_name,
)
from tracehold._frames import IMPORTED_FRAMES
from tracehold._schema import (
    EXTENSION_ARRAY,
    EXTENSION_DERIVED,
    EXTENSION_ENUM,
    EXTENSION_EXCEPTION,
    EXTENSION_FROZENSET,
    EXTENSION_GENERATOR,
    EXTENSION_OBJECT,
    EXTENSION_PATH,
    EXTENSION_RECORD,
    EXTENSION_SET,
    EXTENSION_TUPLE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracehold._classes import Writer
    from tracehold._leaves import Leaf


def _head(tag: int, count: int, before: bytes, name: bytes) -> bytes:
    return bytes((0xC7, 0, tag, 0x90 | count)) + before + name


def _builtin(cls: type, write: Writer, length: Any = None) -> Layout:
    layout = Layout(cls, write)
    layout.length = length
    return layout


def _leaf(cls: type, leaf: Leaf) -> Layout:
    layout = Layout(cls, _leaves.write_leaf)
    layout.leaf = leaf
    return layout


def _derived(cls: type, base: Layout) -> Layout:
    layout = Layout(cls, _containers.write_derived)
    layout.base = base
    layout.length = base.length
    layout.sparse = base.sparse
    layout.head = _head(EXTENSION_DERIVED, 3, b"", layout.name)
    return layout


def _headed(cls: type, write: Writer, tag: int, count: int, before: bytes = b"") -> Layout:
    layout = Layout(cls, write)
    layout.head = _head(tag, count, before, layout.name)
    return layout


_write_set = _containers.set_writer(EXTENSION_SET, set)
_write_frozenset = _containers.set_writer(EXTENSION_FROZENSET, frozenset)


def _generator() -> Any:
    yield


async def _coroutine() -> None:
    pass


async def _async_generator() -> Any:
    yield


def _type_of_coroutine() -> type:
    made = _coroutine()
    made.close()
    return type(made)


class _Bound:
    def method(self) -> None:
        pass


def _builtins() -> dict[int, Layout]:
    """Static types of the interpreter, by id: these are never freed, so an id stays theirs."""
    found: list[tuple[type, Layout]] = []

    def add(cls: type, layout: Layout) -> None:
        found.append((cls, layout))

    write = _leaves
    for cls, writer, length in (
        (type(None), write.write_none, None),
        (bool, write.write_bool, None),
        (int, write.write_int, None),
        (float, write.write_float, None),
        (str, write.write_str, str.__len__),
        (bytes, write.write_bytes, bytes.__len__),
        (bytearray, write.write_bytearray, bytearray.__len__),
        (list, _containers.write_list, list.__len__),
        (tuple, _containers.write_tuple, tuple.__len__),
        (dict, _containers.write_dict, dict.__len__),
        (set, _write_set, set.__len__),
        (frozenset, _write_frozenset, frozenset.__len__),
        (range, _containers.write_range, None),
        (slice, _containers.write_slice, None),
        (_things.FunctionType, _things.write_function, None),
        (type(_Bound().method), _things.write_method, None),
        (type(len), _things.write_builtin, None),
        (type("".__str__), _things.write_builtin, None),
        (type(str.__str__), _things.write_descriptor, None),
        (type(str.join), _things.write_descriptor, None),
        (type(dict.__dict__["fromkeys"]), _things.write_descriptor, None),
        (type, _things.write_class, None),
        (ModuleType, _things.write_module, None),
        (ref, _things.write_weakref, None),
    ):
        add(cls, _builtin(cls, writer, length))
    add(complex, _leaf(complex, _leaves.pack_complex))
    add(type(Ellipsis), _leaf(type(Ellipsis), _leaves.pack_ellipsis))
    for cls in (type(_generator()), _type_of_coroutine(), type(_async_generator())):
        add(cls, _headed(cls, _things.write_generator, EXTENSION_GENERATOR, 3))
    add(memoryview, _headed(memoryview, _things.write_memoryview, EXTENSION_ARRAY, 5))
    nothing: dict[Any, Any] = {}
    views: tuple[Any, ...] = (nothing.keys(), nothing.values(), nothing.items())
    for view in views:
        cls = type(view)
        add(cls, _derived(cls, _sequence(cls, cls.__len__, cls.__iter__)))
    return {id(cls): layout for cls, layout in found}


def _sequence(cls: type, length: Any, iterate: Any, head: bytes = b"") -> Layout:
    layout = Layout(cls, _containers.sequence_writer(length, iterate, head))
    layout.length = length
    return layout


BUILTINS = _builtins()

_MAPPING = _builtin(dict, _containers.write_mapping, dict.__len__)
_MAPPING.sparse = dict.__sizeof__
_SET = _builtin(set, _write_set, set.__len__)
_SET.sparse = set.__sizeof__
#: How an instance of a subclass of a built-in is read as that built-in, by id of the built-in.
_BASES: dict[int, Layout] = {
    id(int): BUILTINS[id(int)],
    id(float): BUILTINS[id(float)],
    id(complex): BUILTINS[id(complex)],
    id(str): BUILTINS[id(str)],
    id(bytes): BUILTINS[id(bytes)],
    id(bytearray): BUILTINS[id(bytearray)],
    id(list): _sequence(list, list.__len__, list.__iter__),
    id(tuple): _sequence(tuple, tuple.__len__, tuple.__iter__, bytes((0xC7, 0, EXTENSION_TUPLE))),
    id(dict): _MAPPING,
    id(set): _SET,
    id(frozenset): BUILTINS[id(frozenset)],
    id(deque): _sequence(deque, deque.__len__, deque.__iter__),
}
# Texts and numbers have no parts: depth and cycles do not concern them.
_PARTLESS = {id(base) for base in (int, float, complex, str, bytes, bytearray)}
#: Not derived: their extensions have a place for the type's name.
_NAMED = {id(cls) for cls in (type, ModuleType, ref)}

BUILTINS[id(deque)] = _derived(deque, _BASES[id(deque)])
BUILTINS[id(defaultdict)] = _derived(defaultdict, _MAPPING)


def learn(cls: type, objects: str) -> Layout:
    """How instances of a type met for the first time are written; `objects` as for the Encoder."""
    mro = mro_of(cls)
    enum = published("enum", "Enum")
    if enum is not None and any(base is enum for base in mro):
        layout = _headed(cls, _objects.write_enum, EXTENSION_ENUM, 3)
        layout.has_dict = has_own_dict(cls)
        return layout
    for base in mro:
        key = id(base)
        if key in _NAMED:
            return Layout(cls, BUILTINS[key].write)
        if base is BaseException:
            layout = _headed(cls, _objects.write_exception, EXTENSION_EXCEPTION, 5)
            layout.slots = slot_names(cls)
            return layout
        if key in _BASES:
            fields = _namedtuple_fields(cls) if base is tuple else None
            if fields is not None:
                layout = _headed(cls, _objects.write_namedtuple, EXTENSION_RECORD, 4, before=b"\xaanamedtuple")
                layout.fields = fields
                layout.base = _derived(cls, _BASES[id(tuple)])
                layout.length = tuple.__len__
                return layout
            return _derived(cls, _BASES[key])
        imported = _imported(cls, base)
        if imported is not None:
            return imported
    if objects == "type":
        return _headed(cls, _objects.write_type_only, EXTENSION_OBJECT, 4)
    return _record(cls) or _object(cls, objects)


def _object(cls: type, objects: str) -> Layout:
    layout = _headed(cls, _objects.write_object, EXTENSION_OBJECT, 4)
    layout.has_dict = has_own_dict(cls)
    layout.slots = slot_names(cls)
    if objects == "repr" and _has_repr(cls):
        layout.write = _objects.write_with_repr
    elif layout.has_dict and not layout.slots and not MUST_NOT_MATERIALISE:
        layout.write = _objects.write_instance
    return layout


def _has_repr(cls: type) -> bool:
    """Whether a class has a __repr__ that says more than object's."""
    for base in mro_of(cls):
        if "__repr__" in namespace(base):
            return base is not object
    return False


def _record(cls: type) -> Layout | None:
    """The layout of a dataclass or attrs class; None for other classes and for plain subclasses of those."""
    own = namespace(cls)
    fields: dict[str, None] | None = None
    kind = b"\xa9dataclass"
    if "__dataclass_fields__" in own:
        fields = _dataclass_fields(own["__dataclass_fields__"])
    elif "__attrs_attrs__" in own:
        kind = b"\xa5attrs"
        fields = _attrs_fields(own["__attrs_attrs__"])
    if fields is None:
        return None
    layout = _headed(cls, _objects.write_record, EXTENSION_RECORD, 4, before=kind)
    layout.has_dict = has_own_dict(cls)
    layout.slots = slot_names(cls)
    layout.fields = fields
    return layout


def _dataclass_fields(found: object) -> dict[str, None] | None:
    """Names of the fields that instances have: not those of class variables and init-only ones."""
    real = published("dataclasses", "_FIELD")
    if type(found) is not dict or real is None:
        return None
    names: dict[str, None] = {}
    for name, field in found.items():
        if type(name) is str and _slot(field, "_field_type") is real:
            names[name] = None
    return names


def _attrs_fields(found: object) -> dict[str, None] | None:
    if all(base is not tuple for base in mro_of(type(found))):
        return None
    names: dict[str, None] = {}
    for attribute in tuple.__iter__(found):  # type: ignore[arg-type, var-annotated]
        name = exact(_slot(attribute, "name"), 200)
        if name:
            names[name] = None
    return names


def _slot(value: object, name: str) -> object:
    cls = type(value)
    for entry, item in read_slots(value, slot_names(cls), 100)[0]:
        if entry == name:
            return item
    return None


def _namedtuple_fields(cls: type) -> dict[str, None] | None:
    """Names of a class made by collections.namedtuple or typing.NamedTuple, or of a class derived from one."""
    for base in mro_of(cls):
        if base is tuple:
            return None
        found = namespace(base).get("_fields")
        if type(found) is tuple and all(type(name) is str for name in found):
            return dict.fromkeys(found)
    return None


def _imported(cls: type, base: type) -> Layout | None:
    """The layout of a class of a module that the program imported, or of a subclass of one."""
    module, _, name = type_name(base).rpartition(".")
    key = (module, name)
    try:
        if key in _leaves.IMPORTED_LEAVES and _is_genuine(base, key):
            layout = Layout(base, _leaves.write_leaf)
            layout.leaf = _leaves.IMPORTED_LEAVES[key](base)
            return layout if base is cls else _derived(cls, layout)
        if key in _things.IMPORTED_WRITERS and _is_genuine(base, key):
            tag, count = (EXTENSION_ARRAY, 5) if name in ("array", "ndarray") else (EXTENSION_DERIVED, 3)
            return _headed(cls, _things.IMPORTED_WRITERS[key](base), tag, count)
        if key in IMPORTED_FRAMES and _is_genuine(base, key):
            layout = _headed(cls, IMPORTED_FRAMES[key](base), EXTENSION_ARRAY, 5)
            layout.has_dict = has_own_dict(cls)
            layout.base = _object(cls, "attributes")
            return layout
        if name == "PurePath" and module in ("pathlib", "pathlib._local") and _is_genuine(base, key):
            layout = _headed(cls, _objects.write_path, EXTENSION_PATH, 2)
            layout.slots = slot_names(cls)
            return layout
    except (AttributeError, KeyError, IndexError):
        # Not the implementation in C that was expected: an object like others.
        return None
    return None


def _is_genuine(cls: type, key: tuple[str, str]) -> bool:
    return key[0] in sys.modules and published(*key) is cls
