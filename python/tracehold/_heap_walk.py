"""All objects of this process with what they refer to, as columns of a snapshot file.

Objects come from the collector's lists and, as a quarter of a heap is in none of them, from what those refer to. Each
is held by one list of ours, once, so that its reference count is known. Nothing is imported, printed, compared or
hashed but exact texts.
"""

from __future__ import annotations

import sys
from array import array
from gc import get_objects, is_tracked
from sys import getrefcount

from tracehold import _schema
from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import exact, mro_of, type_name
from tracehold._heap_edges import EdgeReaders, Names
from tracehold._heap_own import Own, is_native
from tracehold._heap_places import Places
from tracehold._heap_sizes import size_reader
from tracehold._heap_strings import Strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from tracehold._heap_edges import Reader
    from tracehold._heap_file import HeapFile
    from tracehold._heap_places import Place
    from tracehold._pack import Packable

_CHUNK_NODES = 65536
_CHUNK_EDGES = 500_000
_IMMORTAL = 1 << 30
_MOST_REFERENCES = 0xFFFFFFFF


class _Type:
    """What is known of the instances of one type, which lives as long: it is known by its id."""

    __slots__ = ("add_string", "cls", "header", "id", "is_own", "place", "read", "size")

    def __init__(
        self,
        cls: type,
        number: int,
        read: Reader | None,
        size: Callable[[Any], int],
        header: int,
        place: Place | None,
        add_string: Callable[[Any, int], None] | None = None,
    ) -> None:
        self.cls = cls
        self.id = number
        #: Instances of a type of the shim are no part of the heap, whoever holds them.
        self.is_own = False
        self.read = read
        self.size = size
        self.header = header
        self.place = place
        self.add_string = add_string


