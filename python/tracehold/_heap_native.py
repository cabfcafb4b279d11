"""The heap walk in C (python/native/heap*.c): who takes it, and whether it reads this interpreter rightly.

The library is made with the headers of one patch version of CPython. So before the first walk it describes a few
objects whose contents are known here; what differs is the reason for the walk in Python.
"""

from __future__ import annotations

import os
import sys

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._classes import published
from tracehold._definitions import thread_name
from tracehold._kinds import Deque, LruCache
from tracehold._schema import HEAP_EDGE_KIND_ATTRIBUTE, HEAP_EDGE_KIND_KEY, HEAP_EDGE_KIND_KEY_OBJECT
from tracehold._system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tracehold._heap_file import HeapFile

_FOLDER = os.fsencode(os.path.dirname(os.path.abspath(__file__)) + os.sep)
#: By the array type that was looked at: what `unfit` has found.
_unfit: dict[int, str] = {}


def _types() -> tuple[Any, Any, Any]:
    """Types that have no name in C: deque, the wrapper of functools.lru_cache, and numpy's array or None."""
    array = published("numpy", "ndarray")
    return Deque, LruCache, array if isinstance(array, type) else None


def unfit(asked: bool = False) -> str:
    """Why the walk in C cannot be used in this process, '' when it can; ``asked``: also where it was never tried."""
    from tracehold import _native

    if _native.untried and not asked:
        return _native.untried
    reason = _native.unfit()
    if reason:
        return reason
    types = _types()
    known = _unfit.get(id(types[2]))
    if known is None:
        differs = _difference(_native.library, types)
        known = _unfit[id(types[2])] = (
            f"the native library was made for another build of Python: {differs} differs" if differs else ""
        )
    return known


class _Instance:
    def __init__(self) -> None:
        self.first = [1.5]
        self.second = {"key": 2.5}


def _difference(library: Any, types: tuple[Any, Any, Any]) -> str:
    """What the library takes to be otherwise than it is, a few words; '' for nothing."""
    try:
        instance = _Instance()
        probes: list[tuple[Any, set[Any]]] = [
            (
                instance.second,
                {
                    (HEAP_EDGE_KIND_KEY, "'key'", id(instance.second["key"])),
                    (HEAP_EDGE_KIND_KEY_OBJECT, "'key'", id(next(iter(instance.second)))),
                },
            ),
            ([], set()),
            ("text", set()),
            (1 << 70, set()),
            (
                _types,
                {
                    (HEAP_EDGE_KIND_ATTRIBUTE, "__code__", id(_types.__code__)),
                    (HEAP_EDGE_KIND_ATTRIBUTE, "__globals__", id(_types.__globals__)),
                },
            ),
        ]
        if sys.version_info >= (3, 11):
            kind = HEAP_EDGE_KIND_ATTRIBUTE
            probes.append((instance, {(kind, "first", id(instance.first)), (kind, "second", id(instance.second))}))
        for value, expected in probes:
            found = library.heap_describe(value, types, instance)
            if type(found) is str:
                return found
            size, edges = found
            if not expected.issubset(edges):
                return f"what a {type(value).__name__} refers to"
            if size != sys.getsizeof(value) and value is not instance:
                return f"the size of a {type(value).__name__}"
        return "" if types[2] is None or _knows_arrays(library, types[2]) else "how numpy's arrays are laid out, which"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _knows_arrays(library: Any, array: Any) -> bool:
    base = array((2, 3), "O")
    shown = base.view()
    return bool(library.heap_array(shown, base, shown.dtype))


def walk(file: HeapFile, *working: Any) -> tuple[int, int, int, int]:
    """Writes names, objects and roots: numbers of objects, of references, of tracked objects, and the pause in ns.

    The walk runs in a child where that can be had; then others run meanwhile, and this waits. Otherwise everything
    stands still. Raises OSError.
    """
    from tracehold import _native

    names = [(ident, thread_name(ident)) for ident in System.current_frames()]
    nodes, edges, tracked, sequence, paused, _ = _native.library.heap_take(
        file.descriptor, file.sequence, names, _FOLDER, _types(), (file, working), _may_fork
    )
    file.sequence = sequence
    return nodes, edges, tracked, paused


#: Tests walk in the process itself.
_may_fork = not os.environ.get("TRACEHOLD_HEAP_IN_PROCESS")
