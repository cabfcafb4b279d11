"""What an object refers to, and under which names, without running anything of the program.

``gc.get_referents`` (tp_traverse) says what is referred to; it knows no names, and it leaves out the keys of dicts that
hold only texts and what objects outside the collector hold. Names come from the interpreter's own descriptors and from
the dicts, lists and frames themselves. A label is one of ``heapEdgeKinds`` with a text id or a number above it
(docs/format.md).
"""

from __future__ import annotations

import sys
from gc import get_referents

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import (
    ModuleType,
    class_dict,
    has_own_dict,
    module_dict,
    mro_of,
    published,
    read_slots,
    slot_names,
)
from tracehold._kinds import (
    AsyncGeneratorType,
    BuiltinType,
    CellType,
    CodeType,
    CoroutineType,
    Deque,
    FrameType,
    FunctionType,
    GeneratorType,
    LruCache,
    MethodType,
    Partial,
    TracebackType,
)
from tracehold._schema import (
    HEAP_EDGE_KIND_ATTRIBUTE,
    HEAP_EDGE_KIND_BASE,
    HEAP_EDGE_KIND_CACHE_KEY,
    HEAP_EDGE_KIND_CACHE_VALUE,
    HEAP_EDGE_KIND_ITEM,
    HEAP_EDGE_KIND_KEY,
    HEAP_EDGE_KIND_KEY_OBJECT,
    HEAP_EDGE_KIND_LOCAL,
    HEAP_EDGE_KIND_MEMBER,
    HEAP_EDGE_KIND_REFERENCE,
    HEAP_EDGE_KIND_TYPE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence, Tuple

    #: What is referred to, and the label of each.
    Edges = Tuple[Sequence[Any], Sequence[int]]
    Reader = Callable[[Any], Edges]

KIND_BITS = 5
_MOST = (1 << (32 - KIND_BITS)) - 1
_LONGEST_KEY = 80
_ALL = slice(None)
_FUNCTION_CODE = 0x3  # CO_OPTIMIZED | CO_NEWLOCALS
_HAS_GC = 1 << 14
_flags: Callable[[type], int] = type.__dict__["__flags__"].__get__
#: By identity: a class may have a __hash__ of its own.
_PLAIN = frozenset(map(id, (float, bool, type(None), bytes, complex)))


def _key_text(key: object, depth: int = 0) -> str:
    """A dict's key as Python writes it; the type in angle brackets where that would run code or be long."""
    kind = type(key)
    if kind is str:
        shown = key if len(key) <= _LONGEST_KEY else key[: _LONGEST_KEY - 1] + "\u2026"  # type: ignore[arg-type, index]
        return repr(shown)
    if kind is int:
        return repr(key) if -(1 << 64) < key < 1 << 64 else "<int>"  # type: ignore[operator]
    if id(kind) in _PLAIN:
        return repr(key[:_LONGEST_KEY] if kind is bytes else key)  # type: ignore[index]
    if kind is tuple and depth < 2 and len(key) <= 6:  # type: ignore[arg-type]
        parts = [_key_text(item, depth + 1) for item in key]  # type: ignore[attr-defined]
        return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"
    name: str = _type_name(kind)
    return "<" + name + ">"


_type_name: Callable[[type], str] = type.__dict__["__name__"].__get__


class Names:
    """Texts with ids from 0 on. ``fresh`` holds those that were not written yet."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.fresh: list[str] = []

    def id(self, text: str) -> int:
        found = self.ids.get(text)
        if found is None:
            found = self.ids[text] = len(self.ids)
            self.fresh.append(text)
        return found

    def label(self, kind: int, text: str) -> int:
        return kind | self.id(text) << KIND_BITS

    def attribute(self, text: str) -> int:
        return HEAP_EDGE_KIND_ATTRIBUTE | self.id(text) << KIND_BITS


def _numbered(kind: int, count: int) -> Sequence[int]:
    """Labels 0, 1, 2 ...; all beyond what a label holds are the last."""
    if count <= _MOST:
        return range(kind, kind + (count << KIND_BITS), 1 << KIND_BITS)
    return [kind | min(index, _MOST) << KIND_BITS for index in range(count)]


class EdgeReaders:
    """Readers by type. ``may_materialise``: the process ends after this walk: a ``__dict__`` may be made to be read."""

    def __init__(self, names: Names, may_materialise: bool) -> None:
        self.names = names
        self.may_materialise = may_materialise
        #: Ids of the objects that were there when the walk began, or were found since.
        self.seen: set[int] = set()
        #: Of keys that are texts: labels of the value and of the key itself.
        self._key_labels: dict[str, tuple[int, int]] = {}
        attribute = names.attribute
        self._dict_label = attribute("__dict__")
        self._members: dict[int, list[tuple[Callable[[Any], Any], int]]] = {}
        for cls, members in _MEMBERS:
            found = []
            for name in members.split():
                descriptor = class_dict(cls).get(name)
                if descriptor is not None:
                    found.append((descriptor.__get__, attribute(name)))
            self._members[id(cls)] = found
        #: Also of the instances of their subclasses.
        self._containers: dict[int, Reader] = {
            id(dict): self.of_dict,
            id(list): _of_list,
            id(tuple): _of_tuple,
            id(set): _of_set,
            id(frozenset): _of_frozenset,
            id(Deque): _of_deque,
            id(ModuleType): self.of_module,
        }
        self._exact: dict[int, Reader] = {
            **self._containers,
            id(FrameType): self.of_frame,
            id(CodeType): self.of_code,
            id(LruCache): self.of_lru_cache,
            id(GeneratorType): self.of_generator,
            id(CoroutineType): self.of_generator,
            id(AsyncGeneratorType): self.of_generator,
        }
        array: Any = published("numpy", "ndarray")
        self._array = array if isinstance(array, type) else None

    def reader(self, cls: type) -> Reader | None:
        """What reads instances of this type; None for those that refer to nothing."""
        exact = self._exact.get(id(cls))
        if exact is not None:
            return exact
        mro = mro_of(cls)
        if self._array is not None and any(base is self._array for base in mro):
            return self._reader_of_array()
        if not _flags(cls) & _HAS_GC:
            return None
        if any(base is type for base in mro):
            return self.of_class
        members = next((self._members[id(base)] for base in mro if id(base) in self._members), [])
        slots = slot_names(cls)
        container = next((self._containers[id(base)] for base in mro if id(base) in self._containers), None)
        dict_of = _dict_getter(mro) if has_own_dict(cls) else None
        if not members and not slots and dict_of is None and container is None:
            return self.of_unknown(cls)
        return self._reader_of_instance(cls, members, slots, dict_of, container)

    # -- containers ----------------------------------------------------------------------------------------------------

    def of_dict(self, value: Any) -> Edges:
        items: list[Any] = []
        labels: list[int] = []
        known = self._key_labels
        # In one step: another thread may change it meanwhile.
        for key, item in [*dict.items(value)]:
            of_key = known.get(key) if type(key) is str else None
            if of_key is None:
                text = self.names.id(_key_text(key)) << KIND_BITS
                of_key = (HEAP_EDGE_KIND_KEY | text, HEAP_EDGE_KIND_KEY_OBJECT | text)
                if type(key) is str:
                    known[key] = of_key
            items += (item, key)
            labels += of_key
        return items, labels

    # -- the interpreter's own -----------------------------------------------------------------------------------------

    def of_module(self, value: Any) -> Edges:
        names = module_dict(value)
        return (names,), (self._dict_label,)

    def of_class(self, value: Any) -> Edges:
        referents = get_referents(value)
        if not any(type(found) is dict for found in referents):
            # A static type of C is no object of the collector, and its dict was held by nobody; the proxy tells of it.
            referents += get_referents(class_dict(value))
        labels = [HEAP_EDGE_KIND_REFERENCE] * len(referents)
        named: dict[int, int] = {id(mro_of(value)): self.names.attribute("__mro__")}
        for getter, label in self._members[id(type)]:
            try:
                named[id(getter(value))] = label
            except AttributeError:
                continue
        metaclass = type(value)
        seen_dict = False
        for index, found in enumerate(referents):
            if found is metaclass:
                labels[index] = HEAP_EDGE_KIND_TYPE
            elif type(found) is dict and not seen_dict:
                # tp_traverse visits tp_dict first.
                seen_dict = True
                labels[index] = self._dict_label
            else:
                labels[index] = named.get(id(found), HEAP_EDGE_KIND_REFERENCE)
        return referents, labels

    def of_code(self, value: Any) -> Edges:
        attribute = self.names.attribute
        return (value.co_consts, value.co_names), (attribute("co_consts"), attribute("co_names"))

    def of_frame(self, value: Any) -> Edges:
        found = get_referents(value)
        seen = set(map(id, found))
        attribute = self.names.attribute
        variables = self._variables(value)
        named = self._labels_of(variables)
        for name, item in (("f_back", value.f_back), ("f_code", value.f_code), ("f_globals", value.f_globals)):
            if item is not None:
                named.setdefault(id(item), attribute(name))
                if id(item) not in seen:
                    seen.add(id(item))
                    found.append(item)
        # A running frame tells the collector nothing from 3.11 on.
        for name, item in variables:
            if id(item) not in seen:
                seen.add(id(item))
                found.append(item)
                named[id(item)] = self.names.label(HEAP_EDGE_KIND_LOCAL, name)
        return found, [named.get(id(item), HEAP_EDGE_KIND_REFERENCE) for item in found]

    def _variables(self, frame: Any) -> list[tuple[str, Any]]:
        if frame.f_code.co_flags & _FUNCTION_CODE != _FUNCTION_CODE:
            return []
        return [(name, item) for name, item in frame.f_locals.items() if type(name) is str]

    def _labels_of(self, variables: list[tuple[str, Any]]) -> dict[int, int]:
        label = self.names.label
        return {id(item): label(HEAP_EDGE_KIND_LOCAL, name) for name, item in variables}

    def of_generator(self, value: Any) -> Edges:
        referents = get_referents(value)
        named: dict[int, int] = {}
        # Asking for its frame makes one.
        getter = _generator_frame(type(value)) if self.may_materialise else None
        frame = None if getter is None else getter(value)
        if frame is not None:
            named = self._labels_of(self._variables(frame))
            named[id(frame)] = self.names.attribute("frame")
        return referents, [named.get(id(item), HEAP_EDGE_KIND_REFERENCE) for item in referents]

    def of_lru_cache(self, value: Any) -> Edges:
        """The links of a bounded cache come first: key and result of each. An unbounded one has its dict only."""
        referents = get_referents(value)
        attribute = self.names.attribute
        cache = next((item for item in referents if type(item) is dict), None)
        link = type(next(iter(dict.values(cache)))) if cache else None
        parts = 2 * len(cache) if cache and link is not None and _type_name(link) == "_lru_list_elem" else 0
        labels: list[int] = []
        part = 0
        function_seen = False
        for item in referents:
            # From 3.10 on each link tells its own type as well.
            if not part & 1 and (item is type(value) or (item is link and part)):
                labels.append(HEAP_EDGE_KIND_TYPE)
            elif part < parts:
                kind = HEAP_EDGE_KIND_CACHE_VALUE if part & 1 else HEAP_EDGE_KIND_CACHE_KEY
                labels.append(kind | min(part >> 1, _MOST) << KIND_BITS)
                part += 1
            elif item is cache:
                labels.append(attribute("cache"))
            elif type(item) is dict:
                labels.append(self._dict_label)
            else:
                labels.append(HEAP_EDGE_KIND_REFERENCE if function_seen else attribute("function"))
                function_seen = True
        return referents, labels

    def of_unknown(self, cls: type) -> Reader:
        """Whatever C says it refers to."""

        def read(value: Any) -> Edges:
            referents = get_referents(value)
            return referents, [HEAP_EDGE_KIND_TYPE if item is cls else HEAP_EDGE_KIND_REFERENCE for item in referents]

        return read

    def _reader_of_array(self) -> Reader:
        """numpy's arrays are no objects of the collector: what a view shows is asked of its descriptor."""
        members = self._array.__dict__  # type: ignore[union-attr]
        base_of: Callable[[Any], Any] = members["base"].__get__
        flat_of: Callable[[Any], Any] = members["flat"].__get__
        dtype_of: Callable[[Any], Any] = members["dtype"].__get__
        kind_of: Callable[[Any], Any] = published("numpy", "dtype").__dict__["kind"].__get__

        def read(value: Any) -> Edges:
            base = base_of(value)
            referents = get_referents(value)
            labels = [HEAP_EDGE_KIND_REFERENCE] * len(referents)
            if base is not None and all(item is not base for item in referents):
                referents.append(base)
                labels.append(HEAP_EDGE_KIND_BASE)
            elif base is None and kind_of(dtype_of(value)) == "O":
                # Neither does the collector know of what an array of objects holds.
                items = [*flat_of(value)]
                referents += items
                labels += _numbered(HEAP_EDGE_KIND_ITEM, len(items))
            return referents, labels

        return read

    def _reader_of_instance(
        self,
        cls: type,
        members: list[tuple[Callable[[Any], Any], int]],
        slots: Any,
        dict_of: Callable[[Any], Any] | None,
        container: Reader | None,
    ) -> Reader:
        attribute = self.names.attribute
        dict_label = self._dict_label
        creates = sys.version_info >= (3, 11)
        may_read = not creates or self.may_materialise

        def read(value: Any) -> Edges:
            referents = get_referents(value)
            named: dict[int, int] = {id(cls): HEAP_EDGE_KIND_TYPE}
            for getter, label in members:
                try:
                    named[id(getter(value))] = label
                except (AttributeError, ValueError):
                    continue
            if slots:
                for name, item in read_slots(value, slots, 1000)[0]:
                    named[id(item)] = attribute(name)
            if dict_of is not None and may_read and (creates or any(type(item) is dict for item in referents)):
                own = dict_of(value)
                if any(item is own for item in referents):
                    named[id(own)] = dict_label
                elif type(own) is dict:
                    # The values are kept in the instance itself. The dict over them may have been made just now; of one
                    # that was there before, tp_traverse does not tell from 3.13 on.
                    for name, item in [*own.items()]:
                        if type(name) is str:
                            named[id(item)] = attribute(name)
                    if id(own) in self.seen:
                        referents.append(own)
                        named[id(own)] = dict_label
            if container is not None:
                items, labels = container(value)
                inside = set(map(id, items))
                rest = [item for item in referents if id(item) not in inside]
                return [*items, *rest], [*labels, *[named.get(id(i), HEAP_EDGE_KIND_REFERENCE) for i in rest]]
            return referents, [named.get(id(item), HEAP_EDGE_KIND_REFERENCE) for item in referents]

        return read


def _dict_getter(mro: tuple[type, ...]) -> Callable[[Any], Any] | None:
    """The C-level reader of ``__dict__``; None where there is none that runs no code of the program."""
    for base in mro:
        names = class_dict(base)
        if "__dict__" in names:
            getter: Callable[[Any], Any] = names["__dict__"].__get__
            return getter
    return None


def _generator_frame(cls: type) -> Callable[[Any], Any] | None:
    for name in ("gi_frame", "cr_frame", "ag_frame"):
        found = class_dict(cls).get(name)
        if found is not None:
            getter: Callable[[Any], Any] = found.__get__
            return getter
    return None


def _of_list(value: Any) -> Edges:
    items = list.__getitem__(value, _ALL)
    return items, _numbered(HEAP_EDGE_KIND_ITEM, len(items))


def _of_tuple(value: Any) -> Edges:
    items = tuple.__getitem__(value, _ALL)
    return items, _numbered(HEAP_EDGE_KIND_ITEM, len(items))


def _of_set(value: Any) -> Edges:
    items = [*set.__iter__(value)]
    return items, [HEAP_EDGE_KIND_MEMBER] * len(items)


def _of_frozenset(value: Any) -> Edges:
    items = [*frozenset.__iter__(value)]
    return items, [HEAP_EDGE_KIND_MEMBER] * len(items)


def _of_deque(value: Any) -> Edges:
    items = [*Deque.__iter__(value)]
    return items, _numbered(HEAP_EDGE_KIND_ITEM, len(items))


_MEMBERS: Sequence[tuple[type, str]] = (
    (FunctionType, "__globals__ __code__ __closure__ __defaults__ __kwdefaults__ __builtins__ __doc__ __module__"),
    (MethodType, "__func__ __self__"),
    (BuiltinType, "__self__ __module__"),
    (CellType, "cell_contents"),
    (TracebackType, "tb_next tb_frame"),
    (BaseException, "__traceback__ __context__ __cause__ args"),
    (property, "fget fset fdel"),
    (staticmethod, "__func__"),
    (classmethod, "__func__"),
    (Partial, "func args keywords"),
    (type, "__bases__ __base__"),
)