class Walk:
    """One walk. ``nodes`` and ``edges`` count what was written."""

    def __init__(self, file: HeapFile, may_materialise: bool) -> None:
        self.nodes = 0
        self.edges = 0
        #: Objects in the collector's lists: the first of all.
        self.tracked = 0
        self._file = file
        self._names = Names()
        self._readers = EdgeReaders(self._names, may_materialise)
        self._places = Places(self._names)
        self._strings = Strings()
        self._types: dict[int, _Type] = {}
        self._fresh_types: list[Packable] = []
        self._reset()

    def run(self) -> None:
        """Writes names, nodes and roots. Raises OSError when the disk is full."""
        # Ours are looked for first: what comes up while they are is not in the list below.
        own = Own(self)
        todo = get_objects()
        self.tracked = len(todo)
        own.take_functions(todo)
        seen = self._readers.seen
        seen.update(map(id, todo))
        seen.update(own.ids)
        own_ids = own.ids
        roots, root_objects = _roots(own)
        for found in root_objects:
            if id(found) not in seen:
                seen.add(id(found))
                todo.append(found)
        del root_objects, found
        base = _references_of_ours()
        types = self._types
        addresses, sizes, counts = self._addresses, self._sizes, self._counts
        kinds, refcounts = self._kinds, self._refcounts
        targets, labels = self._targets, self._labels
        for value in todo:
            address = id(value)
            if address in own_ids or value is todo or value is seen:
                # Of ours nothing is found later: their ids were seen from the beginning.
                self.tracked -= 1
                continue
            references = getrefcount(value) - base
            cls = type(value)
            known = types.get(id(cls)) or self._learn(cls, own)
            if known.is_own:
                self.tracked -= is_tracked(value)
                continue
            addresses.append(address)
            kinds.append(known.id)
            refcounts.append(references if 0 <= references < _IMMORTAL else 0 if references < 0 else _MOST_REFERENCES)
            sizes.append(known.size(value) + known.header)
            if known.read is None:
                counts.append(0)
                if known.add_string is not None:
                    known.add_string(value, len(addresses) - 1)
            else:
                items, of_items = known.read(value)
                counts.append(len(items))
                for item in items:
                    number = id(item)
                    targets.append(number)
                    if number not in seen:
                        seen.add(number)
                        todo.append(item)
                labels.extend(of_items)
                # Nothing of ours refers to what comes next.
                items = item = of_items = None  # type: ignore[assignment]
            if known.place is not None:
                self._places.add(known.place, value, len(addresses) - 1)
            if len(addresses) == _CHUNK_NODES or len(targets) >= _CHUNK_EDGES:
                self._flush()
        self._flush()
        self._file.fields(_schema.CHUNK_KIND_HEAP_ROOTS, {_schema.HEAP_ROOT_FIELD_ROOTS: roots})

    def forget(self) -> None:
        """Lets go of everything, so that nothing of it waits for the collector, where the next walk would find it."""
        vars(self._readers).clear()
        vars(self).clear()

    def _learn(self, cls: type, own: Own) -> _Type:
        file: str | None = None
        line = 0
        if mro_of(cls) is None:
            # A static type in C that nobody made ready: it has no bases, no dict and no module.
            known = _Type(cls, len(self._types), self._readers.of_unknown(cls), object.__sizeof__, 0, None)
        else:
            size, header = size_reader(cls)
            read, place, add_string = self._readers.reader(cls), self._places.kind_of(cls), self._strings.reader(cls)
            known = _Type(cls, len(self._types), read, size, header, place, add_string)
            file, line = self._places.of_class(cls)
        known.is_own = id(cls) in own.ids or is_native(cls)
        self._types[id(cls)] = known
        self._fresh_types.append([type_name(cls), id(cls), file, line])
        return known

    def _reset(self) -> None:
        self._addresses = array("Q")
        self._kinds = array("I")
        self._sizes = array("Q")
        self._refcounts = array("I")
        self._counts = array("I")
        self._targets = array("Q")
        self._labels = array("I")

    def _flush(self) -> None:
        """Writes a chunk of nodes, after the names that it uses, and empties the columns in place."""
        names = self._names
        if names.fresh or self._fresh_types:
            fields: dict[int, Packable] = {}
            if names.fresh:
                fields[_schema.HEAP_NAME_FIELD_TEXTS] = names.fresh
            if self._fresh_types:
                fields[_schema.HEAP_NAME_FIELD_TYPES] = self._fresh_types
            self._file.fields(_schema.CHUNK_KIND_HEAP_NAMES, fields)
            names.fresh = []
            self._fresh_types = []
        columns = {
            _schema.HEAP_NODE_FIELD_ADDRESSES: self._addresses,
            _schema.HEAP_NODE_FIELD_TYPES: self._kinds,
            _schema.HEAP_NODE_FIELD_SIZES: self._sizes,
            _schema.HEAP_NODE_FIELD_REFCOUNTS: self._refcounts,
            _schema.HEAP_NODE_FIELD_EDGE_COUNTS: self._counts,
            _schema.HEAP_NODE_FIELD_TARGETS: self._targets,
            _schema.HEAP_NODE_FIELD_LABELS: self._labels,
            **self._places.columns(),
            **self._strings.columns(),
        }
        self.nodes += len(self._addresses)
        self.edges += len(self._targets)
        self._file.columns(_schema.CHUNK_KIND_HEAP_NODES, columns, _schema.HEAP_NODE_FIELD_WIDTHS)
        for column in columns.values():
            del column[:]


def _roots(own: Own) -> tuple[list[Packable], list[Any]]:
    """Rows of the roots, and the roots themselves."""
    rows: list[Packable] = []
    objects: list[Any] = []
    for name, module in list(sys.modules.items()):
        if type(name) is str and id(module) not in own.ids:
            rows.append([_schema.HEAP_ROOT_KIND_MODULE, id(module), exact(name, 200)])
            objects.append(module)
    for thread, frame in own.frames():
        rows.append([_schema.HEAP_ROOT_KIND_FRAME, id(frame), thread])
        objects.append(frame)
    rows.append([_schema.HEAP_ROOT_KIND_INTERPRETER, id(sys.modules), "sys.modules"])
    objects.append(sys.modules)
    return rows, objects


def _references_of_ours() -> int:
    """What ``getrefcount`` tells of an object that only the walk refers to: it depends on the version."""
    probe = [object()]
    for value in probe:
        return getrefcount(value)
    return 0
